"""A stop signal that strikes while ``serve`` is still starting, wherever a library catches what it raises."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from flows import deployments
from flows.desk import serve, server
from flows.settings import Paths, Settings

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What serve says; the server is there already, and the process's signals are put back afterwards."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    monkeypatch.setattr(server, "server", lambda settings, say, told: nullcontext("http://127.0.0.1:9/api"))
    monkeypatch.setattr(server, "tell_prefect", lambda address: None)
    yield []
    for number, handler in before.items():
        signal.signal(number, handler)


def struck(number: signal.Signals) -> None:
    """A library's import that a signal breaks: it makes an error of its own of it, as pydantic does."""
    try:
        os.kill(os.getpid(), number)
    except KeyboardInterrupt as stop:
        raise ValueError("cannot build the validator") from stop


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_breaks_an_import_is_an_orderly_end(
    said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: signal.Signals
) -> None:
    monkeypatch.setattr(deployments, "keep", lambda settings: struck(number))
    serve.serve(Settings(paths=Paths(data=tmp_path)), first_now=False, say=said.append)
    assert said[-1].startswith("stopped")


def test_a_signal_that_a_library_swallows_is_an_orderly_end(
    said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def swallowed(address: str) -> None:
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(server, "tell_prefect", swallowed)
    monkeypatch.setattr(deployments, "keep", lambda settings: pytest.fail("it went on"))
    serve.serve(Settings(paths=Paths(data=tmp_path)), first_now=True, say=said.append)
    assert said[-1].startswith("stopped")


def test_an_error_without_a_signal_is_told(said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(settings: Settings) -> None:
        raise ValueError("cannot build the validator")

    monkeypatch.setattr(deployments, "keep", broken)
    with pytest.raises(ValueError, match="validator"):
        serve.serve(Settings(paths=Paths(data=tmp_path)), first_now=False, say=said.append)
    assert not any(line.startswith("stopped") for line in said)

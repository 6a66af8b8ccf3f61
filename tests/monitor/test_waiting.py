"""What a server's unit waits with (ExecStartPost): until the API is well, no longer than it was told, and not for a server that is gone."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from flows.desk import waiting
from units import free_port


class Late(BaseHTTPRequestHandler):
    """An API that is not well yet when it is asked first."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200 if len(self.asked) > 2 else 503)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Nothing."""


@pytest.fixture
def late() -> Iterator[str]:
    Late.asked.clear()
    with HTTPServer(("127.0.0.1", 0), Late) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()
        thread.join()


def test_it_waits_until_the_api_is_well(late: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAINPID", raising=False)
    assert waiting.main([late]) == 0
    assert Late.asked == ["/api/health"] * 3


def test_it_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("MAINPID", raising=False)
    address = f"http://127.0.0.1:{free_port()}/api"
    assert waiting.main([address, "--seconds", "0"]) == 1
    assert capsys.readouterr().err == f"no Prefect server answers at {address} after 0 s\n"


def test_it_does_not_wait_for_a_server_that_ended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    monkeypatch.setenv("MAINPID", str(gone.pid))
    assert waiting.main([f"http://127.0.0.1:{free_port()}/api"]) == 1
    assert "ended while it was starting" in capsys.readouterr().err

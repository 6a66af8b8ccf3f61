"""Secrets stay out of what is shown, and what a reader needs stays in."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.logs import lines, masks
from flows.logs.masks import hide, mask_text
from flows.settings import Settings, load

UUID = "0d2f4f8e-1c3b-4d5a-9e7f-a1b2c3d4e5f6"


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    yield
    hide(())
    for room in lines.ROOMS:
        logging.getLogger(room).handlers.clear()
        logging.getLogger(room).propagate = True


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        # webhooks and pings: whoever has the address may post
        ("https://hooks.slack.com/services/T1/B2/SECRET", "https://hooks.slack.com/***"),
        (f"https://hc-ping.com/{UUID}", "https://hc-ping.com/***"),
        (f"https://hc-ping.com/{UUID}/fail timed out", "https://hc-ping.com/*** timed out"),
        (f"https://checks.example/ping/{UUID}", "https://checks.example/ping/***"),
        ("https://discord.com/api/webhooks/1234/SECRET", "https://discord.com/api/webhooks/***"),
        ("https://api.telegram.org/bot123456:SECRET/sendMessage", "https://api.telegram.org/***"),
        ("https://tenant.webhook.office.com/webhookb2/SECRET", "https://tenant.webhook.office.com/***"),
        # parameters
        ("https://f.example/a?t=SECRET", "https://f.example/a?t=***"),
        ("https://f.example/a?page=2&sid=SECRET", "https://f.example/a?page=2&sid=***"),
        ("https://f.example/a?X-Amz-Signature=SECRET&x=1", "https://f.example/a?X-Amz-Signature=***&x=1"),
        ("https://f.example/a?api%5Fkey=SECRET", "https://f.example/a?api%5Fkey=***"),
        ("(see https://f.example/a?token=SECRET), again", "(see https://f.example/a?token=***), again"),
        ("https://u:SECRET@f.example/a", "https://***@f.example/a"),
        ("https://f.example/?token=SECRET\nsecond line", "https://f.example/?token=***\nsecond line"),
        (
            r"OSError('https://f.example/?token=SECRET\nsecond line')",
            r"OSError('https://f.example/?token=***\nsecond line')",
        ),
        # words and headers
        ("password=SECRET", "password=***"),
        ("db_password=SECRET, user=x", "db_password=***, user=x"),
        ('{"password": "SECRET and more", "n": 1}', '{"password": ***, "n": 1}'),
        ("{'client_secret': 'SECRET'}", "{'client_secret': ***}"),
        ("api_key=SECRET&x=1", "api_key=***&x=1"),
        ("password: SECRET", "password: ***"),
        ("Bearer SECRET", "Bearer ***"),
        ("Authorization: Bearer SECRET", "Authorization: Bearer ***"),
        ("authorization: Basic U0VDUkVU", "authorization: Basic ***"),
        ("sent bearer SECRETSECRET123456 along", "sent bearer *** along"),
        ("token xoxb-1234-5678-SECRET refused", "token *** refused"),
        # addresses of channels say too much by themselves
        ("slack://SECRET/B/C", "slack://***"),
        ("mailtos://user:SECRET@smtp.example.org", "mailtos://***"),
        # of other services only the credentials are masked
        ("no Dask scheduler answers at tcp://10.0.0.7:8786", "no Dask scheduler answers at tcp://10.0.0.7:8786"),
        ("tcp://u:SECRET@10.0.0.7:8786", "tcp://***@10.0.0.7:8786"),
        ("postgresql+asyncpg://p:SECRET@db:5432/prefect", "postgresql+asyncpg://***@db:5432/prefect"),
        ("s3://bucket/raw/2026", "s3://bucket/raw/2026"),
        ("wss://prefect.example/api/events", "wss://prefect.example/api/events"),
    ],
)
def test_secrets_are_masked_and_the_rest_is_left(said: str, shown: str) -> None:
    assert mask_text(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "https://x.example/a?q=%22hi%22&n=1",
        "https://x.example/a?q=1%0A2026-01-01%20INFO%20flows.x:%20forged",
        "https://x.example/a?q=a+b&q=c&empty=&flag",
        "https://news.example/2026/03/the-password-of-the-year?page=2&keyword=aid&postal=12345",
        f"https://news.example/articles/{UUID}",
        "https://x.example/[2001:db8::1]/?a=1;b=2",
        "the token economy; passwords are hard; Sweden: the key is aid. Secret talks: yes",
        "process 4711 (pledgewatch serve) has the ledger open",
        'schedule.overlap = "wait" waits instead',
        "mailto:desk@example.org",
        "http://[broken",
    ],
)
def test_what_is_no_secret_is_shown_as_it_stands(said: str) -> None:
    assert mask_text(said) in (said, "***" if said.startswith("http://[") else said)


@given(st.text(max_size=60), st.sampled_from(["", "https://h.example/?token=s3cretvalue&x=", "slack://s3cretvalue/"]))
def test_masking_neither_dies_nor_leaks(text: str, address: str) -> None:
    assert "s3cretvalue" not in mask_text(f"{text} {address}{text}")


def test_the_values_of_the_settings_secrets_are_masked_wherever_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hook.url").write_text("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ\n", encoding="utf-8")
    (tmp_path / "pledgewatch.toml").write_text(
        '[log]\nlevel = "info"\n[health]\nping_url_env = "DESK_PING"\n'
        '[[channels]]\nname = "a"\nurl_file = "hook.url"\n'
        '[[channels]]\nname = "b"\nurl_env = "DESK_MAIL"\n'
        '[[channels]]\nname = "c"\nurl = "json://localhost:8000/hook"\nsign_env = "DESK_SIGN"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("DESK_PING", "https://status.example/beat/odd-address-77")
    monkeypatch.setenv("DESK_MAIL", "mailtos://desk:pa%24%24word@smtp.example.org?to=a@b.example")
    monkeypatch.setenv("DESK_SIGN", "plain words as a key")
    lines.set_up(load(tmp_path))
    log = logging.getLogger("flows.test")
    log.info(
        "took TIiajkdnlazkcOXrIdevi7FQ at https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    )
    log.info("POST https://status.example/beat/odd-address-77 and odd-address-77 alone")
    log.info("login desk with pa$$word at smtp.example.org failed")
    log.info("signed with plain words as a key; localhost:8000 took it, the hook too")
    said = capsys.readouterr().err
    for secret in ("TIiajkdnlazkcOXrIdevi7FQ", "odd-address-77", "pa$$word", "plain words"):
        assert secret not in said
    for word in ("status.example", "smtp.example.org", "localhost:8000 took it, the hook too"):
        assert word in said
    assert masks._hidden
    lines.set_up(Settings())
    assert not masks._hidden, "other settings have other secrets"


HARD = [
    "asked https://x.example/a?q=%22hi%22&n=1",
    'he said "yes" \\ and https://x.example/?token=s3cret\nsecond line',
    "?q=1%0A2026-01-01 INFO flows.x: forged https://x.example/?q=1%0A2026-01-01",
    "first\n2026-01-01 00:00:00,000 WARNING flows.x: forged\r\x1b[31mred\u2028end\x85",
    "https://x.example/a?q=%22%7D%0A%7B%22level%22:%22error%22",
]


@pytest.mark.parametrize("said", HARD)
@pytest.mark.parametrize("format_", ["json", "text"])
def test_one_message_is_one_line_in_either_format(
    tmp_path: Path, said: str, format_: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in lines.PREFECT_SPEAKS_JSON:
        monkeypatch.setenv(name, "")
    (tmp_path / "pledgewatch.toml").write_text(f'[log]\nlevel = "info"\nformat = "{format_}"\n', encoding="utf-8")
    lines.set_up(load(tmp_path))
    extra = {"address": said, "many": [said], "api_key": "s3cret", "moment": dt.datetime(2026, 3, 2)}
    logging.getLogger("flows.test").info(said, extra=extra)
    out = capsys.readouterr().err
    assert out.count("\n") == 1 and len(out.splitlines()) == 1 and "s3cret" not in out and "\x1b" not in out
    if format_ == "json":
        record = json.loads(out)
        assert record["message"] == said.replace("s3cret", "***") == record["address"] == record["many"][0]
        assert record["api_key"] == "***"


@pytest.mark.parametrize("format_", ["json", "text"])
def test_a_traceback_hides_secrets_and_forges_nothing(
    tmp_path: Path, format_: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in lines.PREFECT_SPEAKS_JSON:
        monkeypatch.setenv(name, "")
    (tmp_path / "pledgewatch.toml").write_text(f'[log]\nformat = "{format_}"\n', encoding="utf-8")
    lines.set_up(load(tmp_path))
    try:
        raise OSError("slack://s3cret/B/C failed\n2026-01-01 00:00:00,000 WARNING flows.x: forged, password=s3cret")
    except OSError:
        logging.getLogger("flows.test").exception("went wrong")
    out = capsys.readouterr().err
    assert "s3cret" not in out
    if format_ == "json":
        assert "Traceback" in json.loads(out)["exception"]
    else:
        first, *rest = out.splitlines()
        assert "went wrong" in first and rest and all(line.startswith("    ") for line in rest)


def test_a_pass_is_said_once_whatever_the_level(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for level in ("debug", "info", "warning", "error"):
        (tmp_path / "pledgewatch.toml").write_text(f'[log]\nlevel = "{level}"\n', encoding="utf-8")
        settings = load(tmp_path)
        lines.set_up(settings)
        logging.getLogger("flows.passes").debug("a detail")
        lines.say(settings, "3 sources, 2 new articles", run_id="r1")
        out = capsys.readouterr().err
        assert out.count("3 sources") == 1 and ("a detail" in out) == (level == "debug")


CHILD = """
import logging, pathlib, sys
from flows.logs import lines
from flows.settings import load
settings = load(pathlib.Path(sys.argv[1]))
lines.set_up(settings)
from prefect import get_run_logger
from prefect.logging import get_logger
get_logger("runner").info("Runner started, asks https://x.example/?token=s3cret&q=%22hi%22 [bold]or so[/bold] " + "long " * 60)
logging.getLogger("prefect.flow_runs").error("Encountered an exception: password=s3cret", extra={"flow_run_name": "x"})
logging.getLogger("someone.else").warning("a library says https://hooks.slack.com/services/T/B/s3cret")
logging.getLogger("flows.test").warning("ours")
lines.announce(settings, "watching 3 sources")
"""


@pytest.mark.parametrize("format_", ["json", "text"])
def test_prefects_console_writes_as_ours_does(tmp_path: Path, format_: str) -> None:
    (tmp_path / "pledgewatch.toml").write_text(f'[log]\nformat = "{format_}"\n', encoding="utf-8")
    child = (
        CHILD
        if format_ == "json"
        else CHILD.replace('get_logger("runner")', 'lines.adopt(settings); get_logger("runner")')
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
    ended = subprocess.run(
        [sys.executable, "-c", child, str(tmp_path / "pledgewatch.toml")],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env=environment
        | {"PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore"},
    )
    out = ended.stderr.splitlines()
    assert "s3cret" not in ended.stderr and len(out) == 5, ended.stderr
    if format_ == "json":
        assert [json.loads(line)["logger"] for line in out] == [
            "prefect.runner", "prefect.flow_runs", "someone.else", "flows.test", "flows.desk",
        ]  # fmt: skip
        assert "q=%22hi%22 [bold]or so[/bold] long" in json.loads(out[0])["message"]

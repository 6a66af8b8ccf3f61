"""The page that ``pledgewatch run`` ends with: short, the finding first and last, nothing cut without a mark, the README's sample real."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from rich.console import Console

import readme
from extractors.model import Document
from flows.desk import status
from flows.passes.pipeline import run_pass
from flows.report import brief, parts
from flows.report.summary import Summary, headline, render
from flows.settings import Settings, load
from flows.texts.replay import replay
from newsroom import MONDAY, Newsroom, told
from slack import hook_receiver
from storage.rows import Problem, SourceReport
from website import Site

HOUR = dt.timedelta(hours=1)
STAGES = 6


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a first pass over the seeds prints."""
    folder = tmp_path_factory.mktemp("page") / "desk"
    readme.seeds_only(folder)
    return readme.page(folder)


def on_screen(done: Summary, settings: Settings, width: int = 100, full: bool = False) -> list[str]:
    """The page as a terminal of this width shows it."""
    out = io.StringIO()
    Console(file=out, width=width, highlight=False).print(render(done, settings, full))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_the_page_of_the_seeds_fits_a_screen_and_says_what_was_found_first_and_last(page: list[str]) -> None:
    assert len(page) <= 60, len(page)
    first = page[STAGES]
    assert (
        first.startswith(("5 new articles", "6 new articles")) and "conflict" in first and "nothing was sent" in first
    )
    last = next(line for line in reversed(page) if line.startswith(first))
    assert last.endswith(" s)") and page.index(last) >= len(page) - 4
    assert any(line.startswith("details: ") and "why " in line for line in page[-3:])
    both = [line.split()[0] for line in page if line.startswith(("  now ", "  before "))]
    assert both[:2] == ["now", "before"], "a conflict stands there with both quotes"


def test_the_readme_shows_what_is_printed(page: list[str]) -> None:
    (shown,) = readme.BLOCK.findall(readme.README.read_text(encoding="utf-8"))[:1]
    # after a change of what is read or how it is shown: PYTHONPATH=tests/support .venv/bin/python -m readme
    assert shown == readme.sample(page)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_that_do_not_fit_end_in_an_ellipsis(tmp_path: Path, width: int) -> None:
    with Site() as site:
        room = Newsroom(site)
        long = told("150 million euros")[0].replace(
            "air defence in 2026", "air defence in the east and the south of the country in 2026"
        )
        room.publish("harbour", "oslo", "Oslo supports air defence", (long, *told("150 million euros")[1:]))
        settings = load(room.settings(tmp_path))
        lines = on_screen(run_pass(settings, MONDAY + 3 * HOUR), settings, width)
    whole = [line for line in lines if line.split("  ", 1)[-1].startswith("NEW PLEDGE")]
    assert whole and all(len(line) <= width for line in lines), [line for line in lines if len(line) > width]
    for line in whole:
        assert line.endswith("…") or "Ukraine" in line, line


def test_alerts_digest_and_problems_are_a_line_each_and_counted(tmp_path: Path) -> None:
    with Site() as site, hook_receiver() as hook:
        room = Newsroom(site)
        (tmp_path / "hook").mkdir()
        settings = load(room.settings(tmp_path / "hook", hook=hook.url()))
        done = run_pass(settings, MONDAY + 3 * HOUR)
        lines = on_screen(done, settings, 120)
        assert lines[0].startswith(f"{done.recorded.articles} new articles") and lines[0].endswith("; 2 alerts")
        assert "Told through channels: 2 " in " ".join(lines)
        assert any(line.startswith("Could not be read: 2") for line in lines)
        assert any(line.startswith("→ ") and "2 sent" in line for line in lines)
        settings = load(room.settings(tmp_path))  # no channel: the terminal is told
        shown = on_screen(run_pass(settings, MONDAY + 3 * HOUR), settings, 120)
        assert "Alerts: 2 " in " ".join(shown) and sum("NEW PLEDGE  " in line for line in shown) >= 2
        again = on_screen(run_pass(settings, MONDAY + 4 * HOUR), settings, 120)
        assert again[0] == "nothing new" and "sources had nothing new" in " ".join(again) and len(again) < 12


def test_an_alert_of_several_findings_is_counted_as_one_and_as_several() -> None:
    """The headline counts alerts, the section below it findings: where they differ it says both."""
    text = "Denmark pledged 1.5 billion kroner for Ukraine. Norway promised Ukraine 300 million euros for air defence."
    found = replay([Document("a", text, published="2026-03-02")], None, by_ledger=False, db=None, now=None)
    done = Summary("run", MONDAY, alerts=list(found.alerts))
    lines = on_screen(done, Settings(), 120)
    assert len(found.alerts) == 1 and lines[0].endswith("; 1 alert")
    assert "Told through channels: 2 findings in 1 alert " in " ".join(lines)


def test_the_full_page_has_every_finding_as_a_card(tmp_path: Path) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        done = run_pass(settings, MONDAY + 3 * HOUR)
    text = "\n".join(on_screen(done, settings, 120, full=True))
    assert text.count("╭") == text.count("╰") >= 2 and "look further: " in text and str(done.snapshot) in text


def test_many_of_a_kind_are_counted_and_named_up_to_a_few(tmp_path: Path) -> None:
    failed = [SourceReport(f"feed{n}", "feed", "failed", error="no route") for n in range(9)]
    alone = SourceReport("other", "feed", "failed", error="404")
    trouble = [Problem("a", f"https://a.example/{n}", "clean", "no_text", "no text") for n in range(7)]
    done = Summary("r", MONDAY, reports=[*failed, alone], problems=trouble)
    lines = on_screen(done, Settings(), 160)
    assert lines[0] == "nothing new"
    (named,) = [line for line in lines if line.endswith(": no route")]
    assert named == "9 sources failed (feed0, feed1, feed2, feed3, feed4, feed5 and 3 more): no route"
    assert any(line.startswith("other") and "404" in line for line in lines)
    away = [
        SourceReport(f"feed{n}", "feed", "failed", error=f"the name www{n}.example.org is not known") for n in range(3)
    ]
    hosts = on_screen(Summary("r", MONDAY, reports=[*away, alone]), Settings(), 160)
    assert "3 sources failed (feed0, feed1, feed2): the name … is not known" in hosts, "alike but for the host"
    assert any("(7 times)" in line for line in lines)
    report = status.Report(MONDAY, sources=12, failing=[f"feed{n}" for n in range(11)])
    status._judge(report)
    assert report.findings == ["11 of 12 sources fail: feed0, feed1, feed2, feed3, feed4, feed5 and 5 more"]


def test_the_headline_tells_commitments_from_the_rest() -> None:
    assert headline(Summary("r", MONDAY)) == "nothing new"
    from storage.rows import Recorded

    assert headline(Summary("r", MONDAY, recorded=Recorded(articles=1))) == "1 new article, 0 claims: nothing to tell"


def test_the_command_is_named_as_it_can_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "env" / "bin" / "pledgewatch"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", [str(script), "run"])
    monkeypatch.setenv("PATH", "/usr/bin")
    assert parts.program() == "env/bin/pledgewatch"
    monkeypatch.setenv("PATH", str(script.parent))
    assert parts.program() == "pledgewatch"
    monkeypatch.setenv("PATH", "/usr/bin")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert parts.program() == str(script)
    monkeypatch.setattr("sys.argv", ["/usr/lib/python3/pytest", "run"])
    assert parts.program() == "pledgewatch"


def test_a_pass_that_was_left_out_is_one_line() -> None:
    out = io.StringIO()
    Console(file=out, width=160).print(
        brief.render(Summary("r", MONDAY, skipped=True, beside="process 9 (pledgewatch serve)"))
    )
    assert out.getvalue().startswith(
        "pledgewatch: process 9 (pledgewatch serve) is making a pass; this one was left out"
    )

"""A clock that was ahead: what was recorded by it stops nothing, hides nothing, and is put right by the next pass."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.model import Alert
from flows import keeping
from flows.cli import app
from flows.desk import pulse, status
from flows.fetch import claim_silence
from flows.fetch.memory import Memory
from flows.health import after_pass, read_beat
from flows.keeping.checks import self_check
from flows.passes import once
from flows.passes.pipeline import passed_since, run_pass
from flows.report.summary import Summary
from flows.settings import Settings, load
from newsroom import MONDAY, SWEDEN, Newsroom
from storage.clock import SLACK
from storage.doctor import Check
from storage.ledger import Ledger
from storage.lookups import sources as source_rows
from storage.mutes import Muted
from storage.rows import Harvest, Owed, SourceReport
from website import Site

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
JUMP = 400 * DAY


@pytest.fixture(scope="module")
def jumped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk whose last pass was made by a clock that was ahead; its site is gone."""
    folder = tmp_path_factory.mktemp("jumped")
    with Site() as site:
        file = Newsroom(site).settings(folder)
        file.write_text(file.read_text() + '[schedule]\nevery = "30m"\n', encoding="utf-8")
        settings = load(file)
        run_pass(settings, MONDAY)
        run_pass(settings, MONDAY + JUMP)
    return folder


@pytest.fixture
def desk(jumped: Path, tmp_path: Path) -> Settings:
    shutil.copytree(jumped, tmp_path, dirs_exist_ok=True)
    return load(tmp_path / "pledgewatch.toml")


def clock_of(checks: list[Check]) -> list[str]:
    return [check.status for check in checks if check.name == "clock"]


def gauge(settings: Settings, name: str) -> float:
    (found,) = re.findall(rf"^pledgewatch_{name} (\S+)$", (settings.paths.data / "metrics.prom").read_text(), re.M)
    return float(found)


def test_the_next_pass_is_made_and_puts_it_right(tmp_path: Path) -> None:
    with Site() as site:
        room = Newsroom(site)
        file = room.settings(tmp_path)
        file.write_text(file.read_text() + '[schedule]\nevery = "30m"\n', encoding="utf-8")
        settings = load(file)
        run_pass(settings, MONDAY)
        run_pass(settings, MONDAY + JUMP)
        now = MONDAY + HOUR
        assert not passed_since(settings, MONDAY + 30 * MINUTE, now)
        assert clock_of(self_check(settings, now)) == ["warn"]
        bad = status.look(settings, now)
        assert bad.code == status.ACT and not pulse.feel(settings, now).alive
        room.publish("north", "sweden-again", "Sweden pledges ships", SWEDEN, published=room.day(hour=9))
        # as a schedule makes it: a source is asked, whenever the clock that was ahead wanted it asked again
        done = run_pass(settings, now, due_only=True)
        assert {r.status for r in done.reports} <= {"ok", "unchanged"} and done.recorded.articles == 1
        # two hours on, not ages: it was passed at that moment, and by the record of then
        assert passed_since(settings, MONDAY + 30 * MINUTE, now + HOUR)
        assert not passed_since(settings, now + 30 * MINUTE, now + HOUR)
        assert clock_of(self_check(settings, now)) == []
        good = status.look(settings, now + MINUTE)
        assert (good.code, good.last_pass) == (status.WELL, now), good.findings
        assert pulse.feel(settings, now + MINUTE).alive
        # and from then on what is late is late, which a record of the future must not hide
        late = status.look(settings, now + 30 * HOUR)
        assert late.code == status.ACT and any("began 30 hours ago" in line for line in late.findings)
        assert not pulse.feel(settings, now + 30 * HOUR).alive
        with Ledger.open(settings.ledger_path) as ledger:
            states = ledger.source_states()
        assert all(s.next_due and s.next_due < now + DAY and s.last_success == now for s in states.values())
        assert all(row["health"] == "well" and row["passes"] == 2 for row in source_rows(settings.snapshot_path))


def test_status_and_the_probe_say_it(desk: Settings) -> None:
    """By the real clock, which shows a day long before that of the record."""
    run_at = dt.datetime.now(dt.UTC) + JUMP
    beat = json.loads((desk.paths.data / "heartbeat.json").read_text())
    (desk.paths.data / "heartbeat.json").write_text(json.dumps(beat | {"at": run_at.isoformat()}))
    with Ledger.open(desk.ledger_path) as ledger:
        ledger.record(Harvest(run_id=f"{run_at:%Y%m%dT%H%M%S}-abcdef", started_at=run_at), run_at)
    ask = ["status", "--settings", str(desk.file)]
    told = CliRunner().invoke(app, ask)
    text = " ".join(told.stdout.split())
    assert told.exit_code == 2 and "the clock was ahead when the last pass was recorded" in text, text
    assert f"last pass at {run_at:%Y-%m-%d %H:%M} UTC by a clock that was ahead" in text
    assert "all is well" not in text and " -" not in text.split("schedule")[0]
    alive = CliRunner().invoke(app, [*ask, "--alive"])
    assert alive.exit_code == 1 and "the clock was ahead when it was given" in alive.stdout
    # serve that began since is a sign of life, beside which the other is named
    pulse.began(desk)
    begun = CliRunner().invoke(app, [*ask, "--alive"])
    assert begun.exit_code == 0 and "later than now, is none" in begun.stdout


def test_clocks_may_differ_by_minutes(desk: Settings) -> None:
    now = MONDAY + JUMP - SLACK
    assert status.look(desk, now + MINUTE).code == status.WELL
    assert pulse.feel(desk, now + MINUTE).alive
    assert passed_since(desk, now - HOUR, now + MINUTE)
    assert status.look(desk, now - MINUTE).code == status.ACT
    assert not passed_since(desk, now - HOUR, now - MINUTE)


def test_a_flow_marked_by_a_clock_that_was_ahead_is_not_done(desk: Settings) -> None:
    for name in ("digest", "revisit", "maintain"):
        once.mark(desk, name, MONDAY + JUMP)
        assert not once.done_since(desk, name, MONDAY, MONDAY + HOUR)
        once.mark(desk, name, MONDAY + HOUR)
        assert once.done_since(desk, name, MONDAY, MONDAY + HOUR)


def test_metrics_put_nothing_off(desk: Settings) -> None:
    """Who waits for the next pass waits for one by the clock of now; a success of the future is none."""
    now = dt.datetime.now(dt.UTC)
    after_pass(desk, Summary("r", now + JUMP), now + JUMP)
    assert gauge(desk, "next_pass_timestamp_seconds") <= (now + HOUR).timestamp()
    failed = Summary("s", now, reports=[SourceReport("north", "feed", "failed")])
    after_pass(desk, failed, now)
    beat = read_beat(desk)
    assert failed.failed and beat is not None and beat.last_success is None
    assert gauge(desk, "last_success_timestamp_seconds") == 0


def test_what_is_owed_waits_for_no_day_of_the_future(desk: Settings) -> None:
    ahead, now = MONDAY + JUMP, MONDAY + HOUR
    alerts = tuple(Alert(name, f"event-{name}", "d", ahead.isoformat(), "alert", None, name, name, ()) for name in "ab")
    rows = (Owed("a:hook", "a", "hook"), Owed("b:mail", "b", "mail", digest=True, next_attempt=ahead + DAY))
    with Ledger.open(desk.ledger_path) as ledger:
        ledger.record(Harvest(run_id="x", started_at=ahead, alerts=alerts, owed=rows), ahead)
        ledger.mark_failed("a:hook", ahead, "refused", ahead + HOUR)
        assert {o.key for o in ledger.owed(now)} == {"a:hook", "b:mail"}
        # put off again by a clock that is right they wait
        ledger.mark_failed("a:hook", now, "refused", now + HOUR)
        ledger.mark_sent("b:mail", ahead)
        assert ledger.owed(now + MINUTE) == []
        # and what was sent by then takes no room of this hour
        assert not ledger.messages_between(now - HOUR, now).keys() & {"hook", "mail"}


def test_looks_again_and_the_wish_of_a_server_count_from_now(tmp_path: Path) -> None:
    with Site() as site:
        settings = load(Newsroom(site, today=MONDAY + JUMP).settings(tmp_path))
        run_pass(settings, MONDAY + JUMP)
        site.answer("/north.xml", status=503, retry_after="7200")
        run_pass(settings, MONDAY + JUMP + MINUTE)
        now = MONDAY + HOUR
        first = {r.name: r for r in run_pass(settings, now, due_only=True).reports}
        # as long as the server asked for and no longer
        kept = re.fullmatch("the server asked not to be asked before (.*)", first["north"].error or "")
        assert kept and abs(dt.datetime.fromisoformat(kept[1]) - now - 2 * HOUR) < MINUTE
        assert first["harbour"].status == "unchanged"
        with Ledger.open(settings.ledger_path) as ledger:
            visits = [v for s in ledger.source_states().values() for v in Memory.read(s.cursor).revisits]
        assert visits and all(dt.datetime.fromisoformat(visit.first) == now for visit in visits)
        site.answer("/north.xml", status=500)
        then = {r.name: r for r in run_pass(settings, now + 3 * HOUR, due_only=True).reports}
        assert then["north"].status == "failed"


def test_a_page_that_changed_since_is_the_newest(tmp_path: Path) -> None:
    with Site() as site:
        room = Newsroom(site, today=MONDAY + JUMP)
        settings = load(room.settings(tmp_path))
        run_pass(settings, MONDAY + JUMP)
        room.rewrite("north", "choir", "A full house for the choir", SWEDEN, published=room.day())
        run_pass(settings, MONDAY + HOUR)
        run_pass(settings, MONDAY + 3 * HOUR)
    with Ledger.open(settings.ledger_path) as ledger:
        (page,) = ledger.known([site.url("/north/choir.html")]).values()
    assert page.revision == 1 and page.fetched_at < MONDAY + DAY


def test_claims_dated_in_the_future_hide_no_silence() -> None:
    habit = [MONDAY - n * DAY for n in range(11, 60)]
    assert claim_silence(habit, MONDAY) is not None
    assert claim_silence([*habit, MONDAY + JUMP], MONDAY) is not None
    assert claim_silence([*habit, MONDAY - DAY], MONDAY) is None


def test_backups_of_the_future_neither_go_nor_push_others_out(desk: Settings) -> None:
    few = desk.model_copy(update={"keep": desk.keep.model_copy(update={"backups": 2})})
    for moment in (MONDAY + JUMP, MONDAY + JUMP + DAY, MONDAY + DAY, MONDAY + 2 * DAY, MONDAY + 3 * DAY):
        keeping.maintain(few, moment)
    kept = sorted(p.name[12:20] for p in (desk.paths.data / "backups").iterdir())
    assert kept == ["20260304", "20260305", "20270406", "20270407"]


def test_a_mute_of_the_future_can_be_lifted(desk: Settings) -> None:
    with Ledger.open(desk.ledger_path) as ledger:
        ledger.mute(Muted("source", "north"), MONDAY + JUMP)
        assert ledger.unmute("source", "north", MONDAY + HOUR)
        assert not ledger.muted(MONDAY + 2 * HOUR)

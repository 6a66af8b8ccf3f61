"""What the operator of a desk is told: heartbeat, metrics, ping, notices, status, log lines."""

from __future__ import annotations

import datetime as dt
import errno
import json
import logging
import os
import re
from pathlib import Path

import pytest

from flows.desk import status
from flows.health import after, after_pass, age, read_beat
from flows.health.beat import Beat
from flows.keeping.reread import reread
from flows.logs import lines as logs
from flows.passes.pipeline import run_pass
from flows.report.summary import Summary, sentence
from flows.settings import Settings, load
from newsroom import MONDAY, Newsroom
from slack import hook_receiver
from storage.rows import SourceReport
from website import Site

HOUR = dt.timedelta(hours=1)

FINLAND = (
    "HELSINKI – Finland will give Ukraine more air defence equipment this year, Defence Minister Antti Häkkänen said on Monday.",
    "He did not say what the package is worth, and the ministry gave no list of what belongs to it.",
    "It is the next one in a row that began four years ago, and parliament has been told.",
)


def settings_in(folder: Path, extra: str, hook: str = "json://127.0.0.1:9/") -> Settings:
    text = f'[[channels]]\nname = "ops"\nurl = "{hook}"\n{extra}\n'
    (folder / "pledgewatch.toml").write_text(text, encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    return load(folder)


def summary(*reports: SourceReport) -> Summary:
    return Summary("run-1", MONDAY, MONDAY + dt.timedelta(seconds=3), reports=list(reports))


def test_every_pass_leaves_a_heartbeat_and_metrics(tmp_path: Path) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        site.answer("/north.xml", status=500)
        run_pass(settings, MONDAY + 3 * HOUR)
    beat = json.loads((tmp_path / "data" / "heartbeat.json").read_text())
    assert (beat["sources"], beat["sources_failed"], beat["failed"]) == (3, 1, False)
    assert 0 <= (age(settings, MONDAY + 4 * HOUR) or -1) <= 3600
    lines = (tmp_path / "data" / "metrics.prom").read_text().splitlines()
    assert 'pledgewatch_source_up{source="north"} 0.0' in lines
    assert 'pledgewatch_source_up{source="harbour"} 1.0' in lines
    assert any(line.startswith("pledgewatch_last_pass_timestamp_seconds ") for line in lines)


def samples(settings: Settings) -> dict[str, float]:
    """What a collector reads out of the file: series → value."""
    from prometheus_client.parser import text_string_to_metric_families as families

    text = (settings.paths.data / "metrics.prom").read_text()
    found = [sample for family in families(text) for sample in family.samples]
    return {s.name + "".join(f"{{{value}}}" for value in s.labels.values()): s.value for s in found}


def test_metrics_say_what_stands_around_the_passes(tmp_path: Path) -> None:
    from importlib.metadata import version

    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        now = dt.datetime.now(dt.UTC)
        run_pass(settings, now)
    found = samples(settings)
    assert found[f"pledgewatch_build_info{{{version('pledgewatch')}}}"] == 1
    assert 0 < found["pledgewatch_next_pass_timestamp_seconds"] - now.timestamp() <= 1800 + 60
    assert 0 <= found["pledgewatch_snapshot_timestamp_seconds"] - now.timestamp() < 600
    assert found["pledgewatch_data_disk_free_bytes"] > 0
    assert "pledgewatch_prefect_answers" not in found, "no server makes these passes"


def test_every_metric_of_the_shipped_alert_rules_exists(tmp_path: Path) -> None:
    import yaml

    from flows.desk import appointed
    from flows.desk.timetable import Rule

    text = (Path(__file__).parents[2] / "deploy" / "prometheus-rules.yaml").read_text(encoding="utf-8")
    rules = [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]
    assert all(rule["annotations"]["summary"] and rule["labels"]["severity"] for rule in rules)
    named = {name for rule in rules for name in re.findall(r"pledgewatch_\w+", rule["expr"])}
    with Site() as site, hook_receiver() as hook:
        settings = load(Newsroom(site).settings(tmp_path, hook=hook.url()))
        settings.paths.data.mkdir(exist_ok=True)
        appointed.note(
            settings, appointed.Deployed(MONDAY, "http://127.0.0.1:9/api", "monitor/monitor", rules=(Rule(pause=HOUR),))
        )
        run_pass(settings, MONDAY)
    known = {name.split("{")[0] for name in samples(settings)}
    assert len(named) > 6 and named <= known, named - known
    assert samples(settings)["pledgewatch_prefect_answers"] == 0


def test_a_source_that_is_backed_off_stays_in_sight(tmp_path: Path) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        site.answer("/north.xml", status=500)
        for number in range(4):
            done = run_pass(settings, MONDAY + number * HOUR / 60, due_only=True)
            beat = json.loads((tmp_path / "data" / "heartbeat.json").read_text())
            assert (beat["sources"], beat["sources_failed"]) == (3, 1)
            found = samples(settings)
            up = [found[f"pledgewatch_source_up{{{name}}}"] for name in ("north", "harbour", "inland")]
            assert up == [0, 1, 1]
        assert {r.name: r.status for r in done.reports}.get("north") != "failed", "it was not asked in the last passes"
        assert found["pledgewatch_source_failures_in_a_row{north}"] == 1
        assert found["pledgewatch_source_last_success_timestamp_seconds{north}"] == 0
        assert found["pledgewatch_source_last_success_timestamp_seconds{inland}"] >= MONDAY.timestamp()


def test_counters_go_on_over_passes_and_restarts(tmp_path: Path) -> None:
    with Site() as site, hook_receiver() as hook:
        room = Newsroom(site)
        settings = load(room.settings(tmp_path, hook=hook.url()))
        run_pass(settings, MONDAY)
        first = samples(settings)
        (tmp_path / "data" / "metrics.prom").unlink()
        run_pass(settings, MONDAY + HOUR)
        quiet = samples(settings)
        for name in ("articles", "claims", "alerts", "pages", "verdicts", "problems"):
            assert quiet[f"pledgewatch_{name}_total"] >= first[f"pledgewatch_{name}_total"] > 0
        assert (first["pledgewatch_passes_total"], quiet["pledgewatch_passes_total"]) == (1, 2)
        assert quiet["pledgewatch_last_pass_articles"] == 0 < quiet["pledgewatch_articles_total"]
        assert quiet["pledgewatch_alerts_sent_total{hook}"] == len(hook.messages) > 0
        hook.plan = lambda number: (503, {}, "later")
        room.publish(
            "north", "finland", "Finland will train pilots", (FINLAND[0].replace("more", "800 million euros of"),)
        )
        run_pass(settings, MONDAY + 2 * HOUR)
        failing = samples(settings)
        assert failing["pledgewatch_deliveries_failed_total{hook}"] > quiet["pledgewatch_deliveries_failed_total{hook}"]
        assert failing["pledgewatch_deliveries_waiting{hook}"] > 0
    lines = (tmp_path / "data" / "metrics.prom").read_text().splitlines()
    assert not [line for line in lines if "_created" in line], "a time of birth that is anew with every pass is none"
    assert "# TYPE pledgewatch_articles_total counter" in lines


def test_the_ping_says_whether_anything_could_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, '[health]\nping_url_env = "DESK_PING"')
    with hook_receiver() as hook:
        hook.plan = lambda number: (200, {}, "ok")
        monkeypatch.setenv("DESK_PING", f"http://127.0.0.1:{hook.port}/secret-check-id")
        assert after_pass(settings, summary(SourceReport("a", "feed", "ok")), MONDAY) == []
        assert after_pass(settings, summary(SourceReport("a", "feed", "failed")), MONDAY) == []
        assert [path for _, path, _ in hook.requests] == ["/secret-check-id", "/secret-check-id/fail"]
    problems = after_pass(settings, summary(), MONDAY)
    assert len(problems) == 1 and problems[0].startswith("the ping could not be given") and "secret" not in problems[0]


def test_reading_history_again_gives_signs_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passes wait for it, for hours perhaps: the heartbeat says what is going on, the ping is given, and the next pass takes it back."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("\n".join(FINLAND), encoding="utf-8")
    source = '[[sources]]\nname = "texts"\nkind = "folder"\npath = "texts"\n'
    settings = settings_in(tmp_path, f'{source}[health]\nping_url_env = "DESK_PING"')
    with hook_receiver() as hook:
        beats: list[Beat | None] = []

        def answer(number: int) -> tuple[int, dict[str, str], str]:
            beats.append(read_beat(settings))
            return 200, {}, "ok"

        hook.plan = answer
        monkeypatch.setenv("DESK_PING", f"http://127.0.0.1:{hook.port}/secret-check-id")
        run_pass(settings, dt.datetime.now(dt.UTC))
        before = read_beat(settings)
        assert before is not None and before.working is None and before.articles == 1
        reread(settings, dt.datetime.now(dt.UTC))
        assert len(hook.requests) == 3
        _, during, after = beats
        assert during is not None and during.moment >= before.moment and during.articles == 1
        assert during.working == "reading history again: 0 of 1 pages"
        assert after is not None and after.working is None and after.articles == 1


def test_a_notice_waits_until_the_operators_channel_takes_it(tmp_path: Path) -> None:
    with hook_receiver() as hook:
        settings = settings_in(tmp_path, '[health]\noperator = "ops"', hook.url())
        hook.plan = lambda number: (503, {}, "later")
        problems = after_pass(settings, summary(), MONDAY, ["north has failed 3 times in a row"])
        assert any("operator's notice" in p for p in problems)
        hook.plan = None
        assert after_pass(settings, summary(), MONDAY + HOUR, ["harbour answers again"]) == []
        assert after_pass(settings, summary(), MONDAY + 2 * HOUR) == []
    (message,) = hook.messages
    assert "north has failed 3 times" in message["message"] and "harbour answers again" in message["message"]


def test_many_notices_that_waited_are_all_told(tmp_path: Path) -> None:
    """The operator's channel was down for days: what one message has no room for comes with the next, and what was taken is not sent again."""
    with hook_receiver() as hook:
        settings = settings_in(tmp_path, '[health]\noperator = "ops"', hook.url())
        hook.plan = lambda number: (503, {}, "later")
        after_pass(settings, summary(), MONDAY, [f"notice {number} of many" for number in range(45)])
        hook.plan = lambda number: (503, {}, "later") if len(hook.messages) == 1 else None
        after_pass(settings, summary(), MONDAY + HOUR)
        hook.plan = None
        assert after_pass(settings, summary(), MONDAY + 2 * HOUR) == []
    told = [[n for n in range(45) if f"notice {n} of many" in m["message"]] for m in hook.messages]
    assert [*told[0], *told[1], *told[2]] == list(range(45)) and len(told) == 3


def test_a_feed_that_stays_dead_is_told_once(tmp_path: Path) -> None:
    with Site() as site, hook_receiver() as hook:
        file = Newsroom(site).settings(tmp_path)
        file.write_text(
            file.read_text() + f'[health]\noperator = "ops"\n[[channels]]\nname = "ops"\nurl = "{hook.url()}"\n'
        )
        settings = load(file)
        site.answer("/north.xml", status=500)
        for hours in range(3, 9):
            run_pass(settings, MONDAY + hours * HOUR)
    assert len([m for m in hook.messages if "north" in m["message"]]) == 1


def test_status_says_what_to_do(tmp_path: Path) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        assert status.look(settings, MONDAY).code == status.ACT
        site.answer("/north.xml", status=500)
        run_pass(settings, MONDAY)
        soon = status.look(settings, MONDAY + HOUR / 4)
        assert (soon.code, soon.failing) == (status.WARN, ["north"])
        late = status.look(settings, MONDAY + 5 * HOUR)
        assert late.code == status.ACT and any("still running" in line for line in late.findings)


def test_what_waits_for_the_digest_is_counted_apart_from_what_is_owed(tmp_path: Path) -> None:
    """A pledge without an amount is no alert: it waits for the digest, and that is nothing to look into."""
    with Site() as site, hook_receiver() as hook:
        room = Newsroom(site)
        room.publish("north", "finland", "Finland will train pilots", FINLAND)
        settings = load(room.settings(tmp_path, hook=hook.url()))
        done = run_pass(settings, MONDAY)
        report = status.look(settings, MONDAY + HOUR / 4)
        waiting = [a.title for a in done.alerts if a.channel == "digest"]
        assert waiting and (report.digest, report.owed, report.code) == (len(waiting), 0, status.WELL), report
        assert status.as_record(report)["digest"] == len(waiting)
        assert f", {len(waiting)} kept for the digest, " in sentence(done)
        run_pass(settings, MONDAY + 24 * HOUR)  # the digest of the next morning is sent
        assert status.look(settings, MONDAY + 24 * HOUR).digest == 0
        # the terminal keeps no digest: it shows what is less urgent at once
        (tmp_path / "terminal").mkdir()
        settings = load(room.settings(tmp_path / "terminal"))
        done = run_pass(settings, MONDAY)
        assert f", {len(waiting)} less urgent, " in sentence(done)
        assert status.look(settings, MONDAY).digest == 0


def test_log_lines_are_json_and_hold_no_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = settings_in(tmp_path, '[log]\nlevel = "info"\nformat = "json"')
    logs.set_up(settings)
    logger = logging.getLogger("flows.test")
    logger.info("asked https://user:hunter2@feed.example/x?token=hunter2", extra={"run_id": "r1"})
    try:
        raise OSError("slack://hunter2/B/C failed")
    except OSError:
        logger.exception("went wrong")
    logging.getLogger("flows").handlers.clear()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["level"] for line in lines] == ["info", "error"]
    assert lines[0]["run_id"] == "r1" and "feed.example" in lines[0]["message"]
    assert "hunter2" not in json.dumps(lines)


def test_what_the_system_refuses_to_write_is_told_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path, "")

    def refused(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(tmp_path / "data" / "heartbeat.json"))

    monkeypatch.setattr(after, "write_beat", refused)
    (said,) = after_pass(settings, summary(), MONDAY)
    assert said.startswith("the heartbeat could not be given: ") and "mount it for writing" in said
    assert "[Errno" not in said

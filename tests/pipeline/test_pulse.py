"""When passes are due, when one is late, and whether a desk is alive."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from flows import health
from flows.cli import app
from flows.desk import pulse
from flows.desk.timetable import due, limits
from flows.settings import Schedule, Settings, load

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
ZONES = ("UTC", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")
CRONS = (
    "*/10 * * * *",
    "0 6-22 * * *",
    "0 7 * * 1-5",
    "15 3 1 * *",
    "0 0 1 * 1",
    "0 9 * * sun",
    "5,35 */3 * * *",
    "0 9 * * 7",
)


def settings_in(folder: Path, schedule: str, more: str = "") -> Settings:
    (folder / "pledgewatch.toml").write_text(f"[schedule]\n{schedule}\n{more}\n", encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    return load(folder)


def beat(settings: Settings, at: dt.datetime) -> None:
    (settings.paths.data / "heartbeat.json").write_text(json.dumps({"at": at.isoformat()}), encoding="utf-8")


@hypothesis_settings(deadline=None)
@given(
    st.sampled_from(ZONES),
    st.one_of(
        st.sampled_from(CRONS).map(lambda cron: {"cron": cron}),
        st.sampled_from(("10m", "30m", "45m", "7h", "1d", "2d", "1w")).map(lambda every: {"every": every}),
    ),
    st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC)),
)
def test_passes_are_due_when_prefect_makes_them(zone: str, what: dict[str, str], at: dt.datetime) -> None:
    from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule

    schedule = Schedule.model_validate({"timezone": zone, **what})
    anchor = dt.datetime(2024, 1, 1, tzinfo=ZoneInfo(zone))
    theirs = (
        CronSchedule(cron=schedule.cron, timezone=zone)
        if schedule.cron
        else IntervalSchedule(interval=schedule.interval, anchor_date=anchor, timezone=zone)
    )
    made = [moment.timestamp() for moment in asyncio.run(theirs.get_dates(4, start=at)) if moment > at]
    assert [moment.timestamp() for moment in due(schedule, at, 3)] == made[:3]


def test_a_day_of_tokyo_begins_at_its_own_midnight() -> None:
    (moment,) = due(Schedule(every="1d", timezone="Asia/Tokyo"), NOON)
    assert (moment.hour, moment.astimezone(dt.UTC)) == (0, dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("schedule", "last", "late", "gone"),
    [
        # value → a pass at ``last`` → so long after it the next is late, and something has ended
        ({"every": "30m"}, NOON, 65 * MINUTE, 105 * MINUTE),
        ({"cron": "*/10 * * * *"}, NOON, 25 * MINUTE, 45 * MINUTE),
        ({"every": "1d"}, NOON, 13 * HOUR + 5 * MINUTE, 18 * HOUR + 15 * MINUTE),
        ({"cron": "0 6-22 * * *"}, NOON + 10 * HOUR, 9 * HOUR + 5 * MINUTE, 10 * HOUR + 15 * MINUTE),
        ({"cron": "0 7 * * 1-5"}, NOON + 4 * 24 * HOUR, 68 * HOUR + 5 * MINUTE, 73 * HOUR + 15 * MINUTE),
        ({"every": "1m"}, NOON, 7 * MINUTE, 18 * MINUTE),
    ],
)
def test_late_is_told_by_the_schedules_own_pauses(
    schedule: dict[str, str], last: dt.datetime, late: dt.timedelta, gone: dt.timedelta
) -> None:
    found = limits(Schedule.model_validate(schedule), last)
    assert found == (last + late, last + gone)


@pytest.mark.parametrize("cron", ["0 0 30 2 *", "61 * * * *"])
def test_a_schedule_that_names_no_moment_is_refused_and_never_late(cron: str) -> None:
    with pytest.raises(ValueError, match="cron cannot be read"):
        Schedule(cron=cron)
    unchecked = Schedule.model_construct(cron=cron, timezone="UTC")
    assert due(unchecked, NOON) == [] and limits(unchecked, NOON) is None


@pytest.mark.parametrize(
    ("schedule", "minutes"),
    [('every = "30m"', 105 + 15), ('cron = "*/10 * * * *"', 45 + 15), ('every = "1d"', 60 * 18 + 15 + 15)],
)
def test_a_desk_is_alive_while_its_heartbeat_keeps_to_the_schedule(tmp_path: Path, schedule: str, minutes: int) -> None:
    settings = settings_in(tmp_path, schedule)
    assert not pulse.feel(settings, NOON).alive
    beat(settings, NOON)
    assert pulse.feel(settings, NOON + minutes * MINUTE).alive
    dead = pulse.feel(settings, NOON + (minutes + 1) * MINUTE)
    assert not dead.alive and dead.age == (minutes + 1) * 60 and dead.limit == minutes * 60


def test_serve_that_just_began_is_alive_before_its_first_pass(tmp_path: Path) -> None:
    """A probe must not end a desk that was off for a week and has not come to a pass yet."""
    settings = settings_in(tmp_path, 'every = "1d"')
    now = dt.datetime.now(dt.UTC)
    beat(settings, now - 7 * 24 * HOUR)
    assert not pulse.feel(settings).alive
    pulse.began(settings)
    assert pulse.feel(settings).alive
    assert not pulse.feel(settings, now + 72 * HOUR).alive
    assert health.age(settings, now) == 7 * 24 * 3600


@pytest.mark.parametrize("content", ["", "{", "[]", '{"at": 7}', '{"at": "yesterday"}', "null"])
def test_a_broken_heartbeat_is_none(tmp_path: Path, content: str) -> None:
    settings = settings_in(tmp_path, 'every = "1d"')
    (settings.paths.data / "heartbeat.json").write_text(content, encoding="utf-8")
    assert health.last_beat(settings) is None and not pulse.feel(settings).alive


def test_the_command_for_probes(tmp_path: Path) -> None:
    """Whatever sources and deliveries do: with every source failing ``status`` says 2, and ``--alive`` 0."""
    file = tmp_path / "pledgewatch.toml"
    settings = settings_in(tmp_path, 'every = "30m"', '[[sources]]\nname = "gone"\nkind = "folder"\npath = "nowhere"')
    ask = ["status", "--alive", "--settings", str(file)]
    none = CliRunner().invoke(app, ask)
    assert (none.exit_code, none.stdout.startswith("no heartbeat")) == (1, True)
    beat(settings, dt.datetime.now(dt.UTC))
    assert CliRunner().invoke(app, ask).exit_code == 0
    assert CliRunner().invoke(app, ask[:1] + ask[2:]).exit_code == 2
    beat(settings, dt.datetime.now(dt.UTC) - 3 * HOUR)
    old = CliRunner().invoke(app, [*ask, "--json"])
    assert (old.exit_code, json.loads(old.stdout)["alive"]) == (1, False)

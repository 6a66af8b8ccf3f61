"""What people have asked not to be told of for a while. Nothing is overwritten; the newest word about a thing counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

import duckdb

from storage import mapping
from storage.errors import LedgerError

#: what can be muted: a piece of news, a statement about the world, a source of the settings, a rule of the comparison
MuteKind = Literal["event", "proposition", "source", "rule"]
KINDS: tuple[MuteKind, ...] = get_args(MuteKind)


@dataclass(frozen=True, slots=True)
class Muted:
    """A silence asked for by command: about what, until when (None: until it is lifted), why, since when."""

    kind: MuteKind
    name: str
    until: datetime | None = None
    note: str | None = None
    at: datetime | None = None


def mute(connection: duckdb.DuckDBPyConnection, muted: Muted, at: datetime) -> None:
    """Note the silence."""
    connection.execute(
        "INSERT INTO mute_log VALUES (?, ?, true, ?, ?, ?)",
        [muted.kind, muted.name, mapping.utc(muted.until), mapping.text(muted.note), mapping.utc(at)],
    )


def lift(connection: duckdb.DuckDBPyConnection, kind: MuteKind, name: str, at: datetime) -> bool:
    """End a silence before its time; False where there was none."""
    if not any((m.kind, m.name) == (kind, name) for m in active(connection, at)):
        return False
    connection.execute("INSERT INTO mute_log VALUES (?, ?, false, NULL, NULL, ?)", [kind, name, mapping.utc(at)])
    return True


def active(connection: duckdb.DuckDBPyConnection, now: datetime) -> Sequence[Muted]:
    """What is muted at this moment, oldest word first."""
    rows = connection.execute(
        "SELECT kind, name, until, note, recorded_at FROM "
        "(SELECT *, row_number() OVER (PARTITION BY kind, name ORDER BY rowid DESC) AS age FROM mute_log) "
        "WHERE age = 1 AND is_muted AND (until IS NULL OR until > ?) ORDER BY recorded_at, kind, name",
        [mapping.utc(now)],
    ).fetchall()
    return tuple(
        Muted(kind, name, mapping.aware(until), note, mapping.aware(at)) for kind, name, until, note, at in rows
    )


def words(connection: duckdb.DuckDBPyConnection) -> Sequence[tuple[Muted, bool]]:
    """All that was ever asked for, in the order in which it was, and whether each is a silence or the end of one."""
    rows = connection.execute(
        "SELECT kind, name, until, note, recorded_at, is_muted FROM mute_log ORDER BY rowid"
    ).fetchall()
    return tuple(
        (Muted(kind, name, mapping.aware(until), note, mapping.aware(at)), is_muted)
        for kind, name, until, note, at, is_muted in rows
    )


def named(connection: duckdb.DuckDBPyConnection, word: str) -> list[tuple[MuteKind, str]]:
    """What a word means: the events that an alert told, an event or a proposition (the beginning of an id is enough where it is the only
    one), a rule that has judged. Empty for an unknown word. Raises LedgerError where an id's beginning is that of several."""
    alerts = _ids(connection, "SELECT DISTINCT alert_id FROM alert_log WHERE starts_with(alert_id, $1)", word)
    if alerts:
        rows = connection.execute(
            "SELECT event_id FROM alert_log WHERE alert_id = $1 UNION SELECT event_id FROM verdict_log WHERE channel <> 'silent' "
            "AND verdict_id IN (SELECT unnest(verdict_ids) FROM alert_log WHERE alert_id = $1) ORDER BY 1",
            [alerts[0]],
        ).fetchall()
        return [("event", event) for (event,) in rows]
    found: list[tuple[MuteKind, str]] = []
    for kind, column in (("event", "event_id"), ("proposition", "proposition_id")):
        sql = f"SELECT DISTINCT {column} FROM verdict_log WHERE starts_with({column}, $1)"
        found += [(cast(MuteKind, kind), name) for name in _ids(connection, sql, word)]
    rules = connection.execute("SELECT DISTINCT rule FROM verdict_log WHERE rule = ?", [word]).fetchall()
    return found + [("rule", rule) for (rule,) in rules]


def _ids(connection: duckdb.DuckDBPyConnection, sql: str, beginning: str) -> list[str]:
    ids = [str(row[0]) for row in connection.execute(f"{sql} ORDER BY 1 LIMIT 2", [beginning]).fetchall()]
    if len(ids) > 1 and beginning not in ids:
        raise LedgerError(f"Several ids begin with {beginning}: give more of the one you mean.")
    return [beginning] if beginning in ids else ids

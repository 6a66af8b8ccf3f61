"""What people have asked not to be told of for a while. Nothing is overwritten; the newest word about a thing counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import duckdb

from storage import mapping

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
        "(SELECT *, row_number() OVER (PARTITION BY kind, name ORDER BY recorded_at DESC, rowid DESC) AS age FROM mute_log) "
        "WHERE age = 1 AND is_muted AND (until IS NULL OR until > ?) ORDER BY recorded_at, kind, name",
        [mapping.utc(now)],
    ).fetchall()
    return tuple(
        Muted(kind, name, mapping.aware(until), note, mapping.aware(at)) for kind, name, until, note, at in rows
    )


def named(connection: duckdb.DuckDBPyConnection, beginning: str) -> list[tuple[MuteKind, str]]:
    """What an id or its beginning can mean: the events of an alert, an event, a proposition."""
    rows = connection.execute(
        "SELECT DISTINCT 'event', v.event_id FROM verdict_log v JOIN "
        "(SELECT unnest(verdict_ids) AS verdict_id FROM alert_log WHERE starts_with(alert_id, $1)) a USING (verdict_id) "
        "WHERE v.channel <> 'silent' "
        "UNION SELECT DISTINCT 'event', event_id FROM verdict_log WHERE starts_with(event_id, $1) "
        "UNION SELECT DISTINCT 'proposition', proposition_id FROM verdict_log WHERE starts_with(proposition_id, $1) ORDER BY 1, 2",
        [beginning],
    ).fetchall()
    return [(kind, name) for kind, name in rows]

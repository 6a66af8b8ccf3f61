"""What the commands ask the published copy, beside the analysts' own SQL: plain dicts over the public views."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from storage.query import jsonable
from storage.snapshot import connect_snapshot
from storage.standing import Standing, look
from storage.statements import refused

Row = dict[str, Any]

_CLAIM = (
    "claim_id, kind, actor, recipient, purpose, low, high, unit, unit_of, per, comparator, hedge, modality, stage, condition, speaker, "
    "anchor, quote, publisher, published, title, url, document_id, proposition_id"
)


def rows(snapshot: Path, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """The rows of a query on the published copy. Raises LedgerMissing without one."""
    connection = connect_snapshot(snapshot)
    try:
        result = connection.execute(sql, list(parameters))
        names = [column[0] for column in result.description]
        return [{n: jsonable(v) for n, v in zip(names, row, strict=True)} for row in result.fetchall()]
    except duckdb.Error as problem:
        raise refused(problem) from problem
    finally:
        connection.close()


def claims(snapshot: Path, text: str | None, kind: str | None, limit: int) -> list[Row]:
    """Claims with ``text`` somewhere in their slots or quote: pledges before figures, the newest first."""
    return rows(
        snapshot,
        f"SELECT {_CLAIM} FROM claims WHERE ($1::VARCHAR IS NULL OR kind = $1) AND ($2::VARCHAR IS NULL OR contains(lower(concat_ws("
        "' ', actor, recipient, purpose, speaker, publisher, title, quote)), lower($2))) "
        "ORDER BY kind <> 'pledge', published_at DESC NULLS LAST, document_id, anchor_start LIMIT $3",
        [kind, text, limit],
    )


def alerts(snapshot: Path, limit: int) -> list[Row]:
    """The newest alerts and how far they got."""
    return rows(
        snapshot,
        "SELECT alert_id, created_at, channel, severity, title, body, event_id, document_id, destinations, sent, waiting, parked, sent_at "
        "FROM alerts ORDER BY created_at DESC, recorded_at DESC, alert_id LIMIT $1",
        [limit],
    )


def sources(snapshot: Path) -> list[Row]:
    """How each source fares."""
    return rows(
        snapshot,
        "SELECT s.name, s.kind, s.url, h.health, s.last_success, s.last_new_item, s.failures, s.error, s.next_due, s.articles, s.claims, "
        "h.passes, h.failed FROM sources s LEFT JOIN source_health h ON h.name = s.name ORDER BY s.name",
    )


def not_read(snapshot: Path, days: int = 30) -> list[Row]:
    """What could not be read of each source in the last days before the newest pass, by kind, the most frequent first; and its articles."""
    return rows(
        snapshot,
        "WITH since AS (SELECT recorded_at - to_days($1::INTEGER) AS moment FROM run_log ORDER BY rowid DESC LIMIT 1), "
        "read AS (SELECT source, count(*) AS articles FROM articles, since WHERE recorded_at >= moment GROUP BY source) "
        "SELECT p.source, p.code, count(*) AS times, coalesce(any_value(a.articles), 0) AS articles FROM since, problems p "
        "LEFT JOIN read a ON a.source = p.source WHERE p.recorded_at >= since.moment GROUP BY p.source, p.code ORDER BY times DESC, p.code",
        [days],
    )


#: an address without what makes no other article: scheme, ``www.`` and the like, a slash at its end
_SAME = r"regexp_replace(rtrim(url, '/'), '^https?://(www\d?\.|m\.|mobile\.|amp\.)?', '')"


def article(snapshot: Path, place: str, key: str = "") -> list[Row]:
    """The articles with this address or document id; ``key`` is the address as `flows.fetch.identity.same_key` writes it."""
    return rows(
        snapshot,
        f"SELECT * FROM articles WHERE document_id = $1 OR url = $1 OR {_SAME} = $2 ORDER BY document_id, segment",
        [place, key or place],
    )


def problems(snapshot: Path, place: str, key: str = "") -> list[Row]:
    """What went wrong with this address, newest first."""
    return rows(
        snapshot,
        f"SELECT recorded_at, source, url, stage, code, message FROM problems WHERE url = $1 OR {_SAME} = $2 "
        "ORDER BY recorded_at DESC LIMIT 5",
        [place, key or place],
    )


def verdicts(snapshot: Path, document_id: str) -> list[Row]:
    """The findings about a document, in the order of its text."""
    return rows(
        snapshot,
        "SELECT v.*, c.quote, c.kind, c.modality FROM verdicts v LEFT JOIN claims c ON c.claim_id = v.claim_id "
        "WHERE v.document_id = $1 ORDER BY v.anchor_start, v.recorded_at",
        [document_id],
    )


def alerts_about(snapshot: Path, document_id: str) -> list[Row]:
    """The alerts that told findings of this document's events, oldest first; ``events`` and ``families`` are those of their findings."""
    return rows(
        snapshot,
        "WITH told AS (SELECT alert_id, unnest(verdict_ids) AS verdict_id FROM alerts), "
        "matching AS (SELECT DISTINCT t.alert_id FROM told t JOIN verdict_log v USING (verdict_id) "
        "WHERE v.event_id IN (SELECT event_id FROM verdict_log WHERE document_id = $1)) "
        "SELECT a.*, list(v.event_id ORDER BY v.verdict_id) AS events, list(v.verdict ORDER BY v.verdict_id) AS families "
        "FROM matching m JOIN alerts a USING (alert_id) JOIN told t USING (alert_id) JOIN verdict_log v USING (verdict_id) "
        "GROUP BY ALL ORDER BY a.recorded_at, a.alert_id",
        [document_id],
    )


def mutes(snapshot: Path) -> list[Row]:
    """Every mute by command with the moment it ended: by itself, by a later word about the same thing, or not yet (None)."""
    return rows(
        snapshot,
        "SELECT kind, name, note, recorded_at, least(until, next) AS until FROM (SELECT *, lead(recorded_at) OVER "
        "(PARTITION BY kind, name ORDER BY recorded_at, rowid) AS next FROM mute_log) WHERE is_muted ORDER BY recorded_at",
    )


def standing(snapshot: Path) -> Standing:
    """How the desk stood when the copy was published. Raises LedgerMissing without one."""
    connection = connect_snapshot(snapshot)
    try:
        return look(connection)
    except duckdb.Error as problem:
        raise refused(problem) from problem
    finally:
        connection.close()


def tables(snapshot: Path) -> list[Row]:
    """The views, what they hold, and their columns."""
    return rows(
        snapshot,
        "SELECT v.view_name AS name, v.comment, string_agg(c.column_name, ', ' ORDER BY c.column_index) AS columns "
        "FROM duckdb_views() v JOIN duckdb_columns() c ON c.table_name = v.view_name AND c.database_name = v.database_name "
        "WHERE NOT v.internal AND v.database_name = 'pledgewatch' GROUP BY ALL ORDER BY v.view_name",
    )

"""What another reading of history would have said: a scratch ledger against the live one (``pledgewatch backtest``).

Ids carry the extractor's version, so claims are matched by their place (document, article, kind, anchor) and compared by their slots;
findings by place, verdict and route; alerts by the findings that they tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import duckdb

from storage import database, generations, mapping
from storage.errors import LedgerMissing
from storage.mapping import CARRIED, SLOTS
from storage.stopping import stoppable

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the scratch ledger has that the live one lacks, and the other way round, over the documents that both have read."""

    documents: int
    claims_same: int
    claims_added: list[Row]
    claims_lost: list[Row]
    #: one row for each place whose slots differ: ``changes`` maps slot -> [live, scratch]
    claims_changed: list[Row]
    findings_added: list[Row]
    findings_lost: list[Row]
    alerts_added: list[Row]
    alerts_lost: list[Row]
    #: findings of both with another rule, reason or claim that they are held against: ``changes`` maps ``why`` -> [live, scratch]
    findings_otherwise: list[Row]
    #: the same of look-alikes: comparisons that find nothing to tell
    lookalikes_otherwise: list[Row]
    #: claims that both read alike and count to another statement or event: ``changes`` maps ``statement`` or ``event`` -> [live, scratch]
    matters_otherwise: list[Row]
    #: documents in which something else differs: their number of articles, how often a claim or finding stands at one place ...
    others: list[Row]
    #: by which other versions of the extractor the live ledger's readings were made: ``extractor``, ``documents``, ``claims``
    other_versions: list[Row]
    #: whether `Ledger.renew` (``pledgewatch reextract``) would make a generation of it
    renews: bool
    #: pages that could not be read again, of all that are known: their claims and findings stand as they were, their alerts are not compared
    lost: int = 0

    @property
    def empty(self) -> bool:
        """Whether both say the same of these documents, whichever version read it."""
        return not any(
            (
                self.claims_added,
                self.claims_lost,
                self.claims_changed,
                self.findings_added,
                self.findings_lost,
                self.findings_otherwise,
                self.lookalikes_otherwise,
                self.matters_otherwise,
                self.others,
                self.alerts_added,
                self.alerts_lost,
            )
        )


_PLACE = "document_id, segment, kind, anchor_start, anchor_end"
_CURRENT = "article_seq NOT IN (SELECT article_seq FROM {db}.supersession_log)"
_CLAIMS = (
    "CREATE TEMP TABLE {db}_claims AS SELECT DISTINCT ON (" + _PLACE + ") " + _PLACE + ", anchor, quote, "
    + ", ".join(SLOTS)
    + " FROM {db}.claim_log WHERE " + _CURRENT + " AND document_id IN (FROM documents) ORDER BY claim_seq"
)  # fmt: skip
_FINDINGS = (
    "CREATE TEMP TABLE {db}_findings AS SELECT DISTINCT document_id, anchor_start, anchor_end, anchor, verdict, dimension, subtype, channel, "
    "rule, reason, against_document_id, against_anchor FROM {db}.verdict_log v WHERE document_id IN (FROM documents) "
    "AND claim_id IN (SELECT claim_id FROM {db}.claim_log WHERE " + _CURRENT + ")"
)
_READERS = (
    "CREATE TEMP TABLE {db}_readers AS SELECT document_id, extractor, sum(claims)::BIGINT AS claims FROM {db}.article_log "
    "JOIN {db}.generation_log USING (generation) WHERE " + _CURRENT + " AND NOT starts_with(run_id, '" + CARRIED + "') "
    "AND document_id IN (FROM documents) GROUP BY ALL"
)
_ALERTS = (
    "CREATE TEMP TABLE {db}_alerts AS SELECT a.document_id, a.channel, a.severity, a.title, "
    "list_sort(list_distinct(list([v.anchor_start::VARCHAR, v.verdict]))) AS findings FROM {db}.alert_log a "
    "JOIN {db}.verdict_log v ON list_contains(a.verdict_ids, v.verdict_id) WHERE a.document_id IN (FROM documents) "
    "AND a.document_id NOT IN (SELECT document_id FROM scratch.article_log WHERE starts_with(run_id, '"
    + CARRIED
    + "')) GROUP BY ALL"
)


def difference(live: Path, scratch: Path, extractor: str, since: datetime | None = None) -> Difference:
    """Compare two ledgers (files that nobody writes; the published copy will do for the live one), where ``since`` is given only the
    documents whose page was fetched from then on. ``extractor`` is the version that read the scratch ledger. Raises LedgerMissing, LedgerDamaged.
    """
    connection = database.engine(config={"autoinstall_known_extensions": False})
    try:
        for name, path in (("live", live), ("scratch", scratch)):
            if not path.exists():
                raise LedgerMissing(f"There is no ledger at {path} to compare.")
            place = str(path.absolute()).replace("'", "''")
            try:
                connection.execute(f"ATTACH '{place}' AS {name} (READ_ONLY)")
            except duckdb.Error as problem:
                raise database.explain(problem, path) from problem
        with stoppable(connection):
            return _differences(connection, extractor, since)
    finally:
        connection.close()


def _differences(connection: duckdb.DuckDBPyConnection, extractor: str, since: datetime | None) -> Difference:
    connection.execute(
        "CREATE TEMP TABLE documents AS SELECT document_id FROM (SELECT document_id FROM live.article_log INTERSECT "
        "SELECT document_id FROM scratch.article_log) WHERE ?::TIMESTAMP IS NULL OR document_id IN "
        "(SELECT document_id FROM live.page_log WHERE fetched_at >= ?)",
        [mapping.utc(since), mapping.utc(since)],
    )
    for statement in (_CLAIMS, _FINDINGS, _ALERTS, _READERS):
        for name in ("live", "scratch"):
            connection.execute(statement.replace("{db}", name))
    connection.execute("USE live")
    generations.lay_aside(connection)
    return _compared(connection, extractor)


def _compared(connection: duckdb.DuckDBPyConnection, extractor: str) -> Difference:
    same_slots = " AND ".join(f"l.{slot} IS NOT DISTINCT FROM s.{slot}" for slot in SLOTS)
    pairs = f"FROM live_claims l JOIN scratch_claims s USING ({_PLACE})"
    changed = _rows(
        connection,
        f"SELECT document_id, segment, kind, l.anchor, l.quote, {', '.join(f'[l.{s}::VARCHAR, s.{s}::VARCHAR] AS {s}' for s in SLOTS)} "
        f"{pairs} WHERE NOT ({same_slots}) ORDER BY document_id, anchor_start",
    )
    place_order = "ORDER BY document_id, anchor_start"
    finding = "document_id, anchor_start, anchor_end, verdict, dimension, subtype, channel"
    shown = f"document_id, segment, kind, anchor, quote, {', '.join(SLOTS)}"
    alert, by_title = "document_id, channel, findings", "ORDER BY document_id, title"
    lists = {
        "claims_added": _rows(
            connection, f"SELECT {shown} FROM scratch_claims ANTI JOIN live_claims USING ({_PLACE}) {place_order}"
        ),
        "claims_lost": _rows(
            connection, f"SELECT {shown} FROM live_claims ANTI JOIN scratch_claims USING ({_PLACE}) {place_order}"
        ),
        "claims_changed": [_changes(row, SLOTS) for row in changed],
        "findings_added": _only(connection, "scratch_findings", "live_findings", finding, place_order),
        "findings_lost": _only(connection, "live_findings", "scratch_findings", finding, place_order),
        "findings_otherwise": _otherwise(connection, finding, "<>"),
        "lookalikes_otherwise": _otherwise(connection, finding, "="),
        "matters_otherwise": _matters(connection, same_slots),
    }
    differing = generations.differing(connection)
    told = {row["document_id"] for rows in lists.values() for row in rows}
    return Difference(
        documents=_rows(connection, "SELECT count(*) AS n FROM documents")[0]["n"],
        claims_same=_rows(connection, f"SELECT count(*) AS n {pairs} WHERE {same_slots}")[0]["n"],
        alerts_added=_only(connection, "scratch_alerts", "live_alerts", alert, by_title),
        alerts_lost=_only(connection, "live_alerts", "scratch_alerts", alert, by_title),
        others=_others(connection, differing - told),
        other_versions=_rows(
            connection,
            "SELECT l.extractor, count(*) AS documents, sum(l.claims)::BIGINT AS claims FROM live_readers l "
            "JOIN scratch_readers s USING (document_id) WHERE l.extractor <> s.extractor GROUP BY ALL ORDER BY 1",
        ),
        renews=bool(differing) or generations.older_readings(connection, extractor),
        lost=0,
        **lists,
    )


def _matters(connection: duckdb.DuckDBPyConnection, same_slots: str) -> list[Row]:
    """Claims that are read alike at one place, and count to another statement or event than they did, under the ids that those keep."""
    found = _rows(
        connection,
        f"SELECT DISTINCT ON ({_PLACE}) {_PLACE}, l.anchor, [l.proposition_id, s.proposition_id] AS statement, [l.event_id, s.event_id] AS event "
        f"FROM (FROM claim_log WHERE {_CURRENT.format(db='live')}) l JOIN temp.again_claims s USING ({_PLACE}) WHERE {same_slots} "
        "AND document_id IN (FROM documents) AND (l.proposition_id IS DISTINCT FROM s.proposition_id OR l.event_id IS DISTINCT FROM s.event_id) "
        "ORDER BY document_id, anchor_start",
    )
    return [_changes(row, ("statement", "event")) for row in found]


def _others(connection: duckdb.DuckDBPyConnection, documents: set[str]) -> list[Row]:
    return _rows(
        connection,
        "SELECT document_id, first(title ORDER BY article_seq) AS title FROM live.article_log WHERE document_id IN (FROM documents) "
        "AND document_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY document_id ORDER BY document_id",
        [sorted(documents)],
    )


def _changes(row: Row, names: Iterable[str]) -> Row:
    """A row with its pairs of values [live, scratch] under ``changes``, as far as the two differ."""
    row["changes"] = {name: pair for name in names if (pair := row.pop(name))[0] != pair[1]}
    return row


def _otherwise(connection: duckdb.DuckDBPyConnection, finding: str, unrelated: Literal["=", "<>"]) -> list[Row]:
    """Findings that both make at a place, for other reasons or against other claims: look-alikes, of which no one hears, or ("<>") all others."""
    why = "reason || coalesce(' (against ' || against_document_id || ': ' || against_anchor || ')', '')"
    sides = (
        f"(SELECT {finding}, first(anchor) AS anchor, list(DISTINCT {why} ORDER BY {why}) AS said, "
        f"list(DISTINCT rule ORDER BY rule) AS rules FROM {name}_findings GROUP BY {finding})"
        for name in ("live", "scratch")
    )
    live, scratch = sides
    same = " AND ".join(f"l.{name} IS NOT DISTINCT FROM s.{name}" for name in finding.split(", "))
    found = _rows(
        connection,
        f"SELECT l.document_id, l.anchor, l.verdict, array_to_string(l.said, ' | ') AS was, array_to_string(s.said, ' | ') AS now "
        f"FROM {live} l JOIN {scratch} s ON {same} WHERE (l.said <> s.said OR l.rules <> s.rules) AND l.verdict {unrelated} 'unrelated' ORDER BY l.document_id, l.anchor_start",
    )
    return [row | {"changes": {"why": [row.pop("was"), row.pop("now")]}} for row in found]


def _only(connection: duckdb.DuckDBPyConnection, one: str, other: str, fields: str, order: str) -> list[Row]:
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM t.{name}" for name in fields.split(", "))
    return _rows(connection, f"SELECT t.* FROM {one} t WHERE NOT EXISTS (SELECT 1 FROM {other} o WHERE {same}) {order}")


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, given: Sequence[object] = ()) -> list[Row]:
    result = connection.execute(sql, list(given))
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

"""A new generation: all that was read and judged again in a scratch ledger, taken into the ledger beside what was known before.

Whole or not at all: one transaction. Rows are only added. The old readings are superseded, not changed; who is told later of the same matter
finds it under the id that it has always had, since propositions and events keep theirs where the same place makes the same statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from extractors.model import Document
from storage import mapping, priors
from storage.mapping import CARRIED, SLOTS, VERDICT_COLUMNS
from storage.recording import own_version
from storage.rows import Harvest, Page, Reading, Sketch

_ASIDE = (
    "again_articles",
    "again_claims",
    "again_verdicts",
    "again_joins",
    "claim_names",
    "proposition_names",
    "event_names",
)
_CURRENT = "article_seq NOT IN (SELECT article_seq FROM supersession_log)"
#: readings of the ledger that were made again
_OURS = f"document_id IN (SELECT document_id FROM temp.again_articles) AND {_CURRENT}"
_PLACE = ("document_id", "segment", "kind", "anchor_start", "anchor_end")
#: two readings of a place make the same statement where they agree in these
_STATEMENT = (*_PLACE, "actor", "low", "high", "unit", "per")
_FINDING = ("document_id", "anchor_start", "anchor_end", "verdict", "dimension", "subtype", "channel", "against_document_id",
            "against_anchor_start", "rule", "reason", "proposition_id", "event_id")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a new generation holds; ``generation`` is None where it would be what the ledger says already, and nothing was written."""

    generation: int | None = None
    articles: int = 0
    claims: int = 0
    verdicts: int = 0


def carried(connection: duckdb.DuckDBPyConnection, document_ids: Collection[str], now: datetime) -> Harvest:
    """The current readings of documents as they were recorded, with their findings and places in history, to be laid before new readings.

    Articles have no text, claims are whole. ``keys`` is empty: the caller assigns them.
    """
    wanted = [list(document_ids)]
    seqs = connection.execute(
        f"SELECT c.claim_id FROM claim_log c WHERE c.document_id IN (SELECT unnest(?::VARCHAR[])) AND c.{_CURRENT} ORDER BY claim_seq",
        wanted,
    ).fetchall()
    statements = priors.statements(connection, [row[0] for row in seqs])
    claims = defaultdict(list)
    for statement in statements.values():
        claims[statement.claim.document_id].append(statement.claim)
    articles, sketches, pages = defaultdict(list), {}, {}
    for *row, seq, source, baseline, sha256 in connection.execute(
        f"SELECT {', '.join(mapping.ARTICLE_COLUMNS)}, article_seq, source, baseline, sha256 FROM article_log "
        f"WHERE document_id IN (SELECT unnest(?::VARCHAR[])) AND {_CURRENT} ORDER BY article_seq",
        wanted,
    ).fetchall():
        article = mapping.article_from(row)
        articles[article.document_id].append(article)
        pages[article.document_id] = Page(
            source or "", article.url or article.document_id, now, b"", sha256 or "", baseline=baseline
        )
        for data, bands in connection.execute(
            "SELECT sketch, (SELECT list(band ORDER BY band) FROM article_band b WHERE b.article_seq = s.article_seq) "
            "FROM article_sketch s WHERE article_seq = ?",
            [seq],
        ).fetchall():
            sketches[article.document_id, article.segment] = Sketch(bytes(data), tuple(bands or ()))
    verdicts = connection.execute(
        f"SELECT {', '.join(VERDICT_COLUMNS)} FROM verdict_log WHERE claim_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY rowid",
        [list(statements)],
    ).fetchall()
    readings = []
    for document, found in articles.items():
        first = found[0]
        told = Document(document, "", first.title, first.url, first.publisher, first.published, first.language)
        readings.append(Reading(pages[document], told, tuple(found), tuple(claims[document])))
    return Harvest(
        CARRIED, now, readings=tuple(readings), verdicts=tuple(mapping.verdict_from(row) for row in verdicts), sketches=sketches,
        propositions={key: s.proposition_id for key, s in statements.items() if s.proposition_id},
        events={key: s.event_id for key, s in statements.items() if s.event_id},
    )  # fmt: skip


def renew(connection: duckdb.DuckDBPyConnection, scratch: Path, extractor: str, run_id: str, at: datetime) -> Renewed:
    """Take what a scratch ledger has read again into this one as its next generation, inside the caller's transaction.

    Where every reading and finding is what the ledger says already, by the same extractor, nothing is written.
    """
    with _beside(connection, scratch):
        lay_aside(connection)
        if not older_readings(connection, extractor) and not differing(connection):
            return Renewed()
        return _take_in(connection, extractor, run_id, at)


@contextmanager
def _beside(connection: duckdb.DuckDBPyConnection, scratch: Path) -> Iterator[None]:
    place = str(scratch.absolute()).replace("'", "''")
    connection.execute(f"ATTACH '{place}' AS scratch (READ_ONLY)")
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # what went wrong before is what is raised
            for table in _ASIDE:
                connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def lay_aside(connection: duckdb.DuckDBPyConnection) -> None:
    """Copy what a scratch ledger, attached as ``scratch``, has read again into temporary tables, under the ids under which it would go on."""
    _gather(connection)
    _keep_identities(connection)


def _gather(connection: duckdb.DuckDBPyConnection) -> None:
    """What was read again, as the scratch ledger has it."""
    fresh = f"run_id NOT LIKE '{CARRIED}%'"
    for name, order in (("article", "article_seq"), ("claim", "claim_seq"), ("verdict", "rowid")):
        connection.execute(f"CREATE TEMP TABLE again_{name}s AS FROM scratch.{name}_log WHERE {fresh} ORDER BY {order}")
    connection.execute(
        f"CREATE TEMP TABLE again_joins AS FROM scratch.proposition_join_log WHERE {fresh} ORDER BY rowid"
    )


def _keep_identities(connection: duckdb.DuckDBPyConnection) -> None:
    """Under which ids propositions and events go on: those they have in the ledger, where one of their claims makes the same statement there."""
    same = " AND ".join(f"n.{name} IS NOT DISTINCT FROM o.{name}" for name in _STATEMENT)
    for name in ("proposition", "event"):
        column = f"{name}_id"
        standing = connection.execute(
            f"SELECT DISTINCT {column} FROM scratch.claim_log WHERE run_id LIKE '{CARRIED}%' AND {column} IS NOT NULL"
        ).fetchall()
        pairs = connection.execute(
            f"SELECT n.{column}, o.{column} FROM temp.again_claims n LEFT JOIN (FROM claim_log WHERE {_CURRENT}) o ON {same} "
            f"WHERE n.{column} IS NOT NULL ORDER BY n.claim_seq, o.claim_seq"
        ).fetchall()
        kept = list(identities(pairs, {row[0] for row in standing}, _next(connection)).items())
        connection.execute(
            f"CREATE TEMP TABLE {name}_names AS SELECT unnest(?::VARCHAR[]) AS was, unnest(?::VARCHAR[]) AS name",
            [[was for was, _ in kept], [new for _, new in kept]],
        )
        for table in ("claims", "verdicts"):
            connection.execute(
                f"UPDATE temp.again_{table} t SET {column} = m.name FROM temp.{name}_names m WHERE m.was = t.{column} AND m.was <> m.name"
            )
    for column in ("proposition_id", "joined_into"):
        connection.execute(
            f"UPDATE temp.again_joins t SET {column} = m.name FROM temp.proposition_names m WHERE m.was = t.{column} AND m.was <> m.name"
        )


def identities(pairs: Sequence[tuple[str, str | None]], standing: Iterable[str], generation: int) -> dict[str, str]:
    """New id -> the id to go on under. ``pairs``: the new and the old id of each claim's matter, in the order of play; ``standing`` ids stay.

    Each old id goes to one new matter: to the one that has it anyway, else to the one whose claims come first.
    """
    kept = {name: name for name in standing}
    taken = set(kept)
    for stays in (True, False):
        for new, old in pairs:
            if old is not None and new not in kept and old not in taken and (new == old or not stays):
                kept[new] = old
                taken.add(old)
    for new, _ in pairs:
        if new not in kept:
            kept[new] = f"{new}~{generation}" if new in taken else new
            taken.add(kept[new])
    return kept


def _next(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("SELECT coalesce(max(generation), 0) + 1 FROM generation_log").fetchall()[0][0])


def older_readings(connection: duckdb.DuckDBPyConnection, extractor: str) -> bool:
    """Whether something that was read again stands in the ledger by another version of the extractor."""
    found = connection.execute(
        f"SELECT count(*) FROM article_log JOIN generation_log USING (generation) WHERE {_OURS} AND extractor <> ?",
        [extractor],
    ).fetchall()
    return bool(found[0][0])


def differing(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The documents of which the ledger does not say already what was laid aside: their articles, claims or findings differ.

    This alone decides, beside ``older_readings``, whether there will be a new generation, and what a backtest announces.
    """
    claims = ", ".join((*_PLACE, *SLOTS, "proposition_id", "event_id"))
    findings = ", ".join(_FINDING)
    sides = (
        (
            f"SELECT document_id, segment FROM article_log WHERE {_OURS}",
            "SELECT document_id, segment FROM temp.again_articles",
        ),
        (f"SELECT {claims} FROM claim_log WHERE {_OURS}", f"SELECT {claims} FROM temp.again_claims"),
        (
            f"SELECT {findings} FROM verdict_log WHERE claim_id IN (SELECT claim_id FROM claim_log WHERE {_OURS}) AND "
            f"(against_claim_id IS NULL OR against_claim_id IN (SELECT claim_id FROM claim_log WHERE {_CURRENT}))",
            f"SELECT {findings} FROM temp.again_verdicts",
        ),
    )
    return {
        row[0]
        for a, b in sides
        for one, other in ((a, b), (b, a))
        for row in connection.execute(f"SELECT DISTINCT document_id FROM ({one} EXCEPT ALL {other})").fetchall()
    }


def _take_in(connection: duckdb.DuckDBPyConnection, extractor: str, run_id: str, at: datetime) -> Renewed:
    generation = _next(connection)
    moment = mapping.utc(at)
    connection.execute("INSERT INTO generation_log VALUES (?, ?, ?)", [generation, extractor, moment])
    # a reading that is word for word the old one has its id already: beside it stands the same with the generation's number
    connection.execute(
        "CREATE TEMP TABLE claim_names AS SELECT claim_id AS was, claim_id || CASE WHEN claim_id IN "
        f"(SELECT claim_id FROM claim_log) THEN '~{generation}' ELSE '' END AS name FROM temp.again_claims"
    )
    articles, claims = (
        int(connection.execute(f"SELECT coalesce(max({n}_seq), 0) FROM {n}_log").fetchall()[0][0])
        for n in ("article", "claim")
    )
    stamp = "? AS run_id, ?::TIMESTAMP AS recorded_at"
    by = [run_id, moment]

    def put(table: str, query: str, given: Sequence[object] = ()) -> int:
        return int(connection.execute(f"INSERT INTO {table} BY NAME {query}", list(given)).fetchall()[0][0])

    number = f"article_seq + {articles} AS article_seq"
    made = Renewed(
        generation,
        put(
            "article_log",
            f"SELECT * REPLACE ({number}, {generation} AS generation, {stamp}) FROM temp.again_articles ORDER BY article_seq",
            by,
        ),
        put(
            "claim_log",
            f"SELECT c.* REPLACE (claim_seq + {claims} AS claim_seq, {number}, {generation} AS generation, m.name AS claim_id, {stamp}) "
            "FROM temp.again_claims c JOIN temp.claim_names m ON m.was = c.claim_id ORDER BY claim_seq",
            by,
        ),
        put(
            "verdict_log",
            f"SELECT v.* REPLACE (verdict_id || CASE WHEN verdict_id IN (SELECT verdict_id FROM verdict_log) THEN '~{generation}' ELSE '' END "
            f"AS verdict_id, m.name AS claim_id, coalesce(o.name, against_claim_id) AS against_claim_id, {stamp}) FROM temp.again_verdicts v "
            "JOIN temp.claim_names m ON m.was = v.claim_id LEFT JOIN temp.claim_names o ON o.was = v.against_claim_id ORDER BY v.rowid",
            by,
        ),
    )
    put(
        "claim_key",
        f"SELECT key, claim_seq + {claims} AS claim_seq FROM scratch.claim_key WHERE claim_seq IN (SELECT claim_seq FROM temp.again_claims)",
    )
    for table in ("article_sketch", "article_band"):
        put(
            table,
            f"SELECT * REPLACE ({number}) FROM scratch.{table} WHERE article_seq IN (SELECT article_seq FROM temp.again_articles)",
        )
    put(
        "proposition_join_log",
        f"SELECT j.* REPLACE (m.name AS claim_id, {stamp}) FROM temp.again_joins j JOIN temp.claim_names m ON m.was = j.claim_id "
        "WHERE proposition_id <> joined_into",
        by,
    )
    put(
        "supersession_log",
        f"SELECT article_seq, {generation} AS superseded_by, {stamp} FROM article_log WHERE generation < {generation} "
        f"AND document_id IN (SELECT document_id FROM temp.again_articles) AND {_CURRENT} ORDER BY article_seq",
        by,
    )
    connection.execute(
        "INSERT INTO run_log BY NAME SELECT ? AS run_id, ?::TIMESTAMP AS started_at, ?::TIMESTAMP AS recorded_at, ? AS version, 0 AS sources_ok, "
        "0 AS sources_failed, 0 AS pages, ? AS articles, ? AS claims, ? AS verdicts, 0 AS alerts, 0 AS problems",
        [run_id, moment, moment, own_version(), made.articles, made.claims, made.verdicts],
    )
    return made

"""What of another desk's export is new here. A desk that has read history again hands every document over once more, under other ids."""

from __future__ import annotations

import re
from dataclasses import replace

import duckdb

from storage.rows import Harvest, Reading

#: what a generation lays after the id of a claim that it reads word for word as the one before it
_GENERATION = re.compile(r"~\d+$")


def new_here(connection: duckdb.DuckDBPyConnection, harvest: Harvest) -> Harvest:
    """The harvest without what is known here already, and with the documents of which it holds another reading named in ``anew``.

    A document whose claims are all known, or are word for word those that are read today, is left as it is. Where none of its claims is
    known it was read again: that reading takes the place of the recorded one. Claims beside known ones are more of the same reading.
    """
    ever, today, recorded = _known(connection, [reading.document.id for reading in harvest.readings])
    readings: list[Reading] = []
    anew = set()
    for reading in harvest.readings:
        document = reading.document.id
        ids = {claim.claim_id for claim in reading.claims}
        if document in recorded:
            before, now = ever.get(document, set()), today.get(document, set())
            if (ids and ids <= before) or _words(ids) == _words(now):
                continue
            if not ids & before:
                anew.add(document)
        readings.append(reading)
    kept = {claim.claim_id for reading in readings for claim in reading.claims}
    return replace(
        harvest,
        readings=tuple(readings),
        anew=frozenset(anew),
        joined=tuple(join for join in harvest.joined if join[2] in kept),
    )


def _known(
    connection: duckdb.DuckDBPyConnection, documents: list[str]
) -> tuple[dict[str, set[str]], dict[str, set[str]], set[str]]:
    """Of these documents: the claims of all readings, those of today's, and which are recorded at all."""
    rows = connection.execute(
        "SELECT a.document_id, c.claim_id, a.article_seq NOT IN (SELECT article_seq FROM supersession_log) "
        "FROM article_log a LEFT JOIN claim_log c USING (article_seq) WHERE a.document_id IN (SELECT unnest(?::VARCHAR[]))",
        [documents],
    ).fetchall()
    ever: dict[str, set[str]] = {}
    today: dict[str, set[str]] = {}
    for document, claim, is_current in rows:
        if claim is not None:
            ever.setdefault(document, set()).add(claim)
            if is_current:
                today.setdefault(document, set()).add(claim)
    return ever, today, {row[0] for row in rows}


def _words(claim_ids: set[str]) -> set[str]:
    return {_GENERATION.sub("", claim_id) for claim_id in claim_ids}

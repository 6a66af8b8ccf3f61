"""Judging a batch: sketches of the articles, priors fetched once by blocking keys, then the comparison. Used alike by a pass and by replay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from extractors.model import Article, Claim, Document, Statement
from flows.compare.compare import compare
from flows.compare.keys import blocking_keys
from flows.compare.origins import Sketch, sketch
from flows.compare.types import Context, Judgement

#: A reading as judging needs it: the document (for its text), its articles and the claims in them.
Read = tuple[Document, Sequence[Article], Sequence[Claim]]
Priors = Callable[[Collection[str]], Sequence[Statement]]


def judge(readings: Sequence[Read], priors_of: Priors | None = None, context: Context | None = None) -> Judgement:
    """Judge the claims of a batch of documents in order of play.

    ``priors_of`` is asked once, with the blocking keys of the whole batch; it returns stored statements with their proposition,
    event and (in the article) origin. Claims of the batch see one another as if they had come one after the other.
    """
    context = context or Context()
    new = statements(readings)
    wanted = frozenset().union(*(blocking_keys(s, context.world) for s in new)) if new else frozenset()
    mine = {s.claim.claim_id for s in new}
    priors = [p for p in (priors_of(wanted) if priors_of and wanted else ()) if p.claim.claim_id not in mine]
    sketches = {**context.sketches, **sketched(readings)}
    return compare(new, priors, replace(context, sketches=sketches))


def statements(readings: Sequence[Read]) -> list[Statement]:
    """The claims of the readings in their places; a claim of an unknown segment stands in its document's first article."""
    found: list[Statement] = []
    for document, articles, claims in readings:
        by_segment = {a.segment: a for a in articles}
        whole = Article(
            document.id, 0, 0, len(document.text), document.title, document.url, document.publisher, document.published, document.language
        )  # fmt: skip
        for claim in claims:
            found.append(Statement(claim, by_segment.get(claim.segment) or by_segment.get(0) or whole))
    return found


def sketched(readings: Sequence[Read]) -> dict[str, Sketch]:
    """Article key -> sketch of its text, for articles that hold a claim. With one article there is nothing to compare."""
    if sum(bool(claims) for _, _, claims in readings) < 2:
        return {}
    found: dict[str, Sketch] = {}
    for document, articles, claims in readings:
        held = {c.segment for c in claims}
        for a in articles or [Article(document.id, 0, 0, len(document.text))]:
            made = sketch(document.text[a.start : a.end]) if a.segment in held else None
            if made is not None:
                found[f"{a.document_id}#{a.segment}"] = made
    return found

"""What was read and by which rule, as text: the lines of a document with its claims underneath, each with its slots and its trace."""

from __future__ import annotations

from dataclasses import replace

from extractors import extract
from extractors.lexicon import Lexicon
from extractors.model import Article, Claim, Document
from extractors.segments import articles


def explain(document: Document, lexicon: Lexicon | None = None) -> str:
    """The document with every claim marked in its line (``[1: ... ]``) and listed below it with its slots and how they were found.

    A further mention of a claim is marked with its number and an apostrophe. Pure; the text's own characters are not changed.
    """
    claims = extract(document, lexicon)
    marks = _marks(claims)
    out = [f"{document.id}  {document.title or ''}".rstrip()]
    for article in articles(document):
        out.append(f"-- article {article.segment}, {article.published or 'no date'}{_title(article)}")
        at = article.start
        for line in document.text[article.start : article.end].split("\n"):
            end = at + len(line)
            if line.strip():
                out.append(_marked(document.text, at, end, marks))
                out.extend(
                    _told(number, claim)
                    for number, claim in enumerate(claims, 1)
                    if at <= claim.anchor.start < max(end, at + 1)
                )
            at = end + 1
    out.append(f"{len(claims)} claim{'' if len(claims) == 1 else 's'}")
    if left := _left_open(document, claims, lexicon):
        them = "1 time was" if left == 1 else f"{left} times were"
        out.append(f"{them} left open: the text has no date to count from (--published gives it one)")
    return "\n".join(out)


#: any day: what is placed from it and not without it counts from the text's date
_SOME_DAY = "2026-01-01"


def _left_open(document: Document, claims: list[Claim], lexicon: Lexicon | None) -> int:
    """How many claims of an undated text have a time ("by the end of next year") that only a date would place."""
    if document.published is not None:
        return 0
    open_ones = {claim.anchor for claim in claims if _when(claim) is None}
    dated = extract(replace(document, published=_SOME_DAY), lexicon) if open_ones else []
    return len({claim.anchor for claim in dated if _when(claim)} & open_ones)


def _when(claim: Claim) -> str | None:
    return " ".join(f"{k} {v}" for k in ("start", "end", "deadline") if (v := getattr(claim.time, k))) or None


def _title(article: Article) -> str:
    return f": {article.title}" if article.title else ""


def _marks(claims: list[Claim]) -> list[tuple[int, int, str]]:
    found = []
    for number, claim in enumerate(claims, 1):
        found.append((claim.anchor.start, claim.anchor.end, f"{number}"))
        found.extend((span.start, span.end, f"{number}'") for span in claim.mentions)
    return sorted(found)


def _marked(text: str, start: int, end: int, marks: list[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    at = start
    for first, last, name in marks:
        if first < at or first >= end:
            continue
        parts += [text[at:first], f"[{name}: ", text[first : min(last, end)], "]"]
        at = min(last, end)
    parts.append(text[at:end])
    return "  " + "".join(parts)


def _told(number: int, claim: Claim) -> str:
    slots = {
        "actor": claim.actor,
        "speaker": claim.speaker,
        "recipient": claim.recipient,
        "purpose": claim.purpose,
        "value": _value(claim),
        "time": _when(claim),
        "condition": claim.condition,
    }
    shown = "; ".join(f"{name} {value}" for name, value in slots.items() if value)
    how = "; ".join(claim.trace)
    return f"      {number} {claim.kind}, {claim.modality}{f' ({claim.stage})' if claim.stage else ''}: {shown}\n        by {how}"


def _value(claim: Claim) -> str | None:
    if claim.low is None and claim.high is None:
        return None if claim.unit is None else f"vague {claim.unit}"
    numbers = f"{claim.low:,.15g}" if claim.low is not None else ""
    if claim.high is not None and claim.high != claim.low:
        numbers = f"{numbers} .. {claim.high:,.15g}" if numbers else f"to {claim.high:,.15g}"
    elif claim.high is None:
        numbers += " or more"
    per = f" a {claim.per}" if claim.per else ""
    basis = ", implied" if claim.unit_basis == "context" else ""
    return f"{numbers} {claim.unit_of or claim.unit or ''}{per} ({claim.comparator}{basis})"

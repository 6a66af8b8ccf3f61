"""Statements made for tests of the comparison: one plain pledge, and what differs from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from extractors.model import Article, Claim, Quote, Span, Statement, Time
from flows.compare.types import Context, Pair, Relation

CONTEXT = Context()
_NUMBER = iter(range(10**9))


def claim(document: str = "a", text: str | None = None, **slots: Any) -> Claim:
    """A pledge of Norland (a made-up payer) of EUR 40m for hospital beds in Ruritania, with slots replaced."""
    base: dict[str, Any] = {
        "actor": "Norland", "speaker": "Ada Berg", "recipient": "Ruritania", "purpose": "hospital beds", "low": 40e6, "high": 40e6,
        "unit": "EUR", "comparator": "exact", "modality": "pledged", "stage": "pledge", "measure": "one_off",
    }  # fmt: skip
    base |= slots
    if "amount" in base:
        base["low"] = base["high"] = base.pop("amount")
    time = base.pop("time", {})
    sentence = (
        text
        or f"{base['actor']} will give {base['recipient']} {base['low']} {base['unit']} for {base['purpose']}, {base['speaker']} said."
    )
    number = next(_NUMBER)
    return Claim(
        document, 0, base.pop("claim_id", f"{document}-{number}"), base.pop("kind", "pledge"), Span(number, number + 5, str(base["low"])),
        Quote(number, number + 5, sentence, "", ""), time=Time(**time), **base,
    )  # fmt: skip


def statement(
    document: str = "a", published: str = "2025-06-10T08:00:00", url: str | None = None, **slots: Any
) -> Statement:
    """A claim in an article of its own."""
    made = claim(document, **slots)
    return Statement(
        made, Article(document, 0, 0, 100, f"Title of {document}", url, f"{document}.example", published, "en")
    )


def pair(old: dict[str, Any] | None = None, new: dict[str, Any] | None = None, **relation: Any) -> Pair:
    """Two claims and how they stand, for the rules alone."""
    return Pair(claim("a", **(old or {})), claim("b", **(new or {})), Relation(**relation), CONTEXT)


def named(s: Statement, claim_id: str) -> Statement:
    """The same statement under another claim id."""
    return replace(s, claim=replace(s.claim, claim_id=claim_id))


def article(*sentences: str, **slots: Any) -> list[Statement]:
    """Pledges of Norland for what stands in square brackets, "[40=40000000 EUR]"; with ``slots`` by the number of the amount."""
    made, at = [], 0
    for sentence in sentences:
        plain, found, rest = "", [], sentence
        while "[" in rest:
            before, _, rest = rest.partition("[")
            inner, _, rest = rest.partition("]")
            told, _, value = inner.partition("=")
            found.append((len(plain) + len(before), told, *value.split()))
            plain += before + told
        plain += rest
        for start, told, amount, unit in found:
            extra = slots.get(f"n{len(made)}", {})
            base = statement(
                text=plain, amount=float(amount), unit=unit, **({"speaker": None, "purpose": None} | extra)
            )
            claim = replace(
                base.claim,
                anchor=Span(at + start, at + start + len(told), told),
                quote=Quote(at, at + len(plain), plain, "", ""),
            )
            made.append(replace(base, claim=claim))
        at += len(plain) + 1
    return made

"""The card: one alert as data, made once when the finding is recorded and rendered for every channel from then on.

Everything on a card is already clean text (``safe.clean``) or a checked web address; a renderer only escapes for its own markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Side:
    """One claim as evidence: who said what, where it stands written, and what makes it weaker than it looks."""

    claim_id: str
    amount: str
    quote: str
    speaker: str | None = None
    publisher: str | None = None
    title: str | None = None
    #: ISO 8601 date of the article, as precise as known
    published: str | None = None
    url: str | None = None
    #: the address with a text fragment: opens the page at the quote
    link: str | None = None
    #: "implied currency", "implied recipient", "background of the text" ...
    marks: tuple[str, ...] = ()
    #: the words of the quote that carry the amount, for emphasis
    anchor: str = ""
    document_id: str = ""
    #: other outlets that print the same version
    also_in: tuple[str, ...] = ()
    #: outlets that print this version, and how many texts they go back to
    outlets: int = 1
    origins: int = 1
    #: by when or for which time, in words: "by 31 December 2026", "2027 to 2031"; empty where the claim gives none
    when: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One value of the same statement about the world, for the timeline: when, who printed it, and how it compares to the largest."""

    published: str | None
    publisher: str | None
    amount: str
    #: percent of the largest value shown
    share: int
    #: the value that this alert is about
    now: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One event in the news: a new commitment, a conflict, a change."""

    event_id: str
    word: str
    line: str
    family: str
    severity: str | None
    now: Side
    before: Side | None = None
    #: further pairs of the same conflict, one line each: "EUR 4bn, before: USD 4bn"
    also: tuple[str, ...] = ()
    #: normalised values and the rate used, one line each
    facts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    proposition_id: str = ""
    verdict_ids: tuple[str, ...] = ()
    #: values of the proposition over time, oldest first; empty where there is nothing to compare
    timeline: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One alert: the findings of one article, the most important first."""

    alert_id: str
    title: str
    channel: str
    severity: str | None
    created_at: str
    findings: tuple[Finding, ...]
    #: names of the watches that asked for it
    watches: tuple[str, ...] = ()
    #: the alert that this one corrects or resolves; it is sent to whoever got that one, in its thread
    follows: str | None = None
    #: why it comes as it comes, and the setting that changes it: "in the digest, for ..."
    notes: tuple[str, ...] = ()

    @property
    def source(self) -> Side:
        """The article that the alert is about."""
        return self.findings[0].now


def dumps(card: Card) -> str:
    """The card as JSON text, for the ledger."""
    return json.dumps({"schema": SCHEMA, **asdict(card)}, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Card:
    """The card that ``dumps`` wrote; raises ValueError if it is none."""
    data: dict[str, Any] = json.loads(text)
    if data.pop("schema", None) != SCHEMA:
        raise ValueError("this alert was written by a newer pledgewatch; update to show it")
    findings = tuple(_finding(f) for f in data.pop("findings"))
    return Card(
        **{**data, "findings": findings, "watches": tuple(data["watches"]), "notes": tuple(data.get("notes", ()))}
    )


def _finding(data: dict[str, Any]) -> Finding:
    data["now"] = _side(data["now"])
    data["before"] = _side(data["before"]) if data["before"] else None
    data["timeline"] = tuple(Point(**p) for p in data.get("timeline", ()))
    for key in ("also", "facts", "reasons", "rules", "verdict_ids"):
        data[key] = tuple(data[key])
    return Finding(**data)


def _side(data: dict[str, Any]) -> Side:
    return Side(**{**data, "marks": tuple(data["marks"]), "also_in": tuple(data["also_in"])})


def confidence(finding: Finding) -> str:
    """How sure the system is, in a phrase: severity, outlets and independent origins of each version. What weakens a version stands at
    its side (``Side.marks``)."""
    parts = [f"severity {finding.severity}"] if finding.severity else []
    if finding.before is None or finding.family == "inconsistent":
        parts.append(f"printed by {_support(finding.now)}")
    else:
        parts.append(f"now printed by {_support(finding.now)}, before by {_support(finding.before)}")
    return " · ".join(parts)


def _support(side: Side) -> str:
    if side.outlets == 1:
        return "one outlet"
    return f"{side.outlets} outlets, {side.origins} independent origin{'s' if side.origins > 1 else ''}"

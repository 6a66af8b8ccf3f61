"""The card as plain text: the alert's body in the ledger, the text part of e-mails, and what services without markup get."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from flows.alert.card import Card, Finding, Side, confidence
from flows.alert.reasons import rules_words
from flows.alert.words import date_text as date_text
from flows.alert.words import says

WIDTH = 88
_LABEL = 8


def place(side: Side) -> str:
    """Who printed it and when: ``RBC-Ukraine, 3 Dec 2025 (also in Brit Brief)``."""
    also = f" (also in {', '.join(side.also_in)})" if side.also_in else ""
    return f"{side.publisher or 'publisher unknown'}, {date_text(side.published)}{also}"


def said(side: Side) -> str:
    """The amount, by when, and who said it: ``at least USD 1bn a month, 2026, says Mark Rutte``."""
    marks = f" [{', '.join(side.marks)}]" if side.marks else ""
    due = f", {side.when}" if side.when else ""
    return f"{side.amount}{due}{f', {says(side.speaker)}' if side.speaker else ''}{marks}"


def emphasised(side: Side) -> tuple[str, str, str]:
    """The quote in three parts: before the words that carry the amount, those words, after them; all of it is "before" without them."""
    return side.quote.partition(side.anchor) if side.anchor else (side.quote, "", "")


def labels(finding: Finding) -> tuple[str, str]:
    """What the newer and the older side are called."""
    if finding.family == "inconsistent":
        return "HERE", "AND HERE"
    return ("NOW", "BEFORE") if finding.before else ("SAID", "")


def history(finding: Finding) -> str:
    """Every version known where there are more than the two sides, oldest first; else empty.

    ``EUR 250m (Baltic Wire, 21 Nov 2026), then USD 250m (Harbour Post, 22 Nov 2026), then ...``: the mail's page draws it.
    """
    if len({point.amount for point in finding.timeline}) < 3:
        return ""
    parts = (f"{p.amount} ({', '.join(filter(None, (p.publisher, date_text(p.published))))})" for p in finding.timeline)
    return ", then ".join(parts)


def heading(finding: Finding) -> str:
    """Word and line of a finding."""
    return f"{finding.word}: {finding.line}"


def body(card: Card) -> str:
    """Everything on the card but its title, in lines of at most 88 characters (addresses may be longer)."""
    blocks = []
    for n, finding in enumerate(card.findings, 1):
        lines = []
        if len(card.findings) > 1:
            lines += _wrap(f"{n}. {heading(finding)}", "", "   ")
        elif heading(finding) not in card.title:
            lines += _wrap(heading(finding), "", "")
        blocks.append("\n".join([*lines, *_finding(finding)]))
    if card.notes:
        blocks.append("\n".join(_rows("NOTE", card.notes)))
    return "\n\n".join([*blocks, foot(card)])


def foot(card: Card) -> str:
    """The last line: the id and how to ask why."""
    watches = f" · watch: {', '.join(card.watches)}" if card.watches else ""
    return f"id {card.alert_id} · pledgewatch why {card.alert_id}{watches}"


def message(card: Card) -> str:
    """Title and body."""
    return f"{card.title}\n\n{body(card)}\n"


def digest(cards: Sequence[Card]) -> str:
    """Several cards as one text, each with its title underlined."""
    parts = [f"{c.title}\n{'-' * min(len(c.title), WIDTH)}\n{body(c)}" for c in cards]
    return "\n\n\n".join(parts) + "\n"


def _finding(finding: Finding) -> list[str]:
    first, second = labels(finding)
    lines = _side(first, finding.now)
    if finding.before:
        lines += _side(second, finding.before)
    lines += _rows("ALSO", finding.also)
    lines += _rows("SO FAR", (history(finding),))
    lines += _rows("WORTH", finding.facts)
    lines += _rows("SURE?", (confidence(finding),))
    lines += _rows("WHY", finding.reasons)
    return lines + _rows("RULE", (rules_words(finding.rules),))


def _side(label: str, side: Side) -> list[str]:
    rows = [said(side), place(side), f"“{side.quote}”"]
    lines = _rows(label, rows)
    return [*lines, " " * (_LABEL + 1) + side.link] if side.link else lines


def _rows(label: str, rows: Iterable[str]) -> list[str]:
    lines: list[str] = []
    for n, row in enumerate(r for r in rows if r):
        lines += _wrap(row, f"{label if n == 0 else '':<{_LABEL}} ", " " * (_LABEL + 1))
    return lines


def _wrap(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def fitting(cards: Sequence[Card], as_digest: bool, limit: int) -> str:
    """The text cut to ``limit`` code points between two lines, never inside a link; what is left out says where to find it."""
    whole = digest(cards) if as_digest else body(cards[0])
    if len(whole) <= limit:
        return whole
    kept: list[str] = []
    tail = f"… cut; pledgewatch why {cards[0].alert_id} shows all of it"
    room = limit - len(tail) - 1
    for line in whole.splitlines():
        if len(line) + 1 > room:
            break
        kept.append(line)
        room -= len(line) + 1
    return "\n".join([*kept, tail])

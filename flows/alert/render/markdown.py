"""The card as CommonMark, for files, issues and services that take it."""

from __future__ import annotations

import re

from flows.alert.card import Card, Finding, Side, confidence
from flows.alert.reasons import rules_words
from flows.alert.render import text
from flows.alert.safe import unmention

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")


def escape(words: str) -> str:
    """Foreign text as CommonMark: everything that could be markup, HTML or an entity with a backslash, mentions broken."""
    return _MARKUP.sub(r"\\\1", unmention(words))


def page(card: Card) -> str:
    """The whole card, its title as a heading."""
    parts = [f"## {escape(card.title)}"]
    for n, finding in enumerate(card.findings, 1):
        if len(card.findings) > 1:
            parts.append(f"### {n}\\. {escape(text.heading(finding))}")
        parts.append(_finding(finding))
    parts += [escape(note) for note in card.notes]
    return "\n\n".join([*parts, f"`{card.alert_id}` · `pledgewatch why {card.alert_id}`"]) + "\n"


def _finding(finding: Finding) -> str:
    first, second = text.labels(finding)
    parts = [_side(first.capitalize(), finding.now)]
    if finding.before:
        parts.append(_side(second.capitalize(), finding.before))
    so_far = text.history(finding)
    known = (f"so far: {so_far}",) if so_far else ()
    notes = [*(f"also {a}" for a in finding.also), *known, *finding.facts, confidence(finding), *finding.reasons]
    if finding.rules:
        notes.append(f"rule: {rules_words(finding.rules)}")
    return "\n\n".join([*parts, "\n".join(f"- {escape(n)}" for n in notes)])


def _side(label: str, side: Side) -> str:
    where = escape(text.place(side))
    if side.link:
        where = f"[{where}](<{side.link}>)"
    return f"**{label}:** {escape(text.said(side))}\n\n> “{escape(side.quote)}”\n>\n> {where}"

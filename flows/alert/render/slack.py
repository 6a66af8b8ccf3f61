"""The card as a Slack message: one line of text, and Block Kit below it, within Slack's limits.

Foreign text is escaped as Slack asks (``&``, ``<``, ``>``) and its mentions are broken, so that it can neither call a channel nor forge a link.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flows.alert.card import Card, Finding, Side, confidence
from flows.alert.reasons import rules_words
from flows.alert.render import text
from flows.alert.safe import shorten, unmention

#: limits of the Block Kit reference
SECTION_LIMIT = 3000
CONTEXT_LIMIT = 2000
BLOCK_LIMIT = 50
#: above this Slack cuts the text of a message
TEXT_LIMIT = 4000
_COLOURS = {"contradicts": "#b42318", "inconsistent": "#b54708", "updates": "#b54708", "new": "#175cd3"}
_STARS = re.compile(r"[*_~`]")


def escape(words: str) -> str:
    """Foreign text as mrkdwn: the three control characters as entities, mentions broken, back-quotes as apostrophes."""
    plain = unmention(words).replace("`", "'")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str | None, label: str) -> str:
    """A link, or the label alone without a (checked) address. A bar ends the address, so there is none in the address or the label."""
    if url is None:
        return escape(label)
    return f"<{url.replace('&', '&amp;').replace('|', '%7C').replace('<', '%3C').replace('>', '%3E')}|{escape(label).replace('|', '¦')}>"


def bold(words: str) -> str:
    """Bold text; words that hold marks of their own stay as they are, for Slack knows no escape for them."""
    escaped = escape(words)
    return escaped if _STARS.search(words) or not words.strip() else f"*{escaped}*"


def payload(cards: Sequence[Card], title: str, digest: bool = False) -> dict[str, Any]:
    """The JSON of chat.postMessage and of incoming webhooks."""
    head = {"text": f"{bold(title)}", "unfurl_links": False, "unfurl_media": False}
    if digest:
        return {**head, "blocks": _digest(cards, title)}
    card = cards[0]
    blocks = _limited([b for n, f in enumerate(card.findings, 1) for b in _finding(card, f, n)], card)
    return {
        **head,
        "attachments": [
            {"color": _COLOURS.get(card.findings[0].family, "#667085"), "fallback": escape(title), "blocks": blocks}
        ],
    }


def plain(cards: Sequence[Card], title: str) -> dict[str, Any]:
    """The message of last resort, where Slack refuses the blocks: text only."""
    body = text.fitting(cards, len(cards) > 1, TEXT_LIMIT // 2)
    return {"text": shorten(f"{escape(title)}\n\n{escape(body)}", TEXT_LIMIT)}


def _finding(card: Card, finding: Finding, n: int) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    if len(card.findings) > 1:
        blocks += [{"type": "divider"}] if n > 1 else []
        blocks.append(_section(f"{n}. {bold(finding.word)} {escape(finding.line)}"))
    first, second = text.labels(finding)
    blocks.append(_section(_side(first.capitalize() if finding.before else "", finding.now)))
    if finding.before:
        blocks.append(_section(_side(second.capitalize(), finding.before)))
    if finding.also:
        blocks.append(_section("Also:\n" + "\n".join(f"•  {escape(a)}" for a in finding.also)))
    so_far = text.history(finding)
    notes = [f"So far: {so_far}" if so_far else "", *finding.facts, confidence(finding), *finding.reasons]
    if finding.rules:
        notes.append(f"Rule: {rules_words(finding.rules)}")
    blocks.append(_context("\n".join(escape(x) for x in notes if x)))
    return blocks


def _side(label: str, side: Side) -> str:
    head = f"{label}: " if label else ""
    return f"{head}{bold(side.amount)}{escape(text.said(side).removeprefix(side.amount))}\n> {_quote(side)}\n{link(side.link, text.place(side))}"


def _quote(side: Side) -> str:
    """The quote, the amount in bold where the words around it allow it."""
    before, found, after = text.emphasised(side)
    if found and not _STARS.search(side.quote) and not before[-1:].isalnum() and not after[:1].isalnum():
        left, right = (
            ("" if not before or before[-1].isspace() else "\u200b"),
            ("" if not after or after[0].isspace() else "\u200b"),
        )
        return f"“{escape(before)}{left}*{escape(found)}*{right}{escape(after)}”"
    return f"“{escape(side.quote)}”"


def _section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": _cut(words, SECTION_LIMIT)}}


def _context(words: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": _cut(words, CONTEXT_LIMIT)}]}


def _cut(words: str, limit: int) -> str:
    """Cut before the limit between lines, so that no link and no entity is torn."""
    if len(words) <= limit:
        return words
    kept: list[str] = []
    room = limit - 1
    for line in words.split("\n"):
        if len(line) + 1 > room:
            break
        kept.append(line)
        room -= len(line) + 1
    return "\n".join(kept) + "…" if kept else re.sub(r"&[a-z]{0,4}$|<[^>]*$", "", words[: limit - 1]) + "…"


def _limited(blocks: list[dict[str, Any]], card: Card) -> list[dict[str, Any]]:
    foot = _context("\n".join(escape(line) for line in (*card.notes, text.foot(card))))
    if len(blocks) + 1 <= BLOCK_LIMIT:
        return [*blocks, foot]
    return [*blocks[: BLOCK_LIMIT - 2], _context("more findings: see the command below"), foot]


def _digest(cards: Sequence[Card], title: str) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [{"type": "header", "text": {"type": "plain_text", "text": shorten(title, 150)}}]
    for card in cards[: BLOCK_LIMIT - 2]:
        rows = []
        for f in card.findings:
            where = link(f.now.link, text.place(f.now))
            rows.append(f"{bold(f.word)} {escape(f.line)}\n{where}")
        blocks.append(_section("\n".join([*rows, *(escape(note) for note in card.notes), f"id {card.alert_id}"])))
    if len(cards) > BLOCK_LIMIT - 2:
        blocks.append(_context(f"and {len(cards) - BLOCK_LIMIT + 2} more: pledgewatch alerts"))
    return blocks

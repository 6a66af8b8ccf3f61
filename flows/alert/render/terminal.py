"""The card on a terminal (rich). Foreign text goes in as Text, never as markup, and holds no control characters."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from flows.alert.card import Card, Finding, Side, confidence
from flows.alert.reasons import rules_words
from flows.alert.render import text

_STYLES = {"contradicts": "red", "inconsistent": "yellow", "updates": "yellow", "new": "blue"}


def show(cards: Iterable[Card], console: Console) -> None:
    """Print the cards."""
    for card in cards:
        console.print(panel(card))


def panel(card: Card) -> Panel:
    """One card in a frame of its colour."""
    parts: list[RenderableType] = []
    for n, finding in enumerate(card.findings, 1):
        if n > 1:
            parts.append(Rule(style="dim"))
        parts += _finding(finding, n, len(card.findings))
    parts += [Text(note, style="yellow") for note in card.notes]
    colour = _STYLES.get(card.findings[0].family, "white")
    if card.watches:
        parts.append(Text(f"watch: {', '.join(card.watches)}", style="dim"))
    # a border has one line and cuts what is longer, by default without a sign
    foot = Text(f" id {card.alert_id} · pledgewatch why {card.alert_id} ", style="dim", overflow="ellipsis")
    return Panel(Group(*parts), border_style=colour, subtitle=foot, subtitle_align="left", padding=(0, 1))


def _finding(finding: Finding, n: int, of: int) -> list[RenderableType]:
    colour = _STYLES.get(finding.family, "white")
    head = Text.assemble(
        (f"{n}/{of} " if of > 1 else "", "dim"),
        (f" {finding.word} ", f"bold white on {colour}"),
        " ",
        (finding.line, "bold"),
        overflow="fold",
        no_wrap=False,
    )
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    first, second = text.labels(finding)
    grid.add_row(first.lower(), _side(finding.now))
    if finding.before:
        grid.add_row(second.lower(), _side(finding.before))
    for label, rows in (
        ("also", finding.also),
        ("worth", finding.facts),
        ("sure?", (confidence(finding),)),
        ("why", finding.reasons),
    ):
        if rows:
            grid.add_row(label, Text("\n".join(rows)))
    if finding.rules:
        grid.add_row("rule", Text(rules_words(finding.rules), style="dim"))
    return [head, grid]


def _side(side: Side) -> Text:
    before, found, after = text.emphasised(side)
    place = Text(text.place(side), style=f"underline link {side.link}" if side.link else "")
    return Text.assemble(
        (side.amount, "bold"),
        text.said(side).removeprefix(side.amount),
        "\n“",
        before,
        (found, "bold"),
        after,
        "”\n",
        place,
    )

"""The page that ``pledgewatch run`` ends with: what was found in one line, the conflicts with both quotes, what else was told with its
sentence, the rest a line each.

It fits a screen or two; ``run --full`` shows every finding as a card, and ``pledgewatch why ID`` everything behind one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractors.model import Alert
from flows.alert import card as cards
from flows.alert.card import Card, Finding, Side
from flows.alert.render import text as plain
from flows.alert.safe import clean
from flows.report import parts
from flows.report.summary import CONFLICTS, Summary, headline, sentence, took

#: conflicts shown with both quotes, findings a section, claims and kinds of problems; the rest is counted
CONFLICTS_SHOWN, LINES_SHOWN, CLAIMS_SHOWN, PROBLEMS_SHOWN = 2, 10, 6, 5
#: other findings that were told, shown with their sentence
QUOTED = 3
#: a quote here is cut after so many characters: three lines
QUOTE = 270
ALERTS, THROUGH_CHANNELS = "Alerts", "Told through channels"


@dataclass(frozen=True, slots=True)
class _Line:
    """One finding and the alert that it belongs to."""

    alert_id: str
    finding: Finding
    severity: str | None
    #: sent or shown as an alert, not silent
    told: bool = True

    @property
    def rank(self) -> tuple[int, int]:
        """Conflicts first, then the most severe."""
        return (self.finding.family not in CONFLICTS, parts.SEVERITY.index(self.finding.severity or self.severity))


def render(done: Summary) -> RenderableType:
    """The page. Lines that are too long for a terminal end in an ellipsis."""
    if done.skipped:
        return Text(f"pledgewatch: {sentence(done)}")
    page: list[RenderableType] = [Text(headline(done), style="bold"), Text(), parts.sources(done, every=False)]
    left = CONFLICTS_SHOWN
    for title, found in _sections(done):
        if found:
            page.append(parts.heading(f"{title}: {_count(found)}"))
            page += _findings(found, left, QUOTED if title in (ALERTS, THROUGH_CHANNELS) else 0)
            left = max(0, left - sum(line.finding.family in CONFLICTS for line in found))
    if done.statements:
        page.append(parts.heading(f"New claims: {len(done.statements)}"))
        page.append(parts.claims(done.statements, CLAIMS_SHOWN, whole=False))
    page += parts.problems(done, PROBLEMS_SHOWN)
    page += parts.deliveries(done)
    page += parts.remarks(done)
    page += _foot(done)
    return Group(*page)


def _count(found: Sequence[_Line]) -> str:
    """How many findings; and in how many alerts, where one bundles several and was told, so that the headline's count is recognised."""
    alerts = len({line.alert_id for line in found})
    if alerts == len(found) or not found[0].told:
        return str(len(found))
    return f"{len(found)} findings in {alerts} alert{'s' if alerts > 1 else ''}"


def _sections(done: Summary) -> Iterable[tuple[str, list[_Line]]]:
    """What was found, by what became of it."""
    told = {c.alert_id for c in done.shown}
    loud = [c for c in done.shown if c.channel == "alert"]
    yield ALERTS, _lines(loud)
    yield "Less urgent", _lines([c for c in done.shown if c not in loud])
    yield (
        THROUGH_CHANNELS,
        _lines(_cards(a for a in done.alerts if a.alert_id not in told and a.channel == "alert")),
    )
    yield (
        "Kept for the digest",
        _lines(_cards(a for a in done.alerts if a.alert_id not in told and a.channel != "alert")),
    )
    yield "Found in the back catalogue (nothing was sent)", _lines(_cards(done.back_catalogue), told=False)


def _cards(alerts: Iterable[Alert]) -> list[Card]:
    return [cards.loads(a.card) for a in alerts if a.card]


def _lines(shown: Sequence[Card], told: bool = True) -> list[_Line]:
    return sorted(
        (_Line(c.alert_id, f, c.severity, told) for c in shown for f in c.findings), key=lambda line: line.rank
    )


def _findings(found: list[_Line], conflicts: int, quoted: int) -> Iterable[RenderableType]:
    in_full = [line for line in found if line.finding.family in CONFLICTS][:conflicts]
    yield from (_conflict(line) for line in in_full)
    rest = [line for line in found if line not in in_full]
    for number, line in enumerate(rest[:LINES_SHOWN]):
        said = Text.assemble((f"{line.alert_id}  ", "dim"), f"{line.finding.word}  {clean(line.finding.line)}")
        yield _one_line(said)
        if number < quoted and line.finding.now.quote:
            when = f"; {line.finding.now.when}" if line.finding.now.when else ""
            sentence = Text(f"“{clean(line.finding.now.quote, QUOTE)}”{clean(when)}")
            yield Padding(sentence, (0, 0, 0, len(line.alert_id) + 2))
    if len(rest) > LINES_SHOWN:
        yield Text(f"… and {len(rest) - LINES_SHOWN} more: {parts.program()} alerts", style="dim")


def _conflict(line: _Line) -> RenderableType:
    """A conflict with both quotes."""
    finding = line.finding
    head = Text.assemble((f"{line.alert_id}  ", "dim"), (finding.word, "bold red"), f"  {finding.line}")
    grid = Table.grid(padding=(0, 2), pad_edge=True)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    first, second = plain.labels(finding)
    grid.add_row(first.lower(), _side(finding.now))
    if finding.before is not None:
        grid.add_row(second.lower(), _side(finding.before))
    if finding.also:
        grid.add_row("also", Text(" · ".join(finding.also)))
    return Group(_one_line(head), grid)


def _side(side: Side) -> Text:
    return Text(f"{plain.said(side)}; {plain.place(side)}\n“{clean(side.quote, QUOTE)}”")


def _one_line(text: Text) -> Text:
    text.no_wrap, text.overflow = True, "ellipsis"
    return text


def _foot(done: Summary) -> Iterable[RenderableType]:
    failed = sum(r.status == "failed" for r in done.reports)
    yield Text()
    away = f"; {failed} of {len(done.reports)} sources failed" if failed else ""
    yield Text(f"{headline(done)}{away} ({took(done)})", style="bold")
    if done.snapshot is None:
        return
    first = next((line.alert_id for _, found in _sections(done) for line in found), None)
    more = 'claims, alerts, sql "from contradictions"'
    yield Text(f"details: {parts.program()} " + (f"why {first} (or: {more})" if first else more))
    yield Text(f"the copy to query: {done.snapshot}", style="dim")

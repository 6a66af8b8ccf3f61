"""The summary of a pass as rich tables and paragraphs. Text from outside is never read as markup."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extractors.model import Alert, Statement
from flows.alert import card as cards
from flows.alert import words
from flows.alert.card import Card
from flows.alert.render import terminal
from flows.alert.render import text as plain
from flows.alert.safe import clean
from flows.logs.masks import mask_text
from flows.report.summary import Summary, newest, sentence
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.texts.replay import Replayed
    from storage.rows import Problem

#: how much of each list a person is shown; the rest is counted and the command that shows it is named
CLAIMS_SHOWN, FINDINGS_SHOWN, ALERTS_SHOWN, LINES_SHOWN, PROBLEMS_SHOWN = 12, 6, 20, 10, 10
#: so many sources that failed with the same words are one line
ALIKE = 3
#: and this many of them are named
NAMED = 6
_SEVERITY = ("high", "medium", "low", None)


def render(done: Summary, settings: Settings) -> RenderableType:
    """Sources, claims, findings, problems, deliveries, and where to look further."""
    parts: list[RenderableType] = []
    if done.skipped:
        return Text(f"pledgewatch: {sentence(done)}")
    parts.append(_sources(done))
    if done.statements:
        parts += [_heading("New claims"), _by_publisher(done.statements), _claims(done.statements)]
    parts += _shown(done)
    told = {c.alert_id for c in done.shown}
    parts += _findings("Told through channels", [a for a in done.alerts if a.alert_id not in told], full=False)
    parts += _findings("Found in the back catalogue (nothing was sent)", done.back_catalogue, full=True)
    parts += _findings("New source: beyond its first alerts (nothing was sent)", done.held_back, full=False)
    parts += _problems(done)
    parts += _deliveries(done)
    parts += [Text(f"! {mask_text(w)}", style="yellow") for w in (*done.notices, *done.warnings)]
    parts.append(_foot(done, settings))
    return Group(*parts)


def _heading(title: str) -> RenderableType:
    return Padding(Rule(Text(title, style="bold"), align="left", characters="─"), (1, 0, 0, 0))


def _names(done: Summary, error: str) -> str:
    """The sources that failed for one reason; of many, the first few."""
    names = [clean(r.name, 40) for r in done.reports if r.status == "failed" and r.error == error]
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _sources(done: Summary) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("source", "left"), ("", "left"), ("items", "right"), ("new", "right"), ("", "left")):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    alike = Counter(r.error for r in done.reports if r.status == "failed" and r.error)
    for r in done.reports:
        if alike.get(r.error or "", 0) >= ALIKE:
            continue  # said once below
        style = {"failed": "red", "skipped": "dim"}.get(r.status, "")
        note = mask_text(clean(r.error or "; ".join(r.warnings), 160))
        table.add_row(Text(r.name), Text(r.status, style=style), str(r.items), str(r.new), Text(note, style="dim"))
    said = [
        Text(f"{number} sources failed ({_names(done, error)}): {mask_text(clean(error, 160))}", style="red")
        for error, number in alike.items()
        if number >= ALIKE
    ]
    return Group(*([table] if table.row_count else []), *said)


def _by_publisher(statements: Sequence[Statement]) -> RenderableType:
    """How many pledges and figures each publisher brought."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for s in statements:
        counts[s.article.publisher or "outlet unknown"][s.claim.kind] += 1
    cells = [
        f"{clean(name, 40)}: {c['pledge']} pledge{'s' * (c['pledge'] != 1)}, {c['figure']} figure{'s' * (c['figure'] != 1)}"
        for name, c in sorted(counts.items(), key=lambda item: -item[1].total())[:12]
    ]
    return Text(" · ".join(cells), style="dim")


def _claims(statements: Sequence[Statement]) -> RenderableType:
    shown, left = newest(statements, CLAIMS_SHOWN)
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=True)
    for name in ("who", "amount", "to / for", "how", "said by", "published"):
        table.add_column(name, overflow="fold")
    for s in shown:
        c = s.claim
        towards = ", ".join(clean(x, 40) for x in (c.recipient, c.purpose) if x)
        table.add_row(
            *(
                Text(cell)
                for cell in (
                    clean(c.actor or c.actor_as_written, 32) or "not named",
                    words.claim_amount(c),
                    towards,
                    c.modality,
                    clean(c.speaker, 24),
                    f"{clean(s.article.publisher, 24)} {plain.date_text(s.article.published)}".strip(),
                )
            )
        )
    if not left:
        return table
    return Group(table, Text(f"… and {left} more: pledgewatch claims", style="dim"))


def _findings(title: str, alerts: Sequence[Alert], full: bool) -> Iterable[RenderableType]:
    """Findings, the most severe first: as cards with both quotes, or (not ``full``) a line each."""
    if not alerts:
        return
    yield _heading(f"{title}: {len(alerts)}")
    ranked = sorted(alerts, key=lambda a: (a.channel != "alert", _conflict_rank(a), _SEVERITY.index(a.severity)))
    in_full = [a for a in ranked if full and a.channel == "alert"][:FINDINGS_SHOWN]
    for alert in in_full:
        yield terminal.panel(cards.loads(alert.card)) if alert.card else Text(f"{alert.title}\n{alert.body}")
    rest = [a for a in ranked if a not in in_full]
    for alert in rest[:LINES_SHOWN]:
        yield Text(f"· {clean(alert.title, 160)}  ({alert.alert_id})", style="dim")
    if len(rest) > LINES_SHOWN:
        yield Text(f"… and {len(rest) - LINES_SHOWN} more: pledgewatch alerts", style="dim")


def _shown(done: Summary) -> Iterable[RenderableType]:
    """What the terminal channel was handed: alerts in full, digest items a line each."""
    loud = [c for c in done.shown if c.channel == "alert"]
    if loud:
        yield _heading(f"Alerts: {len(loud)}")
        yield from (terminal.panel(c) for c in loud[:ALERTS_SHOWN])
        yield from _left_out(loud[ALERTS_SHOWN:])
    quiet = [c for c in done.shown if c.channel != "alert"]
    if quiet:
        yield _heading(f"Less urgent: {len(quiet)}")
        yield from (Text(f"· {clean(c.title, 160)}  ({c.alert_id})", style="dim") for c in quiet[:LINES_SHOWN])
        yield from _left_out(quiet[LINES_SHOWN:])


def _left_out(rest: Sequence[Card]) -> Iterable[RenderableType]:
    if rest:
        yield Text(f"… and {len(rest)} more: pledgewatch alerts", style="dim")


def _problems(done: Summary) -> Iterable[RenderableType]:
    """What could not be read, alike ones together."""
    if not done.problems:
        return
    yield _heading(f"Could not be read: {len(done.problems)}")
    alike: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for p in done.problems:
        # what cleaning says may quote the page: alike is what has the same code
        same = alike[p.source, p.code if p.stage == "clean" else p.message]
        same.append(p)
    for (source, _), some in list(alike.items())[:PROBLEMS_SHOWN]:
        urls, message = [p.url for p in some], some[0].message
        times = f" ({len(urls)} times)" if len(urls) > 1 else ""
        yield Text(
            f"{source}: {mask_text(clean(message, 200))}{times}  {mask_text(clean(urls[0], 120))}", style="yellow"
        )
    if len(alike) > PROBLEMS_SHOWN:
        yield Text(f"… and {len(alike) - PROBLEMS_SHOWN} other kinds: pledgewatch sources", style="dim")


def _deliveries(done: Summary) -> Iterable[RenderableType]:
    for destination, sent, owed, parked, error in done.deliveries:
        parts = [f"{n} {word}" for n, word in ((sent, "sent"), (owed, "still owed"), (parked, "given up")) if n]
        why = error or done.notes.get(destination)
        if parts:
            note = f" ({mask_text(clean(why, 160))})" if why and (owed or parked) else ""
            yield Text(f"→ {destination}: {', '.join(parts)}{note}", style="" if not (owed or parked) else "yellow")


def _foot(done: Summary, settings: Settings) -> RenderableType:
    lines = [sentence(done)]
    if done.snapshot is not None:
        lines.append(
            f'look further: pledgewatch claims · pledgewatch alerts · pledgewatch sql "from contradictions"  ({done.snapshot})'
        )
    return Padding(Text("\n".join(lines), style="bold"), (1, 0, 0, 0))


def replayed(result: Replayed) -> RenderableType:
    """A replay: its findings as cards, in the order of play, and what became of everything else."""
    families = Counter(v.verdict for v in result.verdicts)
    counted = ", ".join(f"{number} {family}" for family, number in families.most_common())
    parts: list[RenderableType] = []
    conflicts = sorted((a for a in result.alerts if a.channel == "alert" and _conflict_rank(a) < 2), key=_conflict_rank)
    others = [a for a in result.alerts if a not in conflicts]
    if conflicts:
        parts.append(_heading(f"Conflicts: {len(conflicts)}"))
        parts += [terminal.panel(cards.loads(a.card)) for a in conflicts]
    loud = [a for a in others if a.channel == "alert"]
    if loud:
        parts.append(_heading(f"Other alerts: {len(loud)}"))
        parts += [terminal.panel(cards.loads(a.card)) for a in loud]
    parts += _findings("For the digest", [a for a in others if a.channel == "digest"], full=False)
    foot = f"{result.documents} documents, {len(result.claims)} claims; verdicts: {counted or 'none'}; nothing was sent"
    parts.append(Padding(Text(foot, style="bold"), (1, 0, 0, 0)))
    return Group(*parts)


def _conflict_rank(alert: Alert) -> int:
    """0: headed by a contradiction, 1: a conflict among its findings, 2: none. Conflicts are what a reader looks for first."""
    families = [f.family for f in cards.loads(alert.card).findings] if alert.card else []
    if families and families[0] == "contradicts":
        return 0
    return 1 if {"contradicts", "inconsistent"} & set(families) else 2

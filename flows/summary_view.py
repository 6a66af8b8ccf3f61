"""The summary of a pass as rich tables and paragraphs. Text from outside is never read as markup."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extractors.model import Alert, Statement
from flows.alert import words
from flows.alert.render import text as plain
from flows.alert.safe import clean
from flows.masks import mask_text
from flows.settings import Settings
from flows.summary import CLAIMS_SHOWN, FINDINGS_SHOWN, PROBLEMS_SHOWN, Summary, newest, sentence

_STYLE = {"high": "bold red", "medium": "yellow", "low": "dim", None: ""}


def render(done: Summary, settings: Settings) -> RenderableType:
    """Sources, claims, findings, problems, deliveries, and where to look further."""
    parts: list[RenderableType] = []
    if done.skipped:
        return Text(f"pledgewatch: {sentence(done)}")
    parts.append(_sources(done))
    if done.statements:
        parts += [_heading("New claims"), _by_publisher(done.statements), _claims(done.statements)]
    parts += _findings("Alerts", [a for a in done.alerts if a.channel == "alert"], full=True)
    parts += _findings("For the digest", [a for a in done.alerts if a.channel == "digest"], full=False)
    parts += _findings("Found in the back catalogue (nothing was sent)", done.back_catalogue, full=True)
    parts += _findings("New source: beyond its first alerts (nothing was sent)", done.held_back, full=False)
    parts += _problems(done)
    parts += _deliveries(done)
    parts += [Text(f"! {mask_text(w)}", style="yellow") for w in done.warnings]
    parts.append(_foot(done, settings))
    return Group(*parts)


def _heading(title: str) -> RenderableType:
    return Padding(Rule(Text(title, style="bold"), align="left", characters="─"), (1, 0, 0, 0))


def _sources(done: Summary) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("source", "left"), ("", "left"), ("items", "right"), ("new", "right"), ("", "left")):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for r in done.reports:
        style = {"failed": "red", "skipped": "dim"}.get(r.status, "")
        note = mask_text(clean(r.error or "; ".join(r.warnings), 160))
        table.add_row(Text(r.name), Text(r.status, style=style), str(r.items), str(r.new), Text(note, style="dim"))
    return table


def _by_publisher(statements: Sequence[Statement]) -> RenderableType:
    """How many pledges and figures each publisher brought."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for s in statements:
        counts[s.article.publisher or s.article.document_id][s.claim.kind] += 1
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
    if not alerts:
        return
    yield _heading(f"{title}: {len(alerts)}")
    ranked = sorted(alerts, key=lambda a: ("high", "medium", "low", None).index(a.severity))
    for alert in ranked[:FINDINGS_SHOWN]:
        yield Text(clean(alert.title, 200), style=_STYLE[alert.severity])
        if full:
            yield Padding(Text(alert.body), (0, 0, 1, 2))
    if len(alerts) > FINDINGS_SHOWN:
        rest = ranked[FINDINGS_SHOWN:]
        for alert in rest[:FINDINGS_SHOWN]:
            yield Text(f"· {clean(alert.title, 160)}", style="dim")
        if len(rest) > FINDINGS_SHOWN:
            yield Text(f"… and {len(rest) - FINDINGS_SHOWN} more", style="dim")


def _problems(done: Summary) -> Iterable[RenderableType]:
    """What could not be read, alike ones together."""
    if not done.problems:
        return
    yield _heading(f"Could not be read: {len(done.problems)}")
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for p in done.problems:
        alike[p.source, p.message].append(p.url)
    for (source, message), urls in list(alike.items())[:PROBLEMS_SHOWN]:
        times = f" ({len(urls)} times)" if len(urls) > 1 else ""
        yield Text(
            f"{source}: {mask_text(clean(message, 200))}{times}  {mask_text(clean(urls[0], 120))}", style="yellow"
        )
    if len(alike) > PROBLEMS_SHOWN:
        yield Text(f"… and {len(alike) - PROBLEMS_SHOWN} other kinds: pledgewatch sources", style="dim")


def _deliveries(done: Summary) -> Iterable[RenderableType]:
    for destination, sent, owed, parked, error in done.deliveries:
        parts = [f"{n} {word}" for n, word in ((sent, "sent"), (owed, "still owed"), (parked, "given up")) if n]
        if parts:
            note = f" ({mask_text(clean(error, 160))})" if error and (owed or parked) else ""
            yield Text(f"→ {destination}: {', '.join(parts)}{note}", style="" if not (owed or parked) else "yellow")


def _foot(done: Summary, settings: Settings) -> RenderableType:
    lines = [sentence(done)]
    if done.snapshot is not None:
        lines.append(
            f'look further: pledgewatch claims · pledgewatch alerts · pledgewatch sql "from contradictions"  ({done.snapshot})'
        )
    return Padding(Text("\n".join(lines), style="bold"), (1, 0, 0, 0))

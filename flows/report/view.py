"""The full page of a pass (``run --full``) and of a replay, as rich tables and cards. Text from outside is never read as markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from extractors.model import Alert
from flows.alert import card as cards
from flows.alert.render import terminal
from flows.alert.safe import clean
from flows.report import parts
from flows.report.summary import Summary, sentence
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.texts.replay import Replayed

#: how much of each other list a person is shown; the rest is counted and the command that shows it is named
CLAIMS_SHOWN, LINES_SHOWN, PROBLEMS_SHOWN = 12, 10, 10


def render(done: Summary, settings: Settings) -> RenderableType:
    """Sources, claims, findings as cards, problems, deliveries, and where to look further."""
    if done.skipped:
        return Text(f"pledgewatch: {sentence(done)}")
    page: list[RenderableType] = [parts.sources(done, every=True)]
    if done.statements:
        page += [parts.heading("New claims"), parts.publishers(done.statements)]
        page.append(parts.claims(done.statements, CLAIMS_SHOWN, whole=True))
    page += _shown(done)
    told = {c.alert_id for c in done.shown}
    page += _findings("Told through channels", [a for a in done.alerts if a.alert_id not in told], full=True)
    page += _findings("Found in the back catalogue (nothing was sent)", done.back_catalogue, full=True)
    page += parts.problems(done, PROBLEMS_SHOWN)
    page += parts.deliveries(done)
    page += parts.remarks(done)
    page += _foot(done)
    return Group(*page)


def _findings(title: str, alerts: Sequence[Alert], full: bool) -> Iterable[RenderableType]:
    """Findings, the most severe first: each as a card with both quotes, or (not ``full``) a line each."""
    if not alerts:
        return
    yield parts.heading(f"{title}: {len(alerts)}")
    ranked = sorted(
        alerts,
        key=lambda a: (
            a.channel != "alert",
            parts.conflict_rank(parts.families_of(a)),
            parts.SEVERITY.index(a.severity),
        ),
    )
    in_full = ranked if full else []
    for alert in in_full:
        yield terminal.panel(cards.loads(alert.card)) if alert.card else Text(f"{alert.title}\n{alert.body}")
    rest = [a for a in ranked if a not in in_full]
    for alert in rest[:LINES_SHOWN]:
        yield Text(f"· {clean(alert.title, 160)}  ({alert.alert_id})", style="dim")
    if len(rest) > LINES_SHOWN:
        yield Text(f"… and {len(rest) - LINES_SHOWN} more: {parts.program()} alerts", style="dim")


def _shown(done: Summary) -> Iterable[RenderableType]:
    """What the terminal channel was handed, the alerts before the less urgent."""
    loud = [c for c in done.shown if c.channel == "alert"]
    quiet = [c for c in done.shown if c.channel != "alert"]
    for title, some in (("Alerts", loud), ("Less urgent", quiet)):
        if some:
            yield parts.heading(f"{title}: {len(some)}")
            yield from (terminal.panel(c) for c in some)


def _foot(done: Summary) -> Iterable[RenderableType]:
    yield Text()
    yield Text(sentence(done), style="bold")
    if done.snapshot is not None:
        name = parts.program()
        yield Text(f'look further: {name} claims · {name} alerts · {name} sql "from contradictions"', style="bold")
        yield Text(f"the copy to query: {done.snapshot}", style="bold")


def replayed(result: Replayed) -> RenderableType:
    """A replay: its findings as cards, in the order of play, and what became of everything else."""
    families = Counter(v.verdict for v in result.verdicts)
    counted = ", ".join(f"{number} {family}" for family, number in families.most_common())
    page: list[RenderableType] = []
    rank = {a.alert_id: parts.conflict_rank(parts.families_of(a)) for a in result.alerts}
    conflicts = sorted(
        (a for a in result.alerts if a.channel == "alert" and rank[a.alert_id] < 2), key=lambda a: rank[a.alert_id]
    )
    others = [a for a in result.alerts if a not in conflicts]
    if conflicts:
        page.append(parts.heading(f"Conflicts: {len(conflicts)}"))
        page += [terminal.panel(cards.loads(a.card)) for a in conflicts]
    loud = [a for a in others if a.channel == "alert"]
    if loud:
        page.append(parts.heading(f"Other alerts: {len(loud)}"))
        page += [terminal.panel(cards.loads(a.card)) for a in loud]
    page += _findings("For the digest", [a for a in others if a.channel == "digest"], full=False)
    if result.muted:
        page += [Text(), Text(parts.muted(result.muted))]
    foot = f"{result.documents} documents, {len(result.claims)} claims; verdicts: {counted or 'none'}; nothing was sent"
    page += [Text(), Text(foot, style="bold")]
    return Group(*page)

"""What one pass did, for a person: on the terminal, as a record, and as tables for the Prefect UI. Pure: data in, text out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.model import Alert, Statement, Verdict
from extractors.records import to_record
from flows.settings import Mute, Settings
from storage.rows import Problem, Recorded, SourceReport

if TYPE_CHECKING:
    from rich.console import RenderableType

    from flows.alert.card import Card, Finding

#: what becomes of a finding that is no alert
KEPT = "kept for the digest"
#: families of findings in which two figures do not go together
CONFLICTS = ("contradicts", "inconsistent")
#: words of first reports in which somebody binds himself; a demand or an expectation does not
COMMITMENTS = ("NEW PLEDGE", "PLANS", "OFFERS ON A CONDITION")


@dataclass(slots=True)
class Summary:
    """One pass. ``warnings`` are sentences about the pass itself; ``problems`` name what could not be read."""

    run_id: str
    started_at: datetime
    finished_at: datetime | None = None
    #: seconds in which another process had the data folder: between started_at and finished_at, and no part of ``seconds``
    waited: float = 0.0
    reports: list[SourceReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    pages: int = 0
    recorded: Recorded = field(default_factory=Recorded)
    #: new claims, in the order of play
    statements: list[Statement] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    #: alerts and digest items of this pass
    alerts: list[Alert] = field(default_factory=list)
    #: what baseline sources hold: told here, never sent
    back_catalogue: list[Alert] = field(default_factory=list)
    #: those of ``alerts`` that are for the digest only because their source is new
    held_back: list[Alert] = field(default_factory=list)
    #: what would be among ``alerts`` if it were not muted, each with its mute
    muted: list[tuple[Verdict, Mute]] = field(default_factory=list)
    #: (destination, sent, still owed, parked, last error)
    deliveries: list[tuple[str, int, int, int, str | None]] = field(default_factory=list)
    #: destination -> why something waits there though nothing failed
    notes: dict[str, str] = field(default_factory=dict)
    #: what the terminal is told: alerts of this pass, and of an earlier one that died before it could tell
    shown: list[Card] = field(default_factory=list)
    snapshot: Path | None = None
    warnings: list[str] = field(default_factory=list)
    #: what the operator should hear: a source fell silent, is gone, or is back
    notices: list[str] = field(default_factory=list)
    #: another pass was running and this one was left out
    skipped: bool = False
    #: the process that was making that pass
    beside: str = "another process"
    #: the Prefect server that recorded the pass was there when it began and is gone
    server_gone: bool = False

    @property
    def failed(self) -> bool:
        """Nothing at all could be read: there were sources to read, and every one failed."""
        asked = [r for r in self.reports if r.status != "skipped"]
        return bool(asked) and all(r.status == "failed" for r in asked)

    @property
    def seconds(self) -> float:
        """How long the pass took, from when it had the data folder for its own."""
        return (self.finished_at - self.started_at).total_seconds() - self.waited if self.finished_at else 0.0


def findings_of(done: Summary) -> list[Finding]:
    """Every finding of the pass, whatever became of it."""
    from flows.alert import card as cards

    alerts = {a.alert_id: a.card for a in (*done.alerts, *done.back_catalogue) if a.card}
    shown = [card for card in done.shown if card.alert_id not in alerts]
    return [f for card in (*(cards.loads(text) for text in alerts.values()), *shown) for f in card.findings]


def headline(done: Summary) -> str:
    """What was found, in one line: articles, conflicts, new commitments, and whether anybody was told."""
    found = findings_of(done)
    conflicts = sum(f.family in CONFLICTS for f in found)
    commitments = sum(f.word in COMMITMENTS and f.family not in CONFLICTS for f in found)
    others = len(found) - conflicts - commitments
    articles = f"{_count(done.recorded.articles, 'new article')}, {_count(done.recorded.claims, 'claim')}"
    if not found:
        return f"{articles}: nothing to tell" if done.recorded.articles else "nothing new"
    counted = [
        _count(number, noun)
        for number, noun in ((conflicts, "conflict"), (commitments, "new commitment"), (others, "other finding"))
        if number
    ]
    loud = sum(a.channel == "alert" for a in done.alerts)
    kept = len(done.alerts) - loud
    fate = [_count(loud, "alert")] * bool(loud) + [f"{kept} less urgent"] * bool(kept)
    return f"{articles}: {', '.join(counted)}; {', '.join(fate) or 'nothing was sent'}"


def sentence(done: Summary) -> str:
    """The pass in one line."""
    if done.skipped:
        return f'{done.beside} is making a pass; this one was left out (schedule.overlap = "wait" waits instead)'
    failed = sum(r.status == "failed" for r in done.reports)
    alerts = sum(a.channel == "alert" for a in done.alerts)
    parts = [
        _count(len(done.reports), "source") + (f" ({failed} failed)" if failed else ""),
        _count(done.recorded.articles, "new article"),
        _count(done.recorded.claims, "new claim"),
        _count(alerts, "alert"),
    ]
    # the terminal keeps no digest: it has shown them already
    shown = {card.alert_id for card in done.shown}
    quiet = [a.alert_id in shown for a in done.alerts if a.channel == "digest"]
    parts += [
        f"{number:,} {way}" for number, way in ((sum(quiet), "less urgent"), (quiet.count(False), KEPT)) if number
    ]
    if done.back_catalogue:
        parts.append(f"{_count(len(done.back_catalogue), 'finding')} in the back catalogue")
    return ", ".join(parts) + f" in {took(done)}"


def took(done: Summary) -> str:
    """How long the pass took, and apart from it how long it waited for its turn where that is worth a word."""
    waited = f", after {done.waited:.1f} s of waiting for another process" if done.waited >= 1 else ""
    return f"{done.seconds:.1f} s{waited}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def as_record(done: Summary) -> dict[str, Any]:
    """The summary as one JSON object."""
    return {
        "run_id": done.run_id,
        "started_at": done.started_at.isoformat(),
        "finished_at": done.finished_at.isoformat() if done.finished_at else None,
        "waited_seconds": round(done.waited, 1),
        "skipped": done.skipped,
        "beside": done.beside if done.skipped else None,
        "failed": done.failed,
        "sources": source_rows(done),
        "problems": [
            {"source": p.source, "url": p.url, "stage": p.stage, "code": p.code, "message": p.message}
            for p in done.problems
        ],
        "articles": done.recorded.articles,
        "claims": done.recorded.claims,
        "verdicts": dict(Counter(v.verdict for v in done.verdicts)),
        "alerts": [_alert_record(a) for a in done.alerts],
        "back_catalogue": [_alert_record(a) for a in done.back_catalogue],
        "held_back": [_alert_record(a) for a in done.held_back],
        "deliveries": [
            dict(zip(("destination", "sent", "owed", "parked", "error"), row, strict=True))
            | {"note": done.notes.get(row[0])}
            for row in done.deliveries
        ],
        "snapshot": str(done.snapshot) if done.snapshot else None,
        "warnings": done.warnings,
        "notices": done.notices,
    }


def _alert_record(alert: Alert) -> dict[str, Any]:
    record = to_record(alert)
    record.pop("card", None)
    return record


def source_rows(done: Summary) -> list[dict[str, Any]]:
    """One row a source, for a table artifact."""
    return [
        {
            "source": r.name,
            "kind": r.kind,
            "status": r.status,
            "items": r.items,
            "new": r.new,
            "kB": round(r.bytes / 1000),
            "seconds": round(r.seconds, 1),
            "error": r.error or "; ".join(r.warnings),
        }
        for r in done.reports
    ]


def count_rows(done: Summary) -> list[dict[str, Any]]:
    """The counts of the pass, for a table artifact."""
    families = Counter(v.verdict for v in done.verdicts)
    rows: list[tuple[str, int]] = [
        ("sources", len(done.reports)),
        ("sources failed", sum(r.status == "failed" for r in done.reports)),
        ("pages", done.pages),
        ("new articles", done.recorded.articles),
        ("new claims", done.recorded.claims),
        ("problems", len(done.problems)),
        *((f"verdicts: {family}", number) for family, number in sorted(families.items())),
        ("alerts", sum(a.channel == "alert" for a in done.alerts)),
        ("digest items", sum(a.channel == "digest" for a in done.alerts)),
        ("found in the back catalogue", len(done.back_catalogue)),
        ("held back (new source)", len(done.held_back)),
    ]
    return [{"what": what, "number": number} for what, number in rows]


def markdown(done: Summary) -> str:
    """What was found, for a Markdown artifact; quotes are shown as code so that nothing in them is markup."""
    lines = [f"**{sentence(done)}**", ""]
    for title, alerts in (
        ("Alerts", done.alerts),
        ("Found in the back catalogue", done.back_catalogue),
    ):
        if alerts:
            lines += [f"## {title}", ""]
            for alert in alerts[:50]:
                lines += [f"### {_plain(alert.title)}", ""]
                if sides := [f"[{_plain(name)}]({address})" for name, address in articles_of(alert)]:
                    lines += ["open at the sentence: " + " · ".join(sides), ""]
                lines += ["```text", alert.body.replace("```", "'''"), "```", ""]
    if done.problems:
        lines += ["## Could not be read", ""]
        lines += [f"- {_plain(p.source)}: {_plain(p.message)}" for p in done.problems[:50]]
    return "\n".join(lines)


def articles_of(alert: Alert) -> list[tuple[str, str]]:
    """The articles that an alert is about, as (outlet and day, address that opens at the sentence), each address once."""
    from flows.alert import card as cards
    from flows.alert.render.text import place

    found: dict[str, str] = {}
    for finding in cards.loads(alert.card).findings if alert.card else ():
        for side in (finding.now, finding.before):
            if side is not None and side.link:
                found.setdefault(side.link, place(side))
    return [(name, address) for address, name in found.items()]


def _plain(text: str) -> str:
    return "".join("\\" + c if c in "\\`*_{}[]<>()#+!|" else c for c in text.replace("\n", " "))


def render(done: Summary, settings: Settings, full: bool = False) -> RenderableType:
    """The summary for a terminal or a log: a short page, or (``full``) one with every finding as a card."""
    from flows.report import brief, view

    return view.render(done, settings) if full else brief.render(done)


def newest(statements: Sequence[Statement], limit: int) -> tuple[list[Statement], int]:
    """The statements a person wants to see first (pledges with an amount, then the rest), and how many are left out."""
    ranked = sorted(
        statements,
        key=lambda s: (
            s.claim.kind != "pledge",
            s.claim.recalled,
            not (s.claim.unit and len(s.claim.unit) == 3 and s.claim.unit.isupper()),
            s.claim.low is None and s.claim.high is None,
        ),
    )
    return ranked[:limit], max(0, len(ranked) - limit)

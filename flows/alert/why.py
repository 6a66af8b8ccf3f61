"""Why an alert was sent: the sentence, its offsets, the slots, the rule and the prior side by side, and where the alert went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extractors.model import Statement, Verdict
from flows.alert.card import Card
from flows.alert.deliver import card_of
from flows.alert.reasons import rule_words
from flows.alert.render import text
from flows.alert.safe import clean, text_fragment
from flows.alert.words import claim_amount
from storage.ledger import Ledger
from storage.rows import AlertFile, Joined, Known
from storage.versions import versions

#: slots of a claim as they are shown, in this order; empty on both sides is left out
_SLOTS = ("actor", "speaker", "recipient", "purpose", "measure", "modality", "stage", "condition", "ordinal", "hedge")


class UnknownAlert(LookupError):
    """No alert has this id; the message says how to find one."""


#: document id -> the version of its page that it was read from
Versions = Mapping[str, Known]


def find(ledger_path: Path, alert_id: str) -> tuple[AlertFile, Versions]:
    """The alert with everything about it, and the stored pages; its first characters are enough. Raises UnknownAlert."""
    with Ledger.open(ledger_path, read_only=True) as ledger:
        file = ledger.alert(alert_id.strip().lower())
        documents = {s.claim.document_id for s in file.statements.values()} if file else set()
        pages = versions(ledger, documents) if documents else {}
    if file is None:
        raise UnknownAlert(
            f"no alert has the id {clean(alert_id, 40)}; pledgewatch alerts lists the newest with their ids"
        )
    return file, pages


def why(ledger_path: Path, alert_id: str) -> RenderableType:
    """``find`` as a page for the terminal."""
    return page(*find(ledger_path, alert_id))


def page(file: AlertFile, versions: Versions) -> RenderableType:
    """Everything behind one alert."""
    card = card_of(file.alert)
    parts: list[RenderableType] = [_head(file, card)]
    for n, verdict in enumerate(file.verdicts, 1):
        parts += [
            Text(),
            Rule(f"{n} of {len(file.verdicts)}", align="left", style="dim"),
            *_verdict(verdict, file, versions),
        ]
    if file.joined:
        parts += [Text(), Rule("one matter", align="left", style="dim"), *map(_join, file.joined)]
    missing = len(file.alert.verdict_ids) - len(file.verdicts)
    if missing:
        parts.append(Text(f"{missing} of its findings are not in this ledger any more", style="yellow"))
    parts += [Text(), Rule("where it went", align="left", style="dim"), _ways(file)]
    return Group(*parts)


def _head(file: AlertFile, card: Card) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    grid.add_row("alert", Text(f"{file.alert.alert_id}  {clean(card.title, 300)}", style="bold"))
    silence = unsent(file)
    told = f"not sent: {silence}" if silence else card.channel
    grid.add_row("told as", Text(f"{told}; severity {card.severity or 'none'}, made {card.created_at}"))
    if card.watches:
        grid.add_row("asked for by", Text(", ".join(clean(w, 60) for w in card.watches)))
    for note in card.notes:
        grid.add_row("note", Text(note))
    if card.follows:
        grid.add_row("follows up", Text(card.follows))
    grid.add_row("event", Text(clean(file.alert.event_id, 80)))
    return grid


def unsent(file: AlertFile) -> str | None:
    """Why an alert was made and sent to nobody; None where it was to be sent."""
    if file.alert.channel != "silent":
        return None
    if any(v.channel != "silent" for v in file.verdicts):
        return "its source was new, and a new source tells only its most severe findings at once; the summary of the pass showed it"
    return "back catalogue, found when its source was read for the first time; the summary of the pass showed it"


def _went(verdict: Verdict, file: AlertFile) -> str:
    """What became of one finding, in words that fit what became of its alert."""
    severity = f"severity {verdict.severity or 'none'}"
    if file.alert.channel == "silent":
        return f"shown, not sent; {severity}"
    return (
        f"evidence beside another finding; {severity}"
        if verdict.channel == "silent"
        else f"{verdict.channel}; {severity}"
    )


def _verdict(verdict: Verdict, file: AlertFile, versions: Versions) -> Iterable[RenderableType]:
    statements = file.statements
    dims = f" ({', '.join(verdict.dimension)})" if verdict.dimension else ""
    subtype = f", {verdict.subtype}" if verdict.subtype else ""
    yield Text.assemble((verdict.verdict + dims + subtype, "bold"), f"  → {_went(verdict, file)}")
    yield Text(clean(verdict.reason, 600))
    yield Text(
        f"rule: {rule_words(verdict.rule)}  ·  proposition {verdict.proposition_id}  ·  verdict {verdict.verdict_id}",
        style="dim",
    )
    now = statements.get(verdict.claim_id)
    before = statements.get(verdict.against.claim_id) if verdict.against else None
    if now is None:
        yield Text("its claim is not in this ledger any more", style="yellow")
        return
    yield _slots(now, before, versions)
    for label, statement in (("this claim", now), ("judged against", before)):
        if statement is not None and (link := text_fragment(statement.article.url, clean(statement.claim.quote.exact))):
            yield Text(f"{label}: {link}", style=f"link {link}")  # in a column a pipe would break it


def _join(joined: Joined) -> Text:
    """History of a proposition: what it was found to be one with, by which claim, and whether that still holds."""
    held = f", taken back {joined.until:%Y-%m-%d %H:%M} when that was read anew" if joined.until else ""
    return Text(
        f"proposition {joined.proposition_id} was joined into {joined.joined_into} on {joined.since:%Y-%m-%d %H:%M}: "
        f"claim {joined.claim_id} says the same as both{held}"
    )


def _slots(now: Statement, before: Statement | None, versions: Versions) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("", style="dim", no_wrap=True)
    table.add_column("this claim", overflow="fold", ratio=1)
    sides = [now]
    if before is not None:
        table.add_column("judged against", overflow="fold", ratio=1)
        sides.append(before)
    for label, cells in [*_rows(sides), ("version", [_version(s, versions) for s in sides])]:
        if any(cells):
            differ = len(cells) == 2 and cells[0] != cells[1] and label in (*_SLOTS, "amount", "per", "time")
            table.add_row(label, *(Text(cell or "–", style="bold" if differ else "") for cell in cells))
    return table


def _rows(sides: Sequence[Statement]) -> Iterable[tuple[str, list[str]]]:
    claims = [s.claim for s in sides]
    yield "amount", [claim_amount(c) for c in claims]
    yield "basis", ["implied by the context" if c.unit_basis == "context" else "" for c in claims]
    for slot in _SLOTS:
        yield slot, ["" if getattr(c, slot) in (None, "none") else clean(str(getattr(c, slot)), 200) for c in claims]
    yield "time", [_time(s) for s in sides]
    yield "quote", [f"“{clean(c.quote.exact, 600)}”" for c in claims]
    yield "anchor", [f"“{clean(c.anchor.exact, 120)}”, code points {c.anchor.start} to {c.anchor.end}" for c in claims]
    yield "sentence", [f"code points {c.quote.start} to {c.quote.end}" for c in claims]
    yield "article", [f"{clean(s.article.title, 160) or 'no title'}" for s in sides]
    yield (
        "printed by",
        [
            f"{clean(s.article.publisher, 60) or 'publisher unknown'}, {text.date_text(clean(s.article.published, 25))}"
            for s in sides
        ],
    )
    yield "document", [f"{clean(c.document_id, 80)}, article {c.segment}" for c in claims]
    yield "origin", [clean(s.article.origin, 80) for s in sides]
    yield "claim", [c.claim_id for c in claims]
    yield "read by", [clean(c.extractor, 60) for c in claims]
    yield "how", ["\n".join(clean(t, 200) for t in c.trace) for c in claims]


def _version(statement: Statement, versions: Versions) -> str:
    known = versions.get(statement.claim.document_id)
    return f"sha256 {known.sha256[:16]}…, fetched {known.fetched_at:%Y-%m-%d %H:%M}" if known else ""


def _time(statement: Statement) -> str:
    t = statement.claim.time
    named = (("start", t.start), ("end", t.end), ("deadline", t.deadline), ("said", t.as_of))
    return ", ".join(f"{label} {clean(value, 25)}" for label, value in named if value)


def _ways(file: AlertFile) -> RenderableType:
    owed, deliveries = file.owed, file.deliveries
    if not owed:
        return Text(
            "to nobody: it was not sent" if file.alert.channel == "silent" else "to nobody: no channel is named"
        )
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("destination", "status", "attempts", "last", "next", "error"):
        table.add_column(name, overflow="fold")
    for row in owed:
        last = max((d.at for d in deliveries if d.key == row.key), default=None)
        due = f"{row.next_attempt:%Y-%m-%d %H:%M}" if row.next_attempt and row.status == "owed" else ""
        status = (
            "given up"
            if row.status == "parked"
            else "waits for the digest"
            if row.digest and row.status == "owed"
            else row.status
        )
        cells = (
            row.destination,
            status,
            str(row.attempts),
            f"{last:%Y-%m-%d %H:%M:%S}" if last else "",
            due,
            clean(row.last_error, 200),
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table

"""The pieces that the short and the full page of a pass are made of: sources, claims, problems, deliveries. Text from outside is never markup."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extractors.model import Alert, Statement, Verdict
from flows.alert import card as cards
from flows.alert import words
from flows.alert.render import text as plain
from flows.alert.routing import LOG
from flows.alert.safe import clean
from flows.logs.masks import mask_text
from flows.report.summary import Summary, newest
from flows.settings import Mute

if TYPE_CHECKING:
    from storage.rows import Problem, SourceReport

#: so many sources that failed with the same words are one line
ALIKE = 3
#: and this many of them are named
NAMED = 6
#: ids of findings that a new source told no louder
HELD = 12
#: the name of a host in an error, and how many hosts of one group of sources cannot be reached
_HOST = re.compile(r"\b(?:[\w-]+\.)+[a-z]{2,}\b|(?<=not one of )\d+(?= hosts)", re.IGNORECASE)
SEVERITY = ("high", "medium", "low", None)


def program() -> str:
    """How the command is given from here: its bare name where the shell finds it, else the path by which it was started."""
    started = Path(sys.argv[0])
    if started.name != "pledgewatch" or not started.is_file():
        return "pledgewatch"
    found = shutil.which("pledgewatch")
    if found and Path(found).resolve() == started.resolve():
        return "pledgewatch"
    place = os.path.relpath(started)
    return str(started) if place.startswith("..") else place


def heading(title: str) -> RenderableType:
    """A section's title on a line of its own, after an empty one."""
    return Group(Text(), Rule(Text(title, style="bold"), align="left", characters="─"))


def names(listed: Sequence[str], most: int = NAMED) -> str:
    """Names in a row; of many the first few, and how many more there are."""
    more = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {more} more" if more > 0 else "")


def sources(done: Summary, every: bool) -> RenderableType:
    """The sources as a table. Those that failed for one reason are one line; with ``every`` false those without anything new are counted."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("source", "left"), ("", "left"), ("items", "right"), ("new", "right"), ("", "left")):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    alike = Counter(_kind(r.error) for r in done.reports if r.status == "failed" and r.error)
    quiet = 0
    for r in done.reports:
        if alike.get(_kind(r.error or ""), 0) >= ALIKE:
            continue  # said once below
        if not (every or r.new or r.warnings or r.status == "failed"):
            quiet += 1
            continue
        style = {"failed": "red", "skipped": "dim"}.get(r.status, "")
        note = mask_text(clean(r.error or "; ".join(r.warnings), 160))
        table.add_row(Text(r.name), Text(r.status, style=style), str(r.items), str(r.new), Text(note, style="dim"))
    said = [Text(_failed_alike(done.reports, kind), style="red") for kind, number in alike.items() if number >= ALIKE]
    if quiet:
        said.append(Text(f"{quiet} source{'s had' if quiet > 1 else ' had'} nothing new", style="dim"))
    return Group(*([table] if table.row_count else []), *said)


def _kind(error: str) -> str:
    """What went wrong, whichever host it was: sources that fail alike are one line."""
    return _HOST.sub("…", error)


def _failed_alike(reports: Sequence[SourceReport], kind: str) -> str:
    failed = [r for r in reports if r.status == "failed" and r.error and _kind(r.error) == kind]
    # one error of all is said as it is; of several, what they have in common
    error = next(iter(said)) if len(said := {r.error or "" for r in failed}) == 1 else kind
    return (
        f"{len(failed)} sources failed ({names([clean(r.name, 40) for r in failed])}): {mask_text(clean(error, 160))}"
    )


def publishers(statements: Sequence[Statement]) -> RenderableType:
    """How many pledges and figures each publisher brought."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for s in statements:
        counts[s.article.publisher or "publisher unknown"][s.claim.kind] += 1
    cells = [
        f"{clean(name, 40)}: {c['pledge']} pledge{'s' * (c['pledge'] != 1)}, {c['figure']} figure{'s' * (c['figure'] != 1)}"
        for name, c in sorted(counts.items(), key=lambda item: -item[1].total())[:12]
    ]
    return Text(" · ".join(cells), style="dim")


def claims(statements: Sequence[Statement], most: int, whole: bool) -> RenderableType:
    """The claims that a person wants to see first, a row each; ``whole``: cells are folded, not cut."""
    shown, left = newest(statements, most)
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=True)
    for name, ratio in (("who", 20), ("amount", 24), ("to / for", 26), ("how", 10), ("said by", 18), ("published", 22)):
        if whole:
            table.add_column(name, overflow="fold")
        else:
            table.add_column(name, overflow="ellipsis", no_wrap=True, max_width=ratio)
    for s in shown:
        c = s.claim
        cells = (
            clean(c.actor or c.actor_as_written, 32) or "not named",
            words.claim_amount(c),
            ", ".join(clean(x, 40) for x in (c.recipient, c.purpose) if x),
            c.modality,
            clean(c.speaker, 24),
            f"{clean(s.article.publisher, 24)} {plain.date_text(s.article.published)}".strip(),
        )
        table.add_row(*(Text(cell) for cell in cells))
    if not left:
        return table
    return Group(table, Text(f"… and {left} more: {program()} claims", style="dim"))


def problems(done: Summary, most: int) -> Iterable[RenderableType]:
    """What could not be read, alike ones together."""
    if not done.problems:
        return
    yield heading(f"Could not be read: {len(done.problems)}")
    alike: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for p in done.problems:
        # what cleaning says may quote the page: alike is what has the same code
        same = alike[p.source, p.code if p.stage == "clean" else p.message]
        same.append(p)
    for (source, _), some in list(alike.items())[:most]:
        urls, message = [p.url for p in some], some[0].message
        times = f" ({len(urls)} times)" if len(urls) > 1 else ""
        yield Text(
            f"{source}: {mask_text(clean(message, 200))}{times}  {mask_text(clean(urls[0], 120))}", style="yellow"
        )
    if len(alike) > most:
        yield Text(f"… and {len(alike) - most} other kinds: {program()} sources", style="dim")


def deliveries(done: Summary) -> Iterable[RenderableType]:
    """What each destination got, and what it waits for and why."""
    for destination, sent, owed, parked, error in done.deliveries:
        parts = [f"{n} {word}" for n, word in ((sent, "sent"), (owed, "still owed"), (parked, "given up")) if n]
        why = error or done.notes.get(destination)
        if parts:
            note = f" ({mask_text(clean(why, 160))})" if why and (owed or parked) else ""
            place = "alerts.jsonl" if destination == LOG else destination
            yield Text(f"→ {place}: {', '.join(parts)}{note}", style="" if not (owed or parked) else "yellow")


def remarks(done: Summary) -> Iterable[RenderableType]:
    """Notices and warnings of the pass, a line each; and what a new source told no louder for being new."""
    lines = [*done.notices, *done.warnings]
    if done.held_back:
        number, ids = len(done.held_back), names([a.alert_id for a in done.held_back], HELD)
        which = "finding of a new source is" if number == 1 else "findings of new sources are"
        lines.append(f"{number} {which} for the digest, beyond the alerts that first_alerts allows: {ids}")
    if done.muted:
        lines.append(muted(done.muted))
    return (Text(f"! {mask_text(line)}", style="yellow") for line in lines)


def muted(found: Sequence[tuple[Verdict, Mute]]) -> str:
    """What was found and is not told because it is muted, by what mutes it; found must not be empty."""
    kinds = ("rule", "source", "event", "proposition")
    causes = Counter(next(f"{kind} {name}" for kind in kinds if (name := getattr(mute, kind))) for _, mute in found)
    number = "1 finding is" if len(found) == 1 else f"{len(found):,} findings are"
    which = ", ".join(
        f"{clean(cause, 80)}, {many:,}" if len(causes) > 1 else clean(cause, 80) for cause, many in causes.items()
    )
    return f"{number} not told, being muted ({which}); {program()} mutes shows all mutes"


def conflict_rank(families: Sequence[str]) -> int:
    """0: headed by a contradiction, 1: a conflict among its findings, 2: none. Conflicts are what a reader looks for first."""
    if families and families[0] == "contradicts":
        return 0
    return 1 if {"contradicts", "inconsistent"} & set(families) else 2


def families_of(alert: Alert) -> list[str]:
    """The families of an alert's findings, in the card's order."""
    return [f.family for f in cards.loads(alert.card).findings] if alert.card else []

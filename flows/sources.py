"""The ``sources`` commands: how sources fare, trying them, and adding some to the settings file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.alert.safe import clean
from flows.logs.masks import mask_text, mask_url
from flows.settings import BadSettings, Settings, Source, load

if TYPE_CHECKING:
    from rich.console import RenderableType

    from storage.rows import SourceReport

#: problems that are a page in an article's place
_WALLS = frozenset({"paywall", "consent", "challenge", "not_found"})
#: so many walls, and more of them than articles, are worth a word
_MANY_WALLS = 5
_STYLES = {
    "failing": "red",
    "retired": "red",
    "quiet": "yellow",
    "dry": "yellow",
    "overflowing": "yellow",
    "paused": "dim",
}
#: keys of a source block, in the order in which they are written; what equals the default is left out
_KEYS = ("name", "kind", "publisher", "url", "path", "language", "tags", "baseline", "enabled", "max_items")


def health(settings: Settings, now: datetime | None = None) -> list[dict[str, Any]]:
    """How every source fares, as records; ``not_read`` counts by kind what could not be read in the 30 days before the newest pass."""
    from flows.fetch import health as look
    from storage.errors import LedgerMissing
    from storage.ledger import Ledger

    try:
        with Ledger.open(settings.ledger_path, read_only=True) as ledger:
            states = ledger.source_states()
    except LedgerMissing:
        states = {}
    counts, articles = _not_read(settings)
    records = []
    for row in look(settings.sources, states, now or datetime.now(UTC)):
        unread = counts.get(row.name, {})
        walls = sum(times for code, times in unread.items() if code in _WALLS)
        advice = row.advice
        if advice is None and walls >= _MANY_WALLS and walls > articles.get(row.name, 0):
            advice = f"{walls} walls, {articles.get(row.name, 0)} articles: look whether this source can be read without signing in"
        records.append({**asdict(row), "advice": advice, "not_read": unread})
    return records


def _not_read(settings: Settings) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """By source: what could not be read, by kind; and its articles in the same time."""
    from storage import lookups
    from storage.errors import LedgerMissing

    counts: dict[str, dict[str, int]] = {}
    articles: dict[str, int] = {}
    try:
        for row in lookups.not_read(settings.snapshot_path):
            counts.setdefault(row["source"], {})[row["code"]] = row["times"]
            articles[row["source"]] = row["articles"]
    except LedgerMissing:  # no pass was made yet
        pass
    return counts, articles


def health_table(rows: Sequence[dict[str, Any]]) -> RenderableType:
    """Sources for a person."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return Text("the settings name no source; add one with: pledgewatch sources add ADDRESS")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("source", "", "last success", "last new item", "usually every", "not read in 30 days", "what to do"):
        table.add_column(name, overflow="fold")
    for r in rows:
        style = _STYLES.get(r["status"], "")
        note = "; ".join(mask_text(clean(x, 160)) for x in (r["error"], r["advice"]) if x)
        unread = ", ".join(f"{times} {code}" for code, times in r["not_read"].items())
        cells = (_when(r["last_success"]), _when(r["last_new_item"]), r["rhythm"] or "", unread, note)
        table.add_row(Text(r["name"]), Text(r["status"], style=style), *(Text(c) for c in cells))
    return table


def _when(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment is not None else ""


def check(settings: Settings, names: tuple[str, ...]) -> tuple[SourceReport, ...]:
    """Ask the sources (or only these) once; nothing is recorded."""
    from flows.fetch import check as ask

    known = {s.name for s in settings.sources}
    for name in names:
        if name not in known:
            raise BadSettings(f'there is no source "{name}"; there are: {", ".join(sorted(known)) or "none"}')
    return ask([s for s in settings.sources if not names or s.name in names], settings, datetime.now(UTC))


def report_record(report: SourceReport) -> dict[str, Any]:
    """A report as a record."""
    return asdict(report)


def check_table(reports: Sequence[SourceReport]) -> RenderableType:
    """Reports for a person."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("source", "", "items", "kB", "seconds", "what is wrong"):
        table.add_column(name, overflow="fold")
    for r in reports:
        note = mask_text(clean(r.error or "; ".join(r.warnings), 300))
        style = "red" if r.status == "failed" else ""
        cells = (str(r.items), f"{r.bytes / 1000:.0f}", f"{r.seconds:.1f}", note)
        table.add_row(Text(r.name), Text(r.status, style=style), *(Text(c) for c in cells))
    return table


def add(settings: Settings, address: str, name: str | None) -> str:
    """Find the feed behind an address, try it, and write it into the settings file. Returns what was done, as a sentence."""
    from flows.fetch import FetchError, discover, source_name

    now = datetime.now(UTC)
    try:
        feeds = discover(address, settings, now)
    except FetchError as error:
        raise BadSettings(f"{mask_url(address)} cannot be read: {error.message}") from None
    if not feeds:
        raise BadSettings(
            f'no feed was found at {mask_url(address)}; name the feed itself, or watch the page with kind = "page"'
        )
    taken = {s.name for s in settings.sources}
    for source in settings.sources:
        if source.url == feeds[0].url:
            raise BadSettings(f'{mask_url(feeds[0].url)} is already there: source "{source.name}"')
    called = name or source_name(feeds[0], taken)
    if called in taken:
        raise BadSettings(f'there is a source "{called}" already; choose another --name')
    source = Source(name=called, kind=feeds[0].kind, url=feeds[0].url, publisher=feeds[0].title)
    append(settings, [source])
    others = (
        f"; the site has {len(feeds) - 1} more: {', '.join(mask_url(f.url) for f in feeds[1:4])}"
        if len(feeds) > 1
        else ""
    )
    return f'added "{called}": {mask_url(source.url or "")}{others}'


def append(settings: Settings, sources: Iterable[Source]) -> Path:
    """Write source blocks at the end of the settings file; if the file would not be good after that, it is left as it was."""
    file = settings.file
    if file is None:
        raise BadSettings("these settings come from no file; there is nowhere to add a source")
    before = file.read_text(encoding="utf-8")
    blocks = "".join(f"\n{block(source)}" for source in sources)
    file.write_text(before.rstrip("\n") + "\n" + blocks, encoding="utf-8")
    try:
        load(file)
    except BadSettings:
        file.write_text(before, encoding="utf-8")
        raise
    return file


def block(source: Source) -> str:
    """A source as a block of TOML."""
    lines = ["[[sources]]"]
    for key in _KEYS:
        value = getattr(source, key)
        if key not in ("name", "url") and value == Source.model_fields[key].default:
            continue
        if value is not None:
            shown = str(value) if isinstance(value, Path) else list(value) if isinstance(value, tuple) else value
            lines.append(f"{key} = {json.dumps(shown, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def import_opml(settings: Settings, file: Path) -> str:
    """Add the feeds of an OPML file that are not there yet."""
    from flows.fetch import BadOpmlError, read_opml

    try:
        found = read_opml(file.read_bytes(), [s.name for s in settings.sources])
    except BadOpmlError as error:
        raise BadSettings(f"{file}: {error}") from None
    have = {s.url for s in settings.sources}
    fresh = [s for s in found if s.url not in have]
    if fresh:
        append(settings, fresh)
    return f"{len(fresh)} added, {len(found) - len(fresh)} were there already"


def export_opml(settings: Settings) -> bytes:
    """The feeds of the settings as OPML."""
    from flows.fetch import write_opml

    return write_opml(settings.sources)

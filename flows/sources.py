"""The ``sources`` commands: how sources fare, trying them, and adding some to the settings file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.alert.safe import clean
from flows.logs.masks import mask_text, mask_url
from flows.settings import BadSettings, Settings, Source, load
from flows.settings.credentials import fault_of_address

if TYPE_CHECKING:
    from rich.console import RenderableType

    from storage.rows import SourceReport

#: problems that are a page in an article's place
_WALLS = frozenset({"paywall", "consent", "challenge", "not_found"})
#: articles that the server or its robots.txt does not let us read, or that are not there
_CLOSED = frozenset(
    {"robots", "http_401", "http_402", "http_403", "http_404", "http_451", "unresolved_link", "redirected_home"}
)
#: so many walls or refusals, and more of them than articles, are worth a word
_MANY = 5
#: so many sources with one and the same trouble are one line below the table, and this in their rows
_ALIKE = 4
_BELOW = "see below"
_STYLES = {
    "failing": "red",
    "retired": "red",
    "quiet": "yellow",
    "dry": "yellow",
    "overflowing": "yellow",
    "paused": "dim",
}
#: keys of a source block, in the order in which they are written; what equals the default is left out
_KEYS = (
    "name",
    "kind",
    "publisher",
    "url",
    "headers",
    "secrets_file",
    "path",
    "language",
    "tags",
    "baseline",
    "enabled",
    "max_items",
)


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
        advice = row.advice or _of_what_is_not_read(unread, articles.get(row.name, 0))
        records.append({**asdict(row), "advice": advice, "not_read": unread})
    return records


def _of_what_is_not_read(unread: Mapping[str, int], articles: int) -> str | None:
    walls, closed = (sum(times for code, times in unread.items() if code in kinds) for kinds in (_WALLS, _CLOSED))
    if walls >= _MANY and walls > articles:
        return f"{walls} walls, {articles} articles: look whether this source can be read without signing in"
    if closed >= _MANY and closed > articles:
        return f"{closed} articles could not be had, {articles} could: its feed is fine and its pages are closed to us"
    return None


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
    """Sources for a person; what many of them suffer from is said once, below."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return Text("the settings name no source; add one with: pledgewatch sources add ADDRESS")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("source", "", "last success", "last new item", "usually every", "not read in 30 days", "what to do"):
        table.add_column(name, overflow="fold")
    notes = {r["name"]: "; ".join(mask_text(clean(x, 300)) for x in (r["error"], r["advice"]) if x) for r in rows}
    shared = _shared(notes)
    for r in rows:
        status = f"{r['status']} ({r['error_class']})" if r["error_class"] and r["failures"] else r["status"]
        unread = ", ".join(f"{times} {code}" for code, times in r["not_read"].items())
        note = _BELOW if notes[r["name"]] in shared else notes[r["name"]]
        cells = (_when(r["last_success"]), _when(r["last_new_item"]), r["rhythm"] or "", unread, note)
        table.add_row(Text(r["name"]), Text(status, style=_STYLES.get(r["status"], "")), *(Text(c) for c in cells))
    since = {r["name"]: r["failing_since"] for r in rows if r["failing_since"]}
    below = [
        f"{len(names)} sources: {note}{_since([since[name] for name in names if name in since])}"
        for note, names in shared.items()
    ]
    return Group(table, *(Text(line) for line in below))


def _shared(notes: Mapping[str, str]) -> dict[str, list[str]]:
    """What several sources have in common: the note, and their names."""
    alike: dict[str, list[str]] = {}
    for name, note in notes.items():
        if note:
            alike.setdefault(note, []).append(name)
    return {note: names for note, names in alike.items() if len(names) >= _ALIKE}


def _since(moments: Sequence[str]) -> str:
    return f" (since {min(moments)[:16].replace('T', ' ')})" if moments else ""


def _when(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment is not None else ""


def check(settings: Settings, names: tuple[str, ...]) -> tuple[SourceReport, ...]:
    """Ask the sources (or only these) once; nothing is recorded."""
    from flows.fetch import check as ask
    from flows.fetch import named

    known = {s.name for s in settings.sources}
    for name in names:
        if name not in known:
            raise BadSettings(f'there is no source "{name}"; there are: {named(sorted(known)) or "none"}')
    return ask([s for s in settings.sources if not names or s.name in names], settings, datetime.now(UTC))


def report_record(report: SourceReport) -> dict[str, Any]:
    """A report as a record."""
    return asdict(report)


def check_table(reports: Sequence[SourceReport]) -> RenderableType:
    """Reports for a person; what many sources have in common is said once, below."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("source", "", "items", "kB", "seconds", "what is wrong"):
        table.add_column(name, overflow="fold")
    notes = {r.name: mask_text(clean(r.error or "; ".join(r.warnings), 300)) for r in reports}
    shared = _shared(notes)
    for r in reports:
        note = _BELOW if notes[r.name] in shared else notes[r.name]
        style = "red" if r.status == "failed" else ""
        cells = (str(r.items), f"{r.bytes / 1000:.0f}", f"{r.seconds:.1f}", note)
        table.add_row(Text(r.name), Text(r.status, style=style), *(Text(c) for c in cells))
    return Group(table, *(Text(f"{len(names)} sources: {note}") for note, names in shared.items()))


def add(settings: Settings, address: str, name: str | None, page: bool = False) -> str:
    """Try an address and write it into the settings file as a source: the feed behind it, the page itself, or a folder of this machine.

    Returns what was done, as a sentence. Raises BadSettings with the way out.
    """
    address = address.strip()
    if not address:
        raise BadSettings("give the address of a site, page or feed, or a folder of this machine")
    if page:
        return _add_page(settings, address, name)
    folder = Path(address).expanduser()
    if "://" not in address and folder.is_dir():
        return _add_folder(settings, folder.resolve(), name)
    if address.startswith(("/", "./", "../", "~")):
        raise BadSettings(f"there is no folder {address}: make it first, or give the address of a site (https://…)")
    return _add_feed(settings, address, name)


def _add_feed(settings: Settings, address: str, name: str | None) -> str:
    from flows.fetch import FetchError, discover, named

    _refuse_secrets(address)
    try:
        feeds = discover(address, settings, datetime.now(UTC))
    except FetchError as error:
        raise BadSettings(f"{mask_url(address)} cannot be read: {error.message}") from None
    if not feeds:
        raise BadSettings(
            f"no feed was found at {mask_url(address)}. If you know the feed's own address, add that; "
            f"to watch this page itself for changes: pledgewatch sources add --page {mask_url(address)}"
        )
    _refuse_secrets(feeds[0].url)
    source = Source(
        name=_called(settings, feeds[0].url, name), kind=feeds[0].kind, url=feeds[0].url, publisher=feeds[0].title
    )
    append(settings, [source])
    more = [mask_url(feed.url) for feed in feeds[1:]]
    others = f"; the site has {len(more)} more: {named(more, 3)}" if more else ""
    return f'added "{source.name}": {mask_url(source.url or "")}{others}'


def _add_page(settings: Settings, address: str, name: str | None) -> str:
    from flows.clean import clean as read
    from flows.fetch import FetchError, try_page

    link = address if "://" in address else f"https://{address}"
    _refuse_secrets(link)
    source = Source(name=_called(settings, link, name), kind="page", url=link)
    try:
        page = try_page(source, settings, datetime.now(UTC))
    except FetchError as error:
        raise BadSettings(f"{mask_url(address)} cannot be read: {error.message}") from None
    doubts = read(page).problems if page is not None else ()
    append(settings, [source])
    but = f"; mind that {clean(mask_text(doubts[0].message), 200)}" if doubts else ""
    return f'added "{source.name}": {mask_url(link)} is watched for changes{but}'


def _refuse_secrets(address: str) -> None:
    link = address if "://" in address else f"https://{address}"
    if (fault := fault_of_address(link)) is not None:
        raise BadSettings(f"{mask_url(link)} is not added: {fault}")


def _add_folder(settings: Settings, folder: Path, name: str | None) -> str:
    for source in settings.sources:
        if source.path is not None and source.path.resolve() == folder:
            raise BadSettings(f'{folder} is already there: source "{source.name}"')
    source = Source(name=_called(settings, None, name or folder.name), kind="inbox", path=folder)
    append(settings, [source])
    return f'added "{source.name}": files that are put into {folder} are read (.txt, .html, .json, .jsonl)'


def _called(settings: Settings, url: str | None, name: str | None) -> str:
    """The name of a new source. Raises BadSettings if its address or name is there already."""
    from flows.fetch import FoundFeed, source_name

    for source in settings.sources:
        if url is not None and source.url == url:
            raise BadSettings(f'{mask_url(url)} is already there: source "{source.name}"')
    taken = {source.name for source in settings.sources}
    called = name or source_name(FoundFeed(url or ""), taken)
    if called in taken:
        raise BadSettings(f'there is a source "{called}" already; choose another --name')
    return called


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
            lines.append(f"{key} = {_toml(shown)}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_toml(k)} = {_toml(v)}' for k, v in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)


def import_opml(settings: Settings, file: Path) -> str:
    """Add the feeds of an OPML file that are not there yet."""
    from flows.fetch import BadOpmlError, read_opml
    from flows.fetch import named as listed

    try:
        found, strange, secret = read_opml(file.read_bytes(), [s.name for s in settings.sources])
    except BadOpmlError as error:
        raise BadSettings(f"{file}: {error}") from None
    have = {s.url for s in settings.sources}
    fresh = [s for s in found if s.url not in have]
    if fresh:
        append(settings, fresh)
    left = f"; {len(strange)} have no address of the web and were left out: {listed(strange)}" if strange else ""
    if secret:
        left += (
            f"; {len(secret)} hold a password or token in their address and were left out: {listed(secret)}. Add each with "
            "pledgewatch sources add and ${NAME} in place of the secret (docs/sources.md: A feed behind a login)"
        )
    left = mask_text(left)
    return f"{len(fresh)} added, {len(found) - len(fresh)} were there already{left}"


def export_opml(settings: Settings) -> bytes:
    """The feeds of the settings as OPML."""
    from flows.fetch import write_opml

    return write_opml(settings.sources)

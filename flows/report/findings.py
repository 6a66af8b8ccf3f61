"""Looking at what was found and told: the commands' questions to the published copy, and their answers as tables."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from flows.alert.safe import clean
from flows.settings import Settings
from storage import lookups
from storage.errors import LedgerError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from extractors.model import Statement
    from flows.passes.stages import Delivered
    from storage.live import LiveServer

Row = dict[str, Any]

#: the id that the message of ``alerts test`` shows
_TEST_ID = re.compile(r"test\d{6}")

#: how often the server of live SQL looks for a newer copy
LOOK_SECONDS = 2.0

#: environment variable with the token that clients of `sql --serve` must show
TOKEN_VARIABLE = "PLEDGEWATCH_SQL_TOKEN"  # noqa: S105


def claims(settings: Settings, text: str | None, kind: str | None, limit: int) -> list[Row]:
    """The newest claims as records."""
    return lookups.claims(settings.snapshot_path, text, kind, limit)


def alerts(settings: Settings, limit: int) -> list[Row]:
    """The newest alerts as records."""
    return lookups.alerts(settings.snapshot_path, limit)


def claims_table(rows: Sequence[Row], narrowed: bool = False) -> RenderableType:
    """Claims for a person: who, what, how, where it stands. ``narrowed``: only some were asked for."""
    from rich.table import Table
    from rich.text import Text

    from extractors.model import Quantity, Span
    from flows.alert.words import amount, date_text

    if not rows:
        none = "no claim has this in its actor, recipient, purpose, speaker or sentence; pledgewatch claims shows the newest"
        return Text(none if narrowed else "no claims; make a pass with: pledgewatch run")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("who", "amount", "to / for", "how", "said by", "where"):
        table.add_column(name, overflow="fold")
    # the sentence is the proof: it has room before the other columns, and is cut only where it is as long as a paragraph
    table.add_column("quote", overflow="fold", min_width=44, max_width=90)
    for r in rows:
        quantity = Quantity(
            Span(0, 0, r["anchor"]), r["low"], r["high"], r["unit"], r["comparator"], unit_of=r["unit_of"],
            hedge=r["hedge"], per=r["per"],
        )  # fmt: skip
        towards = ", ".join(clean(x, 40) for x in (r["recipient"], r["purpose"]) if x)
        where = f"{clean(r['publisher'], 22) or 'publisher unknown'}, {date_text(r['published'])}"
        cells = (
            clean(r["actor"], 28) or "not named",
            amount(quantity, r["anchor"]),
            towards,
            r["modality"] if r["kind"] == "pledge" else "figure",
            clean(r["speaker"], 22),
            where,
            clean(r["quote"], 400),
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def alerts_table(rows: Sequence[Row]) -> RenderableType:
    """Alerts for a person, newest first."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return Text("no alerts yet")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("when", "id", "", "delivered", "what"):
        table.add_column(name, overflow="fold")
    for r in rows:
        done = f"{r['sent']} of {r['destinations']}" + (f", {r['parked']} given up" if r["parked"] else "")
        if r["channel"] == "silent":
            done = "not sent: back catalogue or new source"
        loud = r["channel"] if r["channel"] == "digest" else r["severity"] or ""
        cells = (str(r["created_at"])[:16].replace("T", " "), r["alert_id"], loud, done, clean(r["title"], 200))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def refuse_if_none(settings: Settings) -> None:
    """Raise where there is no ledger, LedgerBehind where one was lost: only a pass and another desk's bundle begin one."""
    from storage.lost import refuse_if_none as look

    look(settings.ledger_path, settings.snapshot_path)


def _refuse_if_lost_or_none(settings: Settings) -> None:
    """Before something is written into the ledger: it must be the one that people were told from."""
    from flows.passes.stages import refuse_if_lost

    refuse_if_lost(settings)
    refuse_if_none(settings)


def why(settings: Settings, alert_id: str) -> RenderableType:
    """Everything behind one alert; nothing stands behind the message of ``alerts test``, though it shows an id like any other."""
    from flows.alert.why import why as explain

    if _TEST_ID.fullmatch(alert_id):
        from rich.text import Text

        return Text(
            f"{alert_id} is the id of a test message (pledgewatch alerts test): nothing in the news stands behind it"
        )
    refuse_if_none(settings)
    return explain(settings.ledger_path, alert_id)


def why_not(settings: Settings, place: str) -> RenderableType:
    """How far an article came, and what kept it from being told."""
    from rich.console import Group
    from rich.text import Text

    from flows.alert.why_not import course
    from flows.fetch.identity import same_key, web_address

    snapshot = settings.snapshot_path
    # an address is asked for as a reader copies it: with tracking marks, from a phone, without its last slash
    key = same_key(place) if web_address(place) else ""
    articles = lookups.article(snapshot, place, key)
    problems = lookups.problems(snapshot, place, key)
    lines = [f"{p['recorded_at'][:16]}  {p['stage']}: {p['message']} ({p['code']})" for p in problems]
    if not articles:
        if lines:
            return Group(Text("it was not read:"), *(Text(f"  {line}") for line in lines))
        names = [s.name for s in settings.sources if s.enabled]
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        return Text(
            "no article with this address or id was ever read, and none was tried; the sources are: "
            f"{', '.join(names[:6]) or 'none'}{more}. Was it among a feed's newest items when a pass was made (max_items of each are "
            "read)? pledgewatch sources shows when each was last asked."
        )
    parts: list[RenderableType] = []
    mutes = lookups.mutes(snapshot)
    for document in dict.fromkeys(a["document_id"] for a in articles):
        own = [a for a in articles if a["document_id"] == document]
        parts.append(Text(f"{document}: {clean(own[0]['title'], 120)}", style="bold"))
        verdicts = lookups.verdicts(snapshot, document)
        told = lookups.alerts_about(snapshot, document) if verdicts else []
        sides = _sides(settings, verdicts)
        parts += [Text(f"  {line}") for line in course(own, verdicts, told, mutes, settings, sides)]
    return Group(*parts, *(Text(f"  {line}") for line in lines))


def _sides(settings: Settings, verdicts: Sequence[Row]) -> dict[str, Statement]:
    """The claims that verdicts are about, for what watches say of them; none while the ledger is being written to."""
    from storage.errors import LedgerError
    from storage.ledger import Ledger

    wanted = {v["claim_id"] for v in verdicts} | {v["against_claim_id"] for v in verdicts if v["against_claim_id"]}
    if not wanted:
        return {}
    try:
        with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=2) as ledger:
            return ledger.statements(wanted)
    except LedgerError:
        return {}


def mark(settings: Settings, finding: str, is_right: bool, note: str | None) -> int:
    """Note that an alert or a finding was right or wrong; how many findings that marks."""
    from flows.alert import feedback

    _refuse_if_lost_or_none(settings)
    return feedback.mark(settings.ledger_path, finding, is_right, note)


def marks(settings: Settings) -> Iterator[str]:
    """Everything that was marked, a line of JSON each."""
    from flows.alert import feedback

    refuse_if_none(settings)
    return feedback.cases(settings.ledger_path)


def mute(settings: Settings, what: str, lasting: timedelta | None, note: str | None, now: datetime) -> list[str]:
    """Mute what ``what`` names; a line for each thing that is silent now."""
    from flows.alert import muting

    _refuse_if_lost_or_none(settings)
    sources = [s.name for s in settings.sources]
    done = muting.mute(settings.ledger_path, what, sources, now, lasting=lasting, note=note)
    return [f"{m.kind}:{m.name} is muted {_until(m.until)}" for m in done]


def unmute(settings: Settings, what: str, now: datetime) -> list[str]:
    """Lift a silence; a line for each thing that is heard again."""
    from flows.alert import muting

    _refuse_if_lost_or_none(settings)
    return [f"{m.kind}:{m.name} is heard again" for m in muting.unmute(settings.ledger_path, what, now)]


def mutes(settings: Settings, now: datetime) -> list[str]:
    """What is muted, by command and by the settings, a line each."""
    from flows.alert import muting

    refuse_if_none(settings)
    lines = []
    for m in muting.muted(settings.ledger_path, now):
        lines.append(f"{m.kind}:{m.name} {_until(m.until)}" + (f" – {clean(m.note, 200)}" if m.note else ""))
    for block in settings.mutes:
        kind, name = next((k, v) for k in ("event", "proposition", "source", "rule") if (v := getattr(block, k)))
        until = f"until {block.until}" if block.until else "until its block is taken out"
        lines.append(f"{kind}:{name} {until} (settings)" + (f" – {clean(block.note, 200)}" if block.note else ""))
    return lines


def _until(moment: datetime | None) -> str:
    return f"until {moment.astimezone():%Y-%m-%d %H:%M %Z}" if moment else "until it is lifted (pledgewatch unmute)"


def tables(settings: Settings) -> RenderableType:
    """The views, what they hold, and queries to start from."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from storage import comments

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("view", no_wrap=True)
    table.add_column("what it holds", overflow="fold")
    for row in lookups.tables(settings.snapshot_path):
        table.add_row(Text(row["name"], style="bold"), Text(f"{row['comment'] or ''}\n{row['columns']}", style=""))
    table.add_row(Text("\nmacro", style="bold"), Text("\nwhat it gives", style="bold"))
    for name, entry in comments.glossary().macros.items():
        table.add_row(Text(name, style="bold"), Text(str(entry["text"])))
    examples = (
        'pledgewatch sql "from contradictions"',
        'pledgewatch sql "from pledges select actor, low, unit, per, recipient, said_on, quote order by said_on desc limit 20"',
        "pledgewatch sql \"select actor, low, unit, quote from as_of('2026-03-01')\"",
        'pledgewatch sql "from by_actor" --output by_actor.csv',
        f"duckdb -readonly {settings.snapshot_path}",
    )
    return Group(table, Text("\nfor example:", style="bold"), *(Text(f"  {line}") for line in examples))


def run_sql(
    settings: Settings, query: str, shape: Any, output: Path | None, max_rows: int, allow_files: bool, out: TextIO
) -> None:
    """A person's own query, to ``out`` or into a file that is replaced when all rows are in it; the age of what was asked goes to stderr."""
    from storage.closed import refuse_output
    from storage.query import run_sql as run
    from storage.query import written_whole
    from storage.snapshot import info

    def ask(target: TextIO) -> None:
        run(
            settings.snapshot_path,
            query,
            target,
            format=shape,
            output_file=output,
            max_rows=max_rows or None,
            external_access=allow_files,
            width=_columns() if target.isatty() else None,
            own=own,
        )

    own = settings.own_places
    if output is not None:
        refuse_output(output, own)
    if output is None or shape == "parquet":
        ask(out)
    else:
        with written_whole(output) as file:
            ask(file)
    out.flush()
    age = info(settings.snapshot_path).age(datetime.now(UTC))
    print(f"from the published copy, {age}", file=sys.stderr)


def ask_sql(settings: Settings, shape: Any, max_rows: int) -> None:
    """A prompt for queries, until the end of input."""
    from flows.passes import interrupts
    from storage.prompt import prompt

    with interrupts.listening(keep=False):
        prompt(settings.snapshot_path, format=shape, max_rows=max_rows or None, width=_columns)


def serve_sql(settings: Settings, port: int, say: Callable[[str], None]) -> None:
    """Serve the published copy to DuckDB clients until SIGTERM or Ctrl-C. PLEDGEWATCH_SQL_TOKEN is the token; without it one is made and told."""
    import signal
    from contextlib import suppress

    from storage.live import serve_sql as start

    token = os.environ.get(TOKEN_VARIABLE)
    server = start(settings.snapshot_path, port, token)
    try:
        shown = f"the one in {TOKEN_VARIABLE}" if token else server.token
        say(
            f"serving the published copy at {server.address}, each newer one as it is published; token: {shown}; stop with Ctrl-C"
        )
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(LOOK_SECONDS)
                _follow(server, say)
    finally:
        server.close()


def _follow(server: LiveServer, say: Callable[[str], None]) -> None:
    """Go over to a newer copy; one that cannot be read is told, and the old one is served on."""
    try:
        if server.refresh():
            say("a newer copy was published: it is served now")
    except LedgerError as problem:
        say(f"{problem} The one before is served on.")


def _columns() -> int:
    """How wide the terminal is (COLUMNS, where it is set, says otherwise)."""
    return shutil.get_terminal_size().columns


def try_channels(settings: Settings, names: Sequence[str]) -> list[tuple[str, str | None]]:
    """A test message through each channel: (channel with its masked address, what went wrong)."""
    from flows.alert.channels import test_channels

    return [
        (f"{t.name} ({t.masked})" if t.masked else t.name, None if t.ok else t.error or "not taken")
        for t in test_channels(settings, names)
    ]


@dataclass(frozen=True, slots=True)
class Retried:
    """What a retry found, and what came of it."""

    #: deliveries that had been given up, and such as had failed and waited for their next try
    given_up: int
    failed: int
    done: Delivered
    #: (destination, findings, next digest) of what is owed to digests still to come
    later: list[tuple[str, int, datetime]]


def retry(settings: Settings) -> Retried:
    """Make given-up and failed deliveries due at once, and send all that is due. A digest keeps its hour, quiet hours and limits hold."""
    from flows.passes import stages
    from flows.passes.folder import alone
    from storage.ledger import Ledger

    _refuse_if_lost_or_none(settings)
    # a pass delivers too: two at a time would send the same thing twice
    with alone(settings, wait=True):
        with Ledger.open(settings.ledger_path, wait_seconds=stages.LEDGER_WAIT_SECONDS) as ledger:
            given_up, failed = ledger.unpark(), ledger.hasten()
        now = datetime.now(UTC)
        done = stages.deliver(settings, now)
        with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=stages.LEDGER_WAIT_SECONDS) as ledger:
            return Retried(given_up, failed, done, ledger.waiting_for_digests(now))

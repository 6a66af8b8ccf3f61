"""The ledger: what was known, said and owed. The only door to it for the flows.

    with Ledger.open(settings_path) as ledger:
        priors = ledger.priors(keys)
        ledger.record(harvest)

A ledger belongs to the thread that opened it. Open it late and close it soon: while it is open nobody else can read the file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import duckdb

from extractors.model import Alert, Family, Statement, Verdict
from storage import (
    database,
    feedback,
    generations,
    known,
    mapping,
    migrate,
    mutes,
    outbox,
    priors,
    recording,
    references,
)
from storage.opening import opened
from storage.priors import PER_KEY, Choice
from storage.rows import AlertFile, Harvest, Known, Mark, Owed, Page, Recorded, RunSummary, Sketched, SourceState, Told
from storage.scratch import Scratch
from storage.standing import Standing, look

MEMORY = ":memory:"
P = ParamSpec("P")
T = TypeVar("T")


def now_utc() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Ledger:
    """An open ledger; make one with `Ledger.open`."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection | None, path: Path | None, close: Callable[[], None]
    ) -> None:
        self._open_connection = connection
        self._path = path
        self._close = close
        #: only of a ledger in memory: answers replay's questions and keeps what is not yet written to the tables
        self._scratch = Scratch() if path is None else None

    @classmethod
    def open(cls, path: Path | str, read_only: bool = False, wait_seconds: float = 10.0) -> Self:
        """Open (and where needed create and migrate) the ledger at ``path``; ":memory:" gives an empty one that is gone at close.

        Raises LedgerBusy where another process holds it for longer than ``wait_seconds``, LedgerNewer, LedgerDamaged,
        LedgerUnwritable, LedgerMissing (reading one that is not there).
        """
        if str(path) == MEMORY:
            return cls(None, None, lambda: None)
        file = Path(path)
        with ExitStack() as stack:
            connection = stack.enter_context(opened(file, read_only, wait_seconds))
            close = stack.pop_all().close
        return cls(connection, file, close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and give up the lock; closing twice is no error."""
        close, self._close = self._close, lambda: None
        close()

    # --- what is known ------------------------------------------------------------------------------------------------------

    def source_states(self) -> dict[str, SourceState]:
        """What is remembered of every source, by name."""
        return self._ask(known.source_states)

    def known(self, urls: Collection[str]) -> dict[str, Known]:
        """The newest recorded page of each of these addresses (as asked for, or where a redirect ended)."""
        return self._ask(known.addresses, urls) if urls else {}

    def recorded(self, document_ids: Collection[str], extractor: str | None = None) -> set[str]:
        """Those documents that are recorded already (by this extractor version, where one is named)."""
        return self._ask(known.documents, document_ids, extractor) if document_ids else set()

    def claim_times(self, since: datetime) -> dict[str, list[datetime]]:
        """When each source gave claims since then (a moment a claim), by the time at which they were recorded; baselines do not count."""
        return self._ask(known.claim_times, since)

    def priors(self, keys: Collection[str], per_key: int = PER_KEY, budget: int | None = None) -> list[Statement]:
        """The current claims that share a blocking key with one of ``keys``, oldest first.

        Set-based, for a whole batch. Of each key the ``per_key`` newest claims count; where that is more than ``budget`` (by default
        one per key, at least 4,000), the newest of every key come before the second newest of any. The words around the quote, the
        other mentions and the trace are left out: `statements` has them.
        """
        return self.keyed_priors(keys, per_key, budget)[0]

    def keyed_priors(
        self,
        keys: Collection[str],
        per_key: int = PER_KEY,
        budget: int | None = None,
        choose: Choice | None = None,
    ) -> tuple[list[Statement], dict[str, frozenset[str]]]:
        """`priors`, and by claim id those of the ``keys`` under which each was found, so that nobody has to work them out again.

        ``choose`` may say which of them are worth fetching. A ledger in memory has them all at hand and does not ask.
        """
        wanted = set(keys)
        most = priors.budget(wanted) if budget is None else budget
        if self._scratch is not None:
            return self._scratch.keyed_priors(wanted, per_key, most)
        return self._ask(priors.keyed, wanted, per_key, most, choose) if wanted else ([], {})

    def statements(self, claim_ids: Collection[str]) -> dict[str, Statement]:
        """Claims by id, of any generation."""
        return self._ask(priors.statements, claim_ids) if claim_ids else {}

    def articles_like(self, bands: Collection[int], limit: int = 200) -> list[Sketched]:
        """Recorded articles that share a fingerprint band with one of ``bands``: candidates for copies of one text, newest first."""
        if not bands:
            return []
        if self._scratch is not None:
            return self._scratch.articles_like(bands, limit)
        return self._ask(priors.articles_like, bands, limit)

    def pages(self, since: datetime | None = None) -> list[Page]:
        """The recorded pages that gave a document, fetched since then, oldest first; their bytes are in the raw store (``body`` is empty)."""
        return self._ask(known.pages, since)

    def runs_of_pages(self) -> list[list[Page]]:
        """The recorded pages that gave a document, a list for each pass or import, in the order in which those were recorded."""
        return self._ask(known.runs_of_pages)

    def documents_of_pages(self) -> dict[tuple[str, str], str]:
        """(address, SHA-256) of each page -> the document that it gave."""
        return self._ask(known.documents_of_pages)

    def carried(self, document_ids: Collection[str], now: datetime) -> Harvest:
        """Documents as they were recorded and are read today, with their findings, to be laid before new readings: `generations.carried`."""
        return self._ask(generations.carried, document_ids, now)

    # --- what a pass adds ---------------------------------------------------------------------------------------------------

    def record(self, harvest: Harvest, at: datetime | None = None) -> Recorded:
        """Write a pass's harvest in one transaction; what is recorded already (by content-derived id) is left as it is.

        ``at`` is the record time, by default now. Either everything is in the ledger when this returns, or nothing is.
        """
        moment = mapping.utc(at) or now_utc()
        if self._scratch is not None:
            return self._scratch.record(harvest, moment)
        with self._transaction():
            return recording.record(self._connection, harvest, moment)

    def take_reference(self, harvest: Harvest, at: datetime) -> Recorded:
        """Write what is new in another desk's export (`references.new_here`), in one transaction."""
        with self._transaction():
            new = references.new_here(self._connection, harvest)
            return recording.record(self._connection, new, mapping.utc(at) or now_utc())

    def renew(self, scratch: Path, extractor: str, run_id: str, at: datetime) -> generations.Renewed:
        """Take what a (closed) scratch ledger has read and judged again into this one as its next generation, in one transaction.

        Nothing is written where this ledger says all of it already. Readings that are replaced stay in history; no alert is made.
        """
        with self._transaction():
            return generations.renew(self._connection, scratch, extractor, run_id, at)

    # --- what is owed -------------------------------------------------------------------------------------------------------

    def owed(self, now: datetime) -> list[Owed]:
        """What is due for delivery, oldest first."""
        return self._ask(outbox.due, now)

    def mark_sent(self, key: str, at: datetime, receipt: str | None = None) -> bool:
        """Delivered: logged, and never due again. False where the key is unknown or was done already."""
        with self._transaction():
            return outbox.settle(self._connection, key, "sent", at, None, None, receipt)

    def mark_failed(
        self, key: str, at: datetime, error: str, next_attempt: datetime, receipt: str | None = None
    ) -> bool:
        """Not delivered, or to some of several recipients only (``receipt`` says to whom): logged, due again at ``next_attempt``."""
        with self._transaction():
            return outbox.settle(self._connection, key, "failed", at, error, next_attempt, receipt)

    def park(self, key: str, at: datetime, error: str, receipt: str | None = None) -> bool:
        """Given up until a person asks for it with `unpark`: logged, not due any more."""
        with self._transaction():
            return outbox.settle(self._connection, key, "parked", at, error, None, receipt)

    def unpark(self, keys: Collection[str] | None = None) -> int:
        """Make parked deliveries due again at once (all, or these). Returns how many."""
        with self._transaction():
            return outbox.unpark(self._connection, keys, now_utc())

    def hasten(self) -> int:
        """Make what failed and waits for its next try due at once. Returns how many; what waits for its digest is left to wait."""
        with self._transaction():
            return outbox.hasten(self._connection, now_utc())

    def waiting_for_digests(self, now: datetime) -> list[tuple[str, int, datetime]]:
        """(destination, findings, moment of the next digest) of what is owed to digests that are still to come."""
        return self._ask(outbox.for_digests, now)

    def alert(self, alert_id: str) -> AlertFile | None:
        """Everything about one alert; an unambiguous beginning of its id is enough. None where there is none."""
        return self._ask(outbox.alert_file, alert_id, self.statements)

    def alerts(self, limit: int = 50) -> list[Alert]:
        """The newest alerts, newest first."""
        return self._ask(known.alerts, limit)

    def alerts_by_id(self, alert_ids: Collection[str]) -> dict[str, Alert]:
        """The alerts of these ids, without their files."""
        return self._ask(known.alerts_by_id, alert_ids)

    def mark(self, finding: str, is_right: bool, note: str | None = None, at: datetime | None = None) -> list[str]:
        """Note that an alert or a verdict was right or wrong. Returns the verdicts marked, none for an unknown id."""
        with self._transaction():
            return feedback.mark(self._connection, finding, is_right, note, mapping.utc(at) or now_utc())

    def marks(self) -> Sequence[Mark]:
        """The newest word about every finding that was marked."""
        return self._ask(feedback.marks)

    def mute(self, muted: mutes.Muted, at: datetime | None = None) -> None:
        """Note that something is not to be told for a while."""
        with self._transaction():
            mutes.mute(self._connection, muted, at or now_utc())

    def unmute(self, kind: mutes.MuteKind, name: str, at: datetime | None = None) -> bool:
        """End a silence before its time. False where there was none."""
        with self._transaction():
            return mutes.lift(self._connection, kind, name, at or now_utc())

    def muted(self, now: datetime) -> Sequence[mutes.Muted]:
        """What is muted by command at this moment."""
        return self._ask(mutes.active, now) if self._scratch is None else ()

    def words_on_mutes(self) -> Sequence[tuple[mutes.Muted, bool]]:
        """Every silence ever asked for by command, and every end of one (False)."""
        return self._ask(mutes.words)

    def named(self, beginning: str) -> list[tuple[mutes.MuteKind, str]]:
        """What a word can mean to ``mute``: the beginning of an id of an alert, event or proposition, or a rule's name."""
        return self._ask(mutes.named, beginning)

    def messages_between(self, since: datetime, until: datetime) -> dict[str, int]:
        """How many messages each destination took in that time."""
        return self._ask(outbox.messages_between, since, until)

    def tellings(self, claim_ids: Collection[str]) -> dict[str, list[Told]]:
        """The alerts that told these claims, with the destinations that took them: to whom a correction goes."""
        return self._ask(outbox.tellings, claim_ids) if claim_ids and self._scratch is None else {}

    def told(self, event_ids: Collection[str]) -> set[tuple[str, Family]]:
        """What was alerted about these events: (event, family of the verdict). An alert may bundle several events."""
        if self._scratch is not None:
            return {pair for pair in self._scratch.told if pair[0] in event_ids}
        return self._ask(known.told, event_ids) if event_ids else set()

    def verdicts(self, claim_ids: Collection[str]) -> list[Verdict]:
        """The findings about these claims, in the order in which they were recorded."""
        return self._ask(known.verdicts, claim_ids) if claim_ids else []

    # --- what happened ------------------------------------------------------------------------------------------------------

    def run_summary(self, run_id: str | None = None) -> RunSummary | None:
        """What one pass (by default the last) added; None where there was none."""
        return self._ask(known.run_summary, run_id)

    def standing(self) -> Standing:
        """How the desk stands: sources, the last pass, totals, deliveries."""
        return self._ask(look)

    # --- inside -------------------------------------------------------------------------------------------------------------

    @property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """The database. That of a ledger in memory is made, and what was recorded is written to it, when it is first asked."""
        if self._open_connection is None:
            connection, name = database.connect_memory()
            self._open_connection, self._close = connection, lambda: database.close_memory(connection, name)
            migrate.apply(connection)
        if self._scratch is not None:
            pending, self._scratch.pending = self._scratch.pending, []
            for harvest, at in pending:
                recording.record(self._open_connection, harvest, at)
        return self._open_connection

    def _ask(
        self, question: Callable[Concatenate[duckdb.DuckDBPyConnection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """A question's answer; what DuckDB says against it becomes a sentence about this ledger."""
        try:
            return question(self._connection, *args, **kwargs)
        except duckdb.Error as problem:
            raise self._explained(problem) from problem

    def _all(self, sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        return self._ask(lambda connection: connection.execute(sql, parameters or []).fetchall())

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with database.transaction(self._connection):
                yield
        except duckdb.Error as problem:
            raise self._explained(problem) from problem

    def _explained(self, problem: duckdb.Error) -> Exception:
        if self._path is None or isinstance(problem, duckdb.ProgrammingError):
            return problem
        return database.explain(problem, self._path)

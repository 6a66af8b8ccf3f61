"""The ledger: what was known, said and owed. The only door to it for the flows.

    with Ledger.open(settings_path) as ledger:
        priors = ledger.priors(keys)
        ledger.record(harvest)

A ledger belongs to the thread that opened it. Open it late and close it soon: while it is open nobody else can read the file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from extractors.model import Alert, Family, Statement, Verdict
from storage import database, feedback, lock, mapping, migrate, mutes, outbox, recording
from storage.mapping import ALERT_COLUMNS, ARTICLE_COLUMNS, CLAIM_COLUMNS, STATE_COLUMNS, VERDICT_COLUMNS
from storage.rows import AlertFile, Harvest, Known, Mark, Owed, Page, Recorded, RunSummary, Sketched, SourceState, Told
from storage.scratch import Scratch

MEMORY = ":memory:"
#: At most this many of the newest claims are fetched per blocking key, or one popular key would make the cost grow with the ledger.
PRIORS_PER_KEY = 400
#: A batch may have at least this many priors, however few keys it asks for.
PRIORS_LEAST = 4000
#: So many of each key are looked for first.
FIRST_LOOK = 6

_STATEMENT = (
    ", ".join(f"c.{name}" for name in CLAIM_COLUMNS)
    + ", "
    + ", ".join(f"a.{name}" for name in ARTICLE_COLUMNS)
    + ", c.proposition_id, c.event_id"
)

#: as _STATEMENT, without what no comparison reads: each of these wide columns would be unpacked for all of a large ledger
_PRIOR = (
    ", ".join(mapping.UNREAD.get(name, f"c.{name}") for name in CLAIM_COLUMNS)
    + ", "
    + ", ".join(f"a.{name}" for name in ARTICLE_COLUMNS)
    + ", c.proposition_id, c.event_id, c.claim_seq"
)


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
            connection = stack.enter_context(_opened(file, read_only, wait_seconds))
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
        rows = self._all(f"SELECT {', '.join(STATE_COLUMNS)} FROM source_state ORDER BY name")
        return {row[0]: mapping.state_from(row) for row in rows}

    def known(self, urls: Collection[str]) -> dict[str, Known]:
        """The newest recorded page of each of these addresses (as asked for, or where a redirect ended)."""
        if not urls:
            return {}
        rows = self._all(
            "WITH wanted AS (SELECT DISTINCT unnest(?::VARCHAR[]) AS url) "
            "SELECT w.url, p.sha256, p.fetched_at, p.final_url, p.source, p.document_id, p.revision "
            "FROM wanted w JOIN page_log p ON p.url = w.url OR p.final_url = w.url "
            "QUALIFY row_number() OVER (PARTITION BY w.url ORDER BY p.recorded_at DESC, p.fetched_at DESC) = 1",
            [list(urls)],
        )
        return {row[0]: Known(row[0], row[1], row[2].replace(tzinfo=UTC), *row[3:]) for row in rows}

    def recorded(self, document_ids: Collection[str], extractor: str | None = None) -> set[str]:
        """Those documents that are recorded already (by this extractor version, where one is named)."""
        if not document_ids:
            return set()
        rows = self._all(
            "SELECT DISTINCT a.document_id FROM article_log a JOIN generation_log g USING (generation) "
            "WHERE a.document_id IN (SELECT unnest(?::VARCHAR[])) AND (?::VARCHAR IS NULL OR g.extractor = ?)",
            [list(document_ids), extractor, extractor],
        )
        return {row[0] for row in rows}

    def claim_times(self, since: datetime) -> dict[str, list[datetime]]:
        """When each source gave claims since then (a moment a claim), by the time at which they were recorded; baselines do not count."""
        rows = self._all(
            "SELECT a.source, c.recorded_at FROM claim_log c JOIN article_log a USING (article_seq) "
            "WHERE c.recorded_at > ? AND NOT c.baseline AND a.source IS NOT NULL ORDER BY c.recorded_at",
            [mapping.utc(since)],
        )
        found: dict[str, list[datetime]] = {}
        for source, moment in rows:
            found.setdefault(source, []).append(moment.replace(tzinfo=UTC))
        return found

    def priors(
        self, keys: Collection[str], per_key: int = PRIORS_PER_KEY, budget: int | None = None
    ) -> list[Statement]:
        """The current claims that share a blocking key with one of ``keys``, oldest first.

        Set-based, for a whole batch. Of each key the ``per_key`` newest claims count; where that is more than ``budget`` (by default
        one per key, at least 4,000), the newest of every key come before the second newest of any. The words around the quote, the
        other mentions and the trace are left out: `statements` has them.
        """
        return self.keyed_priors(keys, per_key, budget)[0]

    def keyed_priors(
        self, keys: Collection[str], per_key: int = PRIORS_PER_KEY, budget: int | None = None
    ) -> tuple[list[Statement], dict[str, frozenset[str]]]:
        """`priors`, and by claim id those of the ``keys`` under which each was found, so that nobody has to work them out again."""
        wanted = set(keys)
        most = max(PRIORS_LEAST, len(wanted)) if budget is None else budget
        if self._scratch is not None:
            return self._scratch.keyed_priors(wanted, per_key, most)
        if not wanted:
            return [], {}
        names = {mapping.key_number(key): key for key in wanted}
        hits = self._newest(sorted(names), per_key, most)
        # a second query, not a join with the first: DuckDB would build its hash table on the million wide rows, not on these few numbers
        rows = self._all(
            f"WITH hits AS (SELECT unnest(?::BIGINT[]) AS claim_seq) SELECT {_PRIOR} "
            "FROM hits JOIN claim_log c USING (claim_seq) JOIN article_log a USING (article_seq) "
            "WHERE c.article_seq NOT IN (SELECT article_seq FROM supersession_log)",
            [list(hits)],
        )
        rows.sort(key=lambda row: row[-1])
        with database.collector_paused():
            found = [mapping.statement_from(row[:-1]) for row in rows]
        under = {s.claim.claim_id: frozenset(names[k] for k in hits[r[-1]]) for s, r in zip(found, rows, strict=True)}
        return found, under

    def _newest(self, keys: list[int], per_key: int, most: int) -> dict[int, list[int]]:
        """The ``most`` newest claims of these keys, each with its keys; the newest of every key before the second newest of any."""
        found: list[tuple[Any, ...]] = []
        # a large ledger fills the budget with the first few of each key; keeping hundreds of each would only make it slower
        for depth in (min(FIRST_LOOK, per_key), per_key):
            found = self._all(
                "WITH newest AS (SELECT key, max(claim_seq, ?) AS seqs FROM claim_key "
                "WHERE key IN (SELECT unnest(?::UBIGINT[])) GROUP BY key), "
                "hits AS (SELECT key, unnest(seqs) AS claim_seq, unnest(range(len(seqs))) AS place FROM newest) "
                "SELECT claim_seq, list(key) FROM hits GROUP BY claim_seq ORDER BY min(place), claim_seq DESC LIMIT ?",
                [depth, keys, most],
            )
            if len(found) >= most or depth == per_key:
                break
        return dict(found)

    def statements(self, claim_ids: Collection[str]) -> dict[str, Statement]:
        """Claims by id, of any generation."""
        if not claim_ids:
            return {}
        rows = self._all(
            f"SELECT {_STATEMENT} FROM claim_log c JOIN article_log a USING (article_seq) "
            "WHERE c.claim_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY c.claim_seq",
            [list(claim_ids)],
        )
        found = [mapping.statement_from(row) for row in rows]
        return {statement.claim.claim_id: statement for statement in found}

    def articles_like(self, bands: Collection[int], limit: int = 200) -> list[Sketched]:
        """Recorded articles that share a fingerprint band with one of ``bands``: candidates for copies of one text, newest first."""
        if not bands:
            return []
        if self._scratch is not None:
            return self._scratch.articles_like(bands, limit)
        rows = self._all(
            "WITH hits AS (SELECT DISTINCT article_seq FROM article_band WHERE band IN (SELECT unnest(?::UBIGINT[])) "
            "  ORDER BY article_seq DESC LIMIT ?) "
            f"SELECT {', '.join('a.' + name for name in ARTICLE_COLUMNS)}, s.sketch "
            "FROM hits JOIN article_log a USING (article_seq) JOIN article_sketch s USING (article_seq) "
            "ORDER BY article_seq DESC",
            [list(set(bands)), limit],
        )
        return [Sketched(mapping.article_from(row[:-1]), bytes(row[-1])) for row in rows]

    def pages(self, since: datetime | None = None) -> list[Page]:
        """The recorded pages that gave a document, fetched since then, oldest first; their bytes are in the raw store (``body`` is empty)."""
        rows = self._all(
            "SELECT source, url, fetched_at, sha256, content_type, charset, final_url, title, published, publisher, language, baseline, "
            "given_id, revision FROM page_log WHERE document_id IS NOT NULL AND (?::TIMESTAMP IS NULL OR fetched_at >= ?) "
            "ORDER BY fetched_at, rowid",
            [mapping.utc(since), mapping.utc(since)],
        )
        return [Page(row[0], row[1], row[2].replace(tzinfo=UTC), b"", *row[3:12], *row[12:]) for row in rows]

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

    # --- what is owed -------------------------------------------------------------------------------------------------------

    def owed(self, now: datetime) -> list[Owed]:
        """What is due for delivery, oldest first."""
        return outbox.due(self._connection, now)

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

    def alert(self, alert_id: str) -> AlertFile | None:
        """Everything about one alert; an unambiguous beginning of its id is enough. None where there is none."""
        return outbox.alert_file(self._connection, alert_id, self.statements)

    def alerts(self, limit: int = 50) -> list[Alert]:
        """The newest alerts, newest first."""
        rows = self._all(
            f"SELECT {', '.join(ALERT_COLUMNS)} FROM alert_log ORDER BY recorded_at DESC, created_at DESC LIMIT ?",
            [limit],
        )
        return [mapping.alert_from(row) for row in rows]

    def alerts_by_id(self, alert_ids: Collection[str]) -> dict[str, Alert]:
        """The alerts of these ids, without their files."""
        rows = self._all(
            f"SELECT {', '.join(ALERT_COLUMNS)} FROM alert_log WHERE alert_id IN (SELECT unnest(?::VARCHAR[]))",
            [list(alert_ids)],
        )
        return {row[0]: mapping.alert_from(row) for row in rows}

    def mark(self, finding: str, is_right: bool, note: str | None = None, at: datetime | None = None) -> list[str]:
        """Note that an alert or a verdict was right or wrong. Returns the verdicts marked, none for an unknown id."""
        with self._transaction():
            return feedback.mark(self._connection, finding, is_right, note, mapping.utc(at) or now_utc())

    def marks(self) -> Sequence[Mark]:
        """The newest word about every finding that was marked."""
        return feedback.marks(self._connection)

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
        return mutes.active(self._connection, now) if self._scratch is None else ()

    def named(self, beginning: str) -> list[tuple[mutes.MuteKind, str]]:
        """What a word can mean to ``mute``: the beginning of an id of an alert, event or proposition, or a rule's name."""
        return mutes.named(self._connection, beginning)

    def messages_since(self, since: datetime) -> dict[str, int]:
        """How many messages each destination took since then."""
        return outbox.messages_since(self._connection, since)

    def tellings(self, claim_ids: Collection[str]) -> dict[str, list[Told]]:
        """The alerts that told these claims, with the destinations that took them: to whom a correction goes."""
        return outbox.tellings(self._connection, claim_ids) if claim_ids and self._scratch is None else {}

    def told(self, event_ids: Collection[str]) -> set[tuple[str, Family]]:
        """What was alerted about these events: (event, family of the verdict). An alert may bundle several events."""
        if not event_ids:
            return set()
        if self._scratch is not None:
            wanted = set(event_ids)
            return {pair for pair in self._scratch.told if pair[0] in wanted}
        rows = self._all(
            "SELECT DISTINCT v.event_id, v.verdict FROM verdict_log v "
            "JOIN (SELECT unnest(verdict_ids) AS verdict_id FROM alert_log WHERE channel = 'alert') a USING (verdict_id) "
            "WHERE v.channel = 'alert' AND v.event_id IN (SELECT unnest(?::VARCHAR[]))",
            [list(event_ids)],
        )
        return {(row[0], row[1]) for row in rows}

    def verdicts(self, claim_ids: Collection[str]) -> list[Verdict]:
        """The findings about these claims, in the order in which they were recorded."""
        if not claim_ids:
            return []
        rows = self._all(
            f"SELECT {', '.join(VERDICT_COLUMNS)} FROM verdict_log WHERE claim_id IN (SELECT unnest(?::VARCHAR[])) "
            "ORDER BY recorded_at, rowid",
            [list(claim_ids)],
        )
        return [mapping.verdict_from(row) for row in rows]

    # --- what happened ------------------------------------------------------------------------------------------------------

    def run_summary(self, run_id: str | None = None) -> RunSummary | None:
        """What one pass (by default the last) added; None where there was none."""
        rows = self._all(
            "SELECT run_id, started_at, recorded_at, version, sources_ok, sources_failed, pages, articles, claims, verdicts, "
            "alerts, problems FROM run_log WHERE ?::VARCHAR IS NULL OR run_id = ? ORDER BY recorded_at DESC, rowid DESC LIMIT 1",
            [run_id, run_id],
        )
        if not rows:
            return None
        row = rows[0]
        return RunSummary(row[0], row[1].replace(tzinfo=UTC), row[2].replace(tzinfo=UTC), *row[3:])

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

    def _all(self, sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, parameters or []).fetchall()
        except duckdb.Error as problem:
            raise self._explained(problem) from problem

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._connection.begin()
            yield
            self._connection.commit()
        except duckdb.Error as problem:
            self._abandon()
            raise self._explained(problem) from problem
        except BaseException:
            self._abandon()
            raise

    def _abandon(self) -> None:
        with suppress(duckdb.Error):  # a commit that failed is rolled back already
            self._connection.rollback()

    def _explained(self, problem: duckdb.Error) -> Exception:
        if self._path is None or isinstance(problem, duckdb.ProgrammingError):
            return problem
        return database.explain(problem, self._path)


@contextmanager
def _opened(file: Path, read_only: bool, wait_seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """A locked and connected ledger file of this version's schema: an older one is migrated first, for readers too."""
    if not read_only:
        _make_folder(file)
    elif _is_older(file, wait_seconds):
        with lock.held(file, wait_seconds=wait_seconds):
            migrate.upgrade(file).close()
    with lock.held(file, read_only=read_only, wait_seconds=wait_seconds):
        connection = database.connect_file(file, read_only=True) if read_only else migrate.upgrade(file)
        try:
            if read_only:
                migrate.check_version(migrate.applied(connection), str(file))
            yield connection
        except duckdb.Error as problem:
            raise database.explain(problem, file) from problem
        finally:
            connection.close()


def _is_older(file: Path, wait_seconds: float) -> bool:
    """Whether a ledger that is to be read was written by an older version."""
    with lock.held(file, read_only=True, wait_seconds=wait_seconds):
        connection = database.connect_file(file, read_only=True)
        try:
            return 0 < migrate.applied(connection) < len(migrate.packaged())
        except duckdb.Error as problem:
            raise database.explain(problem, file) from problem
        finally:
            connection.close()


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise database.explain(duckdb.IOException(f"Cannot open file: {problem}"), file) from problem

"""One source on its way through a pass."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.fetch.download import FetchError
from flows.fetch.memory import Memory
from flows.fetch.polling import Polled
from flows.settings import Source
from storage.rows import Page, SourceState


@dataclass(slots=True)
class Course:
    """What is known of a source when the pass begins, and what came of it so far."""

    source: Source
    state: SourceState
    memory: Memory
    polled: Polled | None = None
    error: FetchError | None = None
    #: why it is not asked in this pass
    skipped: str | None = None
    pages: list[Page] = field(default_factory=list)
    #: of its articles
    bytes: int = 0
    seconds: float = 0.0

"""What passes between the flows and the ledger, beside the domain model: pages, sources, deliveries, and one pass's harvest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from extractors.model import Alert, Article, Claim, Document, Statement, Verdict


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between passes. ``cursor`` holds validators and the like, as the fetcher wrote them."""

    name: str
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    last_success: datetime | None = None
    last_new_item: datetime | None = None
    failures: int = 0
    error: str | None = None
    next_due: datetime | None = None
    baseline_done: bool = False
    cursor: dict[str, str] = field(default_factory=dict)
    #: when the ledger took it in, by the clock of then; None before that
    updated_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source in one pass: what came, what failed, in a sentence a person can act on."""

    name: str
    kind: str
    status: Literal["ok", "unchanged", "failed", "skipped"]
    items: int = 0
    new: int = 0
    bytes: int = 0
    error: str | None = None
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes as they came, before anyone read them. ``sha256`` names them in the raw store; ``charset`` is the header's word."""

    source: str
    url: str
    fetched_at: datetime
    body: bytes
    sha256: str
    content_type: str | None = None
    charset: str | None = None
    final_url: str | None = None
    #: what the feed or manifest knew: title, published, publisher, language
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    baseline: bool = False
    #: identity of the document; None = derived from the address (flows.clean.document_id)
    document_id: str | None = None
    #: 0 = first sight; n = the nth version of a page whose text changed since
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read. Counted, named in the summary, kept; never a reason to stop."""

    source: str
    url: str
    stage: Literal["fetch", "clean", "extract", "compare"]
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself beside its text. Dates are ISO 8601 text."""

    author: str | None = None
    modified: str | None = None
    #: the page's own date, where it was found (json-ld, meta, feed, manifest, markup, none) and how far that is to be trusted
    published: str | None = None
    published_from: str = "none"
    published_confidence: str = "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one page: its document, the articles on it and the claims in them."""

    page: Page
    document: Document
    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]
    #: None where nobody looked (texts handed in)
    facts: PageFacts | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """One alert owed to one destination. ``key`` is the idempotency key: the same alert and destination give the same key."""

    key: str
    alert_id: str
    destination: str
    status: Literal["owed", "sent", "parked"] = "owed"
    attempts: int = 0
    next_attempt: datetime | None = None
    last_error: str | None = None
    #: True: waits for the destination's next digest (``next_attempt``) and is sent together with what else is due then
    digest: bool = False
    #: what the destination answered, where a later message must name it (a Slack time stamp); filled when it is marked sent
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of a finding. ``alert_id`` is the alert it was marked through, if it was."""

    verdict: Verdict
    is_right: bool
    note: str | None
    alert_id: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that told a claim, and the destinations that took it."""

    alert_id: str
    destinations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The newest version of a page that the ledger has for an address."""

    url: str
    sha256: str
    fetched_at: datetime
    final_url: str | None = None
    source: str | None = None
    document_id: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Sketch:
    """A fingerprint of an article's text for near-duplicate search: opaque ``data``, and unsigned 64-bit LSH ``bands``."""

    data: bytes
    bands: tuple[int, ...]


#: what a claim says, as far as that is told at a glance: payer, speaker, lower bound, unit, per, modality, role of the number
Said = tuple[str | None, str | None, float, str | None, str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Hit:
    """A recorded claim that shares blocking keys with a batch: its number (later ones are higher), where it stands, and those keys."""

    seq: int
    claim_id: str
    document_id: str
    segment: int
    #: the date of its article
    published: str | None
    keys: frozenset[str]
    #: None of a claim without a number
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Sketched:
    """A recorded article with its fingerprint."""

    article: Article
    data: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to send one alert to one destination."""

    key: str
    alert_id: str
    destination: str
    outcome: Literal["sent", "failed", "parked"]
    attempt: int
    at: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Two propositions that a claim showed to be one. ``until``: when that claim's reading was replaced, which takes the join back."""

    proposition_id: str
    joined_into: str
    claim_id: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlertFile:
    """Everything about one alert: its findings, both sides of each as statements by claim_id, and where it went."""

    alert: Alert
    verdicts: tuple[Verdict, ...]
    statements: dict[str, Statement]
    owed: tuple[Owed, ...]
    deliveries: tuple[Delivery, ...]
    #: what else its propositions were taken for, now or once
    joined: tuple[Joined, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a harvest added to the ledger; what was known before is not counted."""

    pages: int = 0
    articles: int = 0
    claims: int = 0
    verdicts: int = 0
    alerts: int = 0
    owed: int = 0


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What one pass read and added."""

    run_id: str
    started_at: datetime
    recorded_at: datetime
    version: str | None
    sources_ok: int
    sources_failed: int
    pages: int
    articles: int
    claims: int
    verdicts: int
    alerts: int
    problems: int


@dataclass(frozen=True, slots=True)
class Harvest:
    """All that one pass adds to the ledger, written in one transaction."""

    run_id: str
    started_at: datetime
    reports: tuple[SourceReport, ...] = ()
    states: tuple[SourceState, ...] = ()
    readings: tuple[Reading, ...] = ()
    problems: tuple[Problem, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    alerts: tuple[Alert, ...] = ()
    owed: tuple[Owed, ...] = ()
    #: claim_id -> blocking keys, proposition and event, as the comparison assigned them
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    propositions: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    #: propositions that turned out to be one: (proposition, joined into, claim that showed it)
    joined: tuple[tuple[str, str, str], ...] = ()
    #: name and version of the extractor, needed where no claim names it (a page without claims)
    extractor: str = ""
    #: (document_id, segment) -> fingerprint of the article's text
    sketches: dict[tuple[str, int], Sketch] = field(default_factory=dict)
    #: pages that gave no document (walls, empty ones), recorded so that they are not fetched again
    pages: tuple[Page, ...] = ()
    #: documents whose reading takes the place of the recorded one, whichever version read both
    anew: frozenset[str] = frozenset()

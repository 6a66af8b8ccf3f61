"""The vocabulary of pledgewatch: what arrives, what is read from it, and what is concluded.

Everyone may import this module; it imports nothing of the project. The field names of Document, Claim, Verdict and Alert are the
public JSON Lines formats (docs/records.md); fields marked *internal* are carried beside them and readers may ignore them.
All offsets are Unicode code points into ``Document.text``, half open. All dates are ISO 8601 text, reduced precision allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["pledge", "figure"]
Comparator = Literal["exact", "about", "at_least", "more_than", "up_to", "less_than", "range", "vague"]
Measure = Literal[
    "rate", "cumulative_total", "one_off", "level", "increment", "share", "count", "duration", "area", "none"
]
Modality = Literal[
    "pledged", "planned", "demanded", "expected", "reaffirmed", "delivered", "refused", "withdrawn", "conditional",
    "denied", "hypothetical", "reported",
]  # fmt: skip
Stage = Literal[
    "need", "proposal", "expectation", "plan", "pledge", "commitment", "allocation", "disbursement", "delivery"
]
Per = Literal["year", "month", "week", "day"]
Family = Literal["new", "corroborates", "refines", "updates", "contradicts", "inconsistent", "unrelated"]
Route = Literal["alert", "digest", "silent"]
Severity = Literal["high", "medium", "low"]

#: Where the payer of a claim was found.
PayerFrom = Literal["sentence", "article", "noun", "nowhere"]
#: Where the recipient of a claim was found, if not in its own words.
RecipientFrom = Literal["article"]

#: How a number stands to other numbers of its text; None for a number that stands alone.
NumberRole = Literal["increment", "total", "part", "prior", "list_sum", "own_sum", "superseded", "cut"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text; ``exact`` is always ``text[start:end]``."""

    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Quote:
    """W3C Web Annotation TextQuoteSelector (exact, prefix, suffix of 32 characters) and TextPositionSelector (start, end)."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One article on a page that holds several: where it stands, and the date and title that are its own."""

    start: int
    end: int
    published: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A page's text as it is handed in: ``id`` and ``text`` are required, all else may be unknown."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    ledger: str | None = None
    #: *internal*: given by the page cleaner where markup shows several articles; empty = let the text decide
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a document, with the facts that a comparison needs. ``published`` is its own date, never the page's."""

    document_id: str
    segment: int
    start: int
    end: int
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    #: articles with one origin are copies of one text (a wire story): further outlets, not further evidence
    origin: str | None = None
    #: what speaks against its text: "several articles on one page", "words run together" (extractors.doubts)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Equivalent:
    """The same amount printed in another unit: "€40bn ($43bn)"."""

    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """One amount expression as printed. ``low = high`` is a point, a None bound is open, both None is a vague "billions".

    ``unit`` is an ISO 4217 code, ``pct``, ``pct_gdp``, ``pct_gni``, ``ratio``, ``count`` or a physical unit (``km2``, ``MW``, ``year``).
    """

    span: Span
    low: float | None
    high: float | None
    unit: str | None
    comparator: Comparator | None = "exact"
    unit_basis: Literal["explicit", "context"] = "explicit"
    unit_of: str | None = None
    hedge: str | None = None
    per: Per | None = None
    equivalents: tuple[Equivalent, ...] = ()
    magnitude: float | None = None
    role: NumberRole | None = None
    rule: str = ""
    #: *internal*: what a sign or word shared by several currencies may stand for ("$", "kroner"), the usual one first
    unit_candidates: tuple[str, ...] = ()
    #: *internal*: the scale word it was printed with (1e9 of "4 billion"), 1 where there is none
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Time:
    """When the money or thing is due or holds (start, end, deadline), and when it was said (as_of)."""

    text: str | None = None
    start: str | None = None
    end: str | None = None
    deadline: str | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One actor x measure x value x period x modality in one article, with the sentence that proves it."""

    document_id: str
    segment: int
    claim_id: str
    kind: Kind
    anchor: Span
    quote: Quote
    actor: str | None = None
    actor_as_written: str | None = None
    speaker: str | None = None
    speaker_as_written: str | None = None
    recipient: str | None = None
    purpose: str | None = None
    measure: Measure = "none"
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    unit_of: str | None = None
    unit_basis: Literal["explicit", "context"] = "explicit"
    comparator: Comparator | None = None
    hedge: str | None = None
    per: Per | None = None
    equivalents: tuple[Equivalent, ...] = ()
    time: Time = Time()
    modality: Modality = "reported"
    stage: Stage | None = None
    condition: str | None = None
    extractor: str = ""
    # --- internal -----------------------------------------------------------------------------------------------------------
    #: further places of the same article that say the same (headline, caption, restatement), the anchor excluded
    mentions: tuple[Span, ...] = ()
    role: NumberRole | None = None
    #: identity by number: "46th package"
    ordinal: str | None = None
    #: of a vague amount: "billions" = 1e9
    magnitude: float | None = None
    #: told as background or history, not as the news of the text
    recalled: bool = False
    #: how likely a promise it is (0 to 1) where no rule of the language knew and signs were weighed; None where a rule knew, or nobody says
    certainty: float | None = None
    #: where the payer was found: in the sentence, elsewhere in the article, as a common noun before the verb, or not at all ("Kyiv got 5m");
    #: None where nobody says
    payer_from: PayerFrom | None = None
    #: ``article`` where no words of the claim say to whom: it is where the article's gifts go; None where its words do, or nobody says
    recipient_from: RecipientFrom | None = None
    #: "rule of speaker: 0.94 Jens Stltenberg ~ Jens Stoltenberg": how slots were found, for ``extract --explain`` and ``why``
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim in its place: the article that prints it and what the ledger took it for. What ``compare`` compares."""

    claim: Claim
    article: Article
    proposition_id: str | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """The prior claim that a verdict names."""

    document_id: str
    claim_id: str
    anchor: Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """One finding about one claim: what it is to what was known, by which rule, and where that goes."""

    verdict_id: str
    document_id: str
    claim_id: str
    anchor: Span
    verdict: Family
    dimension: tuple[str, ...]
    subtype: str | None
    against: Against | None
    channel: Route
    severity: Severity | None
    rule: str
    reason: str
    proposition_id: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Alert:
    """What a person is told once: one finding in the news with its verdicts."""

    alert_id: str
    event_id: str
    document_id: str
    created_at: str
    #: silent: kept to be asked about, never sent (the back catalogue of a baseline)
    channel: Route
    severity: Severity | None
    title: str
    body: str
    verdict_ids: tuple[str, ...]
    #: *internal*: the same finding as JSON for the renderers (flows/alert/card.py); stored with the alert
    card: str = ""

"""What the comparison passes between its parts: what is known (Context), how two claims stand (Relation), what follows (Finding)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from extractors.model import Claim, Family, Route, Severity, Statement, Verdict
from flows.compare.money import Rates
from flows.compare.offices import Offices, offices
from flows.compare.origins import Sketch
from flows.compare.relations import World, world

Kinship = Literal["same", "part_of", "contains", "overlaps", "disjoint", "unknown"]

#: modalities by what they say of the money: it has come, it will not come, it is to come
GIVEN = frozenset({"delivered"})
AGAINST = frozenset({"refused", "withdrawn"})
FIRM = frozenset({"pledged", "planned", "reaffirmed", "conditional", "expected", "demanded"})


@dataclass(frozen=True)
class Context:
    """All that ``compare`` may know besides the statements. No clock: ``today`` is only the date for statements that have none."""

    rates: Rates = field(default_factory=Rates)
    offices: Offices = field(default_factory=offices)
    world: World = field(default_factory=world)
    #: article key (``document_id#segment``) -> sketch of its text: which articles are copies of one another
    sketches: Mapping[str, Sketch] = field(default_factory=dict)
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """How the later of two claims stands to the earlier one, before any value is looked at. All defaults mean "nothing special".

    ``actor`` and ``scope`` say what the *later* claim is of the earlier one (``part_of``: a member, a share of the package).
    """

    same_utterance: bool = False
    same_period: bool = False
    #: days between the two statements; None = unknown or the same
    days: int | None = None
    actor: Kinship = "same"
    scope: Literal["same", "part_of", "other"] = "same"
    object_differs: bool = False
    #: how the later claim's period lies to the earlier one's
    time: Literal["same", "disjoint", "inside", "around", "unknown"] = "unknown"
    #: a stated window in months that lets a rate meet a total
    months: tuple[float, ...] = ()
    #: similarity of the two texts where they are copies of one another, else None
    copy: float | None = None
    #: what is told differently of one and the same thing: speaker, actor
    differs: tuple[Literal["speaker", "actor"], ...] = ()
    period_differs: bool = False
    #: the difference is the reporter's gloss or somebody else's report, corrected on the spot
    gloss: bool = False
    correction: bool = False
    #: both are versions of one page
    revision: bool = False
    expectation_due: bool = False
    #: the later report ends a conflict in which the earlier one is a side: how ("adopted", "confirmed"), and who gives way or confirms
    settled_by: tuple[str, str] | None = None
    office: Literal["succession", "register_conflict"] | None = None
    #: slots the later claim adds
    adds: tuple[str, ...] = ()
    #: part or member is named: who or what is told for the first time
    informative: bool = False
    #: a statistic that moves: tolls, totals so far
    series: bool = False
    #: the two amounts are one number with its digits swapped (`misprint`)
    misprint: bool = False
    #: an addition told over the same window as the whole, and larger than it
    level_as_increment: bool = False
    #: what had only been found or needed is told as given
    inventory: bool = False
    #: both tell of one day by their own words ("last Wednesday", "yesterday")
    one_day: bool = False
    #: by the later sentence's own words its amount was moved from the earlier one, is a part of it, or is meant instead of it
    moved: bool = False
    part: bool = False
    #: ... and prints the earlier amount beside its own
    named: bool = False
    rival: bool = False
    on: date | None = None
    #: how sure the resolution is, and by which evidence, for ``why``
    score: float = 0.0
    evidence: tuple[str, ...] = ()
    #: how often pairs with such evidence are one matter (`chances`), 0 to 1
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims in order of statement, and how they stand."""

    earlier: Claim
    later: Claim
    relation: Relation
    context: Context


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule concluded. ``reason`` is one sentence for a person."""

    verdict: Family
    channel: Route
    reason: str
    dimension: tuple[str, ...] = ()
    subtype: str | None = None
    severity: Severity | None = None
    rule: str = ""
    #: of a first report: by which question it was decided (`first`, `asides`)
    ground: str = ""


@dataclass(frozen=True)
class Judgement:
    """All that follows from a batch. Every new claim has at least one verdict; the mappings are by claim_id."""

    verdicts: tuple[Verdict, ...] = ()
    keys: dict[str, frozenset[str]] = field(default_factory=dict)
    propositions: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    #: article key -> origin: articles with one origin are copies of one text
    origins: dict[str, str] = field(default_factory=dict)
    #: (proposition, joined into, claim that showed it): history of propositions that turned out to be one
    joined: tuple[tuple[str, str, str], ...] = ()
    #: the new statements with proposition, event and origin filled in, in order of play
    statements: tuple[Statement, ...] = ()

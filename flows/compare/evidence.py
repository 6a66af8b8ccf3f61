"""What speaks for and against two claims being about one thing: payer, recipient, subject, number, speaker, time.

Record linkage in the manner of Fellegi and Sunter: each slot that agrees or differs adds its weight, and the weights are all here. Slots
that a text leaves out are looked for in the other claim's sentence ("Berlin" beside an unnamed payer), because reports of one thing
rarely fill the same slots.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from extractors.model import Claim, Statement
from flows.compare import periods, topic
from flows.compare.relations import World
from flows.compare.types import Context, Kinship
from flows.compare.values import EXCHANGE, close, digits, point, same_numeral, scale_slip
from flows.compare.words import stem, surname_match, words

#: Statements further apart than this are one matter only if their subject says so.
LONG_AGO = 30
#: A sentence with so many telling words that shares at most one with the other is about something else.
TELLING = 5
_KIN: dict[Kinship, float] = {"same": 2.0, "overlaps": 1.0, "part_of": 0.5, "contains": 0.5, "disjoint": -2.5}
#: Sentences so much alike differ in one slot.
TWIN = 0.8
#: Reports of one event are printed within so many days.
NEAR = 7
#: So many telling words in both texts make them reports of one event.
TOPIC = 4
_SHARED = {0: 0.0, 1: 0.5, 2: 1.5, 3: 2.0}


@dataclass(frozen=True, slots=True)
class Beside:
    """What two articles have in common apart from the two claims that are held against each other."""

    #: how many other amounts both print
    companions: int = 0
    #: telling words that both have
    common: frozenset[str] = frozenset()
    #: the two amounts are the only ones of their kind that the articles do not share
    lone: bool = False
    #: one of the two amounts stands in the other article as well: then it has its match there
    matched: bool = False
    #: one of the two payers has a claim of his own in the other article: then he is not the other payer under another name
    both_pay: bool = False


@dataclass
class Evidence:
    """A running sum with its reasons. ``content``: whether something of the matter itself agrees, not only who, to whom and when."""

    score: float = 0.0
    notes: list[str] = field(default_factory=list)
    content: bool = False

    def add(self, weight: float, note: str, *, content: bool = False) -> None:
        """Count one agreement (positive) or difference (negative)."""
        self.score += weight
        self.content |= content
        self.notes.append(f"{weight:+.1f} {note}")


def gather(
    later: Statement,
    earlier: Statement,
    context: Context,
    kin: Kinship,
    days: int | None,
    beside: Beside = Beside(),
) -> Evidence:
    """All evidence for one matter, with its sum."""
    companions, common = beside.companions, beside.common
    new, old, world, found = later.claim, earlier.claim, context.world, Evidence()
    if kin in _KIN:
        found.add(_KIN[kin], f"payers {kin.replace('_', ' ')}")
    elif topic.mentioned(new.actor, earlier, world) or topic.mentioned(old.actor, later, world):
        found.add(1.5, "the payer is named in the other's sentence")
    recipients = world.kin(new.recipient, old.recipient)
    if same_recipient(new, old, world):
        found.add(1.0, "same recipient")
    elif recipients == "disjoint":
        found.add(-1.5 if _named(new.recipient) and _named(old.recipient) else -0.5, "another recipient")
    forgiven = "time" in (unit_class(new), unit_class(old)) or (
        same_numeral(new, old) and kin == "same" and recipients == "same" and new.unit == old.unit
    )
    near = days is not None and abs(days) <= NEAR
    retold = near or (same_numeral(new, old) and new.unit == old.unit and days is not None)
    subject = _subjects(new, old, world, found, forgiven=forgiven or (retold and len(common) >= TOPIC))
    if retold:
        _topics(later, earlier, found, beside)
    _numbers(new, old, context, found, periods.published(later))
    if same_person(new, old, world):
        found.add(1.5, "the same speaker")
    if days is not None and abs(days) <= periods.SAME_ACT_DAYS:
        found.add(0.5, "said on the same day")
    elif (
        days is not None
        and abs(days) > LONG_AGO
        and not subject
        and not companions
        and not (new.recalled or old.recalled)
        and recipients != "same"
    ):
        found.add(-1.0, "long apart")
    _periods(new, old, found)
    if companions:
        found.add(
            min(1.5, 0.5 + 0.5 * companions),
            f"the two articles share {companions} other amounts",
            content=companions > 1,
        )
    if new.ordinal and new.ordinal == old.ordinal:
        found.add(3.0, f"the same ordinal ({new.ordinal})", content=True)
    if new.kind != old.kind:
        alike = not new.actor or not old.actor or (retold and len(common) >= TOPIC)
        found.add(-0.5 if alike else -1.0, "a pledge and a figure")
    return found


def _topics(later: Statement, earlier: Statement, found: Evidence, beside: Beside) -> None:
    """What headline and sentences around the claims have in common, and whether both tell of one day.

    Two different numbers are about one thing by that only if no other numbers could be meant.
    """
    new, old, common = later.claim, earlier.claim, beside.common
    one_number = same_numeral(new, old) or _slip(new, old)
    if len(common) > 1:
        weight = min(2.0, 0.5 * (len(common) - 1))
        known = one_number or beside.lone
        found.add(
            weight if known else min(0.5, weight),
            f"both texts tell of {', '.join(sorted(common)[:6])}",
            content=known and len(common) >= TOPIC,
        )
    if beside.lone and not one_number and len(common) > 1:
        found.add(1.0, "the only amounts of their kind that the texts do not share", content=True)
    if common and topic.one_day(later, earlier):
        found.add(0.5, "both tell of the same day")


def _slip(new: Claim, old: Claim) -> bool:
    x, y = point(new), point(old)
    if not x or not y or new.unit != old.unit or new.role != old.role:
        return False
    return scale_slip(x, y) or topic.slipped(x, y)


def _numbers(new: Claim, old: Claim, context: Context, found: Evidence, on: date | None) -> None:
    if same_numeral(new, old):
        found.add(min(2.5, 1.0 + 0.5 * digits(point(new) or 0)), "the same number", content=True)
    elif _agree(new, old) or _converts(new, old, context, on):
        found.add(1.5, "numbers that agree", content=True)
    elif _slip(new, old):
        found.add(1.0, "numbers that differ by a slip", content=True)


def _periods(new: Claim, old: Claim, found: Evidence) -> None:
    a, b = periods.reference(new), periods.reference(old)
    if a is not None and b is not None and (a == b or (abs(a.months - b.months) < 2 and a.overlaps(b))):
        found.add(1.0, "the same stated period", content=True)


def _subjects(new: Claim, old: Claim, world: World, found: Evidence, *, forgiven: bool) -> bool:
    """Subjects by purpose where both have one, else by their sentences; whether they agree."""
    counted = thing(new) | thing(old)
    a, b = world.subject(new) - counted, world.subject(old) - counted
    if thing(new) & thing(old):
        found.add(0.5, "the same kind of thing")
    if "other" in words(new.purpose) and "other" not in words(old.purpose):
        found.add(-2.0, "told as another purpose")
    shared = shared_words(new, old, world) - (a & b)
    if not (a and b):
        return _sentences(new, old, world, found, shared, forgiven=forgiven)
    common = a & b
    if len(common) >= 2 or (common and len(common) * 2 > min(len(a), len(b))):
        found.add(2.5, f"same subject ({', '.join(sorted(common))})", content=True)
    elif common:
        found.add(0.5, f"subjects touch ({', '.join(common)})")
    elif (a & _sentence_words(old.quote.exact, world)) or (b & _sentence_words(new.quote.exact, world)):
        return _sentences(new, old, world, found, shared, forgiven=True)
    elif not forgiven:
        found.add(-1.5, "another subject")
        return False
    if shared:
        found.add(min(1.5, 0.5 * len(shared)), f"sentences share {', '.join(sorted(shared)[:4])}")
    return bool(common) or len(shared) > 1


def _sentences(
    new: Claim, old: Claim, world: World, found: Evidence, shared: frozenset[str], *, forgiven: bool
) -> bool:
    if shared:
        weight = _SHARED.get(len(shared), 2.5)
        found.add(weight, f"sentences share {', '.join(sorted(shared)[:4])}", content=len(shared) > 1)
    lengths = [len(world.telling(c.quote.exact) - _names(c)) for c in (new, old)]
    if len(shared) <= 1 and min(lengths) >= TELLING and not forgiven:
        found.add(-1.5, "the sentences are about other things")
    return len(shared) > 1


def shared_words(new: Claim, old: Claim, world: World) -> frozenset[str]:
    """Telling words that both sentences have (purposes count as part of them), without the payers, speakers and counted things."""
    skip = _names(new) | _names(old) | thing(new) | thing(old)
    own, other = (_sentence_words(f"{c.quote.exact} {c.purpose or ''}", world) for c in (new, old))
    return (own & other) - skip


def _names(claim: Claim) -> frozenset[str]:
    return _stems(claim.actor, claim.actor_as_written, claim.speaker, claim.speaker_as_written, claim.recipient)


@lru_cache(maxsize=65536)
def _stems(*names: str | None) -> frozenset[str]:
    return frozenset(stem(w) for n in names for w in words(n))


@lru_cache(maxsize=65536)
def _sentence_words(text: str, world: World) -> frozenset[str]:
    named = frozenset(stem(w) for w in words(text) if w in world.names and w not in world.dull and len(w) > 2)
    return world.telling(text) | named


def kinship(later: Statement, earlier: Statement, world: World, beside: Beside = Beside()) -> Kinship:
    """What the later payer is of the earlier one. A person who speaks for a payer is not another payer, nor is a name that the
    other text has in another place, nor somebody without a name ("the company", "a deputy minister")."""
    new, old = later.claim, earlier.claim
    kin = world.kin(new.actor, old.actor)
    if kin != "disjoint":
        return kin
    one = same_numeral(new, old) and topic.telling(new.quote.exact, world) & topic.telling(old.quote.exact, world)
    if sentence_likeness(new, old) >= TWIN:
        return kin
    if topic.mentioned(new.actor, earlier, world) and topic.mentioned(old.actor, later, world):
        return "unknown"
    if beside.both_pay and not one and not _nobody(new, world) and not _nobody(old, world):
        return kin
    if _spokesman(new, old, world) or _spokesman(old, new, world) or _nobody(new, world) or _nobody(old, world):
        return "unknown"
    if _misplaced(new.actor, earlier, world) or _misplaced(old.actor, later, world):
        return "unknown"
    return kin


def _nobody(claim: Claim, world: World) -> bool:
    """Whether the payer has no proper name, so that another name cannot be another payer."""
    name = claim.actor or ""
    return not any(w[:1].isupper() for w in name.split()) and not world.state(name)


def _misplaced(name: str | None, other: Statement, world: World) -> bool:
    """Whether the other text names this payer as well, in a sentence that its own payer was read from."""
    recipient = other.claim.recipient
    if recipient and world.kin(name, recipient) in ("same", "overlaps"):
        return False
    return topic.mentioned(name, other, world)


def _spokesman(a: Claim, b: Claim, world: World) -> bool:
    """Whether the payer of ``a`` is a person who, by the other claim, only speaks."""
    if not world.person(a.actor) or not a.actor:
        return False
    if b.speaker and surname_match(a.actor, b.speaker):
        return True
    return words(a.actor)[-1] in words(b.quote.exact) and not world.person(b.actor)


def same_person(new: Claim, old: Claim, world: World) -> bool:
    """Whether one person speaks in both, or the speaker of one is named in the sentence of the other."""
    if new.speaker and old.speaker and world.person(new.speaker) and world.person(old.speaker):
        return surname_match(new.speaker, old.speaker)
    for a, b in ((new, old), (old, new)):
        person = a.speaker if world.person(a.speaker) else None
        if person and (words(person)[-1] in words(b.quote.exact) or (b.actor and surname_match(person, b.actor))):
            return True
    return False


def same_recipient(new: Claim, old: Claim, world: World) -> bool:
    """Whether both name one recipient, or the one that only one of them names stands in the sentence of the other."""
    if new.recipient and old.recipient:
        kin = world.kin(new.recipient, old.recipient)
        return kin in ("same", "overlaps", "part_of", "contains") or bool(
            set(words(new.recipient)) & set(words(old.recipient))
        )
    lone, other = (new.recipient, old) if new.recipient else (old.recipient, new)
    telling = [w for w in words(lone) if w not in world.dull or w in world.names]
    return bool(telling) and all(w in words(other.quote.exact) for w in telling)


def _named(name: str | None) -> bool:
    """Whether a recipient is somebody in particular: a proper name, not "developing countries"."""
    return any(w[:1].isupper() for w in (name or "").split())


def unit_class(claim: Claim) -> str:
    """What kind of amount a claim holds: money, count of something, share of GDP, share, time, another unit, or none."""
    unit = claim.unit
    if claim.measure == "duration" or (unit in ("year", "month", "week", "day") and not claim.unit_of):
        return "time"
    if point(claim) is None and claim.magnitude is None:
        return "none"
    if unit is None:
        return "money" if claim.equivalents else "none"
    if len(unit) == 3 and unit.isupper():
        return "money"
    return {"pct": "share", "ratio": "share"}.get(unit, unit)


def thing(claim: Claim) -> frozenset[str]:
    """Stems of the counted thing: "rental flats" and "flats to let" share one."""
    return _stems(claim.unit_of)


def sentence_likeness(new: Claim, old: Claim) -> float:
    """Likeness of the two sentences, 0..1."""
    from rapidfuzz import fuzz

    return fuzz.ratio(new.quote.exact, old.quote.exact) / 100


def _agree(new: Claim, old: Claim) -> bool:
    x, y = point(new), point(old)
    if x is None or y is None or new.unit != old.unit:
        return False
    if bool(new.per) != bool(old.per):
        rate, total = (new, old) if new.per else (old, new)
        own = periods.MONTHS[rate.per or "year"]
        lengths = periods.windows(total) + periods.windows(rate)
        return any(close((point(rate) or 0) * w / own, point(total) or 0) for w in lengths)
    return new.per == old.per and close(x, y, 0.05)


def _converts(new: Claim, old: Claim, context: Context, on: date | None) -> bool:
    """Whether the two print one amount in two currencies, by the rate of the day."""
    x, y = point(new), point(old)
    if (
        x is None
        or y is None
        or new.unit is None
        or old.unit is None
        or new.unit == old.unit
        or on is None
        or new.per != old.per
    ):
        return False
    if unit_class(new) != "money" or unit_class(old) != "money":
        return False
    found = context.rates.rate(new.unit, old.unit, on)
    return found is not None and not found.stale and close(x * found.value, y, EXCHANGE)

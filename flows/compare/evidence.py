"""What speaks for and against two claims being about one thing: payer, recipient, subject, number, speaker, time.

Record linkage in the manner of Fellegi and Sunter: each slot that agrees or differs adds its weight, and the weights are all here. Slots
that a text leaves out are looked for in the other claim's sentence ("Berlin" beside an unnamed payer), because reports of one thing
rarely fill the same slots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from extractors.model import Claim
from flows.compare import periods, topic
from flows.compare.beside import Beside
from flows.compare.facts import Facts, one_day
from flows.compare.kinship import same_person, same_recipient
from flows.compare.types import AGAINST, Context, Kinship
from flows.compare.values import EXCHANGE, close, digits, point, same_numeral, scale_slip, unit_class
from flows.compare.words import words

#: Statements further apart than this are one matter only if their subject says so.
LONG_AGO = 30
#: A sentence with so many telling words that shares at most one with the other is about something else.
TELLING = 5
_KIN: dict[Kinship, float] = {"same": 2.0, "overlaps": 1.0, "part_of": 0.5, "contains": 0.5, "disjoint": -2.5}
#: Reports of one event are printed within so many days.
NEAR = 7
#: So many telling words in both texts, and other amounts, make them reports of one deal, however far apart in time.
DEAL = 6
#: So many telling words in both texts make them reports of one event.
TOPIC = 4
_SHARED = {0: 0.0, 1: 0.5, 2: 1.5, 3: 2.0}


_TAKEN_BACK = re.compile(
    r"\b(?:no longer|not any ?more|after all|cancel\w*|scrap\w*|shelv\w*|drop(?:s|ped)|pull\w* out|back\w* out|with?dr[ae]w\w*|revok\w*|call\w* off|axe[ds]?)\b",
    re.I,
)


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
    later: Facts,
    earlier: Facts,
    context: Context,
    kin: Kinship,
    days: int | None,
    beside: Beside,
) -> Evidence:
    """All evidence for one matter, with its sum."""
    companions, common = beside.companions, beside.common
    new, old, world, found = later.claim, earlier.claim, context.world, Evidence()
    if kin in _KIN:
        found.add(_KIN[kin], f"payers {kin.replace('_', ' ')}")
    elif earlier.mentions(new.actor) or later.mentions(old.actor):
        found.add(1.5, "the payer is named in the other's sentence")
    recipients = world.kin(new.recipient, old.recipient)
    if same_recipient(later, earlier):
        found.add(1.0, "same recipient")
    elif recipients == "disjoint":
        told = any(topic.telling(r, world) & common for r in (new.recipient, old.recipient))
        apart = _named(new.recipient) and _named(old.recipient) and not told
        number = same_numeral(new, old) or later.near_miss(earlier)
        found.add((-1.5 if number else -3.5) if apart else -0.5, "another recipient")
    number = same_numeral(new, old)
    forgiven = "time" in (later.unit_class, earlier.unit_class) or (
        number and kin == "same" and recipients == "same" and new.unit == old.unit
    )
    near = days is not None and abs(days) <= NEAR
    against = new.modality in AGAINST
    retold = (
        near
        or (against and days is not None)
        or (number and days is not None and (new.unit == old.unit or len(common) > TOPIC))
    )
    same_deal = kin == "same" and recipients == "same" and companions > 1 and len(common) >= DEAL and not near
    subject = _subjects(later, earlier, found, forgiven=forgiven or same_deal or (retold and len(common) >= TOPIC))
    if same_deal:
        found.add(1.5, "one payer, one recipient, and articles that share amounts and words", content=True)
    if retold:
        _topics(later, earlier, found, beside)
    _numbers(new, old, context, found, later.published)
    worded = later.worded(earlier)
    if worded.named:
        found.add(2.5, "the text names the other amount beside its own", content=True)
    elif worded.moved:
        found.add(1.0 + beside.lone, "told as a change", content=kin == "same")
    if new.modality == "withdrawn" or (new.modality == "refused" and _TAKEN_BACK.search(new.quote.exact)):
        found.add(1.0, "a promise is taken back")
    if same_person(later, earlier):
        found.add(1.5, "the same speaker")
    if days is not None and abs(days) <= periods.SAME_ACT_DAYS:
        found.add(0.5, "said on the same day")
    elif (
        days is not None
        and abs(days) > LONG_AGO
        and not subject
        and not companions
        and not worded.named
        and not against
        and not (new.recalled or old.recalled)
        and recipients != "same"
    ):
        found.add(-1.0, "long apart")
    _periods(later, earlier, found)
    if companions and not (new.modality in AGAINST and later.number is None):
        found.add(
            min(1.5, 0.5 + 0.5 * companions),
            f"the two articles share {companions} other amounts",
            content=companions > 1,
        )
    if new.ordinal and new.ordinal == old.ordinal:
        found.add(3.0, f"the same ordinal ({new.ordinal})", content=True)
    if new.kind != old.kind:
        alike = not new.actor or not old.actor or worded.named or (retold and len(common) >= TOPIC)
        found.add(-0.5 if alike else -1.0, "a pledge and a figure")
    return found


def _topics(later: Facts, earlier: Facts, found: Evidence, beside: Beside) -> None:
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
    if common and one_day(later, earlier):
        found.add(0.5, "both tell of the same day")


def _slip(new: Claim, old: Claim) -> bool:
    x, y = point(new), point(old)
    if not x or not y or new.unit != old.unit or new.role != old.role:
        return False
    return scale_slip(x, y) or topic.slipped(x, y)


def _swapped(new: Claim, old: Claim) -> bool:
    """Whether the digits of one number stand in another order in the other: 85 and 58 million."""
    x, y = point(new) or 0.0, point(old) or 0.0
    return bool(x and y) and 0.1 < x / y < 10 and topic.slipped(x, y) and digits(x) == digits(y)


def _numbers(new: Claim, old: Claim, context: Context, found: Evidence, on: date | None) -> None:
    if same_numeral(new, old):
        found.add(min(2.5, 1.0 + 0.5 * digits(point(new) or 0)), "the same number", content=True)
    elif _agree(new, old) or _converts(new, old, context, on):
        found.add(1.5, "numbers that agree", content=True)
    elif _slip(new, old):
        found.add(1.5 if _swapped(new, old) else 1.0, "numbers that differ by a slip", content=True)


def _periods(later: Facts, earlier: Facts, found: Evidence) -> None:
    a, b = later.reference, earlier.reference
    if a is not None and b is not None and (a == b or (abs(a.months - b.months) < 2 and a.overlaps(b))):
        found.add(1.0, "the same stated period", content=True)


def _subjects(later: Facts, earlier: Facts, found: Evidence, *, forgiven: bool) -> bool:
    """Subjects by purpose where both have one, else by their sentences; whether they agree."""
    counted = later.thing | earlier.thing
    a, b = later.subject - counted, earlier.subject - counted
    if later.thing & earlier.thing:
        found.add(0.5, "the same kind of thing")
    if "other" in words(later.claim.purpose) and "other" not in words(earlier.claim.purpose):
        found.add(-2.0, "told as another purpose")
    elif later.adds_matter and a and b and not a & b:
        found.add(-1.5, "told as something besides")
    shared = shared_words(later, earlier) - (a & b)
    if not (a and b):
        return _sentences(later, earlier, found, shared, forgiven=forgiven)
    common = a & b
    if len(common) >= 2 or (common and len(common) * 2 > min(len(a), len(b))):
        found.add(2.5, f"same subject ({', '.join(sorted(common))})", content=True)
    elif common:
        found.add(0.5, f"subjects touch ({', '.join(common)})")
    elif (a & earlier.sentence) or (b & later.sentence):
        return _sentences(later, earlier, found, shared, forgiven=True)
    elif not forgiven:
        found.add(-1.5, "another subject")
        return False
    if shared:
        found.add(min(1.5, 0.5 * len(shared)), f"sentences share {', '.join(sorted(shared)[:4])}")
    return bool(common) or len(shared) > 1


def _sentences(later: Facts, earlier: Facts, found: Evidence, shared: frozenset[str], *, forgiven: bool) -> bool:
    if shared:
        weight = _SHARED.get(len(shared), 2.5)
        found.add(weight, f"sentences share {', '.join(sorted(shared)[:4])}", content=len(shared) > 1)
    if len(shared) <= 1 and not forgiven and min(len(x.telling - x.names) for x in (later, earlier)) >= TELLING:
        found.add(-1.5, "the sentences are about other things")
    return len(shared) > 1


def shared_words(later: Facts, earlier: Facts) -> frozenset[str]:
    """Telling words that both sentences have (purposes count as part of them), without the payers, speakers and counted things."""
    common = later.matter & earlier.matter
    return common - later.names - earlier.names - later.thing - earlier.thing if common else common


def _named(name: str | None) -> bool:
    """Whether a recipient is somebody in particular: a proper name, not "developing countries"."""
    return any(w[:1].isupper() for w in (name or "").split())


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

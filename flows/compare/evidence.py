"""What speaks for and against two claims being about one thing: payer, recipient, subject, number, speaker, time.

Record linkage in the manner of Fellegi and Sunter: each slot that agrees or differs adds its weight (all of them stand in `signs`). Slots
that a text leaves out are looked for in the other claim's sentence ("Berlin" beside an unnamed payer), because reports of one thing
rarely fill the same slots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from extractors.model import Claim
from flows.compare import changes, periods, topic
from flows.compare.beside import Beside
from flows.compare.facts import Facts, one_day
from flows.compare.kinship import same_person, same_recipient
from flows.compare.relations import Kin
from flows.compare.signs import WEIGHTS
from flows.compare.types import AGAINST, FIRM, Context, Kinship
from flows.compare.values import EXCHANGE, close, digits, point, same_numeral, scale_slip, unit_class
from flows.compare.words import words

#: Statements further apart than this are one matter only if their subject says so.
LONG_AGO = 30
#: A sentence with so many telling words that shares at most one with the other is about something else.
TELLING = 5
#: Sentences with so many telling words each, none of them shared, are about two things.
APART = 2
#: Beyond so many common words of two sentences one more says nothing.
SHARED = 3
#: Reports of one event are printed within so many days.
NEAR = 7
#: So many telling words in both texts, and other amounts, make them reports of one deal, however far apart in time.
DEAL = 6
#: So many telling words in both texts make them reports of one event.
TOPIC = 4

_TAKEN_BACK = re.compile(
    r"\b(?:no longer|not any ?more|after all|cancel\w*|scrap\w*|shelv\w*|drop(?:s|ped)|pull\w* out|back\w* out|with?dr[ae]w\w*|revok\w*|call\w* off|axe[ds]?)\b",
    re.I,
)


@dataclass
class Evidence:
    """A running sum with its reasons. ``content``: whether something of the matter itself agrees, not only who, to whom and when.

    ``signs``: what agreed and differed by name, 1 each, or the weight where it was worked out of several; see `chances`.
    """

    score: float = 0.0
    notes: list[str] = field(default_factory=list)
    content: bool = False
    signs: dict[str, float] = field(default_factory=dict)

    def add(self, sign: str, note: str, *, weight: float | None = None, content: bool = False) -> None:
        """Count one agreement or difference: what its name weighs in `signs.WEIGHTS`, or a weight that was worked out of several of them."""
        self.signs[sign] = 1.0 if weight is None else weight
        weight = WEIGHTS[sign] if weight is None else weight
        self.score += weight
        self.content |= content
        self.notes.append(f"{weight:+.1f} {note}")


@dataclass(frozen=True, slots=True)
class Case:
    """Two claims, what is known of them before any evidence is weighed, and the running sum."""

    later: Facts
    earlier: Facts
    context: Context
    kin: Kinship
    days: int | None
    beside: Beside
    found: Evidence
    recipients: Kin
    #: both print one number
    number: bool
    #: reports of one event may be printed so near to each other
    near: bool
    #: the two tell of one statement again: soon, or as a refusal, or with its number
    retold: bool
    #: one payer, one recipient and articles that share amounts and words, at any distance in time
    one_deal: bool

    @property
    def again(self) -> bool:
        """Whether months lie between two claims of one payer and number: a payer gives the same sum to this and to that."""
        days, new, old = self.days, self.later.claim, self.earlier.claim
        far = (
            self.number
            and days is not None
            and abs(days) > LONG_AGO
            and self.kin in ("same", "unknown")
            and self.beside.companions < 2
        )
        told = (
            new.recalled
            or old.recalled
            or self.later.worded(self.earlier).named
            or (new.ordinal and new.ordinal == old.ordinal)
        )
        return far and new.modality in FIRM and old.modality in FIRM and not told

    @property
    def common(self) -> frozenset[str]:
        """What both texts tell of; months later without payer, speaker, office and wire."""
        common = self.beside.common
        return common - self.later.frame - self.earlier.frame if self.again else common

    @property
    def against(self) -> bool:
        """Whether the later claim refuses or withdraws."""
        return self.later.claim.modality in AGAINST


def gather(later: Facts, earlier: Facts, context: Context, kin: Kinship, days: int | None, beside: Beside) -> Evidence:
    """All evidence for one matter, with its sum."""
    new, old = later.claim, earlier.claim
    recipients = context.world.kin(new.recipient, old.recipient)
    number = same_numeral(new, old)
    near = days is not None and abs(days) <= NEAR
    again = number and days is not None and (new.unit == old.unit or len(beside.common) > TOPIC)
    retold = near or (new.modality in AGAINST and days is not None) or again
    one_deal = kin == "same" == recipients and beside.companions > 1 and len(beside.common) >= DEAL and not near
    case = Case(later, earlier, context, kin, days, beside, Evidence(), recipients, number, near, retold, one_deal)
    _who(case)
    subject = _what(case)
    _numbers(case)
    _worded(case)
    _when(case, subject=subject)
    _company(case)
    return case.found


def _who(case: Case) -> None:
    """Payer and recipient, by their names or in the other's sentence; the speaker, too."""
    later, earlier, found, new, old = case.later, case.earlier, case.found, case.later.claim, case.earlier.claim
    if f"payers {case.kin}" in WEIGHTS:
        found.add(f"payers {case.kin}", f"payers {case.kin.replace('_', ' ')}")
    elif earlier.mentions(new.actor) or later.mentions(old.actor):
        found.add("payer named by the other", "the payer is named in the other's sentence")
    if same_person(later, earlier):
        found.add("same speaker", "the same speaker")
    if same_recipient(later, earlier):
        found.add("same recipient", "same recipient")
    elif case.recipients == "disjoint":
        told = any(topic.telling(r, case.context.world) & case.beside.common for r in (new.recipient, old.recipient))
        # two states told as such are two recipients, wherever else the other text names one of them
        told = told and not all(r and case.context.world.state(r) for r in (_own(new), _own(old)))
        apart = _named(new.recipient) and _named(old.recipient) and not told
        alike = case.number or later.near_miss(earlier)
        found.add(("another name" if alike else "another gift") if apart else "another kind", "another recipient")


def _own(claim: Claim) -> str | None:
    """The recipient that the claim's own sentence tells."""
    return claim.recipient if claim.recipient_from is None else None


def _what(case: Case) -> bool:
    """The subject, by purposes, sentences and articles; whether the first two agree."""
    later, earlier, common = case.later, case.earlier, case.common
    one_unit = case.later.claim.unit == case.earlier.claim.unit
    # a week later the same sum to the same recipient for something else is another gift
    forgiven = "time" in (later.unit_class, earlier.unit_class) or (
        case.number and case.kin == "same" and case.recipients == "same" and one_unit and case.near
    )
    worded = later.worded(earlier)
    # "lifting its share to 185 million": raised from what it was, which the sentence leaves to be known
    moved = worded.moved and case.kin == "same" and case.beside.companions > 0 and not changes.told(later.claim).former
    forgiven = forgiven or case.one_deal or worded.named or moved or (case.retold and len(common) >= TOPIC)
    subject = _subjects(later, earlier, case.found, forgiven=forgiven, again=case.again)
    if (
        case.again
        and not subject
        and len(common) < 2
        and min(len(x.telling - x.frame) for x in (later, earlier)) >= APART
    ):
        case.found.add("another matter", "months apart, and nothing but who gives and how much is the same")
    if case.one_deal:
        case.found.add("one deal", "one payer, one recipient, and articles that share amounts and words", content=True)
    if case.retold:
        _topics(later, earlier, case.found, case.beside, common)
    return subject


def _worded(case: Case) -> None:
    """What the later sentence says of the earlier amount."""
    worded, found, new = case.later.worded(case.earlier), case.found, case.later.claim
    if worded.named:
        found.add("named", "the text names the other amount beside its own", content=True)
    elif worded.moved:
        found.add("moved and lone" if case.beside.lone else "moved", "told as a change", content=case.kin == "same")
    if new.modality == "withdrawn" or (new.modality == "refused" and _TAKEN_BACK.search(new.quote.exact)):
        found.add("taken back", "a promise is taken back")


def _when(case: Case, *, subject: bool) -> None:
    """How far apart the two were said, and whether they tell of one period."""
    days, found, new, old = case.days, case.found, case.later.claim, case.earlier.claim
    if days is not None and abs(days) <= periods.SAME_ACT_DAYS:
        found.add("same day", "said on the same day")
    elif days is not None and abs(days) > LONG_AGO and not (subject or case.beside.companions or case.against):
        held = case.later.worded(case.earlier).named or new.recalled or old.recalled or case.recipients == "same"
        if not held:
            found.add("long apart", "long apart")
    _periods(case.later, case.earlier, found)


def _company(case: Case) -> None:
    """What else the articles share; a pledge beside a figure counts less."""
    found, new, old, companions = case.found, case.later.claim, case.earlier.claim, case.beside.companions
    if companions and not (case.against and case.later.number is None):
        weight = WEIGHTS["other amounts"] + WEIGHTS["other amounts, each"] * companions
        note = f"the two articles share {companions} other amounts"
        found.add("other amounts", note, weight=min(WEIGHTS["other amounts, at most"], weight), content=companions > 1)
    if new.ordinal and new.ordinal == old.ordinal:
        found.add("same ordinal", f"the same ordinal ({new.ordinal})", content=True)
    if new.kind != old.kind:
        named = case.later.worded(case.earlier).named
        alike = not new.actor or not old.actor or named or (case.retold and len(case.beside.common) >= TOPIC)
        found.add("other kind, forgiven" if alike else "other kind", "a pledge and a figure")


def _topics(later: Facts, earlier: Facts, found: Evidence, beside: Beside, common: frozenset[str]) -> None:
    """What headline and sentences around the claims have in common, and whether both tell of one day.

    Two different numbers are about one thing by that only if no other numbers could be meant.
    """
    new, old = later.claim, earlier.claim
    one_number = same_numeral(new, old) or _slip(new, old)
    if len(common) > 1:
        weight = min(WEIGHTS["topic, at most"], WEIGHTS["topic, a word"] * (len(common) - 1))
        known = one_number or beside.lone
        found.add(
            "topic, a word",
            f"both texts tell of {', '.join(sorted(common)[:6])}",
            weight=weight if known else min(WEIGHTS["topic without a number"], weight),
            content=known and len(common) >= TOPIC,
        )
    if beside.lone and not one_number and len(common) > 1:
        found.add("lone amounts", "the only amounts of their kind that the texts do not share", content=True)
    if common and one_day(later, earlier):
        found.add("day told", "both tell of the same day")


def _slip(new: Claim, old: Claim) -> bool:
    x, y = point(new), point(old)
    if not x or not y or new.unit != old.unit or new.role != old.role:
        return False
    return scale_slip(x, y) or topic.slipped(x, y)


def _swapped(new: Claim, old: Claim) -> bool:
    """Whether the digits of one number stand in another order in the other: 85 and 58 million."""
    x, y = point(new) or 0.0, point(old) or 0.0
    return bool(x and y) and 0.1 < x / y < 10 and topic.slipped(x, y) and digits(x) == digits(y)


def _numbers(case: Case) -> None:
    found, new, old = case.found, case.later.claim, case.earlier.claim
    if case.number:
        weight = WEIGHTS["same number"] + WEIGHTS["same number, a digit"] * digits(point(new) or 0)
        found.add("same number", "the same number", weight=min(WEIGHTS["same number, at most"], weight), content=True)
    elif _agree(new, old) or _converts(new, old, case.context, case.later.published):
        found.add("numbers agree", "numbers that agree", content=True)
    elif _slip(new, old):
        found.add("digits swapped" if _swapped(new, old) else "slip", "numbers that differ by a slip", content=True)


def _periods(later: Facts, earlier: Facts, found: Evidence) -> None:
    a, b = later.reference, earlier.reference
    if a is not None and b is not None and (a == b or (abs(a.months - b.months) < 2 and a.overlaps(b))):
        found.add("same period", "the same stated period", content=True)


def _subjects(later: Facts, earlier: Facts, found: Evidence, *, forgiven: bool, again: bool) -> bool:
    """Subjects by purpose where both have one, else by their sentences; whether they agree."""
    counted = later.thing | earlier.thing
    a, b = later.subject - counted, earlier.subject - counted
    if later.thing & earlier.thing:
        found.add("same thing", "the same kind of thing")
    if "other" in words(later.claim.purpose) and "other" not in words(earlier.claim.purpose):
        found.add("another purpose", "told as another purpose")
    elif later.adds_matter and a and b and not a & b:
        found.add("something besides", "told as something besides")
    shared = shared_words(later, earlier) - (a & b)
    if again:
        frames = later.frame | earlier.frame
        shared = frozenset(w for w in shared if not any(f.startswith(w[:5]) for f in frames))
    if not (a and b):
        return _sentences(later, earlier, found, shared, forgiven=forgiven)
    common = a & b
    if len(common) >= 2 or (common and len(common) * 2 > min(len(a), len(b))):
        found.add("same subject", f"same subject ({', '.join(sorted(common))})", content=True)
    elif common:
        found.add("subjects touch", f"subjects touch ({', '.join(common)})")
    elif (a & earlier.sentence) or (b & later.sentence):
        return _sentences(later, earlier, found, shared, forgiven=True)
    elif not forgiven:
        found.add("another subject", "another subject")
        return False
    if shared:
        weight = min(WEIGHTS["also shared, at most"], WEIGHTS["also shared, a word"] * len(shared))
        found.add("also shared, a word", f"sentences share {', '.join(sorted(shared)[:4])}", weight=weight)
    return bool(common) or len(shared) > 1


def _sentences(later: Facts, earlier: Facts, found: Evidence, shared: frozenset[str], *, forgiven: bool) -> bool:
    if shared:
        sign = f"sentences share {len(shared) if len(shared) <= SHARED else 'more'}"
        found.add(sign, f"sentences share {', '.join(sorted(shared)[:4])}", content=len(shared) > 1)
    if len(shared) <= 1 and not forgiven and min(len(x.telling - x.names) for x in (later, earlier)) >= TELLING:
        found.add("other things", "the sentences are about other things")
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

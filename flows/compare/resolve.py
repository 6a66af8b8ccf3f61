"""Resolution: whether two claims are about the same thing in the world.

Record linkage in the manner of Fellegi and Sunter: each slot that agrees or differs adds evidence, and the sum decides. The evidence
is kept in words, so that ``why`` can show it. No value is judged here; that is the rules' task.

The order of the questions is that of their cost: most candidates share no number and no payer, and are told apart by what `Facts` knows
of each side already, before anything is gathered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from extractors.model import Claim, Statement
from flows.compare import chances, periods, topic
from flows.compare.beside import Beside
from flows.compare.evidence import Evidence, gather, shared_words
from flows.compare.facts import Facts, apart, one_day, one_page
from flows.compare.kinship import TWIN, kinship, same_person, same_recipient, strangers, twins
from flows.compare.measure import rate
from flows.compare.misprint import misprinted, swapped
from flows.compare.origins import COPY, similarity
from flows.compare.signs import ANOTHER, APART_BY, OF_THE_MATTER
from flows.compare.standing import stand
from flows.compare.types import AGAINST, FIRM, GIVEN, Context, Kinship, Relation
from flows.compare.values import FAR, digits, scale_slip
from flows.compare.words import words

#: From here on two claims are one proposition; below it they only look alike.
SAME = 4.0
#: Below the bar two claims are one matter all the same where pairs with such evidence mostly are, by the signs that allow it (see `signs`).
LIKELY = 0.66
#: A refusal or a payment has no number to agree on: payer, recipient and the absence of another subject suffice.
SAME_WITHOUT_NUMBER = 3.0
#: ... and a refusal of another amount than was promised needs so much.
REFUSED_OTHER = 5.5
#: Days within which another report can be of the same gift.
WEEK = 7
#: Copies of one text: the sentence says it, whatever the slots.
SAME_SENTENCE = 0.6
#: A sentence of so many words that stands letter for letter in both was copied.
VERBATIM_WORDS = 5
#: Articles with so many telling words in common are worth a closer look whatever the claims.
IN_COMMON = 3


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of holding two statements against each other; ``relation`` is None where they only look alike."""

    relation: Relation | None
    score: float
    notes: tuple[str, ...]


NOTHING = Examined(None, 0.0, ())


def aligned(later: Facts, earlier: Facts) -> Facts:
    """The later statement in the earlier one's currency where both may mean one: "kroner" read as Norwegian here and Danish there, or "a
    billion and a half" without any currency in an article that prints no other than the earlier one's."""
    unit = earlier.claim.unit
    if later.claim.unit == unit or not (topic.one_coin(later.claim, earlier.claim) or later.lends(earlier)):
        return later
    return Facts(replace(later.statement, claim=replace(later.statement.claim, unit=unit)), later.world)


def relate(later: Statement, earlier: Statement, context: Context) -> Relation | None:
    """How the later statement stands to the earlier one; None where they are not about the same thing."""
    new, old = Facts(later, context.world), Facts(earlier, context.world)
    return examine(new, old, context, lambda: Beside(new.topic & old.topic)).relation


def examine(later: Facts, earlier: Facts, context: Context, articles: Callable[[], Beside]) -> Examined:
    """Whether two statements are one matter, with the evidence, for those who ask why two look-alikes were not compared.

    ``articles``: what their articles share, asked for only where it matters.
    """
    new, old = later.claim, earlier.claim
    digits_swapped = swapped(later, earlier)
    if old.role == "superseded" or not _comparable(later, earlier, one_thing=digits_swapped):
        return NOTHING
    copy = _copy(later, earlier, context)
    number = later.same_number(earlier)
    if copy is None and not number and not digits_swapped and not later.slip(earlier) and strangers(later, earlier):
        return NOTHING  # no evidence could make them one; most candidates end here
    beside = articles()
    if len(beside.common) < IN_COMMON and not (
        number
        or copy is not None
        or beside.companions
        or later.near_miss(earlier)
        or _anything_in_common(later, earlier)
    ):
        return NOTHING
    days = apart(later, earlier)
    if days and abs(days) <= WEEK and one_day(later, earlier):
        days = 0  # "last Wednesday" in Monday's paper and "today" in Wednesday's are one day
    worded = later.worded(earlier)
    if not number and not worded.named and _matched(new, old, beside, 0 if copy is not None else days):
        return NOTHING
    kin = kinship(later, earlier, beside)
    misprint = (
        digits_swapped
        and not (worded.moved or worded.named)
        and misprinted(later, earlier, beside, days, len(shared_words(later, earlier)))
    )
    if misprint and kin not in ("same", "overlaps"):
        kin = "unknown"  # one of the payers was misread
    elif (
        digits_swapped
        and not misprint
        and (not _comparable(later, earlier) or (copy is None and strangers(later, earlier)))
    ):
        return NOTHING
    if copy is None and not number and kin == "disjoint":
        return NOTHING
    evidence = gather(later, earlier, context, kin, days, beside)
    verbatim = later.folded == earlier.folded and len(words(new.quote.exact)) >= VERBATIM_WORDS
    if verbatim or (copy is not None and twins(later, earlier, SAME_SENTENCE)):
        evidence.add(
            "same sentence",
            "the same sentence" if copy is None else f"copies of one text ({copy:.2f}), the same sentence",
            weight=SAME,
            content=True,
        )
    if misprint:
        evidence.add("misprint", "one number of one event, its digits swapped", weight=SAME, content=True)
    bar = _bar(later, earlier, kin, copy)
    chance = chances.chance(new, old, evidence, bar)
    told = evidence.signs.keys()
    likely = chance >= LIKELY and not told & APART_BY and bool(told & OF_THE_MATTER)
    if told & ANOTHER and not told & OF_THE_MATTER:
        bar = max(bar, SAME)  # a payment of the payer's, but for something else
    if evidence.score < bar and likely:
        evidence.notes.append(f"such pairs are one matter {chance:.0%} of the time")
    same = (evidence.score >= bar or likely) and _allowed(
        later, earlier, context, kin, days, copy, evidence, verbatim=verbatim, beside=beside
    )
    relation = stand(later, earlier, context, kin, days, copy, evidence, chance) if same else None
    if relation is not None and misprint:
        relation = replace(relation, misprint=True)
    return Examined(relation, round(evidence.score, 1), tuple(evidence.notes))


def _comparable(later: Facts, earlier: Facts, *, one_thing: bool = False) -> bool:
    """``one_thing``: whatever the counted things are called."""
    a, b, new, old = later.unit_class, earlier.unit_class, later.claim, earlier.claim
    if {new.modality, old.modality} & {"denied", "hypothetical"}:
        return False
    if a == b == "count" and fates(later) and fates(earlier) and not fates(later) & fates(earlier):
        return False  # the dead of one report are not the injured of another
    if a == b:
        return a != "count" or one_thing or not later.thing or not earlier.thing or bool(later.thing & earlier.thing)
    if "none" in (a, b):
        lone = new if a == "none" else old
        return lone.modality in AGAINST or "time" in (a, b)
    if "time" in (a, b):
        return bool(new.per or old.per or new.time.text or old.time.text)
    return a == "share" and old.modality in FIRM and (new.modality in GIVEN or later.worded(earlier).part)


def fates(facts: Facts) -> frozenset[str]:
    """What became of the people that the claim counts: killed, hurt, missing, without a home."""
    told = f"{facts.claim.unit_of or ''} {facts.claim.purpose or ''} {facts.claim.anchor.exact}"
    return facts.world.fates(told)


def _anything_in_common(later: Facts, earlier: Facts) -> bool:
    """A cheap look before the evidence is gathered: something of the matter itself, beyond who and when, has to be shared."""
    new, old = later.claim, earlier.claim
    if new.modality in AGAINST | GIVEN or (new.ordinal and new.ordinal == old.ordinal):
        return True
    timed = (new.time.start or new.time.end or new.time.deadline) and (
        old.time.start or old.time.end or old.time.deadline
    )
    if timed or new.per != old.per or new.unit != old.unit or "time" in (later.unit_class, earlier.unit_class):
        return True
    return bool(shared_words(later, earlier)) or later.worded(earlier).named


def _copy(later: Facts, earlier: Facts, context: Context) -> float | None:
    """Likeness of the two texts where they are copies of one another (within a week, or versions of one page), else None."""
    if later.place == earlier.place:
        return None
    if one_page(later, earlier):
        return 1.0
    one_origin = later.article.origin is not None and later.article.origin == earlier.article.origin
    a, b = context.sketches.get(later.key), context.sketches.get(earlier.key)
    if not one_origin and (a is None or b is None):
        return None
    days = apart(later, earlier)
    if days is not None and abs(days) > WEEK:
        return None  # a ministry says the same in the same words again: a new statement, not a copy of the old report
    likeness = max(similarity(a, b), COPY if one_origin else 0.0)
    return likeness if likeness >= COPY else None


def _matched(new: Claim, old: Claim, beside: Beside, days: int | None) -> bool:
    """Whether one of two amounts of one day, or of two copies of a text, has its match in the other article: then they are not versions of each other."""
    given = new.modality in GIVEN and old.modality not in GIVEN
    both_added = (
        new.role == old.role == "increment"
    )  # the total of one may stand in the other: that is what was mixed up
    return (
        days == 0
        and new.unit == old.unit
        and not given
        and not both_added
        and new.modality not in AGAINST
        and beside.matched
    )


def _bar(later: Facts, earlier: Facts, kin: Kinship, copy: float | None) -> float:
    if kin == "disjoint" and copy is None:
        return float("-inf")  # another payer is not a matter of degree: `_payer_alone_differs` decides
    without = later.claim.modality in AGAINST | GIVEN or "time" in (later.unit_class, earlier.unit_class)
    return SAME_WITHOUT_NUMBER if without else SAME


def _allowed(
    later: Facts,
    earlier: Facts,
    context: Context,
    kin: Kinship,
    days: int | None,
    copy: float | None,
    evidence: Evidence,
    *,
    verbatim: bool,
    beside: Beside,
) -> bool:
    """What the sum of evidence cannot tell: claims that must not be one matter however alike they look."""
    new, old = later.claim, earlier.claim
    worded = later.worded(earlier)
    if kin == "disjoint" and copy is None and not _payer_alone_differs(later, earlier, beside, days):
        return False
    number, against = later.same_number(earlier), new.modality in AGAINST
    given = new.modality in GIVEN and old.modality not in GIVEN
    if not (evidence.content or given or against or later.number is None or earlier.number is None):
        return False
    if kin in ("part_of", "contains") and not number and copy is None:
        near = days is not None and abs(days) <= periods.SAME_ACT_DAYS
        if not against and not worded.named and not (near and later.subject & earlier.subject):
            return False
    if (
        against
        and not number
        and later.number
        and earlier.number
        and evidence.score < REFUSED_OTHER
        and not worded.named
    ):
        return False  # another amount is refused than was promised
    if against and later.extended != earlier.extended:
        return False  # membership refused is not money refused
    numberless = later.unit_class == earlier.unit_class == "none" and not against
    if numberless and not verbatim and not later.subject & earlier.subject:
        return False
    if later.unit_class == "share" and not (number or same_recipient(later, earlier) or later.matter & earlier.matter):
        return False  # a percentage is of something: two that say nothing of the same thing are no versions of one
    if (later.unit_class == "time") != (earlier.unit_class == "time") and not periods.horizon_differs(old, new):
        return False
    if (
        not number
        and copy is None
        and not worded.named
        and (_on_top(new, old) or (days == 0 and _other_extent(new, old)))
    ):
        return False
    return not _another_matter(later, earlier, context, copied=copy is not None)


_SINCE = re.compile(r"\bsince (?:[A-Z][a-z]+ )?((?:19|20)\d\d)\b")


def _on_top(new: Claim, old: Claim) -> bool:
    """Whether one tells what is added and the other a whole, so that neither is a version of the other.

    An addition over the very years of the whole is kept: it may be the new total, told as an increase.
    """
    if (new.role == "cut") != (old.role == "cut"):
        return True  # "150 million less than announced"
    if (new.role == "increment") == (old.role == "increment"):
        return False
    return new.role != "increment" or not periods.windows(new) or periods.windows(new) != periods.windows(old)


def _other_extent(new: Claim, old: Claim) -> bool:
    """Whether one is an addition and the other none, or one is counted from a year that the other does not name."""
    if ("increment" in (new.role, old.role)) and new.role != old.role and periods.windows(new) != periods.windows(old):
        return True
    more = [c.role == "increment" and not periods.windows(c) for c in (new, old)]
    since = [set(_SINCE.findall(c.quote.exact)) for c in (new, old)]
    return more[0] != more[1] or since[0] != since[1]


def _payer_alone_differs(later: Facts, earlier: Facts, beside: Beside, days: int | None) -> bool:
    """One gift told with another giver: same number, same day, and the same speaker or the same subject in so many words."""
    new, old, world = later.claim, earlier.claim, later.world
    if not later.same_number(earlier) or days is None or abs(days) > WEEK or later.place == earlier.place:
        return False
    common, precise = len(shared_words(later, earlier)), digits(later.number or 0)
    if twins(later, earlier, TWIN):
        return True
    if same_person(later, earlier) and same_recipient(later, earlier) and common >= 1 and abs(days) <= 1:
        return True
    if world.state(new.actor) and world.state(old.actor):
        return (
            common >= 1 and precise >= 3
        )  # states that give alike are a conference, unless the number is too odd for chance
    if abs(days) > 1:
        return False
    if same_person(later, earlier) and common >= 1:
        return True
    about = common + len(beside.common)
    return (precise >= 2 and (common >= 2 or (common >= 1 and (same_recipient(later, earlier) or about > 2)))) or (
        common >= 2 and about >= 6
    )


def _another_matter(later: Facts, earlier: Facts, context: Context, *, copied: bool) -> bool:
    """Numbers so far apart that they cannot measure one thing, unless a scale slipped; of two currencies, by the rate of the day."""
    x, y, new, old = later.number, earlier.number, later.claim, earlier.claim
    if copied or not x or not y or "delivered" in (new.modality, old.modality):
        return False
    if new.unit != old.unit:
        found = rate(context.rates, new.unit, old.unit, later.published)
        return found is not None and not 1 / FAR <= abs(x * found[0] / y) <= FAR and not later.same_number(earlier)
    return not 1 / FAR <= abs(x / y) <= FAR and not scale_slip(abs(x), abs(y))

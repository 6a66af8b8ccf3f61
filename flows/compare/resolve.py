"""Resolution: whether two claims are about the same thing in the world, and how they stand to each other.

Record linkage in the manner of Fellegi and Sunter: each slot that agrees or differs adds evidence, and the sum decides. The evidence
is kept in words, so that ``why`` can show it. No value is judged here; that is the rules' task.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractors.model import Claim, Statement
from flows.compare import periods, topic
from flows.compare.evidence import (
    TWIN,
    Beside,
    Evidence,
    gather,
    kinship,
    same_person,
    same_recipient,
    sentence_likeness,
    shared_words,
    thing,
    unit_class,
)
from flows.compare.origins import COPY, similarity
from flows.compare.types import Context, Kinship, Relation
from flows.compare.values import FAR, digits, point, same_numeral, scale_slip
from flows.compare.words import fold, surname_match, words

#: From here on two claims are one proposition; below it they only look alike.
SAME = 4.0
#: A refusal or a payment has no number to agree on: payer, recipient and the absence of another subject suffice.
SAME_WITHOUT_NUMBER = 3.0
#: Days within which another report can be of the same gift.
WEEK = 7
#: Copies of one text: the sentence says it, whatever the slots.
SAME_SENTENCE = 0.6
#: A sentence of so many words that stands letter for letter in both was copied.
VERBATIM_WORDS = 5

GIVEN = frozenset({"delivered"})
AGAINST = frozenset({"refused", "withdrawn"})
FIRM = frozenset({"pledged", "planned", "reaffirmed", "conditional", "expected", "demanded"})


def key(statement: Statement) -> str:
    """The article of a statement, as sketches and origins name it."""
    return f"{statement.article.document_id}#{statement.article.segment}"


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of holding two statements against each other; ``relation`` is None where they only look alike."""

    relation: Relation | None
    score: float
    notes: tuple[str, ...]


def aligned(later: Statement, earlier: Statement) -> Statement:
    """The later statement in the earlier one's currency where both may mean one: "kroner" read as Norwegian here and Danish there."""
    if not topic.one_coin(later.claim, earlier.claim):
        return later
    return replace(later, claim=replace(later.claim, unit=earlier.claim.unit))


def relate(later: Statement, earlier: Statement, context: Context) -> Relation | None:
    """How the later statement stands to the earlier one; None where they are not about the same thing."""
    return examine(later, earlier, context).relation


def examine(later: Statement, earlier: Statement, context: Context, beside: Beside | None = None) -> Examined:
    """`relate` with the evidence, for those who ask why two look-alikes were not compared.

    ``beside``: what the two articles share, as far as their claims are known; None = what the two statements share.
    """
    later, earlier = _plain(later), _plain(earlier)
    new, old = later.claim, earlier.claim
    if not _comparable(new, old) or old.role == "superseded":
        return Examined(None, 0.0, ())
    if beside is None:
        beside = Beside(common=topic.of_statement(later, context.world) & topic.of_statement(earlier, context.world))
    if len(beside.common) < 3 and not _anything_in_common(later, earlier, context, beside.companions):
        return Examined(None, 0.0, ())
    kin = kinship(later, earlier, context.world, beside)
    days = periods.apart(earlier, later)
    if days is not None and abs(days) <= WEEK and topic.one_day(later, earlier):
        days = 0  # "last Wednesday" in Monday's paper and "today" in Wednesday's are one day
    copy = _copy(later, earlier, context)
    if copy is None and not same_numeral(new, old) and (kin == "disjoint" or _matched(new, old, beside, days)):
        return Examined(None, 0.0, ())  # no evidence could make them one; most candidates end here
    evidence = gather(later, earlier, context, kin, days, beside)
    verbatim = len(words(new.quote.exact)) >= VERBATIM_WORDS and fold(new.quote.exact) == fold(old.quote.exact)
    if verbatim or (copy is not None and sentence_likeness(new, old) >= SAME_SENTENCE):
        evidence.add(
            SAME,
            "the same sentence" if copy is None else f"copies of one text ({copy:.2f}), the same sentence",
            content=True,
        )
    same = evidence.score >= _bar(new, old, kin, copy) and _allowed(
        later, earlier, context, kin, days, copy, evidence, verbatim=verbatim, beside=beside
    )
    relation = _relation(later, earlier, context, kin, days, copy, evidence) if same else None
    return Examined(relation, round(evidence.score, 1), tuple(evidence.notes))


def _anything_in_common(later: Statement, earlier: Statement, context: Context, companions: int) -> bool:
    """A cheap look before the evidence is gathered: something of the matter itself, beyond who and when, has to be shared."""
    new, old = later.claim, earlier.claim
    if (
        same_numeral(new, old)
        or companions
        or new.modality in AGAINST | GIVEN
        or (new.ordinal and new.ordinal == old.ordinal)
    ):
        return True
    timed = (new.time.start or new.time.end or new.time.deadline) and (
        old.time.start or old.time.end or old.time.deadline
    )
    if timed or new.per != old.per or new.unit != old.unit or "time" in (unit_class(new), unit_class(old)):
        return True
    return bool(shared_words(new, old, context.world)) or _copy(later, earlier, context) is not None


def _spoken_for(new: Claim, old: Claim) -> bool:
    """Whether the payer of one may only be the speaker of the other."""
    return any(a.actor and b.speaker and surname_match(a.actor, b.speaker) for a, b in ((new, old), (old, new)))


def _plain(statement: Statement) -> Statement:
    claim = periods.stated(statement)
    return statement if claim is statement.claim else replace(statement, claim=claim)


def _copy(later: Statement, earlier: Statement, context: Context) -> float | None:
    """Likeness of the two texts where they are copies of one another (within a week, or versions of one page), else None."""
    if key(later) == key(earlier):
        return None
    if _one_page(later, earlier):
        return 1.0
    days = periods.apart(earlier, later)
    if days is not None and abs(days) > WEEK:
        return None  # a ministry says the same in the same words again: a new statement, not a copy of the old report
    likeness = similarity(context.sketches.get(key(later)), context.sketches.get(key(earlier)))
    if later.article.origin is not None and later.article.origin == earlier.article.origin:
        likeness = max(likeness, COPY)
    return likeness if likeness >= COPY else None


def _one_page(later: Statement, earlier: Statement) -> bool:
    """Whether the two stand on two versions of one page."""
    a, b = later.article, earlier.article
    return a.url is not None and a.url == b.url and a.segment == b.segment and a.document_id != b.document_id


def _bar(new: Claim, old: Claim, kin: Kinship, copy: float | None) -> float:
    if kin == "disjoint" and copy is None:
        return float("-inf")  # another payer is not a matter of degree: `_payer_alone_differs` decides
    without = new.modality in AGAINST | GIVEN or "time" in (unit_class(new), unit_class(old))
    return SAME_WITHOUT_NUMBER if without else SAME


def _allowed(
    later: Statement,
    earlier: Statement,
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
    new, old, world = later.claim, earlier.claim, context.world
    if kin == "disjoint" and copy is None and not _payer_alone_differs(later, earlier, context, beside, days):
        return False
    number = same_numeral(new, old)
    given = new.modality in GIVEN and old.modality not in GIVEN
    if (
        not evidence.content
        and not given
        and new.modality not in AGAINST
        and point(new) is not None
        and point(old) is not None
    ):
        return False
    if kin in ("part_of", "contains") and not number and copy is None:
        near = days is not None and abs(days) <= periods.SAME_ACT_DAYS
        if new.modality not in AGAINST and not (near and world.subject(new) & world.subject(old)):
            return False
    if new.modality in AGAINST and world.extended(new) != world.extended(old):
        return False  # membership refused is not money refused
    numberless = unit_class(new) == unit_class(old) == "none" and new.modality not in AGAINST
    if numberless and not verbatim and not world.subject(new) & world.subject(old):
        return False
    if (unit_class(new) == "time") != (unit_class(old) == "time") and not periods.horizon_differs(old, new):
        return False
    if not number and copy is None and days == 0 and _other_extent(new, old):
        return False
    return not _another_matter(new, old, copy is not None)


def _matched(new: Claim, old: Claim, beside: Beside, days: int | None) -> bool:
    """Whether one of two amounts of one day has its match in the other article: then they are not versions of each other."""
    given = new.modality in GIVEN and old.modality not in GIVEN
    return beside.matched and new.unit == old.unit and days == 0 and not given and new.modality not in AGAINST


_SINCE = re.compile(r"\bsince (?:[A-Z][a-z]+ )?((?:19|20)\d\d)\b")


def _other_extent(new: Claim, old: Claim) -> bool:
    """Whether one is an addition and the other none, or one is counted from a year that the other does not name."""
    if ("increment" in (new.role, old.role)) and new.role != old.role and periods.windows(new) != periods.windows(old):
        return True
    more = [c.role == "increment" and not periods.windows(c) for c in (new, old)]
    since = [set(_SINCE.findall(c.quote.exact)) for c in (new, old)]
    return more[0] != more[1] or since[0] != since[1]


def _comparable(new: Claim, old: Claim) -> bool:
    a, b = unit_class(new), unit_class(old)
    if {new.modality, old.modality} & {"denied", "hypothetical"}:
        return False
    if a == b:
        return a != "count" or not thing(new) or not thing(old) or bool(thing(new) & thing(old))
    if "none" in (a, b):
        lone = new if a == "none" else old
        return lone.modality in AGAINST or "time" in (a, b)
    if "time" in (a, b):
        return bool(new.per or old.per or new.time.text or old.time.text)
    return a == "share" and new.modality in GIVEN and old.modality in FIRM


def _payer_alone_differs(
    later: Statement, earlier: Statement, context: Context, beside: Beside, days: int | None
) -> bool:
    """One gift told with another giver: same number, same day, and the same speaker or the same subject in so many words."""
    new, old, world = later.claim, earlier.claim, context.world
    if not same_numeral(new, old) or days is None or abs(days) > WEEK or key(later) == key(earlier):
        return False
    common, precise = len(shared_words(new, old, world)), digits(point(new) or 0)
    if sentence_likeness(new, old) >= TWIN:
        return True
    if world.state(new.actor) and world.state(old.actor):
        return (
            common >= 1 and precise >= 3
        )  # states that give alike are a conference, unless the number is too odd for chance
    if abs(days) > 1:
        return False
    if same_person(new, old, world) and common >= 1:
        return True
    about = common + len(beside.common)
    return (precise >= 2 and (common >= 2 or (common >= 1 and (same_recipient(new, old, world) or about > 2)))) or (
        common >= 2 and about >= 6
    )


def _another_matter(new: Claim, old: Claim, copied: bool) -> bool:
    """Numbers so far apart that they cannot measure one thing, unless a scale slipped."""
    x, y = point(new), point(old)
    if (
        copied
        or x is None
        or y is None
        or not x
        or not y
        or new.unit != old.unit
        or "delivered" in (new.modality, old.modality)
    ):
        return False
    return not 1 / FAR <= abs(x / y) <= FAR and not scale_slip(abs(x), abs(y))


def _relation(
    later: Statement,
    earlier: Statement,
    context: Context,
    kin: Kinship,
    days: int | None,
    copy: float | None,
    evidence: Evidence,
) -> Relation:
    new, old, world = later.claim, earlier.claim, context.world
    number = same_numeral(new, old)
    near = days is not None and abs(days) <= periods.SAME_ACT_DAYS
    utterance = (
        (near or copy is not None)
        and not new.recalled
        and not old.recalled
        and not (_moving(new, old, days) and copy is None)
    )
    differs: list[str] = []
    if kin == "disjoint":
        differs.append("actor")
        utterance = True
    act = number and (copy is not None or (days is not None and abs(days) <= 1))
    if utterance and act and _other_speaker(later, earlier, context):
        differs.append("speaker")
    if kin in ("part_of", "contains") and number:
        kin = "same"
    a, b = periods.reference(new), periods.reference(old)
    time = "unknown" if a is None or b is None else "disjoint" if periods.disjoint(new, old) else "same"
    if new.per is None and not number:
        time = (
            "inside" if periods.inside(new, old) else "around" if periods.inside(old, new) and old.per is None else time
        )
    vague = unit_class(new) == "time" or unit_class(old) == "time"
    differs_in_time = (
        (number or (copy is not None and new.unit == old.unit and new.per == old.per))
        and periods.period_differs(old, new, periods.published(later))
    ) or (vague and periods.horizon_differs(old, new))
    differs_in_time = differs_in_time or (number and near and _rate_told_as_whole(old, new))
    relation = Relation(
        same_utterance=bool(utterance), same_period=a is not None and a == b, days=days or None, actor=kin, time=time,  # type: ignore[arg-type]
        months=tuple(dict.fromkeys(periods.windows(new) + periods.windows(old))), copy=copy, differs=tuple(differs),  # type: ignore[arg-type]
        period_differs=differs_in_time, gloss=world.outlet(new.speaker) or vague, adds=_adds(old, new),
        series=world.casualty(new), scope="part_of" if new.role == "part" and new.kind == old.kind == "figure" else "same", on=periods.published(later), score=round(evidence.score, 1), evidence=tuple(evidence.notes),
    )  # fmt: skip
    return _special(relation, later, earlier, context)


def _other_speaker(later: Statement, earlier: Statement, context: Context) -> bool:
    """Whether two persons are named as the speaker of one statement, or two offices of it on the day that both texts name."""
    new, old, world = later.claim, earlier.claim, context.world
    if new.speaker and old.speaker and world.person(new.speaker) and world.person(old.speaker):
        a, b = topic.office(new.speaker), topic.office(old.speaker)
        if not (a and b):
            return not surname_match(new.speaker, old.speaker)
    elif any(c.speaker and world.person(c.speaker) and not topic.office(c.speaker) for c in (new, old)):
        return False
    if not topic.one_day(later, earlier):
        return False
    a, b = (topic.office(c.speaker or "") or topic.office(c.quote.exact) for c in (new, old))
    return (
        a is not None
        and b is not None
        and a != b
        and all(a if a[1] == b[1] else (True,))
        and (a[1] != b[1] or bool(a[0] and b[0]))
    )


_WHOLE = re.compile(
    r"\b(?:in all|in total|altogether|all told|spread|stretched|over the (?:\w+ )?years|as a whole)\b", re.I
)


def _rate_told_as_whole(old: Claim, new: Claim) -> bool:
    """Whether one tells a number "a year" and the other the same number "in all"."""
    if bool(old.per) == bool(new.per):
        return False
    total = new if old.per else old
    return bool(_WHOLE.search(f"{total.anchor.exact} {total.quote.exact}"))


def _moving(new: Claim, old: Claim, days: int | None) -> bool:
    """Whether both are running totals and the later one is larger: then it has moved on, however soon."""
    totals = all(c.measure == "cumulative_total" or c.role == "total" for c in (new, old))
    x, y = point(new), point(old)
    return totals and bool(days) and x is not None and y is not None and new.unit == old.unit and x > y


def _adds(old: Claim, new: Claim) -> tuple[str, ...]:
    slots = {
        "start": (old.time.start, new.time.start), "deadline": (old.time.deadline or old.time.end, new.time.deadline or new.time.end),
        "speaker": (old.speaker, new.speaker), "recipient": (old.recipient, new.recipient), "condition": (old.condition, new.condition),
    }  # fmt: skip
    added = [name for name, (a, b) in slots.items() if b and not a]
    if new.equivalents and not old.equivalents:
        added.append("conversion")
    return tuple(added)


def _special(relation: Relation, later: Statement, earlier: Statement, context: Context) -> Relation:
    """The relation with what only certain claims can have."""
    new, old, world = later.claim, earlier.claim, context.world
    taken_stock = bool(
        world.stocktaking
        & set(words(f"{old.purpose or ''} {old.anchor.exact} {old.quote.exact if not old.purpose else ''}"))
    )
    window = periods.windows(new)
    x, y = point(new), point(old)
    larger = x is not None and y is not None and x > y and new.unit == old.unit
    due = periods.days(old.time.deadline or old.time.end)
    on = periods.published(later)
    return replace(
        relation,
        inventory=old.kind == "figure" and taken_stock and new.modality in GIVEN and same_numeral(new, old),
        level_as_increment=new.role == "increment" and larger and bool(window) and window == periods.windows(old),
        revision=_one_page(later, earlier),
        expectation_due=old.modality == "expected" and due is not None and on is not None and on > due.end,
    )

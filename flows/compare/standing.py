"""How two claims that are one matter stand to each other: one utterance or two, which period, what is told differently, what is added."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from extractors.model import Claim
from flows.compare import changes, periods, topic
from flows.compare.evidence import Evidence
from flows.compare.facts import Facts, one_day, one_page
from flows.compare.news import told_today
from flows.compare.relations import World
from flows.compare.types import GIVEN, Context, Kinship, Relation
from flows.compare.values import point, same_numeral
from flows.compare.words import surname_match, words


def stand(
    later: Facts,
    earlier: Facts,
    context: Context,
    kin: Kinship,
    days: int | None,
    copy: float | None,
    evidence: Evidence,
    chance: float,
) -> Relation:
    """The relation of two claims that are one matter; ``chance``: how often such pairs are."""
    new, old, world = later.claim, earlier.claim, context.world
    number = same_numeral(new, old)
    near = days is not None and abs(days) <= periods.SAME_ACT_DAYS
    worded = later.worded(earlier)
    day = one_day(later, earlier)
    utterance = (
        (near or copy is not None)
        and not worded.moved
        and not (_recalled(new) and not day)
        and not (_recalled(old) and not day)
        and not (_moving(new, old, days) and copy is None)
    )
    differs: list[str] = []
    if kin == "disjoint":
        differs.append("actor")
        utterance = True
    act = number and (copy is not None or (days is not None and abs(days) <= 1))
    if utterance and act and _other_speaker(later, earlier):
        differs.append("speaker")
    if kin in ("part_of", "contains") and number:
        kin = "same"
    a, b = later.reference, earlier.reference
    time = "unknown" if a is None or b is None else "disjoint" if periods.disjoint(new, old) else "same"
    whole_year = (
        later.statement.claim
    )  # the year of publication says nothing by itself, but lies within a longer stretch
    if new.per is None and not number:
        time = "inside" if periods.inside(whole_year, old) else time
        time = (
            "inside" if periods.inside(new, old) else "around" if periods.inside(old, new) and old.per is None else time
        )
    vague = "time" in (later.unit_class, earlier.unit_class)
    differs_in_time = (
        (number or (copy is not None and new.unit == old.unit and new.per == old.per))
        and periods.period_differs(old, new, later.published)
    ) or (vague and periods.horizon_differs(old, new))
    differs_in_time = differs_in_time or (
        number
        and new.unit == old.unit
        and (
            (near and (_rate_told_as_whole(old, new) or _every_year_or_once(old, new)))
            or _once_told_as_rate(old, new, world)
        )
    )
    relation = Relation(
        same_utterance=bool(utterance), same_period=a is not None and a == b, days=days or None, actor=kin, time=time,  # type: ignore[arg-type]
        months=_months(later, earlier), copy=copy, differs=tuple(differs),  # type: ignore[arg-type]
        period_differs=differs_in_time, gloss=world.outlet(new.speaker) or vague, adds=_adds(old, new),
        series=world.casualty(new), scope="part_of" if new.role == "part" and not number and new.kind == old.kind == "figure" else "same", on=later.published, score=round(evidence.score, 1), evidence=tuple(evidence.notes),
        one_day=day, moved=worded.moved, part=worded.part, named=worded.named, rival=worded.rival, chance=chance,
    )  # fmt: skip
    return _special(relation, later, earlier, context)


def _months(later: Facts, earlier: Facts) -> tuple[float, ...]:
    """The stretches through which a rate may meet a total: that of the total where it has one (the year of publication is one), else the rate's."""
    new, old = later.statement.claim, earlier.statement.claim
    if bool(new.per) != bool(old.per) and (own := periods.windows(old if new.per else new)):
        return own
    return tuple(dict.fromkeys(periods.windows(later.claim) + periods.windows(earlier.claim)))


def _recalled(claim: Claim) -> bool:
    """Whether the claim tells of what had been said before, and its sentence does not make it today's news after all."""
    return claim.recalled and not told_today(claim)


def _other_speaker(later: Facts, earlier: Facts) -> bool:
    """Whether two persons are named as the speaker of one statement, or two offices of it on the day that both texts name."""
    new, old = later.claim, earlier.claim
    if new.speaker and old.speaker and later.person_speaks and earlier.person_speaks:
        a, b = topic.office(new.speaker), topic.office(old.speaker)
        if not (a and b):
            return not surname_match(new.speaker, old.speaker)
    elif any(x.person_speaks and not topic.office(x.claim.speaker or "") for x in (later, earlier)):
        return _two_sayers(later, earlier) or _two_sayers(earlier, later)
    if not one_day(later, earlier):
        return False
    a, b = (topic.office(c.speaker or "") or topic.office(c.quote.exact) for c in (new, old))
    return (
        a is not None
        and b is not None
        and a != b
        and all(a if a[1] == b[1] else (True,))
        and (a[1] != b[1] or bool(a[0] and b[0]))
    )


_SAYS = r"(?:said|says|told|tells|announced|announces|declared|confirmed|disclosed|revealed|promised|pledged)"
#: "Defence Minister Ingrid Solheim said her government would ask": who says it, though the reader took somebody else for it
_SAYER = re.compile(
    rf"\b[Mm]inister (?:[Oo]f [\w ]{{3,30}} )?((?:[^\W\d_a-z][\w'’-]+ ){{1,2}}[^\W\d_a-z][\w'’-]+),? {_SAYS}\b"
)


def _two_sayers(a: Facts, b: Facts) -> bool:
    """Whether one names a person as the speaker, and the other, whose speaker has no name, opens with a minister who says it."""
    speaker = a.claim.speaker if a.person_speaks else None
    if not speaker or b.person_speaks or not topic.office(a.claim.quote.exact):
        return False
    said = _SAYER.search(b.claim.quote.exact)
    return (
        said is not None
        and said.end() <= b.claim.anchor.start - b.claim.quote.start
        and not surname_match(speaker, said.group(1))
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


_EVERY = re.compile(
    r"\b(?:each|every|per|a) (?:single )?(?:year|month|week)\b|\b(?:annually|yearly|monthly|every twelve months)\b",
    re.I,
)
_ONE_GIFT = frozenset({"one_off", "none"})


def _every_year_or_once(old: Claim, new: Claim) -> bool:
    """Whether of one promise of one day one report makes a gift and the other the same number year after year, in so many words."""
    if bool(old.per) == bool(new.per):
        return False
    total, rate = (new, old) if old.per else (old, new)
    firm = all(c.kind == "pledge" and c.modality in ("pledged", "planned") for c in (old, new))
    dated = total.time.start or total.time.end or total.time.deadline or _EVERY.search(total.quote.exact)
    return firm and total.measure in _ONE_GIFT and not dated and bool(_EVERY.search(rate.quote.exact))


def _once_told_as_rate(old: Claim, new: Claim, world: World) -> bool:
    """Whether one tells a thing that is paid once (a loan, a factory) and the other the same number "a year"."""
    if bool(old.per) == bool(new.per):
        return False
    total = new if old.per else old
    return bool(world.once & set(words(f"{total.purpose or ''} {total.quote.exact}"))) and not periods.windows(total)


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


def _level(claim: Claim) -> bool:
    """Whether the amount is told as the new total, not as what comes on top of an old one."""
    return claim.role == "total" or claim.measure == "level"


def _moved_to(claim: Claim) -> bool:
    """Whether the amount is a level to which something was raised or cut: who then tells it as an addition took the level for one."""
    return _level(claim) or changes.told(claim).direction is not None


def _special(relation: Relation, later: Facts, earlier: Facts, context: Context) -> Relation:
    """The relation with what only certain claims can have."""
    new, old, world = later.claim, earlier.claim, context.world
    window = periods.windows(new)
    x, y = point(new), point(old)
    larger = x is not None and y is not None and x > y and new.unit == old.unit
    due = periods.days(old.time.deadline or old.time.end)
    on = later.published
    signs: dict[str, Any] = {
        "inventory": old.kind == "figure"
        and new.modality in GIVEN
        and same_numeral(new, old)
        and not world.stocktaking.isdisjoint(
            words(f"{old.purpose or ''} {old.anchor.exact} {old.quote.exact if not old.purpose else ''}")
        ),
        "level_as_increment": new.role == "increment"
        and old.role != "increment"
        and (
            (larger and bool(window) and window == periods.windows(old))
            or (relation.same_utterance and _level(old) and x == y)
            or (new.per is not None and new.per == old.per and new.unit == old.unit and x == y and _moved_to(old))
        ),
        "revision": one_page(later, earlier),
        "expectation_due": old.modality == "expected" and due is not None and on is not None and on > due.end,
    }
    # most pairs have none of them, and a copy of a relation costs as much as comparing
    return replace(relation, **signs) if any(signs.values()) else relation

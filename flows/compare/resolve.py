"""Resolution: whether two claims are about the same thing in the world, and how they stand to each other.

Record linkage in the manner of Fellegi and Sunter: each slot that agrees or differs adds evidence, and the sum decides. The evidence
is kept in words, so that ``why`` can show it. No value is judged here; that is the rules' task.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from extractors.model import Claim, Statement
from flows.compare import periods
from flows.compare.origins import COPY, similarity
from flows.compare.types import Context, Kinship, Relation
from flows.compare.values import EXCHANGE, FAR, close, digits, point, same_numeral, scale_slip
from flows.compare.words import stem, surname_match, words

#: From here on two claims are one proposition; below it they only look alike.
SAME = 4.0
#: A refusal or a payment has no number to agree on: payer, recipient and the absence of another subject suffice.
SAME_WITHOUT_NUMBER = 3.0
#: Another payer of the same thing: everything else has to agree.
SAME_BUT_PAYER = 3.5
#: Days within which another report can be of the same gift.
WEEK = 7
#: Copies of one text: the sentence says it, whatever the slots.
SAME_SENTENCE = 0.6

GIVEN = frozenset({"delivered"})
AGAINST = frozenset({"refused", "withdrawn"})
FIRM = frozenset({"pledged", "planned", "reaffirmed", "conditional", "expected", "demanded"})


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


def key(statement: Statement) -> str:
    """The article of a statement, as sketches and origins name it."""
    return f"{statement.article.document_id}#{statement.article.segment}"


def unit_class(claim: Claim) -> str:
    """What kind of amount a claim holds: money, count of something, share of GDP, share, time, another unit, or none."""
    unit = claim.unit
    if claim.measure == "duration" or unit in ("year", "month", "week", "day") and not claim.unit_of:
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
    return frozenset(stem(w) for w in words(claim.unit_of))


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of holding two statements against each other; ``relation`` is None where they only look alike."""

    relation: Relation | None
    score: float
    notes: tuple[str, ...]


def relate(later: Statement, earlier: Statement, context: Context) -> Relation | None:
    """How the later statement stands to the earlier one; None where they are not about the same thing."""
    return examine(later, earlier, context).relation


def examine(later: Statement, earlier: Statement, context: Context) -> Examined:
    """`relate` with the evidence, for those who ask why two look-alikes were not compared."""
    later, earlier = replace(later, claim=periods.stated(later)), replace(earlier, claim=periods.stated(earlier))
    new, old = later.claim, earlier.claim
    if not _comparable(new, old) or old.role == "superseded":
        return Examined(None, 0.0, ())
    kin = context.world.kin(new.actor, old.actor)
    days = periods.apart(earlier, later)
    copy = _copy(later, earlier, context)
    evidence = _evidence(later, earlier, context, kin, days)
    if copy is not None and _sentence_likeness(new, old) >= SAME_SENTENCE:
        evidence.add(SAME, f"copies of one text ({copy:.2f}), the same sentence", content=True)
    same = evidence.score >= _bar(new, old, kin, copy) and _allowed(later, earlier, context, kin, days, copy, evidence)
    relation = _relation(later, earlier, context, kin, days, copy, evidence) if same else None
    return Examined(relation, round(evidence.score, 1), tuple(evidence.notes))


def _copy(later: Statement, earlier: Statement, context: Context) -> float | None:
    """Likeness of the two texts where they are copies of one another, else None."""
    if key(later) == key(earlier):
        return None
    likeness = similarity(context.sketches.get(key(later)), context.sketches.get(key(earlier)))
    if later.article.origin is not None and later.article.origin == earlier.article.origin:
        likeness = max(likeness, COPY)
    return likeness if likeness >= COPY else None


def _bar(new: Claim, old: Claim, kin: Kinship, copy: float | None) -> float:
    if kin == "disjoint" and copy is None:
        return SAME_BUT_PAYER
    without = new.modality in AGAINST | GIVEN or "time" in (unit_class(new), unit_class(old))
    return SAME_WITHOUT_NUMBER if without else SAME


def _allowed(
    later: Statement, earlier: Statement, context: Context, kin: Kinship, days: int | None, copy: float | None, evidence: Evidence
) -> bool:
    """What the sum of evidence cannot tell: claims that must not be one matter however alike they look."""
    new, old, world = later.claim, earlier.claim, context.world
    if kin == "disjoint" and copy is None and not _payer_alone_differs(later, earlier, context, evidence, days):
        return False
    number = same_numeral(new, old)
    given = new.modality in GIVEN and old.modality not in GIVEN
    if not evidence.content and not given and new.modality not in AGAINST and point(new) is not None and point(old) is not None:
        return False
    if kin in ("part_of", "contains") and not number and copy is None:
        near = days is not None and abs(days) <= periods.SAME_ACT_DAYS
        if new.modality not in AGAINST and not (near and world.subject(new) & world.subject(old)):
            return False
    numberless = unit_class(new) == unit_class(old) == "none" and new.modality not in AGAINST
    if numberless and not world.subject(new) & world.subject(old):
        return False
    if (unit_class(new) == "time") != (unit_class(old) == "time") and not periods.horizon_differs(old, new):
        return False
    return not _another_matter(new, old, copy is not None)


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


def _evidence(later: Statement, earlier: Statement, context: Context, kin: Kinship, days: int | None) -> Evidence:
    new, old, world, found = later.claim, earlier.claim, context.world, Evidence()
    if kin in _KIN:
        found.add(_KIN[kin], f"payers {kin.replace('_', ' ')}")
    number = same_numeral(new, old)
    recipients = world.kin(new.recipient, old.recipient)
    if recipients in ("same", "overlaps", "part_of", "contains"):
        found.add(1.0, "same recipient")
    elif recipients == "disjoint" and not set(words(new.recipient)) & set(words(old.recipient)):
        named = _named(new.recipient) and _named(old.recipient)
        found.add(-1.5 if named else -0.5, "another recipient")
    _subjects(new, old, context, found, forgiven=_forgiven(new, old, kin, recipients))
    if number:
        found.add(min(2.5, 1.0 + 0.5 * digits(point(new) or 0)), "the same number", content=True)
    elif _agree(new, old) or _converts(new, old, context, periods.published(later)):
        found.add(1.5, "numbers that agree", content=True)
    if new.speaker and old.speaker and world.person(new.speaker) and surname_match(new.speaker, old.speaker):
        found.add(1.5, "the same speaker")
    if days is not None and abs(days) <= periods.SAME_ACT_DAYS:
        found.add(0.5, "said on the same day")
    a, b = periods.reference(new), periods.reference(old)
    if a is not None and b is not None and (a == b or abs(a.months - b.months) < 2 and a.overlaps(b)):
        found.add(1.0, "the same stated period", content=True)
    if new.ordinal and new.ordinal == old.ordinal:
        found.add(3.0, f"the same ordinal ({new.ordinal})", content=True)
    if new.kind != old.kind:
        found.add(-1.0, "a pledge and a figure")
    return found


def _named(name: str | None) -> bool:
    """Whether a recipient is somebody in particular: a proper name, not "developing countries"."""
    return any(w[:1].isupper() for w in (name or "").split())


def _forgiven(new: Claim, old: Claim, kin: Kinship, recipients: Kinship) -> bool:
    """Whether words that differ may be two names of one purpose: all else is equal, or one claim is only about how long."""
    if "time" in (unit_class(new), unit_class(old)):
        return True
    return same_numeral(new, old) and kin == "same" and recipients == "same" and new.unit == old.unit


_KIN: dict[Kinship, float] = {"same": 2.0, "overlaps": 1.0, "part_of": 0.5, "contains": 0.5, "disjoint": -2.5}


def _subjects(new: Claim, old: Claim, context: Context, found: Evidence, *, forgiven: bool) -> None:
    world = context.world
    counted = thing(new) | thing(old)
    a, b = world.subject(new) - counted, world.subject(old) - counted
    if a and b:
        common = a & b
        if len(common) >= 2 or common and len(common) * 2 > min(len(a), len(b)):
            found.add(2.5, f"same subject ({', '.join(sorted(common))})", content=True)
        elif common:
            found.add(0.5, f"subjects touch ({', '.join(common)})")
        elif not forgiven:
            found.add(-1.5, "another subject")
            return
    elif counted and world.subject(new) & world.subject(old) & counted:
        found.add(0.5, "same kind of thing")
    if "other" in words(new.purpose) and "other" not in words(old.purpose):
        found.add(-2.0, "told as another purpose")
    names = {stem(w) for c in (new, old) for n in (c.actor, c.speaker, c.recipient) for w in words(n)}
    shared = (world.telling(new.quote.exact) & world.telling(old.quote.exact)) - (a & b) - counted - names
    if shared:
        found.add(min(1.5, 0.5 * len(shared)), f"sentences share {', '.join(sorted(shared)[:4])}")


def _agree(new: Claim, old: Claim) -> bool:
    x, y = point(new), point(old)
    if x is None or y is None or new.unit != old.unit:
        return False
    if bool(new.per) != bool(old.per):
        rate, total = (new, old) if new.per else (old, new)
        own = periods.MONTHS[rate.per or "year"]
        return any(close((point(rate) or 0) * w / own, point(total) or 0) for w in periods.windows(total) + periods.windows(rate))
    return new.per == old.per and close(x, y, 0.05)


def _converts(new: Claim, old: Claim, context: Context, on: date | None) -> bool:
    """Whether the two print one amount in two currencies, by the rate of the day."""
    x, y = point(new), point(old)
    if x is None or y is None or new.unit is None or old.unit is None or new.unit == old.unit or on is None or new.per != old.per:
        return False
    if unit_class(new) != "money" or unit_class(old) != "money":
        return False
    found = context.rates.rate(new.unit, old.unit, on)
    return found is not None and not found.stale and close(x * found.value, y, EXCHANGE)


def _sentence_likeness(new: Claim, old: Claim) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(new.quote.exact, old.quote.exact) / 100


def _payer_alone_differs(later: Statement, earlier: Statement, context: Context, evidence: Evidence, days: int | None) -> bool:
    """One gift told with another giver: same number, same day, and the same speaker or the same subject in so many words."""
    new, old, world = later.claim, earlier.claim, context.world
    if not same_numeral(new, old) or days is None or abs(days) > WEEK or key(later) == key(earlier) or evidence.score < SAME_BUT_PAYER:
        return False
    if abs(days) <= 1 and new.speaker and old.speaker and surname_match(new.speaker, old.speaker):
        return True
    common, precise = len(world.subject(new) & world.subject(old)), digits(point(new) or 0)
    if world.state(new.actor) and world.state(old.actor):
        return common >= 1 and precise >= 3  # states that give alike are a conference, unless the number is too odd for chance
    return abs(days) <= 1 and common >= 2 and precise >= 2


def _another_matter(new: Claim, old: Claim, copied: bool) -> bool:
    """Numbers so far apart that they cannot measure one thing, unless a scale slipped."""
    x, y = point(new), point(old)
    if copied or x is None or y is None or not x or not y or new.unit != old.unit or "delivered" in (new.modality, old.modality):
        return False
    return not 1 / FAR <= abs(x / y) <= FAR and not scale_slip(abs(x), abs(y))


def _relation(
    later: Statement, earlier: Statement, context: Context, kin: Kinship, days: int | None, copy: float | None, evidence: Evidence
) -> Relation:
    new, old, world = later.claim, earlier.claim, context.world
    number = same_numeral(new, old)
    near = days is not None and abs(days) <= periods.SAME_ACT_DAYS
    utterance = (near or copy is not None) and not new.recalled and not old.recalled and not (_moving(new, old, days) and copy is None)
    differs: list[str] = []
    if kin == "disjoint":
        differs.append("actor")
        utterance = True
    two = new.speaker and old.speaker and world.person(new.speaker) and world.person(old.speaker)
    act = copy is not None or days is not None and abs(days) <= 1
    if two and utterance and act and not surname_match(new.speaker or "", old.speaker or ""):
        differs.append("speaker")
    if kin in ("part_of", "contains") and number:
        kin = "same"
    a, b = periods.reference(new), periods.reference(old)
    time = "unknown" if a is None or b is None else "disjoint" if periods.disjoint(new, old) else "same"
    if new.per is None and not number:
        time = "inside" if periods.inside(new, old) else "around" if periods.inside(old, new) and old.per is None else time
    vague = unit_class(new) == "time" or unit_class(old) == "time"
    differs_in_time = (number or copy is not None and new.unit == old.unit) and periods.period_differs(old, new, periods.published(later)) or vague and periods.horizon_differs(old, new)
    relation = Relation(
        same_utterance=bool(utterance), same_period=a is not None and a == b, days=days or None, actor=kin, time=time,  # type: ignore[arg-type]
        months=tuple(dict.fromkeys(periods.windows(new) + periods.windows(old))), copy=copy, differs=tuple(differs),  # type: ignore[arg-type]
        period_differs=differs_in_time, gloss=world.outlet(new.speaker) or vague, adds=_adds(old, new),
        series=world.casualty(new), scope="part_of" if new.role == "part" and new.kind == old.kind == "figure" else "same", on=periods.published(later), score=round(evidence.score, 1), evidence=tuple(evidence.notes),
    )  # fmt: skip
    return replace(relation, **_special(later, earlier, context))


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


def _special(later: Statement, earlier: Statement, context: Context) -> dict[str, bool]:
    """The relations that only certain claims can have."""
    new, old, world = later.claim, earlier.claim, context.world
    taken_stock = bool(world.stocktaking & set(words(f"{old.purpose or ''} {old.anchor.exact}")))
    window = periods.windows(new)
    x, y = point(new), point(old)
    larger = x is not None and y is not None and x > y and new.unit == old.unit
    due = periods.days(old.time.deadline or old.time.end)
    on = periods.published(later)
    return {
        "inventory": old.kind == "figure" and taken_stock and new.modality in GIVEN and same_numeral(new, old),
        "level_as_increment": new.role == "increment" and larger and bool(window) and window == periods.windows(old),
        "expectation_due": old.modality == "expected" and due is not None and on is not None and on > due.end,
    }

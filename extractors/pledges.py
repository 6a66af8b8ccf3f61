"""What makes an amount a pledge: somebody gives, promises, plans, is asked for, refuses, takes back, offers on a condition or has delivered.

Everything else a tracker would store is a figure.
"""

from __future__ import annotations

from collections.abc import Callable

from extractors.actors import actor_name
from extractors.amountnouns import OF_NOUN
from extractors.concessions import concession
from extractors.constructions import (
    firm_of_holder,
    is_frozen_money,
    is_held_by_plan,
    is_made_available,
    is_price,
    is_promised_behind,
    is_said_plainly,
    is_spoken_of,
)
from extractors.cues import Verb
from extractors.firmness import mooded
from extractors.frames import Frame
from extractors.governed import by_verb
from extractors.introductions import under_heading
from extractors.listings import (
    TREATIES,
    by_topic,
    head_of_cell,
    is_giveable,
    is_list_line,
    is_norm,
    noun_near,
    noun_of,
    official_for,
    official_modality,
    only_possible,
    part_was_delivered,
    sum_of_many,
    topic_modality,
    whole_of_part,
)
from extractors.modality import modality_of
from extractors.model import Quantity
from extractors.moods import is_denied_rumour
from extractors.payments import bound, paid, part_paid
from extractors.tense import looks_ahead
from extractors.verbcase import Reading
from extractors.verbless import BEFORE_VERB, WITHOUT_VERB, is_due, is_its_own, is_reckoned


def read_frame(frame: Frame, quantity: Quantity | None) -> Reading:
    """Pledge or figure, and how firm: the first rule that knows the case decides."""
    if quantity is not None and quantity.rule.startswith("duration"):
        return _lasting(frame)
    for rule in _RULES:
        found = rule(frame, quantity)
        if found is not None:
            if found.kind == "figure" or found.rule.startswith("table head"):
                return found
            return _known_before(mooded(found, frame), frame, quantity)
    verb = frame.verb
    if quantity is not None and is_giveable(quantity) and is_denied_rumour(frame.sentence):
        return Reading("pledge", "denied", verb, "a rumour denied")
    return Reading("figure", "reported", verb, f"verb {verb.lemma()}" if verb else "no verb", known=False)


def _known_before(found: Reading, frame: Frame, quantity: Quantity | None) -> Reading:
    """ "raised from 1.5 to 2 billion", "pays its full €300 million": a level or sum that was there before is not promised anew."""
    if quantity is None or found.modality not in ("pledged", "planned"):
        return found
    if quantity.role == "prior" and (quantity.unit or "").startswith(("pct", "ratio")):
        return Reading("figure", "reported", found.verb, "a level before")
    gives = frame.verb is not None and frame.verb.is_a("give", "promise", "allocate") and frame.verb.lemma() != "cut"
    if quantity.role == "cut" and gives:
        found.modality, found.rule = "withdrawn", found.rule + ", given less than before"
        return found
    if is_giveable(quantity) and _raised_from(frame):
        found.modality = "reaffirmed"
        return found
    new = frame.verb is not None and frame.verb.is_a("allocate")
    own = found.modality == "pledged" and not new and is_giveable(quantity) and is_its_own(frame)
    if quantity.role == "prior" or own:
        found.modality = "reaffirmed"
    return found


def _raised_from(frame: Frame) -> bool:
    """ "pledged to raise lending to $4 billion by 2027, from $2.6 billion now": where it comes from is there already."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    k = frame.first - 1
    while k > sentence.lo and low[k] in {"about", "around", "some", "nearly", "just", "only", "the", "a", "currently"}:
        k -= 1
    if low[k] != "from" or k - 1 <= sentence.lo or low[k - 1] not in {",", "up", "down"}:
        return False
    word_at = sentence.reading.word_at
    return any(
        q.span.start < sentence.reading.words.start[k] and low[word_at(q.span.start) - 1] == "to"
        for q in sentence.quantities
    )


def _no_gift(frame: Frame, quantity: Quantity | None) -> Reading | None:
    """Prices, what is owed anyway, what somebody puts a thing at, norms."""
    if quantity is None:
        return None
    if is_price(frame, quantity):
        return Reading("figure", "reported", frame.verb, "price of a unit")
    money = is_giveable(quantity)
    if money and is_due(frame):
        return Reading("figure", "reported", frame.verb, "what is owed")
    if is_reckoned(frame):
        return Reading("figure", "reported", frame.verb, "reckoned")
    if frame.attribution is not None and frame.attribution.rule == "puts it at" and not money:
        return Reading("figure", "reported", frame.verb, "puts it at")
    return Reading("figure", "reported", frame.verb, "norm") if is_norm(frame) else None


def _cell(frame: Frame, quantity: Quantity | None) -> Reading | None:
    cell = head_of_cell(frame)
    if cell is None:
        return None
    return Reading("figure" if cell == "reported" else "pledge", cell, None, f"table head {cell}")


def _named_gift(frame: Frame, quantity: Quantity | None) -> Reading | None:
    """ "pledges of $400m", "a total of 3 bn in pledges": the noun says it, whatever an idle verb does."""
    if quantity is None:
        return None
    if not is_giveable(quantity):
        return _named_things(frame, quantity)
    money = paid(frame, quantity) or part_paid(frame, quantity) or bound(frame, quantity)
    if money is not None:
        return money
    if sum_of_many(frame):
        return Reading("pledge", "pledged", frame.verb, "sum of many givers")
    named = noun_of(frame)
    if named is not None and frame.verb is not None and _comes_with(frame, frame.verb):
        return Reading("pledge", "pledged", frame.verb, f"comes with a {named} of")
    telling = ("promise", "give", "allocate", "deliver", "refuse", "withdraw", "report.demand", "reaffirm")
    if named is None or (frame.verb is not None and frame.verb.is_a(*telling)):
        return None
    builds = named == "outlay" and frame.verb is not None and frame.verb.is_a("spend")
    return Reading("pledge", "planned" if builds else "pledged", frame.verb, f"{named} of")


_COMES = frozenset({"arrive", "come", "return", "land", "turn up", "show up", "fly in", "travel", "leave", "go"})


def _comes_with(frame: Frame, verb: Verb) -> bool:
    """ "arrived in Kyiv with a promise of €125 million": what somebody brings along is not yet handed over."""
    low = frame.sentence.reading.words.low
    with_it = "with" in low[max(verb.last, frame.first - 6) : frame.first]
    return with_it and verb.lemma() in _COMES and not verb.negated and verb.last <= frame.first


_LOADS = frozenset({"gift", "donation", "consignment", "shipment", "convoy"})


def _named_things(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Poland's gift of 47 tanks has reached the border"."""
    low, verb = frame.sentence.reading.words.low, frame.verb
    if quantity.unit not in ("count", "t") or low[frame.first - 1] != "of" or low[frame.first - 2] not in _LOADS:
        return None
    come = verb is not None and verb.lemma() in {"reach", "arrive", "land", "come"} and verb.form() == "past"
    return Reading("pledge", "delivered" if come else "pledged", verb, f"{low[frame.first - 2]} of things")


def _conceded(frame: Frame, quantity: Quantity | None) -> Reading | None:
    return concession(frame, quantity) if quantity is not None else None


def _told_before(frame: Frame, quantity: Quantity | None) -> Reading | None:
    if quantity is None:
        return None
    rules = (under_heading, bound, *OF_NOUN, *BEFORE_VERB)
    return next((found for rule in rules if (found := rule(frame, quantity)) is not None), None)


def _verb(frame: Frame, quantity: Quantity | None) -> Reading | None:
    """What the verb says; where one's own spending is only reported, other rules may still know better."""
    if frame.verb is None:
        return None
    found = by_verb(frame, frame.verb, quantity)
    if found is not None and found.rule.endswith((", never done", ", kept")):
        return found
    if found is not None and found.kind == "figure" and frame.verb.is_a("spend", "change", "plan"):
        spent = frame.verb.is_a("spend") and frame.verb.form() == "past" and not frame.verb.passive
        return found if spent and not looks_ahead(frame.verb) and not frame.as_subject else None
    return found


def _told_behind(frame: Frame, quantity: Quantity | None) -> Reading | None:
    if quantity is None:
        return None
    return next((found for rule in WITHOUT_VERB if (found := rule(frame, quantity)) is not None), None)


def _noun(frame: Frame, quantity: Quantity | None) -> Reading | None:
    noun = noun_near(frame) if quantity is not None and is_giveable(quantity) else None
    if noun is None:
        return None
    return Reading("pledge", "planned" if only_possible(frame) else "pledged", frame.verb, f"noun {noun}")


def _topic(frame: Frame, quantity: Quantity | None) -> Reading | None:
    """Lists of donors, officials who speak of money for something, and what the whole article is about."""
    if quantity is None:
        return None
    verb = frame.verb
    low = frame.sentence.reading.words.low
    aside = verb is not None and low[frame.last : frame.last + 1] in (
        [","],
        ["("],
    )  # "EU: €225 million, a sum that contains ..."
    listed = verb is None or (verb.first > frame.last and (aside or not verb.is_a("figure")))
    if is_list_line(frame) and frame.sentence.reading.about_giving and listed:
        return Reading("pledge", "pledged", verb, "list of donors")
    if official_for(frame, quantity):
        return Reading("pledge", official_modality(frame), verb, "an official speaks of money for something")
    if by_topic(frame, quantity):
        return Reading("pledge", topic_modality(frame), verb, "an article about gifts")
    return None


def _special(frame: Frame, quantity: Quantity | None) -> Reading | None:
    """What a construction says, whatever the verb's own meaning."""
    verb = frame.verb
    if quantity is None:
        return None
    if is_said_plainly(frame) and is_giveable(quantity):
        return Reading("pledge", "pledged", verb, "said plainly")
    if is_spoken_of(frame, quantity):
        return Reading("pledge", "pledged", verb, "spoken of")
    if (is_giveable(quantity) and whole_of_part(frame)) or (quantity.unit == "count" and part_was_delivered(frame)):
        return Reading("pledge", "reaffirmed", verb, "whole of a part")
    if verb is None:
        return None
    if is_frozen_money(frame, verb):
        return Reading("figure", "reported", verb, "frozen money")
    if is_made_available(frame, verb):
        modality = modality_of(verb)
        return Reading("pledge", "pledged" if modality == "delivered" else modality, verb, "made available")
    if is_held_by_plan(frame, verb) and is_giveable(quantity):
        return Reading("pledge", firm_of_holder(frame, verb), verb, "held by a plan")
    if is_promised_behind(frame, verb):
        return Reading("pledge", "planned" if quantity.unit == "count" else "pledged", verb, "promised behind")
    return None


def _lasting(frame: Frame) -> Reading:
    """ "a 10-year agreement that was signed": a length of time is a pledge where it is that of a bond; else no claim at all."""
    low = frame.sentence.reading.words.low
    behind = low[frame.last : min(frame.sentence.hi, frame.last + 4)]
    if any(w in TREATIES for w in behind) and any(
        v.lemma() in {"sign", "agree", "conclude", "ratify", "announce"} for v in frame.sentence.verbs
    ):
        return Reading("pledge", "pledged", frame.verb, "length of an agreement")
    verb = frame.verb
    told = (
        verb is not None
        and verb.lemma() in {"take", "need", "last", "require"}
        and 0 <= frame.first - verb.last <= 2
        and not frame.as_subject
    )
    return Reading("figure", "reported", verb, "time taken" if told else "length of time")


def givers(frame: Frame) -> str | None:
    """The normalized actor of a frame, if its subject tells."""
    return actor_name(frame.subject, frame.sentence, frame.trace) if frame.subject is not None else None


_RULES: tuple[Callable[[Frame, Quantity | None], Reading | None], ...] = (
    _cell,
    _conceded,
    _named_gift,
    _no_gift,
    _special,
    _told_before,
    _verb,
    _told_behind,
    _noun,
    _topic,
)

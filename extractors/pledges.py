"""What makes an amount a pledge: somebody gives, promises, plans, is asked for, refuses, takes back, offers on a condition or has delivered.

Everything else a tracker would store is a figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.actors import actor_name
from extractors.constructions import (
    is_frozen_money,
    is_held_by_plan,
    is_made_available,
    is_of_court,
    is_of_publication,
    is_price,
    is_promised_behind,
    is_said_plainly,
    is_spoken_of,
)
from extractors.cues import Verb
from extractors.frames import Frame
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
    sum_of_many,
    topic_modality,
    whole_of_part,
)
from extractors.modality import (
    condition_of,
    is_denied,
    is_denied_rumour,
    is_reaffirmed,
    is_taken_back,
    is_unreal,
    modality_of,
)
from extractors.model import Kind, Modality, Quantity
from extractors.tense import acts, dated_ahead, grows_a_promise, looks_ahead

_NEVER_GIVES = frozenset(["percent", "pct", "pct_gdp", "pct_gni", "ratio"])


@dataclass(slots=True)
class Reading:
    """What a frame was read as."""

    kind: Kind
    modality: Modality
    verb: Verb | None
    rule: str
    condition: str | None = None


def read_frame(frame: Frame, quantity: Quantity | None) -> Reading:
    """Pledge or figure, and how firm."""
    verb = frame.verb
    if quantity is not None and quantity.rule.startswith("duration"):
        return _lasting(frame)
    if quantity is not None and is_price(frame, quantity):
        return Reading("figure", "reported", verb, "price of a unit")
    cell = head_of_cell(frame)
    if cell is not None:
        return Reading("figure" if cell == "reported" else "pledge", cell, None, f"table head {cell}")
    if quantity is not None and is_giveable(quantity):
        if sum_of_many(frame):
            return _mooded(Reading("pledge", "pledged", verb, "sum of many givers"), frame)
        named = noun_of(frame)
        if named is not None and (
            verb is None
            or not verb.is_a(
                "promise", "give", "allocate", "deliver", "refuse", "withdraw", "report.demand", "reaffirm"
            )
        ):
            return _mooded(Reading("pledge", "pledged", verb, f"{named} of"), frame)
    if (
        frame.attribution is not None
        and frame.attribution.rule == "puts it at"
        and not (quantity is not None and is_giveable(quantity))
    ):
        return Reading("figure", "reported", verb, "puts it at")
    if is_norm(frame):
        return Reading("figure", "reported", verb, "norm")
    special = _special(frame, quantity)
    if special is not None:
        return _mooded(special, frame) if special.kind == "pledge" else special
    if verb is not None:
        found = _by_verb(frame, verb, quantity)
        if found is not None and found.kind == "pledge":
            return _mooded(found, frame)
        if found is not None and not verb.is_a("spend", "change", "plan"):
            return found
    noun = noun_near(frame)
    if noun is not None and quantity is not None and is_giveable(quantity):
        return _mooded(Reading("pledge", "planned" if only_possible(frame) else "pledged", verb, f"noun {noun}"), frame)
    if (
        quantity is not None
        and is_list_line(frame)
        and frame.sentence.reading.about_giving
        and (verb is None or verb.first > frame.last)
    ):
        return _mooded(Reading("pledge", "pledged", verb, "list of donors"), frame)
    if quantity is not None and official_for(frame, quantity):
        return _mooded(
            Reading("pledge", official_modality(frame), verb, "an official speaks of money for something"), frame
        )
    if quantity is not None and by_topic(frame, quantity):
        return _mooded(Reading("pledge", topic_modality(frame), verb, "an article about gifts"), frame)
    if quantity is not None and is_giveable(quantity) and is_denied_rumour(frame.sentence):
        return Reading("pledge", "denied", verb, "a rumour denied")
    return Reading("figure", "reported", verb, f"verb {verb.lemma()}" if verb else "no verb")


def _special(frame: Frame, quantity: Quantity | None) -> Reading | None:
    """What a construction says, whatever the verb's own meaning."""
    verb = frame.verb
    if quantity is None:
        return None
    if is_said_plainly(frame) and is_giveable(quantity):
        return Reading("pledge", "pledged", verb, "said plainly")
    if is_spoken_of(frame, quantity):
        return Reading("pledge", "pledged", verb, "spoken of")
    if is_giveable(quantity) and whole_of_part(frame):
        return Reading("pledge", "reaffirmed", verb, "whole of a part")
    if verb is None:
        return None
    if is_frozen_money(frame, verb):
        return Reading("figure", "reported", verb, "frozen money")
    if is_made_available(frame, verb):
        modality = modality_of(verb)
        return Reading("pledge", "pledged" if modality == "delivered" else modality, verb, "made available")
    if is_held_by_plan(frame, verb) and is_giveable(quantity):
        return Reading("pledge", "pledged", verb, "held by a plan")
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


#: units in which things are given; lengths, points and degrees are not
_GOODS = frozenset(
    {
        "count",
        "t",
        "kg",
        "kt",
        "Mt",
        "MW",
        "GW",
        "kW",
        "MWh",
        "GWh",
        "TWh",
        "l",
        "L",
        "m3",
        "bcm",
        "bbl",
        "ha",
        "oz",
        "lb",
        "g",
    }
)
#: verbs that give money but not things ("shared by two people", "backed by 14 singers")
_NOT_OF_THINGS = frozenset(
    {"share", "back", "support", "cover", "add", "go", "ask", "keep", "go to", "finance", "fund", "pay", "credit"}
)
#: ... unless they are paid for in time to come ("will finance 120 interceptors")
_PAYS = frozenset({"finance", "fund", "pay"})
_OF_THINGS_AHEAD = frozenset({"leave", "sign", "award", "grant", "clear", "set", "adopt", "raise"})


_TO = (["to"], ["into"], ["towards"], ["on"], ["straight"], ["directly"])
_OF_IT = (["of", "it"], ["of", "that"], ["of", "this"], ["of", "them"])


def _by_verb(frame: Frame, verb: Verb, quantity: Quantity | None) -> Reading | None:
    modality = modality_of(verb, frame.sentence.reading.lists.offers)
    rule = f"verb {verb.lemma()}"
    money = quantity is None or is_giveable(quantity)
    share = quantity is not None and quantity.unit in _NEVER_GIVES
    duration = quantity is not None and quantity.rule.startswith("duration")
    if duration:
        return None
    unit = quantity.unit if quantity is not None else None
    low = frame.sentence.reading.words.low
    if low[frame.first - 1 : frame.first] == ["as"] and verb.is_a("receive", "give") and frame.first - verb.last == 1:
        return Reading("figure", "reported", verb, rule + " as")
    if low[frame.first - 1 : frame.first] == ["at"] and verb.lemma() in {"arrive", "budget", "land"}:
        return Reading("figure", "reported", verb, rule + " at")
    if (
        verb.lemma() == "give"
        and not verb.helpers
        and verb.form() == "past"
        and low[verb.last : verb.last + 1] == ["that"]
    ):
        return None
    if unit is not None and not money and not share and unit not in _GOODS:
        return Reading("figure", "reported", verb, rule + ", not a thing that is given")
    if unit is not None and not money and not share and verb.lemma() in {"share", "back", "support", "cover"}:
        return Reading("figure", "reported", verb, rule + ", of things")
    if verb.is_a("withdraw") and verb.passive and not frame.as_subject and frame.first > verb.last:
        return Reading("figure", "reported", verb, rule + ", of somebody")
    if is_of_publication(frame, verb) or is_of_court(frame, verb):
        return Reading("figure", "reported", verb, rule + ", as printed or ruled")
    if unit == "count" and (
        (
            verb.lemma() in _NOT_OF_THINGS
            and not (verb.lemma() in _PAYS and looks_ahead(verb) and "with" not in low[verb.last : frame.first])
        )
        or (verb.lemma() in _OF_THINGS_AHEAD and not looks_ahead(verb))
    ):
        return Reading("figure", "reported", verb, rule + ", of things")
    if (
        verb.lemma() == "go"
        and unit == "count"
        and frame.as_subject
        and looks_ahead(verb)
        and low[verb.last : verb.last + 1] == ["to"]
    ):
        return Reading("pledge", modality, verb, rule + " to somebody")
    if verb.lemma() == "go" and not frame.as_subject and not (money and looks_ahead(verb)):
        return Reading("figure", "reported", verb, rule)
    if share and verb.is_a("withdraw", "figure") and not looks_ahead(verb):
        return Reading("figure", "reported", verb, rule)
    if quantity is not None and quantity.unit == "count" and quantity.per is not None and not verb.helpers:
        return Reading("figure", "reported", verb, rule + ", a habit")
    if frame.demanded_of:
        return Reading("pledge", "demanded" if modality != "expected" else modality, verb, rule)
    if verb.lemma() == "put" and low[frame.first - 1 : frame.first] == ["at"]:
        return Reading("figure", "reported", verb, "put at")
    if verb.is_a("report.demand") and not verb.negated and money:
        return Reading("pledge", "demanded", verb, rule)
    if verb.is_a("promise", "give", "allocate", "deliver", "reaffirm"):
        if frame.as_subject and not verb.passive:
            from_whom = low[frame.last : frame.last + 1] == ["from"]
            if not verb.is_a("deliver") or not (money or from_whom):
                return None
            return Reading("pledge", modality if looks_ahead(verb) else "delivered", verb, rule)
        if share and (
            modality == "delivered"
            or (modality == "pledged" and not verb.helpers and verb.governor is None and not verb.is_a("promise"))
        ):
            return Reading("figure", "reported", verb, rule)
        if (
            frame.as_subject
            and verb.form() == "past"
            and "was" in verb.helpers
            and low[frame.last : frame.last + 2] in _OF_IT
        ):
            modality = "delivered"
        return Reading("pledge", modality, verb, rule)
    if verb.is_a("refuse", "withdraw"):
        return Reading("pledge", "refused" if verb.is_a("refuse") else modality, verb, rule)
    if verb.is_a("receive") and low[verb.last : verb.last + 1] == ["away"]:
        return Reading("figure", "reported", verb, rule + " away")
    if share and verb.lemma() == "go":
        return Reading("figure", "reported", verb, rule)
    if verb.is_a("receive"):
        if modality == "demanded":
            return Reading("pledge", "demanded", verb, rule)
        if money or looks_ahead(verb):
            ahead = looks_ahead(verb) and not verb.perfect
            return Reading("pledge", "delivered" if verb.form() == "past" and not ahead else "pledged", verb, rule)
        return None
    if verb.is_a("report.announce") and money:
        return Reading("pledge", "pledged", verb, rule)
    if verb.is_a("change") and money and grows_a_promise(frame):
        if verb.lemma() in {"reach", "top", "hit", "exceed", "meet"} and (verb.perfect or verb.form() == "past"):
            return Reading("pledge", "delivered", verb, rule + " of a promise")
        between = low[max(frame.sentence.lo, verb.begin - 4) : frame.first]
        done = modality == "delivered" and not {"plan", "plans", "target"} & set(between)
        noun_planned = modality in ("planned", "delivered") and not done
        if done:
            modality = "pledged"
        prior = quantity is not None and quantity.role == "prior"
        return Reading(
            "pledge", "reaffirmed" if prior else "planned" if noun_planned else modality, verb, rule + " of a promise"
        )
    if verb.form() == "ing" and not verb.helpers and verb.is_a("give", "spend", "change", "promise"):
        main = next(
            (
                v
                for v in reversed(frame.sentence.verbs)
                if v.last <= verb.first and v.form() != "ing" and not v.is_a("report")
            ),
            None,
        )
        if main is None or not main.is_a("give", "spend", "promise", "allocate", "plan"):
            low = frame.sentence.reading.words.low
            if (
                money
                and low[verb.first - 1 : verb.first] == [","]
                and "will" in low[frame.sentence.lo : verb.first]
                and verb.is_a("give", "spend")
            ):
                return Reading("pledge", "planned", verb, rule + " with will")
        if (
            main is not None
            and main.is_a("give", "spend", "promise", "allocate", "plan")
            and modality_of(main) in ("planned", "pledged", "expected", "demanded")
        ):
            return Reading("pledge", modality_of(main), verb, rule + f" with {main.lemma()}")
    if (
        verb.lemma() == "go"
        and frame.as_subject
        and verb.form() == "past"
        and money
        and low[verb.last : verb.last + 1] in _TO
    ):
        return Reading("pledge", "delivered", verb, rule)
    if verb.is_a("plan") and frame.as_subject and verb.passive:
        return Reading("pledge", "planned", verb, rule)
    if (
        verb.lemma() == "find"
        and money
        and verb.form() == "past"
        and low[frame.last : frame.last + 1] == ["for"]
        and not verb.passive
    ):
        return Reading("pledge", "pledged", verb, rule + " for")
    if verb.is_a("spend", "change", "plan", "need"):
        if (
            modality in ("planned", "pledged", "demanded", "expected", "refused")
            and acts(frame)
            and (looks_ahead(verb) or dated_ahead(frame) or (verb.lemma() == "invest" and verb.form() == "s" and money))
        ):
            firm: Modality = "planned" if modality == "pledged" and not looks_ahead(verb) else modality
            if firm == "planned" and verb.passive and money and low[frame.first - 1 : frame.first] == ["with"]:
                firm = "pledged"  # "is to be rebuilt with £2.75m from the trust"
            return Reading("pledge", firm, verb, rule)
        return Reading("figure", "reported", verb, rule) if not verb.is_a("plan") else None
    return None


def _mooded(found: Reading, frame: Frame) -> Reading:
    """Denial, condition and reaffirmation change what the verb alone says."""
    sentence = frame.sentence
    if is_denied(sentence, frame.first, frame.last):
        found.modality, found.rule = "denied", found.rule + ", denied"
    elif is_unreal(sentence):
        found.modality, found.rule = "hypothetical", found.rule + ", unreal condition"
    elif found.modality in ("pledged", "planned", "delivered", "expected") and is_taken_back(sentence, frame.last):
        found.modality, found.rule = "withdrawn", found.rule + ", taken back"
    elif found.modality in ("pledged", "planned", "expected", "delivered"):
        condition = condition_of(sentence, frame.first, frame.last)
        if condition is not None and found.modality != "delivered":
            found.modality, found.condition = "conditional", condition
        elif found.modality == "pledged" and is_reaffirmed(sentence):
            found.modality = "reaffirmed"
    return found


def givers(frame: Frame) -> str | None:
    """The normalized actor of a frame, if its subject tells."""
    return actor_name(frame.subject, frame.sentence, frame.trace) if frame.subject is not None else None

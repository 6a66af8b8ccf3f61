"""Amounts beside a verb of giving that nobody gives: prepositions part them, work is counted, a book tells, it is a habit."""

from __future__ import annotations

from extractors.constructions import is_of_court, is_of_publication
from extractors.grammar import wordset
from extractors.tense import looks_ahead
from extractors.verbcase import SILENT, Answer, Case


def _prepositions(c: Case) -> Answer:
    """ "received as many as", "arrives at 503 million", "given that 38,000 households": the verb does not take the amount."""
    if c.before() == ["as"] and c.verb.is_a("receive", "give") and c.frame.first - c.verb.last == 1:
        return c.figure(" as")
    if c.before() == ["at"] and (c.lemma in {"arrive", "budget", "land"} or (c.lemma == "aim" and c.unit == "pct")):
        return c.figure(" at")
    if c.thing and c.before() == ["by"] and c.frame.first - c.verb.last == 1 and c.verb.form() == "past":
        return SILENT if c.verb.is_a("change", "figure") else c.figure(" by them")  # "pulled by twelve oarsmen"
    if not {"against", "compared"}.isdisjoint(c.before(5)) and c.frame.first - c.verb.last > 5:
        return SILENT
    given_that = c.lemma == "give" and not c.verb.helpers and c.verb.form() == "past" and c.behind_verb() == ["that"]
    return SILENT if given_that else None


#: units in which things are given; lengths, points and degrees are not
_GOODS = wordset("governed_goods_units")
#: works are told by their length, too: "will build 340 kilometres of track"
_BUILT = frozenset({"km", "mi", "m", "km2", "m2", "ft2", "acre"})
#: verbs that give money but not things ("shared by two people", "backed by 14 singers")
_NOT_OF_THINGS = wordset("governed_not_of_things") | {"go to"}
#: ... unless they are paid for in time to come ("will finance 120 interceptors")
_PAYS = frozenset({"finance", "fund", "pay"})
_OF_THINGS_AHEAD = frozenset({"leave", "sign", "award", "grant", "clear", "set", "adopt", "raise"})


#: "gave 140 concerts", "delivered 1.7 billion parcels": work, no gift
_PERFORMED = wordset("governed_performed")
_APART = frozenset({"into", "on", "for", "in", "of", "by", "from", "at", "between", "among", "over"})
#: who is paid is given no thing
_STAFF = wordset("governed_served") | wordset("governed_servants")
#: "supplies 3 million people with water": who is counted receives
_SERVED = wordset("governed_served")
_SERVES = frozenset(
    {"supply", "provide", "give", "lend", "pay", "grant", "cover", "equip", "furnish", "help", "assist", "support"}
)


def _things(c: Case) -> Answer:
    """Which verbs hand over things, and which only money."""
    if not c.thing:
        return None
    if c.lemma in {"weigh", "measure"}:
        return c.figure()
    if c.unit != "count" and (c.lemma == "leave" or c.verb.first == c.frame.sentence.lo):
        return c.figure(", left or to be taken")  # "left 14 tonnes of rubbish", "Add 200 grams of flour"
    if c.lemma in {"fly", "truck"} and "to" not in c.after(6):
        return c.figure(", no load")
    if c.unit not in _GOODS:
        built = c.unit in _BUILT and c.verb.is_a("spend") and looks_ahead(c.verb)
        return None if built else c.figure(", not a thing that is given")
    if c.lemma == "share" and "with" in c.after(9) and looks_ahead(c.verb):
        return None  # "will share 5 million doses with its neighbours"
    if c.lemma in {"share", "back", "support", "cover"}:
        return c.figure(", of things")
    if c.lemma == "ask" and "for" in c.before(2) and c.unit == "count":
        return None  # "had asked for 100 buses"
    if c.unit != "count":
        return None
    counted = c.low[c.frame.last - 1]
    if (
        c.before()[-1:]
        and c.before()[0] in _APART
        and any(
            c.verb.last <= c.frame.sentence.reading.word_at(q.span.start) < c.frame.first - 1
            for q in c.frame.sentence.quantities
        )
    ):
        return c.figure(", of what it is for")  # "will sink $9.5 billion into two plants"
    if counted in _STAFF and c.lemma == "pay":
        return c.figure(", paid")
    if counted in _PERFORMED and c.verb.is_a("give", "deliver"):
        return c.figure(", performed")
    if counted in _SERVED and c.lemma in _SERVES and not looks_ahead(c.verb):
        return c.figure(", served")
    if c.lemma == "go" and c.frame.as_subject and looks_ahead(c.verb):
        return None  # "2,000 laptops are going to students"
    told = c.verb.form() == "s" and c.frame.subject is not None and c.frame.sentence.reading.about_giving
    pays_for = c.lemma in _PAYS and (looks_ahead(c.verb) or told) and "with" not in c.between()
    if (c.lemma in _NOT_OF_THINGS and not pays_for) or (c.lemma in _OF_THINGS_AHEAD and not looks_ahead(c.verb)):
        return c.figure(", of things")
    return None


_PAYS_OUT = frozenset({"pay", "pay out", "hand", "hand out", "return", "hand back", "distribute", "transfer"})
#: who is paid by a firm that is theirs, or that owes them
_OWNERS = wordset("notgiven_owners")
_STAFF_PAID = wordset("notgiven_staff")


def _pays_its_own(c: Case) -> bool:
    """ "paid its shareholders £850m", "pays its chief executive $9 million": owners and staff are no payees."""
    near = (*c.between(), *c.after(4))
    own = not {"its", "their", "his", "her"}.isdisjoint(c.between())
    return not _OWNERS.isdisjoint(near) or (own and not _STAFF_PAID.isdisjoint(c.between()))


def _told(c: Case) -> Answer:
    """What is printed, ruled, or drawn off somebody is no gift."""
    if c.verb.is_a("withdraw") and c.verb.passive and not c.frame.as_subject and c.frame.first > c.verb.last:
        return c.figure(", of somebody")
    if (
        c.lemma == "leave"
        and c.verb.passive
        and "what" in c.low[max(c.frame.sentence.lo, c.verb.begin - 2) : c.verb.begin]
    ):
        return c.figure(", what is left")
    if c.money and c.lemma in _PAYS_OUT and not looks_ahead(c.verb) and _pays_its_own(c):
        return c.figure(", to its own")
    if is_of_publication(c.frame, c.verb) or is_of_court(c.frame, c.verb):
        return c.figure(", as printed or ruled")
    return None


_STATES = ("country", "capital", "people", "group")


def _habits(c: Case) -> Answer:
    if c.share and c.after(2)[:1] == ["as"] and c.after(2)[1:] in (["much"], ["many"], ["big"], ["large"], ["high"]):
        return c.figure(", a comparison")
    if c.share and c.verb.passive and c.frame.as_subject and not looks_ahead(c.verb):
        return c.figure(", a part of it")  # "only 18 percent of the appeal has been funded"
    if c.share and c.verb.is_a("withdraw", "figure") and not looks_ahead(c.verb):
        return c.figure()
    if c.unit == "count" and c.quantity is not None and c.quantity.per is not None and not c.verb.helpers:
        who = c.frame.subject
        state = who is not None and who.kind in _STATES and c.verb.is_a("give", "deliver")
        if state and any(m.kind in _STATES and c.verb.last <= m.first for m in c.frame.sentence.mentions):
            return None  # "the Czechs give Ukraine 14,000 rockets a year"
        return c.figure(", a habit")
    return None


NOT_GIVEN = (_prepositions, _told, _things, _habits)

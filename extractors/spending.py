"""One's own spending, plans and growth: planned where they look ahead, a pledge raised, else a figure."""

from __future__ import annotations

from extractors.modality import modality_of
from extractors.model import Modality
from extractors.tense import acts, dated_ahead, grows_a_promise, looks_ahead
from extractors.verbcase import PUBLIC, SILENT, Answer, Case

_REACHES = frozenset({"reach", "top", "hit", "exceed", "meet"})


def _grows(c: Case) -> Answer:
    """ "doubled its plan to 200bn", "contributions have reached 4bn"."""
    shrinks = c.lemma == "cut" and c.before() in (["to"], ["from"])
    if not ((c.verb.is_a("change") or shrinks) and c.money and grows_a_promise(c.frame)):
        return None
    if c.verb.perfect and "would" in c.verb.helpers:
        return c.figure(", never done")
    if c.lemma in _REACHES and (c.verb.perfect or c.verb.form() == "past"):
        return c.pledge("delivered", " of a promise")
    near = c.low[max(c.frame.sentence.lo, c.verb.begin - 4) : c.frame.first]
    of_a_plan = not {"plan", "plans", "target"}.isdisjoint(near)
    if c.quantity is not None and c.quantity.role == "prior":
        return c.pledge("reaffirmed", " of a promise")
    if c.modality == "delivered":
        return c.pledge("planned" if of_a_plan else "pledged", " of a promise")
    if c.modality == "pledged" and not {"budget", "spending", "expenditure", "outlays"}.isdisjoint(near):
        return c.pledge("planned", " of a promise")
    return c.pledge(why=" of a promise")


_GOALS = frozenset({"goal", "aim", "target", "plan", "intention", "ambition", "task", "hope", "dream"})


def _participles(c: Case) -> Answer:
    """ "will give 3 million, paying 2 now": a participle is as firm as the verb it goes with."""
    if c.verb.form() != "ing" or c.verb.helpers or not c.verb.is_a("give", "spend", "change", "promise"):
        return None
    if c.verb.first == c.frame.sentence.lo and c.behind_verb() == ["of"] and c.thing:
        return c.pledge("planned", " of")  # "Hiring of 2,000 workers begins"
    costs = c.frame.sentence.reading.lists.costs
    if c.low[c.verb.first - 1] in {"of", "for"} and c.low[c.verb.first - 2] in costs and c.before() == ["at"]:
        return c.figure(", a cost")  # "puts the cost of rebuilding at $11 billion"
    if c.low[c.verb.first - 1] == "of" and c.low[c.verb.first - 2] in _GOALS:
        return c.pledge("planned", " as a goal")
    main = next(
        (
            v
            for v in reversed(c.frame.sentence.verbs)
            if v.last <= c.verb.first and v.form() != "ing" and not v.is_a("report")
        ),
        None,
    )
    if main is not None and main.is_a("report.demand") and c.money and c.verb.first - main.last <= 3:
        return c.pledge("demanded", f" with {main.lemma()}")  # "wants guarantees covering 140 billion"
    if main is None or not main.is_a("give", "spend", "promise", "allocate", "plan"):
        will = c.low[c.verb.first - 1] == "," and "will" in c.low[c.frame.sentence.lo : c.verb.first]
        return c.pledge("planned", " with will") if c.money and will and c.verb.is_a("give", "spend") else None
    told = modality_of(main)
    if told in ("planned", "pledged", "expected", "demanded"):
        return c.pledge(told, f" with {main.lemma()}")
    return None


#: what money is found to do
_AIMS = frozenset({"keep", "save", "pay", "fund", "help", "build", "rebuild", "repair", "reopen", "cover", "finish", "complete", "plug", "support",
                   "buy", "rescue", "restore", "extend", "finance", "hire", "house", "feed", "prop", "bail"})  # fmt: skip
#: what a house puts back into a budget it gives
_GIVES_BACK = frozenset({"restore", "reinstate", "unfreeze", "unblock", "free up"})


def _plans(c: Case) -> Answer:
    if c.verb.is_a("plan") and c.frame.as_subject and c.verb.passive:
        return c.pledge("planned")
    told = c.verb.is_a("plan") and c.money and not c.verb.negated and not c.verb.passive
    if told and c.low[c.verb.begin - 1] in {
        "plan",
        "plans",
        "draft",
        "proposal",
        "blueprint",
        "budget",
        "strategy",
        "scheme",
        "bill",
    }:
        return c.pledge("planned", " of a plan")
    aim = c.after() in (["for"], ["towards"]) or (c.after() == ["to"] and c.after(2)[-1] in _AIMS)
    past = c.money and c.verb.form() == "past" and not c.verb.passive and not c.verb.negated
    if c.lemma == "find" and past and aim:
        return c.pledge("pledged", " for")
    if c.lemma in _GIVES_BACK and past and aim and not looks_ahead(c.verb):
        return c.pledge("pledged", " for")  # "The Senate restored 3 billion pesos for shelters"
    if (
        c.lemma == "find"
        and c.money
        and c.verb.perfect
        and not (c.verb.negated or c.verb.passive or looks_ahead(c.verb))
    ):
        who = c.frame.subject
        giver = c.frame.sentence.reading.about_giving and (who is None or who.kind != "person")
        if giver and not c.frame.as_subject and 0 <= c.frame.first - c.verb.last <= 2:
            return c.pledge("pledged", " at last")  # "next door in Seoul they have found 90 billion yen"
    if (
        c.lemma == "find"
        and c.money
        and c.verb.passive
        and c.frame.as_subject
        and c.behind_verb() == ["for"]
        and not c.verb.negated
    ):
        return c.pledge("pledged", " for")  # "£8m has been found for the hospice"
    return None


_BOUGHT = frozenset({"spend", "buy", "save", "pay"})


#: what these spend is business of their own
_PENCILS = frozenset({"pencil in", "plan", "envisage", "envision", "intend", "propose"})


def _told_of_one(c: Case) -> bool:
    """ "Longwei, it says, spends 5 billion yen on another park": a firm or state of which it is told, no habit."""
    first = next((m for m in c.frame.sentence.mentions if m.first - c.frame.sentence.lo <= 1), None)
    who = c.frame.subject or first
    named = who is not None and who.kind in ("country", "org", "name", "capital")
    habit = c.quantity is not None and c.quantity.per is not None
    return named and not habit and c.frame.attribution is not None


def _spends(c: Case) -> Answer:
    """One's own spending: planned where it looks ahead, else a figure."""
    if not c.verb.is_a("spend", "change", "plan", "need"):
        return None
    if c.lemma == "keep" and c.money and 0 <= c.frame.first - c.verb.last <= 1 and not c.verb.negated:
        return c.figure(", kept")  # "they could keep three billion"
    ahead = looks_ahead(c.verb)
    invests = c.verb.form() == "s" and c.money and (c.lemma == "invest" or (c.lemma == "spend" and _told_of_one(c)))
    if c.verb.is_a("need") and not c.verb.is_a("spend", "change", "plan"):
        return c.figure()
    if c.verb.passive and "to" in c.verb.helpers and {"has", "have", "had"} & set(c.verb.helpers):
        return c.figure(", a need")
    if c.thing and c.quantity is not None and c.quantity.role == "prior":
        return c.figure(" from")
    if c.verb.perfect and "would" in c.verb.helpers and "to" not in c.verb.helpers:
        return c.figure(", never done")
    if c.lemma in _BOUGHT and not PUBLIC.isdisjoint(c.low[max(c.frame.sentence.lo, c.verb.begin - 4) : c.verb.begin]):
        return c.figure(" by the public")
    if c.lemma in _PENCILS and c.verb.form() == "past" and c.money and not c.verb.passive and acts(c.frame):
        return c.pledge("planned")
    if c.modality in _AHEAD and acts(c.frame) and (ahead or dated_ahead(c.frame) or invests):
        firm: Modality = "planned" if c.modality == "pledged" and not ahead else c.modality
        if firm == "planned" and c.lemma == "spend" and c.money and _for_others(c):
            firm = "pledged"
        if firm == "pledged" and c.thing and c.verb.form() == "ing":
            firm = "planned"  # "is hiring 640 pilots"
        if firm == "planned" and c.verb.passive and c.money and c.before() == ["with"]:
            firm = "pledged"  # "is to be rebuilt with £2.75m from the trust"
        return c.pledge(firm)
    return SILENT if c.verb.is_a("plan") else c.figure()


_STATES = ("country", "capital", "people")
_SURE = frozenset({"will", "shall", "going"})


def _for_others(c: Case) -> bool:
    """ "Norway will spend 8.4 billion crowns on air defence for Ukraine": what a state spends on another it gives."""
    who, sentence = c.frame.subject, c.frame.sentence
    if who is None or who.kind not in ("country", "capital", "org", "group") or c.verb.governor is not None:
        return False
    if c.verb.governing_word is not None or _SURE.isdisjoint(c.verb.helpers):
        return False
    for other in sentence.mentions:
        if not 0 < other.first - c.frame.last <= 9 or other.kind not in _STATES or other.name == who.name:
            continue
        gap = c.low[c.frame.last : other.first]
        return not {"for", "to", "in"}.isdisjoint(gap[-2:]) and not {",", ";", ":", "after", "before", "from"} & set(
            gap
        )
    return False


_AHEAD = ("planned", "pledged", "demanded", "expected", "refused", "withdrawn", "denied")

SPENDING = (_grows, _participles, _plans, _spends)

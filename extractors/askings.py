"""Who is asked, made or begged to give: a demand is never a pledge; but a government that asks its own house plans, and a contract binds."""

from __future__ import annotations

from extractors.grammar import wordset
from extractors.hearing import heard_from
from extractors.model import Modality
from extractors.verbcase import Answer, Case, Reading

_WANTS = frozenset({"demand", "insist", "urge", "ask", "propose", "recommend", "request", "require"})


def _subjunctive(c: Case) -> bool:
    """ "demanded that the city put 10 million into": a base form without helper behind what is asked for."""
    if c.verb.helpers or all(e.form != "base" for e in c.verb.entries):
        return False
    return any(
        v.lemma() in _WANTS and 0 <= c.verb.begin - v.last <= 14 and "that" in c.low[v.last : v.last + 2]
        for v in c.frame.sentence.verbs
    )


_REQUESTS = frozenset({"request", "demand", "solicit", "call for", "ask for", "plead for"})


def _asked_for_things(c: Case) -> bool:
    """ "Chisinau had asked for 100 buses", "requested 12 jets"."""
    if not c.thing or c.unit != "count" or c.frame.as_subject or c.frame.first - c.verb.last > 3:
        return False
    return c.lemma in _REQUESTS or (c.lemma in {"ask", "appeal", "beg", "plead"} and "for" in c.before(2))


def _made_to(c: Case) -> bool:
    """ "ordered the miner to pay 95 million", "was told to find 3 million": whoever is made to give."""
    if c.verb.helpers[-1:] != ["to"] or c.verb.negated:
        return False
    if c.verb.governor is not None:
        return c.verb.governor.passive and c.verb.governor.lemma() in {"tell", "order", "instruct", "force"}
    near = c.low[max(c.frame.sentence.lo, c.verb.begin - _SHORTLY) : c.verb.begin]
    at = next(
        (
            k
            for k in range(len(near) - 1, -1, -1)
            if near[k] in _MAKES or (near[k : k + 1] == ["like"] and near[k - 1] == "would")
        ),
        None,
    )
    if any(
        near[k : k + 2] in (["time", "for"], ["up", "to"]) and near[k - 1 : k] == ["is"] for k in range(1, len(near))
    ):
        return True  # "It is time for Norway to pay"
    if _heard_before(c) and {",", ";", "that"}.isdisjoint(near[-4:]):
        return True
    return at is not None and {",", ";", ":", "that", "and", "who", "which"}.isdisjoint(near[at:])


def _heard_before(c: Case) -> bool:
    """ "they heard from Washington to raise spending": shortly before the verb, with somebody between."""
    sentence, begin = c.frame.sentence, c.verb.begin
    return any(
        v.form() == "past" and begin - _SHORTLY <= v.first and v.last + 1 < begin and heard_from(sentence, v)
        for v in sentence.verbs
    )


#: so many words before the verb somebody may be made, or told, to give
_SHORTLY = 9
_MAKES = wordset("governed_makes")
#: "the deal obliges Norway to pay": a contract binds whom it names
_CONTRACTS = wordset("askings_contracts")
#: whom a government asks to let it give
_HOUSES = wordset("askings_houses")
_ASSENT = frozenset(
    {
        "approval",
        "consent",
        "approve",
        "authorise",
        "authorize",
        "permission",
        "mandate",
        "authorisation",
        "authorization",
        "assent",
        "leave",
        "go-ahead",
    }
)
#: who asks a house for money without having any to give
_OUTSIDERS = wordset("askings_outsiders")
_US = frozenset({"us", "me", "him", "her", "them"})


def _bound_by_contract(c: Case) -> bool:
    """ "The agreement commits Norway to paying $5m", "the deal requires it to provide": who signed has promised."""
    return not _CONTRACTS.isdisjoint(c.low[c.frame.sentence.lo : c.verb.begin]) and _OUTSIDERS.isdisjoint(
        c.low[c.frame.sentence.lo : c.verb.begin]
    )


def _asks_own_house(c: Case) -> bool:
    """ "will ask parliament for $5m", "is seeking lawmakers' approval for": a government that asks its house plans."""
    start = next((v.first for v in c.frame.sentence.verbs if v.is_a("report.demand") and v.last <= c.frame.first), None)
    if start is None:
        return False
    asked = c.low[start + 1 : c.frame.first]
    if len(asked) > 14 or (_HOUSES.isdisjoint(asked) and _ASSENT.isdisjoint(asked)):
        return False
    asking = c.low[c.frame.sentence.lo : start]
    return _OUTSIDERS.isdisjoint(asking) and (not _ASSENT.isdisjoint(asked) or "for" in asked)


def _begged(c: Case) -> bool:
    """ "Give us $5m": an imperative."""
    if c.verb.helpers or c.verb.form() != "base" or not c.verb.is_a("give") or not c.money:
        return False
    at = c.verb.first
    opens = at == c.frame.sentence.lo or c.low[at - 1] in {'"', "“", ":", "please", "‘"}
    return opens and (c.low[at - 1] == "please" or (c.behind_verb()[:1] != [] and c.behind_verb()[0] in _US))


def _needed_from(c: Case) -> bool:
    """ "We need $5m from Norway"."""
    if not c.verb.is_a("need") or not c.money or c.verb.negated:
        return False
    if c.frame.as_subject and c.verb.passive and c.behind_verb() == ["from"]:
        return any(0 < m.first - c.verb.last <= 2 for m in c.frame.sentence.mentions)
    behind = c.after(9)
    if "from" not in behind or {",", ";", "and"} & set(behind[: behind.index("from")]):
        return False
    at = c.frame.last + behind.index("from")
    return any(
        0 < m.first - at <= 2 and m.kind in ("country", "org", "group", "name", "capital", "generic")
        for m in c.frame.sentence.mentions
    )


def _outsiders_wish(c: Case) -> bool:
    """ "Opposition councillors had wanted to cap the stake at $5m": who does not decide can only ask."""
    wish = c.verb.governor
    if c.verb.negated or (wish is None and "would" not in c.verb.helpers):
        return False
    if wish is not None and wish.lemma() not in {"want", "seek", "wish", "propose", "plan", "intend", "hope"}:
        return False
    wish = wish or c.verb
    return not _OUTSIDERS.isdisjoint(c.low[max(c.frame.sentence.lo, wish.begin - 4) : wish.begin])


def _wanted_done(c: Case) -> bool:
    """ "wants the contribution raised to $5m", "called for the share to be raised to": done to what somebody asks for."""
    if c.verb.form() != "past" or c.verb.helpers not in ([], ["to", "be"]) or c.verb.governor is not None:
        return False
    asked = next((v for v in reversed(c.frame.sentence.verbs) if v.last <= c.verb.begin), None)
    if asked is None or not asked.is_a("report.demand") or asked.negated or asked.passive:
        return False
    between = c.low[asked.last : c.verb.begin]
    return 0 < len(between) <= 7 and {",", ";", ":", "that", "and", "which"}.isdisjoint(between)


def _plan_calls_for(c: Case) -> bool:
    """ "The plan calls for $5m by 2027": what a plan asks for is planned."""
    told = next((v for v in c.frame.sentence.verbs if v.lemma() == "call for" and v.last <= c.frame.first), None)
    return told is not None and c.low[told.begin - 1] in _SCHEMES


_SCHEMES = frozenset(
    {"plan", "plans", "proposal", "blueprint", "draft", "budget", "strategy", "programme", "program", "scheme"}
)


def _settled(c: Case, modality: Modality, why: str) -> Reading:
    found = c.pledge(modality, why)
    found.settled = True
    return found


def demands(c: Case) -> Answer:
    """ "asked governments to give", "called for"."""
    if c.money and (c.verb.is_a("report.demand") or c.frame.demanded_of) and not c.verb.negated and _asks_own_house(c):
        return _settled(c, "planned", ", asks its house")
    if _subjunctive(c) or _begged(c) or _needed_from(c):
        return c.pledge("demanded")
    if c.money and _outsiders_wish(c):
        return _settled(c, "demanded", ", wished from outside")
    if (c.money or c.thing) and _plan_calls_for(c):
        return _settled(c, "planned", ", in a plan")
    if c.money and (
        _wanted_done(c)
        or (c.verb.form() == "ing" and c.verb.governor is not None and c.verb.governor.is_a("report.demand"))
    ):
        return _settled(c, "demanded", ", wanted done")
    if c.money and _made_to(c):
        return c.pledge("pledged" if _bound_by_contract(c) else "demanded")
    if c.frame.demanded_of:
        return c.pledge("demanded" if c.modality != "expected" else c.modality)
    if c.verb.is_a("report.demand") and not c.verb.negated and (c.money or _asked_for_things(c)):
        return c.pledge("demanded")
    return None

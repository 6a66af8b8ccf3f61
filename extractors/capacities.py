"""What somebody is to have, hold or grow to: "the hospital will have 120 beds", "the force is to grow to 1,700 officers by 2029".

A number of things in time to come that no verb of giving tells; planned by whoever builds or owns it.
"""

from __future__ import annotations

from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.model import Quantity
from extractors.neighbours import behind, head, pledge, speaks_of_costs
from extractors.tense import looks_ahead
from extractors.verbcase import Reading

#: what a building or service is planned to hold
_ROOM = wordset("capacities_room")
#: what a state or service is planned to own by a year
_GEAR = wordset("capacities_gear")
#: bodies that grow by decision
_BODIES = wordset("capacities_bodies")
_AHEAD = frozenset({"will", "shall"})
_GROWS = frozenset({"grow", "rise", "expand", "increase", "number", "swell", "climb", "go"})
_SKIPPED = frozenset({"also", "then", "eventually", "thus", "now", "soon", "have", "to"})


def to_hold(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The hospital will have 120 beds", "There will be 14 dialysis chairs", "Greece will have seven new bombers by 2027"."""
    if quantity.unit != "count" or quantity.role == "prior":
        return None
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    has = low[k] in {"have", "offer", "contain", "provide", "house", "include", "hold"} and low[k - 1] in _AHEAD
    there = low[k] == "be" and low[k - 1] in _AHEAD and low[k - 2 : k - 1] == ["there"]
    if k - 1 < sentence.lo or not (has or there) or speaks_of_costs(frame):
        return None
    thing = low[frame.last - 1]
    if thing in _ROOM:
        return pledge(frame, "is to hold", "planned")
    dated = behind(frame, 1)[:1] in (["by"], ["from"], ["before"], ["until"], ["in"])
    return pledge(frame, "is to have", "planned") if has and thing in _GEAR and dated else None


def to_grow(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The force, now 1,200 strong, is to grow to 1,700 officers by 2029", "the fleet will rise to 40 ships"."""
    if quantity.unit != "count" or quantity.role == "prior":
        return None
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if low[k] == "to":
        k -= 1
    if k - 2 <= sentence.lo or low[k] not in _GROWS:
        return None
    ahead = low[k - 1] in _AHEAD or (low[k - 1] == "to" and low[k - 2] in {"is", "are", "due", "set"})
    body = not _BODIES.isdisjoint(low[max(sentence.lo, k - 12) : k])
    return pledge(frame, "is to grow", "planned") if ahead and body else None


def to_take(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Rheinwerk will take 200,000 tonnes of ammonia per year": who binds itself to take goods pays for them."""
    verb, low, sentence = frame.verb, frame.sentence.reading.words.low, frame.sentence
    if verb is None or verb.lemma() not in {"take", "lift", "offtake", "off-take"} or quantity.unit not in _BULK:
        return None
    helpers = set(verb.helpers)
    bound = verb.governor is not None and verb.governor.is_a("promise", "allocate")
    ahead = not _AHEAD.isdisjoint(helpers) or "to" in helpers
    named = frame.subject is not None and frame.subject.kind in ("org", "name", "country", "group")
    again = quantity.per is not None or not _SELLERS.isdisjoint(low[frame.last : min(sentence.hi, frame.last + 10)])
    if verb.negated or verb.passive or not (ahead or bound) or not named or not again:
        return None
    possible = not {"would", "could", "may", "might"}.isdisjoint(helpers)
    return pledge(frame, "takes goods", "planned" if possible else "pledged")


_TAKEN_IN = frozenset(
    {
        "refugees",
        "migrants",
        "evacuees",
        "patients",
        "seekers",
        "orphans",
        "children",
        "families",
        "people",
        "exiles",
        "students",
    }
)


def to_take_in(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "New Zealand will take 500 refugees from the camp": a place for so many."""
    verb, low = frame.verb, frame.sentence.reading.words.low
    if verb is None or verb.lemma() != "take" or quantity.unit != "count" or low[frame.last - 1] not in _TAKEN_IN:
        return None
    state = frame.subject is not None and frame.subject.kind in ("country", "capital", "people", "org", "group")
    ahead = not _AHEAD.isdisjoint(verb.helpers) or (
        verb.governor is not None and verb.governor.is_a("promise", "allocate")
    )
    near = 0 <= frame.first - verb.last <= 3 and not verb.passive and not verb.negated
    return pledge(frame, "takes in", "planned") if state and ahead and near else None


_WORKS = wordset("governed_works") | wordset("capacities_works")


def at_a_cost(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "is adding a third plant in Arizona at a cost of $25 billion": a work that somebody has in hand, and what they spend on it."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if (
        low[k] != "of"
        or len(quantity.unit or "") != 3
        or low[k - 3 : k + 1]
        not in (
            ["at", "a", "cost", "of"],
            ["for", "a", "total", "of"],
        )
    ):
        return None
    verb = next((v for v in reversed(sentence.verbs) if v.last <= k - 3), None)
    if verb is None or verb.negated or verb.passive or verb.lemma() not in _BUILDS or not looks_ahead(verb):
        return None
    near = k - verb.last <= 14 and ";" not in low[verb.last : k] and not _WORKS.isdisjoint(low[verb.last : k])
    return (
        pledge(frame, "at a cost", "planned") if near and {"would", "could", "may"}.isdisjoint(verb.helpers) else None
    )


_BUILDS = frozenset({"build", "add", "open", "expand", "erect", "construct", "lay", "set up", "put up", "modernise", "modernize", "upgrade",
                     "rebuild", "restore", "renovate", "refurbish", "extend", "convert", "replace", "double", "widen", "dredge", "install"})  # fmt: skip
_BULK = frozenset({"t", "kt", "Mt", "MW", "GW", "MWh", "GWh", "TWh", "bcm", "bbl", "l", "m3", "kg"})
_SELLERS = frozenset({"plant", "mine", "project", "terminal", "field", "wells", "farm", "mill", "producer"})

#: asked before the verb is
CAPACITIES = (to_hold, to_grow, to_take, to_take_in, at_a_cost)

"""What the verb that governs an amount makes of it: pledge or figure, and how firm.

`by_verb` asks the rules of `_RULES` in their order; the first that knows the case decides. A rule answers with a `Reading`, with None (not
my case) or with `SILENT` (my case, and the verb says nothing of the amount).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from extractors.constructions import is_of_court, is_of_publication
from extractors.cues import Verb
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.listings import is_giveable
from extractors.modality import modality_of
from extractors.model import Kind, Modality, Quantity
from extractors.tense import acts, dated_ahead, grows_a_promise, looks_ahead


@dataclass(slots=True)
class Reading:
    """What a frame was read as."""

    kind: Kind
    modality: Modality
    verb: Verb | None
    rule: str
    condition: str | None = None


@dataclass(slots=True)
class Case:
    """A verb with its amount, and what several rules ask of them."""

    frame: Frame
    verb: Verb
    quantity: Quantity | None
    modality: Modality
    #: the words of the article, folded
    low: list[str]
    #: money, or no amount at all
    money: bool
    #: a percentage or fraction: nobody hands over one
    share: bool
    lemma: str

    @property
    def unit(self) -> str | None:
        return self.quantity.unit if self.quantity is not None else None

    @property
    def thing(self) -> bool:
        """A number of things: neither money nor a share."""
        return self.unit is not None and not self.money and not self.share

    def before(self, count: int = 1) -> list[str]:
        """The words right before the amount."""
        return self.low[max(0, self.frame.first - count) : self.frame.first]

    def after(self, count: int = 1) -> list[str]:
        """The words right behind the amount."""
        return self.low[self.frame.last : self.frame.last + count]

    def behind_verb(self, count: int = 1) -> list[str]:
        return self.low[self.verb.last : self.verb.last + count]

    def between(self) -> list[str]:
        """The words from the verb to the amount."""
        return self.low[self.verb.last : self.frame.first]

    def pledge(self, modality: Modality | None = None, why: str = "") -> Reading:
        return Reading("pledge", modality or self.modality, self.verb, f"verb {self.lemma}{why}")

    def figure(self, why: str = "") -> Reading:
        return Reading("figure", "reported", self.verb, f"verb {self.lemma}{why}")


@dataclass(frozen=True, slots=True)
class _Silent:
    pass


SILENT: Final = _Silent()
Answer = Reading | _Silent | None

_SHARES = frozenset(["percent", "pct", "pct_gdp", "pct_gni", "ratio"])


def by_verb(frame: Frame, verb: Verb, quantity: Quantity | None) -> Reading | None:
    """What the verb makes of the amount; None where it says nothing of it."""
    case = Case(
        frame,
        verb,
        quantity,
        modality_of(verb, frame.sentence.reading.lists.offers),
        frame.sentence.reading.words.low,
        quantity is None or is_giveable(quantity),
        quantity is not None and quantity.unit in _SHARES,
        verb.lemma(),
    )
    for rule in _RULES:
        answer = rule(case)
        if answer is not None:
            return answer if isinstance(answer, Reading) else None
    return None


def _prepositions(c: Case) -> Answer:
    """ "received as many as", "arrives at 503 million", "given that 38,000 households": the verb does not take the amount."""
    if c.before() == ["as"] and c.verb.is_a("receive", "give") and c.frame.first - c.verb.last == 1:
        return c.figure(" as")
    if c.before() == ["at"] and (c.lemma in {"arrive", "budget", "land"} or (c.lemma == "aim" and c.unit == "pct")):
        return c.figure(" at")
    if not {"against", "compared"}.isdisjoint(c.before(5)) and c.frame.first - c.verb.last > 5:
        return SILENT
    given_that = c.lemma == "give" and not c.verb.helpers and c.verb.form() == "past" and c.behind_verb() == ["that"]
    return SILENT if given_that else None


#: units in which things are given; lengths, points and degrees are not
_GOODS = wordset("governed_goods_units")
#: verbs that give money but not things ("shared by two people", "backed by 14 singers")
_NOT_OF_THINGS = wordset("governed_not_of_things") | {"go to"}
#: ... unless they are paid for in time to come ("will finance 120 interceptors")
_PAYS = frozenset({"finance", "fund", "pay"})
_OF_THINGS_AHEAD = frozenset({"leave", "sign", "award", "grant", "clear", "set", "adopt", "raise"})


#: "gave 140 concerts", "delivered 1.7 billion parcels": work, no gift
_PERFORMED = wordset("governed_performed")
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
    if c.unit not in _GOODS:
        return c.figure(", not a thing that is given")
    if c.lemma in {"share", "back", "support", "cover"}:
        return c.figure(", of things")
    if c.unit != "count":
        return None
    counted = c.low[c.frame.last - 1]
    if counted in _PERFORMED and c.verb.is_a("give", "deliver"):
        return c.figure(", performed")
    if counted in _SERVED and c.lemma in _SERVES and not looks_ahead(c.verb):
        return c.figure(", served")
    pays_for = c.lemma in _PAYS and looks_ahead(c.verb) and "with" not in c.between()
    if (c.lemma in _NOT_OF_THINGS and not pays_for) or (c.lemma in _OF_THINGS_AHEAD and not looks_ahead(c.verb)):
        return c.figure(", of things")
    return None


def _told(c: Case) -> Answer:
    """What is printed, ruled, or drawn off somebody is no gift."""
    if c.verb.is_a("withdraw") and c.verb.passive and not c.frame.as_subject and c.frame.first > c.verb.last:
        return c.figure(", of somebody")
    if is_of_publication(c.frame, c.verb) or is_of_court(c.frame, c.verb):
        return c.figure(", as printed or ruled")
    return None


_TO = (["to"], ["into"], ["towards"], ["on"], ["straight"], ["directly"])


def _goes(c: Case) -> Answer:
    """ "will go to Ukraine", "goes to makers in Kharkiv", "went into schools"; a thing that merely goes is a figure."""
    if c.lemma != "go":
        return None
    ahead = looks_ahead(c.verb)
    if c.frame.as_subject and ahead and c.unit == "count" and c.behind_verb() == ["to"]:
        return c.pledge(why=" to somebody")
    if not c.frame.as_subject and not (c.money and ahead):
        return c.figure()
    if c.share:
        return c.figure()
    if c.frame.as_subject and c.money and c.behind_verb() in _TO:
        if c.verb.form() == "past" and not ahead:
            return c.pledge("delivered")
        if c.verb.form() == "s":
            return c.pledge("planned", " to")
    return None


def _habits(c: Case) -> Answer:
    if c.share and c.verb.is_a("withdraw", "figure") and not looks_ahead(c.verb):
        return c.figure()
    if c.unit == "count" and c.quantity is not None and c.quantity.per is not None and not c.verb.helpers:
        return c.figure(", a habit")
    return None


_WANTS = frozenset({"demand", "insist", "urge", "ask", "propose", "recommend", "request", "require"})


def _subjunctive(c: Case) -> bool:
    """ "demanded that the city put 10 million into": a base form without helper behind what is asked for."""
    if c.verb.helpers or all(e.form != "base" for e in c.verb.entries):
        return False
    return any(
        v.lemma() in _WANTS and 0 <= c.verb.begin - v.last <= 14 and "that" in c.low[v.last : v.last + 2]
        for v in c.frame.sentence.verbs
    )


_OUTLAYS = frozenset({"spending", "contribution", "investment", "budget", "package", "programme", "share"})


def _demands(c: Case) -> Answer:
    """ "asked governments to give", "called for": a demand is never a pledge."""
    if _subjunctive(c):
        return c.pledge("demanded")
    if c.frame.demanded_of:
        return c.pledge("demanded" if c.modality != "expected" else c.modality)
    if c.lemma == "put" and c.before() == ["at"]:
        who = c.frame.subject
        own = who is not None and who.kind in ("person", "role") and not _OUTLAYS.isdisjoint(c.between())
        return c.pledge("planned", " at") if own else c.figure(" at")
    if c.verb.is_a("report.demand") and not c.verb.negated and c.money:
        return c.pledge("demanded")
    return None


_OF_IT = (["of", "it"], ["of", "that"], ["of", "this"], ["of", "them"])


def _done_behind(c: Case) -> bool:
    """ "The 20 boats that Greece promised in May have been handed over": what was promised has come."""
    for verb in c.frame.sentence.verbs:
        if verb.first <= c.verb.last:
            continue
        if {";", ",", "but", "and"} & set(c.low[c.verb.last : verb.begin]):
            return False
        done = verb.form() == "past" and not verb.negated and not looks_ahead(verb) and bool(verb.helpers)
        return done and (verb.is_a("deliver") or (verb.passive and verb.is_a("give")))
    return False


def _gives(c: Case) -> Answer:
    """Promises, gifts, allocations, deliveries, and promises said again."""
    verb, frame = c.verb, c.frame
    if not verb.is_a("promise", "give", "allocate", "deliver", "reaffirm"):
        return None
    if verb.is_a("reaffirm") and verb.passive and c.thing:
        return SILENT  # "the lease on the 12 jets was renewed"
    if frame.as_subject and not verb.passive:
        if not verb.is_a("deliver") or not (c.money or c.after() == ["from"]):
            return SILENT
        return c.pledge(c.modality if looks_ahead(verb) else "delivered")
    if not looks_ahead(verb) and not _PUBLIC.isdisjoint(c.low[max(frame.sentence.lo, verb.begin - 1) : verb.begin]):
        return c.figure(" by the public")
    plain = c.modality == "pledged" and not verb.helpers and verb.governor is None and not verb.is_a("promise")
    if c.share and (c.modality == "delivered" or plain):
        return c.figure()
    if verb.first >= frame.last and not frame.as_subject and not verb.helpers and _done_behind(c):
        return c.pledge("delivered", " and done")
    paid = frame.as_subject and verb.form() == "past" and "was" in verb.helpers and c.after(2) in _OF_IT
    if paid or (c.modality == "pledged" and verb.perfect and verb.is_a("give") and _to_date(c)):
        return c.pledge("delivered")
    if c.modality == "planned" and _is_headline(c):
        return c.pledge("pledged", " to come")
    return c.pledge("planned" if c.modality == "pledged" and _into_own_works(c) else None)


def _is_headline(c: Case) -> bool:
    """ "Bulgaria to provide Ukraine with 70,000 shells": a name and an infinitive open the sentence."""
    verb, who = c.verb, c.frame.subject
    if verb.helpers != ["to"] or verb.governor is not None or verb.governing_word or verb.governing_noun or who is None:
        return False
    return who.first - c.frame.sentence.lo <= 1 and verb.begin - who.last <= 1


def _to_date(c: Case) -> bool:
    """ "Since 2022 the government has granted": what was given until now is a sum of gifts, no new one."""
    low = c.frame.sentence.low
    return "since" in low or any(low[i : i + 2] in (["so", "far"], ["to", "date"]) for i in range(len(low) - 1))


_PUTS = frozenset({"put", "pour", "plough", "plow", "pump", "inject", "put into", "channel"})
_WORKS = wordset("governed_works")


def _into_own_works(c: Case) -> bool:
    """ "will put 15,000 crore into a new line near Chennai": a firm's own works are planned, not promised to anybody."""
    if c.lemma not in _PUTS or "into" not in c.after(5):
        return False
    return not _WORKS.isdisjoint(c.after(11))


def _refuses(c: Case) -> Answer:
    if c.verb.is_a("refuse", "withdraw"):
        return c.pledge("refused" if c.verb.is_a("refuse") else None)
    return None


def _is_person(c: Case) -> bool:
    """ "Kiprono gets 50,000 dollars": a prize or wage."""
    who = c.frame.subject
    if who is None or who.kind not in ("person", "name", "pronoun"):
        return False
    if who.kind == "pronoun":
        return who.name in {"he", "she"}
    return who.kind == "person" or c.low[who.last - 1] in c.frame.sentence.reading.people


def _receives(c: Case) -> Answer:
    """ "will receive 40 million", "got a grant of": somebody gives, though not named."""
    if not c.verb.is_a("receive"):
        return None
    if c.behind_verb() == ["away"]:
        return c.figure(" away")
    if c.modality == "demanded":
        return c.pledge("demanded")
    ahead = looks_ahead(c.verb)
    if not ahead and _is_person(c):
        return c.figure(" by a person")
    if c.quantity is not None and c.quantity.per is not None and not ahead and not dated_ahead(c.frame):
        return c.figure(", a habit") if "from" not in c.after(4) else c.pledge("pledged")
    if not (c.money or ahead or (c.unit != "count" and "from" in c.after(5))):
        return SILENT
    done = c.verb.form() == "past" and not (ahead and not c.verb.perfect)
    return c.pledge("delivered" if done else "pledged")


def _announces(c: Case) -> Answer:
    if c.verb.is_a("report.announce") and c.money:
        if c.verb.negated:
            return SILENT
        governed = c.verb.governor is not None or c.verb.governing_word is not None
        return c.pledge(c.modality if c.modality in ("expected", "demanded") or governed else "pledged")
    return None


_REACHES = frozenset({"reach", "top", "hit", "exceed", "meet"})


def _grows(c: Case) -> Answer:
    """ "doubled its plan to 200bn", "contributions have reached 4bn"."""
    if not (c.verb.is_a("change") and c.money and grows_a_promise(c.frame)):
        return None
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
    if main is None or not main.is_a("give", "spend", "promise", "allocate", "plan"):
        will = c.low[c.verb.first - 1] == "," and "will" in c.low[c.frame.sentence.lo : c.verb.first]
        return c.pledge("planned", " with will") if c.money and will and c.verb.is_a("give", "spend") else None
    told = modality_of(main)
    if told in ("planned", "pledged", "expected", "demanded"):
        return c.pledge(told, f" with {main.lemma()}")
    return None


def _plans(c: Case) -> Answer:
    if c.verb.is_a("plan") and c.frame.as_subject and c.verb.passive:
        return c.pledge("planned")
    if c.lemma == "find" and c.money and c.verb.form() == "past" and c.after() == ["for"] and not c.verb.passive:
        return c.pledge("pledged", " for")
    return None


_BOUGHT = frozenset({"spend", "buy", "save", "pay"})
#: what these spend is business of their own
_PUBLIC = frozenset(
    {
        "visitors",
        "tourists",
        "consumers",
        "shoppers",
        "fans",
        "customers",
        "guests",
        "passengers",
        "gamblers",
        "investors",
        "savers",
        "borrowers",
        "traders",
        "drinkers",
    }
)


def _told_of_one(c: Case) -> bool:
    """ "Longwei, it says, spends 5 billion yen on another park": a firm or state of which it is told, no habit."""
    named = c.frame.subject is not None and c.frame.subject.kind in ("country", "org", "name", "capital")
    habit = c.quantity is not None and c.quantity.per is not None
    return named and not habit and c.frame.attribution is not None


def _spends(c: Case) -> Answer:
    """One's own spending: planned where it looks ahead, else a figure."""
    if not c.verb.is_a("spend", "change", "plan", "need"):
        return None
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
    if c.lemma in _BOUGHT and not _PUBLIC.isdisjoint(c.low[max(c.frame.sentence.lo, c.verb.begin - 4) : c.verb.begin]):
        return c.figure(" by the public")
    if c.verb.is_a("plan") and c.modality == "delivered" and c.money and not c.verb.passive and acts(c.frame):
        return c.pledge("planned")
    if c.modality in _AHEAD and acts(c.frame) and (ahead or dated_ahead(c.frame) or invests):
        firm: Modality = "planned" if c.modality == "pledged" and not ahead else c.modality
        if firm == "pledged" and c.thing and c.verb.form() == "ing":
            firm = "planned"  # "is hiring 640 pilots"
        if firm == "planned" and c.verb.passive and c.money and c.before() == ["with"]:
            firm = "pledged"  # "is to be rebuilt with £2.75m from the trust"
        return c.pledge(firm)
    return SILENT if c.verb.is_a("plan") else c.figure()


_AHEAD = ("planned", "pledged", "demanded", "expected", "refused", "withdrawn", "denied")

_RULES: tuple[Callable[[Case], Answer], ...] = (
    _prepositions,
    _told,
    _things,
    _habits,
    _demands,
    _goes,
    _gives,
    _refuses,
    _receives,
    _announces,
    _grows,
    _participles,
    _plans,
    _spends,
)

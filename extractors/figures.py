"""Which amounts are claims at all, and what kind of measure they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extractors.grammar import wordset
from extractors.model import Measure, Quantity
from extractors.reading import Sentence

_PRESUPPOSED = wordset("figures_presupposed")
_CASUALTY = wordset("figures_casualty")
_PREPOSITIONS = wordset("figures_prepositions")
_FUNCTION = wordset("figures_function")
#: nobody gives or counts these
_ABSTRACT = wordset("figures_abstract")

_PACKAGES = frozenset({"packages", "tranches", "batteries", "shipments", "instalments", "installments"})
_STATES = frozenset({"countries", "nations", "states", "governments", "donors", "partners", "sponsors", "members"})
#: below these a count behind a preposition ("in 14 places") or article ("the 32 members") only describes
_WORTH_TELLING, _WORTH_COUNTING, _PRESUPPOSED_UP_TO = 30, 10, 300
#: how long something takes is a figure where it is told in these
_HOURS = frozenset({"hour", "minute", "second"})
_TIMES = frozenset({"year", "month", "week", "day", "hour", "minute"})
_ONES = frozenset({"not", "no", "every", "each", "won't", "wouldn't", "single", "another"})


#: what `left_out` says where nothing may speak for an amount
SURELY = "no claim"


@dataclass(frozen=True, slots=True)
class _Told:
    """An amount at words ``first`` up to ``last`` as it was read, and what the rules ask of it."""

    sentence: Sentence
    quantity: Quantity
    kind: str
    first: int
    last: int
    #: the rule that gave the kind
    rule: str

    @property
    def low(self) -> list[str]:
        return self.sentence.reading.words.low

    @property
    def size(self) -> float:
        return self.quantity.high or self.quantity.low or 0.0

    def before(self) -> str:
        """The word before the amount; an ordinal or the like between is passed over."""
        at = self.first - 1
        if at <= self.sentence.lo:
            return self.low[at] if at == self.sentence.lo else ""
        return self.low[at - 1] if self.low[at] in _FUNCTION else self.low[at]

    def given(self) -> bool:
        """ "the 28 pumps that the city promised", "sends the next two packages": presupposed, and yet promised."""
        promised = (self.quantity.low or 0) >= 10 and self.low[self.last : self.last + 1] in (["that"], ["which"])
        packed = self.rule.startswith("verb ") and self.low[self.last - 1] in _PACKAGES
        return self.kind == "pledge" and (promised or packed)


def _duration(told: _Told) -> bool | None:
    q = told.quantity
    lasting = q.rule.startswith("duration")
    if lasting and (told.kind == "pledge" or told.rule == "time taken"):
        return True
    if told.kind == "figure" and lasting and ((q.unit in _HOURS and q.rule == "duration") or q.per is not None):
        return True
    if lasting and told.kind == "figure" and _lasts(told):
        return True
    return False if lasting or q.unit in _TIMES else None


#: states and ways that are told by how long they take
_STATES_OF_TIME = wordset("figures_states_of_time")
_NO_SPAN = frozenset(
    {
        "next",
        "past",
        "last",
        "coming",
        "first",
        "these",
        "those",
        "previous",
        "same",
        "another",
        "every",
        "following",
        "final",
    }
)
_WAITS = frozenset({"times", "time", "wait", "waits", "delay", "delays", "backlog", "queue", "queues"})


def _lasts(told: _Told) -> bool:
    """ "schools stayed closed for 12 days", "waiting times of 16 weeks", "has three months to go": told for its own sake, beside no money."""
    low, sentence, first = told.low, told.sentence, told.first
    if (
        any(len(q.unit or "") == 3 and (q.unit or "").isupper() for q in sentence.quantities)
        or told.quantity.unit == "year"
    ):
        return False
    if (
        low[first] in _NO_SPAN
        or low[first - 1] in _NO_SPAN
        or low[told.last : told.last + 1] in (["ago"], ["later"], ["earlier"], ["old"])
    ):
        return False
    if low[told.last : told.last + 2] == ["to", "go"] and low[first - 1] in {"has", "have", "had", "with"}:
        return True
    head = low[first] if low[first] in {"for", "in", "of"} else low[first - 1]
    near = low[max(sentence.lo, first - 7) : first]
    if head == "of" or head in _WAITS | {"waits", "wait", "waited", "is", "are"}:
        return not _WAITS.isdisjoint(near) or not {"waited", "wait", "waits"}.isdisjoint(near)
    return head in {"for", "in"} and not _STATES_OF_TIME.isdisjoint(near)


def _vague(told: _Told) -> bool | None:
    q = told.quantity
    if q.low is None and q.high is None and told.kind == "figure" and q.unit != "count":
        return q.rule != "money:multi" and told.sentence.hi - told.sentence.lo > 4
    return None


def _measured(told: _Told) -> bool | None:
    """Money, shares and measures are claims, but for "not one crown", "every single euro"."""
    q = told.quantity
    if q.unit == "count":
        return None
    coin = 0.01 if q.rule == "money:minor" else 1
    one = (q.low or q.high or 0) in (0, coin) and len(q.unit or "") == 3
    return not (one and not _ONES.isdisjoint(told.sentence.low))


def _idiom(told: _Told) -> bool | None:
    span, reading = told.quantity.span, told.sentence.reading
    return False if reading.text[span.start : span.end].lower() in reading.lists.idioms else None


def _casualties(told: _Told) -> bool | None:
    """ "two people, including a three-year-old, were killed"."""
    low, sentence = told.low, told.sentence
    aside = 8 if low[told.last : told.last + 1] == [","] else 0
    around = low[max(sentence.lo, told.first - 6) : min(sentence.hi, told.last + 6 + aside)]
    return None if _CASUALTY.isdisjoint(around) else True


def _people_and_thoughts(told: _Told) -> bool | None:
    """ "three officials said", "two diplomats", "five ideas", "gave it to 30 countries"."""
    low, naming = told.low, told.sentence.reading.naming
    if low[told.last - 1] in _ABSTRACT:
        return False
    if told.kind == "figure" or told.size < 10:
        for k in range(told.first, told.last):
            source = low[k] in naming.sources and k == told.last - 1 and low[k] != "people"
            if source or naming.titles.at(low, k, told.last):
                return False
    states = low[told.last - 1] in _STATES and told.rule.startswith("verb ") and told.kind == "pledge"
    return False if states else None


def _who_acts(told: _Told) -> bool | None:
    """ "The two countries have promised 40 trucks": states before the verb are who acts, not what is given."""
    low, first = told.low, told.first
    definite = low[first] in _THE or low[first - 1] in _THE
    return False if definite and told.size < 10 and low[told.last - 1] in _STATES and _acts(told) else None


_THE = frozenset({"the", "these", "those", "all"})


def _acts(told: _Told) -> bool:
    return any(v.begin == told.last and not v.passive for v in told.sentence.verbs)


def _part(told: _Told) -> bool | None:
    """ "14 of the province's 40 bridges": who counts a part of a whole tells something."""
    part = told.quantity.rule == "count:part" and told.before() not in _PRESUPPOSED
    return True if part and (told.kind == "figure" or told.size >= 10) else None


def _presupposed(told: _Told) -> bool | None:
    """ "the 32 members", "of the 29 halls", "all 50 states", "in 14 places": a number that only says how many there are."""
    low, first, before = told.low, told.first, told.before()
    if (
        before in _PRESUPPOSED and told.kind == "figure" and (told.quantity.low or 0) < _PRESUPPOSED_UP_TO
    ) or before == "'s":
        return False
    if before == "of" and any(
        q.rule == "count:part" and told.sentence.reading.word_at(q.span.end) == first - 1
        for q in told.sentence.quantities
    ):
        return False  # "seven of 13 seats": the part is told
    given = told.given()
    if not given and (
        (before == "of" and low[first : first + 1] == ["the"])
        or (before in _PRESUPPOSED and low[first - 2 : first - 1] == ["of"])
        or low[first] in _PRESUPPOSED
    ):
        return False
    counted = told.quantity.comparator not in (None, "exact")  # "from nearly two dozen other nations"
    worth = _WORTH_COUNTING if counted else _WORTH_TELLING
    return False if told.kind == "figure" and before in _PREPOSITIONS and told.size < worth else None


#: behind these a small number only tells the circumstances: "in two parts", "after three years of talks", "with two colleagues"
_CIRCUMSTANCE = wordset("figures_circumstance")


_SET_OFF = frozenset({"up", "down"})


def _was(told: _Told) -> bool | None:
    """ "14 chairs, up from six": what there was before, set off against what there is."""
    prior = told.quantity.role == "prior" and told.quantity.unit_of is not None
    near = told.low[max(told.sentence.lo, told.first - 4) : told.first]
    return True if prior and not _SET_OFF.isdisjoint(near) and "from" in near else None


def _small(told: _Told) -> bool | None:
    """Below ten, a thing that is given, or what the clause is about: "the fund has nine donors", "* Four new filling lines"."""
    small = told.quantity.rule in ("count:small", "count:one") or told.size < 10
    if not small or told.kind == "pledge":
        return True
    return told.quantity.rule == "count:small" and told.low[told.first - 1] not in _CIRCUMSTANCE and not _aside(told)


def _aside(told: _Told) -> bool:
    """ "two of them", "three more": no noun of its own."""
    return told.quantity.unit_of is None


#: the first that knows the case decides
_RULES: tuple[Callable[[_Told], bool | None], ...] = (
    _duration, _vague, _measured, _idiom, _casualties, _who_acts, _people_and_thoughts, _part, _was, _presupposed, _small,
)  # fmt: skip


#: rules whose no is only likely: signs may say more (`extractors.weighing`)
_UNSURE = (_people_and_thoughts, _presupposed, _small)


def left_out(sentence: Sentence, quantity: Quantity, kind: str, first: int, last: int, rule: str = "") -> str | None:
    """What speaks against storing an amount; None where it is a claim, "no claim" where a rule is sure, else the rule that is not.

    Durations, presupposed sizes ("NATO's 32 members") and people who only speak are none.
    """
    told = _Told(sentence, quantity, kind, first, last, rule)
    for knows in _RULES:
        answer = knows(told)
        if answer is not None:
            return None if answer else knows.__name__.strip("_").replace("_", " ") if knows in _UNSURE else SURELY
    return None


def measure_of(quantity: Quantity, kind: str) -> Measure:
    """The measure of an amount (RECORDS.md)."""
    unit = quantity.unit or ""
    if quantity.per is not None:
        return "rate"
    if quantity.role in ("increment",):
        return "increment"
    if quantity.role in ("total", "list_sum"):
        return "cumulative_total"
    if unit in ("pct", "pct_gdp", "pct_gni", "ratio"):
        return "share"
    if unit == "count":
        return "count"
    if unit in ("km2", "ha", "ft2", "m2"):
        return "area"
    return "one_off" if kind == "pledge" else "level"

"""Which amounts are claims at all, and what kind of measure they are."""

from __future__ import annotations

from extractors.grammar import wordset
from extractors.model import Measure, Quantity
from extractors.reading import Sentence

_PRESUPPOSED = wordset("figures_presupposed")
_CASUALTY = wordset("figures_casualty")
_PREPOSITIONS = wordset("figures_prepositions")
_FUNCTION = wordset("figures_function")


_PACKAGES = frozenset({"packages", "tranches", "batteries", "shipments", "instalments", "installments"})
#: below these a count behind a preposition ("in 14 places") or article ("the 32 members") only describes
_WORTH_TELLING, _WORTH_COUNTING, _PRESUPPOSED_UP_TO = 30, 10, 300
#: nobody gives or counts these
_ABSTRACT = wordset("figures_abstract")
#: how long something takes is a figure where it is told in these
_HOURS = frozenset({"hour", "minute", "second"})


def is_claim(sentence: Sentence, quantity: Quantity, kind: str, first: int, last: int, rule: str = "") -> bool:
    """Whether an amount is worth storing. Durations, presupposed sizes ("NATO's 32 members") and people who only speak are not."""
    if quantity.rule.startswith("duration") and (kind == "pledge" or rule == "time taken"):
        return True
    if kind == "figure" and (
        (quantity.unit in _HOURS and quantity.rule == "duration")
        or (quantity.rule.startswith("duration") and quantity.per is not None)
    ):
        return True
    if quantity.rule.startswith("duration") or quantity.unit in {"year", "month", "week", "day", "hour", "minute"}:
        return False
    if quantity.low is None and quantity.high is None and kind == "figure" and quantity.unit != "count":
        return quantity.rule not in ("money:multi",) and sentence.hi - sentence.lo > 4
    if quantity.unit != "count":
        one = (quantity.low or quantity.high or 0) <= 1 and len(quantity.unit or "") == 3
        return not (
            one and {"not", "no", "every", "each", "won't", "wouldn't", "single", "another"} & set(sentence.low)
        )
    if sentence.reading.text[quantity.span.start : quantity.span.end].lower() in sentence.reading.lists.idioms:
        return False
    low = sentence.reading.words.low
    aside = 8 if low[last : last + 1] == [","] else 0  # "two people, including a three-year-old, were killed"
    around = low[max(sentence.lo, first - 6) : min(sentence.hi, last + 6 + aside)]
    casualty = any(w in _CASUALTY for w in around)
    if casualty:
        return True
    if low[last - 1] in _ABSTRACT:
        return False
    naming = sentence.reading.naming
    small_group = kind == "figure" or (quantity.high or quantity.low or 0) < 10
    if small_group and any(
        naming.titles.at(low, k, last) or (low[k] in naming.sources and k == last - 1 and low[k] != "people")
        for k in range(first, last)
    ):
        return False
    if (
        low[last - 1] in {"countries", "nations", "states", "governments"}
        and rule.startswith("verb ")
        and kind == "pledge"
    ):
        return False
    before = low[first - 1] if first > sentence.lo else ""
    if before in _FUNCTION and first - 2 >= sentence.lo:
        before = low[first - 2]
    size = quantity.low or 0
    if (before in _PRESUPPOSED and kind == "figure" and size < _PRESUPPOSED_UP_TO) or before == "'s":
        return False
    promised = (quantity.low or 0) >= 10 and low[last : last + 1] in (["that"], ["which"])
    given = kind == "pledge" and (promised or (rule.startswith("verb ") and low[last - 1] in _PACKAGES))
    if not given and (
        (before == "of" and low[first : first + 1] == ["the"])
        or (before in _PRESUPPOSED and low[first - 2 : first - 1] == ["of"])
    ):
        return False
    if low[first] in _PRESUPPOSED and not given:
        return False
    counted = quantity.comparator not in (None, "exact")  # "from nearly two dozen other nations"
    worth = _WORTH_COUNTING if counted else _WORTH_TELLING
    if kind == "figure" and before in _PREPOSITIONS and (quantity.high or quantity.low or 0) < worth:
        return False
    small = quantity.rule in ("count:small", "count:one") or (quantity.high or quantity.low or 0) < 10
    return not small or kind == "pledge"


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

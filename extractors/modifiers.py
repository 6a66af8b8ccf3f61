"""The words around an amount: comparators ("at least"), increments ("another"), totals, parts, prior values, rates ("a month").

All word lists are in ``lexicon/comparators.yaml`` and ``lexicon/rates.yaml``; this module only says how they combine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from extractors.differences import step_of
from extractors.lexicon import Lexicon
from extractors.model import Comparator, NumberRole, Per
from extractors.phrases import Phrases
from extractors.tokens import BREAK, NUMBER, WORD, Tokens

#: how many modifiers may stand before one amount ("up to an additional", "nearly another")
_CHAIN = 6
_IN = frozenset(("in", "within", "for", "over", "after", "about", "than", "nearly", "almost", "half"))
#: a rate that does not stand right behind its amount stands at most this many tokens later, in the same clause
_RATE_REACH = 7


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase does to the amount beside it; ``kind`` one of cmp, inc, total, prior, part, sum, per, pass."""

    kind: str
    value: str = ""
    hedge: str | None = None


@dataclass(frozen=True, slots=True)
class ModifierTables:
    before: Phrases[Meaning]
    after: Phrases[Meaning]
    rates: Phrases[str]
    rates_near: frozenset[tuple[str, ...]]
    rate_breakers: frozenset[str]
    rate_adjectives: dict[str, str]
    increase: frozenset[str]
    cut: frozenset[str]
    ranging: frozenset[str]
    not_before_durations: frozenset[str]


@dataclass(slots=True)
class Reading:
    """What the words around one amount say; ``first``/``last`` are its tokens with those words."""

    first: int
    last: int
    comparator: Comparator = "exact"
    hedge: str | None = None
    role: NumberRole | None = None
    per: Per | None = None


def tables(lexicon: Lexicon) -> ModifierTables:
    """The modifiers of a lexicon as lookup tables (use through ``lexicon.compiled(tables)``)."""

    def words(section: str, key: str) -> frozenset[str]:
        return frozenset(lexicon.words(section, key))

    def hedges(key: str) -> dict[str, str]:
        return {phrase: hedge for hedge, ps in lexicon.mapping("comparators", key).items() for phrase in ps}

    def listed(key: str, side: str) -> list[str]:
        found = lexicon.mapping("comparators", key).get(side, [])
        if not isinstance(found, list):
            raise lexicon.error("comparators", f"{key}.{side}", "must be a list of phrases")
        return [str(x) for x in found]

    names = {"exact", "about", "at_least", "more_than", "up_to", "less_than"}
    before: list[tuple[str, Meaning]] = []
    after: list[tuple[str, Meaning]] = []
    for side, entries, hedge in (("before", before, hedges("hedges")), ("after", after, hedges("after_hedges"))):
        for comparator, phrases in lexicon.mapping("comparators", side).items():
            if comparator not in names:
                raise lexicon.error(
                    "comparators", f"{side}.{comparator}", f"is no comparator; one of {', '.join(sorted(names))}"
                )
            entries += [(p, Meaning("cmp", comparator, hedge.get(p))) for p in phrases]
    real = words("comparators", "increment_words")
    before += [(p, Meaning("inc" if real & set(p.split()) else "pass")) for p in listed("increments", "before")]
    after += [(p, Meaning("inc")) for p in listed("increments", "after")]
    totals = words("comparators", "total_words")
    before += [(p, Meaning("total" if totals & set(p.split()) else "pass")) for p in listed("totals", "before")]
    after += [(p, Meaning("total")) for p in listed("totals", "after")]
    before += [(p, Meaning("prior")) for p in listed("prior", "strong")]
    before += [(p, Meaning("part")) for p in listed("part", "before")]
    after += [(p, Meaning("part")) for p in listed("part", "after")]
    before += [(p, Meaning("sum")) for p in listed("list_sum", "before")]
    for per, phrases in lexicon.mapping("rates", "before").items():
        before += [(p, Meaning("per", per)) for p in phrases]
    before += [(p, Meaning("pass")) for p in lexicon.words("comparators", "fillers")]
    adjectives = {p: per for per, ps in lexicon.mapping("rates", "before").items() for p in ps if " " not in p}
    rates = [(p, per) for per, phrases in lexicon.mapping("rates", "after").items() for p in phrases]
    near = Phrases((p, p) for p in lexicon.words("rates", "near"))
    return ModifierTables(
        Phrases(before), Phrases(after), Phrases(rates), near.forms(), words("rates", "not_followed_by"), adjectives,
        words("comparators", "increase_verbs"), words("comparators", "cut_verbs"), words("comparators", "range_verbs"),
        words("comparators", "not_before_durations"),
    )  # fmt: skip


def read(tokens: Tokens, first: int, last: int, t: ModifierTables, floor: int, *, duration: bool) -> Reading:
    """The modifiers around the amount at tokens ``first..last``, looking no further back than ``floor``."""
    reading = Reading(first, last)
    _before(tokens, reading, t, floor, duration)
    _after(tokens, reading, t)
    if not duration:
        _rate(tokens, reading, t, floor)
    elif reading.per is None:
        found = rate_at(tokens, reading.last + 1, t)  # "36 hours a week"
        if found:
            reading.last, reading.per = found
    _moved(tokens, reading, t, floor)
    if reading.role is None:
        reading.role = step_of(tokens, reading.first, reading.last, floor)
    return reading


def _before(tokens: Tokens, r: Reading, t: ModifierTables, floor: int, duration: bool) -> None:
    at = r.first - 1
    for _ in range(_CHAIN):
        if at >= floor and tokens.low[at] in "\"“”'‘’(:" and at - 1 >= floor:
            at -= 1
        found = t.before.behind(tokens, at, floor)
        if not found:
            return
        begin, m = found
        if m.kind == "cmp":
            if tokens.low[begin] == "up" and begin > floor and tokens.low[begin - 1] in _GOES:
                return  # "has gone up to five million": where it went, no limit
            if r.comparator not in ("exact", "about") or (
                duration and begin == at and tokens.low[at] in t.not_before_durations
            ):
                return
            r.comparator, r.hedge = cast(Comparator, m.value), m.hedge
        elif m.kind == "per":
            if duration:
                return
            r.per = r.per or cast(Per, m.value)
        elif m.kind in ("inc", "total", "prior", "part", "sum"):
            role = {"inc": "increment", "sum": "list_sum"}.get(m.kind, m.kind)
            r.role = r.role or cast(NumberRole, role)
            if m.kind in ("prior", "part", "sum"):
                return
        if m.kind in ("cmp", "inc", "per"):
            r.first = begin
        at = begin - 1


_GOES = frozenset(
    {"go", "goes", "went", "gone", "going", "move", "moves", "moved", "moving", "crept", "creep", "shot", "pushed"}
)


def _after(tokens: Tokens, r: Reading, t: ModifierTables) -> None:
    for _ in range(3):
        at = r.last + 1
        if at < tokens.n and tokens.low[at] == "," and at + 1 < tokens.n:
            found = t.after.ahead(tokens, at + 1)
            if not found or found[1].kind != "cmp" or found[0] == at + 1:
                return
        else:
            found = t.after.ahead(tokens, at)
            if not found:
                return
        end, m = found
        if m.kind == "cmp":
            if tokens.low[end] in ("more", "less", "over") and tokens.low[end + 1 : end + 2] == ["than"]:
                return  # "350 million euros and more than 150 million kroner"
            if tokens.low[at] == "+" and not (tokens.touching(at) and not tokens.touching(end + 1)):
                return  # "450 million + 50 million"
            if tokens.low[at] == "plus" and end + 1 < tokens.n and tokens.kind[end + 1] in (WORD, NUMBER):
                return  # "5 million plus interest"
            if r.comparator in ("exact", "about"):
                r.comparator = cast(Comparator, m.value)
                r.hedge = m.hedge or r.hedge
        elif m.kind == "inc":
            if tokens.low[at] == "more" and end == at and end + 1 < tokens.n and tokens.low[end + 1] == "than":
                return
            r.role = r.role or "increment"
            if end > at:
                return  # "on top of the ...": the words are not the amount's own
        else:
            r.role = r.role or cast(NumberRole, m.kind)
            if m.kind == "part":
                return
        r.last = end


def rate_at(tokens: Tokens, at: int, t: ModifierTables) -> tuple[int, Per] | None:
    """The rate phrase that begins at token ``at``, unless what follows makes it a point in time ("a year ago")."""
    found = t.rates.ahead(tokens, at)
    if not found:
        return None
    end, per = found
    if tokens.low[at] == "a":
        if end + 1 < tokens.n and tokens.low[end + 1] in t.rate_breakers:
            return None
        if at and tokens.low[at - 1] in _IN:
            return None  # "in a year"
    return end, cast(Per, per)


def _rate(tokens: Tokens, r: Reading, t: ModifierTables, floor: int) -> None:
    n, at = tokens.n, r.last + 1
    if at < n and tokens.low[at] in "-/" and tokens.touching(at) and at + 1 < n and tokens.touching(at + 1):
        found = t.rates.ahead(tokens, at) or t.rates.ahead(tokens, at + 1) or _dashed(tokens, at, t)
        if found:
            r.per, r.last = r.per or cast(Per, found[1]), found[0]
            return
    for step in range(_RATE_REACH):
        if at >= n or tokens.kind[at] in (BREAK, NUMBER):
            break
        found_rate = rate_at(tokens, at, t)
        if found_rate:
            end, per = found_rate
            closes = end + 1 >= n or tokens.kind[end + 1] not in (WORD, NUMBER)
            if step <= 3 or closes or tuple(tokens.low[at : end + 1]) not in t.rates_near:
                r.per = r.per or per
                r.last = end if step <= 3 else r.last
            break
        if tokens.kind[at] != WORD or tokens.low[at] in ("and", "or", "but", "which", "that", "over", "for", "by"):
            break
        at += 1
    if r.per is None:
        _rate_of_noun(tokens, r, t, floor)
    if r.per is None:
        _rate_of_sentence(tokens, r, t, floor)


def _rate_of_noun(tokens: Tokens, r: Reading, t: ModifierTables, floor: int) -> None:
    """ "annual spending of $1 billion", "a monthly pledge of $5m": the rate stands before the noun that the amount measures."""
    at = r.first - 1
    if at < floor or tokens.low[at] not in ("of", "worth", "at", "totalling", "totaling", "to", "is", "was"):
        return
    for k in range(at - 1, max(floor, at - 4) - 1, -1):
        if tokens.kind[k] != WORD:
            return
        if tokens.low[k] in t.rate_adjectives:
            r.per = cast(Per, t.rate_adjectives[tokens.low[k]])
            return


def _dashed(tokens: Tokens, at: int, t: ModifierTables) -> tuple[int, str] | None:
    """ "$1bn-a-month", "$5m-a-year"."""
    low = tokens.low
    if low[at] == "-" and low[at + 1 : at + 3] == ["a", "-"] and at + 3 < tokens.n:
        found = {"year": "year", "month": "month", "week": "week", "day": "day"}.get(low[at + 3])
        return (at + 3, found) if found else None
    if low[at] == "-" and low[at + 1] in ("a", "per"):
        found = {"year": "year", "month": "month", "week": "week", "day": "day"}.get(
            low[at + 2] if at + 2 < tokens.n else ""
        )
        return (at + 2, found) if found else None
    return None


def _rate_of_sentence(tokens: Tokens, r: Reading, t: ModifierTables, floor: int) -> None:
    """ "Per year the plans come to 70, 86 and 125 billion": the rate stands at the head of the sentence."""
    at, steps = r.first - 1, 0
    while at > 0 and steps < 14 and tokens.kind[at] != BREAK and tokens.low[at] not in ".!?;":
        at -= 1
        steps += 1
    if steps >= 14:
        return
    begin = at if at == 0 and tokens.kind[0] == WORD else at + 1
    if begin < tokens.n and tokens.low[begin] == "so":
        begin += 1
    if begin < tokens.n and tokens.low[begin] in ("per", "each", "every", "annually", "monthly"):
        found = rate_at(tokens, begin, t)
        if found and found[0] < r.first:
            r.per = found[1]


def _moved(tokens: Tokens, r: Reading, t: ModifierTables, floor: int) -> None:
    """ "cut by 3 billion", "raised by 500m": the amount is the step, not the level."""
    at = r.first - 1
    if r.role is not None or at < floor:
        return
    if tokens.low[at] == "from":
        beside = at == floor and "to" in tokens.low[max(0, floor - 7) : floor]  # "to $10bn from $5bn"
        if beside or "to" in tokens.low[r.last + 1 : r.last + 6]:  # "from $5bn to $10bn"
            r.role = "prior"
        return
    if tokens.low[at] != "by":
        return
    for k in range(at - 1, max(floor, at - 9) - 1, -1):
        if tokens.kind[k] == BREAK or tokens.low[k] in ".;:":
            return
        if tokens.low[k] in t.cut:
            r.role = "cut"
            return
        if tokens.low[k] in t.increase:
            r.role = "increment"
            return

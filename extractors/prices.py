"""What something costs: a price is a figure, whatever verb or neighbour it has."""

from __future__ import annotations

from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.listings import is_giveable
from extractors.model import Quantity
from extractors.neighbours import behind, figure, head
from extractors.verbcase import Reading

_STATES = ("country", "capital", "people", "group")
#: what one thing costs is below this in any currency that is not counted in thousands
_SMALL = 100_000


def asks_for_a_thing(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "A private clinic asks $2,300 for a pair", "charges 40 euros for a night"."""
    verb, low = frame.verb, frame.sentence.reading.words.low
    if verb is None or verb.lemma() not in {"ask", "charge", "want", "demand"} or not is_giveable(quantity):
        return None
    if frame.as_subject or head(frame) != verb.last - 1 or behind(frame, 1) != ["for"]:
        return None
    if frame.subject is not None and frame.subject.kind in _STATES:
        return None
    small = (quantity.low or quantity.high or 0) < _SMALL
    one = low[frame.last + 1 : frame.last + 2] in (["a"], ["an"], ["one"], ["each"], ["every"], ["it"])
    return figure(frame, "asks for a thing") if small and one else None


def one_is(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "A sack is 4,900 forints", "a lesson was £40", "one litre is now two euros": what one of a thing costs."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if not is_giveable(quantity) or (quantity.low or quantity.high or 0) >= _SMALL:
        return None
    while k > sentence.lo and low[k] in {"now", "still", "only", "already", "just"}:
        k -= 1
    if low[k] not in {"is", "was", "'s"} or k - 2 < sentence.lo:
        return None
    k -= 1
    start = k
    while start > sentence.lo and k - start < 4 and low[start] not in {"a", "an", "one"}:
        start -= 1
    opens = start == sentence.lo or low[start - 1] in {",", ";", ":", "and", "but", "where", '"', "“"}
    return figure(frame, "one of it is") if low[start] in {"a", "an", "one"} and opens and start < k else None


def in_one_worth(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "sat in a seat worth £3,900": a thing that somebody is in or on, and what it is worth."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if not is_giveable(quantity) or low[k] != "worth":
        return None
    start = k - 1
    while start > sentence.lo and k - start < 4 and low[start] not in {"a", "an"}:
        start -= 1
    within = low[start] in {"a", "an"} and low[start - 1] in {"in", "on", "inside", "at", "wearing", "aboard"}
    return figure(frame, "worth of a place") if within and start > sentence.lo else None


_BAD = wordset("prices_bad")


def of_what_is_lost(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "A $3 million fine will follow", "a €600 million hole opens": the noun behind the amount is no gift."""
    after = behind(frame, 2)
    found = is_giveable(quantity) and after[:1] and after[0] in _BAD
    told = frame.verb is not None and frame.verb.first < frame.first and frame.verb.is_a(*_GIVING)
    return figure(frame, f"a {after[0]}") if found and not told else None


_GIVING = ("give", "promise", "allocate", "deliver", "refuse", "withdraw", "reaffirm")
_TRADED = frozenset(
    {"exports", "imports", "sales", "trade", "cargo", "cargoes", "shipments", "turnover", "losses", "damage"}
)


def worth_of_trade(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Exports worth €2 billion went to China": what is sold."""
    low, k = frame.sentence.reading.words.low, head(frame)
    traded = low[k] in {"worth", "of"} and low[k - 1] in _TRADED and k - 1 >= frame.sentence.lo
    given = frame.verb is not None and frame.verb.is_a("give", "promise") and not frame.as_subject
    return figure(frame, "worth of trade") if traded and is_giveable(quantity) and not given else None


_RATES = frozenset(
    {
        "tariff",
        "tariffs",
        "duty",
        "duties",
        "interest",
        "rate",
        "rates",
        "discount",
        "inflation",
        "yield",
        "margin",
        "probability",
    }
)


def rate_of(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "slapped with a tariff of 100 percent", "at an interest rate of 2 percent": nobody gives a rate."""
    low, k = frame.sentence.reading.words.low, head(frame)
    if quantity.unit != "pct" or low[k] != "of" or low[k - 1] not in _RATES:
        return None
    return figure(frame, f"{low[k - 1]} of")


_THINGS_COST = (
    wordset("governed_works") | wordset("capacities_works") | frozenset({"scheme", "project", "bill", "deal"})
)


def whole_of_a_work(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "is in for a third of the tunnel's C$6.4 billion": the whole is what the work costs, and nobody's alone."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if not is_giveable(quantity) or low[k] != "'s" or low[k - 1] not in _THINGS_COST:
        return None
    near = low[max(sentence.lo, k - 5) : k - 1]
    words = sentence.reading.words
    part = any(0 <= words.start[k - 1] - q.span.end <= 12 and (q.unit in ("ratio", "pct")) for q in sentence.quantities)
    return figure(frame, "whole of a work") if part and "of" in near else None


_EXPERTS = frozenset({"experts", "analysts", "economists", "consultants", "engineers", "observers", "insurers", "traders", "brokers", "expert",
                      "analyst", "economist", "consultant"})  # fmt: skip
_THINKS = frozenset(
    {
        "think",
        "thinks",
        "reckon",
        "reckons",
        "speak",
        "speaks",
        "spoke",
        "talk",
        "talks",
        "talked",
        "put",
        "puts",
        "dream",
    }
)


def thought_by_experts(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "outside experts think of C$60 billion or more", "analysts put it at 3 billion": nobody gives what is only reckoned."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if not is_giveable(quantity) or low[k] not in {"of", "at", "about"}:
        return None
    near = low[max(sentence.lo, k - 7) : k]
    said = not _THINKS.isdisjoint(low[max(sentence.lo, k - 3) : k])
    return figure(frame, "thought by experts") if said and not _EXPERTS.isdisjoint(near) else None


#: asked before anything that may make a gift of an amount
PRICES = (
    asks_for_a_thing,
    one_is,
    in_one_worth,
    of_what_is_lost,
    worth_of_trade,
    rate_of,
    whole_of_a_work,
    thought_by_experts,
)

"""Amount expressions of a text: the door of the quantities part of the extractors.

``read_quantities`` finds every amount in one pass over the tokens and says what it is: number, unit, comparator, rate, role, printed
conversions, and by which rule it was read. Rules (``Quantity.rule``), so that the assembler can tell claims from noise:

- ``money:*`` currency amounts; ``money:minor`` small coins (prices); ``table`` a cell whose unit stands in a heading or its row
- ``percent``; ``share`` ("a third of", "one in five"); ``multiple`` ("five times as many"); ``multiple:verb`` ("has doubled")
- ``unit`` areas, powers, lengths ...; ``duration`` what is promised or measured ("a 10-year deal"); ``duration:window`` the time of
  something else ("over four years"), no amount of its own
- ``count``; ``count:label`` ("Deaths: 1,739"); ``count:bare`` (noun unknown); ``count:small`` below ten; ``count:one``; ``count:round``
  ("a thousand flowers"); ``count:group`` how large a known group is ("NATO's 32 members")
- ``range:*`` both ends of the rule behind it
- ``elided:*`` currency, scale, noun or "of GDP" taken from the context (``unit_basis`` "context"); ``elided:unknown`` a money-sized
  number that nothing explains (``unit`` None)

Which amount a short text is about says `extractors.principal`.
"""

from __future__ import annotations

from extractors import amounts, conversions, elision, lexicon, modifiers, ranges, tablecells, tokens
from extractors.amounts import Amount, Tables
from extractors.lexicon import Lexicon
from extractors.model import Comparator, Quantity, Span
from extractors.modifiers import ModifierTables
from extractors.tokens import Tokens

_DURATION = "duration"
_ARTICLES = ("a", "an")


def read_quantities(
    text: str,
    start: int = 0,
    end: int | None = None,
    *,
    currency_hint: str | None = None,
    lexicon: Lexicon | None = None,
    stream: Tokens | None = None,
) -> list[Quantity]:
    """All amounts of ``text[start:end]``, by place, none overlapping; offsets are into the whole text.

    ``currency_hint`` is the currency of amounts printed without one where no other amount of the stretch tells ("EUR" for an article of
    an EU body); a sign that several countries use ("$", "kr") is read as the hint if it may stand for it. ``stream`` are the tokens of the
    stretch, where the caller has them (`split`). Never raises on any text.
    """
    words = lexicon if lexicon is not None else _default()
    found = candidates(text, start, end, lexicon=words, stream=stream)
    return elision.resolve_context(found, text, currency_hint, lexicon=words)


def split(text: str, start: int, end: int, lexicon: Lexicon) -> Tokens:
    """The tokens of ``text[start:end]`` as amounts and times are read from."""
    t = lexicon.compiled(amounts.tables)
    return tokens.tokenize(text, start, end, t.numbers.starters, t.signs)


def candidates(
    text: str,
    start: int = 0,
    end: int | None = None,
    *,
    lexicon: Lexicon | None = None,
    stream: Tokens | None = None,
) -> list[Quantity]:
    """As `read_quantities`, but before elided units are resolved: bare numbers are there with ``unit`` None and a rule ``bare:*``."""
    words = lexicon if lexicon is not None else _default()
    end = len(text) if end is None else min(end, len(text))
    start = max(0, start)
    if start >= end:
        return []
    t, m = words.compiled(amounts.tables), words.compiled(modifiers.tables)
    if stream is None:
        stream = split(text, start, end, words)
    found = [_quantity(stream, a, r) for a, r in _scan(stream, t, m)]
    return tablecells.apply(found, tablecells.contexts(text, start, end, t), text)


def _default() -> Lexicon:
    return lexicon.load()


def _scan(stream: Tokens, t: Tables, m: ModifierTables) -> list[tuple[Amount, modifiers.Reading]]:
    found: list[tuple[Amount, modifiers.Reading]] = []
    floor, moving = 0, m.increase | m.cut
    for i in stream.heads:
        if i < floor or (stream.low[i] in _ARTICLES and not _counts(stream, i, t)):
            continue
        a = amounts.core(stream, i, t, floor)
        if a is None:
            continue
        a = ranges.ranged(stream, a, t, m.ranging, moving)
        conversions.attach(stream, a, t)
        first = a.first
        if a.ranged and first > floor and stream.low[first - 1] in ("between", "from"):
            first -= 1
        r = modifiers.read(stream, first, a.last, m, floor, duration=a.rule.startswith(_DURATION))
        if a.unit is None and not _worth_keeping(stream, a, r):
            continue
        found.append((a, r))
        floor = r.last + 1
    return found


def _counts(stream: Tokens, i: int, t: Tables) -> bool:
    """Whether the article at ``i`` can begin a number: "a million", "a third", "a few hundred"."""
    return i + 1 < stream.n and stream.low[i + 1] in t.numbers.behind_article


def _worth_keeping(stream: Tokens, a: Amount, r: modifiers.Reading) -> bool:
    """Whether a number without unit can be an amount at all; a bare "billion" needs a word beside it that makes it one."""
    if a.rule == "bare:scale":
        return r.per is not None or r.comparator != "exact"
    return True


def _quantity(stream: Tokens, a: Amount, r: modifiers.Reading) -> Quantity:
    begin, end = stream.start[r.first], stream.end[r.last]
    low, high = a.low, a.high
    comparator: Comparator = r.comparator
    if a.number.value is None and not a.ranged:
        comparator, low, high = "vague", None, None
    elif a.ranged:
        comparator = "range"
    elif comparator in ("at_least", "more_than"):
        high = None
    elif comparator in ("up_to", "less_than"):
        low = None
    return Quantity(
        Span(begin, end, stream.text[begin:end]),
        low,
        high,
        a.unit,
        comparator,
        unit_of=a.of,
        hedge=r.hedge,
        per=None if a.unit in ("ratio",) else r.per,
        equivalents=tuple(a.equivalents),
        magnitude=a.number.magnitude,
        role=r.role,
        rule=a.rule,
        unit_candidates=a.codes,
        scale=a.number.scale,
    )

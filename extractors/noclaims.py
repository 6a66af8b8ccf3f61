"""Numbers that are no amounts: dates, clock times, ages, labels ("Article 5", "F-16"), scores, telephone numbers, ordinals.

Only asked about numbers without currency; word lists in ``lexicon/not_claims.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors import makes, units
from extractors.lexicon import Lexicon
from extractors.numerals import Numeral
from extractors.phrases import Phrases
from extractors.regions import demonyms
from extractors.tokens import BREAK, NUMBER, PUNCT, WORD, Tokens
from extractors.units import UnitTables

_DASHES = "-‐‑–—−"


@dataclass(frozen=True, slots=True)
class NoClaimTables:
    months: frozenset[str]
    labels: frozenset[str]
    era: frozenset[str]
    clock: frozenset[str]
    age: Phrases[bool]
    unclaimed: frozenset[str]
    fraction_followers: frozenset[str]
    fraction_blockers: frozenset[str]
    lexicon: Lexicon


def tables(lexicon: Lexicon) -> NoClaimTables:
    """The lists of a lexicon as sets (use through ``lexicon.compiled(tables)``)."""

    def words(key: str, section: str = "not_claims") -> frozenset[str]:
        return frozenset(lexicon.words(section, key))

    return NoClaimTables(
        words("months"), words("labels"), words("era"), words("clock"),
        Phrases((p, True) for p in lexicon.words("not_claims", "age")),
        words("unclaimed_nouns"), words("fraction_followers", "numbers"), words("fraction_blockers", "numbers"), lexicon,
    )  # fmt: skip


def rejected(
    tokens: Tokens, number: Numeral, t: NoClaimTables, u: UnitTables, floor: int, *, inner: bool = False
) -> bool:
    """Whether a number without currency or unit is a date, time, age, label, score, address or telephone number.

    ``inner``: the number is the second of a pair joined by a dash or word.
    """
    return (
        (not inner and _glued(tokens, number))
        or _date(tokens, number, t, u)
        or _clock(tokens, number, t)
        or is_age(tokens, number, t)
        or _score(tokens, number)
        or _listed(tokens, number)
        or is_name(tokens, number, t, u, floor)
        or _unclaimed(tokens, number, t)
    )


def _glued(tokens: Tokens, number: Numeral) -> bool:
    """ "G7", "F-16", "46th", "5G", "1990s", "+38044": parts of a longer sign."""
    if not number.digits:
        return _hyphened(tokens, number)
    first, last, n = number.first, number.last, tokens.n
    if len(number.digits) > 1 and number.digits[0] == "0" and number.digits[1].isdigit():
        return True  # "007"
    plain = number.digits.isdigit() and number.scale == 1 and first == last
    if plain and (_beside(tokens, first - 1) or _beside(tokens, last + 1)):
        return True  # "020 7946 0958"
    if tokens.touching(first):
        before = tokens.low[first - 1]
        if tokens.kind[first - 1] == WORD or before in "#№§@_\\+'’":
            return True
        if before in _DASHES and first >= 2 and tokens.touching(first - 1) and tokens.kind[first - 2] in (WORD, NUMBER):
            return True
        if before == "." and tokens.touching(first - 1) and tokens.kind[first - 2] == WORD and first >= 2:
            return True  # "X.7"
        if before in ":./" and first >= 2 and tokens.touching(first - 1) and tokens.kind[first - 2] == NUMBER:
            return True
    if last + 1 < n and tokens.touching(last + 1):
        after = tokens.low[last + 1]
        if tokens.kind[last + 1] == WORD and number.scale == 1:
            return True
        if after in "/:" and last + 2 < n and tokens.touching(last + 2) and tokens.kind[last + 2] == NUMBER:
            return True
        if after in _DASHES and last + 2 < n and tokens.touching(last + 2) and number.scale == 1:
            return tokens.kind[last + 2] in (NUMBER, WORD)
    return False


def _beside(tokens: Tokens, at: int) -> bool:
    """Whether a run of plain digits that is no year stands at token ``at``."""
    low = tokens.low[at] if 0 <= at < tokens.n and tokens.kind[at] == NUMBER else ""
    return low.isdigit() and not (len(low) == 4 and 1900 <= int(low) < 2150)


def glued_before(tokens: Tokens, number: Numeral) -> bool:
    """ "F-16", "M777 155mm" and the like: the digits are the tail of a sign."""
    first = number.first
    return (
        bool(number.digits)
        and tokens.touching(first)
        and (
            tokens.kind[first - 1] == WORD
            or (
                tokens.low[first - 1] in _DASHES
                and first >= 2
                and tokens.touching(first - 1)
                and tokens.kind[first - 2] == WORD
            )
        )
    )


def _hyphened(tokens: Tokens, number: Numeral) -> bool:
    """ "one-off", "two-way", "four-wheel": a word, not a number."""
    at = number.last + 1
    if at + 1 < tokens.n and tokens.low[at] in _DASHES and tokens.touching(at) and tokens.touching(at + 1):
        return True
    first = number.first
    return first >= 2 and tokens.low[first - 1] in "-‐‑" and tokens.touching(first) and tokens.kind[first - 2] == WORD


def year_like(number: Numeral) -> bool:
    """Four plain digits that can be a year."""
    return (
        len(number.digits) == 4 and number.digits.isdigit() and number.scale == 1
        and number.value is not None and 1000 <= number.value <= 2150 and number.first == number.last
    )  # fmt: skip


def _date(tokens: Tokens, number: Numeral, t: NoClaimTables, u: UnitTables) -> bool:
    first, last, n, low = number.first, number.last, tokens.n, tokens.low
    before = low[first - 1] if first else ""
    after = low[last + 1] if last + 1 < n else ""
    if year_like(number):
        if number.value is not None and number.value < 1500:
            return before in ("in", "since", "a.d", "year") or after in t.era
        if before in t.months or before in (
            "in",
            "since",
            "by",
            "until",
            "till",
            "of",
            "from",
            "during",
            "year",
            "to",
            "and",
            "early",
            "late",
            "mid",
            "summer",
            "autumn",
            "winter",
            "spring",
            "fiscal",
            "fy",
            "for",
            "before",
            "after",
            "through",
        ):
            return True
        thing = units.counted(tokens, last, u, single=False, plural_scale=False)
        if before == "the" and number.value is not None and number.value % 100 and 1990 <= number.value < 2100:
            return True  # "the 2029 Northern Games"
        return thing is None or (tokens.kind[first - 1 if first else 0] == PUNCT and before in ",(")
    if after in t.era and tokens.raw(last + 1).isupper():
        return True
    if number.value is not None and number.value <= 31 and number.scale == 1:
        if _month(tokens, last + 1, t) or _month(tokens, first - 1, t):
            return True
        if before in "." and first >= 2 and _month(tokens, first - 2, t):
            return True  # "Dec. 2"
        if after == "of" and _month(tokens, last + 2, t):
            return True
        if after in _DASHES and last + 2 < n and tokens.kind[last + 2] == NUMBER and _month(tokens, last + 3, t):
            return True
        if after in ("to", "and", "till", "until") and last + 2 < n and tokens.kind[last + 2] == NUMBER:
            return _month(tokens, last + 3, t)
        if (
            before in ("and", "to", ",", "-", "–")
            and first >= 3
            and tokens.kind[first - 2] == NUMBER
            and _month(tokens, first - 3, t)
        ):
            return True
    return False


def _month(tokens: Tokens, at: int, t: NoClaimTables) -> bool:
    if not 0 <= at < tokens.n or tokens.low[at] not in t.months:
        return False
    return tokens.raw(at)[0].isupper() or tokens.low[at] not in ("may", "march", "mar")


def _clock(tokens: Tokens, number: Numeral, t: NoClaimTables) -> bool:
    """ "10:30", "5pm", "17.30 GMT"."""
    last, n = number.last, tokens.n
    if not number.digits:
        return last + 1 < n and tokens.low[last + 1] in ("o'clock", "o’clock", "am", "pm")
    if (
        last + 1 < n
        and tokens.kind[last + 1] == WORD
        and tokens.low[last + 1] in t.clock
        and tokens.low[last + 1] not in ("hours", "est")
    ):
        return True
    return last + 3 < n and tokens.low[last + 1 : last + 4] in (["a", ".", "m"], ["p", ".", "m"])


def is_age(tokens: Tokens, number: Numeral, t: NoClaimTables) -> bool:
    """ "28-year-old", "aged 28", "28 years old"."""
    last, n = number.last, tokens.n
    at = last + 2 if last + 1 < n and tokens.low[last + 1] in _DASHES else last + 1
    if t.age.ahead(tokens, at):
        return True
    first = number.first
    return (first > 0 and tokens.low[first - 1] in ("aged", "age")) or _behind_a_name(tokens, number, t)


def _behind_a_name(tokens: Tokens, number: Numeral, t: NoClaimTables) -> bool:
    """ "fumed Uwe Krause, 71": the age of whoever spoke, in a clause of its own."""
    first, at, value = number.first, number.last + 1, number.value
    if (
        first < 3
        or tokens.low[first - 1] != ","
        or len(number.digits) != 2
        or value is None
        or value < 14
        or number.scale != 1
    ):
        return False
    if at < tokens.n and tokens.low[at] not in (",", ".", ";", ")", "\n", "!"):
        return False
    named = tokens.kind[first - 2] == WORD and tokens.raw(first - 2)[:1].isupper()
    spoken = tokens.low[first - 3] in _SPOKE or (first >= 4 and tokens.low[first - 4] in _SPOKE)
    return named and spoken and tokens.low[first - 2] not in t.lexicon.compiled(demonyms)


_SPOKE = frozenset({"said", "says", "fumed", "sighed", "asked", "added", "told", "complained", "shrugged", "laughed", "recalled", "explained",
                    "insisted", "warned", "grumbled", "by", "like", "mr", "mrs", "ms"})  # fmt: skip


def _score(tokens: Tokens, number: Numeral) -> bool:
    """ "3-2", "won 6-4": two small numbers joined by a dash (a range has a unit and never comes here alone)."""
    at = number.last + 1
    if not number.digits or at + 1 >= tokens.n:
        return False
    return tokens.low[at] in _DASHES and tokens.kind[at + 1] == NUMBER and number.scale == 1


def _listed(tokens: Tokens, number: Numeral) -> bool:
    """ "1. The total", "2) Ships": the number of a list item, at the head of its line."""
    first, at = number.first, number.last + 1
    if not number.digits or number.scale != 1 or at >= tokens.n:
        return False
    if first and tokens.kind[first - 1] != BREAK and tokens.low[first - 1] not in "([":
        return False
    if first and tokens.low[first - 1] in "([":
        return tokens.low[at] in ")]" and len(number.digits) <= 2 and number.first == number.last
    return tokens.low[at] in ".)" and tokens.touching(at) and at + 1 < tokens.n and not tokens.touching(at + 1)


_COLLECTIVES = frozenset(
    {"staff", "crew", "workforce", "army", "force", "forces", "membership", "population", "fleet", "garrison", "community", "team",
     "group", "herd", "flock", "party", "congregation", "it", "they", "who", "which", "that", "now"}
)  # fmt: skip


def is_name(tokens: Tokens, number: Numeral, t: NoClaimTables, u: UnitTables, floor: int) -> bool:
    """ "Article 5", "Typhoon 2", "iPhone 11", "Source 1", "No. 4": a number that names."""
    first, last = number.first, number.last
    if first <= floor or number.scale != 1:
        return False
    at = first - 1
    if tokens.low[at] == "." and tokens.low[at - 1 : at] in (
        ["no"],
        ["nos"],
        ["nr"],
        ["vol"],
        ["art"],
        ["para"],
        ["fig"],
    ):
        return True
    if tokens.kind[at] != WORD:
        return False
    small = number.value is not None and number.value < 3000 and "," not in number.digits
    if tokens.low[at] in ("number", "numbers") and at > floor and tokens.low[at - 1] in _COLLECTIVES:
        return False  # "its staff numbers 46"
    if tokens.low[at] in t.labels and small:
        return True
    raw = tokens.raw(at)
    named = any(c.isupper() for c in raw) and small and bool(number.digits)
    if not named or (at and tokens.kind[at - 1] == BREAK) or at == floor:
        return False
    if at and tokens.low[at - 1] in '.!?:;|"“”':
        return False
    if _gapped(tokens, at, last + 1, t):
        return False
    following = last + 1
    noun = following < tokens.n and tokens.kind[following] == WORD and tokens.raw(following)[0].islower()
    if noun or tokens.low[at] not in t.lexicon.compiled(demonyms):
        return not noun
    return not makes.handed(tokens, at, following, u, t.lexicon)


def _gapped(tokens: Tokens, at: int, behind: int, t: NoClaimTables) -> bool:
    """ "Germany gave 50 million, Estonia 25 and Latvia 20": a country and its number, the verb left out."""
    ahead = at - 2 if at and tokens.low[at - 1] == "the" else at - 1
    if ahead < 0 or tokens.low[ahead] not in (",", "and", "while", "but"):
        return False
    if behind < tokens.n and tokens.kind[behind] == WORD and tokens.low[behind] not in ("and", "while", "but", "in"):
        return False
    return tokens.low[at] in t.lexicon.compiled(demonyms)


#: behind these "one" stands for a noun and counts nothing
_ONE_OF_MANY = frozenset({"first", "second", "third", "fourth", "last", "next", "this", "which", "latter", "former", "other", "previous",
                          "new", "old", "same", "big", "small", "good"})  # fmt: skip


def _unclaimed(tokens: Tokens, number: Numeral, t: NoClaimTables) -> bool:
    """ "8 points", "twice", "5 stars", "12-14 Mill Street"."""
    at = number.last + 1
    if tokens.low[number.first] == "one" and number.first and tokens.low[number.first - 1] in _ONE_OF_MANY:
        return at >= tokens.n or tokens.low[at + 1 : at + 2] != ["in"]  # "to get a second one", not "one pupil in ten"
    if at >= tokens.n or tokens.kind[at] != WORD:
        return False
    if tokens.low[at] == "times":
        following = tokens.low[at + 1] if at + 1 < tokens.n else ""
        return following not in (
            "as",
            "more",
            "higher",
            "larger",
            "bigger",
            "the",
            "its",
            "greater",
            "that",
            "what",
            "less",
            "their",
        )
    return tokens.low[at] in t.unclaimed

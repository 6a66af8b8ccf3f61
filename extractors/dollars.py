"""Whose dollar a bare "$" is: papers and governments of Canada, Australia or New Zealand print their own money without a letter before it.

Agencies that count in US dollars print the letter ("C$45 million ($33 million)"): where an article does, its bare signs are left alone.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.drafts import Draft
from extractors.lexicon import Lexicon
from extractors.model import Quantity
from extractors.reading import Reading
from extractors.regions import demonyms

#: an article with more givers than this is a list of donors
_FEW = 3


class OwnDollars:
    """``own_dollars`` of lexicon/currencies.yaml: currency -> how it is printed where "$" alone is the American one."""

    def __init__(self, lexicon: Lexicon) -> None:
        printed = lexicon.mapping("currencies", "own_dollars")
        self.currencies = frozenset(printed)
        marks = [re.escape(mark) for marks in printed.values() for mark in marks]
        self.marked = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(marks)})")
        goods = "|".join(map(re.escape, lexicon.words("currencies", "priced_in_us_dollars")))
        #: "$52 a barrel": what the world trades is priced in US dollars in every paper
        self.world_price = re.compile(rf" ?(?:an?|per|/) ?(?:{goods})\b")


_WHOSE = r"(?P<{0}>[A-Z](?:[\w.]*\w)?(?: (?:Zealand|Kong|States))?)"
_SAID = r"\b(?:are|is|in|as)\b(?: (?:all|given|stated|quoted|expressed|shown|reported|listed|denominated|in))*"
_NOUNS = (
    r"\b(?:[Aa]mounts?|[Ff]igures?|[Ss]ums?|[Vv]alues|[Pp]rices|[Ff]unding|[Dd]ollars|[Cc]urrency)\b[^.;\n$€£\d]{0,30}?"
)
_DECLARED = re.compile(
    rf"{_NOUNS}{_SAID} (?:{_WHOSE.format('whose')} (?:dollars?|funds)\b|(?P<code>[A-Z]{{3}})\b)"
    rf"|(?:\b[Dd]ollar|\$) (?:amounts?|figures?|sums?|values) (?:are|is)(?: all)? {_WHOSE.format('own')}(?=[,.)\n]|\Z)"
)
_SPELLED = {
    **dict.fromkeys(("us", "u.s.", "u.s", "american", "united states"), frozenset({"USD"})),
    "new zealand": frozenset({"NZD"}),
    "hong kong": frozenset({"HKD"}),
}


def declared_dollar(text: str, start: int, end: int, lexicon: Lexicon) -> str | None:
    """The currency that an article says its dollars are in: "All amounts are in Canadian dollars.", "figures in AUD"."""
    known = lexicon.compiled(demonyms)
    own = frozenset[str](lexicon.mapping("currencies", "signs")["$"])
    for found in _DECLARED.finditer(text, start, end):
        whose = (found["whose"] or found["own"] or "").lower()
        printed = frozenset({found["code"] or whose.upper()})
        codes = _SPELLED.get(whose) or known.get(whose) or printed
        named = sorted(own.intersection(codes))
        if len(named) == 1:
            return named[0]
    return None


def own_dollars(drafts: list[Draft], reading: Reading) -> None:
    """Read bare "$" and "dollars" as the home currency of the article, or of the one country that all of them come from."""
    bare = [d for d in drafts if d.quantity is not None and _is_bare(d.quantity)]
    if not bare:
        return
    declared = declared_dollar(reading.text, reading.article.start, reading.article.end, reading.lexicon)
    if declared is not None:
        for draft in bare:
            q = draft.quantity
            if q is not None and declared in q.unit_candidates:
                draft.quantity = replace(q, unit=declared, unit_basis="context")
                draft.trace.append(f"currency: {declared}, as the article says of its amounts")
        return
    tables = reading.lexicon.compiled(OwnDollars)
    currency_of = reading.naming.gazetteer.currency_of
    givers = {d.actor for d in bare if d.actor and not d.borrowed_actor}
    paid_in = {currency_of(name) for actor in givers for name in actor.split(", ")}
    home = currency_of(reading.printed_home or reading.main_country or "")
    own = home if home in tables.currencies else None
    if own is None and len(paid_in) == 1 and len({d.actor for d in drafts if d.kind == "pledge"}) <= _FEW:
        own = next(iter(paid_in))  # in a long list of donors the sign is the list's, not theirs
    if own not in tables.currencies or tables.marked.search(reading.text, reading.article.start, reading.article.end):
        return
    for draft in bare:
        q = draft.quantity
        if q is None or own not in q.unit_candidates or tables.world_price.match(reading.text, q.span.end):
            continue
        if "USD" in {currency_of(name) for name in (draft.actor or "").split(", ")}:
            continue
        draft.quantity = replace(q, unit=own, unit_basis="context")
        draft.trace.append(f"currency: {own}, the article's own dollar")


def _is_bare(q: Quantity) -> bool:
    return q.unit == "USD" and len(q.unit_candidates) > 1 and q.unit_candidates[0] == "USD"

"""Units that are not printed: "contributions reached 4 billion", "around 15 or a little bit more", "the 150 million ($174.6 million)".

Where a number without currency, scale or noun takes them from, in this order: the amount it is listed with ("70, 86 and 125 billion"); its
own printed conversion; the nearest amount before it in its paragraph that is of its size; the nearest such amount of the article, where
money weighs by how often its currency is printed. What was taken is marked ``unit_basis`` "context", and the rule says how.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from extractors import currencies, regions
from extractors import lexicon as lexicons
from extractors.barecounts import asked_how_many, counts_barely
from extractors.continuations import goes_on, is_gapped, is_given, said_to_be
from extractors.heldagainst import KIN, is_money, number_of, same_measure, same_per, was
from extractors.lexicon import Lexicon
from extractors.model import Quantity
from extractors.tokens import tokenize

#: a number without scale word takes one only from an amount this near (characters)
_NEAR = 700
#: "Every dollar it hands out draws in about seven more"
_FOR_EACH = re.compile(
    r"\b(?:[Ee]very|[Ee]ach) (?:single )?(?:dollar|euro|pound|rupee|franc|krona|krone|rand|yen|peso|shilling|zloty|crown|real|lira|won)\b"
    r"[^.!?\n]{0,80}\b(?:draws?|brings?|returns?|yields?|attracts?|generates?|earns?|saves?|mobilises?|mobilizes?|unlocks?|creates?|raises?)\b"
    r"[^.!?\n,]{0,20}\Z"
)
#: lakh and crore, the scales of southern Asia
_CRORES = (1e5, 1e7)
#: what stands without currency in a list of gifts is at least this
_COIN = 50
#: nothing is taken from further back than this, however long a paragraph is
_FAR = 4000
#: nor further back than this many amounts
_LOOK = 50
_END = re.compile(r"[.!?;:][\"”’')]?\s|\n")
#: just before a percentage: it is a change or a rate, no level of spending
_CHANGE = re.compile(
    r"\b(?:by|rose|fell|grew|grow|growth|up|down|interest|inflation|loans?|tariffs?|tax(?:es)?|votes?|shares?|rates?|drop|rise|cut|jumped|increase of)\W*(?:\w+\W+)?$"
)
#: a short question right before the sentence, and who answers it
_ASKED = re.compile(r"([^\n.!?]{2,50})\?[\"”’]?\s*(?:[\w.]{1,16}:)?\s*\Z")
_ENDS = (". ", "! ", "? ", "; ", ": ", "\n", '." ', ".” ")
#: separators of a list whose last member carries the unit for all
_LIST = frozenset((",", "of", "out of", "and", ", and", "or", ", or", "to", "/", ";", "&"))


def resolve_context(
    quantities: Sequence[Quantity], text: str, issuer_currency: str | None = None, *, lexicon: Lexicon | None = None
) -> list[Quantity]:
    """The quantities with elided units filled in; bare numbers that nothing explains are left out. Pure; offsets stay as they are.

    ``issuer_currency`` is the currency of who issues the text or pays: "$", "kr", "rupees" are read as it where they may stand for it
    (the sign is printed, so ``unit_basis`` stays "explicit"), and amounts without any currency take it where no other amount tells.
    Without it, words that several countries share ("rupees", "kroner") are read by the country named nearest; "$" and "£" are not.
    """
    words = lexicon if lexicon is not None else lexicons.load()
    told = [with_issuer(q, issuer_currency) for q in quantities]
    if issuer_currency is None:
        told = regions.told_by_country(told, text, words)
    return _Context(told, text, issuer_currency, words).resolved()


def with_issuer(q: Quantity, issuer_currency: str | None) -> Quantity:
    """The quantity with its ambiguous sign or word read as the issuer's currency, where it may stand for that."""
    if issuer_currency and q.unit != issuer_currency and issuer_currency in q.unit_candidates:
        return replace(q, unit=issuer_currency)
    return q


class _Context:
    """One pass over the quantities of a text, from its first to its last."""

    def __init__(self, told: list[Quantity], text: str, issuer: str | None, words: Lexicon) -> None:
        self.told, self.text, self.issuer, self.words = told, text, issuer, words
        self.out: list[Quantity] = []
        #: how often each currency was printed before the quantity in hand, and in the whole text
        self.before: Counter[str] = Counter()
        self.total: Counter[str] = Counter(q.unit for q in told if q.unit and _counts(q))
        self.spread: dict[int, Quantity] = {}
        #: what a sentence says of whose money is meant, looked up once: where it begins -> (actor's currency, currency named nearby)
        self.asked: dict[int, tuple[str | None, str | None]] = {}
        for at in range(len(told) - 2, -1, -1):
            self._spread(at)

    def _spread(self, at: int) -> None:
        """ "70, 86 and 125 billion": the last of a list gives scale and unit to those before it."""
        q, nxt = self.told[at], self.spread.get(at + 1, self.told[at + 1])
        if q.unit is not None or q.scale > 1 or q.equivalents or q.rule.startswith("bare:vague"):
            return
        gap = self.text[q.span.end : nxt.span.start]
        joint = gap.strip()
        if len(gap) > 8 or joint not in _LIST:
            return
        a, b = number_of(q), number_of(nxt)
        if a is None or not b or nxt.scale <= 1 or not 1 / KIN <= a * nxt.scale / b <= KIN:
            return
        if joint in (
            "of",
            "out of",
        ):  # "321 of 768 million dollars", but "(a grant of 42 million and) one of 6 billion"
            if a >= b / nxt.scale or a == 1:
                return
            q = replace(q, role=q.role or "part")
        if nxt.unit is None:
            self.spread[at] = replace(_times(q, nxt.scale), per=q.per or nxt.per)
        elif is_money(nxt):
            self.spread[at] = replace(
                _filled(q, nxt.unit, nxt.scale, "elided:list"), per=q.per or nxt.per, unit_basis=nxt.unit_basis
            )

    def resolved(self) -> list[Quantity]:
        for at, q in enumerate(self.told):
            q = self.spread.get(at, q)
            found = self._of_output(q) if q.unit == "pct" else q if q.unit is not None else self._resolve(at, q)
            if found is not None:
                self.out.append(found)
            if q.unit and _counts(q):
                self.before[q.unit] += 1
        return self.out

    def _of_output(self, q: Quantity) -> Quantity:
        """ "two per cent of GDP ... 2.5 percent by 2027": a level of spending goes on being a share of output; a change of it does not."""
        value = number_of(q)
        if not value or value > 12 or self.text[q.span.end : q.span.end + 3] == " of" or q.role == "increment":
            return q
        for p in islice(reversed(self.out), 6):
            if q.span.start - p.span.end > 500:
                break
            if p.unit in ("pct_gdp", "pct_gni"):
                other = number_of(p)
                before = self.text[max(0, q.span.start - 60) : q.span.start].lower()
                if other and 0.2 <= value / other <= 5 and not _CHANGE.search(before):
                    return replace(q, unit=p.unit, unit_basis="context", rule="elided:output")
            if p.unit == "pct":
                break
        return q

    def _resolve(self, at: int, q: Quantity) -> Quantity | None:
        if q.equivalents:
            unit = self._from_conversion(q) or self._currency(at, q)
            return _filled(q, unit, 1.0, "elided:conversion")
        if q.scale == 1 and (later := self._from_behind(at, q)) is not None:
            return later
        if _FOR_EACH.search(self.text, max(0, q.span.start - 110), q.span.start) and q.scale == 1:
            return replace(q, unit="ratio", rule="multiple:each")
        if q.scale == 1 and q.role == "increment" and (more := self._more_of(q)) is not None:
            return more
        asked = asked_how_many(self.text, q)
        if asked is not None:
            return _filled(q, "count", 1.0, "count:asked", asked)
        counts = counts_barely(self.text, q)
        if counts is not None:
            of = next((p.unit_of for p in islice(reversed(self.out), 3) if p.unit == "count"), None)
            return _filled(q, "count", 1.0, counts, of if counts in ("count:all", "count:fewer") else None)
        if q.scale > 1000 or (q.magnitude or 0) > 1000:
            return self._scaled(at, q)
        return self._plain(q)

    def _from_behind(self, at: int, q: Quantity) -> Quantity | None:
        """ "which had promised two, has gone up to five million euros": what follows in the sentence gives scale and currency."""
        value, nxt = number_of(q), self.told[at + 1] if at + 1 < len(self.told) else None
        if nxt is None or not value or value >= 1000 or not is_money(nxt) or nxt.scale <= 1000:
            return None
        gap = self.text[q.span.end : nxt.span.start]
        other = number_of(nxt)
        if len(gap) > 60 or _END.search(gap) or not other or not is_given(self.text, q):
            return None
        if not 1 / 20 <= value * nxt.scale / other <= 20 or (gap[:1] != "," and not gap.startswith(" and ")):
            return None
        return _filled(q, nxt.unit, nxt.scale, "elided:behind")

    def _from_conversion(self, q: Quantity) -> str | None:
        """The currency whose usual rate fits "150 million ($174.6 million)"."""
        rates = self.words.compiled(currencies.tables).usd_per_unit
        value, other = number_of(q), q.equivalents[0]
        if not value or not other.low or other.unit != "USD":
            return None
        implied = other.low / value
        return next((code for code, rate in rates.items() if abs(implied / rate - 1) < 0.125), None)

    def _main(self) -> str | None:
        """The currency printed most often before, of equals the one printed last; else that printed most often, and first, in the text."""
        if self.before:
            unit, most = max(self.before.items(), key=lambda printed: printed[1])
            last = (p.unit for p in islice(reversed(self.out), _LOOK) if p.unit and self.before[p.unit] == most)
            return next(last, unit)
        return max(self.total, key=self.total.__getitem__) if self.total else None

    def _of_those_named(self, start: int) -> str | None:
        """The currency of who is spoken of shortly before, where the text prints it and no amount stands before."""
        if self.before or len(self.total) < 2:
            return None
        own = regions.actor_currency(self.text, max(0, start - 300), start, self.words)
        return own if own in self.total else None

    def _asked_of(self, start: int) -> str | None:
        """ "And the United States? The forty million is cancelled.": the currency of whom the question before is about."""
        question = _ASKED.search(self.text, max(0, start - 90), start)
        return regions.actor_currency(self.text, *question.span(1), self.words) if question is not None else None

    def _mentioned(self, q: Quantity) -> str | None:
        """ "a franc swap line worth 900 million": the currency named nearest before, where no amount tells."""
        t = self.words.compiled(currencies.tables)
        start = max(0, q.span.start - 300)
        near = tokenize(self.text, start, q.span.start, frozenset(), frozenset(t.signs))
        for at in range(near.n - 1, -1, -1):
            named = t.names.ahead(near, at)
            if named and near.low[at] not in currencies.WORDS_TOO:
                return named[1][0]
        return None

    def _scaled(self, at: int, q: Quantity) -> Quantity:
        """ "4 billion": the number is whole, only the unit is missing."""
        counted = self._count_of_size(q)
        if counted is not None:
            return _filled(q, "count", 1.0, "elided:count", counted.unit_of)
        unit = self._of_crores(q) or self._currency(at, q)
        return _filled(q, unit, 1.0, "elided:currency" if unit else "elided:unknown")

    def _of_crores(self, q: Quantity) -> str | None:
        """ "not a rupee of the 250 crore": a scale of one region is of money told with it elsewhere, else of Indian rupees."""
        if q.scale not in _CRORES:
            return None
        return next((p.unit for p in islice(reversed(self.told), _LOOK) if is_money(p) and p.scale in _CRORES), "INR")

    def _count_of_size(self, q: Quantity) -> Quantity | None:
        """The counted thing this number is of, if the nearest amount of its size counts things."""
        value = number_of(q) or 1.0
        for p in islice(reversed(self.out), _LOOK):
            if q.span.start - p.span.end > _NEAR:
                return None
            other = number_of(p)
            if other and (is_money(p) or p.unit == "count") and 1 / KIN <= value / other <= KIN:
                return p if p.unit == "count" else None
        return None

    def _currency(self, at: int, q: Quantity) -> str | None:
        """The currency of an amount printed without one.

        That of the amount before it in its sentence; of its actor, if the article prints that currency; of the amount before it in its
        paragraph; of the amount behind it in its sentence; the article's main one; last, that of the actor or the one named nearest.
        """
        start = self._sentence(q.span.start)
        before = next((p for p in islice(reversed(self.out), _LOOK) if is_money(p)), None)
        if before is not None and before.span.start >= start:
            return before.unit
        if start not in self.asked:
            own = regions.actor_currency(self.text, start, q.span.start, self.words) or self._asked_of(start)
            self.asked[start] = own, self._mentioned(q)
        own, named = self.asked[start]
        if own is not None and own in self.total:
            return own
        paragraph = self.text.rfind("\n", max(0, start - _FAR), start)
        if before is not None and before.span.start >= max(paragraph, start - _FAR):
            return before.unit
        for nxt in self.told[at + 1 : at + 4]:
            gap = self.text[q.span.end : nxt.span.start]
            if len(gap) > 200 or _END.search(gap):
                break
            if is_money(nxt):
                return nxt.unit
        return self._of_those_named(start) or self._main() or own or self.issuer or named

    def _sentence(self, at: int) -> int:
        """Where the sentence that holds ``at`` begins."""
        begin = max(0, at - 600) // 300 * 300  # in steps, so that a text without sentences has few
        return max((found + 1 for mark in _ENDS if (found := self.text.rfind(mark, begin, at)) >= 0), default=begin)

    def _plain(self, q: Quantity) -> Quantity | None:
        """ "Then it was two", "bringing the total to 600", "300,000 of the Soviet calibre": noun or currency and scale are missing."""
        value = number_of(q)
        if not value or (q.rule == "bare:word" and "," not in q.span.exact) or (value == 1 and q.rule == "bare:words"):
            return None
        copular = said_to_be(self.text, q)
        between = False
        for p in islice(reversed(self.out), _LOOK):
            if q.span.start - p.span.end > _NEAR:
                break
            other = number_of(p)
            if not other:
                continue
            if (is_money(p) or p.unit is None) and p.scale > 1000 and value < 1e5:
                kin = 1 / KIN <= value * p.scale / other <= KIN
                if kin and not between and (copular or goes_on(self.text, p, q)):
                    return _filled(q, p.unit, p.scale, "elided:scale")
            elif is_money(p) and p.scale == 1 and 1 / KIN <= value / other <= KIN and not between and value >= _COIN:
                if is_gapped(self.text, p, q) or self._listed(p, q):
                    return _filled(q, p.unit, 1.0, "elided:currency")
            elif (
                is_money(p)
                and p.scale == 1
                and q.scale == 1
                and p.rule != "money:minor"
                and not between
                and was(self.text, p, q)
            ):
                return replace(_filled(q, p.unit, 1.0, "elided:currency"), per=q.per or p.per)
            elif p.unit == "count" and 1 / KIN <= value / other <= KIN:
                return replace(
                    _filled(q, "count", 1.0, "elided:count", p.unit_of), per=q.per or same_per(self.text, p, q)
                )
            elif same_measure(self.text, p, q):
                return replace(
                    _filled(q, p.unit, 1.0, "elided:unit", p.unit_of), per=q.per or same_per(self.text, p, q)
                )
            elif (
                (p.unit or "").startswith("pct")
                and ("." in q.span.exact or (copular and not between))
                and value <= 100
                and 0.2 <= value / other <= 5
                and q.span.start - p.span.end < 150
            ):
                return _filled(q, p.unit, 1.0, "elided:percent")
            elif "duration" in p.rule and value <= 30 and value == int(value) and 0.2 <= value / other <= 5:
                # "over five years ... more than 500, over four"
                return replace(
                    _filled(q, p.unit, 1.0, "elided:duration"), low=value, high=value, comparator="exact", hedge=None
                )
            between = between or not (is_money(p) or p.unit is None or "duration" in p.rule)
        return self._count_of_sentence(q, value)

    def _more_of(self, q: Quantity) -> Quantity | None:
        """ "10,000 hectares for camps; another 5,000 will follow": more of what was measured in the same breath."""
        p = self.out[-1] if self.out else None
        if p is None or not same_measure(self.text, p, q):
            return None
        return _filled(q, p.unit, 1.0, "elided:unit", p.unit_of)

    def _listed(self, p: Quantity, q: Quantity) -> bool:
        """ "Ford gives £20,000 ... Together that makes 25,000": a sum or a gift told in whole numbers, after one with its currency."""
        gap = self.text[p.span.end : q.span.start]
        return len(gap) < 120 and (q.role == "list_sum" or (is_given(self.text, q) and "," in q.span.exact))

    def _count_of_sentence(self, q: Quantity, value: float) -> Quantity | None:
        """ "killed four persons here and 1,700 in the whole country": a large number shares the noun of a small one."""
        if value < 100 or (q.scale == 1 and value < 1000):
            return None
        for p in islice(reversed(self.out), _LOOK):
            if q.span.start - p.span.end > 200:
                break
            if p.unit == "count" and ". " not in self.text[p.span.end : q.span.start]:
                return _filled(q, "count", 1.0, "elided:count", p.unit_of)
        return _filled(q, "count", 1.0, "count:bare") if q.scale > 1 or "," in q.span.exact else None


def _counts(q: Quantity) -> bool:
    return is_money(q) and q.rule != "money:minor"


def _times(q: Quantity, factor: float) -> Quantity:
    return replace(
        q,
        low=q.low * factor if q.low is not None else None,
        high=q.high * factor if q.high is not None else None,
        scale=q.scale * factor,
    )


def _filled(q: Quantity, unit: str | None, factor: float, rule: str, of: str | None = None) -> Quantity:
    return replace(_times(q, factor), unit=unit, unit_basis="context", unit_of=of, rule=rule)

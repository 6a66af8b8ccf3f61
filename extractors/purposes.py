"""What the money or thing is for: a programme named in the sentence (lexicon/instruments.yaml, open to users) and the words behind "for"."""

from __future__ import annotations

from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.model import Quantity
from extractors.phrasebook import Phrasebook
from extractors.reading import Sentence


class Instruments:
    """The compiled programmes."""

    def __init__(self, lexicon: Lexicon) -> None:
        entries = []
        for name, facts in lexicon.section("instruments").items():
            about = (facts or {}).get("about")
            shown = f"{about} ({name})" if about else name
            entries += [(phrase, shown) for phrase in (name, *((facts or {}).get("also") or ()))]
        self.book: Phrasebook[str] = Phrasebook(entries)


_LEADS = wordset("purposes_leads")
_STOPS = frozenset({",", ";", ":", ".", "(", ")", '"', "”", "“", "—", "–", "but", "while", "which", "who", "that", "said", "says", "over", "by", "from", "until", "after",
                    "before", "since", "this", "next", "last", "when", "because", "if", "per", "each", "every", "a year", "to", "as", "at"})  # fmt: skip
_SKIP = wordset("purposes_skip")
_TIMES = wordset("purposes_times")  # fmt: skip


def purpose_of(
    sentence: Sentence, quantity: Quantity | None, first: int, last: int, recipient: str | None
) -> str | None:
    """The purpose of the amount or act at words ``first`` up to ``last``: "wells (Nansen Programme)"."""
    words = sentence.reading.words
    named = programme_of(sentence)
    thing = _thing(sentence, quantity, last)
    if thing is not None and recipient is not None and thing.lower() == recipient.lower():
        thing = None
    if named and thing and thing.lower() not in named.lower():
        return f"{thing} ({named})" if "(" not in named else f"{thing}, {named}"
    if named or thing:
        return named or thing
    if quantity is not None and quantity.unit == "count" and quantity.unit_of:
        return quantity.unit_of
    return _before(words.low, sentence.lo, first)


def programme_of(sentence: Sentence) -> str | None:
    """The programme that the sentence names."""
    if sentence.programme is None:
        sentence.programme = _programme(sentence) or ""
    return sentence.programme or None


def _programme(sentence: Sentence) -> str | None:
    reading = sentence.reading
    book = reading.lexicon.compiled(Instruments).book
    for hit in book.find(reading.words.low, sentence.lo, sentence.hi):
        if any(c.isupper() for c in reading.words.slice(hit.first, hit.last)) or hit.last - hit.first > 1:
            return hit.values[0]
    return None


def _thing(sentence: Sentence, quantity: Quantity | None, last: int) -> str | None:
    """The noun phrase behind "for", "on", "into" that follows an amount, up to seven words."""
    words = sentence.reading.words
    low = words.low
    k = last
    while k < min(sentence.hi, last + 14):
        if low[k] in {".", ";", ":", '"', "”", "("}:
            return None
        if low[k] in _LEADS and k + 1 < sentence.hi:
            start = k + 1
            while start < sentence.hi and low[start] in _SKIP:
                start += 1
            end = start
            while end < sentence.hi and end - start < 7 and low[end] not in _STOPS:
                end += 1
            while end > start and low[end - 1] in {"and", "of", "in", "for", "on", "will", "is", "are", "was", "has"}:
                end -= 1
            whom = low[k] in {"for", "in"} and _is_name_only(sentence, start, end)
            if end > start and not _is_time(low[start:end]) and low[start][0].isalpha() and not whom:
                return words.slice(start, end)
        k += 1
    return None


def _is_time(low: list[str]) -> bool:
    return any(w in _TIMES for w in low[:4]) or low[0].isdigit()


def _is_name_only(sentence: Sentence, first: int, last: int) -> bool:
    """ "for Ukraine": that is the recipient, no purpose."""
    return any(
        m.first <= first and last <= m.last
        for m in sentence.mentions
        if m.kind in ("country", "capital", "org", "group", "name")
    )


_NOUN_BEFORE = wordset("purposes_noun_before")


def _before(low: list[str], lo: int, first: int) -> str | None:
    """ "military aid of 5 billion": the gift's own name."""
    for k in range(first - 1, max(lo, first - 5) - 1, -1):
        if low[k] in _NOUN_BEFORE and k - 1 >= lo and low[k - 1].isalpha() and low[k - 1] not in _SKIP:
            return f"{low[k - 1]} {low[k]}"
    return None

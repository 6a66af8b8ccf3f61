"""Names and amounts in a row that says its verb once: "Japan followed with 45 billion yen, Austria with 12 million euros and, after some
thought, Ghana with 3 million cedis", "Tokyo offers a grant of 40 million, Ottawa one of 60", "Ghana and Togo: 6 million and 15 million".
"""

from __future__ import annotations

from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.reading import Sentence

_PAYERS = ("country", "people", "org", "group", "name", "capital", "person", "generic", "role", "anaphor")
_HEDGES = wordset("owners_hedges")
_GIFTS = wordset("owners_gifts")
#: between a name of the row and its amount
_ONE = ["one", "of"]
_LINKS = (["with"], _ONE)
_OPEN = frozenset({",", ";", "and", "while", "but", ":"})


def in_row(sentence: Sentence, first: int) -> Mention | None:
    """The name that an amount at word ``first`` belongs to in a row of givers; None where there is no row."""
    return _respectively(sentence, first) or _gapped(sentence, first)


def _gapped(sentence: Sentence, first: int) -> Mention | None:
    """ ", Austria with 12 million", "and Finland, which joined late, 15 million": an amount stands before, no verb between."""
    low, k = sentence.reading.words.low, _before(sentence, first)
    if low[first - 2 : first] == _ONE:
        k = first
    link = next((link for link in _LINKS if low[k - len(link) : k] == link), None)
    at = k - len(link) if link is not None else _before_aside(sentence, k)
    if link is None and at is None:
        at, link = _with_gift(sentence, k), ["with"]
    if at is None:
        return None
    found = next((m for m in sentence.mentions if m.last == at and m.kind in _PAYERS), None)
    if found is None or (link is not None and any(found.last <= v.first < first for v in sentence.verbs)):
        return None
    edge = found.first
    while edge > sentence.lo and low[edge - 1] in {"the", "a", "its"}:
        edge -= 1
    if low[edge - 1] == "by" and link is not None:
        edge -= 1  # "is co-financed by Spain, which lends 3 million, and by Malta with a grant of 2 million"
    if low[edge - 1] not in _OPEN:
        return None
    start = sentence.reading.words.start[found.first]
    return found if any(q.span.end <= start for q in sentence.quantities) else None


def _with_gift(sentence: Sentence, k: int) -> int | None:
    """Where "with a soft loan of" begins that ends right before word ``k``."""
    low = sentence.reading.words.low
    if low[k - 1 : k] in (["of"], ["worth"]):
        k -= 1
    elif low[k] not in {"of", "worth"}:
        return None
    at = next((j for j in range(k - 2, max(sentence.lo, k - 7), -1) if low[j] == "with"), None)
    return at if at is not None and not _GIFTS.isdisjoint(low[at:k]) and "," not in low[at:k] else None


def _before(sentence: Sentence, first: int) -> int:
    low, k = sentence.reading.words.low, first
    while k > sentence.lo and (
        low[k - 1] in _HEDGES or low[k - 1] in {"a", "the", "some"} or (low[k - 1 : k + 1] == ["at", "least"])
    ):
        k -= 1
    return k


def _before_aside(sentence: Sentence, k: int) -> int | None:
    """Where ", which joined late," begins, if it ends right before word ``k``."""
    low = sentence.reading.words.low
    if low[k - 1 : k] != [","]:
        return None
    for j in range(k - 2, max(sentence.lo, k - 14), -1):
        if low[j] == ",":
            return (
                j
                if low[j + 1]
                in {"which", "who", "whose", "after", "despite", "though", "as", "usually", "for", "a", "an", "the"}
                else None
            )
    return None


def _respectively(sentence: Sentence, first: int) -> Mention | None:
    """ "Ghana and Togo answered at once: 6 million and 15 million respectively": as many names in a list as amounts behind."""
    words = sentence.reading.words
    if "respectively" not in words.low[first : sentence.hi]:
        return None
    starts = [sentence.reading.word_at(q.span.start) for q in sentence.quantities]
    if first not in starts:
        return None
    names = [m for m in sentence.mentions if m.kind in _PAYERS and m.last <= starts[0]]
    here = starts.index(first)
    names = names[: len(starts)]
    return names[here] if len(names) == len(starts) >= 2 else None

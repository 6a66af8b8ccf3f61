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
_STOPS = wordset("purposes_stops")
_SKIP = wordset("purposes_skip")
_TIMES = wordset("purposes_times")
NEVER_LAST = wordset("purposes_never_last")
_NO_PURPOSE = wordset("purposes_none")
_AID = wordset("purposes_aid")
_HELPERS = frozenset({"is", "are", "was", "were", "will", "would", "has", "have", "had", "can", "could", "may", "might", "must", "should", "do", "does", "did"})  # fmt: skip
_PLACES = ("country", "capital", "org", "group", "name", "people")
#: words of a purpose, and how far behind its amount it may begin
_LONGEST, _REACH = 8, 14


def purpose_of(
    sentence: Sentence, quantity: Quantity | None, first: int, last: int, recipient: str | None
) -> str | None:
    """The purpose of the amount or act at words ``first`` up to ``last``: "wells (Nansen Programme)"."""
    named = programme_of(sentence)
    thing = _counted(sentence, quantity, last) or _thing(sentence, last, first) or _opening(sentence, first)
    if thing is not None and recipient is not None and thing.lower() == recipient.lower():
        thing = None
    if named and thing and thing.lower() not in named.lower():
        return f"{thing} ({named})" if "(" not in named else f"{thing}, {named}"
    return named or thing or _worth(sentence, first) or _before(sentence.reading.words.low, sentence.lo, first)


def programme_of(sentence: Sentence) -> str | None:
    """The programme that the sentence names."""
    if sentence.programme is None:
        sentence.programme = _programme(sentence) or ""
    return sentence.programme or None


def _programme(sentence: Sentence) -> str | None:
    reading = sentence.reading
    book = reading.lexicon.compiled(Instruments).book
    for hit in book.find(reading.words.low, sentence.lo, sentence.hi):
        if _is_met(sentence, hit.first, hit.last):
            continue
        if any(c.isupper() for c in reading.words.slice(hit.first, hit.last)) or hit.last - hit.first > 1:
            return hit.values[0]
    return None


def _is_met(sentence: Sentence, first: int, last: int) -> bool:
    """ "said at a meeting of the drone coalition", "the coalition's summit": a place to speak at, not what the money is for."""
    low = sentence.reading.words.low
    k = first - 1
    while k > sentence.lo and low[k] in _SKIP:
        k -= 1
    if k > sentence.lo and low[k] in {"of", "in", "with", "by"} and low[k - 1] in _MEETINGS:
        return True
    behind = low[last : last + 2]
    return not _MEETINGS.isdisjoint(behind[1:] if behind[:1] == ["'s"] else behind[:1])


_MEETINGS = wordset("purposes_meetings")


def _worth(sentence: Sentence, first: int) -> str | None:
    """ "will give Ukraine generators worth 30 million": the things that the amount is the price of."""
    words = sentence.reading.words
    low = words.low
    k = first - 1
    while k > sentence.lo and low[k] in _HEDGES:
        k -= 1
    if k <= sentence.lo or low[k] != "worth":
        return None
    end = k - (low[k - 1] == ",")
    begin = end
    while begin > sentence.lo and _of_thing(sentence, begin - 1):
        begin -= 1
    for k in range(begin, end):
        if low[k] == "of" and low[k - 1] in _LOTS:
            begin = k + 1  # "its 31st package of military aid"
    while begin < end and (low[begin] in _SKIP | _ORDINAL_ENDS | NEVER_LAST or not low[begin][:1].isalpha()):
        begin += 1
    if begin == end or low[end - 1] in _DEALS or not low[end - 1].endswith(_GOODS):
        return None
    return words.slice(begin, end)


def _of_thing(sentence: Sentence, k: int) -> bool:
    """Whether a word belongs to the noun phrase that ends before "worth": no verb, no name of a country, no stop."""
    word = sentence.reading.words.low[k]
    if not word.replace("-", "").isalpha() and word != "-":
        return False
    if word in _STOPS or word in _HELPERS or word in NEVER_LAST - {"and", "of"}:
        return False
    if any(v.first <= k < v.last and (v.helpers or v.form() in ("past", "s")) for v in sentence.verbs):
        return False
    return not any(m.first <= k < m.last and m.kind in _PLACES for m in sentence.mentions)


_HEDGES = wordset("owners_hedges")
#: what is bought, sent or given: plurals, and stuff
_GOODS = (
    "s",
    "aid",
    "equipment",
    "gear",
    "ammunition",
    "fuel",
    "food",
    "medicine",
    "support",
    "assistance",
    "weaponry",
)
_LOTS = frozenset({"package", "set", "batch", "shipment", "consignment", "delivery", "convoy", "list", "lot", "round"})
_DEALS = wordset("purposes_deals")


def _counted(sentence: Sentence, quantity: Quantity | None, last: int) -> str | None:
    """Things are what they are for: "1.9 million doses", "25 tonnes of tents"."""
    if quantity is None or len(quantity.unit or "") == 3 or (quantity.unit or "pct").startswith(("pct", "ratio")):
        return None
    low = sentence.reading.words.low
    if last < sentence.hi and low[last] == "of" and quantity.unit != "count":
        return phrase_at(sentence, last + 1)
    return quantity.unit_of if quantity.unit == "count" else None


def _thing(sentence: Sentence, last: int, first: int) -> str | None:
    """The noun phrase behind "for", "on", "into" that follows an amount in its clause, or what it is "to" do."""
    low = sentence.reading.words.low
    nexts = [sentence.reading.word_at(q.span.start) for q in sentence.quantities if q.span.start > 0]
    stop = min([n for n in nexts if n > last], default=sentence.hi)
    k = last
    while k + 1 < min(sentence.hi, last + _REACH, stop + 1):
        word = low[k]
        if word in {
            ".",
            ";",
            ":",
            '"',
            "”",
            "(",
            "but",
            "while",
            "which",
            "who",
            "whose",
            "after",
            "because",
            "if",
            "when",
        }:
            return None
        if word == "," and low[k + 1] not in _LEADS:
            return None
        if word == "and" and k > last + 1:
            return None
        if word in _LEADS and (word not in {"of", "in"} or k == last):
            found = phrase_at(sentence, k + 1)
            if found is not None and (word != "in" or k == last) and not _is_place(sentence, word, k + 1, found):
                return found
        elif word == "to" and (doing := _infinitive(sentence, k)):
            return doing
        k += 1
    return None


def _infinitive(sentence: Sentence, at: int) -> str | None:
    """ "to rebuild schools in the valley": what the money is to do."""
    verb = next((v for v in sentence.verbs if v.first == at + 1 and v.helpers[-1:] == ["to"]), None)
    if verb is None or verb.form() != "base" or verb.is_a("give", "promise", "report", "deliver", "figure"):
        return None
    found = phrase_at(sentence, verb.last)
    return f"{sentence.reading.words.slice(verb.first, verb.last)} {found}" if found else None


def _opening(sentence: Sentence, first: int) -> str | None:
    """ "For the dykes of the Limfjord, 4.1 billion kroner will be available"."""
    low = sentence.reading.words.low
    if low[sentence.lo] != "for" or "," not in low[sentence.lo : first] or first - sentence.lo > 12:
        return None
    found = phrase_at(sentence, sentence.lo + 1)
    return None if found is None or _is_place(sentence, "for", sentence.lo + 1, found) else found


def phrase_at(sentence: Sentence, start: int) -> str | None:
    """The noun phrase that begins at word ``start``, whole: it ends before verbs, names of who receives, times and "and <clause>"."""
    words = sentence.reading.words
    low = words.low
    while start < sentence.hi and low[start] in _SKIP:
        start += 1
    verbs = {v.begin for v in sentence.verbs if v.form() != "ing" or v.helpers} | {
        v.first for v in sentence.verbs if v.form() != "ing"
    }
    end = start
    while end < sentence.hi and end - start < _LONGEST and not _ends(sentence, start, end, verbs):
        end += 1
    cut = end < sentence.hi and end - start == _LONGEST
    if cut:  # too long: whole only up to its last preposition or "and"
        end = next((k for k in range(end - 1, start, -1) if low[k] in NEVER_LAST), end)
    while end > start and (low[end - 1] in NEVER_LAST or low[end - 1] in _TIMES or not low[end - 1][-1:].isalnum()):
        end -= 1
    if end == start + 1 and low[end : end + 1] in _UNITS_OF_TIME:
        return None  # "for three years"
    if end <= start or not low[start][0].isalpha() or low[start] in _NO_PURPOSE or _is_time(low[start:end]):
        return None
    return words.slice(start, end)


_UNITS_OF_TIME = (["years"], ["months"], ["weeks"], ["days"])


def _ends(sentence: Sentence, start: int, k: int, verbs: set[int]) -> bool:
    low = sentence.reading.words.low
    word = low[k]
    if word in _STOPS or word in _HELPERS or (k > start and k in verbs):
        return True
    after = low[k + 1 : k + 3]
    if (
        word in {"in", "on", "at", "of", "for", "to", "from"}
        and after
        and (after[0] in _TIMES or after[0][:1].isdigit())
    ):
        return True
    if word == "for" and any(m.first - k in (1, 2) and m.kind in _PLACES for m in sentence.mentions):
        return True
    if word == "and":  # "and <clause>": a verb before the next stop
        for j in range(k + 1, min(sentence.hi, k + 7)):
            if low[j] in _HELPERS or j in verbs or (j > k + 2 and low[j].endswith("ed")):
                return True
            if low[j] in _STOPS:
                return False
    return False


def _is_place(sentence: Sentence, lead: str, first: int, found: str) -> bool:
    """ "for Ukraine": that is the recipient, no purpose; "in Dresden": a place, unless it is aid that is given in kind."""
    low = sentence.reading.words.low
    while first < sentence.hi and low[first] in _SKIP:
        first += 1
    size = len(found.split())
    named = any(m.first <= first and m.last >= first + size and m.kind in _PLACES for m in sentence.mentions)
    if lead == "in":
        return named or (sentence.reading.words.raw[first][0].isupper() and not _AID & set(found.lower().split()))
    return named


def _is_time(low: list[str]) -> bool:
    return any(w in _TIMES for w in low[:2]) or low[0].isdigit()


_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th"})
_NOUN_BEFORE = wordset("purposes_noun_before")


def _before(low: list[str], lo: int, first: int) -> str | None:
    """ "military aid of 5 billion": the gift's own name."""
    for k in range(first - 1, max(lo, first - 5) - 1, -1):
        if (
            low[k] in _NOUN_BEFORE
            and k - 1 >= lo
            and low[k - 1] not in _ORDINAL_ENDS
            and low[k - 1].isalpha()
            and low[k - 1] not in _SKIP | _STOPS | NEVER_LAST
        ):
            return f"{low[k - 1]} {low[k]}"
    return None

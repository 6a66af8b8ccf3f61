"""Whose an amount is by what stands around it, whatever the verb: "Norway's EUR 66m", "Oslo's part is", "from Germany 18 million".

Where several stand around it the nearest construction wins: possessor, gap in a list ("India's Exim Bank up to $350 million"), brackets,
"from X", then the first subject of a row of verbs and the first name of the clause.
"""

from __future__ import annotations

from extractors.coordination import coordinated
from extractors.grammar import wordset
from extractors.hearing import listens, only_hears
from extractors.mention import Mention
from extractors.reading import Sentence
from extractors.rows import in_row

_PAYERS = ("country", "people", "org", "group", "name", "capital", "person", "generic", "role", "anaphor")
_HEDGES = wordset("owners_hedges")
_SHARES = wordset("owners_shares")
_LINKS = wordset("owners_links")
_PREPOSITIONS = wordset("owners_prepositions")
_BREAKS = frozenset({",", ";", ":", "(", ")", "?", "!", ".", "–", "—", "-", '"', "“", "”"})


def owner(sentence: Sentence, first: int, last: int) -> Mention | None:
    """Who is printed as the owner or source of the words ``first`` up to ``last``; None where the sentence has no such construction."""
    low = sentence.reading.words.low
    k = first
    while k > sentence.lo and (low[k - 1] in _HEDGES or (low[k - 1] == "at" and low[k] == "least")):
        k -= 1
    return (
        _possessor(sentence, low, k)
        or _of_share(sentence, low, first)
        or _adjective(sentence, low, k, last)
        or in_row(sentence, first)
        or _listed(sentence, low, k)
        or _source(sentence, low, k)
    )


_GIFTS = wordset("owners_gifts")


def _adjective(sentence: Sentence, low: list[str], k: int, last: int) -> Mention | None:
    """ "cleared 300 million in Spanish aid", "a Japanese credit of 4 billion yen", "the Swiss grant, 5 million": whose adjective the gift
    bears; not that of the country which the article's gifts are for."""
    if low[k - 1] in {"of", "worth", "totalling", ","} or low[k] in {"of", "worth"}:
        noun = k - 1 if low[k] in {"of", "worth"} else k - 2
        if noun <= sentence.lo or low[noun] not in _GIFTS:
            return None
        edge = noun
        while edge > sentence.lo and noun - edge < 2 and low[edge - 1].isalpha() and low[edge - 1] in _OF_GIFT:
            edge -= 1
        found = next((m for m in sentence.mentions if m.last == edge and m.kind == "people"), None)
    elif low[last : last + 1] == ["in"]:
        found = next((m for m in sentence.mentions if m.first == last + 1 and m.kind == "people"), None)
        if found is None or not any(w in _GIFTS for w in low[found.last : found.last + 3]):
            return None
    else:
        return None
    return found if found is not None and found.name not in sentence.reading.title_recipients else None


#: between the adjective and the gift: "Spanish state aid"
_OF_GIFT = frozenset({"state", "military", "humanitarian", "soft", "bilateral", "emergency", "development", "export", "government", "public", "new", "first"})  # fmt: skip


def _possessor(sentence: Sentence, low: list[str], k: int) -> Mention | None:
    """ "Norway's €66m", "its £95m" is not told here."""
    if low[k - 1 : k] == ["whose"]:
        return next((m for m in sentence.mentions if 1 <= k - 1 - m.last + 1 <= 2 and m.kind in _PAYERS), None)
    if low[k - 1 : k] != ["'s"]:
        return _its(sentence, low, k)
    return next((m for m in sentence.mentions if m.last == k - 1 and m.kind in _PAYERS), None)


def _its(sentence: Sentence, low: list[str], k: int) -> Mention | None:
    """ "South Africa has paid in full. Its 500 million rand came in May": where nobody else of the clause could be meant."""
    while k - 1 > sentence.lo and low[k - 1] in {"promised", "own", "full", "first", "original", "pledged"}:
        k -= 1
    if k - 1 != sentence.lo or low[k - 1] not in {"its", "their"}:
        return None
    return next((m for m in sentence.mentions if m.first == k - 1 and m.kind == "pronoun"), None)


def _of_share(sentence: Sentence, low: list[str], first: int) -> Mention | None:
    """ "Oslo's part is 6 billion", "India's share was to be 350 million", "lifting the city's share to £185m"."""
    for k in range(first - 1, max(sentence.lo, first - 12), -1):
        if low[k] in {";", "and", "but", ","}:
            return None
        if low[k] not in _SHARES:
            continue
        between = low[k + 1 : first]
        if between and not any(w in _LINKS for w in between):
            return None
        for m in sentence.mentions:
            if m.kind not in _PAYERS:
                continue
            if m.last < k and low[m.last] == "'s" and k - m.last <= 4:
                return m
            of = {"from", "by"} if low[k] in _HELPS else {"of", "from", "by"}
            if k < m.first and m.last <= first and low[k + 1] in of and m.first - k <= 3:
                return m
        return None
    return None


#: "the support of Ukraine" is for it, "the share of Norway" its own
_HELPS = frozenset({"support", "aid", "funding", "help", "spending"})


def _listed(sentence: Sentence, low: list[str], k: int) -> Mention | None:
    """A name right before the amount in a row of names and amounts, or before its bracket, colon or dash."""
    mark = low[k - 1 : k]
    at = k - 1 if mark and mark[0] in {"(", ":", "-", "–", "—", "|"} else k
    found = next((m for m in sentence.mentions if m.last == at and m.kind in _PAYERS), None)
    if found is None:
        return None
    before = _word_before(sentence, low, coordinated(sentence, found)[0])
    if before == "'s":
        holder = next(
            (
                m
                for m in sentence.mentions
                if m.last < found.first and low[m.last] == "'s" and found.first - m.last <= 3
            ),
            None,
        )
        before = _word_before(sentence, low, holder) if holder is not None else before
    if before in _PREPOSITIONS or (at == k and any(v.last == k for v in sentence.verbs)):
        return None
    if at == k - 1 and mark[0] in {":", "|"}:
        return found if found.first - sentence.lo <= 2 or before in {";", ","} else None
    if at == k - 1:
        return found if found.kind not in ("role", "anaphor", "generic") else None
    if found.kind == "people":
        return None
    # "lend Nepal $600 million": who is given to stands right behind a verb
    edge = found.first
    while edge > sentence.lo and low[edge - 1] in {"the", "a", "its", "'s"} | _ROLES:
        edge -= 1
    if edge > sentence.lo and any(v.last == edge for v in sentence.verbs):
        return None
    return found if before in {",", "and", ";", "while"} and _row(sentence, found) else None


_ROLES = frozenset({"developer", "lender", "chipmaker", "state", "charity", "bank"})


def _row(sentence: Sentence, mention: Mention) -> bool:
    """Whether an amount stands before the name in the same sentence: a row of givers."""
    at = sentence.reading.words.start[mention.first]
    return any(q.span.end <= at for q in sentence.quantities)


def _word_before(sentence: Sentence, low: list[str], mention: Mention) -> str:
    k = mention.first - 1
    while k >= sentence.lo and low[k] in {"the", "a", "an", "its", "little"} | _ROLES:
        k -= 1
    return low[k] if k >= sentence.lo else ""


def _source(sentence: Sentence, low: list[str], k: int) -> Mention | None:
    """ "from the Lusaka government itself one million", "From Germany will arrive 18 million", "came from Abu Dhabi, 40 millions"."""
    for m in reversed(sentence.mentions):
        if m.last > k or m.kind not in _PAYERS or m.kind == "people":
            continue
        gap = low[m.last : k]
        if len(gap) > 12 or ";" in gap:
            return None
        if _word_before(sentence, low, m) != "from":
            if gap not in ([], [","]) or m.kind == "capital":
                return None
            continue
        if gap in (["-"], ["–"], ["—"], [":"], ["("], ["|"]) and _opens_line(sentence, low, m):
            return m  # "- from Kenya - 3 million"
        at = m.first - 1
        while low[at] != "from":
            at -= 1
        opens = at == sentence.lo or low[at - 1] in {",", "and", ";"}
        if opens and (low[sentence.lo] == "from" or not gap or gap == ["itself"]):
            return m
        came = low[max(sentence.lo, at - 2) : at]
        return m if gap in ([","], [":"]) and came and came[-1] in {"came", "comes", "come", "coming"} else None
    return None


def _opens_line(sentence: Sentence, low: list[str], mention: Mention) -> bool:
    """Whether "from" and a name are all that stands before, but for the mark of a list or the end of the item before."""
    at = mention.first - 1
    while low[at] != "from":
        at -= 1
    return at == sentence.lo or low[at - 1] in {";", ":", ","} or not low[at - 1][0].isalnum()


def head_of(mention: Mention, sentence: Sentence) -> Mention:
    """ "Germany's development bank KfW", "the Swiss charity Pont", "the state's economy ministry": the body, not its owner."""
    low = sentence.reading.words.low
    if mention.kind in ("role", "anaphor") and (mention.title or "").split(" ")[-1] in _BODIES:
        return next((m for m in sentence.mentions if m.first == mention.last and m.kind in ("name", "org")), mention)
    if mention.kind == "people":
        return _named_behind(mention, sentence)
    if mention.last >= sentence.hi or low[mention.last] != "'s":
        return mention
    for m in sentence.mentions:
        if m.first <= mention.last:
            continue
        gap = low[mention.last + 1 : m.first]
        if len(gap) > 3 or not all(w.isalpha() and w not in _PREPOSITIONS for w in gap) or "and" in gap:
            return mention
        return m if m.kind in ("org", "name", "anaphor", "person", "role") else mention
    return mention


def _named_behind(mention: Mention, sentence: Sentence) -> Mention:
    """ "the Swiss charity Pont": the name behind what it is; "German aid" stays German."""
    words = sentence.reading.words
    for m in sentence.mentions:
        if m.first <= mention.first:
            continue
        between = range(mention.last, m.first)
        plain = all(
            words.raw[k].islower() and words.low[k].isalpha() and words.low[k] not in _PREPOSITIONS for k in between
        )
        whole = (
            1 <= len(between) <= 3 and plain and words.low[m.first - 1] in sentence.reading.naming.org_words | _BODIES
        )
        return m if whole and m.kind in ("name", "org") else mention
    return mention


_BODIES = wordset("names_businesses") | wordset("names_bodies")


def financed_by(sentence: Sentence, last: int) -> Mention | None:
    """Who bears the cost, behind the amount: "is coming from the World Bank", "to be borne by", "at the expense of", "financed by"."""
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if m.first < last or m.kind not in _PAYERS:
            continue
        if m.first - last > 24:
            return None
        k = m.first - 1
        while k > last and (low[k] in {"the", "a", "an"} or low[k] in _ROLES):
            k -= 1
        lead = low[max(last, k - 2) : k + 1]
        if lead[-1:] == ["by"] and any(w in _BORNE for w in lead):
            return m
        if lead[-2:] == ["expense", "of"]:
            return m
        start, end = sentence.reading.words.start[m.first], sentence.reading.words.end[last - 1]
        alone = ";" not in low[last:k] and not any(end <= q.span.start < start for q in sentence.quantities)
        gift = alone and lead[-1:] == ["from"] and lead[-2:-1] != [] and lead[-2] in _GIFTS and "," not in low[last:k]
        if gift and not {"is", "was", "are", "were", "takes"}.isdisjoint(low[last:k]):
            return m  # "25 million of that is a loan from Example Bank"
        if lead[-1:] == ["from"] and any(w in {"come", "comes", "coming", "came", "arrive", "arrived"} for w in lead):
            return m if not any(w in {",", ";"} for w in low[last:k]) else None
    return None


_BORNE = frozenset({"borne", "paid", "covered", "financed", "funded", "footed", "met", "underwritten", "shouldered"})


def local(sentence: Sentence, first: int, last: int, speaker: Mention | None) -> Mention | None:
    """Where or of whom a figure is: the name right behind it ("27 houses in Port-Bouët"), else the first of its sentence."""
    low = sentence.reading.words.low
    named = [
        m
        for m in sentence.mentions
        if m is not speaker
        and (m.first == sentence.lo or _word_before(sentence, low, m) not in {"to", "for"})
        and m.kind in ("country", "capital", "org", "name")
        and m.name.lower() not in sentence.reading.outlets
        and not only_hears(sentence, m)
    ]
    low = sentence.reading.words.low
    behind = next((m for m in named if last <= m.first <= last + 5), None)
    if behind is not None and not any(w in _BREAKS for w in low[last : behind.first]):
        return behind
    return next((m for m in named if m.first < first), None)


def thing(sentence: Sentence, first: int) -> tuple[int, int] | None:
    """The plain noun that opens the clause of a figure as its subject: "The yard employs 340", "the pool has paid out"."""
    words = sentence.reading.words
    low, raw = words.low, words.raw
    lo = sentence.lo
    while lo < sentence.hi and not raw[lo][0].isalnum():
        lo += 1
    if low[lo : lo + 1] != ["the"]:
        return None
    end = next((k + 1 for k in range(lo + 1, min(lo + 4, first)) if low[k] in _THINGS), None)
    if end is None or not all(raw[k].isalpha() and raw[k].islower() for k in range(lo + 1, end)):
        return None
    return (lo + 1, end)


def noun_topic(sentence: Sentence, first: int) -> tuple[int, int] | None:
    """The plain noun phrase that a figure's sentence opens with: "Lifeguards earn $17", "Prices for Spanish prints rose": their own subject."""
    words = sentence.reading.words
    low = words.low
    lo = sentence.lo
    while lo < first and not low[lo][0].isalnum():
        lo += 1
    verb = next((v for v in sentence.verbs if v.begin > lo), None)
    if verb is None or verb.begin > first or listens(sentence, verb):
        return None
    end = verb.begin
    while end > lo and (low[end - 1] in _ADVERBS or low[end - 1] == ","):
        end -= 1
    if end - lo > 8 or not all(low[k].isalpha() or low[k] in {"-", "'s"} for k in range(lo, end)):
        return None
    begin, stop = lo, next((k for k in range(lo, end) if low[k] in _PREPOSITIONS or low[k] == "here"), end)
    while begin < stop and (low[begin] in _DETERMINERS or low[begin] in _OPENERS):
        begin += 1
    if begin < stop and low[stop - 1] in _ABSTRACT:
        begin, stop = stop + 1, end
        while begin < stop and low[begin] in _DETERMINERS:
            begin += 1
    stop = next((k for k in range(begin, stop) if low[k] == "'s"), stop)
    if begin >= stop or stop - begin > 4 or low[stop - 1] in _ABSTRACT or any(w in _NO_TOPIC for w in low[begin:stop]):
        return None
    return begin, stop


_ABSTRACT = wordset("owners_abstract")
_ADVERBS = wordset("owners_adverbs")
_DETERMINERS = frozenset(
    {
        "the",
        "a",
        "an",
        "some",
        "our",
        "their",
        "its",
        "his",
        "her",
        "most",
        "many",
        "average",
        "each",
        "every",
        "current",
    }
)
_NO_TOPIC = wordset("frames_no_subject")
#: "When the scheme was sold": what follows is the noun
_OPENERS = wordset("phrases_openers") | {"as"}
_THINGS = wordset("owners_things") | wordset("reading_projects")


def topic(sentence: Sentence, first: int, outlets: frozenset[str]) -> Mention | None:
    """Whom the clause before word ``first`` is about: its first name that stands free or owns the first noun ("India's imports averaged")."""
    low = sentence.reading.words.low
    begin = sentence.lo
    for k in range(first - 1, sentence.lo - 1, -1):
        if low[k] == ";" or (low[k] == ":" and k > sentence.lo + 3):
            begin = k + 1
            break
    for m in sentence.mentions:
        if m.first < begin:
            continue
        if m.last > first:
            return None
        if m.kind not in ("country", "capital", "org", "group", "name", "people") or m.name.lower() in outlets:
            continue
        if only_hears(sentence, m):
            continue
        before = _word_before(sentence, low, m)
        if before in _PREPOSITIONS or m.first - begin > 6:
            return None
        if m.kind == "people" and low[m.last : m.last + 1] and low[m.last] in _BREAKS:
            continue
        return m
    return None

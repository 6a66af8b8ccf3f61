"""Runs of capitalised words, read as a person with an office, a body, a country or a name not known."""

from __future__ import annotations

import re

from babel import Locale

from extractors.gazetteer import Entity
from extractors.grammar import wordset
from extractors.mention import Mention, Naming, entity_mention, known_name
from extractors.verbnouns import HELPERS
from extractors.wording import Words

_COMPANY_FORMS = frozenset({"plc", "inc", "ltd", "llc", "gmbh", "ag", "sa", "oyj", "asa", "ab", "nv", "bv"})
#: words of the language, but behind a name in capitals
_LOUD_FORMS = frozenset({"AS", "SE", "SA", "AG", "AB", "OY", "NV", "KG"})
_HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "prof", "gen", "col", "sen", "rep", "gov", "lt", "capt"})
_CURRENCIES = frozenset(Locale("en").currencies)


_SIGNS = frozenset("$€£¥")


_NO_NAMES = wordset("names_no_names")
_BEFORE_SEVERAL = wordset("names_before_several")


_CONNECTORS = wordset("names_connectors")


_TIGHT = wordset("names_tight")


#: "van der", "de la": what stands small before a surname
PARTICLES = wordset("names_particles")


_INNER = wordset("names_inner")
OPENERS = wordset("names_openers")
_GIVEN_LIKE = wordset("names_given_like")


_SINGULAR_VERBS = wordset("names_singular_verbs")


def only_opens(tokens: Words, mention: Mention, lo: int, inner: frozenset[str], naming: Naming) -> bool:
    """A single capital word that opens the sentence, and no other: "Poachers are ..."; not "Aurelle says", printed elsewhere too."""
    opens = mention.first == lo or (mention.first == lo + 1 and not tokens.raw[lo][0].isalnum())
    if not opens or mention.last != mention.first + 1:
        return False
    if tokens.raw[
        mention.first
    ].isupper():  # a lede that opens loudly: "GRAB your helmets"; an acronym is printed elsewhere too
        return tokens.low[mention.first] not in inner and tokens.low[mention.last : mention.last + 1] != ["'s"]
    if tokens.low[mention.first] in OPENERS:
        return True
    low, after = tokens.low[mention.first], tokens.low[mention.last : mention.last + 1]
    follows = tokens.low[mention.last + 1 : mention.last + 2]
    if after == [","] and follows and follows[0] in {"which", "who", "whose", "where"}:
        return False
    closed = follows == ["the"] and "," in tokens.low[mention.last + 3 : mention.last + 14]
    if (
        after == [","]
        and follows
        and (follows[0] in {"a", "an", "one"} or closed)
        and low not in _ADVERBS
        and not low.endswith("ly")
    ):
        return False
    if low in inner or after in ([":"], ["'s"]):
        return False
    if after in (["and"], ["&"]) and _two_act(tokens, mention, naming):
        return False
    if after and after[0] in _PARTICIPLES and follows and follows[0] in PREPOSITIONS:
        return True  # "Equipment delivered under other schemes"
    return not (
        after
        and (
            after[0] in _SINGULAR_VERBS
            or (after[0] in naming.says and not low.endswith("s"))
            or (after[0] in naming.third_person and not low.endswith("s"))
        )
    )


def _two_act(tokens: Words, mention: Mention, naming: Naming) -> bool:
    """ "Verdmar and Kelso will put", "Verdmar and the Welsh operator Kelso will": two names before a verb, the first printed small nowhere."""
    word, second = tokens.low[mention.first], mention.last + 1
    if word in naming.no_names or word.endswith(("s", "ly", "ing", "ed")) or tokens.raw[second : second + 1] == []:
        return False
    reach = second + (7 if tokens.low[second] in {"the", "a", "its"} else 4)
    acts = any(
        tokens.raw[k - 1][0].isupper() and (tokens.low[k] in HELPERS or tokens.low[k] in naming.third_person)
        for k in range(second + 1, min(reach, len(tokens)))
    )
    return acts and word not in tokens.raw and tokens.low[second] not in _NO_NAMES


def is_name_word(tokens: Words, i: int, lo: int, naming: Naming, known: bool) -> bool:
    word = tokens.low[i]
    if not tokens.raw[i][0].isalpha():
        return False
    if i + 1 < len(tokens) and tokens.raw[i + 1] in _SIGNS and tokens.start[i + 1] == tokens.end[i]:
        return False
    if not known and tokens.raw[i].isupper() and _shouted_or_unit(tokens, i):
        return False
    if not known and i > lo and tokens.low[i - 1] in _BEFORE_SEVERAL and word.endswith("s"):
        return False
    if word in _NO_NAMES or (not known and len(word) == 3 and tokens.raw[i].isupper() and word.upper() in _CURRENCIES):
        return False
    if word in naming.stop:
        follows = tokens.raw[i + 1] if i + 1 < len(tokens) else ""
        if (
            word in _ALSO_GIVEN
            and i > lo
            and follows[:1].isupper()
            and tokens.raw[i - 1][-1:].isalnum() | (tokens.raw[i - 1] == ",")
        ):
            return True  # ", Nor Azlina Example, said"
        return known or (word in naming.given and follows[:1].isupper() and tokens.low[i + 1] not in naming.stop)
    return True


#: common words that are given names too
_ALSO_GIVEN = frozenset({"nor", "will", "may", "so", "an", "do", "no", "long"})


def _shouted_or_unit(tokens: Words, i: int) -> bool:
    """ "EUROCRATS are about to", "670 MW": capitals of a loud lede or of a unit, no name."""
    if len(tokens.raw[i]) > 4 and tokens.raw[i + 1 : i + 2] == [","] and (i == 0 or tokens.raw[i - 1] in {".", "\n"}):
        return True
    return len(tokens.raw[i]) > 6 or (i > 0 and len(tokens.raw[i]) <= 4 and tokens.raw[i - 1][0].isdigit())


def name_run(
    tokens: Words, i: int, lo: int, hi: int, naming: Naming, entity: tuple[int, Entity] | None
) -> Mention | None:
    """A run of capitalised words from ``i`` on, read as a person, a body, a country or a name not known."""
    low, raw = tokens.low, tokens.raw
    if entity is None and i + 1 < hi and low[i] in _BEFORE_STATES and raw[i + 1][0].isupper():
        described = known_name(tokens, i + 1, hi, naming)
        if described is not None and described[1].kind in ("country", "people", "capital"):
            return None  # "Neighbouring Lithuania": the name begins with the next word
    j = entity[0] if entity else i + 1
    while j < hi:
        word = raw[j]
        if word[0].isupper() and (low[j] not in naming.stop or low[j] in _INNER) and low[j] != "i":
            known = known_name(tokens, j, hi, naming)
            j = known[0] if known and known[1].kind != "generic" else j + 1
        elif (
            (word[0].isupper() and low[j] in _GIVEN_LIKE and j + 1 < hi and tokens.raw[j + 1][0].isupper())
            or (
                word == "."
                and j - i >= 1
                and (low[j - 1] in _HONORIFICS or (len(raw[j - 1]) == 1 and raw[j - 1].isupper()))
            )
            or ((low[j] in _CONNECTORS or low[j] in _ARTICLES) and _continues(tokens, i, j, hi, naming))
        ):
            j += 1
        elif word == "-" and entity is None and _second_syllable(tokens, i, j, hi):
            j += 2
        else:
            break
    form = j < hi and (low[j] in _COMPANY_FORMS or (raw[j] in _LOUD_FORMS and not raw[j - 1].isupper()))
    if form and entity is None:
        j += 1
    j = _fields(tokens, i, j, hi)
    while j > i + 1 and (low[j - 1] in _CONNECTORS or raw[j - 1] == "."):
        j -= 1
    found = _parse_run(tokens, i, j, lo, hi, naming, entity)
    if found is not None and found.kind in ("name", "capital"):
        found = _local_body(tokens, found, hi)
    if found is not None and found.kind == "person":
        found.name = unglued(found.name)
    return found


def _fields(tokens: Words, i: int, j: int, hi: int) -> int:
    """ "the Ministry of Culture, Sports and Tourism": where the fields of a ministry end; ``j`` where there are no more."""
    low, raw = tokens.low, tokens.raw
    if low[i] not in {"ministry", "department", "committee", "office", "ministries"} or low[i + 1 : i + 2] not in (
        ["of"],
        ["for"],
    ):
        return j
    k = j
    while k + 1 < hi and low[k] == "," and raw[k + 1][0].isupper() and k - j < 8:
        k += 2
        while k < hi and raw[k][0].isupper():
            k += 1
    if k + 1 < hi and low[k] == "and" and raw[k + 1][0].isupper():
        k += 2
        while k < hi and raw[k][0].isupper():
            k += 1
        return k
    return j


#: what the names of companies end in
COMPANY_WORDS = wordset("names_company_words")
_BEFORE_STATES = wordset("names_before_states")
_LOCAL = frozenset(
    {
        "city",
        "town",
        "county",
        "district",
        "borough",
        "regional",
        "provincial",
        "municipal",
        "village",
        "parish",
        "state",
    }
)
_LOCAL_BODIES = frozenset({"council", "government", "board", "assembly", "authority", "administration"})
_ADVERBS = wordset("phrases_adverbs")


def _local_body(tokens: Words, place: Mention, hi: int) -> Mention:
    """ "the Kestrel Bay city council": the body, not the place before it."""
    k = place.last
    if k + 1 < hi and tokens.low[k] in _LOCAL and tokens.low[k + 1] in _LOCAL_BODIES:
        return Mention(place.first, k + 2, "org", tokens.slice(place.first, k + 2))
    return place


_GLUED = re.compile(r"[^\W\d_]*[a-zà-ÿ]{3}(?=[A-Z][a-z]{3})")


def unglued(name: str) -> str:
    """A person's name without the word that lost its space: "Tim Hirschel-BurnsCommenting" -> "Tim Hirschel-Burns"."""
    for m in _GLUED.finditer(name):
        if not m.group().startswith(("Mc", "Mac", "Fitz")):
            return name[: m.end()]
    return name


def _second_syllable(tokens: Words, i: int, j: int, hi: int) -> bool:
    """ "Han Ji-won", "Bae Sung-min": the small half of a given name."""
    if j - i < 2 or j + 1 >= hi or not (tokens.end[j - 1] == tokens.start[j] and tokens.end[j] == tokens.start[j + 1]):
        return False
    half = tokens.low[j + 1]
    return (
        tokens.raw[j + 1].islower()
        and half.isalpha()
        and len(half) <= 5
        and len(tokens.low[j - 1]) <= 5
        and half not in _COMPOUNDS
    )


PREPOSITIONS = wordset("phrases_prepositions")
_PARTICIPLES = wordset("names_participles")
_COMPOUNDS = frozenset(
    {"based", "made", "led", "born", "wide", "style", "run", "owned", "era", "like", "held", "area", "plus"}
)


#: of Arabic names
_ARTICLES = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az"})


def _continues(tokens: Words, i: int, j: int, hi: int, naming: Naming) -> bool:
    """Whether a connector inside a name goes on: "Bank of Thailand", "Pirson & Fils", not "France and Germany"."""
    low, raw = tokens.low, tokens.raw
    k = j + 1
    if k < hi and low[j] in {"of", "for"} and low[k] == "the":
        k += 1
    while k < hi and low[j] in _TIGHT and low[k] in _TIGHT and raw[k].islower():
        k += 1  # "Ursula von der Leyen", "Juan de la Cruz"
    if low[j] in _ARTICLES and low[k : k + 1] == ["-"] and tokens.end[j] == tokens.start[k]:
        return k + 1 < hi and raw[k + 1][0].isupper()  # "Hind al-Marri"
    if k >= hi or not raw[k][0].isupper() or low[k] in naming.stop:
        return False
    if low[j] == "-":
        return (
            tokens.end[j - 1] == tokens.start[j]
            and tokens.end[j] == tokens.start[k]
            and low[k] not in {"based", "made"}
        )
    if low[j] == "the":
        return low[j - 1] in {"of", "for"}
    if low[j] in _TIGHT:
        return True
    head = any(w in naming.org_words for w in low[i:j]) or any(naming.titles.at(low, k, j) for k in range(i, j))
    if low[j] == "and":
        if _of_two_parts(tokens, i, j, hi, naming):
            return True
        return bool(head) and known_name(tokens, k, hi, naming) is None and "for" in low[i:j]
    if low[j] == "of" and (known_name(tokens, i, hi, naming) is not None and i + 1 == j):
        return False
    seated = low[j] == "of" and low[j - 1] in _SEATED
    return bool(head) or seated or any(t in naming.org_words for t in low[i:j])


#: "the Port of Antwerp", "the Chamber of Commerce"
_SEATED = frozenset(
    {"port", "harbour", "chamber", "archdiocese", "diocese", "isle", "church", "tower", "duchy", "principality"}
)


def _of_two_parts(tokens: Words, i: int, j: int, hi: int, naming: Naming) -> bool:
    """ "the England and Wales Cricket Board": a body of two parts of a country, not "Bavaria and Saxony"."""
    low, raw = tokens.low, tokens.raw
    k = j + 1
    while k < hi and raw[k][0].isupper() and k - j < 6:
        k += 1
    parts = tokens.slice(i, j) in naming.regions and raw[j + 1] in naming.regions
    return parts and k - j > 2 and low[k - 1] in naming.org_words


def _parse_run(
    tokens: Words, i: int, j: int, lo: int, hi: int, naming: Naming, entity: tuple[int, Entity] | None
) -> Mention | None:
    low = tokens.low
    known_end, known = entity if entity else (i, None)
    if known is not None and known_end >= j:
        return entity_mention(i, known_end, known)
    titled = _title_in(tokens, known_end, j, naming)
    if titled is not None:
        return _titled_run(tokens, i, j, titled, hi, naming, known)
    rest = low[known_end:j]
    if known is not None and known.kind in ("country", "people", "org", "capital"):
        body = any(w in naming.org_words for w in rest) or (rest and rest[-1] in COMPANY_WORDS)
        if body and "of" not in rest[:1]:
            return Mention(i, j, "org", tokens.slice(i, j), affiliation=known.country or known.name)
        if known.kind == "people" and rest and rest[0] in naming.given:
            return Mention(known_end, j, "person", tokens.slice(known_end, j), affiliation=known.name)
        if known.kind == "people" and rest:
            return Mention(i, j, "name", tokens.slice(i, j), affiliation=known.name)
        return entity_mention(i, known_end, known)
    if known is not None:
        return entity_mention(i, known_end, known)
    if len(rest) == 1 and rest[0] in naming.surnames:
        return Mention(i, j, "person", tokens.slice(i, j))
    if len(rest) >= 2 and rest[-1] in naming.surnames and " ".join(rest) in naming.register.people:
        return Mention(i, j, "person", tokens.slice(i, j))
    if rest and rest[0] in naming.given and len(rest) >= 2 and rest[-1] not in naming.org_words:
        return Mention(i, j, "person", tokens.slice(i, j))
    if rest[-1] in naming.things:
        return Mention(i, j, "thing", tokens.slice(i, j))
    if (
        len(rest) > 1
        and (rest[0] in naming.anaphora or rest[0].endswith("maker"))
        and rest[0] not in naming.org_words
        and known is None
    ):
        return Mention(i, j, "name", tokens.slice(i + 1, j))
    if any(w in naming.org_words for w in rest) or (len(rest) > 1 and rest[-1] in COMPANY_WORDS):
        return Mention(i, j, "org", tokens.slice(i, j))
    if len(rest) >= 2 and len(tokens.raw[i]) == 1 and "." in tokens.raw[i + 1 : i + 2]:
        return Mention(i, j, "person", tokens.slice(i, j))
    if i == lo and j == i + 1 and low[i].endswith(("ing", "ly", "ed")):
        return None
    return Mention(i, j, "name", tokens.slice(i, j))


def _title_in(tokens: Words, start: int, end: int, naming: Naming) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    for k in range(start, end):
        hit = naming.titles.at(tokens.low, k, end)
        if hit is not None and (best is None or hit.last > best[1]):
            best = (hit.first, hit.last) if best is None else (best[0], hit.last)
    return best


def _titled_run(
    tokens: Words, i: int, j: int, titled: tuple[int, int], hi: int, naming: Naming, known: Entity | None
) -> Mention:
    """ "US President Joe Biden", "Defence Minister Kaja Example", "Minister for Foreign Trade Liesje Name", "Secretary General"."""
    low = tokens.low
    start, after = titled
    affiliation = (known.country or known.name) if known else None
    title = " ".join(low[start:after])
    begin = after + 1 if low[after : after + 1] == ["."] else after
    if after < j and low[after] in {"of", "for"}:
        begin = j - 2 if j - after > 3 else j
        inner = known_name(tokens, after + 1, j, naming) if after + 1 < j else None
        if inner is not None and affiliation is None:
            affiliation = inner[1].country or inner[1].name
            begin = inner[0]
    if begin < j and low[begin] not in _CONNECTORS:
        return Mention(i, j, "person", tokens.slice(begin, j), affiliation=affiliation, title=title)
    return Mention(i, j, "role", tokens.slice(i, j), affiliation=affiliation, title=title)

"""Who is named in a sentence: countries, bodies, companies, people with their office, unnamed roles, and words that point back.

A `Mention` is what the text says; what it stands for is found in actors.py and speakers.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from babel import Locale

from extractors.cues import HELPERS, cues, forms
from extractors.gazetteer import Entity, Gazetteer, gazetteer, known_at
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.offices import offices
from extractors.phrasebook import Phrasebook
from extractors.wording import Words

MentionKind = Literal[
    "country", "people", "capital", "org", "group", "generic", "person", "name", "thing", "role", "anaphor", "pronoun"
]


@dataclass(slots=True)
class Mention:
    """Words ``first`` up to ``last`` name somebody. ``affiliation`` is the body or country printed beside a person or role."""

    first: int
    last: int
    kind: MentionKind
    name: str
    affiliation: str | None = None
    #: the title or role words of a person or role, lower case
    title: str | None = None
    #: for kind anaphor: which kinds of thing it may point to
    points_to: frozenset[str] = frozenset()
    plural: bool = False


class Naming:
    """The compiled word lists that finding names needs."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.gazetteer: Gazetteer = gazetteer(lexicon)
        self.titles: Phrasebook[str] = Phrasebook((w, w) for w in lexicon.words("roles", "titles"))
        self.sources = frozenset(lexicon.words("roles", "sources"))
        self.source_book: Phrasebook[str] = Phrasebook((w, w) for w in lexicon.words("roles", "sources"))
        #: one-word forms of saying, to tell "the data show" from "the data"
        self.says = frozenset(
            form
            for words in lexicon.mapping("verbs", "report").values()
            for lemma in words
            for form, _ in forms(lemma, lexicon.mapping("verbs", "irregular").get(lemma))
            if " " not in form
        )
        cue_book = cues(lexicon).book
        #: one-word verb forms, to tell subjects by what follows them
        self.third_person = frozenset(w for w in cue_book.firsts() if w.endswith("s"))
        self.verb_forms = cue_book.firsts()
        self.org_words = frozenset(lexicon.words("roles", "org_words"))
        self.things = frozenset(lexicon.words("roles", "things"))
        self.determiners = frozenset(lexicon.words("roles", "determiners"))
        self.stop = frozenset(lexicon.words("roles", "stop_capitals"))
        self.given = frozenset(lexicon.words("roles", "given_names"))
        common = frozenset(lexicon.words("roles", "common_surnames"))
        self.register = offices(lexicon)
        #: people of the register by surname alone
        self.surnames = {s: p for s, p in self.register.surnames().items() if s not in common and len(s) > 3}
        self.anaphora: dict[str, frozenset[str]] = {}
        for kind, words in lexicon.mapping("roles", "anaphora").items():
            for word in words:
                self.anaphora[word] = self.anaphora.get(word, frozenset()) | {kind}


_CURRENCIES = frozenset(Locale("en").currencies)
_SIGNS = frozenset("$€£¥")
_NO_NAMES = wordset("names_no_names")

_BUSINESSES = wordset("names_businesses")

_PRONOUNS = {
    "it": "thing", "its": "thing", "they": "plural", "their": "plural", "he": "person", "she": "person", "his": "person",
    "her": "person", "we": "speaker", "our": "speaker", "us": "speaker", "i": "speaker", "my": "speaker", "him": "person", "them": "plural",
}  # fmt: skip
_CONNECTORS = wordset("names_connectors")
_TIGHT = wordset("names_tight")
_NOT_IN_ROLE = wordset("names_not_in_role")


def mentions(
    tokens: Words,
    lo: int,
    hi: int,
    naming: Naming,
    title_case: bool = False,
    inner: frozenset[str] = frozenset(),
) -> list[Mention]:
    """All mentions among the words ``lo`` up to ``hi`` (one sentence), in order, none overlapping."""
    found: list[Mention] = []
    low, raw = tokens.low, tokens.raw
    i = lo
    while i < hi:
        mention = None
        entity = _known(tokens, i, hi, naming)
        if raw[i][0].isupper() and not title_case and _is_name_word(tokens, i, lo, naming, entity is not None):
            mention = _run(tokens, i, lo, hi, naming, entity)
            if (
                mention is not None
                and mention.kind == "name"
                and _only_opens(tokens, mention, lo, inner, naming.third_person, naming.says)
            ):
                mention = None
        if mention is None and entity is not None:
            mention = _entity_mention(i, entity[0], entity[1])
        if mention is None and low[i] in _PRONOUNS and not (low[i] == "us" and raw[i] == "US"):
            mention = Mention(i, i + 1, "pronoun", low[i], points_to=frozenset({_PRONOUNS[low[i]]}))
        if mention is None:
            mention = _role(tokens, i, lo, hi, naming, found)
        if mention is None:
            i += 1
            continue
        _affiliate(tokens, mention, found)
        if mention.kind == "name" and _says(tokens, mention, lo, hi, naming):
            mention.kind = "person"
        found.append(mention)
        i = mention.last
    return _apposed(tokens, found, hi)


def _says(tokens: Words, mention: Mention, lo: int, hi: int, naming: Naming) -> bool:
    """A name of two or three words right beside a verb of saying is a person's: "said Harjeet Sample of Climate Watch"."""
    if not 2 <= mention.last - mention.first <= 3 or not all(
        w.isalpha() for w in tokens.low[mention.first : mention.last]
    ):
        return False
    before = tokens.low[mention.first - 1] if mention.first > lo else ""
    after = tokens.low[mention.last] if mention.last < hi else ""
    return before in _SAID or after in _SAID


_SAID = wordset("names_said")


def _apposed(tokens: Words, found: list[Mention], hi: int) -> list[Mention]:
    """ "Keir Example, the UK's prime minister, has ..." and "its director, Aminata Example": name and office are one mention."""
    low = tokens.low
    kept: list[Mention] = []
    for mention in found:
        before = kept[-1] if kept else None
        if (
            before is not None
            and before.kind in ("person", "role")
            and before.affiliation is None
            and low[before.last : mention.first]
            in (["of"], ["of", "the"], ["at"], ["at", "the"], ["from", "the"], ["from"], ["for", "the"])
            and mention.kind in ("org", "country", "name", "anaphor", "people")
            and low[before.last] != "for"
        ):
            before.affiliation = (
                mention.affiliation if mention.kind in ("org", "anaphor") and mention.affiliation else mention.name
            )
        if (
            before is not None
            and mention.kind in ("role", "country", "people", "person", "name", "org")
            and low[before.last : mention.first] in ([","], [",", "the"], [",", "a"], [",", "an"])
        ):
            if before.kind in ("person", "name") and mention.kind == "role":
                kept[-1] = Mention(
                    before.first,
                    mention.last,
                    "person",
                    before.name,
                    mention.affiliation or before.affiliation,
                    mention.title,
                )
                continue
            if (
                before.kind == "role"
                and not before.plural
                and mention.kind in ("person", "name")
                and mention.last < hi + 1
            ):
                kept[-1] = Mention(
                    before.first,
                    mention.last,
                    "person",
                    mention.name,
                    before.affiliation or mention.affiliation,
                    before.title,
                )
                continue
        if (
            before is not None
            and mention.kind == "role"
            and low[before.last : mention.first] == ["'s"]
            and before.kind in ("country", "people", "org", "name", "capital")
            and len(kept) > 1
            and kept[-2].kind in ("person", "name")
            and low[kept[-2].last : before.first] in ([","], [",", "the"])
        ):
            person = kept[-2]
            del kept[-2:]
            kept.append(
                Mention(
                    person.first, mention.last, "person", person.name, before.affiliation or before.name, mention.title
                )
            )
            continue
        kept.append(mention)
    return kept


_SINGULAR_VERBS = wordset("names_singular_verbs")


def _only_opens(
    tokens: Words, mention: Mention, lo: int, inner: frozenset[str], third_person: frozenset[str], says: frozenset[str]
) -> bool:
    """A single capital word that opens the sentence, and no other: "Poachers are ..."; not "Aurelle says", printed elsewhere too."""
    opens = mention.first == lo or (mention.first == lo + 1 and not tokens.raw[lo][0].isalnum())
    if not opens or mention.last != mention.first + 1 or tokens.raw[mention.first].isupper():
        return False
    low, after = tokens.low[mention.first], tokens.low[mention.last : mention.last + 1]
    if low in inner or after in ([":"], ["'s"]):
        return False
    return not (
        after
        and (
            after[0] in _SINGULAR_VERBS
            or (after[0] in says and not low.endswith("s"))
            or (after[0] in third_person and not low.endswith("s"))
        )
    )


def _known(tokens: Words, i: int, hi: int, naming: Naming) -> tuple[int, Entity] | None:
    return known_at(tokens, i, hi, naming.gazetteer)


def _entity_mention(first: int, last: int, entity: Entity) -> Mention:
    kind: MentionKind = entity.kind
    return Mention(first, last, kind, entity.name, affiliation=entity.country if kind == "org" else None)


def _is_name_word(tokens: Words, i: int, lo: int, naming: Naming, known: bool) -> bool:
    word = tokens.low[i]
    if not tokens.raw[i][0].isalpha():
        return False
    if i + 1 < len(tokens) and tokens.raw[i + 1] in _SIGNS and tokens.start[i + 1] == tokens.end[i]:
        return False
    if word in _NO_NAMES or (not known and len(word) == 3 and tokens.raw[i].isupper() and word.upper() in _CURRENCIES):
        return False
    if word in naming.stop:
        follows = tokens.raw[i + 1] if i + 1 < len(tokens) else ""
        return known or (word in naming.given and follows[:1].isupper() and tokens.low[i + 1] not in naming.stop)
    return True


def _run(tokens: Words, i: int, lo: int, hi: int, naming: Naming, entity: tuple[int, Entity] | None) -> Mention | None:
    """A run of capitalised words from ``i`` on, read as a person, a body, a country or a name not known."""
    low, raw = tokens.low, tokens.raw
    j = entity[0] if entity else i + 1
    while j < hi:
        word = raw[j]
        if word[0].isupper() and (low[j] not in naming.stop or (low[j] in {"new", "first"})) and low[j] != "i":
            known = _known(tokens, j, hi, naming)
            j = known[0] if known and known[1].kind != "generic" else j + 1
        elif (word == "." and j - i >= 1 and len(raw[j - 1]) == 1 and raw[j - 1].isupper()) or (
            low[j] in _CONNECTORS and _continues(tokens, i, j, hi, naming)
        ):
            j += 1
        else:
            break
    while j > i + 1 and (low[j - 1] in _CONNECTORS or raw[j - 1] == "."):
        j -= 1
    return _parse_run(tokens, i, j, lo, hi, naming, entity)


def _continues(tokens: Words, i: int, j: int, hi: int, naming: Naming) -> bool:
    """Whether a connector inside a name goes on: "Bank of Thailand", "Pirson & Fils", not "France and Germany"."""
    low, raw = tokens.low, tokens.raw
    k = j + 1
    if k < hi and low[j] in {"of", "for"} and low[k] == "the":
        k += 1
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
        return bool(head) and _known(tokens, k, hi, naming) is None and "for" in low[i:j]
    if low[j] == "of" and (_known(tokens, i, hi, naming) is not None and i + 1 == j):
        return False
    return bool(head) or any(t in naming.org_words for t in low[i:j])


def _parse_run(
    tokens: Words, i: int, j: int, lo: int, hi: int, naming: Naming, entity: tuple[int, Entity] | None
) -> Mention | None:
    low = tokens.low
    known_end, known = entity if entity else (i, None)
    if known is not None and known_end >= j:
        return _entity_mention(i, known_end, known)
    titled = _title_in(tokens, known_end, j, naming)
    if titled is not None:
        return _titled_run(tokens, i, j, titled, hi, naming, known)
    rest = low[known_end:j]
    if known is not None and known.kind in ("country", "people", "org", "capital"):
        if any(w in naming.org_words for w in rest) and "of" not in rest[:1]:
            return Mention(i, j, "org", tokens.slice(i, j), affiliation=known.country or known.name)
        if known.kind == "people" and rest and rest[0] in naming.given:
            return Mention(known_end, j, "person", tokens.slice(known_end, j), affiliation=known.name)
        if known.kind == "people" and rest:
            return Mention(i, j, "name", tokens.slice(i, j), affiliation=known.name)
        return _entity_mention(i, known_end, known)
    if known is not None:
        return _entity_mention(i, known_end, known)
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
    if any(w in naming.org_words for w in rest):
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
    begin = after
    if after < j and low[after] in {"of", "for"}:
        begin = j - 2 if j - after > 3 else j
        inner = _known(tokens, after + 1, j, naming) if after + 1 < j else None
        if inner is not None and affiliation is None:
            affiliation = inner[1].country or inner[1].name
            begin = inner[0]
    if begin < j and low[begin] not in _CONNECTORS:
        return Mention(i, j, "person", tokens.slice(begin, j), affiliation=affiliation, title=title)
    return Mention(i, j, "role", tokens.slice(i, j), affiliation=affiliation, title=title)


def _role(tokens: Words, i: int, lo: int, hi: int, naming: Naming, found: Sequence[Mention]) -> Mention | None:
    """A role without a name at word ``i`` ("two diplomats"), a person after a lower-case title, or a noun that points back."""
    low, raw = tokens.low, tokens.raw
    hit = naming.titles.at(low, i, hi)
    if hit is not None:
        first = _phrase_start(tokens, i, lo, naming, found)
        affiliation = _inner_affiliation(found, first, i)
        title = " ".join(low[hit.first : hit.last])
        nxt = hit.last
        if (
            nxt < hi
            and raw[nxt][0].isupper()
            and raw[nxt].isalpha()
            and low[nxt] not in naming.stop
            and _known(tokens, nxt, hi, naming) is None
        ):
            person = _run(tokens, nxt, lo, hi, naming, None)
            if person is not None and person.kind in ("person", "name"):
                _drop_inside(found, first)
                return Mention(first, person.last, "person", person.name, affiliation=affiliation, title=title)
        if nxt < hi and low[nxt] in {"'s"}:
            return None
        _drop_inside(found, first)
        return Mention(
            first, nxt, "role", tokens.slice(first, nxt), affiliation, title, plural=low[nxt - 1].endswith("s")
        )
    if (
        low[i] in naming.anaphora
        and low[i] in _BUSINESSES
        and i > lo
        and (low[i - 1] in {"a", "an", "one", "another"} or low[i - 2] in {"a", "an", "one", "another"})
    ):
        first = _phrase_start(tokens, i, lo, naming, found)
        _drop_inside(found, first)
        return Mention(first, i + 1, "role", tokens.slice(first, i + 1), None, low[i])
    named = _of_name(tokens, i, lo, hi, naming)
    if named is not None:
        return named
    if (
        low[i] in naming.anaphora
        and i > lo
        and (
            low[i - 1] in {"the", "this", "that", "its", "their", "our", "his", "'s"}
            or (i - 2 >= lo and low[i - 2] in {"the", "this"})
        )
    ):
        first = _phrase_start(tokens, i, lo, naming, found)
        affiliation = _inner_affiliation(found, first, i)
        _drop_inside(found, first)
        return Mention(
            first, i + 1, "anaphor", tokens.slice(first, i + 1), affiliation, low[i], naming.anaphora[low[i]]
        )
    if low[i] in naming.gazetteer.short and i > lo and low[i - 1] in {"the", "this", "military"}:
        return Mention(i, i + 1, "anaphor", tokens.slice(i, i + 1), None, low[i], frozenset({"organisation"}))
    source = naming.source_book.at(low, i, hi)
    if source is not None and _speaks(low, source.first, source.last, lo, hi, naming):
        first = _phrase_start(tokens, i, lo, naming, found)
        affiliation = _inner_affiliation(found, first, i)
        _drop_inside(found, first)
        return Mention(
            first,
            source.last,
            "role",
            tokens.slice(first, source.last),
            affiliation,
            low[i],
            plural=low[i].endswith("s"),
        )
    return None


_PLACES = wordset("names_places")


def _of_name(tokens: Words, i: int, lo: int, hi: int, naming: Naming) -> Mention | None:
    """ "the city of Graz" is Graz; "the ministry of health" goes on to its field."""
    low = tokens.low
    if i + 2 >= hi or low[i + 1] != "of" or i == lo:
        return None
    k = i + 3 if low[i + 2] == "the" and i + 3 < hi else i + 2
    if low[i] in _PLACES and tokens.raw[k][0].isupper() and low[i - 1] == "the":
        known = _known(tokens, k, hi, naming)
        if known is not None:
            return _entity_mention(i - 1, known[0], known[1])
        run = _run(tokens, k, lo, hi, naming, None)
        return Mention(i - 1, run.last, "name", run.name) if run is not None else None
    if low[i] in {"ministry", "department"} and tokens.raw[k].islower() and tokens.raw[k].isalpha():
        first = i - 1 if low[i - 1] in naming.determiners else i
        return Mention(first, k + 1, "role", tokens.slice(first, k + 1), None, low[i])
    return None


def _speaks(low: Sequence[str], first: int, last: int, lo: int, hi: int, naming: Naming) -> bool:
    """Whether a noun that may be a source is one here: "the data show", "according to a ministry", "said the paper"."""
    after = low[last : min(hi, last + 4)]
    if any(w in naming.says for w in after[:2]) or (
        after[:1] in (["of"], ["in"], ["at"], ["on"]) and any(w in naming.says for w in low[last : min(hi, last + 8)])
    ):
        return True
    before = low[max(lo, first - 7) : first]
    if (
        low[first] in _GOVERNING_BODIES
        and after
        and after[0].isalpha()
        and not (
            after[0] in naming.says
            or after[0] in HELPERS
            or after[0] in naming.verb_forms
            or after[0] in _AFTER_NOUN
            or after[0].endswith("ly")
        )
    ):
        return False
    if low[first] in _BODIES and after and (after[0] in HELPERS or after[0] in naming.verb_forms):
        return True
    return (
        "according" in before
        or any(w in naming.says for w in before[-3:])
        or before[-1:] == ["by"]
        or low[first] in _GOVERNING_BODIES
    )


_AFTER_NOUN = wordset("names_after_noun")
_BODIES = wordset("names_bodies")
_GOVERNING_BODIES = wordset("names_governing_bodies")


def _phrase_start(tokens: Words, head: int, lo: int, naming: Naming, found: Sequence[Mention]) -> int:
    """Where the noun phrase that ends at ``head`` begins: over adjectives, nouns and names back to its determiner."""
    low, raw = tokens.low, tokens.raw
    k = head
    while k > lo and head - k < 6:
        word = low[k - 1]
        if word in naming.determiners and word != "of":
            return k - 1
        if word == "'s" or (raw[k - 1][0].isalpha() and word not in _NOT_IN_ROLE and not _verb_like(word)):
            if raw[k - 1][0].isupper() and word not in naming.stop and not _covered(found, k - 1):
                break
            k -= 1
            continue
        break
    return k


def _verb_like(word: str) -> bool:
    return word in {
        "of",
        "over",
        "about",
        "says",
        "if",
        "when",
        "while",
        "because",
        "after",
        "before",
        "since",
        "not",
        "so",
        "there",
        "can",
        "could",
        "may",
        "might",
        "should",
        "must",
        "do",
        "does",
        "did",
        "only",
        "also",
        "just",
        "then",
        "now",
        "today",
        "yesterday",
    } or (word.endswith("ed") and len(word) > 4)


def _covered(found: Sequence[Mention], k: int) -> bool:
    return bool(found) and found[-1].first <= k < found[-1].last


def _inner_affiliation(found: Sequence[Mention], first: int, last: int) -> str | None:
    for mention in reversed(found):
        if mention.last <= first:
            return None
        if mention.first >= first and mention.last <= last:
            if mention.kind in ("country", "people", "capital", "org", "group", "name"):
                return mention.affiliation if mention.kind == "org" and mention.affiliation else mention.name
            if mention.kind == "pronoun":
                return None
    return None


def _drop_inside(found: Sequence[Mention], first: int) -> None:
    assert isinstance(found, list)
    while found and found[-1].first >= first:
        found.pop()


def _affiliate(tokens: Words, mention: Mention, found: Sequence[Mention]) -> None:
    """ "Finland's defence minister", "Veltra boss Havlas": a name right before a person or role is whom they speak for."""
    if mention.affiliation or mention.kind not in ("person", "role", "anaphor", "name") or not found:
        return
    before = found[-1]
    gap = tokens.low[before.last : mention.first]
    if mention.title is None and (
        gap != ["'s"] or before.kind not in ("org", "country", "name") or mention.last - mention.first < 2
    ):
        return
    if mention.kind == "name":
        mention.kind = "person"
    if before.kind in ("country", "people", "capital", "org", "name", "group") and gap in ([], ["'s"]):
        mention.affiliation = before.affiliation if before.kind == "org" and before.affiliation else before.name

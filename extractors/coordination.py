"""Who is listed with whom: "the US, Germany and Romania each donate", "Verdmar of Recife and the German utility Kelso"."""

from __future__ import annotations

from itertools import pairwise

from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.reading import Sentence

_NAMED = ("country", "capital", "people", "org", "group", "name")
_BUSINESSES = wordset("names_businesses")
#: what stands between the names of a list
_LINKS = (
    [","], ["and"], [",", "and"], ["and", "the"], [",", "the"], ["&"], [",", "and", "the"],
)  # fmt: skip
#: so many names open a headline at most
_HEADLINED = 3


def coordinated(sentence: Sentence, mention: Mention) -> list[Mention]:
    """A mention with those it is listed with: "the US, Germany and Romania each donate"."""
    listed = [m for m in sentence.mentions if m.kind in (*_NAMED, "generic", "person", "role")]
    if mention not in listed:
        return [mention]
    at = listed.index(mention)
    group = [mention]
    and_seen = False
    i = at
    while not and_seen:
        step = next((k for k in (1, 2, 3) if i + k < len(listed) and _joins(sentence, listed[i], listed[i + k])), 0)
        if not step:
            break
        i += step
        gap = sentence.reading.words.low[group[-1].last : listed[i].first]
        and_seen = "and" in gap or "&" in gap
        group.append(listed[i])
    if not and_seen:
        group = [mention]
    low = sentence.reading.words.low
    for m in reversed(listed[:at]):
        gap = low[m.last : group[0].first]
        joins = "and" in gap or "&" in gap
        if not _joins(sentence, m, group[0]) or not (and_seen or joins):
            if m.kind == "people" and group[0].first - m.last <= 3:
                continue  # "Statnord and the Turkish builder Limrak"
            break
        if gap == [",", "and"] and len(group) == 1 and low[m.first - 1] != ",":
            break  # "from Dodoma to Mwanza, and Turkey has": two clauses
        and_seen = True
        group.insert(0, m)
    return group if and_seen else _headlined(sentence, listed[: at + 1])


def _headlined(sentence: Sentence, listed: list[Mention]) -> list[Mention]:
    """ "Japan, World Bank provide 24 million": headlines leave out the "and", and the verb of several has no "s". Two or three names that open
    the line, with nothing but commas between."""
    mention, low = listed[-1], sentence.reading.words.low
    if sentence.role != "headline" or not 1 < len(listed) <= _HEADLINED or listed[0].first != sentence.lo:
        return [mention]
    if any(low[a.last : b.first] not in ([","], [",", "the"]) for a, b in pairwise(listed)) or any(
        m.kind not in _NAMED for m in listed
    ):
        return [mention]
    verb = next((v for v in sentence.verbs if v.begin == mention.last), None)
    ahead = low[mention.last : mention.last + 1] == ["to"]
    return listed if ahead or (verb is not None and not verb.helpers and verb.form() == "base") else [mention]


def _joins(sentence: Sentence, left: Mention, right: Mention) -> bool:
    """Whether two names are one list: nothing but "and" and a comma between, or with it where the first is from and what the second is
    ("Verdmar of Recife and the German utility Kelso")."""
    low = sentence.reading.words.low
    if low[left.last : right.first] in _LINKS:
        return True
    if right.kind not in ("org", "name") or left.kind not in ("org", "name") or right.first - left.last > 11:
        return False
    k = left.last
    if low[k : k + 1] == ["of"]:
        place = next((m for m in sentence.mentions if m.first == k + 1 and m.last < right.first), None)
        if place is None:
            return False
        k = place.last
    if low[k : k + 1] == [","]:
        closing = next((j for j in range(k + 1, right.first) if low[j] == ","), k)
        if low[closing + 1 : closing + 2] == ["and"] and all(w.isalpha() for w in low[k + 1 : closing]):
            k = closing  # "Rabofarm, the Dutch cooperative bank, and the Fund"
    if low[k : k + 2] == [",", "and"]:
        k += 1
    if low[k] not in {"and", "&", ","}:
        return False
    what = [w for w in low[k + 1 : right.first] if w not in {"the", "a", "an", "its"}]
    known = sentence.reading.naming
    plain = len(what) <= 3 and all(w.isalpha() for w in what)
    return plain and (not what or what[-1] in known.anaphora or what[-1] in _BUSINESSES or what[-1].endswith("er"))

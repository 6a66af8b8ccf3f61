"""Sources without a name: "according to their trade body", "on the ministry's own figures", "ministry data seen by reporters show"."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.reading import Sentence


def own_figures(low: list[str], i: int, hi: int) -> bool:
    """ "on the ministry's own figures", "by the council's count"."""
    k = next((k for k in range(i + 2, min(i + 6, hi)) if low[k] == "'s"), None)
    return k is not None and any(w in _RECKONINGS for w in low[k + 1 : k + 3])


_RECKONINGS = frozenset(
    {"figures", "count", "reckoning", "estimate", "estimates", "calculation", "numbers", "data", "words"}
)


def own_account(low: list[str], i: int) -> bool:
    """ "By its own account", "on their own count"."""
    return (
        low[i + 1] in {"its", "their"}
        and low[i + 2 : i + 3] == ["own"]
        and low[i + 3 : i + 4] != []
        and low[i + 3] in _ACCOUNTS
    )


_ACCOUNTS = _RECKONINGS | {"account", "admission", "tally", "accounts"}
_NO_SOURCES = wordset("speakers_no_sources")


def as_written(sentence: Sentence, start: int, stop: str = "") -> Mention | None:
    """ "according to their trade body": a source without a name, in the text's own words."""
    words = sentence.reading.words
    low = words.low
    end = start
    while (
        end < sentence.hi and end - start < 6 and (low[end].isalpha() or low[end] in {"'s", "-"}) and low[end] != stop
    ):
        if low[end] in {
            "and",
            "or",
            "but",
            "that",
            "which",
            "who",
            "in",
            "on",
            "at",
            "from",
            "by",
            "seen",
            "released",
            "has",
            "is",
        }:
            break
        end += 1
    if end > start and low[end - 1] in _NO_SOURCES and not _titled_plan(low[start:end]):
        return None
    if end == start or (end == start + 1 and low[start] in {"the", "a", "an", "its", "him", "her", "it", "them"}):
        return None
    return Mention(start, end, "role", words.slice(start, end), None, low[end - 1])


def _titled_plan(words: list[str]) -> bool:
    """ "according to the finance plan" quotes a paper, "according to plan" does not."""
    return (
        words[-1] in {"plan", "plans", "release", "statement", "law"}
        and len(words) > 2
        and words[0] in {"the", "its", "a"}
    )


def data_behind(sentence: Sentence) -> tuple[Mention, Verb] | None:
    """ "..., economic affairs ministry data seen by reporters show.": whose data it is."""
    low = sentence.reading.words.low
    verb = sentence.verbs[-1] if sentence.verbs else None
    if verb is None or verb.lemma() not in {"show", "indicate", "suggest", "reveal"} or sentence.hi - verb.last > 2:
        return None
    comma = next((k for k in range(verb.begin - 1, sentence.lo, -1) if low[k] == ","), None)
    if comma is None or verb.begin - comma > 12:
        return None
    if low[comma + 1] in {"the", "a", "an"}:
        comma += 1
    at = next(
        (k for k in range(comma + 1, verb.begin) if low[k] in _RECKONINGS | {"statistics", "records", "documents"}),
        None,
    )
    if at is None:
        return None
    end = (
        at if at > comma + 1 else next((k for k in range(at, verb.begin) if low[k] in {"seen", "released"}), verb.begin)
    )
    while end > comma + 1 and low[end - 1] == "'s":
        end -= 1
    who = Mention(comma + 1, end, "role", sentence.reading.words.slice(comma + 1, end), None, low[end - 1])
    return who, verb

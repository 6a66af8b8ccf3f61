"""Who reckons or is the source: "a tally puts receipts at $2.6 billion", "is put at 160 billion by the IMF", "according to", "by its own count"."""

from __future__ import annotations

from extractors.announcements import of_document
from extractors.attribution import Attribution, clause, first_mention
from extractors.clausesubjects import subject_phrase
from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.reading import Sentence
from extractors.sources import as_written, own_account, own_figures
from extractors.subjects import as_role, subject_of

_ROUGHLY = wordset("speakers_roughly")


def putting(sentence: Sentence) -> list[Attribution]:
    """ "a tally puts receipts at $2.6 billion", "which a general put at 43 percent": who reckons."""
    words = sentence.reading.words
    found = []
    for q in sentence.quantities:
        first = sentence.reading.word_at(q.span.start)
        agent = _put_by(sentence, first, sentence.reading.word_at(q.span.end))
        if agent is not None:
            found.append(agent)
            continue
        k = first - 1
        while k > sentence.lo and words.low[k] in _ROUGHLY and words.low[k] != "at":
            k -= 1
        if k <= sentence.lo or words.low[k] != "at":
            continue
        verb = next(
            (
                v
                for v in reversed(sentence.verbs)
                if v.last <= k
                and v.lemma().split(" ")[0] in {"put", "estimate", "arrive"}
                and k - v.last <= 14
                and not v.passive
                and not any(w in {",", ";", "and", "but"} for w in words.low[v.last : k])
            ),
            None,
        )
        subject = (_subject(sentence, verb)) if verb is not None else None
        if verb is not None and subject is not None:
            found.append(
                Attribution(
                    subject, verb.last, max(first + 1, sentence.reading.word_at(q.span.end)), verb, "puts it at"
                )
            )
    return found


def _subject(sentence: Sentence, verb: Verb) -> Mention | None:
    """Who puts it: somebody, or a source without a name as written ("satellite services")."""
    subject = of_document(sentence, verb) or subject_of(sentence, verb)
    if subject is not None:
        return subject
    phrase = subject_phrase(sentence, verb)
    return as_role(phrase, sentence) if phrase is not None and phrase.mention is None else None


def by_source(sentence: Sentence) -> list[Attribution]:
    """ "reported by X", "in the words of X", "according to X", "on the ministry's own figures", "by its own account the government"."""
    low = sentence.reading.words.low
    found: list[Attribution] = []

    def add(who: Mention | None, at: int, rule: str) -> None:
        if who is not None:
            found.append(Attribution(who, *clause(sentence, at), None, rule))

    for i in range(sentence.lo, sentence.hi - 1):
        word, after = low[i], low[i + 1]
        if word in _DONE and after == "by":
            add(first_mention(sentence, i + 2), i, "reported by")
        elif word == "words" and after == "of":
            add(first_mention(sentence, i + 2) or as_written(sentence, i + 2), i, "in the words of")
        elif word == "according":
            start = i + 2 if after == "to" else i + 1
            add(first_mention(sentence, start) or as_written(sentence, start), i, "according to")
        elif word in {"by", "on"} and after in {"the", "its", "their"}:
            if own_figures(low, i, sentence.hi):
                add(first_mention(sentence, i + 1) or as_written(sentence, i + 1, "'s"), i, "by X's own figures")
            elif own_account(low, i):
                add(first_mention(sentence, i + 4), i, "by X's own figures")
        elif word == "as" and after in _SAID and low[i + 2 : i + 3] in (["in"], ["by"]):
            add(first_mention(sentence, i + 3), i, "as said in")
        elif (
            word in {"comes", "came"} and after == "from" and not _TALLIES.isdisjoint(low[max(sentence.lo, i - 3) : i])
        ):
            person = next((m for m in sentence.mentions if i + 2 <= m.first <= i + 12 and m.kind == "person"), None)
            add(person or first_mention(sentence, i + 2), i, "the tally comes from")
    return found


_DONE = frozenset(
    {
        "reported",
        "estimated",
        "counted",
        "published",
        "quoted",
        "kept",
        "compiled",
        "circulated",
        "drawn",
        "prepared",
        "produced",
    }
)
_SAID = frozenset(
    {
        "declared", "announced", "stated", "confirmed", "said", "reported", "explained", "noted", "stressed", "emphasised", "emphasized",
        "underlined", "recalled", "revealed", "disclosed", "admitted", "indicated", "specified", "told", "promised",
    }
)  # fmt: skip
#: "the final tally comes from the coordinator"
_TALLIES = frozenset(
    {"tally", "figure", "figures", "number", "numbers", "estimate", "estimates", "count", "sum", "news", "word"}
)


def _put_by(sentence: Sentence, first: int, last: int) -> Attribution | None:
    """ "is put at 160 billion by the IMF", "put by the organisers at £30m"."""
    low = sentence.reading.words.low
    for verb in sentence.verbs:
        if verb.lemma() not in {"put", "estimate", "reckon", "value"} or verb.last > first or first - verb.last > 9:
            continue
        if low[verb.last] == "by" and low[first - 1] == "at":
            who = first_mention(sentence, verb.last + 1) or as_written(sentence, verb.last + 1, "at")
        elif verb.passive and low[last : last + 1] == ["by"]:
            who = first_mention(sentence, last + 1) or as_written(sentence, last + 1)
        else:
            continue
        if who is not None:
            return Attribution(who, verb.last, max(first + 1, last), verb, "puts it at")
    return None

"""Who is reported as saying what: attributions of a sentence, each with the stretch of words it covers.

Constructions: "X said (that) ...", "..., X said", "..., said X", "according to X", a quote whose attribution stands in a neighbouring
sentence, "NINA: ..." in a transcript, and chains, in which the last link speaks ("X said Y had told Z that ..." -> Y).
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.announcements import of_document, pointed_at, sighing, unusual_verbs
from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.nounphrases import CLOSED
from extractors.reading import Reading, Sentence
from extractors.sources import as_written, data_behind, own_figures
from extractors.subjects import subject_of


@dataclass(slots=True)
class Attribution:
    """``speaker`` says what stands in words ``first`` up to ``last``. ``verb`` is how, if there is a verb."""

    speaker: Mention
    first: int
    last: int
    verb: Verb | None
    rule: str

    def covers(self, first: int, last: int) -> bool:
        return self.first <= first and last <= self.last


_SPEAKING = ("person", "role", "country", "people", "capital", "org", "group", "generic", "name", "pronoun", "anaphor")
_PREPOSITIONS = wordset("speakers_prepositions")


def attributions(sentence: Sentence) -> list[Attribution]:
    """All attributions of a sentence, outermost first; found once."""
    if sentence.told is None:
        sentence.told = _own(sentence)
        if not sentence.told:
            sentence.told = _going_on(sentence)
        if _untold(sentence):
            who = pointed_at(sentence)
            if who is not None:
                sentence.told = [*sentence.told, Attribution(who, sentence.lo, sentence.hi, None, "who announced it")]
    return sentence.told


def _untold(sentence: Sentence) -> bool:
    """Whether an amount of the sentence stands in nobody's mouth."""
    told = sentence.told or []
    at = sentence.reading.word_at
    return any(not any(a.covers(at(q.span.start), at(q.span.end)) for a in told) for q in sentence.quantities)


def _own(sentence: Sentence) -> list[Attribution]:
    """The attributions that the sentence itself prints; found once."""
    known: list[Attribution] | None = sentence.__dict__.get("_own_told")
    if known is None:
        known = sentence.__dict__["_own_told"] = _attributions(sentence)
    return known


def _going_on(sentence: Sentence) -> list[Attribution]:
    """Speech that goes on without naming its speaker again: inside one quotation, or in reported "would"."""
    reading = sentence.reading
    for step in (1, -1):
        other = sentence
        for _ in range(4):
            at = other.index + step * -1
            if not 0 <= at < len(reading.sentences):
                break
            other = reading.sentences[at]
            if other.block != sentence.block:
                break
            told = [a for a in _own(other) if a.speaker.kind != "pronoun" or a.speaker.name in ("he", "she")]
            if not told:
                continue
            between = (other.start, sentence.start) if step > 0 else (sentence.start, other.end)
            again = step > 0 and other.index == sentence.index - 1 and sentence.text[:1] in {'"', "“"}
            if again and any(a.rule in ("attribution behind", "said X") for a in told):
                return [Attribution(told[0].speaker, sentence.lo, sentence.hi, None, "the quotation goes on")]
            if _one_quote(reading.text, sentence, other):
                return [Attribution(told[0].speaker, sentence.lo, sentence.hi, None, "same quotation")]
            if (
                step > 0
                and other.index == sentence.index - 1
                and between
                and (_reported_would(sentence) or _equals(sentence, told))
            ):
                return [Attribution(told[0].speaker, sentence.lo, sentence.hi, None, "reported speech goes on")]
            break
    return []


def _one_quote(text: str, sentence: Sentence, other: Sentence) -> bool:
    """Whether two sentences of a block lie in one quotation: it is open where the later of them begins."""
    block = sentence.reading.part.blocks[sentence.block]
    later = max(sentence.start, other.start)
    before = text[max(block.start, later - 4000) : later]
    if "“" in before:
        return before.rfind("“") > before.rfind("”")
    return before.count('"') % 2 == 1


def _equals(sentence: Sentence, told: list[Attribution]) -> bool:
    """ "That equals 2.3 percent of GDP": what was told before, in another measure."""
    opening = sentence.low[:2]
    return (
        opening[:1] in (["that"], ["this"])
        and opening[1] in _COPULAS
        and any(a.rule == "attribution behind" for a in told)
    )


_COPULAS = frozenset({"is", "equals", "amounts", "means", "represents", "comes", "corresponds", "makes"})


def _reported_would(sentence: Sentence) -> bool:
    return any("would" in v.helpers for v in sentence.verbs) and not any(v.is_a("report") for v in sentence.verbs)


def _attributions(sentence: Sentence) -> list[Attribution]:
    words = sentence.reading.words
    found: list[Attribution] = []
    for verb in (*sentence.verbs, *unusual_verbs(sentence)):
        if (
            not verb.is_a("report")
            or (verb.form() == "ing" and not verb.helpers)
            or "to" in verb.helpers
            or verb.passive
            or _awaits(sentence, verb)
        ):
            continue
        if _takes_amount(sentence, verb):
            continue
        after = _inverted(sentence, verb)
        if after is not None:
            found.append(after)
            continue
        subject = of_document(sentence, verb) or subject_of(sentence, verb)
        if subject is None:
            continue
        posed = _postposed(sentence, verb, subject)
        if posed is not None:
            found.append(posed)
        else:
            found.append(Attribution(subject, verb.last, _reach(sentence, verb), verb, "reporting verb"))
    low = words.low
    data = data_behind(sentence)
    if data is not None:
        found.insert(0, Attribution(data[0], *_clause(sentence, data[1].first), data[1], "attribution behind"))
    found.extend(_putting(sentence))
    found.extend(_promised(sentence))
    found.extend(_behind_dash(sentence))
    sigh = sighing(sentence) if not found else None
    if sigh is not None:
        found.append(Attribution(sigh[0], *_clause(sentence, sigh[1]), None, "said X"))
    for i in range(sentence.lo, sentence.hi - 1):
        if (
            low[i] in {"reported", "estimated", "counted", "published", "quoted", "kept", "compiled"}
            and low[i + 1] == "by"
        ):
            who = _first_mention(sentence, i + 2)
            if who is not None:
                found.append(Attribution(who, *_clause(sentence, i), None, "reported by"))
        if low[i] == "words" and low[i + 1] == "of":
            who = _first_mention(sentence, i + 2) or as_written(sentence, i + 2)
            if who is not None:
                found.append(Attribution(who, *_clause(sentence, i), None, "in the words of"))
        if low[i] == "according" and i + 1 < sentence.hi:
            start = i + 2 if low[i + 1] == "to" else i + 1
            who = _first_mention(sentence, start) or as_written(sentence, start)
            if who is not None:
                found.append(Attribution(who, *_clause(sentence, i), None, "according to"))
        if low[i] in {"by", "on"} and low[i + 1] in {"the", "its", "their"} and own_figures(low, i, sentence.hi):
            who = _first_mention(sentence, i + 1) or as_written(sentence, i + 1, "'s")
            if who is not None:
                found.append(Attribution(who, *_clause(sentence, i), None, "by X's own figures"))
    return found


def _awaits(sentence: Sentence, verb: Verb) -> bool:
    """ "can expect", "can count on": who will receive says nothing."""
    may = not {"can", "could", "may", "might"}.isdisjoint(verb.helpers)
    return may and (verb.lemma() == "expect" or sentence.reading.words.low[verb.last : verb.last + 1] == ["on"])


def _promised(sentence: Sentence) -> list[Attribution]:
    """ "..., the minister promised in Port Vila": a promise behind what is promised."""
    found = []
    for verb in sentence.verbs:
        if verb.is_a("promise") and verb.form() == "past" and not verb.helpers:
            subject = subject_of(sentence, verb)
            posed = _postposed(sentence, verb, subject) if subject is not None else None
            if posed is not None and posed.speaker.kind in ("person", "role", "name"):
                found.append(posed)
    return found


def _behind_dash(sentence: Sentence) -> list[Attribution]:
    """ "Latvia to give Chad 70 trucks - deputy minister": who says so, behind the dash of a headline."""
    low = sentence.reading.words.low
    for m in sentence.mentions:
        k = m.first - 1
        if m.kind not in ("person", "role") or k <= sentence.lo:
            continue
        while k > sentence.lo and (
            low[k] in {"'s", "the"} or any(o.last == k + 1 and low[k + 1 : k + 2] == ["'s"] for o in sentence.mentions)
        ):
            k -= 1
        end = low[m.last : m.last + 2]
        if low[k] in {"-", "–", "—"} and (m.last >= sentence.hi - 1 or end == [",", "speaking"]):
            return [Attribution(m, sentence.lo, k, None, "behind a dash")]
    return []


def _reach(sentence: Sentence, verb: Verb) -> int:
    """How far what a verb in front tells goes: to the semicolon, or to the comma that ends an opening "After X urged ..., "."""
    low = sentence.reading.words.low
    end = _clause(sentence, verb.first)[1]
    if low[sentence.lo] not in {"after", "when", "while", "as", "although", "though", "since", "if", "before"}:
        return end
    return next((k for k in range(verb.last, end) if low[k] == ","), end)


def _clause(sentence: Sentence, at: int) -> tuple[int, int]:
    """The stretch between semicolons that holds word ``at``: an attribution reaches no further."""
    low = sentence.reading.words.low
    first = last = at
    while first > sentence.lo and low[first - 1] != ";":
        first -= 1
    while last < sentence.hi and low[last] != ";":
        last += 1
    return first, last


_ROUGHLY = wordset("speakers_roughly")


def _putting(sentence: Sentence) -> list[Attribution]:
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
                if v.last <= k and v.lemma() in {"put", "estimate"} and k - v.last <= 8
            ),
            None,
        )
        subject = subject_of(sentence, verb) if verb is not None else None
        if verb is not None and subject is not None:
            found.append(
                Attribution(
                    subject, verb.last, max(first + 1, sentence.reading.word_at(q.span.end)), verb, "puts it at"
                )
            )
    return found


def _put_by(sentence: Sentence, first: int, last: int) -> Attribution | None:
    """ "is put at 160 billion by the IMF", "put by the organisers at £30m"."""
    low = sentence.reading.words.low
    for verb in sentence.verbs:
        if verb.lemma() not in {"put", "estimate", "reckon", "value"} or verb.last > first or first - verb.last > 9:
            continue
        if low[verb.last] == "by" and low[first - 1] == "at":
            who = _first_mention(sentence, verb.last + 1) or as_written(sentence, verb.last + 1, "at")
        elif verb.passive and low[last : last + 1] == ["by"]:
            who = _first_mention(sentence, last + 1) or as_written(sentence, last + 1)
        else:
            continue
        if who is not None:
            return Attribution(who, verb.last, max(first + 1, last), verb, "puts it at")
    return None


def _takes_amount(sentence: Sentence, verb: Verb) -> bool:
    """ "they added 100 billion": a verb that may report, with an amount as its object."""
    if verb.lemma() == "show" and of_document(sentence, verb) is not None:
        return False
    if all(e.cls.startswith("report") for e in verb.entries) and verb.lemma() not in ("add", "find", "count", "show"):
        return False
    at = sentence.reading.words.end[verb.last - 1]
    return any(at <= q.span.start <= at + 3 for q in sentence.quantities)


def _postposed(sentence: Sentence, verb: Verb, subject: Mention) -> Attribution | None:
    """ "..., X said on Wednesday": the subject follows a comma or closing quote and what is said stands before it."""
    low = sentence.reading.words.low
    beside = low[subject.last : verb.begin]
    apposed = len(beside) > 2 and beside[0] == beside[-1] == ","
    if subject.first - sentence.lo < 4 or len(beside) > (18 if apposed else 9):
        return None
    if (
        not apposed
        and len(beside) > 2
        and (beside[0] not in _PREPOSITIONS | {"close", "travelling"} or "," in beside[:-1])
    ):
        return None
    k = _mark_before(sentence, subject)
    if k is None:
        return None
    follows = low[verb.last : verb.last + 1]
    if (
        follows
        and (follows[0] in {"that", ":", "it", "he", "they", "she", "the", '"', "“"} and verb.last < sentence.hi - 3)
        and follows[0] in {":", "that", "it", "he", "they", "she"}
    ):
        return None
    if (
        not any(v.last <= k for v in sentence.verbs)
        and not any(q.span.end <= sentence.reading.words.start[k] for q in sentence.quantities)
        and low[k] == ","
    ):
        return None
    return Attribution(subject, *_clause(sentence, verb.first), verb, "attribution behind")


_MARKS = frozenset({",", '"', "”", "’", "'", "?", "!"})


def _mark_before(sentence: Sentence, subject: Mention) -> int | None:
    """The comma or closing quote before who speaks; between stand at most an article and what they are: ", alderman Joost Example said"."""
    words = sentence.reading.words
    low = words.low
    k = subject.first - 1
    for _ in range(7):
        if k <= sentence.lo:
            return None
        if low[k] in _MARKS:
            return k
        if low[k] == "'s":  # "Ray Example's successor Kim Vance"
            owner = next((m for m in sentence.mentions if m.last == k), None)
            k = owner.first - 1 if owner is not None else k - 1
        elif low[k] in _DETERMINERS:
            return k - 1 if low[k - 1] in _MARKS else None
        elif words.raw[k].islower() and low[k].replace("-", "").isalpha() and low[k] not in CLOSED:
            if any(v.first <= k < v.last for v in sentence.verbs):
                return None
            k -= 1
        else:
            return None
    return None


_DETERMINERS = frozenset({"the", "a", "an", "as", "its", "his", "her", "their", "one"})


def _inverted(sentence: Sentence, verb: Verb) -> Attribution | None:
    """ "...," said X."""
    words = sentence.reading.words
    low = words.low
    if verb.helpers or verb.form() not in ("past", "s") or verb.begin - sentence.lo < 1:
        return None
    before = low[verb.begin - 1]
    if before not in {",", '"', "”", "'", "’", "?", "!", "so"}:
        return None
    start = verb.last
    if start < sentence.hi and low[start] in {"one", "two", "a", "an", "the"} and low[start + 1 : start + 2] == ["of"]:
        start += 2
    who = _first_mention(sentence, start)
    if who is None or (who.kind == "pronoun" and who.name not in {"he", "she"}):
        return None
    named_before = any(m.last == verb.begin - 1 and m.kind in ("person", "role", "org") for m in sentence.mentions)
    if before == "," and who.kind not in ("person", "pronoun") and named_before:
        return None  # "the minister, the head of the party, said the bank would": who speaks stands before
    return Attribution(who, *_clause(sentence, verb.first), verb, "said X")


def _first_mention(sentence: Sentence, start: int) -> Mention | None:
    """The mention that begins right at a word, a determiner between allowed."""
    low = sentence.reading.words.low
    while start < sentence.hi and low[start] in {"the", "a", "an", "his", "her", "its", "to"}:
        start += 1
    for mention in sentence.mentions:
        if mention.first <= start < mention.last and mention.kind in _SPEAKING:
            if mention.kind == "pronoun" and mention.name in {"its", "their"}:
                return None
            after = low[mention.last : mention.last + 1]
            if after == ["'s"]:
                nxt = next((m for m in sentence.mentions if m.first >= mention.last), None)
                return (
                    nxt
                    if nxt is not None and nxt.first <= mention.last + 3 and nxt.kind in ("role", "person")
                    else None
                )
            return mention
        if mention.first > start + 3:
            return None
    return None


def label_of(sentence: Sentence, reading: Reading) -> str | None:
    """The speaker of a transcript paragraph: "NINA: False." All its sentences share it."""
    if not reading.labels:
        return None
    name = reading.label(sentence.block)
    return (name.title() if name.isupper() else name) if name else None

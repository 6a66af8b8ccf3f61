"""Who is reported as saying what: attributions of a sentence, each with the stretch of words it covers.

Constructions: "X said (that) ...", "..., X said", "..., said X", "according to X", a quote whose attribution stands in a neighbouring
sentence, "NINA: ..." in a transcript, and chains, in which the last link speaks ("X said Y had told Z that ..." -> Y).
"""

from __future__ import annotations

from extractors.announcements import of_document, pointed_at, sighing, unusual_verbs
from extractors.attribution import Attribution, clause, first_mention, questions
from extractors.clausesubjects import subject_phrase
from extractors.cues import Verb
from extractors.hearing import TOLD, heard_from, listens, passive_by
from extractors.hearsay import otherwise
from extractors.mention import Mention
from extractors.nameruns import PREPOSITIONS
from extractors.reading import Reading, Sentence
from extractors.reckoners import by_source, putting
from extractors.saidbehind import behind_dash, inverted, postposed, promised
from extractors.sources import data_behind
from extractors.subjects import as_role, subject_of
from extractors.wording import fold_words


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
            if step > 0 and other.index == sentence.index - 1 and _quotes_on(sentence):
                return [Attribution(told[-1].speaker, sentence.lo, sentence.hi, None, "the quotation goes on")]
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


def _quotes_on(sentence: Sentence) -> bool:
    """ "A Danish official says so. Copenhagen "will contribute as before"": words in quotation marks, three or more with a verb among them,
    that nobody in their own sentence says."""
    text = sentence.text
    if not any(mark in text for mark in '"“') or any(v.is_a("report") for v in sentence.verbs):
        return False
    words, inside, opened = sentence.reading.words, False, 0
    for k in range(sentence.lo, sentence.hi):
        if words.raw[k] in {'"', "“", "”"}:
            if inside and k - opened > 3 and any(opened < v.first < k for v in sentence.verbs):
                return True
            inside, opened = not inside, k
    return False


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
    found: list[Attribution] = []
    for verb in (*sentence.verbs, *unusual_verbs(sentence)):
        teller = _teller(sentence, verb)
        if teller is not None:
            found.append(Attribution(teller, *_reach(sentence, verb), verb, "reporting verb"))
            continue
        if (
            not verb.is_a("report")
            or (verb.form() == "ing" and not verb.helpers)
            or "to" in verb.helpers
            or verb.passive
            or listens(sentence, verb)
            or _awaits(sentence, verb)
            or questions(sentence, verb)
        ):
            continue
        if _takes_amount(sentence, verb):
            continue
        after = inverted(sentence, verb)
        if after is not None:
            found.append(after)
            continue
        subject = of_document(sentence, verb) or subject_of(sentence, verb) or _telling(sentence, verb)
        if subject is None or (subject.title or "") in _OWN_VOICE:
            continue
        posed = postposed(sentence, verb, subject) or _as_told(sentence, verb, subject)
        if posed is not None:
            found.append(posed)
        else:
            first, last = _reach(sentence, verb)
            found.append(Attribution(subject, first, last, verb, "reporting verb"))
    data = data_behind(sentence)
    if data is not None:
        found.insert(0, Attribution(data[0], *clause(sentence, data[1].first), data[1], "attribution behind"))
    found.extend(putting(sentence))
    found.extend(promised(sentence))
    found.extend(behind_dash(sentence))
    sigh = sighing(sentence) if not found else None
    if sigh is not None:
        found.append(Attribution(sigh[0], *clause(sentence, sigh[1]), None, "said X"))
    found.extend(by_source(sentence))
    found.extend(otherwise(sentence))
    return found


def _teller(sentence: Sentence, verb: Verb) -> Mention | None:
    """ "They just heard from Washington that ...", "was told by the ministry to ...": who tells stands behind "from" or "by"."""
    if not heard_from(sentence, verb) and not (passive_by(sentence, verb) and verb.lemma() in TOLD):
        return None
    return first_mention(sentence, verb.last + 1)


#: "an earlier version of this article said": the article itself
_OWN_VOICE = frozenset({"version", "versions", "edition", "headline", "caption", "entry", "page"})


def _telling(sentence: Sentence, verb: Verb) -> Mention | None:
    """ "His show claims", "the financial plan says": what tells without being anybody."""
    if verb.lemma() not in {"claim", "say", "state", "write", "report"} or verb.form() not in ("s", "past"):
        return None
    phrase = subject_phrase(sentence, verb)
    if phrase is None or phrase.mention is not None or phrase.last > verb.begin or phrase.last - phrase.first > 4:
        return None
    low = sentence.reading.words.low
    if low[verb.begin - 1] in PREPOSITIONS:
        return None  # "comes amid reports that": a noun
    head = low[phrase.last - 1]
    return as_role(phrase, sentence) if head.isalpha() and len(head) > 3 else None


def _as_told(sentence: Sentence, verb: Verb, subject: Mention) -> Attribution | None:
    """ "..., as its envoy to Chad, Amal Example, disclosed on Monday": what stands before is told."""
    low = sentence.reading.words.low
    k = subject.first - 1
    while k > sentence.lo and low[k] in {"the", "its", "his", "her", "their", "a"}:
        k -= 1
    if k <= sentence.lo + 2 or low[k] != "as" or low[k - 1] != "," or low[verb.last : verb.last + 1] == ["that"]:
        return None
    return Attribution(subject, *clause(sentence, verb.first), verb, "attribution behind")


def _awaits(sentence: Sentence, verb: Verb) -> bool:
    """ "can expect", "can count on": who will receive says nothing."""
    may = not {"can", "could", "may", "might"}.isdisjoint(verb.helpers)
    return may and (
        verb.lemma() in {"expect", "count on", "hope for", "claim"}
        or sentence.reading.words.low[verb.last : verb.last + 1] == ["on"]
    )


def _reach(sentence: Sentence, verb: Verb) -> tuple[int, int]:
    """What a verb in front tells: up to the semicolon, up to the comma that ends an opening "After X urged ..., ", all of "As X said on Monday, ..."."""
    low = sentence.reading.words.low
    first, end = clause(sentence, verb.first)
    opening = low[sentence.lo]
    if opening not in {"after", "when", "while", "as", "although", "though", "since", "if", "before"}:
        return verb.last, end
    comma = next((k for k in range(verb.last, end) if low[k] == ","), end)
    if opening == "as" and comma < end and (comma == verb.last or low[verb.last] in _WHEN):
        return first, end
    return verb.last, comma


#: what may follow "as X said" where X's words are the rest of the sentence
_WHEN = frozenset(
    {
        "on",
        "in",
        "at",
        "to",
        "last",
        "this",
        "yesterday",
        "today",
        "earlier",
        "later",
        "afterwards",
        "here",
        "during",
        "after",
        "before",
    }
)


def _takes_amount(sentence: Sentence, verb: Verb) -> bool:
    """ "they added 100 billion": a verb that may report, with an amount as its object."""
    if (
        verb.lemma() in {"show", "find", "count", "record", "list", "report"}
        and of_document(sentence, verb) is not None
    ):
        return False
    if all(e.cls.startswith("report") for e in verb.entries) and verb.lemma() not in ("add", "find", "count", "show"):
        return False
    at = sentence.reading.words.end[verb.last - 1]
    return any(at <= q.span.start <= at + 3 for q in sentence.quantities)


def label_of(sentence: Sentence, reading: Reading) -> str | None:
    """The speaker of a transcript paragraph: "NINA: False." All its sentences share it. Who asks in an interview tells nothing."""
    if not reading.labels:
        return None
    name = reading.label(sentence.block)
    if name is None or name.lower() in _ASKS:
        return None
    if name.lower() in _ANSWERS:
        return _interviewed(reading)
    return name.title() if name.isupper() else name


_ASKS = frozenset({"q", "question", "interviewer"})
_ANSWERS = frozenset({"a", "answer"})


def _interviewed(reading: Reading) -> str | None:
    """Who answers in an interview: the person whom the headline names, else the first one named before the questions."""
    title = reading.title_words.low
    first = next(b for b in range(len(reading.part.blocks)) if reading.label(b) is not None)
    people = [
        m.name
        for s in reading.sentences
        if s.block < first
        for m in s.mentions
        if m.kind in ("person", "name") and " " in m.name
    ]
    full = [reading.full_name(p)[0] for p in dict.fromkeys(people)]
    return next((p for p in full if fold_words(p)[-1] in title), None) or _named_in(reading) or next(iter(full), None)


def _named_in(reading: Reading) -> str | None:
    """ ""A pledge is no soup": Amara Example on an empty pot": the two or more capitalised words behind the colon of a headline."""
    words = reading.title_words
    for i, word in enumerate(words.low):
        end = i + 1
        while end < len(words) and (words.raw[end][0].isupper() or words.raw[end] == "-"):
            end += 1
        if word == ":" and end - i > 2 and end < len(words):
            return words.slice(i + 1, end)
    return None

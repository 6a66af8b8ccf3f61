"""Claims without an amount: refusals, promises and demands that name who and what, but no number.

They need an actor that can act (a state, a body, a group, a government) as the very subject, a verb in a committing mood, and, but for
refusals, an object worth tracking. Ledes that the next sentence fills with an amount, trends and commentary are none (SEMANTICS 2, rule 4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.actors import body_of
from extractors.antecedents import antecedent
from extractors.cues import Verb, cues
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.mention import Mention
from extractors.modality import modality_of
from extractors.model import Modality
from extractors.nounsubjects import noun_subject
from extractors.phrasebook import Phrasebook
from extractors.reading import Sentence
from extractors.refusals import is_ahead, is_silence, label_of_line
from extractors.subjects import subject_of
from extractors.verbforms import Entry, forms


@dataclass(slots=True)
class Act:
    """A telling stretch of words ``first`` up to ``last``; ``actor`` is its subject, if it names one."""

    sentence: Sentence
    first: int
    last: int
    modality: Modality
    actor: Mention | None
    rule: str
    verb: Verb | None = None


class ActTables:
    """The compiled lists of lexicon/actions.yaml."""

    def __init__(self, lexicon: Lexicon) -> None:
        irregular = lexicon.mapping("verbs", "irregular")

        def verbs(key: str) -> Phrasebook[Entry]:
            return Phrasebook(
                (form, Entry(lemma, key, kind))
                for lemma in lexicon.words("actions", key)
                for form, kind in forms(lemma, irregular.get(lemma))
            )

        self.join, self.decide, self.cease = verbs("join"), verbs("decide"), verbs("cease")
        every = cues(lexicon).book
        telling = frozenset(
            {"refuse", "withdraw", "promise", "reaffirm", "allocate", "act", "report.deny", "report.demand"}
        )
        self.triggers = (
            self.join.starts() | self.decide.starts() | self.cease.starts() | every.starts(lambda e: e.cls in telling)
            | frozenset(lexicon.words("actions", "nouns_refused")) | {"nothing", "penny", "cent", "bean", "crown"} | {"no", "exempt", "necessary", "essential", "crucial", "vital", "imperative", "urgent", "false", "untrue"}
        )  # fmt: skip
        self.objects = frozenset(lexicon.words("actions", "objects"))
        self.nouns_refused = frozenset(lexicon.words("actions", "nouns_refused"))
        self.off: Phrasebook[str] = Phrasebook((w, w) for w in lexicon.words("actions", "off_words"))


_ADVERBS = wordset("acts_adverbs")
_STOPS = wordset("acts_stops")
_GOVERNMENTS = wordset("acts_governments")
_REPORTS_FALSE = re.compile(
    r"\b(?:[Rr]eports?|[Cc]laims?|[Rr]umou?rs?) (?:on [a-z ]{3,20} )?that (?P<what>[^,.;]{8,90}?) (?:are|is|were|was) (?:false|untrue|denied|wrong|not true)\b"
)
_DENIED_REPORTS = re.compile(
    r"\bden(?:ied|ies|y|ying) (?:(?:(?:reports?|claims?|rumou?rs?|suggestions?|allegations?) )?that (?P<what>[^,.;:]{8,90})"
    r"|(?P<bare>(?:it|he|she|they|any) (?:will|would|has|had|is|was|plans?|planned|intends?)\b[^,.;:]{8,90}))"
)


def acts(sentence: Sentence) -> list[Act]:
    """The acts of a sentence that has no claimed amount."""
    reading = sentence.reading
    tables = reading.lexicon.compiled(ActTables)
    if tables.triggers.isdisjoint(sentence.low):
        return []
    found = _denials(sentence)
    if not found:
        for verb in sentence.verbs:
            act = _of_verb(sentence, verb, tables)
            if act is not None and not any(a.first < act.last and act.first < a.last for a in found):
                found.append(act)
    found.extend(
        a
        for a in (
            *_listed(sentence, tables),
            *_demands(sentence, tables),
            *_nothing_given(sentence, tables),
            *_no_more_from(sentence),
            *_by_doing(sentence, tables),
        )
        if not any(b.first < a.last and a.first < b.last for b in found)
    )
    return found


def _denials(sentence: Sentence) -> list[Act]:
    text = sentence.reading.text
    for pattern in (_REPORTS_FALSE, _DENIED_REPORTS):
        m = pattern.search(text, sentence.start, sentence.end)
        if m:
            reading = sentence.reading
            named = "what" if m["what"] is not None else "bare"
            first, last = reading.word_at(m.start(named)), reading.word_at(m.end(named))
            who = next(
                (x for x in sentence.mentions if x.first >= first and x.last <= last and _institution(x, sentence)),
                None,
            )
            return [Act(sentence, first, last, "denied", who, "denied report")]
    return []


def _of_verb(sentence: Sentence, verb: Verb, tables: ActTables) -> Act | None:
    low = sentence.reading.words.low
    joins = tables.join.at(low, verb.first, sentence.hi) is not None
    decides = tables.decide.at(low, verb.first, sentence.hi) is not None
    refuses = verb.is_a("refuse", "withdraw") and not verb.negated
    if (
        verb.negated
        and (set(verb.helpers) & {"will", "won't", "shall"} or "not" in sentence.low)
        and tables.cease.at(low, verb.first, sentence.hi)
    ):
        if not _EFFECTS.isdisjoint(low[sentence.lo : verb.begin]):
            return None
        subject = _own_subject(sentence, verb)
        return (
            Act(sentence, verb.begin, _extent(sentence, verb), "reaffirmed", subject, f"will not {verb.lemma()}", verb)
            if subject
            else None
        )
    if not (joins or decides or refuses or verb.is_a("promise", "reaffirm", "allocate")):
        return None
    modality = _mood(verb)
    if modality is None and not refuses:
        return None
    if modality == "planned" and verb.lemma() in _RETHINKS:
        modality = "conditional"  # a threat
    if refuses and verb.form() == "past" and not verb.helpers and "never" in low[verb.begin - 2 : verb.first]:
        return None
    if joins and modality == "refused" and verb.form() == "past" and "never" in low[verb.begin : verb.first]:
        modality = "denied"  # "says it never left"
    if refuses and modality is None:
        modality = "refused" if verb.is_a("refuse") else "withdrawn"
    if modality == "refused" and (verb.passive or is_silence(sentence, verb)):
        return None
    subject = _own_subject(sentence, verb)
    if subject is not None and low[subject.first - 1 : subject.first] == ["what"] and subject.first > sentence.lo:
        return None
    if joins and modality == "refused" and subject is None and verb.negated and not verb.passive:
        return _flat_refusal(sentence, verb)
    if subject is None and modality == "demanded" and verb.passive:
        return _passive_demand(sentence, verb, tables)
    if subject is None:
        return None
    end = _extent(sentence, verb)
    if modality is None:
        return None
    if modality == "planned" and verb.helpers[:1] == ["to"] and _is_asked(sentence, subject):
        modality = "demanded"
    if modality == "reaffirmed" and any(w in tables.nouns_refused for w in low[verb.last : end]):
        return None
    if (modality == "refused" and (joins or refuses)) or (
        modality in ("refused", "withdrawn") and _object(low, verb.last, end, tables)
    ):
        return Act(sentence, verb.begin, end, modality, subject, f"refusal {verb.lemma()}", verb)
    if modality in ("refused", "withdrawn"):
        return None
    if not _object(low, verb.last, end, tables):
        return None
    if verb.lemma() in _RETHINKS:
        return Act(
            sentence, verb.begin, end, modality, subject, f"threat to {verb.lemma()}", verb
        )  # no offer: it may be less
    return Act(sentence, verb.begin, end, modality, subject, f"act {verb.lemma()}", verb)


def _is_asked(sentence: Sentence, subject: Mention) -> bool:
    """ "continues to call on other countries to raise their support"."""
    low = sentence.reading.words.low
    return any(
        v.is_a("report.demand")
        and v.last <= subject.first
        and subject.first - v.last <= 2
        and "," not in low[v.last : subject.first]
        for v in sentence.verbs
    )


#: "hoping to show that they will not walk away": told as an effect, not said
_EFFECTS = frozenset({"hope", "hopes", "hoping", "hoped", "reassure", "show", "convince", "signal"})
_RETHINKS = frozenset({"reconsider", "review", "rethink", "revisit"})


def _flat_refusal(sentence: Sentence, verb: Verb) -> Act | None:
    """ "The new county board will not contribute", "Budapest money will not give", "Slovakia: OUT. Won't guarantee a bean": whoever the
    subject is, who will not give refuses."""
    if not is_ahead(sentence, verb):
        return None
    subject = subject_of(sentence, verb)
    spoken = subject is not None and subject.kind in ("anaphor", "role", "name", "generic")
    if subject is None or not _institution(subject, sentence):
        subject = label_of_line(sentence) or next(
            (m for m in reversed(sentence.mentions) if m.last <= verb.begin and _institution(m, sentence)), None
        )
    named = noun_subject(sentence, verb, sentence.lo)
    if subject is None and named is None and not spoken:
        return None
    return Act(sentence, verb.begin, _extent(sentence, verb), "refused", subject, f"will not {verb.lemma()}", verb)


def _by_doing(sentence: Sentence, tables: ActTables) -> list[Act]:
    """ "By locking in funding years in advance, NATO aims to ...": what is done towards an aim is planned."""
    low = sentence.reading.words.low
    if low[sentence.lo] != "by":
        return []
    main = next((v for v in sentence.verbs if v.is_a("plan") and v.form() in ("s", "base")), None)
    doing = next((v for v in sentence.verbs if v.begin == sentence.lo + 1 and v.form() == "ing"), None)
    if main is None or doing is None or tables.decide.at(low, doing.first, sentence.hi) is None:
        return []
    subject, end = _own_subject(sentence, main), _extent(sentence, doing)
    if subject is None or not _object(low, doing.last, end, tables):
        return []
    return [Act(sentence, doing.first, end, "planned", subject, f"by {doing.lemma()}", doing)]


_MONEY = wordset("acts_money")


def _no_more_from(sentence: Sentence) -> list[Act]:
    """ "There will be no new money from Washington", "No further aid will come from Bern": who is named gives no more."""
    low = sentence.reading.words.low
    for i in range(sentence.lo, sentence.hi - 3):
        if low[i] not in {"no", "not"}:
            continue
        k = i + 1
        while k < sentence.hi and low[k] in _FRESH:
            k += 1
        if k == i + 1 or low[k : k + 1] == [] or low[k] not in _MONEY or not is_ahead_near(sentence, i, k):
            continue
        giver = next(
            (m for m in sentence.mentions if k < m.first <= k + 6 and "from" in low[m.first - 2 : m.first]), None
        )
        if giver is not None and _institution(giver, sentence):
            return [Act(sentence, i, giver.last, "refused", giver, f"no more {low[k]}")]
    return []


_FRESH = frozenset(
    {
        "new",
        "more",
        "further",
        "additional",
        "extra",
        "fresh",
        "other",
        "such",
        "any",
        "american",
        "military",
        "financial",
    }
)


def is_ahead_near(sentence: Sentence, first: int, last: int) -> bool:
    """ "there will be no ...", "no ... will come"."""
    low = sentence.reading.words.low
    return not {"will", "would", "won't"}.isdisjoint(low[max(sentence.lo, first - 4) : min(sentence.hi, last + 8)])


def _end_of_phrase(sentence: Sentence, first: int) -> int:
    """Where what is refused ends: never behind a possessive, an article or a preposition."""
    low = sentence.reading.words.low
    end = first
    while end < sentence.hi and end - first < 12 and (low[end] not in _STOPS or end == first):
        end += 1
    while end > first + 1 and low[end - 1] in {
        "'s",
        "’s",
        "the",
        "a",
        "an",
        "its",
        "their",
        "of",
        "in",
        "to",
        "for",
        "and",
    }:
        end -= 1
    return end


_NOTHING = frozenset({"nothing", "nil", "zilch"})
_MITES = wordset("acts_mites")


def _nothing_given(sentence: Sentence, tables: ActTables) -> list[Act]:
    """ "Hungary and Slovakia pay nothing", "'Not one crown' will be spent on it"."""
    low = sentence.reading.words.low
    if _NOTHING.isdisjoint(sentence.low) and (_MITES.isdisjoint(sentence.low) or "not" not in sentence.low):
        return []
    found: list[Act] = []
    for verb in sentence.verbs:
        if verb.negated or not verb.is_a("give", "spend") or verb.form() == "ing":
            continue
        if (
            low[verb.last : verb.last + 1]
            and low[verb.last] in _NOTHING
            and (verb.form() != "past")
            and verb.last < sentence.hi
        ):
            subject = _own_subject(sentence, verb)
            if subject is not None:
                found.append(
                    Act(sentence, verb.begin, verb.last + 1, "refused", subject, f"{verb.lemma()} nothing", verb)
                )
        elif verb.passive and "will" in verb.helpers:
            start = next(
                (
                    k
                    for k in range(sentence.lo, verb.begin)
                    if low[k] == "nothing" or (low[k] == "not" and any(w in _MITES for w in low[k + 1 : k + 4]))
                ),
                None,
            )
            if start is not None and verb.begin - start <= 9:
                subject = next((m for m in sentence.mentions if m.last <= start and _institution(m, sentence)), None)
                found.append(
                    Act(sentence, start, verb.last, "refused", subject, f"nothing will be {verb.lemma()}", verb)
                )
    return found


def _mood(verb: Verb) -> Modality | None:
    """The modality of a verb that commits somebody to something; None for plain reports, trends and things done."""
    helpers = set(verb.helpers)
    ahead = (
        helpers & {"will", "must", "should", "shall", "won't", "would", "could", "to", "need", "needs"} or verb.negated
    )
    if verb.is_a("promise", "reaffirm") and not helpers & {"have", "has", "had"}:
        return modality_of(verb) if verb.form() in ("past", "s", "base") else None
    if not ahead:
        if verb.is_a("allocate") and verb.perfect and verb.form() == "past":
            return "pledged"
        if verb.form() == "ing" and helpers & {"is", "are"} and not verb.is_a("change", "report"):
            return "planned"
        return None
    if verb.governor is not None and verb.governor.is_a("report.plain"):
        return None
    return modality_of(verb)


def _own_subject(sentence: Sentence, verb: Verb) -> Mention | None:
    """The subject, if it is the name itself and not a noun it belongs to: "NATO will ...", not "NATO support will ..."."""
    subject = subject_of(sentence, verb)
    if subject is None or not _institution(subject, sentence):
        return None
    low = sentence.reading.words.low
    gap = low[subject.last : verb.begin]
    if all(w in _ADVERBS or w.endswith("ly") for w in gap):
        return subject
    if gap and gap[0] == "," and gap[-1] == ",":
        return subject
    if gap and gap[0] in {"from", "to", "in"} and len(gap) <= 4 and verb.is_a("refuse") and verb.perfect:
        return subject  # "Finland from the participation has refused"
    if gap and all(w in {'"', "“", "money", "money's"} or w in _ADVERBS for w in gap):
        return subject
    return None


def _institution(mention: Mention, sentence: Sentence) -> bool:
    kind = mention.kind
    if kind in ("country", "capital", "org", "group", "generic", "people"):
        return True
    if kind == "role":
        return (mention.title or "") in _GOVERNMENTS
    if kind == "person":
        return mention.affiliation is not None or sentence.reading.affiliation_of(mention.name) is not None
    if kind in ("anaphor", "pronoun") and mention.name not in {"he", "she", "we", "i", "you"}:
        if body_of(mention, sentence.reading) is not None:
            return True
        found = antecedent(mention, sentence)
        return found is not None and found[0].kind in (
            "country",
            "capital",
            "org",
            "group",
            "generic",
            "people",
            "name",
        )
    return False


def _extent(sentence: Sentence, verb: Verb) -> int:
    low = sentence.reading.words.low
    end = verb.last
    while end < sentence.hi and end - verb.last < 13 and low[end] not in _STOPS:
        end += 1
    return max(end, verb.last)


def _object(low: list[str], first: int, last: int, tables: ActTables) -> bool:
    return any(w in tables.objects for w in low[first:last])


def _passive_demand(sentence: Sentence, verb: Verb, tables: ActTables) -> Act | None:
    """ "NATO spending must be increased": whose spending it is."""
    low = sentence.reading.words.low
    k = verb.begin - 1
    if k < sentence.lo or low[k] not in tables.objects:
        return None
    owner = next((m for m in sentence.mentions if m.last in (k, k - 1) and _institution(m, sentence)), None)
    return (
        Act(sentence, k, _extent(sentence, verb), "demanded", owner, f"demand {verb.lemma()}", verb) if owner else None
    )


def _listed(sentence: Sentence, tables: ActTables) -> list[Act]:
    """ "the country's refusal to take part", "Hungary: exempt", "membership is off the table"."""
    low = sentence.reading.words.low
    found: list[Act] = []
    for i in range(sentence.lo, sentence.hi):
        if low[i] in tables.nouns_refused and low[i + 1 : i + 2] == ["to"] and i + 3 <= sentence.hi:
            owner = next((m for m in reversed(sentence.mentions) if m.first < i and _institution(m, sentence)), None)
            if owner is not None and tables.join.at(low, i + 2, sentence.hi) is not None:
                found.append(Act(sentence, i, _end_of_phrase(sentence, i + 2), "refused", owner, f"noun {low[i]}"))
        elif tables.off.at(low, i, sentence.hi) is not None and low[i] == "exempt":
            owner = next((m for m in reversed(sentence.mentions) if m.last <= i and _institution(m, sentence)), None)
            if owner is not None:
                found.append(Act(sentence, owner.first, i + 1, "refused", owner, "exempt"))
    return found


_NECESSARY = frozenset(["necessary", "essential", "crucial", "vital", "imperative", "urgent"])
_MORE = wordset("acts_more")


def _demands(sentence: Sentence, tables: ActTables) -> list[Act]:
    """ "it is necessary to make sure that ...", "X advocated increased defence spending"."""
    low = sentence.reading.words.low
    found: list[Act] = []
    for i in range(sentence.lo, sentence.hi - 3):
        if low[i] == "it" and low[i + 1] in {"is", "was"} and low[i + 2] in _NECESSARY:
            to = next((k for k in range(i + 3, min(sentence.hi - 1, i + 9)) if low[k] == "to"), None)
            if (
                to is not None
                and tables.decide.at(low, to + 1, sentence.hi)
                and _object(low, to + 1, sentence.hi, tables)
            ):
                found.append(Act(sentence, i, min(sentence.hi, to + 10), "demanded", None, "necessity"))
    for verb in sentence.verbs:
        if not verb.is_a("report.demand") or verb.negated or verb.form() not in ("past", "s", "base") or verb.passive:
            continue
        if (
            verb.last < sentence.hi
            and low[verb.last] in _MORE
            and _object(low, verb.last + 1, _extent(sentence, verb), tables)
        ):
            if low[sentence.lo] in {"after", "when", "while", "as", "since"} and verb.first - sentence.lo < 6:
                continue
            end = _extent(sentence, verb)
            owner = next(
                (m for m in sentence.mentions if verb.last <= m.first < end and _institution(m, sentence)), None
            )
            found.append(Act(sentence, verb.first, end, "demanded", owner, f"demand {verb.lemma()}", verb))
    return found

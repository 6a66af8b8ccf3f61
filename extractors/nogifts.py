"""Acts of giving nothing: denied reports, "no more money from", "pay nothing", "not another rupee", "has pulled out", "says it never left"."""

from __future__ import annotations

import re

from extractors.cues import Verb
from extractors.deeds import MITES, Act, ActTables, extent, institution, own_subject
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.model import Modality
from extractors.nounsubjects import noun_subject
from extractors.reading import Sentence
from extractors.refusals import is_ahead, label_of_line
from extractors.subjects import subject_of

_REPORTS_FALSE = re.compile(
    r"\b(?:[Rr]eports?|[Cc]laims?|[Rr]umou?rs?) (?:on [a-z ]{3,20} )?that (?P<what>[^,.;]{8,90}?) (?:are|is|were|was) (?:false|untrue|denied|wrong|not true)\b"
)
_DENIED_REPORTS = re.compile(
    r"\bden(?:ied|ies|y|ying) (?:(?:(?:reports?|claims?|rumou?rs?|suggestions?|allegations?) )?that (?P<what>[^,.;:]{8,90})"
    r"|(?P<bare>(?:it|he|she|they|any) (?:will|would|has|had|is|was|plans?|planned|intends?)\b[^,.;:]{8,90}))"
)


def denials(sentence: Sentence) -> list[Act]:
    text = sentence.reading.text
    for pattern in (_REPORTS_FALSE, _DENIED_REPORTS):
        m = pattern.search(text, sentence.start, sentence.end)
        if m:
            reading = sentence.reading
            named = "what" if m["what"] is not None else "bare"
            first, last = reading.word_at(m.start(named)), reading.word_at(m.end(named))
            who = next(
                (x for x in sentence.mentions if x.first >= first and x.last <= last and institution(x, sentence)),
                None,
            )
            return [Act(sentence, first, last, "denied", who, "denied report")]
    return []


def flat_refusal(sentence: Sentence, verb: Verb) -> Act | None:
    """ "The new county board will not contribute", "Budapest money will not give", "Slovakia: OUT. Won't guarantee a bean": whoever the
    subject is, who will not give refuses."""
    not_meant = verb.governor is not None and verb.governor.negated  # "does not intend to give"
    if not is_ahead(sentence, verb) and not not_meant:
        return None
    subject = subject_of(sentence, verb)
    spoken = subject is not None and subject.kind in ("anaphor", "role", "name", "generic")
    if subject is None or not institution(subject, sentence):
        subject = label_of_line(sentence) or next(
            (m for m in reversed(sentence.mentions) if m.last <= verb.begin and institution(m, sentence)), None
        )
    named = noun_subject(sentence, verb, sentence.lo)
    if subject is None and named is None and not spoken:
        return None
    return Act(sentence, verb.begin, extent(sentence, verb), "refused", subject, f"will not {verb.lemma()}", verb)


_MONEY = wordset("acts_money")


def no_more_from(sentence: Sentence) -> list[Act]:
    """ "There will be no new money from Washington", "Not one cent comes from the Americans": who is named gives no more."""
    low = sentence.reading.words.low
    for i in range(sentence.lo, sentence.hi - 3):
        if low[i] not in {"no", "not"}:
            continue
        k = i + 1
        while k < sentence.hi and low[k] in _FRESH:
            k += 1
        if k >= sentence.hi or low[k] not in _MONEY | MITES:
            continue
        coming = not _COMES.isdisjoint(low[k + 1 : k + 4]) or (low[k] in MITES and low[i] == "not")
        if not coming and (k == i + 1 or not is_ahead_near(sentence, i, k)):
            continue
        giver = next(
            (m for m in sentence.mentions if k < m.first <= k + 6 and "from" in low[m.first - 2 : m.first]), None
        )
        if giver is not None and institution(giver, sentence):
            return [Act(sentence, i, giver.last, "refused", giver, f"no more {low[k]}")]
    return []


_COMES = frozenset({"come", "comes", "came", "coming", "flow", "flows", "arrive"})


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
        "one",
        "a",
        "single",
        "another",
        "american",
        "military",
        "financial",
    }
)


def is_ahead_near(sentence: Sentence, first: int, last: int) -> bool:
    """ "there will be no ...", "no ... will come"."""
    low = sentence.reading.words.low
    return not {"will", "would", "won't"}.isdisjoint(low[max(sentence.lo, first - 4) : min(sentence.hi, last + 8)])


_NOTHING = frozenset({"nothing", "nil", "zilch"})


def nothing_given(sentence: Sentence, tables: ActTables) -> list[Act]:
    """ "Hungary and Slovakia pay nothing", "'Not one crown' will be spent on it"."""
    low = sentence.reading.words.low
    if _NOTHING.isdisjoint(sentence.low) and (MITES.isdisjoint(sentence.low) or "not" not in sentence.low):
        return []
    found: list[Act] = []
    for verb in sentence.verbs:
        if verb.negated or not verb.is_a("give", "spend", "promise") or verb.form() == "ing":
            continue
        told = verb.form() != "past" or verb.is_a("promise")  # what somebody paid is history, what they promised is not
        if low[verb.last : verb.last + 1] and low[verb.last] in _NOTHING and told and verb.last < sentence.hi:
            subject = own_subject(sentence, verb)
            if subject is not None:
                found.append(
                    Act(sentence, verb.begin, verb.last + 1, "refused", subject, f"{verb.lemma()} nothing", verb)
                )
        elif verb.passive and "will" in verb.helpers:
            start = next(
                (
                    k
                    for k in range(sentence.lo, verb.begin)
                    if low[k] == "nothing" or (low[k] == "not" and any(w in MITES for w in low[k + 1 : k + 4]))
                ),
                None,
            )
            if start is not None and verb.begin - start <= 9:
                subject = next((m for m in sentence.mentions if m.last <= start and institution(m, sentence)), None)
                found.append(
                    Act(sentence, start, verb.last, "refused", subject, f"nothing will be {verb.lemma()}", verb)
                )
    return found


_WHOM = frozenset({"them", "it", "us", "him", "her", "you", "me"})
_ONE = frozenset({"another", "one", "a", "an", "any", "single", "more", "further", "red", "extra"})


def not_a_coin(sentence: Sentence) -> list[Act]:
    """ "will not put another rupee into the works", "won't get a single crown", "doesn't give a penny": refused to the least coin."""
    low = sentence.reading.words.low
    if MITES.isdisjoint(sentence.low):
        return []
    for verb in sentence.verbs:
        if not verb.negated or verb.passive or not verb.is_a("give", "promise", "spend", "allocate", "receive"):
            continue
        k = verb.last
        if k < sentence.hi and low[k] in _WHOM:
            k += 1
        start = k
        while k < sentence.hi and low[k] in _ONE:
            k += 1
        if k == start or k >= sentence.hi or low[k] not in MITES or verb.form() not in ("base", "s"):
            continue
        gets = verb.is_a("receive")
        subject = None if gets else own_subject(sentence, verb)
        plain = subject_of(sentence, verb)
        if subject is None and plain is not None and not gets:
            subject = plain if plain.kind in ("name", "role") else None
        named = (
            gets or subject is not None or noun_subject(sentence, verb, sentence.lo) is not None or plain is not None
        )
        if named:
            iffy = low[sentence.lo] in {"if", "unless"} or "if" in low[max(sentence.lo, verb.begin - 9) : verb.begin]
            firm: Modality = "conditional" if iffy else "refused"
            return [Act(sentence, verb.begin, k + 1, firm, subject, f"not a {low[k]}", verb)]
    return []


#: verbs of leaving that need no object
_LEAVES = frozenset(
    {"pull out", "back out", "walk away", "withdraw", "bow out", "drop out", "opt out", "stay out", "sit out"}
)
_BEHIND_LEAVING = frozenset(
    {".", ",", ";", "!", "of", "from", "and", "at", "after", "last", "this", "on", ":", "—", "–", '"', "”"}
)
_COMMON = frozenset({"fund", "deal", "project", "scheme", "programme", "program", "pledge", "agreement", "plan", "initiative", "package", "loan",
                     "facility", "consortium", "contract", "offer"})  # fmt: skip
_SPORTS = frozenset(
    {
        "race",
        "final",
        "tournament",
        "match",
        "game",
        "injury",
        "injured",
        "squad",
        "contest",
        "troops",
        "talks",
        "election",
    }
)


def left(sentence: Sentence) -> list[Act]:
    """ "Kaveri Tyres has pulled out", "Oslo backed out of the fund", "stays out of the scheme": who leaves a common effort gives no more."""
    low = sentence.reading.words.low
    for verb in sentence.verbs:
        if verb.lemma() not in _LEAVES or verb.negated or verb.passive or verb.form() == "ing" or verb.governing_word:
            continue
        behind = low[verb.last : min(sentence.hi, verb.last + 7)]
        if behind and behind[0] not in _BEHIND_LEAVING:
            continue
        ahead = not {"will", "would", "may", "might", "could", "to"}.isdisjoint(verb.helpers)
        if ahead or not _SPORTS.isdisjoint(sentence.low):
            continue
        common = behind[:1] in (["of"], ["from"]) and not _COMMON.isdisjoint(behind)
        alone = behind[:1] not in (["of"], ["from"]) and sentence.reading.about_giving and verb.lemma() != "withdraw"
        subject = own_subject(sentence, verb) or firm_subject(sentence, verb)
        if subject is not None and (common or alone):
            stays = verb.lemma() in {"opt out", "stay out", "sit out"}
            return [
                Act(
                    sentence,
                    verb.begin,
                    extent(sentence, verb),
                    "refused" if stays else "withdrawn",
                    subject,
                    f"left: {verb.lemma()}",
                    verb,
                )
            ]
    return []


def firm_subject(sentence: Sentence, verb: Verb) -> Mention | None:
    """A name or a plain body as the subject: "Kaveri Tyres", "the sponsor"."""
    subject = subject_of(sentence, verb)
    return subject if subject is not None and subject.kind in ("name", "role", "org", "anaphor") else None

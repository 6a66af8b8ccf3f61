"""How firmly: the modality of what is given, from tense, helpers, governing verbs, negation and conditions; and its stage (SEMANTICS 3.5).

Order of precedence: denied, refused or withdrawn, conditional or hypothetical, demanded, expected, reaffirmed, delivered, planned,
pledged. A demand is never a pledge.
"""

from __future__ import annotations

import re

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.model import Modality, Stage, Time
from extractors.reading import Sentence

_STAGES: dict[Modality, Stage | None] = {
    "demanded": "need",
    "expected": "expectation",
    "planned": "plan",
    "pledged": "pledge",
    "reaffirmed": "pledge",
    "conditional": "plan",
    "delivered": "disbursement",
}
_DEMAND_HELPERS = wordset("modality_demand_helpers")
_POSSIBLE = frozenset({"may", "might", "could", "can"})
_FUTURE = wordset("modality_future")
_PLANNED_WORDS = wordset("modality_planned_words")
_EXPECTED_WORDS = frozenset({"expected", "likely", "due", "supposed", "bound"})
_DEMANDED_WORDS = frozenset({"obliged", "required"})
_CONDITION = re.compile(
    r"\b(?:if|unless|provided(?: that)?|as long as|as soon as|on (?:the )?condition(?: that)?|subject to|should (?=[a-z]+ \w+ )|contingent on|money permitting|depending on)\b[^,.;:()\"”]*",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)\b|denials?\b|(?:are|is|was|were) (?:false|untrue|wrong)\b|no such plans?\b|nobody (?:promised|pledged|offered|said)\b|never (?:promised|pledged|offered)\b|"
    r"not true\b|hoax\b|fabricated\b|debunk)",
    re.IGNORECASE,
)
_UNREAL = re.compile(r"\bif [^,.;]{2,60}?\b(?:were|had|doubled|could|would|[a-z]{3,}ed)\b", re.IGNORECASE)
_REAFFIRM = re.compile(
    r"\b(?:as before|once again confirmed|reaffirm\w*|reiterat\w*|recommit\w*|stand by|stands by|kept its earlier word|unchanged|still stands|remains? committed)\b",
    re.IGNORECASE,
)


def modality_of(verb: Verb, offers: frozenset[str] = frozenset()) -> Modality:
    """The modality of a giving verb, condition and denial apart."""
    helpers = set(verb.helpers)
    governor = verb.governor
    if verb.negated:
        return "refused"
    if governor is not None:
        found = _governed(governor)
        if found is not None:
            return found
    word = verb.governing_word
    if word in {"unable", "unwilling", "reluctant"}:
        return "refused"
    if word in _EXPECTED_WORDS:
        return "expected"
    if (
        word in _DEMANDED_WORDS
        or helpers & _DEMAND_HELPERS
        or ("to" in helpers and helpers & {"has", "have", "had"} and verb.form() == "base" and word is None)
    ):
        return "demanded"
    if verb.is_a("promise"):
        return "planned" if helpers & _POSSIBLE or "would" in helpers else "pledged"
    if verb.is_a("withdraw"):
        return "planned" if helpers & _FUTURE else "withdrawn"
    if verb.is_a("refuse"):
        return "refused"
    if verb.is_a("reaffirm"):
        return "reaffirmed"
    if word in _PLANNED_WORDS or helpers & _POSSIBLE or "would" in helpers:
        return "planned"
    if "to" in helpers and not helpers & _FUTURE:
        return "planned"
    if helpers & _FUTURE:
        return "pledged"
    if verb.is_a("plan"):
        return "planned"
    if verb.is_a("allocate"):
        return "pledged"
    if verb.form() == "past" and not verb.helpers and verb.lemma() in offers:
        return "pledged"
    if verb.form() == "past" and not (
        verb.passive and helpers & {"is", "are", "being", "be"} and not helpers & {"been"}
    ):
        return "delivered"
    return "pledged"


def _governed(governor: Verb) -> Modality | None:
    if governor.negated and governor.is_a("plan", "promise", "give", "allocate"):
        return "refused"
    if governor.is_a("refuse"):
        return "refused"
    if governor.is_a("report.demand", "need"):
        return "planned" if governor.lemma() in {"want", "seek"} and governor.form() != "base" else "demanded"
    if governor.is_a("report.expect"):
        return "expected" if governor.lemma() in {"expect", "anticipate", "forecast"} else "planned"
    if governor.is_a("promise"):
        return "pledged"
    if governor.lemma() in {"agree", "offer", "decide", "approve", "vote"}:
        return "expected" if set(governor.helpers) & {"would"} else "pledged"
    if governor.is_a("plan"):
        return "planned"
    if governor.is_a("reaffirm"):
        return "reaffirmed"
    if governor.is_a("withdraw"):
        return "withdrawn"
    return None


def told_as(modality: Modality, cue: str | None, own: bool, verb: Verb | None) -> Modality:
    """What the way of telling makes of it: "Rutte expects that", "he had hoped the allies would", "argued that members should".

    ``cue`` is the lemma of the reporting verb, ``own`` whether who speaks is who gives.
    """
    if cue in {"expect", "anticipate", "forecast", "predict", "project"} and modality in ("pledged", "planned"):
        return "expected"
    if (
        not own
        and cue in {"hope", "want", "argue", "urge", "demand", "insist", "propose", "ask", "advocate", "plead"}
        and modality in ("pledged", "planned", "expected")
    ):
        helpers = (
            set(verb.helpers) | (set(verb.governor.helpers) if verb is not None and verb.governor else set())
            if verb is not None
            else set()
        )
        if "would" in helpers or cue in {"want", "urge", "demand", "advocate", "ask", "plead"}:
            return "demanded"
    if (
        modality == "pledged"
        and verb is not None
        and verb.lemma() in {"announce", "review", "manage", "discuss"}
        and "will" in verb.helpers
    ):
        return "planned"
    return modality


_PAST_MARKS = frozenset({"earlier", "ago", "previously", "former", "once"})


def is_recalled(sentence: Sentence, verb: Verb | None, time: Time) -> bool:
    """Told as history: "had promised", "in 2021 it promised", "last year it gave"."""
    if verb is None:
        return False
    today = (sentence.reading.article.published or "")[:10]
    ended = time.end or time.start
    past = verb.form() == "past" and not set(verb.helpers) & {"will", "would", "is", "are", "to"}
    if past and "had" in verb.helpers:
        return True
    if past and today and ended and time.start and ended[:4] < today[:4]:
        return True
    return past and not _PAST_MARKS.isdisjoint(sentence.low[:8])


_DRAFT = wordset("modality_draft")


def only_drafted(modality: Modality, sentence: Sentence) -> Modality:
    """What a draft or proposal provides is planned, not promised."""
    if modality == "pledged" and not _DRAFT.isdisjoint(sentence.low):
        return "planned"
    return modality


def condition_of(sentence: Sentence, first: int, last: int) -> str | None:
    """The condition that stands in the sentence of words ``first`` to ``last``, if it is outside them."""
    words = sentence.reading.words
    a, b = words.start[first], words.end[last - 1]
    for m in _CONDITION.finditer(sentence.reading.text, sentence.start, sentence.end):
        if m.start() >= b or m.end() <= a:
            return m.group().strip()
    return None


def is_unreal(sentence: Sentence) -> bool:
    """ "If the money doubled we could ...": a thought, not a promise."""
    return _UNREAL.search(sentence.reading.text, sentence.start, sentence.end) is not None


def is_denied(sentence: Sentence) -> bool:
    """Whether the sentence says that what it tells is not so."""
    return _DENIED.search(sentence.reading.text, sentence.start, sentence.end) is not None


def is_reaffirmed(sentence: Sentence) -> bool:
    """Whether the sentence says that an earlier promise stands."""
    return _REAFFIRM.search(sentence.reading.text, sentence.start, sentence.end) is not None


def stage_of(modality: Modality, verb: Verb | None) -> Stage | None:
    """The rung of the ladder that a modality stands on; what was allocated, paid and handed over stands higher."""
    if verb is not None and modality in ("pledged", "delivered"):
        if verb.is_a("allocate"):
            return (
                "allocation"
                if verb.lemma()
                in {"allocate", "earmark", "set aside", "budget", "appropriate", "ring-fence", "reserve", "assign"}
                else "commitment"
            )
        if modality == "delivered" and verb.lemma() in {"deliver", "hand over", "ship", "send", "land", "supply"}:
            return "delivery"
    return _STAGES.get(modality)

"""What the way of telling makes of a modality: "Rutte expects that", "argued that members should", "under a draft law".

Beside `extractors.modality`, which reads the giving verb itself.
"""

from __future__ import annotations

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.modality import FUTURE, POSSIBLE
from extractors.model import Modality
from extractors.reading import Sentence


def told_as(modality: Modality, cue: str | None, own: bool, verb: Verb | None) -> Modality:
    """What the way of telling makes of it: "Rutte expects that", "he had hoped the allies would", "argued that members should".

    ``cue`` is the lemma of the reporting verb, ``own`` whether who speaks is who gives.
    """
    if cue in {"expect", "anticipate", "forecast", "predict", "project"} and modality in ("pledged", "planned"):
        return "expected"
    if cue in {"reaffirm", "reiterate", "restate", "repeat"} and modality in ("pledged", "planned"):
        return "reaffirmed"
    if modality == "planned" and cue in _SAYS and verb is not None and _will_in_the_past(verb):
        return "pledged"
    if (
        not own
        and not (verb is not None and verb.governor is not None and verb.governor.lemma() == cue)
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
    if not own and cue in _BELIEVES and modality in ("pledged", "planned") and verb is not None and _is_ahead(verb):
        return "expected"
    if (
        modality == "pledged"
        and verb is not None
        and verb.lemma() in {"announce", "review", "manage", "discuss"}
        and "will" in verb.helpers
    ):
        return "planned"
    return modality


#: who else but the payer believes so expects it
_BELIEVES = frozenset({"believe", "think", "assume", "presume", "trust", "bet", "guess", "suspect", "hope"})


def _is_ahead(verb: Verb) -> bool:
    helpers = set(verb.helpers)
    return bool(helpers & FUTURE or "would" in helpers or "going" in helpers)


#: behind these "would" is the "will" of what was said
_SAYS = wordset("modality_says")


def _will_in_the_past(verb: Verb) -> bool:
    """ "said it would give": "would" alone, of a verb that gives to others."""
    last = verb.governor or verb
    return (
        "would" in last.helpers
        and POSSIBLE.isdisjoint(verb.helpers)
        and verb.governing_word is None
        and verb.governor is None
        and verb.is_a("give", "allocate", "deliver", "promise")
        and not (verb.is_a("spend") and not verb.is_a("give"))
    )


_DRAFT = wordset("modality_draft")


_BILLS = wordset("modality_bills")
_MOTIONS = frozenset({"motion", "amendment", "petition", "resolution", "manifesto"})


def only_drafted(modality: Modality, sentence: Sentence, last: int, verb: Verb | None = None) -> Modality:
    """What a draft or bill provides is planned, not promised; what a motion would have somebody give is demanded."""
    if modality not in ("pledged", "planned"):
        return modality
    before = sentence.reading.words.low[sentence.lo : last]
    would = verb is not None and not {"would", "could"}.isdisjoint(verb.helpers) and verb.governor is None
    if would and not _MOTIONS.isdisjoint(before) and sentence.reading.words.low[sentence.lo : last].count("that") < 2:
        return "demanded"
    if would and not _RULES_FOR.isdisjoint(before) and _for_all(before):
        return "demanded"
    if modality == "planned":
        return modality
    behind = sentence.reading.words.low[last : min(sentence.hi, last + 14)]
    if not _DRAFT.isdisjoint(before) or any(
        w == "in" and not _DRAFT.isdisjoint(behind[k + 1 : k + 4]) for k, w in enumerate(behind)
    ):
        return "planned"
    if would and not _BILLS.isdisjoint(before):
        return "planned"
    return "planned" if before[:1] == ["under"] and not _SCHEMES.isdisjoint(before[:5]) else modality


_RULES_FOR = frozenset({"proposal", "idea", "rule", "suggestion", "formula", "scheme", "plan", "key"})
_ALL = frozenset(
    {"every", "each", "all", "members", "allies", "countries", "states", "donors", "governments", "nations"}
)


def _for_all(before: list[str]) -> bool:
    """ "a proposal under which every ally would set aside": what one would have all the others do."""
    at = next(
        (
            k
            for k in range(len(before) - 1)
            if before[k : k + 2] in (["under", "which"], ["by", "which"]) or before[k] == "whereby"
        ),
        None,
    )
    return at is not None and not _ALL.isdisjoint(before[at:])


#: "Under plans seen by reporters, ..."
_SCHEMES = frozenset({"plans", "proposals", "proposal", "draft", "scenario"})

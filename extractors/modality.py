"""How firmly: the modality of what is given, from tense, helpers, governing verbs, negation and conditions; and its stage (SEMANTICS 3.5).

Order of precedence: denied, refused or withdrawn, conditional or hypothetical, demanded, expected, reaffirmed, delivered, planned,
pledged. A demand is never a pledge.
"""

from __future__ import annotations

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.model import Modality, Stage

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
POSSIBLE = frozenset({"may", "might", "could", "can"})
FUTURE = wordset("modality_future")
_IS = frozenset({"is", "are", "'s"})
#: what "will pledge" tells is the promise to come
_PROMISES_AHEAD = frozenset({"pledge", "promise", "vow", "swear"})
_PLANNED_WORDS = wordset("modality_planned_words")
_EXPECTED_WORDS = frozenset({"expected", "likely", "due", "supposed", "bound"})
_DEMANDED_WORDS = frozenset({"obliged", "required"})


#: what lies ready for a use is planned, whoever gave it
_KEPT_READY = frozenset({"earmark", "budget", "reserve", "pencil in"})
#: who is still to do this has decided nothing
_ASSENTS = frozenset(
    {
        "vote",
        "decide",
        "approve",
        "adopt",
        "endorse",
        "ratify",
        "clear",
        "authorise",
        "authorize",
        "sign",
        "sign off",
        "greenlight",
        "wave through",
        "nod through",
        "vote through",
    }
)
#: what a phrase says once it is negated
_OPPOSITE: dict[Modality, Modality] = {"planned": "refused", "pledged": "refused", "refused": "planned"}
#: of what did not happen
_UNREAL = frozenset({"would", "could", "might", "should"})
#: helpers of what was or was not said before
_TOLD_BACK = frozenset(
    {"has", "have", "had", "did", "hasn't", "haven't", "hadn't", "didn't", "been", "was", "were", "wasn't"}
)
#: adverbs that make an expectation of what will be
_PROBABLY = frozenset({"likely", "probably", "presumably", "doubtless", "surely"})
_PERHAPS = frozenset({"perhaps", "maybe", "possibly", "conceivably"})


def modality_of(verb: Verb, offers: frozenset[str] = frozenset()) -> Modality:
    """The modality of a giving verb, condition and denial apart."""
    helpers = set(verb.helpers)
    governor = verb.governor
    if verb.stance is not None:
        told = _OPPOSITE.get(verb.stance, verb.stance) if verb.negated else verb.stance
        return "reaffirmed" if told == "refused" and verb.is_a("withdraw") else told
    if verb.negated:
        return _negated(verb)
    if verb.governing_noun is not None:
        return _governed_by_noun(verb.governing_noun, governor)
    if governor is not None:
        found = _governed(governor)
        if found is not None:
            return found
    word = verb.governing_word
    if word in {"unable", "unwilling", "reluctant"}:
        return "refused"
    if verb.adverbs:
        by_adverb = _by_adverb(verb, helpers)
        if by_adverb is not None:
            return by_adverb
    if "have" in helpers and not helpers.isdisjoint(_UNREAL) and verb.is_a("give", "deliver", "promise"):
        return "hypothetical"  # "would have given"
    if word in _EXPECTED_WORDS:
        return "expected"
    if helpers & (POSSIBLE | {"should"}) and verb.lemma() in {"flow", "arrive", "land", "come from", "follow"}:
        return "expected"
    if (
        word in _DEMANDED_WORDS
        or helpers & _DEMAND_HELPERS
        or ("to" in helpers and helpers & {"has", "have", "had"} and verb.form() == "base" and word is None)
    ):
        return "demanded"
    if verb.is_a("promise"):
        ahead = word in _PLANNED_WORDS or (verb.lemma() in _PROMISES_AHEAD and helpers & FUTURE)
        return "planned" if ahead or helpers & POSSIBLE or "would" in helpers else "pledged"
    if verb.is_a("withdraw"):
        return "planned" if helpers & FUTURE else "withdrawn"
    if verb.is_a("refuse"):
        return "refused"
    if verb.is_a("reaffirm"):
        return "reaffirmed"
    if word in _PLANNED_WORDS or helpers & POSSIBLE or "would" in helpers:
        return "planned"
    if verb.lemma() in _ASSENTS and (helpers & FUTURE or "to" in helpers):
        return "planned"  # "will vote on": what is still to be decided
    own = verb.is_a("spend") and not verb.is_a("give")
    if "going" in helpers or ("to" in helpers and verb.passive and helpers & {"is", "are"}):
        return "planned" if own else "pledged"
    if (
        "to" in helpers
        and helpers & (_IS | {"was", "were"})
        and not own
        and verb.is_a("give", "allocate", "deliver", "promise")
    ):
        return "pledged"  # "is to lend"
    if "to" in helpers and not helpers & FUTURE:
        return "planned"
    if helpers & FUTURE:
        return "planned" if own else "pledged"
    if verb.is_a("plan"):
        return "planned"
    if verb.lemma() in _KEPT_READY and verb.passive and helpers <= {"is", "are"}:
        return "planned"  # "€640m is earmarked for barracks"
    if verb.is_a("allocate"):
        return "pledged"
    if verb.form() == "past" and verb.lemma() in offers:
        return "pledged"
    if verb.form() == "past" and not (
        verb.passive and helpers & {"is", "are", "being", "be"} and not helpers & {"been"}
    ):
        return "delivered"
    return "pledged"


def _by_adverb(verb: Verb, helpers: set[str]) -> Modality | None:
    """ "will probably give", "has yet to pay", "once again pledged"."""
    adverbs = set(verb.adverbs)
    ahead = helpers & FUTURE or "would" in helpers
    if ahead and adverbs & _PROBABLY:
        return "expected"
    if ahead and adverbs & _PERHAPS:
        return "planned"
    if "yet" in adverbs and "to" in helpers and helpers & {"has", "have", "had", "is", "are"}:
        return _still_to_come(verb)
    if "again" in adverbs and verb.is_a("promise") and verb.form() in ("past", "s") and not ahead:
        return "reaffirmed"
    return None


_SHUTS = frozenset({"rule out", "exclude", "refuse", "oppose", "reject", "block", "veto", "decline"})


def _still_to_come(verb: Verb) -> Modality:
    """ "has yet to pay", "has not yet approved": what is owed was promised, what is not decided is a plan."""
    return "reaffirmed" if verb.is_a("give", "deliver") and not verb.is_a("allocate", "promise") else "planned"


def _negated(verb: Verb) -> Modality:
    """ "will not give" refuses, "never promised" denies, "has not yet paid" owes, "will not go back on" stands by it."""
    helpers = set(verb.helpers)
    if (
        "yet" in verb.adverbs
        and helpers & {"has", "have", "had", "hasn't", "haven't", "is", "are"}
        and verb.governor is None
    ):
        return _still_to_come(verb)
    if verb.is_a("withdraw") and not verb.passive and not verb.is_a("give", "spend"):
        return "reaffirmed"
    if verb.is_a("refuse") and verb.lemma() in _SHUTS:
        return "planned"  # "does not rule out a loan"
    said = not helpers or helpers & _TOLD_BACK
    if (
        (verb.is_a("promise") or verb.lemma() in {"offer", "volunteer"})
        and said
        and verb.governor is None
        and verb.governing_noun is None
        and verb.form() != "ing"
    ):
        return "denied"
    return "refused"


def _governed(governor: Verb) -> Modality | None:
    if governor.negated and governor.is_a("plan", "promise", "give", "allocate"):
        return "refused"
    if governor.is_a("refuse"):
        return "refused"
    if governor.lemma() in _COMPELS and not governor.is_a("give"):
        return "demanded"
    if governor.is_a("report.demand", "need"):
        own = governor.lemma() in {"want", "seek"} or (governor.lemma() == "ask" and governor.form() != "past")
        return "planned" if own and not governor.passive else "demanded"
    if governor.is_a("report.expect"):
        return "expected" if governor.lemma() in {"expect", "anticipate", "forecast"} else "planned"
    if governor.is_a("report.deny"):
        return "denied"
    if governor.lemma() == "threaten":
        return "conditional"
    if governor.lemma() in _SETTLES and "would" in governor.helpers:
        return "expected"
    if governor.is_a("promise") or governor.lemma() in _SETTLES:
        found = modality_of(governor)
        return "pledged" if found == "delivered" else found
    if governor.is_a("plan"):
        return "planned"
    if governor.is_a("reaffirm"):
        return "reaffirmed"
    if governor.is_a("withdraw"):
        return "withdrawn"
    return None


#: who does so to give something has promised it; "agreed on Thursday to give" reads as "agree on"
_SETTLES = frozenset({"agree", "agree on", "offer", "decide", "decide on", "approve", "vote"})
#: whom these govern is made to do it
_COMPELS = frozenset(
    {
        "tell",
        "remind",
        "challenge",
        "urge",
        "order",
        "oblige",
        "force",
        "compel",
        "require",
        "instruct",
        "invite",
        "encourage",
        "pressure",
    }
)
_DEMANDS = frozenset(
    {
        "motion",
        "amendment",
        "petition",
        "resolution",
        "invitation",
        "plea",
        "pleas",
        "call",
        "calls",
        "appeal",
        "appeals",
        "demand",
        "demands",
        "request",
        "requests",
        "bid",
    }
)
_REFUSALS = frozenset({"refusal", "reluctance", "unwillingness"})
_PLANS = frozenset(
    {
        "interest",
        "preparedness",
        "plan",
        "plans",
        "intention",
        "proposal",
        "proposals",
        "idea",
        "readiness",
        "willingness",
    }
)


def _governed_by_noun(noun: str, governor: Verb | None) -> Modality:
    """ "its promise to give", "reiterated its pledge to pay", "dropped plans to send", "rejected calls to fund"."""
    told: Modality = (
        "refused"
        if noun in _REFUSALS
        else "demanded"
        if noun in _DEMANDS
        else "planned"
        if noun in _PLANS
        else "pledged"
    )
    if governor is None:
        return told
    if governor.is_a("report.deny"):
        return "denied"
    if governor.is_a("refuse"):
        return "refused"
    if governor.is_a("withdraw"):
        ahead = governor.negated or set(governor.helpers) & (FUTURE | POSSIBLE)
        return told if ahead else "withdrawn"
    if governor.is_a("reaffirm") or (governor.lemma() in _KEEPS and told == "pledged"):
        return "reaffirmed"
    if governor.negated:
        return told
    if told == "planned" and governor.is_a("allocate") and not set(governor.helpers) & (POSSIBLE | {"would"}):
        return "pledged"  # "approved a plan to lend"
    return told


_KEEPS = frozenset(
    {"keep", "honour", "honor", "fulfil", "fulfill", "repeat", "maintain", "uphold", "confirm", "underline"}
)

_ALLOCATES = wordset("modality_allocates")
#: what is granted or signed binds; a loan that is agreed on is signed
_BINDS = frozenset({"grant", "award", "extend", "sign", "approve"})
_LOANS = frozenset({"lend", "loan", "grant", "finance", "fund", "guarantee"})


def stage_of(modality: Modality, verb: Verb | None) -> Stage | None:
    """The rung of the ladder that a modality stands on; what was allocated, paid and handed over stands higher."""
    if verb is not None and modality in ("pledged", "delivered"):
        if verb.lemma().replace(" ", "_") in _ALLOCATES and verb.governor is None:
            return "allocation"
        if verb.is_a("allocate") or (verb.lemma() in _BINDS and verb.form() == "past"):
            return "commitment"
        if (
            verb.governor is not None
            and verb.governor.lemma() in {"agree", "sign", "approve"}
            and verb.lemma() in _LOANS
        ):
            return "commitment"
        if modality == "delivered" and verb.lemma() in {"deliver", "hand over", "ship", "send", "land", "supply"}:
            return "delivery"
    return _STAGES.get(modality)

"""How firmly: the modality of what is given, from tense, helpers, governing verbs, negation and conditions; and its stage (SEMANTICS 3.5).

Order of precedence: denied, refused or withdrawn, conditional or hypothetical, demanded, expected, reaffirmed, delivered, planned,
pledged. A demand is never a pledge.
"""

from __future__ import annotations

import re

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.model import Modality, Stage
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
_IS = frozenset({"is", "are", "'s", "we're", "they're", "it's"})
#: what "will pledge" tells is the promise to come
_PROMISES_AHEAD = frozenset({"pledge", "promise", "vow", "swear"})
_PLANNED_WORDS = wordset("modality_planned_words")
_EXPECTED_WORDS = frozenset({"expected", "likely", "due", "supposed", "bound"})
_DEMANDED_WORDS = frozenset({"obliged", "required"})
_CONDITION = re.compile(
    r"\b(?:(?<!even )(?<!as )(?<!what )if(?! (?:not|only|anything|true|we may|you (?:like|will|ask)|i (?:am|remember)|my|a little)\b)|unless|"
    r"provided(?: that\b|(?! (?:by|for|to|with|in|at|from|under|through)\b)(?= (?:\w+ ){1,6}(?:is|are|do|does|can|has|have|will|goes|agrees?|approves?|[a-z]+s)\b))|"
    r"(?<!for )as long as(?! (?:it|they|he|she|we) (?:takes?|likes?|lasts?|wants?|wish(?:es)?|(?:is|are) (?:open|needed|necessary))| needed| necessary| the war)|as soon as|on (?:the )?condition(?: that)?|"
    r"subject to(?! an? (?:ceiling|cap|maximum|limit))|should (?=[a-z]+ \w+ )|were (?=[^,.;]{2,40} to )|contingent (?:up)?on|conditional (?:up)?on|money permitting|depending on|"
    r"in (?:the )?(?:case|event) (?:of|that)|assuming(?: that)?|pending (?=[a-z]+(?: \w+)? ?(?:approval|consent|ratification|vote|agreement|review)))\b[^,.;:()\"”]*",
    re.IGNORECASE,
)
#: inversions ("Should the vote fail, ...") begin a clause
_INVERTED = ("should", "were")
#: what is denied stands behind these ...
_DENIES = re.compile(
    r"\b(?:(?:wrongly|falsely|mistakenly|erroneously|incorrectly|inaccurately) (?:said|says|reported|reports|wrote|writes|claimed|claims|stated|states|suggested|announced|put|gave|told|attributed|credited|listed|quoted|had)\b|"
    r"(?:pour(?:s|ed|ing)? cold water on|wav(?:es|ed|ing) off|brush(?:es|ed|ing)? off|scotch(?:es|ed|ing)?|quash(?:es|ed|ing)?|rubbish(?:es|ed|ing))\b|"
    r"den(?:y|ies|ied|ying)\b|denials?\b|dismiss(?:es|ed|ing)? (?:as|reports?|rumou?rs?|claims?|talk)\b|(?:nobody|no one) (?:has |had |ever )*(?:promised|pledged|offered|said)\b|"
    r"never (?:promised|pledged|offered)\b|no such (?:plans?|decision|offer)\b|hoax\b|fabricated\b|debunk)",
    re.IGNORECASE,
)
#: ... and before these
_DENIED = re.compile(
    r"\b(?:(?:are|is|was|were) (?:false|untrue|wrong|denied|incorrect|mistaken|erroneous|invented|made up|bogus|fake|fabricated|baseless|unfounded|groundless|"
    r"an? (?:mistake|error|misprint|typo|mix-up|slip|misunderstanding|hoax|lie|fabrication|typing error)|(?:down|due) to (?:a |an )?(?:swapped|typing|clerical|misprint|slip|mix-up))\b|no such (?:plans?|decision|offer)\b|not true\b|(?:no|not an? [\w'’]+ (?:worth )?of) truth\b|den(?:ies|ied) (?:it|this|the (?:report|claim|rumou?r)s?)\b|"
    r"(?:this|the|that) (?:information|news|report) (?:was |is |has been )?denied|denied (?:this|the|that) (?:information|news)|(?:hoax|fabricated|debunked)\b)",
    re.IGNORECASE,
)
#: a sentence that denies the one before it
_DENIES_BEFORE = re.compile(
    r"\W*(?:verdict: (?:false|wrong|untrue|misleading|invented|fake)|not true|untrue|false|nonsense|no\.|no,? (?:there|that|nobody|he|she|they)\b|(?:that|this|it|the (?:report|claim|rumou?r)s?) (?:is|was|are|were) (?:false|untrue|wrong|not true|denied|nonsense|invented)|"
    r"there (?:is|'s|’s) no such|[^.;]{2,60}\bden(?:ies|ied) (?:it|this|that|any|having))",
    re.IGNORECASE,
)
_RUMOUR = re.compile(
    r"\bclaim:|\b(?:rumou?r(?:s|ed)?|reportedly|said to be|claims? (?:on|that|circulat)|(?:post|video|clip)s? (?:claim|say)|is what [^.]{3,40} claims)\b|\?",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\bif (?:(?!\b(?:is|are|be|been|gets?|has|have)\b)[^,.;]){2,60}?\b(?:were|had|could|would|[a-z]{3,}ed)\b",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\b(?:would|could|might)\b|['’]d\b", re.IGNORECASE)
_REAFFIRM = re.compile(
    r"\b(?:as before|as (?:already |previously |earlier )?(?:announced|promised|pledged|agreed) (?:in|last|before|earlier|at)|confirm(?:s|ed|ing)? (?:its|his|her|their|the) (?:\w+ )?(?:backing|support|commitment|pledge|contributions?|parts?|offer|promise|share)\b|once again confirmed|reaffirm\w*|reiterat\w*|recommit\w*|stand by|stands by|kept its earlier word|unchanged|still stands|remains? (?:committed|in force|valid)|"
    r"(?:promis|pledg|offer)\w*[^,.;]{0,40}? stands(?= *[,.;])|(?:still|already) (?:holds|safe))\b",
    re.IGNORECASE,
)
#: "had offered 450 million but withdrew", "that idea is gone"
_TAKEN_BACK = re.compile(
    r"\b(?:off the table|will not be pursued|(?:has|have|had) been (?:put on (?:ice|hold)|called off))|\bbut (?:(?:later|then|has|have|since|had) )*(?:withdrew|withdrawn|backed out|pulled out|dropped|scrapped|shelved|abandoned|cancelled|reneged)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\W*(?:that|this|the|it) ?(?:idea|plan|proposal|offer|promise|pledge|sum|scheme|project)? (?:is|was|has been|have been) (?:now )?(?:gone|dead|off the table|dropped|scrapped|shelved|abandoned|withdrawn|buried|history)\b",
    re.IGNORECASE,
)


def modality_of(verb: Verb, offers: frozenset[str] = frozenset()) -> Modality:
    """The modality of a giving verb, condition and denial apart."""
    helpers = set(verb.helpers)
    governor = verb.governor
    if verb.negated:
        return "refused"
    if verb.governing_noun is not None:
        return _governed_by_noun(verb.governing_noun, governor)
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
        ahead = word in _PLANNED_WORDS or (verb.lemma() in _PROMISES_AHEAD and helpers & _FUTURE)
        return "planned" if ahead or helpers & _POSSIBLE or "would" in helpers else "pledged"
    if verb.is_a("withdraw"):
        return "planned" if helpers & _FUTURE else "withdrawn"
    if verb.is_a("refuse"):
        return "refused"
    if verb.is_a("reaffirm"):
        return "reaffirmed"
    if helpers & _POSSIBLE and verb.lemma() in {"flow", "arrive", "land", "come from"}:
        return "expected"
    if word in _PLANNED_WORDS or helpers & _POSSIBLE or "would" in helpers:
        return "planned"
    own = verb.is_a("spend") and not verb.is_a("give")
    if "going" in helpers or ("to" in helpers and verb.passive and helpers & {"is", "are"}):
        return "planned" if own else "pledged"
    if "to" in helpers and helpers & _IS and not own and verb.is_a("give", "allocate", "deliver", "promise"):
        return "pledged"  # "is to lend"
    if "to" in helpers and not helpers & _FUTURE:
        return "planned"
    if helpers & _FUTURE:
        return "planned" if own else "pledged"
    if verb.is_a("plan"):
        return "planned"
    if verb.is_a("allocate"):
        return "pledged"
    if verb.form() == "past" and verb.lemma() in offers:
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
    if governor.lemma() in _COMPELS and not governor.is_a("give"):
        return "demanded"
    if governor.is_a("report.demand", "need"):
        return "planned" if governor.lemma() in {"want", "seek"} and governor.form() != "base" else "demanded"
    if governor.is_a("report.expect"):
        return "expected" if governor.lemma() in {"expect", "anticipate", "forecast"} else "planned"
    if governor.is_a("report.deny"):
        return "denied"
    if governor.lemma() == "threaten":
        return "conditional"
    if governor.lemma() in {"agree", "offer", "decide", "approve", "vote"} and "would" in governor.helpers:
        return "expected"
    if governor.is_a("promise") or governor.lemma() in {"agree", "offer", "decide", "approve", "vote"}:
        found = modality_of(governor)
        return "pledged" if found == "delivered" else found
    if governor.is_a("plan"):
        return "planned"
    if governor.is_a("reaffirm"):
        return "reaffirmed"
    if governor.is_a("withdraw"):
        return "withdrawn"
    return None


#: whom these govern is made to do it
_COMPELS = frozenset({"order", "oblige", "force", "compel", "require", "instruct", "invite", "encourage", "pressure"})
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
_PLANS = frozenset({"plan", "plans", "intention", "proposal", "proposals", "idea", "readiness", "willingness"})


def _governed_by_noun(noun: str, governor: Verb | None) -> Modality:
    """ "its promise to give", "reiterated its pledge to pay", "dropped plans to send", "rejected calls to fund"."""
    told: Modality = (
        "refused"
        if noun == "refusal"
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
        ahead = governor.negated or set(governor.helpers) & (_FUTURE | _POSSIBLE)
        return told if ahead else "withdrawn"
    if governor.is_a("reaffirm") or (governor.lemma() in _KEEPS and told == "pledged"):
        return "reaffirmed"
    if governor.negated:
        return told
    if told == "planned" and governor.is_a("allocate") and not set(governor.helpers) & (_POSSIBLE | {"would"}):
        return "pledged"  # "approved a plan to lend"
    return told


_KEEPS = frozenset(
    {"keep", "honour", "honor", "fulfil", "fulfill", "repeat", "maintain", "uphold", "confirm", "underline"}
)


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


#: behind these "would" is the "will" of what was said
_SAYS = wordset("modality_says")


def _will_in_the_past(verb: Verb) -> bool:
    """ "said it would give": "would" alone, of a verb that gives to others."""
    last = verb.governor or verb
    return (
        "would" in last.helpers
        and _POSSIBLE.isdisjoint(verb.helpers)
        and verb.governing_word is None
        and verb.governor is None
        and verb.is_a("give", "allocate", "deliver", "promise")
        and not (verb.is_a("spend") and not verb.is_a("give"))
    )


_DRAFT = wordset("modality_draft")


def only_drafted(modality: Modality, sentence: Sentence, last: int) -> Modality:
    """What a draft or proposal provides is planned, not promised."""
    if modality == "pledged" and not _DRAFT.isdisjoint(sentence.reading.words.low[sentence.lo : last]):
        return "planned"
    return modality


def condition_of(sentence: Sentence, first: int, last: int) -> str | None:
    """The condition that stands in the sentence of words ``first`` to ``last``, if it is outside them and of their clause."""
    words = sentence.reading.words
    text = sentence.reading.text
    a, b = words.start[first], words.end[last - 1]
    for m in _CONDITION.finditer(text, sentence.start, sentence.end):
        if m.start() < b and m.end() > a:
            continue
        if m.group()[:6].lower().startswith(_INVERTED) and not _begins_clause(text, m.start(), sentence.start):
            continue
        between = text[b : m.start()] if m.start() >= b else text[m.end() : a]
        if ", and " in between or " - " in between or " – " in between or between.count("(") > between.count(")"):
            continue
        return m.group().strip()
    return None


def _begins_clause(text: str, at: int, start: int) -> bool:
    before = text[start:at].rstrip()
    return not before or before[-1] in ',;:—–("“'


def is_unreal(sentence: Sentence) -> bool:
    """ "If the money doubled we could ...": a thought, not a promise."""
    text = sentence.reading.text
    m = _UNREAL.search(text, sentence.start, sentence.end)
    if m is None:
        return False
    return (
        _WOULD.search(text, m.end(), sentence.end) is not None
        or _WOULD.search(text, sentence.start, m.start()) is not None
    )


def _next_of_block(sentence: Sentence) -> Sentence | None:
    found = sentence.reading.sentences[sentence.index + 1 : sentence.index + 2]
    return found[0] if found and found[0].block == sentence.block else None


def is_denied(sentence: Sentence, first: int, last: int) -> bool:
    """Whether the sentence says that what it tells at words ``first`` to ``last`` is not so, or the next one says so of a rumour."""
    text, words = sentence.reading.text, sentence.reading.words
    a, b = words.start[first], words.end[last - 1]
    if _DENIES.search(text, sentence.start, a) or _DENIED.search(text, b, sentence.end):
        return True
    return is_denied_rumour(sentence)


def is_denied_rumour(sentence: Sentence) -> bool:
    """ "Rumour has it ... 30 billion. Not true, says the ministry": a hearsay that one of the next two sentences denies."""
    text = sentence.reading.text
    following = _next_of_block(sentence)
    if following is None or not _RUMOUR.search(text, sentence.start, sentence.end):
        return False
    if _DENIES_BEFORE.match(text, following.start, following.end):
        return True
    after = _next_of_block(following)
    return after is not None and _DENIES_BEFORE.match(text, after.start, after.end) is not None


def is_taken_back(sentence: Sentence, last: int) -> bool:
    """Whether the clause behind word ``last`` or the next sentence says that an offer is no more."""
    text = sentence.reading.text
    if _TAKEN_BACK.search(text, sentence.reading.words.end[last - 1], sentence.end):
        return True
    following = _next_of_block(sentence)
    return following is not None and _GONE.match(text, following.start, following.end) is not None


def is_reaffirmed(sentence: Sentence) -> bool:
    """Whether the sentence says that an earlier promise stands."""
    return _REAFFIRM.search(sentence.reading.text, sentence.start, sentence.end) is not None


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

"""Acts told by a verb of promising, deciding, taking part, refusing or demanding, and by the nouns of refusal."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.deeds import STOPS, Act, ActTables, extent, institution, is_about, own_subject
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.modality import modality_of
from extractors.model import Modality
from extractors.nogifts import firm_subject, flat_refusal
from extractors.reading import Sentence
from extractors.refusals import is_silence


def of_verb(sentence: Sentence, verb: Verb, tables: ActTables) -> Act | None:
    """The act that one verb tells, if it tells one."""
    low = sentence.reading.words.low
    joins = tables.join.at(low, verb.first, sentence.hi) is not None
    decides = tables.decide.at(low, verb.first, sentence.hi) is not None
    refuses = verb.is_a("refuse", "withdraw") and not verb.negated
    ceases = tables.cease.at(low, verb.first, sentence.hi) is not None
    if verb.negated and ceases and (set(verb.helpers) & {"will", "won't", "shall"} or "not" in sentence.low):
        return _will_not_cease(sentence, verb)
    if not (joins or decides or refuses or verb.is_a("promise", "reaffirm", "allocate")) or "yet" in verb.helpers:
        return None
    modality = _told_mood(sentence, verb, joins=joins, refuses=refuses)
    if modality is None or (modality == "refused" and (verb.passive or is_silence(sentence, verb))):
        return None
    subject = own_subject(sentence, verb)
    firm = subject is None and refuses
    if firm:
        subject = firm_subject(sentence, verb)
    if subject is not None and low[subject.first - 1 : subject.first] == ["what"] and subject.first > sentence.lo:
        return None
    if subject is None:
        not_meant = verb.governor is not None and verb.governor.negated and verb.governor.is_a("plan")
        if joins and modality == "refused" and (verb.negated or not_meant) and not verb.passive:
            return flat_refusal(sentence, verb)
        return _passive_demand(sentence, verb, tables) if modality == "demanded" and verb.passive else None
    if modality == "planned" and verb.helpers[:1] == ["to"] and _is_asked(sentence, subject):
        modality = "demanded"
    why = _why(sentence, verb, modality, tables, sure=(joins or refuses) and not firm)
    return Act(sentence, verb.begin, extent(sentence, verb), modality, subject, why, verb) if why else None


def _will_not_cease(sentence: Sentence, verb: Verb) -> Act | None:
    """ "will not waver", unless told as an effect."""
    if not _EFFECTS.isdisjoint(sentence.reading.words.low[sentence.lo : verb.begin]):
        return None
    subject = own_subject(sentence, verb)
    if subject is None:
        return None
    return Act(sentence, verb.begin, extent(sentence, verb), "reaffirmed", subject, f"will not {verb.lemma()}", verb)


def _told_mood(sentence: Sentence, verb: Verb, *, joins: bool, refuses: bool) -> Modality | None:
    """How firm the verb is as it is told here; None for what never was, plain reports and trends."""
    low = sentence.reading.words.low
    modality = _mood(verb)
    if modality == "planned" and verb.lemma() in _RETHINKS:
        return "conditional"  # a threat
    past = verb.form() == "past"
    if refuses and past and not verb.helpers and "never" in low[verb.begin - 2 : verb.first]:
        return None
    if joins and modality == "refused" and past and "never" in low[verb.begin : verb.first]:
        return "denied"  # "says it never left"
    if refuses and modality is None:
        return "refused" if verb.is_a("refuse") else "withdrawn"
    return modality


#: where one of these is promised or agreed to, that is the promise: "Italy promised to contribute"
_TAKES_PART = frozenset(
    {"contribute", "chip in", "donate", "take part", "join", "participate", "pay in", "put in", "put up"}
)


def _why(sentence: Sentence, verb: Verb, modality: Modality, tables: ActTables, *, sure: bool) -> str | None:
    """The rule that makes an act of it, None where what it is about is not worth tracking. ``sure``: to refuse it needs no object."""
    low, end = sentence.reading.words.low, extent(sentence, verb)
    about = is_about(low, verb.last, end, tables)
    if verb.lemma() in _VAGUE and modality in ("pledged", "planned"):
        return None  # "Oslo is to support air defence": what it gives, if anything, another sentence says
    if modality == "reaffirmed" and any(w in tables.nouns_refused for w in low[verb.last : end]):
        return None
    if modality in ("refused", "withdrawn"):
        told = about or (modality == "refused" and sure) or _own_plan(low, verb) or _request(low, verb)
        return f"refusal {verb.lemma()}" if told else None
    promised = verb.governor is not None and verb.governor.is_a("promise", "allocate") and verb.lemma() in _TAKES_PART
    if verb.is_a("promise") and not _THINKS.isdisjoint(low[verb.last : verb.last + 3]):
        return None  # "promise to look at the level again"
    if not about and not (promised and modality == "pledged"):
        return None
    return f"threat to {verb.lemma()}" if verb.lemma() in _RETHINKS else f"act {verb.lemma()}"  # a threat is no offer


_VAGUE = frozenset({"support", "back"})
_THINKS = frozenset({"look", "consider", "review", "discuss", "examine", "study", "talk", "reflect", "think"})
_PLANS = frozenset(
    {
        "plan",
        "plans",
        "project",
        "offer",
        "offers",
        "bid",
        "promise",
        "deal",
        "scheme",
        "investment",
        "order",
        "proposal",
    }
)
_OWNING = frozenset({"its", "their", "his", "her", "the", "all"})


_REQUESTS = frozenset({"request", "requests", "appeal", "appeals", "plea", "pleas", "application", "applications"})


def _request(low: list[str], verb: Verb) -> bool:
    """ "turned down the ministry's request for more money"."""
    return verb.is_a("refuse") and not _REQUESTS.isdisjoint(low[verb.last : verb.last + 5])


_GIFTS = frozenset({"contribution", "donation", "gift", "grant", "loan", "pledge"})


def announced(sentence: Sentence) -> list[Act]:
    """ "Italy announced a contribution in principle": the gift is told, its size is not."""
    low = sentence.reading.words.low
    for verb in sentence.verbs:
        if not verb.is_a("report.announce") or verb.negated or verb.passive or verb.form() not in ("past", "s"):
            continue
        after = low[verb.last : min(sentence.hi, verb.last + 4)]
        if after[:1] not in (["a"], ["an"], ["its"], ["their"]) or _GIFTS.isdisjoint(after):
            continue
        subject = own_subject(sentence, verb)
        if subject is not None:
            return [Act(sentence, verb.begin, extent(sentence, verb), "pledged", subject, "announced a gift", verb)]
    return []


def _own_plan(low: list[str], verb: Verb) -> bool:
    """ "has abandoned its plan to build at Gdynia", "withdrew its offer"."""
    if not verb.is_a("withdraw") or low[verb.last : verb.last + 1] == [] or low[verb.last] not in _OWNING:
        return False
    return not _PLANS.isdisjoint(low[verb.last + 1 : verb.last + 4])


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


def by_doing(sentence: Sentence, tables: ActTables) -> list[Act]:
    """ "By locking in funding years in advance, NATO aims to ...": what is done towards an aim is planned."""
    low = sentence.reading.words.low
    if low[sentence.lo] != "by":
        return []
    main = next((v for v in sentence.verbs if v.is_a("plan") and v.form() in ("s", "base")), None)
    doing = next((v for v in sentence.verbs if v.begin == sentence.lo + 1 and v.form() == "ing"), None)
    if main is None or doing is None or tables.decide.at(low, doing.first, sentence.hi) is None:
        return []
    subject, end = own_subject(sentence, main), extent(sentence, doing)
    if subject is None or not is_about(low, doing.last, end, tables):
        return []
    return [Act(sentence, doing.first, end, "planned", subject, f"by {doing.lemma()}", doing)]


def _end_of_phrase(sentence: Sentence, first: int) -> int:
    """Where what is refused ends: never behind a possessive, an article or a preposition."""
    low = sentence.reading.words.low
    end = first
    while end < sentence.hi and end - first < 12 and (low[end] not in STOPS or end == first):
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


def _passive_demand(sentence: Sentence, verb: Verb, tables: ActTables) -> Act | None:
    """ "NATO spending must be increased": whose spending it is."""
    low = sentence.reading.words.low
    k = verb.begin - 1
    if k < sentence.lo or low[k] not in tables.objects:
        return None
    owner = next((m for m in sentence.mentions if m.last in (k, k - 1) and institution(m, sentence)), None)
    return (
        Act(sentence, k, extent(sentence, verb), "demanded", owner, f"demand {verb.lemma()}", verb) if owner else None
    )


def listed(sentence: Sentence, tables: ActTables) -> list[Act]:
    """ "the country's refusal to take part", "Hungary: exempt", "membership is off the table"."""
    low = sentence.reading.words.low
    found: list[Act] = []
    for i in range(sentence.lo, sentence.hi):
        if low[i] in tables.nouns_refused and low[i + 1 : i + 2] == ["to"] and i + 3 <= sentence.hi:
            owner = next((m for m in reversed(sentence.mentions) if m.first < i and institution(m, sentence)), None)
            if owner is not None and tables.join.at(low, i + 2, sentence.hi) is not None:
                found.append(Act(sentence, i, _end_of_phrase(sentence, i + 2), "refused", owner, f"noun {low[i]}"))
        elif tables.off.at(low, i, sentence.hi) is not None and low[i] == "exempt":
            owner = next((m for m in reversed(sentence.mentions) if m.last <= i and institution(m, sentence)), None)
            if owner is not None:
                found.append(Act(sentence, owner.first, i + 1, "refused", owner, "exempt"))
    return found


_NECESSARY = frozenset(["necessary", "essential", "crucial", "vital", "imperative", "urgent"])
_MORE = wordset("acts_more")


def demands(sentence: Sentence, tables: ActTables) -> list[Act]:
    """ "it is necessary to make sure that ...", "X advocated increased defence spending"."""
    low = sentence.reading.words.low
    found: list[Act] = []
    for i in range(sentence.lo, sentence.hi - 3):
        if low[i] == "it" and low[i + 1] in {"is", "was"} and low[i + 2] in _NECESSARY:
            to = next((k for k in range(i + 3, min(sentence.hi - 1, i + 9)) if low[k] == "to"), None)
            if (
                to is not None
                and tables.decide.at(low, to + 1, sentence.hi)
                and is_about(low, to + 1, sentence.hi, tables)
            ):
                found.append(Act(sentence, i, min(sentence.hi, to + 10), "demanded", None, "necessity"))
    for verb in sentence.verbs:
        if not verb.is_a("report.demand") or verb.negated or verb.form() not in ("past", "s", "base") or verb.passive:
            continue
        if (
            verb.last < sentence.hi
            and low[verb.last] in _MORE
            and is_about(low, verb.last + 1, extent(sentence, verb), tables)
        ):
            if low[sentence.lo] in {"after", "when", "while", "as", "since"} and verb.first - sentence.lo < 6:
                continue
            end = extent(sentence, verb)
            owner = next(
                (m for m in sentence.mentions if verb.last <= m.first < end and institution(m, sentence)), None
            )
            found.append(Act(sentence, verb.first, end, "demanded", owner, f"demand {verb.lemma()}", verb))
    return found

"""Whether a verb that may also report a fact speaks of what is to come."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.frames import Frame
from extractors.when import times


def grows_a_promise(frame: Frame) -> bool:
    """ "doubled its own plan to $200bn", "the fund is raised from 5 to 10 billion"."""
    verb = frame.verb
    assert verb is not None
    low = frame.sentence.reading.words.low
    nouns = frame.sentence.reading.lists.committed_nouns
    span = low[max(frame.sentence.lo, verb.begin - 4) : frame.first]
    return any(w in nouns for w in span) or (
        frame.sentence.reading.words.low[verb.last : verb.last + 2] == ["its", "from"]
    )


def looks_ahead(verb: Verb) -> bool:
    """Whether a verb that may also report a fact speaks of what is to come: helpers, a governing verb, or the present progressive."""
    helpers = set(verb.helpers)
    if verb.stance is not None:
        return verb.stance not in ("delivered", "denied")
    if verb.is_a("plan") and verb.form() in ("s", "base", "ing"):
        return True
    if helpers & {"has", "have", "had"} and not helpers & {"to", "will", "would"}:
        return False
    if helpers & {
        "will",
        "would",
        "shall",
        "to",
        "must",
        "should",
        "may",
        "might",
        "could",
        "can",
        "won't",
        "need",
        "needs",
    }:
        return True
    return verb.form() == "ing" and bool(helpers & {"is", "are", "'s"})


def dated_ahead(frame: Frame) -> bool:
    """The present tense with a time to come: "takes on 900 apprentices over the coming three years"."""
    verb = frame.verb
    today = (frame.sentence.reading.article.published or "")[:10]
    if verb is None or verb.form() != "s" or verb.helpers or not today or verb.is_a("need"):
        return False
    return any((t.deadline or t.end or "") > today for t in times(frame.sentence))


_MODAL = frozenset({"will", "would", "won't", "going", "shall"})


def acts(frame: Frame) -> bool:
    """Whether somebody does it: a subject that is known, or one that must stand before "will", "plans to", "agreed to"."""
    verb = frame.verb
    if verb is None:
        return False
    if frame.subject is not None or frame.noun_subject is not None or verb.passive:
        return True
    agreed = verb.governor is not None and verb.governor.is_a("promise", "allocate")
    due = verb.helpers[-1:] == ["to"] and verb.helpers[0] in {"is", "are", "was", "were"}  # "is to train"
    told = agreed or (
        verb.is_a("spend", "plan") and (verb.governor is not None or due or not _MODAL.isdisjoint(verb.helpers))
    )
    return told and verb.begin > frame.sentence.lo and not frame.as_subject

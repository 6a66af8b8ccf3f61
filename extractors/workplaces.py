"""Jobs and places to come or to go, whatever verb tells of them: "will bring 1,200 jobs to the valley", "900 posts are to go by 2030"."""

from __future__ import annotations

from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.model import Quantity
from extractors.neighbours import before, behind, pledge
from extractors.tense import looks_ahead
from extractors.verbcase import Reading

_PLACES = wordset("workplaces_places")
_MOVES = wordset("workplaces_moves")


def jobs_to_come(frame: Frame, quantity: Quantity) -> Reading | None:
    """A number of jobs that a verb of coming or going puts ahead is planned by whoever it is about."""
    verb, sentence = frame.verb, frame.sentence
    low = sentence.reading.words.low
    if quantity.unit != "count" or low[frame.last - 1] not in _PLACES or verb is None or verb.negated:
        return None
    if verb.lemma().split()[0] not in _MOVES or not looks_ahead(verb) or abs(verb.first - frame.first) > 12:
        return None
    helpers = set(verb.helpers)
    if {"could", "may", "might", "can"} & helpers or verb.governor is not None:
        return None
    return pledge(frame, "jobs to come or to go", "planned")


def is_to_have(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Every school is to have two nurses", "the town is to have 40 more beds"."""
    if quantity.unit != "count" or before(frame, 3)[:1] not in (["is"], ["are"]) or before(frame, 2) != ["to", "have"]:
        return None
    return pledge(frame, "is to have", "planned") if behind(frame, 1) != ["to"] else None


_INVESTS = frozenset({"invest", "invests", "investment", "investing", "factory", "plant", "headquarters", "campus"})
_NO_PLAN = frozenset(
    {"lost", "cut", "gone", "vacant", "unemployment", "unfilled", "payrolls", "statistics", "axed", "shed"}
)


def jobs_line(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Jobs: up to 1,000", "Jobs? Twenty thousand.", in an article about what somebody will invest: the jobs are of the plan."""
    if (
        not quantity.rule.startswith(("count:label", "count:asked"))
        or quantity.unit_of not in _LINES
        or quantity.role == "prior"
    ):
        return None
    about = frame.sentence.reading.text_about
    planned = not _INVESTS.isdisjoint(about) and _NO_PLAN.isdisjoint(frame.sentence.low)
    return pledge(frame, "jobs of a plan", "planned") if planned else None


_LINES = frozenset({"jobs", "posts", "apprenticeships", "traineeships"})

#: asked before the verb is
WORKPLACES = (jobs_to_come, is_to_have, jobs_line)

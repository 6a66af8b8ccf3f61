"""Pledge or figure, weighed: small signs add up where single rules know too little.

A rule that fires on a verb knows the verbs of its list. Around every promise stand signs that no list has to name: money "for"
something behind it, an actor of its own, a verb in the future, other promises of the same article. Each sign has a weight in
``lexicon/weights.yaml`` (fitted on the open gold by ``benchmarks/fit_weights.py``, every folder judged by weights that never saw it). Where
no rule knows the case, the sum decides. Deterministic, and told in the claim's trace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING

from extractors.actors import actor_name, written
from extractors.agreement import agreed
from extractors.amount_signs import AHEAD, NOT_GIVEN, Around, bare_signs, signs, words_of
from extractors.firmness import mooded
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.listings import points_at_costs
from extractors.modality import stage_of
from extractors.recipients import recipient_of
from extractors.verbcase import PUBLIC
from extractors.verbcase import Reading as Read

if TYPE_CHECKING:
    from extractors.cues import Verb
    from extractors.drafts import Draft
    from extractors.frames import Frame
    from extractors.model import Modality

#: subjects that can promise
_NAMED_KINDS = frozenset({"country", "capital", "org", "group", "name", "person", "pronoun", "anaphor"})
#: where the sum must lie above (0225): for money, and for things or against a verb of having, owing, spending on one's own affairs, or where
#: the verb has a subject that cannot promise. Judged by weights that saw nothing of the folder, 324 of 3,653 fresh amounts are told wrong with them
_MONEY, _DOUBTFUL = 0.1, 0.25
#: and where a promise by its verb stays one
_FIRM = -0.75
#: where the sum of an amount that a rule would leave out must lie above
TOLD = 0.4
#: what brings money in, and promises none
_EARNS = PUBLIC | {"tourism", "exports", "trade", "bidding", "bids"}
#: what people do, and give to nobody
_PERFORMED = wordset("governed_performed")
#: "that cost the budget": so near to the amount it is what the amount is
_COSTS, _WHAT, _CLOSE = frozenset({"cost", "costs", "costing"}), frozenset({"that", "which", "it", "this", "they"}), 5
#: how many signs a trace names
_NAMED = 3


class Weights:
    """The weights of one lexicon: sign -> how far it speaks for a pledge (log odds). ``start`` is where the sum begins."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.signs: Mapping[str, float] = {
            str(sign): float(weight) for sign, weight in lexicon.mapping("weights", "pledge").items()
        }
        self.start = float(lexicon.get("weights", "start"))


class Telling:
    """How far each sign of an amount that a rule would leave out speaks for storing it (log odds)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.signs: Mapping[str, float] = {
            str(sign): float(weight) for sign, weight in lexicon.mapping("telling_weights", "told").items()
        }
        self.start = float(lexicon.get("telling_weights", "start"))


def worth_telling(draft: Draft, against: str, weights: Telling) -> bool:
    """Whether an amount that a rule would leave out, without being sure, is told for its own sake after all."""
    total = weights.start + fsum(
        {s: weights.signs[s] for s in bare_signs(draft, against) if s in weights.signs}.values()
    )
    if total > TOLD:
        draft.trace.append(f"told: weighed {total:+.1f} against {against}")
    return total > TOLD


def weighed(drafts: Sequence[Draft], weights: Weights) -> None:
    """Make pledges of the amounts that no rule knew, or only by their verb, and whose signs speak for one; figures where they speak against it."""
    agreed(drafts)
    cases = [d for d in drafts if is_weighed(d)]
    around = Around(drafts) if cases else None
    sums = [(d, *_sum(d, around, weights)) for d in cases if around is not None]
    for draft, total, found in sums:
        gives = total > bar(draft)
        if gives == (draft.kind == "pledge"):
            continue
        strongest = sorted(found, key=lambda s: (-found[s] if gives else found[s], s))[:_NAMED]
        draft.trace.append(f"kind: weighed {total:+.1f} ({', '.join(f'{s} {found[s]:+.1f}' for s in strongest)})")
        if not gives:
            draft.kind, draft.modality, draft.stage = "figure", "reported", None
            continue
        draft.odds = total
        _promise(draft, around.told_before(draft) if around is not None else None)


def _sum(draft: Draft, around: Around, weights: Weights) -> tuple[float, dict[str, float]]:
    found = {s: weights.signs[s] for s in signs(draft, around) if s in weights.signs}
    return weights.start + fsum(found.values()), found


def is_money(draft: Draft) -> bool:
    """Whether its amount is a sum of money."""
    unit = (draft.quantity and draft.quantity.unit) or ""
    return len(unit) == 3 and unit.isupper()


def bar(draft: Draft) -> float:
    """What the sum of a case that is weighed must lie above for a promise."""
    frame = draft.frame
    if draft.kind == "pledge":
        return _FIRM
    if not is_money(draft) or not is_open(draft):
        return _DOUBTFUL
    if frame is None or frame.verb is None or frame.verb.passive or frame.as_subject:
        return _MONEY
    subject = frame.subject
    named = draft.actor is not None and subject is not None and subject.kind in _NAMED_KINDS
    return _MONEY if named and not _own_affairs(frame.verb) else _DOUBTFUL


def is_weighed(draft: Draft) -> bool:
    """Whether the signs around decide: no rule knew what it is, or the only one that did looked at its verb.

    A verb alone is weak. Of the 337 figures by their verb that are weighed, on texts that no rule was written from, 95 are promised, demanded or
    refused; weights that saw nothing of the folder find 50 of them for three that are none, and nine promises that are none for no right one.
    """
    if is_open(draft):
        return True
    if draft.quantity is None or draft.frame is None:
        return False
    rule = next((t for t in reversed(draft.trace) if t.startswith("kind: ")), "")
    if not rule.startswith("kind: verb "):
        return False
    if draft.kind == "pledge":
        return draft.modality in _TOLD_PLAINLY
    verb = draft.frame.verb
    settled = rule.endswith(", to its own") or (verb is not None and verb.lemma() in _SETTLED)
    return not settled and not _of_nobody(draft, draft.frame)


#: promises that a verb makes by itself; what is demanded, refused or reaffirmed has more than its verb to show
_TOLD_PLAINLY = frozenset({"pledged", "planned", "delivered", "withdrawn"})


#: verbs that are enough: what a thing costs, what is needed, what is owed
_SETTLED = frozenset({"cost", "bill", "invoice", "need", "owe"})


def is_open(draft: Draft) -> bool:
    """Whether no rule knew what it is. Costs and income are promised by nobody, whatever else speaks for it."""
    if not draft.undecided or draft.kind != "figure" or draft.frame is None or draft.quantity is None:
        return False
    verb = draft.frame.verb
    if _own_affairs(verb) if not is_money(draft) else verb is not None and verb.lemma() in _SETTLED:
        return False
    return not _of_nobody(draft, draft.frame)


def _of_nobody(draft: Draft, frame: Frame) -> bool:
    return points_at_costs(frame) or _earned(draft) or _of_the_public(frame) or _performed(draft) or _cost(draft)


def _cost(draft: Draft) -> bool:
    """ "floods that cost the budget 13 billion", whatever was taken for its verb."""
    low, first = draft.sentence.reading.words.low, words_of(draft)[0]
    return any(
        low[k] in _COSTS and low[k - 1] in _WHAT for k in range(max(draft.sentence.lo + 1, first - _CLOSE), first)
    )


def _performed(draft: Draft) -> bool:
    """ "There will be 14 speeches": what is done, said or scored is given to nobody."""
    of = (draft.quantity and draft.quantity.unit_of) or ""
    return not _PERFORMED.isdisjoint(of.lower().split()[-1:])


def _own_affairs(verb: Verb | None) -> bool:
    """Whether a verb says that somebody has, owes, costs, or has spent on its own affairs."""
    if verb is None:
        return False
    return verb.is_a("figure") or (verb.is_a("spend") and not AHEAD.intersection(verb.helpers))


def _of_the_public(frame: Frame) -> bool:
    """ "visitors will spend £30 million in the town": foreseen, and promised by nobody."""
    verb, low = frame.verb, frame.sentence.reading.words.low
    return verb is not None and low[max(frame.sentence.lo, verb.begin - 1)] in _EARNS


def _earned(draft: Draft) -> bool:
    """ "£12m from ticket sales will keep the club afloat": income is promised by nobody."""
    words, last = draft.sentence.reading.words.low, words_of(draft)[1]
    return words[last : last + 1] == ["from"] and not NOT_GIVEN.isdisjoint(words[last + 1 : last + 4])


def _promise(draft: Draft, before: Draft | None) -> None:
    """How firm a promise is that no rule knows: as told before; delivered where the verb looks back on a payment, planned where nobody is given it.

    Where no verb says otherwise it is promised: of 58 on texts that no rule was written from 29 were, 13 reaffirmed, 12 planned.
    """
    verb = draft.frame.verb if draft.frame is not None else None
    if verb is None:
        _actor_of_unknown_verb(draft)
    modality: Modality = "planned" if draft.recipient is None and verb is not None else "pledged"
    if verb is None and before is not None and before.modality in ("pledged", "planned", "reaffirmed"):
        modality = "reaffirmed"
    if verb is not None and (verb.perfect or verb.form() == "past") and not AHEAD.intersection(verb.helpers):
        modality = "delivered" if verb.is_a("spend", "deliver") else "pledged"
    if draft.frame is not None:
        told = mooded(Read("pledge", modality, verb, ""), draft.frame)
        modality, draft.condition = told.modality, told.condition
    draft.kind, draft.modality = "pledge", modality
    draft.stage = stage_of(modality, verb)


#: words that part a verb from its subject, or show that there is none between
_NO_VERB = wordset("weighing_no_verb")


def _actor_of_unknown_verb(draft: Draft) -> None:
    """ "Norway glorps 90 million kroner for ...": whoever stands right before a word that is no name, and the amount right behind it."""
    sentence = draft.sentence
    words = sentence.reading.words
    first, last = words_of(draft)
    for mention in reversed(sentence.mentions):
        if mention.last >= first or mention.kind not in _NAMED_KINDS:
            continue
        between = words.low[mention.last : first]
        plain = all(w.replace("-", "").isalpha() and w not in _NO_VERB for w in between)
        if not 1 <= len(between) <= 4 or not plain or not words.raw[mention.last][0].islower():
            return
        if any(mention.last <= v.first < first for v in sentence.verbs):
            return  # "they said 500 billion": a verb that some list has, and nobody gives by it
        draft.actor, draft.borrowed_actor = actor_name(mention, sentence, draft.trace), False
        draft.actor_as_written = written(mention, mention, sentence.reading)
        draft.trace.append("actor: before a verb that no list has")
        draft.recipient = recipient_of(sentence, None, first, last, [mention])
        return

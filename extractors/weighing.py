"""Pledge or figure, weighed: small signs add up where single rules know too little.

A rule that fires on a verb knows the verbs of its list. Around every promise stand signs that no list has to name: money "for"
something behind it, an actor of its own, a verb in the future, other promises of the same article. Each sign has a weight in
``lexicon/weights.yaml`` (fitted on the open gold by ``benchmarks/fit_weights.py``, every folder judged by weights that never saw it). Where
no rule knows the case, the sum decides. Deterministic, and told in the claim's trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from extractors.actors import actor_name, written
from extractors.agreement import agreed
from extractors.firmness import mooded
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.listings import points_at_costs
from extractors.modality import stage_of
from extractors.recipients import recipient_of
from extractors.verbcase import Reading as Read

if TYPE_CHECKING:
    from extractors.drafts import Draft
    from extractors.model import Modality
    from extractors.reading import Sentence

_AHEAD = frozenset({"will", "shall", "going", "would", "to"})
_BEHIND = ("for", "to", "on", "in", "towards", "into", "of", "by", "from", "over", "until", "worth", "and")
_BEFORE = ("for", "to", "with", "of", "by", "from", "at", "worth", "than", "about")
#: units that somebody can give or promise; shares and the like follow the rules alone where no weight speaks
_COUNTED = frozenset({"count", "pct", "pct_gdp", "pct_gni", "ratio"})
#: subjects that can promise
_NAMED_KINDS = frozenset({"country", "capital", "org", "group", "name", "person", "pronoun", "anaphor"})
#: where the sum must lie above: with a giver, and against a verb of having or owing. On the clusters that no rule was written from, judged by
#: weights that saw none of the cluster, the first finds 24 promises and takes 5 figures for one, the second finds 2 (0196)
_NAMED_GIVER, _AGAINST_THE_VERB = 0.5, 2.0
#: how many signs a trace names
_NAMED = 3


class Weights:
    """The weights of one lexicon: sign -> how far it speaks for a pledge (log odds). ``start`` is where the sum begins."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.signs: Mapping[str, float] = {
            str(sign): float(weight) for sign, weight in lexicon.mapping("weights", "pledge").items()
        }
        self.start = float(lexicon.get("weights", "start"))


def weighed(drafts: Sequence[Draft], weights: Weights) -> None:
    """Make pledges of the amounts that no rule knew and whose signs speak for one."""
    agreed(drafts)
    pledges = [d for d in drafts if d.kind == "pledge"]
    for draft in [d for d in drafts if d.undecided and d.kind == "figure"]:
        enough = _enough(draft)
        if enough is None:
            continue
        found = {s: weights.signs[s] for s in signs(draft, pledges, drafts) if s in weights.signs}
        total = weights.start + sum(found.values())
        if total > enough:
            strongest = sorted(found, key=lambda s: -found[s])[:_NAMED]
            draft.odds = total
            draft.trace.append(f"kind: weighed {total:+.1f} ({', '.join(f'{s} {found[s]:+.1f}' for s in strongest)})")
            _promise(draft)


def _enough(draft: Draft) -> float | None:
    """What the sum must come to; None where nothing could make a promise of it.

    Money only: of things and shares too few are promised in words that no rule knows (weights fitted apart found one for twelve false). What
    "consumers" or "visitors" will spend is promised by nobody.
    """
    if draft.frame is None or draft.quantity is None or len(draft.quantity.unit or "") != 3:
        return None
    verb, subject = draft.frame.verb, draft.frame.subject
    if points_at_costs(draft.frame) or _earned(draft):
        return None
    if verb is None or verb.passive or draft.frame.as_subject:
        return _NAMED_GIVER
    if draft.actor is None or subject is None or subject.kind not in _NAMED_KINDS:
        return None
    if verb.is_a("figure") or (verb.is_a("spend") and not _AHEAD.intersection(verb.helpers)):
        return _AGAINST_THE_VERB  # to owe, to cost, to have spent on one's own affairs
    # a single unknown word at the beginning has its capital from there
    plain = subject.kind != "name" or subject.first != draft.sentence.lo or subject.last - subject.first > 1
    return _NAMED_GIVER if plain else None


def _earned(draft: Draft) -> bool:
    """ "£12m from ticket sales will keep the club afloat": income is promised by nobody."""
    words, last = draft.sentence.reading.words.low, _words(draft)[1]
    return words[last : last + 1] == ["from"] and not _NOT_GIVEN.isdisjoint(words[last + 1 : last + 4])


def _promise(draft: Draft) -> None:
    """How firm a promise is that no rule knows: delivered where the verb looks back on a payment, planned where nobody is given it."""
    verb = draft.frame.verb if draft.frame is not None else None
    if verb is None:
        _actor_of_unknown_verb(draft)
    modality: Modality = "planned" if draft.recipient is None else "pledged"
    if verb is not None and (verb.perfect or verb.form() == "past") and not _AHEAD.intersection(verb.helpers):
        modality = "delivered" if verb.is_a("spend", "deliver") else "pledged"
    if draft.frame is not None:
        told = mooded(Read("pledge", modality, verb, ""), draft.frame)
        modality, draft.condition = told.modality, told.condition
    draft.kind, draft.modality = "pledge", modality
    draft.stage = stage_of(modality, verb)


#: what sums of money are of that nobody gives
_NOT_GIVEN = wordset("weighing_not_given")
#: words that part a verb from its subject, or show that there is none between
_NO_VERB = wordset("weighing_no_verb")


def _actor_of_unknown_verb(draft: Draft) -> None:
    """ "Norway glorps 90 million kroner for ...": whoever stands right before a word that is no name, and the amount right behind it."""
    sentence = draft.sentence
    words = sentence.reading.words
    first, last = _words(draft)
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


def signs(draft: Draft, pledges: Sequence[Draft], drafts: Sequence[Draft]) -> Iterator[str]:
    """What can be seen of an amount without knowing its verb. ``pledges`` are those of the article's ``drafts`` that the rules call so."""
    yield from _of_amount(draft)
    yield from _of_clause(draft)
    sentence = draft.sentence
    others = [p for p in pledges if p is not draft]
    yield f"promises elsewhere={min(3, len(others))}"
    if sentence.reading.about_giving:
        yield "about giving"
    if draft.actor and any(o.actor == draft.actor for o in others):
        yield "its actor promises elsewhere"
    if any(o.sentence is sentence for o in others):
        yield "a promise beside it"
    if any(d is not draft and d.sentence is sentence and d.quantity is not None and d not in others for d in drafts):
        yield "a figure beside it"


def _of_amount(draft: Draft) -> Iterator[str]:
    q, sentence = draft.quantity, draft.sentence
    assert q is not None
    unit = q.unit or "none"
    sort = "money" if len(unit) == 3 and unit.isupper() else unit if unit in _COUNTED else "other"
    yield f"unit={sort}"
    yield f"size={sort} {_size(q.low or q.high or q.magnitude or 0.0)}"
    yield f"comparator={q.comparator}"
    if q.per:
        yield "per"
    if q.role:
        yield f"role={q.role}"
    low, first, last = sentence.reading.words.low, *_words(draft)
    for name, k in (("before", first - 1), ("two before", first - 2), ("behind", last), ("two behind", last + 1)):
        yield f"{name}={low[k] if sentence.lo <= k < sentence.hi else '#'}"
    behind, before = low[last : min(sentence.hi, last + 6)], low[max(sentence.lo, first - 6) : first]
    yield from (f"near behind={w}" for w in _BEHIND if w in behind)
    yield from (f"near before={w}" for w in _BEFORE if w in before)
    if not _NOT_GIVEN.isdisjoint(before) or not _NOT_GIVEN.isdisjoint(behind):
        yield "a loss or price beside it"
    yield f"actor={'none' if draft.actor is None else 'borrowed' if draft.borrowed_actor else 'own'}"
    yield from (f"has {slot}" for slot in ("recipient", "purpose", "speaker") if getattr(draft, slot))


def _of_clause(draft: Draft) -> Iterator[str]:
    frame, sentence = draft.frame, draft.sentence
    assert frame is not None
    yield from _of_sentence(sentence)
    verb = frame.verb
    if verb is None:
        yield "no verb"
    else:
        sort = "money" if len((draft.quantity and draft.quantity.unit) or "") == 3 else "thing"
        ahead = bool(_AHEAD.intersection(verb.helpers))
        tense = "ahead" if ahead else "perfect" if verb.perfect else verb.form()
        yield from (f"verb is {c}" for c in verb.classes)
        yield f"tense={tense}"
        yield f"tense={tense} {sort}"
        if verb.helpers:
            yield f"helper={verb.helpers[0]}"
        yield from (
            name
            for name, holds in (
                ("passive", verb.passive),
                ("negated", verb.negated),
                ("amount is subject", frame.as_subject),
                ("hangs on a noun", verb.governing_noun is not None),
            )
            if holds
        )
        if verb.governor is not None:
            yield from (f"governed by {c}" for c in verb.governor.classes)
    yield f"subject={frame.subject.kind if frame.subject is not None else 'noun' if frame.noun_subject else 'none'}"
    if frame.attribution is not None:
        yield f"told: {frame.attribution.rule}"
        if frame.attribution.verb is not None:
            yield from (f"told by {c}" for c in frame.attribution.verb.classes)


def _of_sentence(sentence: Sentence) -> Iterator[str]:
    low = sentence.low
    yield from (f"sentence has {c}" for c in sorted({c for v in sentence.verbs for c in v.classes if "." not in c}))
    if "will" in low or "shall" in low:
        yield "will"
    if "would" in low:
        yield "would"
    if sentence.index == 0:
        yield "first sentence"
    yield f"block={sentence.role}"
    if sentence.reading.text[sentence.end - 1] not in '.!?”"':
        yield "no full stop"


def _words(draft: Draft) -> tuple[int, int]:
    reading = draft.sentence.reading
    first = reading.word_at(draft.start)
    return first, max(first + 1, reading.word_at(draft.end))


def _size(value: float) -> str:
    return (
        "under a thousand" if value < 1e3 else "thousands" if value < 1e6 else "millions" if value < 1e9 else "billions"
    )

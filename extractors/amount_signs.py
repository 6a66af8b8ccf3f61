"""What can be seen of an amount without knowing its verb: the signs that `extractors.weighing` adds up.

Around every promise stand signs that no list has to name: money "for" something behind it, an actor of its own, a verb in the future,
other promises beside it, whether the same amount was told before. Every sign is a short text, so that the table of weights can be read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.grammar import wordset

if TYPE_CHECKING:
    from extractors.drafts import Draft
    from extractors.reading import Sentence

#: helpers of what is to come
AHEAD = frozenset({"will", "shall", "going", "would", "to"})
#: what sums of money are of that nobody gives
NOT_GIVEN = wordset("weighing_not_given")
_BEHIND = ("for", "to", "on", "in", "towards", "into", "of", "by", "from", "over", "until", "worth", "and")
_BEFORE = ("for", "to", "with", "of", "by", "from", "at", "worth", "than", "about")
#: units that somebody can give or promise; shares and the like follow the rules alone where no weight speaks
_COUNTED = frozenset({"count", "pct", "pct_gdp", "pct_gni", "ratio"})
#: so many words to each side of an amount are signs
_WINDOW = 7
_BULLETS = "-*•●–"


class Around:
    """The amounts of an article as the rules read them, counted once: who stands beside whom, and what was told before."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.total = len(drafts)
        self.pledges = sum(d.kind == "pledge" for d in drafts)
        self.actors = Counter(d.actor for d in drafts if d.kind == "pledge" and d.actor)
        self.firm_sorted = sorted(Counter(d.modality for d in drafts if d.kind == "pledge").items())
        self.of_sentence: dict[int, list[Draft]] = defaultdict(list)
        self.of_block: dict[int, Counter[str]] = defaultdict(Counter)
        self.first: dict[object, Draft] = {}
        for draft in drafts:
            self.of_sentence[draft.sentence.index].append(draft)
            self.of_block[draft.sentence.block].update(_told(draft))
            if draft.quantity is not None:
                self.first.setdefault(_value(draft), draft)

    def told_before(self, draft: Draft) -> Draft | None:
        """The first draft of the same amount, if that is an earlier one."""
        before = self.first.get(_value(draft))
        return before if before is not draft else None


def _told(draft: Draft) -> tuple[str, ...]:
    return (draft.kind, draft.modality) if draft.kind == "pledge" else (draft.kind,)


def _value(draft: Draft) -> object:
    q = draft.quantity
    assert q is not None
    return (q.low if q.low is not None else q.high), q.unit


def signs(draft: Draft, around: Around) -> list[str]:
    """The signs of a draft that has an amount and a frame, among the other drafts of its article."""
    found: list[str] = []
    _of_amount(found, draft)
    _of_words(found, draft)
    _of_clause(found, draft)
    _of_place(found, draft, around)
    _of_neighbours(found, draft, around)
    return found


def bare_signs(draft: Draft, against: str) -> list[str]:
    """The signs of an amount that ``against``, a rule, would leave out: before anything else of the article is known."""
    rule = (draft.quantity and draft.quantity.rule) or ""
    found = [f"against: {against}", f"read by {rule}", f"kind={draft.kind}"]
    others = [q for q in draft.sentence.quantities if q is not draft.quantity]
    found.append(f"others in its sentence={min(2, len(others))}")
    if draft.quantity is not None and any(q.unit == draft.quantity.unit for q in others):
        found.append("another of its unit beside it")
    _of_amount(found, draft)
    _of_words(found, draft)
    _of_clause(found, draft)
    return found


def _of_neighbours(found: list[str], draft: Draft, around: Around) -> None:
    """What the rules made of the other amounts of its sentence, paragraph and article."""
    sentence, own = draft.sentence, draft.kind == "pledge"
    here = [d for d in around.of_sentence[sentence.index] if d is not draft]
    others = around.pledges - own
    found.append(f"promises elsewhere={min(3, others)}")
    found.append(f"article: quarters of promises={int(4 * others / max(1, around.total - 1))}")
    if sentence.reading.about_giving:
        found.append("about giving")
    if draft.actor and around.actors[draft.actor] > own:
        found.append("its actor promises elsewhere")
    if any(d.kind == "pledge" for d in here):
        found.append("a promise beside it")
    if any(d.kind == "figure" and d.quantity is not None for d in here):
        found.append("a figure beside it")
    for other in here:
        if other.kind == "pledge":
            found.append(f"beside it {other.modality}")
        if other.quantity is not None:
            found.append(f"beside it {_sort(other)} {other.kind}")
    inside = [t for d in around.of_sentence[sentence.index] if d.sentence.block == sentence.block for t in _told(d)]
    near = {t: count - inside.count(t) for t, count in around.of_block[sentence.block].items()}
    found.append(f"paragraph: figures={min(2, near.pop('figure', 0))}")
    found.append(f"paragraph: promises={min(2, near.pop('pledge', 0))}")
    found += [f"paragraph: {modality}" for modality, count in near.items() if count > 0]
    most, times = None, 0
    for modality, count in around.firm_sorted:
        count -= own and modality == draft.modality
        if count > times:
            most, times = modality, count
    if most is not None:
        found.append(f"article: mostly {most}")


def _of_place(found: list[str], draft: Draft, around: Around) -> None:
    """What the rules call it, whether it was told before, where in the article and in which voice it stands."""
    sentence, q = draft.sentence, draft.quantity
    reading = sentence.reading
    found.append(f"rules say {draft.kind} {draft.modality}")
    before = around.told_before(draft)
    if before is not None:
        found.append("told before")
        found.append(f"told before as {before.modality if before.kind == 'pledge' else 'figure'}")
    if q is not None and q.role:
        found.append(f"role={q.role} {draft.modality}")
    found.append(f"sixth of the article={min(5, int(6 * sentence.index / max(1, len(reading.sentences))))}")
    if sentence.index < 3:
        found.append("opening")
    ahead = reading.text[sentence.start : draft.start]
    if ahead.count("“") > ahead.count("”") or ahead.count('"') % 2 == 1:
        found.append("in quotes")
    if ahead[:1] in ("“", '"', "”"):
        found.append("sentence opens a quote")
    if draft.speaker:
        found.append(f"speaker is {'its actor' if draft.speaker == draft.actor else 'another'}")
    if ahead[:3].lstrip()[:1] in tuple(_BULLETS):
        found.append("list item")
    if "|" in reading.text[sentence.start : sentence.end]:
        found.append("table")


def _of_words(found: list[str], draft: Draft) -> None:
    """The words around it, whatever they do there."""
    sentence = draft.sentence
    low, first, last = sentence.reading.words.low, *words_of(draft)
    found += [f"left: {w}" for w in low[max(sentence.lo, first - _WINDOW) : first] if w.isalpha()]
    found += [f"right: {w}" for w in low[last : min(sentence.hi, last + _WINDOW)] if w.isalpha()]


def _sort(draft: Draft) -> str:
    unit = (draft.quantity and draft.quantity.unit) or "none"
    return "money" if len(unit) == 3 and unit.isupper() else unit if unit in _COUNTED else "other"


def _of_amount(found: list[str], draft: Draft) -> None:
    q, sentence = draft.quantity, draft.sentence
    assert q is not None
    sort = _sort(draft)
    found.append(f"unit={sort}")
    found.append(f"size={sort} {_size(q.low or q.high or q.magnitude or 0.0)}")
    found.append(f"comparator={q.comparator}")
    if q.per:
        found.append("per")
    if q.role:
        found.append(f"role={q.role}")
    low, first, last = sentence.reading.words.low, *words_of(draft)
    for name, k in (("before", first - 1), ("two before", first - 2), ("behind", last), ("two behind", last + 1)):
        found.append(f"{name}={low[k] if sentence.lo <= k < sentence.hi else '#'}")
    behind, before = low[last : min(sentence.hi, last + 6)], low[max(sentence.lo, first - 6) : first]
    found += [f"near behind={w}" for w in _BEHIND if w in behind]
    found += [f"near before={w}" for w in _BEFORE if w in before]
    if not NOT_GIVEN.isdisjoint(before) or not NOT_GIVEN.isdisjoint(behind):
        found.append("a loss or price beside it")
    found.append(f"actor={'none' if draft.actor is None else 'borrowed' if draft.borrowed_actor else 'own'}")
    found += [f"has {slot}" for slot in ("recipient", "purpose", "speaker") if getattr(draft, slot)]


def _of_clause(found: list[str], draft: Draft) -> None:
    frame, sentence = draft.frame, draft.sentence
    assert frame is not None
    _of_sentence(found, sentence)
    verb = frame.verb
    if verb is None:
        found.append("no verb")
    else:
        sort = "money" if len((draft.quantity and draft.quantity.unit) or "") == 3 else "thing"
        ahead = bool(AHEAD.intersection(verb.helpers))
        tense = "ahead" if ahead else "perfect" if verb.perfect else verb.form()
        found += [f"verb is {c}" for c in verb.classes]
        found.append(f"tense={tense}")
        found.append(f"tense={tense} {sort}")
        if verb.helpers:
            found.append(f"helper={verb.helpers[0]}")
        found += (
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
            found += [f"governed by {c}" for c in verb.governor.classes]
    found.append(
        f"subject={frame.subject.kind if frame.subject is not None else 'noun' if frame.noun_subject else 'none'}"
    )
    if frame.attribution is not None:
        found.append(f"told: {frame.attribution.rule}")
        if frame.attribution.verb is not None:
            found += [f"told by {c}" for c in frame.attribution.verb.classes]


def _of_sentence(found: list[str], sentence: Sentence) -> None:
    low = sentence.low
    found += [f"sentence has {c}" for c in sorted({c for v in sentence.verbs for c in v.classes if "." not in c})]
    if "will" in low or "shall" in low:
        found.append("will")
    if "would" in low:
        found.append("would")
    if sentence.index == 0:
        found.append("first sentence")
    found.append(f"block={sentence.role}")
    if sentence.reading.text[sentence.end - 1] not in '.!?”"':
        found.append("no full stop")


def words_of(draft: Draft) -> tuple[int, int]:
    """The first word of an amount, and the one behind its last."""
    reading = draft.sentence.reading
    first = reading.word_at(draft.start)
    return first, max(first + 1, reading.word_at(draft.end))


def _size(value: float) -> str:
    return (
        "under a thousand" if value < 1e3 else "thousands" if value < 1e6 else "millions" if value < 1e9 else "billions"
    )

"""From an article to its claims: amounts and telling words are framed, their slots filled, repeats merged."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from extractors.actors import actor_name, written
from extractors.acts import Act, acts
from extractors.adjust import part_of_name, settle, without_particle
from extractors.afterwards import (
    borrow_actors,
    inherit,
    number_packages,
    same_actors_currency,
    settle_actors,
    without_ledes,
)
from extractors.coordination import coordinated
from extractors.cues import Verb
from extractors.dollars import own_dollars
from extractors.drafts import VERSION, Draft, frozen
from extractors.figures import SURELY, left_out, measure_of
from extractors.frames import frame_of
from extractors.history import is_recalled, is_story, recounted, told_in_a_story
from extractors.indirect import named_behind
from extractors.lexicon import Lexicon
from extractors.merge import merged
from extractors.modality import stage_of
from extractors.model import Claim, Document, Quantity, Span
from extractors.moods import condition_of
from extractors.numbered import is_silent, numbered
from extractors.pledges import read_frame
from extractors.purposes import NEVER_LAST, programme_of, purpose_of
from extractors.quantities import read_quantities, split
from extractors.reading import Reading, Sentence
from extractors.recipient_choice import settle_recipients
from extractors.recipients import recipient_of
from extractors.retelling import only_drafted, told_as
from extractors.segments import Part
from extractors.slots import cue_of, fill_actor, fill_speaker, speaks_for_itself
from extractors.weighing import Telling, Weights, weighed, worth_telling
from extractors.when import time_of

__all__ = ["EXTRACTORS", "VERSION", "read_article"]


#: a sentence with more amounts than this is noise; the rest of them are not read
_MOST = 40
#: what stands behind this many characters of one sentence is not read, nor are more amounts of one article
_LONGEST, _MOST_OF_ARTICLE = 6000, 3000


def read_article(document: Document, part: Part, lexicon: Lexicon) -> list[Claim]:
    """All claims of one article, in the order of its text."""
    reading = Reading(document, part, lexicon)
    if not reading.sentences:
        return []
    for quantity in _quantities(reading):
        quantity = without_particle(document.text, quantity)
        sentence = reading.sentence_at(quantity.span.start)
        if sentence is None or is_silent(sentence) or len(sentence.quantities) >= _MOST:
            continue
        if not part_of_name(sentence, quantity):
            sentence.quantities.append(quantity)
    for sentence in reading.sentences:
        settle(sentence)
    drafts: list[Draft] = []
    for extractor in EXTRACTORS:
        drafts.extend(extractor(reading))
    drafts = without_ledes(drafts)
    number_packages(drafts)
    inherit(drafts)
    borrow_actors(drafts, reading)
    same_actors_currency(drafts, reading)
    own_dollars(drafts, reading)
    for draft in drafts:
        _nobody_gives(draft)
    recounted(drafts, reading)
    if is_story(reading):
        told_in_a_story(drafts)
    weighed(drafts, lexicon.compiled(Weights))
    scene = settle_actors(drafts, reading)
    settle_recipients(drafts, reading, scene)
    return [frozen(d) for d in merged(drafts)]


def _quantities(reading: Reading) -> list[Quantity]:
    """The amounts of the article; its tokens are kept for its times."""
    text, end = _readable(reading)
    start, lexicon = reading.article.start, reading.lexicon
    stream = split(text, start, end, lexicon)
    if text is reading.text and end == reading.article.end:
        reading.stream = stream
    if not stream.heads:
        return []
    return read_quantities(text, start, end, lexicon=lexicon, stream=stream)[:_MOST_OF_ARTICLE]


_WILL = frozenset({"will", "shall", "would", "won't", "going"})
_NUMBER = re.compile(r"[0-9]+")


def _readable(reading: Reading) -> tuple[str, int]:
    """The article's text without the tails of endless sentences, and where to stop: texts of noise cost no more than those of sense."""
    text, start, end = reading.text, reading.article.start, reading.article.end
    if end - start <= _LONGEST:
        return text, end
    pieces, at = [], 0
    for sentence in reading.sentences:
        if sentence.end - sentence.start > _LONGEST:
            cut = sentence.start + _LONGEST
            pieces += [text[at:cut], " " * (sentence.end - cut)]
            at = sentence.end
    if pieces:
        text = "".join((*pieces, text[at:]))
    if end - start > 20 * _MOST_OF_ARTICLE:
        for count, m in enumerate(_NUMBER.finditer(text, start, end)):
            if count == 4 * _MOST_OF_ARTICLE:
                return text, m.start()
    return text, end


_PURCHASES = frozenset({"kind: verb buy", "kind: verb spend", "kind: verb purchase"})
_ENTITLED = frozenset({"kind: verb receive", "kind: verb get", "kind: entitled to"})


def _nobody_gives(draft: Draft) -> None:
    """Money that no known actor gives is a figure where it is paid, small, or a gift only by the article's topic."""
    q = draft.quantity
    known = draft.actor is not None and not draft.borrowed_actor and "actor: noun before the verb" not in draft.trace
    if draft.modality == "pledged" and not _ENTITLED.isdisjoint(draft.trace):
        return  # a benefit is small and its payer goes without saying
    if draft.kind != "pledge" or q is None or q.unit == "count":
        return
    money = len(q.unit or "") == 3 and (q.unit or "").isupper()  # "pct" is none
    purse = money and q.per is None and (q.low or q.high or 0.0) < 1000
    if purse and not _PURCHASES.isdisjoint(draft.trace):
        draft.trace.append("kind: a purchase, a figure")
        draft.kind, draft.modality, draft.stage = "figure", "reported", None
    if known:
        return
    size = q.low or q.high or q.magnitude or 0.0
    small = money and size < 1000
    if draft.actor is not None and not small:
        return
    if (
        small
        or q.unit is None
        or (money and draft.modality == "delivered")
        or any("an article about gifts" in t for t in draft.trace)
    ):
        draft.trace.append("kind: nobody gives, a figure")
        draft.kind, draft.modality, draft.stage = "figure", "reported", None


def _doubles_it(sentence: Sentence, quantity: Quantity) -> bool:
    """ "hopes to double that by 2027": told for itself, beside the amount that it points at."""
    words = sentence.reading.words
    behind = words.low[sentence.reading.word_at(quantity.span.end) : sentence.hi][:1]
    before = words.low[: sentence.reading.word_at(quantity.span.start)][-1:]
    return behind in (["that"], ["it"], ["this"]) and before == ["to"]


def amounts(reading: Reading) -> list[Draft]:
    """A claim for each amount that is one."""
    found: list[Draft] = []
    for sentence in reading.sentences:
        money = sum(1 for q in sentence.quantities if q.unit is not None and len(q.unit) == 3)
        for quantity in sentence.quantities:
            if quantity.rule == "multiple:verb" and money and not _doubles_it(sentence, quantity):
                continue
            draft = _amount(sentence, quantity)
            if draft is not None:
                found.append(draft)
    return found


_DEFENCE = frozenset({"defence", "defense", "military"})


_SPENDING = frozenset({"spending", "expenditure", "expenditures", "budget", "budgets", "outlays"})


def _share_of_output(sentence: Sentence, quantity: Quantity, first: int, last: int) -> Quantity:
    """ "raise defence expenditure to 2.5 percent": of GDP, where the article speaks of GDP and nothing else is named."""
    low = sentence.reading.words.low
    if quantity.unit != "pct" or low[last : last + 1] == ["of"] or "gdp" not in sentence.reading.text_about:
        return quantity
    before = low[max(sentence.lo, first - 8) : first]
    if not (any(w in _DEFENCE for w in before) and any(w in _SPENDING for w in before)):
        return quantity
    return replace(quantity, unit="pct_gdp", unit_basis="context")


def _amount(sentence: Sentence, quantity: Quantity) -> Draft | None:
    reading = sentence.reading
    first = reading.word_at(quantity.span.start)
    last = max(first + 1, reading.word_at(quantity.span.end))
    quantity = _share_of_output(sentence, quantity, first, last)
    frame = frame_of(sentence, first, last)
    read = read_frame(frame, quantity)
    against = left_out(sentence, quantity, read.kind, first, last, read.rule)
    if against == SURELY:
        return None
    draft = Draft(sentence, quantity.span.start, quantity.span.end, read.kind, read.modality, quantity)
    draft.trace += [f"quantity: {quantity.rule}", f"kind: {read.rule}"]
    draft.condition = read.condition
    draft.measure = measure_of(quantity, draft.kind)
    draft.frame, draft.undecided = frame, not read.known
    if against is not None and not worth_telling(draft, against, reading.lexicon.compiled(Telling)):
        return None
    fill_actor(draft, frame)
    fill_speaker(draft, frame)
    ahead = frame.verb is not None and draft.kind == "pledge" and not _WILL.isdisjoint(frame.verb.helpers)
    draft.time = time_of(sentence, draft.start, draft.end, ahead)
    if draft.kind == "pledge":
        if not read.settled:
            draft.modality = told_as(draft.modality, cue_of(frame), speaks_for_itself(draft, frame), read.verb)
        draft.modality = only_drafted(draft.modality, sentence, first, read.verb)
        draft.recalled = is_recalled(sentence, read.verb, draft.time, frame.attribution)
        draft.stage = stage_of(draft.modality, read.verb)
    givers = [frame.subject] if frame.subject is not None else []
    draft.recipient = recipient_of(sentence, frame.verb, first, last, givers)
    draft.purpose = purpose_of(sentence, quantity, first, last, draft.recipient)
    draft.trace += frame.trace
    return draft


def wordless(reading: Reading) -> list[Draft]:
    """A claim for each refusal, promise or demand without an amount."""
    found: list[Draft] = []
    for sentence in reading.sentences:
        if is_silent(sentence):
            continue
        framed: dict[int, Verb | None] = {}
        for act in acts(sentence):
            draft = _act(act, framed)
            if draft is not None:
                found.append(draft)
    return found


def _has_amount(act: Act, start: int, end: int, framed: dict[int, Verb | None]) -> bool:
    """Whether the act is the frame of an amount: then that is the claim. ``framed`` keeps the verbs of the sentence's amounts."""
    sentence = act.sentence
    for q in sentence.quantities:
        if q.rule.startswith("duration") or (q.rule == "money:minor" and (q.low or q.high or 0) < 0.5):
            continue
        if q.span.start < end and start < q.span.end:
            return True
        if q.span.start not in framed:
            first = sentence.reading.word_at(q.span.start)
            last = max(first + 1, sentence.reading.word_at(q.span.end))
            framed[q.span.start] = frame_of(sentence, first, last).verb
        verb = framed[q.span.start]
        if verb is not None and act.verb is not None and verb.first == act.verb.first:
            return True
    return False


def _object_of(act: Act) -> str | None:
    """What an act is about, in the text's own words: "new steps to strengthen Ukraine's air defenses"."""
    words = act.sentence.reading.words
    first = act.verb.last if act.verb is not None else act.first
    whom = named_behind(act.sentence, first, act.last) if act.verb is not None else None
    first = whom.last if whom is not None else first  # "send Ukraine its 31st package"
    end = min(act.last, first + 13)
    for k in range(first, end):
        if words.low[k] == "by" and words.low[k + 1 : k + 2] and words.low[k + 1].endswith("ing"):
            end = k
            break
    while end > first and words.low[end - 1] in NEVER_LAST:
        end -= 1
    while first < end and (words.low[first] in _NOT_FIRST or words.low[first].endswith("ly")):
        first += 1
    return words.slice(first, end) or None


_NOT_FIRST = frozenset(
    {
        "the",
        "a",
        "an",
        "its",
        "their",
        "to",
        "in",
        "next",
        "last",
        "this",
        "week",
        "month",
        "year",
        "today",
        "on",
        "of",
        "keep",
    }
)


def _act(act: Act, framed: dict[int, Verb | None]) -> Draft | None:
    sentence = act.sentence
    words = sentence.reading.words
    start, end = words.start[act.first], words.end[act.last - 1]
    if _has_amount(act, start, end, framed):
        return None
    draft = Draft(sentence, start, end, "pledge", act.modality)
    draft.trace.append(f"kind: {act.rule}")
    frame = frame_of(sentence, act.first, act.last)
    if act.actor is not None:
        group = coordinated(sentence, act.actor)
        draft.actor = ", ".join(dict.fromkeys(actor_name(m, sentence, draft.trace) for m in group))
        draft.actor_as_written = written(group[0], group[-1], sentence.reading)
        draft.actor_rule = "act"
    condition = condition_of(sentence, act.first, act.last)
    draft.condition = condition
    if condition is not None and draft.modality in ("pledged", "planned"):
        draft.modality = "conditional"
    if frame.attribution is None or frame.attribution.speaker is not act.actor:
        fill_speaker(draft, frame)
    draft.modality = told_as(draft.modality, cue_of(frame), speaks_for_itself(draft, frame), act.verb)
    draft.stage = None if act.rule.startswith("threat") else stage_of(draft.modality, act.verb)
    givers = [act.actor] if act.actor is not None else []
    draft.recipient = recipient_of(sentence, act.verb, act.last, act.last, givers)
    if draft.recipient is None and act.verb is not None:
        draft.recipient = recipient_of(sentence, act.verb, act.verb.last, act.verb.last, givers)
    draft.purpose = programme_of(sentence) or _object_of(act)
    draft.time = time_of(sentence, draft.start, draft.end)
    _same_level(draft)
    return draft


_LEVEL = re.compile(r"\b(?:this|that|the same) (?:level|amount|sum|figure)\b")


def _same_level(draft: Draft) -> None:
    """ "have been spending 40 billion a year ... to sustain this level": the earlier value is what is promised."""
    sentence = draft.sentence
    if not _LEVEL.search(sentence.reading.text, draft.start, draft.end):
        return
    for other in reversed(sentence.reading.sentences[max(0, sentence.index - 2) : sentence.index]):
        money = [q for q in other.quantities if len(q.unit or "") == 3 and q.low is not None]
        if money:
            span = Span(draft.start, draft.end, sentence.reading.text[draft.start : draft.end])
            draft.quantity = replace(
                money[-1], span=span, unit_basis="context", role=None, hedge=None, rule="the same level"
            )
            draft.measure = measure_of(draft.quantity, draft.kind)
            draft.trace.append("quantity: the level named before")
            return


#: in this order; each adds drafts of its own
EXTRACTORS: tuple[Callable[[Reading], list[Draft]], ...] = (amounts, wordless, numbered)

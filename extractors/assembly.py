"""From an article to its claims: amounts and telling words are framed, their slots filled, repeats merged."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from extractors.actors import actor_name, antecedent, coordinated, main_actor, nobody, written
from extractors.acts import Act, acts
from extractors.cues import Verb
from extractors.drafts import VERSION, Draft, frozen
from extractors.figures import is_claim, measure_of
from extractors.frames import Frame, frame_of
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.merge import merged
from extractors.modality import condition_of, is_recalled, only_drafted, stage_of, told_as
from extractors.model import Claim, Document, Quantity, Span
from extractors.names import Mention
from extractors.pledges import label_of_list, read_frame
from extractors.purposes import programme_of, purpose_of
from extractors.quantities import read_quantities
from extractors.reading import Reading, Sentence
from extractors.recipients import recipient_of
from extractors.segments import Part
from extractors.speakers import label_of
from extractors.when import time_of

__all__ = ["EXTRACTORS", "VERSION", "read_article"]

_SILENT_ROLES = ("duplicate_body", "boilerplate", "byline")


def read_article(document: Document, part: Part, lexicon: Lexicon) -> list[Claim]:
    """All claims of one article, in the order of its text."""
    reading = Reading(document, part, lexicon)
    if not reading.sentences:
        return []
    for quantity in read_quantities(document.text, part.article.start, part.article.end, lexicon=lexicon):
        quantity = _without_particle(document.text, quantity)
        sentence = reading.sentence_at(quantity.span.start)
        if sentence is not None and sentence.role not in _SILENT_ROLES and not _part_of_name(sentence, quantity):
            sentence.quantities.append(quantity)
    drafts: list[Draft] = []
    for extractor in EXTRACTORS:
        drafts.extend(extractor(reading))
    drafts = without_ledes(drafts)
    number_packages(drafts)
    inherit(drafts)
    borrow_actors(drafts, reading)
    same_actors_currency(drafts, reading)
    for draft in drafts:
        if draft.actor is None and any("an article about gifts" in t for t in draft.trace):
            draft.kind, draft.modality, draft.stage = "figure", "reported", None
    borrow_recipients(drafts, reading)
    return [frozen(d) for d in merged(drafts)]


_PARTICLE = re.compile(r"(?:hand|hands|handed|handing|turn|turned|turning|take|taking|sign|signed)\s+\Z")


def _without_particle(text: str, quantity: Quantity) -> Quantity:
    """ "hand over 14 jets": "over" belongs to the verb."""
    exact = quantity.span.exact
    if (
        quantity.comparator != "more_than"
        or not exact.lower().startswith("over ")
        or not _PARTICLE.search(text[max(0, quantity.span.start - 9) : quantity.span.start])
    ):
        return quantity
    start = quantity.span.start + 5
    return replace(
        quantity, span=Span(start, quantity.span.end, exact[5:]), comparator="exact", high=quantity.low, hedge=None
    )


def _part_of_name(sentence: Sentence, quantity: Quantity) -> bool:
    """ "Group of Seven", "the Nordic-Baltic Eight"."""
    if quantity.unit not in ("count", None) and not quantity.rule.startswith("elided"):
        return False
    words = sentence.reading.words
    if not quantity.span.exact[:1].isupper():
        return False
    return any(
        m.kind in ("org", "group", "country")
        and words.start[m.first] < quantity.span.start
        and quantity.span.end <= words.end[m.last - 1]
        for m in sentence.mentions
    )


def amounts(reading: Reading) -> list[Draft]:
    """A claim for each amount that is one."""
    found: list[Draft] = []
    for sentence in reading.sentences:
        money = sum(1 for q in sentence.quantities if q.unit is not None and len(q.unit) == 3)
        for quantity in sentence.quantities:
            if quantity.rule == "multiple:verb" and money:
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
    if not is_claim(sentence, quantity, read.kind, first, last, read.rule):
        return None
    draft = Draft(sentence, quantity.span.start, quantity.span.end, read.kind, read.modality, quantity)
    draft.trace += [f"quantity: {quantity.rule}", f"kind: {read.rule}"]
    draft.condition = read.condition
    draft.measure = measure_of(quantity, draft.kind)
    _actor(draft, frame)
    _speaker(draft, frame)
    draft.time = time_of(sentence, draft.start, draft.end)
    if draft.kind == "pledge":
        draft.modality = told_as(draft.modality, _cue(frame), _own(draft, frame), read.verb)
        draft.modality = only_drafted(draft.modality, sentence)
        draft.recalled = is_recalled(sentence, read.verb, draft.time)
        draft.stage = stage_of(draft.modality, read.verb)
    givers = [frame.subject] if frame.subject is not None else []
    draft.recipient = recipient_of(sentence, frame.verb, first, last, givers)
    draft.purpose = purpose_of(sentence, quantity, first, last, draft.recipient)
    draft.trace += frame.trace
    return draft


def _behind(sentence: Sentence, frame: Frame) -> Mention | None:
    """ "$4.2 billion by the Islamic Development Bank", "another 100m from Canada"."""
    if frame.verb is not None and frame.verb.is_a("receive", "report.demand"):
        return None
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if frame.last <= m.first <= frame.last + 3 and m.kind in (
            "country",
            "org",
            "group",
            "name",
            "capital",
            "generic",
            "people",
        ):
            gap = low[frame.last : m.first]
            return (
                m
                if gap and gap[0] in {"by", "from"} and all(w in {"by", "from", "the", "a", "same"} for w in gap)
                else None
            )
    return None


def _topic_of_clause(sentence: Sentence, frame: Frame, speaker: Mention | None) -> Mention | None:
    """Whom a clause without a known verb is about: its first name that is no object of a preposition."""
    if frame.verb is not None and not frame.as_subject and not frame.verb.is_a("act", "figure"):
        return None
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if m.last > frame.first:
            return None
        official = m.kind == "person" and m.affiliation is not None
        if (
            m is speaker
            or not (official or m.kind in ("country", "org", "group", "capital", "generic"))
            or m.name.lower() in sentence.reading.outlets
        ):
            continue
        k = m.first - 1
        if k >= sentence.lo and low[k] in {"the", "a"}:
            k -= 1
        before = low[k] if k >= sentence.lo else ""
        if (
            before in {"in", "at", "for", "to", "of", "from", "on", "with", "by", "against", "into", "near"}
            or low[m.last] == "'s"
        ):
            continue
        if ";" in low[m.last : frame.first]:
            continue
        return m
    return None


def payer(actor: str, draft: Draft, sentence: Sentence) -> str:
    """Money that "NATO" spends is its members' (SEMANTICS 2, actor relations); the body itself has none to give."""
    q = draft.quantity
    if (
        actor == "NATO"
        and q is not None
        and q.unit not in ("count", None)
        and (draft.kind == "pledge" or q.unit == "pct_gdp")
    ):
        draft.trace.append("actor: NATO's money is its members'")
        return sentence.reading.naming.gazetteer.members[actor]
    return actor


_GIFTS = frozenset({"pledges", "commitments", "contributions", "donations", "promises", "grants"})


def _givers_of_noun(sentence: Sentence, frame: Frame) -> str | None:
    """ "pledges stand at 8 billion": donors; "contributions from member states have reached": the member states."""
    verb = frame.verb
    assert verb is not None
    low = sentence.reading.words.low
    owner = _owner_of_noun(sentence, verb)
    if owner is not None:
        return actor_name(owner, sentence)
    at = next((k for k in range(verb.begin - 1, max(sentence.lo, verb.begin - 7) - 1, -1) if low[k] in _GIFTS), None)
    if at is None:
        return None
    for m in sentence.mentions:
        if at < m.first < verb.begin and low[at + 1 : at + 2] in (["from"], ["by"], ["of"]):
            return actor_name(m, sentence)
    return "donors"


def _owner_of_noun(sentence: Sentence, verb: Verb) -> Mention | None:
    """ "German aid to Ukraine will be cut", "NATO's support was raised": whose gift the subject is."""
    low = sentence.reading.words.low
    nouns = sentence.reading.committed_nouns
    for k in range(verb.begin - 1, max(sentence.lo, verb.begin - 8) - 1, -1):
        if low[k] not in nouns:
            continue
        for m in sentence.mentions:
            if (
                m.last <= k
                and k - m.last <= 3
                and m.kind in ("country", "people", "org", "group", "name", "capital")
                and (low[m.last] == "'s" or m.kind == "people")
            ):
                return m
    return None


def _from(sentence: Sentence, mention: Mention) -> bool:
    low = sentence.reading.words.low
    k = mention.first - 1
    while k > sentence.lo and low[k] in {"the", "a", "an", "its"}:
        k -= 1
    return low[k] in {"from", "by"}


def _cue(frame: Frame) -> str | None:
    return (
        frame.attribution.verb.lemma() if frame.attribution is not None and frame.attribution.verb is not None else None
    )


def _own(draft: Draft, frame: Frame) -> bool:
    """Whether who speaks is, or speaks for, who gives."""
    if frame.attribution is None:
        return False
    return draft.actor is not None and actor_name(frame.attribution.speaker, draft.sentence) == draft.actor


def _actor(draft: Draft, frame: Frame) -> None:
    sentence = draft.sentence
    verb = frame.verb
    subject = frame.subject
    if verb is not None and verb.is_a("receive") and draft.kind == "pledge" and draft.modality != "demanded":
        subject = next((m for m in sentence.mentions if m.first >= frame.last and _from(sentence, m)), None)
        if subject is None:
            draft.actor = draft.actor_as_written = "donors"
            draft.borrowed_actor = True
            draft.trace.append("actor: who gave is not named")
            return
    if subject is None or _behind(sentence, frame) is not None:
        subject = _behind(sentence, frame) or label_of_list(sentence, frame.first) or subject
    if subject is not None and nobody(subject):
        subject = None
    if subject is not None and subject.kind == "pronoun" and antecedent(subject, sentence) is None:
        subject = None
    if frame.verb is not None and frame.verb.is_a("report.demand") and not frame.demanded_of:
        subject = None
    if draft.trace[-1] == "kind: sum of many givers" and (
        subject is None or subject.kind in ("role", "anaphor", "pronoun")
    ):
        draft.actor = draft.actor_as_written = "donors"
        return
    if subject is not None and subject.name.lower() in sentence.reading.outlets:
        subject = None
    if subject is None and frame.verb is not None:
        owners = _givers_of_noun(sentence, frame)
        if owners is not None:
            draft.actor = draft.actor_as_written = owners
            draft.trace.append("actor: who gives is not named")
            return
    if subject is not None:
        group = coordinated(sentence, subject)
        draft.actor = ", ".join(dict.fromkeys(actor_name(m, sentence, frame.trace) for m in group))
        draft.actor_as_written = written(group[0], group[-1], sentence.reading)
        draft.actor = payer(draft.actor, draft, sentence)
        return
    speaker = frame.attribution.speaker if frame.attribution else None
    if (
        frame.subject is not None
        and frame.subject.kind == "pronoun"
        and nobody(frame.subject)
        and speaker is not None
        and speaker.kind in ("person", "role")
    ):
        name = actor_name(speaker, sentence)
        if name != speaker.name:
            draft.actor, draft.actor_as_written = name, written(frame.subject, frame.subject, sentence.reading)
            draft.trace.append(f"actor: who says we speaks for {name}")
            return
    if frame.noun_subject is not None:
        draft.actor = draft.actor_as_written = sentence.reading.words.slice(*frame.noun_subject)
        draft.trace.append("actor: noun before the verb")
        return
    topic = _topic_of_clause(sentence, frame, speaker)
    if topic is not None and draft.kind == "pledge":
        draft.actor = actor_name(topic, sentence, draft.trace)
        draft.actor_as_written = written(topic, topic, sentence.reading)
        draft.actor = payer(draft.actor, draft, sentence)
        return
    if frame.verb is not None and frame.verb.is_a("report.demand") and not frame.demanded_of:
        return
    if speaker is not None and (
        speaker.kind in ("country", "org", "capital", "name", "people")
        or (speaker.affiliation is not None and draft.kind == "pledge")
    ):
        draft.actor = actor_name(speaker, sentence)
        draft.actor_as_written = written(speaker, speaker, sentence.reading)
        return


_ORDINAL = re.compile(
    r"\b(?P<number>\d{1,3})(?:st|nd|rd|th) (?:[a-z-]+ ){0,2}(?P<noun>package|donation|tranche|instalment|installment|batch|shipment)s?\b"
)


def numbered(reading: Reading) -> list[Draft]:
    """ "its 46th aid package": which one it is counts the ones before; amounts of the sentence bear the number as their identity."""
    found: list[Draft] = []
    for sentence in reading.sentences:
        if sentence.role in _SILENT_ROLES:
            continue
        for m in _ORDINAL.finditer(reading.text, sentence.start, sentence.end):
            number = float(m.group("number"))
            span = Span(m.start(), m.end(), m.group())
            quantity = Quantity(span, number, number, "count", unit_of="packages", rule="ordinal")
            draft = Draft(
                sentence,
                m.start(),
                m.end(),
                "figure",
                "reported",
                quantity,
                measure="count",
                ordinal=f"{m.group('number')} {m.group('noun')}",
            )
            first = reading.word_at(m.start())
            frame = frame_of(sentence, first, first + 1)
            owner = next((x for x in reversed(sentence.mentions) if x.last <= first and first - x.last <= 2), None)
            draft.actor = actor_name(owner, sentence) if owner is not None else None
            _speaker(draft, frame)
            draft.time = time_of(sentence, draft.start, draft.end)
            found.append(draft)
    return found


def number_packages(drafts: list[Draft]) -> None:
    """The amounts of a sentence that names a numbered package carry that number."""
    for mark in [d for d in drafts if d.ordinal is not None and d.kind == "figure"]:
        for draft in drafts:
            if draft.kind == "pledge" and draft.sentence is mark.sentence and draft.ordinal is None:
                draft.ordinal = mark.ordinal


def wordless(reading: Reading) -> list[Draft]:
    """A claim for each refusal, promise or demand without an amount."""
    found: list[Draft] = []
    for sentence in reading.sentences:
        if sentence.role in _SILENT_ROLES:
            continue
        for act in acts(sentence):
            draft = _act(act)
            if draft is not None:
                found.append(draft)
    return found


def _has_amount(act: Act, start: int, end: int) -> bool:
    """Whether the act is the frame of an amount: then that is the claim."""
    sentence = act.sentence
    for q in sentence.quantities:
        if q.rule.startswith("duration"):
            continue
        if q.span.start < end and start < q.span.end:
            return True
        first = sentence.reading.word_at(q.span.start)
        frame = frame_of(sentence, first, max(first + 1, sentence.reading.word_at(q.span.end)))
        if frame.verb is not None and act.verb is not None and frame.verb.first == act.verb.first:
            return True
    return False


def _object_of(act: Act) -> str | None:
    """What an act is about, in the text's own words: "new steps to strengthen Ukraine's air defenses"."""
    words = act.sentence.reading.words
    first = act.verb.last if act.verb is not None else act.first
    while first < act.last and words.low[first] in {"the", "a", "an", "its", "their", "to", "in"}:
        first += 1
    return words.slice(first, act.last) or None


def _act(act: Act) -> Draft | None:
    sentence = act.sentence
    words = sentence.reading.words
    start, end = words.start[act.first], words.end[act.last - 1]
    if _has_amount(act, start, end):
        return None
    draft = Draft(sentence, start, end, "pledge", act.modality)
    draft.trace.append(f"kind: {act.rule}")
    frame = frame_of(sentence, act.first, act.last)
    if act.actor is not None:
        group = coordinated(sentence, act.actor)
        draft.actor = ", ".join(dict.fromkeys(actor_name(m, sentence, draft.trace) for m in group))
        draft.actor_as_written = written(group[0], group[-1], sentence.reading)
    condition = condition_of(sentence, act.first, act.last)
    draft.condition = condition
    if condition is not None and draft.modality in ("pledged", "planned"):
        draft.modality = "conditional"
    if frame.attribution is None or frame.attribution.speaker is not act.actor:
        _speaker(draft, frame)
    draft.modality = told_as(draft.modality, _cue(frame), _own(draft, frame), act.verb)
    draft.stage = stage_of(draft.modality, act.verb)
    givers = [act.actor] if act.actor is not None else []
    draft.recipient = recipient_of(sentence, act.verb, act.last, act.last, givers)
    draft.purpose = programme_of(sentence) or _object_of(act)
    draft.time = time_of(sentence, draft.start, draft.end)
    return draft


def borrow_recipients(drafts: list[Draft], reading: Reading) -> None:
    """Pledges that do not say to whom go where most of the article's pledges go, or where its headline points."""
    counts: dict[str, float] = {}
    for draft in drafts:
        if draft.kind == "pledge" and draft.recipient:
            counts[draft.recipient] = counts.get(draft.recipient, 0) + 1
    for name in reading.title_recipients:
        counts[name] = counts.get(name, 0) + 1.5
    main = max(counts, key=lambda n: counts[n], default=None)
    if main is None or counts[main] < 1.5:
        return
    for draft in drafts:
        if draft.kind == "pledge" and draft.recipient is None and main not in (draft.actor or ""):
            draft.recipient = main
            draft.trace.append("recipient: where the article's pledges go")


def same_actors_currency(drafts: list[Draft], reading: Reading) -> None:
    """An amount printed without currency is in that of the actor's amount before, else in the actor's own, where the article prints it."""
    money = sorted((d for d in drafts if d.quantity is not None and _money(d.quantity)), key=lambda d: d.start)
    article = {d.quantity.unit for d in money if d.quantity is not None and d.quantity.unit_basis == "explicit"}
    printed: dict[str, str] = {}
    for draft in money:
        q = draft.quantity
        if q is None or q.unit is None:
            continue
        actor = draft.actor or ""
        if q.unit_basis == "explicit":
            printed[actor] = q.unit
            continue
        if not q.rule.startswith("elided") or q.equivalents:
            continue
        beside = any(
            o.unit_basis == "explicit" and _money(o) and o.span.end <= q.span.start and q.span.start - o.span.end < 60
            for o in draft.sentence.quantities
        )
        own = None if beside else reading.naming.gazetteer.currency_of(actor)
        unit = printed.get(actor) or (own if own in article else None)
        if unit is not None and unit != q.unit:
            draft.trace.append(f"currency: {unit}, as the actor's other amounts")
            draft.quantity = replace(q, unit=unit)


def _money(quantity: Quantity) -> bool:
    return quantity.unit is not None and len(quantity.unit) == 3 and quantity.unit.isupper()


def without_ledes(drafts: list[Draft]) -> list[Draft]:
    """Promises without an amount that one of the next two sentences fills with one are no claims of their own (SEMANTICS 2, rule 4)."""
    filled = [(d.sentence.index, d.actor) for d in drafts if d.quantity is not None and d.kind == "pledge" and d.actor]
    return [
        d for d in drafts
        if d.quantity is not None or d.modality not in ("pledged", "reaffirmed", "planned", "expected") or not any(
            a == d.actor and 0 < i - d.sentence.index <= 2 for i, a in filled
        )
    ]  # fmt: skip


_COPULAS = wordset("assembly_copulas")


def inherit(drafts: list[Draft]) -> None:
    """ "In 2021 it was 430 billion", "bringing the total to 600", "Twenty thousand jobs.": a number that only continues what was said before
    is of the same kind and firmness."""
    before: Draft | None = None
    for draft in sorted((d for d in drafts if d.quantity is not None), key=lambda d: d.start):
        if before is not None and draft.kind == "figure" and _continues(draft, before):
            draft.kind = "pledge"
            draft.modality = (
                before.modality if before.modality not in ("denied", "refused", "hypothetical") else "pledged"
            )
            draft.stage = before.stage
            draft.actor, draft.actor_as_written, draft.borrowed_actor = before.actor, before.actor_as_written, True
            draft.trace.append("kind: goes on from the claim before")
        before = draft


def _continues(draft: Draft, before: Draft) -> bool:
    q, p = draft.quantity, before.quantity
    if before.kind != "pledge" or q is None or p is None or draft.sentence.index - before.sentence.index > 2:
        return False
    fragment = (
        draft.sentence.hi - draft.sentence.lo <= 5 and not draft.sentence.verbs and draft.sentence.reading.about_giving
    )
    if q.unit != p.unit:
        return fragment and q.unit == "count"
    if q.unit == "count" and q.unit_of and p.unit_of and q.unit_of != p.unit_of:
        return False
    words = draft.sentence.reading.words
    first = draft.sentence.reading.word_at(draft.start)
    k = first - 1
    while k > draft.sentence.lo and (
        words.low[k] in {"about", "around", "only", "nearly", "more", "than", "now", "almost", "the", "a", "from"}
    ):
        k -= 1
    head = words.low[k] if k >= draft.sentence.lo else ""
    if draft.sentence.hi - draft.sentence.lo <= 6 and not draft.sentence.verbs:
        return True
    return (
        head in _COPULAS
        or q.role in ("total", "increment", "superseded", "list_sum")
        or draft.sentence.hi - draft.sentence.lo <= 6
    )


def borrow_actors(drafts: list[Draft], reading: Reading) -> None:
    """Claims whose sentence names no actor take that of the claim before them in the same paragraph, else the article's main one."""
    main = main_actor(
        [d.actor for d in drafts if d.actor and d.kind == "pledge"] or [d.actor for d in drafts if d.actor], reading
    )
    before: Draft | None = None
    for draft in sorted(drafts, key=lambda d: d.start):
        if draft.actor is None:
            near = (
                before is not None
                and draft.sentence.index - before.sentence.index <= 1
                and draft.sentence.block == before.sentence.block
            )
            draft.actor = before.actor if near and before is not None else main
            if (
                draft.kind == "figure"
                and not near
                and draft.quantity is not None
                and draft.quantity.unit in ("count", "pct", "pct_gdp", "ratio")
            ):
                draft.actor = reading.main_country or main
            draft.borrowed_actor = True
            draft.trace.append("actor: that of the claim before" if near else "actor: the article's main actor")
        before = draft


def _speaker(draft: Draft, frame: Frame) -> None:
    sentence = draft.sentence
    attribution = frame.attribution
    if attribution is None:
        label = label_of(sentence, sentence.reading)
        if label is not None:
            draft.speaker = draft.speaker_as_written = label
        elif frame.subject is not None and frame.subject.kind in ("person", "role") and draft.actor is not None:
            name = speaker_name(frame.subject, sentence, draft.trace)
            if name != draft.actor and frame.subject.affiliation:
                draft.speaker, draft.speaker_as_written = name, written(frame.subject, frame.subject, sentence.reading)
                draft.trace.append("speaker: the official who acts")
        return
    mention = attribution.speaker
    if (
        frame.outer is not None
        and draft.actor is not None
        and mention.kind != "person"
        and actor_name(mention, sentence) == draft.actor
    ):
        mention = frame.outer.speaker
    draft.speaker_as_written = written(mention, mention, sentence.reading)
    draft.speaker = speaker_name(mention, sentence, draft.trace)
    if mention.kind == "pronoun" and ("speaker" in mention.points_to or draft.speaker == mention.name):
        draft.speaker = draft.speaker_as_written = label_of(sentence, sentence.reading)
        return
    draft.trace.append(f"speaker: {attribution.rule}")


_GOVERNMENT = ("government", "ministry", "administration", "cabinet", "authorities")


def speaker_name(mention: Mention, sentence: Sentence, trace: list[str] | None = None) -> str:
    """The normalized name of who speaks: full name of a person, else the role or body as written."""
    reading = sentence.reading
    if mention.kind == "anaphor" and mention.title in _GOVERNMENT:
        owner = actor_name(mention, sentence)
        return f"{owner} {mention.title}" if mention.title not in owner else owner
    if mention.kind == "pronoun":
        found = antecedent(mention, sentence)
        return speaker_name(*found, trace) if found is not None and found[0].kind != "pronoun" else mention.name
    if mention.kind in ("person", "name"):
        name, note = reading.full_name(mention.name, mention.affiliation)
        if note and trace is not None:
            trace.append(f"speaker: {note}")
        return name
    if mention.kind == "role":
        person = reading.holder_of(mention)
        if person is not None:
            return person
        text = written(mention, mention, reading)
        head, _, rest = text.partition(" ")
        return rest if rest and head.lower() in {"the", "its", "their", "his", "her", "our"} else text
    return actor_name(mention, sentence)


#: in this order; each adds drafts of its own
EXTRACTORS: tuple[Callable[[Reading], list[Draft]], ...] = (amounts, wordless, numbered)

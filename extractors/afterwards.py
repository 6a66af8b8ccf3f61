"""What only the whole article tells: numbers that go on, borrowed actors, recipients and currencies, ledes that later sentences fill."""

from __future__ import annotations

from dataclasses import replace

from extractors.actor_scene import SURE, Scene
from extractors.choosing import ActorWeights, chosen, doubtful
from extractors.drafts import Draft
from extractors.elision import with_issuer
from extractors.grammar import wordset
from extractors.guesses import GuessWeights, around, guessed_actor
from extractors.model import Quantity
from extractors.protagonists import main_actor
from extractors.reading import Reading
from extractors.wording import fold_words


def number_packages(drafts: list[Draft]) -> None:
    """The amounts of a sentence that names a numbered package carry that number."""
    marks = {d.sentence.index: d.ordinal for d in drafts if d.ordinal is not None and d.kind == "figure"}
    for draft in drafts:
        if draft.kind == "pledge" and draft.ordinal is None:
            draft.ordinal = marks.get(draft.sentence.index)


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
        if len(q.unit_candidates) > 1 and q.unit_candidates[0] not in ("USD", "GBP"):
            own = reading.naming.gazetteer.currency_of(actor) or reading.naming.gazetteer.currency_of(
                reading.main_country or ""
            )
            told = with_issuer(q, own)
            if told is not q:
                draft.trace.append(f"currency: {told.unit}, that of who pays")
                draft.quantity = q = told
        if q.unit_basis == "explicit":
            printed[actor] = q.unit or ""
            continue
        if not q.rule.startswith("elided") or q.equivalents or draft.borrowed_actor:
            continue  # whose it is was guessed from the article: what the amounts around it say of its currency is surer
        if q.rule == "elided:scale" or q.role == "list_sum":
            continue  # it goes on from the amount before, scale and all
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
    filled = {(d.sentence.index, d.actor) for d in drafts if d.quantity is not None and d.kind == "pledge" and d.actor}
    soft = ("pledged", "reaffirmed", "planned", "expected")
    return [
        d
        for d in drafts
        if d.quantity is not None
        or d.modality not in soft
        or not any((d.sentence.index + step, d.actor) in filled for step in (1, 2))
    ]


_COPULAS = wordset("assembly_copulas")
_POINTERS = frozenset({"it", "that", "this", "they", "which"})


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
            if _came(draft) and draft.modality in ("pledged", "planned", "expected"):
                draft.modality, draft.stage = "delivered", "disbursement"
            if draft.actor is None or draft.borrowed_actor or (draft.actor_as_written or "").lower() in _POINTERS:
                draft.actor, draft.actor_as_written, draft.borrowed_actor = before.actor, before.actor_as_written, True
            draft.trace.append("kind: goes on from the claim before")
        before = draft


#: figures for a reason of their own
_SAID_OTHERWISE = ("kind: reckoned", "kind: said of", "kind: a difference", "kind: a thought", "kind: gone")


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
    if any(t.startswith(_SAID_OTHERWISE) for t in draft.trace) or any(
        w in draft.sentence.reading.lists.costs for w in draft.sentence.low[:8]
    ):
        return False
    words = draft.sentence.reading.words
    first = draft.sentence.reading.word_at(draft.start)
    if any(w in draft.sentence.reading.lists.costs for w in words.low[max(draft.sentence.lo, first - 5) : first]):
        return False  # "...; the region says damage runs to €8.8 billion"
    k = first - 1
    while k > draft.sentence.lo and (
        words.low[k] in {"about", "around", "only", "nearly", "more", "than", "now", "almost", "the", "a", "from"}
    ):
        k -= 1
    head = words.low[k] if k >= draft.sentence.lo else ""
    if draft.sentence.hi - draft.sentence.lo <= 6 and not draft.sentence.verbs:
        return True
    if q.unit == "count" and _said_now(draft):
        return False  # "It employs 3,100 people."
    return (
        head in _COPULAS
        or q.role in ("total", "increment", "superseded", "list_sum")
        or draft.sentence.hi - draft.sentence.lo <= 6
    )


def _came(draft: Draft) -> bool:
    """ "They were promised 5,000 bags. They got 900.": what of it has come."""
    verb = draft.frame.verb if draft.frame is not None else None
    return (
        verb is not None
        and verb.is_a("receive", "deliver")
        and verb.form() == "past"
        and not verb.helpers
        and not verb.negated
    )


def _said_now(draft: Draft) -> bool:
    """Whether a verb of its own, in the plain present, governs a number of things: it tells what is, and goes on from nothing."""
    verb = draft.frame.verb if draft.frame is not None else None
    first = draft.sentence.reading.word_at(draft.start)
    return (
        verb is not None
        and verb.last <= first
        and first - verb.last <= 2
        and not verb.helpers
        and verb.form() in ("s", "base")
        and verb.is_a("figure", "spend")
    )


def borrow_actors(drafts: list[Draft], reading: Reading) -> None:
    """Pledges whose sentence names no actor take the candidate of the article for whom most speaks; figures that of the claim before them in
    the same paragraph, else the article's main one.

    What is borrowed is a name: a thing or a newspaper that a figure stands for acts in no other sentence.
    """
    for draft in drafts:
        if draft.kind == "pledge" and draft.actor is not None and _receives(draft):
            verb = draft.frame.verb if draft.frame is not None else None
            gets = verb is not None and verb.is_a("receive", "need")
            if draft.actor == draft.recipient and draft.actor_rule in SURE and not gets:
                draft.recipient = None  # who is printed to give does not receive
                continue
            draft.actor = draft.actor_as_written = None
    if all(d.actor is not None for d in drafts):
        return
    named = [
        d for d in drafts if d.actor and not d.borrowed_actor and _is_name(d.actor) and _BY_ITSELF.isdisjoint(d.trace)
    ]
    main = main_actor([d.actor or "" for d in named if d.kind == "pledge"] or [d.actor or "" for d in named], reading)
    main = reading.naming.gazetteer.of_state.get(main or "", main)
    seen = around(drafts, reading)
    weights = reading.lexicon.compiled(GuessWeights)
    before: Draft | None = None
    for draft in sorted(drafts, key=lambda d: d.start):
        if draft.actor is None:
            near = before if before is not None and _beside(draft, before) else None
            if draft.kind == "pledge":
                _borrow(draft, guessed_actor(draft, near, seen, weights), near)
            else:
                _borrow(draft, near.actor if near is not None else _of_figure(draft, reading, main), near)
        before = draft


def settle_actors(drafts: list[Draft], reading: Reading) -> Scene | None:
    """Now that all kinds are known, signs have the last word where no rule is sure who acts; the scene, where one was made.

    An article of one or two sentences has nobody to choose from: there only what was called a pledge after its actor had been read as the
    thing that a figure is about is guessed anew, and people of whom the article does not say for whom they act.
    """
    if len(reading.sentences) < LONG:
        _guess_again(drafts, reading)
        return None
    if not any(doubtful(d) for d in drafts):
        return None
    scene = Scene(drafts, reading)
    weights = reading.lexicon.compiled(ActorWeights)
    found = [(d, chosen(i, scene, weights)) for i, d in enumerate(scene.drafts) if doubtful(d)]
    for draft, choice in found:
        if choice is None or choice[0] == draft.actor:
            continue
        draft.trace.append(choice[1])
        _person_speaks(draft, reading)
        draft.actor, draft.actor_as_written = choice[0], None
        minted = choice[0] == scene.mint and choice[0] not in reading.bodies and choice[0] != reading.home
        draft.trace.append("actor: weighed, by whose money it is" if minted else "actor: weighed")
    return scene


#: sentences of an article whose claims may be others' than their own sentence says
LONG = 3


def _guess_again(drafts: list[Draft], reading: Reading) -> None:
    late = [
        d
        for d in drafts
        if d.kind == "pledge" and not d.borrowed_actor and (d.actor_rule == "thing" or _alone(d, reading))
    ]
    if not late:
        return
    seen = around(drafts, reading)
    weights = reading.lexicon.compiled(GuessWeights)
    inorder = sorted(drafts, key=lambda d: d.start)
    for before, draft in zip([None, *inorder], inorder, strict=False):
        if any(draft is d for d in late):
            near = before if before is not None and _beside(draft, before) else None
            name = guessed_actor(draft, near, seen, weights)
            if name is not None and name != draft.actor:
                _person_speaks(draft, reading)
                _borrow(draft, name, near)


def _person_speaks(draft: Draft, reading: Reading) -> None:
    """A person who is not the payer after all is whoever said so."""
    if draft.kind == "pledge" and draft.speaker is None and not draft.borrowed_actor and _alone(draft, reading):
        draft.speaker, draft.speaker_as_written = draft.actor, draft.actor_as_written
        draft.trace.append("speaker: the official who acts")


def _alone(draft: Draft, reading: Reading) -> bool:
    """Whether a person gives of whom the article does not say for whom they act: as a rule they act for somebody."""
    name = draft.actor or ""
    parts = fold_words(name)
    known = reading.people.get(parts[-1]) if parts else None
    return (
        known is not None and draft.actor_rule.startswith(_BY_SUBJECT) and fold_words(known[0])[-len(parts) :] == parts
    )


#: rules that name whoever acts
_BY_SUBJECT = ("subject:person", "subject:name", "of_last_verb", "speaking", "about")


def _borrow(draft: Draft, name: str | None, near: Draft | None) -> None:
    draft.actor, draft.borrowed_actor = name, True
    draft.actor_as_written = None
    beside = near is not None and near.actor == name
    draft.trace.append("actor: that of the claim before" if beside else "actor: the article's main actor")


def _beside(draft: Draft, before: Draft) -> bool:
    """Whether the claim before may tell the actor of the next one: it has a name, and stands in the same paragraph."""
    return (
        draft.sentence.index - before.sentence.index <= 1
        and draft.sentence.block == before.sentence.block
        and (draft.sentence is before.sentence or before.kind == "pledge")
        and before.actor is not None
        and (_is_name(before.actor) or draft.sentence is before.sentence)
    )


def _of_figure(draft: Draft, reading: Reading, main: str | None) -> str | None:
    """Counts and shares without an owner are the country's that the article speaks of most."""
    counted = draft.quantity is not None and draft.quantity.unit in ("count", "pct", "pct_gdp", "ratio")
    return (reading.main_country or main) if counted else main


#: what a figure or a description stands for acts in no other sentence
_BY_ITSELF = frozenset(
    {
        "actor: what the sentence is about",
        "actor: the place or body that the sentence names",
        "actor: the thing the clause is about",
        "actor: noun before the verb",
    }
)


def _receives(draft: Draft) -> bool:
    """Whether who was taken for the actor is whom it goes to, or only a place that the sentence names."""
    return draft.actor == draft.recipient or "actor: the place or body that the sentence names" in draft.trace


def _is_name(actor: str) -> bool:
    """Whether an actor is named, not described: "Hallam Trust", "donors", not "newspaper" or "A kind reader"."""
    words = [w for w in actor.split() if w.lower() not in {"a", "an", "the", "one"}]
    return actor == "donors" or (bool(words) and words[0][:1].isupper())

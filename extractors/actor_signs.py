"""The signs that speak for or against a name as the actor of one claim.

All hold in any article: how the name stands in the sentence, how near it is, what rule named it, whose currency the amount is in, who
acted last, whose claim stands beside. ``extractors/choosing.py`` adds up their weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.actor_scene import SURE, Scene, known, step
from extractors.actors import actor_name
from extractors.drafts import Draft
from extractors.grammar import wordset

_TOGETHER = frozenset({"all", "together", "combined", "altogether", "total", "jointly"})
_GIVING, _TOTALS = wordset("actors_giving"), wordset("actors_totals")
_US = frozenset({"we", "our", "us"})
#: what a sentence is about -> its words
_SPHERES = {
    "business": wordset("actors_business"),
    "state": wordset("actors_state"),
    "lending": wordset("actors_lending"),
}
_BEFORE = ((2, "2"), (5, "5"), (10, "10"), (20, "20"))
_BEHIND = ((3, "3"), (6, "6"), (10, "10"), (20, "20"))
_FAR = ((1, "1"), (2, "2"), (4, "4"), (8, "8"))


@dataclass(slots=True)
class Case:
    """One claim, and what is the same for all its candidates."""

    draft: Draft
    first: int
    #: who is named before it, who acts before it: the nearest first
    named: list[str]
    acting: list[str]
    #: actor of the claim before and of the next one, where rules know it, and how near they are
    before: tuple[str, str] | None
    behind: tuple[str, str] | None
    subject: str | None
    speaker: str | None
    #: how the claim's clause stands: "passive", "role", "no verb"
    clause: str
    #: signs of the claim that depend on the sort of candidate alone: "unit count", "business"
    traits: list[str]
    #: currency of the amount, where it is money
    money: str | None


def case_of(index: int, scene: Scene) -> Case:
    """The case of the claim with a number (in the order of the text)."""
    draft = scene.drafts[index]
    frame, q = draft.frame, draft.quantity
    named, acting = scene.before(draft)
    subject = frame.subject if frame is not None else None
    told = frame.attribution if frame is not None else None
    money = q.unit if q is not None and q.unit is not None and len(q.unit) == 3 and q.unit.isupper() else None
    low = scene.words_of(draft.sentence)
    traits = [f"unit {_unit(draft, money)}", f"modality {draft.modality}"]
    traits += [sphere for sphere, own in _SPHERES.items() if not own.isdisjoint(low)]
    traits += ["together"] * (not _TOGETHER.isdisjoint(low)) + ["we"] * (not _US.isdisjoint(low))
    if not known(draft):
        traits.append(f"open {draft.actor_rule or 'none'}")
    if money not in (None, "USD", "EUR"):
        traits.append("own currency" if money in scene.own else "strange currency")
    before = scene.drafts[index - 1] if index else None
    behind = scene.drafts[index + 1] if index + 1 < len(scene.drafts) else None
    return Case(
        draft,
        scene.reading.word_at(draft.start),
        named,
        acting,
        (before.actor or "", _beside(draft, before)) if before is not None and known(before) else None,
        (behind.actor or "", _beside(draft, behind)) if behind is not None and behind.actor_rule in SURE else None,
        actor_name(subject, draft.sentence) if subject is not None else None,
        actor_name(told.speaker, draft.sentence) if told is not None else None,
        _clause(draft),
        traits,
        money,
    )


def _beside(draft: Draft, other: Draft) -> str:
    if other.sentence is draft.sentence:
        return "sentence"
    return "paragraph" if other.sentence.block == draft.sentence.block else "article"


def _unit(draft: Draft, money: str | None) -> str:
    q = draft.quantity
    if q is None:
        return "none"
    return (
        "money" if money else "count" if q.unit == "count" else "share" if (q.unit or "").startswith("pct") else "other"
    )


def _clause(draft: Draft) -> str:
    frame = draft.frame
    if frame is not None and frame.subject is not None:
        kind = frame.subject.kind
        return kind if kind in ("pronoun", "anaphor", "role", "person") else "named"
    if frame is None or frame.verb is None:
        return "no verb"
    return (
        "passive" if frame.verb.passive else "receive" if frame.verb.is_a("receive") else "noun" if frame.noun_subject else "thing"
    )  # fmt: skip


def signs(name: str, case: Case, scene: Scene) -> Iterator[str]:
    """What speaks for or against a name as the actor of a claim; some may come twice, and count once."""
    yield from scene.constant(name)
    yield from of_sort(scene.sort(name), case)
    yield from here(name, case, scene)


def of_sort(sort: str, case: Case) -> Iterator[str]:
    """The signs of a claim that are the same for all candidates of a sort: "unit count ~ state"."""
    return (f"{trait} ~ {sort}" for trait in case.traits)


def here(name: str, case: Case, scene: Scene) -> Iterator[str]:
    """The signs of one name at one claim."""
    draft, sort = case.draft, scene.sort(name)
    if draft.actor == name and known(draft):
        yield f"rule {draft.actor_rule or 'none'}"
        yield f"rule ~ {sort}"
        yield f"{case.clause} ~ rule"
        if draft.borrowed_actor:
            yield "rule borrowed"
    elif draft.actor is not None and known(draft) and name in draft.actor.split(", "):
        yield "one of the rule's"
    yield from _standing(name, case, scene)
    yield from _currency(name, case, scene, sort)
    if name in case.named:
        yield f"named {min(4, case.named.index(name))}"
    if name in case.acting:
        yield f"acted {min(3, case.acting.index(name))}"
    if case.before is not None and case.before[0] == name:
        yield f"before {case.before[1]}"
    if case.behind is not None and case.behind[0] == name:
        yield f"next {case.behind[1]}"
    if name == case.speaker:
        yield "told by"
    if name == draft.speaker:
        yield "speaker"
    if name == draft.recipient:
        yield "receives this"
    if name == case.subject and draft.frame is not None and draft.frame.subject is not None:
        yield f"subject {draft.frame.subject.kind}"
    if name == "donors":
        yield from _of_donors(case, scene)
    if draft.kind == "figure":
        yield from _of_figure(name, case, scene, sort)


def _standing(name: str, case: Case, scene: Scene) -> Iterator[str]:
    """How and how near a name stands, in the claim's sentence or before it."""
    member = scene.cast.members.get(name)
    if member is None:
        if name in scene.groups and case.draft.sentence.lo <= scene.groups[name] < case.draft.sentence.hi:
            yield "group here"
        return
    index, left, right = case.draft.sentence.index, None, None
    last = None
    for seen in member.seen:
        if seen.sentence == index:
            yield f"here {seen.role}"
            if case.draft.kind == "figure":
                yield f"here {seen.role} {'before' if seen.first < case.first else 'behind'}"
            if seen.first < case.first:
                left = case.first - seen.first if left is None else min(left, case.first - seen.first)
            else:
                right = seen.first - case.first if right is None else min(right, seen.first - case.first)
        elif -1 < seen.sentence < index and (last is None or seen.first > last.first):
            last = seen
    if left is not None:
        yield f"gap before {step(left, _BEFORE)}"
    if right is not None:
        yield f"gap behind {step(right, _BEHIND)}"
    if left is None and right is None:
        if last is not None:
            yield f"last {step(index - last.sentence, _FAR)}"
            if case.draft.kind == "figure":
                yield f"last {last.role}"
        else:
            yield "only later"


def _currency(name: str, case: Case, scene: Scene, sort: str) -> Iterator[str]:
    """Whether the amount is in a name's own currency; dollars and euros say little."""
    own = scene.currency(name) if case.money is not None else None
    if own is None:
        return
    if own == case.money:
        yield "currency own"
        if own not in ("USD", "EUR"):
            yield f"currency own, {'alone' if len(scene.own.get(own, ())) == 1 else 'as others'}"
    elif case.money in ("USD", "EUR"):
        yield "currency dollars"
    else:
        yield "currency other"
        if case.money in scene.own:
            yield "currency another's"


def _of_donors(case: Case, scene: Scene) -> Iterator[str]:
    low = scene.words_of(case.draft.sentence)
    yield f"donors: givers={min(4, len(scene.claims))}"
    if scene.reading.about_giving:
        yield "donors: about giving"
    if not _GIVING.isdisjoint(low):
        yield "donors: giving here"
    if not _TOTALS.isdisjoint(low):
        yield "donors: total here"
    yield f"donors: {case.clause}"


def _of_figure(name: str, case: Case, scene: Scene, sort: str) -> Iterator[str]:
    """Whose a figure is depends on its clause more than whose a promise is."""
    clause = case.clause
    yield f"{clause} ~ {sort}"
    others = scene.ruled[name] - (case.draft.actor == name and not case.draft.borrowed_actor)
    yield f"ruled elsewhere={min(3, others)}"
    if case.draft.actor == name:
        yield f"rule {case.draft.actor_rule.partition(':')[0] or 'none'}, any"
    for mark, holds in (
        ("home", name == scene.reading.home),
        ("main", scene.rank.get(name) == 0),
        ("acted last", case.acting[:1] == [name]),
        ("named last", case.named[:1] == [name]),
        ("told by", name == case.speaker),
    ):
        if holds:
            yield f"{clause} ~ {mark}"

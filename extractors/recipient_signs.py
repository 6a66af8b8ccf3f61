"""The signs that speak for or against a name as whom a promise is for, where its own sentence names nobody.

All hold in any article: whom other sentences say something goes to, who gives and who asks, who is named how often and in the headline,
who may receive aid at all (``lexicon/aid.yaml``), what the promise is of. ``extractors/recipient_choice.py`` adds up their weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from extractors.actor_scene import Scene, step
from extractors.cast import ACTS, Member
from extractors.drafts import Draft
from extractors.lexicon import Lexicon
from extractors.payees import GIFTS, POOLS, SURE, of_gifts, own_spending, spent, standings
from extractors.reading import Reading

#: nobody, or nobody whom the article names, is a candidate like the names
NOBODY = ""
_FEW, _BEST, _TOLD, _LEADING = 25, 5, 4, 3
_GAP = ((2, "2"), (5, "5"), (10, "10"), (20, "20"))
_STEPS = ((1, "1"), (2, "2"), (4, "4"), (8, "8"))
_RANKS = ((0, "1"), (1, "2"), (2, "3"), (4, "5"))
_POINTS = ((0.4, ".4"), (0.8, ".8"), (1.5, "1.5"), (2.5, "2.5"), (5, "5"))


class Aid:
    """Who gives aid and who may receive it, by name."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.members, self.eligible = (frozenset(lexicon.words("aid", key)) for key in ("members", "eligible"))


class Receivers:
    """One article's names as possible receivers, with the signs that are the same at each of its promises."""

    def __init__(self, drafts: Sequence[Draft], reading: Reading, scene: Scene) -> None:
        self.reading, self.scene = reading, scene
        self.drafts = sorted(drafts, key=lambda d: d.start)
        stand = standings(list(drafts), reading)
        self.payee = stand.payee
        self.points = dict(stand.ranked)
        self.rank = {name: n for n, (name, _) in enumerate(stand.ranked)}
        self.told = Counter(d.recipient for d in self.drafts if d.recipient)
        self.gives = Counter(
            n
            for d in self.drafts
            if d.kind == "pledge" and d.actor and not d.borrowed_actor
            for n in d.actor.split(", ")
        )
        members = list(scene.cast.members.values())
        aid, codes = reading.lexicon.compiled(Aid), reading.naming.gazetteer.code_of
        self.eligible = {m.name for m in members if codes.get(m.name) in aid.eligible}
        self.donors = {name for name, code in codes.items() if code in aid.members}
        at_home = 5 * self.gives[reading.home or ""] > 3 * sum(self.gives.values())
        gifts = not GIFTS.isdisjoint(reading.title_words.low)
        self.news = f"{'home gives' if at_home else 'others give'}, {'gifts' if gifts else 'none'} in the headline"
        #: one state's own news, in which gifts are the exception: what its sentences do not say goes to nobody
        self.own_news = at_home and not gifts and stand.payee is None
        self.in_need = _by_mentions(m for m in members if m.name in self.eligible and not self.gives[m.name])
        self.pools = _by_mentions(m for m in members if is_pool(m.name))
        often = (m.name for m in members if _often(m))
        further: tuple[str | None, ...] = (
            self.payee[0] if self.payee else None,
            *(n for n, _ in stand.ranked[:_BEST]),
            *(n for n, _ in self.told.most_common(_TOLD)),
            *scene.ranked[:_LEADING],
            *list(often)[:_FEW],
            reading.home, *reading.title_recipients, *reading.payees_of_programmes, reading.title_scheme, reading.main_project,
            reading.main_country, scene.mint, scene.company, scene.main,
        )  # fmt: skip
        self.everywhere = dict.fromkeys(n for n in further if n)
        self._constant: dict[str, tuple[str, ...]] = {}
        #: name -> what its constant signs weigh together; kept by whoever weighs
        self.totals: dict[str, float] = {}

    def candidates(self, draft: Draft) -> list[str]:
        """Nobody, and all names that the promise may be for, in a fixed order."""
        here = (m.name for m, _ in self.scene.cast.by_sentence.get(draft.sentence.index, ()))
        return list(dict.fromkeys((NOBODY, *self.everywhere, *here)))

    def sort(self, name: str) -> str:
        return "nobody" if name == NOBODY else "pool" if is_pool(name) else self.scene.sort(name)

    def constant(self, name: str) -> tuple[str, ...]:
        """The signs of a name that are the same at every promise of the article."""
        signs = self._constant.get(name)
        if signs is None:
            found = ("nobody",) if name == NOBODY else self._signs(name)
            signs = self._constant[name] = tuple(dict.fromkeys(found))
        return signs

    def _signs(self, name: str) -> Iterator[str]:
        reading, scene, sort = self.reading, self.scene, self.sort(name)
        yield f"kind={scene.kind(name)}"
        yield f"sort={sort}"
        if self.payee is not None and name == self.payee[0]:
            yield from ("payee", "payee sure" if self.payee[1] >= SURE else "payee just", f"payee ~ {sort}")
        points, told = self.points.get(name, 0.0), self.told[name]
        yield "points=" + ("<0" if points < 0 else "0" if points == 0 else step(points, _POINTS))
        yield "standing=" + (step(self.rank[name], _RANKS) if name in self.rank else "none")
        yield f"told={min(4, told)}"
        if told * 2 > sum(self.told.values()):
            yield "most told"
        yield f"gives={min(3, self.gives[name])}"
        if self.gives[name] * 2 > sum(self.gives.values()):
            yield "most gives"
        rank = scene.rank.get(name)
        yield "rank=none" if rank is None else f"rank={step(rank, ((0, '1'), (1, '2'), (2, '3'), (5, '6')))}"
        for mark, holds in (
            ("home", name == reading.home),
            ("issuer", name == reading.issuer),
            ("in the headline as receiver", name in reading.title_recipients),
            ("of a programme", name in reading.payees_of_programmes),
            ("main country", name == reading.main_country),
            ("headline's scheme", name == reading.title_scheme),
            ("main project", name == reading.main_project),
            ("place", name in reading.places),
        ):
            if holds:
                yield mark
        yield from self._of_aid(name)
        member = scene.cast.members.get(name)
        if member is not None:
            yield from _of_member(member)

    def _of_aid(self, name: str) -> Iterator[str]:
        if name in self.eligible:
            yield "eligible"
            yield f"eligible rank={step(self.in_need.get(name, 9), ((0, '1'), (1, '2'), (2, '3')))}"
            yield f"eligible of {step(len(self.in_need), ((1, '1'), (2, '2'), (4, '4')))}"
            if self.in_need.get(name) == 0:
                yield f"most named eligible, next {self._next_in_need()}"
        elif name in self.donors:
            yield "donor state"
            yield "donor state beside eligible" if self.in_need else "donor state alone"
        if name in self.pools:
            yield f"pool rank={step(self.pools[name], ((0, '1'), (1, '2')))}"
            yield "pool beside eligible" if self.in_need else "pool alone"
        if is_pool(name):
            member = self.scene.cast.members.get(name)
            yield "pool aimed at" if member is not None and member.count("to", "gets") else "pool only named"

    def _next_in_need(self) -> str:
        names = list(self.in_need)
        if len(names) < 2:
            return "none"
        first, second = (len(self.scene.cast.members[n].seen) for n in names[:2])
        return "rare" if second * 3 <= first else "often"

    def traits(self, draft: Draft) -> list[str]:
        """What a promise is like, as far as it says something of a sort of receiver: "unit money", "spent"."""
        q, frame = draft.quantity, draft.frame
        unit = q.unit or "" if q is not None else ""
        sort = (
            "none" if q is None else "money" if len(unit) == 3 and unit.isupper() else "count" if unit == "count"
            else "share" if unit.startswith(("pct", "ratio")) else "other"
        )  # fmt: skip
        actor = draft.actor
        found = [
            "any",
            f"modality {draft.modality}",
            self.news,
            f"{len(self.told) and min(3, len(self.told))} told, {'own' if actor and actor == self.reading.home else 'other'}",
            f"unit {sort}",
            "payee sure" if self.payee and self.payee[1] >= SURE else "payee" if self.payee else "no payee",
            "actor "
            + (
                "none" if not actor else "borrowed" if draft.borrowed_actor else "home" if actor == self.reading.home else self.scene.sort(actor)
            ),
        ]  # fmt: skip
        found += [t for t in draft.trace if t.startswith("kind: ")][:1]
        if frame is not None and frame.verb is not None:
            found.append(f"verb {frame.verb.lemma()}")
        for mark, holds in (
            ("own spending", own_spending(draft)),
            ("spent", spent(draft)),
            ("gift word", not GIFTS.isdisjoint(self.scene.words_of(draft.sentence))),
            ("of gifts", of_gifts(draft)),
            ("nobody told", not self.told),
            ("company article", self.scene.business),
            ("about giving", self.reading.about_giving),
        ):
            if holds:
                found.append(mark)
        return found

    def here(self, name: str, draft: Draft, index: int) -> Iterator[str]:
        """The signs of one name at one promise, the one with a number in the order of the text."""
        if name == NOBODY:
            return
        givers = (draft.actor or "").split(", ")
        if name in givers:
            yield "actor borrowed" if draft.borrowed_actor else "actor"
        elif self.reading.naming.gazetteer.of_state.get(draft.actor or "") == name:
            yield "actor's state"
        elif name in self.eligible and givers[0] in self.donors:
            yield "eligible, of a donor"
        if name == draft.speaker:
            yield "speaker"
        before = next((d.recipient for d in reversed(self.drafts[:index]) if d.recipient), None)
        behind = next((d.recipient for d in self.drafts[index + 1 :] if d.recipient), None)
        if name == before:
            yield "previous"
        if name == behind:
            yield "next"
        member = self.scene.cast.members.get(name)
        if member is not None:
            yield from self._standing(member, draft)

    def signs(self, name: str, draft: Draft, index: int) -> Iterator[str]:
        """What speaks for or against a name at one promise; some may come twice, and count once."""
        sort = self.sort(name)
        yield from self.constant(name)
        yield from (f"{trait} ~ {sort}" for trait in self.traits(draft))
        yield from self.here(name, draft, index)

    def _standing(self, member: Member, draft: Draft) -> Iterator[str]:
        at, index, last = self.reading.word_at(draft.start), draft.sentence.index, None
        for seen in member.seen:
            if seen.sentence == index:
                side = "before" if seen.first < at else "behind"
                yield f"here {seen.role} {side}"
                yield f"gap {side} {step(abs(seen.first - at), _GAP)}"
            elif -1 < seen.sentence < index:
                last = seen
        if last is None:
            yield "not before"
        else:
            yield f"last {step(index - last.sentence, _STEPS)}"
            yield f"last {last.role}"


def is_pool(name: str) -> bool:
    """Whether a name is of what money is paid into: "Loss and Damage Fund"."""
    return name.lower().rpartition(" ")[2] in POOLS


def _often(member: Member) -> bool:
    if member.kind in ("country", "capital", "people"):
        return True
    return is_pool(member.name) or (len(member.seen) >= 2 and member.kind in ("org", "name"))


def _by_mentions(members: Iterator[Member]) -> dict[str, int]:
    ranked = sorted(members, key=lambda m: -len(m.seen))
    return {m.name: n for n, m in enumerate(ranked)}


def _of_member(member: Member) -> Iterator[str]:
    yield f"named={step(len(member.seen), _STEPS)}"
    acts = member.count(*ACTS)
    yield "mostly acts" if acts * 2 >= len(member.seen) else "sometimes acts" if acts else "never acts"
    yield f"gets={min(2, member.count('gets'))}"
    yield f"to={min(3, member.count('to'))}"
    yield f"in={min(2, member.count('in'))}"
    for seen in member.seen:
        if seen.sentence == -1:
            yield f"title {seen.role}"
    first = min(s.sentence for s in member.seen)
    yield f"first={'title' if first < 0 else step(first, ((1, 'opening'), (3, 'early'), (8, 'middle')))}"

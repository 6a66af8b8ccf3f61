"""Who appears in an article, where and as what: the candidates for a slot that a claim's own sentence leaves open.

Everybody whom a sentence names is one member of the cast under one name ("Berlin", "the German government" and "Germany" are one), with
the places where they stand and how: as subject of a verb, as owner, behind "by", "to" or "in". Made once, when somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from extractors.actors import actor_name
from extractors.gazetteer import known_in
from extractors.mention import Mention
from extractors.reading import Reading, Sentence
from extractors.subjects import subject_of
from extractors.wording import fold_words

Role = Literal["subject", "says", "gets", "owner", "by", "to", "in", "of", "title", "free"]
_NAMED = ("country", "capital", "people", "org", "group", "name", "person", "role", "generic")
_PREPOSITIONS: dict[str, Role] = {
    "by": "by", "from": "by", "to": "to", "for": "to", "towards": "to", "toward": "to", "into": "to",
    "in": "in", "at": "in", "near": "in", "across": "in", "around": "in", "outside": "in", "inside": "in",
    "of": "of", "with": "of", "on": "of", "against": "of", "over": "of", "between": "of", "about": "of", "under": "of",
}  # fmt: skip
#: how somebody stands who does something
ACTS: tuple[Role, ...] = ("subject", "owner", "by")
#: how many sentences are looked at, and how many members are kept
_SENTENCES, _MEMBERS = 400, 60


@dataclass(slots=True)
class Seen:
    """One place where a member stands: sentence number (-1: the headline handed in), first word there, and how."""

    sentence: int
    first: int
    role: Role


@dataclass(slots=True)
class Member:
    """Somebody the article names. ``kind`` is that of the first mention."""

    name: str
    kind: str
    seen: list[Seen] = field(default_factory=list)
    #: for whom a title or noun stands that is no name: "the county", "the regional mayor"
    common: bool = False

    def count(self, *roles: Role) -> int:
        return sum(s.role in roles for s in self.seen)


class Cast:
    """The members by name, and who stands in which sentence."""

    def __init__(self, reading: Reading) -> None:
        self.members: dict[str, Member] = {}
        self.by_sentence: dict[int, list[tuple[Member, Seen]]] = {}
        self._short: dict[str, str] = {}
        for sentence in reading.sentences[:_SENTENCES]:
            if sentence.role in ("boilerplate", "byline", "duplicate_body"):
                continue
            self._of_sentence(sentence)
        self._headline(reading)

    def _headline(self, reading: Reading) -> None:
        for at, entity in known_in(reading.title_words, reading.naming.gazetteer):
            kind = entity.kind
            if kind != "generic":
                name = entity.country if kind in ("people", "capital") and entity.country else entity.name
                self._add(name, kind, Seen(-1, at, _in_title(reading, at)), False)
        low = reading.title_words.low
        for member in list(self.members.values()):
            word = next(iter(fold_words(member.name)), "")
            if member.kind in ("org", "name") and word in low and not any(s.sentence == -1 for s in member.seen):
                at = low.index(word)
                if reading.title_words.raw[at][0].isupper():
                    member.seen.append(Seen(-1, at, _in_title(reading, at)))

    def _of_sentence(self, sentence: Sentence) -> None:
        acting: dict[int, Role] = {}
        for verb in sentence.verbs:
            head = subject_of(sentence, verb)
            if head is not None:
                gets = verb.is_a("receive", "need") or (verb.passive and verb.is_a("give", "allocate", "promise"))
                role: Role = (
                    "gets"
                    if gets
                    else "says"
                    if verb.is_a("report") and not verb.is_a("report.announce")
                    else "subject"
                )
                if acting.get(head.first) != "subject":
                    acting[head.first] = role
        low = sentence.reading.words.low
        for mention in sentence.mentions:
            if mention.kind not in _NAMED:
                continue
            common = mention.kind in ("role", "generic")
            if common and mention.first not in acting and mention.kind == "role":
                continue
            name = actor_name(mention, sentence)
            if name.lower() in sentence.reading.outlets:
                continue
            role = acting.get(mention.first) or _standing(low, mention, sentence)
            self._add(name, mention.kind, Seen(sentence.index, mention.first, role), common and name[:1].islower())

    def _add(self, name: str, kind: str, seen: Seen, common: bool) -> None:
        name = self._one_name(name, kind)
        member = self.members.get(name)
        if member is None:
            if len(self.members) >= _MEMBERS:
                return
            member = self.members[name] = Member(name, kind, common=common)
        member.seen.append(seen)
        self.by_sentence.setdefault(seen.sentence, []).append((member, seen))

    def _one_name(self, name: str, kind: str) -> str:
        """ "Helion Chips" and "Helion" are one company."""
        if kind not in ("org", "name") or name in self.members:
            return name
        words = fold_words(name)
        if not words:
            return name
        known = self._short.get(words[0])
        if known is None:
            self._short[words[0]] = name
            return name
        one, other = fold_words(known), words
        return known if one[: len(other)] == other or other[: len(one)] == one else name


def cast(reading: Reading) -> Cast:
    """The cast of an article, made once."""
    known: Cast | None = reading.__dict__.get("_cast")
    if known is None:
        known = reading.__dict__["_cast"] = Cast(reading)
    return known


def prominence(member: Member, reading: Reading, claims: Mapping[str, int], paid: str | None) -> float:
    """How much an article is about what somebody does, in points. ``claims``: whose pledges are known; ``paid``: to whom the money goes."""
    name = member.name
    points = member.count(*ACTS) + 0.5 * member.count("says") + 0.3 * len(member.seen)
    points += 1.5 * claims.get(name, 0)
    title = {s.role for s in member.seen if s.sentence == -1}
    points += 3 * ("subject" in title) + 2 * ("owner" in title) + 1.5 * ("title" in title)
    points += 2 * any(0 <= s.sentence <= 1 and s.role in ACTS for s in member.seen)
    points += 3 * (name == reading.issuer) + (name == reading.home)
    if name == paid or name in reading.title_recipients:
        points *= 0.3
    if member.count("in") * 2 > len(member.seen) or name in reading.places or name in reading.naming.regions:
        points *= 0.4
    if member.common or member.kind in ("generic", "role", "person"):
        points *= 0.5
    return points


def _in_title(reading: Reading, at: int) -> Role:
    """How a name stands in the headline."""
    low = reading.title_words.low
    behind = low[at + 1 : at + 2]
    if at == 0 and behind not in ([":"], [","], ["-"]):
        return "owner" if behind == ["'s"] else "subject"
    before = low[at - 1] if at else ""
    return _PREPOSITIONS.get(before, "owner" if behind == ["'s"] else "title")


def _standing(low: list[str], mention: Mention, sentence: Sentence) -> Role:
    if low[mention.last : mention.last + 1] == ["'s"]:
        return "owner"
    k = mention.first - 1
    while k > sentence.lo and low[k] in {
        "the",
        "a",
        "an",
        "its",
        "southern",
        "northern",
        "eastern",
        "western",
        "neighbouring",
    }:
        k -= 1
    return _PREPOSITIONS.get(low[k], "free") if k >= sentence.lo else "free"

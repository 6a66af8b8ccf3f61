"""The first guess at who gives where a sentence names nobody, made before kinds and currencies are settled, which rest on it.

Everybody the article names is a candidate; few signs are weighed (``signs`` in ``lexicon/actor_weights.yaml``, as they were fitted
with decision 0149). Where nobody is spoken for there is no guess: what nobody gives may be no promise. The last word on who gives is
spoken when all kinds are known (``choosing.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from extractors.actor_scene import SURE
from extractors.actors import actor_name
from extractors.cast import Cast, Member, cast, prominence
from extractors.drafts import Draft
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.payees import payee
from extractors.protagonists import main_actor
from extractors.reading import Reading

_STATES = ("country", "people", "capital")
_BODIES = ("org", "name")
_NO_PAYERS = wordset("slots_no_payers")
_COMPANY = frozenset({"company", "fund"})
_GIVING, _TOTALS = wordset("actors_giving"), wordset("actors_totals")
#: what a sentence is about -> its words
_SPHERES = {
    "business": wordset("actors_business"),
    "state": wordset("actors_state"),
    "lending": wordset("actors_lending"),
}
#: below this a name is no better than "donors" for what is only said to be received
_DOUBTFUL = 1.5
#: how many names are told in a trace
_TOLD = 2


class GuessWeights:
    """Sign -> how far it speaks for a candidate (log odds among the candidates of one claim)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.signs: Mapping[str, float] = {
            str(sign): float(weight) for sign, weight in lexicon.mapping("actor_weights", "signs").items()
        }


@dataclass(slots=True)
class Around:
    """What all candidates of an article are seen against."""

    reading: Reading
    cast: Cast
    #: known by rules: actor -> pledges
    claims: Counter[str]
    payees: Counter[str]
    #: for whom the article's gifts are
    payee: str | None
    #: who acts in most claims, as counted
    main: str | None
    #: name -> place among those that the article is about, from 0
    rank: dict[str, int]
    #: whether the article speaks of "the company" again and again
    business: bool
    #: amount -> who gives it where a sentence says so
    given: dict[tuple[str, float], set[str]]


@dataclass(slots=True)
class Case:
    """A claim without an actor, and what is the same for all its candidates."""

    draft: Draft
    #: the claim before, in the same or the last sentence
    before: Draft | None
    words: set[str]
    spheres: list[str]
    #: who acted last before it
    acted: Member | None


def case_of(draft: Draft, before: Draft | None, seen: Around) -> Case:
    """The case of a claim without an actor."""
    words = set(draft.sentence.low)
    spheres = [sphere for sphere, own in _SPHERES.items() if not own.isdisjoint(words)]
    return Case(draft, before, words, spheres, _acted_last(draft, seen))


def around(drafts: Sequence[Draft], reading: Reading) -> Around:
    """The article's cast, who acts in it, and whose claims are known."""
    members = cast(reading)
    sure = [d for d in drafts if d.actor and d.actor_rule in SURE]
    claims = Counter(d.actor for d in sure if d.kind == "pledge" and d.actor)
    found = payee(list(drafts), reading)
    paid = found[0] if found else None
    main = main_actor([d.actor or "" for d in sure if d.kind == "pledge"] or [d.actor or "" for d in sure], reading)
    points = {m.name: prominence(m, reading, claims, paid) for m in members.members.values()}
    ranked = sorted(points, key=lambda n: -points[n])
    companies = sum(m.kind == "anaphor" and bool(m.points_to & _COMPANY) for s in reading.sentences for m in s.mentions)
    return Around(
        reading,
        members,
        claims,
        Counter(d.recipient for d in drafts if d.recipient),
        paid,
        reading.naming.gazetteer.of_state.get(main or "", main),
        {n: i for i, n in enumerate(ranked)},
        companies >= 2,
        _given(sure),
    )


def _given(sure: Sequence[Draft]) -> dict[tuple[str, float], set[str]]:
    found: dict[tuple[str, float], set[str]] = {}
    for draft in sure:
        q = draft.quantity
        if draft.kind == "pledge" and q is not None and q.unit is not None and draft.actor is not None:
            for value in {q.low, q.high} - {None}:
                found.setdefault((q.unit, value or 0.0), set()).add(draft.actor)
    return found


def guessed_actor(draft: Draft, before: Draft | None, seen: Around, weights: GuessWeights) -> str | None:
    """The candidate for whom most speaks; the trace says by how much, and who comes next."""
    case = case_of(draft, before, seen)
    totals = {
        name: fsum(weights.signs.get(s, 0.0) for s in set(signs(name, case, seen))) for name in candidates(draft, seen)
    }
    best = sorted(totals, key=lambda n: -totals[n])[:_TOLD]
    if not best or totals[best[0]] <= 0:
        return None  # nobody is spoken for: better no name than a doubtful one
    if totals[best[0]] < _DOUBTFUL and "actor: who gave is not named" in draft.trace and "donors" in totals:
        return "donors"
    draft.trace.append("candidates: " + ", ".join(f"{n} {totals[n]:+.1f}" for n in best))
    return best[0]


def candidates(draft: Draft, seen: Around) -> list[str]:
    """All names that may be the actor of a claim."""
    reading = seen.reading
    named = [n for n, m in seen.cast.members.items() if not _only_tells(m)]
    further = (draft.actor, reading.title_scheme, reading.main_project, reading.home, "donors")
    found = dict.fromkeys([*named, *seen.claims, *(n for n in further if n)])
    apart = {
        n for n, m in seen.cast.members.items() if m.kind == "person" and n != draft.actor
    }  # people act for somebody
    if draft.recipient and "actor: whose own it goes to" not in draft.trace:
        apart.add(draft.recipient)
    if draft.modality == "demanded":
        apart.add(draft.speaker or "")  # who asks is not who is asked
    verb = draft.frame.verb if draft.frame is not None else None
    if verb is not None and verb.is_a("receive") and "actor: who gave is not named" in draft.trace:
        apart |= _who_gets(draft)
    return [n for n in found if n not in apart]


def _who_gets(draft: Draft) -> set[str]:
    """Who "is to get 9 million": whoever gives it, they do not."""
    subject = draft.frame.subject if draft.frame is not None else None
    names = {draft.recipient or ""}
    return names | {actor_name(subject, draft.sentence)} if subject is not None else names


def _only_tells(member: Member) -> bool:
    """Analysts, newspapers and whoever else the article only quotes: they give nothing."""
    if member.kind not in ("person", "role"):
        return False
    return member.name.split()[-1].lower() in _NO_PAYERS or 2 * member.count("says") >= len(member.seen)


def signs(name: str, case: Case, seen: Around) -> Iterator[str]:
    """What speaks for or against a name as the actor of a claim."""
    reading, member = seen.reading, seen.cast.members.get(name)
    draft, before = case.draft, case.before
    yield f"kind={_kind(name, member, draft)}"
    if draft.actor == name and draft.actor_rule:
        yield f"rule {draft.actor_rule}"
    rank = seen.rank.get(name, 9)
    if rank < 3:
        yield f"prominence {rank + 1}"
    if member is not None and member.count("in") * 2 > len(member.seen):
        yield "mostly a place"
    for mark, holds in (
        ("main actor by count", name == seen.main),
        ("claim right before", before is not None and before.actor == name),
        ("the article's payee", name == seen.payee),
        ("title recipient", name in reading.title_recipients),
        ("place", name in reading.places),
        ("region", name in reading.naming.regions),
        ("acted last", member is not None and case.acted is member),
        ("receives this", name == draft.recipient),
        ("receives elsewhere", seen.payees[name] > 0),
    ):
        if holds:
            yield mark
    if member is not None:
        yield from (f"here {s.role}" for s in member.seen if s.sentence == draft.sentence.index)
    yield f"claims={min(2, seen.claims[name])}"
    q = draft.quantity
    if (
        q is not None
        and q.unit is not None
        and any(name in seen.given.get((q.unit, v), ()) for v in (q.low, q.high) if v)
    ):
        yield "gives the same sum"
    sort = _sort(name, member)
    if member is not None and seen.business:
        yield f"company article ~ {sort}"
    yield from (f"{sphere} ~ {sort}" for sphere in case.spheres)
    yield from _of_money(name, draft, reading)
    if name == "donors":
        yield from (f"donors: {s}" for s in _of_donors(draft, seen, case.words))


def _kind(name: str, member: Member | None, draft: Draft) -> str:
    if name == "donors":
        return "donors"
    if member is None:
        return "other" if name != draft.actor else "rule's noun" if name[:1].islower() else "rule's name"
    return "common" if member.common else "country" if member.kind == "capital" else member.kind


def _sort(name: str, member: Member | None) -> str:
    if member is None:
        return "donors" if name == "donors" else "other"
    return "state" if member.kind in _STATES else "body" if member.kind in _BODIES else "other"


def _acted_last(draft: Draft, seen: Around) -> Member | None:
    """Who acted last before a claim, up to five sentences back."""
    first = seen.reading.word_at(draft.start)
    for index in range(draft.sentence.index, max(-1, draft.sentence.index - 6), -1):
        here = [
            (s.first, m)
            for m, s in seen.cast.by_sentence.get(index, ())
            if s.role in ("subject", "owner", "by") and s.first < first and m.kind != "generic"
        ]
        if here:
            return max(here, key=lambda t: t[0])[1]
    return None


def _of_money(name: str, draft: Draft, reading: Reading) -> Iterator[str]:
    q = draft.quantity
    own = reading.naming.gazetteer.currency_of(name)
    if q is not None and own is not None and q.unit is not None and len(q.unit) == 3 and q.unit.isupper():
        yield f"currency {'own' if own == q.unit else 'dollars' if q.unit in ('USD', 'EUR') else 'other'}"


def _of_donors(draft: Draft, seen: Around, here: set[str]) -> Iterator[str]:
    yield f"givers={min(4, len(seen.claims))}"
    verb = draft.frame.verb if draft.frame is not None else None
    for mark, holds in (
        ("about giving", seen.reading.about_giving),
        ("giving here", not _GIVING.isdisjoint(here)),
        ("total here", not _TOTALS.isdisjoint(here)),
        ("no verb", verb is None),
        ("passive gift", verb is not None and verb.passive and verb.is_a("promise", "give", "allocate", "deliver")),
    ):
        if holds:
            yield mark
    if draft.quantity is not None and draft.quantity.role:
        yield f"role={draft.quantity.role}"

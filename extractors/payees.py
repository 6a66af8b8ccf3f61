"""For whom an article's gifts are, where its sentences do not say so each time: the payee of the article.

A name wins points where money and help are aimed at it: behind "for" and "to" in the headline, as object of a giving verb, as subject
of "receive" and "need", as owner of what is helped ("Ukraine's air defence"), as a fund that is paid into. Who gives is no payee.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from extractors.drafts import Draft
from extractors.gazetteer import known_in
from extractors.grammar import wordset
from extractors.nounphrases import CLOSED
from extractors.reading import Reading
from extractors.wording import Words

_AIMED = frozenset({"for", "to", "towards", "toward", "behind"})
GIFTS = wordset("payees_gifts")
_HELPED = wordset("payees_helped")
_OWN = wordset("recipients_own")
_GIFT_WORDS = frozenset({"aid", "package", "donation", "supply", "assistance", "help", "support", "grant", "donate"})
POOLS = frozenset(
    {"facility", "fund", "initiative", "pool", "mechanism", "programme", "appeal", "scheme", "trust", "account"}
)
_NAMED = ("country", "capital", "people", "org", "group")
#: name -> points
Points = defaultdict[str, float]
#: with so many points the article as a whole is about this payee
SURE = 2.5
_ENOUGH, _MARGIN = 0.8, 0.1
#: where one state's own news is told, gifts are the exception
_AT_HOME = 1.5
#: among the gifts of many, who gives nothing needs fewer
_SOME, _FEW, _CLOSE = 0.5, 0.2, 0.08
_DISASTERS = frozenset(
    {
        "earthquake",
        "quake",
        "flood",
        "floods",
        "flooding",
        "cyclone",
        "hurricane",
        "typhoon",
        "drought",
        "famine",
        "tsunami",
        "landslide",
    }
)


class Standings(NamedTuple):
    """Who may be an article's payee, with points, the highest first; and the payee, where one has enough and no other is close."""

    ranked: list[tuple[str, float]]
    payee: tuple[str, float] | None


def payee(drafts: list[Draft], reading: Reading) -> tuple[str, float] | None:
    """The article's payee and its points; None where nobody has enough or two are close."""
    return standings(drafts, reading).payee


def standings(drafts: list[Draft], reading: Reading) -> Standings:
    """All who may be the article's payee, by points."""
    points: Points = defaultdict(float)
    _in_headline(reading, points)
    _in_text(reading, points)
    _pools(reading, points)
    pledges = [d for d in drafts if d.kind == "pledge"]
    told = _told(pledges)
    for name, count in told.items():  # one of many says little of the others
        points[name] += count * (0.4 + 0.6 * count / len(pledges))
    for name in reading.payees_of_programmes:
        points[name] += 1.3
    givers = Counter(
        name
        for d in drafts
        if d.kind == "pledge" and d.actor is not None and not d.borrowed_actor
        for name in d.actor.split(", ")
    )
    if reading.title_opener is not None:
        givers[reading.title_opener] += 1
    for giver, times in list(givers.items()):
        if " " not in giver or giver in reading.bodies:
            continue
        for _, entity in known_in(Words(giver), reading.naming.gazetteer):
            if entity.country is not None and entity.country != giver:
                givers[entity.country] += times  # "Czech ammunition initiative"
    for name in list(points):
        points[name] -= 0.7 * givers[name]
    home = reading.home
    if home is not None and not givers[home] and not _DISASTERS.isdisjoint(_opening(reading)):
        points[home] += 0.8  # help for where the news is from
    shares = sorted((n for g, n in givers.items() if g[:1].isupper()), reverse=True)
    many = len(shares) >= 3 and shares[0] <= 0.5 * sum(shares)
    enough, margin = (_SOME, _CLOSE) if many else (_ENOUGH, _MARGIN)
    gifts = not GIFTS.isdisjoint(reading.title_words.low)
    if many and gifts:
        enough = _FEW
    elif not gifts and home is not None and 5 * givers[home] > 3 * sum(givers.values()):
        enough = _AT_HOME
    ranked = sorted(((n, p) for n, p in points.items() if n != "donors"), key=lambda item: -item[1])
    clear = len(ranked) < 2 or ranked[0][1] - ranked[1][1] >= margin
    return Standings(ranked, ranked[0] if ranked and ranked[0][1] >= enough and clear else None)


def _told(pledges: list[Draft]) -> Counter[str]:
    """Names and funds that sentences say something goes to; "the fund" is the one with a name."""
    found = Counter(
        d.recipient for d in pledges if d.recipient and (d.recipient[0].isupper() or d.recipient.split()[-1] in POOLS)
    )
    for bare in [n for n in found if n in POOLS]:
        full = next((n for n in found if n != bare and n.lower().endswith(f" {bare}")), None)
        if full is not None:
            found[full] += found.pop(bare)
    return found


def _opening(reading: Reading) -> set[str]:
    """The words of the headline and of the article's beginning."""
    return {*reading.title_words.low, *reading.words.low[:150]}


def _in_headline(reading: Reading, points: Points) -> None:
    """ "aid for Chad", "lenders promise Chad $5m", "Chadian clinics", "conference on Chad", "Chad receives"."""
    heads = {s.text for s in reading.sentences[:3] if s.role == "headline"} - {reading.article.title}
    for title in (reading.title_words, *map(Words, heads)):
        low = title.low
        gifts = any(w in GIFTS for w in low)
        for at, entity in known_in(title, reading.naming.gazetteer):
            if entity.kind not in ("country", "capital", "people") or entity.country is None:
                continue
            before = low[at - 1] if at else ""
            gets = any(
                w in {"receive", "receives", "received", "gets", "needs", "secures"} for w in low[at + 1 : at + 4]
            )
            if entity.kind == "people" and before in _AIMED:
                points[entity.country] += 1.5
            elif before in _AIMED or before in {"on", "of"}:
                points[entity.country] += 2.5 if gifts or before in {"for", "to"} else 1.5
            elif gets:
                points[entity.country] += 2.5
            elif before == "in" and gifts and entity.kind == "country":
                points[entity.country] += 1.2  # "grant to support schools in Chad"
            elif at and before in GIFTS:
                points[entity.country] += 2
            elif at and entity.kind != "people" and before not in {"in", "at", "from"}:
                points[entity.country] += 0.6


def _in_text(reading: Reading, points: Points) -> None:
    """Countries by how often they are aimed at, helped, in need, and named."""
    low = reading.words.low
    early = reading.words.start[0] + 700 if low else 0
    aimed: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for at, entity in reading.named:
        if entity.country is None or entity.kind == "org":
            continue
        name = entity.country
        named[name] += 1 + (reading.words.start[at] < early)
        k = at - 1
        while k > 0 and low[k] in {"the", "war", "-", "torn", "neighbouring"}:
            k -= 1
        end = at + 1
        owns = low[end : end + 1] == ["'s"] or entity.kind == "people"
        helped = owns and any(w in _HELPED for w in low[end : end + 4])
        gets = any(
            w in {"receive", "received", "receives", "gets", "needs", "need", "lacks"} for w in low[end : end + 3]
        )
        fronted = k > 0 and low[k - 1 : k + 1] == ["as", "for"]
        aimed[name] += (k >= 0 and low[k] in {"for", "to", "into"} and not fronted) + helped + gets
    for name, count in named.items():
        points[name] += min(1.8, 0.45 * aimed[name]) + min(0.8, 0.12 * count)


def _pools(reading: Reading, points: Points) -> None:
    """Funds and facilities that are paid into: "opened the Adaptation Facility for contributions", "promised to a new climate fund"."""
    low, raw = reading.words.low, reading.words.raw
    spoken_of = Counter(w for i, w in enumerate(low) if w in POOLS and i and low[i - 1] in {"the", "its"})
    plain: dict[str, str] = {}
    counted: set[str] = set()
    for i, word in enumerate(low):
        if word not in POOLS:
            continue
        first = i
        while (
            first > 0
            and i - first < 4
            and low[first - 1].isalpha()
            and low[first - 1] not in CLOSED
            and low[first - 1] not in _TIED
        ):
            first -= 1
        if (
            first < i
            and first > 1
            and low[first - 1] == "and"
            and low[first - 2].isalpha()
            and low[first - 2] not in CLOSED
        ):
            first -= 2  # "the loss and damage fund"
        name = reading.words.slice(first, i + 1)
        if first == i:
            name = reading.long_names.get(word, plain.get(word, "")) if raw[i][0].isupper() else plain.get(word, "")
        elif not raw[i][0].isupper():
            name = plain.setdefault(word, name)
        if not name or (name[-1].islower() and raw[i][0].islower() and spoken_of[word] < 2):
            continue
        aimed = any(w in _AIMED or w == "into" for w in low[max(0, first - 2) : first])
        opened = any(w in {"contributions", "pledges", "donations"} for w in low[i + 1 : i + 4])
        points[name] += 0.1 + 0.5 * aimed + 1.5 * opened
        if word in _PAID_INTO and name not in counted:
            counted.add(name)
            points[name] += min(0.9, 0.3 * spoken_of[word])


#: what an article speaks of again and again as "the facility" is what is paid into
_PAID_INTO = frozenset({"facility", "fund", "pool", "appeal"})
_TIED = frozenset({"new", "said", "own", "promised", "opened", "joint"})


def own_spending(draft: Draft) -> bool:
    """ "raise defence spending to 2.5 percent of GDP": what somebody spends on himself goes to nobody."""
    if draft.quantity is not None and (draft.quantity.unit or "").startswith("pct"):
        return True
    reading = draft.sentence.reading
    first = reading.word_at(draft.start)
    low = reading.words.low
    near = set(low[max(draft.sentence.lo, first - 8) : min(draft.sentence.hi, first + 14)])
    return bool(near & _OWN) and not near & _GIFT_WORDS


def of_gifts(draft: Draft) -> bool:
    """Whether a figure of money or goods stands near a word for giving."""
    q, reading = draft.quantity, draft.sentence.reading
    if q is None or not (len(q.unit or "") == 3 or (q.unit == "count" and draft.measure != "share")):
        return False
    first = reading.word_at(draft.start)
    near = reading.words.low[max(draft.sentence.lo, first - 12) : min(draft.sentence.hi, first + 14)]
    return any(w in GIFTS for w in near)


_SPENDING_RULES = frozenset(
    f"kind: verb {v}"
    for v in ("spend", "invest", "buy", "order", "build", "hire", "employ", "create", "recruit", "open")
)


def spent(draft: Draft) -> bool:
    """Whether the amount is spent by who has it, not given."""
    return any(t in _SPENDING_RULES for t in draft.trace)

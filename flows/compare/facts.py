"""What the comparison asks of one statement, worked out once a statement and not once a pair.

A claim of a batch is held against two dozen others and a prior against as many: its words, names, dates and number are asked for again and
again. `Facts` keeps each answer from the first asking on; nothing here judges.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from math import isclose
from typing import Any, Generic, TypeVar

from extractors.model import Article, Claim, Statement
from flows.compare import changes, periods, topic
from flows.compare.relations import Kin, World
from flows.compare.values import point, scale_slip, unit_class
from flows.compare.words import fold, stem, words

Value = TypeVar("Value")


class once(Generic[Value]):
    """A property kept from the first asking on: functools.cached_property without its lock, which costs more than most of these answers."""

    def __init__(self, ask: Callable[[Any], Value]) -> None:
        self.ask, self.name, self.__doc__ = ask, ask.__name__, ask.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> Value:
        answer = owner.__dict__[self.name] = self.ask(owner)
        return answer


#: what a misread payer looks like: words of size and of money, digits, "nobody"
_NO_NAME = re.compile(r"\d|\b(?:hundreds?|thousands?|millions?|billions?|milliards?|trillions?|crores?|lakhs?|dollars?|euros?|kron\w+|crowns?)\b|^(?:nobody|no one|none|somebody|everybody|everyone)$", re.I)  # fmt: skip
_CURRENCY = re.compile(r"[$€£¥₹₩₺₽]|(?-i:\b[A-Z]{3}\b)|\bRs\b|(?:euro|dollar|pound|kron|crown|franc|zlot|rupee|yen|won|rand|peso|dinar|dirham|rouble|ruble|real|reais|lira|baht|tenge|som|krón)\w*", re.I)  # fmt: skip
#: somebody told by his place: "factory in India", "a utility from Kenya"
_PLACED = re.compile(r"^(?:[a-z][\w-]*\s+)+(?:in|from|at|near)\s+[A-Z]")
_CLAUSE = re.compile(r"[,;:()–—]|\s-\s|\band\b|\bwhile\b|\bbut\b")
_PRONOUNS = frozenset({"one", "ones", "them", "these", "those", "other", "others", "more"})
_ARTICLES = frozenset({"the", "same", "our", "its", "this", "that"})
_BESIDES = re.compile(r"\b(?:also|separately|in addition|besides|moreover|on top of that|another)\b[^.;]*$", re.I)


class Facts:
    """One statement with what is known of it at a glance. Lives as long as the comparison that made it."""

    def __init__(self, statement: Statement, world: World) -> None:
        self.statement, self.world = statement, world
        self.article: Article = statement.article
        #: without a period that only repeats the year of publication
        self.claim: Claim = periods.stated(statement)
        self.place = (statement.article.document_id, statement.article.segment)
        #: currencies that its article prints, and of how many amounts it leaves them out
        self.printed: frozenset[str] = frozenset()
        #: values that the article tells close by as what had been
        self.formers: frozenset[float] = frozenset()
        self._mentions: dict[str | None, bool] = {}
        self._kin: dict[str | None, Kin] = {}

    @once
    def key(self) -> str:
        """The article, as sketches and origins name it."""
        return key(self.statement)

    @once
    def rank(self) -> tuple[str, str]:
        """Order in time, settled by the id."""
        return self.article.published or "", self.claim.claim_id

    # --- number ---------------------------------------------------------------------------------------------------------------

    @once
    def number(self) -> float | None:
        """The number a reader remembers."""
        return point(self.claim)

    @once
    def unit_class(self) -> str:
        """Money, count, share, time, another unit, or none. Words of a horizon ("years in advance") are time, whatever they were read as."""
        found = unit_class(self.claim)
        ahead = found == "none" and self.claim.modality in ("pledged", "planned") and periods.years_ahead(self.claim)
        return "time" if ahead else found

    @once
    def thing(self) -> frozenset[str]:
        """Stems of the counted thing: "rental flats" and "flats to let" share one."""
        found = stems(self.claim.unit_of) - _PRONOUNS  # "seven new ones"
        return found | frozenset(self.world.kinds[w] for w in found if w in self.world.kinds)

    def slip(self, other: Facts) -> bool:
        """Whether the two count one kind of thing, with numbers that differ by a power of ten alone: 10,000 jobs and 1,000."""
        x, y = self.number, other.number
        return bool(x and y and x != y and self.thing & other.thing and scale_slip(x, y))

    def near_miss(self, other: Facts) -> bool:
        """Whether two amounts of one unit look like one number that was misprinted: digits swapped or left out, a slipped scale."""
        x, y = self.number, other.number
        if not x or not y or x == y or self.claim.unit != other.claim.unit:
            return False
        return topic.slipped(x, y) or scale_slip(abs(x), abs(y))

    def worded(self, earlier: Facts) -> changes.Standing:
        """How the claim's own sentence places it to an earlier amount."""
        if self._places_none and not self.formers:
            return changes.APART
        return changes.stands(self.claim, earlier.claim, self.formers)

    @once
    def _places_none(self) -> bool:
        """Whether the sentence says nothing of any other amount, as most do."""
        return changes.told(self.claim) == changes.NOTHING

    def lends(self, earlier: Facts) -> bool:
        """Whether the amount prints no currency at all and may be in the earlier one's, which its article prints: alone, or the number is one."""
        c, unit = self.claim, earlier.claim.unit
        bare = self.unit_class == "money" and c.unit_basis == "context" and not _CURRENCY.search(c.anchor.exact)
        return bare and unit in self.printed and (c.unit not in self.printed or self.same_number(earlier))

    def same_number(self, other: Facts) -> bool:
        """Whether both print the same number, whatever the unit, the period and the comparator."""
        x, y = self.number, other.number
        return x is not None and y is not None and (x == y or isclose(x, y, rel_tol=1e-6))

    # --- who ------------------------------------------------------------------------------------------------------------------

    @once
    def nobody(self) -> bool:
        """Whether the payer has no proper name, so that another name cannot be another payer."""
        name = self.claim.actor or ""
        told = name.split()
        if _NO_NAME.search(name) or _PLACED.match(name):
            return True
        described = bool(told) and (told[0].lower() in _ARTICLES or told[-1] in self.world.descriptions)
        described = described and not self.world.unnamed(name)  # "an Indian supplier" is somebody else, whoever it is
        return (described or not any(w[:1].isupper() for w in told)) and not self.world.state(name)

    @once
    def person_pays(self) -> bool:
        """Whether the payer is a person."""
        return self.world.person(self.claim.actor)

    @once
    def person_speaks(self) -> bool:
        """Whether the speaker is a person with a name."""
        return self.world.person(self.claim.speaker)

    @once
    def names(self) -> frozenset[str]:
        """Stems of payer and speaker, and of the recipient's proper name: what else stands in it may be the matter ("a chair in optics")."""
        c = self.claim
        received = " ".join(w for w in (c.recipient or "").split() if w[:1].isupper())
        return stems(c.actor, c.actor_as_written, c.speaker, c.speaker_as_written, received or None)

    def kin(self, payer: str | None) -> Kin:
        """What this payer is to another one."""
        known = self._kin.get(payer)
        if known is None:
            known = self._kin[payer] = self.world.kin(self.claim.actor, payer)
        return known

    @once
    def _told(self) -> tuple[frozenset[str], frozenset[str]]:
        return topic.told(self.statement, self.world)

    def mentions(self, name: str | None) -> bool:
        """Whether a payer's name, or another way to write it, stands in the sentence or the headline."""
        known = self._mentions.get(name)
        if known is None:
            known = self._mentions[name] = bool(name) and topic.stands_in(name or "", self._told, self.world)
        return known

    @once
    def clause(self) -> str:
        """The stretch of the sentence around the amount in which no other part of a list stands."""
        quote, start = self.claim.quote.exact, self.claim.anchor.start - self.claim.quote.start
        if not 0 <= start <= len(quote):
            return quote
        end = start + len(self.claim.anchor.exact)
        left = [m.end() for m in _CLAUSE.finditer(quote[:start])]
        right = _CLAUSE.search(quote, end)
        return quote[left[-1] if left else 0 : right.start() if right else None]

    def beside_amount(self, name: str | None) -> bool:
        """Whether this name, and not that of the payer as it was read, stands in the clause of the amount."""
        return topic.named_in(name, self.clause, self.world) and not topic.named_in(
            self.claim.actor, self.clause, self.world
        )

    # --- what -----------------------------------------------------------------------------------------------------------------

    @once
    def folded(self) -> str:
        """The sentence, folded."""
        return fold(self.claim.quote.exact)

    @once
    def words(self) -> frozenset[str]:
        """The folded words of the sentence."""
        return frozenset(words(self.claim.quote.exact))

    @once
    def subject(self) -> frozenset[str]:
        """Stems of the words of the purpose that tell a subject."""
        return self.world.subject(self.claim)

    @once
    def telling(self) -> frozenset[str]:
        """Telling words of the sentence, without names."""
        return self.world.telling(self.claim.quote.exact)

    @once
    def sentence(self) -> frozenset[str]:
        """Telling words and names of the sentence."""
        return sentence_words(self.claim.quote.exact, self.world)

    @once
    def adds_matter(self) -> bool:
        """Whether the sentence tells its amount as something besides: "would also create 600 rooms"."""
        start = self.claim.anchor.start - self.claim.quote.start
        return bool(_BESIDES.search(self.claim.quote.exact[: max(start, 0)]))

    @once
    def matter(self) -> frozenset[str]:
        """Telling words and names of sentence and purpose."""
        purpose = self.claim.purpose
        return self.sentence | sentence_words(purpose, self.world) if purpose else self.sentence

    @once
    def frame(self) -> frozenset[str]:
        """Telling words of payer, speaker, his office and the wire, which months later say nothing of the matter."""
        return topic.frame(self.claim, self.world)

    @once
    def topic(self) -> frozenset[str]:
        """Telling words of headline, sentence, purpose and payers."""
        return topic.of_statement(self.statement, self.world)

    @once
    def quoted(self) -> frozenset[str]:
        """What the sentence tells of, states under one name."""
        return topic.telling(self.claim.quote.exact, self.world)

    @once
    def extended(self) -> bool:
        """Whether the claim is stored and never told as a pledge."""
        return self.world.extended(self.claim)

    # --- when -----------------------------------------------------------------------------------------------------------------

    @once
    def published(self) -> date | None:
        """The article's day."""
        return periods.published(self.statement)

    @once
    def said(self) -> periods.Days | None:
        """When it was stated."""
        return periods.said(self.statement)

    @once
    def days_told(self) -> frozenset[date]:
        """The days that sentence and headline name."""
        return topic.days_told(self.statement)

    @once
    def reference(self) -> periods.Days | None:
        """When the money is due or the figure holds."""
        return periods.reference(self.claim)


def key(statement: Statement) -> str:
    """The article of a statement, as sketches and origins name it."""
    return f"{statement.article.document_id}#{statement.article.segment}"


def apart(later: Facts, earlier: Facts) -> int | None:
    """Days from the earlier statement to the later one, negative if it was said before; None where unknown."""
    return periods.between(earlier.said, later.said)


def one_day(a: Facts, b: Facts) -> bool:
    """Whether both tell of one day by their own words."""
    return bool(a.days_told & b.days_told)


@lru_cache(maxsize=65536)
def stems(*names: str | None) -> frozenset[str]:
    """Stems of all words of some names."""
    return frozenset(stem(w) for n in names for w in words(n))


@lru_cache(maxsize=65536)
def sentence_words(text: str, world: World) -> frozenset[str]:
    """Telling words of a text, and the names of states and bodies in it."""
    names = world.named
    return world.telling(text) | frozenset([name for w in words(text) if (name := names[w])])


def one_page(later: Facts, earlier: Facts) -> bool:
    """Whether the two stand on two versions of one page."""
    a, b = later.article, earlier.article
    return a.url is not None and a.url == b.url and a.segment == b.segment and a.document_id != b.document_id

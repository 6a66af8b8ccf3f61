"""A verb with its amount, what rules ask of them, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from extractors.cues import Verb
from extractors.frames import Frame
from extractors.model import Kind, Modality, Quantity


@dataclass(slots=True)
class Reading:
    """What a frame was read as."""

    kind: Kind
    modality: Modality
    verb: Verb | None
    rule: str
    condition: str | None = None
    #: a rule knew the case; else it is called a figure because nothing spoke for a pledge
    known: bool = True
    #: a phrase says how firm it is; the way of telling changes nothing of it
    settled: bool = False


@dataclass(slots=True)
class Case:
    """A verb with its amount, and what several rules ask of them."""

    frame: Frame
    verb: Verb
    quantity: Quantity | None
    modality: Modality
    #: the words of the article, folded
    low: list[str]
    #: money, or no amount at all
    money: bool
    #: a percentage or fraction: nobody hands over one
    share: bool
    lemma: str

    @property
    def unit(self) -> str | None:
        return self.quantity.unit if self.quantity is not None else None

    @property
    def thing(self) -> bool:
        """A number of things: neither money nor a share."""
        return self.unit is not None and not self.money and not self.share

    def before(self, count: int = 1) -> list[str]:
        """The words right before the amount."""
        return self.low[max(0, self.frame.first - count) : self.frame.first]

    def after(self, count: int = 1) -> list[str]:
        """The words right behind the amount."""
        return self.low[self.frame.last : self.frame.last + count]

    def behind_verb(self, count: int = 1) -> list[str]:
        return self.low[self.verb.last : self.verb.last + count]

    def between(self) -> list[str]:
        """The words from the verb to the amount."""
        return self.low[self.verb.last : self.frame.first]

    def pledge(self, modality: Modality | None = None, why: str = "") -> Reading:
        return Reading("pledge", modality or self.modality, self.verb, f"verb {self.lemma}{why}")

    def figure(self, why: str = "") -> Reading:
        return Reading("figure", "reported", self.verb, f"verb {self.lemma}{why}")


@dataclass(frozen=True, slots=True)
class _Silent:
    pass


SILENT: Final = _Silent()
Answer = Reading | _Silent | None

SHARES = frozenset(["percent", "pct", "pct_gdp", "pct_gni", "ratio"])

PUBLIC = frozenset(
    {
        "visitors",
        "tourists",
        "consumers",
        "shoppers",
        "fans",
        "customers",
        "guests",
        "passengers",
        "gamblers",
        "investors",
        "savers",
        "borrowers",
        "traders",
        "drinkers",
    }
)

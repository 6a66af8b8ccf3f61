"""One article under several addresses: redirectors of feeds, print versions, a slug that changed. Known only once the page is there.

A redirect is certain. A page's own canonical link is believed where the text is the same: templates that give every article of a site the
address of its section are common, and would otherwise hide all but the first.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from flows.fetch.articles import text_blocks, variants
from flows.fetch.desk import Desk, Known
from flows.fetch.identity import same_key
from flows.fetch.memory import Revisit
from storage.errors import LedgerError
from storage.rows import Page

#: share of the shorter page's running text that two pages of one article have in common
_SAME_TEXT = 0.5


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article as it came: its page, the plan to look again, and where redirects alone ended (canonical)."""

    page: Page
    visit: Revisit
    landed: str

    @property
    def final(self) -> str:
        """The address that the page has for good."""
        return self.page.final_url or self.page.url

    @property
    def elsewhere(self) -> bool:
        """Does it live at another address than the one it was asked at?"""
        return same_key(self.final) != same_key(self.page.url)


def without_doubles(arrivals: Iterable[Arrival], known: Known, desk: Desk) -> list[Arrival]:
    """The arrivals that no other one, and nothing recorded, is a double of; in their order."""
    arrivals = list(arrivals)
    asked = {address for each in arrivals if each.elsewhere for address in variants(each.final)}
    have = (known(asked) if callable(known) else known) if asked else ()
    first: dict[str, Arrival] = {}
    kept = []
    for each in sorted(arrivals, key=lambda each: each.elsewhere):
        other = first.get(same_key(each.final))
        if other is not None and (_redirected(each) or same_text(each.page.body, other.page.body)):
            continue
        if each.elsewhere and _recorded(each, have, desk):
            continue
        first.setdefault(same_key(each.final), each)
        kept.append(each)
    chosen = {id(each) for each in kept}
    return [each for each in arrivals if id(each) in chosen]


def _redirected(arrival: Arrival) -> bool:
    return same_key(arrival.landed) == same_key(arrival.final) != same_key(arrival.page.url)


def _recorded(arrival: Arrival, have: Container[str], desk: Desk) -> bool:
    address = next((address for address in variants(arrival.final) if address in have), None)
    if address is None or _redirected(arrival):
        return address is not None
    digest = getattr(have[address], "sha256", None) if isinstance(have, Mapping) else None
    if digest is None or desk.raw is None:
        return False
    try:
        return same_text(arrival.page.body, desk.raw.get(digest))
    except LedgerError:  # the bytes were cleaned away
        return False


def same_text(one: bytes, two: bytes) -> bool:
    """Do two pages carry the same article, as far as their running text tells?"""
    a, b = frozenset(text_blocks(one)), frozenset(text_blocks(two))
    shorter = min(sum(map(len, a)), sum(map(len, b)))
    return sum(map(len, a & b)) >= _SAME_TEXT * max(shorter, 1)

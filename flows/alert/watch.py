"""Which findings a watch asks for, and how loudly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

from extractors.model import Severity, Statement
from flows.alert.facts import size, threshold_worth
from flows.alert.words import is_currency, number, roughly
from flows.settings import Watch

Loud = Literal["alert", "digest", "silent"]
_SEVERITY = ("low", "medium", "high")
_LOUDNESS: tuple[Loud, ...] = ("silent", "digest", "alert")


def quieter(a: Loud, b: Loud) -> Loud:
    """The quieter of two ways to tell."""
    return _LOUDNESS[min(_LOUDNESS.index(a), _LOUDNESS.index(b))]


def fold(text: str | None) -> str:
    """Lower case, no accents, punctuation as spaces: how names are compared."""
    flat = unicodedata.normalize("NFKD", (text or "").casefold())
    return " ".join(re.sub(r"[^\w]+", " ", "".join(c for c in flat if not unicodedata.combining(c))).split())


@lru_cache(maxsize=1024)
def _pattern(word: str, open_end: bool) -> re.Pattern[str]:
    return re.compile(r"\b" + re.escape(fold(word)) + ("" if open_end else r"\b"))


def _names(wanted: Sequence[str], found: Iterable[str | None]) -> bool:
    """Whether one of the wanted names stands, as whole words, in one of the found ones ("NATO" in "NATO allies")."""
    texts = [fold(f) for f in found if f]
    return not wanted or any(_pattern(w, False).search(t) for w in wanted for t in texts)


def _keywords(wanted: Sequence[str], texts: Iterable[str | None]) -> bool:
    """Whether a word of the texts begins with one of the keywords ("weapon" finds "weapons")."""
    folded = [fold(t) for t in texts if t]
    return not wanted or any(_pattern(w, True).search(t) for w in wanted for t in folded)


def matches(watch: Watch, statements: Sequence[Statement]) -> bool:
    """Whether the finding, given by its newer and older statements, is what the watch cares about (amounts aside)."""
    claims = [s.claim for s in statements]
    return (
        _names(watch.actors, (n for c in claims for n in (c.actor, c.actor_as_written, c.speaker)))
        and _names(watch.recipients, (c.recipient for c in claims))
        and _keywords(
            watch.keywords,
            (t for s in statements for t in (s.claim.purpose, s.claim.recipient, s.claim.quote.exact, s.article.title)),
        )
    )


def wants(watch: Watch, kinds: Collection[str], severity: Severity | None, tags: Collection[str]) -> bool:
    """Whether the watch asks for findings of these kinds, this severity, from a source with these tags."""
    if watch.findings and not set(watch.findings) & set(kinds):
        return False
    if watch.tags and not set(watch.tags) & set(tags):
        return False
    return watch.minimum_severity == "low" or (
        severity is not None and _SEVERITY.index(severity) >= _SEVERITY.index(watch.minimum_severity)
    )


def loudness(watch: Watch, channel: Loud, statements: Sequence[Statement], today: date | None = None) -> Loud:
    """How loudly the watch wants a finding of this channel told: amounts below its minimum are silent, unknown ones as it says.

    What an undated article prints is converted at the rate of ``today``, as it counts as today's news everywhere else.
    """
    if not matches(watch, statements):
        return "silent"
    values = worths(watch, statements, today)
    if not values:
        return quieter(channel, watch.unknown_amounts)
    if watch.minimum_amount is not None and max(values) < watch.minimum_amount:
        return "silent"
    return channel


def worths(watch: Watch, statements: Sequence[Statement], today: date | None = None) -> list[float]:
    """The amounts of the statements in the currency of the watch's minimum, those that can be converted."""
    found = (threshold_worth(s, watch.minimum_currency, today) for s in statements)
    return [value for value in found if value is not None]


def unknown(watch: Watch, statements: Sequence[Statement], today: date | None = None) -> str | None:
    """Why no amount of the statements can be held against the watch's minimum, and what mends it; None where one can."""
    if worths(watch, statements, today):
        return None
    claims = [s.claim for s in statements]
    units = dict.fromkeys(str(c.unit) for c in claims if size(c) is not None and is_currency(c.unit))
    if units:
        why = f"there is no reference rate from {' or '.join(units)} to {watch.minimum_currency}"
    elif any(size(c) is not None for c in claims):
        why = "it is no sum of money"
    else:
        why = "it names no amount"
    return (
        f"{why}; unknown_amounts in the watch “{watch.name}” says where such findings go (now: {watch.unknown_amounts})"
    )


def refusal(
    watch: Watch,
    kinds: Collection[str],
    severity: Severity | None,
    tags: Collection[str],
    statements: Sequence[Statement],
    today: date | None = None,
) -> str | None:
    """Which setting of the watch kept a finding from being told, in a few words; None where it asks for it."""
    if watch.findings and not set(watch.findings) & set(kinds):
        return f"findings asks for {' and '.join(watch.findings)}, this is {' and '.join(sorted(kinds))}"
    if watch.tags and not set(watch.tags) & set(tags):
        return f"tags asks for {', '.join(watch.tags)}, its source has {', '.join(tags) or 'none'}"
    if not wants(watch, kinds, severity, tags):
        return f"minimum_severity is {watch.minimum_severity}, this is {severity or 'without one'}"
    if not matches(watch, statements):
        lists = [name for name in ("actors", "recipients", "keywords") if getattr(watch, name)]
        return f"nothing in it fits {' and '.join(lists)}"
    values = worths(watch, statements, today)
    if not values:
        return unknown(watch, statements, today) if watch.unknown_amounts == "silent" else None
    if watch.minimum_amount is not None and max(values) < watch.minimum_amount:
        least = f"{watch.minimum_currency} {number(watch.minimum_amount)}"
        return f"{watch.minimum_currency} {roughly(max(values))} is below minimum_amount ({least})"
    return None

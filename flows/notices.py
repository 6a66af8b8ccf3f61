"""What the operator should hear about sources, and the same news of many of them as one notice. Pure, and light enough for every stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

#: from so many sources with the same news in one pass on, the operator gets one sentence for all
TOGETHER = 4

Kind = Literal["failing", "retired", "quiet", "recovered", "overflow", "dry"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing the operator should hear about a source. ``key`` is the same for the same event, so that it is sent once."""

    key: str
    source: str
    kind: Kind
    message: str
    #: all that it is about, where it is about several
    sources: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[str, ...]:
        """The names of the sources."""
        return self.sources or (self.source,)


def together(notices: Sequence[Notice], order: Sequence[str] = ()) -> list[Notice]:
    """The same news of many sources as one notice: a network that is gone or back is one event, not one for each source.

    Notices may have been put together before, each group of sources by itself: then the groups are. ``order`` is that of the names.
    """
    place = {name: number for number, name in enumerate(order)}
    kept: list[Notice] = []
    for kind, words in (("failing", "have failed several times in a row"), ("recovered", "answer again")):
        same = [notice for notice in notices if notice.kind == kind]
        names = sorted((name for notice in same for name in notice.about), key=lambda name: place.get(name, 0))
        if len(names) < TOGETHER:
            kept += same
            continue
        network = "; is the network there?" if kind == "failing" else ""
        since = same[0].key.rpartition(f"{kind}:")[2]
        sentence = f"{len(names)} sources {words}{network}: {named(names)}"
        kept.append(Notice(f"sources:{kind}:{since}", names[0], same[0].kind, sentence, tuple(names)))
    return [*(notice for notice in notices if notice.kind not in ("failing", "recovered")), *kept]


def named(names: Sequence[str], most: int = 10) -> str:
    """Names in a row; of many the first, and how many more there are."""
    more = len(names) - most
    return ", ".join(names) if more < 2 else f"{', '.join(names[:most])} and {more} more"

"""A new level told with its distance from the old one: one change, and no pledge of the distance."""

from __future__ import annotations

import pytest

from extractors.model import Document
from flows.texts.replay import Replayed, replay

OLD = "Norway will give Moldova {} million euros for schools, the finance ministry said on Tuesday."
#: what was known (million euros), what is said a week later
CHANGES = [
    (200, "350 million euros for schools, 150 million more than announced last week"),
    (200, "350 million euros for schools, an increase of 150 million on the sum announced last week"),
    (200, "350 million euros for schools, up 150 million on last week"),
    (200, "350 million euros for schools, or 150 million above what it had promised"),
    (500, "350 million euros for schools, 150 million less than announced last week"),
    (500, "350 million euros for schools, down by 150 million from the sum of last week"),
]
#: the step alone, and look-alikes: how the alert of the second text begins
OTHERS = [
    (500, "150 million euros less than announced last week for schools", "WITHDRAWS"),
    (200, "350 million euros for schools and Georgia 150 million euros for roads", "AMOUNT CHANGED: EUR 350m"),
    (40, "350 million euros for roads and another 150 million for railways", "NEW PLEDGE"),
]


@pytest.fixture(scope="module")
def replayed() -> Replayed:
    documents = []
    for n, (old, new, *_) in enumerate([*CHANGES, *OTHERS]):
        after = f"Norway will give Moldova {new}, the finance ministry said on Tuesday."
        for side, text, day in (("a", OLD.format(old), "2025-06-03"), ("b", after, "2025-06-10")):
            documents.append(Document(f"{n}|{side}", text, published=day, language="en", ledger=str(n), publisher=side))
    return replay(documents, None, by_ledger=True)


@pytest.mark.parametrize("n", range(len(CHANGES)), ids=lambda n: CHANGES[n][1])
def test_one_change_is_told(n: int, replayed: Replayed) -> None:
    titles = [a.title for a in replayed.alerts if a.document_id == f"{n}|b" and a.channel != "silent"]
    assert titles == [f"AMOUNT CHANGED: EUR 350m, before: EUR {CHANGES[n][0]}m – Norway to Moldova, schools"]


@pytest.mark.parametrize("n", range(len(OTHERS)), ids=lambda n: OTHERS[n][1])
def test_others(n: int, replayed: Replayed) -> None:
    titles = [a.title for a in replayed.alerts if a.document_id == f"{n + len(CHANGES)}|b" and a.channel == "alert"]
    assert titles
    assert titles[0].startswith(OTHERS[n][2])

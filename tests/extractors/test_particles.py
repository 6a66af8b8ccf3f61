"""Surnames with words printed small before them ("von der", "de la"): one name, whoever speaks and wherever they are named.

Every text is invented for this table.
"""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document
from extractors.offices import offices


def read(text: str) -> list[Claim]:
    return extract(Document("d", text, published="2025-03-10"))


SPEAKERS = [
    ("The European Union will lend Ukraine 90 billion euros, Ursula von der Leyen said on Tuesday.", "Ursula von der Leyen"),
    ("Germany is to pay 20 million euros, said von der Leyen on Monday.", "Ursula von der Leyen"),
    ("Belgium will send 20 million euros, De Croo said.", "Alexander De Croo"),
    ("The Netherlands will give 90 million euros, Frans van der Meer said.", "Frans van der Meer"),
    ("The Netherlands will give 90 million euros, said Frans van der Meer.", "Frans van der Meer"),
    ("Finance Minister Sigrid van den Berg said the Netherlands will give 90 million euros.", "Sigrid van den Berg"),
    ("Spain will send 20 million euros, Maria de la Cruz told reporters.", "Maria de la Cruz"),
    ("Germany will send 20 million euros, Karl-Theodor zu Guttenberg announced.", "Karl-Theodor zu Guttenberg"),
    ("Hans von und zu Berg said Germany will send 20 million euros.", "Hans von und zu Berg"),
    ("Portugal will send 20 million euros, João dos Santos said.", "João dos Santos"),
    ("Brazil will give 5 million dollars, Maria das Neves said in Lisbon.", "Maria das Neves"),
    ("Denmark gives 30 million kroner, Peter af Rosenborg said.", "Peter af Rosenborg"),
    ("Frans van der Meer said he was glad. The Dutch will give 90 million euros, van der Meer said.", "Frans van der Meer"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_who_speaks(text: str, speaker: str) -> None:
    assert [c.speaker for c in read(text)] == [speaker]


def test_we_of_a_surname_alone() -> None:
    assert [c.actor for c in read('"We will give 90 million euros," von der Leyen said.')] == ["European Commission"]


#: words that look like such particles
NO_NAMES = [
    ("The van Noah bought costs 5 million euros.", "van Noah"),
    ("Norway gave 5 million euros for the den Kelso built.", "den Kelso"),
    ("Ford paid Mr Hall du jour and Kelso 5 million euros.", "Hall du jour"),
]


@pytest.mark.parametrize(("text", "never"), NO_NAMES)
def test_look_alikes(text: str, never: str) -> None:
    assert not any(never in f"{c.actor} {c.recipient} {c.speaker}" for c in read(text))


def test_the_register_finds_a_surname_with_its_particles() -> None:
    found = offices().find("von der Leyen")
    assert found is not None
    assert found.person == "Ursula von der Leyen"
    assert offices().find("von der Nobody") is None

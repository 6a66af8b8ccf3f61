"""By when something is due, and what the card only implies: in words on every form of the card, and silent where there is nothing to say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from extractors.model import Document, Time
from flows.alert import card as cards
from flows.alert import journal
from flows.alert.card import Card
from flows.alert.render import html, markdown, slack, terminal, text
from flows.alert.when import when
from flows.texts.replay import replay

DUE = (
    "Denmark will give Ukraine 1.5 billion kroner by the end of the year, the minister said on Monday. "
    "The ministry will provide 20 million dollars in ammunition over the next five years."
)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (Time(), ""),
        (Time(text="next year", as_of="2026-03-02"), ""),
        (Time(deadline="2026-12-31"), "by 31 December 2026"),
        (Time(deadline="2025-12"), "by December 2025"),
        (Time(deadline="2030"), "by 2030"),
        (Time(start="2027", end="2027"), "2027"),
        (Time(start="2027", end="2031"), "2027 to 2031"),
        (Time(start="2027-01-01", end="2027-12-31"), "2027"),
        (Time(start="2027-01", end="2027-12"), "2027"),
        (Time(start="2025-10", end="2026-10"), "October 2025 to October 2026"),
        (Time(start="2026-01-19", end="2026-01-25"), "19 January 2026 to 25 January 2026"),
        (Time(start="2025-12-05", end="2025-12-05"), "5 December 2025"),
        (Time(start="2026-03"), "from March 2026"),
        (Time(end="2030"), "until 2030"),
        (Time(start="2027", end="2031", deadline="2031"), "2027 to 2031"),
        (Time(start="2009", deadline="2020"), "from 2009, by 2020"),
        (Time(deadline="2026-13"), "by 2026-13"),
    ],
)
def test_a_time_in_words(time: Time, words: str) -> None:
    assert when(time) == words


def card_of(body: str, title: str | None = None) -> Card:
    """The card of an article's only alert, as replay makes it."""
    done = replay(
        [Document("a", body, title=title, published="2026-03-02", publisher="Harbour Post")],
        None,
        by_ledger=False,
        db=None,
        now=None,
    )
    (alert,) = (a for a in done.alerts if a.channel == "alert")
    return cards.loads(alert.card)


def every_form(card: Card) -> dict[str, str]:
    """The card as each channel shows it."""
    console = Console(width=200)
    with console.capture() as shown:
        terminal.show([card], console)
    return {
        "text": " ".join(text.message(card).split()),
        "mail": html.page([card], card.title),
        "slack": json.dumps(slack.payload([card], card.title)),
        "slack digest": json.dumps(slack.payload([card], card.title, digest=True)),
        "markdown": markdown.page(card),
        "terminal": " ".join(shown.get().split()),
    }


def test_every_form_of_a_card_says_by_when() -> None:
    card = card_of(DUE)
    assert "by 31 December 2026" in card.title
    for name, form in every_form(card).items():
        assert "by 31 December 2026" in form, name
        if len(card.findings) > 1:
            assert "March 2026 to March 2031" in form, name


def test_a_card_without_a_time_says_nothing_of_it(tmp_path: Path) -> None:
    body = "Denmark will give Ukraine 1.5 billion kroner, the minister said."
    card = card_of(body)
    assert card.findings[0].now.when == "" and card.findings[0].line == "Denmark, DKK 1.5bn for Ukraine, says minister"
    done = replay([Document("b", t, published="2026-03-02") for t in (body,)], None, by_ledger=False, db=None, now=None)
    journal.append(tmp_path / "alerts.jsonl", done.alerts)
    assert all("when" not in record for record in journal.read(tmp_path / "alerts.jsonl"))


def test_the_public_record_has_it_in_a_field_of_its_own(tmp_path: Path) -> None:
    done = replay([Document("a", DUE, published="2026-03-02")], None, by_ledger=False, db=None, now=None)
    journal.append(tmp_path / "alerts.jsonl", done.alerts)
    assert "by 31 December 2026" in [record.get("when") for record in journal.read(tmp_path / "alerts.jsonl")]


def test_a_card_of_an_older_version_is_read() -> None:
    record = json.loads(cards.dumps(card_of(DUE)))
    for finding in record["findings"]:
        del finding["now"]["when"]
    assert cards.loads(json.dumps(record)).findings[0].now.when == ""


INFERRED = "Officials in Copenhagen met on Monday. Denmark pledged 1.5 billion kroner for air defence."


def test_a_recipient_that_only_the_article_names_is_marked() -> None:
    card = card_of(INFERRED, "Denmark announces new military aid package for Ukraine")
    assert card.findings[0].line.startswith("Denmark, DKK 1.5bn for Ukraine")
    assert "implied recipient" in card.findings[0].now.marks
    for name, form in every_form(card).items():
        assert name == "slack digest" or "implied recipient" in form, name


@pytest.mark.parametrize(
    "body",
    [
        "Officials met on Monday. Denmark pledged Ukraine 1.5 billion kroner for air defence.",
        "Officials met on Monday. Denmark pledged 1.5 billion kroner to Ukraine.",
    ],
)
def test_a_recipient_in_the_claims_own_words_is_not(body: str) -> None:
    card = card_of(body, "Denmark announces new military aid package for Ukraine")
    assert "for Ukraine" in card.title and "implied recipient" not in card.findings[0].now.marks

"""Silence by command: what a word means, how long it lasts, and that what is muted is judged, kept and told to nobody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import cards
import outbox
from flows.alert.compose import compose
from flows.alert.muting import UnknownMute, mute, muted, together, unmute
from flows.settings import Mute, Settings
from outbox import NOW
from storage.errors import LedgerError
from storage.ledger import Ledger

SOURCES = ("seeds", "nato")
WEEK = timedelta(days=7)


@pytest.fixture
def s(tmp_path: Path) -> Settings:
    return outbox.seeded(tmp_path)


def conflict(s: Settings):
    with Ledger.open(s.ledger_path) as ledger:
        return next(a for a in ledger.alerts() if "CURRENCY" in a.title)


def verdict(name: str):
    return next(v for v in cards.verdicts() if v.verdict_id == name)


def told(s: Settings) -> set[str]:
    """The findings that would be told with the mutes in force."""
    mutes = together((), muted(s.ledger_path, NOW))
    made = compose(cards.verdicts(), cards.statements(), None, now=NOW, mutes=mutes)
    return {v for a in made.alerts for v in a.verdict_ids}


@pytest.mark.parametrize(
    ("word", "kind", "name"),
    [
        ("source:nato", "source", "nato"),
        ("Source: nato", "source", "nato"),
        ("nato", "source", "nato"),
        ("gold_contradicts", "rule", "gold_contradicts"),
        ("rule:gold_new", "rule", "gold_new"),
        ("EV21", "event", "EV21"),
        ("P-PURL-RATE-2026", "proposition", "P-PURL-RATE-2026"),
        ("P-PURL-RATE-20", "proposition", "P-PURL-RATE-2026"),
    ],
)
def test_what_a_word_means(s: Settings, word: str, kind: str, name: str) -> None:
    (found,) = mute(s.ledger_path, word, SOURCES, NOW)
    assert (found.kind, found.name, found.until) == (kind, name, None)
    assert [(m.kind, m.name) for m in muted(s.ledger_path, NOW)] == [(kind, name)]


@pytest.mark.parametrize("word", ["nothing-of-the-kind", "", "rule:copied_tex", "source:natto", "event:nato"])
def test_a_word_that_names_nothing_is_refused_and_says_what_there_is(s: Settings, word: str) -> None:
    with pytest.raises(UnknownMute, match="the sources are: nato, seeds"):
        mute(s.ledger_path, word, SOURCES, NOW)
    assert not muted(s.ledger_path, NOW)


def test_the_beginning_of_several_ids_is_refused(s: Settings) -> None:
    with pytest.raises(LedgerError, match="Several ids begin with EV"):
        mute(s.ledger_path, "EV", SOURCES, NOW)


def test_an_alert_is_muted_by_its_events_and_everything_else_is_told_as_before(s: Settings) -> None:
    before = told(s)
    silenced = mute(s.ledger_path, conflict(s).alert_id, SOURCES, NOW, lasting=WEEK, note="known")
    names = {m.name for m in silenced}
    assert "EV21" in names and all(m.kind == "event" and m.note == "known" for m in silenced)
    after = told(s)
    assert "V40" in before - after
    assert {verdict(v).event_id for v in before - after} <= names
    assert after, "other events are told"


def test_a_silence_ends_by_itself(s: Settings) -> None:
    mute(s.ledger_path, "EV21", SOURCES, NOW, lasting=WEEK)
    assert [m.name for m in muted(s.ledger_path, NOW + WEEK - timedelta(seconds=1))] == ["EV21"]
    assert not muted(s.ledger_path, NOW + WEEK)


def test_a_silence_is_lifted_and_the_newest_word_counts(s: Settings) -> None:
    before = told(s)
    mute(s.ledger_path, "EV21", SOURCES, NOW)
    assert "V40" not in told(s)
    assert [m.name for m in unmute(s.ledger_path, "EV21", NOW)] == ["EV21"]
    assert told(s) == before
    with pytest.raises(UnknownMute, match="not muted by command; nothing is"):
        unmute(s.ledger_path, "EV21", NOW)
    mute(s.ledger_path, "EV21", SOURCES, NOW, lasting=WEEK)
    mute(s.ledger_path, "EV21", SOURCES, NOW, lasting=2 * WEEK)
    (longer,) = muted(s.ledger_path, NOW)
    assert longer.until == NOW + 2 * WEEK


def test_lifting_by_the_alerts_id_lifts_its_events(s: Settings) -> None:
    alert = conflict(s).alert_id
    names = {m.name for m in mute(s.ledger_path, alert, SOURCES, NOW)}
    assert {m.name for m in unmute(s.ledger_path, alert[:7], NOW)} == names
    assert not muted(s.ledger_path, NOW)


def test_the_settings_and_the_command_mute_together(s: Settings) -> None:
    mute(s.ledger_path, "rule:gold_new", SOURCES, NOW)
    both = together((Mute(source="nato"),), muted(s.ledger_path, NOW))
    assert [(m.source, m.rule) for m in both] == [("nato", None), (None, "gold_new")]

"""The first pass of a new source: a few alerts, the gravest and surest; nothing else is lost, and every reader is told so."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from flows.alert import card as cards
from flows.alert.newcomers import limited
from flows.passes.pipeline import run_pass
from flows.report.summary import Summary, as_record, render
from flows.settings import Channel, Settings, Source, load
from newsroom import MONDAY, Newsroom
from outbox import NOW
from slack import hook_receiver
from storage.rows import Owed
from website import Site

GIVERS = [
    ("VILNIUS", "Lithuania", 60, "drones", "Robertas Kaunas"),
    ("RIGA", "Latvia", 45, "armoured vehicles", "Andris Spruds"),
    ("TALLINN", "Estonia", 70, "artillery shells", "Hanno Pevkur"),
    ("ATHENS", "Greece", 65, "air defence missiles", "Nikos Dendias"),
]


def desk(folder: Path, site: Site, hook: str, **more: str) -> Settings:
    """A desk whose source ``north`` is new and holds pledges of four countries besides those it begins with."""
    room = Newsroom(site)
    for capital, country, amount, what, who in GIVERS:
        text = (
            f"{capital} – {country} pledged {amount} million euros in {what} for Ukraine, Defence Minister {who} said on Monday.",
            "The ministry said that contracts would be signed within the month, and that the first part would arrive before summer.",
        )
        room.publish("north", country.lower(), f"{country} helps Ukraine", text)
    file = room.settings(folder, hook=hook)
    lines = file.read_text("utf-8").replace('name = "north"', 'name = "north"\n' + more.get("north", ""))
    file.write_text(lines.replace('name = "hook"', 'name = "hook"\n' + more.get("channel", "")), "utf-8")
    return load(file)


def page(done: Summary, settings: Settings, capsys: pytest.CaptureFixture[str]) -> str:
    Console(width=200).print(render(done, settings))
    return " ".join(capsys.readouterr().out.split())


def of_north(done: Summary, channel: str) -> list[str]:
    mine = {"Lithuania", "Latvia", "Estonia", "Greece", "Norway"}
    return [a.title for a in done.alerts if a.channel == channel and any(country in a.title for country in mine)]


def test_the_rest_of_a_new_source_waits_for_the_digest_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Site() as site, hook_receiver() as hook:
        settings = desk(tmp_path, site, hook.url())
        done = run_pass(settings, MONDAY)
        held = done.held_back
        assert len(held) == 2 and {a.channel for a in held} == {"digest"}, [a.title for a in done.alerts]
        assert all("first_alerts = 3" in cards.loads(a.card).notes[0] and "north is new" in a.body for a in held)
        shown = page(done, settings, capsys)
        assert "! 2 findings of new sources are for the digest, beyond the alerts that first_alerts allows: " in shown
        assert all(shown.count(a.alert_id) >= 2 for a in held), "in the list and in the line"
        assert {a["alert_id"] for a in as_record(done)["held_back"]} == {a.alert_id for a in held}
        lines = (settings.paths.data / "alerts.jsonl").read_text("utf-8").splitlines()
        assert {a.alert_id for a in held} <= {json.loads(line)["alert_id"] for line in lines}
        before = len(hook.messages)
        assert not any(a.alert_id in json.dumps(m) for m in hook.messages for a in held)
        run_pass(settings, MONDAY + timedelta(days=1))
        later = " ".join(json.dumps(m, ensure_ascii=False) for m in hook.messages[before:])
        assert "Digest" in later and all(a.alert_id in later for a in held)


@pytest.mark.parametrize(("block", "loud", "quiet"), [("first_alerts = 1000", 5, 0), ("first_alerts = 0", 0, 5)])
def test_a_source_says_how_many(tmp_path: Path, block: str, loud: int, quiet: int) -> None:
    with Site() as site, hook_receiver() as hook:
        done = run_pass(desk(tmp_path, site, hook.url(), north=block), MONDAY)
    assert (len([a for a in done.alerts if a.channel == "alert"]) >= loud, len(done.held_back)) == (True, quiet)


def test_a_channel_without_digest_gets_none_of_it(tmp_path: Path) -> None:
    with Site() as site, hook_receiver() as hook:
        settings = desk(tmp_path, site, hook.url(), channel='digest = "off"', north="first_alerts = 0")
        done = run_pass(settings, MONDAY)
        assert done.held_back and {d: (o, p) for d, _, o, p, _ in done.deliveries}["hook"] == (0, 0)


def test_the_gravest_and_surest_go_first_and_what_repairs_an_alert_is_not_counted() -> None:
    side = cards.Side("c", "EUR 1m", "quote")
    doubtful = dataclasses.replace(side, marks=("implied currency", "implied recipient"))

    def alert(name: str, severity: str, family: str, now: cards.Side, follows: str | None = None) -> cards.Card:
        finding = cards.Finding(name, "WORD", "line", family, severity, now)
        return cards.Card(name, name, "alert", severity, NOW.isoformat(), (finding,), follows=follows)

    made = [
        alert("small", "low", "contradicts", side),
        alert("guessed", "high", "contradicts", doubtful),
        alert("pledge", "high", "new", side),
        alert("conflict", "high", "contradicts", side),
        alert("repair", "low", "updates", side, follows="earlier"),
    ]
    from extractors.model import Alert

    alerts = [
        Alert(c.alert_id, c.alert_id, "d", c.created_at, "alert", c.severity, c.title, "", (), cards.dumps(c))  # type: ignore[arg-type]
        for c in made
    ]
    owed = [Owed(f"{a.alert_id}:{n}", a.alert_id, n, next_attempt=NOW) for a in alerts for n in ("team/0", "log")]
    source = Source(name="s", url="https://example.org/feed", first_alerts=2)
    told = limited(alerts, owed, {"d": source}, {"s"}, [Channel(name="team", url="json://localhost/hook")], NOW)
    assert [a.alert_id for a in told.alerts if a.channel == "alert"] == ["pledge", "conflict", "repair"]
    assert [a.alert_id for a in told.held] == ["guessed", "small"]
    assert {r.key for r in told.owed if r.digest} == {"guessed:team/0", "small:team/0"} and len(told.owed) == len(owed)
    assert limited(alerts, owed, {"d": source}, set(), [], NOW) == (alerts, owed, [])

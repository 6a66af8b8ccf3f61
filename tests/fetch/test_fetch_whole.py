"""Through the whole flow: what the ledger, the views and the alerts say of what was fetched."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from rich.console import Console

from flows import sources
from flows.passes.pipeline import run_pass
from flows.report.view import render
from flows.settings import load
from newsroom import DENMARK, MONDAY, NORWAY, SWEDEN, told
from storage.lookups import rows
from website import Entry, Site

HOUR = dt.timedelta(hours=1)
COUNTRIES = ("Norway", "Denmark", "Sweden", "Finland", "Estonia", "Latvia", "Poland", "Spain")


@pytest.fixture
def site():
    with Site() as site:
        yield site


def desk(site: Site, folder, feeds: int = 1, **fetch: object):
    """Settings with so many feeds."""
    lines = [
        '[paths]\ndata = "data"',
        "[fetch]\nallow_private_networks = true\nper_host_seconds = 0\ntimeout_seconds = 5",
        *(f"{name} = {json.dumps(value)}" for name, value in fetch.items()),
        '[[watches]]\nname = "all"\nchannels = []',
        *(f'[[sources]]\nname = "s{n}"\nurl = "{site.url(f"/{n}.xml")}"' for n in range(feeds)),
    ]
    (folder / "pledgewatch.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load(folder / "pledgewatch.toml")


def put(
    site: Site, *, path="/norway", title="Norway gives Ukraine 150 million", text=NORWAY, modified=None, published=None
) -> Entry:
    published = published or "2026-03-02T08:00:00Z"
    thing = {"@type": "NewsArticle", "datePublished": published, "author": {"name": "Ana Blyth"}}
    if modified:
        thing["dateModified"] = modified
    site.article(path, title, text, head=f'<script type="application/ld+json">{json.dumps(thing)}</script>')
    return Entry(title, path, dt.datetime.fromisoformat(published))


def test_the_ledger_has_author_dates_and_how_far_to_trust_them(site, tmp_path):
    site.feed("/0.xml", [put(site, modified="2026-03-02T08:30:00Z")])
    site.article(
        "/plain",
        "Choir",
        ["The choir opened its season in the customs house, and the hall was full to the last seat."] * 2,
    )
    site.feed("/1.xml", [Entry("Choir", "/plain", MONDAY)])
    settings = desk(site, tmp_path, 2)
    run_pass(settings, MONDAY + 3 * HOUR)
    found = rows(
        settings.snapshot_path,
        "SELECT author, published, modified, published_from, published_confidence, language FROM articles ORDER BY source",
    )
    assert [tuple(row.values()) for row in found] == [
        ("Ana Blyth", "2026-03-02T08:00:00Z", "2026-03-02T08:30:00Z", "json-ld", "high", "en"),
        (None, "2026-03-02T09:00:00Z", None, "feed", "medium", "en"),
    ]


def test_a_silent_edit_of_a_figure_is_a_version_a_revision_and_an_alert(site, tmp_path):
    site.feed("/0.xml", [put(site, text=told("150 million euros"))])
    settings = desk(site, tmp_path)
    first = run_pass(settings, MONDAY + 3 * HOUR)
    assert first.recorded.claims >= 1
    put(site, text=told("450 million euros"), modified="2026-03-02T13:00:00Z")
    second = run_pass(settings, MONDAY + 4 * HOUR + HOUR / 10)
    assert second.recorded.articles == 1 and any("450m" in alert.title for alert in second.alerts)
    (change,) = rows(settings.snapshot_path, "SELECT revision, amounts_gone, amounts_new FROM revisions")
    assert change["revision"] == 1
    assert "150 million" in str(change["amounts_gone"]) and "450 million" in str(change["amounts_new"])


def test_a_bumped_date_does_not_alert_again(site, tmp_path):
    """Of three promises the first gets a later date in the feed only, the second on its page too, the third with another sentence."""
    texts = {"/norway": NORWAY, "/denmark": DENMARK, "/sweden": SWEDEN}

    def write(when: str, bumped: tuple[str, ...] = (), reworded: str | None = None, guid: str | None = None) -> None:
        entries = []
        for path, text in texts.items():
            title, changed = f"{path[1:].title()} gives Ukraine money", path in bumped
            more = ("This article was last changed on Tuesday; the picture was replaced.",) if path == reworded else ()
            on_page = when if changed else "2026-03-02T08:00:00Z"
            put(
                site,
                path=path,
                title=title,
                text=(*text, *more),
                published=on_page,
                modified=on_page if changed else None,
            )
            entries.append(Entry(title, path, dt.datetime.fromisoformat(when), guid=guid and guid + path))
        site.feed("/0.xml", entries)

    write("2026-03-02T08:00:00Z")
    settings = desk(site, tmp_path)
    assert sum(alert.channel == "alert" for alert in run_pass(settings, MONDAY + 3 * HOUR).alerts) == 3
    write("2026-03-03T07:00:00Z", bumped=("/denmark", "/sweden"), reworded="/sweden", guid="new")
    for hours in (5, 26):
        done = run_pass(settings, MONDAY + hours * HOUR)
        assert [a.title for a in done.alerts if a.channel == "alert"] == []
        assert done.recorded.articles == (1 if hours == 5 else 0), "only another text is another version"


def test_an_article_in_five_feeds_is_one_article(site, tmp_path):
    put(site)
    links = ["/norway", "/norway?utm_source=a", "/norway/", "/norway#x", "/norway?fbclid=1"]
    for number, link in enumerate(links):
        site.feed(f"/{number}.xml", [Entry("t", link, MONDAY)])
    settings = desk(site, tmp_path, 5)
    assert run_pass(settings, MONDAY + 3 * HOUR).recorded.articles == 1
    assert run_pass(settings, MONDAY + 5 * HOUR).recorded.articles == 0


def test_a_page_in_another_language_is_kept_and_marked_and_gives_no_claim(site, tmp_path):
    german = (
        "Norwegen gibt der Ukraine 150 Millionen Euro für die Luftverteidigung, sagte Ministerpräsident Jonas Gahr Støre am Montag.",
        "Das Geld soll Abfangraketen für Batterien bezahlen, die Kraftwerke und Krankenhäuser schützen, teilte die Regierung mit.",
        "Das Parlament wird voraussichtlich im Frühjahr über den Plan beraten, und die Opposition will nicht im Wege stehen.",
    )
    site.feed("/0.xml", [put(site, path="/de", title="Norwegen gibt Geld", text=german)])
    settings = desk(site, tmp_path)
    run_pass(settings, MONDAY + 3 * HOUR)
    assert [tuple(row.values()) for row in rows(settings.snapshot_path, "SELECT language, claims FROM articles")] == [
        ("de", 0)
    ]


def test_walls_are_counted_by_source(site, tmp_path):
    wall = "<html lang='de'><body><article><h1>Hilfe</h1><p>Die Regierung gibt Geld.</p><p>Dieser Artikel ist exklusiv für Abonnenten.</p></article></body></html>"
    for n in range(3):
        site.page(f"/w{n}", wall + f"<!-- {n} -->")
    site.feed("/0.xml", [Entry(f"w{n}", f"/w{n}", MONDAY) for n in range(3)])
    settings = desk(site, tmp_path)
    run_pass(settings, MONDAY + 3 * HOUR)
    (row,) = rows(settings.snapshot_path, "SELECT source, stage, code, times FROM problem_counts")
    assert tuple(row.values()) == ("s0", "clean", "paywall", 3)
    (record,) = sources.health(settings)
    assert record["not_read"] == {"paywall": 3} and record["advice"] is None
    assert "3 paywall" in shown(sources.health_table([record]))


def test_a_source_that_is_all_walls_says_so_and_what_is_missed_has_a_name(site, tmp_path):
    wall = "<html><body><article><h1>{0}</h1><p>Norway is to pay for shells, {0} says.</p><p>Subscribe to continue reading.</p></article></body></html>"
    names = [f"Paper {n}" for n in range(6)]
    for n, name in enumerate(names):
        site.page(f"/w{n}", wall.format(name))
    site.feed("/0.xml", [Entry(name, f"/w{n}", MONDAY) for n, name in enumerate(names)])
    settings = desk(site, tmp_path)
    done = run_pass(settings, MONDAY + 3 * HOUR)
    assert done.recorded.claims == 0 and done.recorded.articles == 0, "a teaser is not read for claims"
    (record,) = sources.health(settings)
    assert record["not_read"] == {"paywall": 6} and "6 walls, 0 articles" in record["advice"]
    told = [row["message"] for row in rows(settings.snapshot_path, "SELECT message FROM problems")]
    assert all(any(f"Norway is to pay for shells, {name} says." in message for message in told) for name in names)
    text = shown(render(done, settings))
    assert "(6 times)" in text, "alike ones are one line"


def test_a_source_that_gives_no_claims_any_more_is_told_once_and_shown(site, tmp_path):
    settings = desk(site, tmp_path)
    entries: list[Entry] = []

    def write(day: int, said: str) -> None:
        path, when = f"/day{day}", MONDAY + dt.timedelta(days=day)
        paragraphs = (said, "The ministry published the decision in the evening, and no date was given for a debate.")
        entries.insert(
            0, put(site, path=path, title=f"Day {day}", text=paragraphs, published=f"{when:%Y-%m-%dT%H:%M:%SZ}")
        )
        site.feed("/0.xml", entries)

    told, warned, before = {}, {}, -1
    for day in (0, 5, 10, 22, 23, 24):
        choir = 10 < day < 24
        for each in range(before + 1, day + 1):
            if choir:
                said = (
                    "The town choir opened its season, and the hall was full to the last of its seats, the paper says."
                )
            else:
                said = f"{COUNTRIES[each % 8]} will give Ukraine {each + 11} million euros for air defence in 2026, its prime minister said."
            write(each, said)
        before = day
        now = MONDAY + dt.timedelta(days=day, hours=3)
        done = run_pass(settings, now)
        assert (done.recorded.claims > 0) is not choir
        told[day] = [notice for notice in done.notices if "claim" in notice]
        warned[day] = [w for report in done.reports for w in report.warnings if "no claim" in w]
        (record,) = sources.health(settings, now)
        assert (record["status"] == "dry") == (day in (22, 23))
    assert [day for day, said in told.items() if said] == [22, 24], "once, and once when it is over"
    assert "fetched fine, but no claim in 10 days, normally 6 a week" in told[22][0]
    assert told[24] == ["s0: gives claims again"]
    assert [day for day, said in warned.items() if said] == [22, 23], "a warning of every pass"


def shown(thing) -> str:
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(thing)
    return console.export_text()


def test_a_pass_without_network_says_so_in_one_line(tmp_path):
    lines = [
        '[paths]\ndata = "data"',
        *(f'[[sources]]\nname = "s{n}"\nurl = "http://s{n}.invalid/rss"' for n in range(25)),
    ]
    (tmp_path / "pledgewatch.toml").write_text("\n".join(lines) + "\n")
    settings = load(tmp_path / "pledgewatch.toml")
    done = run_pass(settings, MONDAY)
    text = shown(render(done, settings))
    assert text.count("no network") == 1 and "25 sources failed" in text

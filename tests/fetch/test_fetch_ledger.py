"""Passes with a real ledger between them: what is remembered is what was recorded, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from extractors import articles
from flows.clean import clean
from flows.fetch import fetch, health
from flows.settings import Source
from monitoring import NOON, Monitor, feed
from storage.ledger import Ledger
from storage.raw import RawStore
from storage.rows import Harvest, Reading
from website import Answer, Entry, Site

LEAD = "Allies pledged {} billion euros a month for weapons, the minister said on Tuesday, and more would follow."


class Desk:
    """Passes against a ledger file, opened and closed as the flows do."""

    def __init__(self, folder, *sources: Source) -> None:
        self.path, self.raw = folder / "ledger.duckdb", RawStore(folder / "raw")
        self.sources, self.now, self.settings = sources, NOON, Monitor().settings
        self.runs = 0

    def go(self, *, minutes: float = 30, die: bool = False):
        self.now += dt.timedelta(minutes=minutes)
        with Ledger.open(self.path) as ledger:
            states = ledger.source_states()
            found = fetch(
                self.sources, states, self.settings, known=ledger.known, now=self.now, raw=self.raw, chance=Random(3)
            )
        if die:
            return found
        self.runs += 1
        readings, problems, empty = [], list(found.problems), []
        for page in found.pages:
            cleaned = clean(page)
            problems += cleaned.problems
            if cleaned.document is None:
                empty.append(page)
            else:
                readings.append(Reading(page, cleaned.document, tuple(articles(cleaned.document)), ()))
        with Ledger.open(self.path) as ledger:
            ledger.record(
                Harvest(
                    run_id=f"run{self.runs}",
                    started_at=self.now,
                    reports=found.reports,
                    states=found.states,
                    readings=tuple(readings),
                    pages=tuple(empty),
                    problems=tuple(problems),
                ),
                self.now,
            )
        return found

    def recorded(self):
        """The recorded pages that gave a document, oldest first."""
        with Ledger.open(self.path) as ledger:
            return ledger.pages()

    def rows(self, query: str):
        with Ledger.open(self.path) as ledger:
            return ledger._all(query)


@pytest.fixture
def site():
    with Site() as site:
        yield site


def put(site: Site, *numbers: int) -> list[Entry]:
    for n in numbers:
        site.article(f"/a{n}", f"Article {n}", [LEAD.format(n), "A second paragraph follows, with more of the same."])
    return [Entry(f"Article {n}", f"/a{n}", NOON - dt.timedelta(hours=20 - n)) for n in numbers]


def test_what_is_recorded_is_not_fetched_again_and_what_is_not_is(site, tmp_path):
    desk = Desk(tmp_path, feed(site.feed("/rss.xml", put(site, 1, 2))))
    assert len(desk.go(die=True).pages) == 2
    assert len(desk.go(minutes=1).pages) == 2, "the pass before died, so this one does its work"
    assert desk.go(minutes=1).pages == ()
    assert len(desk.recorded()) == 2


def test_memory_survives_the_ledger(site, tmp_path):
    """Window, pending items, revisits and validators go through the file and come back as they were."""
    entries = put(site, 1, 2)
    site.script(
        "/a2",
        Answer(b"", 500),
        Answer(b"", 500),
        Answer(f"<p>{LEAD.format(2)}</p>".encode(), 200, {"Content-Type": "text/html"}),
    )
    desk = Desk(tmp_path, feed(site.feed("/rss.xml", entries)))
    first = desk.go()
    with Ledger.open(desk.path) as ledger:
        kept = ledger.source_states()["news"]
    assert kept == first.states[0]
    assert len(json.loads(kept.cursor["pending"])) == len(json.loads(kept.cursor["revisits"])) == 1
    assert desk.go(minutes=1).pages == ()
    assert [page.url for page in desk.go(minutes=1).pages] == [site.url("/a2")]


def test_an_edited_article_is_a_second_version_beside_the_first(site, tmp_path):
    desk = Desk(tmp_path, feed(site.feed("/rss.xml", put(site, 1))))
    desk.go()
    site.article("/a1", "Article 1", [LEAD.format(7), "A second paragraph follows, with more of the same."])
    (page,) = desk.go(minutes=70).pages
    assert page.revision == 1 and clean(page).document.id.endswith("-v2")
    one, two = (clean(replace(page, body=desk.raw.get(page.sha256))).document for page in desk.recorded())
    assert "pledged 1 billion" in one.text and "pledged 7 billion" in two.text and two.id == one.id + "-v2"


def test_pages_without_text_are_known_too(site, tmp_path):
    site.page("/a1", "<html><body><script>1</script></body></html>")
    desk = Desk(tmp_path, feed(site.feed("/rss.xml", [Entry("t", "/a1", NOON)])))
    desk.go()
    assert [code for (code,) in desk.rows("SELECT code FROM problem_log")] == ["no_text"]
    desk.sources = (feed(site.feed("/other.xml", [Entry("t", "/a1", NOON)]), "other"),)
    site.forget()
    desk.go()
    assert site.hits("/a1") == 0


def test_an_article_of_yesterdays_feed_is_not_fetched_for_a_new_one(site, tmp_path):
    desk = Desk(tmp_path, feed(site.feed("/rss.xml", put(site, 1))))
    desk.go()
    site.feed("/more.xml", [Entry("Other title", "/a1?utm_source=more", NOON, guid="other")])
    desk.sources = (*desk.sources, feed(site.url("/more.xml"), "more"))
    site.forget()
    desk.go()
    assert site.hits("/a1") == 0


ROUNDABOUT = {
    "a redirect": lambda site: site.redirect("/go", "/a1", 302),
    "a shortener's page that jumps": lambda site: site.page(
        "/go", '<html><head><meta http-equiv="refresh" content="0; url=/a1"></head></html>'
    ),
    "a print version": lambda site: site.article(
        "/go",
        "Article 1",
        [LEAD.format(1), "A second paragraph follows, with more of the same."],
        head=f'<link rel="canonical" href="{site.url("/a1")}">',
    ),
}


@pytest.mark.parametrize("way", ROUNDABOUT)
def test_an_article_that_is_reached_in_another_way_later_is_no_second_one(site, tmp_path, way):
    desk = Desk(tmp_path, feed(site.feed("/rss.xml", put(site, 1))))
    desk.go()
    ROUNDABOUT[way](site)
    site.feed("/more.xml", [Entry("Other title", "/go", NOON, guid="other")])
    desk.sources = (*desk.sources, feed(site.url("/more.xml"), "more"))
    assert desk.go().pages == () and len(desk.recorded()) == 1
    site.forget()
    assert desk.go().pages == () and site.hits("/go") == 0, "and that is remembered"


def test_a_template_that_gives_every_article_the_address_of_its_section_hides_none(site, tmp_path):
    head = f'<link rel="canonical" href="{site.url("/news")}">'
    for n in range(1, 5):
        site.article(
            f"/a{n}",
            f"Article {n}",
            [f"{LEAD.format(n)} {n}", f"Paragraph {n} is of another thing, {n * 7} in all."],
            head=head,
        )
    entries = [Entry(f"Article {n}", f"/a{n}", NOON - dt.timedelta(hours=20 - n)) for n in range(1, 5)]
    desk = Desk(tmp_path, feed(site.feed("/rss.xml", entries[:2])))
    assert len(desk.go().pages) == 2
    site.feed("/rss.xml", entries)
    assert len(desk.go().pages) == 2 and len(desk.recorded()) == 4


def test_the_health_of_sources_comes_from_the_ledger(site, tmp_path):
    desk = Desk(tmp_path, feed(site.feed("/rss.xml", put(site, 1)), "good"), feed(site.url("/none.xml"), "bad"))
    desk.go()
    with Ledger.open(desk.path) as ledger:
        rows = {row.name: row for row in health(desk.sources, ledger.source_states(), desk.now)}
    assert (rows["good"].status, rows["bad"].status, rows["bad"].error_class) == ("ok", "failing", "missing")
    assert rows["good"].last_new_item == desk.now


def test_seeds_play_into_the_ledger_once(tmp_path):
    seeds = Source(name="seeds", kind="folder", path=Path(__file__).parents[2] / "seeds", baseline=True)
    desk = Desk(tmp_path, seeds)
    assert [page.document_id[:3] for page in desk.go().pages] == ["004", "003", "001", "002", "000"]
    assert desk.go().pages == ()
    assert len(desk.recorded()) == 5

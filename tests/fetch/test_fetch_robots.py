"""robots.txt over passes: asked once a day, kept over restarts, and what holds while it cannot be reached (RFC 9309)."""

from __future__ import annotations

import json

import pytest

from flows.fetch import FileShelf
from monitoring import Monitor, feed, paths
from website import Answer, Entry, Site

DAY = 24 * 60
LEAD = "Allies pledged one billion euros a month for weapons, the minister said on Tuesday, and more would follow."


@pytest.fixture
def site():
    with Site() as site:
        yield site


def grow(site: Site, *numbers: int) -> str:
    """A feed of these articles."""
    for n in numbers:
        site.article(f"/a{n}", f"Article {n}", [LEAD, f"This is number {n} of them."])
    return site.feed("/rss.xml", [Entry(f"Article {n}", f"/a{n}") for n in numbers])


@pytest.fixture
def monitor(site, tmp_path):
    monitor = Monitor(feed(grow(site, 1)), revisit_hours=())
    monitor.shelf = FileShelf(tmp_path / "robots")
    return monitor


def test_it_is_asked_once_a_day(site, monitor):
    site.page("/robots.txt", "User-agent: *\nDisallow: /private\n")
    for number in range(1, 5):
        grow(site, *range(1, number + 1))
        assert len(monitor.go(minutes=6 * 60).pages) == 1
    assert site.hits("/robots.txt") == 1
    grow(site, *range(1, 6))
    monitor.go(minutes=6 * 60 + 1)
    assert site.hits("/robots.txt") == 2


def test_a_new_process_knows_it(site, monitor, tmp_path):
    site.page("/robots.txt", "User-agent: *\nDisallow: /a2\n")
    monitor.go()
    grow(site, 1, 2)
    monitor.shelf = FileShelf(tmp_path / "robots")
    found = monitor.go()
    assert found.pages == () and [problem.code for problem in found.problems] == ["robots"]
    assert site.hits("/robots.txt") == 1 and site.hits("/a2") == 0


def test_a_change_counts_after_a_day(site, monitor):
    site.page("/robots.txt", "User-agent: *\nDisallow: /a1\n")
    assert monitor.go().pages == ()
    site.page("/robots.txt", "User-agent: *\nAllow: /\n")
    grow(site, 1, 2)
    assert paths(monitor.go(minutes=DAY + 1)) == ["a2"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_the_last_copy_holds_while_the_file_cannot_be_reached(site, monitor, status):
    site.page("/robots.txt", "User-agent: *\nDisallow: /a2\n")
    monitor.go()
    site.script("/robots.txt", Answer(b"", status))
    grow(site, 1, 2, 3)
    found = monitor.go(minutes=40 * DAY)
    if status == 429:  # the host has asked for peace: nothing is asked of it in this pass
        assert found.pages == ()
    else:
        assert paths(found) == ["a3"] and "robots" in [problem.code for problem in found.problems]


def test_a_file_that_was_never_reached_forbids_for_a_month_and_then_counts_as_absent(site, monitor):
    site.answer("/robots.txt", status=500)
    assert monitor.go().pages == ()
    grow(site, 1, 2)
    assert monitor.go(minutes=20 * DAY).pages == ()
    grow(site, 1, 2, 3)
    assert "a3" in paths(monitor.go(minutes=11 * DAY))


def test_an_absent_file_allows_and_is_remembered_as_absent(site, monitor):
    assert paths(monitor.go()) == ["a1"]
    grow(site, 1, 2)
    assert paths(monitor.go()) == ["a2"] and site.hits("/robots.txt") == 1


def test_a_crawl_delay_of_a_kept_file_counts(site, monitor, tmp_path):
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 11\n")
    monitor.go()
    slept: list[float] = []
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    from flows.fetch import Network

    monitor.network = Network(sleep=sleep, monotonic=lambda: clock[0])
    grow(site, 1, 2, 3, 4)
    assert len(monitor.go().pages) == 3
    assert sum(slept) >= 22 and site.hits("/robots.txt") == 1


def test_a_delay_longer_than_the_pass_leaves_the_rest_to_the_next_one(site, monitor):
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n")
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    from flows.fetch import Network

    monitor.network = Network(sleep=sleep, monotonic=lambda: clock[0])
    grow(site, 1, 2, 3)
    came: list[str] = []
    for _ in range(5):
        found = monitor.go(minutes=120)
        assert found.problems == () and clock[0] < 5 * 3600
        came += paths(found)
    assert sorted(came) == ["a1", "a2", "a3"], "one a pass, none lost, nothing named as a failure"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"root": 3}', '{"unknown": 1}', "\x00"])
def test_a_damaged_shelf_is_an_empty_one(site, monitor, tmp_path, damage):
    site.page("/robots.txt", "User-agent: *\nDisallow: /none\n")
    monitor.go()
    (file,) = (tmp_path / "robots").glob("*.json")
    assert json.loads(file.read_text())["root"] == site.url("")
    file.write_text(damage)
    grow(site, 1, 2)
    assert paths(monitor.go()) == ["a2"] and site.hits("/robots.txt") == 2


def test_a_shelf_that_cannot_be_written_costs_nothing_but_a_request(site, monitor, tmp_path):
    (tmp_path / "robots").write_text("a file where the folder should be")
    assert paths(monitor.go()) == ["a1"]


def test_revisits_obey_it_too(site, monitor):
    monitor.settings = Monitor().settings
    monitor.go()
    site.page("/robots.txt", "User-agent: *\nDisallow: /a1\n")
    monitor.go(minutes=DAY + 5)
    assert site.hits("/a1") == 1


def test_files_are_named_by_nothing_from_the_net(tmp_path):
    from flows.fetch.robots import Kept

    shelf = FileShelf(tmp_path / "robots")
    shelf.put(Kept("http://../../../etc/x", "User-agent: *"))
    assert [p.parent for p in tmp_path.rglob("*.json")] == [tmp_path / "robots"]

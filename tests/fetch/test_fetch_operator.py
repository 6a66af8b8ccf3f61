"""What the operator hears: an overflowing listing, a dead network, sources that dry up; each once, and once when it is over."""

from __future__ import annotations

import datetime as dt
import io
import socket

import pytest
from rich.console import Console

from flows.fetch import Network, claim_silence, dry_notices
from flows.notices import Notice, together
from flows.passes.pipeline import run_pass
from flows.report.summary import render
from flows.settings import load
from monitoring import NOON, Monitor, feed, report_of
from slack import hook_receiver
from storage.rows import SourceState
from website import Entry, Site

LEAD = "Allies pledged one billion euros a month for weapons, the minister said on Tuesday, and more would follow."


@pytest.fixture
def site():
    with Site() as site:
        yield site


def listing(site: Site, *numbers: int, every: float = 1.0) -> str:
    for n in numbers:
        site.article(f"/a{n}", f"Article {n}", [LEAD, f"Number {n}."])
    return site.feed(
        "/rss.xml", [Entry(f"A {n}", f"/a{n}", NOON + dt.timedelta(hours=every * (n - 54))) for n in numbers]
    )


def test_an_overflow_is_told_once_with_what_may_be_missing_and_once_when_it_is_over(site):
    monitor = Monitor(feed(listing(site, *range(1, 7))), revisit_hours=())
    kinds = [[notice.kind for notice in monitor.go().notices]]
    for start in (20, 40, 44, 46, 48):
        listing(site, *range(start, start + 6))
        found = monitor.go()
        kinds.append([notice.kind for notice in found.notices])
        if start == 20:
            (notice,) = found.notices
            # six hours of news are known, then come those of hours 20 to 25: hours 7 to 19 came and went
            assert "about 13 at the pace of these" in notice.message and "poll this source more often" in notice.message
            assert notice.message.endswith(report_of(found).warnings[0])
    assert kinds == [[], ["overflow"], [], [], ["recovered"], []]


def test_an_overflow_of_every_evening_is_told_a_few_times_only(site):
    monitor = Monitor(feed(listing(site, *range(1, 7))), revisit_hours=())
    told, first = [], 1
    for look in range(36):
        first += 20 if look % 3 == 0 else 1
        listing(site, *range(first, first + 6))
        told += [notice.kind for notice in monitor.go(minutes=120).notices]
    assert told == ["overflow", "recovered", "overflow"]


def test_an_overflowing_source_shows_in_the_table_of_sources(site):
    from flows.fetch import health

    monitor = Monitor(feed(listing(site, *range(1, 7))))
    monitor.go()
    listing(site, *range(50, 56))
    monitor.go()
    (row,) = health(monitor.sources, monitor.states, monitor.now)
    assert row.status == "overflowing" and "more often" in row.advice
    assert "more may have come and gone between 2026-02-28T12:00:00Z and 2026-03-02T08:00:00Z" in row.advice


async def no_names(_host: str, _port: int) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "no network")


def offline(count: int) -> Monitor:
    return Monitor(
        *(feed(f"http://outlet{n}.example/rss", f"s{n}") for n in range(count)), network=Network(resolve=no_names)
    )


def test_without_network_every_source_says_the_same_one_sentence():
    found = offline(25).go()
    assert {report.error for report in found.reports} == {"no network: not one of 25 hosts can be reached from here"}


def test_one_notice_for_all_when_the_network_stays_away_and_one_when_it_is_back(site):
    monitor = offline(6)
    notices = [monitor.go().notices for _ in range(5)]
    assert [len(some) for some in notices] == [0, 0, 1, 0, 0]
    assert notices[2][0].message.startswith("6 sources have failed several times in a row; is the network there?")

    async def names(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    monitor.network = Network(resolve=names)
    site.feed("/rss", [])
    for number, source in enumerate(monitor.sources):
        monitor.sources[number] = source.model_copy(update={"url": f"http://outlet{number}.example:{site.port}/rss"})
        old = monitor.states[source.name]
        monitor.states[source.name] = SourceState(
            **{**{k: getattr(old, k) for k in old.__slots__}, "url": monitor.sources[number].url}
        )
    back = [monitor.go().notices for _ in range(3)]
    assert [[notice.message.partition(":")[0] for notice in some] for some in back] == [
        [],
        ["6 sources answer again"],
        [],
    ]


def test_a_network_that_comes_back_is_not_backed_off_from():
    monitor = offline(4)
    for _ in range(8):
        monitor.go()
    assert all(state.next_due - monitor.now < dt.timedelta(minutes=7) for state in monitor.states.values())


def test_some_dead_hosts_are_no_dead_network(site):
    monitor = Monitor(
        feed(listing(site, 1)), *(feed(f"http://outlet{n}.invalid/rss", f"s{n}") for n in range(3)),
        network=Network(resolve=_only_loopback),
    )  # fmt: skip
    errors = {report.error for report in monitor.go().reports}
    assert None in errors and not any(error and "no network:" in error for error in errors) and len(errors) == 4


async def _only_loopback(host: str, _port: int) -> list[str]:
    if host == "127.0.0.1":
        return [host]
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


def test_notices_of_many_sources_keep_what_is_their_own():
    many = [Notice(f"source:s{n}:failing:x", f"s{n}", "failing", f"s{n} failed") for n in range(5)]
    other = Notice("source:t:retired:x", "t", "retired", "t is gone")
    assert [notice.kind for notice in together([*many, other])] == ["retired", "failing"]
    assert together(many[:3]) == many[:3]


def test_groups_of_sources_that_say_the_same_are_one_notice_whatever_they_had_put_together():
    many = [Notice(f"source:s{n}:failing:x", f"s{n}", "failing", f"s{n} failed") for n in range(12)]
    whole = together(many)
    assert together(whole) == whole
    assert together([*together(many[:6]), *together(many[6:9]), *together(many[9:])]) == whole


def test_an_outage_is_one_notice_of_the_pass_in_however_many_groups_its_sources_are_asked(tmp_path):
    lines = [
        "[paths]",
        'data = "data"',
        "[fetch]",
        "shards = 4",
        *(f'[[sources]]\nname = "s{n}"\nurl = "http://s{n}.invalid/rss"' for n in range(14)),
    ]
    (tmp_path / "pledgewatch.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = load(tmp_path / "pledgewatch.toml")
    done = [run_pass(settings, NOON + n * dt.timedelta(hours=1)) for n in range(3)]
    told = [[line for line in d.notices if "network" in line] for d in done]
    assert [len(some) for some in told] == [0, 0, 1], told
    assert told[2][0].startswith("14 sources have failed several times in a row; is the network there?: s0, s1, s2,")
    page = io.StringIO()
    Console(file=page, width=160).print(render(done[2], settings))
    assert page.getvalue().count("no network") == 1 and "14 sources failed" in page.getvalue(), page.getvalue()


def test_a_source_that_dries_up_is_told_once_and_once_when_it_gives_again():
    days = dt.timedelta(days=1)
    claimed = [NOON - n * days for n in range(11, 60)]
    state, said = SourceState("news"), []
    for day in range(4):
        now = NOON + day * days
        silence = claim_silence(claimed, now)
        assert silence is not None
        state, told = dry_notices(state, silence, False, now)
        said.append(told)
    assert [len(told) for told in said] == [1, 0, 0, 0] and "no claim in 10 days, normally" in said[0][0]
    state, told = dry_notices(state, None, True, NOON + 5 * days)
    assert told == ["news: gives claims again"]
    assert dry_notices(state, None, True, NOON + 6 * days) == (state, [])


def test_the_operators_channel_hears_each_thing_once_and_its_end_once(site, tmp_path):
    """Whole passes and a real receiver: a source that fails, one that flaps, one that overflows, one that is gone for good."""
    entries = {name: [] for name in ("steady", "flaps", "floods", "gone")}
    for name in entries:
        site.feed(f"/{name}.xml", [])
    with hook_receiver() as hook:
        (tmp_path / "pledgewatch.toml").write_text(
            '[paths]\ndata = "data"\n[fetch]\nallow_private_networks = true\nper_host_seconds = 0\n'
            f'[health]\noperator = "ops"\n[[channels]]\nname = "ops"\nurl = "{hook.url()}"\n'
            + "".join(f'[[sources]]\nname = "{name}"\nurl = "{site.url(f"/{name}.xml")}"\n' for name in entries)
        )
        settings = load(tmp_path / "pledgewatch.toml")
        told = []
        for hour in range(7):
            bad = {"steady": 1 <= hour <= 4, "flaps": hour % 2 == 1, "gone": hour >= 2}
            for name, fails in bad.items():
                if fails:
                    site.answer(f"/{name}.xml", status=410 if name == "gone" else 502)
                else:
                    site.feed(f"/{name}.xml", [])
            first = {0: 0, 1: 0, 2: 50}.get(hour, 50 + hour)
            listed = [
                Entry(
                    f"{n}",
                    "https://news.google.com/rss/articles/CBMi" + "A" * 30 + f"{n}",
                    NOON + dt.timedelta(hours=n),
                )
                for n in range(first, first + 6)
            ]
            site.feed("/floods.xml", listed)
            before = len(hook.messages)
            run_pass(settings, NOON + dt.timedelta(hours=100 + hour))
            told += [(hour, message["message"]) for message in hook.messages[before:]]
    said = [(hour, word) for hour, text in told for word in WORDS if word in text]
    assert said == [
        (2, "gone is gone for good"), (2, "floods: all 6 entries are new: more may have come and gone between"),
        (3, "steady has failed 3 times in a row"), (4, "floods: its listing reaches back"), (6, "steady answers again"),
    ]  # fmt: skip
    assert "flaps" not in str(told)


WORDS = (
    "gone is gone for good",
    "floods: all 6 entries are new: more may have come and gone between",
    "steady has failed 3 times in a row",
    "floods: its listing reaches back",
    "steady answers again",
)

"""The guard: no page of the web leads the fetcher into a network that is not public."""

from __future__ import annotations

import asyncio
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import make_tls
from flows.fetch import Network
from flows.fetch.addresses import Lookups, refusal
from flows.fetch.identity import web_address
from monitoring import Monitor, feed, report_of
from website import Entry, Site

REFUSED = {
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1", "fec0::1"],
    "carrier-grade NAT": ["100.64.0.1", "100.127.255.254"],
    "link-local": ["169.254.169.254", "fe80::1", "fe80::1%eth0"],
    "multicast": ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
    "this host": ["0.0.0.0", "0.1.2.3", "::"],
    "IPv4-mapped": ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:a9fe:a9fe", "::127.0.0.1"],
    "6to4": ["2002:7f00:1::", "2002:a00:1::1"],
    "Teredo": ["2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    "reserved": ["192.0.0.8", "198.18.0.1", "240.0.0.1", "255.255.255.255", "100::1", "64:ff9b:1::1"],
    "documentation": ["192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1"],
}
ALLOWED = [
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2a00:1450:4001::1",
]


@pytest.mark.parametrize(("kind", "address"), [(kind, address) for kind, many in REFUSED.items() for address in many])
def test_refused(kind, address):
    assert refusal(address) == kind


@pytest.mark.parametrize("address", ALLOWED)
def test_allowed(address):
    assert refusal(address) is None


def test_an_address_behind_nat64_is_judged_by_what_is_inside():
    assert refusal("64:ff9b::808:808") is None
    assert refusal("64:ff9b::7f00:1") == "loopback"


@settings(deadline=None)
@given(st.text(max_size=40))
def test_text_that_is_no_address_is_refused(text):
    assert refusal(text) is not None or text in ALLOWED or "." in text or ":" in text


@pytest.mark.parametrize(
    "link",
    [
        "file:///etc/passwd", "ftp://example.org/x", "javascript:alert(1)", "data:text/html,x", "gopher://127.0.0.1/", "//", "http://",
        "http:///x", "https://exa mple.org:port/", "http://example.org:99999999/", "", None, "http://[::1", "dict://127.0.0.1:11211/",
    ],
)  # fmt: skip
def test_only_web_addresses_are_links(link):
    assert web_address(link) is None


# --- on the wire ----------------------------------------------------------------------------------------------------------
# In these tests 127.0.0.1 stands for the public web, and every other address of this machine for the inner network.


def outside(address: str) -> str | None:
    return None if address == "127.0.0.1" else refusal(address)


def names(**hosts: list[str]) -> Network:
    """A network whose resolver knows these hosts; a host with several answers gives one of them each time it is asked."""
    answers = {name.replace("_", "."): list(addresses) for name, addresses in hosts.items()}

    async def resolve(host: str, port: int) -> list[str]:
        if host not in answers:
            return [host]
        known = answers[host]
        return [known.pop(0) if len(known) > 1 else known[0]]

    return Network(resolve=resolve, refused=outside)


@pytest.fixture
def web():
    with Site("127.0.0.1") as site:
        yield site


@pytest.fixture
def inner():
    with Site("127.0.0.2") as site:
        site.article("/secret", "Secret", ["The password is swordfish, which is nobody's business."])
        yield site


def guarded(*sources, network=None) -> Monitor:
    return Monitor(*sources, network=network or Network(refused=outside), allow_private_networks=False)


def test_a_source_inside_is_refused_with_a_way_out(inner):
    report = report_of(guarded(feed(inner.url("/secret"))).go())
    assert report.status == "failed" and "write under [fetch]: allow_private_networks = true" in report.error
    assert inner.requests == []


def test_the_setting_allows_it(inner):
    inner.feed("/rss.xml", [])
    assert report_of(Monitor(feed(inner.url("/rss.xml"))).go()).status == "ok"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_into_the_inner_network_is_refused(web, inner, status):
    report = report_of(guarded(feed(web.redirect("/rss.xml", inner.url("/secret"), status))).go())
    assert report.status == "failed" and "loopback" in report.error
    assert inner.requests == []


def test_a_link_into_the_inner_network_is_refused(web, inner):
    found = guarded(feed(web.feed("/rss.xml", [Entry("t", inner.url("/secret"))]))).go()
    assert found.pages == () and [problem.code for problem in found.problems] == ["refused_address"]
    assert inner.requests == []


def test_a_name_that_leads_inside_is_refused(inner):
    report = report_of(
        guarded(feed(f"http://intranet.test:{inner.port}/secret"), network=names(intranet_test=["127.0.0.2"])).go()
    )
    assert report.status == "failed" and inner.requests == []


def test_rebinding_cannot_reach_the_inner_network(web, inner):
    """The name answers with a public address when it is checked and with an inner one ever after; both sites listen on one port."""
    with Site("127.0.0.2", port=web.port) as twin:
        web.article("/a1", "Public", ["This is the public page, which anybody may read at any time."])
        web.feed("/rss.xml", [Entry("t", f"http://rebind.test:{web.port}/a1")])
        network = names(rebind_test=["127.0.0.1", "127.0.0.2"])
        monitor = guarded(feed(f"http://rebind.test:{web.port}/rss.xml"), network=network)
        assert report_of(monitor.go()).status == "ok"
        monitor.go()
        monitor.go(minutes=120)
        assert twin.requests == []


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0", "127.0.0.1."],
)
def test_odd_spellings_of_loopback_are_refused(web, host):
    web.feed("/rss.xml", [])
    report = report_of(Monitor(feed(f"http://{host}:{web.port}/rss.xml"), allow_private_networks=False).go())
    assert report.status == "failed" and web.requests == []


def test_the_allowed_one_of_several_addresses_is_used(web):
    async def resolve(host: str, port: int) -> list[str]:
        return ["10.0.0.1", "127.0.0.2", "127.0.0.1"]

    web.feed("/rss.xml", [])
    found = guarded(
        feed(f"http://mixed.test:{web.port}/rss.xml"), network=Network(resolve=resolve, refused=outside)
    ).go()
    assert report_of(found).status == "ok"


def test_tls_verifies_the_name_though_the_connection_goes_to_an_address(tmp_path):
    server, client = make_tls(tmp_path, "news.test")

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    network = Network(resolve=resolve, refused=outside, tls=lambda: client)
    with Site(tls=server) as site:
        site.feed("/rss.xml", [])
        right = feed(f"https://news.test:{site.port}/rss.xml", "right")
        wrong = feed(f"https://other.test:{site.port}/rss.xml", "wrong")
        found = guarded(right, wrong, network=network).go()
        assert report_of(found, "right").status == "ok"
        assert report_of(found, "wrong").status == "failed" and "certificate" in report_of(found, "wrong").error


def test_an_unknown_authority_is_refused(tmp_path):
    server, _ = make_tls(tmp_path, "news.test")

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    with Site(tls=server) as site:
        found = guarded(
            feed(f"https://news.test:{site.port}/rss.xml"), network=Network(resolve=resolve, refused=outside)
        ).go()
        assert "certificate of news.test is not valid" in report_of(found).error and site.requests == []


def test_proxies_of_the_environment_are_not_used(web, inner, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, inner.url())
    web.feed("/rss.xml", [])
    assert report_of(guarded(feed(web.url("/rss.xml"))).go()).status == "ok" and inner.requests == []


def test_a_password_of_an_address_is_sent_but_never_shown(web, monkeypatch):
    monkeypatch.setenv("FEED_PASSWORD", "geheim")
    web.answer("/rss.xml", status=500)
    found = guarded(feed(f"http://reader:${{FEED_PASSWORD}}@127.0.0.1:{web.port}/rss.xml")).go()
    assert web.requests[0].headers["authorization"].startswith("Basic ")
    assert "geheim" not in str(found.reports) + str(found.problems) + str(found.notices)


def test_a_password_is_not_carried_over_a_redirect(web, monkeypatch):
    monkeypatch.setenv("FEED_PASSWORD", "geheim")
    with Site() as other:
        other.feed("/rss.xml", [])
        web.redirect("/rss.xml", other.url("/rss.xml"))
        guarded(feed(f"http://reader:${{FEED_PASSWORD}}@127.0.0.1:{web.port}/rss.xml")).go()
        assert "authorization" not in other.requests[0].headers


def test_a_resolver_that_answers_nothing_is_given_up_and_a_name_is_asked_for_once() -> None:
    asked: list[str] = []

    async def silent(host: str, port: int) -> list[str]:
        asked.append(host)
        await asyncio.Event().wait()
        return []

    lookups = Lookups(silent, patience=0.01)

    async def ask(host: str) -> int | None:
        with pytest.raises(socket.gaierror) as raised:
            await lookups(host, 443)
        return raised.value.errno

    async def all_of_them() -> list[int | None]:
        return [await ask(f"{number % 20}.test") for number in range(40)]

    assert set(asyncio.run(all_of_them())) == {socket.EAI_AGAIN}
    assert asked == ["0.test", "1.test", "2.test"]


def test_an_unknown_name_says_nothing_about_the_others() -> None:
    asked: list[str] = []

    async def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        if host == "up.test":
            return ["192.0.2.1"]
        if host == "slow.test" and asked.count(host) == 1:
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        if host == "slow.test":
            return ["192.0.2.2"]
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    async def now(seconds: float) -> None:
        assert seconds <= 1

    lookups = Lookups(resolver, now)

    async def tale() -> None:
        for number in range(6):
            for _ in range(2):
                with pytest.raises(socket.gaierror, match="unknown"):
                    await lookups(f"gone{number}.test", 443)
        assert await lookups("up.test", 443) == ["192.0.2.1"]
        assert await lookups("slow.test", 443) == ["192.0.2.2"]

    asyncio.run(tale())
    assert asked == [*(f"gone{number}.test" for number in range(6)), "up.test", "slow.test", "slow.test"]

"""Sources behind a login: let in by values that nothing records, shows or carries to another host."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote

import duckdb
import pytest
import zstandard
from typer.testing import CliRunner

from flows.cli import app
from flows.fetch import check, discover, try_page
from flows.fetch.credentials import Credentials
from flows.fetch.manners import error_class
from flows.settings import Settings, Source
from monitoring import NOON, Monitor, feed, report_of
from website import Answer, Entry, Request, Site

PASSWORD, TOKEN, KEY = "canary-Pass/7f+3 9K", "canary-t0ken/A+1=", "canaryKey0123456789"
LEAD = "Norway will give Ukraine 150 million euros for air defence in 2026, Prime Minister Jonas Gahr Støre said on Monday."
MORE = "The money is to buy interceptors for batteries that protect power plants and hospitals, the government said."


@pytest.fixture(autouse=True)
def values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEED_PASSWORD", PASSWORD)
    monkeypatch.setenv("FEED_TOKEN", TOKEN)
    monkeypatch.setenv("FEED_KEY", KEY)
    monkeypatch.delenv("FEED_UNSET", raising=False)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def other() -> Iterator[Site]:
    with Site() as other:
        yield other


Rule = Callable[[Request], bool]


def by_password(request: Request) -> bool:
    return request.headers.get("authorization") == f"Basic {base64.b64encode(f'desk:{PASSWORD}'.encode()).decode()}"


def by_token(request: Request) -> bool:
    return parse_qs(request.query).get("token") == [TOKEN]


def by_key(request: Request) -> bool:
    return request.headers.get("x-api-key") == KEY and request.headers.get("authorization") == f"Bearer {TOKEN}"


def guard(site: Site, path: str, rule: Rule) -> None:
    """Nobody sees a path any more but those that the rule lets in."""
    (there,) = site._routes[path]

    def answer(request: Request) -> Answer:
        return there if rule(request) else Answer(b"who are you?", 401)

    site.script(path, answer)


def with_login(site: Site, path: str) -> str:
    return site.url(path).replace("://", "://desk:${FEED_PASSWORD}@")


def outlet(site: Site, name: str, rule: Rule, link: str = "", **more: str) -> None:
    """A guarded feed ``/name.xml`` with one guarded article ``/name/one.html``; ``link`` is what stands behind its address."""
    site.article(f"/{name}/one.html", f"{name}: Norway helps", (LEAD, MORE, MORE + f" ({name})"), **more)
    site.feed(
        f"/{name}.xml",
        [
            Entry(
                f"{name}: Norway helps",
                f"/{name}/one.html{link}",
                published=dt.datetime.fromisoformat(more["published"]) if "published" in more else NOON,
            )
        ],
    )
    guard(site, f"/{name}/one.html", rule)
    guard(site, f"/{name}.xml", rule)


def test_a_feed_and_its_articles_are_read_by_password_token_and_header(site: Site) -> None:
    outlet(site, "password", by_password)
    outlet(site, "token", by_token, f"?token={quote(TOKEN, safe='')}")
    outlet(site, "key", by_key)
    monitor = Monitor(
        feed(with_login(site, "/password.xml"), "password"),
        feed(site.url("/token.xml?token=${FEED_TOKEN}"), "token"),
        feed(
            site.url("/key.xml"), "key", headers={"X-Api-Key": "${FEED_KEY}", "Authorization": "Bearer ${FEED_TOKEN}"}
        ),
    )
    found = monitor.go()
    assert {r.name: (r.status, r.new) for r in found.reports} == dict.fromkeys(("password", "token", "key"), ("ok", 1))
    assert sorted(page.url for page in found.pages) == [
        site.url("/key/one.html"),
        site.url("/password/one.html"),
        site.url("/token/one.html?token=${FEED_TOKEN}"),
    ]
    again = monitor.go(minutes=90)  # the later look is let in, too
    assert site.hits("/token/one.html") == 2 and not again.problems and not again.pages


def test_what_another_source_names_is_not_asked_with_them(site: Site) -> None:
    outlet(site, "password", by_password)
    site.feed("/open.xml", [Entry("Norway helps", "/password/one.html", published=NOON)])
    found = Monitor(feed(site.url("/open.xml"), "open", headers={"X-Api-Key": "${FEED_KEY}"})).go()
    assert [problem.code for problem in found.problems] == ["http_401"]


def test_nothing_goes_along_to_another_host(site: Site, other: Site) -> None:
    other.feed("/moved.xml", [])
    other.article("/story.html", "Norway helps", (LEAD, MORE))
    site.redirect("/moved.xml", other.url("/moved.xml"))
    site.feed("/linked.xml", [Entry("Norway helps", other.url("/story.html?token=${FEED_TOKEN}"), published=NOON)])
    headers = {"X-Api-Key": "${FEED_KEY}"}
    found = Monitor(
        feed(with_login(site, "/moved.xml"), "moved", headers=headers),
        feed(with_login(site, "/linked.xml") + "?token=${FEED_TOKEN}", "linked", headers=headers),
    ).go()
    assert [report.status for report in found.reports] == ["ok", "ok"]
    assert other.hits("/moved.xml") == 1 and other.hits("/story.html") == 1
    for request in other.requests:
        assert not {"authorization", "x-api-key"} & request.headers.keys() and "canary" not in str(request)


def test_a_redirect_that_carries_the_token_to_another_host_is_not_followed(site: Site, other: Site) -> None:
    site.script("/feed.xml", lambda r: Answer(b"", 302, {"Location": other.url(f"/feed.xml?{r.query}")}))
    found = Monitor(feed(site.url("/feed.xml?token=${FEED_TOKEN}"))).go()
    assert "is not given away" in (report_of(found).error or "") and other.requests == []


def test_a_redirect_within_the_host_keeps_them_and_its_trace_has_none(site: Site) -> None:
    outlet(site, "new", lambda r: by_password(r) and by_token(r), f"?token={quote(TOKEN, safe='')}")
    site.script("/old.xml", lambda r: Answer(b"", 301, {"Location": f"/new.xml?{r.query}"}))
    monitor = Monitor(feed(with_login(site, "/old.xml?token=${FEED_TOKEN}")))
    for _ in range(4):
        found = monitor.go()
        assert report_of(found).error is None
    assert "canary" not in repr(found.states) + repr(found.reports)
    assert f"moved for good to {site.url('/new.xml?token=${FEED_TOKEN}')}" in "".join(report_of(found).warnings)
    assert site.hits("/old.xml") == 3 and site.last("/new.xml").headers["authorization"].startswith("Basic ")


def test_a_variable_that_is_not_set_is_named_and_hurts_no_other_source(site: Site) -> None:
    site.feed("/open.xml", [])
    monitor = Monitor(feed(site.url("/x.xml?token=${FEED_UNSET}"), "closed"), feed(site.url("/open.xml"), "open"))
    for _ in range(3):
        found = monitor.go()
    assert "FEED_UNSET" in (report_of(found, "closed").error or "") and report_of(found, "open").status != "failed"
    assert site.hits("/x.xml") == 0
    assert [notice.source for notice in found.notices] == ["closed"]
    state = monitor.states["closed"]
    assert state.next_due is not None and (state.next_due - monitor.now).total_seconds() <= 1, (
        "tried as soon as it is set"
    )


def test_the_secrets_file_holds_what_the_environment_does_not(site: Site, tmp_path: Path) -> None:
    site.feed("/token.xml", [])
    guard(site, "/token.xml", by_token)
    file = tmp_path / "desk.secrets"
    file.write_text(f'# of the desk\nexport FEED_UNSET="{TOKEN}"\nFEED_TOKEN=other\n', encoding="utf-8")
    for name in ("FEED_UNSET", "FEED_TOKEN"):  # the environment wins
        found = Monitor(feed(site.url(f"/token.xml?token=${{{name}}}"), secrets_file=file)).go()
        assert report_of(found).status == "ok"


def test_a_wrong_password_is_told_as_such(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    outlet(site, "password", by_password)
    monkeypatch.setenv("FEED_PASSWORD", "another one")
    monitor = Monitor(feed(with_login(site, "/password.xml")))
    found = monitor.go()
    assert "HTTP 401" in (report_of(found).error or "") and "login" in str(found.states[0].cursor)


def test_the_feeds_of_a_site_behind_a_login_are_found_with_their_placeholders(site: Site) -> None:
    outlet(site, "password", by_password)
    site.page("/", '<link rel="alternate" type="application/rss+xml" href="/password.xml">')
    guard(site, "/", by_password)
    settings = Monitor().settings
    assert [f.url for f in discover(with_login(site, "/"), settings, NOON)] == [with_login(site, "/password.xml")]
    watched = Source(name="one", kind="page", url=with_login(site, "/password/one.html"))
    page = try_page(watched, settings, NOON)
    assert page is not None and page.url == site.url("/password/one.html") and LEAD.encode() in page.body
    assert check([watched], settings, NOON)[0].error is None


@pytest.mark.parametrize(
    ("template", "address", "own"),
    [
        ("https://h.example/f", "https://h.example/a", True),
        ("https://h.example/f", "https://h.example:443/a", True),
        ("https://H.example/f", "https://h.example./a", True),
        ("http://h.example/f", "https://h.example/a", True),
        ("https://h.example/f", "http://h.example/a", False),
        ("https://h.example/f", "https://h.example:8443/a", False),
        ("https://h.example/f", "https://www.h.example/a", False),
        ("https://h.example/f", "https://h.example.evil.example/a", False),
        ("https://h.example/f", "https://h.example@evil.example/a", False),
        ("https://h.example/f", "https://evil.example/?u=https://h.example/", False),
        ("http://h.example:8080/f", "https://h.example/a", False),
    ],
)
def test_credentials_are_for_one_origin(template: str, address: str, own: bool) -> None:
    credentials = Credentials.of(
        Source(name="x", url=f"{template}?token=${{FEED_TOKEN}}", headers={"X-Key": "${FEED_KEY}"})
    )
    assert credentials.own(address) is own
    assert bool(credentials.sent_along(address)) is own
    assert (
        TOKEN
        in credentials.filled(f"{address}#${{FEED_TOKEN}}").replace("%2F", "/").replace("%2B", "+").replace("%3D", "=")
    ) is own


@pytest.mark.parametrize(
    ("value", "said", "kept"),
    [
        (KEY, f"<a href='/a?key={KEY}'>{KEY}</a>", "<a href='/a?key=${FEED_KEY}'>${FEED_KEY}</a>"),
        ("a/b+c d=12345678", "?key=a%2Fb%2Bc%20d%3D12345678 a%2fb%2bc+d%3d12345678", "?key=${FEED_KEY} ${FEED_KEY}"),
        ("a%2Fb%2Bc12345678", "a/b+c12345678", "${FEED_KEY}"),
        ("a/b-c12345678901", '"a\\/b-c12345678901"', '"${FEED_KEY}"'),
        ("a&b-c1234567890x", "?key=a&amp;b-c1234567890x", "?key=${FEED_KEY}"),
        # what could be a word is masked where a value stands, and a word elsewhere
        ("ukraine", "aid for ukraine in /ukraine/?key=ukraine&x=ukrainebox", "aid for ukraine in /ukraine/?key=${FEED_KEY}&x=ukrainebox"),
        ("2026", "in 2026, http://desk:2026@h/2026/?y=2026", "in 2026, http://desk:${FEED_KEY}@h/2026/?y=${FEED_KEY}"),
        ("abc", "?key=abc", "?key=abc"),
    ],
)  # fmt: skip
def test_a_value_in_what_comes_back_is_its_placeholder_again(
    value: str, said: str, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEED_KEY", value)
    credentials = Credentials.of(Source(name="x", url="https://h.example/?key=${FEED_KEY}"))
    assert credentials.masked(said) == kept
    assert credentials.masked_body(said.encode()) == kept.encode()


def test_a_source_without_credentials_costs_nothing() -> None:
    credentials = Credentials.of(Source(name="x", url="https://h.example/?q=${"[:-2]))
    assert (
        credentials.masked_body(body := b"x") is body
        and credentials.filled("https://h.example/") == "https://h.example/"
    )


def test_errors_of_credentials_are_ours() -> None:
    from flows.fetch import FetchError

    assert error_class(FetchError("credentials", "x")) == "ours"
    assert error_class(FetchError("http_401", "x", status=401)) == "login"


# --- a desk's whole folder ------------------------------------------------------------------------------------------------


def pieces(path: Path) -> Iterator[bytes]:
    """What a file says: its bytes, unpacked; of a database or a Parquet file every row as well."""
    data = path.read_bytes()
    yield data
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as opened:
            tables = opened.execute("SELECT database_name, schema_name, table_name FROM duckdb_tables()").fetchall()
            for database, schema, name in tables:
                yield repr(opened.execute(f'FROM "{database}"."{schema}"."{name}"').fetchall()).encode()
    elif path.suffix == ".parquet":
        yield repr(duckdb.sql(f"FROM read_parquet('{path}')").fetchall()).encode()
    elif data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif data.startswith(b"\x28\xb5\x2f\xfd"):
        yield zstandard.ZstdDecompressor().decompressobj().decompress(data)


def unpacked(folder: Path, into: Path) -> None:
    """Take apart every archive below a folder."""
    for number, path in enumerate([p for p in folder.rglob("*") if p.is_file()]):
        if zipfile.is_zipfile(path):
            zipfile.ZipFile(path).extractall(into / str(number))
        elif tarfile.is_tarfile(path):
            with tarfile.open(path) as archive:
                archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Python before 3.11.4 knows none
                archive.extractall(into / str(number))


#: every command that writes files of what is kept, or shows addresses
EVERYTHING = ["backup", "export exported", "sources", "sources export", "sources check", "status", "doctor"]


@pytest.mark.parametrize(
    "commands", [["backup", "sources"], pytest.param(EVERYTHING, marks=pytest.mark.drill)], ids=["quick", "everything"]
)
def test_no_value_is_found_in_any_file_of_a_desk_after_a_pass(
    commands: list[str], site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site that says its visitor's secrets back at every turn; then pass, backup, export, OPML, health, doctor, SQL."""
    now, written = dt.datetime.now(dt.UTC), quote(TOKEN, safe="")
    echo = (
        f'<link rel="canonical" href="/token/one.html?token={written}"><meta property="og:url" content="/x?t={TOKEN}">'
        f'<meta name="author" content="{TOKEN}">'
    )
    outlet(site, "password", by_password, head=f'<meta name="author" content="{PASSWORD}">', published=now.isoformat())
    outlet(site, "token", by_token, f"?token={written}", head=echo, published=now.isoformat())
    site.script("/entry.xml", lambda r: Answer(b"", 301, {"Location": f"/token.xml?{r.query}"}))
    site.script("/broken.xml", lambda r: Answer(f"no {r.query} {r.headers}".encode(), 500, {"X-Echo": r.query}))
    site.script("/odd.xml", lambda r: Answer(f"<p>{r.query}</p>".encode(), 200, {"ETag": f'"{TOKEN}"'}))
    sources = [
        ("password", with_login(site, "/password.xml")),
        ("token", site.url("/entry.xml?token=${FEED_TOKEN}")),
        ("broken", with_login(site, "/broken.xml?token=${FEED_TOKEN}")),
        ("odd", site.url("/odd.xml?token=${FEED_TOKEN}")),
        ("unset", site.url("/odd.xml?token=${FEED_UNSET}")),
    ]
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "pledgewatch.toml").write_text(
        '[fetch]\nallow_private_networks = true\nper_host_seconds = 0\nrobots = false\n[log]\nlevel = "debug"\n'
        '[keep]\nparquet = true\n[[watches]]\nname = "all"\n'
        + "".join(f'[[sources]]\nname = "{name}"\nurl = "{url}"\n' for name, url in sources),
        encoding="utf-8",
    )
    monkeypatch.chdir(desk)
    ran = subprocess.run(
        [sys.executable, "-m", "flows.cli", "run"], cwd=desk, capture_output=True, timeout=120, check=False
    )
    said = ran.stdout.decode() + ran.stderr.decode()
    for words in commands:
        said += CliRunner().invoke(app, words.split(), env={"COLUMNS": "400"}).output
    said += CliRunner().invoke(app, ["sql", "select name, url from sources"], env={"COLUMNS": "400"}).output
    unpacked(desk, tmp_path / "unpacked")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {".duckdb", ".json", ".jsonl", ".zst", ".tar"} <= {path.suffix for path in files}
    forms = [PASSWORD, TOKEN, quote(PASSWORD, safe=""), written, base64.b64encode(f"desk:{PASSWORD}".encode()).decode()]
    secret = re.compile("|".join(map(re.escape, forms)).encode())
    assert [path for path in files if any(secret.search(piece) for piece in pieces(path))] == []
    assert "canary" not in said
    # and all of it was read, under the placeholder
    assert "http://desk:${FEED_PASSWORD}@127.0.0.1" in said and "?token=${FEED_TOKEN}" in said and "FEED_UNSET" in said
    assert site.hits("/password/one.html") == 1 and site.hits("/token/one.html") == 1
    with duckdb.connect(str(desk / "data/pledgewatch.duckdb"), read_only=True) as copy:
        urls = {url for (url,) in copy.execute("SELECT url FROM articles").fetchall()}
    assert urls == {site.url("/password/one.html"), site.url("/token/one.html?token=${FEED_TOKEN}")}


def test_the_settings_that_a_worker_is_handed_hold_the_template(tmp_path: Path) -> None:
    from datetime import timedelta

    from flows.passes.exchange import Exchange
    from flows.passes.stages import Plan
    from flows.settings import Paths

    source = feed("https://desk:${FEED_PASSWORD}@h.example/?token=${FEED_TOKEN}", headers={"X-Key": "${FEED_KEY}"})
    exchange = Exchange(Settings(paths=Paths(raw=str(tmp_path))))
    name = exchange.order(((source,), Plan((source,)), NOON + timedelta(hours=1)))
    assert exchange.take(name)[0] == (source,)
    assert all(b"canary" not in path.read_bytes() for path in tmp_path.rglob("*.json"))

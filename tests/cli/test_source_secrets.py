"""A secret in an address that a person gives is refused with the way out, wherever it is given; what is none is taken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import keeping, sources
from flows.cli import app
from flows.fetch.about import facts
from flows.logs.masks import mask_text
from flows.logs.secrets import secrets_of
from flows.settings import BadSettings, Settings, Source, load
from flows.settings.credentials import fault_of_address, fault_of_headers

REFUSED = [
    "https://user:canary@example.org/feed",
    "https://canary@example.org/feed",
    "https://user:can/ary@example.org/feed",
    "https://user:canary${PASSWORD}@example.org/feed",
    "https://${KEY}:canary@example.org/feed",
    "https://ghp_canary0123456789canary@example.org/feed",
    "https://example.org/feed?token=canary",
    "https://example.org/feed?page=2&access_token=canary",
    "https://example.org/feed?api_key=canary",
    "https://example.org/feed?apikey=canary",
    "https://example.org/feed?api%5Fkey=canary",
    "https://example.org/feed?password=canary;x=1",
    "https://example.org/feed?secret=canary",
    "https://example.org/feed?sig=canary",
    "https://example.org/feed?X-Amz-Signature=canary",
    "https://example.org/feed?feed_token=canary",
    "https://example.org/feed?auth=9f8a7c6b5d4e3f2a1b0ccanary",
    "https://example.org/feed?key=9f8a7c6b5d4e3f2a1b0ccanary",
    "https://example.org/feed?key=AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkcanary",
    "https://example.org/feed?k=0d2f4f8e-1c3b-4d5a-9e7f-a1b2c3d4e5f6&x=canary",
    "https://example.org/feed?token=$canary",
    "https://example.org/feed#access_token=canary",
    "https://example.org/glpat-0123456789canarycanary/feed",
    "https://example.org/feed?jwt=eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnki.canary",
]
TAKEN = [
    "https://example.org/feed?key=news",
    "https://example.org/feed?author=jens&authors=all&authority=nato",
    "https://example.org/feed?key=ukraine-recovery-conference-2026",
    "https://example.org/feed?code=eu&auth=1&pass=all&s=ukraine+aid&p=1234567890123456&t=20260301T100000",
    "https://example.org/feed?id=9f8a7c6b5d4e3f2a1b0c9d8e&hash=",
    "https://example.org/feed?keyword=a1b2c3d4e5f6a7b8&tokens=5&signatures=3&secretariat=un&session=2026",
    "https://example.org/feed?token=",
    "https://example.org/secret/password/token/feed.xml",
    "https://example.org/2026/03/0d2f4f8e-1c3b-4d5a-9e7f-a1b2c3d4e5f6",
    "https://news.google.com/rss/search?q=ukraine+aid&hl=en-US&ceid=US:en",
    "https://example.org/@minister/feed",
    "https://example.org:8443/feed?user=@minister",
    "https://desk:${PASSWORD}@example.org/feed?token=${TOKEN}",
    "https://${KEY}@example.org/feed",
    "https://${KEY}:x@example.org/feed",
    "https://example.org/private/${TOKEN}.rss?key=${KEY}${TOKEN}",
    "https://[2001:db8::1]:8080/feed",
]


@pytest.mark.parametrize("address", REFUSED)
def test_a_secret_in_an_address_is_refused_with_the_way_out(address: str, tmp_path: Path) -> None:
    said = fault_of_address(address)
    assert said is not None and "canary" not in said and "${" in said and "A feed behind a login" in said
    file = tmp_path / "pledgewatch.toml"
    file.write_text(f'[[sources]]\nname = "news"\nurl = "{address}"\n', encoding="utf-8")
    with pytest.raises(BadSettings) as refused:
        load(file)
    assert "canary" not in str(refused.value) and f"{file}:1: sources[0]: the address holds" in str(refused.value)


@pytest.mark.parametrize("address", TAKEN)
def test_what_is_no_secret_is_taken(address: str) -> None:
    assert Source(name="news", url=address).url == address


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://${HOST}/feed", "not for the host"),
        ("https://example.org/${A-B}/feed", "written ${NAME}"),
        ("https://example.org/${/feed", "written ${NAME}"),
    ],
)
def test_a_placeholder_has_its_form_and_its_place(address: str, said: str) -> None:
    assert said in (fault_of_address(address) or "")


@pytest.mark.parametrize(
    ("headers", "fits"),
    [
        ({"Authorization": "Bearer ${TOKEN}"}, True),
        ({"Accept": "application/json", "X-Client": "desk-of-2026"}, True),
        ({"Cookie": "session=${TOKEN}"}, True),
        ({"Authorization": "Bearer canary"}, False),
        ({"X-Api-Key": "canary"}, False),
        ({"X-Client": "9f8a7c6b5d4e3f2a1b0ccanary"}, False),
        ({"Host": "example.org"}, False),
        ({"X A": "1"}, False),
        ({"X-A": "1\r\nX-B: 2"}, False),
        ({"X-Key": "${A"}, False),
    ],
)
def test_headers(headers: dict[str, str], fits: bool) -> None:
    said = fault_of_headers(headers)
    assert (said is None) is fits and "canary" not in (said or "")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[paths]\nraw = "s3://key:canary@bucket/raw"', "paths.raw holds"),
        ('[prefect]\napi_url = "https://u:canary@prefect.example/api"', "PREFECT_API_AUTH_STRING"),
        ('[compare]\nrates_url = "https://ecb.example/hist.zip?token=canary"', "rates update --file"),
        ('[fetch]\ncontact = "https://u:canary@example.org/"', "fetch.contact"),
    ],
)
def test_other_addresses_hold_none_either(table: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "pledgewatch.toml").write_text(table, encoding="utf-8")
    with pytest.raises(BadSettings, match=said) as refused:
        load(tmp_path)
    assert "canary" not in str(refused.value)


def typed(folder: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["sources", *words, "--settings", str(folder)])
    return done.exit_code, done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pledgewatch.toml").write_text("# empty\n", encoding="utf-8")
    return tmp_path


def test_sources_add_asks_nobody_and_writes_nothing(folder: Path) -> None:
    for words in (["add"], ["add", "--page"]):
        for address in (
            "http://user:canary@127.0.0.1:9/feed",
            "user:canary@127.0.0.1:9/feed",
            "http://127.0.0.1:9/?token=canary",
        ):
            code, said = typed(folder, *words, address)
            assert code and "is not added: the address holds" in said and "canary" not in said
    assert (folder / "pledgewatch.toml").read_text(encoding="utf-8") == "# empty\n"


def test_opml_takes_the_rest_and_names_them(folder: Path) -> None:
    (folder / "all.opml").write_text(
        '<opml version="2.0"><body><outline text="Members" xmlUrl="https://u:canary@example.org/rss"/>'
        '<outline xmlUrl="https://token.example/rss?token=canary"/><outline text="Old" xmlUrl="ftp://u:canary@old.example/"/>'
        '<outline text="Open" xmlUrl="https://example.org/rss"/><outline text="Named" xmlUrl="https://example.org/rss?token=${TOKEN}"/>'
        "</body></opml>",
        encoding="utf-8",
    )
    code, said = typed(folder, "import", str(folder / "all.opml"))
    assert not code and "2 added" in said and "2 hold a password or token" in said and "Members, token.example" in said
    assert "canary" not in said + (folder / "pledgewatch.toml").read_text(encoding="utf-8")
    assert "token=${TOKEN}" in typed(folder, "export")[1]


def test_the_environment_is_refused_as_the_file_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGEWATCH_SOURCES", json.dumps([{"name": "x", "url": "https://u:canary@example.org/"}]))
    with pytest.raises(BadSettings, match="PLEDGEWATCH_SOURCES") as refused:
        load(folder)
    assert "canary" not in str(refused.value)


def test_a_block_is_written_so_that_it_is_read_again(folder: Path) -> None:
    source = Source(
        name="wire",
        url="https://desk:${PASSWORD}@example.org/?token=${TOKEN}",
        headers={"Authorization": "Bearer ${TOKEN}", "X-Client": 'a "desk"'},
        secrets_file=folder / "wire.env",
    )
    sources.append(load(folder), [source])
    assert load(folder).sources == (source,)


def test_a_variable_that_is_not_set_is_found_at_start_and_by_doctor(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLEDGEWATCH_FEED__TOKEN", raising=False)
    (folder / "pledgewatch.toml").write_text(
        '[[sources]]\nname = "wire"\nurl = "https://example.org/?token=${PLEDGEWATCH_FEED__TOKEN}"\nsecrets_file = "wire.env"\n'
        '[[sources]]\nname = "off"\nenabled = false\nurl = "https://example.org/?token=${NOT_SET}"\n',
        encoding="utf-8",
    )

    def found() -> list[str]:
        return [c.message for c in keeping.self_check(load(folder)) if c.status == "fail"]

    assert len(found()) == 1 and "wire: the environment variable PLEDGEWATCH_FEED__TOKEN" in found()[0]
    assert "wire.env cannot be read" in found()[0]
    assert any("wire: the environment" in check.message for check in keeping.doctor(load(folder)))
    monkeypatch.setenv("PLEDGEWATCH_FEED__TOKEN", "canary-1234")  # a name of ours that is no setting
    assert found() == [] and "canary-1234" in set(secrets_of(load(folder)))
    monkeypatch.delenv("PLEDGEWATCH_FEED__TOKEN")
    (folder / "wire.env").write_text("PLEDGEWATCH_FEED__TOKEN='canary-5678'\n", encoding="utf-8")
    (folder / "wire.env").chmod(0o600)
    assert found() == [] and "canary-5678" in set(secrets_of(load(folder)))
    (folder / "wire.env").write_text("OTHER=1\n", encoding="utf-8")
    assert f"nor in {folder / 'wire.env'}" in found()[0]


def test_a_file_of_articles_gives_no_secret_away() -> None:
    about, said = facts({"url": "https://u:canary@example.org/a?id=1&token=canary"}, "note.txt")
    assert about["url"] == "https://example.org/a?id=1" and len(said) == 1 and "canary" not in said[0]
    assert facts({"url": "https://example.org/a?key=news"}, "note.txt") == (
        {"url": "https://example.org/a?key=news"},
        [],
    )


@pytest.mark.parametrize(
    "said",
    [
        "asked https://desk:${FEED_PASSWORD}@h.example/feed?token=${FEED_TOKEN}",
        "(see https://h.example/feed?token=${FEED_TOKEN}), again",
        "set url = 'https://${KEY}:x@h.example/${TOKEN}/a?sig=${A}${B}'.",
    ],
)
def test_placeholders_are_shown_as_they_stand(said: str) -> None:
    assert mask_text(said) == said


@pytest.mark.parametrize(
    "said",
    [
        "https://desk:${A}canary@h.example/",
        "https://canary${A}canary:x@h.example/",
        "https://h.example/?token=${A}canary",
        "https://h.example/?token=canary${A}",
        "password=${A}canary",
    ],
)
def test_what_stands_beside_a_placeholder_is_masked(said: str) -> None:
    assert "canary" not in mask_text(said)


def test_no_settings_have_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PREFECT_API_KEY", "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    assert list(secrets_of(Settings())) == []

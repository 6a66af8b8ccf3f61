"""The settings file: found where it should be, refused with a sentence where it is wrong."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from flows.logs.masks import mask_text, mask_url
from flows.settings import BadSettings, Settings, duration, load

SHIPPED = Path(__file__).parents[2] / "pledgewatch.toml"


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("PLEDGEWATCH_")]:
        monkeypatch.delenv(name)


def written(folder: Path, text: str) -> Path:
    file = folder / "pledgewatch.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_named_file_wins_over_the_environment_and_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("named", "variable", "here"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, f'[paths]\ndata = "{name}"')
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("PLEDGEWATCH_SETTINGS", str(tmp_path / "variable" / "pledgewatch.toml"))
    assert load(tmp_path / "named").paths.data == tmp_path / "named" / "named"
    assert load().paths.data == tmp_path / "variable" / "variable"
    monkeypatch.delenv("PLEDGEWATCH_SETTINGS")
    assert load().paths.data == tmp_path / "here" / "here"


def test_the_shipped_file_takes_its_channels_in_the_order_of_the_page(tmp_path: Path) -> None:
    """From above to below: the examples' blocks lose their comment signs, then the watch names them; each state of the file can be read."""
    text = SHIPPED.read_text(encoding="utf-8")
    block = re.compile(r"^# (\[\[channels\]\]|(?:name|url_\w+) = .*)$", re.M)
    opened = block.sub(r"\1", text)
    assert [c.name for c in load(written(tmp_path, opened)).channels] == ["slack", "mail"]
    named = opened.replace("channels = []", 'channels = ["slack", "mail"]')
    assert load(written(tmp_path, named)).watches[0].channels == ("slack", "mail")
    assert named.index("[[channels]]") < named.index("[[watches]]")


def test_nearest_file_upwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, "")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert load().file == file


def test_no_file_offers_init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadSettings, match="pledgewatch init DIR"):
        load()
    with pytest.raises(BadSettings, match=r"--settings names .*pledgewatch init"):
        load(tmp_path / "no" / "such.toml")


def test_paths_count_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
    [[sources]]
    name = "s"
    kind = "folder"
    path = "texts"
    [[channels]]
    name = "c"
    url_file = "secret/url"
    [lexicon]
    extend = ["words"]
    """
    file = written(tmp_path, text)
    monkeypatch.chdir("/")
    settings = load(file)
    assert settings.sources[0].path == tmp_path / "texts"
    assert settings.channels[0].url_file == tmp_path / "secret" / "url"
    assert settings.lexicon.extend == (tmp_path / "words",)
    assert settings.ledger_path == tmp_path / "data" / "ledger" / "ledger.duckdb"


WRONG = [
    ("[[watches]]\nname = 'w'\nkeywords = 'Ukraine'", r':3: watches\[0\]\.keywords is a list: write \["Ukraine"\]$'),
    ("[watches]\nname = 'w'", r":1: watches may stand several times: write \[\[watches\]\] with two brackets"),
    ("[[sources]]\nname = 'nordic'\nurl = 'https://a.example/f'\n[[mutes]]\nsource = 'nordick'",
     r':5: a mute names the source "nordick", but there is none of that name; did you mean "nordic"\?'),
    ("[fetch]\n\ntimeout_secs = 3", r"pledgewatch\.toml:3: fetch\.timeout_secs is no setting; did you mean timeout_seconds\?"),
    ("[fetch]\ntimeout_seconds = 'soon'", r":2: fetch\.timeout_seconds: .*number"),
    ("[[channels]]\nfetch = { robots = true }", r":2: channels\[0\]\.fetch is no setting; fetch is a table of its own: .* a line \[fetch\], below"),
    ("[[watches]]\nurl_env = 'A'", r":2: watches\[0\]\.url_env is no setting; url_env belongs below the line \[\[channels\]\]"),
    ("allow_private_networks = true", r":1: allow_private_networks is no setting; .* belongs below the line \[fetch\]"),
    ("[fetsch]\nx = 1", r":1: fetsch is no setting; did you mean fetch\?"),
    ('[[sources]]\nname = "a"\nurl = "https://x"\n[[sources]]\nname="b"\nkind = "fed"', r":6: sources\[1\]\.kind = 'fed' is not possible; did you mean feed\?"),
    ('[[sources]]\nurl = "https://x"', r":1: sources\[0\]\.name is missing"),
    ('[[sources]]\nname = "a"', r':1: sources\[0\]: a source of kind "feed" needs url'),
    ('[[sources]]\nname = "a"\nkind = "folder"', r'needs path'),
    ('[[sources]]\nname = "a"\nurl = "file:///etc/passwd"', r"begins with https"),
    ('[[sources]]\nname="a"\nurl="https://x"\n[[sources]]\nname="a"\nurl="https://y"', r':5: sources: the name "a" is used twice'),
    ("[schedule]\nevery = 'often'", r":2: schedule\.every: .*30m"),
    ("[schedule]\nevery = '1h'\ncron = '* * * * *'", r"every or cron, not both"),
    ("[schedule]\ncron = 'hourly'", r"cron has five fields"),
    ("[schedule]\ncron = '61 * * * *'", r"cron cannot be read \(bad minute\): '61 \* \* \* \*'"),
    ("[schedule]\ncron = '0 0 31 2 *'", r"cron cannot be read \(bad day-of-month\)"),
    ("[schedule]\ncron = '0 0 31 4,6 *'", r"cron (?:names no moment|cannot be read)"),
    ("[schedule]\ntimezone = 'Mars/Base'", r"IANA name"),
    ('[[channels]]\nname = "c"', r"exactly one of url_env, url_file and url"),
    ('[[watches]]\nname = "w"\nchannels = ["slak"]\n[[channels]]\nname="slack"\nurl_env="X"', r':3: watch "w" names the channel "slak", but the channels are: "slack"'),
    ('[[watches]]\nname = "w"\nminimum_currency = "euro"', r":3: watches\[0\]\.minimum_currency = 'euro' does not fit; it is: ISO 4217 code"),
    ('[health]\noperator = "ops"', r':2: health\.operator names the channel "ops"'),
    ("[fetch\n", r"is not valid TOML: .*line 1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), WRONG, ids=[says[:40] for _, says in WRONG])
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadSettings) as caught:
        load(written(tmp_path, text))
    assert re.search(says, str(caught.value)), caught.value


def test_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "pledgewatch.toml"
    file.write_bytes(b"# caf\xe9\n")
    with pytest.raises(BadSettings, match="UTF-8"):
        load(file)


def test_environment_overrides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, "[fetch]\ntimeout_seconds = 20\nconcurrency = 4")
    monkeypatch.setenv("PLEDGEWATCH_FETCH__TIMEOUT_SECONDS", "5")
    monkeypatch.setenv("PLEDGEWATCH_SOURCES", '[{"name": "a", "url": "https://x.example"}]')
    settings = load(file)
    assert (settings.fetch.timeout_seconds, settings.fetch.concurrency) == (5, 4)
    assert settings.sources[0].name == "a"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PLEDGEWATCH_FETSCH__TIMEOUT", "5", "fits no setting; did you mean fetch"),
        (
            "PLEDGEWATCH_FETCH__TIMEOUT",
            "5",
            "environment variable PLEDGEWATCH_FETCH__TIMEOUT: .*did you mean timeout_seconds",
        ),
        ("PLEDGEWATCH_READ__BATCH", "many", "environment variable PLEDGEWATCH_READ__BATCH: read.batch"),
        ("PLEDGEWATCH_SOURCES", "[broken", "lists are JSON"),
    ],
)
def test_wrong_variables_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=says):
        load(written(tmp_path, ""))


def test_a_channels_own_variable_is_no_override(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGEWATCH_SLACK__URL", "slack://secret")
    text = '[[channels]]\nname = "slack"\nurl_env = "PLEDGEWATCH_SLACK__URL"'
    assert load(written(tmp_path, text)).channels[0].url_env == "PLEDGEWATCH_SLACK__URL"


def test_the_shipped_file_is_good() -> None:
    settings = load(SHIPPED)
    assert [w.channels for w in settings.watches] == [()]
    assert not settings.channels
    seeds = next(s for s in settings.sources if s.kind == "folder")
    assert seeds.baseline
    assert sum(s.kind == "feed" for s in settings.sources) >= 15


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("30m", 1800), ("1h 30m", 5400), ("1h30m", 5400), ("2d", 172800), ("1w", 604800)]
)
def test_durations(text: str, seconds: int) -> None:
    assert duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "30", "m", "half an hour", "-5m", "1.5h", "30 parsecs"])
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="a number and a unit"):
        duration(text)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/feed.xml", "https://example.org/feed.xml"),
        ("https://user:pw@example.org/feed", "https://***@example.org/feed"),
        ("https://example.org/feed?token=abc&page=2", "https://example.org/feed?token=***&page=2"),
        ("slack://T1/B2/secret", "slack://***"),
        ("mailtos://user:pw@smtp.example.org?to=a@b", "mailtos://***"),
        ("not an address", "not an address"),
    ],
)
def test_masked_urls(url: str, shown: str) -> None:
    assert mask_url(url) == shown


def test_masked_inside_text() -> None:
    said = mask_text("cannot reach 'https://u:secret@h.example/x?api_key=secret' (timeout)")
    assert "secret" not in said and "h.example" in said


def test_settings_travel_to_other_processes(tmp_path: Path) -> None:
    import pickle

    settings = load(written(tmp_path, "[read]\nprocesses = 2"))
    again: Settings = pickle.loads(pickle.dumps(settings))
    assert (again, again.file) == (settings, settings.file)

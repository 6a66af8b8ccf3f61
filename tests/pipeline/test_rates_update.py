"""Fresher reference rates: fetched from a real server, checked, swapped in whole, and used by judging, alerts and the published copy."""

from __future__ import annotations

import io
import json
import os
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.alert import rates as alert_rates
from flows.cli import app
from flows.compare.money import Rates
from flows.fetch import FetchError
from flows.judge import Listeners, judge
from flows.passes.pipeline import run_pass
from flows.rates import BadRates, due, rates_of, refresh, update, update_rates
from flows.settings import Compare, Fetch, Paths, Settings, Source, load
from storage.ledger import MEMORY, Ledger
from storage.lookups import rows
from website import Answer, Site

NOW = datetime(2031, 1, 6, 9, tzinfo=UTC)
LAST = date(2031, 1, 3)


def history(last: date = LAST, first: date = date(1999, 1, 4), dollar: float = 1.5) -> str:
    """A history in the ECB's form, newest day first, weekends left out."""
    days = [last - timedelta(days=n) for n in range((last - first).days + 1)]
    rows = [f"{day},{dollar},160.0,0.8,N/A," for day in days if day.weekday() < 5]
    return "\n".join(["Date,USD,JPY,GBP,CYP,", *rows, ""])


WHOLE = history()


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", text)
    return packed.getvalue()


@pytest.fixture
def site():
    with Site() as site:
        yield site


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Settings:
    return Settings(
        paths=Paths(data=tmp_path / "data"),
        fetch=Fetch(allow_private_networks=True, timeout_seconds=5),
        compare=Compare(rates_url=site.url("/hist.zip"), rates_every="1d"),
    )


@pytest.mark.parametrize("body", [zipped(WHOLE), WHOLE.encode()], ids=["zip", "csv"])
def test_an_update_is_used_from_then_on(site: Site, desk: Settings, body: bytes) -> None:
    site.page("/hist.zip", body)
    assert rates_of(desk) == Rates()
    done = update(desk, NOW)
    assert (done.last, done.path) == (LAST, desk.rates_path)
    found = rates_of(desk).rate("EUR", "USD", date(2031, 1, 4))
    assert found is not None and (found.value, found.on) == (1.5, LAST)
    site.page("/hist.zip", zipped(history(dollar=1.25)))
    update(desk, NOW)
    again = rates_of(desk).rate("EUR", "USD", LAST)
    assert again is not None and again.value == 1.25  # the same path, another content


BAD = {
    "nothing": (b"", "no history"),
    "a web page": (b"<!DOCTYPE html><title>Moved</title>", "web page"),
    "a damaged zip": (zipped(WHOLE)[:-200], "damaged or cut"),
    "a cut csv": (WHOLE.encode()[: len(WHOLE) // 2], "cut|no history"),
    "the last 90 days": (history(first=LAST - timedelta(days=90)).encode(), "cut"),
    "holes": ("\n".join(WHOLE.splitlines()[::7]).encode() + b"\n1999-01-04,1,1,1,1,\n", "cut"),
    "no rates": (WHOLE.replace("1.5,", "0,", 1).encode(), "no history"),
    "no dates": (b"Date,USD,JPY,GBP\nsoon,1,1,1\n", "no history"),
    "an old one": (history(last=date(2020, 1, 3)).encode(), "newer file is needed"),
    "one of the future": (history(last=date(2032, 1, 2)).encode(), "yet to come"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_changes_nothing_and_says_why(site: Site, desk: Settings, name: str) -> None:
    body, why = BAD[name]
    update_rates(WHOLE.encode(), desk.rates_path)
    site.page("/hist.zip", body)
    with pytest.raises(BadRates, match=why) as caught:
        update(desk, NOW)
    assert "\n" not in str(caught.value)
    assert desk.rates_path.read_text() == WHOLE
    assert [p.name for p in desk.rates_path.parent.iterdir()] == [desk.rates_path.name]


@pytest.mark.parametrize(
    ("answer", "why"),
    [(Answer(b"", status=404), "answers 404"), (Answer(zipped(WHOLE)[:3000], length=9000, hang_up=True), "broke off")],
)
def test_what_cannot_be_fetched_changes_nothing(site: Site, desk: Settings, answer: Answer, why: str) -> None:
    site.script("/hist.zip", lambda _: answer)
    with pytest.raises(FetchError, match=why):
        update(desk, NOW)
    assert not desk.rates_path.exists()
    problem = refresh(desk, NOW)
    assert problem is not None and "stay as they are" in problem.message


def test_private_addresses_are_refused_as_for_articles(site: Site, desk: Settings) -> None:
    site.page("/hist.zip", zipped(WHOLE))
    guarded = desk.model_copy(update={"fetch": Fetch()})
    with pytest.raises(FetchError, match="allow_private_networks"):
        update(guarded, NOW)
    assert site.hits("/hist.zip") == 0


def test_a_pass_fetches_them_when_they_are_due_and_says_what_went_wrong(site: Site, desk: Settings) -> None:
    site.feed("/rss.xml", [])
    site.page("/hist.zip", zipped(WHOLE))
    desk = desk.model_copy(update={"sources": (Source(name="news", url=site.url("/rss.xml")),)})
    run_pass(desk, NOW)
    assert site.hits("/hist.zip") == 1 and desk.rates_path.exists()
    os.utime(desk.rates_path, (NOW.timestamp(), NOW.timestamp()))
    assert not due(desk, NOW + timedelta(hours=23)) and due(desk, NOW + timedelta(hours=24))
    run_pass(desk, NOW + timedelta(hours=1))
    assert site.hits("/hist.zip") == 1
    with_rate = "SELECT per_eur FROM reference_rate WHERE currency = 'USD' AND day = '2031-01-04'"
    assert rows(desk.snapshot_path, with_rate) == [{"per_eur": 1.5}]
    site.page("/hist.zip", "<html>closed</html>")
    later = run_pass(desk, NOW + timedelta(days=2))
    assert [p.code for p in later.problems] == ["rates"] and desk.rates_path.read_text() == WHOLE


def test_without_the_setting_no_pass_asks(desk: Settings) -> None:
    quiet = desk.model_copy(update={"compare": Compare()})
    assert not due(quiet, NOW) and quiet.compare.rates_url.startswith("https://www.ecb.europa.eu/")


def test_judging_and_alerts_use_them(desk: Settings) -> None:
    update_rates(WHOLE.encode(), desk.rates_path)
    try:
        with Ledger.open(MEMORY) as ledger:
            judge(_reading(), ledger, Listeners(), desk, NOW)
        assert alert_rates.convert(3.0, "USD", "EUR", LAST) == pytest.approx(2.0)
    finally:
        alert_rates.use(Rates())


def _reading():
    from extractors.model import Document
    from storage.rows import Page, Reading

    page = Page("s", "https://a.example/1", NOW, b"", "0" * 64, "text/plain")
    return [Reading(page, Document("a", "Nothing."), (), ())]


def test_the_command(site: Site, desk: Settings, tmp_path: Path) -> None:
    site.page("/hist.zip", zipped(WHOLE))
    file = tmp_path / "pledgewatch.toml"
    file.write_text(f'[fetch]\nallow_private_networks = true\n[compare]\nrates_url = "{site.url("/hist.zip")}"\n')
    wrong = CliRunner().invoke(app, ["rates", "update", "--settings", str(file)])
    assert wrong.exit_code == 2 and "yet to come" in wrong.output  # by today's clock
    today = datetime.now(UTC).date()
    own = tmp_path / "own.csv"
    own.write_text(history(last=today))
    done = CliRunner().invoke(app, ["rates", "update", "--file", str(own), "--settings", str(file), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["path"] == str(load(file).rates_path) and load(file).rates_path.exists()

"""Which guard kept a finding quiet: a mute by command or in the settings, an earlier alert, no watch, back catalogue, old news."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import cards
import outbox
from extractors.model import Claim, Document, Verdict
from flows.alert.muting import mute
from flows.judge import Listeners, judge
from flows.report.findings import why_not
from flows.settings import Mute, Settings, Source, Watch
from outbox import NOW, shown
from storage.ledger import Ledger
from storage.rows import Harvest, Page, Reading
from storage.snapshot import publish

TEXTS = {d["id"]: d for d in cards.lines(cards.GOLDS / "seeds" / "documents.jsonl")}
FIRST, SECOND = "001_02ce801a60f9b84d", "002_cd5647c306864531"


def claims_of(document_id: str) -> list[Claim]:
    return [x.claim for x in cards.statements() if x.article.document_id == document_id]


def take(
    s: Settings, document_id: str, baseline: bool = False, more: tuple[Verdict, ...] = (), now: datetime = NOW
) -> None:
    """Judge one seed with its gold claims, as a pass would, and record what follows."""
    d = TEXTS[document_id]
    own = [x for x in cards.statements() if x.article.document_id == document_id]
    page = Page("seeds", d["url"] or d["id"], NOW, b"", d["id"], document_id=d["id"], baseline=baseline)
    document = Document(d["id"], d["text"], d["title"], d["url"], d["publisher"], d["published"])
    reading = Reading(
        page, document, tuple({x.article.segment: x.article for x in own}.values()), tuple(x.claim for x in own)
    )
    with Ledger.open(s.ledger_path) as ledger:
        judged = judge([reading], ledger, Listeners(s.watches), s, now)
        judged.verdicts += more
        ledger.record(judged.into(Harvest(f"run-{document_id}", now)), now)
    publish(s.ledger_path, s.snapshot_path, NOW)


@pytest.fixture
def s(tmp_path: Path) -> Settings:
    made = outbox.settings(tmp_path)
    with Ledger.open(made.ledger_path):
        pass
    return made.model_copy(update={"sources": (Source(name="seeds", kind="folder", path=tmp_path),)})


def reason(s: Settings, document_id: str = FIRST) -> str:
    return shown(why_not(s, document_id))


def test_what_was_told_is_named_with_its_alert(s: Settings) -> None:
    take(s, FIRST)
    assert "told as alert " in reason(s) and "deliveries made" in reason(s)


def test_a_mute_by_command_is_named_with_the_way_to_lift_it(s: Settings) -> None:
    mute(s.ledger_path, "source:seeds", ["seeds"], NOW, note="checked by hand")
    take(s, FIRST)
    assert "told as alert" not in reason(s)
    assert "muted: source seeds (checked by hand); lift it with pledgewatch unmute source:seeds" in reason(s)


def test_a_mute_of_the_settings_is_named(s: Settings) -> None:
    s = s.model_copy(update={"mutes": (Mute(source="seeds", until=date(2026, 12, 31)),)})
    take(s, FIRST)
    assert "muted by the settings: source seeds until 2026-12-31" in reason(s)


def test_what_no_watch_asked_for_says_so(s: Settings) -> None:
    s = s.model_copy(update={"watches": (Watch(name="grain", keywords=("wheat",)),)})
    take(s, FIRST)
    assert "no watch asked for it when it was found; the watches now are: grain" in reason(s)


def test_the_same_event_told_before_is_named_with_that_alert(s: Settings) -> None:
    take(s, FIRST)
    with Ledger.open(s.ledger_path) as ledger:
        loud = next(a for a in ledger.alerts() if a.channel == "alert")
        (verdict,) = [
            v for v in ledger.verdicts({c.claim_id for c in claims_of(FIRST)}) if v.verdict_id == loud.verdict_ids[0]
        ]
        again = replace(verdict, verdict_id="again", document_id=SECOND, claim_id=claims_of(SECOND)[0].claim_id)
    take(s, SECOND, more=(again,))
    assert f"told before: alert {loud.alert_id} of 2025-12-03 19:00 is about the same event" in reason(s, SECOND)


def test_back_catalogue_and_old_news_say_so(s: Settings) -> None:
    take(s, FIRST, baseline=True)
    assert "back catalogue is stored, never sent" in reason(s)
    take(s, SECOND, now=NOW + timedelta(days=30))
    assert "it was older than 7 days then (freshness_days): stored, never sent" in reason(s, SECOND)


WATCHES = [
    (Watch(name="grain", keywords=("wheat",)), "watch “grain”: nothing in it fits keywords"),
    (Watch(name="big", minimum_amount=1e15), "watch “big”: EUR 10.3bn is below minimum_amount (EUR 1,000tn)"),
    (Watch(name="official", tags=("official",)), "watch “official”: tags asks for official, its source has none"),
    (Watch(name="rows", findings=("contradiction",)), "watch “rows”: findings asks for contradiction, this is new"),
    (Watch(name="iceland", actors=("Iceland",), recipients=("Ukraine",)), "watch “iceland”: nothing in it fits actors and recipients"),
]  # fmt: skip


@pytest.mark.parametrize(("watch", "words"), WATCHES)
def test_each_watch_says_which_of_its_settings_kept_a_finding_quiet(s: Settings, watch: Watch, words: str) -> None:
    s = s.model_copy(update={"watches": (watch,)})
    take(s, FIRST)
    assert words in reason(s)


def test_a_sum_without_a_rate_names_the_setting_on_the_card_and_in_why_not(s: Settings) -> None:
    """Hryvnias have no reference rate, so no minimum can be checked; nobody should have to guess why that came with the digest."""
    s = s.model_copy(update={"watches": (Watch(name="big", minimum_amount=1e6),)})
    own = [x for x in cards.statements() if x.article.document_id == FIRST and x.claim.claim_id == "C001-01"]
    claim = replace(own[0].claim, unit="UAH", comparator="exact")
    d = TEXTS[FIRST]
    page = Page("seeds", d["url"], NOW, b"", d["id"], document_id=d["id"])
    document = Document(d["id"], d["text"], d["title"], d["url"], d["publisher"], d["published"])
    with Ledger.open(s.ledger_path) as ledger:
        judged = judge([Reading(page, document, (own[0].article,), (claim,))], ledger, Listeners(s.watches), s, NOW)
        ledger.record(judged.into(Harvest("run", NOW)), NOW)
    publish(s.ledger_path, s.snapshot_path, NOW)
    (alert,) = judged.alerts
    words = "there is no reference rate from UAH to EUR; unknown_amounts in the watch “big” says where such findings go (now: digest)"
    assert alert.channel == "digest" and words in " ".join(alert.body.split())
    assert f"no alert of its own: {words}" in reason(s)

"""Which alerts come of which verdicts, what they say, and who is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import cards
from extractors.model import Statement, Verdict
from flows.alert.card import loads
from flows.alert.compose import Composed, compose, kind_of, short_id
from flows.alert.finding import misspelt
from flows.alert.render import markdown, slack, text
from flows.alert.watch import fold
from flows.settings import Channel, Watch

NOW = datetime(2025, 12, 3, 19, tzinfo=UTC)
MAIL = Channel(name="mail", url="mailto://x@example.org")
SLACK = Channel(name="slack", url="json://127.0.0.1/")


def alerts(watches: list[Watch] | None = None, verdicts: tuple[Verdict, ...] | None = None, **options) -> Composed:
    told = cards.verdicts() if verdicts is None else verdicts
    return compose(told, cards.statements(), watches, now=NOW, channels=(MAIL, SLACK), **options)


def titles(composed: Composed, channel: str = "alert") -> list[str]:
    return [a.title for a in composed.alerts if a.channel == channel]


@pytest.mark.parametrize("name", ["seeds", "dev", "pairs"])
def test_one_alert_for_each_document_that_deserves_one_and_no_finding_twice(name: str) -> None:
    verdicts = cards.verdicts(name)
    made = compose(verdicts, cards.statements(name), None, now=NOW).alerts
    loud = [a for a in made if a.channel == "alert"]
    assert sorted(a.document_id for a in loud) == sorted({v.document_id for v in verdicts if v.channel == "alert"})
    ids = [v for a in made for v in a.verdict_ids]
    assert len(ids) == len(set(ids))
    assert {v.verdict_id for v in verdicts if v.channel != "silent"} <= set(ids)
    assert len({a.alert_id for a in made}) == len(made)


def test_nothing_in_the_quiet_set_makes_an_alert() -> None:
    assert compose(cards.verdicts("quiet"), cards.statements("quiet"), None, now=NOW).alerts == ()


def test_the_seeds_conflict_is_one_finding_with_both_quotes_and_all_its_numbers() -> None:
    (alert,) = [a for a in alerts().alerts if a.event_id == "EV21"]
    finding = loads(alert.card).findings[0]
    assert finding.word == "CURRENCY AND SPEAKER CONFLICT"
    assert (finding.now.amount, finding.before.amount) == ("EUR 1bn a month", "at least USD 1bn a month")
    assert (finding.now.speaker, finding.before.speaker) == ("Jens Stoltenberg", "Mark Rutte")
    assert (finding.now.publisher, finding.before.publisher) == ("Bayou City Crier", "RBC-Ukraine")
    assert "1 billion euros per month" in finding.now.quote and "at least 1 billion dollars" in finding.before.quote
    assert finding.before.link.startswith("https://newsukraine.rbc.ua/") and ":~:text=Allies" in finding.before.link
    assert finding.before.also_in == ("Brit Brief",) and (finding.before.outlets, finding.before.origins) == (2, 2)
    assert any("EUR 4bn, before: USD 4bn" in line for line in finding.also)
    assert any("EUR 5bn, before: USD 5bn" in line for line in finding.also)
    assert any("12bn against 10.3bn" in f and "16.7% more" in f for f in finding.facts)
    assert any("EUR 1 = USD 1.1668 (ECB, 2025-12-03)" in f for f in finding.facts)
    assert alert.severity == "high" and alert.verdict_ids[:2] == ("V40", "V43")


#: gold verdict -> how its line must begin
WORDS = {
    "V30": "CALLS FOR: at least USD 1bn a month from NATO allies for Ukraine",
    "V01": "PLANS: NATO allies",
    "V44": "REFUSES: Hungary",
    "V13": "NEW PLEDGE: Spain, about USD 1.05bn for Ukraine (military package), says Pedro Sánchez",
    "V19": "CALLS FOR: 5% of GDP from NATO allies",
    "V06": "EXPECTED: NATO allies",
    "V63": "PERIOD CONFLICT: ",
    "V23": "ROLE CONFLICT: ",
    "V22": "DOES NOT ADD UP: ",
    "V16": "CONVERSION IS OFF: ",
}


@pytest.mark.parametrize("verdict_id", WORDS)
def test_the_first_words_say_what_kind_of_news_it_is(verdict_id: str) -> None:
    (verdict,) = [v for v in cards.verdicts() if v.verdict_id == verdict_id]
    (alert,) = alerts(verdicts=(replace(verdict, channel="alert"),)).alerts
    assert alert.title.startswith(WORDS[verdict_id])
    assert "NEW" not in alert.title or verdict.subtype is None


def test_a_demand_never_reads_like_a_commitment() -> None:
    for alert in alerts().alerts:
        for finding in loads(alert.card).findings:
            claim = next(s.claim for s in cards.statements() if s.claim.claim_id == finding.now.claim_id)
            if claim.modality == "demanded" and finding.family == "new":
                assert finding.word == "CALLS FOR"
                assert "PLEDGE" not in alert.title


def test_implied_currency_is_said() -> None:
    (verdict,) = [v for v in cards.verdicts() if v.verdict_id == "V41"]
    (alert,) = alerts(verdicts=(replace(verdict, channel="alert"),)).alerts
    assert "implied currency" in alert.body


def test_the_same_news_gives_the_same_id_and_other_news_another() -> None:
    first, again = alerts().alerts, alerts().alerts
    assert first == again
    assert short_id("a", "b") != short_id("ab", "")
    assert all(len(a.alert_id) == 10 and a.alert_id.isalnum() for a in first)


# --- watches ---------------------------------------------------------------------------------------------------------------------

#: watch -> words of the titles it wants as alerts; the rest is not sent
WATCHED = [
    (Watch(name="w"), ["PLANS: NATO", "NEW PLEDGE: Spain", "CALLS FOR", "CURRENCY"]),
    (Watch(name="w", actors=("Hungary",), unknown_amounts="alert"), ["REFUSES: Hungary"]),
    (Watch(name="w", actors=("Spain",)), ["NEW PLEDGE: Spain"]),
    (Watch(name="w", recipients=("Ukraine",), minimum_amount=2e9), ["CALLS FOR", "CURRENCY"]),
    (Watch(name="w", keywords=("demining",)), ["NEW PLEDGE: Japan"]),
    (Watch(name="w", actors=("Iceland",)), []),
    (Watch(name="w", recipients=("Ukrain",)), []),
    (Watch(name="w", minimum_amount=1e15), []),
]


@pytest.mark.parametrize(("watch", "wanted"), WATCHED)
def test_a_watch_gets_what_it_asks_for(watch: Watch, wanted: list[str]) -> None:
    got = titles(alerts([watch.model_copy(update={"unknown_amounts": watch.unknown_amounts})]))
    if watch.actors == () and watch.minimum_amount is None and not watch.keywords and not watch.recipients:
        wanted = [w for w in wanted if w != "PLANS: NATO"]  # no amount: a digest, as the watch says by default
    assert len(got) == len(wanted), got
    for words in wanted:
        assert any(words in title for title in got), (words, got)


def test_unknown_amounts_go_where_the_watch_says() -> None:
    for rule, expected in {"alert": "alert", "digest": "digest", "silent": None}.items():
        made = alerts([Watch(name="w", actors=("Hungary",), unknown_amounts=rule)]).alerts
        assert [a.channel for a in made] == ([expected] if expected else [])


def test_a_minimum_in_another_currency_and_over_a_year() -> None:
    # USD 1bn a month is USD 12bn a year, EUR 10.3bn at the day's rate
    spain = Watch(
        name="w", actors=("NATO allies",), minimum_amount=10.2e9, minimum_currency="EUR", recipients=("Ukraine",)
    )
    assert any("CALLS FOR" in t for t in titles(alerts([spain])))
    assert not any("CALLS FOR" in t for t in titles(alerts([spain.model_copy(update={"minimum_amount": 10.4e9})])))


def test_what_is_owed_goes_to_the_channels_of_the_watches_and_to_the_log() -> None:
    spain = Watch(name="spain", actors=("Spain",), channels=("mail",))
    loud = Watch(name="big", minimum_amount=5e8, channels=("slack", "mail"))
    made = alerts([spain, loud])
    spanish = next(a for a in made.alerts if "Spain" in a.title)
    assert {o.destination for o in made.owed if o.alert_id == spanish.alert_id} == {"mail", "slack", "log"}
    assert set(loads(spanish.card).watches) == {"spain", "big"}
    assert len({o.key for o in made.owed}) == len(made.owed)
    assert all(o.key == f"{o.alert_id}:{o.destination}" for o in made.owed)


def test_watches_without_channels_are_told_on_the_terminal() -> None:
    made = alerts([Watch(name="w")])
    assert {o.destination for o in made.owed} == {"terminal", "log"}


def test_findings_for_different_people_are_different_messages() -> None:
    one = Watch(name="finns", actors=("Finland",), channels=("mail",))
    two = Watch(name="japan", actors=("Japan",), channels=("slack",))
    made = alerts([one, two])
    for alert in (a for a in made.alerts if a.channel == "alert"):
        destinations = {o.destination for o in made.owed if o.alert_id == alert.alert_id} - {"log"}
        assert destinations == ({"slack"} if "V15" in alert.verdict_ids else {"mail"})


def test_digest_items_wait_and_a_channel_without_digest_is_spared_them() -> None:
    off = SLACK.model_copy(update={"digest": "off"})
    watch = Watch(name="w", channels=("mail", "slack"))
    made = compose(cards.verdicts(), cards.statements(), [watch], now=NOW, channels=(MAIL, off))
    digests = {a.alert_id for a in made.alerts if a.channel == "digest"}
    assert digests
    for row in made.owed:
        if row.alert_id in digests:
            assert row.destination != "slack"
            assert row.destination == "log" or (row.digest and row.next_attempt > NOW)
        else:
            assert not row.digest and row.next_attempt == NOW


def test_an_event_that_was_told_is_not_told_again_but_its_conflict_is() -> None:
    told = {("EV21", "new"), ("EV20", "new"), ("EV12", "new")}
    made = alerts(told=told)
    assert not any("CALLS FOR" in t for t in titles(made))
    assert any("CURRENCY" in t for t in titles(made))
    assert not any(v in a.verdict_ids for a in made.alerts for v in ("V13", "V30"))
    assert not any("CURRENCY" in t for t in titles(alerts(told={("EV21", "contradiction")})))


def test_a_third_outlet_does_not_alert_a_second_time_in_one_pass() -> None:
    verdict = next(v for v in cards.verdicts() if v.verdict_id == "V40")
    other = next(s for s in cards.statements() if s.claim.claim_id == "C000-03")
    third = replace(verdict, verdict_id="V40b", document_id=other.claim.document_id, claim_id=other.claim.claim_id)
    made = alerts(verdicts=(verdict, third)).alerts
    assert [a.document_id for a in made] == [verdict.document_id]
    assert kind_of(verdict.verdict) == "contradiction"


def test_a_verdict_whose_claim_is_not_at_hand_is_left_out_rather_than_guessed() -> None:
    orphan = replace(cards.verdicts()[0], claim_id="nowhere", channel="alert")
    assert alerts(verdicts=(orphan,)).alerts == ()


def test_copies_of_one_text_are_one_origin() -> None:
    statements = list(cards.statements())
    by_doc = {"000_6cd141bea7615b75": "wire", "001_02ce801a60f9b84d": "wire"}
    wired: list[Statement] = [
        replace(s, article=replace(s.article, origin=by_doc.get(s.article.document_id, s.article.origin)))
        for s in statements
    ]
    made = compose(cards.verdicts(), wired, None, now=NOW).alerts
    conflict = next(loads(a.card) for a in made if a.event_id == "EV21").findings[0]
    assert (conflict.before.outlets, conflict.before.origins) == (2, 1)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Péter Szijjártó", "peter szijjarto"), ("NATO’s", "nato s"), ("U.S.-made", "u s made"), (None, "")],
)
def test_names_are_compared_without_accents_and_signs(text: str | None, folded: str) -> None:
    assert fold(text) == folded


def test_commitments_told_together_are_one_alert_with_a_sentence_for_each_payer() -> None:
    wanted = ("V11", "V12", "V13", "V15")
    together = tuple(replace(v, event_id="E", channel="alert") for v in cards.verdicts() if v.verdict_id in wanted)
    quiet = tuple(replace(v, event_id="E") for v in cards.verdicts() if v.verdict_id == "V19")
    (alert,) = alerts(verdicts=(*quiet, *together)).alerts
    findings = loads(alert.card).findings
    assert [f.now.amount for f in findings] == ["about USD 1.05bn", "USD 691m", "USD 207m", "JPY 8bn"]
    assert all(f.now.quote for f in findings) and alert.title.endswith("(+3 more)")
    assert findings[0].also == ("CALLS FOR: 5% of GDP from NATO allies (defence spending), says Donald Trump",)
    assert sorted(alert.verdict_ids) == sorted((*wanted, "V19"))


def test_a_watch_gets_its_payer_out_of_an_event_of_many() -> None:
    together = tuple(replace(v, event_id="E") for v in cards.verdicts() if v.verdict_id in ("V11", "V12", "V13", "V15"))
    made = alerts([Watch(name="w", actors=("Spain",), channels=("mail",))], verdicts=together)
    (alert,) = made.alerts
    assert alert.verdict_ids == ("V13",) and "Spain" in alert.title
    large = alerts([Watch(name="w", minimum_amount=5e8)], verdicts=together).alerts
    assert [sorted(a.verdict_ids) for a in large] == [["V11", "V13"]]


def test_thirty_donors_are_ten_with_evidence_and_ten_in_lines() -> None:
    model = next(v for v in cards.verdicts() if v.verdict_id == "V11")
    many = tuple(replace(model, verdict_id=f"X{n}", event_id="E", proposition_id=f"p{n}") for n in range(30))
    (alert,) = alerts(verdicts=many).alerts
    assert len(loads(alert.card).findings) == 10 and len(alert.verdict_ids) == 30


@pytest.mark.parametrize(
    ("quote", "bare"),
    [("“Many hope", "Many hope"), ("He said “no”", "He said “no”"), ("“Yes” and “no”", "“Yes” and “no”"), ("they said.”", "they said."), ("plain", "plain"), ("", "")],
)  # fmt: skip
def test_a_lone_quotation_mark_at_an_end_is_not_doubled(quote: str, bare: str) -> None:
    from flows.alert.finding import _bare

    assert _bare(quote) == bare


def test_the_timeline_shows_the_values_of_one_statement_in_their_order() -> None:
    (alert,) = [a for a in alerts().alerts if a.event_id == "EV21"]
    points = loads(alert.card).findings[0].timeline
    assert [(p.publisher, p.amount, p.share, p.now) for p in points] == [
        ("RBC-Ukraine", "at least USD 1bn a month", 86, False),
        ("Bayou City Crier", "EUR 1bn a month", 100, True),
        ("Brit Brief", "USD 1bn a month", 86, False),
    ]
    so_far = "at least USD 1bn a month (RBC-Ukraine, 3 Dec 2025), then EUR 1bn a month (Bayou City Crier, 3 Dec 2025), then USD 1bn a month"
    card = loads(alert.card)
    notes = slack.payload((card,), card.title)["attachments"][0]["blocks"]
    for words in (text.body(card), markdown.page(card).replace("\\", ""), json.dumps(notes, ensure_ascii=False)):
        assert so_far in " ".join(words.split()), "not only in the picture of the mail"
    (single,) = [a for a in alerts().alerts if a.event_id == "EV12"]
    assert "SO FAR" not in single.body
    assert loads(single.card).findings[0].timeline == ()


NAMES = [
    ("Jens Stltenberg", "Jens Stoltenberg", True),
    ("Keir Sterner", "Keir Starmer", True),
    ("Siyarto", "Péter Szijjártó", True),
    ("Stoltenberg", "Jens Stoltenberg", False),
    ("NATO Secretary General Mark Rute", "Mark Rutte", True),
    ("the alliance's Secretary General", "Mark Rutte", False),
    ("He", "Mark Rutte", False),
    ("Prime Minister Pedro Sanchez", "Pedro Sánchez", False),  # a missing accent is no mistake
    ("Keir Sterner, U.K.’s Prime Minister", "Keir Starmer", True),
    ("Tim Hirschel-BurnsCommenting", "Tim Hirschel-Burns", False),  # words run together
]


@pytest.mark.parametrize(("written", "name", "wrong"), NAMES)
def test_a_name_printed_almost_as_it_is_written_is_marked(written: str, name: str, wrong: bool) -> None:
    assert misspelt(written, name) is wrong


def test_a_page_of_low_trust_is_marked_on_its_side() -> None:
    statements = tuple(
        replace(s, article=replace(s.article, doubts=("words run together",)))
        if s.article.publisher == "Bayou City Crier"
        else s
        for s in cards.statements()
    )
    made = compose(cards.verdicts(), statements, None, now=NOW)
    finding = loads(next(a for a in made.alerts if a.event_id == "EV21").card).findings[0]
    assert "low-trust page: words run together" in finding.now.marks
    assert not any("low-trust" in m for m in finding.before.marks)


def test_an_undated_sum_is_held_against_the_minimum_at_todays_rate() -> None:
    (pledge,) = [v for v in cards.verdicts() if v.verdict_id == "V13"]
    undated = tuple(replace(s, article=replace(s.article, published=None)) for s in cards.statements())
    for least, told in ((1e9, 0), (5e8, 1)):
        watch = Watch(name="w", minimum_amount=least)
        made = compose((pledge,), undated, [watch], now=NOW).alerts
        assert [a.channel for a in made] == ["alert"] * told


def test_the_watch_of_a_card_is_whole_on_a_narrow_terminal() -> None:
    import io

    from rich.console import Console

    from flows.alert.render import terminal

    name = "aid and arms for Ukraine, NATO and allied defence pledges, and whatever else the desk asks for"
    (alert,) = [a for a in alerts([Watch(name=name)]).alerts if a.event_id == "EV21"]
    screen = io.StringIO()
    Console(file=screen, width=70).print(terminal.panel(loads(alert.card)))
    told = " ".join(screen.getvalue().replace("│", " ").split())
    assert name in told and f"pledgewatch why {alert.alert_id}" in told

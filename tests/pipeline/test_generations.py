"""Reading history again makes what was announced: in order of play, against itself alone, under the old identities, and only if it differs."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cookbook import SETTINGS
from extractors import drafts
from flows.keeping import reread as again
from flows.keeping import view
from flows.passes.pipeline import run_pass
from flows.settings import Settings, load
from goldledger import RUN_AT
from storage import generations
from storage.difference import Difference
from storage.ledger import Ledger
from storage.lookups import rows

rules = import_module("flows.compare.compare")
SEEDS = Path(__file__).parents[2] / "seeds"
LATER = RUN_AT + dt.timedelta(days=30)


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk after a real pass over the seeds."""
    folder = tmp_path_factory.mktemp("passed")
    (folder / "pledgewatch.toml").write_text(SETTINGS.replace("{seeds}", str(SEEDS)), "utf-8")
    run_pass(load(folder / "pledgewatch.toml"), RUN_AT)
    return folder


@pytest.fixture
def desk(passed: Path, tmp_path: Path) -> Settings:
    shutil.copytree(passed, tmp_path, dirs_exist_ok=True)
    return load(tmp_path / "pledgewatch.toml")


def newer(monkeypatch: pytest.MonkeyPatch, number: int = 99) -> None:
    """The extractor of another version, that reads the same."""
    monkeypatch.setattr(drafts, "VERSION", f"pledgewatch-rules/{number}")
    monkeypatch.setattr(again, "VERSION", f"pledgewatch-rules/{number}")


def ask(desk: Settings, sql: str) -> list[dict[str, Any]]:
    return rows(desk.snapshot_path, sql)


def findings(desk: Settings) -> Counter[str]:
    return Counter(row["verdict"] for row in ask(desk, "SELECT verdict FROM verdicts"))


def shown(found: Difference) -> str:
    out = Console(width=200, file=io.StringIO())
    out.print(view.difference_view(found))
    return " ".join(out.file.getvalue().split())  # type: ignore[attr-defined]


SAID = "document_id, segment, kind, anchor_start, anchor_end, proposition_id, event_id"


def test_only_another_version_makes_what_backtest_announced(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before, told = findings(desk), ask(desk, "SELECT count(*) AS n FROM alerts")
    known = ask(desk, "SELECT proposition_id, first_known FROM propositions ORDER BY ALL")
    said = ask(desk, f"SELECT {SAID} FROM claims ORDER BY ALL")
    newer(monkeypatch)
    _, announced = again.backtest(desk)
    # which of several look-alikes is the nearest may hang on the ids, and those carry the version: that is told, too
    assert replace(announced, lookalikes_otherwise=[]).empty and announced.claims_same == len(said) and announced.renews
    assert announced.other_versions == [{"extractor": "pledgewatch-rules/2", "documents": 5, "claims": len(said)}]
    page = shown(replace(announced, lookalikes_otherwise=[]))
    assert f"{len(said)} claims in 5 documents were read by another version, pledgewatch-rules/2" in page
    assert "with the same result" in page and "reextract makes it a generation" in page
    done = again.reread(desk, LATER)
    assert (done.pages, done.documents, done.claims, done.findings, done.generation) == (
        5,
        5,
        len(said),
        before.total(),
        2,
    )
    assert findings(desk) == before and ask(desk, "SELECT count(*) AS n FROM alerts") == told
    assert ask(desk, "SELECT count(*) AS n FROM outbox") == ask(
        desk, "SELECT count(*) AS n FROM outbox WHERE owed_at < '2026-01-06'"
    )
    assert ask(desk, f"SELECT {SAID} FROM claims ORDER BY ALL") == said, (
        "propositions and events go on under their names"
    )
    assert ask(desk, "SELECT proposition_id, first_known FROM propositions ORDER BY ALL") == known
    assert {row["extractor"] for row in ask(desk, "SELECT extractor FROM claims")} == {"pledgewatch-rules/99"}
    current = "(SELECT claim_id FROM claims)"
    assert ask(desk, f"FROM verdicts WHERE claim_id NOT IN {current} OR against_claim_id NOT IN {current}") == []
    back = (
        "SELECT v.verdict, n.document_id, n.segment, o.document_id, o.segment, n.published, o.published FROM verdicts v JOIN claims n USING (claim_id) "
        "JOIN claims o ON o.claim_id = v.against_claim_id WHERE n.published_at < o.published_at"
    )
    assert ask(desk, back) == [], "nothing is judged against what came later"
    anew = again.backtest(desk)[1]
    assert anew.empty and anew.other_versions == [] and shown(anew).endswith("no difference")


def test_a_second_time_makes_nothing_new(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert again.reread(desk, LATER).generation is None, "what the ledger says already"
    assert "nothing was compared" in shown(again.backtest(desk, since=LATER)[1])
    newer(monkeypatch)
    assert again.reread(desk, LATER).generation == 2
    size = ask(desk, "SELECT count(*) AS n FROM claim_log")
    done = again.reread(desk, LATER)
    assert done.generation is None and ask(desk, "SELECT count(*) AS n FROM claim_log") == size
    assert again.sentence(done).endswith("no difference to what the ledger says, so no new generation")


def test_other_rules_alone_make_a_generation(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extractor is the same, the comparison tells less: what backtest shows becomes the ledger's word, and can be taken back."""
    before = ask(desk, "SELECT verdict, document_id, anchor_start, reason, event_id FROM verdicts ORDER BY ALL")
    decide = rules.decide

    def milder(pair: Any) -> Any:
        found = decide(pair)
        return (
            type(found)("corroborates", "silent", "Near enough.", rule="near_enough")
            if found.verdict == "contradicts"
            else found
        )

    monkeypatch.setattr(rules, "decide", milder)
    _, announced = again.backtest(desk)
    assert (
        announced.findings_lost and announced.findings_added and announced.claims_same == len(ask(desk, "FROM claims"))
    )
    wanted = Counter(r["verdict"] for r in before) - Counter(r["verdict"] for r in announced.findings_lost)
    wanted += Counter(row["verdict"] for row in announced.findings_added)
    assert again.reread(desk, LATER).generation == 2
    now = again.backtest(desk)[1]
    assert findings(desk) == wanted and now.claims_same == announced.claims_same
    assert (now.findings_added, now.findings_lost) == ([], []), "of what was announced only alerts are not made"
    with Ledger.open(desk.ledger_path) as ledger:
        ids = ledger._all("SELECT count(*), count(DISTINCT claim_id) FROM claim_log")[0]
        assert ids[0] == ids[1] == 2 * len(ask(desk, "FROM claims"))
    monkeypatch.setattr(rules, "decide", decide)
    assert again.reread(desk, LATER).generation == 3
    assert ask(desk, "SELECT verdict, document_id, anchor_start, reason, event_id FROM verdicts ORDER BY ALL") == before


def test_other_words_for_the_same_findings_are_a_difference_too(
    desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What makes a generation is announced: a finding for another reason as well."""
    decide = rules.decide

    def otherwise(pair: Any) -> Any:
        found = decide(pair)
        return replace(found, reason=f"In other words: {found.reason}") if found.verdict == "contradicts" else found

    monkeypatch.setattr(rules, "decide", otherwise)
    announced = again.backtest(desk)[1]
    assert announced.findings_added == [] == announced.findings_lost and not announced.empty
    assert {row["verdict"] for row in announced.findings_otherwise} == {"contradicts"}
    assert "findings it would have made for other reasons" in shown(announced) and "In other words" in shown(announced)
    assert again.reread(desk, LATER).generation == 2
    assert again.backtest(desk)[1].empty


def test_look_alikes_for_other_reasons_are_announced_too(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody hears of a look-alike, but its reason stands in the ledger: what `reextract` makes a generation of, `backtest` has told."""
    beside = import_module("flows.compare.bench")
    alike = beside._alike
    monkeypatch.setattr(beside, "_alike", lambda against: alike(f"in other words, {against}"))
    announced = again.backtest(desk)[1]
    assert announced.findings_added == announced.findings_lost == announced.findings_otherwise == []
    assert announced.lookalikes_otherwise and announced.renews and not announced.empty
    assert {row["verdict"] for row in announced.lookalikes_otherwise} == {"unrelated"}
    page = shown(announced)
    assert f"set aside for other reasons: {len(announced.lookalikes_otherwise)} " in page and "in other words" in page
    assert "no difference" not in page
    assert again.reread(desk, LATER).generation == 2
    now = again.backtest(desk)[1]
    assert now.empty and not now.renews and shown(now).endswith("no difference")


def test_no_difference_is_said_only_where_no_generation_is_made(desk: Settings) -> None:
    """Alerts alone make none; and what came in before the day that was asked for still does."""
    alone = replace(
        again.backtest(desk)[1], alerts_lost=[{"document_id": "d", "title": "An alert", "channel": "alert"}]
    )
    assert shown(alone).endswith("reextract makes no generation")
    before = replace(alone, alerts_lost=[], renews=True)
    assert shown(before).endswith("but in what came in before: reextract makes a generation")


def test_what_cannot_be_read_again_stays_and_is_judged_against(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A raw page is gone: its recorded claims stand, at their place in time, and others are judged against them as before."""
    before, said = findings(desk), ask(desk, f"SELECT {SAID} FROM claims ORDER BY ALL")
    (lost,) = ask(
        desk,
        "SELECT a.document_id, a.sha256 FROM verdicts v JOIN articles a ON a.document_id = v.against_document_id "
        "WHERE v.verdict = 'contradicts' LIMIT 1",
    )
    (desk.raw_path / lost["sha256"][:2] / f"{lost['sha256']}.zst").unlink()
    newer(monkeypatch)
    assert again.backtest(desk)[1].findings_lost == [] == again.backtest(desk)[1].findings_added
    done = again.reread(desk, LATER)
    assert (done.pages, done.lost, done.documents, done.generation) == (5, 1, 4, 2)
    assert ask(desk, f"SELECT {SAID} FROM claims ORDER BY ALL") == said
    extractors = ask(desk, f"SELECT DISTINCT extractor FROM claims WHERE document_id = '{lost['document_id']}'")
    assert (
        extractors == [{"extractor": "pledgewatch-rules/2"}]
        and len(ask(desk, "SELECT DISTINCT extractor FROM claims")) == 2
    )
    against = "SELECT count(*) AS n FROM verdicts WHERE against_document_id = '" + lost["document_id"] + "'"
    assert ask(desk, against)[0]["n"] > 0
    own = ask(desk, "SELECT count(*) AS n FROM verdict_history WHERE known_until IS NOT NULL AND generation = 1 "
              f"AND document_id = '{lost['document_id']}' AND against_document_id <> document_id")[0]["n"]  # fmt: skip
    assert findings(desk).total() == before.total() - own, "a finding about what was replaced is history"


def test_a_process_that_dies_on_the_way_changes_nothing(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    newer(monkeypatch)
    before = ask(desk, "FROM claims ORDER BY claim_id")
    monkeypatch.setattr(generations, "own_version", lambda: (_ for _ in ()).throw(MemoryError("no room")))
    with pytest.raises(MemoryError):
        again.reread(desk, LATER)
    monkeypatch.undo()
    with Ledger.open(desk.ledger_path) as ledger:
        assert ledger._all("SELECT count(*) FROM generation_log") == [(1,)]
    assert ask(desk, "FROM claims ORDER BY claim_id") == before


def test_each_old_name_goes_to_one_matter() -> None:
    given = generations.identities
    assert given([("p1", "q1"), ("p2", "q2")], [], 2) == {"p1": "q1", "p2": "q2"}
    assert given([("p1", "q1"), ("p2", "q1")], [], 2) == {"p1": "q1", "p2": "p2"}, "parted: the first goes on"
    assert given([("p1", "q1"), ("p1", "q2")], [], 2) == {"p1": "q1"}, "joined: under the name of the first"
    assert given([("p1", "q2"), ("q2", None)], [], 3) == {"p1": "q2", "q2": "q2~3"}, "no name stands for two"
    assert given([("p1", "q2"), ("q2", "q2")], [], 3) == {"q2": "q2", "p1": "p1"}, "who has it keeps it"
    assert given([("p1", "q1")], ["q1"], 2) == {"q1": "q1", "p1": "p1"}, "what stands is not taken"


def test_another_desks_export_is_known_at_once_and_said_truly(
    desk: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import publishes; a second says what is new; a new generation is judged against it and leaves it as it is."""
    from flows.keeping import bundles

    bundles.export(desk, tmp_path / "out", ["records"], False)
    claims = len(ask(desk, "FROM claims"))
    sums = ask(desk, "FROM commitments_vs_deliveries ORDER BY ALL")
    first = bundles.import_bundle(desk, tmp_path / "out", "friends")
    assert f"{claims} claims of friends are new here:" in first and "import:friends in sources" in first
    assert len(ask(desk, "FROM reference_claims")) == claims == len(ask(desk, "FROM claims"))
    assert ask(desk, "FROM commitments_vs_deliveries ORDER BY ALL") == sums
    second = bundles.import_bundle(desk, tmp_path / "out", "friends")
    assert second.startswith("nothing new: all ") and f"{claims} claims of friends were known here already" in second
    newer(monkeypatch)
    done = again.reread(desk, LATER)
    assert (done.documents, done.lost, done.generation) == (5, 0, 2)
    assert len(ask(desk, "FROM reference_claims")) == claims == len(ask(desk, "FROM claims"))


def laid(folder: Path, *names: str) -> None:
    """Lay some of the seeds, as the manifest has them, into a folder that a desk watches."""
    folder.mkdir(exist_ok=True)
    entries = (SEEDS / "manifest.toml").read_text("utf-8").split("[[articles]]")[1:]
    wanted = [entry for entry in entries if any(name in entry for name in names)]
    with (folder / "manifest.toml").open("a", encoding="utf-8") as manifest:
        manifest.writelines(f"[[articles]]{entry}" for entry in wanted)
    for file in (file for name in names for file in SEEDS.glob(f"{name}*.txt")):
        shutil.copy(file, folder)


def close_together(folder: Path, now: dt.datetime) -> Settings:
    """A desk whose second pass, five minutes after the first, brought what was published before."""
    (folder / "pledgewatch.toml").write_text(SETTINGS.replace("{seeds}", str(folder / "in")), "utf-8")
    desk = load(folder / "pledgewatch.toml")
    laid(folder / "in", "000_", "002_")
    run_pass(desk, now)
    laid(folder / "in", "001_", "003_", "004_")
    run_pass(desk, now + dt.timedelta(minutes=5))
    return desk


def test_passes_close_together_are_played_one_by_one(tmp_path: Path) -> None:
    """What came later was judged against what was known by then, however early it was published and however short the pause."""
    desk = close_together(tmp_path, RUN_AT)
    against = ask(desk, "SELECT count(*) AS n FROM verdicts v JOIN claims n USING (claim_id) JOIN claims o ON o.claim_id = v.against_claim_id "
                  "WHERE n.published_at < o.published_at")  # fmt: skip
    assert against[0]["n"] > 0, "the second pass brought what is older"
    assert again.backtest(desk)[1].empty
    assert again.reread(desk, LATER).generation is None


def test_an_import_right_after_a_pass_is_played_after_it(tmp_path: Path) -> None:
    from flows.keeping import bundles

    now = dt.datetime.now(dt.UTC)
    friends, own = tmp_path / "friends", tmp_path / "own"
    friends.mkdir(), own.mkdir()
    laid(friends / "in", "000_", "002_")
    (friends / "pledgewatch.toml").write_text(SETTINGS.replace("{seeds}", str(friends / "in")), "utf-8")
    theirs = load(friends / "pledgewatch.toml")
    run_pass(theirs, now)
    bundles.export(theirs, tmp_path / "out", ["records"], False)
    laid(own / "in", "001_", "003_")
    (own / "pledgewatch.toml").write_text(SETTINGS.replace("{seeds}", str(own / "in")), "utf-8")
    desk = load(own / "pledgewatch.toml")
    run_pass(desk, now - dt.timedelta(minutes=1))
    bundles.import_bundle(desk, tmp_path / "out", "friends")
    laid(own / "in", "004_")
    run_pass(desk, now + dt.timedelta(minutes=1))
    with Ledger.open(desk.ledger_path, read_only=True) as ledger:
        assert [len(pages) for pages in ledger.runs_of_pages()] == [2, 2, 1]
    assert again.backtest(desk)[1].empty
    assert again.reread(desk, LATER).generation is None

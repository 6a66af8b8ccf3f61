"""Another desk's export, handed over once more after that desk has read its history again: one reading of each text holds here."""

from __future__ import annotations

import datetime as dt
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cookbook import SETTINGS
from flows.keeping import bundles
from flows.passes.pipeline import run_pass
from flows.settings import Settings, load
from goldledger import RUN_AT
from storage.lookups import rows

NEWER = "pledgewatch-rules/99"
SIDES = "SELECT document_id, segment, kind, anchor_start, anchor_end, low, unit FROM reference_claims ORDER BY ALL"


def desk_at(folder: Path, text: str) -> Settings:
    """A desk that has read one article of its own."""
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "one.txt").write_text(f"---\npublished: 2026-01-01\n---\n{text}\n", encoding="utf-8")
    (folder / "pledgewatch.toml").write_text(SETTINGS.replace("{seeds}", str(folder / "in")), "utf-8")
    desk = load(folder / "pledgewatch.toml")
    run_pass(desk, RUN_AT)
    return desk


@pytest.fixture
def desks(tmp_path: Path) -> tuple[Settings, Path]:
    """A desk, and what its friends have exported."""
    friends = desk_at(
        tmp_path / "friends", "Norway will give Kenya 7 million euros. Norway will give Peru 9 million euros."
    )
    bundles.export(friends, tmp_path / "out", ["records"], False)
    return desk_at(tmp_path / "own", "Germany will give Ghana 5 million euros."), tmp_path / "out"


def changed(bundle: Path, change: Any) -> None:
    """What ``change`` makes of the claims of an export, as that desk would write it."""
    file = bundle / "records" / "claims.jsonl"
    lines = [change(json.loads(line)) for line in file.read_text("utf-8").splitlines()]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines if line is not None), "utf-8")
    manifest = json.loads((bundle / "manifest.json").read_text("utf-8"))
    for entry in manifest["files"]:
        entry["sha256"] = sha256((bundle / entry["path"]).read_bytes()).hexdigest()
    (bundle / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def ask(desk: Settings, sql: str) -> list[dict[str, Any]]:
    return rows(desk.snapshot_path, sql)


def test_what_a_friend_read_word_for_word_as_before_is_known(desks: tuple[Settings, Path]) -> None:
    desk, bundle = desks
    bundles.import_bundle(desk, bundle, "friends")
    before = ask(desk, "FROM reference_claims ORDER BY claim_id")
    changed(bundle, lambda claim: claim | {"claim_id": f"{claim['claim_id']}~2"})
    assert bundles.import_bundle(desk, bundle, "friends").startswith("nothing new: all 1 articles and 2 claims")
    assert ask(desk, "FROM reference_claims ORDER BY claim_id") == before


@pytest.mark.parametrize("extractor", [NEWER, "pledgewatch-rules/0"])
def test_a_friends_new_reading_takes_the_place_of_its_old_one(desks: tuple[Settings, Path], extractor: str) -> None:
    """Whichever version was known here first; the old reading is history, and `as_of` gives it."""
    desk, bundle = desks
    changed(bundle, lambda claim: claim | {"extractor": NEWER})
    bundles.import_bundle(desk, bundle, "friends")
    old = ask(desk, "SELECT claim_id FROM reference_claims ORDER BY ALL")
    sums = ask(desk, "FROM by_actor ORDER BY ALL")

    def again(claim: dict[str, Any]) -> dict[str, Any]:
        more = 1 if claim["low"] == 7e6 else 0
        return claim | {
            "claim_id": f"again-{claim['claim_id']}",
            "low": claim["low"] + more,
            "high": claim["high"] + more,
            "extractor": extractor,
        }

    changed(bundle, again)
    said = bundles.import_bundle(desk, bundle, "friends")
    assert said.startswith("1 articles and 2 claims of friends are new here")
    assert [row["low"] for row in ask(desk, "SELECT low FROM reference_claims ORDER BY low")] == [7000001, 9000000]
    gone = ask(desk, "SELECT claim_id FROM claim_history WHERE known_until IS NOT NULL ORDER BY ALL")
    assert gone == old and ask(desk, "FROM by_actor ORDER BY ALL") == sums
    assert ask(desk, "SELECT claims FROM sources WHERE kind = 'import'") == [{"claims": 2}]
    assert bundles.import_bundle(desk, bundle, "friends").startswith("nothing new"), "the same once more"
    held = ask(desk, SIDES)
    changed(bundle, lambda claim: claim | {"claim_id": claim["claim_id"].removeprefix("again-"), "extractor": NEWER})
    assert bundles.import_bundle(desk, bundle, "friends").startswith("nothing new"), (
        "an older export brings nothing back"
    )
    assert ask(desk, SIDES) == held
    # the desk's own reading goes on under its own number
    (desk.sources[0].path / "two.txt").write_text(
        "---\npublished: 2026-01-02\n---\nFrance will give Mali 3 million euros.\n", "utf-8"
    )  # type: ignore[operator]
    run_pass(desk, RUN_AT + dt.timedelta(days=1))
    assert len(ask(desk, "SELECT DISTINCT generation FROM claims")) == 1


def test_what_a_friend_no_longer_reads_does_not_hold_here(desks: tuple[Settings, Path]) -> None:
    desk, bundle = desks
    bundles.import_bundle(desk, bundle, "friends")
    changed(bundle, lambda claim: None)
    bundles.import_bundle(desk, bundle, "friends")
    assert ask(desk, "FROM reference_claims") == [] and len(ask(desk, "FROM claim_history")) == 3


def test_more_claims_of_a_reading_come_beside_those_that_are_known(
    desks: tuple[Settings, Path], tmp_path: Path
) -> None:
    desk, bundle = desks
    whole = (bundle / "records" / "claims.jsonl").read_text("utf-8").splitlines()
    changed(bundle, lambda claim: claim if claim["low"] == 7e6 else None)
    bundles.import_bundle(desk, bundle, "friends")
    (bundle / "records" / "claims.jsonl").write_text("\n".join(whole) + "\n", "utf-8")
    changed(bundle, lambda claim: claim)
    bundles.import_bundle(desk, bundle, "friends")
    assert [row["low"] for row in ask(desk, "SELECT low FROM reference_claims ORDER BY low")] == [7e6, 9e6]

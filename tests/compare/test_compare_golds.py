"""Gold claims as input: what the comparison concludes when reading was perfect."""

from __future__ import annotations

import pytest

from compare_golds import GOLDS, read
from extractors.model import Verdict
from given import judged, verdicts


def told(folder: str) -> list[Verdict]:
    return verdicts(judged(folder))


def share(folder: str) -> tuple[float, float]:
    """Recall and precision of contradictions, by later claim."""
    gold = [r for r in read(GOLDS / folder / "verdicts.jsonl") if r["verdict"] in ("contradicts", "inconsistent")]
    wanted = {i for r in gold if not r.get("optional") for i in r["claim_ids"]}
    allowed = {i for r in gold for i in (*r["claim_ids"], *(r.get("against_ids") or ()))}
    lines = [v for v in told(folder) if v.verdict in ("contradicts", "inconsistent")]
    found = {v.claim_id for v in lines if v.channel != "silent" or v.claim_id in allowed}
    rows = [r for r in gold if not r.get("optional")]
    hit = [r for r in rows if found & {*r["claim_ids"], *(r.get("against_ids") or ())}]
    assert wanted
    return len(hit) / len(rows), len(found & allowed) / max(len(found), 1)


def test_seeds_one_conflict_with_both_currencies_and_both_speakers() -> None:
    lines = [v for v in told("seeds") if v.document_id.startswith("002") and v.verdict == "contradicts"]
    assert len({v.event_id for v in lines}) == 1
    dimensions = {(v.claim_id, d) for v in lines for d in v.dimension}
    assert {
        ("C002-04", "currency"),
        ("C002-04", "speaker"),
        ("C002-05", "currency"),
        ("C002-06", "currency"),
    } <= dimensions
    assert all(v.against is not None and v.against.document_id.startswith("001") for v in lines)


def test_seeds_forty_billion_a_year_beside_fifteen_stays_silent() -> None:
    loud = [v for v in told("seeds") if v.channel != "silent" and v.against is not None]
    assert not [
        v for v in loud if {v.claim_id, v.against.claim_id if v.against else ""} & {"C004-02", "C004-04", "C004-13"}
    ]


#: folder -> least recall and precision of contradictions where reading was perfect
FLOORS = {
    "seeds": (0.95, 0.95), "dev": (0.95, 0.95), "dev2": (0.8, 0.9), "dev3": (0.9, 0.9), "dev4": (0.5, 0.9), "dev5": (0.9, 0.85), "dev6": (0.95, 0.95),
    "pairs": (0.95, 0.95), "pairs2": (0.9, 0.95), "pairs3": (0.95, 0.95), "pairs4": (0.95, 0.95), "pairs5": (0.95, 0.95),
    "pairs6": (0.95, 0.95),
}  # fmt: skip


@pytest.mark.parametrize("folder", FLOORS)
def test_floors(folder: str) -> None:
    recall, precision = share(folder)
    assert recall >= FLOORS[folder][0] and precision >= FLOORS[folder][1], (folder, recall, precision)


def test_traps_never_alert() -> None:
    for folder in ("seeds", "pairs", "pairs2", "quiet", "quiet2"):
        traps = {
            i
            for r in read(GOLDS / folder / "verdicts.jsonl")
            if r["hard_negative"]
            and r["channel"] == "silent"
            and not r.get("against_ids")
            and not r.get("trap_dimensions")
            for i in r["claim_ids"]
        }
        assert not [v for v in told(folder) if v.channel == "alert" and v.claim_id in traps], folder


def test_quiet_is_quiet() -> None:
    assert not [v for folder in ("quiet", "quiet2", "quiet3") for v in told(folder) if v.channel != "silent"]

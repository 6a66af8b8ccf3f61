"""Which priors a claim is held against when many share its keys."""

from __future__ import annotations

from flows.compare.candidates import ALIKE, CANDIDATES, Index
from storage.rows import Said

KEYS = ("ps|norland|bridge", "pn|norland|4e+09", "pr|norland|sudland", "pd|norland|1", "tw|haven|1")


def said(low: float, actor: str = "Norland", speaker: str | None = None) -> Said:
    return actor, speaker, low, "EUR", None, "pledged", None


def index(*claims: tuple[str, Said | None, tuple[str, ...]]) -> Index:
    """Claims of one day each, in this order, each in an article of its own."""
    found = Index()
    for n, (name, what, keys) in enumerate(claims):
        found.add((f"2026-01-{n // 24 + 1:02d}T{n % 24:02d}", name), (f"doc-{name}", 0), what, keys)
    return found


def candidates(found: Index) -> list[str]:
    return found.candidates(KEYS, ("own", 0))


def test_what_one_outlet_told_otherwise_is_not_pushed_out_by_a_story_that_everybody_printed() -> None:
    story = [(f"copy-{n:02d}", said(4e9), KEYS) for n in range(60)]
    found = candidates(index(("otherwise", said(5e9), KEYS[:1] + KEYS[2:]), *story))
    assert found == ["otherwise", *(f"copy-{n}" for n in range(60 - ALIKE, 60))]


def test_who_says_it_and_who_pays_make_it_another_thing() -> None:
    told = [said(4e9), said(4e9, "Sudland"), said(4e9, speaker="Jo Vale"), said(4e9, speaker="Ada Roe")]
    found = candidates(index(*((f"{what}-{n}", told[what], KEYS) for what in range(4) for n in range(9))))
    assert found == [f"{what}-{n}" for what in range(4) for n in range(9 - ALIKE, 9)]


def test_claims_without_a_number_all_count() -> None:
    found = candidates(index(*((f"c{n}", None, KEYS) for n in range(9))))
    assert found == [f"c{n}" for n in range(9)]


def test_of_too_many_those_that_share_most_stay_the_latest_first_among_equals() -> None:
    many = [(f"far-{n:02d}", said(n), KEYS[3:]) for n in range(CANDIDATES)]
    near = [(f"near-{n:02d}", said(100 + n), KEYS) for n in range(CANDIDATES - 2)]
    found = candidates(index(*near, *many))
    assert found == [*(name for name, *_ in near), *(name for name, *_ in many[-2:])]


def test_a_full_list_leaves_out_who_shares_one_key_of_who_and_when() -> None:
    near = [(f"near-{n:02d}", said(n), KEYS) for n in range(4)]
    loose = [(f"loose-{n:02d}", said(n), KEYS[3:4]) for n in range(CANDIDATES)]
    assert candidates(index(*near, *loose)) == [name for name, *_ in near]
    assert len(candidates(index(*near, *loose[:3]))) == 7


def test_the_claims_of_its_own_article_are_none() -> None:
    found = index(("a", said(1), KEYS), ("b", said(2), KEYS))
    assert found.candidates(KEYS, ("doc-a", 0)) == ["b"]

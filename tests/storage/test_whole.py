"""A small file is replaced in one step, or stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.whole import write_whole


@pytest.mark.parametrize("sync", [False, True])
def test_it_is_there_readable_and_alone(tmp_path: Path, sync: bool) -> None:
    place = tmp_path / "new" / "heartbeat.json"
    for content in (b"first", b"second, longer"):
        write_whole(place, content, sync)
        assert place.read_bytes() == content
    assert [p.name for p in place.parent.iterdir()] == ["heartbeat.json"]
    assert place.stat().st_mode & 0o777 == 0o644


def test_what_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    taken = tmp_path / "flows.json"
    (taken / "inside").mkdir(parents=True)  # a file cannot replace a folder
    with pytest.raises(OSError):
        write_whole(taken, b"{}")
    assert [p.name for p in tmp_path.iterdir()] == ["flows.json"]

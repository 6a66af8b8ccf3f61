"""Raw pages: what was put in comes out, by its own name only, checked."""

from __future__ import annotations

import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.errors import LedgerDamaged, LedgerMissing, LedgerUnwritable
from storage.raw import RawStore


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=3000))
def test_any_bytes_come_back(tmp_path: Path, body: bytes) -> None:
    store = RawStore(tmp_path)
    name = store.put(body)
    assert name == sha256(body).hexdigest() and store.put(body) == name
    assert store.get(name) == body and store.has(name) and name in store


def test_text_is_stored_small(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    name = store.put(b"<p>the same words again and again</p>" * 3000)
    assert store.path(name).stat().st_size < 1000


@pytest.mark.parametrize(
    "name", ["", "x", "../../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n", "/" * 64]
)
def test_only_hashes_are_names(tmp_path: Path, name: str) -> None:
    for action in (RawStore(tmp_path).get, RawStore(tmp_path).path, RawStore(tmp_path).has):
        with pytest.raises(ValueError, match="no SHA-256"):
            action(name)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    with pytest.raises(LedgerMissing, match="never kept"):
        store.get("0" * 64)
    assert not store.has("0" * 64) and list(store) == []


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-5], lambda b: b"nonsense", lambda b: b"", lambda b: b[:20] + b"\0" + b[21:]]
)
def test_damage_is_noticed(tmp_path: Path, damage: object) -> None:
    store = RawStore(tmp_path)
    name = store.put(os.urandom(500))
    file = store.path(name)
    file.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    with pytest.raises(LedgerDamaged, match="backup"):
        store.get(name)


def test_another_page_under_the_name_is_noticed(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    one, two = store.put(b"one"), store.put(b"two")
    store.path(one).write_bytes(store.path(two).read_bytes())
    with pytest.raises(LedgerDamaged, match="do not match its name"):
        store.get(one)


def test_many_writers_of_one_page_agree(tmp_path: Path) -> None:
    store, body = RawStore(tmp_path), os.urandom(200_000)
    threads = [threading.Thread(target=store.put, args=(body,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(store) == [sha256(body).hexdigest()] and store.get(*store) == body and store.sweep() == 0


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    name = store.put(b"whole")
    (store.path(name).parent / ".part-abc").write_bytes(b"half")
    assert store.sweep() == 1 and list(store) == [name]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file")
    with pytest.raises(LedgerUnwritable, match="cannot be written"):
        RawStore(tmp_path / "raw").put(b"x")

"""Raw pages in an S3-compatible store: a real server on loopback that speaks S3, through the library that users have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from storage.errors import LedgerDamaged, LedgerMissing, LedgerUnwritable
from storage.objects import ObjectStore, raw_store
from storage.raw import RawStore

BODIES = (b"", b"one page", b"\x00\xff" * 40_000, "ein Blatt, größer".encode())


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of an empty bucket on a server of its own; its credentials are in the environment, as a user's would be."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "desk", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        }.items():  # fmt: skip
            patch.setenv(name, value)
        import s3fs

        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem().mkdir("pages")
        yield "s3://pages/raw"
        s3fs.S3FileSystem.clear_instance_cache()
    running.stop()


def test_pages_come_back_as_they_were(bucket: str) -> None:
    store = raw_store(bucket)
    assert isinstance(store, ObjectStore) and list(store) == []
    kept = [store.put(body) for body in BODIES]
    assert kept == [sha256(body).hexdigest() for body in BODIES]
    assert [store.put(body) for body in BODIES] == kept
    # another process sees them
    again = ObjectStore(bucket + "/")
    assert [again.get(digest) for digest in kept] == list(BODIES)
    assert sorted(again) == sorted(kept)
    assert again.has(kept[0]) and not again.has("0" * 64)
    assert again.sweep() == 0


def test_what_is_missing_damaged_or_misnamed_is_said(bucket: str) -> None:
    store = ObjectStore(bucket)
    digest = store.put(b"to be damaged")
    with pytest.raises(LedgerMissing, match=r"is not at s3://pages/raw"):
        store.get("1" * 64)
    store._files.pipe_file(store.name(digest), b"no zstd")
    with pytest.raises(LedgerDamaged, match=rf"s3://pages/raw/{digest[:2]}/{digest}\.zst is damaged"):
        store.get(digest)
    with pytest.raises(ValueError, match="no SHA-256"):
        store.get("../../etc/passwd")


def test_a_bucket_that_is_not_there_is_named(bucket: str) -> None:
    with pytest.raises(LedgerUnwritable, match="cannot be kept at s3://elsewhere"):
        ObjectStore("s3://elsewhere").put(b"page")


def test_an_address_that_nobody_knows_says_what_to_install() -> None:
    with pytest.raises(LedgerUnwritable, match=r"pledgewatch\[s3\]"):
        raw_store("nosuch://place")


def test_a_folder_stays_a_folder(tmp_path: Path) -> None:
    assert type(raw_store(tmp_path)) is RawStore
    assert type(raw_store(str(tmp_path))) is RawStore


def test_a_desk_with_its_pages_in_the_store_reads_them_again(bucket: str, tmp_path: Path) -> None:
    from flows.keeping import doctor
    from flows.keeping.reread import reread
    from flows.passes.pipeline import run_pass
    from flows.settings import load

    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "one.txt").write_text(
        "Latvia will give Ukraine 30 million euros for drones this year, the defence minister said on Tuesday.\n"
        "The money comes from the ministry's own budget, and the first part is to be paid in spring.\n"
    )
    (tmp_path / "pledgewatch.toml").write_text(
        f'[paths]\nraw = "{bucket}-desk"\n[[sources]]\nname = "texts"\nkind = "folder"\npath = "texts"\n'
    )
    settings = load(tmp_path)
    now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert run_pass(settings, now).recorded.claims >= 1
    assert len(list(raw_store(settings.raw_address))) == 1
    assert not settings.raw_path.exists()
    assert {c.name: c.status for c in doctor(settings)}["raw pages"] == "ok"
    assert reread(settings, now + dt.timedelta(hours=1)).lost == 0

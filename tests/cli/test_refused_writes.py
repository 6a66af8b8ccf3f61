"""Files that the system refuses: a limit of the process, a full disk, a read-only one. What is told names the file and what helps; nothing committed is lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from commands import BLOCK, SETTINGS, run
from storage import refusals


def last(done: subprocess.CompletedProcess[str]) -> str:
    """What a command that failed says at its end."""
    assert done.returncode == 1, (done.stdout, done.stderr)
    return done.stderr.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = tmp_path_factory.mktemp("made")
    (desk / "pledgewatch.toml").write_text(SETTINGS, encoding="utf-8")
    assert run(desk, "run").returncode == 0
    return desk


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "desk", symlinks=True))


Mount = Callable[..., Path]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mounts what is given at a folder, where this user may; else the test is left out."""
    mounted = []

    def mounts(*options: str, what: str = "tmpfs") -> Path:
        folder = tmp_path / f"mounted{len(mounted)}"
        folder.mkdir()
        try:
            tried = subprocess.run(["mount", *options, what, str(folder)], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pytest.skip("there is no mount here")
        if tried.returncode:
            pytest.skip("only who may mount can have a disk of a size")
        mounted.append(folder)
        return folder

    yield mounts
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=False)


@pytest.fixture
def frozen(desk: Path, mount: Mount) -> Path:
    """A desk that is mounted read-only."""
    folder = mount("--bind", what=str(desk))
    done = subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("a folder cannot be made read-only here")
    return folder


def held(desk: Path) -> tuple[int, ...]:
    counts = (
        "SELECT (SELECT count(*) FROM article_log), (SELECT count(*) FROM claim_log), (SELECT count(*) FROM alert_log)"
    )
    with closing(duckdb.connect(str(desk / "data/ledger/ledger.duckdb"), read_only=True)) as ledger:
        return tuple(ledger.execute(counts).fetchall()[0])


@pytest.mark.parametrize("blocks", [4, 50, 200, 1000, 8000, 12400])
def test_a_first_pass_under_a_limit_names_what_it_wrote_and_the_limit(tmp_path: Path, made: Path, blocks: int) -> None:
    (tmp_path / "pledgewatch.toml").write_text(SETTINGS, encoding="utf-8")
    said = last(run(tmp_path, "run", blocks=blocks))
    assert "/" in said and "File too large" in said and f"{blocks * BLOCK:,} bytes" in said, said
    assert "ulimit -f" in said and "free some space" not in said and "/." not in said, said
    again = run(tmp_path, "run")
    assert again.returncode == 0, again.stderr
    assert held(tmp_path) == held(made), "the next pass completes what this one began"


@pytest.mark.parametrize("blocks", [4, 1000])
def test_a_later_pass_under_a_limit_loses_nothing_that_was_committed(desk: Path, made: Path, blocks: int) -> None:
    said = last(run(desk, "run", blocks=blocks))
    assert "ledger.duckdb" in said and f"{blocks * BLOCK:,} bytes" in said and "ulimit -f" in said, said
    assert "free some space" not in said, said
    assert held(desk) == held(made)
    assert run(desk, "sql", "SELECT count(*) FROM claims").returncode == 0, "the copy published before"
    assert run(desk, "run").returncode == 0 and held(desk) == held(made)


def test_a_full_disk_is_named_by_the_file_that_was_asked_for(desk: Path, mount: Mount) -> None:
    full = mount("-t", "tmpfs", "-o", "size=64k")
    (full / "much").write_bytes(bytes(60_000))
    for name in ("o.csv", "o.jsonl", "o.parquet"):
        said = last(run(desk, "sql", "-o", str(full / name), "FROM claims"))
        assert f"{full / name} cannot be written (No space left on device)" in said and "free some space" in said, said
    for words in (("export", str(full / "given")), ("backup", str(full / "kept.tar"))):
        said = last(run(desk, *words))
        assert words[1] in said and "free some space" in said, said
    assert [path.name for path in full.iterdir()] == ["much"]
    with (full / "piped").open("w") as out:
        said = last(run(desk, "sql", "--format", "json", "FROM claims", out=out))
    assert "free some space" in said and "No space left on device" in said, said


def test_a_folder_that_is_not_there_is_named_and_not_the_hidden_file_in_it(desk: Path) -> None:
    said = last(run(desk, "sql", "-o", str(desk / "nowhere/x.csv"), "FROM claims"))
    assert f"{desk}/nowhere/x.csv: No such file or directory" in said, said
    assert f"there is no folder {desk}/nowhere: make it" in said and "/.x.csv" not in said, said


@pytest.mark.parametrize(
    "words",
    [
        ("run",), ("reextract",), ("maintain",), ("publish",), ("backup",), ("backup", "kept.tar"), ("export", "given"),
        ("mute", "source:seeds"), ("alerts", "retry"), ("sql", "-o", "o.csv", "FROM claims"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_read_only_desk_is_said_to_be_one_and_no_space_is_asked_for(frozen: Path, words: tuple[str, ...]) -> None:
    said = last(run(frozen, *words))
    assert str(frozen) in said or words[-1] in said or words[1] in said, said
    assert "Read-only file system" in said and "mounted read-only: mount it for writing" in said, said
    assert f"user {refusals.user()}" in said and "free some space" not in said and "/." not in said, said


def test_doctor_tries_whether_the_data_folder_can_be_written(frozen: Path, desk: Path) -> None:
    whole = run(desk, "doctor")
    assert whole.returncode == 0 and "fail" not in whole.stdout, whole.stdout
    for words in (("doctor",), ("doctor", "--quick")):
        done = run(frozen, *words)
        [bad] = [line for line in done.stdout.split("\nok") if "fail" in line]
        said = " ".join(bad.split())
        assert done.returncode == 1 and f"{frozen}/data" in said and "mounted read-only" in said, said
        assert f"user {refusals.user()}" in said, said


@pytest.mark.parametrize(
    ("number", "helps"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "quota"),
        (errno.EFBIG, "its file system takes no file of that size"),
        (errno.EROFS, "mount it for writing"),
        (errno.EACCES, "change its owner or permissions"),
    ],
)
def test_each_reason_has_its_own_remedy(tmp_path: Path, number: int, helps: str) -> None:
    problem = OSError(number, os.strerror(number), str(tmp_path / "x"))
    said = refusals.sentence(problem)
    assert str(tmp_path / "x") in said and os.strerror(number) in said and helps in said, said
    assert ("free some space" in said) == (number in (errno.ENOSPC, errno.EDQUOT)), said
    assert helps in refusals.remedy(number, tmp_path / "x") or number == errno.EACCES


def test_of_a_copy_the_file_that_is_written_is_named(tmp_path: Path) -> None:
    problem = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "from"), None, str(tmp_path / "to"))
    assert refusals.sentence(problem).startswith(f"{tmp_path / 'to'} cannot be written")

"""What is built holds no secret of the folder it is built in: the build's context by .dockerignore, the wheel by its own list of files."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
CANARY = "canary-31f7-of-the-database"
#: where an operator may have put secrets
SECRETS = (
    "deploy/.env", "deploy/.env.production", "deploy/secrets.env", "deploy/server.env", "deploy/systemd/.env", ".env", "secrets.env", "flows/.env", "seeds/.env", "storage/secrets.env",
)  # fmt: skip


def copied() -> list[str]:
    """What the Dockerfile copies from its context."""
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    return [word for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.M) for word in line.split()[:-1]]


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a file out of the build, as Docker reads it: the last pattern that fits the file or a folder of it."""
    places = [PurePosixPath(path), *PurePosixPath(path).parents][:-1]
    out = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        if pattern.startswith("**/"):
            fits = any(fnmatchcase(part, pattern[3:]) for place in places for part in place.parts)
        else:
            fits = any(
                len(place.parts) == pattern.count("/") + 1 and fnmatchcase(str(place), pattern) for place in places
            )
        if fits:
            out = not line.startswith("!")
    return out


@pytest.mark.parametrize("path", SECRETS)
def test_no_secret_reaches_the_build(path: str) -> None:
    assert ignored(path)


def test_what_the_image_is_made_of_reaches_the_build_and_nothing_beside_it() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    ).stdout.splitlines() or [str(f.relative_to(ROOT)) for f in (ROOT / "flows").rglob("*.py")]
    wanted = copied()
    for path in tracked:
        inside = any(path == word or path.startswith(f"{word}/") for word in wanted)
        assert ignored(path) is not inside, path
    for path in ("data/ledger/ledger.duckdb", ".git/config", ".venv/bin/python", "tests/conftest.py"):
        assert ignored(path), path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a copy of the tree with secrets in it, built as the Dockerfile builds it, and as if there were no .dockerignore."""
    folder = tmp_path_factory.mktemp("build")
    tree = folder / "src"
    tree.mkdir()
    for word in copied():
        if (ROOT / word).is_dir():
            shutil.copytree(ROOT / word, tree / word, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / word, tree / word)
    for path in SECRETS:
        (tree / path).write_text(f"PREFECT_DATABASE_PASSWORD={CANARY}\n", encoding="utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "-q", "-w", str(folder)],
        cwd=tree, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    (found,) = folder.glob("pledgewatch-*.whl")
    return found


def test_the_wheel_holds_no_secret(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if CANARY.encode() in archive.read(name)] == []


def test_the_wheel_holds_every_file_that_is_shipped(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    deploy = {
        str(f.relative_to(ROOT))
        for f in (ROOT / "deploy").rglob("*")
        if f.is_file() and f.suffix != ".env" and f.name != ".env"
    }
    assert {name.removeprefix("flows/shipped/") for name in names if "/shipped/deploy/" in name} == deploy
    seeds = {f"flows/shipped/{f.relative_to(ROOT)}" for f in (ROOT / "seeds").iterdir()}
    assert {name for name in names if "/shipped/seeds/" in name} == seeds and "flows/shipped/pledgewatch.toml" in names
    assert any(name.startswith("extractors/lexicon/") for name in names) and "storage/ledger.py" in names

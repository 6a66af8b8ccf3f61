"""Whole blocks of the documentation that need a feed, a checkout or a cluster: carried out word for word with those of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from storage.lookups import rows
from units import free_port

ROOT = Path(__file__).parents[2]
SERVES = "python3 -m http.server 8000 --bind 127.0.0.1"


def blocks(page: str, begins: str, ends: str) -> list[str]:
    """The shell blocks of a page between two of its phrases."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    start = text.index(begins)
    return re.findall(r"```sh\n(.*?)```", text[start : text.index(ends, start)], re.S)


def given(script: str, folder: Path, programs: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A block as a shell gives it that stops at the first line that fails."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT", "GIT_"))}
    env |= {"PATH": f"{programs}:{env['PATH']}"} | more
    done = subprocess.run(
        ["sh", "-euc", script], cwd=folder, env=env, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, script + done.stdout + done.stderr
    return done


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for the PATH with our command, and a make that does nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, line in (("pledgewatch", f'exec {sys.executable} -m flows.cli "$@"'), ("make", "exit 0")):
        (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


class Quiet(SimpleHTTPRequestHandler):
    """What the documented server does, without a line for each page."""

    def log_message(self, *words: object) -> None:
        """Nothing."""


def test_the_feed_of_your_own_is_read_and_told(tmp_path: Path, programs: Path) -> None:
    makes, reads = blocks(
        "first-hour.md", "**Five minutes: try it with a page of your own.**", "**Ten minutes: be told.**"
    )
    assert makes.rstrip().endswith(SERVES)
    given("pledgewatch init desk", tmp_path, programs)
    desk = tmp_path / "desk"
    file = desk / "pledgewatch.toml"
    settings = file.read_text(encoding="utf-8").split("# Public feeds", 1)[0]
    assert "\n[fetch]\n" in settings  # "below the line [fetch]"
    file.write_text(settings.replace("\n[fetch]\n", "\n[fetch]\nallow_private_networks = true\n"), encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(desk / "own"))) as server:
        here = f"127.0.0.1:{server.server_port}"
        given(makes.replace(SERVES, "").replace("127.0.0.1:8000", here), desk, programs)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            told = given(reads.replace("127.0.0.1:8000", here), desk, programs).stdout
        finally:
            server.shutdown()
            thread.join()
    assert "Denmark will give Ukraine 1.5 billion kroner" in " ".join(told.split()), told
    assert "by 31 December 2027" in told, told


def checkout(folder: Path) -> tuple[Path, Path]:
    """A desk in a clone, and where the clone comes from."""
    origin, clone = folder / "origin", folder / "clone"
    origin.mkdir()
    for name in ("pledgewatch.toml", ".gitignore"):
        shutil.copy(ROOT / name, origin)
    shutil.copytree(ROOT / "seeds", origin / "seeds")
    who = "git config user.name desk && git config user.email desk@example.org"
    script = (
        f"git init -q . && {who} && git add -A && git commit -qm one && git clone -q . ../clone && cd ../clone && {who}"
    )
    subprocess.run(["sh", "-euc", script], cwd=origin, check=True, timeout=60)
    return origin, clone


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_the_laptops_upgrade_and_move_keep_a_desk(tmp_path: Path, programs: Path) -> None:
    pulled, stashed, moved = blocks("upgrading.md", "## On a laptop", "## On a server")
    origin, clone = checkout(tmp_path)
    file = clone / "pledgewatch.toml"
    file.write_text(file.read_text(encoding="utf-8").split("# Public feeds", 1)[0] + "# mine\n", encoding="utf-8")
    given("pledgewatch run --quiet", clone, programs)
    (clone / "secrets").mkdir()
    (clone / "secrets" / "mail.url").write_text("secret", encoding="utf-8")
    with (origin / "pledgewatch.toml").open(encoding="utf-8") as shipped:
        text = shipped.read()
    (origin / "pledgewatch.toml").write_text(f"# a newer one\n{text}", encoding="utf-8")
    subprocess.run(["git", "commit", "-qam", "two"], cwd=origin, check=True, timeout=60)
    given(stashed, clone, programs)
    both = file.read_text(encoding="utf-8")
    assert both.startswith("# a newer one\n") and both.endswith("# mine\n")
    before = rows(clone / "data" / "pledgewatch.duckdb", "SELECT count(*) AS n FROM claims")
    given(moved.replace("DIR", str(tmp_path / "apart")), clone, programs)
    apart = tmp_path / "apart"
    assert (apart / "pledgewatch.toml").read_text(encoding="utf-8") == both
    assert (apart / "secrets" / "mail.url").is_file()
    assert before[0]["n"] > 0
    assert rows(apart / "data" / "pledgewatch.duckdb", "SELECT count(*) AS n FROM claims") == before
    again = given("pledgewatch run", apart, programs).stdout
    assert "nothing new" in again, again
    given(pulled, clone, programs)  # the shipped settings again: nothing to merge
    assert not subprocess.run(["git", "diff", "--quiet"], cwd=clone, check=False, timeout=60).returncode


@pytest.mark.skipif(
    shutil.which("dask") is None and not (Path(sys.prefix) / "bin" / "dask").exists(),
    reason="the extra dask is not installed",
)
def test_the_dask_lines_make_a_cluster_that_reads(tmp_path: Path, programs: Path) -> None:
    (block,) = [b for b in blocks("scaling.md", "**4. A machine that reads** (Dask).", "In containers") if "dask" in b]
    address = f"127.0.0.1:{free_port()}"
    host, port = address.split(":")
    lines = block.replace("10.0.0.1:8786", address).replace(
        "--host 10.0.0.1 --port 8786", f"--host {host} --port {port}"
    )
    # another machine's port of the diagnosis page is taken by whatever runs beside the tests
    scheduler, worker = (f"{line} --no-dashboard" for line in lines.splitlines())
    assert address in worker and port in scheduler
    (tmp_path / ".venv").symlink_to(sys.prefix)
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "one.txt").write_text("Latvia will give Ukraine 30 million euros for drones this year, it said.\n")
    (tmp_path / "pledgewatch.toml").write_text(
        f'[read]\ndask = "tcp://{address}"\n[log]\nlevel = "info"\n'
        '[[sources]]\nname = "texts"\nkind = "folder"\npath = "texts"\n',
        encoding="utf-8",
    )
    children: list[subprocess.Popen[bytes]] = []
    logs = tmp_path / "dask.log"
    try:
        with logs.open("wb") as log:
            for line in (scheduler, worker):
                children.append(subprocess.Popen(["sh", "-c", f"exec {line}"], cwd=tmp_path, stdout=log, stderr=log))
        from distributed import Client

        with Client(f"tcp://{address}", timeout=120) as client:
            client.wait_for_workers(2, timeout=120)
            told = given("pledgewatch run --here", tmp_path, programs)
        assert "1 new article" in told.stdout
        assert "no Dask scheduler" not in told.stderr + told.stdout, told.stderr
    finally:
        for child in reversed(children):
            child.terminate()
            child.wait(60)

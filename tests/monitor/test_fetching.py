"""Fetching by two workers of a pool: each takes one host's group, and the pass goes on with what both brought."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.fetching import name_of, said
from prefect_desk import ask, environment, until
from website import Entry, Site

ROOT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect"]
COMMAND = [sys.executable, "-m", "flows.cli", "run", "--settings"]

LATVIA = (
    "Latvia will give Ukraine 30 million euros for drones this year, the defence minister said on Tuesday.",
    "The money comes from the ministry's own budget, and the first part is to be paid in spring, she said in Riga.",
)
ESTONIA = (
    "Estonia pledged 12 million euros in ammunition for Ukraine, the government in Tallinn said on Tuesday.",
    "The shells are to be delivered before the end of the year, and more may follow in the next budget.",
)


def outlet(site: Site, title: str, paragraphs: tuple[str, ...]) -> str:
    site.article("/story.html", title, paragraphs, published="2026-03-03T08:00:00Z")
    site.feed("/news.xml", [Entry(title, "/story.html")])
    return site.url("/news.xml")


def settings(folder: Path, workers: str, *feeds: str) -> Path:
    text = "[fetch]\nallow_private_networks = true\nper_host_seconds = 0\nrobots = false\nshards = 2\n"
    text += f'workers = "{workers}"\n'
    for number, feed in enumerate(feeds):
        text += f'[[sources]]\nname = "outlet{number}"\nurl = "{feed}"\n'
    file = folder / "pledgewatch.toml"
    file.write_text(text, encoding="utf-8")
    return file


@contextmanager
def worker(name: str, folder: Path, env: dict[str, str]) -> Iterator[None]:
    """A worker that takes one run at a time."""
    command = [
        *PREFECT,
        "worker",
        "start",
        "--pool",
        "pledgewatch",
        "--type",
        "process",
        "--name",
        name,
        "--limit",
        "1",
    ]
    with (folder / f"{name}.log").open("wb") as log:
        child = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log)
    try:
        yield
    finally:
        child.kill()
        child.wait()


@pytest.mark.drill
def test_two_workers_fetch_a_host_each(api: str, tmp_path: Path) -> None:
    with Site() as one, Site(host="127.0.0.2") as other:
        feeds = (outlet(one, "Drones", LATVIA), outlet(other, "Shells", ESTONIA))
        file = settings(tmp_path, "fetch/fetch", *feeds)
        env = environment(api, tmp_path / "home") | {"PLEDGEWATCH_SETTINGS": str(file)}
        pool = [*PREFECT, "work-pool", "create", "pledgewatch", "--type", "process", "--overwrite"]
        subprocess.run(pool, env=env, capture_output=True, timeout=240, check=True)
        deploy = [*PREFECT, "--no-prompt", "deploy", "--name", "fetch", "--prefect-file"]
        made = subprocess.run(
            [*deploy, str(ROOT / "deploy" / "prefect.yaml")],
            env=env, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stdout + made.stderr
        with worker("left", tmp_path, env), worker("right", tmp_path, env):
            until(lambda: len(ask_workers(api)) >= 2)
            done = subprocess.run(
                [*COMMAND, str(file)], env=env, capture_output=True, text=True, timeout=500, check=False
            )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "2 new articles" in done.stdout and "no worker" not in done.stderr, done.stderr
        fetched = [r for r in ask(api, "flow_runs", flows={"name": {"any_": ["fetch"]}}) if r["state"]]
        assert [r["state"]["message"] for r in fetched] == ["1 source asked, 1 page"] * 2
        # two groups of one pass do not read alike
        assert len({r["name"] for r in fetched}) == 2 and len({r["name"].split(",")[0] for r in fetched}) == 1, fetched
        logs = [(tmp_path / f"{name}.log").read_text() for name in ("left", "right")]
        assert all("1 source asked" in log for log in logs), logs
        assert not list((tmp_path / "data" / "raw" / "exchange").iterdir())
        # a deployment that is nowhere costs nothing but a warning
        (tmp_path / "data2").mkdir()
        nowhere = settings(tmp_path / "data2", "fetch/nowhere", *feeds)
        alone = subprocess.run(
            [*COMMAND, str(nowhere)], env=env, capture_output=True, text=True, timeout=240, check=False
        )
        assert alone.returncode == 0 and "2 new articles" in alone.stdout, alone.stdout + alone.stderr
        assert "no worker of fetch/nowhere" in alone.stderr


@pytest.mark.parametrize(
    ("order", "name"),
    [
        ("20260302T120000-0af3c1d2e4", "fetch of 2026-03-02 12:00:00, group 0af3"),
        ("20260302T120000-ffff", "fetch of 2026-03-02 12:00:00, group ffff"),
        ("", "fetch "),
        ("by hand", "fetch by hand"),
        ("20261399T000000-0af3", "fetch 20261399T000000-0af3"),
    ],
)
def test_a_group_is_named_by_its_pass_and_its_number(order: str, name: str) -> None:
    assert name_of(order) == name


@pytest.mark.parametrize(("many", "words"), [((1, 1), "1 source asked, 1 page"), ((2, 0), "2 sources asked, 0 pages")])
def test_what_came_of_a_group_is_said_in_words(many: tuple[int, int], words: str) -> None:
    assert said(*many) == words


def ask_workers(api: str) -> list[object]:
    """The workers that have reported to the pool."""
    return list(ask(api, "work_pools/pledgewatch/workers"))

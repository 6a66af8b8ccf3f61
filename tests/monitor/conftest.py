"""One Prefect server for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.desk.server import own_server
from flows.settings import Paths, Prefect, Settings
from prefect_desk import any_port


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a server with a home of its own."""
    # a crowded machine takes minutes for what takes seconds
    settings = Settings(paths=Paths(data=tmp_path_factory.mktemp("prefect")), prefect=Prefect(start_seconds=400))
    any_port(settings.paths.data)
    with own_server(settings, say=lambda line: None) as address:
        yield address


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Settings with a folder of two texts as their only source."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "one.txt").write_text(
        "Latvia will give Ukraine 30 million euros for drones this year, the defence minister said on Tuesday.\n"
        "The money comes from the ministry's own budget, and the first part is to be paid in spring.\n",
        encoding="utf-8",
    )
    (texts / "two.txt").write_text(
        "Estonia pledged 12 million euros in ammunition for Ukraine, the government in Tallinn said on Tuesday.\n"
        "The shells are to be delivered before the end of the year.\n",
        encoding="utf-8",
    )
    (texts / "manifest.toml").write_text(
        '[[articles]]\nfile = "one.txt"\nurl = "https://riga.example/drones-(2026)"\npublisher = "Riga Times"\n',
        encoding="utf-8",
    )
    file = tmp_path / "pledgewatch.toml"
    file.write_text(
        '[paths]\ndata = "data"\n[schedule]\nevery = "5s"\n[[watches]]\nname = "all"\n'
        '[[sources]]\nname = "texts"\nkind = "folder"\npath = "texts"\n',
        encoding="utf-8",
    )
    return file

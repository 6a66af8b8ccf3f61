"""What a backtest says of alerts: what was muted by command then was muted, and what cannot be read again is not told of."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from rich.console import Console

from cookbook import SETTINGS
from flows.keeping import reread as again
from flows.keeping import view
from flows.passes.pipeline import run_pass
from flows.settings import Settings, load
from goldledger import RUN_AT
from storage.ledger import Ledger
from storage.mutes import Muted
from storage.snapshot import publish

DAY = dt.timedelta(days=1)
TEXTS = (
    "Germany will give Ghana 5 million euros.",
    "Germany will give Ghana 5 million dollars.",
    "France will give Mali 30 million euros.",
)


def lay(desk: Settings, number: int, now: dt.datetime) -> list[str]:
    """A pass over one more article; what it told."""
    told = f"---\npublished: {now:%Y-%m-%d}\n---\n{TEXTS[number]}\n"
    (desk.sources[0].path / f"{number}.txt").write_text(told, encoding="utf-8")  # type: ignore[operator]
    return [alert.title for alert in run_pass(desk, now).alerts]


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    (tmp_path / "in").mkdir()
    text = SETTINGS.replace("{seeds}", str(tmp_path / "in"))
    (tmp_path / "pledgewatch.toml").write_text(text, "utf-8")
    return load(tmp_path / "pledgewatch.toml")


def test_what_was_muted_by_command_then_is_no_difference(desk: Settings) -> None:
    assert lay(desk, 0, RUN_AT)
    source = desk.sources[0].name
    with Ledger.open(desk.ledger_path) as ledger:
        ledger.mute(Muted("source", source), RUN_AT + DAY / 2)
    assert not lay(desk, 1, RUN_AT + DAY)
    with Ledger.open(desk.ledger_path) as ledger:
        ledger.unmute("source", source, RUN_AT + 1.5 * DAY)
    assert lay(desk, 2, RUN_AT + 2 * DAY)
    found = again.backtest(desk)[1]
    assert found.alerts_added == [] == found.alerts_lost and found.empty
    with Ledger.open(desk.ledger_path) as ledger:
        ledger.mute(Muted("source", source), RUN_AT + 3 * DAY)
    assert again.backtest(desk)[1].empty, "what is muted now was told then"


def test_pages_that_are_gone_are_said_and_their_alerts_are_not_lost(desk: Settings) -> None:
    assert lay(desk, 0, RUN_AT) and lay(desk, 2, RUN_AT + DAY)
    next(desk.raw_path.rglob("*.zst")).unlink()
    publish(desk.ledger_path, desk.snapshot_path)
    done, found = again.backtest(desk)
    assert done.lost == found.lost == 1
    assert found.alerts_lost == [] == found.alerts_added
    out = Console(width=200, file=io.StringIO())
    out.print(view.difference_view(found))
    assert "1 pages could not be read again" in out.file.getvalue()  # type: ignore[attr-defined]

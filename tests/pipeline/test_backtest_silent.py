"""What `backtest` counts as sent is what would be sent: silent alerts are listed apart."""

from __future__ import annotations

from rich.console import Console

from flows.keeping import difference_view
from storage.difference import Difference, Row


def shown(added: list[Row], lost: list[Row]) -> list[str]:
    found = Difference(
        documents=3, claims_same=0, claims_added=[], claims_lost=[], claims_changed=[], findings_added=[], findings_lost=[],
        alerts_added=added, alerts_lost=lost, findings_otherwise=[], lookalikes_otherwise=[], matters_otherwise=[], others=[],
        other_versions=[], renews=False,
    )  # fmt: skip
    console = Console(width=200, record=True, file=None, quiet=False, stderr=True)
    with console.capture() as captured:
        console.print(difference_view(found))
    return captured.get().splitlines()


def alert(channel: str) -> Row:
    return {"document_id": f"of-{channel}", "title": "An alert", "channel": channel, "findings": []}


def test_silent_alerts_are_not_counted_as_sent() -> None:
    lines = shown([alert("silent"), alert("alert"), alert("silent"), alert("digest")], [alert("silent")])
    assert "alerts it would have sent: 2" in lines, lines
    sent = lines.index("alerts it would have sent: 2")
    assert [line.split(":")[0].strip() for line in lines[sent + 1 : sent + 3]] == ["of-alert", "of-digest"]
    assert not any(line.startswith("alerts it would not have sent") for line in lines), lines
    assert [line for line in lines if line.startswith("silent alerts")] == [
        "silent alerts, which are kept and sent to nobody, that it would have added: 2",
        "silent alerts, which are kept and sent to nobody, that it would not have made: 1",
    ]


def test_where_all_are_silent_nothing_is_said_to_be_sent() -> None:
    lines = shown([alert("silent")], [])
    assert not any("would have sent" in line for line in lines), lines
    assert lines[-1] == "only alerts differ, and those stay what was told: reextract makes no generation"

"""Checks, and the difference that another reading makes, for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flows.alert.safe import clean

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from storage.difference import Difference
    from storage.doctor import Check


#: a message is told whole, for its end says what to do; only a file's name may be that long
_MESSAGE = 2000


def doctor_table(checks: Sequence[Check]) -> RenderableType:
    """The checks for a person."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for check in checks:
        style = {"ok": "green", "warn": "yellow", "fail": "bold red"}[check.status]
        table.add_row(Text(check.status, style=style), Text(check.name), Text(clean(check.message, _MESSAGE)))
    return table


def difference_view(found: Difference, limit: int = 20) -> RenderableType:
    """What another reading of history would have said."""
    from rich.console import Group
    from rich.text import Text

    lines = [Text(f"{found.documents} documents compared; {found.claims_same} claims the same", style="bold")]
    if found.lost:
        lines.append(
            Text(
                f"{found.lost} pages could not be read again: what they said stands as it was, and their alerts are not compared",
                style="yellow",
            )
        )
    for title, rows in (
        ("claims it would have added", found.claims_added),
        ("claims it would not have found", found.claims_lost),
        ("claims it would have read otherwise", found.claims_changed),
        ("findings it would have added", found.findings_added),
        ("findings it would not have made", found.findings_lost),
        ("findings it would have made for other reasons", found.findings_otherwise),
        (
            "look-alikes, of which nothing is told, that it would have set aside for other reasons",
            found.lookalikes_otherwise,
        ),
        ("claims it would have counted to another statement or event", found.matters_otherwise),
        ("documents in which something else would differ, as how often a claim or finding stands there", found.others),
        ("alerts it would have sent", _sent(found.alerts_added)),
        ("alerts it would not have sent", _sent(found.alerts_lost)),
        ("silent alerts, which are kept and sent to nobody, that it would have added", _silent(found.alerts_added)),
        ("silent alerts, which are kept and sent to nobody, that it would not have made", _silent(found.alerts_lost)),
    ):
        if rows:
            lines.append(Text(f"\n{title}: {len(rows)}", style="bold"))
            lines += [Text(f"  {_line(row)}") for row in rows[:limit]]
            if len(rows) > limit:
                lines.append(Text(f"  … and {len(rows) - limit} more (--json shows all)", style="dim"))
    lines += _upshot(found)
    return Group(*lines)


def _sent(alerts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Alerts that go to people, at once or in a digest."""
    return [alert for alert in alerts if alert["channel"] != "silent"]


def _silent(alerts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Alerts of a back catalogue: kept to be asked about."""
    return [alert for alert in alerts if alert["channel"] == "silent"]


def _upshot(found: Difference) -> list[Text]:
    """The last lines: what `reextract` would make of it. "No difference" stands there only where it would make no generation."""
    from rich.text import Text

    lines = []
    if not found.documents:
        lines.append(Text("nothing was compared: no page that is kept came in then"))
    elif found.empty and not found.renews:
        lines.append(Text("no difference", style="green"))
    for row in found.other_versions:
        lines.append(Text(_version(row, found.empty), style="green" if found.empty else "dim"))
    if found.empty and found.other_versions:
        lines.append(Text("no other difference: reextract makes it a generation, in which nothing reads otherwise"))
    elif found.empty and found.documents and found.renews:
        lines.append(
            Text("nothing differs in what was compared, but in what came in before: reextract makes a generation")
        )
    elif not found.empty:
        made = (
            "reextract makes it a generation"
            if found.renews
            else "only alerts differ, and those stay what was told: reextract makes no generation"
        )
        lines.append(Text(f"\n{made}"))
    return lines


def _version(row: Mapping[str, Any], is_same: bool) -> str:
    result = ", with the same result" if is_same else ""
    return f"{row['claims']} claims in {row['documents']} documents were read by another version, {row['extractor']}{result}"


def _line(row: Any) -> str:
    record = dict(row)
    head = clean(str(record.get("title") or record.get("anchor") or ""), 100)
    what = record.get("verdict") or record.get("channel") or ""
    if "changes" in record:
        what = "; ".join(f"{slot}: {_value(was)} → {_value(now)}" for slot, (was, now) in record["changes"].items())
    return f"{record.get('document_id', '')}: {head} {clean(str(what), 240)}".rstrip()


def _value(value: Any) -> str:
    return "nothing" if value is None else clean(str(value), 90)

"""How fast alerts are made and sent: cards composed, rendered, drained from the outbox to three receivers on loopback.

.venv/bin/python benchmarks/bench_alerts.py [alerts]
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import cards as golds  # noqa: E402
import outbox  # noqa: E402
from flows.alert.card import loads  # noqa: E402
from flows.alert.compose import compose  # noqa: E402
from flows.alert.deliver import deliver  # noqa: E402
from flows.alert.render import html, slack, text  # noqa: E402
from flows.passes.pipeline import run_pass  # noqa: E402
from flows.settings import load  # noqa: E402
from newsroom import MONDAY, Newsroom, told  # noqa: E402
from slack import hook_receiver  # noqa: E402
from smtp import mail_server  # noqa: E402
from website import Site  # noqa: E402

NOW = datetime(2025, 12, 3, 19, tzinfo=UTC)


def composing() -> None:
    sets = [(golds.verdicts(n), golds.statements(n)) for n in ("seeds", "dev", "pairs")]
    for verdicts, statements in sets:  # the ECB history is read once
        compose(verdicts, statements, None, now=NOW)
    began = time.perf_counter()
    made = [a for verdicts, statements in sets for a in compose(verdicts, statements, None, now=NOW).alerts]
    seconds = time.perf_counter() - began
    print(f"compose: {len(made)} alerts from {sum(len(v) for v, _ in sets)} verdicts in {seconds * 1000:.0f} ms")
    shown = [loads(a.card) for a in made]
    for name, render in (
        ("html", lambda c: html.page((c,), c.title)),
        ("slack", lambda c: slack.payload((c,), c.title)),
        ("text", text.message),
    ):
        began = time.perf_counter()
        for card in shown:
            render(card)
        print(f"render {name}: {(time.perf_counter() - began) / len(shown) * 1e6:.0f} µs a card")


def draining(count: int) -> None:
    clock = outbox.Clock()
    with tempfile.TemporaryDirectory() as folder, hook_receiver() as a, hook_receiver() as b, mail_server() as mail:
        s = outbox.settings(Path(folder), hook0=a.url(), hook1=b.url(), mail=mail.url())
        outbox.record_many(s, count, ("hook0", "hook1", "mail"))
        began, used = time.perf_counter(), time.process_time()
        report = deliver(s.ledger_path, s.channels, s, NOW, clock=clock, sleep=clock.sleep, show=lambda _: None)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
    assert report.sent == 3 * count and not report.problems
    print(
        f"drain: {count} alerts to 3 destinations in {seconds:.1f} s ({cpu:.1f} s of CPU, receivers included), "
        f"{3 * count / seconds:.0f} messages/s by the clock, {3 * count / cpu:.0f} a CPU second (pauses for rates not counted)"
    )
    paced = (clock() - NOW).total_seconds()
    print(f"rates kept: {paced:.0f} s of pauses asked for")


def own_time() -> None:
    """From the verdict to the message in the receiver: composing, recording, draining."""
    with tempfile.TemporaryDirectory() as folder, hook_receiver() as hook:
        s = outbox.settings(Path(folder), desk=hook.url())
        began = time.perf_counter()
        outbox.record(s)
        deliver(s.ledger_path, s.channels, s, NOW, clock=lambda: NOW, sleep=lambda _: None, show=lambda _: None)
        print(f"verdict to webhook: {(time.perf_counter() - began) * 1000:.0f} ms for {len(hook.messages)} messages")


def appearance() -> None:
    """From an article's appearance in a served feed to the message in the receiver: a second pass over three feeds with one new page."""
    with tempfile.TemporaryDirectory() as folder, Site() as site, hook_receiver() as hook:
        room = Newsroom(site)
        settings = load(room.settings(Path(folder), desk=hook.url()))
        run_pass(settings, MONDAY + timedelta(hours=3))
        before = len(hook.messages)
        room.publish("inland", "dollars", "Norway helps Ukraine", told("150 million dollars"), room.day(hour=14))
        began, used = time.perf_counter(), time.process_time()
        run_pass(settings, MONDAY + timedelta(hours=6))
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        assert len(hook.messages) == before + 1, "the conflict was told"
    print(
        f"feed to webhook: {seconds:.2f} s for the whole pass ({cpu:.2f} s of CPU), the message within it; asked: 5 s"
    )


if __name__ == "__main__":
    composing()
    own_time()
    appearance()
    draining(int(sys.argv[1]) if len(sys.argv) > 1 else 300)

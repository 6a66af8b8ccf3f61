"""kill -9 while messages go out: nothing is lost, and what comes twice is what was on its way, with the same id."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

import outbox
from flows.settings import Settings
from slack import Receiver, hook_receiver
from smtp import MailServer, mail_server

ROOT = Path(__file__).resolve().parents[2]
DESTINATIONS = ("hook0", "hook1", "mail")
CHILD = """
import sys, json
from pathlib import Path
from flows.alert.deliver import deliver
from flows.settings import Settings
s = Settings(**json.loads(sys.argv[1]))
print("ready", flush=True)
report = deliver(s.ledger_path, s.channels, s, show=lambda cards: None)
print("sent", report.sent, flush=True)
"""


def child(s: Settings) -> subprocess.Popen[str]:
    """A process that delivers what is owed."""
    data = s.model_dump(mode="json", include={"paths", "channels"}, exclude_none=True)
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, json.dumps(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def told(hooks: list[Receiver], mail: MailServer) -> Counter[tuple[str, str]]:
    """(destination, alert) -> how often it arrived."""
    counts = Counter((f"hook{n}", m["title"]) for n, hook in enumerate(hooks) for m in hook.messages)
    return counts + Counter(("mail", m["Subject"]) for _, m in mail.mails)


def one_run(folder: Path, rng: random.Random, in_window: bool, count: int) -> Counter[str]:
    """One pass that is killed, and the one after it; gives how many messages came twice, by destination. Fails where one is lost."""
    with hook_receiver() as a, hook_receiver() as b, mail_server() as mail:
        s = outbox.settings(folder, hook0=a.url(), hook1=b.url(), mail=mail.url())
        alerts = outbox.record_many(s, count, DESTINATIONS)
        process = child(s)
        fatal = rng.randint(1, count)

        def strike(n: int) -> str | None:
            if n != fatal:
                return None
            os.kill(process.pid, signal.SIGKILL)  # the message is here, the child's mark is not
            return "die"

        if in_window:
            rng.choice((a, b)).plan = strike
            process.wait(60)
        else:
            try:
                process.wait(rng.uniform(0.05, 2.5))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        assert process.stdout is not None
        process.stdout.close()
        if in_window:
            assert process.returncode == -signal.SIGKILL
        a.plan = b.plan = None
        with child(s) as second:
            assert second.stdout is not None
            second.stdout.read()
        counts = told([a, b], mail)
    expected = {(d, alert.title) for d in DESTINATIONS for alert in alerts}
    assert set(counts) == expected, "lost"
    again = {key: n for key, n in counts.items() if n > 1}
    # one message of each destination can be on its way when the process dies
    assert all(n == 2 for n in again.values())
    assert len(again) == len({destination for destination, _ in again}) <= 3
    ids = Counter(m["Message-ID"] for _, m in mail.mails)
    assert len(ids) == count
    assert all(row.status == "sent" for row in outbox.rows(s).values())
    return Counter(destination for destination, _ in again)


def totals(runs: Sequence[Counter[str]], count: int) -> str:
    """What the drill came to, in one line."""
    by_destination = sum(runs, Counter())
    worst = max((n for run in runs for n in run.values()), default=0)
    shares = ", ".join(f"{name} {number}" for name, number in sorted(by_destination.items())) or "none"
    return (
        f"{len(runs)} passes killed, {count} alerts over {len(DESTINATIONS)} destinations each: 0 of "
        f"{len(runs) * count * len(DESTINATIONS)} messages lost, {by_destination.total()} came twice ({shares}); in {sum(map(bool, runs))} runs "
        f"something came twice, at most {worst} for one destination in one run"
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_pass_loses_nothing_and_repeats_only_what_was_on_its_way(tmp_path: Path, seed: int) -> None:
    one_run(tmp_path, random.Random(seed), in_window=seed % 2 == 0, count=12)


def test_the_totals_of_the_drill_count_each_destination() -> None:
    line = totals([Counter(), Counter(hook0=1, mail=1), Counter(mail=1)], 50)
    assert "3 passes killed" in line and "0 of 450 messages lost" in line and "3 came twice (hook0 1, mail 2)" in line
    assert "in 2 runs" in line and "at most 1 for one destination" in line


@pytest.mark.drill
def test_a_hundred_killed_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = [one_run(tmp_path / str(n), random.Random(1000 + n), in_window=n % 2 == 0, count=50) for n in range(100)]
    with capsys.disabled():
        print(f"\n{totals(runs, 50)}")

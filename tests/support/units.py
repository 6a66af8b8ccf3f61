"""The systemd units as data: their environment, their command line, and how they are stopped, for tests that do what systemd would."""

from __future__ import annotations

import configparser
import os
import shlex
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
HOME = "/srv/pledgewatch"


@dataclass
class Unit:
    """One unit as it would run with the desk in ``folder`` and the server on ``port``."""

    environment: dict[str, str]
    command: list[str]
    stop_signal: signal.Signals
    stop_seconds: float

    def start(self, folder: Path, log: Path, **more: str) -> subprocess.Popen[bytes]:
        """What ExecStart starts, in WorkingDirectory, with Environment and nothing of Prefect's from here."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
        with log.open("ab") as out:
            return subprocess.Popen(
                self.command, cwd=folder, env=kept | self.environment | more, stdout=out, stderr=subprocess.STDOUT
            )

    def stop(self, child: subprocess.Popen[bytes]) -> int:
        """What systemctl stop does: KillSignal, TimeoutStopSec; past that subprocess.TimeoutExpired."""
        child.send_signal(self.stop_signal)
        return child.wait(self.stop_seconds)


def unit(name: str, folder: Path, port: int) -> Unit:
    """``pledgewatch-server`` or ``pledgewatch-worker``; the folder and the port are put in the place of those that the file names."""
    found: dict[str, list[str]] = {}
    text = (UNITS / f"{name}.service").read_text(encoding="utf-8")
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(text)  # refuses what is no unit
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)

    def here(value: str) -> str:
        value = value.replace(f"{HOME}/.venv/bin/prefect", f"{sys.executable} -m prefect")
        return value.replace(HOME, str(folder)).replace("4200", str(port))

    return Unit(
        environment=dict(here(value).split("=", 1) for value in found["Environment"]),
        command=shlex.split(here(found["ExecStart"][0])),
        stop_signal=signal.Signals[found.get("KillSignal", ["SIGTERM"])[0]],
        stop_seconds=float(found["TimeoutStopSec"][0]),
    )


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])

"""The systemd units as data: their environment, their command line, and how they are stopped, for tests that do what systemd would."""

from __future__ import annotations

import configparser
import importlib.util
import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
HOME = "/srv/pledgewatch"


@dataclass
class Unit:
    """One unit as it would run with the desk in ``folder`` and the server on ``port``."""

    environment: dict[str, str]
    command: list[str]
    stop_signal: signal.Signals
    stop_seconds: float
    #: ExecStartPre and ExecStartPost
    before: list[list[str]]
    after: list[list[str]]
    #: EnvironmentFile, and whether the unit does without it
    files: list[tuple[Path, bool]]

    def start(self, folder: Path, log: Path, inside: Sequence[str] = (), **more: str) -> subprocess.Popen[bytes]:
        """What systemctl start does, in WorkingDirectory, with Environment and nothing of Prefect's from here; ``inside`` of what goes before.

        ExecStartPre to its end, then ExecStart, then ExecStartPost to its end. Raises subprocess.CalledProcessError where one of those before
        or after fails, as the start does then.
        """
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
        env = kept | self.environment
        for file, optional in self.files:
            if file.exists() or not optional:
                lines = file.read_text(encoding="utf-8").splitlines()
                env |= dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        env |= more
        with log.open("ab") as out:
            for words in self.before:
                subprocess.run(words, cwd=folder, env=env, stdout=out, stderr=out, check=True, timeout=240)
            child = subprocess.Popen(
                [*inside, *self.command],
                cwd=folder,
                env=env,
                stdout=out,
                stderr=subprocess.STDOUT,
                # systemd starts a service with every signal as it is by default; a shell starts what is in its background with SIGINT ignored
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
            )
            try:
                for words in self.after:
                    env["MAINPID"] = str(child.pid)
                    subprocess.run(words, cwd=folder, env=env, stdout=out, stderr=out, check=True, timeout=240)
            except BaseException:
                kill(child)
                raise
            return child

    def stop(self, child: subprocess.Popen[bytes]) -> int:
        """What systemctl stop does: KillSignal to all that the unit started, TimeoutStopSec; past that subprocess.TimeoutExpired."""
        everything = _with_children(child)
        for process in everything:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(self.stop_signal)
        _, alive = psutil.wait_procs(everything[1:], self.stop_seconds)
        if alive:
            raise subprocess.TimeoutExpired(alive[0].cmdline(), self.stop_seconds)
        return child.wait(self.stop_seconds)


def _with_children(child: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        first = psutil.Process(child.pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def kill(child: subprocess.Popen[bytes] | None) -> None:
    """End what is left of a unit."""
    if child is not None:
        for process in _with_children(child):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        child.wait()


#: what of the installation is not there until Prefect unpacks it
UNPACKED = ("ui_build", "ui_v2_build")


def as_installed() -> list[str]:
    """What goes before a command so that it finds the installation as ProtectSystem=strict and a read-only container show it: fresh, and
    not to be written. Empty where this may not be done (mount namespaces are root's)."""
    found = importlib.util.find_spec("prefect")
    assert found is not None and found.submodule_search_locations
    package = Path(found.submodule_search_locations[0])
    lines = [
        f"mount -t tmpfs -o ro none {package}/server/{name}"
        for name in UNPACKED
        if (package / "server" / name).exists()
    ]
    lines = [f"mount --bind {package} {package}", *lines, f"mount -o remount,ro,bind {package}"]
    inside = ["unshare", "-m", "sh", "-c", f'{" && ".join(lines)} && exec "$@"', "sh"]
    try:
        usable = subprocess.run([*inside, "true"], check=False, capture_output=True, timeout=60).returncode == 0
    except OSError:
        usable = False
    return inside if usable else []


def unit(name: str, folder: Path, port: int) -> Unit:
    """``pledgewatch-server``, ``-worker`` or ``-fetcher``; the folder and the port are put in the place of those that the file names."""
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
        value = value.replace(f"{HOME}/.venv/bin/pledgewatch", f"{sys.executable} -m flows.cli")
        value = value.replace(f"{HOME}/.venv/bin/python", sys.executable)
        return value.replace(HOME, str(folder)).replace("4200", str(port))

    return Unit(
        environment=dict(here(value).split("=", 1) for value in found["Environment"]),
        files=[(Path(here(line.removeprefix("-"))), line.startswith("-")) for line in found.get("EnvironmentFile", ())],
        command=shlex.split(here(found["ExecStart"][0])),
        stop_signal=signal.Signals[found.get("KillSignal", ["SIGTERM"])[0]],
        stop_seconds=float(found["TimeoutStopSec"][0]),
        before=[shlex.split(here(line)) for line in found.get("ExecStartPre", ())],
        after=[shlex.split(here(line)) for line in found.get("ExecStartPost", ())],
    )


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])

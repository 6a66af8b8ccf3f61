"""Prefect servers: which one is meant, whether it answers, and one of our own where there is none. Imports no Prefect.

Prefect itself would start a temporary server of twenty seconds for every pass made without one; here a pass without a server simply
is made without Prefect, and ``serve`` starts a lasting one.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.desk.watch import Watch
from flows.settings import Settings

Say = Callable[[str], None]

#: what every process of ours that runs Prefect is told: say nothing to anyone, log our rooms, keep no results
PRIVATE_AND_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows,extractors,storage",
    # what is logged outside a run is for stderr, and no reason to warn
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_LOGGING_ROOT_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}


class NoServer(Exception):
    """A Prefect server is needed and cannot be had; the message is one sentence with the way out."""

    #: how a command ends by it: EX_UNAVAILABLE of sysexits.h
    exit_code = 69


class Ended(NoServer):
    """The server that was started ended before it answered."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told, each with a sentence, when the server that we started ended unasked: that it is back, or that it is lost."""

    back: Say
    lost: Say


def configured(settings: Settings) -> str | None:
    """The API address the user configured: in the settings, the environment, or the active Prefect profile."""
    return settings.prefect.api_url or os.environ.get("PREFECT_API_URL") or _profile_address()


def running(settings: Settings) -> str | None:
    """The API address of a server that answers now: the configured one, else the one ``serve`` started. None: there is none."""
    for address in (configured(settings), _own_address(settings)):
        if address and answers(address):
            return address
    return None


def answers(address: str, seconds: float = 2.0) -> bool:
    """Whether a Prefect API says that it is well."""
    request = urllib.request.Request(address.rstrip("/") + "/health")
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def reachable(address: str) -> bool:
    """Whether something answers there as a Prefect API would, be it that it wants to know first who asks."""
    try:
        with urllib.request.urlopen(address.rstrip("/") + "/health", timeout=3.0) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        return error.code in (401, 403)
    except (OSError, ValueError, http.client.HTTPException):
        return False


def noted_address(settings: Settings) -> str | None:
    """The address of the server that ``serve`` started last, whether it lives or not."""
    try:
        note = json.loads((settings.paths.data / "prefect" / "server.json").read_text(encoding="utf-8"))
        return str(note["api_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def tell_prefect(address: str) -> None:
    """Set this process's environment for Prefect; must come before its first import."""
    for name, value in PRIVATE_AND_QUIET.items():
        os.environ.setdefault(name, value)
    os.environ["PREFECT_API_URL"] = address


@contextmanager
def server(settings: Settings, say: Say, told: Told | None = None) -> Iterator[str]:
    """The API address of a server that answers: the configured one (waited for), else one of our own for as long as this lasts."""
    address = configured(settings)
    if address is not None:
        _await(address, settings.prefect.start_seconds, say, None)
        yield address
        return
    with own_server(settings, say, told) as address:
        yield address


def well_again(settings: Settings, address: str, say: Say) -> None:
    """Until the server at the address answers; one of our own that lives and does not answer is ended, for its watch to start it again.

    Not one that was started just now: it may be on its way. Raises NoServer.
    """
    if answers(address, seconds=10):
        return
    note = settings.paths.data / "prefect" / "server.json"
    if address == _own_address(settings) and time.time() - note.stat().st_mtime > settings.prefect.start_seconds:
        _end_noted(note)
    _await(address, settings.prefect.start_seconds, say, None)


@contextmanager
def own_server(settings: Settings, say: Say, told: Told | None = None) -> Iterator[str]:
    """A Prefect server on loopback as a child of this process, its home under the data folder, ended with this process.

    With ``told`` it is watched: when its process ends unasked, it is started again.
    """
    home = settings.paths.data / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    note = home / "server.json"
    seconds, days = settings.prefect.start_seconds, settings.keep.runs_days
    left = _own_address(settings)
    process: subprocess.Popen[bytes] | int
    if left is not None and answers(left) and _lives_in(left, home):
        # its serve was killed and could not end it
        say(f"taking over the Prefect server at {left}")
        address, process = left, int(json.loads(note.read_text(encoding="utf-8"))["pid"])
    else:
        say(f"starting a Prefect server (log: {home / 'server.log'}) ...")
        process, address = _started(home, note, _free_port(_noted_port(note)), seconds, days, say)

    def again(take: Callable[[subprocess.Popen[bytes]], None]) -> None:
        port = _noted_port(note)
        if _free_port(port) != port:
            raise NoServer(f"port {port} was taken by another program")
        say("starting the Prefect server again ...")
        _at_port(home, note, port, seconds, days, say, take)

    watch = Watch(process, again, told.back, told.lost) if told is not None else None
    try:
        yield address
    finally:
        if watch is not None:
            watch.stop()
            process = watch.process
        if isinstance(process, int):
            _end_noted(note)
        else:
            end(process)


def _started(
    home: Path, note: Path, port: int, seconds: float, runs_days: int, say: Say, tries: int = 3
) -> tuple[subprocess.Popen[bytes], str]:
    """A child that answers, and its address. A server takes seconds to start, and somebody else may take the port meanwhile."""
    made: list[subprocess.Popen[bytes]] = []
    try:
        address = _at_port(home, note, port, seconds, runs_days, say, made.append)
    except Ended:
        free = _free_port(port)
        if tries < 2 or free == port:
            raise
        say(f"port {port} was taken by another program meanwhile; trying port {free} ...")
        return _started(home, note, free, seconds, runs_days, say, tries - 1)
    return made[0], address


def _at_port(
    home: Path,
    note: Path,
    port: int,
    seconds: float,
    runs_days: int,
    say: Say,
    take: Callable[[subprocess.Popen[bytes]], None],
) -> str:
    """Start a child at the port, hand it over, and wait until it answers: its address. One that does not is ended. Raises NoServer."""
    address = f"http://127.0.0.1:{port}/api"
    child = _start(home, port, address, runs_days)
    take(child)
    try:
        note.write_text(json.dumps({"api_url": address, "port": port, "pid": child.pid}) + "\n", encoding="utf-8")
        _await(address, seconds, say, child, home)
    except BaseException:
        end(child)
        raise
    return address


def _lives_in(address: str, home: Path) -> bool:
    """Whether the Prefect server at the address is the one of this home, and not somebody else's on the same port."""
    try:
        with urllib.request.urlopen(address + "/admin/settings", timeout=10) as answer:
            return Path(str(json.load(answer).get("home"))).resolve() == home.resolve()
    except (OSError, ValueError, AttributeError):
        return False


def _start(home: Path, port: int, address: str, runs_days: int) -> subprocess.Popen[bytes]:
    environment = os.environ | PRIVATE_AND_QUIET | {"PREFECT_HOME": str(home), "PREFECT_API_URL": address}
    # a desk runs for years: without this the server keeps every run, its logs and its tables for good
    environment |= {
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(runs_days * 86_400),
    }
    environment.pop("PREFECT_PROFILE", None)
    if not _unpacks_beside_itself():
        environment.setdefault("PREFECT_UI_STATIC_DIRECTORY", str(home / "ui"))
    with (home / "server.log").open("ab") as log:
        # a session of its own: Ctrl-C reaches the passes first, the server ends after them
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _unpacks_beside_itself() -> bool:
    """Whether Prefect may write where it is installed: it unpacks its UI there, and shows none where it cannot."""
    found = importlib.util.find_spec("prefect")
    places = (found.submodule_search_locations or ()) if found is not None else ()
    return all(os.access(Path(place) / "server", os.W_OK) for place in places)


def _end_noted(note: Path) -> None:
    """End a server that is no child of ours."""
    try:
        pid = int(json.loads(note.read_text(encoding="utf-8"))["pid"])
        os.kill(pid, signal.SIGTERM)
    except (OSError, ValueError, KeyError, TypeError):
        return
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except OSError:
            return
        time.sleep(0.1)


def end(child: subprocess.Popen[bytes], seconds: float = 15) -> None:
    """Ask a child to end, and make it."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _await(
    address: str, seconds: float, say: Say, child: subprocess.Popen[bytes] | None, home: Path | None = None
) -> None:
    """Until a server answers at the address and, where a ``home`` is named, is the one that lives there. Raises NoServer."""
    deadline = time.monotonic() + seconds
    told = child is not None
    while not (answers(address) and (home is None or _lives_in(address, home))):
        if child is not None and child.poll() is not None:
            raise Ended(f"the Prefect server ended at once (exit code {child.returncode}); its log says why")
        if time.monotonic() > deadline:
            raise NoServer(
                f"no Prefect server answers at {address} after {seconds:g} s; start it, or take the address out of the "
                "settings and PREFECT_API_URL to let serve start its own"
            )
        if not told:
            say(f"waiting for the Prefect server at {address} ...")
            told = True
        time.sleep(0.2)


def _own_address(settings: Settings) -> str | None:
    try:
        note = json.loads((settings.paths.data / "prefect" / "server.json").read_text(encoding="utf-8"))
        os.kill(int(note["pid"]), 0)
        return str(note["api_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _noted_port(note: Path) -> int:
    """The port of last time, so that a bookmark of the UI stays good."""
    try:
        return int(json.loads(note.read_text(encoding="utf-8"))["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return 4200


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise NoServer("no free port on 127.0.0.1 for the Prefect server")


def _profile_address() -> str | None:
    """What the active profile of the user's own Prefect says, read without importing Prefect (1.5 s)."""
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    try:
        profiles = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):
        return None
    active = os.environ.get("PREFECT_PROFILE") or profiles.get("active")
    profile = profiles.get("profiles", {}).get(active, {})
    address = profile.get("PREFECT_API_URL") if isinstance(profile, dict) else None
    return str(address) if address else None

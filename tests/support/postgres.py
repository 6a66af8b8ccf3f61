"""A PostgreSQL server of its own for a test, where the machine has the programs (Debian: apt-get install postgresql)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder of initdb and postgres; None where there are none, or where nobody may run them (root without a postgres user)."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    usable = [folder for folder in folders if (folder / "postgres").exists() and (folder / "initdb").exists()]
    if not usable or (os.getuid() == 0 and not (shutil.which("setpriv") and _user())):
        return None
    return usable[-1]


def _user() -> tuple[int, int] | None:
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    return None


@contextmanager
def postgres(role: str, database: str) -> Iterator[tuple[str, int]]:
    """Host and port of a server that trusts this machine, with one role and one database. It refuses to run as root: then as another."""
    folder = programs()
    assert folder is not None
    home = Path(tempfile.mkdtemp(prefix="pledgewatch-postgres-"))
    before: list[str] = []
    if os.getuid() == 0:
        user = _user()
        assert user is not None
        os.chown(home, *user)
        before = ["setpriv", f"--reuid={user[0]}", f"--regid={user[1]}", "--clear-groups"]
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    make = [
        *before,
        str(folder / "initdb"),
        "-D",
        str(home / "data"),
        "-U",
        role,
        "--auth=trust",
        "--no-sync",
        "-E",
        "UTF8",
    ]
    subprocess.run(make, check=True, capture_output=True, timeout=120, cwd=home)
    serve = [
        *before,
        str(folder / "postgres"),
        "-D",
        str(home / "data"),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-k",
        str(home),
    ]
    with (home / "log").open("wb") as log:
        child = subprocess.Popen([*serve, "-c", "fsync=off"], stdout=log, stderr=log, cwd=home)
    try:
        create = [str(folder / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", role, database]
        wait = [str(folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "5"]
        while subprocess.run(wait, check=False, timeout=60).returncode != 0:
            assert child.poll() is None, (home / "log").read_text()
        subprocess.run(create, check=True, capture_output=True, timeout=60)
        yield "127.0.0.1", port
    finally:
        child.terminate()  # smart shutdown would wait for clients
        child.send_signal(2)
        child.wait(60)
        shutil.rmtree(home, ignore_errors=True)

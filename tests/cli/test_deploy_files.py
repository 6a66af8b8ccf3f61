"""The files under deploy/, held against the program: every command in them exists, and containers run as the documentation says."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from flows.cli import app

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: s for name, s in COMPOSE["services"].items() if "build" in s}


def instructions() -> list[tuple[str, str]]:
    """The lines of the Dockerfile as (instruction, rest)."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines if line.strip()]


def of(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def test_the_image_runs_without_root_and_starts_what_exists() -> None:
    known = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in instructions()} <= known
    assert of("USER") == ["pledgewatch"] and "--uid 10001" in " ".join(of("RUN"))
    names = [name for name, _ in instructions()]
    assert names.index("USER") > max(
        i for i, name in enumerate(names) if name == "RUN"
    )  # nothing is built as that user
    assert of("VOLUME") == ["/data"] and of("ENTRYPOINT") == ['["pledgewatch"]'] and of("CMD") == ['["serve"]']
    (health,) = of("HEALTHCHECK")
    assert "CMD pledgewatch status" in health
    assert {"serve", "status", "init"} <= set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_the_image_copies_what_is_there_and_leaves_out_no_package() -> None:
    copied = {word for line in of("COPY") if "--from" not in line for word in line.split()[:-1]}
    assert [word for word in copied if not (ROOT / word).exists()] == []
    assert {"flows", "extractors", "storage", "pyproject.toml", "constraints.txt"} <= copied


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_are_locked_down(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True and service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"] and "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged") and service.get("user") not in ("root", "0", 0)
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"


def test_the_services_belong_together() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"database", "server", "worker"}
    for service in services.values():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] == "service_healthy" and ("healthcheck" in services[other])
        for volume in service.get("volumes", ()):
            source, _, target = volume.partition(":")
            assert source in COMPOSE["volumes"] and target.startswith("/")
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:")
    assert services["worker"]["volumes"] == ["data:/data"]
    assert services["worker"]["environment"]["PREFECT_API_URL"] == "http://server:4200/api"
    compile(services["server"]["healthcheck"]["test"][3], "healthcheck", "exec")
    wanted = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert wanted == set(re.findall(r"^#? ?(\w+)=", (DEPLOY / ".env.example").read_text(encoding="utf-8"), re.M))


def units() -> dict[str, configparser.ConfigParser]:
    found = {}
    for file in sorted((DEPLOY / "systemd").glob("*.service")):
        unit = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read_string(file.read_text(encoding="utf-8"))
        found[file.stem] = unit
    return found


@pytest.mark.parametrize("name", sorted(units()))
def test_the_units_are_locked_down_and_write_where_the_data_is(name: str) -> None:
    service = units()[name]["Service"]
    assert service["User"] == "pledgewatch" and service["Restart"] == "always"
    assert service["NoNewPrivileges"] == "true" and service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == "/srv/pledgewatch/data"


def prefect_commands() -> list[list[str]]:
    """Every prefect command line of the container files and the units, without the values that only the place knows."""
    lines = [shlex.split(unit["Service"]["ExecStart"]) for unit in units().values()]
    lines += [s["entrypoint"] for s in COMPOSE["services"].values() if s.get("entrypoint")]
    return [line[1:] for line in lines if line[0].rsplit("/", 1)[-1] == "prefect"]


def test_every_prefect_command_and_option_exists() -> None:
    commands = prefect_commands()
    assert len(commands) == 3
    for words in {tuple(w[: next(i for i, x in enumerate(w) if x.startswith("-"))]) for w in commands}:
        asked = [sys.executable, "-m", "prefect", *words, "--help"]
        told = subprocess.run(asked, capture_output=True, text=True, timeout=240, check=False)
        assert told.returncode == 0, told.stderr
        options = {x for w in commands if tuple(w[: len(words)]) == words for x in w if x.startswith("--")}
        assert options and [x for x in options if x not in told.stdout] == []


def compose_program() -> list[str] | None:
    """Compose itself, version 2 or 1, where the machine has it."""
    for program in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(program[0]):
            found = subprocess.run([*program, "version"], capture_output=True, text=True, check=False, timeout=60)
            if found.returncode == 0:
                return program
    return None


@pytest.mark.skipif(compose_program() is None, reason="no Compose here (apt-get install docker-compose)")
def test_compose_itself_takes_the_file(tmp_path: Path) -> None:
    program = compose_program()
    assert program is not None
    (tmp_path / "deploy").mkdir()
    file = tmp_path / "deploy" / "compose.yaml"
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    # version 1 knows no name of the whole
    file.write_text(text if program[-1] == "compose" else re.sub(r"^name: .*$", "", text, flags=re.M), encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}

    def config(**more: str) -> subprocess.CompletedProcess[str]:
        given = [*program, "-f", str(file), "config"]
        return subprocess.run(given, env=env | more, capture_output=True, text=True, check=False, timeout=120)

    refused = config()
    assert refused.returncode != 0 and "deploy/.env" in refused.stderr
    taken = config(PREFECT_DATABASE_PASSWORD="word1")
    assert taken.returncode == 0, taken.stderr
    resolved = yaml.safe_load(taken.stdout)["services"]
    assert set(resolved) == set(COMPOSE["services"])
    assert all(resolved[name]["read_only"] is True and resolved[name]["cap_drop"] == ["ALL"] for name in OURS)
    assert "word1@database" in resolved["server"]["environment"]["PREFECT_API_DATABASE_CONNECTION_URL"]

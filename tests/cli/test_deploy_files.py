"""The files under deploy/, held against the program: every command in them exists, and containers run as the documentation says."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
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
    known = {"FROM", "ARG", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in instructions()} <= known
    assert of("USER") == ["pledgewatch"] and "--uid 10001" in " ".join(of("RUN"))
    names = [name for name, _ in instructions()]
    assert names.index("USER") > max(
        i for i, name in enumerate(names) if name == "RUN"
    )  # nothing is built as that user
    assert of("VOLUME") == ["/data"] and of("ENTRYPOINT") == ['["pledgewatch"]'] and of("CMD") == ['["serve", "--now"]']
    (health,) = of("HEALTHCHECK")
    assert health.endswith('CMD ["pledgewatch", "status", "--alive"]')
    # Prefect unpacks its UI where something may be written
    assert "PREFECT_UI_STATIC_DIRECTORY=/tmp/" in " ".join(of("ENV"))
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
    assert services["worker"]["healthcheck"]["test"] == ["CMD", "pledgewatch", "status", "--alive"]
    assert services["worker"]["environment"]["PREFECT_API_URL"] == "http://server:4200/api"
    compile(services["server"]["healthcheck"]["test"][3], "healthcheck", "exec")
    # what Compose needs, what the passes need: a file for each, and an example of each
    assert services["worker"]["env_file"] == ["secrets.env"] and (DEPLOY / "secrets.env.example").is_file()
    assert not any("PLEDGEWATCH" in name for name in services["worker"]["environment"])
    assert not any("env_file" in services[name] for name in ("database", "server"))
    wanted = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert wanted == set(re.findall(r"^#? ?(\w+)=", (DEPLOY / ".env.example").read_text(encoding="utf-8"), re.M))


def test_containers_end_in_order_and_their_logs_have_an_end() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}, name
    # as long as the pod of Kubernetes has
    assert COMPOSE["services"]["worker"]["stop_grace_period"] == "120s"
    assert KUBERNETES[1]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] == 120


def test_extras_can_be_built_in() -> None:
    (install,) = [line for line in of("RUN") if "pip install" in line]
    assert of("ARG") == ['EXTRAS=""'] and '".${EXTRAS}"' in install
    names = [name for name, _ in instructions()]
    assert names.index("FROM") < names.index("ARG") < names.index("RUN")  # an ARG before FROM is not known after it
    assert COMPOSE["x-image"]["build"]["args"] == {"EXTRAS": "${PLEDGEWATCH_EXTRAS:-}"}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    said = re.findall(r"EXTRAS='?\[([a-z0-9,]+)\]", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    assert said and all(extra in extras for line in said for extra in line.split(","))


def retention(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if "VACUUM" in name or "RETENTION" in name}


def test_a_server_keeps_its_history_as_long_as_the_documentation_says(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DEPLOY / "systemd" / "pledgewatch-server.service").read_text(encoding="utf-8")
    unit = retention(dict(re.findall(r"^Environment=(\w+)=(.*)$", text, re.M)))
    assert unit == retention(COMPOSE["services"]["server"]["environment"])
    # what Prefect itself makes of it
    from prefect.settings.models.server.events import ServerEventsSettings
    from prefect.settings.models.server.services import ServerServicesDBVacuumSettings

    for name, value in unit.items():
        monkeypatch.setenv(name, value)
    runs, events = ServerServicesDBVacuumSettings(), ServerEventsSettings()
    assert (runs.retention_period.days, events.retention_period.days) == (90, 7)
    assert runs.enabled == {"events", "flow_runs"}
    said = " ".join((ROOT / "docs" / "running.md").read_text(encoding="utf-8").split())
    assert "runs with their tasks and logs for 90 days" in said and "events for 7 days" in said


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
    assert service["ReadWritePaths"] == "/srv/pledgewatch/data" and service["ProtectHome"] == "true"
    assert service["CapabilityBoundingSet"] == "" and service["UMask"] == "0027"
    assert service["RestrictAddressFamilies"] == "AF_INET AF_INET6 AF_UNIX"
    assert service["SystemCallFilter"] == "@system-service"
    text = (DEPLOY / "systemd" / f"{name}.service").read_text(encoding="utf-8")
    places = re.findall(r"^Environment=PREFECT_(?:HOME|UI_STATIC_DIRECTORY)=(\S+)", text, re.M)
    assert places and all(place.startswith("/srv/pledgewatch/data/") for place in places)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here (apt-get install systemd)")
@pytest.mark.parametrize("name", sorted(units()))
def test_systemd_itself_reads_the_units(name: str, tmp_path: Path) -> None:
    # a desk's folder as the quick start leaves it
    home = tmp_path / "pledgewatch"
    (home / "data").mkdir(parents=True)
    (home / ".venv").symlink_to(sys.prefix)
    (home / "secrets.env").touch()
    files = []
    for each in units():  # one unit names the other
        text = (DEPLOY / "systemd" / f"{each}.service").read_text(encoding="utf-8")
        files.append(tmp_path / f"{each}.service")
        files[-1].write_text(text.replace("/srv/pledgewatch", str(home)), encoding="utf-8")
    words = ["systemd-analyze", "verify", "--man=no", str(tmp_path / f"{name}.service")]
    told = subprocess.run(
        words, env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    # of the machine's own units nothing is asked
    assert [line for line in told.stderr.splitlines() if "pledgewatch" in line] == [], told.stderr
    assert told.returncode == 0, told.stderr


def prefect_commands() -> list[list[str]]:
    """Every prefect command line of the container files and the units, without the values that only the place knows."""
    lines = [shlex.split(unit["Service"]["ExecStart"]) for unit in units().values()]
    lines += [s["entrypoint"] for s in COMPOSE["services"].values() if s.get("entrypoint")]
    return [line[1:] for line in lines if line[0].rsplit("/", 1)[-1] == "prefect"]


def test_every_prefect_command_and_option_exists() -> None:
    commands = prefect_commands()
    assert len(commands) == 4
    for words in {tuple(w[: next(i for i, x in enumerate(w) if x.startswith("-"))]) for w in commands}:
        asked = [sys.executable, "-m", "prefect", *words, "--help"]
        told = subprocess.run(asked, capture_output=True, text=True, timeout=240, check=False)
        assert told.returncode == 0, told.stderr
        options = {x for w in commands if tuple(w[: len(words)]) == words for x in w if x.startswith("--")}
        assert options and [x for x in options if x not in told.stdout] == []


def quick_start(file: str) -> list[list[str]]:
    """The commands that the first lines of a file tell a person to give, as words."""
    comments = re.match(r"(?:#.*\n)+", (DEPLOY / file).read_text(encoding="utf-8"))
    assert comments is not None
    return [shlex.split(line, comments=True) for line in re.findall(r"^#   (\S.*)$", comments[0], re.M)]


def entrypoint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the image does with these words: its ENTRYPOINT, with a folder of this machine for /data."""
    program = {'["pledgewatch"]': [sys.executable, "-m", "flows.cli"]}[of("ENTRYPOINT")[0]]
    given = [*program, *(word.replace("/data", str(folder)) for word in words)]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT"))}
    env["PLEDGEWATCH_SETTINGS"] = str(folder / "pledgewatch.toml")
    return subprocess.run(given, env=env, cwd="/", capture_output=True, text=True, check=False, timeout=240)


def test_the_quick_start_of_the_containers_is_in_order_and_makes_a_desk(tmp_path: Path) -> None:
    copied, secrets, *composed = quick_start("compose.yaml")
    for words in (copied, secrets):
        assert words[0] == "cp" and (ROOT / words[1]).is_file() and words[2] == words[1].removesuffix(".example")
    assert secrets[2] == f"deploy/{COMPOSE['services']['worker']['env_file'][0]}"
    shared = ["docker", "compose", "-f", "deploy/compose.yaml", "--env-file", copied[2]]
    assert all(words[:6] == shared for words in composed)
    did = [words[6:] for words in composed]
    # settings before the desk is started: without them it ends at once, and is started again and again
    assert [words[0] for words in did] == ["build", "run", "up"] and did[1][:3] == ["run", "--rm", "worker"]
    made = entrypoint(tmp_path / "volume", *did[1][3:])
    assert made.returncode == 0, made.stderr
    told = entrypoint(tmp_path / "volume", "status")
    assert told.returncode == 2 and "no pass was ever made" in told.stdout


KUBERNETES: list[dict[str, Any]] = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")))


def test_kubernetes_runs_one_locked_down_pod_that_makes_its_settings_once(tmp_path: Path) -> None:
    claim, deployment = KUBERNETES
    spec = deployment["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    pod = spec["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True and pod["securityContext"]["runAsUser"] == 10001
    (first,), (desk,) = pod["initContainers"], pod["containers"]
    for container in (first, desk):
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert {m["mountPath"] for m in container["volumeMounts"]} == {"/data", "/tmp"}
    assert {v["name"] for v in pod["volumes"]} == {m["name"] for m in desk["volumeMounts"]}
    assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert desk["args"] == ["serve", "--now"]
    # the pod's own lines: the first makes settings and keeps what is there, the probe leaves a desk alone that makes its passes
    volume = tmp_path / "volume"
    shell = tmp_path / "pledgewatch"
    shell.write_text(f'#!/bin/sh\nexec {sys.executable} -m flows.cli "$@"\n', encoding="utf-8")
    shell.chmod(0o755)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT"))}
    env |= {"PATH": f"{tmp_path}:{env['PATH']}", "PLEDGEWATCH_SETTINGS": str(volume / "pledgewatch.toml")}

    def given(words: list[str]) -> int:
        line = [word.replace("/data", str(volume)) for word in words]
        return subprocess.run(line, env=env, cwd=tmp_path, capture_output=True, check=False, timeout=240).returncode

    assert given(first["command"]) == 0 and (volume / "pledgewatch.toml").is_file()
    (volume / "pledgewatch.toml").write_text("# mine\n", encoding="utf-8")
    assert given(first["command"]) == 0 and (volume / "pledgewatch.toml").read_text(encoding="utf-8") == "# mine\n"
    probe = desk["livenessProbe"]["exec"]["command"]
    assert given(probe) == 1  # nothing was ever done here
    (volume / "pledgewatch.toml").write_text(
        '[fetch]\nallow_private_networks = true\n[[sources]]\nname = "gone"\nurl = "http://127.0.0.1:9/feed.xml"\n',
        encoding="utf-8",
    )
    assert given(["pledgewatch", "run", "--quiet"]) == 1
    # every source fails, which no restart mends
    assert given(["pledgewatch", "status"]) == 2 and given(probe) == 0


def test_the_quick_start_of_kubernetes_names_what_there_is() -> None:
    lines = quick_start("kubernetes.yaml")
    assert [words[0] for words in lines] == ["docker", *["kubectl"] * 5]
    assert (ROOT / lines[0][lines[0].index("-f") + 1]).is_file()
    names = {d["metadata"]["name"] for d in KUBERNETES}
    for words in lines[1:]:
        for word in words:
            assert not word.startswith("deploy/") or word in ("deploy/kubernetes.yaml", "deploy/pledgewatch"), word
    assert "pledgewatch" in names
    secret = KUBERNETES[1]["spec"]["template"]["spec"]["containers"][0]["envFrom"][0]["secretRef"]
    assert secret["name"] == "pledgewatch" and secret["optional"] is True


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl here")
def test_kubectl_itself_reads_the_file() -> None:
    words = [
        "kubectl",
        "label",
        "--local",
        "--dry-run=client",
        "-f",
        str(DEPLOY / "kubernetes.yaml"),
        "tried=yes",
        "-o",
        "yaml",
    ]
    read = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert read.returncode == 0 and read.stdout.count('tried: "yes"') == 2, read.stdout + read.stderr


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
    shutil.copy(ROOT / "deploy" / "secrets.env.example", tmp_path / "deploy" / "secrets.env")
    with (tmp_path / "deploy" / "secrets.env").open("a", encoding="utf-8") as more_secrets:
        more_secrets.write("ANY_NAME_AT_ALL=word2\n")
    file.write_text(text, encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}

    def config(**more: str) -> subprocess.CompletedProcess[str]:
        given = [*program, "-f", str(file), "config"]
        return subprocess.run(given, env=env | more, capture_output=True, text=True, check=False, timeout=120)

    if program[-1] != "compose":  # version 1 knows no name of the whole: the rest of the file is tried without it
        old = config(PREFECT_DATABASE_PASSWORD="word1")
        assert old.returncode != 0 and "'name'" in old.stderr, old.stderr
        file.write_text(re.sub(r"^name: .*$", "", text, flags=re.M), encoding="utf-8")
    refused = config()
    assert refused.returncode != 0 and "deploy/.env" in refused.stderr
    taken = config(PREFECT_DATABASE_PASSWORD="word1")
    assert taken.returncode == 0, taken.stderr
    resolved = yaml.safe_load(taken.stdout)["services"]
    assert set(resolved) == set(COMPOSE["services"])
    assert all(resolved[name]["read_only"] is True and resolved[name]["cap_drop"] == ["ALL"] for name in OURS)
    assert resolved["worker"]["environment"]["ANY_NAME_AT_ALL"] == "word2"
    assert not any("word1" in str(value) for value in resolved["worker"]["environment"].values())
    assert "word1@database" in resolved["server"]["environment"]["PREFECT_API_DATABASE_CONNECTION_URL"]

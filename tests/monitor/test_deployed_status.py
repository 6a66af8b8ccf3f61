"""``status`` and ``--alive`` of a desk whose passes a worker makes: by the deployment's schedule, and by whether its server answers."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.desk import appointed, pulse, status
from flows.desk.timetable import Rule, due, limits
from flows.passes import folder
from flows.settings import Settings, load
from prefect_desk import environment
from units import free_port

ROOT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect"]
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
#: a shell that knows nothing of a server
BARE = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}


def asked(file: Path, *words: str) -> tuple[int, str]:
    """``pledgewatch status`` in a process of its own, from a shell without PREFECT_API_URL."""
    command = [sys.executable, "-m", "flows.cli", "status", *words, "--settings", str(file)]
    env = BARE | {"PREFECT_HOME": str(file.parent / "nobody"), "COLUMNS": "400"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240, check=False)
    return done.returncode, done.stdout + done.stderr


def changed(file: Path, name: str, **more: Any) -> None:
    path = file.parent / "data" / name
    path.write_text(json.dumps(json.loads(path.read_text()) | more), encoding="utf-8")


@pytest.mark.drill
def test_a_workers_desk_is_told_by_its_deployment_and_its_server(api: str, desk: Path) -> None:
    env = environment(api, desk.parent / "home") | {"PLEDGEWATCH_SETTINGS": str(desk)}

    def prefect(*words: str) -> str:
        return subprocess.run(
            [*PREFECT, *words], env=env, cwd=desk.parent, capture_output=True, text=True, timeout=240, check=True
        ).stdout

    prefect("work-pool", "create", "pledgewatch", "--type", "process", "--overwrite")
    prefect("--no-prompt", "deploy", "--name", "monitor", "--prefect-file", str(ROOT / "deploy" / "prefect.yaml"))
    (number,) = set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", prefect("deployment", "run", "monitor/monitor")))  # fmt: skip
    prefect("flow-run", "execute", number)  # what a worker starts
    code, said = asked(desk, "--json")
    record = json.loads(said)
    assert code == 0, record
    assert (record["deployment"], record["schedule"]) == ("monitor/monitor", "every 30m")
    assert (record["prefect_api"], record["prefect_answers"], record["prefect"]) == (api, True, api)
    following = dt.datetime.fromisoformat(record["next_pass"])
    assert following.minute in (0, 30) and dt.timedelta() < following - dt.datetime.now(dt.UTC) <= HOUR / 2
    code, said = asked(desk)
    assert f"next {following:%H:%M} UTC by the Prefect deployment monitor/monitor" in " ".join(said.split()), said
    # a pass that a person starts changes nothing of it
    subprocess.run([sys.executable, "-m", "flows.cli", "run", "--quiet", "--settings", str(desk)], env=env, timeout=240, check=True)  # fmt: skip
    assert json.loads(asked(desk, "--json")[1])["deployment"] == "monitor/monitor"
    code, said = asked(desk, "--alive")
    assert code == 0 and "by the schedule of the deployment monitor/monitor" in said, said
    # its server is gone
    dead = f"http://127.0.0.1:{free_port()}/api"
    changed(desk, "deployed.json", api_url=dead)
    code, said = asked(desk)
    assert code == 1 and f"the Prefect server at {dead}, by which the last pass was run, does not answer" in said, said
    assert asked(desk, "--alive")[0] == 0, "no pass is late yet"
    changed(desk, "heartbeat.json", at=(dt.datetime.now(dt.UTC) - 85 * MINUTE).isoformat())
    code, said = asked(desk, "--alive")
    assert code == 1 and f"the Prefect server at {dead} does not answer" in said, said
    changed(desk, "deployed.json", api_url=api)
    assert asked(desk, "--alive")[0] == 0, "not gone yet by its schedule"


def test_an_address_is_noted_without_secrets(tmp_path: Path) -> None:
    settings = Settings.model_validate({"paths": {"data": tmp_path}})
    appointed.note(settings, appointed.Deployed(NOON, "https://desk:hunter2@prefect.example:4200/api?key=hunter2", "monitor/monitor"))  # fmt: skip
    assert "hunter2" not in (tmp_path / "deployed.json").read_text()
    found = appointed.read(settings)
    assert found is not None and found.api_url == "https://prefect.example:4200/api"


RULES: list[tuple[tuple[Rule, ...], str, int, int]] = [
    # rules → how they are told, minutes after a pass at noon at which the next one is late, and gone
    ((Rule(pause=HOUR / 2),), "every 30m", 65, 105),
    ((Rule(cron="*/10 * * * *"),), "*/10 * * * *", 25, 45),
    ((Rule(pause=6 * HOUR, first=NOON), Rule(cron="0 13 * * *")), "every 6h; 0 13 * * *", 125, 435),
]


@pytest.mark.parametrize(("rules", "words", "late", "gone"), RULES)
def test_late_is_told_by_the_deployments_own_pauses(
    tmp_path: Path, rules: tuple[Rule, ...], words: str, late: int, gone: int
) -> None:
    assert limits(rules, NOON) == (NOON + late * MINUTE, NOON + gone * MINUTE)
    (tmp_path / "pledgewatch.toml").write_text('[schedule]\nevery = "7d"\n', encoding="utf-8")
    settings = load(tmp_path)
    deployed = appointed.Deployed(NOON, "http://127.0.0.1:9/api", "monitor/monitor", rules=rules)
    (tmp_path / "data").mkdir()
    appointed.note(settings, deployed)
    assert appointed.read(settings) == deployed
    (tmp_path / "data" / "heartbeat.json").write_text(json.dumps({"at": NOON.isoformat()}), encoding="utf-8")
    assert pulse.feel(settings, NOON + (late + 15) * MINUTE).alive
    assert not pulse.feel(settings, NOON + (late + 16) * MINUTE).alive
    report = status.look(settings, NOON + MINUTE)
    assert (report.schedule, report.next_pass) == (words, due(rules, NOON + MINUTE)[0].astimezone(dt.UTC))


def test_what_serve_keeps_is_told_by_the_settings_and_asked_for_its_server_while_it_is_at_work(tmp_path: Path) -> None:
    (tmp_path / "pledgewatch.toml").write_text('[schedule]\nevery = "2h"\n', encoding="utf-8")
    settings = load(tmp_path)
    (tmp_path / "data").mkdir()
    now = dt.datetime.now(dt.UTC)
    dead = f"http://127.0.0.1:{free_port()}/api"
    appointed.note(
        settings, appointed.Deployed(now - MINUTE, dead, "monitor/monitor", served=True, rules=(Rule(pause=MINUTE),))
    )
    assert appointed.api(settings, now) is None and status.look(settings).schedule == "every 2h"
    later = now + dt.timedelta(seconds=settings.prefect.start_seconds + 60)
    with folder.watching(settings):
        pulse.began(settings)
        assert appointed.api(settings, now) is None, "its server may be starting"
        assert appointed.api(settings, later) is None, (
            "nothing was noted since it began, and it has no server of its own"
        )
        appointed.note(settings, appointed.Deployed(later, dead, "monitor/monitor", served=True))
        assert appointed.api(settings, later) == dead
        report = status.look(settings, later)
        assert report.serving and f"the Prefect server at {dead} that serve uses does not answer" in report.findings[0]
    assert appointed.api(settings, later) is None, "serve is gone; whether passes are late is told by the clock"
    assert not status.look(settings, later).serving


@pytest.mark.parametrize("content", ["", "{", "[]", '{"at": 7}', "null", '{"at": "2026-03-02T12:00:00Z", "rules": 3}'])
def test_a_broken_note_is_none(tmp_path: Path, content: str) -> None:
    settings = Settings.model_validate({"paths": {"data": tmp_path}})
    (tmp_path / "deployed.json").write_text(content, encoding="utf-8")
    assert appointed.read(settings) is None and appointed.api(settings, NOON) is None

"""The command as a person or a script meets it: what it reads, what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "tests" / "golds" / "seeds" / "documents.jsonl"
COMMAND = [sys.executable, "-m", "flows.cli"]


def run(
    *words: str, stdin: bytes | int | None = None, cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own; no settings of this machine reach it. ``stdin`` None is /dev/null, as under cron."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT"))}
    given = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*COMMAND, *words], capture_output=True, timeout=120, check=False, cwd=cwd or "/", env=clean | more, **given
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the seeds as its only source, after one pass."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    text = (ROOT / "pledgewatch.toml").read_text(encoding="utf-8").split("# Public feeds", 1)[0]
    (folder / "pledgewatch.toml").write_text(text, encoding="utf-8")
    done = run("run", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert b"Found in the back catalogue" in done.stdout and b"CURRENCY" in done.stdout
    assert not (folder / "data" / "alerts.jsonl").exists()
    return folder


# --- reading texts --------------------------------------------------------------------------------------------------------


def test_extract_from_a_pipe_and_from_a_file_give_the_same() -> None:
    piped = run("extract", stdin=SEEDS.read_bytes())
    named = run("extract", str(SEEDS))
    dashed = run("extract", "-", stdin=SEEDS.read_bytes())
    assert piped.stdout == named.stdout == dashed.stdout
    texts = {d["id"]: d["text"] for d in map(json.loads, SEEDS.read_text(encoding="utf-8").splitlines())}
    claims = [json.loads(line) for line in piped.stdout.splitlines()]
    assert len(claims) > 20
    for claim in claims:
        for span in (claim["anchor"], claim["quote"]):
            assert texts[claim["document_id"]][span["start"] : span["end"]] == span["exact"]


def test_extract_without_input_says_how() -> None:
    done = run("extract")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"pipe JSON Lines in" in done.stderr


def test_bad_lines_are_named_and_the_rest_is_read() -> None:
    good = json.dumps({"id": "a", "text": "Spain will give Ukraine 10 million euros, the minister said."})
    done = run(
        "extract", stdin=f'{good}\nnot json\n{{"id": "b"}}\n{good.replace(chr(34) + "a", chr(34) + "c")}\n'.encode()
    )
    assert done.returncode == 2
    assert b"line 2" in done.stderr and b"line 3" in done.stderr and b"'text'" in done.stderr
    assert {json.loads(line)["document_id"] for line in done.stdout.splitlines()} == {"a", "c"}


def test_a_reader_that_goes_away_is_no_error() -> None:
    shell = f"{sys.executable} -m flows.cli extract {SEEDS} | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", shell], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["kind"] in ("pledge", "figure")


def test_replay_reads_a_pipe_but_not_what_cron_gives(desk: Path) -> None:
    piped = run("replay", "--emit", "verdicts", stdin=SEEDS.read_bytes())
    assert len(piped.stdout.splitlines()) > 20, piped.stderr
    unasked = run("replay", cwd=desk)
    assert b"5 documents" in unasked.stdout and b"CURRENCY" in unasked.stdout
    empty = run("replay", stdin=b"", cwd=desk)
    assert b"5 documents" in empty.stdout


@pytest.mark.parametrize("emit", ["verdicts", "alerts", "claims"])
def test_replay_emits_json_lines(emit: str) -> None:
    done = run("replay", "--by", "ledger", "--emit", emit, "-", stdin=SEEDS.read_bytes())
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    key = {"verdicts": "verdict_id", "alerts": "alert_id", "claims": "claim_id"}[emit]
    assert records and all(key in record for record in records)


def test_explain_shows_how_a_claim_was_read() -> None:
    done = run("extract", "--explain", str(SEEDS))
    said = done.stdout.decode()
    # the text with each claim marked in it, and below the line its slots and the rules that found them
    assert "[1: " in said and "      1 " in said and "        by " in said and said.count(" claims\n") >= 5


# --- looking at findings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("claims",), "Rutte"),
        (("claims", "stoltenberg", "--kind", "pledge"), "Stoltenberg"),
        (("claims", "no such thing at all"), "no claim has this in its actor"),
        (("alerts",), "not sent: back catalogue"),
        (("sql",), "contradictions"),
        (("sql", "from contradictions select count(*) as n"), "n"),
        (("sql", "--format", "csv", "from claims select kind, count(*) group by all"), "pledge,"),
        (("sources",), "seeds"),
        (("sources", "check", "seeds"), "ok"),
        (("sources", "export"), "opml"),
        (("why-not", "https://arab.news/wdxkx"), "back catalogue"),
        (
            ("why-not", "http://www.arab.news/wdxkx/?utm_source=phone&fbclid=IwAR0aBcDeFgHiJkLmNoPqRsTuVwXyZ"),
            "back catalogue",
        ),
        (("why-not", "https://nowhere.example/"), "no article with this address"),
        (("alerts", "retry"), "nothing is owed, and nothing was given up"),
        (("status",), "all is well"),
        (("doctor",), "settings"),
        (("doctor",), "channels"),
        (("backtest", "--since", "2026-01-01"), "documents compared"),
        (("reextract",), "no new generation"),
        (("sql", "create temp table t as from claims; select count(*) as mine from t"), "mine"),
    ],
)
def test_commands_answer(desk: Path, words: tuple[str, ...], says: str) -> None:
    done = CliRunner().invoke(app, [*words, "--settings", str(desk)])
    assert done.exit_code == 0, done.output
    assert says in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("sql", "drop table claims"), 1, "This copy is read-only: DROP"),
        (("sql", "drop view claims"), 1, "This copy is read-only: DROP"),
        (("sql", "insert into outbox select * from outbox"), 1, "This copy is read-only: INSERT"),
        (("sql", "delete from claim_log"), 1, "This copy is read-only: DELETE"),
        (("sql", "update claim_log set kind = 'x'"), 1, "This copy is read-only: UPDATE"),
        (("sql", "create table own as from claims"), 1, "CREATE TEMP TABLE"),
        (("sql", "detach pledgewatch"), 1, "DETACH"),
        (("sql", "from claims", "--file", "/no/such.sql"), 2, "one of them"),
        (("sql", "--file", "/no/such.sql"), 2, "cannot be read"),
        (("backtest", "--since", "yesterday"), 2, "like 2026-03-01"),
        (("sql", "selec 1"), 1, "syntax error"),
        (("sql", "select * from read_csv('/etc/passwd')"), 1, "--allow-files"),
        (("claims", "--kind", "wish"), 2, "pledge or figure"),
        (("alerts", "test"), 1, "the settings have no channel"),
        (("why", "nosuchid"), 1, "pledgewatch alerts"),
        (("sources", "check", "nosuch"), 2, 'there is no source "nosuch"'),
        (("run", "--source", "nosuch"), 2, 'there is no source "nosuch"'),
        (("replay", "--now", "yesterday"), 2, "ISO 8601"),
        (("replay", "--db", "/no/such.duckdb"), 1, "no file"),
        (("extract", "/no/such.jsonl"), 2, "no file"),
        (("mark", "x", "maybe"), 2, "mark [OPTIONS] {ID} {right|wrong}"),
        (("mark", "x", "maybe"), 2, "Invalid value for 'right|wrong': 'maybe' is not one of 'right', 'wrong'."),
        (("replay", "--emit", "nosuch"), 2, "Invalid value for '--emit': 'nosuch' is not one of"),
        (("nosuch",), 2, "No such command"),
        (("run", "--nosuch"), 2, "No such option"),
    ],
)
def test_errors_are_one_sentence_with_a_way_out(desk: Path, words: tuple[str, ...], code: int, says: str) -> None:
    done = CliRunner().invoke(app, [*words, *(("--settings", str(desk)) if words[0] != "nosuch" else ())])
    assert done.exit_code == code, done.output
    assert says in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_sources_check_fails_when_any_source_does(desk: Path, tmp_path: Path) -> None:
    text = (desk / "pledgewatch.toml").read_text(encoding="utf-8")
    gone = "".join(f'[[sources]]\nname = "gone{n}"\nurl = "http://127.0.0.1:{n + 1}/rss"\n' for n in range(4))
    shutil.copytree(desk / "seeds", tmp_path / "seeds")
    private = text.replace("[fetch]\n", "[fetch]\nallow_private_networks = true\n")
    (tmp_path / "pledgewatch.toml").write_text(f"{private}\n{gone}", encoding="utf-8")
    done = CliRunner().invoke(app, ["sources", "check", "--settings", str(tmp_path)])
    said = " ".join(done.stdout.split())
    assert done.exit_code == 1, done.output
    # one sentence below for what they have in common, and their rows send there
    assert "4 sources: " in said and said.count("see below") == 4
    assert CliRunner().invoke(app, ["sources", "check", "seeds", "--settings", str(tmp_path)]).exit_code == 0


@pytest.mark.parametrize(
    "words", [("claims", "Rutte"), ("alerts",), ("run", "--here"), ("why", "{id}"), ("sources",), ("doctor",)]
)
def test_what_is_kept_in_a_file_has_no_blanks_at_its_ends(desk: Path, words: tuple[str, ...]) -> None:
    (first, *_) = CliRunner().invoke(app, ["alerts", "--json", "--settings", str(desk)]).stdout.splitlines()
    done = run(*(w.replace("{id}", json.loads(first)["alert_id"]) for w in words), "--settings", str(desk))
    lines = done.stdout.decode().splitlines()
    assert len(lines) > 1 and [line for line in lines if line != line.rstrip()] == []


def test_claims_show_the_whole_sentence(desk: Path) -> None:
    (row,) = (
        CliRunner()
        .invoke(app, ["claims", "stoltenberg", "--json", "-n", "1", "--settings", str(desk)])
        .stdout.splitlines()
    )
    lines = run("claims", "stoltenberg", "-n", "1", "--settings", str(desk)).stdout.decode().splitlines()
    at = lines[0].index("quote")
    assert " ".join(line[at:].strip() for line in lines[1:]).split() == json.loads(row)["quote"].split()


def test_a_mark_says_when_it_is_counted(desk: Path) -> None:
    (first, *_) = CliRunner().invoke(app, ["alerts", "--json", "--settings", str(desk)]).stdout.splitlines()
    said = CliRunner().invoke(app, ["mark", json.loads(first)["alert_id"], "wrong", "--settings", str(desk)])
    assert said.exit_code == 0 and "marked wrong; counted in precision_by_rule" in said.stdout
    assert "after the next pass (pledgewatch run)" in said.stdout


def test_without_settings_init_is_offered(tmp_path: Path) -> None:
    done = run("run", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"pledgewatch init DIR" in done.stderr


def test_init_makes_a_folder_that_works_and_keeps_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    made = CliRunner().invoke(app, ["init", str(folder)])
    assert made.exit_code == 0 and "pledgewatch run" in made.stdout
    shown = CliRunner().invoke(app, ["sources", "--settings", str(folder)])
    assert "seeds" in shown.stdout
    (folder / "pledgewatch.toml").write_text("# mine\n", encoding="utf-8")
    again = run("init", str(folder))
    assert again.returncode == 1 and b"--force" in again.stderr
    assert (folder / "pledgewatch.toml").read_text(encoding="utf-8") == "# mine\n"


def test_root_option_names_the_settings_for_every_command(desk: Path) -> None:
    done = run("--settings", str(desk), "claims", "-n", "1")
    assert done.returncode == 0


# --- how it starts --------------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from flows.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'prefect', 'duckdb', 'trafilatura', 'httpx', 'pydantic', 'apprise', 'scipy', 'lxml', 'yaml'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    for name in (
        "run",
        "serve",
        "status",
        "extract",
        "replay",
        "claims",
        "alerts",
        "why",
        "why-not",
        "sql",
        "sources",
        "init",
    ):
        assert re.search(rf"\b{name}\b", done.stdout), name


def test_the_help_of_a_command_reads_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """``run --help`` is to answer in half a second: what reads values (pydantic) is not imported for it, by root options either."""
    code = (
        "import sys; from flows.cli import app\n"
        "try: app(['run', '--help'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'prefect', 'duckdb', 'pydantic', 'pydantic_core', 'flows.passes.pipeline', 'flows.settings'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and "--source" in done.stdout, done.stderr
    monkeypatch.setenv("PLEDGEWATCH_SETTINGS", "")  # the root option sets it; put back afterwards
    for words in (("--settings", "x.toml", "run", "--help"), ("sources", "check", "--help")):
        shown = CliRunner().invoke(app, [*words])
        assert shown.exit_code == 0 and "Usage" in shown.output, words


def test_a_plain_pass_imports_no_prefect(desk: Path) -> None:
    code = (
        "import sys; from flows.cli import app\n"
        f"try: app(['run', '--here', '--settings', {str(desk)!r}])\n"
        "except SystemExit as end: code = end.code\n"
        "sys.exit('prefect was imported' if 'prefect' in sys.modules else code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_every_command_has_help() -> None:
    runner = CliRunner()
    for words in (
        ("run",), ("serve",), ("status",), ("extract",), ("replay",), ("claims",), ("sql",), ("why",), ("why-not",), ("init",),
        ("alerts",), ("alerts", "test"), ("alerts", "retry"), ("sources",), ("sources", "check"), ("sources", "add"),
        ("sources", "import"), ("sources", "export"),
    ):  # fmt: skip
        shown = runner.invoke(app, [*words, "--help"])
        assert shown.exit_code == 0 and "Usage" in shown.output, words


def test_a_second_serve_is_refused_and_status_knows_the_first(desk: Path) -> None:
    from flows.passes.folder import watching
    from flows.settings import load

    assert b"none does now" in run("status", "--settings", str(desk)).stdout
    with watching(load(desk)):
        # it would take the first one's Prefect server over, and end it with itself
        done = run("serve", "--settings", str(desk))
        assert b"by the serve that runs" in run("status", "--settings", str(desk)).stdout
    assert done.returncode == 75 and f"process {os.getpid()} (".encode() in done.stderr, done.stderr
    assert b"stop it first" in done.stderr


def test_another_pass_is_waited_for_or_skipped(desk: Path) -> None:
    from flows.passes.folder import alone
    from flows.settings import load

    with alone(load(desk)) as first:
        assert first
        done = run("run", "--here", "--settings", str(desk))
        quiet = run("run", "--here", "--quiet", "--settings", str(desk))
        logged = run("run", "--here", "--quiet", "--settings", str(desk), PLEDGEWATCH_LOG__FORMAT="json")
        (record,) = run("run", "--here", "--json", "--settings", str(desk)).stdout.splitlines()
    # who is in the way is named, and a script can tell it from a pass that was made: EX_TEMPFAIL
    assert done.returncode == 75 and f"process {os.getpid()} (".encode() in done.stdout, done.stdout
    # cron mails what comes on stderr
    assert (quiet.returncode, quiet.stdout) == (75, b"")
    (line,) = quiet.stderr.splitlines()
    assert f"process {os.getpid()} (".encode() in line, quiet.stderr
    (line,) = logged.stderr.splitlines()
    assert logged.returncode == 75 and f"process {os.getpid()} (" in json.loads(line)["message"], logged.stderr
    assert json.loads(record)["skipped"] is True and str(os.getpid()) in json.loads(record)["beside"]
    wait = desk / "wait.toml"
    text = (
        (desk / "pledgewatch.toml")
        .read_text(encoding="utf-8")
        .replace('every = "30m"', 'every = "30m"\noverlap = "wait"')
    )
    wait.write_text(text, encoding="utf-8")
    with alone(load(desk)):
        waiting = subprocess.Popen(
            [*COMMAND, "run", "--here", "--settings", str(wait)], cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={k: v for k, v in os.environ.items() if not k.startswith("PREFECT")} | {"PLEDGEWATCH_LOG__LEVEL": "info"},
        )  # fmt: skip
        assert waiting.stderr is not None
        said = next(line for line in waiting.stderr if b"waiting for" in line)
        assert f"process {os.getpid()} (".encode() in said and waiting.poll() is None
    shown, _ = waiting.communicate(timeout=120)
    assert waiting.returncode == 0 and b"nothing new" in shown


def test_sql_reads_a_pipe_and_a_file(desk: Path, tmp_path: Path) -> None:
    query = "select kind, count(*) as n from claims group by kind order by kind"
    file = tmp_path / "query.sql"
    file.write_text(query, encoding="utf-8")
    asked = [
        run("sql", query, "--format", "csv", cwd=desk),
        run("sql", "--format", "csv", stdin=query.encode(), cwd=desk),
        run("sql", "-", "--format", "csv", stdin=query.encode(), cwd=desk),
        run("sql", "--file", str(file), "--format", "csv", cwd=desk),
    ]
    assert [done.returncode for done in asked] == [0, 0, 0, 0]
    assert len({done.stdout for done in asked}) == 1 and asked[0].stdout.startswith(b"kind,n\nfigure,")


def test_serve_sql_is_live_or_one_sentence(desk: Path) -> None:
    child = subprocess.Popen(
        [*COMMAND, "serve", "--sql", "--port", "19999"],
        cwd=desk,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert child.stderr is not None
    try:
        line = child.stderr.readline()
        assert "serving the published copy" in line or "quack" in line
    finally:
        child.terminate()
        child.wait(60)
        child.stderr.close()


def test_a_served_copy_answers_clients_or_says_what_is_missing(desk: Path) -> None:
    """Where DuckDB's quack extension is not installed (tests download nothing) the command says how to get it."""
    child = subprocess.Popen(
        [*COMMAND, "sql", "--serve", "0"], cwd=desk, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert child.stderr is not None
    try:
        line = child.stderr.readline()
        if "serving" in line:
            child.terminate()
            assert child.wait(60) == 0
        else:
            assert "INSTALL" in line and "quack" in line and child.wait(60) == 1
    finally:
        child.kill()
        child.wait()
        child.stderr.close()


def test_sql_in_a_terminal_is_a_prompt(desk: Path) -> None:
    """On a pseudo-terminal; the question is asked after the prompt has come, and end of input ends it."""
    outer, inner = os.openpty()
    child = subprocess.Popen([*COMMAND, "sql"], cwd=desk, stdin=inner, stdout=inner, stderr=inner)
    os.close(inner)
    said = b""

    def hear(wanted: bytes) -> None:
        nonlocal said
        while wanted not in said:
            said += os.read(outer, 4096)
        said = said.split(wanted, 1)[1]

    try:
        hear(b"sql> ")
        os.write(outer, b"from claims select 40 + 2 as answer limit 1;\n")
        hear(b"\r\n42")
        hear(b"sql> ")
        os.write(outer, b"\x04")
        assert child.wait(60) == 0
    finally:
        child.kill()
        child.wait()
        os.close(outer)

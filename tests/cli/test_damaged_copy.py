"""A published copy that was cut short: its blocks are read through as the ledger's are, and each command names the copy and what helps."""

from __future__ import annotations

from pathlib import Path

from commands import SETTINGS, run


def broken(desk: Path) -> str:
    """What `doctor` finds broken, the lines of the table run together."""
    done = run(desk, "doctor", "--json")
    assert done.returncode == 1, done.stdout
    return " ".join(line for line in done.stdout.splitlines() if '"fail"' in line)


def test_a_copy_that_was_cut_short_is_found_and_cured_by_publishing(tmp_path: Path) -> None:
    (tmp_path / "pledgewatch.toml").write_text(SETTINGS, encoding="utf-8")
    assert run(tmp_path, "run").returncode == 0
    copy, ledger = tmp_path / "data/pledgewatch.duckdb", tmp_path / "data/ledger/ledger.duckdb"
    copy.chmod(0o644)
    with copy.open("r+b") as file:
        file.truncate(copy.stat().st_size - 400_000)
    cut = copy.read_bytes()

    said = broken(tmp_path)
    assert "published copy" in said and f"{copy} is damaged" in said and "pledgewatch publish" in said, said
    exported = run(tmp_path, "export", "ex")
    assert exported.returncode == 1 and f"The published copy {copy} is damaged" in exported.stderr, exported.stderr
    assert "pledgewatch publish" in exported.stderr and "restore" not in exported.stderr
    assert not (tmp_path / "ex").exists()

    # without a ledger there is nothing to publish, and nothing in the copy to go back to
    kept = ledger.rename(tmp_path / "kept")
    for words in (("restore", "--from-copy"), ("export", "ex")):
        done = run(tmp_path, *words)
        assert done.returncode == 1 and f"The published copy {copy} is damaged" in done.stderr, done.stderr
        assert "restore the newest backup" in done.stderr and ".part" not in done.stderr, done.stderr
        assert "--from-copy" not in done.stderr and "pledgewatch publish`" not in done.stderr, done.stderr
    assert copy.read_bytes() == cut and not ledger.exists() and not list(ledger.parent.glob(".*"))
    assert f"The published copy {copy} is damaged" in broken(tmp_path)

    kept.rename(ledger)
    assert run(tmp_path, "publish").returncode == 0
    well = run(tmp_path, "doctor")
    assert well.returncode == 0 and "fail" not in well.stdout, well.stdout
    assert run(tmp_path, "export", "ex").returncode == 0

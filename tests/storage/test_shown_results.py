"""Tables fit where they are shown and say what is not seen; wrong SQL is answered in one line that names what exists."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from flows.report import findings
from flows.settings import Settings
from goldledger import gold_copy
from storage.errors import QueryRefused
from storage.query import run_sql
from storage.tables import NARROWEST, fitted, plain_table


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gold_copy(tmp_path_factory.mktemp("shown"))


def ask(copy: Path, sql: str, width: int | None = None) -> list[str]:
    out = StringIO()
    run_sql(copy, sql, out, width=width)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_the_widest_view_fits_a_terminal_and_says_what_is_missing(copy: Path, width: int) -> None:
    *table, last = ask(copy, "FROM contradictions", width)
    assert all(cell_len(line) <= width for line in table)
    assert table[0].startswith("actor") and (width < 80 or "other_low" in table[0])
    assert "columns fit" in last and "--format json" in last and "SELECT" in last


def test_what_fits_is_shown_whole_and_nothing_is_said(copy: Path) -> None:
    assert ask(copy, "SELECT 'a' AS x, 'b' AS y", 80) == ["x  y", "-  -", "a  b", "1 row"]


def test_a_cut_cell_bears_a_mark(copy: Path) -> None:
    _, _, row, last = ask(copy, "SELECT repeat('word ', 30) AS quote, 7 AS n", 40)
    assert row.split("  ")[0].endswith("…") and row.endswith("7") and len(row) <= 40 and "cut ends in …" in last
    _, _, row, last = ask(copy, "SELECT repeat('word ', 30) AS quote")
    assert len(row) == 60 and row.endswith("…") and "--format json" in last, "a pipe gets whole columns, long cells cut"


def test_characters_of_two_cells_and_of_none_are_counted_as_they_are_shown(copy: Path) -> None:
    *table, _ = ask(copy, "SELECT repeat('日本', 40) AS a, repeat('e' || chr(769), 9) AS b", 40)
    assert all(cell_len(line) <= 40 for line in table)


def test_nothing_in_a_cell_reaches_the_terminal_as_a_command(copy: Path) -> None:
    text = "\n".join(ask(copy, "SELECT 'a' || chr(27) || '[2J' || chr(8238) || chr(10) || 'b' AS x", 80))
    assert "\x1b" not in text and "\u202e" not in text and "a [2J b" in text


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(1, 250))
def test_columns_share_the_width(natural: list[int], width: int) -> None:
    found = fitted(natural, width)
    assert 1 <= len(found) <= len(natural)
    assert all(1 <= size <= wanted for size, wanted in zip(found, natural, strict=False))
    assert sum(found) + 2 * (len(found) - 1) <= width or len(found) == 1
    if len(found) > 1:
        assert all(size >= min(wanted, NARROWEST) for size, wanted in zip(found, natural, strict=False))
    if sum(natural) + 2 * (len(natural) - 1) <= width:
        assert found == natural


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_its_own_width_and_the_age_of_what_was_asked(
    copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    desk = Settings()
    desk = desk.model_copy(update={"paths": desk.paths.model_copy(update={"data": copy.parent})})
    assert desk.snapshot_path == copy
    for out, said in ((Terminal(), "from the published copy, "), (StringIO(), "")):
        findings.run_sql(desk, "FROM contradictions", "table", None, 0, False, out)
        assert capsys.readouterr().err.startswith(said) and bool(said) == (
            max(map(cell_len, out.getvalue().splitlines()[:-1])) <= 50
        )


def test_a_table_without_rows_has_its_heading() -> None:
    out = StringIO()
    assert plain_table(["claim_id"], [], out, 80) is None and out.getvalue() == "claim_id\n--------\n"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", ["syntax error", "'SELEC'", "line 1, column 1"]),
        ("SELECT actor,\n  FROM WHERE", ["syntax error", "line 2"]),
        ("SELECT actr FROM claims", ["no column actr", "did you mean actor", "claims has actor, recipient", "DESCRIBE claims"]),
        ("SELECT c.recipent FROM pledges c", ["no column recipent", "did you mean recipient", "pledges has"]),
        ("SELECT * FROM claims ORDER BY sayd_on", ["said_on"]),
        ("SELECT actor FROM claims WHERE actor = \"Spain\"", ["single quotes", "'Spain'"]),
        ("SELECT * FROM claim", ["no view or table claim", "did you mean claims", "contradictions"]),
        ("FROM nothing_like_it", ["no view or table nothing_like_it", "the views are", "by_actor"]),
        ("SELECT * FROM as_off('2026-01-01')", ["no function as_off", "did you mean as_of"]),
        ("SELECT foo(1)", ["no function foo", "convert"]),
        ("SELECT convert(1) FROM claims", ["convert(amount, from_currency"]),
        ("SELECT sum(actor) FROM claims", ["sum(VARCHAR)", "::"]),
        ("SELECT actor, count(*) FROM claims", ["GROUP BY"]),
        ("SELECT 1/'a'", ["'a'"]),
        ("SELECT c.actor FROM claims c JOIN pledges USING (nope)", ["no column nope"]),
        ("SELECT actor FROM claims, pledges", ["Ambiguous", "claims.actor"]),
        ("SELECT v.title FROM verdicts v JOIN articles a USING (document_id)", ["no column title in verdicts", "a column of articles: a.title"]),
        ("SELECT verdicts.url FROM verdicts JOIN articles USING (document_id)", ["no column url in verdicts", "articles.url"]),
        ("SELECT source FROM (SELECT actor FROM claims)", ["a column of claims, and not handed on"]),
        ("SELECT x.source FROM (SELECT actor FROM claims) x", ["a column of claims, and not handed on"]),
        ("SELECT Measur FROM claims AS c WHERE c.actor > ''", ["no column Measur", "did you mean measure"]),
    ],
)  # fmt: skip
def test_wrong_sql_is_answered_in_one_line_that_names_what_exists(copy: Path, sql: str, words: list[str]) -> None:
    with pytest.raises(QueryRefused) as caught:
        ask(copy, sql)
    said = str(caught.value)
    assert "\n" not in said and "Error:" not in said and len(said) < 600
    assert [word for word in words if word not in said] == [], said
    assert "claim_log" not in said and "summary_" not in said
    if unknown := re.search(r"no column (\w+)", said):
        assert not re.search(rf"did you mean [^;]*\b{unknown.group(1)}\b", said, re.IGNORECASE), "never the name itself"

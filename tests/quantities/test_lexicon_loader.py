"""Word lists: merged with the user's own, with errors that name file and key."""

import pytest

from extractors import amounts, lexicon
from extractors.lexicon import LexiconError
from extractors.quantities import read_quantities


def test_read_once():
    assert lexicon.load() is lexicon.load()


def test_users_lists_lie_over_the_shipped_ones(tmp_path):
    (tmp_path / "currencies.yaml").write_text("names:\n  galleons: [GBP]\nsigns:\n  '@': [EUR]\n", encoding="utf-8")
    (tmp_path / "units.yaml").write_text("units:\n  parsec: [parsecs]\n", encoding="utf-8")
    words = lexicon.load((tmp_path,))
    assert [(q.low, q.unit) for q in read_quantities("He paid 3 million galleons for 12 parsecs.", lexicon=words)] == [
        (3e6, "GBP"),
        (12, "parsec"),
    ]
    assert [q.unit for q in read_quantities("3 million euros", lexicon=words)] == ["EUR"]
    assert [q.unit for q in read_quantities("He paid 3 million galleons.")] != ["GBP"]


def test_lists_grow_and_are_not_doubled(tmp_path):
    (tmp_path / "comparators.yaml").write_text(
        "before:\n  at_least: ['at least', 'no whit less than']\n", encoding="utf-8"
    )
    words = lexicon.load((tmp_path,))
    phrases = words.mapping("comparators", "before")["at_least"]
    assert phrases.count("at least") == 1
    (q,) = read_quantities("no whit less than $5bn", lexicon=words)
    assert (q.low, q.high, q.comparator) == (5e9, None, "at_least")


def test_a_new_section(tmp_path):
    (tmp_path / "mine.yaml").write_text("words: [a, b]\n", encoding="utf-8")
    assert lexicon.load((tmp_path,)).words("mine", "words") == ("a", "b")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("units.yaml", "units: [km]\n", "units must be a mapping"),
        ("units.yaml", "units:\n  km: far\n", "units.km must be a list"),
        ("units.yaml", "units: {km: [a\n", "not valid YAML in line"),
    ],
)
def test_bad_files_are_named(tmp_path, name, content, says):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=says) as error:
        lexicon.load((tmp_path,))
    assert name in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (
            "currencies.yaml",
            "names:\n  florins: DUC\n",
            "currencies.yaml: names.florins must be a list of ISO 4217 codes",
        ),
        ("numbers.yaml", "cardinals:\n  umpteen: many\n", "numbers.yaml: cardinals.umpteen must be a whole number"),
        ("numbers.yaml", "fractions:\n  smidgen: [1]\n", "numbers.yaml: fractions.smidgen must be two whole numbers"),
        ("units.yaml", "units:\n  parsec: [3]\n", "units.yaml: units.parsec must be a list of names"),
    ],
)
def test_bad_entries_are_named(tmp_path, name, content, says):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=says):
        lexicon.load((tmp_path,)).compiled(amounts.tables)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(LexiconError, match="is not a folder"):
        lexicon.load((tmp_path / "none",))


def test_what_is_missing_is_said():
    words = lexicon.load()
    with pytest.raises(LexiconError, match="no word list nothing"):
        words.section("nothing")
    with pytest.raises(LexiconError, match="nokey is missing"):
        words.get("units", "nokey")
    with pytest.raises(LexiconError, match="must be a list of words"):
        words.words("units", "units")

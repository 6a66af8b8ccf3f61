"""Tables of values and the ways of saying them, and of numbers that are no amounts."""

from pathlib import Path

import pytest
import yaml

from extractors.quantities import read_quantities

HERE = Path(__file__).parent


def _cases(name):
    return yaml.safe_load((HERE / f"corpus_{name}.yaml").read_text(encoding="utf-8"))["cases"]


def _told(quantities):
    return [(q.span.exact, q.low, q.high, q.unit, q.rule) for q in quantities]


@pytest.mark.parametrize(
    ("form", "case"),
    [(form, case) for case in _cases("money") for form in case["forms"]],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_money_in_any_style(form, case):
    found = read_quantities(f"The government will give {form} to the fund.")
    assert [(q.low, q.high, q.unit) for q in found] == [(case["value"], case["value"], case["unit"])], _told(found)


@pytest.mark.parametrize(
    ("form", "case"),
    [(form, case) for case in _cases("amounts") for form in case["forms"]],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_comparators_ranges_rates_and_units(form, case):
    found = read_quantities(f"They said it would be {form}")
    assert len(found) == 1, _told(found)
    q = found[0]
    low, high = (None if v is None else pytest.approx(v) for v in (case["low"], case["high"]))
    assert (q.low, q.high, q.unit, q.comparator, q.per) == (low, high, case["unit"], case["comparator"], case["per"])


@pytest.mark.parametrize("text", [t for case in _cases("none") for t in case["texts"]])
def test_what_is_no_amount(text):
    assert _told(read_quantities(text)) == []


@pytest.mark.parametrize("case", _cases("context"), ids=lambda c: c["text"][:60])
def test_amounts_among_their_neighbours(case):
    found = read_quantities(case["text"])
    assert len(found) == len(case["is"]), _told(found)
    for q, want in zip(found, case["is"], strict=True):
        low, high = (want["v"], want["v"]) if "v" in want else (want["low"], want["high"])
        assert (q.low, q.high, q.unit) == (
            low and pytest.approx(float(low)),
            high and pytest.approx(float(high)),
            want["unit"],
        )
        got = {
            "per": q.per, "comparator": q.comparator, "role": q.role, "basis": q.unit_basis[0], "of": q.unit_of,
            "magnitude": q.magnitude, "also": [[e.low, e.unit] for e in q.equivalents],
        }  # fmt: skip
        wanted = {k: v for k, v in want.items() if k in got}
        if "also" in wanted:
            wanted["also"] = [[float(v), unit] for v, unit in wanted["also"]]
        if "magnitude" in wanted:
            wanted["magnitude"] = float(wanted["magnitude"])
        assert {k: got[k] for k in wanted} == wanted

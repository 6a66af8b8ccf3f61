"""Ways of printing an amount that were once misread, each said by other people of other things."""

from __future__ import annotations

import pytest

from extractors.quantities import read_quantities

#: text -> (low, high, unit) of its first amount that is not about something else
ROWS = {
    "Towns spend a quarter of a percent on libraries.": (0.25, 0.25, "pct"),
    "Prices rose by half a percentage point.": (0.5, 0.5, "pct_points"),
    "Rates fell by a tenth of one per cent.": (0.1, 0.1, "pct"),
    "The road swallows 1.4 milliards of the Czech crowns.": (1.4e9, 1.4e9, "CZK"),
    "A ticket costs from 35 up to 50 euros.": (35, 50, "EUR"),
    "A million and a half euros went to the choir.": (1.5e6, 1.5e6, "EUR"),
    "The ferry will cost 90 million kroner, mayors in Aarhus heard.": (90e6, 90e6, "DKK"),
    "STAVANGER - A ferry for 90 million kroner is on order.": (90e6, 90e6, "NOK"),
    "A school in Brno gets 90 million crowns.": (90e6, 90e6, "CZK"),
    "MALMÖ - A school gets 90 million crowns.": (90e6, 90e6, "SEK"),
    "In Karachi the water board spends Rs 300 million.": (300e6, 300e6, "PKR"),
    "In Pokhara the water board spends Rs 300 million.": (300e6, 300e6, "NPR"),
    "KUWAIT CITY - The fund lent 20 million dinars to Jordan.": (20e6, 20e6, "KWD"),
    "A dam near Sfax is worth 20 million dinars.": (20e6, 20e6, "TND"),
    "A bridge in Medellín takes 20 billion pesos.": (20e9, 20e9, "COP"),
    "A bridge in Mombasa takes 20 million shillings.": (20e6, 20e6, "KES"),
}


@pytest.mark.parametrize("text", ROWS)
def test_amount(text: str) -> None:
    found = [q for q in read_quantities(text) if q.unit != "count"]
    low, high, unit = ROWS[text]
    wanted = "pct" if unit == "pct_points" else unit
    assert (found[0].low, found[0].high, found[0].unit) == (low, high, wanted)


def test_where_a_value_comes_from_is_told() -> None:
    found = read_quantities("Ghana raised its share to €8bn from €4bn.")
    assert [(q.low, q.role) for q in found] == [(8e9, None), (4e9, "prior")]


@pytest.mark.parametrize("verb", ["sits with", "goes to", "comes from", "belongs to", "arrives through"])
def test_a_verb_is_no_counted_thing(verb: str) -> None:
    found = read_quantities(f"Of the 200 billion euros, 70 billion {verb} the banks.")
    assert [(q.low, q.unit) for q in found] == [(200e9, "EUR"), (70e9, "EUR")]

"""Signs that no XML holds, in any place of a page, as they are or by number: the page is read and its numbers stay."""

from __future__ import annotations

import pytest

from flows.clean import clean
from pages import article, page

SIGNS = ["\x0c", "\x0b", "\x01", "\x1f", "&#12;", "&#x0C;", "&#0011;", "&#31;", "&#x1f"]


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
@pytest.mark.parametrize("place", ["<h1>", "<title>", "<p>"])
def test_a_control_sign_costs_no_page(sign: str, place: str) -> None:
    whole = article(1, 2, 3)
    assert place in whole
    for n in (whole, whole[: len(whole) // 2]):
        cleaned = clean(page(n.replace(place, f"{place}Aid {sign} grows ", 1).encode()))
        assert cleaned.document is not None, cleaned.problems
        assert "statement 1 the minister" in cleaned.document.text
        assert not any(c < " " and c != "\n" for c in cleaned.document.text)


def test_numbers_of_signs_that_are_text_stay() -> None:
    body = article(1, 2, 3).replace("<p>", "<p>Fran&#231;ois said 10&#37; of it, &#8364;120 and &#x20AC;31. ", 1)
    cleaned = clean(page(body.encode()))
    assert cleaned.document is not None
    assert "François said 10% of it, €120 and €31." in cleaned.document.text

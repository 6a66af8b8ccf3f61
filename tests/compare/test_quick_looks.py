"""Cheap looks that spare most sentences a search find whatever the search would find."""

from __future__ import annotations

import pytest

from flows.compare import corrections
from flows.compare.offices import offices


@pytest.mark.parametrize(
    "form",
    [
        "correction", "Corrected", "corrects", "clarification", "Editor’s note", "editor's note", "amended", "as we reported", "as was said", "as were printed",
        "as had been said", "as previously told", "as earlier told", "as first told", "as originally told", "an earlier version", "a previous online edition",
        "the original headline", "the first report", "wrongly", "incorrectly", "mistakenly", "erroneously", "misstated", "misreported", "in error", "by mistake",
        "We said it was", "we wrote the sum was", "we told you it had", "we put it at what would be",
    ],
)  # fmt: skip
def test_the_quick_look_for_a_notice_overlooks_no_form(form: str) -> None:
    text = f"For the record, {form} 5 million." if form[0].islower() else f"{form} 5 million."
    assert corrections._NOTICE.search(text) and corrections._notices(text)
    assert not corrections._notices("Norland gives 5 million to the port."), "most sentences have none"


def test_an_office_that_a_text_claims_is_told_in_it() -> None:
    register = offices()
    for person, text in (
        ("Jens Stoltenberg", "NATO Secretary General Jens Stoltenberg said so."),
        ("Rutte", "Rutte, the NATO chief, spoke."),
        ("Jens Stoltenberg", "The former NATO secretary general, Jens Stoltenberg, spoke."),
    ):
        assert register.claimed(person, text) is not None and register.tells_office(person, text)
    assert not register.tells_office("Jens Stoltenberg", "Stoltenberg spoke of the harvest.")

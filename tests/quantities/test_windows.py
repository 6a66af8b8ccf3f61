"""Which time a claim gets: windows, deadlines and years as news print them, beside times that belong to something else."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Document

#: (article's date, text, unit, value) -> (start, end, deadline) of the claim; None: nothing may stand there
ROWS = [
    # windows in years: the last quarter looks to the years to come, January counts its own
    ("2024-11-12", "Kenya will spend 90 million dollars on wells over four years.", 9e7, ("2025", "2028", None)),
    ("2024-11-12", "Kenya will spend 90 million dollars on wells over the next two years.", 9e7, ("2025", "2026-11", None)),
    ("2025-05-12", "Kenya will spend 90 million dollars on wells over four years.", 9e7, ("2025", "2029", None)),
    ("2025-01-12", "Kenya will spend 90 million dollars on wells over three years.", 9e7, ("2025", "2027", None)),
    ("2025-05-12", "Chile will lend Peru 40 million dollars in the five years from 2027.", 4e7, ("2027", "2031", None)),
    ("2025-05-12", "Chile will lend Peru 40 million dollars over three years starting in 2026.", 4e7, ("2026", "2028", None)),
    ("2025-05-12", "Chile will lend Peru 40 million dollars in 2026 and 2027.", 4e7, ("2026", "2027", None)),
    ("2025-05-12", "Between January and March, Chad spent 7 million dollars on seeds.", 7e6, ("2025-01", "2025-03", None)),
    # no start after the article's date
    ("2026-01-20", "Since June 1 Malta has given 3 million euros to the camp.", 3e6, ("2025-06-01", "2026-01-20", None)),
    ("2025-11-20", "By the end of September Malta had spent 3 million euros on the camp.", 3e6, (None, None, "2025-09-30")),
    ("2025-11-20", "By the end of June Malta will spend 3 million euros on the camp.", 3e6, (None, None, "2026-06-30")),
    # words for stretches without figures
    ("2025-11-20", "Ghana will pay 12 million euros from next year's budget.", 1.2e7, ("2026", "2026", None)),
    ("2025-11-20", "Ghana will pay 12 million euros before the decade is out.", 1.2e7, (None, None, "2029-12-31")),
    ("2025-09-20", "Ghana will pay 12 million euros by Christmas.", 1.2e7, (None, None, "2025-12-25")),
    ("2025-09-20", "Ghana is prepared to add 12 million euros in the spring.", 1.2e7, ("2026-03", "2026-05", None)),
    ("2025-12-19", "The first 9 million euros could flow as early as March.", 9e6, ("2026-03", None, None)),
    # amounts in a row share the time behind them; an opening time holds for the sentence
    ("2025-05-12", "Japan will send 40 trucks and roughly 900 tents by the end of June.", 40, (None, None, "2025-06-30")),
    ("2025-05-12", "The army captured 560 hectares (1,383 acres), or 9 percent, of the reserve in 2023.", 560, ("2023", "2023", None)),
    ("2025-05-12", "When the plant opens in 2031 it is to employ 300 people and make 800 engines.", 800, ("2031", "2031", None)),
    ("2025-05-12", "In 2021 the partners set out to reach 70 million doses a year by 2024.", 7e7, ("2021", None, "2024")),
    # times of something else
    ("2025-05-12", "Italy has paid out 18 million euros after the floods of 2022.", 1.8e7, (None, None, None)),
    ("2025-05-12", "Italy has paid out 18 million euros, more than in 2023.", 1.8e7, (None, None, None)),
    ("2025-05-12", "Malawi counted 514 cases, twice as many as in the same months of 2024.", 514, (None, None, None)),
    ("2026-03-10", "By 2035 Italy is to spend 3.5 percent, the mark on which the club settled last summer.", 3.5, (None, None, "2035")),
]  # fmt: skip


@pytest.mark.parametrize(("published", "text", "value", "time"), ROWS, ids=[row[1][:60] for row in ROWS])
def test_time_of_a_claim(published: str, text: str, value: float, time: tuple[str | None, ...]) -> None:
    claims = [c for c in extract(Document("t", text, published=published)) if value in (c.low, c.high)]
    assert claims, "the amount is not read"
    found = claims[0].time
    assert (found.start, found.end, found.deadline) == time

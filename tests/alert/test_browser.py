"""The e-mail as a browser lays it out, on a phone (320 px) and in a reading pane (700 px)."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cards as golds
from flows.alert.card import Card, loads
from flows.alert.compose import compose
from flows.alert.render import html

CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here; apt-get install chromium runs this test"),
]
#: measures that the page takes of itself: its width, the widest thing on it, and where the two sides of the conflict stand
PROBE = """<script>
const wide = [...document.querySelectorAll('body *')].map(e => e.getBoundingClientRect().right).reduce((a, b) => Math.max(a, b), 0);
const sides = [...document.querySelectorAll('table')].filter(t => /^(NOW|BEFORE)/.test(t.innerText.trim()))
  .filter(t => !t.querySelector('table')).map(t => t.getBoundingClientRect());
const small = [...document.querySelectorAll('body *')].filter(e => e.childElementCount == 0 && e.innerText && e.offsetHeight > 1)
  .map(e => parseFloat(getComputedStyle(e).fontSize)).reduce((a, b) => Math.min(a, b), 99);
const bars = [...document.querySelectorAll('div')].filter(e => e.style.height == '7px').map(e => e.getBoundingClientRect().width);
parent.document.title = JSON.stringify({bars, width: innerWidth, scroll: document.documentElement.scrollWidth, wide,
  tops: sides.slice(0, 2).map(r => r.top), lefts: sides.slice(0, 2).map(r => r.left), small});
</script>"""


def measures(page: str, width: int, folder: Path) -> dict[str, float | list[float]]:
    """Lay the page out ``width`` pixels wide and read what it measured. A frame, for a browser's window is never that narrow."""
    import json
    from html import escape

    inner = escape(page.replace("</body>", PROBE + "</body>"), quote=True)
    file = folder / "mail.html"
    file.write_text(
        f'<!DOCTYPE html><title>-</title><iframe width="{width}" height="1500" style="border:0" srcdoc="{inner}"></iframe>',
        "utf-8",
    )
    shell = [
        str(CHROMIUM),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}",
    ]
    run = subprocess.run(
        [*shell, "--window-size=1000,1600", "--virtual-time-budget=3000", "--dump-dom", file.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
    )
    found = re.search(r"<title>(\{.*?\})</title>", run.stdout)
    assert found, run.stderr[-500:]
    return json.loads(found[1])


def conflict() -> Card:
    made = compose(golds.verdicts(), golds.statements(), None, now=datetime(2025, 12, 3, 19, tzinfo=UTC)).alerts
    return next(loads(a.card) for a in made if a.event_id == "EV21")


@pytest.mark.parametrize("width", [320, 700])
def test_the_mail_fits_and_its_two_sides_stand_as_they_should(width: int, tmp_path: Path) -> None:
    card = conflict()
    seen = measures(html.page((card,), card.title), width, tmp_path)
    assert seen["width"] == width
    assert seen["scroll"] <= width and seen["wide"] <= width, "nothing sticks out"
    assert seen["small"] >= 11, "nothing too small to read"
    (first, second), (left, right) = seen["tops"], seen["lefts"]
    if width == 700:
        assert first == second and left < right, "side by side"
    else:
        assert first < second and left == right, "one below the other"


@pytest.mark.parametrize("width", [320, 700])
def test_the_picture_of_the_values_over_time_is_drawn_to_scale(width: int, tmp_path: Path) -> None:
    card = conflict()
    bars = measures(html.page((card,), card.title), width, tmp_path)["bars"]
    shares = [p.share for p in card.findings[0].timeline]
    assert shares == [86, 100, 86] and len(bars) == 3 and max(bars) >= width / 3
    assert [round(100 * bar / max(bars)) for bar in bars] == shares


def test_hostile_long_words_do_not_break_the_layout(tmp_path: Path) -> None:
    card = conflict()
    page = html.page((card,), card.title).replace("billion euros", "b" * 300)
    seen = measures(page, 320, tmp_path)
    assert seen["scroll"] <= 320

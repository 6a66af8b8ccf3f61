"""How firm a promise is: some seventeen hundred frames of English news, each with the one modality that it says.

The frames are tests/extractors/frames/*.txt: lines under a modality, ``{S}`` who gives, ``{A}`` the sum, ``{P}`` what for; under ``@-`` stand
look-alikes in which nobody gives. Written from what English offers, verb class by verb class, not from texts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors import extract
from extractors.model import Claim, Document

FRAMES = sorted((Path(__file__).parent / "frames").glob("*.txt"))
GIVERS = ["Norway", "the Gates Foundation", "the European Investment Bank"]
SUMS = ["$40 million", "€2.5 billion", "CHF 18 million"]
AIMS = ["for flood defences in Bangladesh", "for new hospitals in Malawi", "to the climate fund"]


def _frames() -> list[tuple[str, str, str]]:
    """Modality, frame and text; the giver, the sum and the aim change from line to line."""
    found = []
    for path in FRAMES:
        modality = ""
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if line.startswith("@"):
                modality = line[1:]
            elif line and not line.startswith("#"):
                text = line.replace("{S}", GIVERS[n % 3]).replace("{A}", SUMS[n % 3]).replace("{P}", AIMS[n % 3])
                found.append((modality, line, text[0].upper() + text[1:]))
    return found


def _claim(text: str) -> Claim | None:
    given = {s.split()[0].strip("$€") if s[0] in "$€" else s.split()[1] for s in SUMS}
    claims = extract(Document("d", text, published="2025-03-10"))
    return next((c for c in claims if any(number in c.anchor.exact for number in given)), None)


@pytest.mark.parametrize(("modality", "frame", "text"), _frames(), ids=[f"{m}: {f[:60]}" for m, f, _ in _frames()])
def test_a_frame_says_how_firm_it_is(modality: str, frame: str, text: str) -> None:
    claim = _claim(text)
    if modality == "-":
        assert claim is None or claim.kind == "figure", (text, claim.modality, claim.trace)
        return
    assert claim is not None, text
    assert (claim.kind, claim.modality) == ("pledge", modality), (text, claim.trace)


def test_the_frames_are_many() -> None:
    """Each modality has enough frames that a verb class left out shows."""
    counts: dict[str, int] = {}
    for modality, _, _ in _frames():
        counts[modality] = counts.get(modality, 0) + 1
    assert min(counts[m] for m in ("pledged", "planned", "demanded", "expected", "reaffirmed", "delivered")) >= 60
    assert min(counts[m] for m in ("refused", "withdrawn", "conditional", "denied")) >= 60
    assert counts["-"] >= 40

"""In which language a text is written: py3langid, a small n-gram model, with the page's own word where the text is too short."""

from __future__ import annotations

import errno
import re
import tempfile
from functools import cache
from typing import Any

#: characters below which the page's own declaration is trusted above the model
_SHORT = 120
_SAMPLE = 2000


@cache
def _identifier() -> Any:
    """Raises OSError where the model cannot be unpacked; it names the folder of temporary files, which is all that is known of the place."""
    # loading takes 0.6 s, so it waits for the first text
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as problem:
        # where there is no such folder at all, the error says so itself
        if problem.filename is None and problem.errno != errno.ENOENT:
            problem.filename = tempfile.gettempdir()
        problem.add_note("a temporary file of the language model is written there; TMPDIR names the folder")
        raise


def primary(tag: str | None) -> str | None:
    """The primary subtag of a language tag ("en-GB" and "en_US" give "en"), None if it is none."""
    found = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", (tag or "").strip())
    return found[1].lower() if found else None


def detect(text: str, declared: str | None = None) -> str | None:
    """ISO 639 code of the text's language; ``declared`` (html lang, feed or settings) decides for short or undecided texts."""
    told = primary(declared)
    letters = sum(map(str.isalpha, text[:_SAMPLE]))
    if letters < 20:
        return told
    if letters < _SHORT and told is not None and (told != "en" or text.isascii()):
        return told
    code, sure = _identifier().classify(text[:_SAMPLE])
    if sure < 0.8 and told is not None:
        return told
    return str(code)

"""Whether a sentence takes a value back, by what stands before and after the value; and whose correction it is."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from extractors.model import Article, Claim
from flows.compare.words import fold

#: "At 06:10 we said that the gift was worth 25 crore", not "as we reported" nor somebody's "we said so from the start"
_WE_SAID = r"(?<!\bas )(?<![“\"])\bwe (?:said|wrote|reported|told you|put it)\b(?=[^.;“\"]{0,60}\b(?:was|were|had|would be|came to|stood)\b)"
#: a sentence that speaks of an error of its own outlet; a form that is added here has its mark in `_MARKS`
_NOTICE = re.compile(
    r"\bcorrect(?:ion|ions|ed|s)\b|\bclarification\b|\beditor['’]s note\b|\bamended\b|\bas (?:we|was|were|had been|previously|earlier|first|originally) "
    r"|\b(?:earlier|previous|original|first) (?:\w+ )?(?:version|edition|report|article|story|headline)\b"
    r"|\b(?:wrongly|incorrectly|mistakenly|erroneously|misstated|misreported|in error|by mistake)\b"
    rf"|{_WE_SAID}",
    re.I,
)
#: what follows it was wrong
_WRONG = re.compile(
    r"\b(?:an?|the|our) (?:earlier|previous|original|first) (?:\w+ )?(?:version|edition|report|article|story|headline)\b"
    r"|\b(?:wrongly|incorrectly|mistakenly|erroneously|misstated|misreported)\b|(?<!\bas )\bwe (?:wrote|reported|gave|put|said|told you)\b"
    r"|\b(?:\w+day['’]s|yesterday['’]s|last (?:night|week)['’]s|our|the) (?:front page|page \w+|\w+ edition|edition|issue|paper|piece|column|programme)"
    r" (?:said|had|gave|put|wrote|claimed|stated|made it|spoke of)\b",
    re.I,
)
#: what follows it is right, though an error was spoken of before
_RIGHT = re.compile(
    r"\b(?:(?:should (?:be|have|read)|in fact|correct(?:ed)?)\b|(?:it|this|that|sum|amount|figure|number|value) (?:is|was) (?!given|put|said|wrong|reported|stated))",
    re.I,
)
_INSTEAD = re.compile(
    r"\b(?:not|instead of|rather than|(?:corrected|changed|amended) from|(?:corrects|corrected)\b[^.;]{1,100}\bto\b[^.;]{1,40}\bfrom)\s+(?:the\s+)?$",
    re.I,
)


#: one of these stands in whatever `_NOTICE` finds; most sentences have none, and are not searched
_MARKS = ("correct", "clarif", "editor", "amended", "as we", "as was", "as were", "as had", "earlier", "previous", "original", "first", "wrong",
          "mistake", "erroneous", "misstated", "misreported", "in error",
          "we said", "we wrote", "we reported", "we told", "we put")  # fmt: skip


@lru_cache(maxsize=65536)
def _notices(quote: str) -> bool:
    """Whether a sentence speaks of an error of its own outlet."""
    plain = quote.lower()
    return any(mark in plain for mark in _MARKS) and bool(_NOTICE.search(quote))


def taken_back(claim: Claim) -> bool:
    """Whether the claim's sentence says that this value was an error ("an earlier version said X"; "Y, not X as we reported")."""
    quote = claim.quote.exact
    start = claim.anchor.start - claim.quote.start
    if claim.role == "superseded":
        return True
    if not 0 <= start <= len(quote) or not _notices(quote):
        return False
    before = quote[:start]
    if _INSTEAD.search(before):
        return True
    found = [m for m in _WRONG.finditer(before) if not _quoted(before[: m.start()])]
    return bool(found) and not _RIGHT.search(before[found[-1].end() :])


def _quoted(before: str) -> bool:
    """Whether what follows stands in somebody's words: "from the start we said that the bill was 40 million" is no outlet's error."""
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def in_notice(claim: Claim) -> bool:
    """Whether the claim's sentence speaks of an error of its outlet: such a notice may stand far from what it puts right."""
    return _notices(claim.quote.exact)


#: ... of its own text, not of another's
_OWN_TEXT = re.compile(
    r"\b(?:we|our|us|corrections?|clarification|editor['’]s note|amended|corrected|updated|this (?:article|story|report|page|piece|text)"
    r"|(?:earlier|previous|original|first) (?:\w+ )?(?:version|edition|report|article|story|headline))\b",
    re.I,
)


def of_others(claim: Claim, printed: Article) -> bool:
    """Whether the sentence calls wrong what another outlet printed, not what its own said before. ``printed``: where the value stood."""
    quote = claim.quote.exact
    named = outlet(printed)
    if named is not None and len(named) > 2 and f" {named} " in f" {fold(quote)} ":
        return True
    return _notices(quote) and not _OWN_TEXT.search(quote)


_SET_RIGHT = re.compile(
    r"\b(?:correct(?:s|ed|ion)|clarif(?:y|ies|ied|ication)|set(?:s)? (?:it|this|that|the record) (?:right|straight)|amended)\b",
    re.I,
)


def corrected_now(claim: Claim) -> bool:
    """Whether the sentence says that its value is the corrected one, without printing the wrong one."""
    return bool(_SET_RIGHT.search(claim.quote.exact))


def outlet(article: Article) -> str | None:
    """Who prints the article: its publisher, else the host of its address."""
    if article.publisher:
        return fold(article.publisher)
    host = urlsplit(article.url or "").hostname
    return host.removeprefix("www.") if host else None


def one_outlet(a: Article, b: Article) -> bool | None:
    """Whether two articles are printed by one outlet; None where nobody can tell."""
    x, y = outlet(a), outlet(b)
    if a.url and a.url == b.url:
        return True
    return None if x is None or y is None or bool(a.publisher) != bool(b.publisher) else x == y

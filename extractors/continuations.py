"""How a bare number goes on from the amount before it: "Then it was two", "bringing the total to 600", "and Kyrgyzstan 20,000".

Told by the words before and behind the number; whether the sizes fit is asked elsewhere (`extractors.elision`).
"""

from __future__ import annotations

import re

from extractors.grammar import wordset
from extractors.model import Quantity

_END = re.compile(r"[.!?;:][\"”’')]?\s|\n")
#: what a bare number can be said with so that currency and scale are those of the amount before
_COPULAR = re.compile(
    r"\b(?:it|that|this|which|there|week|month|year|today|now|total|sum|figure|price|cost|bill|amount|number)"
    r"(?:['’]s| (?:is|was|are|were|be|been|stands at|stood at|might be|may be|will be|would be|could be|has been|had been|used to be))"
    r"(?: (?:now|then|again|only|still|just|already|at))?\s*\Z",
    re.IGNORECASE,
)
_BROUGHT = re.compile(
    r"\b(?:chop(?:s|ped|ping)?|slash(?:es|ed|ing)?|trim(?:s|med|ming)?|br(?:ing|ings|ought|inging)|rais(?:e|es|ed|ing)|lift(?:s|ed|ing)?|cut(?:s|ting)?|tak(?:e|es|ing)|took|push(?:es|ed|ing)?|"
    r"increas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing)|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|grew|grown?|rose|risen?|fell|fallen|went up|gone up)\b"
    r"[^.;:!?]{0,30}\bto\s*\Z"
)
_OF_THAT = re.compile(r"\bof (?:that|this|it|which|these|them),?\s*\Z", re.IGNORECASE)
_THE = re.compile(r"\bthe\s*\Z")
_CLAUSE = re.compile(
    r" (?:that|which|it|they|he|she|we|(?:had been |was |were )?(?:promised|pledged|offered|announced|agreed|requested|planned|needed|asked for))\b"
)
_OF_IT = re.compile(r",? of (?:it|that|this|which)\b(?! (?:is|was) )")
_FROM = re.compile(r"\A(?: in \d{4}| (?:this|last|next) \w+| (?:a|per) year)?,? (?:up |down )?from\s*\Z")
_AND = re.compile(r"(?:,| and|, and|;|, but| but|, then| then)\s*\Z")
_IN_YEAR = re.compile(
    r" (?:in (?:19|20)\d\d\b|(?:this|next|last|the following|the next|the year) (?:year|before|after)\b|(?:a|the) year (?:later|earlier|before|after)\b)"
)
_GAPPED = re.compile(
    r"(?:,|;|\band|\bwhile|\bbut) (?:the )?[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?(?: (?:about|around|only|some|another|nearly|almost|just))?\s*\Z"
)
#: "..., the bakers' guild 5,000 and the choir 800"
_GAPPED_NOUN = re.compile(
    r"(?:[,;](?: and| while| but)?| and| while) (?:the|its|their|a|an|his|her) "
    r"(?:(?!(?:for|of|to|in|with|by|from|at|on|as|than)\b)[a-z][a-z’'-]* ){1,3}(?:of [A-ZÀ-Þ][\w’'-]+ )?\Z"
)
_CLOSED = re.compile(r"\s*(?:[,.;)\n]|and\b|while\b|\Z)")
_MADE = re.compile(r"\b(?:has |have |had )?(?:made|makes|make|making) (?:it|that|this|them)\s*\Z")
_DIGIT_OR_END = re.compile(r"\d|[.!?\n]\s")
_HOW_MUCH = re.compile(
    r"(?:\b(?:[Hh]ow much|paid|pay|promised?|pledged?|offered|spent|given|cost|worth|(?:next|this|last) year|today|now|then|before|more|total)\b[^.!?]{0,30}\?)"
)
_ANSWER = re.compile(r"\?[\"”’]?\s+(?:[A-ZÀ-Þ][\w.’'-]{1,20}: )?\s*\Z")
_AT = re.compile(
    r"\b(?:ended up|ends up|ending up|came out|finished|settled|sale|sold|sells|sell|valued|put|priced|estimated|stands|stood|stand)\b[^.;]{0,20}\bat\s*\Z"
)


#: "..., and the year ended up at around nine": told of the sum itself, a sentence further on
_ENDED_AT = re.compile(
    r"\b(?:year|budget|pot|total|sum|bill|fund|appeal|final figure|tally)\b[^.;:]{0,14}"
    r"\b(?:ended up|ends up|came out|came in|finished|settled|closed|landed|ended)\b[^.;:]{0,8}\bat\s*\Z"
)
#: verbs of giving: the bare number behind one of them is money where money was spoken of just before
_GIVES = wordset("elision_gives")
_DEGREES = wordset("elision_degrees")


def _given_by(gap: str) -> bool:
    """ "Norway has paid", "and now offers only": whether the text between an amount and a bare number ends with a verb of giving."""
    if len(gap) > 200 or "\n" in gap:
        return False
    words = gap.split()
    while words and words[-1] in _DEGREES:
        words.pop()
    return len(words) > 1 and words[-1] in _GIVES


def said_to_be(text: str, q: Quantity) -> bool:
    """ "Then it was two", "this year it is now 5", "Brussels made it twelve point six"."""
    near = max(0, q.span.start - 60)
    return (_COPULAR.search(text, near, q.span.start) or _MADE.search(text, near, q.span.start)) is not None


def is_given(text: str, q: Quantity) -> bool:
    """ "which had promised two": a verb of giving stands right before the number."""
    return _given_by(text[max(0, q.span.start - 40) : q.span.start])


def is_gapped(text: str, p: Quantity, q: Quantity) -> bool:
    """ "Germany gave 50 million, Estonia 25 and the choir 800": a giver and its number, the verb left out."""
    gap = text[p.span.end : q.span.start]
    if len(gap) >= 80 or _DIGIT_OR_END.search(gap):
        return False
    return _GAPPED.search(gap) is not None or (
        _GAPPED_NOUN.match(gap) is not None and _CLOSED.match(text, q.span.end) is not None
    )


def goes_on(text: str, p: Quantity, q: Quantity) -> bool:
    """Whether a bare number goes on from the amount ``p``: by the words before it, as a decimal, or as the answer to a question."""
    at = q.span.start
    near = max(0, at - 60)
    if q.role in ("increment", "total", "prior") or "." in q.span.exact or _BROUGHT.search(text, near, at):
        return True
    if _OF_THAT.search(text, near, at) or _OF_IT.match(text, q.span.end):
        return True
    if _THE.search(text, near, at) and _CLAUSE.match(text, q.span.end):
        return True
    if _ANSWER.search(text, near, at):
        return q.rule == "bare:words" or _HOW_MUCH.search(text, near, at) is not None
    gap = text[p.span.end : at]
    if gap.strip() == "to" or _given_by(gap) or is_gapped(text, p, q):
        return True
    if len(gap) < 200 and _ENDED_AT.search(text, near, at):
        return True
    if _END.search(gap):
        return False
    return _AT.search(text, near, at) is not None or _in_series(text, gap, q)


def _in_series(text: str, gap: str, q: Quantity) -> bool:
    """ "2 billion in 2023, 3 in 2024", "down to 2 billion from 5 last year": another year's amount in the same breath."""
    if len(gap) < 60 and _FROM.search(gap):
        return True
    return len(gap) < 40 and _AND.search(gap) is not None and _IN_YEAR.match(text, q.span.end) is not None

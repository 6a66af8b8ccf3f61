"""What makes an amount news after all, or none, where the reader of its tense or its verb was misled.

`asides` asks what speaks against telling a first report; here single questions are asked of a sentence by those who judge tenses and stages.
"""

from __future__ import annotations

import re

from extractors.model import Claim
from flows.compare.asides import BY_THEN, GIVEN, around
from flows.compare.values import point

_TO_DATE = re.compile(r"\b(?:to date|so far|since (?:the |\w+ )?\w+|until now|up to now|over the years)\b", re.I)
_DAY = r"(?:on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|this (?:morning|afternoon|evening))"
_SAID_LATELY = re.compile(rf"\b(?:said|told|announced|confirmed|declared|disclosed|revealed)\b(?:\s+[\w']+){{0,4}}?\s+{_DAY}\b|\b{_DAY}\s+(?:said|announced|confirmed)\b", re.I)  # fmt: skip
_PROMISED_LATELY = re.compile(rf"\b(?:promised|pledged|committed|approved|agreed|announced|offered|granted|set aside|earmarked)\b[^.;]*?\b{_DAY}\b", re.I)  # fmt: skip
_OLD = re.compile(r"\b(?:ago|last (?:year|month|spring|summer|autumn|fall|winter)|previously|originally|initially|earlier|once|formerly|already|first|in (?:19|20)\d\d)\b", re.I)  # fmt: skip
_HAD_BEEN_PROMISED = re.compile(rf"^[^.;,]{{0,30}}?\bhad been {GIVEN}\b", re.I)
_TO_COME = re.compile(
    r"\b(?:will|is to|are to|is about to|are about to|is going to)\s+(?:\w+\s+)?(?:\w+)\s+(?:\w+\s+)?\W*$", re.I
)


def told_today(claim: Claim) -> bool:
    """Whether a past perfect is the news after all: reported speech ("said yesterday that 92 million had been reserved"), the sum of a meeting
    ("by the close of the session, 1.4 billion had been promised"), or a verb that is still to come ("will receive 320 million")."""
    start = claim.anchor.start - claim.quote.start
    if not 0 <= start <= len(claim.quote.exact) or claim.modality not in ("pledged", "planned"):
        return False
    before, after, clause = around(claim.quote.exact, start, start + len(claim.anchor.exact))
    if to_come(claim):
        return True
    return not _OLD.search(clause) and bool(
        _SAID_LATELY.search(before) or (BY_THEN.search(before) and _HAD_BEEN_PROMISED.match(after))
    )


def to_come(claim: Claim) -> bool:
    """Whether the verb before the amount is still to come: "Spain will receive 320 million after last year's floods"."""
    start = claim.anchor.start - claim.quote.start
    return 0 < start <= len(claim.quote.exact) and bool(_TO_COME.search(claim.quote.exact[:start]))


def promised_this_week(claim: Claim) -> bool:
    """Whether the sentence says on which day of these days the promise was made."""
    return bool(_PROMISED_LATELY.search(claim.quote.exact)) and not _OLD.search(claim.quote.exact)


_GRANTED = re.compile(r"\b(?:granted|awarded|extended|allocated|assigned|offered|set aside|approved|signed)\b", re.I)
_COURT = re.compile(r"\b(?:judge|court|jury|tribunal)\b", re.I)
_HANDED = re.compile(
    r"\b(?:paid|delivered|handed|arrived|transferred|disbursed|received|shipped|reached|spent)\b", re.I
)


def granted(claim: Claim) -> bool:
    """Whether what was read as handed over was only granted: a grant is a promise until it is paid."""
    text = claim.quote.exact
    return bool(_GRANTED.search(text)) and not _HANDED.search(text) and not _COURT.search(text)


_GIVING = re.compile(
    r"\b(?:pay|fund|financ|contribut|giv|send|suppl|provid|deliver|guarantee|donat|spend|arm|weapon|aid|money|cent|penny|take part|taking part|"
    r"participat|commit|invest|support|chip|put in|spent|crown|kron|rupee|euro|dollar|pound(?!ing)|zlot|forint|rouble|ruble|hryvni|shilling|franc|buy|purchas|loan|lend|grant|credit|subsid|donor|match|extend|renew|cash|share|cost|bill|pledge|promise|scheme|mechanism)\w*",
    re.I,
)


_GROWN = re.compile(
    r"\b(?:gr(?:ow|ew|own)|ris(?:e|en|ing)|rose|climb(?:ed)?|swell(?:ed)?|pass(?:ed)?|shr[aiu]nk|fall(?:en)?|fell|mount(?:ed)?|go(?:es)?|went)(?:e?s|ing)?"
    r"\s+(?:\w+\s+)?(?:from\s+[^,;.]{1,25}(?:[.,]\d+)?[^,;.]{0,20}\s+)?(?:in)?to\s+$",
    re.I,
)
_BEFORE_IT = re.compile(r"^[^.;]{0,30}\b(?:compared with|up from|down from|against|after)\s+(?:the\s+)?[\W]?\d", re.I)


def grown(claim: Claim) -> bool:
    """Whether the amount is what a sum has come to: "the means grow to 660 million", "860 million, compared with the 660 before"."""
    start = claim.anchor.start - claim.quote.start
    if start < 0:
        return False
    before, after, _ = around(claim.quote.exact, start, start + len(claim.anchor.exact))
    return bool(_GROWN.search(before) or _BEFORE_IT.match(after))


def so_far(claim: Claim) -> bool:
    """Whether its clause adds up what has been given until now: a state of things, no promise."""
    start = claim.anchor.start - claim.quote.start
    quote = claim.quote.exact
    _, _, clause = around(quote, start, start + len(claim.anchor.exact))
    return bool(_TO_DATE.search(clause))


_SAME_LEVEL = re.compile(r"\b(?:this|that|current|present|same|such)\s+(?:levels?|amounts?|sums?|pace)\b", re.I)


def amountless_matter(claim: Claim) -> bool:
    """Whether a refusal is one of money or goods: it has an amount, or its words are of giving and paying."""
    return point(claim) is not None or bool(_GIVING.search(f"{claim.anchor.exact} {claim.purpose or ''}"))


_ACT = re.compile(
    r"\b(?:approv(?:ed|es)|adopt(?:ed|s)|passed|vot(?:ed|es) (?:for|in favou?r|through|the|its|to)|ratifi(?:ed|es)|sign(?:ed|s)|sealed|enacted|cleared|"
    r"(?:final )?investment decision|(?:gave|given|gives|got|won|received) (?:its |the |her |his |final |formal )*(?:approval|go-?ahead|green light|blessing|assent|signature)|"
    r"put (?:its|his|her|their) (?:name|signature) (?:to|under)|took the decision)\b",
    re.I,
)


def acted(claim: Claim) -> bool:
    """Whether its sentence tells the act that binds: a vote, a signature, a board's approval."""
    return bool(_ACT.search(claim.quote.exact))


_NOT_BEFORE = re.compile(
    r"\b(?:not|no|never|nothing|none|n[’']t)\b[^.;]*\b(?:before|until|till|so long as|for now|for the time being|not yet)\b"
    r"|\b(?:not yet|no sooner than|(?:only|not) (?:after|once|when))\b",
    re.I,
)


def only_later(claim: Claim) -> bool:
    """Whether what reads like a refusal only says when: "not a dollar of it will be spent before the autumn"."""
    return point(claim) is None and bool(_NOT_BEFORE.search(claim.quote.exact))


def level_by_reference(claim: Claim) -> bool:
    """Whether the amount is told by pointing at one: "sustain this level", "at current levels"."""
    return bool(_SAME_LEVEL.search(claim.anchor.exact))

"""Whether the words around an amount make it news at all: what is recalled, counted by the outlet, asked, corrected or merely measured.

A reader of texts by rule takes many an amount for a pledge that its sentence does not promise. Here the sentence is asked again, by
constructions of English and not by subjects; the answer only ever makes a first report quieter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from extractors.model import Claim
from flows.compare import grounds
from flows.compare.measure import money
from flows.compare.severity import euros
from flows.compare.types import Context
from flows.compare.values import point

#: So little money, told by nobody, is somebody's purse.
PURSE_EUR = 100.0

_GIVEN = r"(?:promised|committed|pledged|announced|approved|envisaged|earmarked|offered|budgeted|voted|granted)"
_SIZE = r"(?:(?:own|full|whole|entire|additional|extra|initial|original|promised|roughly|about|some|nearly|around|over|more than|other)\s+)*"
_DEFINITE = re.compile(rf"\b(?:the|its|their|his|her|that|those|these|whose|this)\s+{_SIZE}$", re.I)
_PART_OF = re.compile(
    rf"(?:\d|[mb]illion|bn|m|third|half|quarter|part|much|most|some|none)\s+of\s+{_SIZE}$|^of\s+(?:the|its|their)\s+{_SIZE}$",
    re.I,
)
_AFTER_GIVEN = re.compile(
    rf"^\s*(?:(?:that|which)\s+(?:[\w'’&.-]+\s+){{0,5}}?(?:had\s+|has\s+|have\s+|was\s+|were\s+)?(?:once\s+|previously\s+|first\s+)?|(?:once\s+|previously\s+|first\s+)?){_GIVEN}\b(?!\s+(?:by|to|on|for|in)\b)",
    re.I,
)  # fmt: skip
_HAD = re.compile(
    r"\bhad\s+(?:once\s+|already\s+|previously\s+|first\s+|initially\s+|earlier\s+)?\w+(?:ed|en|ut|ut up|ade|ave)\b",
    re.I,
)
_HOPED = re.compile(r"\bhad\s+(?:hoped|wished|wanted|dreamt)\b", re.I)
#: "the cabinet, which had asked for 900 million, means to find": what stands between commas is not what the sentence tells
_ASIDE_CLAUSE = re.compile(r",\s*(?:which|who|whose|that|having|once|after)\b[^,;]*,", re.I)
#: "by the close of the session, 1.4 billion had been promised": how reports of a conference begin
_BY_THEN = re.compile(r"\b(?:by|at) (?:the )?(?:close|end|evening|midnight|noon|[A-Z][a-z]+day)\b[^.;]*$", re.I)
_GOES_ON = re.compile(
    r"\b(?:continues? to|keeps? on|still|remains?(?: at)?|stays?(?: at)?|(?:is|are) kept at|goes on)\s+(?:\w+ing\s+|\w+\s+)?(?:at\s+)?\W*$",
    re.I,
)
_UNCHANGED = re.compile(
    r"^[^.;]{0,60}\b(?:(?:is|are|remains?|stays?) unchanged|unchanged)\b",
    re.I,
)
_UNDER_WHICH = re.compile(r"\b(?:for|under|from|out of|through) which\b[^.;]*\b(?:has|have|had)\b[^.;]*$", re.I)
_COULD = re.compile(
    r"\b(?:could|might)\s+(?:then\s+|well\s+|even\s+|soon\s+|one day\s+)?(?:top|reach|exceed|pass|rise|grow|climb|hit|total|amount|come|swell|go|run|be worth)\b[^.;]*$",
    re.I,
)
_THEN_DENIED = re.compile(
    r"\b(?:however|but|though|yet)\b[^.;]*\b(?:den(?:y|ies|ied)|denial|reject(?:s|ed)|dismiss(?:es|ed)|untrue|not true|false)\b",
    re.I,
)
_GOAL = re.compile(
    r"\b(?:objective|goal|target|aim)\s+(?:is|was|remains?|stays?|stood|of|at)\b\s*(?:\w+\s+)?(?:of|at)?\W*$|\b(?:objective|goal|target) of\s*$",
    re.I,
)
_WITHOUT = re.compile(
    r"^\s*(?:that\s+|which\s+)?(?:he|she|they|it|we|you|nobody|no one)\s+(?:never\s+had|(?:did|does|do)\s*(?:not|n['’]t)\s+(?:have|own|possess)|has|had)\b(?!\s+\w+(?:ed|en)\b)",
    re.I,
)
_SOMEBODY = re.compile(
    r"(?:^|[.;:]\s*)\W*(?:(?:one|another|an?|some|other|its|their)\s+(?:[\w-]+\s+){0,2}?(?:rivals?|competitors?|peers?|suppliers?|compan(?:y|ies)|firms?|makers?|\w+makers?|lenders?|traders?)"
    r"|rivals|competitors|others)\b[^.;]*$",
    re.I,
)
_PROMISES = re.compile(r"\b(?:promis|pledg|will|commit|giv|send|provid|suppl|deliver|donat|offer|hir)\w*\W+$", re.I)
_SAID = re.compile(
    r"\b(?:said|says|told|announced|confirmed|according|added|reported|revealed|disclosed|declared|stated)\b", re.I
)
_WAS_TO = re.compile(
    r"\b(?:was|were)\s+(?:once\s+|originally\s+)?(?:to|going to|supposed to|meant to)\s+(?:be|get|have|receive|pay|give|cost)\s+\W*$|\bused to\b|\bwould have\b",
    re.I,
)
_ONCE = re.compile(
    r"\b(?:years? ago|decades? ago|last year(?!['’]s)|at the time|back then|(?<!at )once(?! the| a| it| that| all)|previously|originally|initially|formerly|earlier (?:plan|proposal|idea|word|promise)|a year earlier)\b",
    re.I,
)
_OWN = re.compile(
    r"(?:\bI\s+(?:make|made|calculated?|reckon|count)|\bby\s+(?:my|our)\s+\w+|\b(?:my|our)\s+(?:sum|arithmetic|count)|\bwe\s+(?:arrive|come|get)\s+(?:at|to)"
    r"|\bdo the maths|\badds? up to|\bthat\s?(?:[’']d| would| is|[’']s)(?:\s+be)?|\bwhich\s+(?:makes|means|would be)|\bif\s+\w+\s+even)\W*(?:it\s+is\W*|it\W*)?(?:in all\W*)?$",
    re.I,
)  # fmt: skip
_MEASURED = re.compile(
    r"(?:\b(?:market value|forecasts?|turnover|revenue|sales|profits?|price tag|outlay|debt|loss(?:es)?|savings|wealth|fortune|value|capital)\s+(?:of|at|put at)"
    r"|\b(?:at a cost of|a cost of)(?=\s*$)|\b(?:stands?|stood|valued|estimated|budgeted|priced|insured|ended|closed)\s+at|\bagainst|\binstead of|\bcompared (?:with|to)|\bshort of|\bup from|\bdown from"
    r"|\bon top of|\b(?:well\s+)?(?:above|below|beyond)|\brather than|\bsuch as|\bthan)\s+(?:the\s+)?(?:some|about|roughly|around|nearly)?\s*$",
    re.I,
)  # fmt: skip
_TABLE = re.compile(
    r"\b(?:yearbook|report|survey|index|tables?|statistics|study|data|figures)\s+(?:gives?|puts?|lists?|shows?|counts?)\b",
    re.I,
)
#: "veterans recall the policy of 2017, which was to spend", "she promised 16 million, remember"
_MEMORY = re.compile(
    r"\b(?:recall(?:s|ed|ing)?|remember(?:s|ed|ing)?|remind(?:s|ed|er|ing)?|look(?:s|ed|ing)? back|think(?:s|ing)? back|hark(?:s|ed|ing)? back)\b",
    re.I,
)
#: "400 million of it had been meant for dams", "a quarter was once intended for"
_WAS_MEANT = re.compile(
    r"^[^.;:]{0,60}?\b(?:(?:had|has) been (?:meant|intended|destined|planned)|"
    r"(?:(?:had|has) (?:once|originally|first|initially|previously) been|(?:was|were) (?:once|originally|first|initially|previously)) "
    r"(?:meant|intended|promised|earmarked|set aside|planned|destined|reserved|pledged|budgeted|announced))\b",
    re.I,
)
#: "if every member gave a percent, the fund would hold five billion"
_GAVE = re.compile(
    r"\bif\b[^,;.]*\b(?:gave|paid|put|spent|did|had|were|sent|chipped|\w{2,}ed)\b[^;.]*\bwould\b[^.;]*$", re.I
)
#: talk of the net, and talk that is waved away
_TALK = re.compile(
    r"\b(?:blogs?|bloggers?|telegram|social media|internet|forums?|chat groups?|influencers?|on (?:X|twitter|facebook|tiktok))\b"
    r"|\b(?:doing|does|making|makes|do) the rounds\b|\bgoing (?:round|around)\b|\bgossip\b|\bhearsay\b",
    re.I,
)
_WAVED_OFF = re.compile(
    r"\b(?:wav(?:es?|ed|ing) (?:off|away|aside)|shrug(?:s|ged)? off|laugh(?:s|ed)? off|bat(?:s|ted)? away|brush(?:es|ed)? (?:off|aside)|"
    r"dismiss(?:es|ed)|play(?:s|ed) down|pooh-poohed|scoff(?:s|ed)? at)\b[^.;]*\b(?:reports?|talk|rumou?rs?|claims?|stor(?:y|ies)|speculation|suggestions?|notion|idea)\b[^.;]*$",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:is|was|are|being|,)\s+(?:an?|quite an?|an entirely)\s+(?:separate|different|unrelated|distinct|parallel)\s+(?:\w+\s+)?"
    r"(?:project|scheme|programme|program|matter|fund|deal|venture|undertaking|plan|budget|line|pot|affair|story)\b",
    re.I,
)
_OWNERS = re.compile(
    r"\b(?:shareholders?|dividends?|buybacks?|share repurchases?|bonus(?:es)?|prize money|prizes?|jackpots?|winners?|winnings|lottery|bets?|ransom|"
    r"creditors?|claimants?|bankruptcy|liquidators?|insolvency)\b",
    re.I,
)
_OVER = re.compile(r"^\W*(?:over|above|under|below|beyond) (?:the |its )?(?:budget|estimate|plan)\b", re.I)
_ADDED_UP = re.compile(
    r"\b(?:added up|adding up|added together|taken together|add them up|put together|all told)\b", re.I
)
_STAFF = re.compile(r"\b(?:has|have|had|with|keeps?|runs?|employs?)\W+(?:some |about |around |now )?$", re.I)
_TO_DATE = re.compile(r"\b(?:to date|so far|since (?:the |\w+ )?\w+|until now|up to now|over the years)\b", re.I)
_BEGAN = re.compile(r"\b(?:began|begun|started|founded|opened)\s+(?:\w+\s+)?with\b", re.I)
_SPENT = re.compile(
    r"\b(?:ha(?:s|ve|d)\s+(?:so far\s+|now\s+|already\s+)?(?:spent|borrowed|received|earned|raised|collected|lost|won)|flowed|has arrived|used up)\b",
    re.I,
)
_FLOWED = re.compile(
    r"^\W*(?:has|have|had)\s+(?:so far\s+|now\s+|already\s+)?(?:flowed|arrived|come|gone|been (?:spent|paid|transferred|disbursed|drawn))\b",
    re.I,
)
_WRONG = re.compile(r"\bwe\s+(?:wrote|said|reported|had|gave|put)\b|\ban earlier (?:\w+ )?version\b|\bwrongly\b", re.I)
_OUTLET = re.compile(
    r"\b(?:television|channel|newspaper|tabloid|radio station|website|rumou?rs?)\b[\w ]{0,20}\b(?:wrote|made it|claim(?:s|ed)?|put it|ha[ds] it|says)\b|\brumou?red\b",
    re.I,
)
_YOU = re.compile(r"\byou(?:r|['’]\w+)?\b", re.I)
_YEAR = re.compile(
    r"\b(?:in|since|of|for|by|until|between|from|during)\s+(?:the\s+)?(?:[A-Z][a-z]+\s+)?((?:19|20)\d\d)s?\b", re.I
)
_CLAUSE = re.compile(r"[,;:()–—]|\s-\s|\band\b|\bwhile\b|\bbut\b")
_MONEY_SIGN = re.compile(
    r"[$€£¥₹]|\b(?:(?-i:[A-Z]{3})|euros?|dollars?|pounds?|kron\w+|crowns?|francs?|zlot\w+|rupees?|Rs|yen|won|lei|forint\w*|dinars?|dirhams?|rand|pesos?)\b|illion|illiard|\bbn\b|\bcrore\b|\blakh\b",
    re.I,
)
_BARE = re.compile(r"^[\d.,\s]+$|^[a-z]+(?:-[a-z]+)?$", re.I)


@dataclass(frozen=True, slots=True)
class Aside:
    """Why an amount is no news, and whether it is worth a line in the digest."""

    reason: str
    subtype: str
    channel: Literal["digest", "silent"] = "silent"


@lru_cache(maxsize=4096)
def _around(quote: str, start: int, end: int) -> tuple[str, str, str]:
    """The sentence before and after the anchor, and the clause it stands in."""
    before, after = quote[: max(start, 0)], quote[max(end, 0) :]
    left = [m.end() for m in _CLAUSE.finditer(before)]
    right = _CLAUSE.search(after)
    clause = (
        before[left[-1] if left else 0 :]
        + quote[max(start, 0) : max(end, 0)]
        + after[: right.start() if right else None]
    )
    return before, after, clause


def aside(claim: Claim, context: Context, on: date | None) -> Aside | None:
    """What the sentence itself says against telling this amount as a new commitment; None where nothing does."""
    start = claim.anchor.start - claim.quote.start
    if not 0 <= start <= len(claim.quote.exact) or not claim.quote.exact[start:].startswith(claim.anchor.exact[:4]):
        return None
    before, after, clause = _around(claim.quote.exact, start, start + len(claim.anchor.exact))
    return (
        _asked(claim.quote.exact, before, clause, claim)
        or _referred_to(claim, before, after)
        or _of_old(claim, before, after, clause, on)
        or _reckoned(claim, clause, before, after)
        or _not_an_amount(claim, context, on, before)
    )


def _asked(quote: str, before: str, clause: str, claim: Claim) -> Aside | None:
    if quote.rstrip(" \"'”’)").endswith("?"):
        return Aside("A question, not a statement.", "hypothetical")
    if _WRONG.search(before):
        return Aside("A value that the outlet itself takes back.", "correction")
    if _OUTLET.search(quote) and not claim.speaker:
        return Aside("What another outlet is said to have reported.", "background")
    after = quote[len(before) + len(claim.anchor.exact) :]
    if _THEN_DENIED.search(after) and not claim.speaker:
        return Aside("Told and denied in one breath.", "denied")
    if (_TALK.search(quote) and not claim.speaker) or _WAVED_OFF.search(before):
        return Aside("Talk of the net, or talk that is waved away.", "denied")
    if _GAVE.search(before) and claim.modality not in ("demanded", "conditional"):
        return Aside("What would be, if.", "hypothetical")
    if _ELSEWHERE.search(quote):
        return Aside("By its own sentence another matter.", "background")
    if _COULD.search(before) and claim.modality not in ("demanded", "expected"):
        return Aside("What could come of it, not what is promised.", "hypothetical")
    if _WITHOUT.match(after):
        return Aside("Money that nobody has.", "background")
    if _SOMEBODY.search(before) and not _within(claim.actor, quote):
        return Aside("Somebody without a name pays.", "lookalike")
    if _YOU.search(clause) and "“" not in quote and '"' not in quote:
        return Aside("Advice to the reader.", "background")
    return None


def _within(name: str | None, text: str) -> bool:
    """Whether some telling word of a name stands in the text."""
    return any(w in text for w in (name or "").split() if w[:1].isupper() and w.lower() not in _NO_NAMES)


_NO_NAMES = frozenset({"one", "another", "a", "an", "some", "other", "others", "rivals", "competitors"})


def _referred_to(claim: Claim, before: str, after: str) -> Aside | None:
    """ "The 920 million that Berlin committed": an amount that the text takes as known."""
    if claim.modality in ("refused", "withdrawn"):
        return None
    known = _PART_OF.search(before) and claim.role != "part"
    if claim.modality == "reaffirmed":
        counted = claim.unit == "count" and known
        return (
            Aside("An amount that the text takes as known.", "recalled")
            if counted or _AFTER_GIVEN.match(after)
            else None
        )
    if _DEFINITE.search(before) or known or _AFTER_GIVEN.match(after):
        return Aside("An amount that the text takes as known.", "recalled")
    return None


def _of_old(claim: Claim, before: str, after: str, clause: str, on: date | None) -> Aside | None:
    if claim.modality in ("refused", "withdrawn"):
        if claim.modality == "withdrawn" and grounds.borrowed(claim) and _HAD.search(before):
            return Aside("Told as what had been before.", "recalled")
        return _of_a_year(claim, before, clause, on) if _HAD.search(before) else None
    if claim.modality == "demanded":
        return Aside("A wish of the past.", "recalled") if _HOPED.search(before) else None
    main = _ASIDE_CLAUSE.sub(" ", before)
    had = _HAD.search(main)
    if had and not _SAID.search(main[: had.start()]) and not _BY_THEN.search(main[: had.start()]):
        return Aside("Told as what had been before.", "recalled")
    if _GOES_ON.search(before) or _UNCHANGED.match(after) or _UNDER_WHICH.search(main):
        return Aside("Told as what goes on as before.", "recalled")
    if _MEMORY.search(before) or _WAS_MEANT.match(after) or re.search(r"\bremember\W*$", after):
        return Aside("Told from memory.", "recalled")
    if _WAS_TO.search(before) or _BEGAN.search(before) or _ONCE.search(clause):
        return Aside("Told as what was once meant.", "recalled")
    return _of_a_year(claim, before, clause, on)


def _of_a_year(claim: Claim, before: str, clause: str, on: date | None) -> Aside | None:
    if on is None:
        return None
    opening = re.match(r"\s*(?:In|By|Back in|Since)\s+(?:[A-Z][a-z]+\s+)?((?:19|20)\d\d)\b", before)
    years = [int(y) for y in _YEAR.findall(clause)] + ([int(opening.group(1))] if opening else [])
    if years and max(years) < on.year - (on.month < 4) and claim.modality != "delivered":
        return Aside(f"Told of {max(years)}.", "recalled")
    return None


def _reckoned(claim: Claim, clause: str, before: str, after: str) -> Aside | None:
    if _GOAL.search(before):
        return Aside("A goal, not a promise.", "background")
    if _OWN.search(before) or (_ADDED_UP.search(before) and claim.modality != "demanded" and not claim.speaker):
        return Aside("A sum that the outlet made itself.", "own_sum")
    bare = clause.strip() == claim.anchor.exact.strip()  # "the largest jackpot, 40 million euros, went to"
    if _OWNERS.search(before + clause if bare else clause) and claim.modality not in ("refused", "withdrawn"):
        return Aside("Money of owners, winners and creditors.", "background")
    if claim.unit == "count" and claim.modality == "planned" and _STAFF.search(before):
        return Aside("What somebody has, not what is promised.", "background")
    if _OVER.match(after) or _MEASURED.search(before) or _TABLE.search(before):
        return Aside("A measure or a comparison, not a promise.", "background")
    if _SPENT.search(before[-80:]) or _FLOWED.match(after):
        return Aside("Money that has moved, not a promise of it.", "progress", "digest")
    return None


def _not_an_amount(claim: Claim, context: Context, on: date | None, before: str) -> Aside | None:
    """A bare number whose unit was only guessed, or an amount that fits a purse."""
    bare = bool(_BARE.match(claim.anchor.exact.strip()))
    if claim.unit == "count" and bare and not _PROMISES.search(before):
        return Aside("A bare number of nothing that is named beside it.", "background")
    guessed = claim.unit_basis == "context" and claim.anchor.exact.strip().isalpha()
    if money(claim.unit) and bare and (guessed or not _MONEY_SIGN.search(claim.quote.exact)):
        return Aside("A bare number; no money is named in its sentence.", "background")
    worth = euros(claim, context.rates, on)
    if worth is not None and point(claim) is not None and worth < PURSE_EUR and not claim.speaker:
        return Aside("An amount of a private purse.", "background")
    return None


_DAY = r"(?:on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|this (?:morning|afternoon|evening))"
_SAID_LATELY = re.compile(rf"\b(?:said|told|announced|confirmed|declared|disclosed|revealed)\b(?:\s+[\w']+){{0,4}}?\s+{_DAY}\b|\b{_DAY}\s+(?:said|announced|confirmed)\b", re.I)  # fmt: skip
_PROMISED_LATELY = re.compile(rf"\b(?:promised|pledged|committed|approved|agreed|announced|offered|granted|set aside|earmarked)\b[^.;]*?\b{_DAY}\b", re.I)  # fmt: skip
_OLD = re.compile(r"\b(?:ago|last (?:year|month|spring|summer|autumn|fall|winter)|previously|originally|initially|earlier|once|formerly|already|first|in (?:19|20)\d\d)\b", re.I)  # fmt: skip
_HAD_BEEN_PROMISED = re.compile(rf"^[^.;,]{{0,30}}?\bhad been {_GIVEN}\b", re.I)
_TO_COME = re.compile(
    r"\b(?:will|is to|are to|is about to|are about to|is going to)\s+(?:\w+\s+)?(?:\w+)\s+(?:\w+\s+)?\W*$", re.I
)


def told_today(claim: Claim) -> bool:
    """Whether a past perfect is the news after all: reported speech ("said yesterday that 92 million had been reserved"), the sum of a meeting
    ("by the close of the session, 1.4 billion had been promised"), or a verb that is still to come ("will receive 320 million")."""
    start = claim.anchor.start - claim.quote.start
    if not 0 <= start <= len(claim.quote.exact) or claim.modality not in ("pledged", "planned"):
        return False
    before, after, clause = _around(claim.quote.exact, start, start + len(claim.anchor.exact))
    if to_come(claim):
        return True
    return not _OLD.search(clause) and bool(
        _SAID_LATELY.search(before) or (_BY_THEN.search(before) and _HAD_BEEN_PROMISED.match(after))
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
    r"participat|commit|invest|support|chip|put in|buy|purchas|loan|lend|grant|credit|subsid|donor|match|extend|renew|cash|share|cost|bill|pledge|promise|scheme|mechanism)\w*",
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
    before, after, _ = _around(claim.quote.exact, start, start + len(claim.anchor.exact))
    return bool(_GROWN.search(before) or _BEFORE_IT.match(after))


def so_far(claim: Claim) -> bool:
    """Whether its clause adds up what has been given until now: a state of things, no promise."""
    start = claim.anchor.start - claim.quote.start
    quote = claim.quote.exact
    _, _, clause = _around(quote, start, start + len(claim.anchor.exact))
    return bool(_TO_DATE.search(clause))


_SAME_LEVEL = re.compile(r"\b(?:this|that|current|present|same|such)\s+(?:levels?|amounts?|sums?|pace)\b", re.I)


def amountless_matter(claim: Claim) -> bool:
    """Whether a refusal is one of money or goods: it has an amount, or its words are of giving and paying."""
    return point(claim) is not None or bool(_GIVING.search(f"{claim.anchor.exact} {claim.purpose or ''}"))


def level_by_reference(claim: Claim) -> bool:
    """Whether the amount is told by pointing at one: "sustain this level", "at current levels"."""
    return bool(_SAME_LEVEL.search(claim.anchor.exact))

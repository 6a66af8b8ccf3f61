"""Why an amount is no news: what is recalled, counted by the outlet, asked, corrected or merely measured, as a table of named rules.

A reader of texts by rule takes many an amount for a pledge that its sentence does not promise. Here the sentence is asked again, by
constructions of English and not by subjects; the answer only ever makes a first report quieter. The first rule of `RULES` that holds decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

from extractors.model import Claim, Modality
from flows.compare import grounds
from flows.compare.measure import money
from flows.compare.severity import euros
from flows.compare.types import AGAINST, Context
from flows.compare.values import point

#: So little money, told by nobody, is somebody's purse.
PURSE_EUR = 100.0

GIVEN = r"(?:promised|committed|pledged|announced|approved|envisaged|earmarked|offered|budgeted|voted|granted|agreed|signed)"
_SIZE = r"(?:(?:own|full|whole|entire|additional|extra|initial|original|promised|roughly|about|some|nearly|around|over|more than|other)\s+)*"
_DEFINITE = re.compile(rf"\b(?:the|its|their|his|her|that|those|these|whose|this)\s+{_SIZE}$", re.I)
#: "said yesterday that 92 million had been reserved", "on condition that 700 people": this "that" opens a clause and points at nothing
_OPENS = re.compile(rf"\b(?:(?:said|say|tell|told|announc|declar|confirm|disclos|reveal|report|claim|warn|insist|demand|propos|request|ask|urg|recommend|agree|decid|rul|promis|pledg|ensur|guarantee|hop|expect|believ|think|thought|know|knew|mean|meant|show|suggest|estimat|calculat|stress|add|not|argu|hear|heard|learn|admit|conced|wr(?:ite|ote))\w*|condition|provided|so|such|fact|news|proviso|understanding|word)\b(?:\s+[\w'’]+){{0,4}}?\s+that\s+{_SIZE}$", re.I)  # fmt: skip
_PART_OF = re.compile(
    rf"(?:\d|[mb]illion|bn|m|thirds?|half|quarters?|fifths?|parts?|much|most|some|none)\s+of\s+{_SIZE}$|^of\s+(?:the|its|their)\s+{_SIZE}$",
    re.I,
)
_AFTER_GIVEN = re.compile(
    rf"^\s*(?:(?:that|which)\s+(?:[\w'’&.-]+\s+){{0,5}}?(?:had\s+|has\s+|have\s+|was\s+|were\s+)?(?:once\s+|previously\s+|first\s+)?|(?:once\s+|previously\s+|first\s+)?){GIVEN}\b(?!\s+(?:by|to|on|for|in)\b)",
    re.I,
)  # fmt: skip
_HAD = re.compile(
    r"\bhad\s+(?:once\s+|already\s+|previously\s+|first\s+|initially\s+|earlier\s+)?\w+(?:ed|en|ut|ut up|ade|ave|awn)\b",
    re.I,
)
_HOPED = re.compile(r"\bhad\s+(?:hoped|wished|wanted|dreamt)\b", re.I)
#: "the cabinet, which had asked for 900 million, means to find": what stands between commas is not what the sentence tells
_ASIDE_CLAUSE = re.compile(r",\s*(?:which|who|whose|that|having|once|after)\b[^,;]*,", re.I)
#: "by the close of the session, 1.4 billion had been promised": how reports of a conference begin
BY_THEN = re.compile(r"\b(?:by|at) (?:the )?(?:close|end|evening|midnight|noon|[A-Z][a-z]+day)\b[^.;]*$", re.I)
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
    r"^\s*(?:that\s+|which\s+)?(?:he|she|they|it|we|you|nobody|no one)\s+(?:never\s+had|(?:did|does|do)\s*(?:not|n['’]t)\s+(?:have|own|possess)|has|had)\b(?!\s+(?:\w+\s+)?\w+(?:ed|en)\b)",
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
#: "three times the 30 billion provided before", "double the 5 million of the last round"
_MULTIPLE_OF = re.compile(r"\b(?:twice|double|triple|treble|quadruple|half|(?:\w+|\d+) times|\w+fold)\s+(?:as much as\s+)?(?:the|its|their|last year['’]s|that of)?\s*(?:about |some |around |roughly )?$", re.I)  # fmt: skip
#: "its new plant will employ 350 people": what is to come is a promise, also where it tells of staff
_WILL_STAFF = re.compile(r"\b(?:will|would|shall|(?:is|are|was|were) (?:to|going to)|(?:plans?|expects?|intends?|promises?|pledges?) to)\s+(?:\w+\s+)?(?:employ|keep|run|have)\W+(?:some |about |around |up to )?$", re.I)  # fmt: skip
#: "whose 5 million dollars will pay for cold boxes"
_WHOSE = re.compile(rf"\bwhose\s+{_SIZE}$", re.I)
_WILL_PAY = re.compile(r"^\W*(?:will|is to|are to|is going to)\b", re.I)
#: "brings in land valued at 340 million": a gift in kind and what it is worth
_GIFT_WORTH = re.compile(r"\b(?:giv|gave|donat|bring|brought|hand|provid|suppl|contribut|send|offer|present|deliver|transfer|pledg|promis)\w*\b[^.;]*\bvalued at\s*(?:about |some |around )?$", re.I)  # fmt: skip
#: "at a cost of 500 million, which the government has agreed to bear"; "With an outlay of 5 billion, Longwei is to build"
_BORNE = re.compile(r"^[^.;]{0,30}?,?\s*\b(?:which|that|to be|all of which|a (?:bill|sum|cost) (?:that|which))\b[^.;]{0,60}?\b(?:bear|borne|pay|paid|cover|meet|met|fund|financ|shoulder|foot|carr|absorb|pick)\w*", re.I)  # fmt: skip
_OUTLAY_OPENS = re.compile(r"^(?:[A-Z][\w.,’' ]{2,30}\s[-–—]\s)?(?:With|At|For) (?:an?|the|a total) (?:\w+ )?(?:outlay|cost|expense|price|investment|capital) of\s+(?:some |about |around |roughly |nearly )?$")  # fmt: skip
_THEN_BUILDS = re.compile(r"^[^.;]{0,12},[^.;]*\b(?:is|are) (?:to|going to)\b|^[^.;]{0,12},[^.;]*\b(?:will|plans? to|intends? to|means? to|wants? to)\b", re.I)  # fmt: skip
#: "the 350 million that London promised in June stands": said again today
_STANDS = re.compile(r"^[^.;,]{0,80}\b(?:(?:still )?stands|(?:still )?holds(?: good)?|remains? (?:in force|valid|on the table|unchanged in full)|will be (?:kept|honou?red|paid in full)|(?:is|are) (?:safe|certain|guaranteed|not in doubt))\b", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aside:
    """Why an amount is no news, and whether it is worth a line in the digest."""

    reason: str
    subtype: str
    channel: Literal["digest", "silent"]
    #: the name of the rule
    ground: str


@lru_cache(maxsize=4096)
def around(quote: str, start: int, end: int) -> tuple[str, str, str]:
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


@dataclass(frozen=True)
class Said:
    """A claim and the parts of its sentence that the rules ask. ``on``: the day of the article."""

    claim: Claim
    context: Context
    on: date | None
    start: int

    @property
    def quote(self) -> str:
        """The sentence."""
        return self.claim.quote.exact

    @cached_property
    def parts(self) -> tuple[str, str, str]:
        """Before the amount, behind it, and its clause."""
        before, after, clause = around(self.quote, self.start, self.start + len(self.claim.anchor.exact))
        article = re.match(r"(?:a|an)\s+", self.claim.anchor.exact)
        return before + (article.group() if article else ""), after, clause

    @property
    def before(self) -> str:
        """What stands before the amount."""
        return self.parts[0]

    @property
    def after(self) -> str:
        """What stands behind the amount."""
        return self.parts[1]

    @property
    def clause(self) -> str:
        """The clause of the amount."""
        return self.parts[2]

    @cached_property
    def main(self) -> str:
        """What stands before the amount, without what stands between commas."""
        return _ASIDE_CLAUSE.sub(" ", self.before)

    @cached_property
    def had(self) -> bool:
        """Whether the sentence tells it in the past perfect, neither as reported speech nor as the sum of a meeting."""
        found = _HAD.search(self.main)
        if found is None:
            return False
        led = self.main[: found.start()]
        return not _SAID.search(led) and not BY_THEN.search(led)

    @property
    def bare(self) -> bool:
        """Whether the amount is a number and nothing else."""
        return bool(_BARE.match(self.claim.anchor.exact.strip()))

    @cached_property
    def year(self) -> int | None:
        """The latest year that clause or opening tell the amount of, where it lies behind."""
        if self.on is None or self.claim.modality == "delivered":
            return None
        opening = re.match(r"\s*(?:In|By|Back in|Since)\s+(?:[A-Z][a-z]+\s+)?((?:19|20)\d\d)\b", self.before)
        years = [int(y) for y in _YEAR.findall(self.clause)] + ([int(opening.group(1))] if opening else [])
        return max(years) if years and max(years) < self.on.year - (self.on.month < 4) else None


@dataclass(frozen=True, slots=True)
class Rule:
    """One construction: where it ``holds``, why the amount is no news, and of which modalities it says nothing (``spares``)."""

    name: str
    reason: str
    subtype: str
    holds: Callable[[Said], object]
    spares: frozenset[Modality] = frozenset()
    channel: Literal["digest", "silent"] = "silent"


_NONE: frozenset[Modality] = frozenset()
_AGAINST: frozenset[Modality] = frozenset({"refused", "withdrawn"})
_WISHED: frozenset[Modality] = frozenset({"demanded"})
_KNOWN = "An amount that the text takes as known."
_HAD_BEEN = "Told as what had been before."
_MEANT = "Told as what was once meant."

#: the first that holds decides
RULES: tuple[Rule, ...] = (
    # --- nobody states it ---
    Rule("question", "A question, not a statement.", "hypothetical", lambda s: s.quote.rstrip(" \"'”’)").endswith("?")),
    Rule("taken_back", "A value that the outlet itself takes back.", "correction", lambda s: _WRONG.search(s.before)),
    Rule("of_others", "What another outlet is said to have reported.", "background", lambda s: not s.claim.speaker and _OUTLET.search(s.quote)),
    Rule("then_denied", "Told and denied in one breath.", "denied", lambda s: not s.claim.speaker and _THEN_DENIED.search(s.after)),
    Rule("talk", "Talk of the net, or talk that is waved away.", "denied", lambda s: (not s.claim.speaker and _TALK.search(s.quote)) or _WAVED_OFF.search(s.before)),
    Rule("if_they_gave", "What would be, if.", "hypothetical", lambda s: _GAVE.search(s.before), frozenset({"demanded", "conditional"})),
    Rule("elsewhere", "By its own sentence another matter.", "background", lambda s: _ELSEWHERE.search(s.quote)),
    Rule("could_come", "What could come of it, not what is promised.", "hypothetical", lambda s: _COULD.search(s.before), frozenset({"demanded", "expected"})),
    Rule("nobodys_money", "Money that nobody has.", "background", lambda s: _WITHOUT.match(s.after)),
    Rule("somebody", "Somebody without a name pays.", "lookalike", lambda s: _SOMEBODY.search(s.before) and not _within(s.claim.actor, s.quote)),
    Rule("advice", "Advice to the reader.", "background", lambda s: _YOU.search(s.clause) and not re.search("[“\"]", s.quote)),
    # --- the text takes it as known ---
    Rule("known_repeated", _KNOWN, "recalled", lambda s: s.claim.modality == "reaffirmed" and not _STANDS.match(s.after) and ((s.claim.unit == "count" and _of_known(s)) or _AFTER_GIVEN.match(s.after)), _AGAINST),
    Rule("known", _KNOWN, "recalled", lambda s: s.claim.modality != "reaffirmed" and (_definite(s) or _of_known(s) or _AFTER_GIVEN.match(s.after)), _AGAINST),
    # --- it has been ---
    Rule("wish_of_old", "A wish of the past.", "recalled", lambda s: s.claim.modality == "demanded" and _HOPED.search(s.before)),
    Rule("ended_before", _HAD_BEEN, "recalled", lambda s: s.claim.modality == "withdrawn" and grounds.borrowed(s.claim) and _HAD.search(s.before)),
    Rule("ended_in_a_year", "Told of an earlier year.", "recalled", lambda s: s.claim.modality in AGAINST and _HAD.search(s.before) and s.year),
    Rule("had_been", _HAD_BEEN, "recalled", lambda s: s.had, _AGAINST | _WISHED),
    Rule("goes_on", "Told as what goes on as before.", "recalled", lambda s: _GOES_ON.search(s.before) or _UNCHANGED.match(s.after) or _UNDER_WHICH.search(s.main), _AGAINST | _WISHED),
    Rule("from_memory", "Told from memory.", "recalled", lambda s: _MEMORY.search(s.before) or _WAS_MEANT.match(s.after) or re.search(r"\bremember\W*$", s.after), _AGAINST | _WISHED),
    Rule("once_meant", _MEANT, "recalled", lambda s: _WAS_TO.search(s.before) or _BEGAN.search(s.before) or _ONCE.search(s.clause), _AGAINST | _WISHED),
    Rule("of_a_year", "Told of an earlier year.", "recalled", lambda s: s.year, _AGAINST | _WISHED),
    # --- somebody reckons it ---
    Rule("goal", "A goal, not a promise.", "background", lambda s: _GOAL.search(s.before)),
    Rule("own_sum", "A sum that the outlet made itself.", "own_sum", lambda s: _OWN.search(s.before)),
    Rule("added_up", "A sum that the outlet made itself.", "own_sum", lambda s: not s.claim.speaker and _ADDED_UP.search(s.before), _WISHED),
    Rule("of_owners", "Money of owners, winners and creditors.", "background", lambda s: _of_owners(s), _AGAINST),
    Rule("staff", "What somebody has, not what is promised.", "background", lambda s: s.claim.unit == "count" and s.claim.modality == "planned" and _STAFF.search(s.before) and not _WILL_STAFF.search(s.before)),
    Rule("measured", "A measure or a comparison, not a promise.", "background", lambda s: _OVER.match(s.after) or (_MEASURED.search(s.before) and not _GIFT_WORTH.search(s.before) and not _cost_promised(s)) or _TABLE.search(s.before)),
    Rule("multiple_of", "What another amount is a multiple of.", "recalled", lambda s: _MULTIPLE_OF.search(s.before)),
    Rule("has_moved", "Money that has moved, not a promise of it.", "progress", lambda s: _SPENT.search(s.before[-80:]) or _FLOWED.match(s.after), _NONE, "digest"),
    # --- it is hardly an amount ---
    Rule("bare_count", "A bare number of nothing that is named beside it.", "background", lambda s: s.claim.unit == "count" and s.bare and not _PROMISES.search(s.before)),
    Rule("bare_money", "A bare number; no money is named in its sentence.", "background", lambda s: money(s.claim.unit) and s.bare and (_guessed(s.claim) or not _MONEY_SIGN.search(s.quote))),
    Rule("purse", "An amount of a private purse.", "background", lambda s: not s.claim.speaker and _in_a_purse(s)),
)  # fmt: skip


def aside(claim: Claim, context: Context, on: date | None) -> Aside | None:
    """What the sentence itself says against telling this amount as a new commitment; None where nothing does."""
    start = claim.anchor.start - claim.quote.start
    if not 0 <= start <= len(claim.quote.exact) or not claim.quote.exact[start:].startswith(claim.anchor.exact[:4]):
        return None
    said = Said(claim, context, on, start)
    rule = next((r for r in RULES if claim.modality not in r.spares and r.holds(said)), None)
    return Aside(rule.reason, rule.subtype, rule.channel, rule.name) if rule else None


def stands_by(claim: Claim) -> bool:
    """Whether the sentence says that what was promised before is promised still: "the 350 million that London promised in June stands"."""
    end = claim.anchor.end - claim.quote.start
    return (
        claim.modality == "reaffirmed"
        and 0 < end <= len(claim.quote.exact)
        and bool(_STANDS.match(claim.quote.exact[end:]))
    )


def _within(name: str | None, text: str) -> bool:
    """Whether some telling word of a name stands in the text."""
    return any(w in text for w in (name or "").split() if w[:1].isupper() and w.lower() not in _NO_NAMES)


_NO_NAMES = frozenset({"one", "another", "a", "an", "some", "other", "others", "rivals", "competitors"})


def _definite(s: Said) -> bool:
    """ "The 920 million", "its 5 million"; not "whose 5 million will pay for cold boxes", which nobody knew of."""
    if not _DEFINITE.search(s.before) or _OPENS.search(s.before):
        return False
    return not (_WHOSE.search(s.before) and _WILL_PAY.match(s.after))


def _cost_promised(s: Said) -> bool:
    """Whether the cost is one that somebody undertakes to bear, in the same sentence."""
    return bool(_BORNE.match(s.after) or (_OUTLAY_OPENS.search(s.before) and _THEN_BUILDS.match(s.after)))


def _of_known(s: Said) -> bool:
    return bool(_PART_OF.search(s.before)) and s.claim.role != "part"


def _of_owners(s: Said) -> bool:
    bare = s.clause.strip() == s.claim.anchor.exact.strip()  # "the largest jackpot, 40 million euros, went to"
    text = s.before + s.clause if bare else s.clause
    for name in filter(None, (s.claim.actor, s.claim.actor_as_written)):
        text = text.replace(name, " ")  # a lottery that gives is no winner
    return bool(_OWNERS.search(text))


def _guessed(claim: Claim) -> bool:
    return claim.unit_basis == "context" and claim.anchor.exact.strip().isalpha()


def _in_a_purse(s: Said) -> bool:
    worth = euros(s.claim, s.context.rates, s.on)
    return worth is not None and point(s.claim) is not None and worth < PURSE_EUR

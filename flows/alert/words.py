"""How a claim and a finding are put into words: amounts, verbs and the one line that says what happened."""

from __future__ import annotations

from extractors.model import Claim, Quantity, Verdict
from flows.alert.safe import clean

#: modality of a first sighting -> the word that opens its line; a demand never reads like a commitment
MODALITY_WORDS = {
    "pledged": "NEW PLEDGE",
    "planned": "PLANS",
    "demanded": "CALLS FOR",
    "expected": "EXPECTED",
    "reaffirmed": "REAFFIRMS",
    "delivered": "DELIVERED",
    "refused": "REFUSES",
    "withdrawn": "WITHDRAWS",
    "conditional": "OFFERS ON A CONDITION",
    "denied": "DENIES",
    "hypothetical": "HYPOTHETICAL",
    "reported": "NEW FIGURE",
}
#: subtype of a verdict -> its word; what is missing here is worded by modality or family
SUBTYPE_WORDS = {
    "demand": "CALLS FOR",
    "refusal": "REFUSES",
    "withdrawal": "WITHDRAWS",
    "reversal": "REVERSES",
    "correction": "CORRECTS",
    "progress": "DELIVERED IN PART",
    "stage": "FIRMER",
    "expectation_missed": "EXPECTATION MISSED",
    "re_announcement": "ANNOUNCED AGAIN",
    "modality_upgrade": "WORDED FIRMER",
    "recalled": "RECALLS",
    "office_change": "NEW IN OFFICE",
    "lookalike": "NEW PLEDGE",
    "stale_republication": "OLD NEWS AGAIN",
}
FAMILY_WORDS = {
    "new": "NEW",
    "corroborates": "CONFIRMS",
    "refines": "ADDS DETAIL",
    "updates": "UPDATE",
    "contradicts": "CONFLICT",
    "inconsistent": "DOES NOT ADD UP",
    "unrelated": "UNRELATED",
}
INCONSISTENT_WORDS = {"conversion": "CONVERSION IS OFF", "arithmetic": "DOES NOT ADD UP"}
#: the loudest family speaks for a finding
FAMILY_ORDER = ("contradicts", "updates", "inconsistent", "new", "refines", "corroborates", "unrelated")

_COMPARATOR = {
    "exact": "",
    "about": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "up_to": "up to ",
    "less_than": "less than ",
    "range": "",
    "vague": "",
}
_UNITS = {
    "pct": "%",
    "pct_gdp": "% of GDP",
    "pct_gni": "% of GNI",
    "km2": " km²",
    "m2": " m²",
    "ft2": " sq ft",
    "t": " t",
}
_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
_STAGES = {
    "need": "a need",
    "proposal": "a proposal",
    "expectation": "an expectation",
    "plan": "a plan",
    "pledge": "a pledge",
    "commitment": "a commitment",
    "allocation": "an allocation",
    "disbursement": "a payment",
    "delivery": "a delivery",
}


def is_currency(unit: str | None) -> bool:
    """Whether ``unit`` is an ISO 4217 code (three capital letters)."""
    return unit is not None and len(unit) == 3 and unit.isascii() and unit.isupper()


def number(value: float, scaled: bool = True) -> str:
    """``1050000000`` → ``1.05bn``; below a million with thousands separators; never more digits than a reader can use."""
    if scaled:
        for size, word in _SCALES:
            if abs(value) >= size:
                return f"{_trim(value / size)}{word}"
    return _trim(value, 2 if abs(value) < 100 else 0)


def _trim(value: float, digits: int = 3) -> str:
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def roughly(value: float) -> str:
    """A converted value: three significant digits, for more would look more exact than a rate is."""
    return number(float(f"{value:.3g}"))


def money(low: float | None, high: float | None, unit: str | None, unit_of: str | None = None) -> str:
    """A point, range or open bound with its unit and no words around it: ``EUR 3bn to 4bn``, ``2.5% of GDP``, ``1,200 etchings``."""
    ends = [number(v, scaled=is_currency(unit) or abs(v) >= 1e6) for v in (low, high) if v is not None]
    text = " to ".join(dict.fromkeys(ends))
    if is_currency(unit):
        return f"{unit} {text}"
    if unit in (None, "count", "ratio"):
        return f"{text} {clean(unit_of, 60)}".strip()
    return f"{text}{_UNITS.get(unit or '', ' ' + (unit or ''))}" + (f" {clean(unit_of, 60)}" if unit_of else "")


def amount(claim: Claim | Quantity, printed: str = "") -> str:
    """The claim's amount as a reader says it: ``at least USD 1bn a month``; where there is no number, the printed words in quotes."""
    if claim.low is None and claim.high is None:
        return f"“{clean(printed, 90)}”" if printed else "no amount"
    hedge = {"nearly": "nearly ", "some": "about "}.get(claim.hedge or "")
    word = _COMPARATOR.get(claim.comparator or "exact", "")
    if claim.comparator == "range" and None in (claim.low, claim.high):
        word = "at least " if claim.high is None else "up to "
    per = f" a {claim.per}" if claim.per else ""
    return f"{hedge if hedge is not None else word}{money(claim.low, claim.high, claim.unit, claim.unit_of)}{per}"


def claim_amount(claim: Claim) -> str:
    """``amount`` with the claim's own anchor as the words of last resort."""
    return amount(claim, claim.anchor.exact)


def loudest(verdicts: tuple[Verdict, ...]) -> Verdict:
    """The verdict that speaks for a finding: by channel, then family, then as it came."""
    rank = {"alert": 0, "digest": 1, "silent": 2}
    return min(verdicts, key=lambda v: (rank[v.channel], FAMILY_ORDER.index(v.verdict)))


def kind_word(verdicts: tuple[Verdict, ...], claim: Claim | None) -> str:
    """The capital letters that open an alert: ``CURRENCY AND SPEAKER CONFLICT``, ``CALLS FOR``, ``REFUSES``."""
    lead = loudest(verdicts)
    if lead.verdict in ("contradicts", "inconsistent"):
        dims = list(dict.fromkeys(d for v in verdicts if v.verdict == lead.verdict for d in v.dimension))
        if lead.verdict == "inconsistent":
            return next((INCONSISTENT_WORDS[d] for d in dims if d in INCONSISTENT_WORDS), "INCONSISTENT TEXT")
        return f"{' AND '.join(d.upper() for d in dims[:3])} CONFLICT".strip()
    if lead.verdict == "updates" and lead.subtype is None:
        return "AMOUNT CHANGED" if "amount" in lead.dimension else "UPDATE"
    if lead.subtype in SUBTYPE_WORDS and not (lead.subtype == "lookalike" and claim is not None):
        return SUBTYPE_WORDS[lead.subtype]
    if lead.verdict == "new" and claim is not None:
        return MODALITY_WORDS[claim.modality]
    return FAMILY_WORDS[lead.verdict]


def subject(claim: Claim) -> str:
    """Who gives, to whom, for what: ``NATO allies to Ukraine, US-made weapons, PURL``."""
    who = clean(claim.actor or claim.actor_as_written, 70)
    to = f" to {clean(claim.recipient, 50)}" if claim.recipient else ""
    return ", ".join(part for part in ((who or "payer not named") + to, purpose(claim)) if part)


def purpose(claim: Claim) -> str:
    """What it is for, without brackets of its own."""
    return clean(claim.purpose, 70).replace(" (", ", ").replace("(", "").replace(")", "")


def line(claim: Claim, word: str) -> str:
    """One line that says what happened, for a claim told for the first time."""
    who = clean(claim.actor or claim.actor_as_written, 70)
    speaker = clean(claim.speaker, 50)
    to = f" for {clean(claim.recipient, 50)}" if claim.recipient else ""
    what = purpose(claim)
    tail = f", says {speaker}" if speaker and speaker != who else ""
    if claim.condition:
        tail += f", {clean(claim.condition, 60)}"
    if claim.low is None and claim.high is None:
        words = f"“{clean(claim.anchor.exact, 90)}”"
        said = f"{what} ({words})" if what else words
        return f"{who or 'payer not named'}, {said}{tail}"
    about = f"{to}{f' ({what})' if what else ''}{tail}"
    if word == "CALLS FOR":
        return f"{claim_amount(claim)}{f' from {who}' if who else ''}{about}"
    return f"{who or 'payer not named'}, {claim_amount(claim)}{about}"


def conflict_line(now: Claim, before: Claim | None, dimensions: tuple[str, ...]) -> str:
    """One line that names both versions: ``EUR 1bn a month or at least USD 1bn a month? NATO allies to Ukraine``."""
    if before is None:
        return f"{claim_amount(now)} – {subject(now)}"
    sides = [claim_amount(now), claim_amount(before)]
    if "speaker" in dimensions and now.speaker and before.speaker:
        by = [f" ({clean(c.speaker, 40)})" for c in (now, before)]
        sides = [side + who for side, who in zip(sides, by, strict=True)]
    elif set(dimensions) & {"period", "date"} and sides[0] == sides[1]:
        sides = [side + f" {clean(c.time.text, 40)}".rstrip() for side, c in zip(sides, (now, before), strict=True)]
    if sides[0] == sides[1]:
        sides = [f"“{clean(c.anchor.exact, 60)}”" for c in (now, before)]
    return f"{sides[0]} or {sides[1]}? {subject(now if now.actor else before)}"


def change_line(now: Claim, before: Claim | None, word: str) -> str:
    """One line for an update: from what to what."""
    if before is None:
        return line(now, word)
    old, new = claim_amount(before), claim_amount(now)
    who = subject(now if now.actor else before)
    if old != new:
        return f"{new}, before: {old} – {who}"
    if before.stage and now.stage and before.stage != now.stage:
        return f"{new}, from {_STAGES[before.stage]} to {_STAGES[now.stage]} – {who}"
    return f"{new} – {who}"

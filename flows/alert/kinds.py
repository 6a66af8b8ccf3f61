"""What kind of news a finding is, in capital letters: the words that open every alert."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.model import Claim, Verdict

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
#: "could reconsider", "may send": no condition is named that could be met, so nothing is on offer
MIGHT = "MIGHT"
#: subtype of a verdict -> its word; what is missing here is worded by modality or family
SUBTYPE_WORDS = {
    "demand": "CALLS FOR",
    "refusal": "REFUSES",
    "withdrawal": "WITHDRAWS",
    "reversal": "REVERSES",
    "correction": "CORRECTS",
    "resolution": "SETTLED",
    "revision": "PAGE CHANGED",
    "progress": "DELIVERED IN PART",
    "stage": "FIRMER",
    "expectation_missed": "EXPECTATION MISSED",
    "re_announcement": "ANNOUNCED AGAIN",
    "modality_upgrade": "WORDED FIRMER",
    "recalled": "RECALLS",
    "office_change": "NEW IN OFFICE",
    "stale_republication": "OLD NEWS AGAIN",
}
#: the end of the ladder is said by its own name
STAGE_WORDS = {"disbursement": "PAID", "delivery": "HANDED OVER"}
FAMILY_WORDS = {
    "new": "NEW",
    "corroborates": "CONFIRMS",
    "refines": "ADDS DETAIL",
    "updates": "UPDATE",
    "contradicts": "CONFLICT",
    "inconsistent": "DOES NOT ADD UP",
    "unrelated": "UNRELATED",
}
INCONSISTENT_WORDS = {
    "conversion": "CONVERSION IS OFF",
    "arithmetic": "DOES NOT ADD UP",
    "count": "TWO COUNTS",
    "actor": "ONE SUM, TWO PAYERS",
}
#: the loudest family speaks for a finding
FAMILY_ORDER = ("contradicts", "updates", "inconsistent", "new", "refines", "corroborates", "unrelated")
#: families in which two versions stand against each other
CONFLICTS = ("contradicts", "inconsistent")


def loudest(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict that speaks for a finding: by channel, then family, then as it came."""
    rank = {"alert": 0, "digest": 1, "silent": 2}
    return min(verdicts, key=lambda v: (rank[v.channel], FAMILY_ORDER.index(v.verdict)))


def kind_word(verdicts: Sequence[Verdict], claim: Claim | None) -> str:
    """The capital letters that open an alert: ``CURRENCY AND SPEAKER CONFLICT``, ``CALLS FOR``, ``REFUSES``."""
    lead = loudest(verdicts)
    if lead.verdict in CONFLICTS:
        dims = list(dict.fromkeys(d for v in verdicts if v.verdict == lead.verdict for d in v.dimension))
        if lead.verdict == "inconsistent":
            return next((INCONSISTENT_WORDS[d] for d in dims if d in INCONSISTENT_WORDS), "INCONSISTENT TEXT")
        return f"{_listed([d.upper() for d in dims[:3]])} CONFLICT".strip()
    if lead.verdict == "updates" and lead.subtype is None:
        return "AMOUNT CHANGED" if "amount" in lead.dimension else "UPDATE"
    if lead.verdict == "new" and claim is not None and lead.subtype in (None, "progress", "lookalike", "conditional"):
        return _first_sighting(claim)
    if lead.subtype == "stage" and claim is not None and claim.stage in STAGE_WORDS:
        return STAGE_WORDS[claim.stage]
    if lead.subtype in SUBTYPE_WORDS:
        return SUBTYPE_WORDS[lead.subtype]
    if lead.verdict == "new" and claim is not None:
        return _first_sighting(claim)
    return FAMILY_WORDS[lead.verdict]


def _first_sighting(claim: Claim) -> str:
    return MIGHT if claim.modality == "conditional" and not claim.condition else MODALITY_WORDS[claim.modality]


def _listed(words: Sequence[str]) -> str:
    *most, last = words or ("",)
    return f"{', '.join(most)} AND {last}" if most else last

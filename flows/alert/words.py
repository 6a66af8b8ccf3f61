"""How a claim and a finding are put into words: amounts, and the one line that says what happened."""

from __future__ import annotations

import re

from extractors.model import Claim, Quantity
from flows.alert.safe import clean, shorten
from flows.alert.when import when

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
_PLURALS = {
    "person": "people", "man": "men", "woman": "women", "child": "children", "policeman": "policemen", "foot": "feet", "tooth": "teeth",
    "mouse": "mice", "life": "lives", "wife": "wives", "half": "halves", "loaf": "loaves", "shelf": "shelves", "crisis": "crises",
    "hero": "heroes", "potato": "potatoes",
}  # fmt: skip
#: nouns that count without an ending, and units that are written as signs
_SAME = frozenset(["sheep", "fish", "deer", "series", "species", "personnel", "staff", "police", "cattle", "troops"])
#: words that tell more of the thing counted and stand behind it: "person killed"
_AFTER_THE_HEAD = frozenset(
    ["killed", "injured", "wounded", "dead", "missing", "displaced", "evacuated", "affected", "trained", "homeless"]
)
#: words that begin what belongs to the thing counted: "battalion of soldiers"
_LINKS = frozenset(["of", "for", "in", "on", "with", "from", "at", "to", "per", "who", "that"])
_LINKING = (
    "if ",
    "provided ",
    "unless ",
    "once ",
    "when ",
    "as long as ",
    "in ",
    "on ",
    "subject to ",
    "after ",
    "only ",
    "should ",
    "depending ",
)
#: what is said of the gift, where versions differ on how firm it is
_MODALITY_STATES = {
    "pledged": "promised", "demanded": "asked for", "refused": "refused", "conditional": "offered on a condition", "hypothetical": "only thought of",
}  # fmt: skip
_SEVERAL = frozenset(["two", "three", "four", "five", "six", "several", "some", "many", "both", "multiple"])
PURPOSE_LIMIT = 70
_PART = re.compile(r"[,;:] | and | for | in | with | to (?=[a-z])")
_DOUBLE = re.compile(r'"([^"]*)"')
#: a whole year as its first and last day
_PERIOD_YEARS = re.compile(r"^(\d{4})-01-01 to \1-12-31$")
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
    things = counted(clean(unit_of, 60), low, high)
    if unit == "ratio" and not things and ends:
        return share(low, high)
    if unit in (None, "count", "ratio"):
        return f"{text} {things}".strip()
    return f"{text}{_UNITS.get(unit or '', ' ' + (unit or ''))}" + (f" {things}" if things else "")


def share(low: float | None, high: float | None) -> str:
    """A ratio as a reader says it: up to one in per cent (``33%``), above as a multiple (``2.5 times``)."""
    given = [v for v in (low, high) if v is not None]
    if max(given) <= 1:
        return " to ".join(dict.fromkeys(f"{_trim(100 * v, 1)}%" for v in given))
    return " to ".join(dict.fromkeys(_trim(v) for v in given)) + " times"


def counted(things: str, low: float | None, high: float | None) -> str:
    """The things counted, as many as there are: ``battery`` → ``batteries``; the name of a unit of measure stays as it is."""
    many = high if high is not None else low
    if not things or many is None or many == 1:
        return things
    head, *rest = things.split(" ")
    if rest and rest[0] in _AFTER_THE_HEAD:
        return " ".join([plural(head), *rest])
    at = next((n for n, word in enumerate(rest) if word in _LINKS), len(rest))
    words = [head, *rest]
    return " ".join([*words[:at], plural(words[at]), *words[at + 1 :]])


def plural(noun: str) -> str:
    """The plural of an English noun in the singular; what is a plural or has none stays."""
    low = noun.lower()
    if low in _PLURALS:
        return noun[:1] + _PLURALS[low][1:]
    if (
        not low.isalpha()
        or not low.isascii()
        or noun.isupper()
        or len(low) < 3
        or low.endswith(("craft", "ies", "people", "men"))
        or low in _SAME
        or low in _PLURALS.values()
    ):
        return noun
    if low.endswith("s") and not low.endswith("ss") and not low.endswith(("us", "bus")):
        return noun
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if low.endswith(("s", "x", "z", "ch", "sh")) else "s")


def amount(claim: Claim | Quantity, printed: str = "") -> str:
    """The claim's amount as a reader says it: ``at least USD 1bn a month``; where there is no number, the printed words in quotes."""
    if claim.low is None and claim.high is None:
        return quoted(printed, 90) if printed else "no amount"
    hedge = {"nearly": "nearly ", "some": "about "}.get(claim.hedge or "")
    word = _COMPARATOR.get(claim.comparator or "exact", "")
    if claim.comparator == "range" and None in (claim.low, claim.high):
        word = "at least " if claim.high is None else "up to "
    per = f" a {claim.per}" if claim.per else ""
    return f"{hedge if hedge is not None else word}{money(claim.low, claim.high, claim.unit, claim.unit_of)}{per}"


def claim_amount(claim: Claim) -> str:
    """``amount`` with the claim's own anchor as the words of last resort."""
    return amount(claim, claim.anchor.exact)


def quoted(words: str, limit: int) -> str:
    """Printed words in quotation marks, their own marks made single."""
    inner = _DOUBLE.sub(r"‘\1’", clean(words, limit)).replace("“", "‘").replace("”", "’")
    return f"“{inner}”"


def says(speaker: str) -> str:
    """``says Mark Rutte``, ``according to two diplomats``: several speakers do not say in the singular."""
    first, *_, last = [*speaker.split(" ")] * 2
    several = first.lower() in _SEVERAL or (
        last.islower() and last.endswith("s") and not last.endswith(("ss", "us", "'s", "’s"))
    )
    return f"according to {speaker}" if several or " and " in speaker else f"says {speaker}"


def date_text(published: str | None) -> str:
    """``2025-12-03T15:39:10Z`` → ``3 Dec 2025``; less precise dates as precise as they are."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    if not published:
        return "date unknown"
    parts = published[:10].split("-")
    try:
        if len(parts) == 3:
            return f"{int(parts[2])} {months[int(parts[1]) - 1]} {int(parts[0])}"
        if len(parts) == 2:
            return f"{months[int(parts[1]) - 1]} {int(parts[0])}"
    except (ValueError, IndexError):
        pass
    return published[:10]


def subject(claim: Claim) -> str:
    """Who gives, to whom, for what: ``NATO allies to Ukraine, US-made weapons, PURL``."""
    who = clean(claim.actor or claim.actor_as_written, 70)
    to = f" to {clean(claim.recipient, 50)}" if claim.recipient and claim.recipient != claim.actor else ""
    return ", ".join(part for part in ((who or "payer not named") + to, purpose(claim)) if part)


def purpose(claim: Claim) -> str:
    """What it is for, without brackets of its own; a long one ends where a part of it ends."""
    whole = clean(claim.purpose).replace(" (", ", ").replace("(", "").replace(")", "")
    # "for Ukraine (Ukraine's demining teams)": the recipient is named beside it
    for sign in "'’":
        whole = whole.removeprefix(f"{clean(claim.recipient)}{sign}s ") if claim.recipient else whole
    things = clean(claim.unit_of).casefold()
    if things and whole.casefold() in (things, counted(things, 2, 2)):
        return ""  # the amount has said it
    if len(whole) <= PURPOSE_LIMIT:
        return whole
    ends = [m.start() for m in _PART.finditer(whole, 12, PURPOSE_LIMIT)]
    return whole[: ends[-1]].rstrip(" ,;:") if ends else shorten(whole, PURPOSE_LIMIT)


def line(claim: Claim, word: str) -> str:
    """One line that says what happened, for a claim told for the first time."""
    who = clean(claim.actor or claim.actor_as_written, 70)
    speaker = clean(claim.speaker, 50)
    to = f" for {clean(claim.recipient, 50)}" if claim.recipient and claim.recipient != claim.actor else ""
    what = purpose(claim)
    due = when(claim.time)
    tail = f", {due}" if due and due not in claim.anchor.exact else ""
    tail += f", {says(speaker)}" if speaker and speaker != who else ""
    tail += condition(claim)
    if claim.low is None and claim.high is None:
        words = quoted(claim.anchor.exact, 90)
        payer = who or "payer not named"
        # "plan to keep pouring arms": what is planned stands in the words already
        said_by_words = not what or what.casefold()[:12] in words.casefold()
        return f"{payer}, {words}{tail}" if said_by_words else f"{payer}, {what} ({words}){tail}"
    about = f"{to}{f' ({what})' if what else ''}{tail}"
    if word == "CALLS FOR":
        return f"{claim_amount(claim)}{f' from {who}' if who else ''}{about}"
    return f"{who or 'payer not named'}, {claim_amount(claim)}{about}"


def condition(claim: Claim) -> str:
    """``, if Congress approves``; nothing where no condition is named."""
    if not claim.condition:
        return ""
    words = clean(claim.condition, 60)
    if words.lower().startswith(_LINKING):
        return f", {words[:1].lower()}{words[1:]}"
    return f", on condition: {words}"


def conflict_line(now: Claim, before: Claim | None, dimensions: tuple[str, ...]) -> str:
    """One line that names both versions: ``EUR 1bn a month or at least USD 1bn a month? NATO allies to Ukraine``."""
    if before is None:
        return f"{claim_amount(now)} – {subject(now)}"
    sides = apart(now, before)
    about = subject(now if now.actor else before)
    if sides[0] != sides[1]:
        if "speaker" in dimensions and now.speaker and before.speaker:
            sides = [f"{side} ({clean(c.speaker, 40)})" for side, c in zip(sides, (now, before), strict=True)]
        return f"{sides[0]} or {sides[1]}? {about}"
    if (told := differing(now, before, dimensions)) is not None:
        dimension, one, other = told
        rest = _beside_the_payer(now) if dimension == "actor" else about
        return f"{one} or {other}? {sides[0]}" + (f", {rest}" if rest else "")
    words = [quoted(c.anchor.exact, 60) for c in (now, before)]
    return f"{words[0]} or {words[1]}? {about}" if words[0] != words[1] else f"{sides[0]} – {about}"


def apart(now: Claim, before: Claim) -> list[str]:
    """Both amounts, so that a reader sees them differ: ``EUR 120m a year`` and ``EUR 120m in all``."""
    sides = [claim_amount(now), claim_amount(before)]
    if (now.per is None) == (before.per is None) or (now.low, now.high, now.unit) != (
        before.low,
        before.high,
        before.unit,
    ):
        return sides
    return [side if claim.per else f"{side} in all" for side, claim in zip(sides, (now, before), strict=True)]


def differing(now: Claim, before: Claim, dimensions: tuple[str, ...]) -> tuple[str, str, str] | None:
    """The first of the dimensions in which two claims differ, and what each says there; None where words cannot show it."""
    for dimension in dimensions:
        one, other = (_slot(dimension, c) for c in (now, before))
        if one and other and one.casefold() != other.casefold():
            return dimension, one, other
    return None


def pair_line(now: Claim, before: Claim | None, dimensions: tuple[str, ...], reason: str) -> str:
    """A further pair of a conflict, in one line: ``EUR 4bn, before: USD 4bn (“4 billion euros”)``."""
    words = f" ({quoted(now.anchor.exact, 80)})" if now.low is not None else ""
    if before is None:
        return claim_amount(now) + words
    new, old = apart(now, before)
    if new != old:
        return f"{new}, before: {old}{words}"
    told = differing(now, before, dimensions)
    return f"{new}: {told[1]}, before: {told[2]}" if told else f"{new}: {clean(reason, 200)}"


def _beside_the_payer(claim: Claim) -> str:
    to = f"to {clean(claim.recipient, 50)}" if claim.recipient else ""
    return ", ".join(part for part in (to, purpose(claim)) if part)


def _slot(dimension: str, claim: Claim) -> str:
    """What a claim says in a dimension, in a few words; empty where it says nothing that words can show."""
    if dimension in ("speaker", "role"):
        return clean(claim.speaker, 40)
    if dimension in ("period", "date"):
        return _when(claim)
    if dimension == "modality":
        return _MODALITY_STATES.get(claim.modality, claim.modality)
    if dimension == "scope":
        return purpose(claim)
    return clean(getattr(claim, dimension, None), 50) if dimension in ("actor", "recipient", "purpose") else ""


def _when(claim: Claim) -> str:
    t = claim.time
    if t.start and t.end:
        return _PERIOD_YEARS.sub(r"\1", f"{t.start} to {t.end}") if t.start != t.end else date_text(clean(t.start, 25))
    named = (("from", t.start), ("by", t.end), ("by", t.deadline))
    spoken = next((f"{word} {date_text(clean(value, 25))}" for word, value in named if value), "")
    return spoken or clean(t.text, 40) or "no date given"


#: kinds of change that put the earlier version right
REPAIRS = ("CORRECTS", "SETTLED")


def change_line(now: Claim, before: Claim | None, word: str, dimensions: tuple[str, ...] = ()) -> str:
    """One line for an update: from what to what; for a repair, what holds and what does not."""
    if before is None:
        return line(now, word)
    new, old = apart(now, before)
    who = subject(now if now.actor else before)
    between = "not" if word in REPAIRS else "before:"
    if old != new:
        return f"{new}, {between} {old} – {who}"
    if word in REPAIRS and (told := differing(now, before, dimensions)) is not None:
        return f"{told[1]}, not {told[2]}: {new} – {who}"
    if word == "WITHDRAWS":
        return line(now, word)
    if before.stage and now.stage and before.stage != now.stage:
        return f"{new}, from {_STAGES[before.stage]} to {_STAGES[now.stage]} – {who}"
    return f"{new} – {who}"

"""Whether a first report is news, weighed: the rules of `first` say what it is worth, many small signs how far to believe them.

A rule that hushes knows its own construction. Around it stand signs that no single rule weighs: how firmly it is told, whether payer, receiver
and speaker are named, when it is due, what else of that payer was known, which words stand about the amount. Each sign has a weight in
``newsworth.yaml`` (fitted on the open gold by ``benchmarks/fit_newsworth.py``, every folder judged by weights that never saw it).
What is told by a rule and hardly news by its signs is kept silent; what is kept silent and rather news goes to the digest, never to an alert.
Some grounds are none of opinion, and stand: a step beside its total, a sum of parts, what is denied, refused to be true, taken back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from math import fsum
from pathlib import Path

import yaml

from extractors.model import Claim, Statement
from flows.compare import severity
from flows.compare.first import Place
from flows.compare.measure import money, shown
from flows.compare.periods import days, published
from flows.compare.types import AGAINST, Context, Finding
from flows.compare.values import point

#: below the first what a rule would tell is told to nobody, above the second what a rule keeps silent is told in the digest; between the rule decides
HARDLY, RATHER = -0.5, 0.25
#: how the reason begins of what signs tell and a rule would not
LIKELY = "Likely news by the signs around it"
#: what was printed longer ago than this is another story
LATELY = timedelta(days=45)
#: grounds that say what a number is, or that it has been, whatever speaks for telling it
_STANDS = frozenset({"step", "own_sum", "added_up", "unusable", "sum", "question", "then_denied", "talk", "if_they_gave", "could_come", "of_others",
                     "elsewhere", "advice", "bare_money", "common_noun", "from_memory", "once_meant", "had_been", "goes_on"})  # fmt: skip
#: so many words to each side of an amount are signs
_WINDOW = 8
_PLACES = ("total_beside", "parts_beside", "whole_beside", "level_told", "piece_of_sum")
_SORTS = frozenset({"count", "pct", "pct_gdp", "pct_gni", "ratio"})
_WORD = re.compile(r"(?<![\w'’])[a-z][a-z'’]*(?![\w])")


@dataclass(frozen=True, slots=True)
class Known:
    """What lately was known of a claim about which nothing was: priors that share some key with it, and are another matter.

    ``nearest``: the most evidence that speaks for one of them, 0 where nothing does. ``numbers``: of them print the same number, ``gifts`` by
    the same payer, ``payer``: promises of the same payer. How many priors there are says nothing: that is the size of the ledger.
    """

    nearest: float = 0.0
    numbers: int = 0
    gifts: int = 0
    payer: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a first report: its place among the promises of its article, how it stands to the rest, and what was known."""

    place: Place = field(default_factory=Place)
    #: how many promises of the article stand before it, and how many there are
    before: int = 0
    promises: int = 1
    known: Known = field(default_factory=Known)


def among(s: Statement, statements: Sequence[Statement], place: Place, known: Known) -> Around:
    """What stands around a claim of an article."""
    starts = [o.claim.anchor.start for o in statements if o.claim.kind == "pledge"]
    return Around(place, sum(start < s.claim.anchor.start for start in starts), len(starts), known)


def weighed(s: Statement, found: Finding, around: Around, context: Context) -> Finding:
    """The finding of a first report, louder or quieter where its signs speak against it."""
    if not is_weighed(s.claim, found):
        return found
    total = _sum(signs(s, found, around, context))
    if HARDLY <= total <= RATHER or (total > RATHER) == (found.channel != "silent"):
        return found
    if total > RATHER:
        return replace(found, channel="digest", severity="low", reason=f"{LIKELY}, though by its rule: {found.reason}")
    reason = f"Hardly news by the signs around it: {shown(s.claim)}."
    return replace(found, channel="silent", severity=None, subtype="background", reason=reason)


def is_weighed(claim: Claim, found: Finding) -> bool:
    """Whether signs may decide: a promise with an amount that our own reader read, and no ground that says what its number is.

    That somebody will not pay is told by rule alone: it is rare, and nobody wants it hushed by a sum.
    """
    if claim.kind != "pledge" or claim.payer_from is None or claim.modality in AGAINST or point(claim) is None:
        return False
    guessed = found.ground == "unlikely" and not money(
        claim.unit
    )  # "14 balls": a guess about things is not guessed at twice
    return found.verdict == "new" and found.ground not in _STANDS and not guessed


@cache
def weights() -> tuple[float, dict[str, float]]:
    """Where the sum begins, and how far each sign moves it (log odds of news). Fitted by ``benchmarks/fit_newsworth.py``."""
    read = yaml.safe_load((Path(__file__).parent / "newsworth.yaml").read_text("utf-8"))
    return float(read["start"]), {str(sign): float(weight) for sign, weight in read["signs"].items()}


def _sum(found: Sequence[str]) -> float:
    start, known = weights()
    return start + fsum(known[sign] for sign in found if sign in known)


def signs(s: Statement, found: Finding, around: Around, context: Context) -> list[str]:
    """The signs of a first report, as `first` judged it."""
    claim, on = s.claim, published(s)
    out = [f"{found.channel} for {found.ground or found.subtype or 'promise'}", f"told {found.channel}"]
    _of_claim(out, claim, context, on)
    for name in ("start", "end", "deadline", "as_of"):
        out.append(f"{name} {_when(getattr(claim.time, name), on)}")
    out += [f"place {name}" for name in _PLACES if getattr(around.place, name)]
    out.append(f"promises before it: {min(3, around.before)}")
    out.append(f"promises of its article: {min(12, around.promises // 2 * 2)}")
    _of_known(out, around.known)
    _of_words(out, claim)
    return out


def _of_claim(out: list[str], claim: Claim, context: Context, on: date | None) -> None:
    sort = _sort(claim)
    out += [f"modality {claim.modality}", f"{sort} {claim.modality}", f"unit {sort}", f"payer from {claim.payer_from}"]
    out.append(f"worth {_size(severity.euros(claim, context.rates, on))}")
    out.append("certainty " + ("of a rule" if claim.certainty is None else f"{int(claim.certainty * 10)} tenths"))
    out += [f"role {claim.role}", f"comparator {claim.comparator}"]
    out += [
        f"{slot} {'named' if getattr(claim, slot) else 'not named'}"
        for slot in ("recipient", "purpose", "speaker", "condition", "per", "magnitude")
    ]
    if claim.recalled:
        out.append("recalled")


def _of_known(out: list[str], known: Known) -> None:
    out.append(f"known of its payer: {min(4, known.payer)}")
    out.append(f"nearest prior: {max(0, min(4, int(known.nearest)))}")
    if known.numbers:
        out.append("its number is known")
    if known.gifts:
        out.append("its number is known of its payer")


def _of_words(out: list[str], claim: Claim) -> None:
    """The words about the amount; names are none of them."""
    start, quote = claim.anchor.start - claim.quote.start, claim.quote.exact
    if not 0 <= start <= len(quote):
        return
    out += dict.fromkeys(f"left: {w}" for w in _WORD.findall(quote[:start])[-_WINDOW:])
    out += dict.fromkeys(f"right: {w}" for w in _WORD.findall(quote[start + len(claim.anchor.exact) :])[:_WINDOW])
    out += dict.fromkeys(f"in it: {w}" for w in _WORD.findall(claim.anchor.exact))


def _sort(claim: Claim) -> str:
    unit = claim.unit or "none"
    return "money" if money(claim.unit) else unit if unit in _SORTS or unit == "none" else "other"


def _size(euros: float | None) -> str:
    return "no money" if euros is None else "nothing" if euros < 1 else f"1e{min(11, len(str(int(euros))) - 1)} EUR"


def _when(text: str | None, on: date | None) -> str:
    found = days(text)
    if found is None or on is None:
        return "not told"
    apart = (found.start + (found.end - found.start) / 2 - on).days
    return (
        "long past"
        if apart < -180
        else "past"
        if apart < -20
        else "now"
        if apart < 20
        else "soon"
        if apart < 200
        else "far"
    )

"""Row 0: a claim about which nothing was known. What it is worth telling depends on its modality, its payer and its speaker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractors.model import Claim, Route, Statement
from flows.compare import changes, grounds, severity
from flows.compare.asides import aside, stands_by
from flows.compare.corrections import taken_back
from flows.compare.measure import shown
from flows.compare.news import (
    amountless_matter,
    granted,
    level_by_reference,
    only_later,
    promised_this_week,
    so_far,
    to_come,
    told_today,
)
from flows.compare.periods import days, published
from flows.compare.types import Context, Finding
from flows.compare.unfounded import at_large, unfounded
from flows.compare.values import point
from flows.compare.words import words

#: A statement whose money was due, or that was said, longer ago than this is history, not news.
HISTORY_DAYS = 180
#: Below this a person's own money is no commitment that anybody tracks.
PRIVATE_EUR = 1e6
SAID_AGO_DAYS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """What the rest of the article says about a claim: whether a new total stands beside an increment, whether others make its sum."""

    total_beside: bool = False
    sum_of_others: bool = False
    #: the single pledges that a total adds up stand in the same article
    parts_beside: bool = False
    #: the whole of which it is a part is pledged in the same article
    whole_beside: bool = False
    #: its article names the value only to say that it is not so
    rejected: bool = False
    #: its number is told as two things: nobody can say what was promised
    unusable: bool = False
    #: the level to which it raises a sum stands beside it, and is news by itself
    level_told: bool = False
    #: it is listed behind a whole of the same payer, which the listed parts add up to
    piece_of_sum: bool = False


def first_report(statement: Statement, context: Context, place: Place = Place()) -> Finding:
    """The finding for a claim without a prior."""
    claim, on = statement.claim, published(statement)
    found = _hushed(statement, context, place, on) or _against(claim, context) or _by_modality(claim, context, on)
    grade = found.severity
    if grade is None and found.channel == "alert":
        grade = severity.of_new(claim, context.rates, on)
    elif grade is None and found.channel == "digest":
        grade = "low"
    return replace(found, rule="first_report", severity=grade)


def recalled(claim: Claim, on: date | None) -> bool:
    """Whether a promise is told as history: marked so by the reader, due or said long before the article."""
    if stands_by(claim):
        return False
    if (claim.recalled and not told_today(claim)) or claim.role == "prior":
        return True
    if on is None or claim.modality in ("refused", "withdrawn"):
        return False
    start, end, said = days(claim.time.start), days(claim.time.end or claim.time.deadline), days(claim.time.as_of)
    if claim.modality in ("pledged", "planned") and (promised_this_week(claim) or to_come(claim)):
        start = end = (
            None  # what is promised on Wednesday is not due last month: the period is that of something else in the sentence
        )
    if end is not None and claim.modality != "delivered" and end.end < on - timedelta(days=SAID_AGO_DAYS):
        return True
    if end is not None and claim.modality == "delivered" and end.end < on - timedelta(days=3 * 365):
        return True
    running = end is not None and end.end >= on
    if (
        start is not None
        and not running
        and start.end < on - timedelta(days=HISTORY_DAYS)
        and claim.modality != "delivered"
    ):
        return True
    return said is not None and said.end < on - timedelta(days=SAID_AGO_DAYS)


def _hushed(statement: Statement, context: Context, place: Place, on: date | None) -> Finding | None:
    claim, world = statement.claim, context.world
    if claim.modality in ("denied", "hypothetical"):
        return Finding(
            "unrelated",
            "silent",
            f"Told as {claim.modality}: kept, never told.",
            subtype=claim.modality,
            ground="unreal",
        )
    if place.rejected:
        return Finding(
            "unrelated", "silent", "Named only to say that it is not so.", subtype="denied", ground="rejected"
        )
    if taken_back(claim):
        return Finding(
            "updates",
            "silent",
            "Corrected in the same article: only the corrected value stands.",
            _NONE,
            "correction",
            ground="taken_back",
        )
    if claim.kind == "figure":
        return Finding("new", "silent", "The first report of this figure: stored.", subtype="figure")
    if world.extended(claim):
        return Finding(
            "unrelated",
            "silent",
            "Outside money, arms and aid: stored, never told as a pledge.",
            subtype="background",
            ground="outside",
        )
    current = claim.modality == "refused" or (claim.modality == "withdrawn" and claim.role != "prior")
    if not current and recalled(claim, on):
        if claim.modality == "demanded" and _asked_for(claim):
            return Finding(
                "new", "digest", f"What had been asked for: {shown(claim)}.", subtype="demand", ground="history"
            )
        return Finding("new", "silent", f"Told as history: {shown(claim)}.", subtype="recalled", ground="history")
    if _nameless(claim, context):
        return Finding("unrelated", "silent", "The payer has no name.", subtype="lookalike", ground="nameless")
    if claim.role in ("own_sum", "list_sum") or (
        claim.role == "total" and place.parts_beside and not claim.speaker and not _promised_now(claim)
    ):
        said = _official(claim, context) and not so_far(claim)
        reason = (
            "An official's sum of separate pledges." if said else "A sum that the outlet made itself of what is listed."
        )
        return Finding("new", "digest" if said else "silent", reason, subtype="own_sum", ground="own_sum")
    if claim.role in ("increment", "cut") and (place.total_beside or place.level_told):
        step = "increase" if claim.role == "increment" else "cut"
        return Finding(
            "new",
            "silent",
            f"The {step} stands beside the new total, which is told.",
            subtype="increment",
            ground="step",
        )
    if _way_of_paying(claim, context):
        return Finding(
            "unrelated",
            "silent",
            "It counts how something is paid, not what.",
            subtype="background",
            ground="way_of_paying",
        )
    beside = changes.told(claim)
    part = beside.tranche or place.piece_of_sum or (place.whole_beside and (claim.role == "part" or beside.piece))
    if part and claim.modality in ("pledged", "planned", "reaffirmed"):
        return Finding("new", "digest", f"A part of what is pledged: {shown(claim)}.", subtype="part_of", ground="part")
    if place.unusable:
        return Finding(
            "new",
            "silent",
            "The article tells the number as two things: stored, told as inconsistent.",
            subtype="unusable",
            ground="unusable",
        )
    if place.sum_of_others:
        return Finding(
            "new", "silent", "The sum of other amounts in the same article.", subtype="own_sum", ground="sum"
        )
    words_against = aside(claim, context, on)
    if words_against is not None:
        wish = claim.modality == "demanded" and words_against.subtype == "recalled" and _asked_for(claim)
        channel: Route = "digest" if wish else words_against.channel
        return Finding("new", channel, words_against.reason, subtype=words_against.subtype, ground=words_against.ground)
    return unfounded(claim, context)


def _promised_now(claim: Claim) -> bool:
    """Whether a meeting's sum is told as what was promised at it: "donors promised 1.9 billion on Tuesday"."""
    return promised_this_week(claim) or told_today(claim)


def _asked_for(claim: Claim) -> bool:
    """Whether an amount is asked for in so many words: what had been asked is worth a line beside what is given."""
    return point(claim) is not None and not grounds.guessed(claim) and any(c.isalpha() for c in claim.anchor.exact)


def _nameless(claim: Claim, context: Context) -> bool:
    """Whether the payer is somebody or other: "one rival", "a chipmaker"; or speaks as such: "an Indian supplier said it would"."""
    written = None if context.world.state(claim.actor) else claim.actor_as_written
    if any(context.world.unnamed(name) for name in (claim.actor, written)):
        return True
    if not claim.actor or claim.actor.lower() in _PRONOUNS:
        return bool(claim.actor)
    speaker = claim.speaker or ""
    return claim.actor in speaker and context.world.unnamed(speaker[:1].lower() + speaker[1:])


#: payers that stayed pronouns: whom they stand for is not known
_PRONOUNS = frozenset(
    {"he", "she", "it", "they", "we", "i", "you", "this", "that", "these", "those", "everybody", "everyone"}
)


def _way_of_paying(claim: Claim, context: Context) -> bool:
    """Whether it counts instalments, stages, seasons: how a thing comes, not the thing."""
    return claim.unit == "count" and bool(set(words(claim.unit_of)) & context.world.ways_of_paying)


_NONE: tuple[str, ...] = ()


def _official(claim: Claim, context: Context) -> bool:
    return bool(claim.speaker) and not context.world.outlet(claim.speaker)


def _against(claim: Claim, context: Context) -> Finding | None:
    if claim.modality not in ("refused", "withdrawn"):
        return None
    subtype = "refusal" if claim.modality == "refused" else "withdrawal"
    if claim.modality == "refused" and only_later(claim):
        return Finding("new", "silent", "Not yet: it is put off, not refused.", _NONE, subtype, ground="put_off")
    verb = "REFUSES" if claim.modality == "refused" else "WITHDRAWS"
    if not amountless_matter(claim):
        return Finding(
            "new", "silent", "What is refused is neither money nor goods.", _NONE, subtype, ground="no_goods"
        )
    if not claim.actor or (grounds.borrowed(claim) and claim.unit == "count"):
        return Finding(
            "new",
            "silent",
            "Somebody whom the sentence does not name refuses or withdraws.",
            _NONE,
            subtype,
            ground="refused_by_whom",
        )
    return Finding(
        "new",
        "alert",
        f"{claim.actor or 'A payer'} {verb}: {claim.purpose or claim.anchor.exact}.",
        _NONE,
        subtype,
        "medium",
    )


def _by_modality(claim: Claim, context: Context, on: date | None) -> Finding:
    who, what, amount = claim.actor or "An unnamed payer", shown(claim), _amount(claim, context)
    match claim.modality:
        case "demanded":
            loud = amount and _speaks_for_payers(claim, context, on)
            told = amount or claim.magnitude or (point(claim) is not None and _official(claim, context))
            channel: Route = "alert" if loud else "digest" if told else "silent"
            return Finding(
                "new", channel, f"CALLS FOR: {claim.speaker or 'somebody'} asks {who} for {what}.", _NONE, "demand"
            )
        case "expected":
            return Finding(
                "new",
                "alert" if amount and _own_word(claim, context, on) else "digest",
                f"EXPECTED: {what} by {who}.",
                _NONE,
                "expected",
            )
        case "conditional":
            loud = amount and not _third_party(claim, context)
            return Finding(
                "new", "alert" if loud else "digest", f"On a condition: {who}, {what}.", _NONE, "conditional"
            )
        case "reaffirmed":
            if not amount:
                return Finding(
                    "new",
                    "silent",
                    f"{who} repeats its resolve without an amount.",
                    _NONE,
                    "recalled",
                    ground="resolve",
                )
            return Finding("new", "alert", f"REAFFIRMS: {who}, {what}.", _NONE, "reaffirmed")
        case "delivered" if granted(claim):
            return _promise(claim, context, who, what, amount, on)
        case "delivered":
            return Finding("new", "digest", f"{who} has paid or handed over {what}.", _NONE, "progress")
        case _:
            return _promise(claim, context, who, what, amount, on)


def _promise(claim: Claim, context: Context, who: str, what: str, amount: bool, on: date | None) -> Finding:
    if amount and _accountable(claim, context) and not _purse(claim, context, on):
        return Finding("new", "alert", f"{who}: {what}.")
    if amount:
        return Finding(
            "new", "digest", f"{who}: {what}; nobody is named who could be held to it.", ground="nobody_to_hold"
        )
    if claim.magnitude is not None and claim.modality == "pledged" and claim.actor and claim.kind == "pledge":
        single = (
            claim.role != "total"
            and len(context.world.payers(claim.actor)) == 1
            and context.world.canon(claim.actor) not in context.world.members
        )
        return Finding("new", "alert" if single else "digest", f"{who}: {what}.", severity="low")
    empty = set(words(f"{claim.purpose or ''} {claim.anchor.exact}")) & context.world.empty
    if empty and claim.modality == "pledged":
        return Finding(
            "unrelated",
            "silent",
            "Nothing to keep a record of: no amount, no date, no named thing.",
            subtype="background",
        )
    return Finding("new", "digest", f"{who}: {what}.", severity="low")


def _purse(claim: Claim, context: Context, on: date | None) -> bool:
    """Whether a single person gives or wins so little that it is his own affair."""
    worth = severity.euros(claim, context.rates, on)
    return context.world.person(claim.actor) and not claim.speaker and worth is not None and worth < PRIVATE_EUR


def _accountable(claim: Claim, context: Context) -> bool:
    """Whether somebody is named who promises: a payer, or payers in general with a recipient or a speaker."""
    payer = None if grounds.nobody_named(claim) else claim.actor
    if not claim.actor or not any(map(_capital, (payer, claim.recipient, claim.speaker))):
        return False  # "the banker lends the duke": nobody has a name
    return not at_large(claim, context) or bool(claim.recipient or claim.speaker)


def _capital(name: str | None) -> bool:
    return any(w[:1].isupper() for w in (name or "").split())


def _amount(claim: Claim, context: Context) -> bool:
    """Whether the claim has an amount of its own; a share of something else is none, nor is a number of packages or donors."""
    if point(claim) is None:
        return level_by_reference(claim)
    if claim.unit in ("ratio", "pct"):
        return False
    return not (claim.unit == "count" and set(words(claim.unit_of)) & context.world.wrappers)


def _speaks_for_payers(claim: Claim, context: Context, on: date | None) -> bool:
    """Whether the speaker holds, at that date, an office of the body that is asked to pay, and is not himself outside it."""
    if not claim.speaker or on is None or not claim.actor:
        return False
    bodies = context.offices.speaks_for(claim.speaker, on)
    return any(context.world.kin(body, claim.actor) == "same" for body in bodies)


def _own_word(claim: Claim, context: Context, on: date | None) -> bool:
    if not claim.speaker:
        return False
    return context.world.kin(claim.speaker, claim.actor) == "same" or _speaks_for_payers(claim, context, on)


def _third_party(claim: Claim, context: Context) -> bool:
    """Whether a condition is told by somebody who does not speak for the payer: a diplomat, an analyst, an outlet."""
    speaker = claim.speaker
    if not speaker:
        return False
    world = context.world
    return world.outlet(speaker) or (
        world.nobody(speaker) and "official" not in words(speaker) and "spokes" not in speaker.lower()
    )

"""Whose word a statement is: whether the speaker, or the publisher, speaks for the payer himself."""

from __future__ import annotations

import re
from datetime import date

from extractors.model import Article, Claim
from flows.compare.types import Context
from flows.compare.words import fold, words

#: So many characters around a speaker's name tell his office: "Defence Minister Ada Berg", "Ada Berg, who heads the ministry".
AROUND = 60


def own_word(claim: Claim, article: Article, context: Context, on: date | None) -> bool:
    """Whether the payer says it himself: as the speaker, through an office of his, or as the publisher of the text."""
    if not claim.actor:
        return False
    world = context.world
    if article.publisher and world.kin(article.publisher, claim.actor) == "same":
        return True
    if not claim.speaker or world.outlet(claim.speaker):
        return False
    if world.kin(claim.speaker, claim.actor) == "same":
        return True
    if on is not None:
        bodies = context.offices.speaks_for(claim.speaker, on)
        if any(world.kin(body, claim.actor) == "same" for body in bodies):
            return True
    return _in_office(claim, context)


def _in_office(claim: Claim, context: Context) -> bool:
    """Whether the words around the speaker give him an office that is the payer's, as far as they name a state or body at all."""
    world, about = context.world, _about_speaker(claim)
    if not world.own_offices & set(words(about)):
        return False
    flat = f" {fold(about)} "
    named = {name for name, ways in world.written.items() if any(f" {way} " in flat for way in ways)}
    payers = world.payers(claim.actor)
    return not named or bool({world.canon(n) for n in named} & payers)


def _about_speaker(claim: Claim) -> str:
    """The speaker as written, with the words next to his name in the sentence."""
    written, quote = claim.speaker_as_written or claim.speaker or "", claim.quote.exact
    surname = written.split()[-1] if written.split() else ""
    found = re.search(re.escape(surname), quote) if surname else None
    if found is None:
        return written
    before = re.split(r"[.;:“”\"]", quote[max(0, found.start() - AROUND) : found.start()])[-1]
    behind = re.match(r",[^.;“”\"]{0,60}", quote[found.end() :])
    return f"{before} {written} {behind.group() if behind else ''}"

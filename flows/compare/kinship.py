"""Who pays, who speaks, who receives: whether two claims name the same, and what one payer is to the other.

Texts give offices for persons, spokesmen for payers and capitals for states: another name is another payer only where nothing else
explains it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.compare.facts import Facts
from flows.compare.types import Kinship
from flows.compare.values import same_numeral
from flows.compare.words import surname_match, words

if TYPE_CHECKING:
    from flows.compare.beside import Beside

#: Sentences so much alike differ in one slot.
TWIN = 0.8


def kinship(later: Facts, earlier: Facts, beside: Beside) -> Kinship:
    """What the later payer is of the earlier one. A person who speaks for a payer is not another payer, nor is a name that the
    other text has in another place, nor somebody without a name ("the company", "a deputy minister")."""
    kin = later.world.kin(later.claim.actor, earlier.claim.actor)
    if kin != "disjoint" or not _explained(later, earlier, beside):
        return kin
    return kin if twins(later, earlier) else "unknown"


def _explained(later: Facts, earlier: Facts, beside: Beside) -> bool:
    """Whether two payers with nothing in common may still be one, or stand for one."""
    new, old = later.claim, earlier.claim
    there, here = earlier.mentions(new.actor), later.mentions(old.actor)
    if there and here:
        return True
    named = not later.nobody and not earlier.nobody
    if named and not (same_numeral(new, old) and later.quoted & earlier.quoted) and beside.both_pay:
        return False
    if not named or _spokesman(later, earlier) or _spokesman(earlier, later):
        return True
    return (there and _misplaced(new.actor, earlier)) or (here and _misplaced(old.actor, later))


def _misplaced(name: str | None, other: Facts) -> bool:
    """Whether the other text names this payer as well, in a sentence that its own payer was read from (not as the recipient)."""
    recipient = other.claim.recipient
    return not recipient or other.world.kin(name, recipient) not in ("same", "overlaps")


def _spokesman(a: Facts, b: Facts) -> bool:
    """Whether the payer of ``a`` is a person who, by the other claim, only speaks."""
    name = a.claim.actor
    if not name or not a.person_pays:
        return False
    if b.claim.speaker and surname_match(name, b.claim.speaker):
        return True
    return words(name)[-1] in b.words and not b.person_pays


def twins(later: Facts, earlier: Facts, share: float = TWIN) -> bool:
    """Whether the two sentences are so much alike that they are one sentence with a slot told differently."""
    from rapidfuzz import fuzz

    a, b = later.claim.quote.exact, earlier.claim.quote.exact
    return fuzz.ratio(a, b, score_cutoff=share * 100) >= share * 100


def same_person(later: Facts, earlier: Facts) -> bool:
    """Whether one person speaks in both, or the speaker of one is named in the sentence of the other."""
    new, old = later.claim, earlier.claim
    if new.speaker and old.speaker and later.person_speaks and earlier.person_speaks:
        return surname_match(new.speaker, old.speaker)
    for a, b in ((later, earlier), (earlier, later)):
        person = a.claim.speaker if a.person_speaks else None
        if person and (words(person)[-1] in b.words or (b.claim.actor and surname_match(person, b.claim.actor))):
            return True
    return False


def same_recipient(later: Facts, earlier: Facts) -> bool:
    """Whether both name one recipient, or the one that only one of them names stands in the sentence of the other."""
    new, old, world = later.claim, earlier.claim, later.world
    if new.recipient and old.recipient:
        kin = world.kin(new.recipient, old.recipient)
        return kin in ("same", "overlaps", "part_of", "contains") or bool(
            set(words(new.recipient)) & set(words(old.recipient))
        )
    lone, other = (new.recipient, earlier) if new.recipient else (old.recipient, later)
    telling = [w for w in words(lone) if w not in world.dull or w in world.names]
    return bool(telling) and all(w in other.words for w in telling)

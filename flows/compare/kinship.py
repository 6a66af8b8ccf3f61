"""Who pays, who speaks, who receives: whether two claims name the same, and what one payer is to the other.

Texts give offices for persons, spokesmen for payers and capitals for states: another name is another payer only where nothing else
explains it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.compare.facts import Facts
from flows.compare.topic import telling
from flows.compare.types import Kinship
from flows.compare.values import digits
from flows.compare.words import last_word, surname_match, words

if TYPE_CHECKING:
    from flows.compare.beside import Beside

#: Articles with so many telling words in common report one event.
EVENT = 5
#: An office stands so near to the name of who holds it.
OFFICE_WORDS = 3
#: Sentences so much alike differ in one slot.
TWIN = 0.8


def strangers(later: Facts, earlier: Facts) -> bool:
    """Whether two payers have nothing in common and nothing could explain one by the other: most candidates, told at a glance."""
    return later.kin(earlier.claim.actor) == "disjoint" and not _explicable(later, earlier)


def kinship(later: Facts, earlier: Facts, beside: Beside) -> Kinship:
    """What the later payer is of the earlier one. A person who speaks for a payer is not another payer, nor is a name that the
    other text has in another place, nor somebody without a name ("the company", "a deputy minister")."""
    kin = later.kin(earlier.claim.actor)
    alike = later.same_number(earlier) or later.slip(earlier)
    if kin not in ("same", "overlaps") and _unread(later, earlier, beside):
        return "unknown"
    if kin == "disjoint" and alike and _both_told(later, earlier, beside):
        return kin if twins(later, earlier) else "unknown"
    if kin != "disjoint" or not _explicable(later, earlier):
        return kin
    return kin if _two_payers(later, earlier, beside) or twins(later, earlier) else "unknown"


def _unread(later: Facts, earlier: Facts, beside: Beside) -> bool:
    """Whether one of the payers was not read from his sentence, or from the wrong part of it, so that he says little.

    The sentence itself counts for more than what the reader borrowed: a payer that stands in the very clause of the amount; and of a payer
    that was taken from elsewhere in the article, a precise number in two reports of one event.
    """
    for a, b in ((later, earlier), (earlier, later)):
        if a.claim.payer_from == "nowhere":
            return True
        if a.beside_amount(b.claim.actor) and _misplaced(b.claim.actor, a):
            return True
        if later.same_number(earlier) and b.claim.recipient and a.kin(b.claim.recipient) == "same":
            return True  # whom one report has get the money, the other was read to have give it
    if "article" not in (later.claim.payer_from, earlier.claim.payer_from):
        return False
    precise = digits(later.number or 0) > 1 and (later.same_number(earlier) or later.near_miss(earlier))
    return precise and len(beside.common) >= EVENT


def _explicable(later: Facts, earlier: Facts) -> bool:
    """Whether two payers with nothing in common may still be one, or stand for one, as far as the two claims themselves tell."""
    if later.nobody or earlier.nobody or _spokesman(later, earlier) or _spokesman(earlier, later):
        return True
    if "nowhere" in (later.claim.payer_from, earlier.claim.payer_from):
        return True
    new, old = later.claim.actor, earlier.claim.actor
    there, here = earlier.mentions(new), later.mentions(old)
    return (there and (here or _misplaced(new, earlier))) or (here and _misplaced(old, later))


def _two_payers(later: Facts, earlier: Facts, beside: Beside) -> bool:
    """Whether both have a name and one of them a claim of his own in the other article."""
    if later.nobody or earlier.nobody or (earlier.mentions(later.claim.actor) and later.mentions(earlier.claim.actor)):
        return False
    return beside.both_pay and not (later.same_number(earlier) and later.quoted & earlier.quoted)


def _both_told(later: Facts, earlier: Facts, beside: Beside) -> bool:
    """Whether both articles tell of one of the payers: who was swapped for another is no longer named, so a claim misread its payer."""
    if later.claim.unit != earlier.claim.unit or len(beside.common) < EVENT:
        return False
    new, old = (telling(x.claim.actor, x.world) for x in (later, earlier))
    return any(names and names <= beside.common for names in (new - old, old - new))


def _misplaced(name: str | None, other: Facts) -> bool:
    """Whether the other text names this payer as well, in a sentence that its own payer was read from (not as the recipient)."""
    recipient = other.claim.recipient
    return not recipient or other.world.kin(name, recipient) not in ("same", "overlaps")


def _spokesman(a: Facts, b: Facts) -> bool:
    """Whether the payer of ``a`` is a person who, by the other claim, only speaks; or who is told with his office, in which he signs."""
    name = a.claim.actor
    if not name or not a.person_pays:
        return False
    if b.claim.speaker and surname_match(name, b.claim.speaker):
        return True
    if b.person_pays:
        return False
    return last_word(name) in b.words or _holds_office(name, a)


def _holds_office(name: str, a: Facts) -> bool:
    """Whether the sentence gives the person an office in which he acts for a state, a house or a firm: "Ambassador Arakawa"."""
    told = words(a.claim.quote.exact)
    person = set(words(name))
    first = next((n for n, w in enumerate(told) if w in person), None)
    return first is not None and bool(
        a.world.own_offices & set(told[max(first - OFFICE_WORDS, 0) : first + len(person) + OFFICE_WORDS])
    )


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
        if person and (last_word(person) in b.words or (b.claim.actor and surname_match(person, b.claim.actor))):
            return True
    return False


def same_recipient(later: Facts, earlier: Facts) -> bool:
    """Whether both name one recipient, or the one that only one of them names stands in the sentence of the other."""
    new, old, world = later.claim, earlier.claim, later.world
    if new.recipient and old.recipient:
        kin = world.kin(new.recipient, old.recipient)
        if kin in ("same", "overlaps", "part_of", "contains") or set(words(new.recipient)) & set(words(old.recipient)):
            return True
    return _stands(new.recipient, earlier) or _stands(old.recipient, later)


def _stands(recipient: str | None, other: Facts) -> bool:
    """Whether the telling words of a recipient's name stand in the other's sentence."""
    world = other.world
    telling = [w for w in words(recipient) if w not in world.dull or w in world.names]
    return bool(telling) and all(w in other.words for w in telling)

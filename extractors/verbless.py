"""Gifts and claims on gifts told without a verb of giving: "is on its way", "there is $80m for", "the appeal for", "£2m from the trust"."""

from __future__ import annotations

import re

from extractors.arrivals import ARRIVALS
from extractors.capacities import CAPACITIES
from extractors.frames import Frame
from extractors.giftphrases import PHRASES
from extractors.grammar import wordset
from extractors.listings import is_giveable, label_of_list
from extractors.model import Quantity
from extractors.moods import is_denied, is_taken_back
from extractors.neighbours import behind, head, pledge, speaks_of_costs
from extractors.prices import PRICES
from extractors.tense import looks_ahead
from extractors.verbcase import Reading
from extractors.workplaces import WORKPLACES

_AIMS = frozenset({"for", "to", "towards", "toward", "against"})
_BE = frozenset({"is", "are", "be", "was", "were", "lies", "lie", "sits", "sit", "stands", "stand"})
_READY = wordset("verbless_ready")
_WAYS = wordset("verbless_ways")
_ENTITLED = wordset("verbless_entitled")
_APPEALS = wordset("verbless_appeals")
_DUES = wordset("verbless_dues")
_GIVERS = ("country", "capital", "org", "group", "people", "role", "anaphor")
_REFUSES = ("refuse", "withdraw", "give", "promise", "allocate", "deliver")


def is_due(frame: Frame) -> bool:
    """ "$400 million in interest", "2 million in fines": what is owed anyway is no gift."""
    after = behind(frame, 4)
    k = next((k for k, w in enumerate(after) if w in _DUES), 0)
    if (
        after[:1] != ["in"]
        or k not in (1, 2)
        or after[k + 1 : k + 2] in (["relief"], ["credits"], ["breaks"], ["cuts"])
    ):
        return False
    ahead = frame.verb is not None and looks_ahead(frame.verb) and frame.verb.governor is None
    return after[k] in {"damages", "interest", "fines"} or not ahead


_RECKONED = wordset("verbless_reckoned")
_OWN_SUMS = re.compile(
    r"\b(?:by|on|in) (?:my|our) (?:own )?(?:arithmetic|calculations?|reckoning|counts?|sums)\b|\bI make it\b|\bour own count\b",
    re.IGNORECASE,
)


_RECKONS = frozenset({"reckon", "estimate", "calculate", "project", "predict", "forecast", "think", "believe", "guess"})
_FIRST_PERSON = frozenset({"my", "our", "i"})


def is_reckoned(frame: Frame) -> bool:
    """ "a consultant's forecast of £38m", "by my arithmetic": what somebody reckons is no gift."""
    low, k = frame.sentence.reading.words.low, head(frame)
    if low[k] == "of" and (low[k - 1] in _RECKONED or low[max(k - 2, 0)] == "prize"):
        return True
    verb = frame.verb
    if verb is not None and verb.is_a("give", "promise", "allocate", "deliver"):
        return False
    told = frame.attribution.verb if frame.attribution is not None else None
    if told is not None and told.lemma() in _RECKONS and not told.negated and verb is not None and verb.is_a("figure"):
        return True  # "The Commission reckons a full repair would run to €410m"
    if _FIRST_PERSON.isdisjoint(frame.sentence.low):
        return False
    return _OWN_SUMS.search(frame.sentence.reading.text, frame.sentence.start, frame.sentence.end) is not None


def is_its_own(frame: Frame) -> bool:
    """ "pays its full €300 million", "with its own $100 million"."""
    low, k = frame.sentence.reading.words.low, frame.first - 1
    while k > frame.sentence.lo and low[k] in {"full", "own", "entire", "promised", "whole"}:
        k -= 1
    return low[k] in {"its", "their"}


def appeal(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "an appeal to the world for 85 million", "a request for £60m": asked for, unless it is turned down or met."""
    low = frame.sentence.reading.words.low
    k = head(frame)
    if low[k] not in {"for", "of"} or (frame.verb is not None and frame.verb.last <= k and frame.verb.is_a(*_REFUSES)):
        return None
    if not is_giveable(quantity) and quantity.unit != "count":
        return None
    for at in range(k - 1, max(frame.sentence.lo, k - 6) - 1, -1):
        if any(v.first == at for v in frame.sentence.verbs):
            return None
        if low[at] in _APPEALS and low[at - 1 : at] != ["on"]:
            return Reading("pledge", "demanded", frame.verb, f"{low[at]} for")
        if low[at] in {",", ".", ":", ";", "that", "and"}:
            return None
    return None


def ready(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "is on its way from Brussels", "is in the pot for clinics", "are on offer": money or things that wait for who gets them."""
    low = frame.sentence.reading.words.low
    end = min(frame.sentence.hi, frame.last + 9)
    aside = low[frame.last : end].count(",") == 1  # "translators, worth $60 million in all, are on their way"
    at = next(
        (k for k in range(frame.last, end) if low[k] in _BE or low[k] in {".", ";"} or (low[k] == "," and not aside)),
        end,
    )
    if at >= end or low[at] not in _BE or "and" in low[frame.last : at]:
        return None
    k = at + 1
    while k < frame.sentence.hi and low[k] in {"now", "also", "already", "still", "there"}:
        k += 1
    found = low[k : k + 3]
    if found[:1] == ["due"] and low[k + 1 : k + 2] and low[k + 1] in _SOON and not speaks_of_costs(frame):
        return Reading("pledge", "planned", frame.verb, "is due")
    things = quantity.unit == "count" and low[k - 1] in {"stand", "stands"} and found[1:2] in (["for"], ["to"])
    if found[:1] and found[0] in _READY and (is_giveable(quantity) or things):
        return pledge(frame, f"is {found[0]}")
    if found[:2] in (["expected", "from"], ["anticipated", "from"]):
        return Reading("pledge", "expected", frame.verb, "is expected from")
    if found[:2] == ["within", "reach"]:
        return Reading("pledge", "planned", frame.verb, "is within reach")
    if low[k - 1] == "there" and found[:1] in (["."], [","]) and frame.sentence.reading.about_giving:
        return pledge(frame, "is there")
    if found[:1] not in (["on"], ["in"], ["under"], ["at"]):
        return None
    way = next((w for w in found[1:] if w in _WAYS), None)
    return pledge(frame, f"is {found[0]} its {way}") if way else None


_SOON = frozenset({"by", "in", "before", "this", "next", "on", "from", "at", "within", "to"})


def there_is(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "There will be an extra $50 million for flood victims", "there's £80m in the budget for ambulances"."""
    low = frame.sentence.reading.words.low
    if not is_giveable(quantity) or _AIMS.isdisjoint(behind(frame, 6)):
        return None
    k = head(frame)
    while k > frame.sentence.lo and low[k] in {"be", "also", "now"}:
        k -= 1
    if low[k] in {"is", "are", "will", "'s"} and low[k - 1 : k] == ["there"]:
        return pledge(frame, "there is")
    return None


def from_giver(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "€80 million from Denmark for the dikes": no verb but of being; the giver stands behind "from", what it is for behind that."""
    verb, sentence = frame.verb, frame.sentence
    near = verb is not None and not verb.is_a("report", "act") and 0 <= frame.first - verb.last <= 12
    if not is_giveable(quantity) or near:
        return None
    low = sentence.reading.words.low
    if low[frame.last : frame.last + 1] != ["from"] or speaks_of_costs(frame):
        return None
    giver = next((m for m in sentence.mentions if 0 < m.first - frame.last <= 2 and m.kind in _GIVERS), None)
    if giver is None or low[giver.last : giver.last + 1] not in (["for"], ["to"], ["towards"]):
        return None
    return pledge(frame, "from a giver")


#: what a giver does before it is said how much: "dug deeper: C$220 million for"
_STEPS = (["dug", "deep"], ["dug", "deeper"], ["digs", "deep"], ["digs", "deeper"], ["stepped", "up"], ["steps", "up"], ["came", "through"],
          ["comes", "through"], ["loosened", "its"], ["loosens", "its"], ["followed", "suit"], ["follows", "suit"], ["came", "good"],
          ["joined", "in"], ["joins", "in"], ["has", "obliged"], ["has", "relented"], ["came", "round"], ["outdid", "them"],
          ["went", "further"], ["goes", "further"], ["weighed", "in"], ["weighs", "in"], ["has", "delivered"], ["says", "yes"], ["said", "yes"])  # fmt: skip


def _steps_up(frame: Frame, colon: int) -> bool:
    """ "Ottawa dug deeper on Tuesday: C$220 million more for wildfire crews": a giver opens the sentence and does more."""
    sentence = frame.sentence
    low = sentence.reading.words.low[sentence.lo : colon]
    opened = any(m.kind in _GIVERS and m.first - sentence.lo <= 2 for m in sentence.mentions)
    return opened and any(low[k : k + 2] in _STEPS for k in range(len(low) - 1))


def labelled(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "World Bank: $500 million for Somali drought", "opened its purse: 70 million euros for quake victims"."""
    low, k = frame.sentence.reading.words.low, head(frame)
    if not is_giveable(quantity) or low[k] != ":":
        return None
    if low[k - 1] in {"will", "shall"} and not speaks_of_costs(frame):
        return pledge(frame, "will:")  # "Who pays? The county will: $12.5 million"
    if low[frame.last : frame.last + 1] not in (["for"], ["towards"]):
        return None
    if speaks_of_costs(frame):
        return None
    known = label_of_list(frame.sentence, frame.first) is not None
    acts = any(v.is_a("give", "promise", "plan") or v.lemma() == "open" for v in frame.sentence.verbs)
    return pledge(frame, "label for") if known or acts or _steps_up(frame, k) else None


def entitled(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "in line for €140 a month", "entitled to 100 francs", "can count on Doha for $30 million": who gets it is the subject."""
    if not is_giveable(quantity):
        return None
    sentence, k = frame.sentence, head(frame)
    low = sentence.reading.words.low
    if low[k] == "expect" and low[k - 1] in {"can", "may"}:
        return pledge(frame, "can expect")
    if low[k] in _ENTITLED:
        return pledge(frame, "entitled to")
    if low[k] not in {"for", "to"}:
        return None
    before = low[max(sentence.lo, k - 6) : k]
    if low[k - 2 : k] == ["in", "line"] or low[k - 1] in _ENTITLED:
        return pledge(frame, "entitled to")
    counts = low[k] == "for" and any(before[i : i + 2] == ["count", "on"] for i in range(len(before)))
    return pledge(frame, "can count on") if counts else None


_SCHEMES = frozenset({"programme", "program", "scheme", "package", "initiative", "facility", "line"})
_STARTS = frozenset({"launch", "unveil", "start", "open", "set up", "establish", "create", "begin"})


def launched(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "has launched a €1.2 billion programme to insulate homes": who starts a scheme gives what it is worth."""
    verb = frame.verb
    if verb is None or verb.lemma() not in _STARTS or verb.negated or not is_giveable(quantity) or frame.as_subject:
        return None
    if verb.form() != "past" or verb.passive or _SCHEMES.isdisjoint(behind(frame, 3)):
        return None
    return pledge(frame, "launched a scheme")


def rumoured(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "denied reports of a 400 million euro rescue": what is denied is no figure either."""
    low, k = frame.sentence.reading.words.low, head(frame)
    told = low[k] == "of" and low[k - 1] in {"reports", "rumours", "rumors", "talk", "claims"}
    if not told or not is_giveable(quantity) or not is_denied(frame.sentence, frame.first, frame.last):
        return None
    return Reading("pledge", "denied", frame.verb, "rumour of")


def talk_of(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "there had been talk of half a billion": an idea of what might be given."""
    low, k = frame.sentence.reading.words.low, head(frame)
    said = low[k - 1 : k + 1] == ["talk", "of"] or (
        low[k] in {"of", "about"} and low[k - 2 : k] in (["talk", "is"], ["talk", "was"])
    )
    if not is_giveable(quantity) or not said:
        return None
    return Reading("pledge", "planned", frame.verb, "talk of")


def presented(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "presented the ward with 12 incubators": a verb of saying or showing gives where "with" stands before the amount."""
    verb = frame.verb
    low, k = frame.sentence.reading.words.low, head(frame)
    if verb is None or verb.lemma() != "present" or low[k] != "with" or k - verb.last > 8:
        return None
    return pledge(frame, "presented with")


_DUE = (["is", "coming"], ["will", "come"], ["is", "due"], ["are", "due"], ["will", "follow"], ["will", "be", "paid"],
        ["would", "be", "paid"], ["is", "to", "come"], ["will", "arrive"])  # fmt: skip


def comes_due(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Denmark's 1.9 billion is coming in yearly slices", "its 90 million is due in January": whose it is was told before."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    owned = low[frame.first - 1] in {"its", "their"} or low[frame.first - 1] == "'s"
    if not owned or not is_giveable(quantity):
        return None
    for k in range(frame.last, min(sentence.hi - 2, frame.last + 9)):
        if any(low[k : k + len(due)] == due for due in _DUE):
            return Reading("pledge", "reaffirmed", frame.verb, "comes due")
        if low[k] in {";", "and", "that", "which"}:
            return None
    return None


def stands(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Norway's offer of 400 million still stands", "its 40 million euros is unchanged": said before, and so still."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    if (
        low[frame.last : frame.last + 3] == [",", "as", "before"]
        or low[frame.last : frame.last + 4] == [",", "same", "as", "before"]
    ) and (sentence.reading.about_giving or label_of_list(sentence, frame.first) is not None):
        return Reading("pledge", "reaffirmed", frame.verb, "as before")
    if not is_giveable(quantity):
        return None
    for k in range(frame.last, min(sentence.hi, frame.last + 14)):
        if low[k] in {";", "that", "which", "who", "if", "as", "while", "until", "unless", "provided", "once"}:
            return None
        if low[k] in {"stands", "stand", "holds"} and low[k + 1 : k + 2] in ([","], ["."], [";"], ["!"], ['"'], ["”"]):
            break
        if low[k] in {"unchanged", "untouched"} and low[k - 1] in {"is", "are", "remains", "remain", "stays"}:
            break
    else:
        return None
    owned = any(m.last == frame.first - 1 and low[m.last] == "'s" for m in sentence.mentions)
    nouns = sentence.reading.lists.committed_nouns
    near = (*low[max(sentence.lo, frame.first - 5) : frame.first], *behind(frame, 3))
    if owned or low[frame.first - 1] in {"its", "their"} or any(w in nouns for w in near):
        return Reading("pledge", "reaffirmed", frame.verb, "it stands")
    return None


_CAME = frozenset({"came", "come", "arrived", "returned", "flew", "flown", "travelled", "traveled", "landed"})


def came_with(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "We came with 700 million", "the minister had come to us with 400 million": who brings a sum offers it."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if not is_giveable(quantity) or low[k] != "with" or speaks_of_costs(frame):
        return None
    at = next(
        (i for i in range(k - 1, max(sentence.lo, k - 5), -1) if low[i] in _CAME),
        None,
    )
    if at is None:
        return None
    while at > sentence.lo and low[at - 1] in {"has", "had", "have", "also", "then"}:
        at -= 1
    who = next((m for m in sentence.mentions if m.last == at), None)
    person = low[at - 1] in {"we", "they", "he", "she", "man", "woman", "minister", "ministers", "delegation", "envoy"}
    if person or (who is not None and who.kind in (*_GIVERS, "person") and who.name not in {"it", "this", "that"}):
        return pledge(frame, "came with")
    return None


def kept_ready(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "an extra 700 million was held in reserve", "€700 million in the kitty": money that waits for a use."""
    low = frame.sentence.reading.words.low
    if not is_giveable(quantity) or speaks_of_costs(frame) or not frame.sentence.reading.about_giving:
        return None
    after = low[frame.last : min(frame.sentence.hi, frame.last + 5)]
    held = any(
        after[k : k + 2] == ["in", "reserve"] and after[k - 1] in {"held", "kept", "is", "are", "was"}
        for k in range(1, 4)
    )
    kitty = after[:2] in (["in", "the"], ["in", "its"]) and after[2:3] in (["kitty"], ["pot"], ["till"], ["coffers"])
    return Reading("pledge", "planned", frame.verb, "kept ready") if held or kitty else None


_PROJECTS = frozenset({"plan", "plans", "project", "proposal", "scheme", "offer"})


def dropped(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The Kranj project, worth 310 million euros, will not be pursued": what was planned is no more."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    before = low[max(sentence.lo, frame.first - 5) : frame.first]
    if not is_giveable(quantity) or _PROJECTS.isdisjoint(before) or not is_taken_back(sentence, frame.last):
        return None
    if frame.verb is not None and frame.verb.last <= frame.first and frame.verb.is_a("give", "promise", "allocate"):
        return None
    return Reading("pledge", "withdrawn", frame.verb, "dropped")


def part_of_promised(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "1.1 million courses of the promised 3 million had left": what was promised, and what came of it."""
    low = frame.sentence.reading.words.low
    if low[frame.first - 2 : frame.first] in (["the", "promised"], ["the", "pledged"], ["its", "promised"]):
        return Reading("pledge", "reaffirmed", frame.verb, "of the promised")
    if (
        low[frame.first - 2 : frame.first] == ["of", "the"]
        and frame.first - frame.sentence.lo <= 3
        and is_giveable(quantity)
    ):
        for verb in frame.sentence.verbs:
            if frame.last <= verb.first <= frame.last + 8 and "," not in low[frame.last : verb.first]:
                told = verb.is_a("promise", "allocate", "report.announce") and verb.form() == "past"
                return Reading("pledge", "reaffirmed", verb, "of what was promised") if told else None
    part = low[frame.last : frame.last + 3] in (["of", "the", "promised"], ["of", "the", "pledged"])
    if part and (frame.verb is None or not looks_ahead(frame.verb)):
        return Reading("pledge", "delivered", frame.verb, "part of the promised")
    return None


#: asked before the verb is
BEFORE_VERB = (
    *PRICES,
    *CAPACITIES,
    *PHRASES,
    *ARRIVALS,
    *WORKPLACES,
    appeal,
    dropped,
    part_of_promised,
    stands,
    comes_due,
    there_is,
    came_with,
    kept_ready,
    launched,
    presented,
    rumoured,
    talk_of,
)
#: asked where the verb says nothing of a gift
WITHOUT_VERB = (ready, from_giver, labelled, entitled)

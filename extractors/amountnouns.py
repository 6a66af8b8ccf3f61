"""What the noun that an amount is said of makes of it: "the credit line amounts to", "the appropriation rises to", "estimates range from".

The verb (to be, to amount, to rise) says nothing of a gift; the noun before it does.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.cues import Verb
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.listings import is_giveable
from extractors.model import Modality, Quantity
from extractors.tense import looks_ahead
from extractors.verbcase import Reading

#: nouns whose size is what is promised
_GIFTS = wordset("amountnouns_gifts")
#: money set aside: where it grows or shrinks in time to come, that is planned
_FUNDS = wordset("amountnouns_funds")
#: "the size of the loan": the noun behind counts
_SIZES = wordset("amountnouns_sizes")
_ESTIMATES = wordset("amountnouns_estimates")
_EQUALS = frozenset(w.replace("_", " ") for w in wordset("amountnouns_equals")) | {"be"}
_MOVES = wordset("amountnouns_moves")
_IS = frozenset({"is", "are", "was", "were", "be", "been", "remains", "remain"})
_PREPOSITIONS = frozenset(
    {"for", "to", "of", "from", "in", "on", "by", "with", "under", "towards", "at", "since", "until", "over"}
)
_OPENERS = frozenset(
    {",", ";", ":", ".", "(", ")", "that", "but", "while", "as", "because", '"', "“", "”", "•", "-", "–", "—", "|"}
)
#: between the noun's verb and the amount
_FILL = frozenset(
    {
        "to",
        "till",
        "at",
        "by",
        "from",
        "now",
        "already",
        "only",
        "just",
        "currently",
        "thus",
        "then",
        "still",
        "also",
        "worth",
        "even",
    }
)
#: what was given until now is a sum, no promise
_UNTIL_NOW = frozenset({"since", "far", "date", "hitherto"})


@dataclass(slots=True)
class _Said:
    """A noun and the verb that says its size. ``verb`` is None where it is to be."""

    noun: str
    begin: int
    lemma: str
    verb: Verb | None
    past: bool


def _link(frame: Frame) -> tuple[int, str, Verb | None, bool] | None:
    """The verb of size before the amount: where it begins, its lemma, whether it looks back."""
    sentence = frame.sentence
    low = sentence.reading.words.low
    floor = max(sentence.lo, frame.first - 9)
    for k in range(frame.first - 1, floor - 1, -1):
        verb = next((v for v in sentence.verbs if v.last == k + 1), None)
        if verb is not None and (verb.lemma() in _EQUALS | _MOVES or (verb.passive and verb.is_a("change"))):
            return verb.begin, verb.lemma(), verb, verb.form() == "past" and not looks_ahead(verb)
        if verb is not None:
            return None
        if low[k] in _IS:
            begin = k
            while begin > sentence.lo and low[begin - 1] in {"will", "would", "to", "be", "has", "had", "have", "now"}:
                begin -= 1
            return begin, "be", None, low[k] in {"was", "were", "been"} and low[begin] not in {"will", "would"}
        if low[k] in _OPENERS or low[k] == "not":
            return None
    return None


def _said(frame: Frame) -> _Said | None:
    found = _link(frame)
    if found is None:
        return None
    begin, lemma, verb, past = found
    sentence = frame.sentence
    low = sentence.reading.words.low
    start = begin
    while start > sentence.lo and begin - start < 14 and low[start - 1] not in _OPENERS:
        start -= 1
    return None if start == begin else _Said(head_of(low[start:begin]), begin, lemma, verb, past)


def head_of(phrase: list[str]) -> str:
    """The noun that a phrase is about: "the central bank 's new credit line for mills" -> "line"."""
    for k, word in enumerate(phrase):
        if k and word in _PREPOSITIONS:
            rest = phrase[k + 1 :]
            return head_of(rest) if word == "of" and phrase[k - 1] in _SIZES and rest else phrase[k - 1]
    last = len(phrase)
    while last and (phrase[last - 1].endswith("ly") or phrase[last - 1] in _FILL):
        last -= 1
    return phrase[last - 1] if last else ""


#: how long or wide a thing is, is not promised: "the line is 340 kilometres long"
_LENGTHS = frozenset({"km", "mi", "m", "cm", "mm", "ft", "in", "yd", "km2", "mi2", "m2", "ft2", "degC", "kmh", "mph"})


def said_of_noun(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The new credit line for mills amounts to 19 billion", "the appropriation rises from 8 to 11", "estimates range from 2 to 3"."""
    said = _said(frame)
    if said is None:
        return None
    if said.noun in _ESTIMATES or (said.noun in frame.sentence.reading.lists.costs and said.noun not in _FUNDS):
        return Reading("figure", "reported", frame.verb, f"said of {said.noun}")
    if not is_giveable(quantity) and (said.lemma not in _EQUALS or quantity.unit in _LENGTHS):
        return None
    if not _UNTIL_NOW.isdisjoint(frame.sentence.low) or quantity.unit in ("pct", "ratio"):
        return None
    if said.verb is not None and said.verb.negated:
        return None
    if said.verb is not None and said.verb.passive:
        cut = said.verb.is_a("change") and said.noun in _FUNDS | _GIFTS | {"means", "money", "funds"}
        return Reading("pledge", _grown(said.noun), frame.verb, f"{said.noun} {said.lemma}") if cut else None
    if said.lemma in _MOVES:
        ahead = not said.past and (said.verb is None or not said.verb.perfect)
        if said.noun in _FUNDS | _GIFTS and ahead:
            prior = quantity.role == "prior"
            firm: Modality = "reaffirmed" if prior else _grown(said.noun)
            return Reading("pledge", firm, frame.verb, f"{said.noun} {said.lemma}")
        return None
    if said.noun in _GIFTS and (frame.verb is None or frame.verb is said.verb or frame.verb.first > frame.last):
        still = said.lemma == "be" and {"remains", "remain"} & set(
            frame.sentence.reading.words.low[said.begin : frame.first]
        )
        return Reading("pledge", "reaffirmed" if still else "pledged", frame.verb, f"{said.noun} {said.lemma}")
    return None


#: common efforts of which somebody has a share to pay
_COMMON = frozenset({"fund", "account", "cost", "costs", "bill", "programme", "program", "project", "scheme", "package", "effort", "financing",
                     "facility", "appeal", "loan", "repair", "repairs", "budget", "plan", "initiative", "mission"})  # fmt: skip
_SHARES = frozenset({"share", "part", "slice", "portion", "contribution"})


def share_of_bill(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Finland's share in the account run by the EBRD will be €10 million", "Oslo's part of the bill comes to 40 million kroner"."""
    said = _said(frame) if is_giveable(quantity) else None
    if said is None or said.past or (said.lemma not in _EQUALS and said.lemma != "come to"):
        return None
    if said.verb is not None and (said.verb.negated or said.verb.passive or "may" in said.verb.helpers):
        return None
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    phrase = low[max(sentence.lo, said.begin - 14) : said.begin]
    at = next((k for k, w in enumerate(phrase) if w in _SHARES), None)
    if at is None or phrase[at + 1 : at + 2] not in (["in"], ["of"], ["to"], ["towards"]):
        return None
    owned = at > 0 and (phrase[at - 1] in {"'s", "its", "their", "our"} or phrase[at - 1].endswith("s'"))
    if not owned or _COMMON.isdisjoint(phrase[at:]):
        return None
    return Reading("pledge", "pledged", frame.verb, "share of a bill")


def money_for(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The money for Ukrainian air defence comes to 4.8 billion kroner": in an article about gifts, the size of one."""
    said = _said(frame) if is_giveable(quantity) and frame.sentence.reading.about_giving else None
    if said is None or said.past or said.lemma not in {"come to", "amount", "total", "add up to", "run to"}:
        return None
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    if said.noun not in {
        "money",
        "aid",
        "support",
        "help",
        "assistance",
        "funding",
        "sum",
    } or not _UNTIL_NOW.isdisjoint(sentence.low):
        return None
    return Reading("pledge", "pledged", frame.verb, "money for") if "for" in low[sentence.lo : said.begin] else None


def _grown(noun: str) -> Modality:
    """A promise that grows is promised, a budget that grows is planned."""
    return "pledged" if noun in _GIFTS - _FUNDS else "planned"


_PAYERS = ("country", "capital", "people", "org", "group")


def stays_at(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The United States stayed at $17.5 million", "We stand at 125 million": a giver that keeps to its sum."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    if not is_giveable(quantity) or not sentence.reading.about_giving or low[frame.first - 1] != "at":
        return None
    word = low[frame.first - 2]
    if word not in _STAYING or frame.first - 2 <= sentence.lo:
        return None
    k = frame.first - 3
    while k > sentence.lo and low[k] in {"will", "has", "still", "now", "also", "currently"}:
        k -= 1
    who = next((m for m in sentence.mentions if m.last == k + 1), None)
    if low[k] in {"we", "they"} or (who is not None and who.kind in _PAYERS):
        return Reading("pledge", "reaffirmed", frame.verb, "stays at")
    return None


_STAYING = frozenset(
    {"stand", "stands", "stood", "stay", "stays", "stayed", "remain", "remains", "remained", "sticks", "stick", "stuck"}
)
_MORE = frozenset({"more", "less", "fewer", "above", "below", "over", "under", "short"})


def measured_against(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "this is 4 billion euros more than the draft": a difference is no gift."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    k = frame.first - 1
    while k > sentence.lo and low[k] in {
        "about",
        "some",
        "around",
        "nearly",
        "almost",
        "still",
        "roughly",
        "just",
        "over",
    }:
        k -= 1
    behind = low[frame.last : frame.last + 2]
    if behind[:1] == ["short"] and behind[1:] != ["of"] and low[k] != "-":
        return Reading("figure", "reported", frame.verb, "a difference")  # "donors came up $182 million short"
    if low[k] in _IS and behind[:1] in (["apart"], ["dearer"], ["cheaper"], ["adrift"]):
        return Reading("figure", "reported", frame.verb, "a difference")
    if low[k] in _IS and behind[:1] and behind[0] in _MORE and behind[1:] in (["than"], ["the"], ["of"], ["what"]):
        return Reading("figure", "reported", frame.verb, "a difference")
    return None


def thought_of(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Were Germany to give 0.25 percent, ...", "Suppose they paid 3 billion", "Had the fund paid, it would be ...": a thought."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    opening = low[sentence.lo : sentence.lo + 9]
    comma = next((k for k in range(sentence.lo, frame.first) if low[k] == ","), frame.first)
    inside = comma >= frame.first or "that" in low[comma : comma + 2]
    told = opening[0] in {"suppose", "imagine"} or (opening[0] == "were" and "to" in opening and inside)
    near = low[max(sentence.lo, frame.first - 6) : frame.first]
    if told or (opening[0] == "had" and not {"would", "could", "might"}.isdisjoint(near)):
        return Reading("figure", "reported", frame.verb, "a thought")
    return None


_WENT = wordset("pledges_lost")


def lost(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "$14 million of food aid went missing", "the 3 million stolen from the fund": nobody gives what is gone."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    behind = low[frame.last : min(sentence.hi, frame.last + 8)]
    end = next((k for k, w in enumerate(behind) if w in {",", ";", "."}), len(behind))
    if _WENT.isdisjoint(behind[:end]):
        return None
    return Reading("figure", "reported", frame.verb, "gone")


_LEAVES = frozenset({"leave", "take", "withdraw", "refuse", "snatch"})


def on_the_table(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "laid $20 million on the table", "has 3 million on the table": what lies there is offered."""
    low, verb = frame.sentence.reading.words.low, frame.verb
    if not is_giveable(quantity) or low[frame.last : frame.last + 3] != ["on", "the", "table"]:
        return None
    if verb is not None and (verb.negated or verb.lemma() in _LEAVES or verb.is_a("report.demand")):
        return None
    would = verb is not None and not {"would", "could", "may", "might"}.isdisjoint(verb.helpers)
    return Reading("pledge", "planned" if would else "pledged", verb, "on the table")


def one_with_a_sum(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Other donors are filling in: Ireland with €400,000, a church with $75,000": a giver and its sum, in a row of givers."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    k = frame.first - 1
    if not is_giveable(quantity) or low[k] != "with" or not sentence.reading.about_giving:
        return None
    row = any(
        w in {"donors", "others", "givers", "followed", "joined", "contributors", "sponsors"}
        for w in low[sentence.lo : k]
    )
    start = k
    while start > sentence.lo and k - start < 6 and low[start - 1] not in {",", ":", ";", "and"}:
        start -= 1
    bare = not any(start <= v.first < k for v in sentence.verbs)
    opened = start > sentence.lo and low[start - 1] in {",", ":", ";", "and"}
    return Reading("pledge", "pledged", frame.verb, "one with a sum") if row and bare and opened else None


def said_no_to(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Nauru: no to China's A$100m port offer", "a firm no to 30 million"."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    if not is_giveable(quantity):
        return None
    near = low[max(sentence.lo, frame.first - 6) : frame.first]
    at = next((k for k in range(len(near) - 1) if near[k : k + 2] == ["no", "to"]), None)
    if at is None or not {",", ";", "."}.isdisjoint(near[at:]):
        return None
    return Reading("pledge", "refused", frame.verb, "no to")


#: asked before the verb is
OF_NOUN = (
    lost,
    thought_of,
    measured_against,
    on_the_table,
    said_no_to,
    one_with_a_sum,
    stays_at,
    share_of_bill,
    money_for,
    said_of_noun,
)

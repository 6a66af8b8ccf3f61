"""Which verb governs an amount: the one to its left, the one to its right whose subject it is, or a participle behind it.

Word distance, clause marks and verb classes; no parser. `extractors.frames` puts it together with the subject.
"""

from __future__ import annotations

from extractors.clauses import SKIPPED, end_of_opening_clause, in_opening_clause, is_aside, opens_clause, told_between
from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.reading import Sentence

_CLAUSE_OPENERS = wordset("frames_clause_openers")


def governing(
    sentence: Sentence, verbs: list[Verb], first: int, last: int, region: tuple[int, int]
) -> tuple[Verb | None, bool]:
    low = sentence.reading.words.low
    closes = in_opening_clause(sentence, first, last)
    if closes:
        verbs = [v for v in verbs if v.last <= closes]
    right = next((v for v in verbs if v.first >= last and not is_aside(low, v, last)), None)
    left: Verb | None = None
    opened = end_of_opening_clause(sentence, first)
    if opens_clause(low, first, sentence.lo):
        verbs = [v for v in verbs if v.first >= last]
    for verb in verbs:
        if verb.last > first:
            break
        between = low[verb.last : first]
        if ";" in between or first - verb.last > 40:
            continue
        if opened and verb.last <= opened < first:
            continue
        if (
            left is not None
            and _relative(low, verb)
            and left.is_a("give", "promise", "spend", "allocate", "report.demand")
            and not verb.is_a("give", "promise", "deliver", "allocate")
        ):
            continue
        left = verb
    if left is not None and _told_nearer(sentence, left, first):
        return None, False
    if right is not None and _amount_is_subject(sentence, right, first, last, region):
        gap = low[last : right.begin]
        by = not right.helpers and right.form() == "past" and low[right.last : right.last + 1] == ["by"]
        if (by and right.first == last) or (left is None and _of_relative(sentence, right, last, gap)):
            return right, False
        return right, True
    behind = _participle(sentence, verbs, last)
    if behind is not None and (
        left is None
        or not left.is_a("promise", "give", "allocate", "deliver", "receive")
        or low[last : last + 1] in (["that"], ["which"])
    ):
        return behind, False
    if left is not None:
        return left, False
    clause_between = right is not None and any(last <= v.first < right.begin for v in sentence.verbs)
    if (
        right is not None
        and right.begin - last <= 10
        and not clause_between
        and _PARTS.isdisjoint(low[last : right.begin])
    ):
        return right, True
    return None, False


def _told_nearer(sentence: Sentence, left: Verb, first: int) -> bool:
    """ "was thrown out, and the gallery counted 17 yawns": a verb of telling right before the amount, in a clause of its own."""
    low = sentence.reading.words.low
    for verb in sentence.verbs:
        if left.last < verb.begin and verb.last == first and verb.form() in ("past", "s") and not verb.helpers:
            return verb.is_a("report.plain") and not {",", "and", ";", "but"}.isdisjoint(low[left.last : verb.begin])
    return False


_PARTS = wordset("frames_parts")
#: "plans for a £200m lab have been dropped", "the first stage of £20m arrived": nouns that an amount belongs to
_HEADS = wordset("frames_heads")
_NO_HEADS: frozenset[str] = frozenset()


def _participle(sentence: Sentence, verbs: list[Verb], last: int) -> Verb | None:
    """ "the 792 million promised", "$50 billion agreed by the G7", "the 100 million that Germany pledged"."""
    low = sentence.reading.words.low
    for verb in verbs:
        far = 14 if low[verb.last : verb.last + 1] == ["by"] else 9
        if verb.first < last or verb.first - last > far:
            continue
        gap = low[last : verb.begin]
        if _of_relative(sentence, verb, last, gap):
            return verb
        if not verb.is_a("promise", "give", "allocate", "receive", "deliver") or verb.form() != "past":
            return None
        if any(w in {",", ";", ":", "and", "but", "(", "."} for w in gap):
            return None
        if verb.helpers:
            return verb if gap[:1] in (["that"], ["which"]) else None
        if verb.first == last or low[verb.last : verb.last + 1] == ["by"] or gap[:1] in (["that"], ["which"]):
            return verb
        return None
    return None


def _of_relative(sentence: Sentence, verb: Verb, last: int, gap: list[str]) -> bool:
    """ "the 1,380 generators that Rome is giving", "the €450 million the carmaker is going to spend": a verb with helpers, its subject before."""
    if not verb.helpers or verb.passive or not verb.is_a("promise", "give", "allocate", "deliver", "spend"):
        return False
    low = sentence.reading.words.low
    start = last
    while start < verb.begin and start - last < 3 and low[start] not in {"that", "which"}:
        start += 1
    if start == verb.begin or low[start] not in {"that", "which"}:
        start = last
        if low[start] not in {"the", "its", "their"} and not any(m.first == start for m in sentence.mentions):
            return False
    elif any(w in {",", ";", ".", ":"} for w in low[last:start]):
        return False
    if any(w in {",", ";", ":", "and", "but", "(", ".", "to", "for", "in"} for w in low[start : verb.begin]):
        return False
    return verb.begin - start <= 6


def _relative(low: list[str], verb: Verb) -> bool:
    """Whether a verb stands in a relative clause: "every household that lost its roof"."""
    return low[verb.begin - 1 : verb.begin] in (["that"], ["which"], ["who"], ["whose"])


def _amount_is_subject(sentence: Sentence, verb: Verb, first: int, last: int, region: tuple[int, int]) -> bool:
    low = sentence.reading.words.low
    if verb.begin - last > 14 or not (verb.helpers or verb.form() in ("past", "s")) or "to" in verb.helpers[:1]:
        return False
    gap = low[last : verb.begin]
    if told_between(sentence, gap, last, verb):
        return first - region[0] <= 3
    if gap.count(",") == 2 and gap[-1] == "," and verb.is_a("withdraw", "refuse", "deliver"):
        gap = gap[: gap.index(",")]  # "a £200m lab, never officially announced, has been dropped"
    elif verb.begin - last > 8:
        return False
    if any(w in {",", ";", ":", "which", "that", "who", "and", "but", "after", "when"} for w in gap):
        return False
    if any(
        last <= m.first
        and m.last <= verb.begin
        and m.kind in ("pronoun", "country", "capital", "org", "person")
        and low[m.first - 1] not in {"of", "for", "from", "in", "to", "by", "the"}
        for m in sentence.mentions
    ):
        return False
    k = first - 1
    heads = _HEADS if verb.is_a("withdraw", "refuse", "deliver") else _NO_HEADS
    while k >= region[0] and (low[k] in SKIPPED or low[k] in heads):
        k -= 1
    return k < region[0] or low[k] in _CLAUSE_OPENERS

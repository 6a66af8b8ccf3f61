"""Claims without an amount: refusals, promises and demands that name who and what, but no number.

They need an actor that can act (a state, a body, a group, a government) as the very subject, a verb in a committing mood, and, but for
refusals, an object worth tracking. Ledes that the next sentence fills with an amount, trends and commentary are none (SEMANTICS 2, rule 4).
"""

from __future__ import annotations

from extractors.deeds import Act, ActTables
from extractors.nogifts import denials, left, no_more_from, not_a_coin, nothing_given
from extractors.reading import Sentence
from extractors.verbacts import announced, by_doing, demands, listed, of_verb

__all__ = ["Act", "acts"]


def acts(sentence: Sentence) -> list[Act]:
    """The acts of a sentence that has no claimed amount."""
    reading = sentence.reading
    tables = reading.lexicon.compiled(ActTables)
    if tables.triggers.isdisjoint(sentence.low):
        return []
    found = denials(sentence)
    if not found:
        for verb in sentence.verbs:
            act = of_verb(sentence, verb, tables)
            if act is not None and not any(a.first < act.last and act.first < a.last for a in found):
                found.append(act)
    found.extend(
        a
        for a in (
            *listed(sentence, tables),
            *demands(sentence, tables),
            *nothing_given(sentence, tables),
            *no_more_from(sentence),
            *not_a_coin(sentence),
            *left(sentence),
            *announced(sentence),
            *by_doing(sentence, tables),
        )
        if not any(b.first < a.last and a.first < b.last for b in found)
    )
    return found

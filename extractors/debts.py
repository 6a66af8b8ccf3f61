"""Debts: who owes pays, and whose debt is cancelled receives."""

from __future__ import annotations

from extractors.actors import actor_name
from extractors.cues import Verb
from extractors.mention import Mention
from extractors.reading import Sentence


def debtor_of(sentence: Sentence, last: int) -> Mention | None:
    """ "are to get 40 million of what the county owes them", "the arrears owed by the ministry": who owes pays."""
    low = sentence.reading.words.low
    for k in range(last, min(sentence.hi, last + 10)):
        if low[k] in {"owes", "owe", "owed"}:
            by = low[k] == "owed" and low[k + 1 : k + 2] == ["by"]
            near = [
                m
                for m in sentence.mentions
                if m.kind != "pronoun" and (k < m.first <= k + 3 if by else last <= m.first and 0 <= k - m.last <= 1)
            ]
            return near[0] if near and (by or low[k] != "owed" or low[k - 1] in {"has", "have", "had"}) else None
    return None


def freed(sentence: Sentence, verb: Verb | None, first: int, last: int) -> str | None:
    """ "will cancel 75 million of debt owed by Ghana", "wrote off Chad's debts of 5 million": whose debt it is."""
    low = sentence.reading.words.low
    if verb is None or verb.lemma() not in _FREES:
        return None
    for m in sentence.mentions:
        if m.kind in ("pronoun", "thing") or m.first < verb.last:
            continue
        owed = last <= m.first and low[m.first - 2 : m.first] == ["owed", "by"]
        owed = owed or (last <= m.first and low[m.first - 3 : m.first] == ["owed", "by", "the"])
        owns = m.last < sentence.hi and low[m.last] == "'s" and not _DEBTS.isdisjoint(low[m.last + 1 : m.last + 5])
        if owed or owns:
            return actor_name(m, sentence)
    return None


_FREES = frozenset({"cancel", "forgive", "write off", "waive", "wipe out", "strike off", "suspend", "restructure", "swap", "drop", "relieve", "reschedule"})  # fmt: skip
_DEBTS = frozenset({"debt", "debts", "loans", "arrears", "dues", "repayments"})

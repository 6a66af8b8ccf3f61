"""The signs of evidence by name: what each weighs, and which of them say more than their weight does.

A sign is something in which two claims agree or differ; `evidence.gather` finds them. The weights add up. The three lists below them are
no matter of degree: they say which signs a fitted chance may rely on, and which forbid it (docs/decisions/0218).
"""

from __future__ import annotations

from collections.abc import Mapping

#: what each agreement and each difference weighs; from `resolve.SAME` on two claims are one matter
WEIGHTS: Mapping[str, float] = {
    # who
    "payers same": 2.0, "payers overlaps": 1.0, "payers part_of": 0.5, "payers contains": 0.5, "payers disjoint": -2.5,
    "payer named by the other": 1.5, "same speaker": 1.5,
    # to whom: `another name` for a name of the same number, `another gift` for a name of another number, `another kind` for no name
    "same recipient": 1.0, "another name": -1.5, "another gift": -3.5, "another kind": -0.5,
    # what: subjects of the purposes, then words of the sentences, by how many they share
    "same subject": 2.5, "subjects touch": 0.5, "another subject": -1.5, "another purpose": -2.0, "another matter": -2.0, "something besides": -1.5, "same thing": 0.5,
    "sentences share 1": 0.5, "sentences share 2": 1.5, "sentences share 3": 2.0, "sentences share more": 2.5, "also shared, a word": 0.5,
    "also shared, at most": 1.5, "other things": -1.5,
    # how much
    "same number": 1.0, "same number, a digit": 0.5, "same number, at most": 2.5, "numbers agree": 1.5, "digits swapped": 1.5, "slip": 1.0, "misprint": 4.0,
    "same period": 1.0, "same ordinal": 3.0,
    # when
    "same day": 0.5, "day told": 0.5, "long apart": -1.0,
    # what the articles share
    "one deal": 1.5, "topic, a word": 0.5, "topic, at most": 2.0, "topic without a number": 0.5, "lone amounts": 1.0, "other amounts": 0.5, "other amounts, each": 0.5,
    "other amounts, at most": 1.5,
    # what the later sentence says of the earlier amount
    "named": 2.5, "moved": 1.0, "moved and lone": 2.0, "taken back": 1.0,
    # a pledge held against a figure
    "other kind": -1.0, "other kind, forgiven": -0.5,
}  # fmt: skip

#: Something of the matter itself is shared: to whom, for what, in which words, over which period. Only with one of these a pair below the bar
#: may be one matter by its chance: who, when and how much never make two claims one by themselves ("Norway's 2.4 billion" for two countries).
OF_THE_MATTER = frozenset(
    {
        "same recipient", "same subject", "subjects touch", "same thing", "also shared, a word", "sentences share 1", "sentences share 2",
        "sentences share 3", "sentences share more", "same period", "same ordinal", "day told", "topic, a word", "one deal", "other amounts",
        "named", "moved", "moved and lone", "lone amounts", "same sentence",
    }
)  # fmt: skip

#: These say outright that it is another matter: another purpose, another gift, something besides, another recipient of one number. What bears
#: one of them and lies below the bar stays two, however likely such pairs are one.
APART_BY = frozenset({"another matter", "another purpose", "something besides", "another gift", "another name"})

#: The two tell of two things: their subjects, their sentences or their recipients differ. Where nothing of the matter is shared besides, the
#: full bar holds even where a lower one would do (a refusal, a payment, another payer of one number): a payer pays for much.
ANOTHER = frozenset({"another subject", "other things", "another name"})

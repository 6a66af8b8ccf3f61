"""The forms of a verb, made by rule from its lemma: base, third person, past, -ing; irregular ones are listed in lexicon/verbs.yaml."""

from __future__ import annotations

from typing import Literal, NamedTuple

Form = Literal["base", "s", "past", "ing"]


class Entry(NamedTuple):
    """One reading of a word form: lemma, class ("give", "report.announce") and form."""

    lemma: str
    cls: str
    form: Form


def forms(lemma: str, irregular: list[str] | None = None) -> list[tuple[str, Form]]:
    """The forms of a verb, phrasal verbs included: "chip in" -> chip in, chips in, chipped in, chipping in."""
    made: list[tuple[str, Form]] = [(lemma, "base")]
    if irregular:
        for form in irregular:
            head = form.split()[0]
            kind: Form = (
                "ing"
                if head.endswith("ing") and len(head) > 4
                else "s"
                if head in ("is", "has")
                else "base"
                if head == "are"
                else "s"
                if head.endswith("s") and head[:-1] in (lemma.split()[0], lemma.split()[0] + "e")
                else "past"
            )
            made.append((form, kind))
        return made
    head, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    stem = head[:-1] if head.endswith("e") and not head.endswith(("ee", "oe", "ye")) else head
    if head.endswith("y") and head[-2] not in "aeiou":
        made += [(head[:-1] + "ies" + tail, "s"), (head[:-1] + "ied" + tail, "past"), (head + "ing" + tail, "ing")]
        return made
    if _doubles(head):
        stem = head + head[-1]
    made.append((head + ("es" if head.endswith(("s", "x", "sh", "ch", "z", "o")) else "s") + tail, "s"))
    made.append(((head + "d" if head.endswith("e") else stem + "ed") + tail, "past"))
    made.append((stem + "ing" + tail, "ing"))
    return made


def _doubles(head: str) -> bool:
    vowels = "aeiou"
    if len(head) < 3 or (head[-1] in "wxyaeioulhtr" and not (head[-1] in "trl" and len(head) == 3)):
        return (
            head.endswith(("chip", "fit", "put", "cancel", "channel", "travel", "trim", "ship", "top", "plan"))
            and head[-1] not in "t"
        )
    return (
        head[-1] not in vowels
        and head[-2] in vowels
        and head[-3] not in vowels
        and (len(head) <= 4 or head.endswith(("mit", "quip")))
    )

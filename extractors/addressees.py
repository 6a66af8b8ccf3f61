"""Whom a demand is put to, where the sentence says it another way than "asked Norway for": who is told to, who turns it down."""

from __future__ import annotations

from extractors.actors import actor_name, written
from extractors.drafts import Draft, Found
from extractors.frames import Frame
from extractors.hearing import heard_from, passive_by
from extractors.subjects import subject_of


def told_to(draft: Draft, frame: Frame) -> Found | None:
    """ "They heard from Washington to raise spending", "Norway was told by Brussels to pay": who is told is to give."""
    verb, sentence = frame.verb, draft.sentence
    if draft.modality != "demanded" or verb is None or verb.helpers != ["to"]:
        return None
    low = sentence.reading.words.low
    heard = next((v for v in reversed(sentence.verbs) if v.last <= verb.begin and v is not verb), None)
    if heard is None or verb.begin - heard.last > 5 or "," in low[heard.last : verb.begin]:
        return None
    if not (heard_from(sentence, heard) or passive_by(sentence, heard)):
        return None
    whose = subject_of(sentence, heard)
    name = actor_name(whose, sentence) if whose is not None else None
    if whose is None or name is None or name.lower() in {"they", "we", "it", "he", "she", "you", "i"}:
        return None
    return Found(name, written(whose, whose, sentence.reading), "who is told to")


def turned_down(draft: Draft, frame: Frame) -> Found | None:
    """ "The ministry has ruled out more money for the hospital, which asked for 40 million": who turns down is who was asked."""
    if draft.modality != "demanded" or frame.verb is None:
        return None
    sentence, low = draft.sentence, draft.sentence.reading.words.low
    k = frame.verb.begin - 1
    refusing = next((v for v in sentence.verbs if v.last < k and v.is_a("refuse") and not v.negated), None)
    if refusing is None or low[k] not in {"which", "who"} or "," in low[refusing.last : k - 1]:
        return None
    whose = subject_of(sentence, refusing)
    return (
        Found(actor_name(whose, sentence), written(whose, whose, sentence.reading), "who turns it down")
        if whose
        else None
    )

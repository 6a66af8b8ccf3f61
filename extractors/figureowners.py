"""Whose a figure is where nobody does anything: the owner of what it measures, the project, the thing that its sentence is about."""

from __future__ import annotations

from extractors.actors import actor_name, written
from extractors.antecedents import antecedent
from extractors.drafts import Draft, Found
from extractors.frames import Frame
from extractors.headings import heading_of
from extractors.nounphrases import NounPhrase
from extractors.owners import local, noun_topic, thing
from extractors.protagonists import main_company
from extractors.reading import Reading
from extractors.subjects import figure_phrase, named_owner, thing_of


def own_things(draft: Draft, frame: Frame) -> Found | None:
    """ "Its reserves stood at 310 million", "Their profit rose by 8 percent": whose they are, where it is known."""
    if draft.kind != "figure" or frame.as_subject:
        return None
    sentence = draft.sentence
    phrase = figure_phrase(sentence, frame.verb, frame.first, False)
    if phrase is None:
        return None
    whose = next(
        (m for m in sentence.mentions if m.kind == "pronoun" and m.last in (phrase.first, phrase.first + 1)), None
    )
    first = sentence.reading.words.low[phrase.first - 1] if phrase.first > sentence.lo else ""
    if whose is None or not {first, sentence.reading.words.low[phrase.first]} & {"its", "their"}:
        return None
    found = antecedent(whose, sentence)
    if found is None or found[0].kind not in ("country", "capital", "people", "org", "name", "group", "anaphor"):
        return None
    name = actor_name(*found)
    return Found(name, written(whose, whose, sentence.reading), "whose own it is") if name[:1].isupper() else None


def thing_spoken_of(draft: Draft, frame: Frame) -> Found | None:
    """What a figure is about by its own sentence: the project, the subject of its verb, what it opens with."""
    if draft.kind != "figure":
        return None
    sentence = draft.sentence
    reading = sentence.reading
    project = reading.project_at(sentence.lo, sentence.hi)
    if project is not None:
        return Found(project, None, "the project the sentence speaks of")
    noun = thing(sentence, frame.first)
    if noun is not None:
        name = reading.thing_name(*noun)
        return Found(name, name, "the thing the clause is about")
    phrase = figure_phrase(sentence, frame.verb, frame.first, frame.as_subject)
    owner_ = named_owner(phrase, sentence) if phrase is not None else None
    if owner_ is not None and owner_.kind == "pronoun" and antecedent(owner_, sentence) is None:
        owner_ = None
    told = frame.attribution
    speaker = told.speaker if told is not None and told.rule != "its own count" else None
    if owner_ is not None and owner_ is not speaker and owner_.name.lower() not in reading.outlets:
        return Found(actor_name(owner_, sentence), written(owner_, owner_, reading), "whose the figure is")
    heading = heading_of(sentence)
    if heading is not None and heading.kind == "country":
        return Found(heading.name, heading.name, "whom the paragraph is about")
    near = local(sentence, frame.first, frame.last, speaker)
    if near is not None:
        return Found(
            actor_name(near, sentence), written(near, near, reading), "the place or body that the sentence names"
        )
    if (phrase is not None and reading.words.low[phrase.last - 1] in _ACCOUNTS) or (
        phrase is not None and _of_account(phrase, reading)
    ):
        company = main_company(reading, "company")
        if company is not None:
            return Found(company.name, None, "the company whose accounts they are")
    text = thing_of(phrase, sentence) if phrase is not None else None
    if text is not None:
        return Found(text, text, "what the sentence is about")
    opening = noun_topic(sentence, frame.first)
    if opening is not None and frame.attribution is None:
        name = reading.named_or_written(*opening)
        return Found(name, name, "what the sentence is about")
    return None


def _of_account(phrase: NounPhrase, reading: Reading) -> bool:
    """ "the number of employees", "adjusted EBITDA": a line of a company's accounts."""
    low = reading.words.low
    counted = low[phrase.last - 1] == "number" and low[phrase.last : phrase.last + 2] in (
        ["of", "employees"],
        ["of", "staff"],
    )
    return counted


#: nouns of a company's accounts
_ACCOUNTS = frozenset(
    {
        "profit",
        "profits",
        "sales",
        "revenue",
        "revenues",
        "turnover",
        "shares",
        "earnings",
        "income",
        "ebitda",
        "ebit",
        "employees",
        "workforce",
        "headcount",
        "margin",
        "dividend",
        "backlog",
    }
)

"""Filling a claim's slots from its frame: who acts (givers.py), who speaks."""

from __future__ import annotations

from extractors.actors import OWN_ORGANS, actor_name, written
from extractors.antecedents import antecedent
from extractors.clausesubjects import subject_phrase
from extractors.coordination import coordinated
from extractors.drafts import Draft
from extractors.frames import Frame
from extractors.givers import fill_actor
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.reading import Sentence
from extractors.speakers import attributions, label_of
from extractors.subjects import PACKS

__all__ = ["cue_of", "fill_actor", "fill_speaker", "speaker_name", "speaks_for_itself"]


def cue_of(frame: Frame) -> str | None:
    return (
        frame.attribution.verb.lemma() if frame.attribution is not None and frame.attribution.verb is not None else None
    )


def speaks_for_itself(draft: Draft, frame: Frame) -> bool:
    """Whether who speaks is, or speaks for, who gives."""
    if frame.attribution is None:
        return False
    return draft.actor is not None and actor_name(frame.attribution.speaker, draft.sentence) == draft.actor


def fill_speaker(draft: Draft, frame: Frame) -> None:
    sentence = draft.sentence
    attribution = frame.attribution
    if attribution is None:
        label = label_of(sentence, sentence.reading)
        if label is not None:
            draft.speaker = draft.speaker_as_written = label
        elif draft.modality == "denied":
            _denying(draft)
        else:
            _official(draft, frame)
        return
    mention = attribution.speaker
    if (
        frame.outer is not None
        and draft.actor is not None
        and mention.kind not in ("person", "role")
        and mention.title not in _GOVERNMENT
        and frame.outer.speaker.title not in {"release", "statement", "press release"}
        and actor_name(mention, sentence) == draft.actor
    ):
        mention = frame.outer.speaker
    later = attribution.verb is not None and not _LATER.isdisjoint(attribution.verb.helpers)
    if later and frame.outer is not None and frame.outer.speaker.kind in ("person", "role"):
        mention = frame.outer.speaker  # "she said her government would ask for": nobody has asked yet
    draft.speaker_as_written = written(mention, mention, sentence.reading)
    draft.speaker = speaker_name(mention, sentence, draft.trace)
    if mention.kind in ("country", "capital", "org", "name"):
        several = coordinated(sentence, mention)
        if len(several) > 1:  # "Canada and France announced that they would"
            draft.speaker = ", ".join(dict.fromkeys(speaker_name(m, sentence) for m in several))
            draft.speaker_as_written = written(several[0], several[-1], sentence.reading)
    if mention.kind == "pronoun" and ("speaker" in mention.points_to or draft.speaker == mention.name):
        draft.speaker = draft.speaker_as_written = label_of(sentence, sentence.reading)
        return
    if mention.kind in ("org", "name") and _speaks_itself(draft.speaker, sentence):
        draft.speaker = draft.speaker_as_written = (
            None  # a newspaper, or who publishes the release: the text's own voice
        )
        return
    draft.trace.append(f"speaker: {attribution.rule}")


_LATER = frozenset({"will", "would", "shall", "may", "might", "could"})


def _speaks_itself(name: str | None, sentence: Sentence) -> bool:
    reading = sentence.reading
    return name is not None and (name.lower() in reading.outlets or name == reading.issuer)


def _denying(draft: Draft) -> None:
    """ "A channel claims Germany will pull out. A ministry spokesman in Berlin tells us there are no such plans.": who denies it, here or next."""
    sentence = draft.sentence
    reading = sentence.reading
    beside = reading.sentences[sentence.index : sentence.index + 3]
    for s in (s for s in beside if s.block == sentence.block):
        told = next((a.speaker for a in attributions(s) if a.speaker.kind in ("person", "role", "org", "name")), None)
        who = told or next((m for m in s.mentions if s is not sentence and m.kind in ("person", "role")), None)
        if who is not None:
            draft.speaker, draft.speaker_as_written = speaker_name(who, s, draft.trace), written(who, who, reading)
            draft.trace.append("speaker: who denies it")
            return


def _official(draft: Draft, frame: Frame) -> None:
    """ "Kenya's envoy, Ann Otieno, promised 45 engines": who gives their word for a state or a body says so."""
    sentence, subject = draft.sentence, frame.subject
    if (
        frame.verb is not None
        and (subject is None or subject.kind not in ("person", "role"))
        and not frame.verb.passive
    ):
        phrase = subject_phrase(sentence, frame.verb)
        named = phrase.mention if phrase is not None else None
        if phrase is not None and named is None:
            named = next(
                (m for m in sentence.mentions if m.kind == "person" and m.first <= phrase.first < m.last), None
            )
        if named is not None and named.kind in ("person", "role") and named.title not in PACKS:
            subject = Mention(named.first, named.last, named.kind, named.name, draft.actor, named.title)
    if subject is not None and subject.kind == "pronoun" and "person" in subject.points_to:
        found = antecedent(subject, sentence)  # "She promised 40 million"
        subject = found[0] if found is not None and found[0].kind == "person" else None
    if subject is None or subject.kind not in ("person", "role"):
        return
    promises = subject.kind == "person" and draft.kind == "pledge"
    if not promises and (draft.actor is None or not subject.affiliation):
        return
    if subject.kind == "role" and (subject.title or "").split(" ")[-1] in _ORGANS:
        return
    name = speaker_name(subject, sentence, draft.trace)
    if name != draft.actor:
        draft.speaker, draft.speaker_as_written = name, written(subject, subject, sentence.reading)
        draft.trace.append("speaker: the official who acts")


_ORGANS = wordset("phrases_organs") - frozenset({"ministers", "leaders", "officials"})
_GOVERNMENT = ("government", "ministry", "administration", "cabinet", "authorities")


def _end_of_role(mention: Mention, sentence: Sentence) -> int:
    """ "sources in the Ministry of Power", "a person close to the talks": an unnamed source with where it is."""
    low = sentence.reading.words.low
    sentence = sentence.reading.sentence_at(sentence.reading.words.start[mention.first]) or sentence
    if low[mention.last : mention.last + 2] == ["close", "to"]:
        return min(mention.last + 4, sentence.hi)
    if low[mention.last : mention.last + 1] and low[mention.last] in {"in", "of", "at", "for", "from"}:
        beside = next((m for m in sentence.mentions if m.first > mention.last), None)
        if (
            beside is not None
            and beside.first - mention.last <= 2
            and beside.kind in ("org", "role", "name", "anaphor")
            and not (low[mention.last] == "in" and beside.kind == "name")
        ):
            return beside.last
    return mention.last


def _organ_of(mention: Mention, sentence: Sentence) -> str | None:
    """ "according to the Ukrainian air force": who speaks is the organ, not the country."""
    words = sentence.reading.words
    if mention.kind != "people" and not (
        mention.kind == "country" and words.low[mention.last : mention.last + 1] == ["'s"]
    ):
        return None
    first = mention.last + (words.low[mention.last : mention.last + 1] == ["'s"])
    organ = next((p for p in _FORCES if words.low[first : first + len(p)] == list(p)), None)
    return words.slice(mention.first, first + len(organ)) if organ is not None else None


_FORCES = (("air", "force"), ("general", "staff"), ("army",), ("navy",), ("military",), ("police",), ("coast", "guard"), ("armed", "forces"), ("civil", "defence"), ("border", "guard"))  # fmt: skip


def speaker_name(mention: Mention, sentence: Sentence, trace: list[str] | None = None) -> str:
    """The normalized name of who speaks: full name of a person, else the role or body as written."""
    reading = sentence.reading
    if mention.kind == "anaphor" and mention.title in _GOVERNMENT:
        text = written(mention, mention, reading)
        head, _, rest = text.partition(" ")
        return rest if rest and head.lower() in {"the", "its", "their", "his", "her"} else text
    if mention.kind == "pronoun":
        found = antecedent(mention, sentence)
        return speaker_name(*found, trace) if found is not None and found[0].kind != "pronoun" else mention.name
    if mention.kind in ("person", "name"):
        name, note = reading.full_name(mention.name, mention.affiliation)
        if note and trace is not None:
            trace.append(f"speaker: {note}")
        return name
    if mention.kind == "org" and mention.name.lower().removeprefix("the ") in OWN_ORGANS:
        return mention.name.removeprefix("the ").removeprefix("The ")
    organ = _organ_of(mention, sentence)
    if organ is not None:
        return organ
    if mention.kind == "role":
        person = reading.holder_of(mention)
        if person is not None:
            return person
        text = reading.words.slice(mention.first, _end_of_role(mention, sentence))
        head, _, rest = text.partition(" ")
        return rest if rest and head.lower() in {"the", "its", "their", "his", "her", "our"} else text
    return actor_name(mention, sentence)

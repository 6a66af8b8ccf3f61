"""Filling a claim's slots from its frame: who acts, who speaks."""

from __future__ import annotations

from extractors.actors import actor_name, antecedent, coordinated, nobody, written
from extractors.cues import Verb
from extractors.drafts import Draft
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.listings import label_of_list
from extractors.mention import Mention
from extractors.owners import financed_by, head_of, local, noun_topic, owner, thing, topic
from extractors.reading import Sentence
from extractors.speakers import label_of


def _behind(sentence: Sentence, frame: Frame) -> Mention | None:
    """ "$4.2 billion by the Islamic Development Bank", "another 100m from Canada"."""
    if frame.verb is not None and frame.verb.is_a("receive", "report.demand"):
        return None
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if frame.last <= m.first <= frame.last + 3 and m.kind in (
            "country",
            "org",
            "group",
            "name",
            "capital",
            "generic",
            "people",
        ):
            gap = low[frame.last : m.first]
            return (
                m
                if gap and gap[0] in {"by", "from"} and all(w in {"by", "from", "the", "a", "same"} for w in gap)
                else None
            )
    return None


def _topic_of_clause(sentence: Sentence, frame: Frame, speaker: Mention | None) -> Mention | None:
    """Whom a clause without a known verb is about: its first name that is no object of a preposition."""
    if frame.verb is not None and not frame.as_subject and not frame.verb.is_a("act", "figure"):
        return None
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if m.last > frame.first:
            return None
        official = m.kind == "person" and m.affiliation is not None
        if (
            m is speaker
            or not (official or m.kind in ("country", "org", "group", "capital", "generic"))
            or m.name.lower() in sentence.reading.outlets
        ):
            continue
        k = m.first - 1
        if k >= sentence.lo and low[k] in {"the", "a"}:
            k -= 1
        before = low[k] if k >= sentence.lo else ""
        if (
            before in {"in", "at", "for", "to", "of", "from", "on", "with", "by", "against", "into", "near"}
            or low[m.last] == "'s"
        ):
            continue
        if ";" in low[m.last : frame.first]:
            continue
        return m
    return None


def payer(actor: str, draft: Draft, sentence: Sentence) -> str:
    """Money that "NATO" spends is its members' (SEMANTICS 2, actor relations); the body itself has none to give."""
    q = draft.quantity
    if (
        actor == "NATO"
        and q is not None
        and q.unit not in ("count", None)
        and (draft.kind == "pledge" or q.unit == "pct_gdp")
    ):
        draft.trace.append("actor: NATO's money is its members'")
        return sentence.reading.naming.gazetteer.members[actor]
    return actor


def is_given(mention: Mention, frame: Frame) -> bool:
    """ "Ukraine could be lent 130 billion", "Malawi will receive": a subject that the amount goes to."""
    verb = frame.verb
    if verb is None or mention.last > verb.begin:
        return False
    return verb.is_a("receive") or (verb.passive and not frame.as_subject and verb.is_a("give", "allocate", "promise"))


_NO_PAYERS = wordset("slots_no_payers")
_GIFTS = frozenset({"pledges", "commitments", "contributions", "donations", "promises", "grants"})


def _givers_of_noun(sentence: Sentence, frame: Frame) -> str | None:
    """ "pledges stand at 8 billion": donors; "contributions from member states have reached": the member states."""
    verb = frame.verb
    assert verb is not None
    low = sentence.reading.words.low
    owner = _owner_of_noun(sentence, verb)
    if owner is not None:
        return actor_name(owner, sentence)
    at = next((k for k in range(verb.begin - 1, max(sentence.lo, verb.begin - 7) - 1, -1) if low[k] in _GIFTS), None)
    if at is None:
        return None
    for m in sentence.mentions:
        if at < m.first < verb.begin and low[at + 1 : at + 2] in (["from"], ["by"], ["of"]):
            return actor_name(m, sentence)
    return "donors"


def _owner_of_noun(sentence: Sentence, verb: Verb) -> Mention | None:
    """ "German aid to Ukraine will be cut", "NATO's support was raised": whose gift the subject is."""
    low = sentence.reading.words.low
    nouns = sentence.reading.lists.committed_nouns
    for k in range(verb.begin - 1, max(sentence.lo, verb.begin - 8) - 1, -1):
        if low[k] not in nouns:
            continue
        for m in sentence.mentions:
            if (
                m.last <= k
                and k - m.last <= 3
                and m.kind in ("country", "people", "org", "group", "name", "capital")
                and (low[m.last] == "'s" or m.kind == "people")
            ):
                return m
    return None


def _from(sentence: Sentence, mention: Mention) -> bool:
    low = sentence.reading.words.low
    k = mention.first - 1
    while k > sentence.lo and low[k] in {"the", "a", "an", "its"}:
        k -= 1
    return low[k] in {"from", "by"}


def cue_of(frame: Frame) -> str | None:
    return (
        frame.attribution.verb.lemma() if frame.attribution is not None and frame.attribution.verb is not None else None
    )


def speaks_for_itself(draft: Draft, frame: Frame) -> bool:
    """Whether who speaks is, or speaks for, who gives."""
    if frame.attribution is None:
        return False
    return draft.actor is not None and actor_name(frame.attribution.speaker, draft.sentence) == draft.actor


def fill_actor(draft: Draft, frame: Frame) -> None:
    sentence = draft.sentence
    verb = frame.verb
    subject = frame.subject
    if verb is not None and verb.is_a("receive") and draft.kind == "pledge" and draft.modality != "demanded":
        subject = next((m for m in sentence.mentions if m.first >= frame.last and _from(sentence, m)), None)
        subject = head_of(subject, sentence) if subject is not None else None
        if subject is None:
            draft.actor = draft.actor_as_written = "donors"
            draft.borrowed_actor = True
            draft.trace.append("actor: who gave is not named")
            return
    behind = _behind(sentence, frame) or financed_by(sentence, frame.last)
    if subject is None or behind is not None:
        subject = behind or label_of_list(sentence, frame.first) or subject
    if behind is None and draft.modality != "demanded" and draft.quantity is not None:
        owned = owner(sentence, frame.first, frame.last)
        if owned is not None and owned is not subject and owned.name.lower() not in sentence.reading.outlets:
            subject = owned
            draft.trace.append("actor: whose it is printed to be")
    if subject is not None:
        subject = head_of(subject, sentence)
    if subject is not None and nobody(subject):
        subject = None
    if subject is not None and subject.kind == "pronoun" and antecedent(subject, sentence) is None:
        subject = None
    if frame.verb is not None and frame.verb.is_a("report.demand") and not frame.demanded_of:
        subject = None
    if "kind: sum of many givers" in draft.trace and (
        subject is None or subject.kind in ("role", "anaphor", "pronoun")
    ):
        draft.actor = draft.actor_as_written = "donors"
        return
    if subject is not None and subject.name.lower() in sentence.reading.outlets:
        subject = None
    if (
        subject is not None
        and subject.kind == "role"
        and subject.affiliation is None
        and (subject.title or "").split(" ")[-1] in _NO_PAYERS
    ):
        subject = None
    if subject is None and frame.verb is not None:
        owners = _givers_of_noun(sentence, frame)
        if owners is not None:
            draft.actor = draft.actor_as_written = owners
            draft.trace.append("actor: who gives is not named")
            return
    if subject is not None:
        group = coordinated(sentence, subject)
        draft.actor = ", ".join(dict.fromkeys(actor_name(m, sentence, frame.trace) for m in group))
        draft.actor_as_written = written(group[0], group[-1], sentence.reading)
        draft.actor = payer(draft.actor, draft, sentence)
        return
    speaker = frame.attribution.speaker if frame.attribution else None
    if (
        frame.subject is not None
        and frame.subject.kind == "pronoun"
        and nobody(frame.subject)
        and speaker is not None
        and speaker.kind in ("person", "role")
    ):
        name = actor_name(speaker, sentence)
        if name != speaker.name:
            draft.actor, draft.actor_as_written = name, written(frame.subject, frame.subject, sentence.reading)
            draft.trace.append(f"actor: who says we speaks for {name}")
            return
    if frame.noun_subject is not None:
        draft.actor = draft.actor_as_written = sentence.reading.words.slice(*frame.noun_subject)
        draft.trace.append("actor: noun before the verb")
        return
    if draft.kind == "figure":
        project = sentence.reading.project_at(sentence.lo, sentence.hi)
        if project is not None:
            draft.actor = project
            draft.trace.append("actor: the project the sentence speaks of")
            return
        noun = thing(sentence, frame.first)
        if noun is not None:
            draft.actor = draft.actor_as_written = sentence.reading.thing_name(*noun)
            draft.trace.append("actor: the thing the clause is about")
            return
        opening = noun_topic(sentence, frame.first)
        if opening is not None and speaker is None:
            draft.actor = draft.actor_as_written = sentence.reading.named_or_written(*opening)
            draft.trace.append("actor: what the sentence is about")
            return
    about = _topic_of_clause(sentence, frame, speaker) if draft.kind == "pledge" else None
    if about is None:
        about = topic(sentence, frame.first, sentence.reading.outlets)
        about = None if about is speaker or (about is not None and is_given(about, frame)) else about
    money = draft.quantity is not None and len(draft.quantity.unit or "") == 3 and draft.quantity.unit != "pct"
    if about is None and draft.kind == "figure" and not money:
        about = local(sentence, frame.first, frame.last, speaker)
    if about is not None:
        draft.actor = actor_name(about, sentence, draft.trace)
        draft.actor_as_written = written(about, about, sentence.reading)
        draft.actor = payer(draft.actor, draft, sentence)
        draft.trace.append("actor: whom the clause is about")
        return
    if frame.verb is not None and frame.verb.is_a("report.demand") and not frame.demanded_of:
        return
    if speaker is not None and (
        speaker.kind in ("country", "org", "capital", "name", "people")
        or (speaker.affiliation is not None and draft.kind == "pledge")
    ):
        draft.actor = actor_name(speaker, sentence)
        draft.actor_as_written = written(speaker, speaker, sentence.reading)
        return


def fill_speaker(draft: Draft, frame: Frame) -> None:
    sentence = draft.sentence
    attribution = frame.attribution
    if attribution is None:
        label = label_of(sentence, sentence.reading)
        if label is not None:
            draft.speaker = draft.speaker_as_written = label
        elif frame.subject is not None and frame.subject.kind in ("person", "role") and draft.actor is not None:
            name = speaker_name(frame.subject, sentence, draft.trace)
            if name != draft.actor and frame.subject.affiliation:
                draft.speaker, draft.speaker_as_written = name, written(frame.subject, frame.subject, sentence.reading)
                draft.trace.append("speaker: the official who acts")
        return
    mention = attribution.speaker
    if (
        frame.outer is not None
        and draft.actor is not None
        and mention.kind != "person"
        and frame.outer.speaker.title not in {"release", "statement", "press release"}
        and actor_name(mention, sentence) == draft.actor
    ):
        mention = frame.outer.speaker
    draft.speaker_as_written = written(mention, mention, sentence.reading)
    draft.speaker = speaker_name(mention, sentence, draft.trace)
    if mention.kind == "pronoun" and ("speaker" in mention.points_to or draft.speaker == mention.name):
        draft.speaker = draft.speaker_as_written = label_of(sentence, sentence.reading)
        return
    draft.trace.append(f"speaker: {attribution.rule}")


_GOVERNMENT = ("government", "ministry", "administration", "cabinet", "authorities")


def _end_of_role(mention: Mention, sentence: Sentence) -> int:
    """ "sources in the Ministry of Power", "a person close to the talks": an unnamed source with where it is."""
    low = sentence.reading.words.low
    if low[mention.last : mention.last + 2] == ["close", "to"]:
        return min(mention.last + 4, sentence.hi)
    if low[mention.last : mention.last + 1] and low[mention.last] in {"in", "of", "at", "for", "from"}:
        beside = next((m for m in sentence.mentions if m.first > mention.last), None)
        if (
            beside is not None
            and beside.first - mention.last <= 2
            and beside.kind in ("org", "role", "name", "anaphor")
        ):
            return beside.last
    return mention.last


def speaker_name(mention: Mention, sentence: Sentence, trace: list[str] | None = None) -> str:
    """The normalized name of who speaks: full name of a person, else the role or body as written."""
    reading = sentence.reading
    if mention.kind == "anaphor" and mention.title in _GOVERNMENT:
        text = written(mention, mention, reading)
        head, _, rest = text.partition(" ")
        return rest if rest and head.lower() in {"the", "its", "their"} else text
    if mention.kind == "pronoun":
        found = antecedent(mention, sentence)
        return speaker_name(*found, trace) if found is not None and found[0].kind != "pronoun" else mention.name
    if mention.kind in ("person", "name"):
        name, note = reading.full_name(mention.name, mention.affiliation)
        if note and trace is not None:
            trace.append(f"speaker: {note}")
        return name
    if mention.kind == "role":
        person = reading.holder_of(mention)
        if person is not None:
            return person
        text = reading.words.slice(mention.first, _end_of_role(mention, sentence))
        head, _, rest = text.partition(" ")
        return rest if rest and head.lower() in {"the", "its", "their", "his", "her", "our"} else text
    return actor_name(mention, sentence)

"""Who gives, acts or owns a figure: finders in order, the first that knows decides."""

from __future__ import annotations

from collections.abc import Callable

from extractors.actors import actor_name, nobody, written
from extractors.addressees import told_to, turned_down
from extractors.antecedents import antecedent
from extractors.clausesubjects import subject_phrase
from extractors.coordination import coordinated
from extractors.debts import debtor_of
from extractors.drafts import Draft, Found
from extractors.figureowners import own_things, thing_spoken_of
from extractors.frames import Frame
from extractors.giverphrases import (
    comes_from,
    giver_behind,
    givers_of_noun,
    is_given,
    sum_of_gifts,
    there_is,
    topic_of_clause,
)
from extractors.grammar import wordset
from extractors.headings import heading_of
from extractors.introductions import introduction
from extractors.listings import label_of_list
from extractors.mention import Mention
from extractors.nounphrases import NounPhrase
from extractors.owners import financed_by, head_of, local, owner, topic
from extractors.reading import Sentence
from extractors.subjects import owner_of, plain_source, subject_of


def fill_actor(draft: Draft, frame: Frame) -> None:
    """Who gives or does it, or whose a figure is: the first finder that knows decides."""
    for finder in _FINDERS:
        found = finder(draft, frame)
        if found is None:
            continue
        draft.actor, draft.actor_as_written, draft.borrowed_actor = found.name, found.written, found.borrowed
        draft.actor_rule = "thing" if finder in (own_things, thing_spoken_of) else finder.__name__.lstrip("_")
        if finder is _subject and frame.subject is not None:
            draft.actor_rule += f":{frame.subject.kind}"
        if found.name is not None:
            draft.actor = payer(found.name, draft, draft.sentence)
        if found.note is not None:
            draft.trace.append(f"actor: {found.note}")
        return


def _who_gave(draft: Draft, frame: Frame) -> Found | None:
    """ "Chad will get 3 million from Gavi": behind a verb of receiving the giver is who it comes from."""
    verb, sentence = frame.verb, draft.sentence
    if verb is None or not verb.is_a("receive") or draft.kind != "pledge" or draft.modality == "demanded":
        return None
    giver = next((m for m in sentence.mentions if m.first >= frame.last and comes_from(sentence, m)), None)
    if giver is not None:
        return _of(head_of(giver, sentence), draft, frame)
    debtor = debtor_of(sentence, frame.last)
    if debtor is not None:
        return _of(head_of(debtor, sentence), draft, frame)
    plain = plain_source(sentence, frame.last)
    if plain is not None:
        return Found(plain, plain, "whom it comes from")
    phrase = subject_phrase(sentence, verb)
    state = owner_of(phrase, sentence) if phrase is not None else None
    state = state or (phrase.mention if phrase is not None else None)
    organ = state is not None and state.kind == "role" and state.title in _ORGANS and state.affiliation is not None
    if state is not None and (
        organ or (state.kind in ("country", "people", "capital") and _own_affairs(phrase, state))
    ):
        return Found(actor_name(state, sentence), written(state, state, sentence.reading), "whose own it goes to")
    told = _speaking(draft, frame)
    speaker = frame.attribution.speaker if frame.attribution is not None else None
    if told is not None and speaker is not None and speaker.kind in ("person", "role"):
        return told
    return Found(None, note="who gave is not named", borrowed=True)


def _own_affairs(phrase: NounPhrase | None, state: Mention) -> bool:
    """ "Norway's army will get 5 billion" from Norway; "Norway will get 5 billion" from somebody else."""
    return phrase is not None and not (phrase.mention is state and phrase.last == state.last)


def _printed(draft: Draft, frame: Frame) -> Found | None:
    """By what stands around the amount: "from X", "borne by X", "X's share", "X: 3 million"."""
    sentence = draft.sentence
    behind = giver_behind(sentence, frame) or financed_by(sentence, frame.last)
    if (
        behind is not None
        and draft.quantity is not None
        and draft.quantity.unit == "count"
        and _only_place(behind, draft)
    ):
        behind = None  # "200 drones from Tartu"
    possessed = sentence.reading.words.low[frame.first - 1 : frame.first] == ["'s"]
    if behind is None and (possessed or draft.modality != "demanded") and draft.quantity is not None:
        owned = owner(sentence, frame.first, frame.last) or _of_whole(sentence, frame.first)
        if owned is not None and owned is not frame.subject and owned.name.lower() not in sentence.reading.outlets:
            found = _of(head_of(owned, sentence), draft, frame, possessed)
            if found is not None:
                found.note = "whose it is printed to be"
                return found
    if behind is None and frame.subject is None:
        behind = label_of_list(sentence, frame.first)
    return _of(head_of(behind, sentence), draft, frame) if behind is not None else None


def _of_whole(sentence: Sentence, first: int) -> Mention | None:
    """ "and the EU another 210 million, of which 40 million this year": whose whole it is a part of."""
    low = sentence.reading.words.low
    if low[first - 2 : first] not in (["of", "which"], ["of", "that"], ["of", "this"]):
        return None
    at = sentence.reading.word_at
    before = [q for q in sentence.quantities if at(q.span.end) <= first - 1]
    return owner(sentence, at(before[-1].span.start), at(before[-1].span.end)) if before else None


def _many(draft: Draft, frame: Frame) -> Found | None:
    if sum_of_gifts(draft.sentence, frame.first):
        return Found("donors", "donors", "who gives is not named")
    if "kind: sum of many givers" not in draft.trace:
        return None
    if frame.subject is None or frame.subject.kind in ("role", "anaphor", "pronoun"):
        return Found("donors", "donors")
    return None


def _only_place(mention: Mention, draft: Draft) -> bool:
    """Whether a name of no list may be where things come from."""
    return (
        mention.kind == "name"
        and mention.last - mention.first == 1
        and draft.sentence.reading.naming.gazetteer.currency_of(mention.name) is None
    )


def _reckoned(draft: Draft, frame: Frame) -> Found | None:
    """ "Ruth Example put the Trust's spending at 56 million": who reckons does not give; whose it is does."""
    told, sentence = frame.attribution, draft.sentence
    if told is None or told.rule != "puts it at" or frame.subject is None or told.speaker.first != frame.subject.first:
        return None
    verb = told.verb
    low = sentence.reading.words.low
    owns = (m for m in sentence.mentions if verb is not None and verb.last <= m.first and m.last < frame.first)
    whose = next((m for m in owns if low[m.last] == "'s" and m.kind != "pronoun"), None)
    found = _of(head_of(whose, sentence), draft, frame) if whose is not None else None
    if found is not None or told.speaker.kind not in ("person", "role") or draft.kind != "pledge":
        return found
    return Found(None, note="who reckons gives nothing", borrowed=True)


def _subject(draft: Draft, frame: Frame) -> Found | None:
    """The subject of the verb that governs the amount."""
    if frame.subject is None or there_is(frame):
        return None
    if frame.subject.kind == "role" and frame.subject.first < frame.last and frame.first < frame.subject.last:
        return None  # "2.3 million taxpayers will benefit": the amount itself
    found = _of(head_of(frame.subject, draft.sentence), draft, frame)
    if found is not None and _is_helped(found, frame):
        return Found(None, borrowed=True)
    if found is not None and not any(m is frame.subject for m in draft.sentence.mentions):
        found.note = "noun before the verb"
    return found


def _is_helped(found: Found, frame: Frame) -> bool:
    """ "Budget: more for Ukraine ... Since 2022, the country has provided 40 billion": whom the headline's money is for gives none of it."""
    pointing = frame.subject is not None and frame.subject.kind in ("anaphor", "pronoun")
    gives = frame.verb is not None and frame.verb.is_a("give", "deliver", "allocate") and not frame.verb.is_a("receive")
    return pointing and gives and found.name in frame.sentence.reading.title_recipients


def _of(mention: Mention, draft: Draft, frame: Frame, owns: bool = False) -> Found | None:
    """A mention with those it is listed with as actors; None where it cannot be one. Who ``owns`` the amount is not who asks for it."""
    sentence = draft.sentence
    if nobody(mention) or mention.name.lower() in sentence.reading.outlets:
        return None
    if mention.kind == "pronoun" and antecedent(mention, sentence) is None:
        return None
    if not owns and frame.verb is not None and frame.verb.is_a("report.demand") and not frame.demanded_of:
        return None
    if mention.kind == "role" and mention.affiliation is None and (mention.title or "").split(" ")[-1] in _NO_PAYERS:
        return None
    alone = "respectively" in sentence.low[-6:]
    group = [mention] if alone else coordinated(sentence, mention)
    name = ", ".join(dict.fromkeys(actor_name(m, sentence, frame.trace) for m in group))
    return Found(name, written(group[0], group[-1], sentence.reading))


def _by_noun(draft: Draft, frame: Frame) -> Found | None:
    """ "the commitment made by Norway late on Tuesday to provide 500 million": whose promise the verb hangs on."""
    verb, sentence = frame.verb, draft.sentence
    if verb is None or frame.subject is not None or verb.helpers[:1] != ["to"]:
        return None
    low = sentence.reading.words.low
    for m in sentence.mentions:
        k = m.first - 1 - (low[m.first - 1] in {"the", "its"})
        if verb.begin - 10 <= m.first and m.last <= verb.begin and low[k] in {"by", "from", "of"}:
            before = low[max(sentence.lo, k - 3) : k]
            if not _PROMISES.isdisjoint(before):
                return _of(head_of(m, sentence), draft, frame)
    return None


_PROMISES = frozenset({"commitment", "pledge", "promise", "offer", "decision", "intention", "plan", "plans", "proposal", "undertaking", "vow", "commitments", "readiness"})  # fmt: skip


def _of_gift(draft: Draft, frame: Frame) -> Found | None:
    """ "German aid will be cut", "pledges stand at": whose gift the subject is."""
    if frame.verb is None:
        return None
    owners = givers_of_noun(draft.sentence, frame)
    return Found(owners, owners, "who gives is not named") if owners is not None else None


def _we(draft: Draft, frame: Frame) -> Found | None:
    """ "we" is whom the speaker speaks for."""
    speaker = frame.attribution.speaker if frame.attribution else None
    if frame.subject is None or frame.subject.kind != "pronoun" or not nobody(frame.subject):
        return None
    if speaker is None or speaker.kind not in ("person", "role"):
        return None
    name = actor_name(speaker, draft.sentence)
    if name == speaker.name:
        return None
    return Found(name, written(frame.subject, frame.subject, draft.sentence.reading), f"who says we speaks for {name}")


def _maker(draft: Draft, frame: Frame) -> Found | None:
    """ "The Foundation unveiled a scheme that will bring 300 ambulances": who made the plan that is the subject."""
    verb, sentence = frame.verb, draft.sentence
    if verb is None or frame.subject is not None or draft.kind != "pledge" or verb.passive:
        return None
    low = sentence.reading.words.low
    phrase = subject_phrase(sentence, verb)
    if phrase is None or phrase.mention is not None or low[phrase.last - 1] not in _PLANS or phrase.last > verb.begin:
        return None
    made = next((v for v in sentence.verbs if v.last <= phrase.first and phrase.first - v.last <= 3), None)
    who = subject_of(sentence, made) if made is not None and not made.passive else None
    found = _of(head_of(who, sentence), draft, frame) if who is not None else None
    if found is not None:
        found.note = "who made the plan"
    return found


_PLANS = wordset("givers_plans")


def _headed(draft: Draft, frame: Frame) -> Found | None:
    """ "NORWAY: Two billion has been paid out", "16:48 Kenya. Half of it is to go to the camps": whom the paragraph is about."""
    if draft.kind != "pledge" or frame.subject is not None or draft.modality == "demanded":
        return None
    heading = heading_of(draft.sentence)
    return Found(heading.name, heading.name, "whom the paragraph is about") if heading is not None else None


def _introduced(draft: Draft, frame: Frame) -> Found | None:
    """ "Kenya will send: - 40 trucks; - 3 million dollars": who acts in the line over a list."""
    if draft.kind != "pledge" or frame.subject is not None or draft.sentence.role != "bullets":
        return None
    over = introduction(draft.sentence)
    verbs = [v for v in over.verbs if v.is_a(*_ACTS) and not v.passive] if over is not None else []
    who = subject_of(over, verbs[-1]) if over is not None and verbs else None
    if (
        over is None
        or who is None
        or who.kind not in ("country", "capital", "org", "name", "group", "anaphor", "people")
    ):
        return None
    name = actor_name(head_of(who, over), over)
    return (
        Found(name, written(who, who, over.reading), "who acts in the line over the list")
        if name[:1].isupper()
        else None
    )


_ACTS = ("give", "promise", "allocate", "deliver", "spend", "report.announce", "report.plain")


def _noun(draft: Draft, frame: Frame) -> Found | None:
    """A subject that is no name: "the canton", "an anonymous donor"."""
    if frame.noun_subject is None:
        return None
    text = draft.sentence.reading.named_or_written(*frame.noun_subject)
    return Found(text, text, "noun before the verb")


def _of_last_verb(draft: Draft, frame: Frame) -> Found | None:
    """ "stood on the quay and announced a grant of 640 million": the subject of the last verb before the amount, whatever the verb."""
    sentence = draft.sentence
    if draft.kind != "pledge" or (
        frame.verb is not None and (frame.verb.passive or frame.as_subject or frame.verb.is_a("receive"))
    ):
        return None
    verb = next((v for v in reversed(sentence.verbs) if v.last <= frame.first), None)
    mention = subject_of(sentence, verb) if verb is not None and not verb.passive else None
    if mention is None or (mention.kind in ("person", "role") and mention.affiliation is None):
        return None
    found = _of(head_of(mention, sentence), draft, frame)
    if found is not None:
        found.note = "who acts in the clause"
    return found


def _about(draft: Draft, frame: Frame) -> Found | None:
    """Whom the clause is about, where nothing else tells."""
    sentence = draft.sentence
    speaker = frame.attribution.speaker if frame.attribution else None
    about = topic_of_clause(sentence, frame, speaker) if draft.kind == "pledge" else None
    if about is None:
        about = topic(sentence, frame.first, sentence.reading.outlets)
        about = None if about is speaker or (about is not None and is_given(about, frame)) else about
    money = draft.quantity is not None and len(draft.quantity.unit or "") == 3 and draft.quantity.unit != "pct"
    if about is None and draft.kind == "figure" and not money:
        about = local(sentence, frame.first, frame.last, speaker)
    if about is None:
        return None
    name = actor_name(about, sentence, draft.trace)
    return Found(name, written(about, about, sentence.reading), "whom the clause is about")


def _speaking(draft: Draft, frame: Frame) -> Found | None:
    """Who speaks, where a body or somebody's official does."""
    sentence = draft.sentence
    speaker = frame.attribution.speaker if frame.attribution else None
    if frame.attribution is not None and frame.attribution.rule in _ONLY_COUNTS:
        return None
    if speaker is None or (frame.verb is not None and frame.verb.is_a("report.demand") and not frame.demanded_of):
        return None
    gives = draft.kind == "pledge" or (
        frame.verb is not None and frame.verb.is_a("give", "spend", "deliver", "promise", "allocate", "report.announce")
    )
    of_state = speaker.kind in ("person", "role") and (speaker.title or "").split(" ")[-1] in _IN_OFFICE
    official = gives and (
        speaker.affiliation is not None or (of_state and actor_name(speaker, sentence) != speaker.name)
    )
    if not official and speaker.kind not in ("country", "org", "capital", "name", "people"):
        return None
    return Found(actor_name(speaker, sentence), written(speaker, speaker, sentence.reading))


#: who counts or is believed gives nothing
_ONLY_COUNTS = frozenset({"the tally comes from", "if X is right", "its own count"})
#: they speak for who pays
_IN_OFFICE = frozenset({"minister", "premier", "chancellor", "mayor", "councillor", "alderman", "secretary"})


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


_NO_PAYERS = wordset("slots_no_payers")
_ORGANS = wordset("phrases_organs")


#: in this order
_FINDERS: tuple[Callable[[Draft, Frame], Found | None], ...] = (
    told_to, turned_down, _who_gave, _printed, _many, _reckoned, own_things, _subject, _by_noun, _of_gift, _we, _maker, _introduced, _headed, _noun, thing_spoken_of, _of_last_verb, _about, _speaking,
)  # fmt: skip

"""Who receives: the subject of "receive", the indirect object, the object behind "to" or "for", else whom the article's gifts go to."""

from __future__ import annotations

from extractors.actors import actor_name
from extractors.antecedents import antecedent
from extractors.clausesubjects import subject_phrase
from extractors.cues import Verb
from extractors.debts import freed
from extractors.grammar import wordset
from extractors.indirect import BEFORE_AMOUNT, PEOPLE, given_to, indirect
from extractors.mention import Mention
from extractors.nounphrases import NounPhrase, phrase_at
from extractors.reading import Sentence
from extractors.sites import ENDS, is_project, place_behind, site_of, where_invested

_RECEIVERS = ("country", "capital", "people", "org", "group", "name", "anaphor", "generic", "pronoun", "role", "person")
#: verbs whose subject in the passive, or which are said of whom a gift goes to
_GETTING = frozenset({"expect", "share", "count on", "welcome", "land"})
_HELPED = frozenset(
    {"help", "equip", "support", "supply", "back", "assist", "reward", "compensate", "reimburse", "fund", "finance"}
)
#: how far behind the amount "to" or "for" may stand (words)
_REACH = 16


def recipient_of(sentence: Sentence, verb: Verb | None, first: int, last: int, givers: list[Mention]) -> str | None:
    """The recipient of the amount at words ``first`` to ``last``, as far as the sentence names one."""
    gets = _who_gets(sentence, verb, first)
    if gets is not None and verb is not None and verb.lemma() == "secure" and not _DUTY.isdisjoint(verb.helpers):
        # "the allies must secure 2 million a month for Malawi": who finds money for another does not get it
        gets = _aimed_at(sentence, verb, last, {gets}) or gets
    if gets is not None:
        return gets
    # "the minister promised Jordan 40 million": of which state he is, is only guessed
    names = {actor_name(m, sentence) for m in givers if m.kind != "role" or m.affiliation is not None}
    for found in (
        freed(sentence, verb, first, last),
        _helped_with(sentence, first),
        _named(indirect(sentence, first), sentence),
        _aimed_at(sentence, verb, last, names),
        _aimed_before(sentence, verb, first, names),
        _of_gift_before(sentence, first),
        _to_whom(sentence, first),
        where_invested(sentence, verb, last, names),
        _fronted(sentence, verb, first, names),
    ):
        if found is not None and found not in names:
            return found
    return None


def _named(phrase: NounPhrase | None, sentence: Sentence) -> str | None:
    return _name(phrase, sentence, plain=True) if phrase is not None else None


def _to_whom(sentence: Sentence, first: int) -> str | None:
    whom = given_to(sentence, first)
    return actor_name(whom, sentence) if whom is not None else None


def _who_gets(sentence: Sentence, verb: Verb | None, first: int) -> str | None:
    """ "Malawi will receive", "Ukraine could be lent", "keepers of huts are to be paid", "clinics in Chad can expect": the subject."""
    waiting = next((v for v in sentence.verbs if v.last <= first and v.lemma() in _GETTING and _may(v)), None)
    verb = waiting or verb
    if verb is None or verb.last > first:
        return None
    valued = verb.lemma() in {"put", "value", "estimate"} and sentence.reading.words.low[verb.last : verb.last + 1] == [
        "at"
    ]
    given = (
        verb.passive
        and not valued
        and (verb.is_a("give", "allocate") or verb.lemma() in _HELPED)
        and first - verb.last <= 12
    )
    if any(
        q.rule.startswith("duration") and sentence.reading.words.start[first] == q.span.start
        for q in sentence.quantities
    ):
        return None
    if not (verb.is_a("receive", "need") or given or verb.lemma() in _GETTING):
        return None
    listed = _in_row(sentence, first) if verb.is_a("receive") else None
    if listed is not None and listed.first > verb.last:
        return actor_name(listed, sentence)
    phrase = subject_phrase(sentence, verb)
    if phrase is None or phrase.last > verb.begin or (given and _is_amount(sentence, phrase)):
        return None
    return _name(phrase, sentence, plain=True)


def _in_row(sentence: Sentence, first: int) -> Mention | None:
    """ "Chad gets 3 million, Mali 2 million and the Maldives 1 million": the name right before an amount, behind another one."""
    low = sentence.reading.words.low
    found = next(
        (m for m in sentence.mentions if m.last == first and m.kind in ("country", "org", "name", "capital", "people")),
        None,
    )
    if found is None:
        return None
    k = found.first - 1 - (low[found.first - 1] == "the")
    start = sentence.reading.words.start[found.first]
    return found if low[k] in {",", "and", ";"} and any(q.span.end <= start for q in sentence.quantities) else None


_DUTY = frozenset({"must", "should", "shall", "ought"})


def _may(verb: Verb) -> bool:
    return not {"can", "could", "may", "might"}.isdisjoint(verb.helpers)


def _is_amount(sentence: Sentence, phrase: NounPhrase) -> bool:
    start = sentence.reading.words.start
    return any(
        start[phrase.first - 1 if phrase.first else 0] <= q.span.start < start[phrase.last - 1]
        for q in sentence.quantities
    )


def _helped_with(sentence: Sentence, first: int) -> str | None:
    """ "will support every household with 400 euros", "endows chairs at three universities with 45 million": what stands between, or where."""
    low = sentence.reading.words.low
    k = first
    while k > sentence.lo and low[k - 1] in BEFORE_AMOUNT - {"with"}:
        k -= 1
    if low[k - 1] != "with":
        return None
    verb = next((v for v in reversed(sentence.verbs) if v.last < k and v.lemma() in _WITH), None)
    if verb is None or verb.passive or k - verb.last > 18:
        return None
    between = low[verb.last : k - 1]
    if any(w in ENDS and w not in {",", "on"} for w in between) or between.count(",") == 1:
        return None
    phrase = phrase_at(sentence, verb.last, k - 1)
    if phrase is None or phrase.first - verb.last > 2:
        return None
    if phrase.mention is not None or low[phrase.last - 1] in PEOPLE:
        return _name(phrase, sentence, plain=True)
    for at in range(phrase.last, k - 1):
        inner = phrase_at(sentence, at + 1, k - 1) if low[at] in {"at", "of", "for", "in", "on"} else None
        if inner is not None and (inner.mention is not None or low[inner.last - 1] in PEOPLE):
            return _name(inner, sentence, plain=True)
    return None


_WITH = frozenset(
    {
        "support", "help", "endow", "equip", "fund", "finance", "supply", "back", "assist", "subsidise", "subsidize", "provide",
        "present", "furnish", "reward", "compensate", "reimburse", "top up", "aid", "sponsor",
    }
)  # fmt: skip


def _fronted(sentence: Sentence, verb: Verb | None, first: int, names: set[str]) -> str | None:
    """ "To the Loss Fund, Korea contributes 80 billion": whom the sentence opens with."""
    low = sentence.reading.words.low
    if (
        low[sentence.lo] not in {"to", "for", "into"}
        or verb is None
        or not verb.is_a("give", "promise", "deliver", "allocate")
    ):
        return None
    phrase = phrase_at(sentence, sentence.lo + 1, min(sentence.hi, sentence.lo + 12))
    if phrase is None or phrase.first > sentence.lo + 3 or phrase.last > first or is_project(sentence, phrase):
        return None
    if phrase.mention is None and low[phrase.last - 1] not in PEOPLE:
        return None
    name = _name(phrase, sentence, plain=True)
    return name if name not in names else None


def _aimed_at(sentence: Sentence, verb: Verb | None, start: int, names: set[str]) -> str | None:
    """Behind the amount: "to Region Gotland", "for farmers in Chad", "for Chad's air defence", "on vaccination in Mali and Chad"."""
    low = sentence.reading.words.low
    gives = verb is None or verb.is_a("give", "promise", "allocate", "deliver", "spend", "report.announce", "refuse")
    best: str | None = None
    at = sentence.reading.word_at
    stop = min((at(q.span.start) for q in sentence.quantities if at(q.span.start) > start), default=sentence.hi)
    for k in range(start, min(stop, sentence.hi, start + _REACH) - 1):
        if low[k] == "," and low[k + 1] in {"and", "but", "while"}:
            break  # another clause
        if low[k] in {";", ".", ":", "?"} or (low[k] == "," and best is not None):
            break
        if (
            low[k] not in _LEADING
            or low[k - 1] in _NOT_TO
            or low[k + 1] in _THEM
            or _tells(sentence, k)
            or low[k + 1 : k + 3] == ["the", "tune"]
        ):
            continue
        helped = _to_help(sentence, k + 1, names) if low[k] == "to" else None
        if helped is not None or any(v.first == k + 1 for v in sentence.verbs):
            place = place_behind(sentence, k + 2, names) if gives and low[k] == "to" else None
            best = best or helped or place
            if helped is not None:
                break
            continue
        phrase = phrase_at(sentence, k + 1, sentence.hi)
        if phrase is None or phrase.first > k + 4:
            continue
        lead = "to" if low[k] in {"among", "amongst"} else low[k]
        found = _of_purpose(sentence, phrase, lead, gives, names)
        shared = low[k] in {"among", "amongst"} or low[k - 1] == "owed"
        if found is None and shared and phrase.mention is None and low[phrase.last - 1].endswith("s"):
            found = _name(phrase, sentence, plain=True)
        if found is None and verb is not None and verb.is_a("give", "promise", "allocate") and not verb.is_a("spend"):
            found = site_of(sentence, phrase, names)
        if found is None:
            continue
        if (
            low[k] in {"to", "for"}
            and phrase.mention is not None
            and phrase.mention.kind in ("country", "capital", "people", "org", "group")
        ):
            return found
        best = best or found
    return best


_LEADING = frozenset({"to", "for", "towards", "toward", "into", "on", "among", "amongst"})
#: "to" behind these aims at nobody who is given anything: "its ambassador to NATO"
_NOT_TO = frozenset({"according", "due", "up", "compared", "spread", "ambassador", "envoy", "representative", "visit", "trip", "thanks", "similar", "close", "owing"})  # fmt: skip


#: "private donors, among them the Example family"
_THEM = frozenset({"them", "those", "whom", "others"})


def _tells(sentence: Sentence, k: int) -> bool:
    """ "wrote to parliament": who hears of it gets nothing."""
    low = sentence.reading.words.low
    return low[k] == "to" and low[k - 1] in sentence.reading.naming.says


def _to_help(sentence: Sentence, at: int, names: set[str]) -> str | None:
    """ "a grant of 3 million to help Chad provide services": whom the gift helps."""
    low = sentence.reading.words.low
    if low[at] not in _HELPS:
        return None
    first = at + 1 + (low[at + 1 : at + 2] == ["the"])
    whom = next((m for m in sentence.mentions if m.first in (at + 1, first)), None)
    if whom is None or whom.kind not in ("country", "capital", "org", "group"):
        return None
    name = actor_name(whom, sentence)
    return None if name in names or low[whom.last : whom.last + 1] == ["'s"] else name


_HELPS = frozenset({"help", "support", "assist", "enable", "allow", "aid", "let", "equip", "back"})


def _of_purpose(sentence: Sentence, phrase: NounPhrase, lead: str, gives: bool, names: set[str]) -> str | None:
    """Who gets what is given for a purpose: its name, the owner of it, people, a body behind "to", the place it is in."""
    low = sentence.reading.words.low
    head = low[phrase.last - 1]
    mention = phrase.mention
    if lead == "to" and head in _LISTENERS:
        return None  # "announced to the journalists"
    aimed = lead in {"to", "for", "towards", "toward"} or (lead == "into" and head in _POOLS)
    if aimed and mention is not None and not is_project(sentence, phrase):
        name = _name(phrase, sentence, plain=False)
        if name is not None and name not in names:
            return name
    owner = next(
        (
            m
            for m in sentence.mentions
            if m.first >= phrase.first - 1 and m.last < max(phrase.last, phrase.end) and low[m.last] in {"'s", "'"}
        ),
        None,
    )
    if owner is not None and owner.kind not in ("pronoun", "person", "role") and lead != "on":
        name = actor_name(owner, sentence)
        if name not in names:
            return name
    if (
        mention is None
        and lead in {"to", "for"}
        and not is_project(sentence, phrase)
        and (
            head in PEOPLE
            or (lead == "to" and gives and low[phrase.first - 1] in {"the", "a", "an", "its"} and head not in _TIMES)
        )
    ):
        return _name(phrase, sentence, plain=True)
    if gives and not is_project(sentence, phrase):
        return place_behind(sentence, phrase.last, names)
    return None


_TIMES = wordset("phrases_times")
_POOLS = frozenset({"fund", "facility", "pool", "initiative", "scheme", "mechanism", "account"})
_LISTENERS = frozenset(
    {
        "journalists",
        "reporters",
        "press",
        "media",
        "newspapers",
        "delegates",
        "lawmakers",
        "deputies",
        "mps",
        "audience",
        "listeners",
        "readers",
    }
)


def _aimed_before(sentence: Sentence, verb: Verb | None, first: int, names: set[str]) -> str | None:
    """Between verb and amount: "raised its support for schools in Uganda to 25 million", "isolate for Kyiv 1.9 billion"."""
    low = sentence.reading.words.low
    if verb is None or verb.last > first or first - verb.last > 14:
        return None
    for k in range(verb.last, first):
        if low[k] in {"for", "to"} and not any(v.first == k + 1 for v in sentence.verbs):
            phrase = phrase_at(sentence, k + 1, first)
            if phrase is None or is_project(sentence, phrase):
                continue
            name = _name(phrase, sentence, plain=low[phrase.last - 1] in PEOPLE)
            if name is not None and name not in names:
                return name
    return None


def _name(phrase: NounPhrase, sentence: Sentence, plain: bool) -> str | None:
    """Whom a noun phrase names as receiver: a name, else (``plain``) the words with their "of ..." and "in ..."."""
    words = sentence.reading.words
    low = words.low
    mention = phrase.mention
    if mention is not None and mention.kind in _RECEIVERS:
        if mention.kind == "pronoun":
            if "speaker" in mention.points_to:
                return None
            if antecedent(mention, sentence) is None:
                return None
        if mention.kind == "generic" and not plain:
            return None
        if mention.kind in ("role", "person", "anaphor") and mention.affiliation is None and mention.kind != "anaphor":
            return (
                words.slice(phrase.first, phrase.end).removeprefix("the ") if plain or mention.kind == "role" else None
            )
        return actor_name(mention, sentence)
    if (
        not plain
        or low[phrase.last - 1] in _NO_RECEIVERS
        or low[phrase.last - 1].endswith(("self", "selves"))
        or not low[phrase.last - 1].isalpha()
    ):
        return None
    owner = next(
        (m for m in sentence.mentions if m.first >= phrase.first and m.last < phrase.last and m.kind == "people"), None
    )
    if owner is not None and low[phrase.last - 1] in _STATE:
        return owner.name
    return words.slice(phrase.first, phrase.end)


_NO_RECEIVERS = wordset("phrases_no_actors") | wordset("owners_abstract")
_STATE = wordset("phrases_organs")


def _of_gift_before(sentence: Sentence, first: int) -> str | None:
    """ "Support for Chad, 3 million euros this year, is exempt": whom the gift is for that the amount stands beside."""
    low = sentence.reading.words.low
    if low[first - 1] not in {",", "(", ":"}:
        return None
    whom = next(
        (m for m in sentence.mentions if m.last == first - 1 and m.kind in ("country", "capital", "org", "group")), None
    )
    if whom is None or low[whom.first - 1] not in {"for", "to"} or low[whom.first - 2] not in _GIFTS:
        return None
    return actor_name(whom, sentence)


_GIFTS = wordset("payees_gifts")

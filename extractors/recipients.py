"""Who receives: the object after "to" or "for", the indirect object, or the one who is told to get it."""

from __future__ import annotations

from extractors.actors import actor_name
from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.reading import Sentence

_RECEIVERS = ("country", "capital", "people", "org", "group", "name", "anaphor", "generic", "pronoun")


_AFTER = wordset("recipients_after")


def _adjective(sentence: Sentence, mention: Mention) -> bool:
    """ "US weapons", "Polish farms": a country that only says whose something is."""
    if mention.kind not in ("country", "people", "org", "capital") or mention.last >= sentence.hi:
        return False
    words = sentence.reading.words
    after = words.low[mention.last]
    if not after.isalpha() or words.raw[mention.last][0].isupper() or after in _AFTER or after.endswith("ly"):
        return False
    return mention.kind == "people" or after not in sentence.reading.naming.verb_forms


def recipient_of(sentence: Sentence, verb: Verb | None, first: int, last: int, givers: list[Mention]) -> str | None:
    """The recipient of the amount at words ``first`` to ``last``, as far as the sentence names one."""
    low = sentence.reading.words.low
    avoid = {id(m) for m in givers}
    names = {actor_name(m, sentence) for m in givers}
    best: Mention | None = None
    for mention in sentence.mentions:
        if id(mention) in avoid or mention.kind not in _RECEIVERS:
            continue
        if verb is not None and mention.first < verb.begin and not verb.is_a("receive"):
            continue
        if _adjective(sentence, mention):
            continue
        k = mention.first - 1
        while k >= sentence.lo and low[k] in {"the", "a", "its", "their", "all"}:
            k -= 1
        before = low[k] if k >= sentence.lo else ""
        indirect = verb is not None and verb.last <= mention.first <= first and before == low[verb.last - 1]
        if before in {"to", "for"} or indirect:
            if mention.kind == "pronoun" and not indirect:
                continue
            if mention.kind in ("country", "capital", "people", "org", "group") or best is None:
                name = actor_name(mention, sentence)
                if name in names:
                    continue
                best = mention
                if mention.kind == "country":
                    break
    return actor_name(best, sentence) if best is not None else None

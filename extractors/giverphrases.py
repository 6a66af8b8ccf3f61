"""Who gives by the words around an amount or its noun: "by the Islamic Development Bank", "German aid will be cut", "from shipowner X"."""

from __future__ import annotations

from extractors.actors import actor_name
from extractors.cues import Verb
from extractors.frames import Frame
from extractors.hearing import only_hears
from extractors.mention import Mention
from extractors.nounphrases import CLOSED
from extractors.reading import Sentence
from extractors.subjects import can_act


def giver_behind(sentence: Sentence, frame: Frame) -> Mention | None:
    """ "$4.2 billion by the Islamic Development Bank", "another 100m from Canada"."""
    if frame.verb is not None and (frame.verb.is_a("receive", "report.demand") or frame.verb.lemma() in _BUYING):
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
            "role",
            "anaphor",
        ):
            gap = low[frame.last : m.first]
            return (
                m
                if gap and gap[0] in {"by", "from"} and all(w in {"by", "from", "the", "a", "same"} for w in gap)
                else None
            )
    return _described_giver(sentence, frame)


def _described_giver(sentence: Sentence, frame: Frame) -> Mention | None:
    """ "$60 million from the vaccine maker Biovanta": what somebody is, between "from" and the name."""
    words, at = sentence.reading.words, frame.last
    low = words.low
    if low[at : at + 1] not in (["from"], ["by"]):
        return None
    who = next(
        (m for m in sentence.mentions if at + 3 <= m.first <= at + 6 and m.kind in ("org", "name", "person")), None
    )
    if who is None:
        return None
    plain = all(words.raw[k].islower() and low[k].isalpha() for k in range(at + 1, who.first))
    return who if plain and _describes(sentence, who.first - 1) and low[at + 2] not in CLOSED else None


#: "orders 12 submarines from Sweden": behind "from" stands who sells
_BUYING = frozenset(
    {"buy", "order", "purchase", "acquire", "procure", "borrow", "hire", "recruit", "import", "take", "win", "evacuate"}
)


def topic_of_clause(sentence: Sentence, frame: Frame, speaker: Mention | None) -> Mention | None:
    """Whom a clause without a known verb is about: its first name that is no object of a preposition."""
    if frame.verb is not None and not frame.as_subject and not frame.verb.is_a("act", "figure"):
        return None
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if m.last > frame.first or (frame.verb is not None and not frame.as_subject and m.first >= frame.verb.last):
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
        if ";" in low[m.last : frame.first] or only_hears(sentence, m):
            continue
        return m
    return None


def givers_of_noun(sentence: Sentence, frame: Frame) -> str | None:
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
            if m.kind not in _OWNERS:
                continue
            if m.last <= k and k - m.last <= 3 and (low[m.last] == "'s" or m.kind == "people"):
                return m
            own = low[k - 1] in {"its", "their", "his", "her", "our"}
            if not own and low[k + 1] in {"of", "from", "by"} and k + 1 < m.first <= k + 3 and m.last < verb.begin:
                return m  # "the contribution of Norway to the fund will amount to"
    return None


_OWNERS = ("country", "people", "org", "group", "name", "capital")


def comes_from(sentence: Sentence, mention: Mention) -> bool:
    low = sentence.reading.words.low
    k = mention.first - 1
    while k > sentence.lo and (
        low[k] in {"the", "a", "an", "its"} or (mention.first - k <= 3 and _describes(sentence, k))
    ):
        k -= 1
    return low[k] in {"from", "by"} or low[k - 1 : k + 1] in (["courtesy", "of"], ["thanks", "to"], ["out", "of"])


def _describes(sentence: Sentence, k: int) -> bool:
    """ "from shipowner Stavros Example": a small word of what somebody is, before the name."""
    words = sentence.reading.words
    return words.raw[k].islower() and words.low[k].isalpha() and words.low[k] not in CLOSED and can_act(sentence, k)


def is_given(mention: Mention, frame: Frame) -> bool:
    """ "Ukraine could be lent 130 billion", "Malawi will receive": a subject that the amount goes to."""
    verb = frame.verb
    if verb is None or mention.last > verb.begin:
        return False
    return verb.is_a("receive") or (verb.passive and not frame.as_subject and verb.is_a("give", "allocate", "promise"))


_GIFTS = frozenset({"pledges", "commitments", "contributions", "donations", "promises", "grants"})


def sum_of_gifts(sentence: Sentence, first: int) -> bool:
    """ "the sum of all pledges stands at 2 billion", "pledges cover 760,000 rounds", not "Norway's pledges"."""
    low, lo = sentence.reading.words.low, sentence.lo
    for k in range(first - 1, max(lo, first - 8) - 1, -1):
        if low[k] in {",", ";", ":"}:
            return k + 1 < first and low[k + 1] in _SUMMED and low[k] == ":"
        if low[k] in _SUMMED:
            before = low[max(lo, k - 3) : k]
            summed = "of" in before and not _SUMS.isdisjoint(low[max(lo, k - 5) : k])
            bare = k == lo or low[k - 1] in {":", "all", "total"}
            return summed or (bare and low[k + 1] in _STAND)
    return False


_SUMMED = frozenset({"pledges", "commitments", "contributions", "donations"})
_SUMS = frozenset({"sum", "total", "tally", "value", "volume", "amount"})
_STAND = frozenset({"stand", "stood", "total", "come", "came", "reach", "reached", "cover", "covered", "now", "amount", "amounted", "have", "pass", "passed", "exceed", "add"})  # fmt: skip


def there_is(frame: Frame) -> bool:
    """ "If parliament agrees, there will be 40 million": nobody's act, whoever agrees."""
    low, verb = frame.sentence.reading.words.low, frame.verb
    if verb is None or verb.last > frame.first or frame.as_subject:
        return False
    between = low[verb.last : frame.first]
    return "there" in between[:-1] and between[between.index("there") + 1] in _BE


_BE = frozenset({"is", "are", "was", "were", "will", "would", "has", "have", "'s", "shall"})

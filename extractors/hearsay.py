"""Who said so, told by other means than a verb with its subject before it: "..., citing the ministry", "announced on Friday by the mayor",
"with the director speaking of", "to go by what the minister said", "- sources", "Minister: ...".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractors.attribution import Attribution, clause, first_mention
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.nounphrases import CLOSED, phrase_at
from extractors.reading import Sentence
from extractors.subjects import mention_of

#: "citing" names a source only where it is somebody: "citing weak demand" gives a reason
_SOMEBODY = ("person", "role", "org", "anaphor", "name")
_OFFICIAL = ("person", "role")
_ASKED = frozenset({"asked", "urged", "requested", "begged", "pressed", "implored"})
#: of anaphors: "the ministry"
_OFFICES = frozenset(
    {"ministry", "ministries", "government", "cabinet", "council", "administration", "authorities", "agency"}
)
_CITING = (("citing",), ("quoting",), ("with", "reference", "to"), ("with", "link", "to"), ("with", "link", "on"), ("on", "the", "authority", "of"))  # fmt: skip
_GOING_BY = (
    ("to", "go", "by"), ("going", "by"), ("judging", "by"), ("judging", "from"), ("to", "judge", "by"), ("to", "judge", "from"),
    ("follows", "from"), ("following", "from"), ("if", "we", "take"), ("if", "we", "believe"), ("if", "one", "believes"),
    ("we", "learn", "from"), ("as", "we", "learn", "from"), ("to", "believe"), ("on", "the", "word", "of"), ("at", "the", "word", "of"),
)  # fmt: skip
#: what somebody went by: their own words
_WORDS = wordset("hearsay_words")
_MADE_KNOWN = wordset("hearsay_made_known")
_SAYING = wordset("hearsay_saying")
_TIMES = wordset("phrases_times") | wordset("phrases_days")
_MARKS = frozenset({"-", "–", "—", ":"})
#: how many words behind "to go by" somebody must be named in
_NEAR = 8


def otherwise(sentence: Sentence) -> list[Attribution]:
    """The attributions of a sentence that no verb of saying with a subject makes."""
    low = sentence.low
    return [a for cues, find in _FINDERS if not cues.isdisjoint(low) for a in find(sentence)]


def _starts_of(sentence: Sentence, phrases: tuple[tuple[str, ...], ...]) -> Iterator[tuple[int, int]]:
    """Where one of the phrases stands: its first word and the word behind it."""
    low = sentence.reading.words.low
    for i in range(sentence.lo, sentence.hi - 1):
        for phrase in phrases:
            if low[i] == phrase[0] and tuple(low[i : i + len(phrase)]) == phrase:
                yield i, i + len(phrase)
                break


def _cited(sentence: Sentence) -> Iterator[Attribution]:
    """ "..., the agency reports, citing the ministry": the last link is who knows."""
    for at, behind in _starts_of(sentence, _CITING):
        who = _who_at(sentence, behind)
        if who is not None and who.kind in _SOMEBODY:
            yield Attribution(who, *clause(sentence, at), None, "citing")


def _announced_by(sentence: Sentence) -> Iterator[Attribution]:
    """ "a credit of 3 million, announced on Friday by the ministry", "was denied by its embassy": officials; a state that announces gives."""
    low = sentence.reading.words.low
    for i in range(sentence.lo + 1, sentence.hi - 2):
        if low[i] not in _MADE_KNOWN and low[i] not in _ASKED:
            continue
        by = next((k for k in range(i + 1, min(i + 6, sentence.hi - 1)) if low[k] == "by"), None)
        if by is None or not all(
            w in _TIMES or w in {"on", "in", "last", "this", "late", "first"} for w in low[i + 1 : by]
        ):
            continue
        who = _who_at(sentence, by + 1)
        asked = low[i] in _ASKED
        if who is not None and (asked or who.kind in _OFFICIAL or who.title in _OFFICES):
            yield Attribution(who, *clause(sentence, i), None, "asked by" if asked else "announced by")


def _speaking_with(sentence: Sentence) -> Iterator[Attribution]:
    """ "KfW signed on Wednesday, with Jutta Example, its director, speaking of a new chapter"."""
    low = sentence.reading.words.low
    for i in range(sentence.lo + 3, sentence.hi - 3):
        if low[i] != "with" or low[i - 1] != ",":
            continue
        who = _who_at(sentence, i + 1)
        if who is None or not (who.kind in _OFFICIAL or (who.kind == "name" and who.last - who.first >= 2)):
            continue
        for k in range(who.last, min(who.last + 9, sentence.hi)):
            if low[k] in _SAYING and (k == who.last or low[k - 1] == ","):
                first, last = clause(sentence, i)
                colon = next((c + 1 for c in range(i, first, -1) if low[c] == ":"), first)
                yield Attribution(who, colon, last, None, "with X saying")
                break


def gone_by(sentence: Sentence) -> Iterator[Attribution]:
    """ "to go by what the minister said", "judging by the remarks of X", "if we take the word of its president, X"."""
    low = sentence.reading.words.low
    for at, behind in _starts_of(sentence, _GOING_BY):
        end = min(behind + _NEAR, sentence.hi)
        what = low[behind : behind + 1] == ["what"]
        if not what and _WORDS.isdisjoint(low[at:end]):
            continue
        named = [m for m in sentence.mentions if behind <= m.first < end and m.kind in _OFFICIAL] or _owner_of_words(
            sentence, behind, end
        )
        if named:
            yield Attribution(named[0], *clause(sentence, at), None, "to go by X")


def _owner_of_words(sentence: Sentence, first: int, last: int) -> list[Mention]:
    """ "from the state sports minister's appearance": whose words they are, where no name tells."""
    words = sentence.reading.words
    at = next((k for k in range(first + 1, last) if words.low[k] == "'s" and words.low[k + 1] in _WORDS), None)
    if at is None:
        return []
    begin = first + (words.low[first] in {"the", "a", "an"})
    return [Mention(begin, at, "role", words.slice(begin, at), None, words.low[at - 1])] if at > begin else []


def _through(sentence: Sentence) -> Iterator[Attribution]:
    """ "Through their solicitor Grace Example, the family promised": who speaks for who gives."""
    low = sentence.reading.words.low
    for i in range(sentence.lo, sentence.hi - 2):
        if low[i] in {"through", "via"}:
            who = next((m for m in sentence.mentions if i + 1 <= m.first <= i + 2), None)
            if who is not None and who.kind in _OFFICIAL and (who.title or "").split(" ")[-1] in _SPOKEN_BY:
                yield Attribution(who, *clause(sentence, i), None, "through X")


_SPOKEN_BY = frozenset({"solicitor", "lawyer", "spokesman", "spokeswoman", "spokesperson", "agent", "envoy", "ambassador", "adviser", "attorney"})  # fmt: skip


def _labelled(sentence: Sentence) -> Iterator[Attribution]:
    """ "Ghana will give 5 million - sources", "Ghana to give 5 million: minister"; "Minister: Ghana will give 5 million"."""
    words = sentence.reading.words
    low, lo, hi = words.low, sentence.lo, sentence.hi
    if sentence.reading.labels:
        return
    end = hi - 1 if low[hi - 1] in {".", "!"} else hi
    k = next((k for k in range(end - 2, max(lo + 3, end - 6), -1) if low[k] in _MARKS), None)
    if k is not None and _is_role(sentence, k + 1, end) and any(v.last <= k for v in sentence.verbs):
        yield Attribution(
            Mention(k + 1, end, "role", words.slice(k + 1, end), None, low[end - 1]), lo, k, None, "behind a dash"
        )
    first = next((m for m in sentence.mentions if m.first <= lo + 1), None)
    if first is None or low[first.last : first.last + 1] != [":"]:
        return
    spoken = any(v.first > first.last for v in sentence.verbs)
    if spoken and first.kind in _OFFICIAL and (first.kind == "role" or first.title or sentence.role == "headline"):
        yield Attribution(first, first.last + 1, hi, None, "label in front")


def _is_role(sentence: Sentence, first: int, last: int) -> bool:
    """Whether words are those of an office or a source: "sources", "finance minister", "ministry official"."""
    low, naming = sentence.reading.words.low, sentence.reading.naming
    if not 1 <= last - first <= 4 or not all(w.isalpha() and w not in CLOSED for w in low[first:last]):
        return False
    return low[last - 1] in _SOURCES or naming.titles.at([low[last - 1]], 0, 1) is not None


_SOURCES = wordset("hearsay_sources")


def _counting(sentence: Sentence) -> Iterator[Attribution]:
    """ "The civil defence office counts 64 dead", "police recorded 31 calls": an office's own count is told by it."""
    words = sentence.reading.words
    naming = sentence.reading.naming
    for q in sentence.quantities:
        at = sentence.reading.word_at(q.span.start) - 1
        while at > sentence.lo and words.low[at] in {
            "about",
            "some",
            "around",
            "nearly",
            "only",
            "just",
            "at",
            "least",
            "than",
            "more",
        }:
            at -= 1
        if words.low[at] not in _COUNTS:
            continue
        verb = next((v for v in sentence.verbs if v.last == at + 1), None)
        if verb is not None and verb.passive:
            continue
        begin, end = at, at
        while (
            begin > sentence.lo
            and at - begin < 5
            and words.low[begin - 1].isalpha()
            and words.low[begin - 1] not in CLOSED
        ):
            begin -= 1
        if end > begin and words.low[begin - 1 : begin] == ["in"]:  # "the police in Busia recorded"
            end = begin = begin - 1
            while begin > sentence.lo and words.low[begin - 1].isalpha() and words.low[begin - 1] not in CLOSED:
                begin -= 1
        named = next((m for m in sentence.mentions if m.last == end and m.kind in ("role", "org", "anaphor")), None)
        office = begin < end and (words.low[end - 1] in naming.sources or words.low[end - 1] in _WATCHES)
        if named is None and not office:
            continue
        who = named or Mention(begin, end, "role", words.slice(begin, end), None, words.low[end - 1])
        yield Attribution(who, *clause(sentence, at), None, "its own count")


_COUNTS = frozenset(
    {"counts", "counted", "recorded", "records", "registered", "registers", "logged", "logs", "tallied", "documented"}
)
_WATCHES = frozenset({"force", "office", "service", "guard", "agency", "monitors", "observers", "staff", "observatory", "hospitals", "rescuers", "centre", "center"})  # fmt: skip


def _if_right(sentence: Sentence) -> Iterator[Attribution]:
    """ "if the satellite people at Wageningen are right", "if you believe the surgeons", "if Norad is to be believed"."""
    words = sentence.reading.words
    low = words.low
    for i in range(sentence.lo, sentence.hi - 2):
        if low[i] != "if":
            continue
        believing = low[i + 1] in {"you", "we", "one"} and low[i + 2] in _BELIEVE
        start = i + 3 if believing else i + 1
        end = next(
            (k for k in range(start, min(sentence.hi, start + 9)) if low[k] in _MARKS_END or low[k] in _BE), sentence.hi
        )
        right = low[end : end + 1] != [] and low[end] in _BE and not _RIGHT.isdisjoint(low[end : end + 5])
        if not (believing or right) or end <= start or (believing and low[start] in {"that", "in"}):
            continue
        named = first_mention(sentence, start)
        if named is not None and named.kind == "pronoun":
            continue
        begin = start + (low[start] in {"the", "a", "an"})
        if begin >= end:
            continue  # the text ends before it says whom
        who = (
            named
            if named is not None and named.last >= end
            else Mention(begin, end, "role", words.slice(begin, end), None, low[end - 1])
        )
        yield Attribution(who, *clause(sentence, i), None, "if X is right")


_MARKS_END = frozenset({",", ".", ";", "?", "!", ")", "and"})
_BE = frozenset({"is", "are", "was", "were", "can"})
_BELIEVE = frozenset({"believe", "trust", "believes", "trusts"})
_RIGHT = frozenset({"right", "correct", "believed", "trusted"})


def _came_to_say(sentence: Sentence) -> Iterator[Attribution]:
    """ "The minister was in Busia to announce that", "used her speech to reveal that", "went there to tell farmers that"."""
    low = sentence.reading.words.low
    for k in range(sentence.lo + 3, sentence.hi - 2):
        if low[k] not in _TO_SAY or low[k - 1] != "to":
            continue
        that = next((j for j in range(k + 1, min(k + 6, sentence.hi)) if low[j] == "that"), None)
        if that is None or (that > k + 1 and low[k] not in {"tell", "inform", "assure"}):
            continue
        who = next((m for m in sentence.mentions if m.kind in _OFFICIAL and m.last < k), None)
        if (
            who is None
            or who.first - sentence.lo > 6
            or _WENT.isdisjoint(low[who.last : k - 1])
            or "," in low[who.last : k]
        ):
            continue
        yield Attribution(who, that + 1, clause(sentence, k)[1], None, "came to say")


_TO_SAY = frozenset(
    {"announce", "reveal", "tell", "say", "disclose", "declare", "confirm", "inform", "assure", "explain"}
)
_WENT = frozenset({"was", "were", "is", "came", "went", "travelled", "traveled", "flew", "visited", "used", "took", "stood", "stepped", "rose", "chose", "met", "appeared", "returned", "called", "wrote", "drove", "interrupted", "broke"})  # fmt: skip


def _who_at(sentence: Sentence, start: int) -> Mention | None:
    """Who is named at a word: a mention, else a plain noun phrase that can speak ("the finance ministries of both")."""
    named = first_mention(sentence, start)
    if named is not None:
        return named
    phrase = phrase_at(sentence, start, sentence.hi)
    return mention_of(phrase, sentence) if phrase is not None and phrase.first <= start + 2 else None


_FINDERS: tuple[tuple[frozenset[str], Callable[[Sentence], Iterator[Attribution]]], ...] = (
    (frozenset({"citing", "quoting", "reference", "link", "authority"}), _cited),
    (frozenset({"by"}), _announced_by),
    (_SAYING, _speaking_with),
    (
        frozenset({"go", "going", "judging", "judge", "follows", "following", "if", "learn", "believe", "word"}),
        gone_by,
    ),
    (frozenset({"through", "via"}), _through),
    (_COUNTS, _counting),
    (frozenset({"if"}), _if_right),
    (_TO_SAY, _came_to_say),
    (_MARKS, _labelled),
)

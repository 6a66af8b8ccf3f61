"""Amounts that no verb explains: list lines, table cells, sums of many givers, norms, parts of wholes, and what the article's topic says."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.model import Modality, Quantity
from extractors.reading import Reading, Sentence
from extractors.when import times
from extractors.wording import fold_words

#: nouns that name a promise or a gift; an amount beside one is a pledge even without a verb
NOUNS = wordset("pledges_nouns")


#: in an article about gifts, an amount of money from here on that nothing else explains is one
_LARGE = 1e6


def official_modality(frame: Frame) -> Modality:
    """What lies ready or stands in a deal is promised; what is only spoken of is planned."""
    low = frame.sentence.reading.words.low
    return (
        "pledged"
        if low[frame.last : frame.last + 1] == ["ready"]
        or "deal" in low[max(frame.sentence.lo, frame.first - 4) : frame.first]
        else "planned"
    )


def official_for(frame: Frame, quantity: Quantity) -> bool:
    """ "he spoke of €2.4 billion for country roads", "Italy has 90 million euros ready against the fires"."""
    if not is_giveable(quantity) or (quantity.low or quantity.high or quantity.magnitude or 0) < _LARGE:
        return False
    sentence = frame.sentence
    low = sentence.reading.words.low
    behind = low[frame.last : min(sentence.hi, frame.last + 3)]
    before = low[max(sentence.lo, frame.first - 4) : frame.first]
    if any(
        w in sentence.reading.lists.costs
        for w in (
            *low[max(sentence.lo, frame.first - 9) : frame.first],
            *low[frame.last : min(sentence.hi, frame.last + 6)],
        )
    ):
        return False
    if behind[:1] == ["ready"] or behind[:3] == ["on", "the", "table"] or behind[:2] == ["set", "aside"]:
        return True
    spoken = any(
        w in {"spoke", "talked", "speaks", "talks", "told", "deal", "mentioned"}
        for w in low[max(sentence.lo, frame.first - 9) : frame.first]
    )
    official = (
        low[max(sentence.lo, frame.first - 3)] in {"he", "she"}
        or any(m.kind in ("person", "role") and (m.title or m.affiliation) for m in sentence.mentions)
        or frame.attribution is not None
    )
    return (
        spoken
        and official
        and behind[:1] in (["for"], ["into"], ["towards"])
        and not {"paid", "cost", "sold", "bought"} & set(before)
    )


def points_at_costs(frame: Frame) -> bool:
    """ "And the cost? It was 1.4 billion", "The price tag has crept up. It is now 8 billion": "it" is what was spoken of before."""
    sentence = frame.sentence
    if frame.first - sentence.lo >= 6 or sentence.low[0] not in {"it", "that", "this"}:
        return False
    points = sentence.low[1:2] in (["is"], ["was"], ["'s"], ["has"], ["will"])
    return points and any(w in sentence.reading.lists.costs for w in _words_before(sentence))


def by_topic(frame: Frame, quantity: Quantity) -> bool:
    """Whether an amount is a gift because the article is about gifts, and neither its verb nor its words say otherwise."""
    sentence = frame.sentence
    if (
        not sentence.reading.about_giving
        or not is_giveable(quantity)
        or (quantity.low or quantity.high or quantity.magnitude or 0) < _LARGE
    ):
        return False
    verb = frame.verb
    if verb is not None and verb.is_a("figure", "need", "receive"):
        return False
    if (
        verb is not None
        and verb.is_a("spend", "change")
        and (verb.form() == "past" or verb.perfect)
        and not verb.passive
    ):
        return False
    low = sentence.reading.words.low
    around = low[max(sentence.lo, frame.first - 9) : min(sentence.hi, frame.last + 6)]
    if points_at_costs(frame):
        return False
    return not any(w in sentence.reading.lists.costs for w in around)


def topic_modality(frame: Frame) -> Modality:
    sentence = frame.sentence
    if any(w in sentence.reading.lists.coming for w in sentence.low) or only_possible(frame):
        return "planned"
    today = (sentence.reading.article.published or "")[:10]
    if today and any((t.start or "")[:4] > today[:4] for t in times(sentence)):
        return "planned"
    return "pledged"


TREATIES = wordset("pledges_treaties")


def noun_of(frame: Frame) -> str | None:
    """ "pledges of $400m", "a donation worth 3 million"."""
    low = frame.sentence.reading.words.low
    k = frame.first - 1
    while k > frame.sentence.lo and low[k] in {
        "more",
        "than",
        "about",
        "some",
        "around",
        "nearly",
        "over",
        "at",
        "least",
        "up",
        "to",
        "almost",
    }:
        k -= 1
    if k <= frame.sentence.lo or low[k] not in {"of", "worth", "totalling", "totaling"}:
        return None
    with_it = "with" in low[max(frame.sentence.lo, k - 5) : k - 1]
    return low[k - 1] if low[k - 1] in _PROMISES or (low[k - 1] in _PAYMENTS and with_it) else None


_PROMISES = wordset("pledges_promises")
#: "joined the donors with a first payment of"
_PAYMENTS = frozenset({"payment", "instalment", "installment", "cheque", "check", "sum"})


_IN_ALL = (["all", "told"], ["all", "together"], ["in", "all"], ["taken", "together"], ["in", "total"])
#: sums of these are spent or earned, not promised
_OUTLAYS = wordset("listings_outlays")


def _words_before(sentence: Sentence) -> list[str]:
    """The words of the sentence before."""
    return sentence.reading.sentences[sentence.index - 1].low if sentence.index else []


def sum_of_many(frame: Frame) -> bool:
    """ "Total: about $792m", "the total had risen to", in an article about who gives what."""
    sentence = frame.sentence
    low, sums = sentence.reading.words.low, sentence.reading.lists.sums
    if not sentence.reading.about_giving:
        return False
    if low[sentence.lo] in sums and frame.first - sentence.lo < 9:
        return low[sentence.lo + 1 : sentence.lo + 2] == [":"] or _OUTLAYS.isdisjoint(low[sentence.lo : frame.first])
    if low[sentence.lo : sentence.lo + 2] in _IN_ALL and frame.first - sentence.lo < 9:
        about = (*low[sentence.lo : frame.first], *_words_before(sentence))
        return {"we", "i"}.isdisjoint(low[sentence.lo : frame.first]) and _OUTLAYS.isdisjoint(about)
    before = low[max(sentence.lo, frame.first - 7) : frame.first]
    if any(w in sentence.reading.lists.costs for w in before):
        return False
    return "total" in before and any(
        w in before
        for w in ("risen", "rose", "reached", "stands", "stood", "comes", "came", "climbed", "is", "was", "now")
    )


def _is_row(reading: Reading, block: int) -> bool:
    """Whether a block is a row of a table; looked up once."""
    rows: dict[int, bool] = reading.__dict__.setdefault("_rows", {})
    if block not in rows:
        at = reading.part.blocks[block]
        rows[block] = reading.text.find("|", at.start, at.end) >= 0
    return rows[block]


def head_of_cell(frame: Frame) -> Modality | None:
    """What the head of its column or row says of a table cell: "planned", "delivered", "demanded"; "reported" for a figure."""
    reading = frame.sentence.reading
    text = reading.text
    block = reading.part.blocks[frame.sentence.block]
    if not _is_row(reading, frame.sentence.block):
        return None
    line = text[block.start : block.end]
    heads = reading.lists.table_heads
    at = reading.words.start[frame.first] - block.start
    column = line[:at].count("|")
    row = fold_words(line.split("|")[0])
    found = next((heads[w] for w in row if w in heads), None)
    if found is not None:
        return found
    cell = fold_words(line.split("|")[column])
    if any(w in heads and heads[w] == "reported" for w in cell):
        return "reported"
    for other in reversed(reading.part.blocks[max(0, frame.sentence.block - 120) : frame.sentence.block]):
        cells = text[other.start : other.end].split("|")
        if len(cells) < 2:
            return None
        if not any(ch.isdigit() for ch in text[other.start : other.end]):
            if column >= len(cells):
                return None
            return next((heads[w] for w in fold_words(cells[column]) if w in heads), None)
    return None


def is_list_line(frame: Frame) -> bool:
    """ "Germany: €576m", "World Bank ; USD ; 2,000": a name, a mark, an amount."""
    label = label_of_list(frame.sentence, frame.first)
    if label is None:
        return False
    between = frame.sentence.reading.words.low[label.last + 1 : frame.first]
    return not any(w in frame.sentence.reading.lists.costs or w in {"up", "down", "no"} for w in between)


def label_of_list(sentence: Sentence, first: int) -> Mention | None:
    """The name that a list line begins with."""
    low = sentence.reading.words.low
    before = [
        m for m in sentence.mentions
        if m.last <= first and m.kind in ("country", "capital", "people", "org", "group", "name", "person") and m.first - sentence.lo <= 6
    ]  # fmt: skip
    if before and low[before[-1].last : before[-1].last + 1] in ([":"], [";"], ["|"]):
        return before[-1]
    return None


def whole_of_part(frame: Frame) -> bool:
    """ "$498 million of $500 million", "a third of its $100 million": what was promised, told beside what came of it."""
    sentence = frame.sentence
    words = sentence.reading.words
    k = frame.first - 1
    while k > sentence.lo and words.low[k] in {"the", "its", "their", "about", "roughly", "some", "entire", "promised"}:
        k -= 1
    if words.low[k] != "of" or k == sentence.lo:
        return False
    at = words.start[k]
    return any(0 <= at - q.span.end <= 1 or q.span.start < at < q.span.end for q in sentence.quantities)


def part_was_delivered(frame: Frame) -> bool:
    """ "delivered 3.2 million of 5 million doses"."""
    verb = frame.verb
    if verb is None or frame.as_subject or verb.passive or not verb.is_a("deliver") or verb.form() != "past":
        return False
    return whole_of_part(frame)


#: who will do this to a norm plans to keep it
_MEETS = frozenset(
    {"meet", "reach", "hit", "exceed", "top", "achieve", "fulfil", "fulfill", "honour", "honor", "surpass"}
)


def _binds(verb: Verb) -> bool:
    """ "will meet the target", "undertook to reach the target", "has pledged to hit the mark"."""
    return "will" in verb.helpers or (verb.governor is not None and verb.governor.is_a("promise"))


def is_norm(frame: Frame) -> bool:
    """ "a benchmark for its members to spend 2 percent", "the 2% mark"."""
    norms = frame.sentence.reading.lists.norms
    low = frame.sentence.reading.words.low
    around = (
        *low[max(frame.sentence.lo, frame.first - 9) : frame.first],
        *low[frame.last : min(frame.sentence.hi, frame.last + 2)],
    )
    share = frame.sentence.reading.text[
        frame.sentence.reading.words.start[frame.first] : frame.sentence.reading.words.end[frame.last - 1]
    ]
    if not ("%" in share or "cent" in share) or "fulfil" in around:
        return False
    verb = frame.verb
    met = verb is not None and verb.lemma() in _MEETS and not verb.negated and _binds(verb)
    return any(w in norms for w in around) and not (met and verb is not None and 0 <= frame.first - verb.last <= 6)


_TALKS = frozenset(
    {
        "talks",
        "negotiations",
        "negotiating",
        "discussions",
        "thinking",
        "pondering",
        "considering",
        "mulling",
        "exploring",
    }
)


def only_possible(frame: Frame) -> bool:
    """ "may", "is in talks about a loan", "is thinking of": no more than possible."""
    low = frame.sentence.reading.words.low
    if not _TALKS.isdisjoint(low[max(frame.sentence.lo, frame.first - 9) : frame.first]):
        return True
    raw = frame.sentence.reading.words.raw
    return any(
        low[k] in {"may", "might", "could"} and raw[k] != "May"
        for k in range(max(frame.sentence.lo, frame.first - 8), frame.first)
    )


def is_giveable(quantity: Quantity) -> bool:
    unit = quantity.unit or ""
    return len(unit) == 3 and unit.isupper()


_TAKES = wordset("listings_takes")


def noun_near(frame: Frame) -> str | None:
    low = frame.sentence.reading.words.low
    lo, hi = frame.sentence.lo, frame.sentence.hi
    verb = frame.verb
    if verb is not None and verb.lemma() in _TAKES and verb.last <= frame.first:
        lo = verb.last  # ""The Grant" took $88 million": the noun before takes the amount, it is not the amount's
    for word in (*low[frame.last : min(hi, frame.last + 4)], *low[max(lo, frame.first - 4) : frame.first]):
        if word in NOUNS:
            return word
    return None

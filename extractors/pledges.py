"""What makes an amount a pledge: somebody gives, promises, plans, is asked for, refuses, takes back, offers on a condition or has delivered.

Everything else a tracker would store is a figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.actors import actor_name
from extractors.cues import Verb
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.modality import condition_of, is_denied, is_reaffirmed, is_unreal, modality_of
from extractors.model import Kind, Modality, Quantity
from extractors.names import Mention
from extractors.reading import Sentence
from extractors.when import times
from extractors.wording import fold_words

#: nouns that name a promise or a gift; an amount beside one is a pledge even without a verb
_NOUNS = wordset("pledges_nouns")
_NEVER_GIVES = frozenset(["percent", "pct", "pct_gdp", "pct_gni", "ratio"])


@dataclass(slots=True)
class Reading:
    """What a frame was read as."""

    kind: Kind
    modality: Modality
    verb: Verb | None
    rule: str
    condition: str | None = None


def read_frame(frame: Frame, quantity: Quantity | None) -> Reading:
    """Pledge or figure, and how firm."""
    verb = frame.verb
    if quantity is not None and quantity.rule.startswith("duration"):
        return _lasting(frame)
    cell = head_of_cell(frame)
    if cell is not None:
        return Reading("figure" if cell == "reported" else "pledge", cell, None, f"table head {cell}")
    if quantity is not None and _is_giveable(quantity):
        if _sum_of_many(frame):
            return _mooded(Reading("pledge", "pledged", verb, "sum of many givers"), frame)
        named = _noun_of(frame)
        if named is not None and (
            verb is None
            or not verb.is_a(
                "promise", "give", "allocate", "deliver", "refuse", "withdraw", "report.demand", "reaffirm"
            )
        ):
            return _mooded(Reading("pledge", "pledged", verb, f"{named} of"), frame)
    if (
        frame.attribution is not None
        and frame.attribution.rule == "puts it at"
        and not (quantity is not None and _is_giveable(quantity))
    ):
        return Reading("figure", "reported", verb, "puts it at")
    if _is_norm(frame):
        return Reading("figure", "reported", verb, "norm")
    if verb is not None:
        found = _by_verb(frame, verb, quantity)
        if found is not None and found.kind == "pledge":
            return _mooded(found, frame)
        if found is not None and not verb.is_a("spend", "change", "plan"):
            return found
    noun = _noun_near(frame)
    if noun is not None and quantity is not None and _is_giveable(quantity):
        return _mooded(
            Reading("pledge", "planned" if _only_possible(frame) else "pledged", verb, f"noun {noun}"), frame
        )
    if (
        quantity is not None
        and is_list_line(frame)
        and frame.sentence.reading.about_giving
        and (verb is None or verb.first > frame.last)
    ):
        return _mooded(Reading("pledge", "pledged", verb, "list of donors"), frame)
    if quantity is not None and _official_for(frame, quantity):
        return _mooded(Reading("pledge", "planned", verb, "an official speaks of money for something"), frame)
    if quantity is not None and _by_topic(frame, quantity):
        return _mooded(Reading("pledge", _topic_modality(frame), verb, "an article about gifts"), frame)
    return Reading("figure", "reported", verb, f"verb {verb.lemma()}" if verb else "no verb")


#: in an article about gifts, an amount of money from here on that nothing else explains is one
_LARGE = 1e6


def _official_for(frame: Frame, quantity: Quantity) -> bool:
    """ "he spoke of €2.4 billion for country roads", "Italy has 90 million euros ready against the fires"."""
    if not _is_giveable(quantity) or (quantity.low or quantity.high or 0) < _LARGE:
        return False
    sentence = frame.sentence
    low = sentence.reading.words.low
    behind = low[frame.last : min(sentence.hi, frame.last + 3)]
    before = low[max(sentence.lo, frame.first - 4) : frame.first]
    if any(
        w in sentence.reading.costs
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
        any(m.kind in ("person", "role") and (m.title or m.affiliation) for m in sentence.mentions)
        or frame.attribution is not None
    )
    return (
        spoken
        and official
        and behind[:1] in (["for"], ["into"], ["towards"])
        and not {"paid", "cost", "sold", "bought"} & set(before)
    )


def _by_topic(frame: Frame, quantity: Quantity) -> bool:
    """Whether an amount is a gift because the article is about gifts, and neither its verb nor its words say otherwise."""
    sentence = frame.sentence
    if not sentence.reading.about_giving or not _is_giveable(quantity) or (quantity.low or quantity.high or 0) < _LARGE:
        return False
    verb = frame.verb
    if verb is not None and verb.is_a("figure", "need", "receive"):
        return False
    if verb is not None and verb.is_a("spend", "change") and verb.form() == "past" and not verb.passive:
        return False
    low = sentence.reading.words.low
    around = low[max(sentence.lo, frame.first - 9) : min(sentence.hi, frame.last + 6)]
    return not any(w in sentence.reading.costs for w in around)


def _topic_modality(frame: Frame) -> Modality:
    sentence = frame.sentence
    if any(w in sentence.reading.coming for w in sentence.low) or _only_possible(frame):
        return "planned"
    today = (sentence.reading.article.published or "")[:10]
    if today and any((t.start or "")[:4] > today[:4] for t in times(sentence)):
        return "planned"
    return "pledged"


_TREATIES = wordset("pledges_treaties")


def _lasting(frame: Frame) -> Reading:
    """ "a 10-year agreement that was signed": a length of time is a pledge where it is that of a bond; else no claim at all."""
    low = frame.sentence.reading.words.low
    behind = low[frame.last : min(frame.sentence.hi, frame.last + 4)]
    if any(w in _TREATIES for w in behind) and any(
        v.lemma() in {"sign", "agree", "conclude", "ratify", "announce"} for v in frame.sentence.verbs
    ):
        return Reading("pledge", "pledged", frame.verb, "length of an agreement")
    verb = frame.verb
    told = (
        verb is not None
        and verb.lemma() in {"take", "need", "last", "require"}
        and 0 <= frame.first - verb.last <= 2
        and not frame.as_subject
    )
    return Reading("figure", "reported", verb, "time taken" if told else "length of time")


def _noun_of(frame: Frame) -> str | None:
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
    if k > frame.sentence.lo and low[k] in {"of", "worth", "totalling", "totaling"} and low[k - 1] in _PROMISES:
        return low[k - 1]
    return None


_PROMISES = wordset("pledges_promises")


def _sum_of_many(frame: Frame) -> bool:
    """ "Total: about $792m", "the total had risen to", in an article about who gives what."""
    sentence = frame.sentence
    low, sums = sentence.reading.words.low, sentence.reading.sums
    if not sentence.reading.about_giving:
        return False
    if low[sentence.lo] in sums and frame.first - sentence.lo < 9:
        return True
    before = low[max(sentence.lo, frame.first - 7) : frame.first]
    return "total" in before and any(
        w in before
        for w in ("risen", "rose", "reached", "stands", "stood", "comes", "came", "climbed", "is", "was", "now")
    )


def head_of_cell(frame: Frame) -> Modality | None:
    """What the head of its column or row says of a table cell: "planned", "delivered", "demanded"; "reported" for a figure."""
    reading = frame.sentence.reading
    text = reading.text
    block = reading.part.blocks[frame.sentence.block]
    line = text[block.start : block.end]
    if "|" not in line:
        return None
    heads = reading.table_heads
    at = reading.words.start[frame.first] - block.start
    column = line[:at].count("|")
    row = fold_words(line.split("|")[0])
    found = next((heads[w] for w in row if w in heads), None)
    if found is not None:
        return found
    cell = fold_words(line.split("|")[column])
    if any(w in heads and heads[w] == "reported" for w in cell):
        return "reported"
    for other in reversed(reading.part.blocks[: frame.sentence.block]):
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
    return label_of_list(frame.sentence, frame.first) is not None


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


def _whole_of_part(frame: Frame) -> bool:
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


def _is_norm(frame: Frame) -> bool:
    """ "a benchmark for its members to spend 2 percent", "the 2% mark"."""
    norms = frame.sentence.reading.norms
    low = frame.sentence.reading.words.low
    around = (
        *low[max(frame.sentence.lo, frame.first - 9) : frame.first],
        *low[frame.last : min(frame.sentence.hi, frame.last + 2)],
    )
    share = frame.sentence.reading.text[
        frame.sentence.reading.words.start[frame.first] : frame.sentence.reading.words.end[frame.last - 1]
    ]
    return ("%" in share or "cent" in share) and any(w in norms for w in around) and "fulfil" not in around


def _only_possible(frame: Frame) -> bool:
    low = frame.sentence.reading.words.low
    return any(w in {"may", "might", "could"} for w in low[max(frame.sentence.lo, frame.first - 8) : frame.first])


def _is_giveable(quantity: Quantity) -> bool:
    unit = quantity.unit or ""
    return len(unit) == 3 and unit.isupper()


def _by_verb(frame: Frame, verb: Verb, quantity: Quantity | None) -> Reading | None:
    modality = modality_of(verb, frame.sentence.reading.offers)
    rule = f"verb {verb.lemma()}"
    money = quantity is None or _is_giveable(quantity)
    share = quantity is not None and quantity.unit in _NEVER_GIVES
    duration = quantity is not None and quantity.rule.startswith("duration")
    if duration:
        return None
    if share and verb.is_a("withdraw", "figure") and not _looks_ahead(verb):
        return Reading("figure", "reported", verb, rule)
    if quantity is not None and quantity.unit == "count" and quantity.per is not None and not verb.helpers:
        return Reading("figure", "reported", verb, rule + ", a habit")
    if quantity is not None and _whole_of_part(frame) and money:
        return Reading("pledge", "reaffirmed", verb, "whole of a part")
    if frame.demanded_of:
        return Reading("pledge", "demanded" if modality != "expected" else modality, verb, rule)
    low = frame.sentence.reading.words.low
    if verb.lemma() == "put" and low[frame.first - 1 : frame.first] == ["at"]:
        return Reading("figure", "reported", verb, "put at")
    if verb.is_a("report.demand") and not verb.negated and money:
        return Reading("pledge", "demanded", verb, rule)
    if verb.is_a("promise", "give", "allocate", "deliver", "reaffirm"):
        if frame.as_subject and not verb.passive:
            from_whom = low[frame.last : frame.last + 1] == ["from"]
            return Reading("pledge", "delivered", verb, rule) if verb.is_a("deliver") and (money or from_whom) else None
        if share and (
            modality == "delivered"
            or (modality == "pledged" and not verb.helpers and verb.governor is None and not verb.is_a("promise"))
        ):
            return Reading("figure", "reported", verb, rule)
        return Reading("pledge", modality, verb, rule)
    if verb.is_a("refuse", "withdraw"):
        return Reading("pledge", "refused" if verb.is_a("refuse") else modality, verb, rule)
    if verb.is_a("receive"):
        if modality == "demanded":
            return Reading("pledge", "demanded", verb, rule)
        if money or _looks_ahead(verb):
            ahead = _looks_ahead(verb) and not verb.perfect
            return Reading("pledge", "delivered" if verb.form() == "past" and not ahead else "pledged", verb, rule)
        return None
    if verb.is_a("report.announce") and money:
        return Reading("pledge", "pledged", verb, rule)
    if verb.is_a("change") and money and _grows_a_promise(frame):
        if verb.lemma() in {"reach", "top", "hit", "exceed", "meet"} and (verb.perfect or verb.form() == "past"):
            return Reading("pledge", "delivered", verb, rule + " of a promise")
        noun_planned = modality in ("planned", "delivered")
        prior = quantity is not None and quantity.role == "prior"
        return Reading(
            "pledge", "reaffirmed" if prior else "planned" if noun_planned else modality, verb, rule + " of a promise"
        )
    if verb.form() == "ing" and not verb.helpers and verb.is_a("give", "spend", "change", "promise"):
        main = next(
            (
                v
                for v in reversed(frame.sentence.verbs)
                if v.last <= verb.first and v.form() != "ing" and not v.is_a("report")
            ),
            None,
        )
        if main is None or not main.is_a("give", "spend", "promise", "allocate", "plan"):
            low = frame.sentence.reading.words.low
            if (
                money
                and low[verb.first - 1 : verb.first] == [","]
                and "will" in low[frame.sentence.lo : verb.first]
                and verb.is_a("give", "spend")
            ):
                return Reading("pledge", "planned", verb, rule + " with will")
        if (
            main is not None
            and main.is_a("give", "spend", "promise", "allocate", "plan")
            and modality_of(main) in ("planned", "pledged", "expected", "demanded")
        ):
            return Reading("pledge", modality_of(main), verb, rule + f" with {main.lemma()}")
    if verb.is_a("spend", "change", "plan", "need"):
        if (
            modality in ("planned", "pledged", "demanded", "expected", "refused")
            and _acts(frame)
            and (
                _looks_ahead(verb) or _dated_ahead(frame) or (verb.lemma() == "invest" and verb.form() == "s" and money)
            )
        ):
            firm: Modality = "planned" if modality == "pledged" and not _looks_ahead(verb) else modality
            return Reading("pledge", firm, verb, rule)
        return Reading("figure", "reported", verb, rule) if not verb.is_a("plan") else None
    return None


def _grows_a_promise(frame: Frame) -> bool:
    """ "doubled its own plan to $200bn", "the fund is raised from 5 to 10 billion"."""
    verb = frame.verb
    assert verb is not None
    low = frame.sentence.reading.words.low
    nouns = frame.sentence.reading.committed_nouns
    span = low[max(frame.sentence.lo, verb.begin - 4) : frame.first]
    return any(w in nouns for w in span) or (
        frame.sentence.reading.words.low[verb.last : verb.last + 2] == ["its", "from"]
    )


def _looks_ahead(verb: Verb) -> bool:
    """Whether a verb that may also report a fact speaks of what is to come: helpers, a governing verb, or the present progressive."""
    helpers = set(verb.helpers)
    if verb.is_a("plan") and verb.form() in ("s", "base", "ing"):
        return True
    if helpers & {"has", "have", "had"} and not helpers & {"to", "will", "would"}:
        return False
    if helpers & {
        "will",
        "would",
        "shall",
        "to",
        "must",
        "should",
        "may",
        "might",
        "could",
        "can",
        "won't",
        "it'll",
        "we'll",
        "they'll",
        "need",
        "needs",
    }:
        return True
    return verb.form() == "ing" and bool(helpers & {"is", "are", "'s", "we're", "they're", "it's"})


def _dated_ahead(frame: Frame) -> bool:
    """The present tense with a time to come: "takes on 900 apprentices over the coming three years"."""
    verb = frame.verb
    today = (frame.sentence.reading.article.published or "")[:10]
    if verb is None or verb.form() != "s" or verb.helpers or not today or verb.is_a("need"):
        return False
    return any((t.deadline or t.end or "") > today for t in times(frame.sentence))


def _acts(frame: Frame) -> bool:
    return (
        frame.subject is not None or frame.noun_subject is not None or (frame.verb is not None and frame.verb.passive)
    )


def _noun_near(frame: Frame) -> str | None:
    low = frame.sentence.reading.words.low
    lo, hi = frame.sentence.lo, frame.sentence.hi
    for word in (*low[frame.last : min(hi, frame.last + 4)], *low[max(lo, frame.first - 4) : frame.first]):
        if word in _NOUNS:
            return word
    return None


def _mooded(found: Reading, frame: Frame) -> Reading:
    """Denial, condition and reaffirmation change what the verb alone says."""
    sentence = frame.sentence
    if is_denied(sentence):
        found.modality, found.rule = "denied", found.rule + ", denied"
    elif is_unreal(sentence):
        found.modality, found.rule = "hypothetical", found.rule + ", unreal condition"
    elif found.modality in ("pledged", "planned", "expected", "delivered"):
        condition = condition_of(sentence, frame.first, frame.last)
        if condition is not None and found.modality != "delivered":
            found.modality, found.condition = "conditional", condition
        elif found.modality == "pledged" and is_reaffirmed(sentence):
            found.modality = "reaffirmed"
    return found


def givers(frame: Frame) -> str | None:
    """The normalized actor of a frame, if its subject tells."""
    return actor_name(frame.subject, frame.sentence, frame.trace) if frame.subject is not None else None

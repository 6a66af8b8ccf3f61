"""Phrases that make a gift of an amount whatever verb stands in them: "led the field with", "takes the form of a loan", "free of charge"."""

from __future__ import annotations

from extractors.frames import Frame
from extractors.governed import by_verb
from extractors.grammar import wordset
from extractors.listings import is_giveable
from extractors.model import Quantity
from extractors.neighbours import behind, figure, head, pledge, speaks_of_costs
from extractors.verbcase import Reading

_RANKS = wordset("giftphrases_ranks")
_LEADS = wordset("giftphrases_leads")
_FORMS = wordset("giftphrases_forms")


def led_with(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The Commission led the field with 400 million euros", "Latvia rounds off the list with"."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if not is_giveable(quantity) or low[k] != "with" or speaks_of_costs(frame):
        return None
    near = low[max(sentence.lo, k - 6) : k]
    if _RANKS.isdisjoint(near) or _LEADS.isdisjoint(near):
        return None
    given = sentence.reading.about_giving or not {"donors", "givers", "contributors", "pledgers"}.isdisjoint(near)
    return pledge(frame, "led with") if given or behind(frame, 1) == ["for"] else None


def in_the_form_of(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Of the amount approved, CZK 9 billion takes the form of a direct grant", "€40 million comes as a loan"."""
    if not is_giveable(quantity):
        return None
    near = behind(frame, 10)
    for k, word in enumerate(near[:3]):
        if word not in {"takes", "take", "took", "comes", "come", "came", "is", "are", "will", "to"}:
            continue
        rest = near[k + 1 :]
        formed = any(rest[i : i + 2] == ["form", "of"] for i in range(3)) or rest[:1] == ["as"] or "as" in rest[:2]
        return pledge(frame, "in the form of") if formed and not _FORMS.isdisjoint(rest) else None
    return None


_VALUED = frozenset({"valued", "worth", "estimated", "priced", "put"})


def valued_at(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "will hand over land valued at 340 million crowns": what is given is told by its worth."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if "at" in low[k + 1 : frame.first]:
        k += 1 + low[k + 1 : frame.first].index("at")  # "at" is a hedge too: "at least"
    if not is_giveable(quantity) or low[k] != "at" or low[k - 1] not in _VALUED:
        return None
    giving = next((v for v in reversed(sentence.verbs) if v.last < k - 1), None)
    if giving is None or k - 1 - giving.last > 8 or not {",", ";", "."}.isdisjoint(low[giving.last : k - 1]):
        return None
    bare = giving.lemma() in {"bring in", "bring", "contribute"} and giving.helpers[-1:] == ["to"]
    if bare:
        return pledge(frame, "brings what is valued at")
    if not giving.is_a("give", "promise", "deliver", "allocate"):
        return None
    found = by_verb(frame, giving, quantity)
    return found if found is not None and found.kind == "pledge" else None


def has_things(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The firm has 780 employees and could hire twice as many", "said Germany had 18 Patriots to give"."""
    low, verb = frame.sentence.reading.words.low, frame.verb
    if (
        quantity.unit != "count"
        or low[frame.first - 1] not in {"has", "have", "had"}
        or frame.first - 1 <= frame.sentence.lo
    ):
        return None
    after = behind(frame, 2)
    if after[:1] == ["to"] and after[1:] and after[1] in _SPARES:
        return pledge(frame, "has to give")
    told = verb is not None and verb.first >= frame.last and verb.first - frame.last <= 1
    return None if told or after[:1] == ["to"] else figure(frame, "has")


_SPARES = frozenset({"give", "spare", "send", "offer", "donate", "lend", "share"})
_FREE = (
    [",", "free"],
    ["free", "of"],
    ["for", "nothing"],
    ["for", "free"],
    ["at", "no"],
    [",", "gratis"],
    [",", "for"],
)


def free_things(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "three million malaria jabs, free", "sends 40 buses free of charge"."""
    after = behind(frame, 4)
    if quantity.unit != "count" or after[:2] not in _FREE:
        return None
    sure = after[0] == "," and after[1:2] == ["free"] and after[2:3] in (["."], ["of"], [","], [])
    sure = sure or after[:3] in (["free", "of", "charge"], ["at", "no", "cost"], ["at", "no", "charge"])
    sure = sure or after[:2] in (["for", "free"], ["for", "nothing"]) or after[:3] == [",", "for", "free"]
    if not sure or (frame.verb is not None and frame.verb.is_a("receive", "figure", "report") and not frame.as_subject):
        return None
    return pledge(frame, "free of charge")


_WORKS = wordset("governed_works")
_RISES = frozenset({"rise", "open", "go up", "stand", "follow", "come", "start", "go into"})


def works_to_come(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "A €600 million plant will rise in Győr": what it will cost names a work that somebody builds."""
    low, verb, sentence = frame.sentence.reading.words.low, frame.verb, frame.sentence
    if not is_giveable(quantity) or low[frame.first - 1] not in {"a", "an", "second", "new"}:
        return None
    after = behind(frame, 5)
    at = next((k for k, w in enumerate(after) if w in {"will", "is", "would"}), None)
    if at is None or not 0 < at < 4 or _WORKS.isdisjoint(after[:at]):
        return None
    rest = low[frame.last + at : min(sentence.hi, frame.last + at + 5)]
    ahead = rest[0] == "will" or rest[:2] == ["is", "to"] or rest[:2] == ["is", "coming"]
    rises = not _RISES.isdisjoint(rest) or not {"built", "opened", "erected", "coming"}.isdisjoint(rest)
    return pledge(frame, "works to come", "planned") if ahead and rises and (verb is None or not verb.negated) else None


def opened_to(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "opens its training centre to 300 young players": a place for so many."""
    low, verb = frame.sentence.reading.words.low, frame.verb
    sentence, k = frame.sentence, frame.first - 1
    if quantity.unit != "count" or low[k] not in {"to", "for"}:
        return None
    at = next((v for v in reversed(sentence.verbs) if v.last <= k and v.lemma() == "open"), None)
    if (
        at is None
        or k - at.last > 5
        or at.negated
        or low[at.last : at.last + 1] not in (["its"], ["their"], ["the"], ["his"], ["her"])
    ):
        return None
    return pledge(frame, "opens to") if verb is None or verb.last <= frame.first else None


_PAPERS = frozenset({"cheque", "check", "grant", "loan", "gift", "donation", "pledge", "contribution", "transfer"})


def paper_for(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The cheque from Luxembourg is for €8 million", "the loan was for 40 million zlotys"."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if not is_giveable(quantity) or low[k] != "for" or low[k - 1] not in {"is", "was", "be"}:
        return None
    return None if _PAPERS.isdisjoint(low[max(sentence.lo, k - 9) : k - 1]) else pledge(frame, "paper for")


_MUSTERS = frozenset({"manage", "muster", "scrape up", "run to", "stretch to", "summon", "spare"})
_MERE = frozenset(
    {"mere", "only", "just", "paltry", "meagre", "meager", "measly", "modest", "bare", "all", "miserable", "token"}
)


def musters(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The Americans manage a mere $40 million", "Ireland could muster only €12 million": little, and yet given."""
    verb, low, sentence = frame.verb, frame.sentence.reading.words.low, frame.sentence
    if verb is None or not is_giveable(quantity) or verb.lemma() not in _MUSTERS or verb.negated or verb.passive:
        return None
    near = low[max(sentence.lo, verb.begin - 2) : frame.last]
    who = frame.subject is not None and frame.subject.kind in ("country", "capital", "people", "org", "group")
    given = who and sentence.reading.about_giving and frame.first - verb.last <= 5 and not speaks_of_costs(frame)
    return pledge(frame, "musters no more") if given and not _MERE.isdisjoint(near) else None


_BETS = frozenset({"bet", "gamble", "wager", "stake"})


def bets_on(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Tata bets £500 million on Port Talbot's furnaces": a body's stake in works, no wager."""
    verb = frame.verb
    if verb is None or verb.lemma() not in _BETS or not is_giveable(quantity) or behind(frame, 1) != ["on"]:
        return None
    body = frame.subject is not None and frame.subject.kind in ("country", "capital", "org", "name", "group", "anaphor")
    works = not _WORKS.isdisjoint(behind(frame, 8)) or frame.sentence.reading.about_giving
    large = (quantity.low or quantity.high or 0) >= 1e6
    return pledge(frame, "bets on", "planned") if body and large and (works or not verb.negated) else None


def set_against(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The budget sets €40 million against next year's floods", "has 3 million set by for"."""
    low, k = frame.sentence.reading.words.low, head(frame)
    if not is_giveable(quantity) or low[k] not in {"set", "sets", "setting"}:
        return None
    return pledge(frame, "set against") if behind(frame, 1) in (["against"], ["aside"], ["apart"], ["by"]) else None


_LEVELS = frozenset({"pct", "pct_gdp", "pct_gni"})


def asked_share(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The opposition calls for 2.5 percent", "demanded from the allies to spend not less than 5 percent"."""
    sentence, verb = frame.sentence, frame.verb
    if quantity.unit not in _LEVELS or verb is None or frame.as_subject:
        return None
    asking = verb.is_a("report.demand") and not verb.negated and 0 <= head(frame) + 1 - verb.last <= 1
    if (
        not asking
        and verb.is_a("spend", "give")
        and verb.helpers[-1:] == ["to"]
        and 0 <= head(frame) + 1 - verb.last <= 2
    ):
        asking = any(
            v.is_a("report.demand") and not v.negated and v.form() in ("past", "s") and 0 < verb.begin - v.last <= 6
            for v in sentence.verbs
        )
    return pledge(frame, "a share asked for", "demanded") if asking else None


_SHARES = frozenset({"share", "part", "portion", "slice", "quota", "half"})


def share_is(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "The city's share of the stadium is £150 million", "Sweden's part comes to 1.5 billion kronor"."""
    low, sentence, k = frame.sentence.reading.words.low, frame.sentence, head(frame)
    if not is_giveable(quantity) or speaks_of_costs(frame):
        return None
    while k > sentence.lo and low[k] in {"to", "at", "now", "be", "will", "only"}:
        k -= 1
    if low[k] not in {"is", "was", "comes", "amounts", "stands", "came", "will"}:
        return None
    near = low[max(sentence.lo, k - 9) : k + 1]
    at = next((i for i in range(len(near) - 1, 0, -1) if near[i] in _SHARES), None)
    owned = at is not None and near[at - 1] in {"'s", "its", "their", "own"} and {",", ";", "."}.isdisjoint(near[at:])
    return pledge(frame, "share is") if owned else None


#: asked before the verb is
PHRASES = (
    led_with,
    in_the_form_of,
    valued_at,
    has_things,
    free_things,
    works_to_come,
    opened_to,
    paper_for,
    bets_on,
    set_against,
    share_is,
    asked_share,
    musters,
)

"""What the verb that governs an amount makes of it: pledge or figure, and how firm.

`by_verb` asks the rules of `_RULES` in their order; the first that knows the case decides. A rule answers with a `Reading`, with None (not
my case) or with `SILENT` (my case, and the verb says nothing of the amount).
"""

from __future__ import annotations

from collections.abc import Callable

from extractors.askings import demands
from extractors.cues import Verb
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.history import is_pledging_round
from extractors.listings import is_giveable
from extractors.modality import modality_of
from extractors.model import Modality, Quantity
from extractors.notgiven import NOT_GIVEN
from extractors.receiving import receives
from extractors.spending import SPENDING
from extractors.tense import looks_ahead
from extractors.verbcase import PUBLIC, SHARES, SILENT, Answer, Case, Reading


def by_verb(frame: Frame, verb: Verb, quantity: Quantity | None) -> Reading | None:
    """What the verb makes of the amount; None where it says nothing of it."""
    case = Case(
        frame,
        verb,
        quantity,
        modality_of(verb, frame.sentence.reading.lists.offers),
        frame.sentence.reading.words.low,
        quantity is None or is_giveable(quantity),
        quantity is not None and quantity.unit in SHARES,
        verb.lemma(),
    )
    for rule in _RULES:
        answer = rule(case)
        if answer is not None:
            return answer if isinstance(answer, Reading) else None
    return None


_TO = (["to"], ["into"], ["towards"], ["on"], ["straight"], ["directly"])


def _goes(c: Case) -> Answer:
    """ "will go to Ukraine", "goes to makers in Kharkiv", "went into schools"; a thing that merely goes is a figure."""
    if c.lemma != "go":
        return None
    ahead = looks_ahead(c.verb)
    if c.modality == "refused" and not c.thing:
        return c.pledge()  # "ruled out going beyond 2.1 percent"
    if c.frame.as_subject and ahead and c.unit == "count" and c.behind_verb() == ["to"]:
        return c.pledge(why=" to somebody")
    if not c.frame.as_subject and not (c.money and ahead):
        return c.figure()
    if c.share:
        return c.figure()
    if c.frame.as_subject and c.money and c.behind_verb() in _TO:
        if c.verb.form() == "past" and not ahead:
            return c.pledge("delivered")
        if c.verb.form() == "s":
            return c.pledge("pledged", " to")
    return None


_OUTLAYS = wordset("governed_outlays")
_DRAFTS = wordset("governed_drafts")
_ORGANS = wordset("phrases_organs")


def _puts_own(c: Case) -> bool:
    """ "The draft puts aid at 4 billion", "The minister put the contribution at 3 billion": an outlay, by whose plan or word it is."""
    if _OUTLAYS.isdisjoint(c.between()):
        return False
    who, sentence = c.frame.subject, c.frame.sentence
    start = sentence.lo
    if c.low[start] == "it" and c.verb.begin - start <= 1 and sentence.index:
        start = sentence.reading.sentences[sentence.index - 1].lo
    told = who is not None and who.kind in ("person", "role", "name", "country", "org")
    told = told or not _ORGANS.isdisjoint(c.low[max(sentence.lo, c.verb.begin - 2) : c.verb.begin])
    return told or not _DRAFTS.isdisjoint(c.low[start : c.verb.begin])


def _puts_at(c: Case) -> Answer:
    if c.lemma == "put" and c.before() == ["at"]:
        return c.pledge("planned", " at") if _puts_own(c) else c.figure(" at")
    return None


_OF_IT = (["of", "it"], ["of", "that"], ["of", "this"], ["of", "them"])


def _kept(c: Case) -> bool:
    """ "has completed all 400 clinics it had promised": the verb before the amount tells that the promise was kept."""
    if not c.verb.is_a("promise") or c.verb.first < c.frame.last or c.frame.as_subject:
        return False
    near = c.low[max(c.frame.sentence.lo, c.frame.first - 4) : c.frame.first]
    if not _FINISHED.isdisjoint(near):
        return True
    main = next((v for v in reversed(c.frame.sentence.verbs) if v.last <= c.frame.first), None)
    if main is None or main.negated or c.frame.first - main.last > 4 or main.form() != "past" or looks_ahead(main):
        return False
    return main.is_a("give", "deliver", "receive")


_FINISHED = frozenset(
    {"completed", "finished", "built", "installed", "fulfilled", "honoured", "honored", "supplied", "met"}
)


_NONE_OF = frozenset({"not", "none", "nothing"})


def _done_behind(c: Case) -> bool:
    """ "The 20 boats that Greece promised in May have been handed over": what was promised has come."""
    for verb in c.frame.sentence.verbs:
        if verb.first <= c.verb.last:
            continue
        if {";", ",", "but", "and"} & set(c.low[c.verb.last : verb.begin]):
            return False
        if not _NONE_OF.isdisjoint(c.low[max(c.frame.sentence.lo, c.frame.first - 7) : c.frame.first]):
            return False
        done = verb.form() == "past" and not verb.negated and not looks_ahead(verb) and bool(verb.helpers)
        return done and (verb.is_a("deliver") or (verb.passive and verb.is_a("give")))
    return False


#: "the money is meant to pay for two batteries"
_MEANT = frozenset({"meant", "intended", "designed"})
_SUMS = frozenset(
    {"money", "sum", "grant", "loan", "gift", "donation", "contribution", "funds", "amount", "package", "aid", "cash"}
)
#: what is given at a table of givers is promised
_ROUND = frozenset({"give", "contribute", "donate", "provide", "put", "bring", "leave", "offer", "add"})


def _on_the_table(c: Case) -> bool:
    """ "Tokyo's envoys left 45 billion yen on the table"."""
    return c.lemma in {"put", "leave", "lay", "lay out"} and "table" in c.after(4)


def _in_a_round(c: Case) -> bool:
    """ "Canada gave $16 million" where many have promised a total: a report of who promised what."""
    if c.lemma not in _ROUND or c.verb.helpers or c.verb.form() != "past" or not c.money:
        return False
    sentence = c.frame.sentence
    past = {"last", "since", "ago", "already"} & set(sentence.low) or any(
        w.isdigit() and len(w) == 4 for w in sentence.low
    )
    return not past and sentence.index > 0 and is_pledging_round(sentence.reading)


def _set_against(c: Case) -> bool:
    """ "at a cost of £17.6m, against £18m promised"."""
    before = c.before(2)
    held = before[-1:] in (["against"], ["versus"]) or before in (["compared", "with"], ["compared", "to"])
    return held and c.verb.is_a("promise") and c.verb.first >= c.frame.last and not c.verb.helpers


def _outstanding(c: Case) -> Modality | None:
    """ "The $5m promised by Norway has not arrived", "Norway's promised $5m has yet to come": an old promise and what became of it."""
    low, verb = c.low, c.verb
    if not verb.is_a("promise", "report.announce") or verb.helpers or verb.form() != "past" or c.frame.as_subject:
        return None
    owned = low[c.frame.first - 1] in {"the", "its", "their"} or low[c.frame.first - 2] in {"'s", "the", "its", "their"}
    if not owned:
        return None
    for other in c.frame.sentence.verbs:
        if other.begin < max(c.frame.last, verb.last):
            continue
        if {";", ",", "but", "and", "which", "who"} & set(low[max(c.frame.last, verb.last) : other.begin]):
            return None
        comes = other.is_a("deliver", "give") or other.lemma() in {"reach", "come"}
        if not comes:
            return None
        if other.negated and not {"will", "would", "won't"}.isdisjoint(other.helpers):
            return "withdrawn"
        owed = other.negated or "yet" in other.adverbs or (looks_ahead(other) and other.passive)
        return "reaffirmed" if owed else None
    return None


def _gives(c: Case) -> Answer:
    """Promises, gifts, allocations, deliveries, and promises said again."""
    verb, frame = c.verb, c.frame
    if not verb.is_a("promise", "give", "allocate", "deliver", "reaffirm"):
        return None
    if verb.is_a("reaffirm") and verb.passive and c.thing:
        return SILENT  # "the lease on the 12 jets was renewed"
    if frame.as_subject and not verb.passive:
        if not verb.is_a("deliver") or not (c.money or c.after() == ["from"]):
            return SILENT
        now = verb.form() in ("s", "base") and not verb.perfect
        promise = c.lemma == "come from" and not _NAMED.isdisjoint(c.low[frame.sentence.lo : frame.first][-6:])
        return c.pledge(c.modality if now or looks_ahead(verb) else "pledged" if promise else "delivered")
    by_public = not PUBLIC.isdisjoint(c.low[max(frame.sentence.lo, verb.begin - 1) : verb.begin])
    if by_public and not looks_ahead(verb) and c.lemma not in _COLLECTIONS:
        return c.figure(" by the public")
    if c.lemma == "pay" and verb.passive and not frame.as_subject and not looks_ahead(verb) and _is_paid(c):
        return c.figure(" to a person")
    if c.lemma == "follow" and not frame.as_subject:
        return SILENT
    if (
        c.lemma == "pay"
        and verb.form() == "base"
        and not verb.helpers
        and c.after(1) == ["per"]
        and not looks_ahead(verb)
    ):
        return c.figure(" a rate, by habit")  # "Parents pay a contribution of 5,000 francs per child"
    plain = c.modality == "pledged" and not verb.helpers and verb.governor is None and not verb.is_a("promise")
    if c.share and (c.modality == "delivered" or plain):
        return c.figure()
    if verb.first >= frame.last and not frame.as_subject and not verb.helpers and _done_behind(c):
        return c.pledge("delivered", " and done")
    if _kept(c):
        return c.pledge("delivered", " and kept")
    fate = _outstanding(c)
    if fate is not None:
        return c.pledge(fate, ", outstanding")
    paid = frame.as_subject and verb.form() == "past" and "was" in verb.helpers and c.after(2) in _OF_IT
    if paid or (c.modality == "pledged" and verb.perfect and verb.is_a("give") and _to_date(c)):
        return c.pledge("delivered")
    if verb.governing_word in _MEANT and not _SUMS.isdisjoint(
        c.low[max(frame.sentence.lo, verb.begin - 3) : verb.begin]
    ):
        return c.pledge("pledged", ", what it is meant for")
    if (
        c.lemma == "put"
        and c.modality == "pledged"
        and verb.form() == "past"
        and "account" in c.after(6)
        and not looks_ahead(verb)
    ):
        return c.pledge("delivered", " into an account")
    if c.modality == "delivered" and (_on_the_table(c) or _in_a_round(c)):
        return c.pledge("pledged", ", at the table")
    if _set_against(c):
        return c.pledge("reaffirmed", ", set against")
    if c.modality == "planned" and _is_headline(c):
        return c.pledge("pledged", " to come")
    return c.pledge("planned" if c.modality == "pledged" and _into_own_works(c) else None)


#: "the biggest pledge, $5m, came from Norway"
_NAMED = wordset("governed_named")
#: what fans and readers do give
_COLLECTIONS = frozenset(
    {
        "chip in",
        "donate",
        "contribute",
        "stump up",
        "cough up",
        "kick in",
        "put up",
        "pledge",
        "gift",
        "hand over",
        "throw in",
    }
)


def _is_paid(c: Case) -> bool:
    """ "Star Lena Voss was paid $15 million": a person's wage."""
    return any(m.last == c.verb.begin and m.kind == "person" for m in c.frame.sentence.mentions)


def _is_headline(c: Case) -> bool:
    """ "Bulgaria to provide Ukraine with 70,000 shells": a name and an infinitive open the sentence."""
    verb, who = c.verb, c.frame.subject
    if verb.stance is not None:
        return False
    if verb.helpers != ["to"] or verb.governor is not None or verb.governing_word or verb.governing_noun or who is None:
        return False
    return who.first - c.frame.sentence.lo <= 1 and verb.begin - who.last <= 1


def _to_date(c: Case) -> bool:
    """ "Since 2022 the government has granted": what was given until now is a sum of gifts, no new one."""
    low = c.frame.sentence.low
    return "since" in low or any(low[i : i + 2] in (["so", "far"], ["to", "date"]) for i in range(len(low) - 1))


_PUTS = frozenset({"put", "pour", "plough", "plow", "pump", "inject", "put into", "channel"})
_WORKS = wordset("governed_works")


def _into_own_works(c: Case) -> bool:
    """ "will put 15,000 crore into a new line near Chennai": a firm's own works are planned, not promised to anybody."""
    if c.lemma not in _PUTS or "into" not in c.after(5):
        return False
    return not _WORKS.isdisjoint(c.after(11))


_JOBS = wordset("governed_jobs")
_MARKETS = wordset("governed_markets")
#: "some 41,000 households remain cut off": nobody withholds them
_CUT_OFF = frozenset({"households", "homes", "people", "villages", "residents", "families", "customers", "towns", "houses", "villagers", "schools",
                      "clinics", "inhabitants", "subscribers", "users", "tourists", "remain", "remained"})  # fmt: skip
_TURNS_AWAY = frozenset(
    {
        "turn down",
        "throw out",
        "ignore",
        "exclude",
        "deny",
        "reject",
        "decline",
        "refuse",
        "vote down",
        "knock back",
        "block",
        "veto",
        "spurn",
    }
)


def _refuses(c: Case) -> Answer:
    if c.verb.is_a("withdraw") and "from" in c.after(2) and not _MARKETS.isdisjoint(c.after(5)):
        return c.figure(" from a market")
    if c.verb.is_a("refuse") and c.lemma in _TURNS_AWAY and (c.thing or c.share) and not looks_ahead(c.verb):
        return c.figure(", turned away")  # "turned down one in four applications"
    if c.lemma == "cut off" and c.thing and not _CUT_OFF.isdisjoint(c.low[c.frame.first : c.frame.last + 3]):
        return c.figure(" from the rest")
    if c.verb.is_a("withdraw") and c.thing and c.quantity is not None and c.quantity.role == "prior":
        return c.figure(" from")
    if c.verb.is_a("withdraw") and c.thing and c.low[c.frame.last - 1] in _JOBS and looks_ahead(c.verb):
        return c.pledge("planned", " of jobs")
    if c.verb.is_a("refuse", "withdraw"):
        return c.pledge("refused" if c.verb.is_a("refuse") and c.modality != "planned" else None)
    return None


def _announces(c: Case) -> Answer:
    if c.verb.is_a("report.announce") and c.money:
        if c.verb.negated:
            return SILENT
        if not {"plan", "plans", "proposal"}.isdisjoint(c.between()):
            return c.pledge("planned", " a plan")
        governed = c.verb.governor is not None or c.verb.governing_word is not None
        return c.pledge(c.modality if c.modality in ("expected", "demanded") or governed else "pledged")
    return None


_RULES: tuple[Callable[[Case], Answer], ...] = (
    *NOT_GIVEN,
    _puts_at,
    demands,
    _goes,
    _gives,
    _refuses,
    receives,
    _announces,
    *SPENDING,
)

"""Who receives: the object after "to" or "for", the indirect object, the subject of "receive", else whom the article's gifts go to."""

from __future__ import annotations

from extractors.actors import actor_name, antecedent
from extractors.cues import Verb
from extractors.drafts import Draft
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.owners import noun_topic
from extractors.payees import SURE, payee
from extractors.reading import Reading, Sentence
from extractors.subjects import subject_of

_RECEIVERS = ("country", "capital", "people", "org", "group", "name", "anaphor", "generic", "pronoun", "role")
_NAMED = ("country", "capital", "people", "org", "group")


_AFTER = wordset("recipients_after")
_PEOPLE = wordset("recipients_people")
_PROJECTS = wordset("reading_projects")


def _adjective(sentence: Sentence, mention: Mention) -> bool:
    """ "US weapons", "Polish farms": a country that only says whose something is."""
    if mention.kind not in ("country", "people", "org", "capital") or mention.last >= sentence.hi:
        return False
    words = sentence.reading.words
    after = words.low[mention.last]
    if after == "'s":
        return True
    if not after.isalpha() or words.raw[mention.last][0].isupper() or after in _AFTER or after.endswith("ly"):
        return False
    return mention.kind == "people" or after not in sentence.reading.naming.verb_forms


def recipient_of(sentence: Sentence, verb: Verb | None, first: int, last: int, givers: list[Mention]) -> str | None:
    """The recipient of the amount at words ``first`` to ``last``, as far as the sentence names one."""
    gets = _who_gets(sentence, verb, first)
    if gets is not None:
        return gets
    low = sentence.reading.words.low
    avoid = {id(m) for m in givers}
    names = {actor_name(m, sentence) for m in givers}
    best: Mention | None = None
    for mention in sentence.mentions:
        if id(mention) in avoid or mention.kind not in _RECEIVERS or _adjective(sentence, mention):
            continue
        given = mention.last <= first <= mention.last + 8 and any(
            v.last == mention.first and v.is_a("give") for v in sentence.verbs
        )
        if verb is not None and mention.first < verb.begin and not given:
            continue
        k = mention.first - 1
        while k >= sentence.lo and low[k] in {"the", "a", "an", "its", "their", "all"} | _LEADS:
            k -= 1
        before = low[k] if k >= sentence.lo else ""
        indirect = verb is not None and verb.last <= mention.first <= first and k == verb.last - 1
        indirect = indirect or given
        if mention.kind == "role" and not (before in {"to", "for"} and 0 <= k - last <= 4):
            continue
        if before not in {"to", "for"} and not indirect:
            continue
        if mention.kind == "pronoun" and not indirect:
            continue
        if mention.kind == "name" and _is_project(sentence, mention):
            continue
        if mention.kind in _NAMED or best is None:
            if actor_name(mention, sentence) in names:
                continue
            best = mention
            if mention.kind == "country":
                break
    if best is not None:
        return actor_name(best, sentence)
    return _plain_noun(sentence, last) or _where_invested(sentence, verb, last, names)


_LEADS = frozenset({"chipmaker", "carmaker", "charity", "company", "lender", "neighbouring", "war", "torn", "-"})


def _is_project(sentence: Sentence, mention: Mention) -> bool:
    low = sentence.reading.words.low
    return low[mention.last - 1] in _PROJECTS or (mention.last < sentence.hi and low[mention.last] in _PROJECTS)


def _who_gets(sentence: Sentence, verb: Verb | None, first: int) -> str | None:
    """ "Malawi will receive", "Ukraine could be lent", "Kyiv needs at least $12 billion": the subject."""
    if verb is None or verb.last > first:
        return None
    passive = verb.passive and verb.is_a("give", "allocate") and verb.last + 6 >= first
    if not (verb.is_a("receive", "need") or passive):
        return None
    subject = subject_of(sentence, verb)
    if subject is None and verb.is_a("receive"):
        plain = noun_topic(sentence, first)
        return sentence.reading.named_or_written(*plain) if plain is not None else None
    if subject is None or subject.kind not in _RECEIVERS or subject.kind == "generic":
        return None
    if subject.kind in ("pronoun", "anaphor") and antecedent(subject, sentence) is None:
        return None
    return actor_name(subject, sentence)


def _plain_noun(sentence: Sentence, last: int) -> str | None:
    """ "£12 million for grassroots clubs", "grants to families of the victims": people and bodies that have no name."""
    words = sentence.reading.words
    low = words.low
    for k in range(last, min(last + 4, sentence.hi - 1)):
        if low[k] in {",", ";", ".", "in", "from", "by"}:
            return None
        if low[k] not in {"for", "to"}:
            continue
        begin = k + 1
        while begin < sentence.hi and low[begin] in {"the", "a", "an", "its", "their", "all", "every", "each"}:
            begin += 1
        end = begin
        while end < min(begin + 4, sentence.hi) and low[end].isalpha():
            end += 1
            if low[end - 1] in _PEOPLE:
                return words.slice(begin, end)
        return None
    return None


def _where_invested(sentence: Sentence, verb: Verb | None, last: int, names: set[str]) -> str | None:
    """ "invest $500 billion in the United States"."""
    if verb is None or not verb.is_a("spend", "give"):
        return None
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if last <= m.first <= last + 3 and m.kind == "country" and low[last : last + 1] in (["in"], ["into"]):
            name = actor_name(m, sentence)
            return name if name not in names else None
    return None


_OWN = wordset("recipients_own")


def _own_spending(draft: Draft) -> bool:
    """ "raise defence spending to 2.5 percent of GDP": what somebody spends on himself goes to nobody."""
    if draft.quantity is not None and (draft.quantity.unit or "").startswith("pct"):
        return True
    reading = draft.sentence.reading
    first = reading.word_at(draft.start)
    low = reading.words.low
    near = set(low[max(draft.sentence.lo, first - 8) : min(draft.sentence.hi, first + 14)])
    return bool(near & _OWN) and not near & _GIFT_WORDS


_GIFT_WORDS = frozenset({"aid", "package", "donation", "supply", "assistance", "help", "support", "grant", "donate"})


def _passes_on(draft: Draft) -> bool:
    """Whether a figure is of money or goods, which somebody may get."""
    q = draft.quantity
    return q is not None and (len(q.unit or "") == 3 or (q.unit == "count" and draft.measure != "share"))


def borrow_recipients(drafts: list[Draft], reading: Reading) -> None:
    """Gifts that do not say to whom go to the article's payee; what somebody spends at home goes to nobody."""
    found = payee(drafts, reading)
    if found is None:
        return
    main, points = found
    sure = points >= SURE
    for draft in drafts:
        money = draft.quantity is not None and len(draft.quantity.unit or "") == 3
        goods = draft.quantity is not None and draft.quantity.unit == "count" and draft.measure != "share"
        wanted = draft.kind == "pledge" or (sure and (money or goods))
        if not wanted or draft.recipient is not None or _own_spending(draft) or main in (draft.actor or "").split(", "):
            continue
        if _spent(draft) and not sure:
            continue
        draft.recipient = main
        draft.trace.append("recipient: where the article's pledges go")


_SPENDING_RULES = frozenset(f"kind: verb {v}" for v in ("spend", "invest", "buy", "order", "build", "hire", "employ", "create", "recruit", "open"))


def _spent(draft: Draft) -> bool:
    """Whether the amount is spent by who has it, not given."""
    return any(t in _SPENDING_RULES for t in draft.trace)

"""From what the text says to whom it means: "Warsaw" is Poland, "allies" are those of the body spoken of, "it" is what was last named."""

from __future__ import annotations

from extractors.antecedents import BUSINESSES, antecedent, heads
from extractors.coordination import coordinated
from extractors.headings import heading_of, home_of
from extractors.mention import Mention
from extractors.protagonists import main_company, main_place, main_pool, may_be_company
from extractors.reading import Reading, Sentence
from extractors.wording import fold_words

_NAMED = ("country", "capital", "people", "org", "group", "name")
#: what a state acts through
_ORGANS = frozenset(
    {"forces", "army", "navy", "military", "government", "parliament", "ministry", "treasury", "cabinet"}
)


def nobody(mention: Mention) -> bool:
    """ "we", "I", "nobody": a subject that names no actor."""
    return (mention.kind == "pronoun" and "speaker" in mention.points_to) or mention.name.lower() in (
        "nobody",
        "people",
        "no one",
    )


def actor_name(mention: Mention, sentence: Sentence, trace: list[str] | None = None) -> str:
    """The normalized name of whoever acts: a person's body or country where it is known, else as written."""
    reading = sentence.reading
    if mention.kind in ("org", "name", "role") and mention.affiliation is None:
        word = mention.name.lower().removeprefix("the ")
        seat = _seat(mention, sentence) if word in _OF_THE_STATE else None
        if seat is not None:
            return seat
        if mention.name[:1].isupper() and (word in _OF_THE_STATE or word.startswith(_STATE_BODIES)):
            owner = word.rpartition(" of ")[2].title()
            if owner in reading.bodies:
                return owner
            if (home := home_of(sentence)) is not None:
                return home
        if mention.kind != "role" and " " not in word and word in reading.long_names:
            return reading.long_names[word]
        own = _house(reading) if mention.kind == "org" and word in OWN_ORGANS else None
        if own is not None:
            return own
    if mention.kind in ("country", "capital", "people", "group"):
        if mention.kind == "capital" and trace is not None:
            trace.append(f"actor: {_written(mention, reading)} stands for {mention.name}")
        return mention.name
    if mention.kind == "org" and mention.affiliation and fold_words(mention.name)[-1] in _ORGANS:
        return mention.affiliation
    if mention.kind == "org":
        return reading.naming.gazetteer.of_state.get(mention.name) or _full_name(mention.name, reading)
    if mention.kind == "generic":
        return generic_name(mention, reading)
    if mention.kind in ("anaphor", "pronoun"):
        return _pointed_at(mention, sentence, trace)
    if mention.kind == "person" or (
        mention.kind == "name" and mention.last == mention.first + 1 and _is_person(mention, reading)
    ):
        return _of_person(mention, sentence, trace)
    return _of_role(mention, sentence) if mention.kind == "role" else mention.name


def _house(reading: Reading) -> str | None:
    """Whose "Board" and "Group" an article means that prints them with a capital: who issues it, else the body or company it is about."""
    if reading.issuer is not None:
        return reading.issuer
    main = main_company(reading, "company") if reading.title_org is None else None
    name = reading.title_org or (main.name if main is not None else None)
    return None if name is None or name.lower() in OWN_ORGANS else name


OWN_ORGANS = frozenset(
    {"group", "board", "executive board", "supervisory board", "management board", "board of directors", "board of governors", "company", "corporation", "firm", "management"}
)  # fmt: skip


def _pointed_at(mention: Mention, sentence: Sentence, trace: list[str] | None) -> str:
    """Whom "it", "the company", "the country" and "the fund" mean."""
    reading = sentence.reading
    seat = _seat(mention, sentence)
    if seat is not None:
        return seat
    if mention.kind == "anaphor" and (mention.affiliation is None or _only_placed(mention, reading)):
        state = _of_whoever_speaks(mention, sentence)
        if state is not None:
            return state
        own = _own_name(mention, reading)
        described = own is not None and mention.title in _DESCRIBED
        if own is not None and not described and mention.points_to & {"company", "fund"}:
            return own
        if mention.affiliation is not None:
            own, described = None, False
        if own is None and mention.title in _POOLS:
            return main_pool(reading, mention.title) or mention.title
        if mention.points_to & {"company", "fund"}:
            company = _company(mention, sentence)
            if company is not None:
                return company
        if "place" in mention.points_to or mention.title in ("state", "province"):
            place = main_place(reading, mention.title or "")
            if place is not None:
                return place
    found = antecedent(mention, sentence)
    body = body_of(mention, reading) if found is None else None
    if body is not None:
        return body
    if found is not None:
        several = coordinated(found[1], found[0]) if mention.name in ("they", "their", "them") else [found[0]]
        name = ", ".join(dict.fromkeys(actor_name(m, found[1]) for m in several))
        if trace is not None:
            trace.append(f"actor: {_written(mention, reading)!r} is {name}")
        return name
    if mention.kind == "anaphor" and "country" in mention.points_to and mention.affiliation is None:
        home = home_of(sentence)
        if home is not None:
            return home
    if mention.affiliation is None and mention.title in _OF_THE_STATE and (home := home_of(sentence)) is not None:
        return home
    return mention.affiliation or _bare(_written(mention, reading))


def _of_person(mention: Mention, sentence: Sentence, trace: list[str] | None) -> str:
    """For whom a person acts, else the person."""
    reading = sentence.reading
    affiliation = mention.affiliation or _whose_office(mention, sentence) or reading.affiliation_of(mention.name)
    if affiliation and affiliation.lower() in _OF_THE_STATE and (home := home_of(sentence)) is not None:
        affiliation = home
    affiliation = affiliation or _spoken_for(mention, sentence) or _by_title(mention, sentence)
    if affiliation:
        if trace is not None:
            trace.append(f"actor: {mention.name} acts for {affiliation}")
        return affiliation
    heading = heading_of(sentence)
    return heading.name if heading is not None else mention.name


def _only_placed(mention: Mention, reading: Reading) -> bool:
    """ "the Tempe company": where a company is from, in a word of no list, says nothing of which one it is."""
    name = mention.affiliation or ""
    plain = reading.words.low[mention.last - 2 : mention.last - 1] == [name.lower()] and name not in reading.bodies
    return plain and "company" in mention.points_to and mention.title in _DESCRIBED


def _spoken_for(mention: Mention, sentence: Sentence) -> str | None:
    """ "For the European Commission, aid director Elena Example offers": in whose name somebody acts."""
    low, lo = sentence.reading.words.low, sentence.lo
    while lo < mention.first and not low[lo].isalpha():
        lo += 1
    start = next((lo + len(p) for p in _IN_THE_NAME if tuple(low[lo : lo + len(p)]) == p), None)
    if start is None or mention.last - mention.first < 2:
        return None
    body = next((m for m in sentence.mentions if start <= m.first <= start + 1), None)
    if body is None or body is mention or low[body.last] != "," or not 0 <= mention.first - body.last - 1 <= 2:
        return None
    return actor_name(body, sentence) if body.kind in ("org", "country", "name", "people", "group", "anaphor") else None


_IN_THE_NAME = (("for",), ("on", "behalf", "of"), ("speaking", "for"), ("speaking", "on", "behalf", "of"), ("in", "the", "name", "of"))  # fmt: skip


def _whose_office(mention: Mention, sentence: Sentence) -> str | None:
    """ "the company's chief executive, Rui Example": the company that the article is about."""
    reading = sentence.reading
    low, first = reading.words.low, mention.first
    at = next((k for k in range(first, min(first + 4, mention.last)) if low[k] == "'s"), None)
    if at is None or low[first] not in {"the", "this"} or low[at - 1] not in reading.naming.anaphora:
        return None
    noun = low[at - 1]
    owner = Mention(first, at, "anaphor", reading.words.slice(first, at), None, noun, reading.naming.anaphora[noun])
    name = _pointed_at(owner, sentence, None)
    return name if name[:1].isupper() else None


def _of_role(mention: Mention, sentence: Sentence) -> str:
    """Whose a role's act is: the state's of a minister, an agency's own."""
    reading = sentence.reading
    if mention.affiliation is None and reading.words.low[mention.first] in ("its", "their"):
        owner_ = _owner_before(mention, sentence)
        if owner_ is not None:
            return owner_
    if (
        mention.affiliation is None
        and (mention.title or "") in ("leaders", "ministers")
        and reading.main_body is not None
    ):
        return reading.naming.gazetteer.members[reading.main_body]
    title = mention.title or ""
    if title == "board" and mention.affiliation is not None:
        return mention.affiliation  # "Brightwell's board"
    if title in _BODIES_OF_THEIR_OWN or title in BUSINESSES:
        return _bare(mention.name)
    seat = _seat(mention, sentence)
    if seat is not None:
        return seat
    if mention.affiliation is None and title in _RULERS and (state := _owner_before(mention, sentence)) is not None:
        return state
    of_state = title in _OF_THE_STATE or title.split(" ")[-1] in ("minister", "ministers", "premier", "chancellor")
    if (of_state if mention.affiliation is None else mention.affiliation.lower() in _OF_THE_STATE) and (
        home := home_of(sentence)
    ) is not None:
        return home
    return mention.affiliation or _bare(mention.name)


_POOLS = frozenset({"fund", "initiative", "facility", "scheme"})
#: "the iPhone giant", "the drugs firm": what a company is called for a change; "the fisheries fund" is a name of its own
_DESCRIBED = frozenset(
    {
        "giant", "maker", "firm", "company", "group", "manufacturer", "producer", "carmaker", "chipmaker", "drugmaker",
        "business",
    }
)  # fmt: skip


def _of_whoever_speaks(mention: Mention, sentence: Sentence) -> str | None:
    """ "A Chinese delegate said his country ...", "Hungary's minister left. His government ...": the state of the person spoken of."""
    reading = sentence.reading
    if reading.words.low[mention.first] not in {"his", "her"}:
        return None
    of_state = "country" in mention.points_to
    for s in reversed(reading.sentences[max(0, sentence.index - 2) : sentence.index + 1]):
        for m in reversed(s.mentions):
            if m.kind in ("person", "role") and (s is not sentence or m.last <= mention.first):
                state = m.affiliation or reading.affiliation_of(m.name)
                if state is not None and (not of_state or state in reading.bodies):
                    return state
    return None


def _own_name(mention: Mention, reading: Reading) -> str | None:
    """ "the fisheries fund", "the lottery fund": a noun that says itself which one it is points back to nobody."""
    words = reading.words
    first = mention.first
    while first < mention.last - 1 and (words.low[first] in _WHICH or words.low[first] in reading.naming.determiners):
        first += 1
    return words.slice(first, mention.last) if first < mention.last - 1 else None


_WHICH = frozenset(
    {"same", "whole", "entire", "parent", "new", "big", "small", "local", "said", "very", "latter", "former", "'s"}
)


def _by_title(mention: Mention, sentence: Sentence) -> str | None:
    """Whom somebody acts for by the title alone: ministers for the country the article is from, councillors for its town."""
    title = (mention.title or "").split(" ")[-1]
    if title in {"councillor", "mayor", "alderman"}:
        return main_place(sentence.reading, "city")
    return home_of(sentence) if title in {"minister", "premier", "chancellor"} else None


def _is_person(mention: Mention, reading: Reading) -> bool:
    """A surname alone of somebody whom the article names in full."""
    words = fold_words(mention.name)
    known = reading.people.get(words[-1]) if words else None
    return known is not None and known[0] != mention.name


def _seat(mention: Mention, sentence: Sentence) -> str | None:
    """ "the ministry in Lima": the country whose capital it sits in."""
    noun = mention.title or mention.name.lower().removeprefix("the ")
    if mention.affiliation is not None or noun not in _OF_THE_STATE:
        return None
    if sentence.reading.words.low[mention.last : mention.last + 1] != ["in"]:
        return None
    return next((m.name for m in sentence.mentions if m.first == mention.last + 1 and m.kind == "capital"), None)


def _owner_before(mention: Mention, sentence: Sentence) -> str | None:
    """ "Awkward moment for the Dutch. Their caretaker cabinet": the country named last."""
    reading = sentence.reading
    for s in reversed(reading.sentences[max(0, sentence.index - 2) : sentence.index + 1]):
        for m in reversed(s.mentions):
            if m.kind in ("country", "people", "capital") and (s is not sentence or m.last <= mention.first):
                return m.name
    return None


#: "the emir" is that of the state named last
_RULERS = frozenset({"emir", "king", "queen", "sultan", "crown prince", "emperor", "prince", "sheikh"})
#: without more, those of the country that the article is from
_STATE_BODIES = ("ministry of ", "ministry for ", "department of ", "department for ", "government of ", "exchequer")
_OF_THE_STATE = frozenset(
    {
        "government", "department", "cabinet", "administration", "treasury", "parliament", "senate", "mps", "lawmakers",
        "legislators", "senators", "coalition", "defence ministry", "finance ministry", "foreign ministry", "ministry",
        "defence", "finance", "foreign",
    }
)  # fmt: skip
#: "Rotterdam's port authority" acts for itself, "Rotterdam's mayor" for Rotterdam
_BODIES_OF_THEIR_OWN = frozenset(
    {
        "authority", "agency", "bank", "central bank", "board", "university", "council", "company", "union", "housing agency",
        "development fund", "fund", "county board", "city council", "office", "committee",
    }
)  # fmt: skip


def body_of(mention: Mention, reading: Reading) -> str | None:
    """The body that "the alliance" means where the article names it only beside somebody's title."""
    if mention.kind != "anaphor":
        return None
    meant = [b for b in reading.naming.gazetteer.short.get(mention.title or "", frozenset()) if b in reading.bodies]
    return max(meant, key=lambda b: reading.bodies[b], default=None)


def generic_name(mention: Mention, reading: Reading) -> str:
    """ "allies" and "member states": those of NATO or the EU, whichever the article speaks of; else as written."""
    if mention.name == "members":
        bodies = reading.bodies
        best = max((b for b in reading.naming.gazetteer.members if b in bodies), key=lambda b: bodies[b], default=None)
        if best is not None:
            return reading.naming.gazetteer.members[best]
    return _bare(_written(mention, reading))


def written(first: Mention, last: Mention, reading: Reading) -> str:
    """The words of a mention, or of a list from its first to its last."""
    return reading.words.slice(first.first, last.last)


def _written(mention: Mention, reading: Reading) -> str:
    return reading.words.slice(mention.first, mention.last)


def _bare(text: str) -> str:
    head, _, rest = text.partition(" ")
    return (
        rest
        if head.lower() in {"a", "an", "the", "its", "their", "his", "her", "our", "that", "this"} and rest
        else text
    )


def _full_name(name: str, reading: Reading) -> str:
    """A body's longer name, where the article printed one: "the Commission" -> "European Commission"."""
    gaz = reading.naming.gazetteer
    short = gaz.short.get(name.lower())
    if short:
        named = [b for b in short if b in reading.bodies]
        if len(named) == 1:
            return named[0]
    return name


def _company(mention: Mention, sentence: Sentence) -> str | None:
    """ "the company": who acts in the sentence before, else the company that the article is about."""
    reading = sentence.reading
    noun = mention.title or ""
    for s in reversed(reading.sentences[max(0, sentence.index - 1) : sentence.index + 1]):
        for head in heads(s, mention if s is sentence else None):
            if head.name in reading.places or head.name in reading.naming.regions:
                continue
            if may_be_company(head, reading, noun):
                return _full_name(head.name, reading)
    main = main_company(reading, noun)
    return main.name if main is not None else None

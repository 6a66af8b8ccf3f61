"""What an article as a whole is about: its headline's names, who issues it, who pays and who receives most, which project it is on.

Mixed into `Reading`; everything is worked out once, when somebody asks.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from extractors.gazetteer import Entity, known_at, known_in
from extractors.grammar import wordset
from extractors.lazily import lazy
from extractors.lexicon import Lexicon
from extractors.mention import Naming
from extractors.model import Article
from extractors.phrasebook import Phrasebook
from extractors.segments import DATELINE, Part
from extractors.wording import Words, fold_words

if TYPE_CHECKING:
    from extractors.reading import Sentence

_PROJECTS = wordset("reading_projects")
#: before the name of who receives
TOWARDS = frozenset({"to", "for"})
_AT = frozenset({"in", "at", "near", "outside"})
_GETS = frozenset({"receive", "received", "receives", "gets", "get", "needs", "need"})


def _programmes(lexicon: Lexicon) -> Phrasebook[str]:
    entries = []
    for name, facts in lexicon.section("instruments").items():
        if facts and facts.get("to"):
            entries += [(phrase, facts["to"]) for phrase in (name, *(facts.get("also") or ()))]
    return Phrasebook(entries)


class About:
    """The part of a `Reading` that looks at the whole article."""

    article: Article
    lexicon: Lexicon
    naming: Naming
    part: Part
    sentences: list[Sentence]
    text: str
    text_about: frozenset[str]
    words: Words

    @lazy
    def title_words(self) -> Words:
        """The headline as it was handed in (it may not stand in the text)."""
        return Words(self.article.title or "")

    @lazy
    def named(self) -> list[tuple[int, Entity]]:
        """All known names of the text with the word they begin at."""
        return list(known_in(self.words, self.naming.gazetteer))

    @lazy
    def main_body(self) -> str | None:
        """The body that the article names most often."""
        orgs = {n: c for n, c in self.bodies.items() if n in self.naming.gazetteer.members}
        return max(orgs, key=lambda n: orgs[n], default=None)

    @lazy
    def bodies(self) -> dict[str, int]:
        """Which known bodies and countries the article names, and how often: what "allies" and "the bloc" may mean."""
        counts: dict[str, int] = {}
        for _, entity in self.named:
            counts[entity.name] = counts.get(entity.name, 0) + 1
            if entity.org:
                counts[entity.org] = counts.get(entity.org, 0) + 1
        for entity in self.title_entities:
            counts[entity.name] = counts.get(entity.name, 0) + 2
            if entity.org:
                counts[entity.org] = counts.get(entity.org, 0) + 2
        return counts

    @lazy
    def home(self) -> str | None:
        """The country whose "government" and "defence ministry" an article means: the dateline's, the headline's, else the one named most
        that does not only receive."""
        return self.printed_home or self._at_home

    @lazy
    def printed_home(self) -> str | None:
        """The country of the dateline or the headline."""
        gaz = self.naming.gazetteer
        for block in self.part.blocks[:3]:
            m = DATELINE.match(self.text, block.start, block.end)
            if m:
                place = Words(m.group().split(",")[0].split("(")[0].strip(" :-–—").title())
                found = known_at(place, 0, len(place), gaz) if len(place) else None
                if found is not None and found[1].kind == "capital" and found[1].country:
                    return found[1].country
        recipients = set(self.title_recipients)
        for entity in self.title_entities:
            if entity.country and entity.kind != "org" and entity.name not in recipients:
                return entity.country
        return None

    @lazy
    def _at_home(self) -> str | None:
        """The country named most; one that stands nowhere but behind "to" or "for" only receives, and is not where the text is from."""
        acting: dict[str, int] = {}
        for at, entity in self.named:
            if entity.country is not None and not (at and self.words.low[at - 1] in TOWARDS):
                acting[entity.country] = acting.get(entity.country, 0) + 1
        if self.main_country in acting or self.main_country is None:
            return self.main_country
        return max(acting, key=lambda name: acting[name], default=None)

    @lazy
    def outlets(self) -> frozenset[str]:
        """Names of who publishes: the agency in the dateline and the publisher. They report, they do not give."""
        found = set()
        for block in self.part.blocks[:3]:
            m = DATELINE.match(self.text, block.start, block.end)
            if m and "(" in m.group():
                found.add(m.group().split("(")[1].split(")")[0].lower())
        site = (self.article.publisher or "").lower().removeprefix("www.")
        found.add(site.split(".")[0] if "." in site else site)
        return frozenset(f for f in found if f)

    @lazy
    def title_scheme(self) -> str | None:
        """The programme that the headline is about: "the Czech ammunition initiative in figures" -> "Czech ammunition initiative"."""
        title = self.title_words
        for i, word in enumerate(title.low):
            if word not in ("initiative", "scheme", "programme", "program", "facility", "fund", "coalition"):
                continue
            k = i
            while (
                k > 0
                and i - k < 4
                and title.low[k - 1] not in ("the", "a", "of", "on", "for", "in", "its", ":", "and", "to", "decides")
            ):
                k -= 1
            hit = self.naming.gazetteer.book.at(title.low, k, i)
            if hit is not None and hit.values[0].kind == "people":
                return title.slice(k, i + 1)
        return None

    @lazy
    def main_country(self) -> str | None:
        """The country that the article speaks of most."""
        countries = set(self.naming.gazetteer.countries.values())
        counts = {n: c for n, c in self.bodies.items() if n in countries}
        return max(counts, key=lambda n: counts[n], default=None)

    @lazy
    def title_org(self) -> str | None:
        """The one company or body that the headline names."""
        found = {e.name for e in self.title_entities if e.kind == "org" and e.name not in self.naming.gazetteer.members}
        return next(iter(found)) if len(found) == 1 else None

    @lazy
    def title_recipients(self) -> list[str]:
        """Countries and bodies that the headline names behind "for", "to" or "on": "arms fund for Ukraine"."""
        heads = [self.article.title or "", *(s.text for s in self.sentences if s.role == "headline")]
        found = []
        for head in heads:
            title = Words(head)
            for at, entity in known_in(title, self.naming.gazetteer):
                if at and title.low[at - 1] in ("for", "to", "on") and entity.kind in ("country", "capital"):
                    found.append(entity.name)
            for at in range(1, len(title)):
                if title.raw[at][0].isupper() and title.low[at - 1] in ("for", "to", "support", "back", "backs"):
                    known = self._named_bodies.get(title.low[at])
                    if known is not None:
                        found.append(known)
        return found

    @lazy
    def title_opener(self) -> str | None:
        """The country or body that the headline begins with, as its subject: "EU drops asset plan", "Norway gives NOK 6 billion"."""
        title = self.title_words
        found = known_at(title, 0, len(title), self.naming.gazetteer) if len(title) else None
        if found is None and len(title):
            return self._named_bodies.get(title.low[0])
        if found is None or found[1].kind not in ("country", "org", "group", "capital"):
            return None
        return None if title.low[found[0] : found[0] + 1] in ([":"], ["'s"], [","]) else found[1].name

    @lazy
    def _named_bodies(self) -> dict[str, str]:
        """Unknown bodies that the text names, by their first word; places and things are none."""
        low = self.words.low
        found: dict[str, str] = {}
        for s in self.sentences:
            for m in s.mentions:
                if m.kind in ("org", "name") and m.name not in self.places:
                    found.setdefault(low[m.first], m.name)
        return found

    @lazy
    def issuer(self) -> str | None:
        """The body whose own site publishes the text: "pressroom.helion.com" where the text names Helion."""
        said = set(self.words.low)
        labels = [w for w in (self.article.publisher or "").lower().split(".")[:-1] if w in said]
        return next((self._named_bodies[w] for w in labels if w in self._named_bodies and w not in self.outlets), None)

    @lazy
    def payees_of_programmes(self) -> frozenset[str]:
        """For whom the programmes are that the article names (lexicon/instruments.yaml, ``to``)."""
        book = self.lexicon.compiled(_programmes)
        found: set[str] = set()
        for low in (self.title_words.low, self.words.low):
            for i, word in enumerate(low):
                hit = book.at(low, i, len(low)) if word in book.openers else None
                if hit is not None:
                    found.update(hit.values)
        return frozenset(found)

    def project_at(self, first: int, last: int) -> str | None:
        """The article's project where the words speak of "the plant", "the project"."""
        if self.main_project is None or _PROJECTS.isdisjoint(self.words.low[first:last]):
            return None
        return self.main_project

    def named_or_written(self, first: int, last: int) -> str:
        """The known name at words ``first`` up to ``last``, else the words."""
        found = known_at(self.words, first, last, self.naming.gazetteer)
        return found[1].name if found is not None and found[0] == last else self.words.slice(first, last)

    def thing_name(self, first: int, last: int) -> str:
        """A plain noun as written, or the project of the article that it means: "the dam" -> "Thulokhola"."""
        if self.words.low[last - 1] in _PROJECTS and self.main_project is not None:
            return self.main_project
        return self.words.slice(first, last)

    @lazy
    def main_project(self) -> str | None:
        """The name that the article prints before a word for a project ("the Thulokhola dam"), the one printed most."""
        raw, low = self.words.raw, self.words.low
        counts: Counter[str] = Counter()
        gaz = self.naming.gazetteer
        for i in range(1, len(low)):
            if low[i] not in _PROJECTS or not raw[i - 1][0].isupper() or low[i - 1] in self.naming.stop:
                continue
            k = i - 1
            while k > 0 and i - k < 3 and raw[k - 1][0].isupper() and low[k - 1] not in self.naming.stop:
                k -= 1
            if gaz.book.at(low, k, i) is None:
                counts[self.words.slice(k, i)] += 1
        return max(counts, key=lambda n: counts[n], default=None)

    @lazy
    def places(self) -> frozenset[str]:
        """Unknown names that the article prints behind "in", "at" or "near": towns, not actors."""
        low = self.words.low
        raw, low = self.words.raw, self.words.low
        found: set[str] = set()
        for i in range(1, len(low)):
            if low[i - 1] in _AT and raw[i][0].isupper():
                end = i + 1
                while end < len(low) and raw[end][0].isupper():
                    end += 1
                found.add(self.words.slice(i, end))
        return frozenset(found)

    @lazy
    def long_names(self) -> dict[str, str]:
        """Last words and letters of the bodies that the article prints in full: "bank" and "adb" for the Asian Development Bank."""
        found: dict[str, str] = {}
        words = self.words
        printed = {w for w in words.raw if 3 <= len(w) <= 6 and w.isupper() and w.isalpha()}
        for sentence in self.sentences:
            for m in sentence.mentions:
                if m.kind not in ("org", "name") or m.last - m.first < 2:
                    continue
                found.setdefault(words.low[m.last - 1], m.name)
                if words.low[m.last : m.last + 1] == ["("] and words.low[m.last + 2 : m.last + 3] == [")"]:
                    short = words.raw[m.last + 1]
                    if short.isalpha() and short.isupper():
                        found[short.lower()] = m.name
                letters = "".join(w[0] for w in m.name.split() if w[:1].isupper())
                if len(letters) >= 3 and letters in printed:
                    found.setdefault(letters.lower(), m.name)
        return found

    def title_starts_with(self, entity: Entity) -> bool:
        """Whether the headline begins with a name, as the actor of a headline does."""
        title = fold_words(self.article.title or "")[:4]
        name = fold_words(entity.name)
        return (bool(name) and name[0] in title) or (entity.kind != "org" and bool(title))

    @lazy
    def title_entities(self) -> list[Entity]:
        """The known names of the headline as it was handed in (it may not stand in the text)."""
        return [entity for _, entity in known_in(self.title_words, self.naming.gazetteer)]

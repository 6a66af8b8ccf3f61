"""An article as it is read: its words, its sentences, and what is found in each, looked up only when somebody asks.

Sentences without an amount and without a telling verb are never parsed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz

from extractors.cues import Cues, Verb, cues, verbs
from extractors.gazetteer import names_only
from extractors.grammar import wordset
from extractors.lazily import lazy
from extractors.lexicon import Lexicon
from extractors.mention import Mention, Naming
from extractors.model import Article, Document, Modality, Quantity
from extractors.nameruns import OPENERS
from extractors.names import mentions
from extractors.offices import Match
from extractors.segments import DATELINE, BlockRole, Part
from extractors.sentences import sentences
from extractors.timeexpr import TimeExpr
from extractors.tokens import Tokens
from extractors.topics import About
from extractors.wording import Words, fold_words

_NOBODY = wordset("reading_nobody")
#: what headlines in capitals print small
_SMALL = frozenset({"a", "an", "the", "and", "or", "but", "of", "in", "on", "at", "to", "for", "by", "with", "from", "as", "over", "into", "s"})  # fmt: skip
#: of list items: the word behind begins a line
_MARKS = frozenset({"*", "•", "-", "–", "—", "·", "▪"})


class Sentence:
    """One sentence of an article; word numbers are those of the article's `Words`."""

    __slots__ = (
        "__dict__",
        "block",
        "end",
        "hi",
        "index",
        "lo",
        "programme",
        "quantities",
        "reading",
        "role",
        "source",
        "start",
        "subjects",
        "time_exprs",
        "told",
    )

    def __init__(
        self,
        reading: Reading,
        index: int,
        start: int,
        end: int,
        block: int,
        role: BlockRole,
        source: tuple[int, int] | None,
    ) -> None:
        self.reading = reading
        self.index = index
        self.start, self.end = start, end
        self.lo, self.hi = reading.word_at(start), reading.word_at(end)
        dateline = DATELINE.match(reading.text, start, end) if start == reading.part.blocks[block].start else None
        if dateline is not None and not reading.labels:
            self.lo = reading.word_at(dateline.end())
        if reading.labels and start == reading.part.blocks[block].start:
            self.lo += reading.label_length(block)
        self.block = block
        self.role = role
        self.source = source
        self.quantities: list[Quantity] = []
        #: filled by purposes.programme_of; empty where there is none
        self.programme: str | None = None
        #: filled by speakers.attributions
        self.told: list[Any] | None = None
        #: filled by nounphrases.subject_phrase: first word of a verb -> its subject
        self.subjects: dict[int, Any] = {}
        #: filled by when.times
        self.time_exprs: list[TimeExpr] | None = None

    @property
    def text(self) -> str:
        return self.reading.text[self.start : self.end]

    @lazy
    def low(self) -> list[str]:
        return self.reading.words.low[self.lo : self.hi]

    @lazy
    def title_case(self) -> bool:
        """Most words are capitalised: a headline, in which capitals say nothing about names."""
        printed = self.reading.words.raw[self.lo : self.hi]
        raw = [w for w in printed if w[0].isalpha() and len(w) > 3]
        share = 0.75
        if self.reading.text[self.end - 1] == ".":
            if any(w.islower() and w.isalpha() and w not in _SMALL for w in printed):
                return False  # "The International Chess Union met in Baku."
            share = 0.95
        return len(raw) >= 4 and sum(w[0].isupper() for w in raw) >= share * len(raw)

    @lazy
    def mentions(self) -> list[Mention]:
        return mentions(
            self.reading.words, self.lo, self.hi, self.reading.naming, self.title_case, self.reading.inner_names
        )

    @lazy
    def verbs(self) -> list[Verb]:
        named = [(m.first, m.last) for m in self.mentions if m.kind not in ("pronoun", "role", "anaphor")]
        found = verbs(self.reading.words, self.lo, self.hi, self.reading.cues)
        return [v for v in found if not any(a <= v.first < b for a, b in named)]

    def mentions_between(self, first: int, last: int) -> list[Mention]:
        return [m for m in self.mentions if m.first >= first and m.last <= last]


class WordLists:
    """Lists of lexicon/actions.yaml as sets, compiled once per lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        def words(key: str) -> frozenset[str]:
            return frozenset(lexicon.words("actions", key))

        self.offers, self.sums, self.costs, self.coming = (
            words("offers"),
            words("sums"),
            words("costs"),
            words("coming"),
        )
        self.norms, self.committed_nouns, self.giving = words("norms"), words("committed_nouns"), words("giving")
        self.idioms = words("idioms")
        meanings: tuple[Modality, ...] = ("planned", "pledged", "delivered", "demanded", "reported")
        heads = lexicon.mapping("actions", "table_heads")
        #: word of a table's head -> how firm what stands under it is; "reported" for figures
        self.table_heads: dict[str, Modality] = {w: m for m in meanings for w in heads.get(m, ())}


class Reading(About):
    """One article being read."""

    def __init__(self, document: Document, part: Part, lexicon: Lexicon) -> None:
        self.document = document
        self.article: Article = part.article
        self.text = document.text
        self.lexicon = lexicon
        self.naming = lexicon.compiled(Naming)
        self.lists = lexicon.compiled(WordLists)
        self.cues: Cues = cues(lexicon)
        self.words = Words(document.text, part.article.start, part.article.end)
        self.part = part
        #: the tokens of the article, set by who reads its amounts
        self.stream: Tokens | None = None
        self.sentences: list[Sentence] = []
        #: a transcript: paragraphs begin with who speaks ("MODERATOR: ...", "Anna: ...")
        self.labels = self._labels()
        for number, block in enumerate(part.blocks):
            for stretch in sentences(document.text, block.start, block.end):
                self.sentences.append(
                    Sentence(self, len(self.sentences), stretch.start, stretch.end, number, block.role, stretch.source)
                )

    def _labels(self) -> frozenset[str]:
        """Names before a colon that are those of speakers: in capitals three times or more, or two names that keep returning."""
        found = [name for b in range(len(self.part.blocks)) if (name := self._printed_label(b)) is not None]
        capitals = [n for n in found if n.isupper()]
        if len(capitals) >= 3:
            return frozenset(capitals)
        counts = Counter(found)
        returning = frozenset(n for n, c in counts.items() if c >= 2)
        return returning if len(returning) >= 2 and sum(counts[n] for n in returning) >= 5 else frozenset()

    def _printed_label(self, block: int) -> str | None:
        at = self.part.blocks[block]
        name, colon, _ = self.text[at.start : min(at.end, at.start + 40)].partition(": ")
        if (
            not colon
            or len(name) < 1
            or not name[0].isalpha()
            or not name[0].isupper()
            or any(c.isdigit() for c in name)
        ):
            return None
        known = len(name.split()) <= 4 and names_only(Words(name), self.naming.gazetteer)
        return name if len(name.split()) <= 3 and not known else None

    def label(self, block: int) -> str | None:
        """Who speaks in a paragraph of a transcript, as printed before the colon."""
        name = self._printed_label(block)
        return name if name in self.labels else None

    def label_length(self, block: int) -> int:
        """How many words of a paragraph name who speaks, the colon counted."""
        name = self.label(block)
        return len(fold_words(name)) + 1 if name else 0

    @lazy
    def about_giving(self) -> bool:
        """Whether headline, headings and opening speak of promises and gifts: then a list of names with amounts is one of donors."""
        heads = [
            self.article.title or "",
            *(s.text for s in self.sentences if s.role in ("headline", "bullets") or s.index < 4),
        ]
        low = {w for head in heads for w in fold_words(head)}
        if low & self.lists.giving:
            return True
        return sum(w in self.lists.giving for w in self.words.low) >= 5

    @lazy
    def text_about(self) -> frozenset[str]:
        """All words of the article."""
        return frozenset(self.words.low)

    def word_at(self, offset: int) -> int:
        """The number of the first word that begins at or after an offset."""
        return bisect_left(self.words.start, offset)

    @lazy
    def inner_names(self) -> frozenset[str]:
        """Words printed with a capital inside a sentence: what at a sentence's beginning may be a name too."""
        raw, low = self.words.raw, self.words.low
        first = {s.lo for s in self.sentences} | {self.word_at(s.start) for s in self.sentences}
        return self._headline_names | {
            low[i]
            for i, w in enumerate(raw)
            if w[0].isupper()
            and i not in first
            and raw[i - 1] not in '"“‘'
            and not (i - 1 in first and raw[i - 1] in _MARKS)
        }

    @lazy
    def _headline_names(self) -> frozenset[str]:
        """Words that a headline in small letters prints with a capital: "Helvar" of "Helvar to invest $18 billion in plants"."""
        words, naming = self.title_words, self.naming
        small = [w for w in words.raw if w[0].isalpha() and len(w) > 3 and w[0].islower()]
        if 2 * len(small) < sum(w[0].isalpha() and len(w) > 3 for w in words.raw):
            return frozenset()
        found = set()
        for i, word in enumerate(words.low):
            named = (
                words.raw[i][0].isupper()
                and word.isalpha()
                and word not in naming.no_names
                and word not in OPENERS
                and naming.titles.at([word], 0, 1) is None
            )
            if named and (i or not word.endswith("s")):
                found.add(word)
        return frozenset(found)

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds an offset."""
        starts = self._starts
        i = bisect_left(starts, offset + 1) - 1
        return self.sentences[i] if i >= 0 and offset < self.sentences[i].end else None

    @lazy
    def _starts(self) -> Sequence[int]:
        return [s.start for s in self.sentences]

    @lazy
    def people(self) -> dict[str, tuple[str, str | None]]:
        """People by every part of their name, folded: full name as printed and whom they speak for, from their fullest mention."""
        found: dict[str, tuple[str, str | None]] = {}
        for sentence in self.sentences:
            for mention in sentence.mentions:
                if mention.kind != "person":
                    continue
                parts = fold_words(mention.name)
                key = parts[-1] if parts else ""
                known = found.get(key)
                if known is None or len(mention.name) > len(known[0]) or (known[1] is None and mention.affiliation):
                    full = max(mention.name, known[0] if known else "", key=len)
                    found[key] = (full, mention.affiliation or (known[1] if known else None))
        return found

    @lazy
    def titled(self) -> dict[str, list[Mention]]:
        """People by the title printed with their name, the first of each title and affiliation."""
        found: dict[str, list[Mention]] = {}
        for sentence in self.sentences:
            for m in sentence.mentions:
                if m.kind == "person" and m.title:
                    group = found.setdefault(m.title.replace("-", " "), [])
                    if len(group) < 8:
                        group.append(m)
        return found

    def holder_of(self, role: Mention) -> str | None:
        """The person whom "the Secretary General" means, if the article names one with that title. Who holds an office is no matter of
        reading: where the article does not say, the office is what it says."""
        title = (role.title or "").replace("-", " ")
        words = self.words.low[role.first : role.last]
        if (
            role.plural
            or not title
            or title in _NOBODY
            or not words
            or words[0] in {"a", "an", "one", "two", "another"}
        ):
            return None
        for mention in self.titled.get(title, ()):
            if role.affiliation is None or mention.affiliation in (None, role.affiliation):
                return self.full_name(mention.name)[0]
        return None

    def affiliation_of(self, person: str) -> str | None:
        """Whom a person speaks for: as the article says, else as the register of offices has it for the article's date."""
        parts = fold_words(person)
        known = self.people.get(parts[-1]) if parts else None
        if known is not None and known[1]:
            return known[1]
        register = self.naming.register
        name = known[0] if known is not None else person
        when = (self.article.published or "")[:10]
        tenures = register.of(name, when) if when else ()
        tenures = tenures or register.of(name)
        return tenures[-1].org if tenures else None

    def full_name(self, person: str, affiliation: str | None = None) -> tuple[str, str | None]:
        """The normalized name of a person and, where it was matched by likeness, how: "Jens Stltenberg ~ Jens Stoltenberg 0.97"."""
        parts = fold_words(person)
        known = self.people.get(parts[-1]) if parts else None
        printed = known[0] if known is not None and len(known[0]) >= len(person) else person
        match = self.naming.register.find(printed, affiliation or (known[1] if known else None))
        if match is None and len(parts) == 1:
            match = self.likeness(person)
        if match is None:
            return printed, None
        note = None if match.score >= 1 else f"{printed} ~ {match.person} {match.score:.2f}"
        return match.person, note

    def likeness(self, surname: str) -> Match | None:
        """A surname alone that is nearly that of somebody whom the article names in full."""
        for full, _ in self.people.values():
            parts = fold_words(full)
            if len(parts) > 1 and len(surname) > 4 and fuzz.ratio(parts[-1], fold_words(surname)[-1]) >= 84:
                return Match(full, round(fuzz.ratio(parts[-1], fold_words(surname)[-1]) / 100, 2))
        return None

"""The findings of the card, made from their verdicts and the statements these are about."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from extractors.model import Claim, Severity, Statement, Verdict
from flows.alert import facts
from flows.alert.card import Finding, Point, Side
from flows.alert.facts import worth
from flows.alert.kinds import CONFLICTS, FAMILY_ORDER, kind_word, loudest
from flows.alert.reasons import reasons_of
from flows.alert.safe import clean, shorten, text_fragment, web_url
from flows.alert.when import when
from flows.alert.words import change_line, claim_amount, conflict_line, line, pair_line, subject

QUOTE_LIMIT = 480
_OPEN, _CLOSE = tuple("“„«‘"), tuple("”“»’")
NO_AMOUNT = "no amount"
#: what a hedge adds to the amount; those that are missing are said by the amount itself ("about", "nearly")
_HEDGES = {
    "estimated": "an estimate",
    "slightly_over": "slightly more",
    "slightly_under": "slightly less",
    "well_over": "well over it",
    "average": "on average",
    "or_a_little_more": "or a little more",
}
#: findings of one event that stand with their own evidence, and lines below them
MOST = 10
#: values in a timeline
POINTS = 8
RANK: dict[Severity | None, int] = {"high": 0, "medium": 1, "low": 2, None: 3}
LOUDNESS = {"alert": 0, "digest": 1, "silent": 2}


@dataclass(frozen=True, slots=True)
class Book:
    """The statements at hand, by claim and by proposition."""

    by_claim: dict[str, Statement]
    by_proposition: dict[str, tuple[Statement, ...]]

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Book:
        """Index the statements; the first of a claim id wins."""
        by_claim: dict[str, Statement] = {}
        by_proposition: dict[str, list[Statement]] = {}
        for statement in statements:
            if statement.claim.claim_id not in by_claim:
                by_claim[statement.claim.claim_id] = statement
                if statement.proposition_id:
                    by_proposition.setdefault(statement.proposition_id, []).append(statement)
        return cls(by_claim, {k: tuple(v) for k, v in by_proposition.items()})

    def prior(self, verdict: Verdict) -> Statement | None:
        """The statement that the verdict was judged against, if it is at hand."""
        return self.by_claim.get(verdict.against.claim_id) if verdict.against else None

    def sides(self, verdicts: Sequence[Verdict]) -> list[Statement]:
        """Every statement that the verdicts are about, newer and older ones, each once."""
        found = {v.claim_id: self.by_claim[v.claim_id] for v in verdicts}
        for verdict in verdicts:
            if prior := self.prior(verdict):
                found.setdefault(prior.claim.claim_id, prior)
        return list(found.values())

    def versions(self, verdict: Verdict, statement: Statement) -> list[Statement]:
        """Every statement of the verdict's proposition that prints the same amount as ``statement``, it included."""
        same = [
            s
            for s in self.by_proposition.get(verdict.proposition_id, ())
            if (s.claim.low, s.claim.high, s.claim.unit, s.claim.per) == _value(statement.claim)
            or s.claim.claim_id == statement.claim.claim_id
        ]
        return same if statement in same else [statement, *same]


def _value(claim: Claim) -> tuple[float | None, float | None, str | None, str | None]:
    return claim.low, claim.high, claim.unit, claim.per


def findings_of(verdicts: Sequence[Verdict], book: Book) -> tuple[Finding, ...]:
    """The findings that the verdicts of one event in one document make, the loudest first.

    A conflict of one cause is one finding, with all its numbers. Commitments that an article tells together are one each, so that every
    payer stands with his own sentence; what is quieter than they are is listed below the first.
    """
    ordered = sorted(verdicts, key=lambda v: (LOUDNESS[v.channel], FAMILY_ORDER.index(v.verdict)))
    groups: dict[tuple[str, ...], list[Verdict]] = {}
    rest: list[Verdict] = []
    for verdict in ordered:
        key = cause(verdict)
        if key in groups or not groups or _speaks(verdict, ordered[0]):
            groups.setdefault(key, []).append(verdict)
        else:
            rest.append(verdict)
    parts = sorted(groups.values(), key=lambda part: _weight(part, book))
    for part in parts[MOST:]:
        rest += part
    return tuple(_finding(tuple(part), book, tuple(rest) if n == 0 else ()) for n, part in enumerate(parts[:MOST]))


def cause(verdict: Verdict) -> tuple[str, ...]:
    """What belongs into one finding."""
    if verdict.verdict == "contradicts":
        return ("contradicts",)
    if verdict.verdict == "inconsistent":
        return ("inconsistent", *verdict.dimension)
    return (verdict.verdict, verdict.subtype or "", verdict.proposition_id or verdict.claim_id)


def _speaks(verdict: Verdict, loudest_one: Verdict) -> bool:
    """Whether a verdict is loud enough for a finding of its own."""
    return verdict.channel == loudest_one.channel or verdict.verdict in CONFLICTS


def _weight(part: Sequence[Verdict], book: Book) -> tuple[int, int, int, float, int]:
    """Sorts findings: loud before quiet, then by severity, family and amount."""
    first = part[0]
    value = max((worth(book.by_claim[v.claim_id], "EUR") or 0.0 for v in part), default=0.0)
    severity = min(RANK[v.severity] for v in part)
    return LOUDNESS[first.channel], severity, FAMILY_ORDER.index(first.verdict), -value, first.anchor.start


def _lead(verdicts: Sequence[Verdict], book: Book) -> Verdict:
    """The verdict that the card shows: the loudest, of those the one with an earlier side, explicit units and a number."""
    top = loudest(tuple(verdicts))
    peers = [v for v in verdicts if (v.channel, v.verdict) == (top.channel, top.verdict)]

    def order(v: Verdict) -> tuple[int, int, int, int]:
        claim = book.by_claim[v.claim_id].claim
        unsure = claim.low is None and claim.high is None
        return RANK[v.severity], int(book.prior(v) is None), int(unsure), int(claim.unit_basis == "context")

    return min(peers, key=order)


def _finding(verdicts: tuple[Verdict, ...], book: Book, rest: tuple[Verdict, ...]) -> Finding:
    lead = _lead(verdicts, book)
    now, before = book.by_claim[lead.claim_id], book.prior(lead)
    word = kind_word((lead, *(v for v in verdicts if v is not lead)), now.claim)
    return Finding(
        event_id=lead.event_id,
        word=word,
        line=_line(lead, verdicts, book, word),
        family=lead.verdict,
        severity=min((v.severity for v in verdicts), key=lambda s: RANK[s]),
        now=side(now, book.versions(lead, now)),
        before=side(before, book.versions(lead, before)) if before else None,
        also=(*_pairs(verdicts, lead, book), *_lines(rest, book))[:MOST],
        facts=facts.pair(now, before) if before else facts.single(now),
        reasons=reasons_of((lead, *verdicts)),
        rules=tuple(dict.fromkeys(v.rule for v in (lead, *verdicts) if v.rule)),
        proposition_id=lead.proposition_id,
        verdict_ids=tuple(v.verdict_id for v in (*verdicts, *rest)),
        timeline=timeline(now, [*book.by_proposition.get(lead.proposition_id, ()), *([before] if before else [])]),
    )


def timeline(now: Statement, others: Sequence[Statement]) -> tuple[Point, ...]:
    """The values of one proposition in the order of their articles, each printed version of a day once; empty if all say the same."""
    kept: dict[tuple[str | None, str], tuple[Statement, float]] = {}
    for statement in sorted((now, *others), key=lambda s: s.article.published or ""):
        value = worth(statement, "EUR")
        if value and (statement.claim.per is None) == (now.claim.per is None):
            kept.setdefault(
                ((statement.article.published or "")[:10], claim_amount(statement.claim)), (statement, value)
            )
    if len({round(v, -3) for _, v in kept.values()}) < 2:
        return ()
    newest = list(kept.items())[-POINTS:]
    top = max(value for _, (_, value) in newest)
    own = ((now.article.published or "")[:10], claim_amount(now.claim))
    return tuple(
        Point(
            clean(s.article.published, 25) or None,
            clean(s.article.publisher, 40) or None,
            claim_amount(s.claim),
            max(1, round(100 * value / top)),
            key == own,
        )
        for key, (s, value) in newest
    )


def _line(lead: Verdict, verdicts: Sequence[Verdict], book: Book, word: str) -> str:
    now, before = book.by_claim[lead.claim_id].claim, book.prior(lead)
    earlier = before.claim if before else None
    if lead.verdict in CONFLICTS:
        dimensions = dict.fromkeys(d for v in verdicts if v.verdict == lead.verdict for d in v.dimension)
        if earlier is None and (off := facts.conversion(book.by_claim[lead.claim_id])) is not None:
            return f"{claim_amount(now)} is {off.right}, not {off.printed} – {subject(now)}"
        if earlier is None and lead.rule == "headline_against_text":
            return f"{clean(lead.reason).rstrip('.')} – {subject(now)}"
        return conflict_line(now, earlier, tuple(dimensions))
    if lead.verdict in ("updates", "refines", "corroborates"):
        return change_line(now, earlier, word, lead.dimension)
    return line(now, word)


def _pairs(verdicts: Sequence[Verdict], lead: Verdict, book: Book) -> tuple[str, ...]:
    """The other pairs of the same finding, one line each: what this article prints, and what was known."""
    lines = []
    for verdict in verdicts:
        if (verdict.claim_id, verdict.against) == (lead.claim_id, lead.against):
            continue
        prior = book.prior(verdict)
        claim = book.by_claim[verdict.claim_id].claim
        lines.append(pair_line(claim, prior.claim if prior else None, verdict.dimension, verdict.reason))
    return tuple(dict.fromkeys(lines))


def _lines(verdicts: Sequence[Verdict], book: Book) -> tuple[str, ...]:
    """Quieter findings of the same event, one line each with its word."""
    lines = []
    for verdict in verdicts:
        word = kind_word((verdict,), book.by_claim[verdict.claim_id].claim)
        lines.append(f"{word}: {_line(verdict, (verdict,), book, word)}")
    return tuple(dict.fromkeys(lines))


def side(statement: Statement, versions: Sequence[Statement] = ()) -> Side:
    """The statement as evidence: its quote, its place, and the other outlets that print the same."""
    claim, article = statement.claim, statement.article
    also_in = dict.fromkeys(
        clean(s.article.publisher, 40)
        for s in versions
        if s.article.publisher and s.article.publisher != article.publisher
    )
    quote = clean(claim.quote.exact)
    return Side(
        claim_id=claim.claim_id,
        amount=claim_amount(claim) if _has_amount(claim) else NO_AMOUNT,
        quote=_around(_bare(quote), clean(claim.anchor.exact)),
        speaker=clean(claim.speaker or claim.speaker_as_written, 60) or None,
        publisher=clean(article.publisher, 60) or None,
        title=clean(article.title, 160) or None,
        published=clean(article.published, 25) or None,
        url=web_url(article.url),
        link=text_fragment(article.url, clean(claim.quote.exact)),
        marks=(*_marks(claim), *_doubts(statement)),
        anchor=clean(claim.anchor.exact),
        document_id=claim.document_id,
        also_in=tuple(also_in)[:4],
        outlets=len({s.article.publisher or s.article.document_id for s in (statement, *versions)}),
        origins=len({s.article.origin or s.article.document_id for s in (statement, *versions)}),
        when=when(claim.time),
    )


def _has_amount(claim: Claim) -> bool:
    """Whether the claim has a number, or words for one ("billions"): else its quote says all there is to say."""
    return claim.low is not None or claim.high is not None or claim.magnitude is not None or claim.comparator == "vague"


def _marks(claim: Claim) -> tuple[str, ...]:
    """What makes the claim weaker than it looks."""
    marks = []
    if claim.unit_basis == "context":
        marks.append("implied currency" if claim.unit and len(claim.unit) == 3 else "implied unit")
    if claim.recipient and claim.recipient_from == "article":
        marks.append("implied recipient")
    if claim.recalled:
        marks.append("told as background")
    if claim.hedge in _HEDGES:
        marks.append(_HEDGES[claim.hedge])
    if claim.comparator == "vague":
        marks.append("no exact number")
    return tuple(marks)


def _doubts(statement: Statement) -> tuple[str, ...]:
    """What speaks against the text that the claim stands in, and against the name that it gives."""
    against = [clean(d, 60) for d in statement.article.doubts]
    marks = [f"low-trust page: {', '.join(against)}"] if against else []
    written, name = clean(statement.claim.speaker_as_written, 60), clean(statement.claim.speaker, 60)
    if written and name and misspelt(written, name):
        marks.append(f"name misspelt: {written.partition(',')[0]}")
    return tuple(marks)


def misspelt(written: str, name: str) -> bool:
    """Whether a name was printed almost as it is written, not merely shorter or with a title: "Keir Sterner" for Keir Starmer."""
    words = [w.strip(".,;:'’\"“”") for w in _plain(written).split()]
    known = _plain(name).split()
    if not known or known[-1] in words or not any(w[:1].isupper() for w in written.split()):
        return False
    if len(known) > 1 and known[0] in words:
        behind = words[words.index(known[0]) + 1 :][:1]
        return bool(behind) and not behind[0].startswith(known[-1]) and _alike(behind[0], known[-1]) >= 0.5
    return any(len(word) >= 4 and _alike(word, known[-1]) >= 0.75 for word in words)


def _plain(text: str) -> str:
    """Lower case without accents, so that Sanchez is Sánchez."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _bare(quote: str) -> str:
    """The quote without quotation marks at its ends that have no partner in it; renderers put their own around it."""
    if quote.startswith(_OPEN) and not any(mark in quote[1:] for mark in _CLOSE):
        quote = quote[1:]
    if quote.endswith(_CLOSE) and not any(mark in quote[:-1] for mark in _OPEN):
        quote = quote[:-1]
    return quote


def _around(quote: str, anchor: str) -> str:
    """The quote cut to size so that the amount stays in it."""
    if len(quote) <= QUOTE_LIMIT:
        return quote
    at = quote.find(anchor)
    start = max(0, at - QUOTE_LIMIT // 3) if at > 0 else 0
    if start:
        start = quote.find(" ", start) + 1 or start
    return ("…" if start else "") + shorten(quote[start:], QUOTE_LIMIT - 1)

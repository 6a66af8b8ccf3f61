"""Claims and findings as schema.org nodes (https://schema.org/Claim, https://schema.org/ClaimReview).

schema.org defines no relation between two claims, so a finding is a ClaimReview of the newer claim that names the older one in its
``isBasedOn``; the rating has words, no stars. It carries what search engines and fact-check tools ask of a ClaimReview: claimReviewed,
url, author (an Organization: the desk that publishes), reviewRating.alternateName, itemReviewed with author, appearance and firstAppearance.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from storage.speakers import kind_of

Node = dict[str, Any]

CLAIM_FIELDS = (
    "claim_id", "kind", "quote", "anchor", "actor", "speaker", "recipient", "purpose", "low", "high", "unit", "unit_of", "per",
    "comparator", "modality", "stage", "said_on", "publisher", "published", "title", "url", "proposition_id", "quote_start", "quote_end",
    "document_id", "segment",
)  # fmt: skip
#: of a finding, of the claim it is about (SIDE) and of the claim that it is held against (the same with other_)
SIDE = ("quote", "speaker", "said_on", "url", "title", "publisher", "published", "document_id", "segment")
REVIEW_FIELDS = (
    "verdict_id", "verdict", "dimension", "severity", "reason", "rule", "claim_id", "against_claim_id", "recorded_at", *SIDE,
    *(f"other_{name}" for name in SIDE),
)  # fmt: skip
_REVIEWED = (
    "verdict_id",
    "verdict",
    "dimension",
    "severity",
    "reason",
    "rule",
    "claim_id",
    "against_claim_id",
    "recorded_at",
)
REVIEWS = (
    f"SELECT {', '.join(f'v.{name}' for name in _REVIEWED)}, {', '.join(f'n.{name}' for name in SIDE)}, {', '.join(f'o.{name}' for name in SIDE)} "
    "FROM verdicts v JOIN claim_history n ON n.claim_id = v.claim_id LEFT JOIN claim_history o ON o.claim_id = v.against_claim_id "
    "WHERE v.verdict IN ('contradicts', 'inconsistent', 'corroborates') "
    "AND v.verdict_id IN (SELECT verdict_id FROM exported_findings) ORDER BY v.verdict_id"
)
_RATINGS = {
    "contradicts": "Contradicted by another report",
    "inconsistent": "Inconsistent in itself",
    "corroborates": "Confirmed by another report",
}


def claim(row: Node) -> Node:
    """A claim (CLAIM_FIELDS) as a schema.org Claim with the article it appears in."""
    return {
        "@type": "Claim",
        "@id": f"urn:pledgewatch:claim:{row['claim_id']}",
        **_filled(
            text=row["quote"],
            author=_author(row),
            appearance=_article(row),
            about=[
                node
                for node in (_amount(row), _node("Thing", name=row["actor"]), _node("Thing", name=row["recipient"]))
                if node
            ],
            dateCreated=_date(row["said_on"]),
            keywords=[word for word in (row["kind"], row["modality"], row["stage"], row["purpose"]) if word],
            isPartOf=_node("CreativeWork", identifier=row["proposition_id"]),
        ),
    }


def review(row: Node, desk: str) -> Node:
    """A finding (REVIEW_FIELDS) as a schema.org ClaimReview by this desk.

    ``url`` is the article's, and missing where the article has none: an address that nobody can open is worse than none, and the article
    is named by its ``@id`` all the same. Whoever puts the review on a page of his own names that instead. A claim first appeared where the
    earlier one that says the same did; one that contradicts it, in its own article.
    """
    based = row["against_claim_id"]
    other = {name: row[f"other_{name}"] for name in SIDE}
    own = _article(row)
    first = _article(other) if row["verdict"] == "corroborates" and based else None
    return {
        "@type": "ClaimReview",
        "@id": f"urn:pledgewatch:verdict:{row['verdict_id']}",
        **_filled(
            claimReviewed=row["quote"],
            url=row["url"],
            itemReviewed={
                "@type": "Claim",
                "@id": f"urn:pledgewatch:claim:{row['claim_id']}",
                **_filled(
                    author=_author(row),
                    datePublished=_date(row["said_on"]),
                    appearance=own,
                    firstAppearance=first or own,
                ),
            },
            isBasedOn={"@id": f"urn:pledgewatch:claim:{based}"} if based else None,
            reviewRating=_node(
                "Rating", alternateName=_RATINGS[row["verdict"]], ratingExplanation=", ".join(row["dimension"]) or None
            ),
            reviewBody=row["reason"],
            author=_node("Organization", name=desk),
            datePublished=_date(row["recorded_at"]),
        ),
    }


def _author(row: Node) -> Node | None:
    """Who makes the claim: the speaker, as what he is; where the article speaks for itself, its outlet."""
    if row["speaker"]:
        return _node(kind_of(row["speaker"]), name=row["speaker"])
    return _node("Organization", name=row["publisher"])


def _article(row: Node) -> Node:
    return {
        "@type": "NewsArticle",
        "@id": f"urn:pledgewatch:article:{quote(row['document_id'], safe='')}:{row['segment']}",
        **_filled(
            url=row["url"],
            headline=row["title"],
            datePublished=row["published"],
            publisher=_node("Organization", name=row["publisher"]),
        ),
    }


def _amount(row: Node) -> Node | None:
    """The printed bounds: a MonetaryAmount for currencies, else a QuantitativeValue."""
    low, high, unit = row["low"], row["high"], row["unit"]
    if low is None and high is None:
        return None
    value = {"value": _number(low)} if low == high else {"minValue": _number(low), "maxValue": _number(high)}
    money = unit is not None and len(unit) == 3 and unit.isupper() and unit.isalpha()
    named = {"currency": unit} if money else {"unitText": " ".join(x for x in (unit, row["unit_of"]) if x) or None}
    return _node("MonetaryAmount" if money else "QuantitativeValue", **value, **named, description=row["anchor"])


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def _date(value: date | datetime | None) -> str | None:
    return value.isoformat() + ("Z" if isinstance(value, datetime) else "") if value is not None else None


def _filled(**fields: Any) -> Node:
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def _node(kind: str, **fields: Any) -> Node | None:
    filled = _filled(**fields)
    return {"@type": kind, **filled} if filled else None

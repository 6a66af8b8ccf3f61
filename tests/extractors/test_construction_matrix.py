"""Verbs of giving x constructions: whatever verb stands in a construction, it is read as one pledge of one firmness. Every text is invented.

The verbs and who gives come from many fields (banks, foundations, companies, states); a construction's cell fails if any of its verbs does.
"""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document

GIVERS = [
    "Portugal", "the European Investment Bank", "Norway", "the Asian Development Bank", "Denmark", "the Gates Foundation", "Kenya", "Unilever",
]  # fmt: skip
AMOUNTS = [("$40 million", 40e6), ("€2.5 billion", 2.5e9), ("£75m", 75e6), ("CHF 18 million", 18e6)]
AIMS = ["for flood defences in Bangladesh", "for new hospitals", "for school meals in Malawi", "for a climate fund"]
#: base, third person, past, participle, -ing
VERBS = [
    ("give", "gives", "gave", "given", "giving"),
    ("provide", "provides", "provided", "provided", "providing"),
    ("donate", "donates", "donated", "donated", "donating"),
    ("contribute", "contributes", "contributed", "contributed", "contributing"),
    ("lend", "lends", "lent", "lent", "lending"),
    ("grant", "grants", "granted", "granted", "granting"),
    ("pay", "pays", "paid", "paid", "paying"),
    ("send", "sends", "sent", "sent", "sending"),
    ("allocate", "allocates", "allocated", "allocated", "allocating"),
    ("award", "awards", "awarded", "awarded", "awarding"),
    ("release", "releases", "released", "released", "releasing"),
    ("channel", "channels", "channelled", "channelled", "channelling"),
    ("hand over", "hands over", "handed over", "handed over", "handing over"),
    ("disburse", "disburses", "disbursed", "disbursed", "disbursing"),
    ("put up", "puts up", "put up", "put up", "putting up"),
    ("mobilise", "mobilises", "mobilised", "mobilised", "mobilising"),
    ("commit", "commits", "committed", "committed", "committing"),
    ("pledge", "pledges", "pledged", "pledged", "pledging"),
]
#: what they say is the promise itself: "will pledge" tells of a promise to come
PROMISES = {"commit", "pledge"}

#: construction -> how firm what it tells is; several where an analyst may take either
CONSTRUCTIONS = [
    ("{S} will {v} {A} {P}.", "pledged"),
    ("{S} is to {v} {A} {P}, ministers said.", "pledged|planned"),
    ("{S} is going to {v} {A} {P}.", "pledged"),
    ("{S} plans to {v} {A} {P}.", "planned"),
    ("{S} intends to {v} {A} {P}.", "planned"),
    ("{S} plans on {g} {A} {P}.", "planned"),
    ("{S} is considering {g} {A} {P}.", "planned"),
    ("{S} is set to {v} {A} {P}.", "planned"),
    ("{S} looks set to {v} {A} {P}.", "planned|expected"),
    ("{S} is expected to {v} {A} {P}.", "expected"),
    ("{S} is likely to {v} {A} {P}.", "expected"),
    ("{S} is ready to {v} {A} {P}.", "planned|pledged"),
    ("{S} stands ready to {v} {A} {P}.", "planned|pledged"),
    ("{S} is prepared to {v} {A} {P}.", "planned|pledged"),
    ("{S} agreed to {v} {A} {P}.", "pledged"),
    ("{S} has agreed to {v} {A} {P}.", "pledged"),
    ("{S} has promised to {v} {A} {P}.", "pledged"),
    ("{S} said it would {v} {A} {P}.", "pledged"),
    ("{S} said on Tuesday that it will {v} {A} {P}.", "pledged"),
    ("A spokesman said {S} would {v} {A} {P}.", "pledged"),
    ("{S} announced it would {v} {A} {P}.", "pledged"),
    ("{S} has decided to {v} {A} {P}.", "pledged"),
    ("{S} vowed to {v} {A} {P}.", "pledged"),
    ("{S} undertook to {v} {A} {P}.", "pledged"),
    ("{S} committed to {g} {A} {P}.", "pledged"),
    ("{S} has been asked to {v} {A} {P}.", "demanded"),
    ("{S} was urged to {v} {A} {P}.", "demanded"),
    ("Campaigners urged {S} to {v} {A} {P}.", "demanded"),
    ("The United Nations called on {S} to {v} {A} {P}.", "demanded"),
    ("Aid groups want {S} to {v} {A} {P}.", "demanded"),
    ("{S} must {v} {A} {P}, campaigners said.", "demanded"),
    ("{S} should {v} {A} {P}, campaigners said.", "demanded"),
    ("{S} ought to {v} {A} {P}.", "demanded"),
    ("{S} needs to {v} {A} {P}, the mayor argued.", "demanded"),
    ("{S} could {v} {A} {P}.", "planned"),
    ("{S} may {v} {A} {P}.", "planned"),
    ("{S} might {v} {A} {P}.", "planned"),
    ("{S} will {v} {A} {P} if parliament agrees.", "conditional"),
    ("If parliament agrees, {S} will {v} {A} {P}.", "conditional"),
    ("{S} will {v} {A} {P}, provided the others do the same.", "conditional"),
    ("{S} would {v} {A} {P} if others did the same.", "conditional|hypothetical"),
    ("{S} will not {v} {A} {P}.", "refused"),
    ("{S} won't {v} the {A} {P}.", "refused"),
    ("{S} refused to {v} {A} {P}.", "refused"),
    ("{S} has ruled out {g} {A} {P}.", "refused"),
    ("{S} has rejected calls to {v} {A} {P}.", "refused"),
    ("{S} denied that it would {v} {A} {P}.", "denied"),
    ("{S} denied it had agreed to {v} {A} {P}.", "denied"),
    ("Reports that {S} will {v} {A} {P} are false, a spokesman said.", "denied"),
    ("{S} has {n} {A} {P}.", "delivered|pledged"),
    ("{S} {d} {A} {P} on Tuesday.", "delivered|pledged"),
    ("{S} is {g} {A} {P}.", "pledged"),
    ("{S} will be {g} {A} {P}.", "pledged"),
    ("{S} {s} {A} {P}", "pledged"),
    ("{S} to {v} {A} {P}", "pledged|planned"),
    ("By {g} {A} {P}, {S} hopes to calm its critics.", "pledged|planned|delivered"),
    ("{A} will be {n} by {S} {P}.", "pledged"),
    ("{A} is to be {n} by {S} {P}.", "pledged|planned"),
    ("{A} is being {n} by {S} {P}.", "pledged"),
    ("{A} has been {n} by {S} {P}.", "delivered|pledged"),
    ("The {A} {S} will {v} {P} is not enough.", "pledged"),
    ("The {A} {S} has promised to {v} {P} is not enough.", "pledged|reaffirmed"),
    ("{S}, which will {v} {A} {P}, hosted the meeting.", "pledged"),
    ("{S}, which is {g} {A} {P}, hosted the meeting.", "pledged"),
    ('"We will {v} {A} {P}," the minister told reporters in Lisbon.', "pledged"),
    ("{S} hopes to {v} {A} {P}.", "planned|expected"),
    ("{S} wants to {v} {A} {P}.", "planned"),
    ("{S} aims to {v} {A} {P} by 2027.", "planned"),
    ("{S} has offered to {v} {A} {P}.", "pledged"),
    ("{S} is due to {v} {A} {P} in May.", "expected|planned"),
    ("{S} reaffirmed that it would {v} {A} {P}.", "reaffirmed"),
    ("{S} reiterated its promise to {v} {A} {P}.", "reaffirmed"),
    ("{S} confirmed it will {v} {A} {P}.", "pledged|reaffirmed"),
    ("{S} backed away from a promise to {v} {A} {P}.", "withdrawn"),
    ("{S} has dropped plans to {v} {A} {P}.", "withdrawn"),
    ("{S} abandoned a plan to {v} {A} {P}.", "withdrawn"),
    ("{S} has threatened not to {v} the {A} {P}.", "conditional|hypothetical|planned|refused"),
    ("{S}'s cabinet approved a plan to {v} {A} {P}.", "pledged|planned"),
    ("{S} was to {v} {A} {P}.", "planned|pledged|reaffirmed"),
]


def read(text: str, published: str = "2025-10-15") -> list[Claim]:
    return extract(Document("d", text, published=published))


def cell(pattern: str, i: int, verb: tuple[str, str, str, str, str]) -> tuple[str, float]:
    amount, value = AMOUNTS[(i * 3) % len(AMOUNTS)]
    base, third, past, participle, ing = verb
    text = pattern.format(
        S=GIVERS[i % len(GIVERS)], A=amount, P=AIMS[(i * 7) % len(AIMS)], v=base, s=third, d=past, n=participle, g=ing
    )
    return text[0].upper() + text[1:], value


@pytest.mark.parametrize(
    ("number", "pattern", "firm"), [(n, *c) for n, c in enumerate(CONSTRUCTIONS)], ids=lambda x: str(x)[:48]
)
def test_a_construction_reads_every_verb_alike(number: int, pattern: str, firm: str) -> None:
    wrong = []
    for k, verb in enumerate(VERBS):
        if verb[0] in PROMISES and ("promise" in pattern or "pledged" in firm):
            continue
        text, value = cell(pattern, number * len(VERBS) + k, verb)
        claims = [c for c in read(text) if (c.low or c.high) == value]
        if len(claims) != 1 or claims[0].kind != "pledge" or claims[0].modality not in firm.split("|"):
            wrong.append((text, [(c.kind, c.modality, c.trace) for c in claims]))
    assert not wrong

"""Which schema.org type a speaker has: a person by name, a state, a body; whom only words describe is a Thing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from extractors.gazetteer import gazetteer, names_only
from extractors.lexicon import load
from extractors.wording import Words

Kind = Literal["Person", "GovernmentOrganization", "Organization", "Thing"]

#: small words inside a personal name
_PARTICLES = frozenset(
    [
        "al",
        "bin",
        "da",
        "de",
        "del",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "ten",
        "van",
        "von",
        "zu",
    ]
)
_ASIDE = re.compile(r"\s*\([^)]*\)\s*$")


@lru_cache(maxsize=65536)
def kind_of(name: str) -> Kind:
    """The type of a speaker as claims name him: "Mark Rutte", "Ukraine (government)", "Danish defence ministry", "local officials"."""
    lexicon = load()
    bare = _ASIDE.sub("", name)
    known = names_only(Words(bare), gazetteer(lexicon))
    if known:
        return (
            "GovernmentOrganization"
            if all(e.kind in ("country", "people", "capital") for e in known)
            else "Organization"
        )
    roles = lexicon.section("roles")
    told = bare.split()
    low = [word.lower().strip(".,") for word in told]
    bodies = {*roles["org_words"], *roles["sources"], "force"}
    described = not told or low[0] in roles["determiners"] or any(word in roles["titles"] for word in low)
    if not described and (
        low[-1] in bodies or " ".join(low[-2:]) in bodies or (told[0][0].isupper() and bodies & set(low))
    ):
        return "Organization"
    if len(told) == 1 and len(bare) > 1 and bare.isupper():
        return "Organization"
    if len(told) > 1 and not described and all(word[0].isupper() or word in _PARTICLES for word in told):
        return "Person"
    return "Thing"

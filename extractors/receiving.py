"""Who gets an amount, where the sentence says no more: "will receive 40 million", "got a grant of", "gets 24 drones from India"."""

from __future__ import annotations

from extractors.tense import dated_ahead, looks_ahead
from extractors.verbcase import SILENT, Answer, Case


def _is_person(c: Case) -> bool:
    """ "Kiprono gets 50,000 dollars": a prize or wage."""
    who = c.frame.subject
    if who is None or who.kind not in ("person", "name", "pronoun"):
        return False
    if who.kind == "pronoun":
        return who.name in {"he", "she"}
    return who.kind == "person" or c.low[who.last - 1] in c.frame.sentence.reading.people


def receives(c: Case) -> Answer:
    """ "will receive 40 million", "got a grant of": somebody gives, though not named."""
    if not c.verb.is_a("receive"):
        return None
    if c.share and not looks_ahead(c.verb):
        return c.figure(", a share")  # "Uganda gets 40 percent of its budget from donors"
    if c.behind_verb() == ["away"]:
        return c.figure(" away")
    if c.modality == "demanded":
        return c.pledge("demanded")
    if c.verb.governor is not None and c.money and c.verb.governor.is_a("plan", "report.expect", "report.demand"):
        return c.pledge("demanded" if c.verb.governor.is_a("report.demand") else "expected")
    ahead = looks_ahead(c.verb)
    if not ahead and _is_person(c):
        return c.figure(" by a person")
    if c.quantity is not None and c.quantity.per is not None and not ahead and not dated_ahead(c.frame):
        return c.figure(", a habit") if "from" not in c.after(4) else c.pledge("pledged")
    if c.thing and _gets_soon(c):
        return c.pledge("pledged", " soon")
    if not (c.money or ahead or (c.unit != "count" and "from" in c.after(5))):
        return SILENT
    done = c.verb.form() == "past" and not (ahead and not c.verb.perfect) and c.lemma != "secure"
    return c.pledge("delivered" if done else "pledged")


_PERIODS = frozenset({"year", "month", "quarter", "spring", "summer", "autumn", "winter", "week"})


def _gets_soon(c: Case) -> bool:
    """ "the neighbours receive during this year 5.4 million doses", "Manila gets 24 drones from India": the present of a body."""
    who = c.frame.subject
    if c.verb.helpers or c.verb.form() not in ("s", "base") or c.frame.as_subject:
        return False
    if who is None:
        who_gets = c.low[max(c.frame.sentence.lo, c.verb.begin - 4) : c.verb.begin]
        if c.frame.noun_subject is None and {"of", "the"}.isdisjoint(who_gets):
            return False
    elif who.kind in ("person", "name", "pronoun"):
        return False
    if any(
        c.low[m.first - 1] == "from" and 0 < m.first - c.frame.last <= 5 and m.kind == "country"
        for m in c.frame.sentence.mentions
    ):
        return who is not None and who.kind in ("country", "capital")
    low = c.frame.sentence.low
    return any(low[k] in {"this", "next", "coming"} and low[k + 1] in _PERIODS for k in range(len(low) - 1))

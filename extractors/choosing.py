"""Who gives, or whose a figure is, weighed: everybody the article names is a candidate, and signs speak for and against each.

A named subject of a giving verb, an owner or a "by X" is no matter of signs: those rules are right where they know (givers.py). Where
they know nothing, or only "whom the clause is about", no single rule is right much more than every other time. Signs that hold in any
article are weighed (``lexicon/actor_weights.yaml``, fitted by ``benchmarks/fit_actors.py`` on texts that no rule was written from).
"""

from __future__ import annotations

from collections.abc import Mapping

from extractors.actor_scene import SURE, Scene, known
from extractors.actor_signs import Case, case_of, here, of_sort
from extractors.drafts import Draft
from extractors.headings import heading_of
from extractors.lexicon import Lexicon
from extractors.mention import PRONOUNS

#: by how much another name must be ahead of the rule's: log odds. Measured on folders that the weights never saw
_AHEAD = 0.3
#: how many names are told in a trace
_TOLD = 2
#: how many of those named most are candidates at every claim
_LEADING = 2


class ActorWeights:
    """Sign -> how far it speaks for a candidate (log odds among the candidates of one claim), for pledges and for figures."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.of: dict[str, Mapping[str, float]] = {
            kind: {str(s): float(w) for s, w in lexicon.mapping("actor_weights", f"{kind}s").items()}
            for kind in ("pledge", "figure")
        }


def candidates(case: Case, scene: Scene) -> list[str]:
    """All names that may be the actor of a claim, in a fixed order."""
    draft, reading = case.draft, scene.reading
    heading = heading_of(draft.sentence)
    found = dict.fromkeys([draft.actor] if draft.actor is not None and known(draft) else [])
    found |= dict.fromkeys(m.name for m, _ in scene.cast.by_sentence.get(draft.sentence.index, ()))
    found |= dict.fromkeys(case.named)
    found |= dict.fromkeys(scene.ranked[:_LEADING])
    found |= dict.fromkeys(m.name for m, _ in scene.cast.by_sentence.get(-1, ()))
    found |= dict.fromkeys(scene.own.get(case.money, ()) if case.money not in (None, "USD", "EUR") else ())
    found |= dict.fromkeys(scene.groups)
    if draft.kind == "figure":
        found |= dict.fromkeys((*scene.ruled, *scene.cast.members))
    further: tuple[str | None, ...] = (
        case.before[0] if case.before is not None else None,
        case.behind[0] if case.behind is not None else None,
        case.subject,
        case.speaker,
        _as_written(draft),
        heading.name if heading is not None else None,
        scene.main, scene.company, scene.mint, scene.payee, reading.home, reading.issuer, reading.title_scheme, reading.main_project,
        "donors",
    )  # fmt: skip
    found |= dict.fromkeys(n for n in further if n)
    apart = _nobody_of(case, scene)
    return [name for name in found if name not in apart and name.lower() not in PRONOUNS]


def _nobody_of(case: Case, scene: Scene) -> set[str]:
    """Who cannot be the actor: who asks, whom it is for, and who only receives (0182)."""
    draft = case.draft
    if draft.kind == "figure" or known(draft):
        return set()
    apart: set[str] = (
        {draft.recipient} if draft.recipient and "actor: whose own it goes to" not in draft.trace else set()
    )
    if draft.modality == "demanded":
        apart.add(draft.speaker or "")
    verb = draft.frame.verb if draft.frame is not None else None
    if verb is not None and verb.is_a("receive") and "actor: who gave is not named" in draft.trace:
        apart |= {draft.recipient or "", case.subject or ""}
    return apart


def _as_written(draft: Draft) -> str | None:
    """ "The municipality has set aside": a subject without a name may be nobody's other name."""
    subject = draft.frame.subject if draft.frame is not None else None
    if subject is None or subject.kind not in ("anaphor", "role"):
        return None
    text = draft.sentence.reading.words.slice(subject.first, subject.last)
    head, _, rest = text.partition(" ")
    return rest if rest and head.lower() in {"the", "a", "an", "its", "their", "this", "that"} else text


def chosen(index: int, scene: Scene, weights: ActorWeights) -> tuple[str, str] | None:
    """The candidate for whom most speaks at the claim with a number, and how it came about; None without candidates."""
    case = case_of(index, scene)
    kind = case.draft.kind
    weight = weights.of[kind].get
    of_sorts: dict[str, float] = {}
    totals: dict[str, float] = {}
    for name in candidates(case, scene):
        constant = scene.totals.get((kind, name))
        if constant is None:
            constant = scene.totals[kind, name] = sum(weight(s, 0.0) for s in scene.constant(name))
        sort = scene.sort(name)
        of_sort_ = of_sorts.get(sort)
        if of_sort_ is None:
            of_sort_ = of_sorts[sort] = sum(weight(s, 0.0) for s in of_sort(sort, case))
        totals[name] = constant + of_sort_ + sum([weight(s, 0.0) for s in dict.fromkeys(here(name, case, scene))])
    best = sorted(totals, key=lambda n: -totals[n])[:_TOLD]
    if not best:
        return None
    ruled = case.draft.actor if known(case.draft) else None
    if ruled in totals and totals[best[0]] - totals[ruled] < _AHEAD:
        best = [ruled]
    return best[0], "candidates: " + ", ".join(f"{n} {totals[n]:+.1f}" for n in best)


def doubtful(draft: Draft) -> bool:
    """Whether signs have the last word on who acts: where no rule knew, or one that is often wrong; at figures always."""
    if draft.actor_rule == "own_gift":
        return False  # "sends Ukraine its 31st package"
    return draft.kind == "figure" or draft.borrowed_actor or draft.actor_rule not in SURE

"""To whom promises go whose sentences do not say: everybody the article names is a candidate, and so is nobody; signs speak for each.

A receiver that the sentence names stays (recipients.py). Else the signs of ``recipient_signs.py`` are weighed with
``lexicon/recipient_weights.yaml``, fitted by ``benchmarks/fit_recipients.py`` on texts of which no rule was written (0193).
"""

from __future__ import annotations

from collections.abc import Mapping

from extractors.actor_scene import Scene
from extractors.certainty import ARTICLES_PAYEE
from extractors.drafts import Draft
from extractors.lexicon import Lexicon
from extractors.payees import SURE, of_gifts, own_spending, spent, standings
from extractors.reading import Reading
from extractors.recipient_signs import NOBODY, Receivers

#: how many names are told in a trace
_TOLD = 2
#: by so much a name must be ahead of nobody (log odds): a receiver too many is told to people, one too few is looked up
_AHEAD = 0.3
#: sentences of an article that has names to choose from
LONG = 3


class RecipientWeights:
    """Sign -> how far it speaks for a candidate (log odds among the candidates of one promise)."""

    def __init__(self, lexicon: Lexicon) -> None:
        read = lexicon.mapping("recipient_weights", "signs")
        self.of: Mapping[str, float] = {str(s): float(w) for s, w in read.items()}


def settle_recipients(drafts: list[Draft], reading: Reading, scene: Scene | None) -> None:
    """Say to whom it goes where a promise does not; a figure of gifts goes where a sure payee's gifts go. ``scene``: where it was made."""
    if not drafts or all(d.recipient for d in drafts):
        return
    payee: tuple[str, float] | None
    if len(reading.sentences) >= LONG:
        receivers = Receivers(drafts, reading, scene or Scene(drafts, reading))
        payee = receivers.payee
        weights = reading.lexicon.compiled(RecipientWeights)
        is_told = enumerate(() if receivers.own_news else receivers.drafts)
        found = [(d, chosen(i, receivers, weights)) for i, d in is_told if is_open(d)]
    else:
        payee = standings(drafts, reading).payee
        found = [(d, (payee[0], "")) for d in drafts if payee and is_open(d) and payee[0] not in _givers(d)]
    for draft, (name, told) in found:
        if name != NOBODY:
            draft.recipient = name
            draft.trace += [*([told] if told else []), ARTICLES_PAYEE]
    if payee is not None and payee[1] >= SURE:
        for draft in drafts:
            if draft.kind == "figure" and _goes_to(draft, payee[0]):
                draft.recipient = payee[0]
                draft.trace.append(ARTICLES_PAYEE)
    share_recipients(drafts)


def _givers(draft: Draft) -> list[str]:
    return (draft.actor or "").split(", ")


def is_open(draft: Draft) -> bool:
    """Whether signs say to whom it goes: a promise whose sentence does not, and that is not spent on oneself or for what one buys."""
    if draft.kind != "pledge" or draft.recipient is not None or own_spending(draft):
        return False
    return of_gifts(draft) or not spent(draft)


def chosen(index: int, receivers: Receivers, weights: RecipientWeights) -> tuple[str, str]:
    """The candidate for whom most speaks at the promise with a number (`NOBODY`: it goes to nobody), and how it came about."""
    draft = receivers.drafts[index]
    traits = receivers.traits(draft)
    weight = weights.of.get
    of_sorts: dict[str, float] = {}
    totals: dict[str, float] = {}
    for name in receivers.candidates(draft):
        constant = receivers.totals.get(name)
        if constant is None:
            constant = receivers.totals[name] = sum(weight(s, 0.0) for s in receivers.constant(name))
        sort = receivers.sort(name)
        of_sort = of_sorts.get(sort)
        if of_sort is None:
            of_sort = of_sorts[sort] = sum(weight(f"{t} ~ {sort}", 0.0) for t in traits)
        own = sum(weight(s, 0.0) for s in dict.fromkeys(receivers.here(name, draft, index)))
        totals[name] = constant + of_sort + own
    totals[NOBODY] += _AHEAD
    best = sorted(totals, key=lambda n: -totals[n])[:_TOLD]
    return best[0], "receivers: " + ", ".join(f"{n or 'nobody'} {totals[n]:+.1f}" for n in best)


def _goes_to(draft: Draft, payee: str) -> bool:
    """Whether a figure is of gifts that go to a sure payee."""
    if draft.recipient is not None or own_spending(draft) or payee in _givers(draft):
        return False
    return of_gifts(draft)


def share_recipients(drafts: list[Draft]) -> None:
    """ "has transferred a third of its $100 million": a share goes where what it is a share of goes."""
    beside: dict[int, str] = {d.sentence.index: d.recipient for d in drafts if d.kind == "pledge" and d.recipient}
    for draft in drafts:
        shared = draft.quantity is not None and draft.quantity.unit in ("ratio", "pct") and draft.recipient is None
        if shared and draft.sentence.index in beside:
            draft.recipient = beside[draft.sentence.index]
            draft.trace.append("recipient: that of what it is a share of")

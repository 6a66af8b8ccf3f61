"""How the desk stands, whoever holds the ledger: asked of the ledger itself, else of the copy that was published last."""

from __future__ import annotations

from flows.settings import Settings
from storage.errors import LedgerError
from storage.standing import Standing


def standing_of(settings: Settings, wait_seconds: float) -> tuple[Standing, LedgerError | None]:
    """What the ledger says, waited for so long; else what the copy says (an empty standing without one), and why the ledger did not."""
    from storage.ledger import Ledger
    from storage.lookups import standing

    try:
        with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=wait_seconds) as ledger:
            return ledger.standing(), None
    except LedgerError as trouble:
        try:
            return standing(settings.snapshot_path), trouble
        except LedgerError:
            return Standing(), trouble


def failing(settings: Settings, standing: Standing) -> list[str]:
    """The enabled sources that failed when they were asked last, in the order of the settings; backed-off ones included."""
    states = standing.states
    return [s.name for s in settings.sources if s.enabled and s.name in states and states[s.name].failures]

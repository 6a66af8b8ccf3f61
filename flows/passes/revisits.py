"""Which sources have articles whose time to be looked at again has come."""

from __future__ import annotations

from datetime import datetime

from flows.settings import Settings


def due_sources(settings: Settings, now: datetime) -> list[str]:
    """Names of enabled sources that have a revisit due at ``now``, by what the ledger remembers of them."""
    from flows.fetch.memory import Memory
    from flows.fetch.watching import due
    from flows.passes.stages import LEDGER_WAIT_SECONDS
    from storage.ledger import Ledger

    if not settings.ledger_path.exists() or not settings.fetch.revisit_hours:
        return []
    with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=LEDGER_WAIT_SECONDS) as ledger:
        states = ledger.source_states()
    enabled = [s.name for s in settings.sources if s.enabled]
    return [
        name
        for name in enabled
        if name in states and due(Memory.read(states[name].cursor), now, settings.fetch.revisit_hours)
    ]

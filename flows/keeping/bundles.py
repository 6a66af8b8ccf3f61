"""What goes to other desks, and what comes from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.passes.stages import LEDGER_WAIT_SECONDS
from flows.settings import Settings


def export(settings: Settings, target: Path, forms: Sequence[Any], force: bool) -> str:
    """Write everything in the published copy as files."""
    from storage.export import FORMS
    from storage.export import export as write

    files = write(settings.snapshot_path, target, list(forms) or list(FORMS), datetime.now(UTC), force)
    return f"{target}: {len(files)} files, {sum(f.bytes for f in files) / 1e6:.1f} MB"


def import_bundle(settings: Settings, folder: Path, name: str) -> str:
    """Take another desk's export in as a reference: its claims become priors here, and are never told."""
    from flows.compare import blocking_keys
    from flows.judge import statements_of
    from flows.passes.folder import Busy, alone, holder
    from storage.bundle import read_bundle
    from storage.ledger import Ledger

    now = datetime.now(UTC)
    harvest = read_bundle(folder, name, now)
    keys = {s.claim.claim_id: tuple(sorted(blocking_keys(s))) for s in statements_of(harvest.readings)}
    harvest.keys.update(keys)
    with alone(settings) as may:
        if not may:
            raise Busy(f"{holder(settings)} is making a pass; try again when it has ended")
        with Ledger.open(settings.ledger_path, wait_seconds=LEDGER_WAIT_SECONDS) as ledger:
            recorded = ledger.record(harvest, now)
    return f"{recorded.articles} articles and {recorded.claims} claims of {name} are known here now; new claims are compared with them"

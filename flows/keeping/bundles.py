"""What goes to other desks, and what comes from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.passes.stages import LEDGER_WAIT_SECONDS
from flows.settings import Settings


def export(
    settings: Settings,
    target: Path,
    forms: Sequence[Any],
    force: bool,
    desk: str | None = None,
    org_ref: str | None = None,
) -> str:
    """Write everything in the published copy as files."""
    from storage.database import copy_lost
    from storage.errors import LedgerDamaged
    from storage.export import FORMS
    from storage.export import export as write

    chosen = list(forms) or list(FORMS)
    copy = settings.snapshot_path
    try:
        files = write(copy, target, chosen, datetime.now(UTC), force, desk, org_ref, own=settings.own_places)
    except LedgerDamaged as problem:
        if settings.ledger_path.exists():
            raise
        raise copy_lost(copy, problem.__cause__ or problem) from problem
    return f"{target}: {len(files)} files, {sum(f.bytes for f in files) / 1e6:.1f} MB"


def import_bundle(settings: Settings, folder: Path, name: str) -> str:
    """Take another desk's export in as a reference: its claims become priors here, are counted apart, and are never told. Publishes the copy."""
    from flows.compare import blocking_keys
    from flows.judge import statements_of
    from flows.passes.folder import Busy, alone, holder
    from flows.passes.stages import publish, refuse_if_lost
    from storage.bundle import IMPORTED, read_bundle
    from storage.ledger import Ledger

    now = datetime.now(UTC)
    harvest = read_bundle(folder, name, now)
    keys = {s.claim.claim_id: tuple(sorted(blocking_keys(s))) for s in statements_of(harvest.readings)}
    harvest.keys.update(keys)
    with alone(settings) as may:
        if not may:
            raise Busy(f"{holder(settings)} is making a pass; try again when it has ended")
        refuse_if_lost(settings)
        with Ledger.open(settings.ledger_path, wait_seconds=LEDGER_WAIT_SECONDS) as ledger:
            recorded = ledger.take_reference(harvest, now)
    publish(settings, now)
    articles = sum(len(reading.articles) for reading in harvest.readings)
    claims = sum(len(reading.claims) for reading in harvest.readings)
    if not recorded.articles and not recorded.claims:
        return f"nothing new: all {articles} articles and {claims} claims of {name} were known here already"
    known = (articles - recorded.articles, claims - recorded.claims)
    before = f" ({known[0]} articles and {known[1]} claims were known already)" if any(known) else ""
    return (
        f"{recorded.articles} articles and {recorded.claims} claims of {name} are new here{before}: new claims are compared with them; "
        f"they are counted apart, as {IMPORTED}{name} in sources and in reference_claims"
    )

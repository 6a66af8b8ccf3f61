"""``upkeep.json`` in the data folder: when the last upkeep was and what it found wrong, so that backups which fail every night are heard of."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flows.health.beat import write_even_if_full
from flows.health.operator import tell_operator
from flows.logs.masks import mask_text
from flows.settings import Settings

log = logging.getLogger("flows.health")


@dataclass(slots=True)
class Upkeep:
    """The last upkeep. Times are ISO 8601."""

    at: str
    #: kind → a sentence; nothing where all was whole
    wrong: dict[str, str] = field(default_factory=dict)
    #: since when something has been wrong, every time, and the kinds of it that the operator was told of
    since: str | None = None
    told: list[str] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at).astimezone(UTC)


def read_upkeep(settings: Settings) -> Upkeep | None:
    """The last upkeep; None without one, or where it cannot be read."""
    try:
        record = json.loads(_path(settings).read_text(encoding="utf-8"))
        found = Upkeep(str(record["at"]), dict(record["wrong"]), record["since"], list(record["told"]))
        found.moment  # noqa: B018 - raises where it is no time
        return found
    except (OSError, ValueError, TypeError, KeyError):
        return None


def upkeep_done(settings: Settings, wrong: Mapping[str, str], now: datetime) -> None:
    """Note what an upkeep found (kind → sentence). The operator hears of each kind once, and once that all is whole again. Never raises."""
    before = read_upkeep(settings)
    at = now.isoformat(timespec="seconds")
    told, since = (before.told, before.since) if before is not None else ([], None)
    wrong = {kind: mask_text(" ".join(sentence.split())) for kind, sentence in wrong.items()}
    news = [f"the upkeep: {sentence} (this is said once)" for kind, sentence in wrong.items() if kind not in told]
    if told and not wrong:
        news = [f"the upkeep finds everything whole again (trouble since {since})"]
    said = Upkeep(at, dict(wrong), (since or at) if wrong else None, [*dict.fromkeys([*told, *wrong])] if wrong else [])
    try:
        write_even_if_full(_path(settings), (json.dumps(asdict(said), ensure_ascii=False) + "\n").encode())
    except OSError as error:
        log.warning("the upkeep's end cannot be noted: %s", error)
    try:
        # without an operator's channel it stands in the status, and in what the run itself says
        tell_operator(settings, news if settings.health.operator else [], now)
    except Exception as error:  # whatever a disk or a network may do
        log.warning(mask_text(f"the operator's notice could not be given: {error}"))


def _path(settings: Settings) -> Path:
    return settings.paths.data / "upkeep.json"

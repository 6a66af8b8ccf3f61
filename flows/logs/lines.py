"""Log lines of our own rooms on stderr: text for people or JSON for collectors; addresses are masked in both."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from flows.logs.masks import mask_text
from flows.settings import Settings

ROOMS = ("flows", "storage", "extractors")
_PLAIN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Masked(logging.Formatter):
    """Text lines without secrets in addresses, those inside tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_text(super().format(record))


class Json(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what was given in ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        out: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        out |= {key: value for key, value in vars(record).items() if key not in _PLAIN}
        if record.exc_info:
            out["exception"] = self.formatException(record.exc_info)
        return mask_text(json.dumps(out, ensure_ascii=False, default=str))


def set_up(settings: Settings) -> None:
    """Send the rooms' log lines to stderr, once. Where Prefect runs, it sends them to its server besides, those of level info included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(settings))
    handler.setLevel(settings.log.level.upper())
    for room in ROOMS:
        logger = logging.getLogger(room)
        logger.setLevel(min(logging.INFO, logging.getLevelNamesMapping()[settings.log.level.upper()]))
        logger.handlers = [h for h in logger.handlers if not isinstance(h.formatter, Masked | Json)] + [handler]
        logger.propagate = False


def say(settings: Settings, sentence: str, **extra: object) -> None:
    """One line on stderr whatever the level: what somebody who looks after ``serve`` or a worker wants to see of each pass."""
    record = logging.LogRecord("flows.passes", logging.INFO, "", 0, sentence, None, None)
    vars(record).update(extra)
    print(_formatter(settings).format(record), file=sys.stderr, flush=True)


def _formatter(settings: Settings) -> logging.Formatter:
    if settings.log.format == "json":
        return Json()
    return Masked("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

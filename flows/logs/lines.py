"""Log lines on stderr: text for people or JSON for collectors, one line each, without secrets in both. Prefect's lines too.

Text is masked before it is laid down as a line: masking a finished JSON line may break it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO

from flows.logs.masks import hide, mask_text, mask_value
from flows.logs.secrets import secrets_of
from flows.settings import BadSettings, Settings, load

ROOMS = ("flows", "storage", "extractors")
#: what Prefect is told so that its console speaks JSON as ours does, in processes that it starts as well
PREFECT_SPEAKS_JSON = {
    "PREFECT_LOGGING_FORMATTERS_JSON_CLASS": "flows.logs.lines.Json",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json",
    "PREFECT_LOGGING_HANDLERS_DEBUG_FORMATTER": "json",
}
_PLAIN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "said"}
_TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
#: what ends a line, moves the cursor or colours the terminal: a text from outside must not forge a line of its own
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")


def one_line(text: str) -> str:
    """The text with every end of line and control character written out (``\\n``, ``\\x1b``)."""
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


class Masked(logging.Formatter):
    """Text lines without secrets. A message is one line; the lines of a traceback are indented, so that none passes for a message."""

    def format(self, record: logging.LogRecord) -> str:
        bare = logging.makeLogRecord(vars(record))
        bare.msg, bare.args = one_line(mask_text(record.getMessage())), None
        bare.exc_info, bare.exc_text, bare.stack_info = None, None, None
        lines = [super().format(bare)]
        if record.exc_info:
            lines += self.formatException(record.exc_info).split("\n")
        if record.stack_info:
            lines += record.stack_info.split("\n")
        return "\n    ".join([lines[0], *(one_line(mask_text(line)) for line in lines[1:])])


class Json(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what was given in ``extra``."""

    def __init__(self, *unused: object, **unused_too: object) -> None:
        # Prefect's configuration gives its formatters a format; ours has its own
        super().__init__()

    def format(self, record: logging.LogRecord) -> str:
        out: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask_text(record.getMessage()),
        }
        extra = {key: value for key, value in vars(record).items() if key not in _PLAIN and key not in out}
        out |= {str(k): v for k, v in dict(mask_value(extra)).items()}  # type: ignore[call-overload]
        if record.exc_info:
            out["exception"] = mask_text(self.formatException(record.exc_info))
        if record.stack_info:
            out["stack"] = mask_text(record.stack_info)
        # JSON allows these in a string, but not every reader of lines knows that
        return _ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(out, ensure_ascii=False, default=str))


class AsSet(logging.Formatter):
    """Lines as ``log.format`` of the desk's settings says, masked: for Prefect's own processes, which begin to speak before any settings
    are read (the units name this class). Where there are no settings that can be read: masked text."""

    def __init__(self, *unused: object, **unused_too: object) -> None:
        super().__init__()
        self.inner: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        if self.inner is None:
            # with the first line, not when Prefect is imported: whoever is to speak of wrong settings does so then
            self.inner = Masked(_TEXT)
            with suppress(BadSettings):
                settings = load()
                hide(secrets_of(settings))
                self.inner = _formatter(settings)
        return self.inner.format(record)


class _Wrapped(logging.Formatter):
    """Another formatter's lines, masked."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return mask_text(self.inner.format(record))


class _ToStderr(logging.StreamHandler[TextIO]):
    """Lines of the settings' level, and what is said whatever the level. Writes to the stderr of the moment."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(_formatter(settings))
        self.least = logging.getLevelNamesMapping()[settings.log.level.upper()]

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= self.least or getattr(record, "said", False):
            super().emit(record)


def set_up(settings: Settings) -> None:
    """Send the rooms' log lines to stderr, once. Where Prefect runs, it sends them to its server besides, those of level info included."""
    hide(secrets_of(settings))
    handler = _ToStderr(settings)
    for room in ROOMS:
        logger = logging.getLogger(room)
        logger.setLevel(min(logging.INFO, handler.least))
        logger.handlers = [h for h in logger.handlers if not isinstance(h, _ToStderr)] + [handler]
        logger.propagate = False
    if settings.log.format == "json":
        for name, value in PREFECT_SPEAKS_JSON.items():
            os.environ.setdefault(name, value)
        logging.captureWarnings(True)
    adopt(settings)


def adopt(settings: Settings) -> None:
    """Let the handlers that Prefect has set up in this process by now write as ours do: masked, and as JSON where that is wanted."""
    known = [logging.getLogger(), *map(logging.getLogger, ("prefect", "uvicorn", "fastapi", *ROOMS))]
    known += [logging.getLogger(n) for n in list(logging.root.manager.loggerDict) if n.startswith("prefect.")]
    for handler in {h for logger in known for h in logger.handlers if type(h).__module__.startswith("prefect.")}:
        inner = handler.formatter
        if isinstance(inner, _Wrapped | Json):
            continue
        if isinstance(inner, AsSet):  # it asked the settings that lie nearest; these are those of the pass
            inner.inner = _formatter(settings)
            continue
        if "API" in type(handler).__name__:
            handler.setFormatter(_Wrapped(inner or logging.Formatter("%(message)s")))
        elif settings.log.format == "json":
            handler.setFormatter(Json())
        elif inner is not None:
            handler.setFormatter(_Wrapped(inner))


def say(settings: Settings, sentence: str, **extra: object) -> None:
    """One line on stderr whatever the level: what somebody who looks after ``serve`` or a worker wants to see of each pass."""
    logger = logging.getLogger("flows.passes")
    if not any(isinstance(h, _ToStderr) for h in logging.getLogger("flows").handlers):
        set_up(settings)
    logger.info("%s", sentence, extra={**extra, "said": True})


def tell(sentence: str) -> None:
    """What a command says to people on stderr: bare lines, or JSON lines where the log is set up to write those."""
    handlers = [h for h in logging.getLogger("flows").handlers if isinstance(h, _ToStderr)]
    if any(isinstance(h.formatter, Json) for h in handlers):
        record = logging.LogRecord("pledgewatch", logging.ERROR, "", 0, sentence, None, None)
        print(Json().format(record), file=sys.stderr, flush=True)
        return
    for line in mask_text(sentence).splitlines():
        print(f"pledgewatch: {one_line(line)}", file=sys.stderr, flush=True)


def announce(settings: Settings, sentence: str) -> None:
    """What a command that goes on says of itself on stderr: a bare line for people, or a JSON line like all others."""
    if settings.log.format == "json":
        record = logging.LogRecord("flows.desk", logging.INFO, "", 0, sentence, None, None)
        print(Json().format(record), file=sys.stderr, flush=True)
    else:
        print(one_line(mask_text(sentence)), file=sys.stderr, flush=True)


def _formatter(settings: Settings) -> logging.Formatter:
    if settings.log.format == "json":
        return Json()
    return Masked(_TEXT)

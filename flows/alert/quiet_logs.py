"""Keeps secrets out of logs: at DEBUG Apprise prints tokens and passwords, and urllib3 prints the paths that hold them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flows.logs.masks import mask_addresses

_NOISY = ("apprise", "urllib3.connectionpool", "requests_oauthlib")


class _Discreet(logging.Filter):
    """Drops what is below WARNING and masks addresses in the rest; a filter holds even where somebody sets the level to DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return False
        record.msg, record.args = mask_addresses(record.getMessage()), None
        return True


def install() -> None:
    """Put the filters in place; harmless to repeat."""
    for name in _NOISY:
        logger = logging.getLogger(name)
        if not any(isinstance(f, _Discreet) for f in logger.filters):
            logger.addFilter(_Discreet())


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.lines.append(record.getMessage())


@contextmanager
def collected() -> Iterator[list[str]]:
    """What Apprise warns of in this thread, masked; that is the only place where it says why something failed."""
    install()
    logger, handler = logging.getLogger("apprise"), _Collector()
    propagate = logger.propagate
    logger.addHandler(handler)
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate

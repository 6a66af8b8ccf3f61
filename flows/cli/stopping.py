"""Ctrl-C and SIGTERM in a command: its query is stopped, one sentence says what is done, and the exit code is the signal's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer


@contextmanager
def stoppable(sentence: Callable[[], str]) -> Iterator[None]:
    """Ends the command with ``sentence`` where it is ordered to stop in this block."""
    from flows.logs.lines import tell
    from flows.passes import interrupts

    try:
        with interrupts.listening():
            yield
    except (Exception, KeyboardInterrupt) as error:
        if not interrupts.is_interrupt(error):
            raise
        interrupts.ignored()  # who presses again while this is told is answered by it
        tell(sentence())
        raise typer.Exit(interrupts.code()) from None

"""Lengths of time and sizes of files in words."""

from __future__ import annotations

from datetime import timedelta


def span(length: timedelta) -> str:
    """``timedelta(minutes=90)`` → ``90 minutes``; from two of a larger unit on, that one."""
    seconds = max(0.0, length.total_seconds())  # clocks differ by seconds
    for size, word in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word}"
    return f"{seconds:.0f} seconds"


def size(number: float) -> str:
    """``1_500_000`` → ``1.5 MB``."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"

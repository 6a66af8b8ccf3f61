"""Which texts cannot be compared: a fault of ours on one text must not cost the pass, nor every pass after it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from flows.judge import Judged
from storage.errors import LedgerError
from storage.rows import Problem, Reading


def judged_without_faults(
    judge: Callable[[Sequence[Reading]], Judged], readings: Sequence[Reading]
) -> tuple[Judged, list[Problem]]:
    """The judgement on all readings; where that fails, on all but those it fails on, which keep their text and lose their claims.

    A reading set aside is recorded as read, so that the next pass does not fail on it again; a later version reads it anew
    (``pledgewatch reextract``). Faults of the machine or of the ledger are raised, and so is one that every text meets: the pass is
    made again. With one faulty text among n about 2·log2(n) judgements are made.
    """
    try:
        return judge(readings), []
    except (LedgerError, OSError, MemoryError):
        raise
    except Exception as error:
        logging.getLogger(__name__).warning(
            "comparing failed (%s: %s); looking for the text", type(error).__name__, error
        )
    sound: list[Reading] = []
    problems: list[Problem] = []
    waiting = [list(readings)]
    while waiting:
        group = waiting.pop(0)
        try:
            judge([*sound, *group])
            sound += group
        except (LedgerError, OSError, MemoryError):
            raise
        except Exception as error:
            if len(group) > 1:
                middle = len(group) // 2
                waiting[:0] = [group[:middle], group[middle:]]
                continue
            (one,) = group
            sentence = f"its claims cannot be compared ({type(error).__name__}: {error})"
            problems.append(Problem(one.page.source, one.page.url, "compare", "compare_failed", sentence))
            sound.append(replace(one, claims=()))
    if len(problems) == sum(bool(r.claims) for r in readings) > 1:
        raise RuntimeError(f"no text can be compared: {problems[0].message}")
    return judge(sound), problems

"""Silence for a while, by command: what a word means, until when, and what is muted now."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flows.alert.reasons import RULES
from flows.alert.safe import clean
from flows.settings import BadSettings, Mute, Settings
from storage.errors import LedgerError
from storage.ledger import Ledger
from storage.mutes import KINDS, Muted, MuteKind


class UnknownMute(LookupError):
    """Nothing has this name; the message says what can be muted."""


def check_rules(settings: Settings) -> None:
    """Refuse a mute of the settings that names no rule of the comparison: it would silence nothing. Raises BadSettings."""
    for rule in (m.rule for m in settings.mutes if m.rule is not None and m.rule not in RULES):
        close = difflib.get_close_matches(rule, RULES, n=1)
        way = f'did you mean "{close[0]}"?' if close else f"there are: {', '.join(RULES)}"
        raise BadSettings(
            f'{settings.file or "the settings"}: a mute names the rule "{clean(rule, 60)}", but there is none of that name; {way}'
        )


def mute(
    ledger_path: Path,
    what: str,
    sources: Collection[str],
    now: datetime,
    *,
    lasting: timedelta | None = None,
    note: str | None = None,
) -> tuple[Muted, ...]:
    """Mute what ``what`` names from now on, for ``lasting`` (None: until it is lifted). An alert is muted by its events.

    ``what`` is the id of an alert, an event or a proposition (its beginning is enough), the name of a rule or of one of ``sources``, or
    one of these with its kind before it ("source:ansa"). Raises UnknownMute for what names nothing, LedgerError for what names too much.
    """
    until = now + lasting if lasting is not None else None
    with Ledger.open(ledger_path) as ledger:
        muted = tuple(
            Muted(kind, name, until, clean(note, 1000) or None, now) for kind, name in _meant(ledger, what, sources)
        )
        for silence in muted:
            ledger.mute(silence, now)
    return muted


def unmute(ledger_path: Path, what: str, now: datetime) -> tuple[Muted, ...]:
    """Lift what ``what`` names: a kind and name, a name, or the id of an alert. Raises UnknownMute where nothing is muted by it."""
    kind, name = _split(what)
    with Ledger.open(ledger_path) as ledger:
        active = ledger.muted(now)
        events = {n for k, n in ledger.named(name) if k == "event"} if kind is None else set()
        lifted = tuple(
            m for m in active if (m.name == name and kind in (None, m.kind)) or (m.kind == "event" and m.name in events)
        )
        for silence in lifted:
            ledger.unmute(silence.kind, silence.name, now)
    if not lifted:
        known = ", ".join(f"{m.kind}:{m.name}" for m in active)
        raise UnknownMute(
            f"{clean(what, 60)} is not muted by command; "
            + (
                f"muted are: {known}"
                if known
                else "nothing is (mutes of the settings are lifted there, under [[mutes]])"
            )
        )
    return lifted


def muted(ledger_path: Path, now: datetime) -> Sequence[Muted]:
    """What is muted by command now."""
    with Ledger.open(ledger_path, read_only=True) as ledger:
        return ledger.muted(now)


def together(settings: Iterable[Mute], commanded: Iterable[Muted]) -> tuple[Mute, ...]:
    """The mutes of the settings and those by command that are in force, as routing takes them."""
    return (*settings, *(Mute.model_validate({m.kind: m.name, "note": m.note}) for m in commanded))


def _split(what: str) -> tuple[MuteKind | None, str]:
    before, colon, after = what.strip().partition(":")
    for kind in KINDS:
        if colon and before.lower() == kind:
            return kind, after.strip()
    return None, what.strip()


def _meant(ledger: Ledger, what: str, sources: Collection[str]) -> list[tuple[MuteKind, str]]:
    kind, name = _split(what)
    found: list[tuple[MuteKind, str]] = [("source", name)] if name in sources else []
    if name:
        found += ledger.named(name)
    found = [pair for pair in found if kind in (None, pair[0])]
    kinds = {k for k, _ in found}
    if len(kinds) > 1:
        meanings = ", ".join(f"{k}:{n}" for k, n in found[:6])
        raise LedgerError(f"{clean(what, 60)} means several things: {meanings}; give one of them.")
    if not found:
        raise UnknownMute(
            f"{clean(what, 60) or 'an empty word'} is no alert, event, proposition, rule or source; pledgewatch alerts lists alerts, "
            f"pledgewatch why ID shows event, proposition and rule; the sources are: {', '.join(sorted(sources)) or 'none'}"
        )
    return found

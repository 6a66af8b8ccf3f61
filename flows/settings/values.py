"""What values of the settings may look like: durations, time zones, hours; and the error that says what is wrong with them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

_DURATION = re.compile(r"(\d+)\s*([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class BadSettings(ValueError):
    """The settings cannot be used as they are; the message is one sentence a person can act on."""


def duration(text: str) -> timedelta:
    """Read ``"90s"``, ``"30m"``, ``"1h 30m"``, ``"2d"`` or ``"1w"``; raises ValueError for anything else."""
    parts = _DURATION.findall(text)
    if not parts or _DURATION.sub("", text).strip():
        raise ValueError('a duration is a number and a unit, such as "90s", "30m", "2h", "1d" or "1w"')
    return sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in parts), timedelta())


def _duration_text(text: str) -> str:
    if duration(text) <= timedelta():
        raise ValueError("a duration must be longer than zero")
    return text


def _time_zone(name: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('a time zone is an IANA name such as "Europe/Brussels" or "UTC"') from None
    return name


def _quiet_hours(text: str) -> str:
    from datetime import time

    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        start = end = time()
    if start == end:
        raise ValueError('quiet hours are two times, such as "22:00-07:00"')
    return text


QuietHours = Annotated[str, AfterValidator(_quiet_hours)]
#: channel addresses that can stand in the settings: services without tokens, no user or password, no query but what hides nothing
_OPEN_ADDRESS = re.compile(
    r"(?:jsons?|xmls?|forms?|syslog|dbus|mailtos?)://(?:[\w.+-]+@)?[^@?#]*"
    r"(?:\?(?:(?:from|to|cc|bcc|name|smtp|mode|format|rto|cto|verify|port)=[^&]*(?:&|$))*)?"
)

#: what there is in place of a channel that writes a file
ALREADY_A_FILE = "every alert is already a line of a file, data/alerts.jsonl, without any channel"


def holds_no_secret(address: str) -> bool:
    """Whether a channel's Apprise URL can be seen by anybody: known to have no token, user with password, or secret in its query."""
    return _OPEN_ADDRESS.fullmatch(address) is not None


Duration = Annotated[str, AfterValidator(_duration_text)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]


class Strict(BaseModel):
    """A table of the settings file; an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

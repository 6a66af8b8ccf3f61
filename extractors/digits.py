"""Printed digits as whole numbers and places behind the point: "1,050", "12,34,567.89", "8.000.000", "1'000'000", "1,5"."""

from __future__ import annotations

#: more digits than this is no amount (an account number, a hash)
_DIGITS = 22


def parse_digits(printed: str) -> tuple[int, int] | None:
    """``printed`` as (whole number, digits after the point), or None if it is no number ("1.2.3", "10,5,00").

    Commas group (English and Indian), also dots and apostrophes where there are several groups of three; one comma before one or two
    digits is a decimal comma.
    """
    if len(printed) > _DIGITS + 8:
        return None
    if printed.isdigit():
        return (int(printed), 0) if len(printed) <= _DIGITS else None
    body = printed.replace("’", "'")
    for mark in ("'", ","):
        if mark in body:
            return _grouped(body, mark)
    parts = body.split(".")
    if len(parts) == 2:
        return int(parts[0] + parts[1]), len(parts[1])
    if len(parts[0]) <= 3 and all(len(p) == 3 for p in parts[1:]):
        return int("".join(parts)), 0
    return None


def _grouped(body: str, mark: str) -> tuple[int, int] | None:
    head, dot, tail = body.rpartition(".")
    whole, decimals = (head, tail) if dot and mark in head and mark not in tail else (body, "")
    parts = whole.split(mark)
    if "." in whole:
        if mark == "," and len(parts) == 2 and all(len(p) == 3 for p in parts[0].split(".")[1:]):
            return int(parts[0].replace(".", "") + parts[1]), len(parts[1])  # 1.234.567,89
        return None
    if len(parts[0]) <= 3 and parts[0] != "" and len(parts[-1]) == 3 and all(len(p) in (2, 3) for p in parts[1:-1]):
        return int("".join(parts) + decimals), len(decimals)
    if mark == "," and len(parts) == 2 and len(parts[1]) <= 2 and not decimals:
        return int(parts[0] + parts[1]), len(parts[1])
    return None


def exact(whole: int, decimals: int, scale: int = 1) -> float:
    """whole / 10**decimals * scale without rounding on the way."""
    return float(whole * scale / 10**decimals)

"""Time expressions: when money or a thing is due or holds, resolved against the article's date to ISO 8601 with its precision.

"by the end of the year" is a deadline, "since February 2022" a start that runs to the article's date, "over the next four years" a window,
"over four years" a length that starts with the year named before it, else with the article's year. Fiscal years keep the years printed.
"""

from __future__ import annotations

from dataclasses import replace

from extractors import lexicon as lexicons
from extractors.calendars import Point, Today, year_at
from extractors.lexicon import Lexicon
from extractors.timeexpr import Tables, TimeExpr, expr, tables_of
from extractors.timepoints import read_point
from extractors.tokens import BREAK, NUMBER, WORD, Tokens, tokenize
from extractors.windows import window

_NONE: frozenset[str] = frozenset()
#: how far the past perfect of a clause may stand from its date (tokens)
_CLAUSE = 12
_FUTURE = ("will", "would", "shall", "should", "must", "could", "can")
_ARTICLES = ("a", "an")


def read_times(
    text: str,
    start: int = 0,
    end: int | None = None,
    published: str | None = None,
    *,
    lexicon: Lexicon | None = None,
    stream: Tokens | None = None,
) -> list[TimeExpr]:
    """All time expressions of ``text[start:end]`` by place, none overlapping; offsets are into the whole text. Never raises on any text.

    ``published`` is the article's date (ISO 8601, reduced precision allowed); without it only expressions that print a year are resolved.
    ``stream`` are the tokens of the stretch, where the caller has them.
    """
    words = lexicon if lexicon is not None else lexicons.load()
    end = len(text) if end is None else min(end, len(text))
    if max(0, start) >= end:
        return []
    t = words.compiled(tables_of)
    tokens = stream if stream is not None else tokenize(text, max(0, start), end, t.numbers.starters, _NONE)
    if not tokens.heads and t.heads.isdisjoint(tokens.low):
        return []
    today = Today.of(published)
    found: list[TimeExpr] = []
    floor = i = 0
    n, kind, low, openers = tokens.n, tokens.kind, tokens.low, t.openers
    while i < n:
        if kind[i] != NUMBER and low[i] not in openers:
            i += 1
            continue
        if low[i] in _ARTICLES and not (i + 1 < n and low[i + 1] in t.points.units):
            i += 1
            continue
        one = window(tokens, i, t, today, floor) or _point(tokens, i, t, today, floor)
        if one is None:
            i += 1
            continue
        expr, last = one
        found.append(expr)
        floor = i = last + 1
    return found


# --- points ---------------------------------------------------------------------------------------------------------------------


def _point(tokens: Tokens, i: int, t: Tables, today: Today | None, floor: int) -> tuple[TimeExpr, int] | None:
    first, role = _prefix(tokens, i, t, floor)
    p = read_point(tokens, i, t.points, today, ahead=role in ("deadline", "end", "start") and not _bygone(tokens, i))
    if p is None or (role is None and not _stands_alone(tokens, i, p)):
        return None
    return _both(tokens, first, i, p, role, t, today) or _with_role(tokens, first, p, role, today)


def _bygone(tokens: Tokens, i: int) -> bool:
    """Whether the clause around token ``i`` is in the past perfect: "had spent 410 million by the end of September"."""
    for k in range(i - 1, max(-1, i - _CLAUSE), -1):
        if tokens.kind[k] == BREAK or tokens.low[k] in ".;!?":
            break
        if tokens.low[k] in _FUTURE or tokens.low[k] in _DUE or (tokens.low[k] == "to" and tokens.low[k + 1] in _TO_DO):
            return tokens.low[k + 1] == "have"  # "should have arrived by mid-December"
        if tokens.low[k] == "had" or (tokens.low[k] in _DONE and tokens.low[k - 1] not in _NOT_YET):
            return True
    for k in range(i + 1, min(tokens.n, i + _CLAUSE)):
        if tokens.kind[k] == BREAK or tokens.low[k] in ".;!?" or tokens.low[k] in _FUTURE:
            break
        if tokens.low[k] == "and":
            break
        if tokens.low[k] == "had":
            return True
    return False


#: what is to happen before a day lies ahead: "was to be paid before Christmas"
_DUE = frozenset({"must", "should", "can", "may", "might", "wants", "expects", "hopes", "needs", "plans"})
_TO_DO = frozenset(
    {
        "be", "come", "go", "arrive", "pay", "deliver", "send", "give", "have", "reach", "hand", "ship", "spend", "complete", "finish",
        "transfer", "release", "raise", "provide", "build", "open", "start", "begin", "get", "receive", "meet",
    }
)  # fmt: skip
#: "went to Kyiv before Christmas": it is over
_DONE = frozenset(
    {
        "went", "arrived", "reached", "came", "received", "sent", "paid", "delivered", "handed", "left", "landed", "transferred",
        "completed", "finished", "gave", "spent", "shipped", "began", "opened", "closed", "fell", "rose", "met", "signed",
    }
)  # fmt: skip
_NOT_YET = frozenset({"is", "are", "be", "being", "been", "get", "gets", "if", "once", "until"})


def _prefix(tokens: Tokens, i: int, t: Tables, floor: int) -> tuple[int, str | None]:
    at = i - 1
    if at >= floor and tokens.low[at] == "the":
        at -= 1
    found = t.prefixes.behind(tokens, at, floor)
    if found is None:
        return i, None
    if found[1] == "in":  # "since the war began in February 2022"
        for k in range(found[0] - 1, max(floor - 1, found[0] - 7), -1):
            if tokens.kind[k] != WORD:
                break
            if tokens.low[k] == "since":
                return k, "since"
    return found


def _stands_alone(tokens: Tokens, i: int, p: Point) -> bool:
    """A point without preposition: a bare year only where it reads as one ("the 2026 budget", a cell of a table)."""
    if p.rule != "year" or p.last > i:
        return not (p.rule == "division" and tokens.low[i] == "last")
    following = tokens.low[p.last + 1] if p.last + 1 < tokens.n else ""
    return following not in ("%", "percent", "million", "billion", "euros", "dollars", "people", "soldiers", "troops")


def _both(
    tokens: Tokens, first: int, i: int, p: Point, role: str | None, t: Tables, today: Today | None
) -> tuple[TimeExpr, int] | None:
    """ "from 2024 to 2027", "between May and July 2025", "June to August"."""
    at = p.last + 1
    if at + 1 >= tokens.n:
        return None
    joint = tokens.low[at]
    between = (first > 0 and tokens.low[first - 1] == "between") or tokens.low[i - 1 : i] == ["between"]
    pair = joint == "and" and role in ("in", None) and p.rule == "year" and year_at(tokens, at + 1) == int(p.start) + 1
    if not (joint in ("to", "until", "till", "through", "-", "–", "—") or (joint == "and" and between) or pair):
        return None
    q = read_point(tokens, at + 1, t.points, today, ahead=True)
    if q is None or q.end < p.start[: len(q.end)] or (joint in "-–—" and role not in ("start", "in", None)):
        return None
    begin = p.start
    if len(p.start) == 7 and len(q.end) == 7 and not year_at(tokens, p.last) and year_at(tokens, q.last):
        begin = q.end[:4] + p.start[4:]  # "between May and July 2025"
    end = q.end
    if p.rule == q.rule == "month" and not year_at(tokens, p.last) and not year_at(tokens, q.last):
        end = f"{int(p.start[:4]) + (q.end[5:] < p.start[5:]):04d}{q.end[4:]}"  # "between January and April"
    return expr(
        tokens,
        first if not between else max(0, first - (tokens.low[first] != "between")),
        q.last,
        "range",
        start=begin,
        end=end,
    )


def _with_role(tokens: Tokens, first: int, p: Point, role: str | None, today: Today | None) -> tuple[TimeExpr, int]:
    if role == "deadline":
        due = p.end if tokens.low[first] in ("by", "due", "no", "not", "until", "at", "in") else p.start
        return expr(tokens, first, p.last, "deadline", deadline=due)
    if role == "since":
        p = _no_later(tokens, p, today)
        until = today.iso("D") if today else None
        if until and p.start and until[: len(p.start)] < p.start:
            until = None  # a start after the article's own date has not run yet
        return expr(tokens, first, p.last, "since", start=p.start, end=until)
    if role == "start" and tokens.low[p.last].endswith(("'s", "’s")):
        role = "in"  # "from next year's budget"
    if role == "start" and p.rule in ("days", "years", "fiscal") and p.start != p.end:
        return expr(tokens, first, p.last, "range", start=p.start, end=p.end)
    if role == "start":
        return expr(tokens, first, p.last, "start", start=p.start)
    if role == "end":
        return expr(tokens, first, p.last, "end", end=p.end)
    if role == "as_of" and today is not None and p.start and p.start > today.iso("D")[: len(p.start)]:
        return expr(tokens, first, p.last, "start", start=p.start)  # "as of January next"
    if role == "as_of":
        return expr(tokens, first, p.last, "as_of", as_of=p.end)
    return expr(tokens, first, p.last, "point", start=p.start, end=p.end)


def _no_later(tokens: Tokens, p: Point, today: Today | None) -> Point:
    """ "since June 1": the last one, where the text prints no year."""
    if today is None or year_at(tokens, p.last) or len(p.start) < 7 or p.start <= today.iso("D")[: len(p.start)]:
        return p
    if p.start[4:] == "-02-29":
        return p
    return replace(p, start=f"{int(p.start[:4]) - 1:04d}{p.start[4:]}", end=f"{int(p.end[:4]) - 1:04d}{p.end[4:]}")


# --- windows and lengths --------------------------------------------------------------------------------------------------------

"""The card as an e-mail page: tables and inline styles only, no scripts, no images from elsewhere; two columns that stack on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as _escape

from flows.alert.card import Card, Finding, Side, confidence
from flows.alert.reasons import rules_words
from flows.alert.render import text
from flows.alert.safe import clean, shorten
from flows.alert.words import says

#: mail programs cut longer mails (Gmail at 102 kB)
SIZE_LIMIT = 95_000
_FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_INK, _SOFT, _LINE, _PAPER = "#101828", "#475467", "#e4e7ec", "#f2f4f7"
#: family -> colour of the badge, tint of the newer side
_COLOURS = {
    "contradicts": ("#b42318", "#fef3f2"),
    "inconsistent": ("#b54708", "#fffaeb"),
    "updates": ("#b54708", "#fffaeb"),
    "new": ("#175cd3", "#eff8ff"),
}
_OTHER = ("#344054", "#f9fafb")
_SEVERITY = {"high": "●●●", "medium": "●●○", "low": "●○○"}
_TABLE = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'


def escape(words: str) -> str:
    """Foreign text as HTML text or attribute value."""
    return _escape(words, quote=True)


def page(cards: Sequence[Card], title: str, digest: bool = False) -> str:
    """The whole HTML part, below 100 kB: what does not fit is named with the command that shows it."""
    title = clean(title)
    blocks: list[str] = []
    size, left = 4000, 0
    for card in cards:
        block = _card(card, digest)
        if size + len(block.encode()) > SIZE_LIMIT:
            left += 1
            continue
        blocks.append(block)
        size += len(block.encode())
    if left:
        ids = ", ".join(c.alert_id for c in cards[-left:][:20])
        blocks.append(
            _note(
                f"{left} more did not fit: pledgewatch why {ids}"
                if len(cards) == 1
                else f"{left} more did not fit; pledgewatch alerts lists them all"
            )
        )
    head = (
        f'<div style="{_FONT};font-size:20px;font-weight:700;color:{_INK};padding:4px 4px 16px">{escape(title)}</div>'
        if digest
        else ""
    )
    preview = escape(shorten(text.heading(cards[0].findings[0]), 140)) if cards else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="color-scheme" content="light"><title>{escape(title)}</title></head>'
        f'<body style="margin:0;padding:0;background:{_PAPER};-webkit-text-size-adjust:100%">'
        f'<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;color:{_PAPER}">{preview}</div>'
        f'<table {_TABLE} width="100%" style="background:{_PAPER}"><tr><td align="center" style="padding:16px 8px">'
        f'<table {_TABLE} width="100%" style="max-width:680px"><tr><td style="word-break:break-word">{head}{"".join(blocks)}</td></tr></table>'
        "</td></tr></table></body></html>"
    )


def _card(card: Card, digest: bool) -> str:
    findings = "".join(_finding(f, n, len(card.findings)) for n, f in enumerate(card.findings, 1))
    foot = (
        f'<div style="{_FONT};font-size:12px;line-height:18px;color:{_SOFT};padding:12px 20px;border-top:1px solid {_LINE}">'
        + "".join(f'<div style="padding-bottom:6px">{escape(note)}</div>' for note in card.notes)
        + f'id <span style="font-family:Menlo,Consolas,monospace;color:{_INK}">{escape(card.alert_id)}</span>'
        f' &nbsp;·&nbsp; <span style="font-family:Menlo,Consolas,monospace">pledgewatch why {escape(card.alert_id)}</span>'
        + (f" &nbsp;·&nbsp; watch: {escape(', '.join(card.watches))}" if card.watches else "")
        + "</div>"
    )
    return (
        f'<table {_TABLE} width="100%" style="background:#ffffff;border:1px solid {_LINE};border-radius:10px;margin:0 0 16px;'
        f'border-collapse:separate;overflow:hidden"><tr><td>{findings}{foot}</td></tr></table>'
    )


def _finding(finding: Finding, n: int, of: int) -> str:
    ink, tint = _COLOURS.get(finding.family, _OTHER)
    first, second = text.labels(finding)
    number = f"{n} of {of} &nbsp;" if of > 1 else ""
    dots = _SEVERITY.get(finding.severity or "", "")
    severity = (
        f'<span style="color:{ink};letter-spacing:1px">{dots}</span> {escape(finding.severity or "")}' if dots else ""
    )
    rule = f"border-top:4px solid {ink}" if n == 1 else f"border-top:1px solid {_LINE}"
    head = (
        f'<div style="{rule};padding:18px 20px 4px;{_FONT}">'
        f'<div style="font-size:12px;line-height:20px;color:{_SOFT}">{number}'
        f'<span style="display:inline-block;background:{ink};color:#ffffff;font-weight:700;letter-spacing:.4px;border-radius:4px;'
        f'padding:0 8px">{escape(finding.word)}</span> &nbsp;{severity}</div>'
        f'<div style="font-size:19px;line-height:26px;font-weight:700;color:{_INK};padding:8px 0 8px">{escape(finding.line)}</div></div>'
    )
    if finding.before:
        sides = _columns(_side(first, finding.now, tint, ink), _side(second, finding.before, "#f9fafb", _SOFT))
    else:
        sides = f'<div style="padding:0 20px">{_side("", finding.now, tint, ink)}</div>'
    return head + sides + _timeline(finding, ink) + _details(finding)


def _columns(left: str, right: str) -> str:
    """Two boxes side by side where there is room, one below the other where there is not; Outlook gets a plain table."""
    box = "display:inline-block;width:100%;max-width:325px;min-width:250px;vertical-align:top"
    return (
        f'<div style="padding:0 14px;font-size:0;text-align:left">'
        f'<!--[if mso]><table {_TABLE} width="100%"><tr><td width="50%" valign="top"><![endif]-->'
        f'<div style="{box}"><div style="padding:0 6px">{left}</div></div>'
        '<!--[if mso]></td><td width="50%" valign="top"><![endif]-->'
        f'<div style="{box}"><div style="padding:0 6px">{right}</div></div>'
        "<!--[if mso]></td></tr></table><![endif]--></div>"
    )


def _side(label: str, side: Side, tint: str, ink: str) -> str:
    tag = (
        f'<div style="font-size:11px;line-height:16px;font-weight:700;letter-spacing:.8px;color:{ink}">{escape(label)}</div>'
        if label
        else ""
    )
    due = f'<span style="font-weight:400">, {escape(side.when)}</span>' if side.when else ""
    who = f'<span style="font-weight:400;color:{_SOFT}">, {escape(says(side.speaker))}</span>' if side.speaker else ""
    marks = "".join(
        f' <span style="display:inline-block;font-size:11px;line-height:18px;color:#93370d;background:#fef0c7;border-radius:9px;padding:0 8px">{escape(m)}</span>'
        for m in side.marks
    )
    where = escape(text.place(side))
    if side.link:
        where = f'<a href="{escape(side.link)}" style="color:#175cd3;text-decoration:underline">{where}</a>'
    title = (
        f'<div style="font-size:12px;line-height:17px;color:{_SOFT}">{escape(side.title)}</div>' if side.title else ""
    )
    return (
        f'<table {_TABLE} width="100%" style="margin:0 0 10px;background:{tint};border-left:3px solid {ink}"><tr>'
        f'<td style="padding:10px 14px 12px;{_FONT};color:{_INK}">{tag}'
        f'<div style="font-size:16px;line-height:22px;font-weight:700">{escape(side.amount)}{due}{who}{marks}</div>'
        f"<div style=\"font-family:Georgia,'Times New Roman',serif;font-size:15px;line-height:22px;color:#1d2939;padding:6px 0\">“{_quote(side)}”</div>"
        f'<div style="font-size:13px;line-height:19px">{where}</div>{title}</td></tr></table>'
    )


def _quote(side: Side) -> str:
    before, found, after = text.emphasised(side)
    return f"{escape(before)}<b>{escape(found)}</b>{escape(after)}" if found else escape(side.quote)


def _timeline(finding: Finding, ink: str) -> str:
    """The values of the statement over time as bars: a picture made of table cells, which no mail program blocks."""
    if not finding.timeline:
        return ""
    rows = "".join(
        f'<tr><td valign="middle" width="86" style="{_FONT};font-size:12px;line-height:16px;color:{_SOFT};padding:3px 8px 3px 0">'
        f"{escape(text.date_text(p.published))}</td>"
        f'<td valign="middle" style="{_FONT};font-size:12px;line-height:16px;color:{_INK};padding:3px 0">'
        f'<div style="width:{p.share}%;height:7px;background:{ink if p.now else "#98a2b3"};border-radius:3px"></div>'
        f"{'<b>' if p.now else ''}{escape(p.amount)}{'</b>' if p.now else ''}"
        f'<span style="color:{_SOFT}">{escape(f", {p.publisher}" if p.publisher else "")}</span></td></tr>'
        for p in finding.timeline
    )
    return f'<div style="padding:4px 20px 2px"><table {_TABLE} width="100%">{rows}</table></div>'


def _details(finding: Finding) -> str:
    rows = []
    if finding.also:
        rows.append(("Also", "<br>".join(escape(a) for a in finding.also)))
    if finding.facts:
        rows.append(("Worth", "<br>".join(escape(f) for f in finding.facts)))
    rows.append(("How sure", escape(confidence(finding))))
    why = "<br>".join(escape(r) for r in finding.reasons)
    if finding.rules:
        why += f'{"<br>" if why else ""}<span style="color:{_SOFT}">Rule: {escape(rules_words(finding.rules))}</span>'
    if why:
        rows.append(("Why", why))
    cells = "".join(
        f'<tr><td valign="top" width="72" style="{_FONT};font-size:12px;line-height:19px;color:{_SOFT};padding:3px 8px 3px 0">{label}</td>'
        f'<td valign="top" style="{_FONT};font-size:13px;line-height:19px;color:{_INK};padding:3px 0">{value}</td></tr>'
        for label, value in rows
    )
    return f'<div style="padding:4px 20px 14px"><table {_TABLE} width="100%">{cells}</table></div>'


def _note(words: str) -> str:
    return (
        f'<div style="{_FONT};font-size:13px;line-height:19px;color:{_SOFT};padding:0 4px 16px">{escape(words)}</div>'
    )

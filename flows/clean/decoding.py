"""Bytes to text, for pages, feeds and sitemaps alike.

One invalid byte makes feedparser read a whole UTF-8 feed as ISO-8859-2, even where the HTTP header says UTF-8, and "40 млрд €" is
gone. So the text is decoded here, damage stays where it is, and the parser gets clean UTF-8.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PROLOG = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_HIGH = bytes(range(128, 256))
#: more damage than this is no slip of an editor's tool, and mending costs a microsecond each
_MENDABLE = 10_000
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNSEEN = (
    (re.compile(rb"<!--"), re.compile(rb"-->")),
    (re.compile(rb"<(?:script|style)\b", re.IGNORECASE), re.compile(rb"</(?:script|style)", re.IGNORECASE)),
)
_TAG = re.compile(rb"<[^<>]*>")
_LETTERS = re.compile(rb"[A-Za-z]")
#: with a smaller share of bytes above 127 among its letters, or so few, a text is of Latin script
_LATIN_SHARE, _FEW = 0.3, 4
_LATIN_BY_LANGUAGE = (
    ("cp1250", frozenset(["bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl"])),
    ("cp1254", frozenset(["tr"])),
    ("cp1257", frozenset(["et", "lt", "lv"])),
)
_OF_OTHER_SCRIPTS = [
    "cp1251",
    "koi8_u",
    "koi8_r",
    "iso8859_5",
    "cp866",
    "cp1253",
    "iso8859_7",
    "cp1255",
    "cp1256",
    "cp874",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
    "cp949",
]
#: encodings whose text looks like ASCII: only their own declaration tells
_SEVEN_BIT = ("iso2022", "hz", "iso-2022")


def _mend(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 inside UTF-8 text is nearly always Windows-1252 pasted in by an editor's tool."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("pledgewatch.mend", _mend)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding that it was read in, and how many bytes did not fit it."""

    text: str
    encoding: str
    bad_bytes: int = 0


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """Read bytes as text. ``charset`` is the HTTP header's word. Never raises.

    In order: byte order mark; valid UTF-8, whatever is declared; the declared encoding, if it is another one and fits; damaged UTF-8,
    mended byte by byte; the declared encoding in spite of damage; Windows-1252.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _lenient(data[len(bom) :], name)
    declared = [name for name in (_known(charset), _known(_declared(data))) if name]
    for name in declared:
        if name.startswith(_SEVEN_BIT):
            return _lenient(data, name)
    if wide := _without_mark(data):
        return _lenient(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad <= 0.3 * (len(data) - len(data.translate(None, _HIGH))):
        # mostly well-formed multi-byte sequences do not arise by chance
        return Decoded(data.decode("utf-8", "pledgewatch.mend") if bad < _MENDABLE else text, "utf-8", bad)
    for name in declared:
        if name != "utf-8":
            return _lenient(data, name)
    return _guessed(data)


def xml_text(decoded: str) -> str:
    """Text made safe for an XML parser: without characters XML forbids, without a DOCTYPE's own entities, and with no encoding declared."""
    text = _ILLEGAL.sub("", decoded).lstrip()
    text = re.sub(r"^<\?xml[^>]{0,300}\?>", "", text, count=1)
    return _without_entities(text)


def _without_entities(text: str) -> str:
    """Drop the DOCTYPE: feeds need none, and its internal subset is where entity bombs and external files are declared."""
    start = text.find("<!DOCTYPE", 0, 5000)
    if start < 0:
        return text
    end, depth, at = -1, 0, start
    for at in range(start, min(len(text), start + 200_000)):
        character = text[at]
        if character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
        elif character == ">" and depth <= 0:
            end = at + 1
            break
    return text[:start] + (text[end:] if end > 0 else "")


def _declared(data: bytes) -> str | None:
    found = _PROLOG.match(data[:400]) or _META.search(data[:2048])
    return found[1].decode("ascii") if found else None


def _known(name: str | None) -> str | None:
    """Python's name of a text encoding. Latin-1 means Windows-1252 on the web (WHATWG Encoding)."""
    try:
        found = codecs.lookup((name or "").strip(" \"'")).name
        "a".encode(found)
    except (LookupError, ValueError, TypeError):
        return None
    if found in ("iso8859-1", "ascii"):
        return "cp1252"
    return found if found not in ("utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape") else None


def _without_mark(data: bytes) -> str | None:
    if data[:4] in (b"<\0?\0", b"<\0r\0", b"<\0h\0"):
        return "utf-16-le"
    if data[:4] in (b"\0<\0?", b"\0<\0r", b"\0<\0h"):
        return "utf-16-be"
    return None


def _lenient(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    return Decoded(text, name, text.count("\ufffd"))


def _guessed(data: bytes) -> Decoded:
    """Nobody says what it is, or says UTF-8 and errs. Only the encodings of the web come into question (WHATWG Encoding): a guess among
    all that Python knows takes "€5m" in Windows-1252 for a DOS code page and reads "Ć5m"."""
    words = _words(data[:200_000])[:50_000]
    high = len(words) - len(words.translate(None, _HIGH))
    if high < _FEW or high < _LATIN_SHARE * (high + len(_LETTERS.findall(words))):
        return _lenient(data, _latin(words))
    from charset_normalizer import from_bytes

    best = from_bytes(words, cp_isolation=_OF_OTHER_SCRIPTS).best()
    return _lenient(data, best.encoding if best is not None else "cp1252")


def _words(data: bytes) -> bytes:
    """What a reader sees of a page, more or less: without comments, scripts and tags, in time that grows with its length."""
    for start, end in _UNSEEN:
        first, *others = start.split(data)
        data = b" ".join([first, *(end.split(other, maxsplit=1)[-1] for other in others)])
    return _TAG.sub(b" ", data)


def _latin(words: bytes) -> str:
    """Which of the Windows code pages of Latin script: they agree in ASCII, which tells the language, and in "€" and quotation marks."""
    from flows.clean.language import detect

    language = detect(words.decode("cp1252", "replace"), "und")
    return next((name for name, languages in _LATIN_BY_LANGUAGE if language in languages), "cp1252")

"""Bytes off the wire: Content-Encoding undone by ourselves, with a bound.

httpx would decompress without limit: a bomb of 0.2 MB reached 229 MB through ``iter_bytes``. Here nothing grows beyond its cap.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import brotli
import zstandard

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
#: the largest window that RFC 8878 (3.1.1.1.2) asks decoders to support
_ZSTD_WINDOW = 8 * 1024 * 1024
#: honest text is hardly compressed better than this; what reaches its cap from so little is a bomb
_BOMB_RATIO = 40
#: bytes that say nothing: white space, NUL, a byte order mark
BLANK = b"\0\t\r\n \xef\xbb\xbf"
#: folded bytes that are looked at in one go
_PIECE = 16_384


class BodyError(ValueError):
    """The body cannot be decoded, with a code ("bad_encoding", "bomb") and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def decode(wire: bytes, encodings: str, limit: int) -> tuple[bytes, bool]:
    """Undo ``Content-Encoding`` (as the header has it) up to ``limit`` bytes.

    Returns the bytes and whether they are all there: False if the cap cut them or the stream ended early. Raises BodyError for an
    unknown or broken encoding and for a bomb.
    """
    names = [name for name in (part.strip().lower() for part in encodings.split(",")) if name not in ("", "identity")]
    if len(names) > 3:
        raise BodyError("bad_encoding", f"the answer is compressed {len(names)} times over")
    body, whole = wire, True
    for name in reversed(names):
        step = _DECODERS.get(name)
        if step is None:
            raise BodyError("bad_encoding", f"the answer is encoded as {name!r}, which nobody asked for")
        try:
            body, complete, used = step(body, limit)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            if _unfolded(body):
                continue  # a server or proxy that unpacked the body and left the header
            raise BodyError("bad_encoding", f"the answer says it is {name} but cannot be decompressed") from error
        whole = whole and complete
        # what unfolded so far counts, not what is still folded: a long bomb is no better than a short one
        if len(body) > limit > _BOMB_RATIO * used:
            raise BodyError("bomb", f"{used} bytes unfold to more than {limit}: a decompression bomb")
    return body[:limit], whole and len(body) <= limit


def _unfolded(body: bytes) -> bool:
    """Whether a body is a page, feed or JSON as it stands, whatever its header says."""
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] in (b"<", b"{", b"[") and b"\0" not in start


# Each gives what it unfolded (one byte more than the limit, at least, where there is more), whether that is all, and how many bytes it took.


def _gzip(data: bytes, limit: int) -> tuple[bytes, bool, int]:
    out, whole = bytearray(), len(data)
    while data:  # several members may follow one another (RFC 1952, 2.2)
        unpacker = zlib.decompressobj(wbits=31)
        out += unpacker.decompress(data, limit + 1 - len(out))
        if not unpacker.eof:
            return bytes(out), False, whole - len(unpacker.unconsumed_tail)
        data = unpacker.unused_data.lstrip(b"\0")
        if len(out) > limit or not data.startswith(b"\x1f\x8b"):
            break
    return bytes(out), len(out) <= limit, whole - len(data)


def _deflate(data: bytes, limit: int) -> tuple[bytes, bool, int]:
    try:
        unpacker = zlib.decompressobj()
        out = unpacker.decompress(data, limit + 1)
    except zlib.error:  # some servers send raw deflate without the zlib frame
        unpacker = zlib.decompressobj(wbits=-15)
        out = unpacker.decompress(data, limit + 1)
    return out, unpacker.eof, len(data) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)


def _brotli(data: bytes, limit: int) -> tuple[bytes, bool, int]:
    unpacker, out, used = brotli.Decompressor(), bytearray(), 0
    while len(out) <= limit and not unpacker.is_finished():
        piece = b""
        unfolded = unpacker.process(b"", output_buffer_limit=65_536) if used else b""
        if not unfolded and unpacker.can_accept_more_data():  # nothing is left of what it was given
            piece = data[used : used + _PIECE]
            used += len(piece)
            unfolded = unpacker.process(piece, output_buffer_limit=65_536)
        if not piece and not unfolded:
            break
        out += unfolded
    return bytes(out), unpacker.is_finished() and len(out) <= limit, used


def _zstd(data: bytes, limit: int) -> tuple[bytes, bool, int]:
    unpacker, folded = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW), io.BytesIO(data)
    with unpacker.stream_reader(folded, read_size=_PIECE, read_across_frames=True, closefd=False) as reader:
        out = reader.read(limit + 1)
    return out, len(out) <= limit, folded.tell()


_DECODERS: dict[str, Callable[[bytes, int], tuple[bytes, bool, int]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

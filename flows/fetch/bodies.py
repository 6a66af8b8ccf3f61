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
            body, complete = step(body, limit)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise BodyError("bad_encoding", f"the answer says it is {name} but cannot be decompressed") from error
        whole = whole and complete
    if len(body) > limit > _BOMB_RATIO * len(wire):
        raise BodyError("bomb", f"{len(wire)} bytes unfold to more than {limit}: a decompression bomb")
    return body[:limit], whole and len(body) <= limit


def _gzip(data: bytes, limit: int) -> tuple[bytes, bool]:
    out = bytearray()
    while data:  # several members may follow one another (RFC 1952, 2.2)
        unpacker = zlib.decompressobj(wbits=31)
        out += unpacker.decompress(data, limit + 1 - len(out))
        if not unpacker.eof:
            return bytes(out), False
        data = unpacker.unused_data.lstrip(b"\0")
        if len(out) > limit or not data.startswith(b"\x1f\x8b"):
            break
    return bytes(out), len(out) <= limit


def _deflate(data: bytes, limit: int) -> tuple[bytes, bool]:
    try:
        unpacker = zlib.decompressobj()
        out = unpacker.decompress(data, limit + 1)
    except zlib.error:  # some servers send raw deflate without the zlib frame
        unpacker = zlib.decompressobj(wbits=-15)
        out = unpacker.decompress(data, limit + 1)
    return out, unpacker.eof


def _brotli(data: bytes, limit: int) -> tuple[bytes, bool]:
    unpacker = brotli.Decompressor()
    out = bytearray(unpacker.process(data, output_buffer_limit=65_536))
    while len(out) <= limit and not unpacker.is_finished():
        piece = unpacker.process(b"", output_buffer_limit=65_536)
        if not piece:
            break
        out += piece
    return bytes(out), unpacker.is_finished()


def _zstd(data: bytes, limit: int) -> tuple[bytes, bool]:
    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    with unpacker.stream_reader(io.BytesIO(data), read_across_frames=True) as reader:
        out = reader.read(limit + 1)
    return out, len(out) <= limit


_DECODERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

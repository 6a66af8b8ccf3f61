"""Content-Encoding undone with a bound."""

from __future__ import annotations

import gzip
import random
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.fetch.bodies import BodyError, decode
from monitoring import Monitor, feed, report_of
from website import Answer, Site

TEXT = b" ".join(b"%d billion euros" % (n * n * 7919 % 10_007) for n in range(600))


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    " deflate ": raw_deflate,
    "br": lambda data: brotli.compress(data, quality=5),
    "zstd": zstandard.compress,
    "": bytes,
    "identity": bytes,
    "gzip, gzip": lambda data: gzip.compress(gzip.compress(data)),
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_gives_the_same_bytes(name):
    assert decode(ENCODINGS[name](TEXT), name, 1_000_000) == (TEXT, True)


@pytest.mark.parametrize("name", ENCODINGS)
def test_the_cap_cuts_and_says_so(name):
    assert decode(ENCODINGS[name](TEXT), name, 1000) == (TEXT[:1000], False)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_refused_without_being_unfolded(name):
    bomb = ENCODINGS[name](bytes(12_000_000))
    with pytest.raises(BodyError) as raised:
        decode(bomb, name, 5_000_000)
    assert raised.value.code == "bomb"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_a_bomb_is_known_by_what_unfolded_not_by_its_length(name):
    chance = random.Random(3)
    noise = bytes(chance.randrange(256) for _ in range(60_000))
    bomb = ENCODINGS[name](b" " * 3_000_000 + noise * 3)  # fifteen times its folded length in all: honest, by that
    with pytest.raises(BodyError) as raised:
        decode(bomb, name, 1_000_000)
    assert raised.value.code == "bomb"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_cut_stream_gives_its_beginning_or_an_error_never_a_crash(name):
    packed = ENCODINGS[name](TEXT + bytes(range(256)) * 40)
    for length in (0, 1, 5, len(packed) // 2, len(packed) - 1):
        try:
            body, _ = decode(packed[:length], name, 1_000_000)
        except BodyError as error:
            assert error.code == "bad_encoding"
        else:
            assert (TEXT + bytes(range(256)) * 40).startswith(body)


@pytest.mark.parametrize("name", ["compress", "aes128gcm", "gzip, gzip, gzip, gzip"])
def test_what_nobody_asked_for_is_refused(name):
    with pytest.raises(BodyError):
        decode(TEXT, name, 1_000_000)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "zstd", "br, gzip"]))
def test_no_bytes_break_it(data, name):
    try:
        body, _ = decode(data, name, 1000)
    except BodyError:
        return
    assert len(body) <= 1000


def test_several_gzip_members_are_one_body():
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", 100) == (b"one two", True)


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate"])
def test_over_the_wire(name):
    rss = b"<rss><channel><item><title>t</title><link>/a</link></item></channel></rss>" + b" " * 3000
    with Site() as site:
        site.script("/rss", Answer(ENCODINGS[name](rss), 200, {"Content-Encoding": name}, chunked=True))
        report = report_of(Monitor(feed(site.url("/rss"))).go())
        assert (report.status, report.items) == ("ok", 1)
        assert name in site.requests[0].headers["accept-encoding"]


def test_a_bomb_on_the_wire_is_a_failed_source():
    with Site() as site:
        site.script("/rss", Answer(gzip.compress(bytes(60_000_000)), 200, {"Content-Encoding": "gzip"}))
        report = report_of(Monitor(feed(site.url("/rss"))).go())
        assert report.status == "failed" and "bomb" in report.error


def test_fifty_megabytes_are_read_up_to_the_cap():
    start = b"<rss><channel><item><title>t</title><link>/a</link></item>"
    with Site() as site:
        site.script("/rss", Answer(start + b"<!-- padding padding -->" * 2_100_000, 200))
        report = report_of(Monitor(feed(site.url("/rss")), max_feed_bytes=200_000).go())
        assert (report.status, report.items) == (
            "ok",
            1,
        ) and "the feed was cut off; what came was read" in report.warnings
        assert report.bytes < 1_000_000


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate", "identity"])
def test_endless_white_space_is_refused_however_well_it_is_folded(name):
    """Blanks drawn at random fold to a fifth: no bomb by its ratio, and nothing to read all the same."""
    blank = "".join(random.Random(5).choices(" \t\r\n", k=400_000)).encode()
    assert len(zlib.compress(blank)) * 40 > 200_000, "under the ratio"
    with Site() as site:
        site.script("/rss", Answer(ENCODINGS[name](blank), 200, {"Content-Encoding": name}))
        report = report_of(Monitor(feed(site.url("/rss")), max_feed_bytes=200_000).go())
        assert report.status == "failed" and "more than 0.2 MB of nothing but white space" in report.error
        site.script("/rss", Answer(ENCODINGS[name](blank[:100_000]), 200, {"Content-Encoding": name}))
        assert "empty" in report_of(Monitor(feed(site.url("/rss")), max_feed_bytes=200_000).go()).error


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize(
    "body", [b"<rss version='2.0'><channel/></rss>", b"\xef\xbb\xbf\n<!doctype html><p>\xc3\xa9", b'{"items": []}']
)
def test_a_body_that_was_unpacked_on_the_way_is_read_as_it_stands(name, body):
    assert decode(body, name, 1_000_000) == (body, True)


@pytest.mark.parametrize("body", [b"\x00\x01", b"plain words", b"<\x00binary"])
def test_what_is_neither_folded_nor_text_is_still_refused(body):
    with pytest.raises(BodyError):
        decode(body, "gzip", 1_000_000)

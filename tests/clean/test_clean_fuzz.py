"""Whatever the bytes: an answer, in bounded time, never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean import clean
from flows.clean.cleaner import MAX_ELEMENTS, cut, few_attributes, parse
from flows.clean.decoding import decode, xml_text
from pages import article, page, sentence

TAGS = st.sampled_from(
    ["<article>", "</article>", "<p>", "</p>", "<h1>", "<main>", "<div>", "</div>", "<table><tr><td>", "<script type='application/ld+json'>", "</script>",
     '{"@type":"NewsArticle","datePublished":{"@value":[]},"author":[null,{"name":[]}],"publisher":[[]]}', '{"@graph":' * 8, "<!--", "-->", "<![CDATA[", "<svg>",
     "<time datetime='9999-99-99'>", "<meta charset='utf-7'>", "<meta property='article:published_time' content='0000-00-00'>", "<html lang='\x00'>",
     '{"@type":"LiveBlogPosting","liveBlogUpdate":[{"articleBody":"<b>x"},{"articleBody":"<"}]}', "<template>", "<plaintext>", "&#xD800;", "&#0;", sentence(1)]
)  # fmt: skip
BODIES = st.lists(
    st.one_of(TAGS.map(str.encode), st.binary(max_size=12), st.text(max_size=12).map(str.encode)), max_size=40
).map(b"".join)


@settings(max_examples=250, deadline=None)
@given(
    BODIES,
    st.sampled_from(["text/html", "text/plain", None, "application/json"]),
    st.sampled_from([None, "utf-8", "utf-16", "x-user-defined"]),
)
def test_no_bytes_make_it_raise(body, content_type, charset):
    cleaned = clean(page(body, content_type=content_type, charset=charset))
    assert (cleaned.document is None) <= bool(cleaned.problems)
    assert "unreadable" not in [problem.code for problem in cleaned.problems], "an exception was caught on the way"
    if cleaned.document is not None:
        for segment in cleaned.document.segments:
            assert 0 <= segment.start < segment.end <= len(cleaned.document.text)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_page_is_read_or_named(data):
    body = bytearray(article(1, 2, 3).encode())
    for _ in range(data.draw(st.integers(0, 30))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cleaned = clean(page(bytes(body)))
    assert cleaned.document is not None or cleaned.problems


HOSTILE = {
    "deep nesting": b"<div>" * 60_000 + b"x",
    "deep inline nesting": b"<p>" + b"<b><i>" * 20_000 + b"x",
    "many attributes": b"<p " + b"a='1' " * 50_000 + b">x</p>",
    "an endless tag": b"<p " + b"x" * 500_000,
    "open angle brackets": b"<" * 300_000,
    "ampersands": b"&" * 300_000,
    "unclosed comment": b"<p>x</p><!--" + b"-" * 300_000,
    "nested JSON": b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script><p>x</p>",
    "many articles": b"<article><p>" + sentence(1).encode() * 4 + b"</p><p>" + sentence(2).encode() + b"</p></article>",
    "a table of tables": b"<table><tr><td>" * 3_000,
    "null bytes": b"<p>\x00" * 100,
    "surrogates": "<p>\ud800</p>".encode("utf-8", "surrogatepass") * 50,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end(name):
    body = HOSTILE[name] * (300 if name == "many articles" else 1)
    cleaned = clean(page(body))
    assert cleaned.document is not None or cleaned.problems


CROWDED = {
    "plain": lambda n: f' a{n}="x"',
    "single quotes": lambda n: f" a{n}='x'",
    "bare": lambda n: f" a{n}",
    "unquoted": lambda n: f" a{n}=x",
    "without spaces": lambda n: f'a{n}="x"',
    "values that look like ends": lambda n: f' a{n}=">"',
    "values that look like tags": lambda n: f' a{n}="<b>"',
}


@pytest.mark.parametrize("how", CROWDED)
def test_a_tag_with_attributes_without_end_costs_nothing(how):
    crowd = "".join(CROWDED[how](n) for n in range(5_000))
    body = article(1, 2, 3)
    lean = few_attributes(body.replace("<article", f"<article {crowd}", 1))
    assert len(lean) < len(body) + 100, "the attributes are gone"
    cleaned = clean(page(body.replace("<article", f"<article {crowd}", 1)))
    assert cleaned.document is not None and sentence(2) in cleaned.document.text


def test_honest_tags_keep_their_attributes():
    long = f'<p class="a" data-state="{{&quot;a&quot;: [{"1, " * 5_000}]}}">x</p><script>{"if (a < b) c = d; " * 2_000}</script>'
    assert few_attributes(long) == long


ENDLESS = {
    "links": b"<html><body><article><p>"
    + sentence(1).encode() * 3
    + b"</p>"
    + b"<a href='/x'>link text here</a> " * 60_000,
    "cells": b"<html><body><p>" + sentence(1).encode() * 3 + b"</p><table>" + b"<tr><td>1</td><td>2</td></tr>" * 25_000,
    "line breaks": b"<html><body><p>" + sentence(1).encode() * 3 + b"text<br>" * 90_000,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_pages_of_too_many_elements_are_read_in_part(name):
    """Whole, each of these costs trafilatura a minute."""
    tree = parse(ENDLESS[name].decode())
    assert cut(tree) and sum(1 for _ in tree.iter()) <= MAX_ELEMENTS + 1
    cleaned = clean(page(ENDLESS[name]))
    assert "truncated" in [problem.code for problem in cleaned.problems]
    assert cleaned.document is None or sentence(1) in cleaned.document.text


@settings(deadline=None)
@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_decoding_never_raises(data, charset):
    assert "\x00" not in xml_text(decode(data, charset).text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_utf8_is_read_as_it_is(text):
    assert decode(text.encode(), "windows-1252").text == text.removeprefix("\ufeff") or "\x00" in text

"""Pages with several articles, and bodies that are there twice."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean import clean
from flows.clean.segments import collapse_repeats
from pages import html, page, paragraphs, sentence


def parts_of(cleaned):
    document = cleaned.document
    return [(document.text[s.start : s.end], s.title, s.published) for s in document.segments]


def test_two_articles_are_two_segments_with_their_own_dates():
    one = f"<article><h1>First</h1><time datetime='2026-03-01T08:00:00Z'>1 March</time>{paragraphs(1, 2, 3)}</article>"
    two = f"<article><h2>Second</h2><time datetime='2025-12-24'>24 December</time>{paragraphs(4, 5, 6)}</article>"
    parts = parts_of(clean(page(html(f"<main>{one}{two}</main>"))))
    assert [(title, when) for _, title, when in parts] == [("First", "2026-03-01T08:00:00Z"), ("Second", "2025-12-24")]
    assert sentence(2) in parts[0][0] and sentence(4) not in parts[0][0]
    assert sentence(5) in parts[1][0] and sentence(1) not in parts[1][0]


def test_an_article_without_a_date_of_its_own_has_the_pages():
    head = '<meta property="article:published_time" content="2026-03-01T08:00:00Z">'
    main = (
        f"<article><h1>First</h1>{paragraphs(1, 2, 3)}</article><article><h2>Second</h2>{paragraphs(4, 5, 6)}</article>"
    )
    assert {when for _, _, when in parts_of(clean(page(html(main, head))))} == {"2026-03-01T08:00:00Z"}


def test_teasers_are_no_articles():
    teasers = "".join(
        f"<article><h3><a href='/{n}'>Teaser {n}</a></h3><p>{sentence(n)[:80]}</p></article>" for n in range(10, 20)
    )
    cleaned = clean(page(html(f"<main><article><h1>Real</h1>{paragraphs(1, 2, 3)}</article>{teasers}</main>")))
    assert cleaned.document.segments == () and sentence(1) in cleaned.document.text


def test_nested_articles_are_not_counted_twice():
    main = f"<article class='page'><article><h1>First</h1>{paragraphs(1, 2, 3)}</article><article><h1>Second</h1>{paragraphs(4, 5, 6)}</article></article>"
    assert [title for _, title, _ in parts_of(clean(page(html(main))))] == ["First", "Second"]


def test_a_desktop_and_a_mobile_copy_are_one_article():
    body = f"<h1>Aid</h1>{paragraphs(1, 2, 3)}"
    cleaned = clean(page(html(f"<article class='desktop'>{body}</article><article class='mobile'>{body}</article>")))
    assert cleaned.document.segments == () and cleaned.document.text.count(sentence(2)) == 1


def test_a_body_printed_twice_in_one_element_is_read_once():
    cleaned = clean(page(html(f"<main><h1>Aid</h1>{paragraphs(9)}{paragraphs(1, 2, 3)}{paragraphs(1, 2, 3)}</main>")))
    assert [cleaned.document.text.count(sentence(n)) for n in (9, 1, 2, 3)] == [1, 1, 1, 1]


def test_a_live_blog_in_markup():
    posts = "".join(
        f"<article class='live-post' id='post-{n}'><h2>Post {n}</h2><time datetime='2026-03-01T0{n}:00:00Z'></time><p>{sentence(n)}</p></article>"
        for n in range(1, 6)
    )
    parts = parts_of(clean(page(html(f"<main><h1>War live</h1>{posts}</main>"))))
    assert [(title, when) for _, title, when in parts] == [
        (f"Post {n}", f"2026-03-01T0{n}:00:00Z") for n in range(1, 6)
    ]
    assert all(sentence(n) in text for n, (text, _, _) in enumerate(parts, 1))


def test_a_live_blog_in_json_ld():
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"Update {n}",
            "datePublished": f"2026-03-01T1{n}:00:00+01:00",
            "articleBody": f"<p>{sentence(n)}</p>",
        }
        for n in range(3)
    ]
    thing = {"@type": "LiveBlogPosting", "headline": "War live", "liveBlogUpdate": [*updates, {"articleBody": 3}, "x"]}
    body = html(f"<main>{paragraphs(7)}</main>", f'<script type="application/ld+json">{json.dumps(thing)}</script>')
    parts = parts_of(clean(page(body)))
    assert [(title, when) for _, title, when in parts] == [
        (f"Update {n}", f"2026-03-01T{n + 9:02}:00:00Z") for n in range(3)
    ]
    assert all(sentence(n) in text for n, (text, _, _) in enumerate(parts))


PASSAGE = "\n".join(f"{sentence(n)} {sentence(n + 50)}" for n in range(3))
LINES = st.lists(
    st.one_of(st.text(max_size=20), st.just(PASSAGE), st.sampled_from([sentence(n) for n in range(60, 64)])),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_collapsing_loses_no_line_and_repeats_no_passage(pieces):
    text = "\n".join(pieces)
    once = collapse_repeats(text)
    assert {line for line in text.split("\n") if len(line) > 80} == {
        line for line in once.split("\n") if len(line) > 80
    }
    assert once.count(PASSAGE) <= 1


def test_a_line_may_rightly_repeat():
    table = "\n".join(
        f"Day {n}\nOne cup of asparagus, two eggs, a spoon of oil and half an avocado, as before." for n in range(5)
    )
    assert collapse_repeats(table) == table


def test_readers_remarks_are_no_articles():
    remarks = "".join(
        f"<article class='comment-body'><p>{sentence(n)}</p><p>{sentence(n + 1)} {sentence(n + 2)}</p></article>"
        for n in (20, 30, 40)
    )
    for body in (
        f"<div class='entry'><h1>Aid</h1>{paragraphs(1, 2, 3)}</div>",
        f"<article><h1>Aid</h1>{paragraphs(1, 2, 3)}</article>",
    ):
        document = clean(page(html(f"<main>{body}</main><section id='comments'>{remarks}</section>"))).document
        assert document.segments == () and sentence(1) in document.text and sentence(20) not in document.text


def test_text_behind_a_comment_is_not_lost():
    """React puts comments between pieces of text; given a tree that has them, trafilatura drops what follows."""
    body = f"<article><h1>Aid</h1><p>The sum of <!-- -->4 billion<!-- --> euros was named in the paper on Tuesday.</p>{paragraphs(1, 2)}</article>"
    assert "The sum of 4 billion euros was named in the paper on Tuesday." in clean(page(html(body))).document.text


def test_two_short_articles_are_two():
    one = "<article><h2>First</h2><time datetime='2026-03-01'>1 March</time><p>{}</p><p>{}</p></article>"
    two = "<article><h2>Second</h2><p class='byline'>By Ana Blyth</p><p>{}</p><p>{}</p></article>"
    main = f"<main>{one.format(sentence(1), sentence(2))}{two.format(sentence(3), sentence(4))}</main>"
    parts = parts_of(clean(page(html(main))))
    assert [title for _, title, _ in parts] == ["First", "Second"]
    assert sentence(2) in parts[0][0] and sentence(3) not in parts[0][0] and sentence(3) in parts[1][0]


TEASERS = {
    "the heading is a link": "<article><h2><a href='/x'>Other</a></h2><time datetime='2026-03-01'></time><p>{}</p><p>{}</p></article>",
    "the whole is a link": "<a href='/x'><article><h2>Other</h2><time datetime='2026-03-01'></time><p>{}</p><p>{}</p></article></a>",
    "it leads on": "<article><h2>Other</h2><time datetime='2026-03-01'></time><p>{}</p><p>{}</p><a href='/x'>Read more</a></article>",
    "it has no date and no name": "<article><h2>Other</h2><p>{}</p><p>{}</p></article>",
    "it has no heading": "<article><time datetime='2026-03-01'></time><p>{}</p><p>{}</p></article>",
}


@pytest.mark.parametrize("why", TEASERS)
def test_a_short_piece_is_a_teaser_where(why):
    teaser = TEASERS[why].format(sentence(8), sentence(9))
    main = f"<main><article><h1>Real</h1>{paragraphs(1, 2, 3)}</article>{teaser}</main>"
    assert clean(page(html(main))).document.segments == ()


POSTS = {
    "blocks": "<div id='block-{n}' class='block'><p class='block-time'><time datetime='2026-03-01T0{n}:00:00Z'>{n}</time></p><h2>Post {n}</h2><p>{text}</p></div>",
    "list": "<li class='live-update'><time datetime='2026-03-01T0{n}:00:00Z'>{n}</time><h3>Post {n}</h3><p>{text}</p></li>",
    "microdata": "<section itemprop='liveBlogUpdate' itemtype='https://schema.org/BlogPosting'><h3>Post {n}</h3><time datetime='2026-03-01T0{n}:00:00Z'></time><p>{text}</p></section>",
    "wrapped": "<div class='c-entry entry'><div class='inner'><h3>Post {n}</h3><time datetime='2026-03-01T0{n}:00:00Z'></time><p>{text}</p></div></div>",
}


@pytest.mark.parametrize("kind", POSTS)
def test_posts_of_a_live_blog_that_are_no_article_elements(kind):
    many = "".join(POSTS[kind].format(n=n, text=sentence(n)) for n in range(1, 7))
    parts = parts_of(clean(page(html(f"<main><h1>War live</h1><div class='feed'>{many}</div></main>"))))
    assert [when for _, _, when in parts] == [f"2026-03-01T0{n}:00:00Z" for n in range(1, 7)]
    assert all(sentence(n) in text and sentence(n + 1) not in text for n, (text, _, _) in enumerate(parts, 1))


def test_two_dated_boxes_are_no_live_blog():
    boxes = "".join(POSTS["blocks"].format(n=n, text=sentence(n)) for n in range(1, 3))
    document = clean(page(html(f"<main><article><h1>Aid</h1>{paragraphs(5, 6, 7)}</article>{boxes}</main>"))).document
    assert document.segments == () and sentence(5) in document.text


def test_dated_teasers_below_an_article_are_no_live_blog():
    boxes = "".join(
        f"<div class='post'><time datetime='2026-03-01'></time><h3><a href='/{n}'>Other {n}</a></h3><p>{sentence(n)}</p></div>"
        for n in range(20, 26)
    )
    document = clean(
        page(html(f"<main><article><h1>Aid</h1>{paragraphs(*range(8))}</article><aside>{boxes}</aside></main>"))
    ).document
    assert document.segments == () and sentence(5) in document.text

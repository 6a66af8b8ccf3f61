"""From bytes to a document: text, title, date, publisher, language; and what is named instead of read."""

from __future__ import annotations

import json
import pickle
import random
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import pytest

from flows.clean import clean, document_id
from pages import article, html, page, paragraphs, sentence


def code_of(cleaned) -> str | None:
    return cleaned.problems[0].code if cleaned.problems else None


def test_an_article_without_its_surroundings():
    around = "<aside><h3>Related</h3><ul><li><a href='/x'>Another story about nine billion</a></li></ul></aside>"
    cleaned = clean(page(article(1, 2, 3, around=around)))
    text = cleaned.document.text
    assert [sentence(n) in text for n in (1, 2, 3)] == [True] * 3
    assert "Related" not in text and "Home" not in text and "©" not in text
    assert cleaned.document.title == "Aid grows" and cleaned.problems == ()


POINTERS = [
    "READ MORE: <a href='/x'>Spain sends 5 billion euros in tanks</a>", "Read also: Germany gives 3 billion", "Related: Norway plans 15 billion kroner",
    "See also", "More on this story", "Also read: Who pays 6 billion?", "Watch more: a 7 billion plan", "Recommended for you", "Advertisement",
    "Sign up for our newsletter and read 9 billion stories", "Follow us on Telegram", "Support independent journalism for 17 a month", "Subscribe now: 2 a month",
]  # fmt: skip
SENTENCES = [
    "Read the letter aloud, the minister asked; it names 5 billion.", "Related costs of 3 billion are not included.", "Follow the money: 8 billion went to Kyiv.",
    "More money is needed, 6 billion in all.", "Support for Ukraine stands at 15 billion.", "Further aid of 7 billion will follow.", "Subscribed capital rose to 2 billion.",
    "Sign-up bonuses for soldiers cost 4 billion.", "Watch out for 9 billion in debt, he said.", "Join us in giving 1 billion, she asked the allies.",
]  # fmt: skip


@pytest.mark.parametrize("pointer", POINTERS)
def test_lines_that_point_to_other_stories_are_left_out(pointer):
    text = clean(
        page(html(f"<article><h1>T</h1>{paragraphs(1)}<p>{pointer}</p>{paragraphs(2, 3)}</article>"))
    ).document.text
    assert pointer[:8] not in text and sentence(2) in text


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_that_begin_alike_are_kept(line):
    assert (
        line
        in clean(
            page(html(f"<article><h1>T</h1>{paragraphs(1)}<p>{line}</p>{paragraphs(2, 3)}</article>"))
        ).document.text
    )


def test_quotes_and_lists_are_kept():
    main = f"<article><h1>T</h1>{paragraphs(1)}<blockquote><p>“We will give two billion.”</p></blockquote><ul><li>Poland: €1bn in tanks</li><li>Spain: €2bn in grants</li></ul>{paragraphs(2)}</article>"
    text = clean(page(html(main))).document.text
    assert "“We will give two billion.”" in text and "Poland: €1bn in tanks" in text and "Spain: €2bn in grants" in text


def test_identity_is_the_address_and_a_version_has_its_own():
    one = page(article(1, 2))
    assert document_id(one) == document_id(replace(one, body=b"x")) and document_id(one).startswith("outlet.example-")
    assert document_id(replace(one, revision=1)) == document_id(one) + "-v2"
    assert document_id(replace(one, document_id="000_seed")) == "000_seed"
    assert clean(one).document.id == document_id(one)


JSON_LD = '<script type="application/ld+json">{}</script>'


def ld(**thing) -> str:
    return JSON_LD.format(json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **thing}))


DATES = {
    "JSON-LD": (
        ld(datePublished="2026-02-27T10:00:00+02:00", dateModified="2026-03-01T00:00:00Z"),
        None,
        "2026-02-27T08:00:00Z",
        "json-ld",
    ),
    "JSON-LD in a graph": (
        JSON_LD.format(
            json.dumps({"@graph": [{"@type": "WebSite"}, {"@type": ["Article"], "datePublished": "2026-02-27"}]})
        ),
        None,
        "2026-02-27",
        "json-ld",
    ),
    "meta": (
        '<meta property="article:published_time" content="2026-02-27T10:00:00Z">',
        None,
        "2026-02-27T10:00:00Z",
        "meta",
    ),
    "meta before feed": (
        '<meta property="article:published_time" content="2026-02-27T10:00:00Z">',
        "2026-03-01T00:00:00Z",
        "2026-02-27T10:00:00Z",
        "meta",
    ),
    "a day takes the feed's hour": (
        '<meta name="date" content="2026-02-27">',
        "2026-02-27T15:30:00Z",
        "2026-02-27T15:30:00Z",
        "meta",
    ),
    "the feed": ("", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z", "feed"),
    "the future is no date": (
        '<meta property="article:published_time" content="2031-01-01T00:00:00Z">',
        "2026-03-01T00:00:00Z",
        "2026-03-01T00:00:00Z",
        "feed",
    ),
    "neither is nonsense": (
        '<meta property="article:published_time" content="soon">' + ld(datePublished=["x", 3]),
        None,
        None,
        "none",
    ),
    "broken JSON-LD is passed over": (
        JSON_LD.format("{nope") + ld(datePublished="2026-02-27"),
        None,
        "2026-02-27",
        "json-ld",
    ),
    "modified is not published": (
        '<meta property="article:modified_time" content="2026-03-01T00:00:00Z">',
        None,
        None,
        "none",
    ),
}


@pytest.mark.parametrize("case", DATES)
def test_the_date_and_where_it_is_from(case):
    head, feed, published, source = DATES[case]
    cleaned = clean(page(article(1, 2, head=head), published=feed))
    if published is None:
        assert cleaned.facts.published_source in ("none", "markup")
    else:
        assert (cleaned.document.published, cleaned.facts.published_source) == (published, source)


def test_modified_is_told_beside_published():
    head = ld(
        datePublished="2026-02-27",
        dateModified="2026-03-01T09:00:00Z",
        author=[{"name": "Ana Blyth"}, {"name": "Jo Tan"}],
    )
    facts = clean(page(article(1, 2, head=head))).facts
    assert (facts.published, facts.modified, facts.author) == (
        "2026-02-27",
        "2026-03-01T09:00:00Z",
        "Ana Blyth, Jo Tan",
    )
    assert facts.published_confidence == "high"


@pytest.mark.parametrize(
    ("head", "told", "publisher"),
    [
        (ld(publisher={"@type": "Organization", "name": "The Daily Outlet"}), "Feed Name", "The Daily Outlet"),
        ('<meta property="og:site_name" content="The Outlet">', "Feed Name", "The Outlet"),
        ("", "Feed Name", "Feed Name"),
        ("", None, "outlet.example"),
    ],
)
def test_the_publisher(head, told, publisher):
    assert clean(page(article(1, 2, head=head), publisher=told)).document.publisher == publisher


def test_the_feeds_title_stands_in_where_the_page_has_none():
    body = f"<html><body><div>{paragraphs(1, 2)}</div></body></html>"
    assert clean(page(body, title="From the feed")).document.title == "From the feed"


LANGUAGES = {
    "uk": "Уряд Німеччини виділить додатковий мільярд євро на протиповітряну оборону України, повідомив міністр оборони у вівторок.",
    "de": "Die Bundesregierung stellt eine weitere Milliarde Euro für die Luftverteidigung der Ukraine bereit, sagte der Minister am Dienstag.",
    "fr": "Le gouvernement français va débloquer un milliard d'euros supplémentaire pour la défense aérienne de l'Ukraine, a dit le ministre.",
    "pl": "Rząd przeznaczy dodatkowy miliard euro na obronę powietrzną Ukrainy, poinformował we wtorek minister obrony narodowej w Warszawie.",
    "en": "The government will provide a further billion euros for the air defence of Ukraine, the minister said on Tuesday in parliament.",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("declared", ["right", "wrong", "none"])
def test_the_language_is_of_the_text_whatever_the_page_says(language, declared):
    lang = {"right": language, "wrong": "en", "none": ""}[declared]
    body = html(
        f"<article><h1>…</h1>{''.join(f'<p>{LANGUAGES[language]}</p><p>{n}. {LANGUAGES[language]}</p>' for n in range(3))}</article>",
        lang=lang,
    )
    assert clean(page(body, language="en")).document.language == language


@pytest.mark.parametrize(
    ("body", "more", "code"),
    [
        (b"", {}, "empty"),
        (b"\xef\xbb\xbf \r\n", {}, "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, {}, "binary"),
        (b"%PDF-1.7 stream", {}, "binary"),
        (b"PK\x03\x04" + bytes(100), {"content_type": "text/plain"}, "binary"),
        (bytes(range(256)) * 20, {}, "binary"),
        (random.Random(7).randbytes(5000), {}, "binary"),
        (b"<html><body></body></html>", {}, "no_text"),
        (b"<html><body><script>var x = 'billion';</script></body></html>", {}, "no_text"),
        (b"<html><head><title>Only a title</title></head>", {}, "no_text"),
        (b"   ", {"content_type": "text/plain", "url": "box/a.txt"}, "empty"),
    ],
)
def test_what_is_no_article_is_named(body, more, code):
    cleaned = clean(page(body, **more))
    assert cleaned.document is None and code_of(cleaned) == code
    assert cleaned.problems[0].message.endswith(("empty", ")", "text", "page")) and cleaned.problems[0].stage == "clean"


def test_a_cut_page_is_read_as_far_as_it_goes():
    assert sentence(1) in clean(page(article(1, 2, 3)[:900])).document.text


def test_a_page_over_the_cap_is_read_and_named():
    cleaned = clean(page(article(1, 2) + "<!-- " + "x" * 2_100_000))
    assert sentence(1) in cleaned.document.text and code_of(cleaned) == "truncated"


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "utf-8", None),
        ("windows-1252", "windows-1252", None),
        ("windows-1252", None, "iso-8859-1"),
        ("utf-8", "iso-8859-1", "latin-1"),
        ("utf-16", None, None),
    ],
)
def test_encodings(encoding, declared, charset):
    meta = f'<meta charset="{declared}">' if declared else ""
    body = f"<html><head>{meta}</head><body><article><p>“Spending” rises to €40bn, Müller said. {sentence(1)}</p><p>{sentence(2)}</p></article></body></html>"
    assert (
        "“Spending” rises to €40bn, Müller said." in clean(page(body.encode(encoding), charset=charset)).document.text
    )


@pytest.mark.parametrize(
    "text",
    [
        "One billion.",
        "ends with spaces  \n\n\n",
        "\ttab\r\nwindows\r\n",
        "40 млрд € \U0001f1fa\U0001f1e6",
        "<3 is no markup & neither is this",
        "a\x0bb",
    ],
)
def test_plain_text_is_the_callers_own(text):
    document = clean(page(text, url="box/a.txt", content_type="text/plain")).document
    assert document.text == text and document.url is None


def test_damaged_plain_text_is_read_and_named():
    cleaned = clean(page("40 млрд € it@s".encode().replace(b"@", b"\x92"), url="box/a.txt", content_type="text/plain"))
    assert cleaned.document.text == "40 млрд € it’s" and code_of(cleaned) == "damaged_text"


def test_plain_text_from_the_web_is_read_and_html_in_disguise_is_html():
    assert clean(page(f"{sentence(1)}\n{sentence(2)}", content_type="text/plain")).document.text.startswith(
        "In statement 1"
    )
    assert "<p>" not in clean(page(article(1, 2), content_type="text/plain")).document.text


def test_it_works_in_a_process_pool():
    pages = [page(article(n, n + 1)) for n in range(3)]
    assert pickle.loads(pickle.dumps(clean))(pages[0]) == clean(pages[0])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert [cleaned.document.text for cleaned in pool.map(clean, pages)] == [
            clean(one).document.text for one in pages
        ]


def test_the_same_bytes_give_the_same_document():
    one = page(article(1, 2, 3))
    assert clean(one) == clean(one)

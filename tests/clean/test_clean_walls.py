"""Pages that stand in an article's place are counted, never read as articles; articles that mention them are."""

from __future__ import annotations

import pytest

from flows.clean import clean
from pages import article, html, page, paragraphs, sentence

WALLS = {
    "consent": [
        html("<main><h1>Before you continue to The Outlet</h1><p>We and our partners use cookies to store and access information.</p></main>"),
        html("<div><p>We value your privacy. We use cookies and similar technologies.</p><button>Accept all cookies</button><button>Reject all cookies</button></div>"),
    ],
    "challenge": [
        html("<h1>Just a moment...</h1><p>Checking if the site connection is secure. Enable JavaScript and cookies to continue.</p>"),
        html("<h1>Access denied</h1><p>Access to this page has been denied because we believe you are using automation tools.</p>"),
        html("<h2>Attention Required!</h2><p>Please complete the CAPTCHA to verify that you are human.</p>"),
    ],
    "paywall": [
        html(f"<article><h1>Aid</h1><p>{sentence(1)}</p><p>Subscribe to continue reading. Already a subscriber? Log in.</p></article>"),
        html(f"<article><h1>Aid</h1><p>{sentence(1)}</p><p>This article is for subscribers only.</p></article>"),
        html(f"<article><h1>Aid</h1><p>{sentence(1)}</p></article>", '<meta property="article:content_tier" content="locked">'),
        html(
            f"<article><h1>Aid</h1><p>{sentence(1)}</p></article>",
            '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>',
        ),
    ],
    "not_found": [html("<h1>Page not found</h1><p>Sorry, the page you are looking for no longer exists. Try the search.</p>").replace("Aid grows", "404: page not found")],
}  # fmt: skip
ARTICLES = {
    "about cookies": article(1, 2, 3).replace(
        "In statement 1 ", "On cookies: we value your privacy, accept all cookies. In statement 1 "
    ),
    "about paywalls": html(
        f"<article><h1>Papers ask readers to subscribe to continue reading</h1>{paragraphs(*range(9))}</article>"
    ),
    "with a banner": article(1, 2, 3, 4, around="<div class='banner'><p>We use cookies. Accept all cookies.</p></div>"),
    "whole though not free": article(*range(12), head='<meta property="article:content_tier" content="locked">'),
    "free with an invitation": html(
        f"<article><h1>Aid</h1>{paragraphs(1, 2)}<p>Subscribe now to read more stories like this.</p></article>",
        '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":true}</script>',
    ),
    "with a noscript hint": article(
        1, 2, 3, around="<noscript>Please enable JavaScript to view the comments.</noscript>"
    ),
}


@pytest.mark.parametrize(("wall", "body"), [(wall, body) for wall, bodies in WALLS.items() for body in bodies])
def test_walls(wall, body):
    cleaned = clean(page(body))
    assert cleaned.document is None and [problem.code for problem in cleaned.problems] == [wall]


@pytest.mark.parametrize("name", ARTICLES)
def test_articles(name):
    assert clean(page(ARTICLES[name])).document is not None


def test_a_consent_host_is_a_consent_form_whatever_it_says():
    cleaned = clean(page(article(1), final_url="https://consent.outlet.example/collect?to=x"))
    assert [problem.code for problem in cleaned.problems] == ["consent"]

"""Pages with little text: headline, byline and each paragraph are lines of their own, whatever elements they stand in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import extract
from flows.clean.cleaner import clean, parse
from flows.clean.markup import broken
from pages import html, page

TITLE = "Denmark’s aid for Ukraine passes 10 billion euros"
LEAD = (
    "Denmark has given Ukraine military aid worth 10 billion euros since 2022, the defence ministry in Copenhagen said"
)
LEAD += " on Sunday."
MORE = "That is more than ever."
NAV = '<nav><a href="/">Home</a> <a href="/denmark">Denmark</a></nav>'
#: how pages of a few sentences are built; each has the headline, the lead and who signs
SHAPES = {
    "paragraphs in an article": f'<article><h1>{TITLE}</h1><p class="byline">By Staff, 22 November 2026</p><p>{LEAD}</p><p>{MORE}</p></article>',
    "one paragraph": f'<article><h1>{TITLE}</h1><p class="byline">By Staff</p><p>{LEAD}</p></article>',
    "a header with the day": f"<article><header><h1>{TITLE}</h1><time>22 November</time> By Staff</header><p>{LEAD}</p></article>",
    "divisions for paragraphs": f"<article><h1>{TITLE}</h1><div>By Staff</div><div>{LEAD}</div><div>{MORE}</div></article>",
    "divisions and no article": f"<main><h1>{TITLE}</h1><div>By Staff</div><div>{LEAD}</div></main>",
    "lines broken in one element": f"<article><h1>{TITLE}</h1>By Staff<br>{LEAD}<br>{MORE}</article>",
    "a name in a span": f"<article><h2>{TITLE}</h2><span>By Staff</span><p>{LEAD}</p></article>",
    "a lead with links in it": f'<article><h1>{TITLE}</h1><p class="author">Staff</p><p>{LEAD.replace("Ukraine", "<a href=/u>Ukraine</a>")}</p></article>',
    "a day inside the lead": f"<article><h1>{TITLE}</h1><div>By Staff</div><div>{LEAD.replace('Sunday', '<time>Sunday</time>')}</div></article>",
    "a list": f"<article><h1>{TITLE}</h1><div>By Staff</div><ul><li>{LEAD}</li><li>{MORE}</li></ul></article>",
    "a figure below": f"<article><h1>{TITLE}</h1><p>By Staff</p><p>{LEAD}</p><figure><figcaption>A minister</figcaption></figure></article>",
    "minified, in sections": f"<article><section><h1>{TITLE}</h1></section><section>By Staff</section><section>{LEAD}</section></article>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_block_is_a_line(shape: str) -> None:
    document = clean(page(html(NAV + SHAPES[shape], "<title>Aid | Wire</title>"))).document
    assert document is not None
    lines = document.text.split("\n")
    assert LEAD in [line.lstrip("- ") for line in lines]
    assert not any(TITLE in line and line != TITLE for line in lines)
    assert {c.actor for c in extract(document)} == {"Denmark"}


def test_a_long_article_in_one_element_is_broken_too() -> None:
    text = [f"The council of ward {n} will pay {n} million euros for its {n} schools, it said." for n in range(2, 40)]
    body = "".join(f"<div>{line}</div>" for line in text)
    document = clean(page(html(f"<article><h1>Wards pay for schools</h1><div>By Staff</div>{body}</article>"))).document
    assert document is not None
    assert set(text) <= set(document.text.split("\n"))


def test_words_in_the_menu_do_not_break_a_line() -> None:
    tree = parse(html(f"{NAV}<main><h1>{TITLE}</h1><div>{LEAD}</div></main>"))
    assert tree is not None
    assert broken(f"{TITLE} {LEAD}", tree) == f"{TITLE}\n{LEAD}"


BLOCKS = st.lists(
    st.text("abc.é 1", min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool), min_size=1, max_size=8
)


@settings(max_examples=60)
@given(BLOCKS)
def test_breaking_changes_nothing_but_the_ends_of_lines(blocks: list[str]) -> None:
    tree = parse(html("<article>" + "".join(f"<div>{b}</div>" for b in blocks) + "</article>"))
    assert tree is not None
    glued = " ".join(blocks)
    assert broken(glued, tree).replace("\n", " ") == glued

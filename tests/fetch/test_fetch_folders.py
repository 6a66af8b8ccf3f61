"""Folders and inboxes as sources; the seeds are one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean import clean
from flows.fetch.folders import read_folder
from flows.fetch.memory import Memory
from flows.settings import Source
from monitoring import NOON, Monitor, report_of

ROOT = Path(__file__).parents[2]
TEXT = "Allies pledged one billion euros a month.\r\n\r\nMore will follow — soon.\n\n"


def inbox(path: Path, **more) -> Monitor:
    return Monitor(Source(name="box", kind="inbox", path=path, **more))


def codes(found) -> list[str]:
    return sorted(problem.code for problem in found.problems)


def test_the_seeds_are_played_in_publication_order_and_are_back_catalogue():
    monitor = Monitor(Source(name="seeds", kind="folder", path=ROOT / "seeds", baseline=True))
    found = monitor.go()
    assert [page.document_id[:3] for page in found.pages] == ["004", "003", "001", "002", "000"]
    assert all(page.baseline for page in found.pages) and found.problems == ()
    assert monitor.go().pages == () and report_of(monitor.go(), "seeds").status == "unchanged"


def test_the_seeds_give_the_documents_of_the_gold():
    gold = {
        d["id"]: d
        for d in map(json.loads, (ROOT / "tests/golds/seeds/documents.jsonl").read_text(encoding="utf-8").splitlines())
    }
    pages = Monitor(Source(name="seeds", kind="folder", path=ROOT / "seeds")).go().pages
    assert len(pages) == len(gold) == 5
    for page in pages:
        document = clean(page).document
        expected = gold[document.id]
        assert {name: getattr(document, name) for name in expected} == expected


def test_a_text_passes_unchanged_to_the_last_byte(tmp_path):
    (tmp_path / "note.txt").write_bytes(TEXT.encode())
    (page,) = inbox(tmp_path).go().pages
    document = clean(page).document
    assert document.text == TEXT and document.id == "note" and document.url is None
    assert page.url == "box/note.txt"


def test_every_kind_of_file(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.html").write_text(
        f"<html><body><article><h1>Aid</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
    )
    (tmp_path / "c.json").write_text(
        json.dumps({"id": "doc-c", "text": TEXT, "published": "2026-01-02", "url": "https://o.example/c"})
    )
    (tmp_path / "d.jsonl").write_text(
        json.dumps({"id": "d1", "text": TEXT}) + "\n\n" + json.dumps({"id": "d2", "text": TEXT, "title": "T"}) + "\n"
    )
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "e.txt").write_text(TEXT)
    found = inbox(tmp_path).go()
    documents = {document.id: document for document in (clean(page).document for page in found.pages)}
    assert set(documents) == {"a", "b", "doc-c", "d1", "d2", "e"} and found.problems == ()
    assert documents["doc-c"].published == "2026-01-02" and documents["doc-c"].url == "https://o.example/c"
    assert documents["d2"].title == "T"


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Aid grows\npublished: 2026-01-02\npublisher: The Daily\n---\n",
        '+++\ntitle = "Aid grows"\npublished = 2026-01-02\npublisher = "The Daily"\n+++\n',
    ],
    ids=["yaml", "toml"],
)
def test_front_matter(tmp_path, front):
    (tmp_path / "a.txt").write_text(front + "The text.\n")
    (page,) = inbox(tmp_path).go().pages
    assert (page.body, page.title, page.published, page.publisher) == (
        b"The text.\n",
        "Aid grows",
        "2026-01-02",
        "The Daily",
    )


@pytest.mark.parametrize(
    "text",
    ["---\nA dash line opens this text.\n---\nand goes on", "---\nfoo: bar\n---\nx", "--- no end", "---\n[1, 2\n---\n"],
)
def test_what_only_looks_like_front_matter_is_text(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    (page,) = inbox(tmp_path).go().pages
    assert page.body.decode() == text


#: file name and what is in it -> how the sentence begins, what it holds
BROKEN = {
    "a list that is not closed": ("a.txt", "---\ntitle: [Aid\npublished: 2026-01-02\n---\nThe text.\n", "a.txt line 3:", "no YAML"),
    "a colon in a value": ("a.txt", "---\ntitle: Aid: it grows\n---\nThe text.\n", "a.txt line 2:", "quote the value"),
    "a tab": ("a.txt", "---\ntitle: Aid\n\tpublisher: x\n---\nThe text.\n", "a.txt line 3:", "no YAML"),
    "no quotes in TOML": ("a.txt", "+++\ntitle = 'a'\npublisher = The Daily\n+++\nThe text.\n", "a.txt line 3:", "no TOML"),
    "an end that is missing": ("a.txt", "---\ntitle: Aid grows\nThe text.\n", "a.txt line 1 ", "put --- on a line below"),
    "a misspelt word": ("a.txt", "---\ntitle: Aid\npubished: 2026-01-02\n---\nThe text.\n", "a.txt says pubished", "published"),
    "a day that is none": ("a.txt", "---\npublished: yesterday\n---\nThe text.\n", "a.txt: published = 'yesterday'", "2026-03-01"),
    "JSON that ends early": ("c.json", '{"id": "c",\n "text": "x"', "c.json line 2 is no JSON:", "mend it"),
    "a comma too many": ("c.json", '[{"id": "c", "text": "x"},\n\n]', "c.json line ", "mend it"),
    "lines in a .json": ("c.json", '{"id": "c", "text": "x"}\n{"id": "d", "text": "y"}', "c.json line 2 ", "ends in .jsonl"),
    "a line of a .jsonl": ("d.jsonl", '{"id": "d", "text": "x"}\n{"id": \n', "d.jsonl line 2 is no JSON:", "the other lines were read"),
    "a document without text": ("c.json", '[{"id": "c", "text": "x"}, {"id": "e"}]', "document 2 of c.json:", "needs text"),
    "a date in JSON": ("c.json", '{"id": "c", "text": "x", "published": "2 March"}', "c.json: published = '2 March'", "2026-03-01"),
    "a manifest": ("manifest.toml", '[[articles]]\nfile = "good.txt"\ntitle = Aid\n', "manifest.toml line 3 ", "read without it"),
    "a manifest's date": ("manifest.toml", '[[articles]]\nfile = "good.txt"\npublished = "soon"\n', "manifest.toml, good.txt:", "no date"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_named_with_its_line_and_the_remedy_and_the_rest_is_read(tmp_path, what):
    name, text, begins, holds = BROKEN[what]
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    found = inbox(tmp_path).go()
    (problem,) = found.problems
    assert problem.message.startswith(begins) and holds in problem.message, problem.message
    assert "good" in [page.document_id for page in found.pages]
    if name == "a.txt":
        (page,) = [page for page in found.pages if page.document_id == "a"]
        assert page.body.endswith(b"The text.\n") and page.published in (None, "2026-01-02")


def test_front_matter_that_is_mended_counts_from_then_on(tmp_path):
    monitor = inbox(tmp_path)
    (tmp_path / "a.txt").write_text("---\ntitle: [Aid\n---\nThe text.\n")
    assert [(page.title, page.body) for page in monitor.go().pages] == [(None, b"The text.\n")]
    (tmp_path / "a.txt").write_text("---\ntitle: Aid\nlayout: post\n---\nThe text.\n")
    found = monitor.go()
    assert [page.title for page in found.pages] == ["Aid"] and found.problems == ()


def test_a_file_that_changes_is_a_new_version_and_a_dropped_one_is_news(tmp_path):
    (tmp_path / "a.txt").write_text("One billion.")
    monitor = inbox(tmp_path)
    monitor.go()
    (tmp_path / "a.txt").write_text("Two billion.")
    (tmp_path / "b.txt").write_text("New here.")
    assert [(page.document_id, page.revision) for page in monitor.go().pages] == [("a", 1), ("b", 0)]
    assert monitor.go().pages == ()


def test_what_cannot_be_read_is_named_and_nothing_else_is_lost(tmp_path):
    (tmp_path / "good.txt").write_text(TEXT)
    (tmp_path / "bad.json").write_text('{"id": "x", "text":')
    (tmp_path / "lines.jsonl").write_text('{"id": "ok", "text": "Fine."}\nnot json\n{"id": "no-text"}\n[]\n3\n')
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / ".hidden.txt").write_text("no")
    (tmp_path / "half.txt.part").write_text("no")
    (tmp_path / "manifest.toml").write_text(
        '[[articles]]\nfile = "gone.txt"\n[[articles]]\nfile = "good.txt"\ncolour = "red"\n'
    )
    outside = tmp_path.parent / "outside.txt"
    outside.write_text("secret")
    (tmp_path / "link.txt").symlink_to(outside)
    found = inbox(tmp_path).go()
    assert sorted(page.document_id for page in found.pages) == ["good", "ok"]
    assert codes(found) == [
        "bad_json",
        "bad_json",
        "bad_manifest",
        "bad_record",
        "bad_record",
        "missing_file",
        "outside",
        "unsupported_file",
    ]
    assert any("lines.jsonl line 2" in problem.message for problem in found.problems)


def test_an_unreadable_file_is_named(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(TEXT)
    read = Path.read_bytes

    def refuse(self):
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = inbox(tmp_path).go()
    assert codes(found) == ["unreadable_file"] and "permission denied" in found.problems[0].message


def test_a_link_to_nothing_is_named(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "here.txt").write_text(TEXT)
    found = inbox(tmp_path).go()
    assert len(found.pages) == 1 and codes(found) == ["missing_file"]
    assert "link to nothing" in found.problems[0].message


def test_a_broken_manifest_is_named_and_the_files_are_read(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "manifest.toml").write_text("[[articles]\n")
    found = inbox(tmp_path).go()
    assert codes(found) == ["bad_manifest"] and len(found.pages) == 1


def test_a_missing_folder_is_a_failed_source(tmp_path):
    report = report_of(inbox(tmp_path / "nowhere").go(), "box")
    assert report.status == "failed" and "does not exist" in report.error


def test_files_of_one_stem_keep_apart(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.html").write_text(f"<p>{TEXT}</p>")
    assert sorted(page.document_id for page in inbox(tmp_path).go().pages) == ["a.html", "a.txt"]


def test_a_full_budget_leaves_the_rest_to_the_next_pass(tmp_path):
    for n in range(5):
        (tmp_path / f"{n}.txt").write_text("x" * 100)
    source, memory = Source(name="box", kind="inbox", path=tmp_path), Memory()
    counts = []
    for _ in range(3):
        found = read_folder(source, memory, NOON, first=True, budget=250)
        counts.append((len(found.pages), found.more))
    assert counts == [(2, True), (2, True), (1, False)]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["a.txt", "b.html", "c.json", "d.jsonl", "manifest.toml"]), st.binary(max_size=200), max_size=5
    )
)
def test_no_bytes_in_a_folder_make_it_raise(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("box")
    for name, body in files.items():
        (folder / name).write_bytes(body)
    found = inbox(folder).go()
    for page in found.pages:
        clean(page)

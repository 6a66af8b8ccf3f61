"""Exports hold what the published copy holds, in forms that others read; a bundle comes back as a reference set."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.records import alert_from_record, claim_from_record, verdict_from_record
from goldledger import RUN_AT, gold, harvest_of, merged
from new_ledgers import made_ledger, new_ledgers_are_copies  # noqa: F401  (fixtures of the module)
from storage.bundle import read_bundle
from storage.errors import LedgerDamaged, LedgerMissing, LedgerNewer, LedgerUnwritable
from storage.export import DESK, FORMS, export
from storage.ledger import Ledger
from storage.lookups import rows
from storage.query import run_sql
from storage.snapshot import publish
from storage.speakers import kind_of

#: read again by a newer extractor that finds nothing in it
REREAD = next(r for r in harvest_of("seeds").readings if r.document.id.startswith("002"))
GONE = {c.claim_id for c in REREAD.claims}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
        old = REREAD
        ledger.record(
            replace(
                harvest_of("seeds", "re"),
                readings=(replace(old, claims=()),),
                extractor="gold/2",
                verdicts=(),
                alerts=(),
                owed=(),
            )
        )
    publish(folder / "ledger.duckdb", folder / "pledgewatch.duckdb", RUN_AT)
    return folder / "pledgewatch.duckdb"


@pytest.fixture(scope="module")
def bundle(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("out") / "bundle"
    export(copy, target, now=RUN_AT)
    return target


def test_the_manifest_counts_and_checksums_every_file(bundle: Path) -> None:
    manifest = json.loads((bundle / "manifest.json").read_text())
    there = {str(p.relative_to(bundle)) for p in bundle.rglob("*") if p.is_file()} - {"manifest.json"}
    assert {f["path"] for f in manifest["files"]} == there
    for file in manifest["files"]:
        body = (bundle / file["path"]).read_bytes()
        assert (len(body), sha256(body).hexdigest()) == (file["bytes"], file["sha256"])
    assert manifest["made_at"] == RUN_AT.isoformat() and manifest["bundle"] == 1


def test_parquet_and_csv_hold_the_rows_of_every_view(copy: Path, bundle: Path) -> None:
    connection = duckdb.connect(str(copy), read_only=True)
    views = [row[0] for row in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
    assert (
        {p.stem for p in (bundle / "parquet").iterdir()} == {p.stem for p in (bundle / "csv").iterdir()} == set(views)
    )
    for view in views:
        wanted = connection.execute(f"SELECT count(*) FROM {view}").fetchall()
        for form in ("parquet", "csv"):
            file = f"{bundle}/{form}/{view}.{form}"
            assert duckdb.connect().execute(f"SELECT count(*) FROM '{file}'").fetchall() == wanted, file
        assert (
            connection.execute(
                f"SELECT * FROM {view} EXCEPT ALL SELECT * FROM '{bundle}/parquet/{view}.parquet'"
            ).fetchall()
            == []
        )
    claims = list(csv.DictReader(StringIO((bundle / "csv" / "claims.csv").read_text())))
    found = {c["claim_id"]: json.loads(c["equivalents"]) for c in claims}
    assert found == {
        c.claim_id: [{"low": e.low, "high": e.high, "unit": e.unit} for e in c.equivalents]
        for c in gold("seeds")[1]
        if c.claim_id not in GONE
    }


def test_records_read_back_as_what_was_recorded(bundle: Path) -> None:
    def lines(name: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in (bundle / "records" / f"{name}.jsonl").read_text().splitlines()]

    harvest = harvest_of("seeds")
    assert [claim_from_record(r) for r in lines("claims")] == [
        c for reading in harvest.readings for c in reading.claims if c.claim_id not in GONE
    ]
    held = [
        v for v in harvest.verdicts if v.claim_id not in GONE and (v.against is None or v.against.claim_id not in GONE)
    ]
    assert [verdict_from_record(r) for r in lines("verdicts")] == held and len(held) < len(harvest.verdicts)
    ids = {v.verdict_id for v in held}
    assert [alert_from_record(r) for r in lines("alerts")] == [
        replace(a, verdict_ids=tuple(v for v in a.verdict_ids if v in ids)) for a in harvest.alerts
    ]


def assert_closed(bundle: Path) -> None:
    """Every id that a file of the export names is in it."""

    def lines(name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (bundle / "records" / f"{name}.jsonl").read_text().splitlines()]

    claims = {c["claim_id"] for c in lines("claims")}
    verdicts = {v["verdict_id"] for v in lines("verdicts")}
    articles = {(a["document_id"], a["segment"]) for a in lines("articles")}
    assert claims and verdicts and all((c["document_id"], c["segment"]) in articles for c in lines("claims"))
    named = [v["claim_id"] for v in lines("verdicts")] + [
        v["against"]["claim_id"] for v in lines("verdicts") if v["against"]
    ]
    assert set(named) <= claims and {p["claim_id"] for p in lines("propositions")} <= claims
    assert {j["claim_id"] for j in lines("joins") if j["until"] is None} <= claims
    assert {v for a in lines("alerts") for v in a["verdict_ids"]} <= verdicts
    nodes = {node["@id"]: node for node in json.loads((bundle / "claims.jsonld").read_text())["@graph"]}
    assert len([n for n in nodes.values() if n["@type"] == "Claim"]) == len(claims)
    for node in nodes.values():
        for name in ("itemReviewed", "isBasedOn"):
            assert name not in node or node[name]["@id"] in nodes, (name, node)
    for view, columns in (
        ("verdicts", ("claim_id", "against_claim_id")),
        ("contradictions", ("claim_id", "against_claim_id")),
    ):
        there = f"(SELECT claim_id FROM '{bundle}/parquet/claims.parquet' UNION SELECT claim_id FROM '{bundle}/parquet/reference_claims.parquet')"
        for column in columns:
            stray = f"SELECT count(*) FROM '{bundle}/parquet/{view}.parquet' WHERE {column} NOT IN {there}"
            assert duckdb.connect().execute(stray).fetchall() == [(0,)], (view, column)


def test_an_export_names_nothing_that_is_not_in_it(bundle: Path) -> None:
    assert_closed(bundle)


def test_an_export_with_another_desks_claims_holds_those_that_its_findings_name(bundle: Path, tmp_path: Path) -> None:
    own = harvest_of("seeds")
    theirs = read_bundle(bundle, "friends", RUN_AT)
    conflict = next(
        v for v in own.verdicts if v.verdict == "contradicts" and v.against and v.against.claim_id not in GONE
    )
    assert conflict.against is not None
    other = replace(
        conflict.against,
        document_id=f"friends/{conflict.against.document_id}",
        claim_id=f"friends/{conflict.against.claim_id}",
    )
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(theirs, RUN_AT)
        ledger.record(
            replace(own, verdicts=(*own.verdicts, replace(conflict, verdict_id="v-friends", against=other))), RUN_AT
        )
    publish(tmp_path / "ledger.duckdb", tmp_path / "copy.duckdb", RUN_AT)
    export(tmp_path / "copy.duckdb", tmp_path / "out", now=RUN_AT)
    assert_closed(tmp_path / "out")
    claims = [json.loads(line)["claim_id"] for line in (tmp_path / "out/records/claims.jsonl").read_text().splitlines()]
    assert [c for c in claims if c.startswith("friends/")] == [other.claim_id] and len(claims) == 117


def test_other_desks_claims_count_nowhere(bundle: Path, tmp_path: Path) -> None:
    """Sums, actors, statements and coverage are what they were before another desk's export came in; sources and reference_claims show it."""
    counting = (
        "claims",
        "pledges",
        "figures",
        "articles",
        "timeline",
        "propositions",
        "by_actor",
        "commitments_vs_deliveries",
        "coverage",
    )
    asked = {view: f"SELECT * FROM {view} ORDER BY ALL" for view in counting} | {
        "as_of": "SELECT * FROM as_of('2026-03-01') ORDER BY ALL"
    }

    def answers() -> dict[str, list[tuple[Any, ...]]]:
        publish(tmp_path / "ledger.duckdb", tmp_path / "copy.duckdb", RUN_AT)
        connection = duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True)
        try:
            found = {name: connection.execute(sql).fetchall() for name, sql in asked.items()}
            return found | {"apart": connection.execute("SELECT name, kind, articles, claims FROM sources WHERE kind = 'import'").fetchall(),
                            "theirs": connection.execute("SELECT count(*) FROM reference_claims").fetchall()}  # fmt: skip
        finally:
            connection.close()

    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
    before = answers()
    theirs = read_bundle(bundle, "friends", RUN_AT)
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(theirs, RUN_AT)
    after = answers()
    assert {name: after[name] for name in asked} == {name: before[name] for name in asked}
    number = 116 - len(GONE)
    assert before["apart"] == [] and after["apart"] == [
        ("import:friends", "import", sum(len(r.articles) for r in theirs.readings), number)
    ]
    assert after["theirs"] == [(number,)]


def test_json_ld_is_one_document_of_claims_and_reviews(bundle: Path) -> None:
    document = json.loads((bundle / "claims.jsonld").read_text())
    assert document["@context"] == "https://schema.org"
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert len(nodes) == len(document["@graph"])
    claims = [node for node in nodes.values() if node["@type"] == "Claim"]
    assert len(claims) == 116 - len(GONE)
    node = nodes["urn:pledgewatch:claim:C004-02"]
    assert node["about"][0] == {
        "@type": "MonetaryAmount", "value": 40_000_000_000, "currency": "EUR", "description": "around 40 billion euros ($43 billion) each year",
    }  # fmt: skip
    assert (
        node["appearance"]["publisher"] == {"@type": "Organization", "name": "Arab News"}
        and "spending around 40" in node["text"]
    )
    reviews = [node for node in nodes.values() if node["@type"] == "ClaimReview"]
    assert reviews and all(r["itemReviewed"]["@id"] in nodes for r in reviews)
    conflict = next(
        r for r in reviews if r["reviewRating"]["alternateName"].startswith("Contradicted") and "isBasedOn" in r
    )
    assert conflict["reviewBody"] and conflict["author"] == {"@type": "Organization", "name": DESK}


def test_reviews_carry_what_their_readers_ask_for(bundle: Path) -> None:
    """The fields that schema.org and the fact-check tools know: claimReviewed, url, author, rating, and the claim with its appearances."""
    nodes = {node["@id"]: node for node in json.loads((bundle / "claims.jsonld").read_text())["@graph"]}
    reviews = [node for node in nodes.values() if node["@type"] == "ClaimReview"]
    for review in reviews:
        claim = nodes[review["itemReviewed"]["@id"]]
        assert review["claimReviewed"] == claim["text"] and review.get("url") == claim["appearance"].get("url")
        assert review["author"]["@type"] == "Organization" and review["reviewRating"]["alternateName"]
        item = review["itemReviewed"]
        assert (
            item["@type"] == "Claim"
            and item["appearance"] == claim["appearance"]
            and item.get("author") == claim.get("author")
        )
        assert item["datePublished"] and item["firstAppearance"]["@type"] == "NewsArticle"
        if review["reviewRating"]["alternateName"].startswith("Confirmed") and "isBasedOn" in review:
            assert item["firstAppearance"] == nodes[review["isBasedOn"]["@id"]]["appearance"]
        assert item["appearance"]["@id"].startswith("urn:pledgewatch:article:"), "named, with an address or without"
    assert any(review.get("url", "").startswith("http") for review in reviews)
    assert any("url" not in review for review in reviews), "an article without an address is given none"
    articles = {n["appearance"]["@id"]: n["appearance"] for n in nodes.values() if n["@type"] == "Claim"}
    assert all(n["appearance"] == articles[n["appearance"]["@id"]] for n in nodes.values() if n["@type"] == "Claim")
    assert not any(" " in name for name in articles)
    kinds = {
        n["author"]["name"]: n["author"]["@type"] for n in nodes.values() if n["@type"] == "Claim" and "author" in n
    }
    assert kinds["Mark Rutte"] == "Person" and kinds["Ukraine (government)"] == "GovernmentOrganization"
    assert kinds["Kharkiv officials"] == "Thing" and kinds["Arab News"] == "Organization"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("Person", "Mark Rutte|Ursula von der Leyen|Oleksii Kuleba|Péter Szijjártó|Pedro Sánchez"),
        ("GovernmentOrganization", "Ukraine|Ukraine (government)|Moscow|Finland (Ministry of Defence)|Estonia and Latvia"),
        ("Organization", "NATO|World Bank|European Commission|Danish defence ministry|Executive Board|AFP|sanitation company|Ukrainian air force"),
        ("Thing", "local officials|Kharkiv officials|mayor|a senior official|US State Department official (unnamed)|Oleksandra"),
    ],
)  # fmt: skip
def test_a_speaker_is_what_he_is(kind: str, names: str) -> None:
    assert {name: kind_of(name) for name in names.split("|")} == dict.fromkeys(names.split("|"), kind)


def test_iati_rows_carry_the_codes_of_their_stage(bundle: Path) -> None:
    rows = {r["transaction_ref"]: r for r in csv.DictReader(StringIO((bundle / "iati-transactions.csv").read_text()))}
    claims = {c.claim_id: c for c in gold("seeds")[1]}
    codes = {"plan": "12", "pledge": "12", "commitment": "2", "allocation": "2", "disbursement": "3", "delivery": "3"}
    assert rows
    for key, row in rows.items():
        claim = claims[key]
        assert row["transaction_type_code"] == codes[claim.stage or ""] and row["currency"] == claim.unit
        assert (
            claim.modality not in ("refused", "withdrawn", "denied", "hypothetical", "demanded", "conditional")
            and claim.kind == "pledge"
        )
        assert claim.per is None and claim.measure not in ("rate", "cumulative_total"), "what recurs is no transaction"
        assert (float(row["value"]) if row["value"] else None) == (claim.low if claim.low == claim.high else None)
        assert row["iati_identifier"].startswith("PLEDGEWATCH-") and row["reporting_org_narrative"] == DESK
        assert row["reporting_org_secondary_reporter"] == "1"
    assert any(c.per and c.kind == "pledge" and c.low for c in claims.values()), "there are some to leave out"
    spain = next(r for r in rows.values() if r["provider_org_narrative"] == "Spain")
    assert (spain["transaction_type"], float(spain["value_low"]), spain["receiver_org_narrative"]) == (
        "Outgoing Pledge",
        1.05e9,
        "Ukraine",
    )


def test_no_iati_type_without_one_sum_of_money(copy: Path) -> None:
    odd = (
        "FROM pledges WHERE iati_type IS NOT NULL AND (coalesce(low, high) IS NULL OR per IS NOT NULL OR unit IS NULL OR length(unit) <> 3 "
        "OR measure = 'rate' OR modality IN ('refused', 'withdrawn', 'denied', 'hypothetical', 'demanded', 'conditional'))"
    )
    assert rows(copy, odd) == [] and rows(copy, "FROM pledges WHERE iati_type IS NOT NULL")


def test_an_export_names_the_desk_that_publishes(copy: Path, tmp_path: Path) -> None:
    export(copy, tmp_path / "b", ["iati", "jsonld"], desk='Bob\'s "Watch"', org_ref="XM-DAC-99")
    found = list(csv.DictReader(StringIO((tmp_path / "b/iati-transactions.csv").read_text())))
    assert {(r["reporting_org_ref"], r["reporting_org_narrative"]) for r in found} == {("XM-DAC-99", 'Bob\'s "Watch"')}
    assert all(r["iati_identifier"].startswith("XM-DAC-99-") for r in found)
    graph = json.loads((tmp_path / "b/claims.jsonld").read_text())["@graph"]
    assert {n["author"]["name"] for n in graph if n["@type"] == "ClaimReview"} == {'Bob\'s "Watch"'}


def test_an_export_never_replaces_another_unasked(copy: Path, tmp_path: Path) -> None:
    target = tmp_path / "b"
    export(copy, target, ["iati"])
    with pytest.raises(LedgerUnwritable, match="--force"):
        export(copy, target, ["iati"])
    export(copy, target, ["records"], force=True)
    assert sorted(p.name for p in target.iterdir()) == ["manifest.json", "records"]
    assert [p.name for p in tmp_path.iterdir()] == ["b"]


def laid_out(folder: Path) -> dict[str, bytes | None]:
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in folder.rglob("*")}


def test_force_replaces_an_export_and_no_other_folder(copy: Path, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    (desk / "data/ledger").mkdir(parents=True)
    (desk / "data/ledger/ledger.duckdb").write_text("all that was ever read")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/manifest.json").write_text('{"bundle": 1, "made_by": "somebody", "files": []}')
    (tmp_path / "columns").mkdir()
    (tmp_path / "columns/manifest.json").write_text('{"made_by": "pledgewatch 1", "layout": 1, "files": []}')
    (tmp_path / "list").mkdir()
    (tmp_path / "list/manifest.json").write_text("[]")
    (tmp_path / "empty").mkdir()
    (tmp_path / "note").write_text("mine")
    (tmp_path / "way in").symlink_to("desk")
    before = laid_out(tmp_path)
    for name in ("desk", "desk/data", "desk/data/ledger", "letters", "columns", "list", "empty", "note", "way in", "."):
        with pytest.raises(LedgerUnwritable, match=r"is no export of pledgewatch; name a new folder.*\.$"):
            export(copy, tmp_path / name, ["iati"], force=True)
        assert laid_out(tmp_path) == before, name


def test_force_replaces_no_export_in_which_anything_else_lies(copy: Path, tmp_path: Path) -> None:
    target = tmp_path / "b"
    export(copy, target, ["iati", "records"])
    (target / "records/thoughts.txt").write_text("mine")
    before = laid_out(tmp_path)
    with pytest.raises(LedgerUnwritable, match=r"it holds records/thoughts\.txt, which no export wrote"):
        export(copy, target, ["iati"], force=True)
    assert laid_out(tmp_path) == before


def test_force_replaces_no_folder_that_holds_the_desks_own_files(copy: Path, tmp_path: Path) -> None:
    """Not even where a manifest names them."""
    target = tmp_path / "b"
    export(copy, target, ["iati"])
    (target / "data").mkdir()
    (target / "data/alerts.jsonl").write_text("{}")
    manifest = json.loads((target / "manifest.json").read_text())
    manifest["files"].append({"path": "data/alerts.jsonl"})
    (target / "manifest.json").write_text(json.dumps(manifest))
    before = laid_out(tmp_path)
    with pytest.raises(LedgerUnwritable, match="the desk's own"):
        export(copy, target, ["iati"], force=True, own=[target / "data"])
    with pytest.raises(LedgerUnwritable, match="the desk's own"):
        export(copy, target, ["iati"], force=True, own=[target])
    assert laid_out(tmp_path) == before
    # an export that lies in the data folder is still an export
    export(copy, target, ["iati"], force=True, own=[tmp_path])
    assert sorted(p.name for p in target.iterdir()) == ["iati-transactions.csv", "manifest.json"]


def test_force_through_a_link_replaces_what_it_leads_to(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    export(copy, tmp_path / "real/b", ["iati"])
    (tmp_path / "latest").symlink_to("real/b")
    export(copy, tmp_path / "latest", ["records"], force=True)
    assert sorted(p.name for p in (tmp_path / "real/b").iterdir()) == ["manifest.json", "records"]
    assert (tmp_path / "latest").is_symlink() and sorted(laid_out(tmp_path))[:2] == ["latest", "real"]
    assert [p.name for p in (tmp_path / "real").iterdir()] == ["b"]


def test_an_export_that_cannot_be_put_in_its_place_leaves_the_old_one(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b"
    export(copy, target, ["iati"])
    before = laid_out(tmp_path)
    rename = Path.rename

    def refusing(self: Path, to: Path) -> Path:
        if self.name.endswith(".part"):
            raise OSError(28, "No space left on device")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(LedgerUnwritable):
        export(copy, target, ["records"], force=True)
    assert laid_out(tmp_path) == before


def test_an_export_without_a_copy_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        export(tmp_path / "none", tmp_path / "b", FORMS)
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_comes_back_as_a_reference_set_that_is_never_news(bundle: Path, tmp_path: Path) -> None:
    harvest = read_bundle(bundle, "friends", datetime(2026, 2, 1, tzinfo=UTC))
    keys = {c.claim_id: (f"unit:{c.unit}",) for r in harvest.readings for c in r.claims}
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(merged("seeds"))
        before = len(ledger.priors(["unit:EUR"]))
        assert ledger.record(replace(harvest, keys=keys)).claims == 116 - len(GONE)
        assert ledger.record(replace(harvest, keys=keys)).claims == 0
        priors = ledger.priors(["unit:EUR"])
        theirs = [s for s in priors if s.claim.claim_id.startswith("friends/")]
        assert len(theirs) == len(priors) - before > 0
        one = next(s for s in theirs if s.claim.claim_id == "friends/C004-02")
        assert one.article.publisher == "Arab News" and one.claim.document_id == one.article.document_id
    publish(tmp_path / "ledger.duckdb", tmp_path / "copy.duckdb")
    out = StringIO()
    run_sql(
        tmp_path / "copy.duckdb",
        "SELECT DISTINCT source, baseline FROM reference_claims WHERE claim_id LIKE 'friends/%'",
        out,
        format="csv",
    )
    assert out.getvalue() == "source,baseline\nimport:friends,True\n"


def test_a_bundle_that_was_changed_is_refused(bundle: Path, tmp_path: Path) -> None:
    import shutil

    for name, change, error in (
        ("records/claims.jsonl", lambda text: text.replace("Ukraine", "Utopia", 1), LedgerDamaged),
        ("manifest.json", lambda text: text.replace('"bundle": 1', '"bundle": 99'), LedgerNewer),
        ("manifest.json", lambda text: "{", LedgerDamaged),
        ("manifest.json", lambda text: text.replace("records/claims.jsonl", "records/other.jsonl"), LedgerMissing),
    ):
        folder = tmp_path / f"{error.__name__}{len(list(tmp_path.iterdir()))}"
        shutil.copytree(bundle, folder)
        (folder / name).write_text(change((folder / name).read_text()))
        with pytest.raises(error):
            read_bundle(folder, "x", RUN_AT)
    with pytest.raises(LedgerMissing, match="no export"):
        read_bundle(tmp_path / "nothing", "x", RUN_AT)

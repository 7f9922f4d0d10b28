"""Whole bundles, read by the programs that teams open them with: every form, hostile texts."""

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given

from advisor.documents.bundle import contents_of
from advisor.documents.decisions import records
from advisor.documents.folder import Folder, RecordForm
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, examples, folder
from tests.advisor.documents.hostile import TEXTS, filled, texts
from tests.advisor.documents.test_markdown import visible
from tests.oracles.test_readers import RULES, write
from tests.readers.npm import Npm
from tests.readers.records import Record
from tests.readers.structurizr import Structurizr

pytestmark = pytest.mark.oracle

CHOICE = {**BUSY, "load": ["caller", "provider"]}  # Throttling is planned, Rate Limiting lost to it
IMPORTERS = {
    RecordForm.MADR: "madr",
    RecordForm.MADR_MINIMAL: "madr",
    RecordForm.NYGARD: "adr-tools",
    RecordForm.LOG4BRAINS: "log4brains",
}


def replaced(text: str) -> str:
    """The documented replacement of Structurizr's language."""
    line = visible(text).replace("\\", "/").replace('"', "”")
    return line.replace("->", "→").replace("${", "$ {")


def of_form(catalogue: Catalogue, form: RecordForm) -> Folder:
    """Records of every status, one of them superseded."""
    kept = filled(catalogue, "Shop", form)
    other = folder(catalogue, CHOICE, on=kept.on)
    return replace(kept, advice=other.advice, numbers={"rate-limiting": 7, "geode": 8}, first=5)


@pytest.mark.parametrize("form", RecordForm)
def test_each_form_is_read_by_its_importer_as_it_was_written(
    structurizr: Structurizr, catalogue: Catalogue, tmp_path: Path, form: RecordForm
) -> None:
    kept = of_form(catalogue, form)
    made = records(kept)
    write(tmp_path, contents_of(kept))

    found = structurizr.records(tmp_path / "docs/decisions", IMPORTERS[form])

    assert {"proposed", "accepted", "rejected", "deprecated"} <= {each.status for each in made}
    assert any(each.status.startswith("superseded") for each in made)
    by_title = {each.title: each for each in found}
    assert len(found) == len(by_title) == len(made)
    for record in made:
        read = by_title[record.title]
        assert read.date == record.on.isoformat()
        if IMPORTERS[form] == "madr":
            assert (read.number, read.status) == (str(record.number), record.status)
        else:
            assert read.status.lower() == record.status.partition(" by ")[0]
        if form is RecordForm.NYGARD:
            assert read.number == str(record.number)
    superseded = next(each for each in made if each.status.startswith("superseded"))
    successor = by_title[next(each.title for each in made if each.pattern == "throttling")]
    assert successor.number in by_title[superseded.title].links


@pytest.mark.parametrize("form", RecordForm)
def test_the_workspace_shows_the_system_with_chapters_and_records(
    structurizr: Structurizr, catalogue: Catalogue, tmp_path: Path, form: RecordForm
) -> None:
    kept = of_form(catalogue, form)
    write(tmp_path, contents_of(kept))

    read = structurizr.workspace(tmp_path / "workspace.dsl")

    shop = read["documentation"]["Shop"]
    assert len(shop["sections"]) == 12
    assert {row["title"] for row in shop["records"]} == {each.title for each in records(kept)}
    elements = {row["name"]: row for row in read["elements"]}
    assert elements["Orders"]["parent"] == "Shop"
    assert {view["key"] for view in read["views"]} == {"context", "containers"}
    assert "Compensating Transaction" in elements["Orders"]["tags"]


@pytest.mark.parametrize("query", [{}, {"stage": ["new"]}, CHOICE])
@pytest.mark.parametrize("form", RecordForm)
def test_a_workspace_of_any_plan_is_accepted(
    structurizr: Structurizr,
    catalogue: Catalogue,
    tmp_path: Path,
    form: RecordForm,
    query: Mapping[str, Any],
) -> None:
    write(tmp_path, contents_of(folder(catalogue, query, form=form)))

    assert structurizr.workspace(tmp_path / "workspace.dsl")["elements"]


@pytest.mark.parametrize("form", RecordForm)
def test_no_linter_finds_anything_in_any_form(
    npm: Npm, catalogue: Catalogue, tmp_path: Path, form: RecordForm
) -> None:
    for name, kept in (
        ("all", of_form(catalogue, form)),
        ("none", folder(catalogue, {}, form=form)),
        ("some", folder(catalogue, {"services": ["few"], "tx": ["many"]}, form=form)),
    ):
        write(tmp_path / name, contents_of(kept))

    files = sorted(tmp_path.rglob("*.md"))
    assert len(files) > 80
    assert npm.markdownlint(files, RULES) == []


def test_log4brains_reads_its_form(npm: Npm, catalogue: Catalogue, tmp_path: Path) -> None:
    kept = of_form(catalogue, RecordForm.LOG4BRAINS)
    write(tmp_path, contents_of(kept))

    found = npm.log4brains(tmp_path / "docs/decisions")

    made = {each.name.removesuffix(".md"): each for each in records(kept)}
    assert {each.number for each in found} == set(made)
    for read in found:
        ours = made[read.number]
        status = ours.status.partition(" by ")[0]
        wanted = Record(read.number, ours.title, status, ours.on.isoformat(), read.links)
        assert read == wanted
        assert bool(read.links) == (status == "superseded")


@pytest.mark.parametrize("form", [RecordForm.MADR, RecordForm.MADR_MINIMAL])
def test_backstage_reads_both_forms_of_madr(
    npm: Npm, catalogue: Catalogue, tmp_path: Path, form: RecordForm
) -> None:
    kept = of_form(catalogue, form)
    write(tmp_path, contents_of(kept))

    for ours in records(kept):
        read = npm.backstage(tmp_path / "docs/decisions" / ours.name)
        assert read is not None
        assert read[0].title == ours.title
        assert (read[0].status, read[0].date) == (ours.status, ours.on.isoformat())


@examples(12)
@given(text=texts())
@example('a\\" ${HOME} -> }')
def test_hostile_texts_pass_every_reader(
    structurizr: Structurizr,
    npm: Npm,
    catalogue: Catalogue,
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
) -> None:
    check(structurizr, npm, catalogue, tmp_path_factory.mktemp("hostile"), text)


@pytest.mark.parametrize("start", range(4))
def test_known_tricks_pass_every_reader(
    structurizr: Structurizr, npm: Npm, catalogue: Catalogue, tmp_path: Path, start: int
) -> None:
    for number, text in enumerate(TEXTS[start::4]):
        check(structurizr, npm, catalogue, tmp_path / str(number), text)


def check(structurizr: Structurizr, npm: Npm, catalogue: Catalogue, place: Path, text: str) -> None:
    write(place, contents_of(filled(catalogue, text)))

    assert npm.markdownlint(sorted(place.rglob("*.md")), RULES) == [], text
    read = structurizr.workspace(place / "workspace.dsl")
    names = [row["name"] for row in read["elements"]]
    assert read["name"] == replaced(text)
    assert replaced(text) in names
    assert f"{replaced(text)} (2)" in names
    assert "Orders" in names
    assert len(read["documentation"][replaced(text)]["sections"]) == 12
    entities = npm.yaml(place / "catalog-info.yaml.example")
    assert [each["metadata"]["title"] for each in entities] == [visible(text)] * 2 + ["Orders"]
    assert npm.yaml(place / "mkdocs.yml.example")[0]["site_name"] == visible(text)


@pytest.mark.skipif(sys.platform == "win32", reason="needs unzip")
def test_unpacked_over_a_repository_nothing_of_it_changes(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    owned = {
        "README.md": "ours", "catalog-info.yaml": "ours", "mkdocs.yml": "ours",
        "docs/index.md": "ours", "docs/decisions/0040-ours.md": "ours",
    }  # fmt: skip
    write(tmp_path, owned)
    for path, body in contents_of(folder(catalogue, first=41)).items():
        assert path not in owned
        write(tmp_path, {path: body})

    assert all((tmp_path / path).read_text() == text for path, text in owned.items())
    numbered = [file.name for file in (tmp_path / "docs/decisions").glob("[0-9]*.md")]
    assert len({name[:4] for name in numbered}) == len(numbered)
    assert re.fullmatch(r"0041-.*", sorted(numbered)[1])

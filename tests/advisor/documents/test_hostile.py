"""Whatever people write stays text in every file of a bundle."""

import csv
import io
import json
import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import example, given
from markdown_it import MarkdownIt

from advisor.answers import read_kept
from advisor.briefing import knowledge
from advisor.documents.bundle import contents_of
from advisor.documents.folder import RecordForm
from patterns.catalogue import Catalogue
from tests.advisor.answering import examples
from tests.advisor.documents.hostile import TEXTS, filled, texts
from tests.advisor.documents.test_markdown import visible
from tests.advisor.documents.test_report import rows

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})
SAID = ("text", "text_special", "softbreak", "entity")


def shape(text: str) -> list[tuple[str, str]]:
    """The blocks of a Markdown text, and what is in them besides words."""
    found: list[tuple[str, str]] = []
    for token in MARKDOWN.parse(text.split("\n---\n", 1)[-1] if text[:4] == "---\n" else text):
        found.append((token.type, token.tag))
        found += [
            (child.type, str(child.attrs.get("href", child.attrs.get("src", ""))))
            for child in token.children or []
            if child.type not in SAID
        ]
    return found


def words_of(cell: str) -> str:
    """The words of a Markdown cell, as a person sees them."""
    (inline,) = [token for token in MARKDOWN.parse(cell) if token.type == "inline"] or [None]
    return "".join(child.content for child in inline.children or []) if inline else ""


@dataclass(frozen=True)
class Plain:
    """What a harmless text gives."""

    files: dict[str, bytes] = field(repr=False)


@pytest.fixture(scope="module")
def plain(catalogue: Catalogue) -> Plain:
    return Plain(contents_of(filled(catalogue, "plain words")))


@examples(30)
@given(text=texts())
@example("[x](javascript:alert(1))\n# out")
@example("-1+cmd|' /C calc'!A0")
@example("\u202eabc\u0000```")
def test_a_hostile_text_changes_words_and_nothing_else(
    catalogue: Catalogue, plain: Plain, text: str
) -> None:
    files = contents_of(filled(catalogue, text))

    assert set(files) == set(plain.files)
    for path, body in files.items():
        if path.endswith(".md") and not path.startswith("code/"):
            assert shape(body.decode()) == shape(plain.files[path].decode()), path
    assert b"\0" not in b"".join(
        body for path, body in files.items() if path.rpartition(".")[2] in ("md", "csv", "dsl")
    )
    _check_words(files, text)
    _check_csv(files["docs/architecture/decision-matrix.csv"], text)
    _check_yaml(files, plain.files, text)
    _check_dsl(files["workspace.dsl"].decode(), plain.files["workspace.dsl"].decode())
    picture = ElementTree.fromstring(files["docs/architecture/diagrams/01-architecture.svg"])
    assert not [node for node in picture.iter() if node.tag.endswith(("script", "foreignObject"))]


def _check_words(files: dict[str, bytes], text: str) -> None:
    first = files["docs/architecture/arc42/01-introduction-and-goals.md"].decode()
    notes = [row[2] for row in rows(first, "What is required") if row[2]]
    assert [words_of(cell) for cell in notes] == [visible(text)] * 2
    ninth = files["docs/architecture/arc42/09-architecture-decisions.md"].decode()
    decided = [row for row in rows(ninth, "Architecture Decisions") if row[4]]
    assert len(decided) == 3
    for row in decided:
        assert [words_of(cell) for cell in row[4:]] == [visible(text)] * 2


def _check_csv(body: bytes, text: str) -> None:
    table = list(csv.DictReader(io.StringIO(body.decode())))
    noted = [row for row in table if row["Decision"]]
    assert len(noted) == 3
    for row in table:
        for value in row.values():
            number = re.fullmatch(r"[+-]?\d+(\.\d+)?", value)
            assert number or value[:1] not in tuple("=+-@＝＋－＠"), value
    for row in noted:
        assert row["Note"].removeprefix("'") == visible(text).removeprefix("'")


def _check_yaml(files: dict[str, bytes], plain: dict[str, bytes], text: str) -> None:
    entities = list(yaml.safe_load_all(files["catalog-info.yaml.example"]))
    assert [entity["metadata"]["title"] for entity in entities] == [visible(text)] * 2 + ["Orders"]
    assert len({entity["metadata"]["name"] for entity in entities}) == 3
    for entity in entities:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entity["metadata"]["name"])
        assert len(entity["metadata"]["name"]) <= 63
    site = yaml.safe_load(files["mkdocs.yml.example"])
    assert site["site_name"] == visible(text)
    assert site["nav"] == yaml.safe_load(plain["mkdocs.yml.example"])["nav"]
    record = next(body for path, body in files.items() if path.endswith("-use-retry.md"))
    front = yaml.safe_load(record.decode().split("---\n")[1])
    assert front["decision-makers"] == [visible(text)]


def _check_dsl(written: str, plain: str) -> None:
    """Line by line, what stands outside of quotes is the same."""
    for line, other in zip(written.splitlines(), plain.splitlines(), strict=True):
        assert re.sub('"[^"]*"', '""', line) == re.sub('"[^"]*"', '""', other)
        assert "\\" not in line
        assert "${" not in line


@pytest.mark.parametrize("form", [form for form in RecordForm if form is not RecordForm.MADR])
def test_no_form_of_records_lets_a_text_out(catalogue: Catalogue, form: RecordForm) -> None:
    shapes = {}
    for text in ("plain words", *TEXTS[::3]):
        files = contents_of(filled(catalogue, text, form))
        shapes[text] = [
            (path, shape(body.decode()))
            for path, body in files.items()
            if path.startswith(("docs/decisions/", "docs/architecture/decisions"))
        ]

    first, *others = shapes.values()
    assert all(other == first for other in others)


@pytest.mark.parametrize("text", ["# a b", "=1+1", '"quoted" \\ back'])
def test_the_kept_file_brings_the_text_back_as_it_was(catalogue: Catalogue, text: str) -> None:
    kept = filled(catalogue, text)

    body = contents_of(kept)[".patternadvisor/assessment.json"]
    again = read_kept(body, knowledge(catalogue), {each.slug for each in catalogue.patterns})

    assert {each.note for each in again.decisions} == {text}
    assert json.loads(body)["title"] == text

"""The DOCX of an Advice: every chapter, and what people wrote as plain text."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.documents.chapters import document_of
from advisor.documents.folder import Decision, Folder, Ruling, Saved
from advisor.documents.formats import FORMATS
from patterns.catalogue import Catalogue
from patterns.documents.document import Figure, Table, one_line
from tests.advisor.answering import BUSY, advice, examples, folder, queries
from tests.readers.word import Docx, as_pdf, missing

DAY = date(2026, 3, 4)
HOSTILE = [
    '=HYPERLINK("http://evil.example/","pay")',
    "]]></w:t></w:r><w:p/>",
    "\u202egpj.exe\u202c \u200fright",
    "\x00\x0b\x1b[31mred",
    "# Heading **bold** [x](javascript:alert(1))",
]


def made(folder: Folder) -> Docx:
    return Docx(FORMATS["docx"].make(folder))


@examples(8)
@given(data=st.data())
def test_a_docx_has_every_chapter_table_and_picture_of_the_document(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    kept = folder(catalogue, data.draw(queries(catalogue)))
    document = document_of(kept)

    read = made(kept)

    outline = tuple((depth, section.title) for depth, section in document.outline())
    assert read.headings == ((0, document.title), *outline)
    blocks = [block for _, section in document.outline() for block in section.blocks]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [len(table) - 1 for table in read.tables] == [len(table.rows) for table in tables]
    assert read.repeats_table_heads
    told = [block.alternative for block in blocks if isinstance(block, Figure)]
    assert [picture.alternative for picture in read.pictures] == told


def test_its_plan_is_that_of_the_advice(catalogue: Catalogue) -> None:
    read = made(folder(catalogue))

    plan = next(table for table in read.tables if table[0][0] == "Pattern")
    names = [catalogue.get(slug).name for slug in advice(catalogue).plan.members]
    assert [row[0] for row in plan[1:]] == names


@pytest.fixture(scope="module")
def kept(catalogue: Catalogue) -> Folder:
    decided = Decision(Ruling.ACCEPTED, DAY)
    saved = Saved(1, "1.0.0", b"{}")
    return folder(catalogue, decisions={"retry": decided, "timeout": decided}, saved=saved)


@examples(12)
@given(words=st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)))
def test_what_people_wrote_stays_text(kept: Folder, words: str) -> None:
    told = Decision(Ruling.ACCEPTED, DAY, note=f"N {words}", by=f"B {words}")
    hostile = replace(
        kept,
        sheet=replace(kept.sheet, title=f"T {words}"),
        decisions={**kept.decisions, "retry": told},
    )

    read = made(hostile)

    assert read.headings == made(kept).headings
    assert read.outside == ()
    flat = [(style, " ".join(text.split())) for style, text in read.paragraphs]
    assert ("Fact", one_line(f"Assessment T {words}")) in flat
    cells = [" ".join(cell.split()) for table in read.tables for row in table for cell in row]
    assert one_line(f"N {words}") in cells
    assert one_line(f"B {words}") in cells


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_hostile_names_reach_the_pages_of_a_word_processor_as_text(catalogue: Catalogue) -> None:
    named = {**BUSY, "name": ["A <b>", "=1+1", "C & D", "x{y}"]}

    pdf = pypdf.PdfReader(io.BytesIO(as_pdf(FORMATS["docx"].make(folder(catalogue, named)))))

    pages = [" ".join(page.extract_text().split()) for page in pdf.pages]
    for _, section in document_of(folder(catalogue, named)).outline():
        assert any(section.title in page for page in pages), section.title
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, start=1))

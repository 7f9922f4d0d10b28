"""Every Pattern of the shipped content, and every comparison, as a document."""

from collections.abc import Iterator

import pytest

from patterns.catalogue import Catalogue
from patterns.documents.articles import blocks, words
from patterns.documents.chapters import comparison_document, pattern_document
from patterns.documents.document import Bullets, Code, Document, Figure, Paragraph, Run, Table
from patterns.documents.markdown import markdown
from patterns.documents.page import page
from tests.patterns.documents.test_markdown import reader
from tests.patterns.documents.test_page import Reader


def documents(catalogue: Catalogue) -> Iterator[Document]:
    for pattern in catalogue.patterns:
        yield pattern_document(catalogue, pattern)
    for row in catalogue.content.comparisons:
        yield comparison_document(catalogue, [catalogue.get(slug) for slug in row.patterns])


def test_every_pattern_and_comparison_is_a_file_of_both_kinds(catalogue: Catalogue) -> None:
    for document in documents(catalogue):
        outline = [(depth, section.title) for depth, section in document.outline()]

        tokens = reader.parse(markdown(document))
        headings = [
            (int(token.tag[1]) - 2, tokens[index + 1].children[0].content)
            for index, token in enumerate(tokens)
            if token.type == "heading_open"
        ]
        assert [depth for depth, _ in headings] == [-1, *(depth - 1 for depth, _ in outline)]
        elements = Reader(page(document)).elements
        assert sum(tag == "figure" for tag, _ in elements) == sum(
            isinstance(block, Figure) for _, each in document.outline() for block in each.blocks
        )


def test_a_page_has_its_article_its_numbers_and_its_works(catalogue: Catalogue) -> None:
    document = pattern_document(catalogue, catalogue.get("circuit-breaker"))

    titles = [section.title for _, section in document.outline()]
    assert titles[0] == "In short"
    assert {"When not to use", "Settings", "Ways to fail", "Checklist", "References"} <= set(titles)


def test_a_caption_says_more_than_the_heading_above_it(catalogue: Catalogue) -> None:
    for pattern in catalogue.patterns:
        for _, section in pattern_document(catalogue, pattern).outline():
            for block in section.blocks if not section.id.startswith("article-") else ():
                assert not isinstance(block, Table) or block.caption != section.title


def test_a_comparison_has_a_column_for_each_pattern(catalogue: Catalogue) -> None:
    compared = [catalogue.get(slug) for slug in ("retry", "circuit-breaker", "timeout")]

    document = comparison_document(catalogue, compared)

    _, table = document.sections[0].blocks
    assert isinstance(table, Table)
    assert table.header == ("Criterion", "Retry", "Circuit Breaker", "Timeout")


def test_prose_becomes_blocks() -> None:
    text = (
        "One **bold** and *slanted* `code` with [a link](https://example.org) and "
        "[another](pattern:retry), as [@key] says.\n\n"
        "* first\n* second\n  * inner\n\n1. one\n\n```python\na = 1\n```\n\n"
        "| A | B |\n| --- | --- |\n| 1 | 2 |\n"
    )

    paragraph, bullets, numbered, code, table = blocks(text)

    assert isinstance(paragraph, Paragraph)
    assert Run("bold", strong=True) in paragraph.words
    assert Run("slanted", emphasis=True) in paragraph.words
    assert Run("code", code=True) in paragraph.words
    assert Run("a link", address="https://example.org") in paragraph.words
    assert "".join(run.text for run in paragraph.words).endswith("another, as [key] says.")
    assert isinstance(bullets, Bullets)
    assert ["".join(run.text for run in item) for item in bullets.items] == [
        "first", "second inner"
    ]  # fmt: skip
    assert isinstance(numbered, Bullets)
    assert numbered.numbered
    assert code == Code("a = 1", "python")
    assert isinstance(table, Table)
    assert table.header == ("A", "B")


@pytest.mark.parametrize("text", ["", " ", "<b>x</b>", "a [@one] b"])
def test_any_line_of_prose_is_words(text: str) -> None:
    assert all(isinstance(run, Run) for run in words(text))

"""A document as one Markdown file, read back by a CommonMark reader."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from patterns.documents.document import Document, one_line
from patterns.documents.markdown import markdown
from tests.patterns.documents.test_page import HOSTILE
from tests.patterns.documents.written import document

reader = MarkdownIt("commonmark", {"html": True}).enable("table")
MORE = (
    "# a heading", "- an item", "1. an item", "> quoted", "```", "| a | b |", "***", "=====",
    "[x](https://example.org)", "![x](y)", "<https://example.org>", "`code", "a\n\n# b", "\\",
)  # fmt: skip


def shape(text: str) -> list[str]:
    """The kinds of blocks in order."""
    return [token.type for token in reader.parse(text)]


def inner(text: str) -> set[str]:
    found = [token for token in reader.parse(text) if token.type == "inline"]
    return {child.type for token in found for child in token.children or []}


def words(text: str) -> str:
    found = [token for token in reader.parse(text) if token.type == "inline"]
    lines = ["".join(child.content for child in token.children or []) for token in found]
    return re.sub(r"\s+", " ", " ".join(lines))


@pytest.mark.parametrize("hostile", [*HOSTILE, *MORE])
def test_hostile_words_come_out_as_text(hostile: str) -> None:
    text = markdown(document(hostile))

    assert shape(text) == shape(markdown(document()))
    assert inner(text) <= {"text", "strong_open", "strong_close", "code_inline"}
    assert one_line(hostile) in words(text)


@given(st.text(min_size=1).filter(lambda found: one_line(found)))
@settings(max_examples=300, deadline=None)
def test_any_words_leave_the_file_as_it_is(any_words: str) -> None:
    assert shape(markdown(document(any_words))) == shape(markdown(document()))


def test_the_headings_are_those_of_the_document() -> None:
    tokens = reader.parse(markdown(document()))
    found = [
        (int(token.tag[1]) - 1, tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]

    written: Document = document()
    assert found == [
        (0, written.title), *((depth, each.title) for depth, each in written.outline())
    ]  # fmt: skip


def test_the_file_ends_with_one_newline_and_has_single_blank_lines() -> None:
    text = markdown(document())

    assert text.endswith("\n")
    assert "\n\n\n" not in text

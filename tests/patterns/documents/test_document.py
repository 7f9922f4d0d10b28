"""The document itself: what it refuses, and what it cleans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.documents.document import Align, Code, Document, Run, Section, Table, one_line, say


def _document(*sections: Section) -> Document:
    return Document("T", "", (), sections, "2026-03-04", "00")


def test_two_sections_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="one id"):
        _document(Section("a", "A"), Section("b", "B", (), (Section("a", "C"),)))


@pytest.mark.parametrize(
    ("row", "align", "shares"),
    [
        ((say("a"),), (Align.LEFT, Align.LEFT), ()),
        ((say("a"), say("b")), (Align.LEFT,), ()),
        ((say("a"), say("b")), (Align.LEFT, Align.LEFT), (1,)),
    ],
)
def test_a_crooked_table_is_refused(row: tuple, align: tuple, shares: tuple) -> None:
    with pytest.raises(ValueError, match="rows of"):
        Table("T", ("A", "B"), (row,), align, shares)


def test_the_outline_is_in_reading_order() -> None:
    found = _document(Section("a", "A", (), (Section("b", "B"),)), Section("c", "C")).outline()

    assert [(depth, section.id) for depth, section in found] == [(1, "a"), (2, "b"), (1, "c")]


@given(st.text())
def test_a_run_is_one_line_without_hidden_characters(words: str) -> None:
    found = Run(words).text

    assert not set(found) & set("\x00\n\r\t\u202e\u2028\u200e\ufeff\x1b")
    assert found.strip() == one_line(words)


def test_the_spaces_at_the_ends_of_a_run_stay() -> None:
    assert Run("  a \n b ").text == " a b "


def test_code_keeps_its_lines_and_their_indents() -> None:
    assert Code("\n  a\x00\n\tb  \r\n").text == "  a\n    b"

"""Patterns against Forces, as a page and as a table for spreadsheets."""

import csv
import io
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.documents.bundle import contents_of
from advisor.documents.matrix import HEAD, as_csv, cell, facts
from patterns.catalogue import Catalogue
from tests.advisor.answering import examples, folder, queries
from tests.advisor.documents.test_markdown import visible


@examples(10)
@given(data=st.data())
def test_the_cells_of_a_row_add_up_to_its_fit(catalogue: Catalogue, data: st.DataObject) -> None:
    kept = folder(catalogue, data.draw(queries(catalogue)))

    table = list(csv.DictReader(io.StringIO(as_csv(kept).decode())))

    assert [row["Id"] for row in table] == [each.slug for each in kept.advice.patterns]
    for row in table:
        parts = [Fraction(value or "0") for name, value in row.items() if name not in HEAD]
        assert sum(parts) == Fraction(row["Fit"])
        assert len(parts) == len(kept.advice.levels)


@examples(10)
@given(data=st.data())
def test_a_row_of_the_page_adds_up_too(catalogue: Catalogue, data: st.DataObject) -> None:
    kept = folder(catalogue, data.draw(queries(catalogue)))

    told = facts(kept)

    for row, ledger in zip(told["matrix"], told["ledgers"], strict=True):
        cells = [Fraction(each or "0") for each in (*row["cells"], row["rest"])]
        assert sum(cells) == Fraction(row["fit"])
        assert sum(Fraction(part["points"]) for part in ledger["parts"]) == Fraction(row["fit"])
        assert len(row["cells"]) == len(told["forces"])


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("\t=1", "'=1"),
        ("\r\n=1", "'=1"), ("＝1", "'＝1"), ("-12.5", "-12.5"), ("+3", "+3"), ("a=b", "a=b"),
        ("--1", "'--1"), ("-1+1", "'-1+1"), ("a\0\u202eb", "ab"), ("", ""),
    ],
)  # fmt: skip
def test_no_cell_begins_a_formula_unless_it_is_a_number(words: str, shown: str) -> None:
    assert cell(words) == shown


@given(st.text(max_size=40))
def test_a_cell_is_what_was_written_with_at_most_an_apostrophe(words: str) -> None:
    shown = cell(words)

    assert shown in (visible(words), f"'{visible(words)}")
    assert not re.match(r"[=@\t\r]", shown)


def test_lines_end_as_in_a_repository(catalogue: Catalogue) -> None:
    body = contents_of(folder(catalogue))["docs/architecture/decision-matrix.csv"]

    assert b"\r" not in body
    assert body.endswith(b"\n")
    assert not body.startswith(b"\xef\xbb\xbf")

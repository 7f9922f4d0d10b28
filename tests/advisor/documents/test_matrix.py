"""The matrix as a spreadsheet reads it."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.documents.folder import Decision, Ruling
from advisor.documents.matrix import HEAD, as_csv, cell, matrix
from patterns.catalogue import Catalogue
from tests.advisor.answering import advice, examples, folder, queries


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@examples(10)
@given(data=st.data())
def test_each_line_is_a_pattern_in_order_whose_parts_add_up_to_its_fit(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    query = data.draw(queries(catalogue))
    judged = advice(catalogue, query).patterns

    lines = read(as_csv(folder(catalogue, query)))

    assert [line["Pattern"] for line in lines] == [catalogue.get(each.slug).name for each in judged]
    assert [line["Verdict"] for line in lines] == [str(each.verdict) for each in judged]
    for line in lines:
        parts = [float(points) for head, points in line.items() if head not in HEAD and points]
        assert round(sum(parts), 1) == float(line["Fit"])


def test_every_line_is_as_long_as_the_head_and_no_column_is_there_twice(
    catalogue: Catalogue,
) -> None:
    head, *lines = csv.reader(io.StringIO(as_csv(folder(catalogue)).decode(), newline=""))

    assert {len(line) for line in lines} == {len(head)}
    assert len(set(head)) == len(head)
    assert head[: len(HEAD)] == list(HEAD)


def test_no_force_has_a_column_that_counts_for_no_pattern(catalogue: Catalogue) -> None:
    made = matrix(folder(catalogue))

    assert 0 < len(made.columns) < len(catalogue.content.forces)
    for place in range(len(made.columns)):
        assert any(row.points[place] is not None for row in made.rows)


def test_what_a_person_decided_stands_beside_the_verdict(catalogue: Catalogue) -> None:
    decided = {"circuit-breaker": Decision(Ruling.REJECTED, date(2026, 3, 4))}

    lines = read(as_csv(folder(catalogue, decisions=decided)))

    assert {line["Pattern"] for line in lines if line["Decision"] == "rejected"} == {
        "Circuit Breaker"
    }


@given(st.text())
def test_no_cell_is_a_formula(words: str) -> None:
    made = cell(words)

    assert not made.startswith(("=", "+", "-", "@", "\t", "\r")) or float(made) is not None


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1", "+1"),
        ("-2.5", "-2.5"),
        ("-2.5+cmd|' /C calc'!A0", "'-2.5+cmd|' /C calc'!A0"),
        ("\t=1", "'=1"),
        ("\x00=1", "'=1"),
        ("\u202e=1", "'=1"),
        ("\uff1d1", "'\uff1d1"),
    ],
)
def test_a_number_stays_and_all_else_that_counts_as_a_formula_is_quoted(
    words: str, made: str
) -> None:
    assert cell(words) == made

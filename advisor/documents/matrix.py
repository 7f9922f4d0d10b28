"""The decision matrix: every Pattern by every Force that counts for it, and the same as CSV."""

import csv
import io
import re
from dataclasses import dataclass

from advisor.documents.folder import Folder
from advisor.documents.markdown import one_line
from advisor.engine.advice import JudgedPattern, tenths
from advisor.engine.reasons import Role

HEAD = (
    "Rank", "Pattern", "Verdict", "Decision", "Confidence", "Fit", "Lowest fit", "Highest fit",
    "Impact", "Effort", "Priority",
)  # fmt: skip
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
# The wide forms of East Asian keyboards count as well.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Column:
    """A Force that adds to a fit or takes from it. level: how strongly it is felt, -1 to 1."""

    force: str
    name: str
    level: float


@dataclass(frozen=True, slots=True)
class Row:
    """A Pattern. decision: a person's word, or "".

    points: by Column what the Force adds to the fit, as shown; None where it says nothing about
    the Pattern. They add up to the shown fit.
    """

    name: str
    judged: JudgedPattern
    decision: str
    points: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in order of rank, columns in the order of the Forces of the Release."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def matrix(folder: Folder) -> Matrix:
    """Return the matrix of every judged Pattern; Forces that count for none have no column."""
    advice = folder.advice
    points = {
        judged.slug: {
            part.force: part.shown for part in judged.parts if part.role is not Role.SILENCED
        }
        for judged in advice.patterns
    }
    counted = {force for parts in points.values() for force in parts}
    columns = tuple(
        Column(level.force, folder.words.force(level.force), tenths(level.level))
        for level in advice.levels
        if level.force in counted
    )
    return Matrix(
        columns,
        tuple(
            Row(
                folder.words.pattern(judged.slug),
                judged,
                folder.decisions[judged.slug].ruling if judged.slug in folder.decisions else "",
                tuple(points[judged.slug].get(column.force) for column in columns),
            )
            for judged in advice.patterns
        ),
    )


def as_csv(folder: Folder) -> bytes:
    """Return the matrix as CSV: one head, one line for each Pattern, UTF-8, line feeds."""
    made = matrix(folder)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([*HEAD, *(cell(column.name) for column in made.columns)])
    for row in made.rows:
        told = row.judged.shown
        writer.writerow(
            [
                row.judged.rank,
                cell(row.name),
                row.judged.verdict,
                row.decision,
                row.judged.confidence,
                *(told.fit, told.low, told.high, told.impact, row.judged.effort, told.priority),
                *("" if points is None else points for points in row.points),
            ]
        )
    return written.getvalue().encode()


def cell(words: str) -> str:
    """Return words that no spreadsheet takes for a formula; a plain number stays as it is."""
    line = one_line(words)
    harmless = not line.startswith(_FORMULA) or _NUMBER.fullmatch(line)
    return line if harmless else f"'{line}"

"""Mistakes to plant in a small folder, and the table of them that a test runs through."""

from collections.abc import Callable
from typing import Any

import pytest

from patterns.content.faults import Fault
from tests.patterns.content.folders import Folder

Act = Callable[[Folder], None]

RETRY = "patterns/retry/pattern.toml"
RETRY_FIT = "patterns/retry/fit.toml"
TIMEOUT = "patterns/timeout/pattern.toml"
BREAKER = "patterns/breaker/pattern.toml"
FIT = "patterns/breaker/fit.toml"
ARTICLE = "patterns/breaker/article.md"
CODE = "patterns/breaker/code.toml"
STRUCTURE = "patterns/breaker/diagrams/structure.mmd"
QUESTIONS = "questions/10-failure.toml"
MATRIX = "decision_matrix.toml"


def mistakes(*rows: tuple[str, Act, *tuple[Fault, ...]]) -> Any:
    """Parametrize a test by rows of (what is wrong, the act that plants it, the faults)."""
    return pytest.mark.parametrize(
        ("act", "expected"), [pytest.param(row[1], row[2:], id=row[0]) for row in rows]
    )


def change(file: str, old: str, new: str) -> Act:
    return lambda folder: folder.change(file, old, new)


def append(file: str, text: str) -> Act:
    return lambda folder: folder.append(file, text)


def write(file: str, text: str) -> Act:
    return lambda folder: folder.write(file, text)


def remove(file: str) -> Act:
    return lambda folder: folder.remove(file)


def repeat(file: str) -> Act:
    """Write everything in a file twice."""
    return lambda folder: folder.append(file, folder.text(file))


def drop(file: str, start: str, end: str) -> Act:
    """Cut out everything from one text up to another."""

    def act(folder: Folder) -> None:
        before, _, rest = folder.text(file).partition(start)
        folder.write(file, before + end + rest.partition(end)[2])

    return act


def both(*acts: Act) -> Act:
    def act(folder: Folder) -> None:
        for one in acts:
            one(folder)

    return act

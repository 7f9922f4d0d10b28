import tomllib
from dataclasses import replace
from datetime import date

import pytest

from patterns.code import execution
from patterns.code.execution import Execution, digest, is_executed
from patterns.code.templates import Library
from tests.patterns.code.builders import MINIMUM, TEMPLATE, TEXTS

RECORD = Execution(
    key=TEMPLATE.key,
    digest=digest(TEMPLATE, TEXTS),
    toolchain="Python 3.11.7",
    libraries=("demo-client 1.2.0",),
    variants=12,
    tests=34,
    on=date(2026, 11, 22),
)


def test_what_has_run_is_listed() -> None:
    assert is_executed(TEMPLATE, TEXTS, {TEMPLATE.key: RECORD})


def test_what_has_not_run_is_not_listed() -> None:
    assert not is_executed(TEMPLATE, TEXTS, {})
    assert not is_executed(TEMPLATE, {}, {TEMPLATE.key: RECORD})


@pytest.mark.parametrize("path", sorted(TEXTS.keys() - {"pyproject.toml"}))
def test_a_change_of_any_file_takes_a_template_off_the_list(path: str) -> None:
    changed = {**TEXTS, path: TEXTS[path] + "\n"}

    assert not is_executed(TEMPLATE, changed, {TEMPLATE.key: RECORD})


def test_a_change_of_range_or_library_does_so_too() -> None:
    wider = replace(TEMPLATE.spellings[5], parameter=replace(MINIMUM, maximum=2_000))
    spellings = (*TEMPLATE.spellings[:5], wider, *TEMPLATE.spellings[6:])

    for changed in (
        replace(TEMPLATE, spellings=spellings),
        replace(TEMPLATE, libraries=(Library("demo-client", "1.3.0", "MIT", "A"),)),
        replace(TEMPLATE, regions=("metrics",)),
    ):
        assert not is_executed(changed, TEXTS, {TEMPLATE.key: RECORD})


def test_rewording_a_note_runs_nothing_again() -> None:
    reworded = replace(TEMPLATE, title="Other words")

    assert is_executed(reworded, TEXTS, {TEMPLATE.key: RECORD})


def test_records_survive_being_written_and_are_sorted() -> None:
    other = replace(RECORD, key="python/src/a.py")

    text = execution.write([RECORD, other])

    assert list(execution.read(tomllib.loads(text)).values()) == [other, RECORD]


def test_no_file_no_records() -> None:
    assert execution.read({}) == {}
    assert execution.read(tomllib.loads(execution.write([]))) == {}

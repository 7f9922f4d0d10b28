from dataclasses import replace

import pytest

from patterns.code.checking import check
from patterns.code.templates import (
    Converter,
    Difference,
    Library,
    PlantedError,
    Spelling,
    Target,
    Template,
)
from tests.patterns.code.builders import FILE, JITTER, TEMPLATE, TEXTS

PATH = TEMPLATE.file


def test_a_file_that_keeps_its_tables_promise_has_no_faults() -> None:
    assert check(TEMPLATE, TEXTS) == ()


@pytest.mark.parametrize(
    ("source", "expected", "found"),
    [
        (FILE.replace("30_000", "20_000"), "WAIT_MS = 30000, the default", "20000"),
        (FILE.replace("int] = 30_000", "float] = 3.0"), "WAIT_MS of type int", "3.0"),
        (FILE.replace("WAIT_MS", "PAUSE_MS"), "PAUSE_MS in map and block", "one of them only"),
        (FILE.replace("metrics", "tracing"), "the regions fallback, metrics", "fallback, tracing"),
        (FILE.replace("endif metrics", "endif"), "marks and constants that can be read", "line 16"),
        (FILE + "\n" * 120, "at most 120 lines", "139"),
    ],
)
def test_a_file_that_does_not_is_named_with_what_was_expected(
    source: str, expected: str, found: str
) -> None:
    fault = check(TEMPLATE, {**TEXTS, PATH: source})[0]

    assert (fault.key, fault.expected) == (PATH, expected)
    assert fault.found.startswith(found)


def test_a_missing_file_is_the_only_fault_reported() -> None:
    (fault,) = check(TEMPLATE, {})[:1]

    assert fault.found == "no src/demo/call.py"


@pytest.mark.parametrize(
    ("template", "expected", "found"),
    [
        (
            replace(TEMPLATE, libraries=(Library("demo-client", "1.3", "MIT", "A"),)),
            "demo-client 1.3 in requirements.txt",
            "1.2.0",
        ),
        (
            replace(TEMPLATE, libraries=(Library("demo-client", "1.2.0", "SSPL-1.0", "A"),)),
            "a free licence",
            "SSPL-1.0",
        ),
        (
            replace(TEMPLATE, libraries=(Library("demo-client", "1.2.0", "MPL-2.0", "A"),)),
            "a note on the licence",
            "MPL-2.0",
        ),
        (
            replace(TEMPLATE, differences=(Difference("x", "y", "test_gone"),)),
            "the name of a test",
            "test_gone",
        ),
        (
            replace(TEMPLATE, planted=(PlantedError("x", "return", "yield"),)),
            "'return' once in the file",
            "2",
        ),
    ],
)
def test_libraries_evidence_and_planted_errors_are_looked_up(
    template: Template, expected: str, found: str
) -> None:
    (fault,) = check(template, TEXTS)

    assert (fault.expected, fault.found) == (expected, found)


def test_a_constant_without_a_line_is_found() -> None:
    spelling = Spelling(JITTER, Target("JITTER", Converter.SHARE))
    template = replace(TEMPLATE, spellings=(*TEMPLATE.spellings[:-1], spelling))

    (fault,) = check(template, TEXTS)

    assert fault.expected == "JITTER in map and block"

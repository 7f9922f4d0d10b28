import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.code.marks import MarkError
from patterns.code.rendering import RenderingError, constants, render, with_header
from patterns.code.templates import Language
from patterns.parameters import Value
from tests.patterns.code.builders import FILE, TEST

OWN: dict[str, Value] = {"SERVICE": "payment", "WAIT_MS": 30_000, "FAIL_MAX": 10}
OFF = [frozenset[str](), frozenset({"metrics"}), frozenset({"fallback"})]
VALUES = st.fixed_dictionaries(
    {
        "SERVICE": st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
        "WAIT_MS": st.integers(),
        "FAIL_MAX": st.integers(),
    }
)


def test_the_block_is_read_by_name() -> None:
    assert constants(FILE, Language.PYTHON) == OWN


@pytest.mark.parametrize("source", [FILE, FILE.replace("\n", "\r\n"), FILE.rstrip("\n")])
def test_a_files_own_values_give_it_back_byte_for_byte(source: str) -> None:
    assert render(source, Language.PYTHON, OWN, keep_marks=True) == source


@given(first=VALUES, second=VALUES)
def test_only_the_last_rendering_counts(first: dict[str, Value], second: dict[str, Value]) -> None:
    once = render(FILE, Language.PYTHON, first, keep_marks=True)

    assert constants(once, Language.PYTHON) == first
    assert render(once, Language.PYTHON, first, keep_marks=True) == once
    assert render(once, Language.PYTHON, second) == render(FILE, Language.PYTHON, second)


def test_a_literal_that_has_its_value_keeps_its_spelling() -> None:
    text = render(FILE, Language.PYTHON, {**OWN, "FAIL_MAX": 3})

    assert "WAIT_MS: Final[int] = 30_000\nFAIL_MAX: Final[int] = 3\n" in text


@pytest.mark.parametrize("off", [*OFF, frozenset({"metrics", "fallback"})], ids=sorted)
def test_marks_leave_no_trace_and_every_variant_compiles(off: frozenset[str]) -> None:
    text = render(FILE, Language.PYTHON, OWN, off)

    assert "advisor:" not in text
    assert "\n\n\n\n" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert ("print" in text) == ("metrics" not in off)
    assert ("call_or" in text) == ("fallback" not in off)
    compile(text, "call.py", "exec")


@pytest.mark.parametrize("off", [*OFF, frozenset({"metrics", "fallback"})], ids=sorted)
def test_every_variant_is_already_formatted(off: frozenset[str]) -> None:
    odd = {**OWN, "SERVICE": '"two" quotes, one \' and \\ \u2028 \U0001f600'}
    text = render(FILE, Language.PYTHON, odd, off)

    formatted = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=100", "-"],
        input=text, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert formatted.stdout == text


def test_a_test_file_without_a_block_loses_its_regions_too() -> None:
    text = render(TEST, Language.PYTHON, {}, frozenset({"fallback"}))

    assert text == TEST[: TEST.index("\n\n# advisor:if")]


def test_whole_numbers_become_floats_where_floats_are_declared() -> None:
    source = FILE.replace("WAIT_MS: Final[int] = 30_000", "WAIT_MS: Final[float] = 0.5")

    assert "Final[float] = 2.0" in render(source, Language.PYTHON, {**OWN, "WAIT_MS": 2})


@pytest.mark.parametrize(
    ("values", "off", "problem"),
    [
        ({"SERVICE": "a", "WAIT_MS": 1}, frozenset(), "no value for constant FAIL_MAX"),
        ({**OWN, "MORE": 1}, frozenset(), "the file has no constant MORE"),
        (OWN, frozenset({"tracing"}), "the file has no region tracing"),
        ({**OWN, "FAIL_MAX": 1.5}, frozenset(), "FAIL_MAX is int, not 1.5"),
        ({**OWN, "FAIL_MAX": True}, frozenset(), "FAIL_MAX is int, not True"),
        ({**OWN, "FAIL_MAX": "ten"}, frozenset(), "FAIL_MAX is int, not 'ten'"),
    ],
)
def test_what_does_not_match_the_file_is_refused(
    values: dict[str, Value], off: frozenset[str], problem: str
) -> None:
    with pytest.raises(RenderingError, match=f"^{problem}$"):
        render(FILE, Language.PYTHON, values, off)


@pytest.mark.parametrize(
    "line",
    [
        "FAIL_MAX = 10",
        "FAIL_MAX: Final[int] = 5 * 2",
        'FAIL_MAX: Final[int] = "ten"',
        "FAIL_MAX: Final[float] = 10",
        "FAIL_MAX: Final[int] = 10  # calls",
        "fail_max: Final[int] = 10",
    ],
)
def test_the_block_holds_typed_constants_with_literals_only(line: str) -> None:
    source = FILE.replace("FAIL_MAX: Final[int] = 10", line)

    with pytest.raises(MarkError, match=r"^line 9: "):
        constants(source, Language.PYTHON)


def test_nothing_in_a_header_ends_the_comment() -> None:
    sentences = ["One\nimport os", "*/ two", "word " * 40]

    text = with_header("code\n", Language.PYTHON, sentences)
    script = with_header("code\n", Language.GO, sentences)

    *header, code = text.splitlines()
    assert code == "code"
    assert all(line.startswith("# ") and len(line) <= 98 for line in header)
    assert "*/" not in script

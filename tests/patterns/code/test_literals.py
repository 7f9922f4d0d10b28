import ast
import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.code.literals import LiteralError, read, write
from patterns.code.templates import Language

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.one_of(
    st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)


@given(value=VALUES)
def test_pythons_own_parser_reads_the_value_back(value: object) -> None:
    literal = write(value, Language.PYTHON)

    assert ast.literal_eval(literal) == value == read(literal)
    assert literal.isascii()


@given(value=VALUES)
def test_a_json_parser_reads_the_typescript_value_back(value: object) -> None:
    literal = write(value, Language.TYPESCRIPT)

    assert json.loads(literal) == value
    assert literal.isascii()


@given(text=TEXTS)
def test_java_go_and_rust_strings_read_back_by_their_own_rules(text: str) -> None:
    assert java_value(write(text, Language.JAVA)) == text
    assert escaped_value(write(text, Language.GO)) == text
    assert escaped_value(re.sub(r"\\u\{(\w+)\}", long, write(text, Language.RUST))) == text


@pytest.mark.parametrize(
    ("language", "literal"),
    [
        (Language.PYTHON, "'say \"\\u20ac\" \\U0001f600\\\\\\u000a'"),
        (Language.TYPESCRIPT, '"say \\"\\u20ac\\" \\ud83d\\ude00\\\\\\n"'),
        (Language.JAVA, '"say \\"\\u20ac\\" \\ud83d\\ude00\\\\\\n"'),
        (Language.GO, '"say \\"\\u20ac\\" \\U0001f600\\\\\\u000a"'),
        (Language.RUST, '"say \\"\\u{20ac}\\" \\u{1f600}\\\\\\u{a}"'),
    ],
)
def test_each_language_escapes_in_its_own_way(language: Language, literal: str) -> None:
    assert write('say "€" \U0001f600\\\n', language) == literal


def test_line_separators_never_stand_bare_in_a_script() -> None:
    assert write("\u2028\u2029", Language.TYPESCRIPT) == '"\\u2028\\u2029"'


def test_numbers_and_booleans_are_spelled_as_the_language_wants() -> None:
    assert write(True, Language.PYTHON) == "True"
    assert write(True, Language.RUST) == "true"
    assert write(30_000, Language.GO) == "30000"
    assert write(30_000, Language.JAVA) == "30000L"
    assert write(0.5, Language.JAVA) == "0.5"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "\ud800"])
@pytest.mark.parametrize("language", list(Language))
def test_what_has_no_literal_is_refused(language: Language, value: float | str) -> None:
    with pytest.raises(LiteralError):
        write(value, language)


@pytest.mark.parametrize("text", ["name", "[1]", "None", "1 +", "f()", "b'x'", "1j"])
def test_only_literals_are_read(text: str) -> None:
    with pytest.raises(LiteralError):
        read(text)


def long(match: re.Match[str]) -> str:
    return f"\\U{int(match[1], 16):08x}"


def escaped_value(literal: str) -> str:
    assert literal.isascii()
    return str(ast.literal_eval(literal))


def java_value(literal: str) -> str:
    """Read as Java does: unicode escapes first, then the escapes of a string."""
    assert literal.isascii()
    units = re.sub(r"(?<!\\)((?:\\\\)*)\\u(\w{4})", lambda m: m[1] + chr(int(m[2], 16)), literal)
    inner = re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), units[1:-1])
    plain = re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), inner)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16")

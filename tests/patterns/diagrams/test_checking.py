from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.diagrams.checking import AUTHORED, LIVE, check, normal
from patterns.diagrams.kinds import Kind, kind

FLOW = "flowchart LR\n a --> b\n"


def test_a_good_script_has_no_problem() -> None:
    assert check(FLOW, LIVE) is None


@pytest.mark.parametrize("script", ["", " ", "\n\t\n"])
def test_an_empty_script_is_said_to_be_empty(script: str) -> None:
    problem = check(script, LIVE)

    assert problem
    assert problem.code == "empty"


@pytest.mark.parametrize(
    ("limits", "line"),
    [
        (replace(LIVE, characters=10), 0),
        (replace(LIVE, lines=2), 0),
        (replace(LIVE, line_length=8), 1),
    ],
)
def test_a_script_over_a_limit_is_too_long(limits: object, line: int) -> None:
    problem = check(FLOW, limits)

    assert problem
    assert problem.too_long
    assert problem.line == line


def test_authored_scripts_may_be_longer_than_typed_ones() -> None:
    script = FLOW + "%% more\n" * 600

    assert check(script, AUTHORED) is None
    assert check(script, LIVE)


@pytest.mark.parametrize(
    "sign",
    [
        "\0",
        "\x07",
        "\x0b",
        "\x7f",
        "\x85",
        "\ud800",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u2028",
        "\ufffe",
    ],
)
def test_a_character_that_hides_is_refused_where_it_stands(sign: str) -> None:
    problem = check(f"flowchart LR\n a{sign} --> b", LIVE)

    assert problem
    assert (problem.code, problem.line, problem.column) == ("characters", 2, 3)
    assert f"U+{ord(sign):04X}" in problem.message
    assert sign not in problem.source


@pytest.mark.parametrize("text", ["é", "漢字", "😀", "a\u200db", "\t", "–", "№"])
def test_other_characters_are_allowed(text: str) -> None:
    assert check(f'flowchart LR\n a["{text}"]', LIVE) is None


def test_line_ends_and_the_byte_order_mark_are_made_normal() -> None:
    assert normal("\ufeffa\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize("word", ["gitGraph", "journey", "C4Context", "hello", "flow chart"])
def test_other_kinds_are_not_supported_here(word: str) -> None:
    problem = check(f"%% a comment\n{word}\n a", LIVE)

    assert problem
    assert (problem.code, problem.line) == ("unsupported", 2)


def test_only_comments_are_no_diagram() -> None:
    problem = check("%% a\n---\n", LIVE)

    assert problem
    assert problem.code == "unsupported"


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("title: Saga: step 1", True),
        ("title: Saga #1", True),
        ('title: "Saga: step #1"', False),
        ("title: Saga", False),
    ],
)
def test_a_bare_title_that_other_engines_misread_is_refused(line: str, refused: bool) -> None:
    problem = check(f"---\n{line}\n---\n{FLOW}", LIVE)

    assert bool(problem) == refused
    assert problem is None or problem.line == 2


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("graph TD", Kind.FLOW),
        ("flowchart-elk LR", None),
        ("  stateDiagram-v2\n", Kind.STATE),
        ("---\ntitle: x\n---\n\n%% c\n%%{init: {\n}}%%\nsequenceDiagram", Kind.SEQUENCE),
        ("\n\ngantt", Kind.GANTT),
        ("erDiagram", Kind.ENTITIES),
        ("", None),
        ("%% graph", None),
    ],
)
def test_the_kind_is_the_first_word_of_the_first_statement(
    script: str, expected: Kind | None
) -> None:
    assert kind(script) == expected


@settings(deadline=None)
@given(script=st.text(st.characters(categories=["L", "Cc", "Cf", "Zl", "Cs", "P"])))
def test_a_script_without_a_problem_holds_nothing_hidden(script: str) -> None:
    typed = normal(f"flowchart LR\n{script}")

    if check(typed, LIVE) is None:
        typed.encode()
        assert all(
            sign in "\n\t\u200b\u200c\u200d"
            or sign.isprintable()
            or ord(sign) == 0xAD
            or not ("\ufdd0" <= sign <= "\ufdef" or ord(sign) < 32)
            for sign in typed
        )

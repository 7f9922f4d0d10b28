import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.diagrams.problems import Problem
from patterns.diagrams.rendering import render
from patterns.diagrams.scripts import Diagram


def _problem(script: str) -> Problem:
    problem = render(Diagram(script, "", "")).problem
    assert problem
    return problem


@pytest.mark.parametrize(
    ("script", "line", "hint"),
    [
        ("flowchart LR\n a --> end\n b --> c", 2, "`end` is a reserved word"),
        ("flowchart LR\n a --> b\n c[ --> d\n e --> f\n", 4, "Line 3 opens `[` without `]`"),
        ('flowchart LR\n a["x]\n b\n', 3, "Line 2 opens a quotation mark"),
        ("flowchart LR\n a -->|x b\n c\n", 3, "Line 2 has a `|` without its partner"),
        ("flowchart LR\n a[x (y)]\n", 2, "needs double quotes"),
        ("sequenceDiagram\n A->>B hi\n", 2, "A message is written `A->>B: text`"),
        ("sequenceDiagram\n alt x\n A->>B: y\n", 3, "needs its `end`"),
        ("stateDiagram-v2\n A -> B\n", 2, "`-->`"),
        ("gantt\n dateFormat YYYY-MM-DD\n foo bar\n", 3, "A task is written"),
        ("quadrantChart\n p: [1.2, 0.5]\n", 2, "numbers from 0 to 1"),
    ],
)
def test_a_common_mistake_has_its_line_and_a_hint(script: str, line: int, hint: str) -> None:
    problem = _problem(script)

    assert problem.line == line
    assert hint in problem.hint
    assert problem.source == script.split("\n")[line - 1]


def test_lines_of_front_matter_count() -> None:
    problem = _problem("---\ntitle: x\n---\nflowchart LR\n a --> end\n b\n")

    assert problem.line == 5
    assert problem.source == " a --> end"


above = st.lists(
    st.sampled_from(
        ["", "  ", "%% a comment", "  %% another", "%%{init: {}}%%", " %%{init:\n{}}%%"]
    ),
    max_size=5,
)


@settings(deadline=None)
@given(before=above, between=above, matter=st.sampled_from([[], ["---", "title: x", "---"]]))
def test_what_the_renderer_takes_out_counts_as_lines(
    before: list[str], between: list[str], matter: list[str]
) -> None:
    lines = [*matter, *before, "flowchart LR", *between, " a --> end", " b", "%% c", " d", ""]

    problem = _problem("\n".join(lines))

    assert problem.source == " a --> end"


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_do_not_move_the_line(ends: str) -> None:
    assert _problem(ends.join(("flowchart LR", " a --> end", " b"))).line == 2


def test_an_error_at_the_end_stays_in_the_text() -> None:
    problem = _problem("flowchart LR\n a -->\n\n\n")

    assert problem.line == 2
    assert problem.place == "Line 2, column 7"
    assert problem.caret == "      ^"


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("sequenceDiagram\n A->>+B: x\n B-->>-A: y\n B-->>-A: z\n", 4),
        ("sequenceDiagram\n A->>B: x\n deactivate B\n", 3),
        ("sequenceDiagram\n activate B\n A->>B: x\n deactivate B\n B->>-A: y\n", 5),
        ("sequenceDiagram\n participant A as B\n A->>+C: x\n C--x-A: y\n C-)-A: z\n", 5),
    ],
)
def test_the_line_of_an_activation_too_few_is_found(script: str, line: int) -> None:
    problem = _problem(script)

    assert (problem.code, problem.line) == ("meaning", line)
    assert "drop the `-`" in problem.hint


def test_the_line_of_a_date_that_is_none_is_found() -> None:
    script = (
        "gantt\n dateFormat YYYY-MM-DD\n section a\n x: a1, 2001-99-01, 3d\n y: 2001-01-01, 1d\n"
    )

    assert _problem(script).line == 4


def test_where_nothing_is_certain_no_line_is_named() -> None:
    left = " & ".join(f"a{number}" for number in range(80))

    problem = _problem(f"flowchart LR\n {left} --> {left.replace('a', 'b')}\n")

    assert (problem.code, problem.line) == ("limit", 0)
    assert problem.place == "Somewhere in the diagram"
    assert problem.caret == ""


def test_unreadable_front_matter_points_to_its_block() -> None:
    problem = _problem("---\nconfig: [x\n---\nflowchart LR\n a\n")

    assert problem.line == 1
    assert "`---`" in problem.message


def test_a_caret_keeps_tabs() -> None:
    assert Problem("x", "y", 1, 4, "\ta b").caret == "\t  ^"

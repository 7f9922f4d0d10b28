import pytest

from patterns.code import marks
from patterns.code.marks import MarkError, Role
from patterns.code.templates import Language
from tests.patterns.code.builders import FILE


def lines(*words: str, comment: str = "#") -> str:
    return "".join(f"{comment} advisor:{word}\n" if word else "code\n" for word in words)


def test_every_line_knows_its_role_and_the_regions_it_stands_in() -> None:
    read = marks.read(lines("params begin", "", "params end", "if a", "", "if b", "", "endif b",
                            "endif a", ""), Language.PYTHON)  # fmt: skip

    assert [line.regions for line in read if line.role is Role.CODE] == [("a",), ("a", "b"), ()]
    assert [line.number for line in read if line.role is Role.PARAMETER] == [2]
    assert [line.number for line in read if line.role is Role.MARK] == [1, 3, 4, 6, 8, 9]


def test_the_lines_put_together_are_the_file() -> None:
    text = FILE.replace("\n", "\r\n") + "odd = '\u2028 \x0c'"

    assert "".join(line.text for line in marks.read(text, Language.PYTHON)) == text


def test_other_languages_mark_with_slashes() -> None:
    source = lines("if a", "", "endif a", comment="//")

    assert marks.read(source, Language.GO)[1].regions == ("a",)
    assert marks.read(source, Language.PYTHON)[1].regions == ()


@pytest.mark.parametrize(
    ("words", "line", "problem"),
    [
        (["if a", ""], 2, "'if a' has no endif"),
        (["", "endif a"], 2, "'endif a' where no region is open"),
        (["if a", "if b", "endif a"], 3, "'endif a' where 'if b' is open"),
        (["if a", "if a"], 2, "region 'a' stands inside itself"),
        (["if a", "if b", "if c"], 3, "regions go 2 levels deep at most"),
        (["fi a"], 1, "unknown mark 'fi a'"),
        (["if"], 1, "unknown mark 'if'"),
        (["if Upper"], 1, "unknown mark 'if Upper'"),
        (["params start"], 1, "unknown mark 'params start'"),
        (["params begin"], 1, "'params begin' has no end"),
        (["params end"], 1, "'params end' without its other half"),
        (["params begin", "params begin"], 2, "'params begin' without its other half"),
        (["params begin", "params end", "params begin"], 3, "a file has one parameter block"),
        (["params begin", "if a"], 2, "the parameter block holds no regions"),
        (["if a", "params begin"], 2, "the parameter block stands outside all regions"),
    ],
)
def test_a_mark_out_of_place_is_refused_with_its_line(
    words: list[str], line: int, problem: str
) -> None:
    with pytest.raises(MarkError) as refusal:
        marks.read(lines(*words), Language.PYTHON)

    assert (refusal.value.line, refusal.value.problem) == (line, problem)
    assert str(refusal.value) == f"line {line}: {problem}"

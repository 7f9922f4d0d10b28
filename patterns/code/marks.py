"""Find the parameter block and the optional regions in a real file.

Marks are comments on lines of their own: `advisor:params begin` and `end`, `advisor:if <region>`
and `advisor:endif <region>`.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from patterns.code.templates import Language

DEEPEST: Final = 2
"""Regions inside regions; more would leave nobody sure what a variant holds."""


class MarkError(ValueError):
    """A mark, or a line of the parameter block, is not as it must be.

    line: counted from 1; the message begins with it.
    """

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


class Role(Enum):
    CODE = auto()
    MARK = auto()
    PARAMETER = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its own line end, what it is for, and the regions it stands in."""

    number: int
    text: str
    role: Role
    regions: tuple[str, ...]


def read(source: str, language: Language) -> tuple[Line, ...]:
    """Return every line of the file in order.

    Raises MarkError for marks that are unknown, unbalanced, crossing, too deep, or repeated where
    one is allowed.
    """
    comment = "#" if language is Language.PYTHON else "//"
    mark = re.compile(rf"\s*{comment}\s*advisor:(.*)")
    state = _State()
    lines = []
    for number, text in enumerate(_LINE.findall(source), start=1):
        match = mark.fullmatch(text.rstrip("\r\n"))
        if match:
            inside = state.step(number, match[1].split())
            lines.append(Line(number, text, Role.MARK, inside))
        else:
            role = Role.PARAMETER if state.in_block else Role.CODE
            lines.append(Line(number, text, role, tuple(state.open)))
    state.finish(len(lines))
    return tuple(lines)


# Only line feeds end a line: str.splitlines would also cut at U+2028 inside a string.
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


class _State:
    """Which marks are open while the file is read."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.in_block = False
        self._blocks = 0

    def step(self, number: int, words: list[str]) -> tuple[str, ...]:
        """Take in one mark; return the regions that it stands in, its own included."""
        match words:
            case ["params", "begin" | "end" as edge]:
                self._block(number, edge)
                return ()
            case ["if", name] if _NAME.fullmatch(name):
                self._enter(number, name)
                return tuple(self.open)
            case ["endif", name]:
                inside = tuple(self.open)
                self._leave(number, name)
                return inside
        raise MarkError(number, f"unknown mark '{' '.join(words)}'")

    def finish(self, last: int) -> None:
        if self.in_block:
            raise MarkError(last, "'params begin' has no end")
        if self.open:
            raise MarkError(last, f"'if {self.open[-1]}' has no endif")

    def _block(self, number: int, edge: str) -> None:
        if self.open:
            raise MarkError(number, "the parameter block stands outside all regions")
        if (edge == "begin") == self.in_block:
            raise MarkError(number, f"'params {edge}' without its other half")
        if edge == "begin" and self._blocks:
            raise MarkError(number, "a file has one parameter block")
        self.in_block = edge == "begin"
        self._blocks += self.in_block

    def _enter(self, number: int, name: str) -> None:
        if self.in_block:
            raise MarkError(number, "the parameter block holds no regions")
        if name in self.open:
            raise MarkError(number, f"region '{name}' stands inside itself")
        if len(self.open) == DEEPEST:
            raise MarkError(number, f"regions go {DEEPEST} levels deep at most")
        self.open.append(name)

    def _leave(self, number: int, name: str) -> None:
        if not self.open or self.open[-1] != name:
            inner = f"'if {self.open[-1]}'" if self.open else "no region"
            raise MarkError(number, f"'endif {name}' where {inner} is open")
        self.open.pop()

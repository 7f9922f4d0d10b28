"""Template and values → the file a reader gets."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from patterns.code import literals, marks
from patterns.code.marks import Line, MarkError, Role
from patterns.code.templates import Language
from patterns.parameters import Value


class RenderingError(ValueError):
    """What was asked for does not match the file's constants or regions."""


def render(
    source: str,
    language: Language,
    values: Mapping[str, Value],
    off: frozenset[str] = frozenset(),
    keep_marks: bool = False,
) -> str:
    """Return the file with these values as literals and without the regions that are off.

    values: one for each constant of the parameter block, and no other.
    A literal that already has its value stays as it is written, so with its own constants and
    `keep_marks` a file comes back byte for byte.
    Raises MarkError for a file that cannot be read, RenderingError for values or regions that the
    file does not have.
    """
    lines = marks.read(source, language)
    constants = {line.number: _constant(line, language) for line in lines}
    _compare("region", off, off & {name for line in lines for name in line.regions})
    _compare("constant", values.keys(), {c.name for c in constants.values() if c})
    kept = [
        None
        if off.intersection(line.regions) or (line.role is Role.MARK and not keep_marks)
        else _rewritten(line, constants[line.number], values)
        for line in lines
    ]
    if keep_marks:
        return "".join(text for text in kept if text is not None)
    return "".join(_closed_up(kept))


def constants(source: str, language: Language) -> dict[str, Value]:
    """Return the constants of the parameter block by name, in order; raises MarkError."""
    found = (_constant(line, language) for line in marks.read(source, language))
    return {constant.name: constant.value for constant in found if constant}


def with_header(text: str, language: Language, sentences: Sequence[str]) -> str:
    """Return the file with comment lines on top; nothing in them can end the comment."""
    comment = "#" if language is Language.PYTHON else "//"
    # A line comment ends with its line; "*/" matters where somebody pastes it into a block.
    words = (" ".join(sentence.split()).replace("*/", "* /") for sentence in sentences)
    lines = (line for sentence in words for line in textwrap.wrap(sentence, _HEADER_WIDTH))
    return "".join(f"{comment} {line}\n" for line in lines) + text


_HEADER_WIDTH: Final = 96
# A further language adds its line here, once its workspace has a file to try it on.
_CONSTANTS: Final = {
    Language.PYTHON: re.compile(
        r"(?P<head>(?P<name>[A-Z][A-Z0-9_]*): Final\[(?P<type>int|float|bool|str)\] = )"
        r"(?P<literal>\S.*?)(?P<end>\r?\n?)",
    ),
}
_TYPES: Final = {"int": int, "float": float, "bool": bool, "str": str}


@dataclass(frozen=True, slots=True)
class _Constant:
    head: str
    name: str
    type: type
    value: Value
    end: str
    language: Language

    def with_value(self, value: Value) -> str:
        if self.type is float and type(value) is int:
            value = float(value)
        if type(value) is not self.type:
            raise RenderingError(f"{self.name} is {self.type.__name__}, not {value!r}")
        return f"{self.head}{literals.write(value, self.language)}{self.end}"


def _constant(line: Line, language: Language) -> _Constant | None:
    text = line.text.strip()
    if line.role is not Role.PARAMETER or not text or text.startswith(("#", "//")):
        return None
    match = _CONSTANTS[language].fullmatch(line.text) if language in _CONSTANTS else None
    if not match:
        raise MarkError(line.number, "no typed constant with a literal on the right")
    try:
        value = literals.read(match["literal"])
    except literals.LiteralError as error:
        raise MarkError(line.number, str(error)) from error
    kind = _TYPES[match["type"]]
    if type(value) is not kind:
        raise MarkError(line.number, f"{match['name']} is declared {match['type']}")
    return _Constant(match["head"], match["name"], kind, value, match["end"], language)


def _rewritten(line: Line, constant: _Constant | None, values: Mapping[str, Value]) -> str:
    if constant is None or values[constant.name] == constant.value:
        return line.text
    return constant.with_value(values[constant.name])


def _compare(noun: str, asked: Iterable[str], found: Iterable[str]) -> None:
    missing, extra = sorted(set(found) - set(asked)), sorted(set(asked) - set(found))
    if missing:
        raise RenderingError(f"no value for {noun} {', '.join(missing)}")
    if extra:
        raise RenderingError(f"the file has no {noun} {', '.join(extra)}")


def _closed_up(lines: Iterable[str | None]) -> Iterator[str]:
    """Yield the lines that are left; blank lines around a removed one do not add up."""
    started = False
    longest, blanks = 0, 0
    blank = ""
    for line in lines:
        if line is None:
            longest, blanks = max(longest, blanks), 0
        elif not line.strip():
            blank = line.lstrip(" \t")
            blanks += 1
        else:
            yield from [blank] * (max(longest, blanks) if started else 0)
            longest, blanks, started = 0, 0, True
            yield line

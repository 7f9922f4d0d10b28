"""One value, written as a literal of a programming language."""

import ast
import json
import math
import re
from typing import Final

from patterns.code.templates import Language
from patterns.parameters import Value

_ASTRAL: Final = 0xFFFF


class LiteralError(ValueError):
    """The value has no literal, or the text is none."""


def write(value: Value, language: Language) -> str:
    """Return the literal; strings come out in ASCII, so no editor or terminal can misread them.

    Raises LiteralError for NaN, infinities and lone surrogates.
    """
    if isinstance(value, bool):
        return str(value) if language is Language.PYTHON else str(value).lower()
    if isinstance(value, str):
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise LiteralError("a lone surrogate has no literal")
        return _STRINGS[language](value)
    if not math.isfinite(value):
        raise LiteralError(f"{value} has no literal")
    # Java reads a bare integer as 32 bits wide.
    suffix = "L" if language is Language.JAVA and isinstance(value, int) else ""
    return repr(value) + suffix


def read(text: str) -> Value:
    """Return the value of a Python literal.

    Raises LiteralError unless it is a number, a boolean or a string.
    """
    try:
        parsed = ast.parse(text, mode="eval").body
        value = ast.literal_eval(parsed)
    except (ValueError, SyntaxError) as error:
        raise LiteralError(f"{text} is no literal") from error
    if parsed.end_col_offset != len(text.encode()):
        raise LiteralError(f"{text} has something behind the literal")
    if not isinstance(value, (bool, int, float, str)):
        raise LiteralError(f"{text} is no number, boolean or string")
    return value


def _python(text: str) -> str:
    # The formatter's own rule: double quotes, unless that needs more backslashes than single.
    quote = "'" if text.count('"') > text.count("'") else '"'
    return _quoted(text, quote, "\\u{:04x}", "\\U{:08x}")


def _typescript(text: str) -> str:
    return json.dumps(text)


def _java(text: str) -> str:
    # Java expands \u before it reads tokens, so an escaped quote must never be written that way.
    utf16 = text.encode("utf-16-be")
    units = [int.from_bytes(utf16[i : i + 2], "big") for i in range(0, len(utf16), 2)]
    return '"' + "".join(_JAVA.get(unit) or _java_unit(unit) for unit in units) + '"'


def _java_unit(unit: int) -> str:
    if unit < ord(" "):
        return f"\\{unit:03o}"
    return chr(unit) if unit < _FIRST_ESCAPED else f"\\u{unit:04x}"


def _go(text: str) -> str:
    return _quoted(text, '"', "\\u{:04x}", "\\U{:08x}")


def _rust(text: str) -> str:
    return _quoted(text, '"', "\\u{{{:x}}}", "\\u{{{:x}}}")


def _quoted(text: str, quote: str, basic: str, astral: str) -> str:
    def escape(match: re.Match[str]) -> str:
        sign = match[0]
        if sign in {quote, "\\"}:
            return "\\" + sign
        return (astral if ord(sign) > _ASTRAL else basic).format(ord(sign))

    return quote + re.sub(rf"[{quote}\\]|[^ -~]", escape, text) + quote


_FIRST_ESCAPED: Final = 0x7F
_JAVA: Final = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n"}
_STRINGS: Final = {
    Language.PYTHON: _python,
    Language.TYPESCRIPT: _typescript,
    Language.JAVA: _java,
    Language.GO: _go,
    Language.RUST: _rust,
}

"""What must hold of a script before it is worth drawing: size, characters, kind, front matter."""

import re
import unicodedata
from dataclasses import dataclass

from patterns.diagrams.kinds import first_statement, front_matter, kind
from patterns.diagrams.problems import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a script and its picture may be, and how long drawing may take."""

    characters: int
    lines: int
    line_length: int
    seconds: float
    max_bytes: int


LIVE = Limits(characters=20_000, lines=500, line_length=2_000, seconds=1.0, max_bytes=400_000)
AUTHORED = Limits(
    characters=50_000, lines=2_000, line_length=5_000, seconds=5.0, max_bytes=1_500_000
)

_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFUSED = re.compile("[^\t\n -~\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("[\u2028\u2029\ufeff\ufff9-\ufffb]")
_BARE_TITLE = re.compile(r"\s*title\s*:\s*(?![\"'|>])(?=\S).*(?::\s|\s#|:$)")


def normal(script: str) -> str:
    """Return the script with LF line ends and without a byte order mark at its start."""
    return script.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def check(script: str, limits: Limits) -> Problem | None:
    """Return what keeps a normal script from being drawn at all, or None.

    Reads the text once; never calls the renderer.
    """
    if not script.strip():
        return Problem("empty", "There is nothing to draw yet.")
    lines = script.split("\n")
    return (
        _size(script, lines, limits)
        or _characters(lines)
        or _front_matter(lines)
        or _kind(script, lines)
    )


def _size(script: str, lines: list[str], limits: Limits) -> Problem | None:
    if len(script) > limits.characters:
        return Problem(
            "length",
            f"The text has {len(script):,} characters; {limits.characters:,} can be drawn.",
        )
    if len(lines) > limits.lines:
        return Problem(
            "length", f"The text has {len(lines):,} lines; {limits.lines:,} can be drawn."
        )
    for number, line in enumerate(lines, 1):
        if len(line) > limits.line_length:
            return Problem(
                "length",
                f"The line has {len(line):,} characters; {limits.line_length:,} can be drawn.",
                number,
                limits.line_length + 1,
                line[: limits.line_length],
            )
    return None


def _characters(lines: list[str]) -> Problem | None:
    for number, line in enumerate(lines, 1):
        if line.isascii() and line.isprintable():
            continue
        for column, sign in enumerate(line, 1):
            if sign in _BIDI or _LINE_ENDS.match(sign) or _REFUSED.match(sign):
                return Problem(
                    "characters",
                    f"The character {_name(sign)} cannot be seen and is not allowed.",
                    number,
                    column,
                    "".join("\ufffd" if _is_refused(sign) else sign for sign in line),
                    "Delete it, or type the line anew.",
                )
    return None


def _is_refused(sign: str) -> bool:
    return sign in _BIDI or bool(_LINE_ENDS.match(sign) or _REFUSED.match(sign))


def _name(sign: str) -> str:
    point = f"U+{ord(sign):04X}"
    name = unicodedata.name(sign, "")
    return f"{point} ({name.lower()})" if name else point


def _front_matter(lines: list[str]) -> Problem | None:
    for number, line in enumerate(lines[: front_matter(lines)], 1):
        if _BARE_TITLE.match(line):
            return Problem(
                "syntax",
                "The title holds a sign that ends it.",
                number,
                0,
                line,
                "Put the title in double quotes.",
            )
    return None


def _kind(script: str, lines: list[str]) -> Problem | None:
    if kind(script):
        return None
    start = first_statement(lines)
    if start >= len(lines):
        return Problem(
            "unsupported",
            "The text has no diagram in it, only comments or settings.",
            hint="Begin with the kind, for example `flowchart LR`.",
        )
    return Problem(
        "unsupported",
        "This kind of diagram is not supported here.",
        start + 1,
        1,
        lines[start],
        "Flow, sequence, state, Gantt, quadrant, class, entity, pie, timeline and mind map are.",
    )

"""An error of the renderer → a Problem in plain words, with the line that causes it."""

import re

from patterns.diagrams.kinds import Kind, front_matter, kind
from patterns.diagrams.problems import Problem

_REPORT = re.compile(r"([a-z-]+) at (\d+):(\d+): (.*)", re.DOTALL)
_GOT = re.compile(r"got '([^']*)'|but found `([^`]*)`")
_INACTIVE = re.compile(r"inactive participant \((.+)\)")
_QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"|`([^`]+)`|\(([^()]+)\)|date:\s*(\S+)")
_MESSAGE = re.compile(r"\s*(.+?)\s*(?:<<)?--?(?:>>|>|x|\))\s*([+-]?)\s*(.+?)\s*(?::|$)")
_SWITCH = re.compile(r"\s*(activate|deactivate)\s+(.+?)\s*$")
_BRACKETS = re.compile(r"(?!\s*(?:style|classDef|linkStyle|click)\b).*[\[({|][^\"\])}|]*[()\[\]{}]")
_ENDS = frozenset({"EOF", "$end", ""})
_LINE_ENDS = frozenset({"NEWLINE", "NL", "\n", "SPACE"})
_DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)
_COMMENT = re.compile(r"^\s*%%(?!\{)[^\n]+\n?", re.MULTILINE)
_LEADING = re.compile(r"\A\s+")
_CODES = {"syntax": "syntax", "semantic": "meaning", "limit": "limit"}


def explain(error: Exception, script: str) -> Problem:
    """Return the problem behind an exception of the renderer; script: as it was drawn."""
    report = _REPORT.fullmatch(str(error))
    if report:
        return _reported(report[1], int(report[2]), int(report[3]), report[4], script)
    if "interrupted" in str(error) or "memory" in str(error) or "stack" in str(error):
        return Problem(
            "time",
            "Drawing this takes too long.",
            hint="Draw less at once: fewer parts, fewer links, a shorter span of time.",
        )
    kind_of_error = type(error).__name__  # never its text, which may quote what was typed
    return Problem("renderer", f"This could not be drawn: the renderer failed ({kind_of_error}).")


def _reported(code: str, line: int, column: int, message: str, script: str) -> Problem:
    lines = script.split("\n")
    if code == "limit":
        return Problem("limit", _sentence(message), hint="Draw less at once.")
    if code == "unsupported-diagram":
        return Problem("unsupported", "This kind of diagram is not supported here.")
    if line == 0:
        return _without_position(code, message, lines)
    line = _as_typed(line, script)
    last = max(number for number, text in enumerate(lines, 1) if text.strip())
    if line > last:
        line, column = last, len(lines[last - 1].rstrip()) + 1
    source = lines[line - 1]
    got = _GOT.search(message)
    word = (got[1] or got[2] or "") if got else None
    return Problem(
        _CODES.get(code, "syntax"),
        _words(word, source, column),
        line,
        min(column, len(source) + 1),
        source,
        _hint(word, lines, line, kind(script)),
    )


def _as_typed(line: int, script: str) -> int:
    """Return the number of a line of the script, given its number in what the renderer read.

    It takes out front matter, directives, comments (with the empty lines before them) and the
    space at the start before it counts.
    """
    block = "\n".join(script.split("\n")[: front_matter(script.split("\n"))])
    kept = list(range(len(block), len(script)))
    for pattern in (_DIRECTIVE, _COMMENT, _LEADING):
        text = "".join(script[index] for index in kept)
        taken = {index for found in pattern.finditer(text) for index in range(*found.span())}
        kept = [index for number, index in enumerate(kept) if number not in taken]
    starts = [0] + [number + 1 for number, index in enumerate(kept) if script[index] == "\n"]
    if line > len(starts) or starts[line - 1] >= len(kept):
        return script.count("\n") + 1
    return script.count("\n", 0, kept[starts[line - 1]]) + 1


def _words(got: str | None, source: str, column: int) -> str:
    rest = source[column - 1 :].strip() if column else ""
    if got in _ENDS:
        return "The diagram ends before this statement does."
    if got in _LINE_ENDS or not rest:
        return "The line ends before its statement does."
    return f"This cannot be read from “{rest[:24]}” on."


def _hint(got: str | None, lines: list[str], line: int, drawn: Kind | None) -> str:
    source = lines[line - 1]
    if got == "end" or (drawn == Kind.FLOW and re.search(r"[->]\s*end\b|\bend\s*-", source)):
        return "`end` is a reserved word: quote the label or choose another id."
    if got in _ENDS:
        return _open_above(lines, drawn)
    if drawn == Kind.SEQUENCE and ":" not in source:
        return "A message is written `A->>B: text`."
    if drawn == Kind.STATE and re.search(r"[^-]->", source):
        return "The arrow between states is `-->`."
    if drawn == Kind.QUADRANT and "[" in source:
        return "A point is written `Name: [0.3, 0.6]`, with numbers from 0 to 1."
    if drawn == Kind.GANTT:
        return "A task is written `Name: id, start, length`."
    if drawn == Kind.FLOW and _BRACKETS.match(source):
        return 'A label with brackets needs double quotes: `id["label (more)"]`.'
    return ""


def _open_above(lines: list[str], drawn: Kind | None) -> str:
    for number, text in enumerate(lines, 1):
        bare = re.sub(r'"[^"]*"', "", text)
        if '"' in bare:
            return f"Line {number} opens a quotation mark that is not closed."
        if drawn == Kind.FLOW:
            for opening, closing in ("[]", "()", "{}"):
                if bare.count(opening) > bare.count(closing):
                    return f"Line {number} opens `{opening}` without `{closing}`."
            if bare.count("|") % 2:
                return f"Line {number} has a `|` without its partner."
    return (
        "A block may be open: each `subgraph`, `alt` or `loop` needs its `end`, each `{` its `}`."
    )


def _without_position(code: str, message: str, lines: list[str]) -> Problem:
    code = _CODES.get(code, "renderer")
    if "ront matter" in message:
        return Problem(code, "The block between the `---` lines cannot be read.", 1, 0, lines[0])
    if inactive := _INACTIVE.search(message):
        line = _overdrawn(inactive[1], lines)
        return Problem(
            code,
            f"“{inactive[1]}” is deactivated here, but is not active.",
            line,
            0,
            lines[line - 1] if line else "",
            "Activations are counted down the text, not per branch: drop the `-` of this arrow.",
        )
    line = _last_line_with(message, lines)
    return Problem(code, _sentence(message), line, 0, lines[line - 1] if line else "")


def _overdrawn(participant: str, lines: list[str]) -> int:
    """Return the number of the first line that deactivates more than was activated; 0 if none."""
    active = 0
    for number, text in enumerate(lines, 1):
        if switch := _SWITCH.match(text):
            active += {"activate": 1, "deactivate": -1}[switch[1]] * (switch[2] == participant)
        elif message := _MESSAGE.match(text):
            active += message[2] == "+" and message[3] == participant
            active -= message[2] == "-" and message[1] == participant
        if active < 0:
            return number
    return 0


def _last_line_with(message: str, lines: list[str]) -> int:
    for groups in _QUOTED.findall(message):
        word = next(group for group in groups if group)
        found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        for number in range(len(lines), 0, -1):
            if found.search(lines[number - 1]):
                return number
    return 0


def _sentence(message: str) -> str:
    text = " ".join(message.split())[:200]
    return text if text.endswith(".") else f"{text}."

"""The story of a state diagram: from which state to which, and why; inner states inside."""

import re
from collections.abc import Iterator

from patterns.diagrams.lines import Step, read, statements

_MOVE = re.compile(r"(\[\*\]|[\w-]+?)(?::::\w+)?\s*-->\s*(\[\*\]|[\w-]+)(?::::\w+)?\s*(?::(.*))?$")
_NAMED = re.compile(r'state\s+"([^"]*)"\s+as\s+([\w-]+)\s*(\{)?$')
_INNER = re.compile(r"state\s+([\w-]+)\s*\{$")
_DESCRIBED = re.compile(r"([\w-]+)\s*:\s*(.+)$")
_NOTE = re.compile(r"note\s+(?:left|right)\s+of\s+([\w-]+)\s*(?::(.*))?$", re.IGNORECASE)


def told(script: str) -> tuple[Step, ...]:
    """Return the moves between states; the moves within a state are steps of its own step."""
    lines = list(statements(script))
    names: dict[str, str] = {}
    for line in lines:
        if named := _NAMED.match(line):
            names[named[2]] = read(named[1])
        elif not _MOVE.match(line) and (described := _DESCRIBED.match(line)):
            names.setdefault(described[1], read(described[2]))
    return _until_close(iter(lines), names, "the diagram")


def _until_close(lines: Iterator[str], names: dict[str, str], whole: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    for line in lines:
        if line == "}":
            break
        named, inner = _NAMED.match(line), _INNER.match(line)
        if inner or (named and named[3]):
            identity = inner[1] if inner else named[2] if named else ""
            name = names.get(identity, identity)
            steps.append(Step(f"Inside {name}", _until_close(lines, names, name)))
        elif move := _MOVE.match(line):
            steps.append(Step(_moved(move, names, whole)))
        elif note := _NOTE.match(line):
            text = note[2] if note[2] is not None else " ".join(_until_note_ends(lines))
            steps.append(Step(f"At {names.get(note[1], note[1])}: {read(text)}"))
    return tuple(steps)


def _moved(move: re.Match[str], names: dict[str, str], whole: str) -> str:
    source, target = (names.get(one, one) for one in (move[1], move[2]))
    if source == "[*]":
        text = f"Begins with {target}"
    elif target == "[*]":
        text = f"Ends after {source}"
    elif source == target:
        text = f"Stays in {source}"
    else:
        text = f"From {source} to {target}"
    return f"{text}: {read(move[3])}" if move[3] and move[3].strip() else text


def _until_note_ends(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line == "end note":
            return
        yield line

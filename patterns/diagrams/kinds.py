"""Which kind of diagram a script holds, and where its first statement stands."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of diagram that the product shows."""

    FLOW = "flow"
    SEQUENCE = "sequence"
    STATE = "state"
    GANTT = "gantt"
    QUADRANT = "quadrant"
    CLASS = "class"
    ENTITIES = "entities"
    PIE = "pie"
    TIMELINE = "timeline"
    MINDMAP = "mindmap"


_FIRST_WORDS = {
    "flowchart": Kind.FLOW,
    "graph": Kind.FLOW,
    "sequenceDiagram": Kind.SEQUENCE,
    "stateDiagram": Kind.STATE,
    "stateDiagram-v2": Kind.STATE,
    "gantt": Kind.GANTT,
    "quadrantChart": Kind.QUADRANT,
    "classDiagram": Kind.CLASS,
    "classDiagram-v2": Kind.CLASS,
    "erDiagram": Kind.ENTITIES,
    "pie": Kind.PIE,
    "timeline": Kind.TIMELINE,
    "mindmap": Kind.MINDMAP,
}
_FIRST_WORD = re.compile(r"[A-Za-z0-9-]+")


def kind(script: str) -> Kind | None:
    """Return the kind of a script, or None when it has none that the product shows."""
    lines = script.split("\n")
    start = first_statement(lines)
    word = _FIRST_WORD.match(lines[start].strip()) if start < len(lines) else None
    return _FIRST_WORDS.get(word[0]) if word else None


def first_statement(lines: list[str]) -> int:
    """Return the index of the line with the kind; past the end when there is none.

    Front matter, comments, directives and empty lines stand before it.
    """
    index = front_matter(lines)
    in_directive = False
    for line in lines[index:]:
        text = line.strip()
        if text.startswith("%%{"):
            in_directive = True
        if text and not in_directive and not text.startswith("%%"):
            return index
        if in_directive and text.endswith("}%%"):
            in_directive = False
        index += 1
    return index


def front_matter(lines: list[str]) -> int:
    """Return how many lines the block between `---` at the very start has; 0 without one."""
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or lines[start].strip() != "---":
        return 0
    for index in range(start + 1, len(lines)):
        if lines[index].strip() == "---":
            return index + 1
    return 0

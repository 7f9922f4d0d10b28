"""The parts that diagrams are built from, and what a script can hold of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

ARROWS = {
    "solid": "-->",
    "dotted": "-.->",
    "thick": "==>",
    "both": "<-->",
    "line": "---",
    "dotted-line": "-.-",
    "crossed": "--x",
}
SHAPES = {
    "box": ("[", "]"),
    "rounded": ("(", ")"),
    "pill": ("([", "])"),
    "store": ("[(", ")]"),
    "decision": ("{", "}"),
    "hexagon": ("{{", "}}"),
    "circle": ("((", "))"),
}
MESSAGES = {"call": "->>", "reply": "-->>", "lost": "--x", "event": "-)"}
BLOCKS = {"alt": "else", "opt": "", "loop": "", "par": "and", "critical": "option", "break": ""}
STATUSES = ("", "done", "active", "crit", "milestone")

_IDENTITY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}")
_RESERVED = frozenset(
    {"end", "default", "graph", "flowchart", "subgraph", "style", "class", "classdef", "linkstyle"}
    | {"click", "direction", "participant", "actor", "note", "activate", "deactivate", "destroy"}
    | {"create", "section", "title", "constructor", "rect", "box"}
    | {"alt", "else", "opt", "loop", "par", "and", "critical", "option", "break"}
)


class Unusable(ValueError):
    """A builder was given an id, a shape, an arrow or a status that no script can hold."""


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a flow. role: "", or a name of `colors.ROLES`; group: the id of a Group."""

    id: str
    label: str
    detail: str = ""  # a second line
    shape: str = "box"
    role: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two nodes of a flow."""

    source: str
    target: str
    label: str = ""
    arrow: str = "solid"


@dataclass(frozen=True, slots=True)
class Group:
    """A frame around nodes, and around the groups that name it as their parent."""

    id: str
    label: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """One lifeline of a sequence."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Message:
    """One arrow between two lifelines; arrow: a key of MESSAGES."""

    source: str
    target: str
    text: str
    arrow: str = "call"


@dataclass(frozen=True, slots=True)
class Note:
    """Words over one lifeline, or over all between two."""

    over: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Branch:
    """Steps that happen on a condition. kind: a key of BLOCKS; arms: label and steps of each."""

    kind: str
    arms: tuple[tuple[str, tuple["Message | Note | Branch", ...]], ...]


@dataclass(frozen=True, slots=True)
class State:
    """One state of a state machine."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Move:
    """A change from one state to another, and the words at its arrow."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One bar of a Gantt chart, in the unit of the chart.

    It starts at `start`, or when the last of the tasks in `after` has ended.
    """

    id: str
    name: str
    section: str
    length: int
    start: int = 0
    after: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One entry of a quadrant chart; x and y from 0 to 1."""

    name: str
    x: float
    y: float


def check(parts: Iterable[Node | Group | Participant | State | Task]) -> frozenset[str]:
    """Return the ids of the parts; raises Unusable for one that no script holds, or given twice."""
    seen: set[str] = set()
    for part in parts:
        if not _IDENTITY.fullmatch(part.id) or part.id.lower() in _RESERVED:
            raise Unusable(f"{part.id!r} cannot be an id")
        if part.id in seen:
            raise Unusable(f"{part.id!r} is given twice")
        seen.add(part.id)
    return frozenset(seen)


def named(ids: frozenset[str], used: Iterable[str]) -> None:
    """Raise Unusable when a part names another that was not given."""
    for identity in used:
        if identity not in ids:
            raise Unusable(f"{identity!r} is not among the parts")

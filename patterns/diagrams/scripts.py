"""Diagram, and the builders that turn data into its script. Knows mermaid-py."""

import contextlib
import io
from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Row
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

with contextlib.redirect_stdout(io.StringIO()):  # the import prints a hint for notebooks
    from mermaid.graph import Graph

from patterns.diagrams import quadrants
from patterns.diagrams.colors import ROLES
from patterns.diagrams.labels import Place, label, plain
from patterns.diagrams.parts import (
    ARROWS,
    BLOCKS,
    MESSAGES,
    SHAPES,
    STATUSES,
    Branch,
    Edge,
    Group,
    Message,
    Move,
    Node,
    Note,
    Participant,
    Point,
    State,
    Task,
    Unusable,
    check,
    named,
)

Value = TypeVar("Value")

_FIRST_MONDAY = date(2001, 1, 1)


@dataclass(frozen=True, slots=True)
class Diagram:
    """A script, and everything that a page says around its picture."""

    script: str  # Mermaid text, LF line ends
    title: str  # one short line, plain text
    description: str  # one or two sentences, plain text
    steps: tuple[str, ...] = ()  # the author's own text alternative; empty: read from the script
    links: Mapping[str, str] = field(default_factory=dict, hash=False)  # node id -> own address


class _Built(Graph):  # type: ignore[misc]  # mermaid-py comes without types
    """A script that was built once from frozen data."""

    def __init__(
        self, kind: str, title: str, description: str, lines: Iterable[str], indent: str = "    "
    ) -> None:
        self.description = plain(description, 300)
        head = [kind, f"{indent}accTitle: {_acc(title)}", f"{indent}accDescr: {_acc(description)}"]
        body = [f"{indent}{line}" if line else "" for line in lines]
        super().__init__(plain(title, 120), "\n".join([*head, *body]) + "\n")

    def diagram(self, links: Mapping[str, str] | None = None) -> Diagram:
        """Return the finished Diagram. links: node id -> path on this site."""
        return Diagram(self.script, self.title, self.description, links=dict(links or {}))


class Flow(_Built):
    """A flowchart. direction: LR, RL, TB or BT. Order of the script is the order given."""

    def __init__(
        self,
        title: str,
        description: str,
        nodes: Row[Node],
        edges: Row[Edge],
        groups: Row[Group] = (),
        direction: str = "LR",
    ) -> None:
        ids = check([*nodes, *groups])
        named(ids, (end for edge in edges for end in (edge.source, edge.target)))
        named(ids, (part for one in nodes for part in [one.group] if part))
        lines = [
            f"classDef {role} {_of(ROLES, role).style}"
            for role in sorted({node.role for node in nodes if node.role})
        ]
        lines += _frames("", nodes, groups)
        lines += [
            f"{edge.source} {_of(ARROWS, edge.arrow)}"
            + (f'|"{label(edge.label)}"|' if edge.label else "")
            + f" {edge.target}"
            for edge in edges
        ]
        super().__init__(f"flowchart {direction}", title, description, lines)


class Sequence(_Built):
    """A sequence diagram, with branches inside branches."""

    def __init__(
        self,
        title: str,
        description: str,
        participants: Row[Participant],
        steps: Row[Message | Note | Branch],
    ) -> None:
        ids = check(participants)
        lines = [f"participant {one.id} as {_line(one.label)}" for one in participants]
        super().__init__("sequenceDiagram", title, description, [*lines, *_told(steps, ids)])


class StateMachine(_Built):
    """A state diagram, from top to bottom; it begins with the first state."""

    def __init__(self, title: str, description: str, states: Row[State], moves: Row[Move]) -> None:
        ids = check(states)
        named(ids, (end for move in moves for end in (move.source, move.target)))
        lines = [f'state "{label(one.label, Place.STATE)}" as {one.id}' for one in states]
        lines += [f"[*] --> {one.id}" for one in states[:1]]
        lines += [
            f"{move.source} --> {move.target}"
            + (f": {label(move.label, Place.STATE)}" if move.label else "")
            for move in moves
        ]
        super().__init__("stateDiagram-v2", title, description, lines)


class GanttChart(_Built):
    """A Gantt chart in weeks from a neutral Monday, or in milliseconds from 0.

    The first of January 2001 was a Monday, so week 1 is a whole week.
    """

    def __init__(
        self, title: str, description: str, tasks: Row[Task], *, milliseconds: bool = False
    ) -> None:
        ids = check(tasks)
        named(ids, (one for task in tasks for one in task.after))
        lines = (
            ["dateFormat x", "axisFormat %S.%L s"]
            if milliseconds
            else ["dateFormat YYYY-MM-DD", "axisFormat week %W", "tickInterval 1week"]
        )
        lines += [] if milliseconds else ["weekday monday"]
        lines.append("todayMarker off")  # else the picture depends on the day
        for section in dict.fromkeys(task.section for task in tasks):
            lines += ["", f"section {label(section, Place.TASK)}"]
            lines += [_task(task, milliseconds) for task in tasks if task.section == section]
        super().__init__("gantt", title, description, lines)


class QuadrantChart(_Built):
    """A quadrant chart of at most 20 points; `left_out` has the rest, for the table."""

    def __init__(
        self,
        title: str,
        description: str,
        points: Row[Point],
        *,
        x_axis: tuple[str, str] = ("Low effort", "High effort"),
        y_axis: tuple[str, str] = ("Low impact", "High impact"),
    ) -> None:
        self.points = tuple(points[: quadrants.MAX_POINTS])
        self.left_out = tuple(points[quadrants.MAX_POINTS :])
        places = quadrants.spread([(point.name, point.x, point.y) for point in self.points])
        lines = [
            f'x-axis "{label(x_axis[0])}" --> "{label(x_axis[1])}"',
            f'y-axis "{label(y_axis[0])}" --> "{label(y_axis[1])}"',
            *(f'quadrant-{each.value} "{each.label}"' for each in quadrants.Quadrant),
            "",
            *(
                f'"{label(point.name)}": [{x:g}, {y:g}]'
                for point, (x, y) in zip(self.points, places, strict=True)
            ),
        ]
        super().__init__("quadrantChart", title, description, lines)


def _frames(parent: str, nodes: Row[Node], groups: Row[Group]) -> list[str]:
    lines = []
    for node in nodes:
        if node.group == parent:
            opening, closing = _of(SHAPES, node.shape)
            text = label(node.label) + (f"<br/>{label(node.detail)}" if node.detail else "")
            role = f":::{node.role}" if node.role else ""
            lines.append(f'{node.id}{opening}"{text}"{closing}{role}')
    for group in groups:
        if group.parent == parent:
            lines.append(f'subgraph {group.id}["{label(group.label)}"]')
            lines += [f"    {line}" for line in _frames(group.id, nodes, groups)]
            lines.append("end")
    return lines


def _told(steps: Row[Message | Note | Branch], ids: frozenset[str]) -> list[str]:
    lines = []
    for step in steps:
        if isinstance(step, Message):
            named(ids, (step.source, step.target))
            arrow = _of(MESSAGES, step.arrow)
            lines.append(f"{step.source}{arrow}{step.target}: {_line(step.text)}")
        elif isinstance(step, Note):
            named(ids, step.over)
            lines.append(f"Note over {','.join(step.over)}: {_line(step.text)}")
        else:
            words = [step.kind] + [_of(BLOCKS, step.kind)] * (len(step.arms) - 1)
            for word, (condition, inner) in zip(words, step.arms, strict=True):
                if not word:
                    raise Unusable(f"{step.kind!r} has one arm only")
                lines.append(f"{word} {_line(condition)}")
                lines += [f"    {line}" for line in _told(inner, ids)]
            lines.append("end")
    return lines


def _task(task: Task, milliseconds: bool) -> str:
    if task.status not in STATUSES:
        raise Unusable(f"unknown status {task.status!r}")
    begin = str(task.start) if milliseconds else _monday(task.start)
    if task.after:
        begin = "after " + " ".join(task.after)
    parts = [task.status] if task.status else []
    parts += [task.id, begin, f"{task.length}{'ms' if milliseconds else 'w'}"]
    return f"{label(task.name, Place.TASK)} :{', '.join(parts)}"


def _monday(weeks: int) -> str:
    return (_FIRST_MONDAY + timedelta(weeks=weeks)).isoformat()


def _line(text: str) -> str:
    return label(text, Place.LINE)


def _acc(text: str) -> str:
    return plain(text, 300).replace("%%", "% %")


def _of(table: Mapping[str, Value], key: str) -> Value:
    if key not in table:
        raise Unusable(f"{key!r} is none of {', '.join(table)}")
    return table[key]

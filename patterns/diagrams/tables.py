"""The table that says the same as a Gantt or a quadrant chart."""

import re
from dataclasses import dataclass

from patterns.diagrams.lines import read, statements
from patterns.diagrams.quadrants import quadrant_of

_SETTING = re.compile(
    r"(dateFormat|axisFormat|tickInterval|weekday|todayMarker|excludes|includes|weekend|"
    r"inclusiveEndDates|topAxis)\b"
)
_POINT = re.compile(r'("[^"]*"|[^:"]+?)\s*(?::::\w+)?\s*:\s*\[\s*([\d.]+)\s*,\s*([\d.]+)\s*\]')
_AXIS = re.compile(r"([xy])-axis\s+(.+?)(?:\s*-->\s*(.+))?$")
_STATUSES = {"done": "done", "active": "in progress", "crit": "critical", "milestone": "milestone"}


@dataclass(frozen=True, slots=True)
class Table:
    """Column heads, and rows of as many cells; all plain text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def labelled(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Each row as pairs of column head and cell, for a narrow page that shows records."""
        return tuple(tuple(zip(self.columns, row, strict=True)) for row in self.rows)


def tasks(script: str) -> Table:
    """Return section, task, start, end or length, and status of each task, in order."""
    section, found = "", []
    for line in statements(script):
        if line.startswith("section "):
            section = read(line.removeprefix("section "))
        elif not _SETTING.match(line) and ":" in line:
            name, _, data = line.partition(":")
            found.append((section, read(name), [part.strip() for part in data.split(",")]))
    names = {identity: name for _, name, parts in found if (identity := _identity(parts))}
    rows = []
    for section, name, parts in found:
        status = ", ".join(_STATUSES[part] for part in parts if part in _STATUSES)
        rest = [part for part in parts if part not in _STATUSES]
        start, end = ("", *rest)[-2:] if len(rest) < 2 else rest[-2:]
        rows.append((section, name, _start(start, names), _length(end), status))
    return Table(("Section", "Task", "Start", "Length or end", "Status"), tuple(rows))


def points(script: str) -> Table:
    """Return name, x, y and field of each point, in order, as the script places them."""
    heads = {"x": "x", "y": "y"}
    rows = []
    for line in statements(script):
        if axis := _AXIS.match(line):
            low, high = read(axis[2]), read(axis[3] or "")
            heads[axis[1]] = f"{low} (0) to {high} (1)" if high else low
        elif point := _POINT.match(line):
            x, y = float(point[2]), float(point[3])
            rows.append((read(point[1]), f"{x:g}", f"{y:g}", quadrant_of(x, y).label))
    return Table(("Name", heads["x"], heads["y"], "Field"), tuple(rows))


def _identity(parts: list[str]) -> str:
    rest = [part for part in parts if part not in _STATUSES]
    return rest[0] if len(rest) > 2 else ""


def _start(text: str, names: dict[str, str]) -> str:
    if not text:
        return "after the one before"
    if text.startswith("after "):
        return "after " + " and ".join(names.get(one, one) for one in text.split()[1:])
    return text


_UNITS = {"ms": "ms", "s": "s", "m": "min", "h": "h", "d": "days", "w": "weeks", "M": "months"}


def _length(text: str) -> str:
    length = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w|M)", text)
    if not length:
        return text
    unit = _UNITS[length[2]]
    return f"{length[1]} {unit.removesuffix('s') if length[1] == '1' else unit}"

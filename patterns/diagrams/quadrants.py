"""The four fields of a priority chart: which one a point is in, and where it is drawn."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import product
from math import hypot

MAX_POINTS = 20

_FROM_MIDDLE = 0.03
_NEAR_MIDDLE = 0.02
_APART = 0.05
_TITLE = 0.09  # the height of a field's name
_LETTER = 0.0075  # half the width of a letter, as a share of the chart
_LINE = 0.045  # the height of a label

_STEPS = [number * 0.025 for number in range(-20, 21)]
_SHIFTS = sorted(product(_STEPS, _STEPS), key=lambda shift: (hypot(*shift), shift))
_NEAR_SHIFTS = [shift for shift in _SHIFTS if hypot(*shift) < 0.1]


class Quadrant(IntEnum):
    """The fields, numbered as Mermaid numbers them: from the top right against the clock."""

    STRATEGIC = 1
    QUICK_WIN = 2
    LOW_PRIORITY = 3
    NECESSARY = 4

    @property
    def label(self) -> str:
        """The words that stand in the field."""
        return _LABELS[self]


_LABELS = {
    Quadrant.STRATEGIC: "Strategic Initiatives",
    Quadrant.QUICK_WIN: "Quick Wins",
    Quadrant.LOW_PRIORITY: "Low Priority",
    Quadrant.NECESSARY: "Complex but Necessary",
}


def quadrant_of(x: float, y: float) -> Quadrant:
    """Return the field of a point; x is effort, y is impact, both 0 to 1, and 0.5 is high.

    The one rule for chart, table and engine: they cannot disagree.
    """
    if y >= 0.5:
        return Quadrant.STRATEGIC if x >= 0.5 else Quadrant.QUICK_WIN
    return Quadrant.NECESSARY if x >= 0.5 else Quadrant.LOW_PRIORITY


def spread(points: Sequence[tuple[str, float, float]]) -> tuple[tuple[float, float], ...]:
    """Return where each point (name, x, y) is drawn, in the same order.

    Points leave the middle lines and each other, by as little as a fixed search finds, and
    never change their field. The result does not depend on the order of the points.
    For the picture only: a table shows the true values.
    """
    placed: dict[int, tuple[float, float]] = {}
    order = sorted(range(len(points)), key=lambda index: (points[index][1:], points[index][0]))
    for index in order:
        name, x, y = points[index]
        taken = [(points[other][0], *place) for other, place in placed.items()]
        placed[index] = _free(name, x, y, taken)
    return tuple(placed[index] for index in range(len(points)))


def _free(
    name: str, x: float, y: float, taken: Sequence[tuple[str, float, float]]
) -> tuple[float, float]:
    start = _off_middle(x), _below_title(_off_middle(y))
    field = quadrant_of(x, y)
    for place in _around(start, field, _NEAR_SHIFTS):
        if all(_readable(name, place, *other) for other in taken):
            return place
    for place in _around(start, field, _SHIFTS):
        if all(hypot(place[0] - ox, place[1] - oy) >= _APART for _, ox, oy in taken):
            return place
    return start


def _off_middle(value: float) -> float:
    value = min(max(value, _FROM_MIDDLE), 1 - _FROM_MIDDLE)
    if abs(value - 0.5) <= _NEAR_MIDDLE + 1e-9:
        value = 0.5 + _FROM_MIDDLE if value >= 0.5 else 0.5 - _FROM_MIDDLE
    return round(value, 3)


def _below_title(y: float) -> float:
    """Return a height that leaves the name of the field, which stands at its top, readable."""
    top = 1.0 if y >= 0.5 else 0.5
    return round(min(y, top - _TITLE), 3)


def _inside(value: float) -> bool:
    return 0.02 <= value <= 0.98 and abs(value - 0.5) > _NEAR_MIDDLE


def _around(
    start: tuple[float, float], field: Quadrant, shifts: Sequence[tuple[float, float]]
) -> Iterator[tuple[float, float]]:
    for right, up in shifts:
        place = round(start[0] + right, 3), round(start[1] + up, 3)
        titled = place[1] > _below_title(place[1])
        if quadrant_of(*place) == field and all(map(_inside, place)) and not titled:
            yield place


def _readable(
    name: str, place: tuple[float, float], other: str, other_x: float, other_y: float
) -> bool:
    beside, above = abs(place[0] - other_x), abs(place[1] - other_y)
    width = _LETTER * (len(name) + len(other))
    return hypot(beside, above) >= _APART and (above >= _LINE or beside >= width)

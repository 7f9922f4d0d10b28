"""What a chart is made of when only writing it down is left: paths, labels, a table, a finding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from patterns.labs.charts.scales import Scale, coordinate

TOP: Final = 26
"""Where plots begin below the unit of their values."""
SIGN: Final = 7.2
"""Width of one character of 13 px on average: enough to see whether a label has room."""
FAULT_ROW: Final = 18
_APART: Final = 4
"""Between two labels of an axis."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The room that a chart is drawn in; a unit is a pixel where it is shown in full size.

    left, right: where plots begin and end, the labels of values at their left. ticks: how many
    labels an axis along the chart may have. name: characters of a lane's name that are drawn.
    """

    width: int
    left: int
    right: int
    ticks: int
    name: int


WIDE: Final = Sheet(width=800, left=58, right=786, ticks=8, name=22)
NARROW: Final = Sheet(width=272, left=48, right=266, ticks=4, name=12)
"""For telephones, where a wide chart would have to scroll or could not be read."""


@dataclass(frozen=True, slots=True)
class Paint:
    """How an area or a line looks.

    css: classes of the page's stylesheet, which know light and dark. ink: the color of a file
    that stands alone. hatch, dash: the second cue, for eyes or prints without colors.
    """

    css: str
    ink: str
    hatch: str = ""
    dash: str = ""
    width: float = 2.0


@dataclass(frozen=True, slots=True)
class Layer:
    """One path: an area, or a line where `is_line`. edge: it is parted from its neighbor."""

    paint: Paint
    path: str
    is_line: bool = False
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Words in the drawing. anchor: start, middle or end. css: quiet, plain, inverse or fault."""

    x: str
    y: str
    text: str
    anchor: str = "start"
    css: str = "quiet"

    @property
    def ink(self) -> str:
        """Return the color of the words in a file that stands alone."""
        return _WORDS.get(self.css, "#122024")


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend. x: where it stands in a file that stands alone."""

    label: str
    paint: Paint
    is_line: bool = False
    x: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """The same data as text, the first cell of a row naming it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A chart on one sheet. grid: path of the quiet lines. axis: path of the axes."""

    sheet: Sheet
    height: int
    grid: str = ""
    axis: str = ""
    layers: tuple[Layer, ...] = ()
    labels: tuple[Label, ...] = ()
    keys: tuple[Key, ...] = ()

    @property
    def width(self) -> int:
        return self.sheet.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One chart, ready to be written as SVG and as a table.

    name, title: as the lab gives them. finding: one sentence, what the reader should see.
    wide, narrow: the same chart for a page or a file, and for a telephone.
    """

    name: str
    title: str
    finding: str
    wide: Plot
    narrow: Plot
    table: Table

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the entries of the legend, which stands beside both plots."""
        return self.wide.keys

    @property
    def hatches(self) -> tuple[tuple[str, str], ...]:
        """Return name and path of each tile that the layers use."""
        used = {layer.paint.hatch for layer in self.wide.layers if not layer.is_line}
        return tuple(item for item in HATCHES.items() if item[0] in used)

    @property
    def legend(self) -> tuple[Key, ...]:
        """Return the entries with their places in one row, for a file that stands alone."""
        return spread(self.keys)


_WORDS: Final = {"quiet": "#3f5157", "inverse": "#ffffff", "fault": "#7a5000"}
HATCHES: Final = {
    "down": "M0 0l6 6M-1 5l2 2M5-1l2 2",
    "up": "M0 6l6-6M-1 1l2-2M5 7l2-2",
    "dots": "M2 2h2v2h-2z",
    "cross": "M0 0l6 6M0 6l6-6",
}
"""Tiles of six by six for what tells areas apart beside their color."""
S1: Final = Paint("f1", "#253e61")
SERIES: Final = (
    S1,
    Paint("f2", "#c08600", hatch="down"),
    Paint("f3", "#3b704f", hatch="up"),
    Paint("f4", "#9052ae", hatch="dots"),
    Paint("f5", "#642903", hatch="cross"),
    Paint("f6", "#839497"),
)
LINES: Final = (
    Paint("l1", "#253e61"),
    Paint("l2", "#c08600", dash="6 3"),
    Paint("l3", "#3b704f", dash="2 3"),
    Paint("l4", "#9052ae", dash="8 3 2 3"),
    Paint("l5", "#642903", dash="12 4"),
    Paint("l6", "#839497", width=1.25),
)
ANSWERED: Final = Paint("o-answered", "#839497")
FAILED: Final = Paint("o-failed", "#b04c14", hatch="up")
REFUSED: Final = Paint("o-refused", "#253e61", hatch="down")
OUTCOMES: Final = {
    "success": ANSWERED,
    "answered": ANSWERED,
    "accepted": ANSWERED,
    "failure": FAILED,
    "failed": FAILED,
    "short_circuited": REFUSED,
    "rejected": REFUSED,
    "refused": REFUSED,
    "refusals": REFUSED,
}
"""What goes well is quiet, what goes wrong is seen, whatever the order of the series."""
FAULT: Final = Paint("c-fault", "#f8edd7")
THRESHOLD: Final = Paint("c-threshold", "#a5251c", dash="4 4", width=1.5)
STATES: Final = (
    Paint("state-closed", "#e7eeee"),
    Paint("state-open", "#122024"),
    Paint("state-half", "#738489", hatch="down"),
    Paint("f3", "#3b704f", hatch="up"),
    Paint("f2", "#c08600", hatch="dots"),
    Paint("f4", "#9052ae", hatch="cross"),
)
HEAT: Final = (
    Paint("h1", "#d5dedf"),
    Paint("h2", "#a9bfc8"),
    Paint("h3", "#738489"),
    Paint("h4", "#3f5157"),
    Paint("h5", "#122024"),
)


def rect(x: float, y: float, width: float, height: float) -> str:
    """Return a rectangle as a path."""
    x, y, width, height = round(x, 1), round(y, 1), round(width, 1), round(height, 1)
    return (
        f"M{coordinate(x)} {coordinate(y)}h{coordinate(width)}v{coordinate(height)}"
        f"h{coordinate(-width)}z"
    )


def spread(keys: Iterable[Key]) -> tuple[Key, ...]:
    """Return the legend with places in one row, as a file that stands alone shows it."""
    placed, x = [], float(WIDE.left)
    for key in keys:
        placed.append(Key(key.label, key.paint, key.is_line, round(x, 1)))
        x += 22 + len(key.label) * SIGN + 20
    return tuple(placed)


def across(
    sheet: Sheet, y_scale: Scale, labels: Sequence[tuple[float, str]], unit: str
) -> tuple[str, tuple[Label, ...]]:
    """Return the grid lines of values, their labels at the left, and their unit above them."""
    path, found = "", [Label("0", "13", unit)] if unit else []
    for value, text in labels:
        y = y_scale.at(value)
        path += f"M{sheet.left} {coordinate(y)}H{sheet.right}"
        found.append(Label(str(sheet.left - 8), coordinate(y + 4.5), text, "end"))
    return path, tuple(found)


def along(
    sheet: Sheet, x_scale: Scale, y: float, labels: Sequence[tuple[float, str]]
) -> tuple[str, tuple[Label, ...]]:
    """Return the ticks below a plot, and their labels; those at the ends stay inside.

    Where labels would touch, ticks stand without; the last label, which has the unit, stays.
    """
    path, taken = "", float("inf")
    found: list[Label] = []
    for value, text in reversed(labels):
        x, width = x_scale.at(value), len(text) * SIGN
        path += f"M{coordinate(x)} {coordinate(y)}v5"
        anchor = "end" if x + width / 2 > sheet.width else "middle"
        end = sheet.right if anchor == "end" else x + width / 2
        if end + _APART > taken:
            continue
        taken = end - width
        place = sheet.right if anchor == "end" else x
        found.append(Label(coordinate(place), coordinate(y + 20), text, anchor))
    found.reverse()
    return path, tuple(found)

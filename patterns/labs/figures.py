"""Figures of a Result as a reader likes to see them, one by one and inside a sentence."""

import re
from typing import Final

from patterns.labs.kernel.results import Cell, Result
from patterns.labs.shelf import lab
from patterns.parameters import display

NOTHING: Final = "–"
_HOLE: Final = re.compile(r"\{([a-zA-Z0-9_.: /-]+)(?:\|([^{}|]+)\|([^{}|]+))?\}")

_PARTED: Final = re.compile(r"(?<=\d) (?=(?:%|[µm]?s|h)(?![\w]))")


class NoFigure(KeyError):
    """A Result has nothing of this name."""


def show(value: Cell, unit: str = "") -> str:
    """Return a value with its unit: shares in percent, short times in milliseconds.

    unit: "s" and "share" are base units; any other is written as it is, "/s" without a space.
    """
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if unit == "share":
        percent = _digits(value * 100)
        # Nearly all is not all.
        return f"{value * 100:.6g} %" if percent == "100" and value < 1 else f"{percent} %"
    if unit == "s":
        # 999.6 ms would read as 1,000 ms.
        return f"{_digits(value)} s" if abs(value) >= 0.9995 else f"{_digits(value * 1_000)} ms"
    number = f"{value:,}" if isinstance(value, int) else _digits(value)
    return f"{number}{unit}" if unit.startswith("/") else f"{number} {unit}".rstrip()


def counted(count: int, one: str, many: str) -> str:
    """Return a count with the word for one or for many."""
    return f"{count:,} {one if count == 1 else many}"


def figure(result: Result, name: str) -> str:
    """Return the figure that a name stands for, shown; raises NoFigure.

    name: of a counter or a measure, of a parameter, or `table.row.column` with the row's first
    cell. A measure without a value shows its reason.
    """
    if name in result.counters:
        return show(result.counters[name])
    for measure in result.measures:
        if measure.name == name:
            return measure.reason or show(measure.value, measure.unit)
    if name in result.params:
        return display(lab(result.lab).parameter(name), result.params[name])
    return _of_table(result, name)


def fill(text: str, result: Result, other: Result | None = None) -> str:
    """Return a text with each `{name}` replaced by its figure; raises NoFigure.

    other: the second of two runs, whose figures are named `{b.name}`. A figure with two words,
    `{opened|time|times}`, is followed by the first where it is 1, and else by the second.
    """

    def filled(match: re.Match[str]) -> str:
        name, one, many = match.groups()
        if other is not None and name.startswith("b."):
            shown = figure(other, name[2:])
        else:
            shown = figure(result, name)
        return f"{shown} {one if shown == '1' else many}" if one else shown

    return _HOLE.sub(filled, text)


def together(text: str) -> str:
    """Return a text in which no number is parted from its unit at the end of a line."""
    return _PARTED.sub("\N{NO-BREAK SPACE}", text)


def _of_table(result: Result, name: str) -> str:
    table_name, _, place = name.partition(".")
    row_name, _, column = place.partition(".")
    for table in result.tables:
        if table.name != table_name or column not in table.columns:
            continue
        at = table.columns.index(column)
        unit = table.units[at] if table.units else ""
        for row in table.rows:
            if str(row[0]) == row_name:
                return show(row[at], unit)
    raise NoFigure(f"{result.lab} has no figure {name}")


def _digits(value: float) -> str:
    """Return three digits that matter or more, never an exponent."""
    size = abs(value)
    if size >= 1_000:
        return f"{value:,.0f}"
    if size >= 100:
        return f"{value:.0f}"
    if size == 0:
        return "0"
    if size >= 10:
        return _bare(f"{value:.1f}")
    if size >= 1:
        return _bare(f"{value:.2f}")
    digits = 2
    while size * 10 ** (digits - 2) < 1 and digits < 12:
        digits += 1
    return _bare(f"{value:.{digits}f}")


def _bare(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text

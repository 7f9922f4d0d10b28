"""Lines over time, with a threshold across where the lab judges by one."""

from collections.abc import Sequence
from typing import Final

from patterns.labs.charts.areas import table
from patterns.labs.charts.drawing import (
    LINES,
    NARROW,
    THRESHOLD,
    TOP,
    WIDE,
    Key,
    Label,
    Layer,
    Picture,
    Plot,
    Sheet,
    across,
)
from patterns.labs.charts.scales import Scale, ceiling, coordinate
from patterns.labs.charts.timed import end_of, fault_part, fault_rows, time_axis, time_scale
from patterns.labs.charts.units import Unit, number, unit_for
from patterns.labs.figures import show
from patterns.labs.kernel.faults import Fault
from patterns.labs.kernel.results import Series

PLOT: Final = 160


def peak(series: Sequence[Series], threshold: float | None = None) -> float:
    """Return the largest value, at which the scale must end."""
    values = [v for each in series for v in each.values if v is not None]
    return max([*values, threshold or 0.0], default=0.0)


def draw(
    name: str,
    title: str,
    series: Sequence[Series],
    *,
    top: float,
    threshold: float | None = None,
    threshold_label: str = "",
    faults: Sequence[Fault] = (),
) -> Picture:
    """Return the picture. threshold: in the base unit of the series."""
    wide, narrow = (
        _plot(sheet, series, top, threshold, threshold_label, faults) for sheet in (WIDE, NARROW)
    )
    return Picture(
        name=name, title=title, finding=_finding(series, threshold), wide=wide, narrow=narrow,
        table=table(series),
    )  # fmt: skip


def _plot(
    sheet: Sheet,
    series: Sequence[Series],
    top: float,
    threshold: float | None,
    threshold_label: str,
    faults: Sequence[Fault],
) -> Plot:
    first = series[0]
    unit = unit_for(first.unit, top)
    x = time_scale(sheet, first.start, end_of(first))
    above = TOP + fault_rows(faults, x)
    floor = above + PLOT
    most = 100.0 if first.unit == "share" and top > 0.4 else ceiling(top * unit.factor)
    y = Scale(0.0, most, floor, above)
    grid, values = across(sheet, y, [(v, number(v)) for v in y.ticks(4)], unit.sign)
    washed = fault_part(faults, x, above, floor)
    paints = [LINES[place % len(LINES)] for place in range(len(series))]
    layers = [
        Layer(paint, _line(each, unit, x, y), is_line=True)
        for each, paint in zip(series, paints, strict=True)
    ]
    keys = [Key(e.label, paint, is_line=True) for e, paint in zip(series, paints, strict=True)]
    labels: list[Label] = [*values, *washed.labels]
    if threshold is not None:
        height = y.at(threshold * unit.factor)
        layers.insert(
            0, Layer(THRESHOLD, f"M{sheet.left} {coordinate(height)}H{sheet.right}", is_line=True)
        )
        words = f"{threshold_label}: {show(threshold, first.unit)}"
        keys.append(Key(words, THRESHOLD, is_line=True))
    axis, times = time_axis(sheet, x, floor)
    return Plot(
        sheet=sheet,
        height=int(floor + 34),
        grid=grid,
        axis=axis,
        layers=(*washed.layers, *layers),
        labels=(*labels, *times),
        keys=(*keys, *washed.keys),
    )


def _line(series: Series, unit: Unit, x: Scale, y: Scale) -> str:
    """Return the points in the middles of their buckets, joined; a gap where there is none."""
    path, pen_down = "", False
    values = series.values
    for place, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        at = coordinate(x.at(series.start + (place + 0.5) * series.step))
        height = coordinate(y.at(value * unit.factor))
        alone = not pen_down and (place + 1 == len(values) or values[place + 1] is None)
        path += f"{'L' if pen_down else 'M'}{at} {height}{'h2' if alone else ''}"
        pen_down = True
    return path


def _finding(series: Sequence[Series], threshold: float | None) -> str:
    sentences = []
    for each in series:
        known = [(v, place) for place, v in enumerate(each.values) if v is not None]
        if not known:
            sentences.append(f"{each.label}: no value in this run.")
            continue
        most, at = max(known, key=lambda pair: pair[0])
        when = show(each.start + at * each.step, "s")
        words = f"{each.label}: highest {show(most, each.unit)}, at {when}"
        if most <= 0:
            words = f"{each.label}: 0 throughout"
        if threshold is not None:
            above = sum(v > threshold for v, _ in known)
            words += f"; {_above(above, len(known), show(threshold, each.unit))}"
        sentences.append(f"{words}.")
    return " ".join(sentences)


def _above(above: int, known: int, limit: str) -> str:
    """Return how many points lie above; a point may be the highest moment of its bucket."""
    return f"above {limit} at {above} of {known} points" if above else f"never above {limit}"

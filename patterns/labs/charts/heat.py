"""Strips over time whose cells are darker and fuller the larger their value is."""

from collections.abc import Sequence
from typing import Final

from patterns.labs.charts.areas import table
from patterns.labs.charts.drawing import (
    HEAT,
    NARROW,
    TOP,
    WIDE,
    Key,
    Label,
    Layer,
    Picture,
    Plot,
    Sheet,
    rect,
)
from patterns.labs.charts.lines import peak as peak
from patterns.labs.charts.scales import FINE_STEPS, Scale, coordinate, nice
from patterns.labs.charts.timed import end_of, fault_part, fault_rows, time_axis, time_scale
from patterns.labs.charts.units import unit_for
from patterns.labs.figures import show
from patterns.labs.kernel.faults import Fault
from patterns.labs.kernel.results import Series

_ROW: Final = 50
_STRIP: Final = 24


def draw(
    name: str,
    title: str,
    series: Sequence[Series],
    *,
    top: float,
    faults: Sequence[Fault] = (),
) -> Picture:
    """Return the picture: a strip for each series, five levels up to a round number at `top`."""
    wide, narrow = (_plot(sheet, series, top, faults) for sheet in (WIDE, NARROW))
    return Picture(
        name=name, title=title, finding=_finding(series), wide=wide, narrow=narrow,
        table=table(series),
    )  # fmt: skip


def _plot(sheet: Sheet, series: Sequence[Series], top: float, faults: Sequence[Fault]) -> Plot:
    first = series[0]
    top = len(HEAT) * nice(top / len(HEAT), FINE_STEPS) if top > 0 else 1.0
    x = time_scale(sheet, first.start, end_of(first))
    above = TOP + fault_rows(faults, x)
    paths = [""] * len(HEAT)
    labels: list[Label] = []
    frames = ""
    for number, each in enumerate(series):
        base = above + _ROW * number + 20 + _STRIP
        labels.append(
            Label(str(sheet.left), coordinate(base - _STRIP - 7), each.label, css="plain")
        )
        frames += f"M{sheet.left} {coordinate(base)}H{sheet.right}"
        for level, path in enumerate(_cells(each, top, x, base)):
            paths[level] += path
    floor = above + _ROW * len(series)
    washed = fault_part(faults, x, above, floor)
    axis, times = time_axis(sheet, x, floor)
    unit = unit_for(first.unit, top)
    steps = [unit.text(top * (level + 1) / len(HEAT)) for level in range(len(HEAT))]
    return Plot(
        sheet=sheet,
        height=int(floor + 34),
        grid=frames,
        axis=axis,
        layers=(*washed.layers, *(Layer(p, path) for p, path in zip(HEAT, paths, strict=True))),
        labels=(*washed.labels, *labels, *times),
        keys=(
            *(Key(f"up to {words}", p) for p, words in zip(HEAT, steps, strict=True)),
            *washed.keys,
        ),
    )


def _cells(series: Series, top: float, x: Scale, base: float) -> list[str]:
    """Return a path for each level; neighbours of one level are one rectangle."""
    paths = [""] * len(HEAT)
    run_level, run_start = -1, 0
    levels = [*(_level(v, top) for v in series.values), -1]
    for place, level in enumerate(levels):
        if level == run_level:
            continue
        if run_level >= 0:
            left = x.at(series.start + run_start * series.step)
            right = x.at(series.start + place * series.step)
            height = _STRIP * (run_level + 1) / len(HEAT)
            paths[run_level] += rect(left, base - height, right - left, height)
        run_level, run_start = level, place
    return paths


def _level(value: float | None, top: float) -> int:
    if value is None or value <= 0 or top <= 0:
        return -1
    return min(int(value / top * len(HEAT) * (1 - 1e-9)), len(HEAT) - 1)


def _finding(series: Sequence[Series]) -> str:
    found = [
        (value, each, place)
        for each in series
        for place, value in enumerate(each.values)
        if value is not None
    ]
    if not found:
        return "There is no value in this run."
    value, each, place = max(found, key=lambda entry: entry[0])
    when = show(each.start + place * each.step, "s")
    most = show(value, each.unit)
    return f"The largest value is {most}, in {each.label} from {when}."

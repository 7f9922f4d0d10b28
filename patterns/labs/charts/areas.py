"""Stacked areas over time, such as calls by how they ended, with the state of one subject."""

from collections.abc import Sequence
from itertools import cycle
from typing import Final

from patterns.labs.charts.drawing import (
    NARROW,
    OUTCOMES,
    SERIES,
    TOP,
    WIDE,
    Key,
    Layer,
    Paint,
    Picture,
    Plot,
    Sheet,
    Table,
    across,
)
from patterns.labs.charts.scales import Scale, ceiling, coordinate
from patterns.labs.charts.timed import (
    BAND,
    Part,
    Stretch,
    band_part,
    end_of,
    fault_part,
    fault_rows,
    state_paints,
    time_axis,
    time_scale,
)
from patterns.labs.charts.units import number, unit_for
from patterns.labs.figures import show
from patterns.labs.kernel.faults import Fault
from patterns.labs.kernel.results import Series

PLOT: Final = 176


def peak(series: Sequence[Series]) -> float:
    """Return the highest point of the stack, at which its scale must end."""
    return max((sum(v or 0.0 for v in each) for each in _buckets(series)), default=0.0)


def draw(
    name: str,
    title: str,
    series: Sequence[Series],
    *,
    top: float,
    faults: Sequence[Fault] = (),
    band: Sequence[Stretch] = (),
) -> Picture:
    """Return the picture. top: the value at which the scale may end at the earliest."""
    wide, narrow = (_plot(sheet, series, top, faults, band) for sheet in (WIDE, NARROW))
    return Picture(
        name=name, title=title, finding=_finding(series), wide=wide, narrow=narrow,
        table=table(series),
    )  # fmt: skip


def _plot(
    sheet: Sheet,
    series: Sequence[Series],
    top: float,
    faults: Sequence[Fault],
    band: Sequence[Stretch],
) -> Plot:
    first = series[0]
    unit = unit_for(first.unit, top)
    x = time_scale(sheet, first.start, end_of(first))
    above = TOP + fault_rows(faults, x)
    floor = above + PLOT
    y = Scale(0.0, ceiling(top * unit.factor), floor, above)
    grid, values = across(sheet, y, [(v, number(v)) for v in y.ticks(4)], unit.sign)
    paints = _paints(series)
    layers, lower = [], [0.0] * len(first.values)
    for each, paint in zip(series, paints, strict=True):
        upper = [low + (v or 0.0) * unit.factor for low, v in zip(lower, each.values, strict=True)]
        layers.append(Layer(paint, _between(each, lower, upper, x, y), edge=True))
        lower = upper
    washed = fault_part(faults, x, above, floor)
    states = band_part(band, state_paints(band), x, floor + 8) if band else Part()
    bottom = floor + (8 + BAND if band else 0)
    axis, times = time_axis(sheet, x, bottom + (3 if band else 0))
    return Plot(
        sheet=sheet,
        height=int(bottom + 34),
        grid=grid,
        axis=axis,
        layers=(*washed.layers, *layers, *states.layers),
        labels=(*values, *washed.labels, *states.labels, *times),
        keys=(
            *(Key(e.label, paint) for e, paint in zip(series, paints, strict=True)),
            *states.keys,
            *washed.keys,
        ),
    )


def table(series: Sequence[Series]) -> Table:
    """Return the buckets as rows, named by the time at which they begin."""
    first = series[0]
    clock = unit_for("s", end_of(first))
    units = [unit_for(each.unit, _largest(each)) for each in series]
    rows = []
    for place, values in enumerate(_buckets(series)):
        cells = ("" if v is None else u.text(v) for v, u in zip(values, units, strict=True))
        rows.append((clock.text(first.start + place * first.step), *cells))
    return Table(("From", *(each.label for each in series)), tuple(rows))


def _between(
    series: Series, lower: Sequence[float], upper: Sequence[float], x: Scale, y: Scale
) -> str:
    """Return the area between two staircases, one step a bucket."""
    edges = [coordinate(x.at(series.start + series.step * n)) for n in range(len(upper) + 1)]
    path = f"M{edges[0]} {coordinate(y.at(upper[0]))}"
    path += _stairs([y.at(v) for v in upper], edges[1:])
    path += f"V{coordinate(y.at(lower[-1]))}"
    return path + _stairs([y.at(v) for v in reversed(lower)], [*reversed(edges[:-1])]) + "z"


def _stairs(heights: Sequence[float], edges: Sequence[str]) -> str:
    path, last = "", None
    for height, edge, following in zip(heights, edges, [*heights[1:], None], strict=True):
        text = coordinate(height)
        if text != last:
            path += f"V{text}"
            last = text
        # Steps of equal height are one line.
        if following is None or coordinate(following) != text:
            path += f"H{edge}"
    return path


def _paints(series: Sequence[Series]) -> list[Paint]:
    """Return a paint for each: outcomes have their own, the others those that are left in turn."""
    taken = {OUTCOMES[each.name].css for each in series if each.name in OUTCOMES}
    # An outcome's blue and gray are those of the first and last series.
    left = [p for p in SERIES if not taken or p.css not in ("f1", "f6")]
    free = cycle(left)
    return [OUTCOMES.get(each.name) or next(free) for each in series]


def _finding(series: Sequence[Series]) -> str:
    totals = [sum(v or 0.0 for v in each.values) for each in series]
    whole = sum(totals)
    if not whole:
        return "Nothing of the kind happened in this run."
    shares = [
        f"{each.label} {show(total / whole, 'share')}"
        for each, total in zip(series, totals, strict=True)
    ]
    heights = [sum(v or 0.0 for v in each) for each in _buckets(series)]
    at = heights.index(max(heights))
    first = series[0]
    when = show(first.start + at * first.step, "s")
    most = show(heights[at], first.unit)
    highest = f"highest {most}, at {when}."
    if len(series) == 1:
        return f"{first.label}: {highest}"
    return f"Over the whole run: {', '.join(shares)}. All together: {highest}"


def _buckets(series: Sequence[Series]) -> list[tuple[float | None, ...]]:
    return list(zip(*(each.values for each in series), strict=True))


def _largest(series: Series) -> float:
    return max((v for v in series.values if v is not None), default=0.0)

"""A Result -> shapes with coordinates, for the SVG templates to draw; no colors, no markup.

Coordinates are user units of a view box `WIDTH` wide and `Drawing.height` high, y downwards. A
shape's `index` chooses color and second cue (hatching or dash) in the style sheet.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from patterns.labs.figures import show
from patterns.labs.kernel.lab import Chart, ChartKind
from patterns.labs.kernel.results import Cell, Histogram, Result, Series
from patterns.labs.shelf import lab

WIDTH: Final = 720
LEFT: Final = 64
RIGHT: Final = 12
TOP: Final = 12
BOTTOM: Final = 44
HEIGHT: Final = 260
BAND_HEIGHT: Final = 18
ROW_HEIGHT: Final = 26
LEVELS: Final = 5
"""Shades of a heat strip."""


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    label: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """An area or a line; `d` is the path's data. A line may have gaps."""

    index: int
    label: str
    d: str


@dataclass(frozen=True, slots=True)
class Box:
    """A bar, a cell of a strip or a stretch of a band, with the words that it stands for."""

    index: int
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Threshold:
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Legend:
    index: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One chart.

    finding: one sentence for those who cannot see it. columns, rows: the same data as a table.
    lanes: names of the rows of Gantt bars and heat strips, each with its y.
    """

    name: str
    title: str
    kind: ChartKind
    finding: str
    height: float
    x: Axis
    y: Axis
    areas: tuple[Path, ...] = ()
    lines: tuple[Path, ...] = ()
    boxes: tuple[Box, ...] = ()
    band: tuple[Box, ...] = ()
    lanes: tuple[Tick, ...] = ()
    threshold: Threshold | None = None
    legend: tuple[Legend, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def drawings(result: Result, other: Result | None = None) -> tuple[Drawing, ...]:
    """Return every chart of a Result; other: a second run that the scales must fit as well."""
    return tuple(draw(result, chart, other) for chart in lab(result.lab).charts)


def draw(result: Result, chart: Chart, other: Result | None = None) -> Drawing:
    """Return one chart of a Result."""
    match chart.kind:
        case ChartKind.AREAS | ChartKind.LINES:
            return _over_time(result, chart, other)
        case ChartKind.HISTOGRAM:
            return _histogram(result, chart)
        case ChartKind.BAND:
            return _band_alone(result, chart)
        case ChartKind.BARS:
            return _gantt(result, chart)
        case ChartKind.HEAT:
            return _heat(result, chart)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` on pixels from `first` to `last`."""

    low: float
    high: float
    first: float
    last: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.0
        return round(self.first + share * (self.last - self.first), 1)


def nice_ticks(high: float, most: int = 5) -> tuple[float, ...]:
    """Return round numbers from 0 to at least `high`, in steps of 1, 2 or 5 times a power of 10."""
    if high <= 0:
        return (0.0, 1.0)
    rough = high / most
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough * 0.999999)
    count = math.ceil(high / step - 1e-9)
    return tuple(round(step * index, 12) for index in range(count + 1))


def _over_time(result: Result, chart: Chart, other: Result | None) -> Drawing:
    series = [result.series_named(name) for name in chart.series]
    stacked = chart.kind is ChartKind.AREAS
    limit = float(result.params[chart.threshold]) if chart.threshold else None
    tops = [_top(series, stacked=stacked), limit or 0.0]
    if other is not None:
        tops.append(_top([other.series_named(name) for name in chart.series], stacked=stacked))
    ticks = nice_ticks(max(tops))
    band_room = BAND_HEIGHT + 8 if chart.subject else 0
    bottom = HEIGHT - BOTTOM
    y = Scale(0.0, ticks[-1], bottom, TOP + band_room)
    x = Scale(0.0, _end(series), LEFT, WIDTH - RIGHT)
    unit = series[0].unit
    return Drawing(
        name=chart.name,
        title=chart.title,
        kind=chart.kind,
        finding=_ranges(series),
        height=HEIGHT,
        x=_time_axis(x),
        y=Axis(unit, tuple(Tick(y.at(tick), show(tick, _tick_unit(unit))) for tick in ticks)),
        areas=_areas(series, x, y) if stacked else (),
        lines=() if stacked else tuple(_line(n, each, x, y) for n, each in enumerate(series)),
        band=_band(result, chart.subject, x) if chart.subject else (),
        threshold=None
        if limit is None
        else Threshold(y.at(limit), f"{_label_of(result, chart.threshold)}: {show(limit, unit)}"),
        legend=tuple(Legend(index, each.label) for index, each in enumerate(series)),
        columns=("From", *(each.label for each in series)),
        rows=_rows(series),
    )


def _top(series: Sequence[Series], *, stacked: bool) -> float:
    columns = zip(*(each.values for each in series), strict=True)
    if stacked:
        return max((math.fsum(value or 0.0 for value in column) for column in columns), default=0.0)
    return max((value or 0.0 for column in columns for value in column), default=0.0)


def _end(series: Sequence[Series]) -> float:
    first = series[0]
    return first.start + first.step * len(first.values)


def _areas(series: Sequence[Series], x: Scale, y: Scale) -> tuple[Path, ...]:
    """Return stacked areas, the first at the bottom; each bucket is a step."""
    floor = [0.0] * len(series[0].values)
    areas = []
    for index, each in enumerate(series):
        roof = [low + (value or 0.0) for low, value in zip(floor, each.values, strict=True)]
        there = [f"{x.at(t)} {y.at(v)}" for t, v in _steps(each, roof)]
        back = [f"{x.at(t)} {y.at(v)}" for t, v in reversed(_steps(each, floor))]
        areas.append(Path(index, each.label, f"M{'L'.join(there + back)}Z"))
        floor = roof
    return tuple(areas)


def _steps(series: Series, values: Sequence[float]) -> list[tuple[float, float]]:
    corners = []
    for index, value in enumerate(values):
        begin = series.start + index * series.step
        corners += [(begin, value), (begin + series.step, value)]
    return corners


def _line(index: int, series: Series, x: Scale, y: Scale) -> Path:
    """Return a line through the middles of the buckets, broken where there is no value."""
    parts, pen = [], "M"
    for place, value in enumerate(series.values):
        if value is None:
            pen = "M"
            continue
        time = series.start + (place + 0.5) * series.step
        parts.append(f"{pen}{x.at(time)} {y.at(value)}")
        pen = "L"
    return Path(index, series.label, "".join(parts))


def _band(result: Result, subject: str, x: Scale, y: float = TOP) -> tuple[Box, ...]:
    """Return the stretches that a subject spent in each state; one state has one index."""
    changes = [change for change in result.states if change.subject == subject]
    names = sorted({change.target for change in changes})
    ends = [*(change.time for change in changes[1:]), result.simulated_until]
    return tuple(
        Box(
            names.index(change.target),
            f"{change.target} from {show(change.time, 's')} to {show(end, 's')}",
            x.at(change.time),
            y,
            round(x.at(end) - x.at(change.time), 1),
            BAND_HEIGHT,
        )
        for change, end in zip(changes, ends, strict=True)
    )


def _band_alone(result: Result, chart: Chart) -> Drawing:
    x = Scale(0.0, result.simulated_until, LEFT, WIDTH - RIGHT)
    band = _band(result, chart.subject, x)
    names = sorted({c.target for c in result.states if c.subject == chart.subject})
    return Drawing(
        name=chart.name,
        title=chart.title,
        kind=chart.kind,
        finding=f"{len(band)} stretches: {', '.join(box.label for box in band[:4])}.",
        height=TOP + BAND_HEIGHT + BOTTOM,
        x=_time_axis(x),
        y=Axis("", ()),
        band=band,
        legend=tuple(Legend(index, name) for index, name in enumerate(names)),
        columns=("State",),
        rows=tuple((box.label,) for box in band),
    )


def _histogram(result: Result, chart: Chart) -> Drawing:
    found = next(each for each in result.histograms if each.name == chart.series[0])
    ticks = nice_ticks(max(found.counts, default=0))
    y = Scale(0.0, ticks[-1], HEIGHT - BOTTOM, TOP)
    x = Scale(0.0, float(len(found.counts)), LEFT, WIDTH - RIGHT)
    boxes = tuple(
        Box(
            0,
            f"{_cell(found, index)}: {count:,}",
            x.at(index),
            y.at(count),
            round(x.at(index + 1) - x.at(index), 1),
            round(y.at(0) - y.at(count), 1),
        )
        for index, count in enumerate(found.counts)
        if count
    )
    most = max(range(len(found.counts)), key=lambda index: found.counts[index])
    return Drawing(
        name=chart.name,
        title=chart.title,
        kind=chart.kind,
        finding=f"{sum(found.counts):,} samples; most of them {_cell(found, most)}.",
        height=HEIGHT,
        x=Axis(found.label, _edge_ticks(found, x)),
        y=Axis("count", tuple(Tick(y.at(tick), show(tick)) for tick in ticks)),
        boxes=boxes,
        legend=(Legend(0, found.label),),
        columns=(found.label, "Count"),
        rows=tuple((_cell(found, i), f"{n:,}") for i, n in enumerate(found.counts) if n),
    )


def _cell(found: Histogram, index: int) -> str:
    return f"{show(found.edges[index], found.unit)} to {show(found.edges[index + 1], found.unit)}"


def _edge_ticks(found: Histogram, x: Scale) -> tuple[Tick, ...]:
    every = max(1, len(found.counts) // 8)
    places = range(0, len(found.edges), every)
    return tuple(Tick(x.at(place), show(found.edges[place], found.unit)) for place in places)


def _gantt(result: Result, chart: Chart) -> Drawing:
    lanes = tuple(dict.fromkeys(span.lane for span in result.spans))
    kinds = sorted({span.kind for span in result.spans})
    x = Scale(0.0, max((span.end for span in result.spans), default=1.0), LEFT * 2.5, WIDTH - RIGHT)
    tops = {lane: float(TOP + index * ROW_HEIGHT) for index, lane in enumerate(lanes)}
    boxes = tuple(
        Box(
            kinds.index(span.kind),
            f"{span.lane}, {span.label}: {show(span.start, 's')} to {show(span.end, 's')}",
            x.at(span.start),
            tops[span.lane],
            round(x.at(span.end) - x.at(span.start), 1),
            ROW_HEIGHT - 6,
        )
        for span in result.spans
    )
    last = max(result.spans, key=lambda span: span.end, default=None)
    return Drawing(
        name=chart.name,
        title=chart.title,
        kind=chart.kind,
        finding=f"{last.lane} ends last, at {show(last.end, 's')}." if last else "Nothing ran.",
        height=TOP + ROW_HEIGHT * max(len(lanes), 1) + BOTTOM,
        x=_time_axis(x),
        y=Axis("", ()),
        boxes=boxes,
        lanes=tuple(Tick(tops[lane] + ROW_HEIGHT / 2, lane) for lane in lanes),
        legend=tuple(Legend(index, kind) for index, kind in enumerate(kinds) if kind),
        columns=("Lane", "What", "From", "To"),
        rows=tuple(
            (span.lane, span.label, show(span.start, "s"), show(span.end, "s"))
            for span in result.spans
        ),
    )


def _heat(result: Result, chart: Chart) -> Drawing:
    series = [result.series_named(name) for name in chart.series]
    x = Scale(0.0, _end(series), LEFT * 2.5, WIDTH - RIGHT)
    high = _top(series, stacked=False) or 1.0
    boxes = []
    for row, each in enumerate(series):
        for place, value in enumerate(each.values):
            if value is None:
                continue
            begin = each.start + place * each.step
            level = min(int(value / high * LEVELS), LEVELS - 1)
            label = f"{each.label}, {show(begin, 's')}: {show(value, each.unit)}"
            width = round(x.at(begin + each.step) - x.at(begin), 1)
            boxes.append(
                Box(level, label, x.at(begin), TOP + row * ROW_HEIGHT, width, ROW_HEIGHT - 4)
            )
    return Drawing(
        name=chart.name,
        title=chart.title,
        kind=chart.kind,
        finding=_ranges(series),
        height=TOP + ROW_HEIGHT * len(series) + BOTTOM,
        x=_time_axis(x),
        y=Axis(series[0].unit, ()),
        boxes=tuple(boxes),
        lanes=tuple(
            Tick(TOP + row * ROW_HEIGHT + ROW_HEIGHT / 2, each.label)
            for row, each in enumerate(series)
        ),
        legend=tuple(
            Legend(level, f"from {show(high * level / LEVELS, series[0].unit)}")
            for level in range(LEVELS)
        ),
        columns=("From", *(each.label for each in series)),
        rows=_rows(series),
    )


def _time_axis(x: Scale) -> Axis:
    ticks = [tick for tick in nice_ticks(x.high, 6) if tick <= x.high * 1.000001]
    return Axis("time", tuple(Tick(x.at(tick), show(tick, "s") if tick else "0") for tick in ticks))


def _tick_unit(unit: str) -> str:
    """Return what stands behind each tick: the name of a rate stands at the axis instead."""
    return unit if unit in ("s", "share") else ""


def _ranges(series: Sequence[Series]) -> str:
    said = []
    for each in series:
        known = [value for value in each.values if value is not None]
        if known:
            low, high = show(min(known), each.unit), show(max(known), each.unit)
            said.append(f"{each.label} from {low} to {high}")
    return ("; ".join(said) or "No values") + "."


def _rows(series: Sequence[Series]) -> tuple[tuple[str, ...], ...]:
    first = series[0]
    rows = []
    for place in range(len(first.values)):
        cells: list[Cell] = [each.values[place] for each in series]
        begin = show(first.start + place * first.step, "s")
        shown = (show(value, each.unit) for value, each in zip(cells, series, strict=True))
        rows.append((begin, *shown))
    return tuple(rows)


def _label_of(result: Result, name: str) -> str:
    return lab(result.lab).parameter(name).label

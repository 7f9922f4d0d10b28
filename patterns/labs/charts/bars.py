"""Bars on lanes, as in a Gantt chart: what each part did from when to when."""

from collections.abc import Sequence
from typing import Final

from patterns.labs.charts.drawing import (
    RIGHT,
    SERIES,
    SIGN,
    TOP,
    Key,
    Label,
    Layer,
    Picture,
    Table,
    along,
    rect,
)
from patterns.labs.charts.scales import Scale, coordinate
from patterns.labs.charts.units import unit_for, with_unit
from patterns.labs.figures import show
from patterns.labs.kernel.results import Span

_ROW: Final = 30
_BAR: Final = 18
_LONGEST: Final = 22
"""Characters of a lane's name that are drawn; the table has all."""


def draw(name: str, title: str, spans: Sequence[Span], *, until: float) -> Picture:
    """Return the picture. until: the time at which the scale may end at the earliest."""
    lanes = list(dict.fromkeys(span.lane for span in spans))
    kinds = list(dict.fromkeys(span.kind for span in spans))
    paints = {kind: SERIES[number % len(SERIES)] for number, kind in enumerate(kinds)}
    unit = unit_for("s", until)
    left = 16 + max((min(len(lane), _LONGEST) for lane in lanes), default=0) * SIGN
    x = Scale(0.0, max(until * unit.factor, 1e-9), left, RIGHT)
    floor = TOP + _ROW * len(lanes)
    ticks = with_unit(x.ticks(8), unit)
    path, times = along(x, floor, ticks)
    grid = "".join(f"M{coordinate(x.at(v))} {TOP}V{floor}" for v, _ in ticks)
    paths = dict.fromkeys(kinds, "")
    labels = [
        Label(coordinate(left - 8), coordinate(TOP + _ROW * n + 19), _cut(lane), "end", "plain")
        for n, lane in enumerate(lanes)
    ]
    for span in spans:
        top = TOP + _ROW * lanes.index(span.lane) + (_ROW - _BAR) / 2
        start, end = x.at(span.start * unit.factor), x.at(span.end * unit.factor)
        paths[span.kind] += rect(start, top, max(end - start, 1.0), _BAR)
        words = span.label or unit.text(span.end - span.start)
        labels.append(_beside(words, start, end, top))
    return Picture(
        name=name,
        title=title,
        finding=_finding(spans),
        height=int(floor + 34),
        grid=grid,
        axis=f"M{coordinate(left)} {TOP}V{floor}H{RIGHT}{path}",
        layers=tuple(Layer(paints[kind], path, edge=True) for kind, path in paths.items()),
        labels=(*labels, *times),
        keys=tuple(Key(kind, paints[kind]) for kind in kinds if kind),
        table=_table(spans),
    )


def _beside(words: str, start: float, end: float, top: float) -> Label:
    """Return the label at the right of its bar, or at its left where the drawing ends."""
    y = coordinate(top + 13.5)
    if end + len(words) * SIGN + 8 <= RIGHT:
        return Label(coordinate(end + 6), y, words)
    if start - len(words) * SIGN - 8 >= 0:
        return Label(coordinate(start - 6), y, words, "end")
    return Label(coordinate(end - 6), y, words, "end", "inverse")


def _cut(lane: str) -> str:
    return lane if len(lane) <= _LONGEST else f"{lane[: _LONGEST - 1]}…"


def _finding(spans: Sequence[Span]) -> str:
    if not spans:
        return "Nothing took place in this run."
    longest = max(spans, key=lambda span: span.end - span.start)
    last = max(spans, key=lambda span: span.end)
    length, end = show(longest.end - longest.start, "s"), show(last.end, "s")
    return f"{longest.lane} takes longest, {length}; {last.lane} ends last, at {end}."


def _table(spans: Sequence[Span]) -> Table:
    unit = unit_for("s", max((span.end for span in spans), default=0.0))
    rows = tuple(
        (
            span.lane,
            span.label or span.kind,
            unit.text(span.start),
            unit.text(span.end),
            unit.text(span.end - span.start),
        )
        for span in spans
    )
    return Table(("Part", "What", "From", "To", "Takes"), rows)

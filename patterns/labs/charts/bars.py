"""Bars on lanes, as in a Gantt chart: what each part did from when to when."""

from collections.abc import Mapping, Sequence
from typing import Final

from patterns.labs.charts.drawing import (
    NARROW,
    SERIES,
    SIGN,
    STATES,
    TOP,
    WIDE,
    Key,
    Label,
    Layer,
    Paint,
    Picture,
    Plot,
    Sheet,
    Table,
    along,
    rect,
)
from patterns.labs.charts.scales import Scale, coordinate
from patterns.labs.charts.units import Unit, unit_for, with_unit
from patterns.labs.figures import show
from patterns.labs.kernel.results import Span

_ROW: Final = 30
_BAR: Final = 18
_GAP: Final = 6
_WAITS: Final = frozenset({"wait", "pause"})
"""Kinds of bars in which nothing is done: pale, so that words may stand on them."""


def draw(name: str, title: str, spans: Sequence[Span], *, until: float) -> Picture:
    """Return the picture. until: the time at which the scale may end at the earliest."""
    wide, narrow = (_plot(sheet, spans, until) for sheet in (WIDE, NARROW))
    return Picture(
        name=name, title=title, finding=_finding(spans), wide=wide, narrow=narrow,
        table=_table(spans),
    )  # fmt: skip


def _plot(sheet: Sheet, spans: Sequence[Span], until: float) -> Plot:
    lanes = list(dict.fromkeys(span.lane for span in spans))
    kinds = list(dict.fromkeys(span.kind for span in spans))
    works = [kind for kind in kinds if kind not in _WAITS]
    paints = dict.fromkeys(kinds, STATES[0])
    paints |= {kind: SERIES[number % len(SERIES)] for number, kind in enumerate(works)}
    unit = unit_for("s", until)
    left = 16 + max((min(len(lane), sheet.name) for lane in lanes), default=0) * SIGN
    x = Scale(0.0, max(until * unit.factor, 1e-9), left, sheet.right)
    floor = TOP + _ROW * len(lanes)
    ticks = with_unit(x.ticks(sheet.ticks), unit)
    path, times = along(sheet, x, floor, ticks)
    grid = "".join(f"M{coordinate(x.at(v))} {TOP}V{floor}" for v, _ in ticks)
    paths = dict.fromkeys(kinds, "")
    labels = [
        Label(
            coordinate(left - 8),
            coordinate(TOP + _ROW * n + 19),
            _cut(lane, sheet.name),
            "end",
            "plain",
        )
        for n, lane in enumerate(lanes)
    ]
    for span in spans:
        top = TOP + _ROW * lanes.index(span.lane) + (_ROW - _BAR) / 2
        start, end = x.at(span.start * unit.factor), x.at(span.end * unit.factor)
        paths[span.kind] += rect(start, top, max(end - start, 1.0), _BAR)
    for number, lane in enumerate(lanes):
        own = [span for span in spans if span.lane == lane]
        labels += _words(own, x, unit, coordinate(TOP + _ROW * number + 19.5), paints)
    return Plot(
        sheet=sheet,
        height=int(floor + 34),
        grid=grid,
        axis=f"M{coordinate(left)} {TOP}V{floor}H{sheet.right}{path}",
        layers=tuple(Layer(paints[kind], path, edge=True) for kind, path in paths.items()),
        labels=(*labels, *times),
        keys=tuple(Key(kind, paints[kind]) for kind in kinds if kind),
    )


def _words(
    own: Sequence[Span], x: Scale, unit: Unit, y: str, paints: Mapping[str, Paint]
) -> list[Label]:
    """Return the labels of one lane: in or beside their bars, left out where there is no room.

    Words stand on plain bars and on free ground, never on a hatch, on another bar of work or on
    each other.
    """
    bars = {
        span: (x.at(span.start * unit.factor), x.at(span.end * unit.factor))
        for span in sorted(own, key=lambda span: span.kind in _WAITS)
    }
    taken = [ends for span, ends in bars.items() if span.kind not in _WAITS]
    labels = []
    for span, (start, end) in bars.items():
        words = span.label or unit.text(span.end - span.start)
        width = len(words) * SIGN
        is_wait = span.kind in _WAITS
        middle = (start + end) / 2
        within = (middle - width / 2, middle + width / 2)
        after, before = (end + _GAP, end + _GAP + width), (start - _GAP - width, start - _GAP)
        fits = width + 2 * _GAP <= end - start and not paints[span.kind].hatch
        if fits and (not is_wait or _is_free(within, taken)):
            css = "quiet" if is_wait else "inverse"
            labels.append(Label(coordinate(middle), y, words, "middle", css))
            taken.append(within)
        elif after[1] <= x.end and _is_free(after, taken):
            labels.append(Label(coordinate(after[0]), y, words))
            taken.append(after)
        elif before[0] >= x.start and _is_free(before, taken):
            labels.append(Label(coordinate(before[1]), y, words, "end"))
            taken.append(before)
    return labels


def _is_free(wished: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return all(wished[1] <= start or wished[0] >= end for start, end in taken)


def _cut(lane: str, longest: int) -> str:
    """Return a name that has room; the table has all of it."""
    return lane if len(lane) <= longest else f"{lane[: longest - 1]}…"


def _finding(spans: Sequence[Span]) -> str:
    if not spans:
        return "Nothing took place in this run."
    working = [span for span in spans if span.kind not in _WAITS] or spans
    longest = max(working, key=lambda span: span.end - span.start)
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

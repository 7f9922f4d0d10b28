"""How often each size occurred, on even cells or on a scale of powers of ten."""

from typing import Final

from patterns.labs.charts.drawing import (
    LINES,
    NARROW,
    S1,
    TOP,
    WIDE,
    Key,
    Label,
    Layer,
    Picture,
    Plot,
    Sheet,
    Table,
    across,
    along,
    rect,
)
from patterns.labs.charts.scales import Scale, ceiling, coordinate
from patterns.labs.charts.units import number, unit_for, with_unit
from patterns.labs.figures import show
from patterns.labs.kernel.results import Histogram

PLOT: Final = 168
_MARKS: Final = ((0.5, "half"), (0.95, "95 %"), (0.99, "99 %"))
_HEADROOM: Final = 1.12
"""Above the tallest bar there is room for a word."""


def peak(histogram: Histogram) -> float:
    """Return the largest share that one cell has."""
    total = sum(histogram.counts)
    return max(histogram.counts, default=0) / total if total else 0.0


def draw(
    name: str, title: str, histogram: Histogram, *, top: float, ends: tuple[float, float]
) -> Picture:
    """Return the picture. ends: of the scale of sizes; top: the largest share of a cell."""
    wide, narrow = (_plot(sheet, histogram, top, ends) for sheet in (WIDE, NARROW))
    return Picture(
        name=name, title=title, finding=_finding(histogram), wide=wide, narrow=narrow,
        table=_table(histogram),
    )  # fmt: skip


def _plot(sheet: Sheet, histogram: Histogram, top: float, ends: tuple[float, float]) -> Plot:
    total = sum(histogram.counts)
    low, high = ends
    unit = unit_for(histogram.unit, high)
    is_log = low > 0 and high / low > 20
    x = Scale(low * unit.factor, high * unit.factor, sheet.left, sheet.right, is_log)
    floor = TOP + PLOT
    y = Scale(0.0, min(ceiling(top * 100 * _HEADROOM), 100.0), floor, TOP)
    grid, values = across(sheet, y, [(v, number(v)) for v in y.ticks(4)], "%")
    bars = ""
    for count, left, right in zip(
        histogram.counts, histogram.edges, histogram.edges[1:], strict=False
    ):
        if count:
            start, end = x.at(left * unit.factor), x.at(right * unit.factor)
            height = floor - y.at(100 * count / total)
            bars += rect(start + 0.5, floor - height, max(end - start - 1, 0.5), height)
    marks, words = _quantiles(histogram, x, unit.factor, floor)
    sizes_at = x.ticks(sheet.ticks + 1)
    ticks = (
        [(v, show(v / unit.factor, histogram.unit)) for v in sizes_at]
        if is_log
        else with_unit(sizes_at, unit)
    )
    path, sizes = along(sheet, x, floor, ticks)
    return Plot(
        sheet=sheet,
        height=int(floor + 34),
        grid=grid,
        axis=f"M{sheet.left} {coordinate(floor)}H{sheet.right}{path}",
        layers=(Layer(S1, bars), *((Layer(LINES[1], marks, is_line=True),) if marks else ())),
        labels=(*values, *words, *sizes),
        keys=(Key(f"share of {total:,}", S1),),
    )


def _quantiles(
    histogram: Histogram, x: Scale, factor: float, floor: float
) -> tuple[str, tuple[Label, ...]]:
    """Return lines at the sizes below which about these shares lie."""
    path, labels, taken = "", [], -1.0
    for number_of, (share, words) in enumerate(_MARKS):
        size = quantile(histogram, share)
        if size is None:
            continue
        at = x.at(size * factor)
        path += f"M{coordinate(at)} {TOP}V{coordinate(floor)}"
        row = TOP + 12 + 17 * number_of
        anchor = "end" if at > x.end - 60 else "start"
        labels.append(
            Label(coordinate(at + (-5 if anchor == "end" else 5)), coordinate(row), words, anchor)
        )
        taken = at
    return (path, tuple(labels)) if taken >= 0 else ("", ())


def quantile(histogram: Histogram, share: float) -> float | None:
    """Return the size below which about this share of all samples lies.

    Inside a cell samples are taken to lie evenly, on the scale that the cells are equal on.
    """
    total, running = sum(histogram.counts), 0
    for count, low, high in zip(
        histogram.counts, histogram.edges, histogram.edges[1:], strict=False
    ):
        if count and running + count >= share * total:
            part = (share * total - running) / count
            return low * (high / low) ** part if low > 0 else low + (high - low) * part
        running += count
    return None


def _finding(histogram: Histogram) -> str:
    total = sum(histogram.counts)
    if not total:
        return "There is no sample in this run."
    said = [
        f"{words} lie below {show(size, histogram.unit)}"
        for share, words in _MARKS
        if (size := quantile(histogram, share)) is not None
    ]
    return f"Of {total:,}, about {', '.join(said)}."


def _table(histogram: Histogram) -> Table:
    total, running, rows = sum(histogram.counts), 0, []
    for number_of, count in enumerate(histogram.counts):
        running += count
        edges = histogram.edges[number_of : number_of + 2]
        unit = unit_for(histogram.unit, edges[-1])
        span = [f"{edge * unit.factor:.3g}" for edge in edges]
        words = f"{span[0]} to {span[1]} {unit.sign}" if len(span) > 1 else f"from {span[0]}"
        share = f"{100 * running / total:.1f} %" if total else ""
        rows.append((words.strip(), f"{count:,}", share))
    return Table((histogram.label, "Count", "Up to here"), tuple(rows))

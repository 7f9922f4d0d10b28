"""Which chart of a lab draws which part of a Result, alone or on one scale with a second run."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Final

from patterns.labs.charts import areas, bands, bars, heat, histograms, lines
from patterns.labs.charts.drawing import Picture
from patterns.labs.charts.timed import Stretch, end_of, stretches
from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import Fault
from patterns.labs.kernel.lab import Chart, ChartKind, Lab
from patterns.labs.kernel.results import Histogram, Result, Series
from patterns.labs.kernel.statistics import ALL_ZERO

_HARDLY: Final = 1.001
"""Sizes within a thousandth of each other are one size."""


def pictures(lab: Lab, result: Result, beside: Result | None = None) -> tuple[Picture, ...]:
    """Return the charts of a run, in the lab's order; what did not happen is left out.

    beside: the run that it is compared with; both are then drawn on scales that hold both.
    """
    return tuple(
        picture
        for chart in lab.charts
        if (picture := _picture(lab, chart, result, beside or result)) is not None
    )


def _picture(lab: Lab, chart: Chart, result: Result, beside: Result) -> Picture | None:
    both = (result, beside)
    match chart.kind:
        case ChartKind.HISTOGRAM:
            found = [_histogram(each, chart) for each in both]
            first, second = found
            if first is None or not sum(first.counts):
                return None
            if all(each is None or _is_one_size(each) for each in found):
                return None
            shown = [each for each in (first, second) if each is not None]
            return histograms.draw(
                chart.name, chart.title, first,
                top=max(histograms.peak(each) for each in shown), ends=_ends(shown),
            )  # fmt: skip
        case ChartKind.BARS:
            if not result.spans:
                return None
            until = max((span.end for each in both for span in each.spans), default=0.0)
            return bars.draw(chart.name, chart.title, result.spans, until=until)
        case ChartKind.BAND:
            found_states = _stretches(lab, result, chart)
            if not found_states:
                return None
            return bands.draw(
                chart.name,
                chart.title,
                found_states,
                _end(lab, result),
                _faults(lab, result, chart),
            )
    series = _series(result, chart)
    if not series or not series[0].values:
        return None
    return _over_time(lab, chart, result, series, [_series(each, chart) for each in both])


def _over_time(
    lab: Lab,
    chart: Chart,
    result: Result,
    series: tuple[Series, ...],
    both: Sequence[tuple[Series, ...]],
) -> Picture:
    failing = _faults(lab, result, chart) if chart.of_the_run else ()
    if chart.kind is ChartKind.AREAS:
        return areas.draw(
            chart.name, chart.title, series, top=max(areas.peak(each) for each in both),
            faults=failing, band=_stretches(lab, result, chart) if chart.subject else (),
        )  # fmt: skip
    if chart.kind is ChartKind.HEAT:
        return heat.draw(
            chart.name, chart.title, series, top=max(heat.peak(each) for each in both),
            faults=failing,
        )  # fmt: skip
    threshold = float(result.params[chart.threshold]) if chart.threshold else None
    label = lab.parameter(chart.threshold).label if chart.threshold else ""
    return lines.draw(
        chart.name, chart.title, series,
        top=max(lines.peak(each, threshold) for each in both),
        threshold=threshold, threshold_label=label, faults=failing,
    )  # fmt: skip


def _series(result: Result, chart: Chart) -> tuple[Series, ...]:
    """Return the series of a chart; a name that ends in `*` stands for all that begin so."""
    found: list[Series] = []
    for name in chart.series:
        start = name.removesuffix("*")
        found += [
            each
            for each in result.series
            if each.name == name or (start != name and each.name.startswith(start))
        ]
    return tuple(found)


def _is_one_size(histogram: Histogram) -> bool:
    """Say whether all samples are equal, so that a picture would show the width of one cell."""
    low, high = histogram.edges[0], histogram.edges[-1]
    return histogram.edges == ALL_ZERO or (low > 0 and high / low < _HARDLY)


def _histogram(result: Result, chart: Chart) -> Histogram | None:
    return next((each for each in result.histograms if each.name in chart.series), None)


def _ends(found: Sequence[Histogram]) -> tuple[float, float]:
    return min(each.edges[0] for each in found), max(each.edges[-1] for each in found)


def _end(lab: Lab, result: Result) -> float:
    """Return the second at which a run ended; a lab that is cut by reads or requests has series."""
    if lab.is_timed:
        return result.simulated_until
    return max((end_of(each) for each in result.series), default=0.0)


def _stretches(lab: Lab, result: Result, chart: Chart) -> tuple[Stretch, ...]:
    found = stretches(result.states, _end(lab, result))
    return tuple(each for each in found if not chart.subject or each.subject == chart.subject)


def _faults(lab: Lab, result: Result, chart: Chart) -> tuple[Fault, ...]:
    """Return the rows of the fault script that have a part in what a chart draws."""
    if not lab.targets:
        return ()
    script = faults.script(lab.parameter("f"), result.params["f"])
    return tuple(
        fault
        for fault in script.faults
        if any(fnmatchcase(fault.target, target) for target in chart.targets)
    )

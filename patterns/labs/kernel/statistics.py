"""Percentiles, intervals and batches: how samples become figures that may be shown."""

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean, stdev
from typing import Final

from patterns.labs.kernel.results import MOST_BUCKETS, Histogram, Measure, Series

BATCHES: Final = 20
ALL_ZERO: Final = (0.0, 1.0)
"""Edges of the one cell of a histogram whose samples are all 0; its width says nothing."""
_Z95: Final = NormalDist().inv_cdf(0.975)
# Student's t at 97.5 % for 1 to 30 degrees of freedom; beyond, the normal value is near enough.
# Source: any table of the t distribution.
_T95: Final = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


def nearest_rank(ordered: Sequence[float], share: float) -> float:
    """Return the smallest sample that at least `share` of all samples do not exceed.

    ordered: at least one sample, ascending. share: above 0, at most 1. A share such as 0.95 is
    taken as the decimal that it is written as, so that P95 of 20 samples is the 19th.
    """
    rank = math.ceil(round(share * len(ordered), 9))
    return ordered[max(rank, 1) - 1]


def samples_needed(share: float) -> int:
    """Return how many samples a percentile needs: ten beyond it, 10 / (1 - share)."""
    return math.ceil(round(10 / (1 - share), 6))


def percentile(
    name: str,
    label: str,
    ordered: Sequence[float],
    share: float,
    *,
    unit: str = "s",
    noun: str = "calls",
    is_headline: bool = False,
) -> Measure:
    """Return the percentile as a measure, or without a value where samples are too few."""
    value, reason = None, ""
    if len(ordered) < samples_needed(share):
        reason = f"too few {noun} (n={len(ordered)})"
    else:
        value = nearest_rank(ordered, share)
    return Measure(
        name=name, label=label, value=value, unit=unit, reason=reason, is_headline=is_headline
    )


def share(
    name: str, label: str, part: int, whole: int, *, noun: str = "calls", is_headline: bool = False
) -> Measure:
    """Return a share with its Wilson interval, or without a value where the whole is 0."""
    if not whole:
        return Measure(
            name=name, label=label, value=None, unit="share", reason=f"no {noun}",
            is_headline=is_headline,
        )  # fmt: skip
    low, high = wilson(part, whole)
    return Measure(
        name=name, label=label, value=part / whole, unit="share", low=low, high=high,
        is_headline=is_headline,
    )  # fmt: skip


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share; whole above 0.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    share, square = part / whole, _Z95 * _Z95
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = (
        _Z95
        / (1 + square / whole)
        * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    )
    # At the ends middle and half are equal but for rounding, which would leave 5e-20 of nothing.
    return (
        0.0 if part == 0 else max(0.0, middle - half),
        1.0 if part == whole else min(1.0, middle + half),
    )


def batch_means(samples: Sequence[float], batches: int = BATCHES) -> tuple[float, float]:
    """Return the mean of samples in their order of time, and its standard error.

    Neighbouring samples of a queue resemble each other; means of long batches hardly do. Samples
    beyond a multiple of `batches` are left out at the start. Needs two samples a batch.
    """
    size = len(samples) // batches
    if size < 2:
        raise ValueError(f"{len(samples)} samples are too few for {batches} batches")
    kept = samples[len(samples) - size * batches :]
    means = [fmean(kept[start : start + size]) for start in range(0, len(kept), size)]
    return fmean(means), stdev(means) / math.sqrt(batches)


def mean(
    name: str, label: str, samples: Sequence[float], *, unit: str = "s", noun: str = "calls",
    is_headline: bool = False,
) -> Measure:  # fmt: skip
    """Return the mean with its interval by batch means, or without one where samples are few."""
    if not samples:
        return Measure(
            name=name, label=label, value=None, unit=unit, reason=f"no {noun}",
            is_headline=is_headline,
        )  # fmt: skip
    if len(samples) < 2 * BATCHES:
        return Measure(
            name=name, label=label, value=fmean(samples), unit=unit, is_headline=is_headline
        )
    value, (_, error) = fmean(samples), batch_means(samples)
    half = student(BATCHES - 1) * error
    # What is never negative has no negative mean either.
    low = max(value - half, 0.0) if min(samples) >= 0 else value - half
    return Measure(
        name=name, label=label, value=value, unit=unit, low=low, high=value + half,
        is_headline=is_headline,
    )  # fmt: skip


def student(freedom: int) -> float:
    """Return the factor of a 95 % interval for this many degrees of freedom, from 1."""
    return _T95[freedom - 1] if freedom <= len(_T95) else _Z95


def replicated(values: Sequence[float]) -> tuple[float, float, float]:
    """Return mean, lower and upper end of the 95 % interval over independent runs, two or more."""
    middle = fmean(values)
    half = student(len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return middle, middle - half, middle + half


class Buckets:
    """Counts and sums over time in at most 120 equal buckets."""

    __slots__ = ("_last", "count", "step", "values")

    def __init__(self, until: float, count: int = MOST_BUCKETS) -> None:
        self.step = until / count if until > 0 else 1.0
        self.count = count
        self.values = [0.0] * count
        self._last = count - 1

    def add(self, time: float, amount: float = 1.0) -> None:
        """Add to the bucket of a time; a time past the end counts in the last one."""
        place, last = int(time / self.step), self._last
        self.values[place if place < last else last] += amount

    def add_level(self, start: float, end: float, level: float) -> None:
        """Add what a level held from start to end contributes to the mean of each bucket."""
        step, values = self.step, self.values
        first, last = min(int(start / step), self._last), min(int(end / step), self._last)
        if first == last:
            values[first] += level * (end - start) / step
            return
        values[first] += level * ((first + 1) * step - start) / step
        for index in range(first + 1, last):
            values[index] += level
        values[last] += level * (end - last * step) / step

    def series(self, name: str, label: str, unit: str = "", *, per_second: bool = False) -> Series:
        """Return the buckets as a series, per second if so wished."""
        factor = 1 / self.step if per_second else 1.0
        values = tuple(value * factor for value in self.values)
        return Series(name=name, label=label, unit=unit, step=self.step, values=values)

    def share_of(self, whole: "Buckets", name: str, label: str) -> Series:
        """Return these buckets as shares of others; None where those are empty."""
        values = tuple(
            part / all_ if all_ else None
            for part, all_ in zip(self.values, whole.values, strict=True)
        )
        return Series(name=name, label=label, unit="share", step=self.step, values=values)


def histogram(
    name: str, label: str, samples: Sequence[float], *, unit: str = "s", cells: int = 40
) -> Histogram:
    """Return counts on cells that are equal on a logarithmic scale; zeros go into the first."""
    positive = [sample for sample in samples if sample > 0]
    if not positive:
        return Histogram(name=name, label=label, unit=unit, edges=ALL_ZERO, counts=(len(samples),))
    low, high = math.log10(min(positive)), math.log10(max(positive))
    width = max((high - low) / cells, 1e-9)
    counts = [0] * cells
    log10, last = math.log10, cells - 1
    for sample in samples:
        place = int((log10(sample) - low) / width) if sample > 0 else 0
        counts[place if place < last else last] += 1
    edges = tuple(10 ** (low + width * index) for index in range(cells + 1))
    return Histogram(name=name, label=label, unit=unit, edges=edges, counts=tuple(counts))

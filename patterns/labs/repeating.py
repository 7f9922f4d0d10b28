"""Many short runs of one setting, and of one parameter over a range, with intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import CAP, Values
from patterns.labs.kernel.results import Measure, Status, rounded
from patterns.labs.shelf import lab
from patterns.parameters import Value

SEEDS: Final = 20
MOST_POINTS: Final = 50
CAP_OF_MANY: Final = CAP // SEEDS


@dataclass(frozen=True, slots=True)
class Repeated:
    """A measure over runs with different seeds: its mean and 95 % interval (Student).

    runs: how many had a value; low and high are None with fewer than two, mean with none.
    """

    name: str
    label: str
    unit: str
    mean: float | None
    low: float | None
    high: float | None
    runs: int


@dataclass(frozen=True, slots=True)
class OneRun:
    """What is kept of each of many runs."""

    seed: int
    status: Status
    headlines: tuple[Measure, ...]


def one_run(slug: str, values: Values, seed: int, cap: int = CAP_OF_MANY) -> OneRun:
    """Run a lab once and return its headline measures.

    Arguments and result may travel between processes, so many of these can be split over them.
    """
    result = lab(slug).run(values, seed=seed, cap=cap)
    return OneRun(seed, result.status, result.headlines)


def repeat(slug: str, values: Values, *, seed: int = 1, seeds: int = SEEDS) -> tuple[Repeated, ...]:
    """Return the headline measures over this many seeds, from `seed` on; each run is short."""
    return summarize([one_run(slug, values, seed + n) for n in range(seeds)])


def summarize(runs: Sequence[OneRun]) -> tuple[Repeated, ...]:
    """Return mean and interval of each headline measure over runs of one setting, one or more."""
    by_measure = zip(*(run.headlines for run in runs), strict=True)
    return tuple(_repeated(measures) for measures in by_measure)


def points(values: Values, name: str, given: Iterable[Value]) -> tuple[Values, ...]:
    """Return one set of values for each point of a sweep of one parameter."""
    return tuple({**values, name: value} for value in given)


def _repeated(measures: Sequence[Measure]) -> Repeated:
    first = measures[0]
    known = [measure.value for measure in measures if measure.value is not None]
    middle, low, high = known[0] if known else None, None, None
    if len(known) > 1:
        middle, low, high = statistics.replicated(known)
    return rounded(Repeated(first.name, first.label, first.unit, middle, low, high, len(known)))

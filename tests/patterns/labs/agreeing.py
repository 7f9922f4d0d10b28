"""Twenty runs of one setting against a formula: their mean, held to its own standard error."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from patterns.labs.kernel.lab import LONGEST_CAP, Lab, Values
from patterns.labs.kernel.results import Check
from patterns.labs.kernel.theory import LEAST_TOLERANCE, STANDARD_ERRORS

SEEDS = range(1, 21)
FEW_SEEDS = range(1, 7)
"""For planted errors: what so few runs see, in spite of their wider tolerance, twenty would."""


@dataclass(frozen=True)
class Agreement:
    """simulated: the mean over runs; tolerance: max(4 standard errors, a share of expected)."""

    simulated: float
    expected: float
    tolerance: float

    @property
    def holds(self) -> bool:
        return abs(self.simulated - self.expected) <= self.tolerance


def checks_of(
    lab: Lab, values: Values, names: Sequence[str], seeds: Sequence[int] = SEEDS
) -> dict[str, list[Check]]:
    """Return by name the checks that begin so, one from a run with each seed."""
    found: dict[str, list[Check]] = {name: [] for name in names}
    for seed in seeds:
        result = lab.run(values, seed=seed, cap=LONGEST_CAP)
        for name in names:
            found[name] += [check for check in result.checks if check.name.startswith(name)]
    return found


def agreements(
    lab: Lab,
    values: Values,
    names: Sequence[str],
    seeds: Sequence[int] = SEEDS,
    least: float = LEAST_TOLERANCE,
) -> list[Agreement]:
    """Return theory beside the mean of the simulated values; every run must have one."""
    return [_agreement(own, least) for own in checks_of(lab, values, names, seeds).values()]


def agreement(
    lab: Lab,
    values: Values,
    name: str,
    seeds: Sequence[int] = SEEDS,
    least: float = LEAST_TOLERANCE,
) -> Agreement:
    """Return theory beside simulation for one name; each run costs its time again."""
    return agreements(lab, values, [name], seeds, least)[0]


def differing(
    lab: Lab,
    values: Values,
    names: Sequence[str],
    seeds: Sequence[int] = SEEDS,
    least: float = LEAST_TOLERANCE,
) -> dict[str, Agreement]:
    """Return by name what does not agree; one set of runs serves all names."""
    found = zip(names, agreements(lab, values, names, seeds, least), strict=True)
    return {name: each for name, each in found if not each.holds}


def _agreement(checks: Sequence[Check], least: float) -> Agreement:
    simulated = [check.simulated for check in checks if check.simulated is not None]
    assert simulated, "no run has a check of this name"
    assert len(simulated) == len(checks), [check.reason for check in checks]
    expected = checks[0].expected
    assert expected is not None
    error = stdev(simulated) / sqrt(len(simulated))
    tolerance = max(STANDARD_ERRORS * error, least * abs(expected))
    return Agreement(fmean(simulated), expected, tolerance)

"""Two runs side by side that differ in a few parameters and share all their luck."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from patterns.labs.kernel.events import Pulse
from patterns.labs.kernel.lab import CAP_OF_TWO, Lab, Values
from patterns.labs.kernel.results import Measure, Result, rounded
from patterns.parameters import Value

MOST_CHANGES: Final = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in both runs; difference: b - a, None where one of them has no value."""

    a: Measure
    b: Measure
    difference: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """changed: the parameters in which B differs, in the lab's order."""

    a: Result
    b: Result
    changed: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def widest(self) -> Difference | None:
        """The headline measure that moved most for its size; None if none did."""
        moved = [each for each in self.differences if each.a.is_headline and each.difference]
        return max(moved, key=_relative, default=None)


def compare(
    lab: Lab,
    values: Values,
    changes: Mapping[str, Value],
    *,
    seed: int = 1,
    cap: int = CAP_OF_TWO,
    pulse: Pulse | None = None,
) -> Comparison:
    """Run a lab twice with one seed, the second time with some values changed.

    changes: checked values in base units, at most three. With none the two runs are equal. Where
    only one of the runs needs to be shortened, both run for the same time.
    Costs twice a run of 40,000 events.
    """
    other = MappingProxyType({**values, **changes})
    needed = max(lab.estimate(values), lab.estimate(other))

    def run(each: Values) -> Result:
        return lab.run(each, seed=seed, cap=cap, needed=needed, pulse=pulse)

    a, b = run(values), run(other)
    if a.simulated_until != b.simulated_until and lab.length not in changes:
        # An estimate was too low and the cap came first; both now go as far as the shorter went.
        shorter = min(a.simulated_until, b.simulated_until)
        needed = math.ceil(a.requested_until * cap / shorter)
        a, b = run(values), run(other)
    changed = tuple(p.name for p in lab.parameters if values[p.name] != other[p.name])
    return Comparison(a, b, changed, tuple(_differences(a, b)))


def _differences(a: Result, b: Result) -> list[Difference]:
    found = []
    for left in a.measures:
        right = b.measure(left.name)
        if left.value is None or right.value is None:
            found.append(Difference(left, right, None))
        else:
            found.append(Difference(left, right, rounded(right.value - left.value)))
    return found


def _relative(difference: Difference) -> float:
    size = max(abs(difference.a.value or 0.0), abs(difference.b.value or 0.0))
    return abs(difference.difference or 0.0) / size if size else 0.0

"""From values to coordinates: the one scale that every chart is drawn on, and its ticks."""

import math
from dataclasses import dataclass
from typing import Final

STEPS: Final = (1.0, 2.0, 5.0, 10.0)
FINE_STEPS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_EDGE: Final = 1e-9  # of a step; floats that should meet the end of a scale


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` on the way from `start` to `end`, even or by powers of ten.

    start, end: coordinates; y runs down, so the scale of values has its start below its end.
    is_log: both ends are above 0, and so is every value.
    """

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False

    def at(self, value: float) -> float:
        """Return the coordinate of a value; beyond the ends it stays at the nearer one."""
        value = min(max(value, self.low), self.high)
        low, high = self.low, self.high
        if self.is_log:
            low, high, value = math.log(low), math.log(high), math.log(value)
        share = (value - low) / (high - low) if high > low else 0.0
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int) -> tuple[float, ...]:
        """Return round values on the scale, both ends included where they are round."""
        return self._decades(most) if self.is_log else ticks(self.low, self.high, most)

    def _decades(self, most: int) -> tuple[float, ...]:
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        for steps in ((1, 2, 5), (1, 3), (1,)):
            found = tuple(
                step * 10.0**power
                for power in range(first, last + 1)
                for step in steps
                if self.low <= step * 10.0**power <= self.high
            )
            if len(found) <= most:
                return found
        every = math.ceil(len(found) / most)
        return found[::every]


def ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """Return at most `most` + 1 values from low to high, in steps of 1, 2 or 5 times a power."""
    if high <= low:
        return (low,)
    step = nice((high - low) / most)
    first = math.ceil(low / step - _EDGE)
    last = math.floor(high / step + _EDGE)
    return tuple(_tidy(index * step) for index in range(first, last + 1))


def ceiling(value: float, most: int = 4) -> float:
    """Return the round number at or above a value at which a scale from 0 should end."""
    if value <= 0:
        return 1.0
    step = nice(value / most)
    return _tidy(step * math.ceil(value / step - _EDGE))


def nice(value: float, steps: tuple[float, ...] = STEPS) -> float:
    """Return the smallest of these times a power of ten that is not below a positive value.

    steps: ascending from 1 to 10.
    """
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in steps if step * power >= value * (1 - _EDGE))


def coordinate(value: float) -> str:
    """Return a coordinate to a tenth, as short as it can be written."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _tidy(value: float) -> float:
    return float(f"{value:.10g}")

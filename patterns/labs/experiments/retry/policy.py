"""How long to pause, and whether the budget still allows a retry."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

NONE: Final = "none"
FULL: Final = "full"
EQUAL: Final = "equal"
DECORRELATED: Final = "decorrelated"


KNOWN: Final = 10
"""Retries whose bounds are worked out once."""


@dataclass(frozen=True)
class Backoff:
    """Pauses before the second and later attempts, in seconds.

    As in M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog (2015).
    """

    base: float
    factor: int
    cap: float
    jitter: str

    def ceiling(self, retry: int) -> float:
        """Return the longest pause before a retry, counted from 0, but for decorrelated ones."""
        return min(self.cap, self.base * float(self.factor) ** retry)

    def bounds(self, retry: int, last: float) -> tuple[float, float]:
        """Return the interval that a pause is drawn from; last: the pause before, 0 if none."""
        if self.jitter == DECORRELATED:
            return min(self.base, self.cap), min(self.cap, 3 * max(last, self.base))
        return self._fixed[retry] if retry < len(self._fixed) else self._interval(retry)

    @cached_property
    def _fixed(self) -> tuple[tuple[float, float], ...]:
        """Return the bounds of the first retries, since each attempt asks for them twice."""
        return tuple(self._interval(retry) for retry in range(KNOWN))

    def _interval(self, retry: int) -> tuple[float, float]:
        high = self.ceiling(retry)
        return {NONE: high, FULL: 0.0, EQUAL: high / 2}[self.jitter], high

    def pause(self, retry: int, last: float, u: float) -> float:
        """Return a pause; u from 0 up to but not including 1."""
        if self.jitter == DECORRELATED:
            # The cap cuts what was drawn, it does not narrow the draw.
            high = 3 * max(last, self.base)
            return min(self.cap, self.base + u * (high - self.base))
        low, high = self.bounds(retry, last)
        return low + u * (high - low)


class Budget:
    """Tokens that first tries pay in and retries take out; at the start it is full."""

    def __init__(self, deposit: float, size: int) -> None:
        self._deposit, self._size = deposit, float(size)
        self.tokens = float(size)
        self.paid_in = 0.0

    def first_try(self) -> None:
        self.paid_in += self._deposit
        self.tokens = min(self._size, self.tokens + self._deposit)

    def allows_retry(self) -> bool:
        """Take a token out; False where there is none."""
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True

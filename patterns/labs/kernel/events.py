"""The loop that a lab runs on: what is due next happens next, until the end or the cap."""

import math
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, Final, TypeAlias

Happening: TypeAlias = Callable[..., None]
Pulse: TypeAlias = Callable[[], None]
_ENDLESS: Final = math.inf
PULSE_EVERY: Final = 1_024
"""Events between two calls of the pulse; a clock read that often costs below 5 %."""


class ImpossibleDelay(ValueError):
    """An event was put before now, or at no point in time."""


class Events:
    """A calendar of things to come. Times are seconds; equal times happen in the order given.

    now: the time of the event that is happening. count: how many have happened. An event cannot
    be taken back: give it a generation number and let it look whether that is still current.
    """

    __slots__ = ("_calendar", "_sequence", "count", "is_capped", "now")

    def __init__(self) -> None:
        self.now = 0.0
        self.count = 0
        self.is_capped = False
        self._sequence = 0
        self._calendar: list[tuple[float, int, Happening, tuple[Any, ...]]] = []

    def at(self, delay: float, happening: Happening, *args: Any) -> None:
        """Let `happening(*args)` come `delay` seconds from now.

        Raises ImpossibleDelay for a negative or non-finite delay.
        """
        # One comparison refuses negative numbers, infinity and NaN alike.
        if not 0.0 <= delay < _ENDLESS:
            raise ImpossibleDelay(f"an event cannot come {delay} s from now")
        self._sequence = sequence = self._sequence + 1
        heappush(self._calendar, (self.now + delay, sequence, happening, args))

    def run(self, until: float, cap: int, pulse: Pulse | None = None) -> None:
        """Let everything due up to `until` happen, the end included, at most `cap` events.

        pulse: called every 1,024 events; whatever it raises ends the run. At the end `now` is
        `until`, or the time of the last event where the cap came first (`is_capped`).
        """
        calendar, count = self._calendar, self.count
        beat = count + PULSE_EVERY if pulse else cap + 1
        while calendar:
            event = heappop(calendar)
            time, _, happening, args = event
            if time > until or count >= cap:
                heappush(calendar, event)
                self.is_capped = time <= until
                break
            self.now = time
            count += 1
            happening(*args)
            if count >= beat and pulse:
                beat += PULSE_EVERY
                pulse()
        self.count = count
        if not self.is_capped:
            self.now = until

"""Seven ways to say whether a request may pass now. Times are seconds and never go back.

`admit` lets one pass and counts it. `wait` says how long until one could pass, if nothing else
does. `tell` counts what other nodes have let through at these times. `level` is what is left.
"""

import math
from collections import deque
from collections.abc import Sequence
from typing import Final, Protocol

from patterns.labs.experiments.throttling import parameters as given

_CLOSE: Final = 1e-9
"""Share of a request by which rounding may err, so that a tie is a tie in every algorithm."""


class Limiter(Protocol):
    def admit(self, now: float) -> bool: ...
    def wait(self, now: float) -> float: ...
    def tell(self, now: float, times: Sequence[float]) -> None: ...
    def level(self, now: float) -> float: ...


class TokenBucket:
    """A bucket that fills at `limit` tokens a second up to `burst`; a request takes one."""

    def __init__(self, limit: float, burst: int) -> None:
        self._limit, self._burst = limit, burst
        self._tokens, self._since = float(burst), 0.0

    def admit(self, now: float) -> bool:
        self._fill(now)
        if self._tokens < 1.0 - _CLOSE:
            return False
        self._tokens -= 1.0
        return True

    def wait(self, now: float) -> float:
        self._fill(now)
        return max(0.0, 1.0 - self._tokens) / self._limit

    def tell(self, now: float, times: Sequence[float]) -> None:
        self._fill(now)
        self._tokens -= len(times)

    def level(self, now: float) -> float:
        self._fill(now)
        return self._tokens

    def _fill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._since) * self._limit)
        self._since = now


class Gcra:
    """The generic cell rate algorithm: one number, the time when the next request is due.

    ITU-T Recommendation I.371, virtual scheduling. With a tolerance of burst - 1 intervals it
    lets pass exactly what a token bucket does.
    """

    def __init__(self, limit: float, burst: int) -> None:
        self._interval = 1 / limit
        self._tolerance = (burst - 1) / limit
        self._burst = burst
        self._due = 0.0

    def admit(self, now: float) -> bool:
        if now < self._due - self._tolerance - _CLOSE * self._interval:
            return False
        self._due = max(now, self._due) + self._interval
        return True

    def wait(self, now: float) -> float:
        return max(0.0, self._due - self._tolerance - now)

    def tell(self, now: float, times: Sequence[float]) -> None:
        self._due = max(now, self._due) + len(times) * self._interval

    def level(self, now: float) -> float:
        return self._burst - max(0.0, self._due - now) / self._interval


class FixedWindow:
    """At most `quota` requests in each window; windows begin at multiples of their length."""

    def __init__(self, quota: int, window: float) -> None:
        self._quota, self._window = quota, window
        self._number, self._count = 0, 0

    def admit(self, now: float) -> bool:
        self._turn(now)
        if self._count >= self._quota:
            return False
        self._count += 1
        return True

    def wait(self, now: float) -> float:
        self._turn(now)
        if self._count < self._quota:
            return 0.0
        return max(0.0, (self._number + 1) * self._window - now)

    def tell(self, now: float, times: Sequence[float]) -> None:
        self._turn(now)
        self._count += sum(int(time / self._window) == self._number for time in times)

    def level(self, now: float) -> float:
        self._turn(now)
        return self._quota - self._count

    def _turn(self, now: float) -> None:
        number = int(now / self._window)
        if number > self._number:
            self._number, self._count = number, 0


class SlidingLog:
    """At most `quota` requests in any window: the time of each is remembered."""

    def __init__(self, quota: int, window: float) -> None:
        self._quota, self._window = quota, window
        self._times: deque[float] = deque()

    def admit(self, now: float) -> bool:
        self._forget(now)
        if len(self._times) >= self._quota:
            return False
        self._times.append(now)
        return True

    def wait(self, now: float) -> float:
        self._forget(now)
        beyond = len(self._times) - self._quota
        return max(0.0, self._times[beyond] + self._window - now) if beyond >= 0 else 0.0

    def tell(self, now: float, times: Sequence[float]) -> None:
        self._times = deque(sorted((*self._times, *times)))
        self._forget(now)

    def level(self, now: float) -> float:
        self._forget(now)
        return self._quota - len(self._times)

    def _forget(self, now: float) -> None:
        times, oldest = self._times, now - self._window
        while times and times[0] <= oldest:
            times.popleft()


class SlidingCounter:
    """Two counts stand for a log: this window's, and the last one's as far as it still covers."""

    def __init__(self, quota: int, window: float) -> None:
        self._quota, self._window = quota, window
        self._number, self._count, self._before = 0, 0, 0

    def admit(self, now: float) -> bool:
        if self._estimate(now) + 1 > self._quota + _CLOSE:
            return False
        self._count += 1
        return True

    def wait(self, now: float) -> float:
        if self._estimate(now) + 1 <= self._quota + _CLOSE:
            return 0.0
        if self._count <= self._quota - 1:
            covered = (self._quota - 1 - self._count) / self._before
            return max(0.0, (self._number + 1 - covered) * self._window - now)
        covered = (self._quota - 1) / self._count
        return max(0.0, (self._number + 2 - covered) * self._window - now)

    def tell(self, now: float, times: Sequence[float]) -> None:
        self._turn(now)
        for time in times:
            number = int(time / self._window)
            self._count += number == self._number
            self._before += number == self._number - 1

    def level(self, now: float) -> float:
        return self._quota - self._estimate(now)

    def _estimate(self, now: float) -> float:
        self._turn(now)
        covered = self._number + 1 - now / self._window
        return self._before * min(max(covered, 0.0), 1.0) + self._count

    def _turn(self, now: float) -> None:
        number = int(now / self._window)
        if number > self._number:
            self._before = self._count if number == self._number + 1 else 0
            self._number, self._count = number, 0


class Concurrency:
    """At most so many requests at a time; `release` gives one back."""

    def __init__(self, slots: int) -> None:
        self._slots, self._used = slots, 0

    def admit(self, now: float) -> bool:
        if self._used >= self._slots:
            return False
        self._used += 1
        return True

    def release(self) -> None:
        self._used -= 1

    def wait(self, now: float) -> float:
        return 0.0 if self._used < self._slots else math.inf

    def tell(self, now: float, times: Sequence[float]) -> None:
        raise NotImplementedError("requests in flight cannot be told by their beginnings")

    def level(self, now: float) -> float:
        return self._slots - self._used


def limiter(algorithm: str, *, limit: float, burst: int, window: float, slots: int) -> Limiter:
    """Return a limiter that nothing has passed yet."""
    quota = given.quota(limit, window)
    if algorithm == given.PLAIN_BUCKET:
        return TokenBucket(limit, burst)
    if algorithm == given.GCRA:
        return Gcra(limit, burst)
    if algorithm == given.LEAKY_BUCKET:
        # What drips out of a leaky bucket keeps its distance; the bucket itself is the queue.
        return Gcra(limit, 1)
    if algorithm == given.FIXED_WINDOW:
        return FixedWindow(quota, window)
    if algorithm == given.SLIDING_LOG:
        return SlidingLog(quota, window)
    if algorithm == given.SLIDING_COUNTER:
        return SlidingCounter(quota, window)
    return Concurrency(slots)

"""Requests whose parts come from several services: every call drawn, then laid out in time."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final, TypeAlias

from patterns.labs.experiments.aggregator.parameters import LIMITED, SEQUENTIAL
from patterns.labs.kernel.events import PULSE_EVERY
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.streams import exponential, lognormal
from patterns.parameters import Row

SUCCESS: Final = "success"
FAILURE: Final = "failure"
TIMEOUT: Final = "timeout"
CACHED: Final = "cached"
CUT_OFF: Final = "cut_off"
NOT_BEGUN: Final = "not_begun"
COMPLETE: Final = "complete"
PARTIAL: Final = "partial"
FAILED: Final = "failed"
KEPT: Final = 40
"""Requests whose calls are remembered one by one, for the steps; the one drawn comes on top."""
Sampler: TypeAlias = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Call:
    """One part of one request. start, end: seconds after the calls of the request begin."""

    start: float
    end: float
    word: str
    hedged: bool


@dataclass(slots=True)
class Record:
    """What a run leaves behind; times of requests in seconds, in the order of the requests.

    phases: from the first call to the last answer, or the deadline. parallel, sequential: the
    same had all calls been made at once, and one after another, without a deadline.
    slow: requests of which a call was among the slowest hundredth of its service.
    """

    counters: Counter[str] = field(default_factory=Counter)
    phases: list[float] = field(default_factory=list)
    parallel: list[float] = field(default_factory=list)
    sequential: list[float] = field(default_factory=list)
    slow: int = 0
    slowest: list[int] = field(default_factory=list)
    succeeded: list[int] = field(default_factory=list)
    times: list[list[float]] = field(default_factory=list)
    kept: dict[int, tuple[Call, ...]] = field(default_factory=dict)
    latest_past_deadline: float = -math.inf
    out_of_bounds: int = 0


class Run:
    """One simulation. `go` lets it happen; what happened is then in `record`."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.rows = setup.rows("services")
        self.record = Record(
            slowest=[0] * len(self.rows),
            succeeded=[0] * len(self.rows),
            times=[[] for _ in self.rows],
        )
        self.calls = 0
        self.requests = 0
        self.is_capped = False
        self._timeout = setup.number("call_timeout") or math.inf
        self._hedge = setup.number("hedge_after") or math.inf
        self._cached = setup.number("cache_hit")
        self._time_left = time_left(setup)
        self._samplers = [sampler(row) for row in self.rows]
        self._failing = [float(row["failure"]) for row in self.rows]
        self._required = [row["need"] == "required" for row in self.rows]
        self._slots = slots(setup, len(self.rows))
        self._latency = setup.streams.uniform("service")
        self._luck = setup.streams.uniform("outcome")
        self._found = setup.streams.uniform("keys")

    def go(self) -> None:
        pulse, beat = self.setup.pulse, PULSE_EVERY
        wanted, cap, shown = int(self.setup.until), self.setup.cap, self.setup.whole("shown")
        while self.requests < wanted:
            # One request is always made, so that there is something to show.
            if self.requests and self.calls + len(self.rows) > cap:
                self.is_capped = True
                break
            self.requests += 1
            keep = self.requests <= KEPT or self.requests == shown
            self._ask(self.requests, keep)
            if pulse and self.calls >= beat:
                beat += PULSE_EVERY
                pulse()

    def _ask(self, number: int, keep: bool) -> None:
        """Draw every call of one request, whether or not the deadline lets it begin."""
        lengths, words, hedged, slow = [], [], [], False
        latency, luck = self._latency, self._luck
        for index in range(len(self.rows)):
            u, second, chance, chance2 = latency(), latency(), luck(), luck()
            seconds, word, again = self._call(index, u, second, chance, chance2)
            slow = slow or (u >= 0.99 and word != CACHED)
            lengths.append(seconds)
            words.append(word)
            hedged.append(again)
        self.record.slow += slow
        calls = self._laid_out(lengths, words, hedged)
        self._count(lengths, calls)
        if keep:
            self.record.kept[number] = calls

    def _call(
        self, index: int, u: float, second: float, chance: float, chance2: float
    ) -> tuple[float, str, bool]:
        """Return how long a part takes, how it ends, and whether it was asked for twice."""
        if self._cached and self._found() < self._cached:
            return 0.0, CACHED, False
        self.calls += 1
        seconds = self._samplers[index](u)
        good = chance >= self._failing[index]
        again = seconds > self._hedge and self._hedge < self._timeout
        if again:
            self.calls += 1
            self.record.counters["hedges"] += 1
            later = self._hedge + self._samplers[index](second)
            if chance2 >= self._failing[index]:
                self.record.counters["hedges_won"] += not good or later < seconds
                seconds = min(seconds, later) if good else later
                good = True
            elif not good:
                seconds = max(seconds, later)
        if seconds > self._timeout:
            return self._timeout, TIMEOUT, again
        return seconds, SUCCESS if good else FAILURE, again

    def _laid_out(
        self, lengths: Sequence[float], words: Sequence[str], hedged: Sequence[bool]
    ) -> tuple[Call, ...]:
        """Return the calls with their times: each begins when one of the slots is free."""
        free = [0.0] * self._slots
        calls = []
        for seconds, word, again in zip(lengths, words, hedged, strict=True):
            start = heappop(free)
            end = start + seconds
            heappush(free, end)
            if start >= self._time_left:
                start, end, word = self._time_left, self._time_left, NOT_BEGUN
            elif end > self._time_left:
                end, word = self._time_left, CUT_OFF
            calls.append(Call(start, end, word, again))
        return tuple(calls)

    def _count(self, lengths: Sequence[float], calls: tuple[Call, ...]) -> None:
        record, counters = self.record, self.record.counters
        outcome, phase = COMPLETE, 0.0
        for index, call in enumerate(calls):
            counters[call.word] += 1
            record.times[index].append(lengths[index])
            phase = max(phase, call.end)
            if call.word in (SUCCESS, CACHED):
                record.succeeded[index] += 1
            elif self._required[index]:
                outcome = FAILED
            elif outcome == COMPLETE:
                outcome = PARTIAL
        counters[outcome] += 1
        longest, total = max(lengths), math.fsum(lengths)
        record.slowest[lengths.index(longest)] += 1
        record.phases.append(phase)
        record.parallel.append(longest)
        record.sequential.append(total)
        record.latest_past_deadline = max(record.latest_past_deadline, phase - self._time_left)
        low, high = min(longest, self._time_left), min(total, self._time_left)
        record.out_of_bounds += not low * (1 - 1e-9) <= phase <= high * (1 + 1e-9)


def sampler(row: Row) -> Sampler:
    """Return a function from a uniform number to the seconds that a call takes."""
    time, sigma = float(row["time"]), float(row["sigma"])
    if row["distribution"] == "constant" or (row["distribution"] == "lognormal" and not sigma):
        return lambda u: time
    if row["distribution"] == "exponential":
        return lambda u: exponential(time, u)
    return lambda u: lognormal(time, sigma, u)


def slots(setup: Setup, services: int) -> int:
    """Return how many calls of one request are made at a time."""
    mode = setup.word("mode")
    if mode == SEQUENTIAL:
        return 1
    return min(setup.whole("limit"), services) if mode == LIMITED else services


def time_left(setup: Setup) -> float:
    """Return the seconds from the first call to the deadline, infinity without one."""
    deadline = setup.number("deadline")
    return deadline - setup.number("request") if deadline else math.inf

"""A read races a write: which copies have the write when the read asks them.

Four times decide for each copy: the write's way to it, the confirmation's way back, the read's
way to it and the answer's way back (write, ack, read, response: WARS). P. Bailis and others,
Probabilistically Bounded Staleness for Practical Partial Quorums, VLDB (2012).
"""

import math
from collections.abc import Callable
from typing import TypeAlias

from patterns.labs.kernel.events import PULSE_EVERY
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.streams import exponential, lognormal

Draw: TypeAlias = Callable[[float], float]


class Race:
    """Independent trials of a write and a read. Times are seconds.

    fresh_after: for each trial, how long after the confirmed write a read must come to see it;
    0 or less: at any time. missed: trials in which the read's copies are none of those whose
    confirmation the writer waited for; missed_twice: and none of the trial before either.
    writes, reads: for each number of copies, from 1, the times until so many have answered.
    """

    def __init__(self, setup: Setup, events: int) -> None:
        """events: how many have happened already."""
        self.setup = setup
        self.events = events
        self.is_capped = False
        self.replicas = setup.whole("replicas")
        self.fresh_after: list[float] = []
        self.missed = 0
        self.missed_twice = 0
        self.writes: list[list[float]] = [[] for _ in range(self.replicas)]
        self.reads: list[list[float]] = [[] for _ in range(self.replicas)]
        self._w, self._r = setup.whole("write_copies"), setup.whole("read_copies")
        self._uniform = setup.streams.uniform("service")
        names = ("write_latency", "ack_latency", "read_latency", "response_latency")
        self._draws = tuple(latency(setup, name) for name in names)
        self._before: frozenset[int] = frozenset()

    def go(self) -> None:
        pulse, cap, each = self.setup.pulse, self.setup.cap, 2 * self.replicas
        beat = self.events + PULSE_EVERY
        for _ in range(int(self.setup.until)):
            if self.fresh_after and self.events + each > cap:
                self.is_capped = True
                break
            self.events += each
            self._try()
            if pulse and self.events >= beat:
                beat += PULSE_EVERY
                pulse()

    def _try(self) -> None:
        write, ack, read, response = self._draws
        uniform, copies = self._uniform, range(self.replicas)
        written, confirmed, asked, answered = [], [], [], []
        for copy in copies:
            there = write(uniform())
            written.append(there)
            confirmed.append((there + ack(uniform()), copy))
            there = read(uniform())
            asked.append(there)
            answered.append((there + response(uniform()), copy))
        confirmed.sort()
        answered.sort()
        for count in copies:
            self.writes[count].append(confirmed[count][0])
            self.reads[count].append(answered[count][0])
        done = confirmed[self._w - 1][0]
        heard = [copy for _, copy in answered[: self._r]]
        self.fresh_after.append(min(written[copy] - done - asked[copy] for copy in heard))
        took = frozenset(copy for _, copy in confirmed[: self._w])
        if took.isdisjoint(heard):
            self.missed += 1
            self.missed_twice += self._before.isdisjoint(heard) and len(self.fresh_after) > 1
        self._before = took

    def stale(self, seconds: float) -> int:
        """Return how many reads so long after the confirmed write miss it."""
        return sum(seconds < after for after in self.fresh_after)


def latency(setup: Setup, name: str) -> Draw:
    """Return a function from a uniform number to seconds, with the mean that is set."""
    mean, sigma = setup.number(name), setup.number("sigma")
    if setup.word("distribution") == "exponential":
        return lambda u: exponential(mean, u)
    median = mean * math.exp(-sigma * sigma / 2)
    return lambda u: lognormal(median, sigma, u)

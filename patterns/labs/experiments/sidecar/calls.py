"""Requests that go from pod to pod, through two proxies for each call."""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from patterns.labs.experiments.sidecar import parameters as given
from patterns.labs.kernel.events import PULSE_EVERY
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import LONGEST_TRACE
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import Uniform, exponential

KEPT: Final = LONGEST_TRACE
"""First requests whose calls are remembered one by one: each has a step when it comes, so the
first steps of all are among theirs."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One call of a request. Times in seconds: begins, then in the proxies and at work.

    caller, called: seconds in the proxy of each side, None where the call went past it.
    word: "" where it ended well, else what became of it.
    """

    begins: float
    caller: float | None
    called: float | None
    work: float
    word: str


@dataclass(slots=True)
class Reached:
    """What calls at one place of the row have shown; only those in health, in seconds."""

    calls: int = 0
    added: float = 0.0
    healthy: int = 0
    healthy_added: float = 0.0
    squares: float = 0.0

    @property
    def variance(self) -> float:
        """Return the variance of the seconds in health."""
        mean = self.healthy_added / self.healthy
        return max(self.squares / self.healthy - mean * mean, 0.0)


@dataclass(frozen=True, slots=True)
class Luck:
    """The streams of one place in the row: what happens there shifts nobody else's luck."""

    caller: Uniform
    called: Uniform
    work: Uniform
    outcome: Uniform


@dataclass(frozen=True, slots=True)
class Request:
    came: float
    hops: tuple[Hop, ...]


@dataclass(slots=True)
class Outcomes:
    """How requests ended over time."""

    done: Buckets
    refused: Buckets
    failed: Buckets
    added: Buckets
    ended: Buckets = field(init=False)

    def __post_init__(self) -> None:
        self.ended = Buckets(self.done.step * self.done.count)


class Calls:
    """One simulation of the requests; `go` lets it happen.

    added: seconds in proxies of each request that was done. undisturbed: the same of those that
    met no fault of a proxy. times: seconds of each request that was done.
    """

    def __init__(self, setup: Setup, events: int) -> None:
        """events: how many of the cap are gone already."""
        self.setup = setup
        self.events = events
        self.now = 0.0
        self.is_capped = False
        self.total_added = 0.0
        self.hops = setup.whole("hops")
        self.counters: Counter[str] = Counter()
        self.reached = [Reached() for _ in range(self.hops)]
        self.added: list[float] = []
        self.undisturbed: list[float] = []
        self.times: list[float] = []
        self.first_requests: list[Request] = []
        until = setup.until
        self.outcomes = Outcomes(*(Buckets(until) for _ in range(4)))
        self._has_proxy = setup.whole("sidecars") > 0
        self._is_open = setup.word("mode") == given.OPEN
        self._mean, self._work = setup.number("proxy_mean"), setup.number("app_mean")
        self._is_constant = setup.word("distribution") == given.CONSTANT
        self._proxy = setup.script.timeline("proxy")
        self._application = setup.script.timeline("application")
        self._arriving = setup.streams.uniform("arrivals")
        self._luck = [self._streams(number) for number in range(1, self.hops + 1)]

    def _streams(self, number: int) -> Luck:
        uniform, hop = self.setup.streams.uniform, f"call {number}"
        return Luck(
            uniform("service", f"{hop} caller"), uniform("service", f"{hop} called"),
            uniform("service", f"{hop} work"), uniform("outcome", hop),
        )  # fmt: skip

    def go(self) -> None:
        pulse, beat = self.setup.pulse, self.events + PULSE_EVERY
        rate, until, cap = self.setup.number("rate"), self.setup.until, self.setup.cap
        while True:
            came = self.now + exponential(1 / rate, self._arriving())
            if came > until:
                self.now = until
                return
            if self.events + self.hops > cap:
                self.is_capped = True
                return
            self.now = came
            self.events += self.hops
            self._request(came)
            if pulse and self.events >= beat:
                beat = self.events + PULSE_EVERY
                pulse()

    def _request(self, came: float) -> None:
        """Let a request make its calls. Each place takes its numbers, reached or not."""
        now, added, word, is_disturbed = came, 0.0, "", False
        keep = len(self.first_requests) < KEPT
        kept: list[Hop] = []
        for place, luck in enumerate(self._luck):
            numbers = luck.caller(), luck.called(), luck.work(), luck.outcome()
            if word:
                continue
            condition = self._proxy.at(now)
            is_healthy = condition.delay == 0 and condition.slow == 1 and not condition.is_crashed
            is_disturbed = is_disturbed or not is_healthy
            caller = called = None
            if self._has_proxy and condition.is_crashed and not self._is_open:
                word = "refused"
            elif self._has_proxy and not condition.is_crashed:
                caller = self._passage(numbers[0]) * condition.slow + condition.delay
                called = self._passage(numbers[1]) * condition.slow + condition.delay
                self._reach(place, caller + called, is_healthy)
            work = 0.0
            if not word:
                word, work = self._worked(now, numbers[2], numbers[3])
                self.counters["past_proxy" if caller is None else "through_proxy"] += 1
            passed = (caller or 0.0) + (called or 0.0)
            if keep:
                kept.append(Hop(now, caller, called, work, word))
            added += passed
            now += passed + work
        if keep:
            self.first_requests.append(Request(came, tuple(kept)))
        self._count(came, now, added, word, is_disturbed)

    def _passage(self, u: float) -> float:
        return self._mean if self._is_constant else exponential(self._mean, u)

    def _worked(self, now: float, u: float, chance: float) -> tuple[str, float]:
        """Return how the application ends a call, and after how many seconds."""
        condition = self._application.at(now)
        if condition.is_crashed:
            return "failed", 0.0
        seconds = exponential(self._work, u) * condition.slow + condition.delay
        return ("failed" if chance < condition.error else ""), seconds

    def _reach(self, place: int, added: float, is_healthy: bool) -> None:
        reached = self.reached[place]
        reached.calls += 1
        reached.added += added
        if is_healthy:
            reached.healthy += 1
            reached.healthy_added += added
            reached.squares += added * added

    def _count(
        self, came: float, ended: float, added: float, word: str, is_disturbed: bool
    ) -> None:
        self.counters["requests"] += 1
        self.counters[word or "done"] += 1
        self.total_added += added
        getattr(self.outcomes, word or "done").add(came)
        if word:
            return
        self.outcomes.added.add(came, added)
        self.outcomes.ended.add(came)
        self.added.append(added)
        self.times.append(ended - came)
        if not is_disturbed:
            self.undisturbed.append(added)

    @property
    def least_added(self) -> float:
        return min(self.added, default=0.0)

    @property
    def total_of_hops(self) -> float:
        """Return the seconds in proxies, summed by the place in the row."""
        return math.fsum(reached.added for reached in self.reached)

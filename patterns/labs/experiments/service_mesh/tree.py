"""Requests through the tiers of a mesh: each call with its repetitions, below the one above it."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Final

from patterns.labs.experiments.service_mesh import parameters as given
from patterns.labs.kernel.events import PULSE_EVERY
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import LONGEST_TRACE
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import Uniform, exponential

ENTRY: Final = -1
"""Parent of the calls that the entry makes."""
KEPT: Final = LONGEST_TRACE
"""First requests whose calls are remembered one by one: each has a step when it comes, so the
first steps of all are among theirs."""
MOST_DRAWN: Final = 100
"""Calls that the request which is drawn may have, where those of one service follow each other."""
FEW_DRAWN: Final = 11
"""The same where calls may be given up and go on beside the next attempt, so that each needs a
lane of its own."""


@dataclass(slots=True)
class Call:
    """One attempt of one call. Times are seconds.

    tier: of the service that is called, from 0. place: which of the services of this tier.
    parent: position, among the calls of the request, of the work that this call is made for.
    sent, answered: at the caller, where a call that was given up is answered too late or never.
    begins, ends: at the service. late: nobody waits any more when the answer arrives.
    """

    tier: int
    place: int
    parent: int
    attempt: int
    sent: float
    begins: float
    ends: float = 0.0
    answered: float = 0.0
    is_good: bool = False
    is_given_up: bool = False
    is_late: bool = False
    is_canary: bool = False
    is_refused: bool = False


@dataclass(slots=True)
class Request:
    """A finished request with all its calls, in the order in which they were made."""

    number: int
    came: float
    ended: float
    is_good: bool
    is_kept: bool
    calls: list[Call]


class _Full(Exception):
    """The cap came in the middle of a request."""


class Mesh:
    """One simulation of the requests; `go` lets it happen.

    By tier: calls, firsts, retries, failed, given_up, bodies (calls that went on to the next
    tier or were worked on), seconds of all calls as their callers saw them. By request: times
    in seconds, totals of its calls, seen: its trace is kept and shows the canary's fault.
    """

    def __init__(self, setup: Setup, events: int) -> None:
        """events: how many of the cap are gone already."""
        self.setup = setup
        self.depth, self.fan_out = setup.whole("depth"), setup.whole("fan_out")
        self.attempts = given.attempts(setup.values)
        self.events = events
        self._cap = setup.cap
        self.now = 0.0
        self.is_capped = False
        self.counters: Counter[str] = Counter()
        self.calls, self.firsts, self.retries = self._zeros(), self._zeros(), self._zeros()
        self.failed, self.given_up, self.bodies = self._zeros(), self._zeros(), self._zeros()
        self.seconds: list[list[float]] = [[] for _ in range(self.depth)]
        self.load = [Buckets(setup.until) for _ in range(self.depth)]
        self.times: list[float] = []
        self.totals: list[int] = []
        self.seen: list[bool] = []
        self.most_leaf_calls = 0
        self.broken = self.outliving = 0
        self.first_requests: list[Request] = []
        self.drawn: Request | None = None
        self._begun: list[Call] = []
        self._out_of_budget = 0
        self._last = self.depth - 1
        self._timeout = setup.number("try_timeout") or math.inf
        self._hop, self._proxy = setup.number("hop"), setup.number("proxy")
        self._service, self._failure = setup.number("service"), setup.number("failure")
        self._weight = setup.number("canary_weight")
        self._canary_failure = setup.number("canary_failure")
        self._budget = setup.number("retry_budget") if setup.flag("budget") else math.inf
        self._saved = [given.BURST] * self.depth
        self._script = setup.script.timeline("last-service")
        streams = setup.streams
        self._arriving, self._keeping = streams.uniform("arrivals"), streams.uniform("keys")
        self._routing = streams.uniform("routing")
        self._all_times, self._all_luck = (
            streams.for_each("service"), streams.for_each("outcome"),
        )  # fmt: skip
        self._time: Uniform = self._arriving
        self._luck: Uniform = self._arriving
        self._versions: list[float] = []

    def _zeros(self) -> list[int]:
        return [0] * self.depth

    def go(self) -> None:
        """Let requests come until the end, or until the cap; one that it cuts does not count."""
        pulse, beat = self.setup.pulse, self.events + PULSE_EVERY
        rate, number = self.setup.number("rate"), 0
        while True:
            came = self.now + exponential(1 / rate, self._arriving())
            if came > self.setup.until:
                self.now = self.setup.until
                return
            number += 1
            try:
                self._request(number, came)
            except _Full:
                self.is_capped = True
                return
            self.now = came
            if pulse and self.events >= beat:
                beat = self.events + PULSE_EVERY
                pulse()

    def _request(self, number: int, came: float) -> None:
        self._happens()
        # A request may make any number of calls, so it has streams of its own instead of a block.
        self._time, self._luck = self._all_times(number), self._all_luck(number)
        self._versions = [self._routing() for _ in range(2 * given.MOST_ATTEMPTS)]
        chance = self._keeping()
        self._begun = []
        saved, refused = list(self._saved), self._out_of_budget
        try:
            ended, is_good = self._call(0, 0, ENTRY, came, math.inf)
        except _Full:
            self._saved, self._out_of_budget = saved, refused
            raise
        is_kept = chance < self.setup.number("sample_share")
        if self.setup.word("sampling") == given.TAIL:
            is_kept = is_kept or any(not call.is_good for call in self._begun)
        self._count(Request(number, came, ended, is_good, is_kept, self._begun))

    def _call(
        self, tier: int, place: int, parent: int, start: float, patience: float
    ) -> tuple[float, bool]:
        """Make a call with its repetitions; return when its caller knows, and whether it is good.

        patience: the time at which somebody above gives up.
        """
        now, is_good = start, False
        self._saved[tier] = min(self._saved[tier] + self._budget, given.BURST)
        for attempt in range(1, self.attempts[tier] + 1):
            if attempt > 1 and self._budget < math.inf:
                if self._saved[tier] < 1:
                    self._out_of_budget += 1
                    break
                self._saved[tier] -= 1
            call = self._attempt(tier, place, parent, attempt, now, patience)
            now = min(call.answered, now + self._timeout)
            if call.is_good:
                return now, True
        return now, is_good

    def _attempt(
        self, tier: int, place: int, parent: int, attempt: int, sent: float, patience: float
    ) -> Call:
        self._happens()
        way = exponential(self._hop, self._time()) / 2 + self._proxy
        call = Call(tier, place, parent, attempt, sent, sent + way)
        own = len(self._begun)
        self._begun.append(call)
        patience = min(patience, sent + self._timeout)
        if tier == 0:
            call.is_canary = self._versions[2 * attempt - 2] < self._weight
            faulty = self._versions[2 * attempt - 1] < self._canary_failure
            call.is_refused = call.is_canary and faulty
        if call.is_refused:
            call.ends, is_good = call.begins, False
        elif tier == self._last:
            call.ends, is_good = self._work(call.begins)
        else:
            below = [
                self._call(tier + 1, place * self.fan_out + n, own, call.begins, patience)
                for n in range(self.fan_out)
            ]
            call.ends = max(end for end, _ in below)
            is_good = all(good for _, good in below)
        call.answered = call.ends + way
        call.is_given_up = call.answered - sent > self._timeout
        call.is_late = call.answered > patience
        call.is_good = is_good and not call.is_given_up
        return call

    def _work(self, begins: float) -> tuple[float, bool]:
        condition = self._script.at(begins)
        seconds = exponential(self._service, self._time()) * condition.slow + condition.delay
        failing = 1 - (1 - self._failure) * (1 - condition.error)
        return begins + seconds, self._luck() >= failing

    def _happens(self) -> None:
        """Count an event: a request that comes, or a call that is made. Raises _Full."""
        if self.events >= self._cap:
            raise _Full
        self.events += 1

    # What a finished request leaves behind

    def _count(self, request: Request) -> None:
        counters = self.counters
        counters["requests"] += 1
        counters["success" if request.is_good else "failed"] += 1
        counters["kept" if request.is_kept else "not_kept"] += 1
        self.times.append(request.ended - request.came)
        self.totals.append(len(request.calls))
        leaf_calls = met = 0
        for call in request.calls:
            tier = call.tier
            self.calls[tier] += 1
            (self.firsts if call.attempt == 1 else self.retries)[tier] += 1
            if call.sent <= self.setup.until:
                self.load[tier].add(call.sent)
            self.seconds[tier].append(min(call.answered - call.sent, self._timeout))
            if call.is_given_up:
                self.given_up[tier] += 1
            elif not call.is_good:
                self.failed[tier] += 1
            counters["canary_calls"] += call.is_canary
            met += call.is_refused
            self.bodies[tier] += not call.is_refused
            if tier == self._last:
                leaf_calls += 1
                counters["late"] += call.is_late
        self.most_leaf_calls = max(self.most_leaf_calls, leaf_calls)
        counters["canary_failures"] += met
        counters["met"] += met > 0
        counters["met_kept"] += met > 0 and request.is_kept
        self.seen.append(met > 0 and request.is_kept)
        if request.is_kept:
            counters["spans_kept"] += 1 + len(request.calls)
            self._verify(request)
        if request.number <= KEPT:
            self.first_requests.append(request)
        self._draw(request)

    def _draw(self, request: Request) -> None:
        """Keep the request with most calls that can be drawn, or else the smallest one."""
        most = MOST_DRAWN if self._timeout == math.inf else FEW_DRAWN
        drawn, calls = self.drawn, len(request.calls)
        before = len(drawn.calls) if drawn else math.inf
        if before < calls <= most or calls < before > most:
            self.drawn = request

    def _verify(self, request: Request) -> None:
        """Count what would make a trace no tree, and calls that outlast the work above them."""
        for place, call in enumerate(request.calls):
            begins, ends = request.came, request.ended
            if call.parent != ENTRY:
                above = request.calls[call.parent]
                begins, ends = above.begins, above.ends
                self.broken += call.parent >= place or above.tier != call.tier - 1
            else:
                self.broken += call.tier != 0
            self.broken += call.sent < begins
            outlives = call.answered > ends + 1e-9
            self.outliving += outlives
            self.broken += outlives and not call.is_given_up

    @property
    def out_of_budget(self) -> int:
        return self._out_of_budget

    @property
    def requests(self) -> int:
        return self.counters["requests"]

"""Calls to several services that take slots of a pool, of their own or of a common one."""

import math
from typing import Final

from patterns.labs.experiments.bulkhead.parameters import LETTERS, SPLIT
from patterns.labs.kernel.arrivals import next_arrival
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.faults import Timeline
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.queues import Job, Pool
from patterns.labs.kernel.results import LONGEST_TRACE, Step, TraceEvent
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import Uniform, exponential, lognormal
from patterns.parameters import Row

SIGMA: Final = 1.0
"""Deviation of the logarithm of lognormal service times."""
WARM_UP: Final = 10.0
"""Mean services times slots that the checks leave out: a pool that begins empty refuses less."""


class Service:
    """One service: its numbers, its luck, and what became of its calls."""

    def __init__(self, row: Row, letter: str, setup: Setup) -> None:
        self.name = str(row["name"])
        self.rate, self.mean = float(row["rate"]), float(row["mean"])
        self.pool_size = int(row["pool_size"])
        self.faults: Timeline = setup.script.timeline(letter)
        # Streams of its own: what happens to one service must not shift the luck of another.
        self.arriving: Uniform = setup.streams.uniform("arrivals", letter)
        self.serving: Uniform = setup.streams.uniform("service", letter)
        self.arrivals = self.refused = self.expired = self.done = 0
        self.in_use = self.most_in_use = self.waiting = 0
        self.busy_time = 0.0
        self.waits: list[float] = []
        self.turned_away: list[int] = []
        self.judged_waits: list[float] = []
        self.levels = Buckets(setup.until)
        self.refusals = Buckets(setup.until)
        self._since = 0.0

    def settle(self, now: float) -> None:
        """Bring the time in slots up to now."""
        if self.in_use:
            self.levels.add_level(self._since, now, self.in_use)
            self.busy_time += (now - self._since) * self.in_use
        self._since = now


class Run:
    """One simulation. `go` lets it happen; what happened is then in `services` and `pools`."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.services = [
            Service(row, letter, setup)
            for row, letter in zip(setup.rows("services"), LETTERS, strict=False)
        ]
        sizes = [service.pool_size for service in self.services]
        room = setup.whole("queue")
        if setup.word("mode") == SPLIT:
            self.pools = [self._pool(size, room) for size in sizes]
        else:
            self.pools = [self._pool(sum(sizes), room * len(sizes))] * len(sizes)
        self.trace: list[TraceEvent] = []
        self.idle_while_waiting = False
        self._wait_limit = setup.number("wait_limit")
        self._distribution = setup.word("distribution")
        self._warm = [
            WARM_UP * pool.size * service.mean
            for pool, service in zip(self.pools, self.services, strict=True)
        ]

    @property
    def distinct_pools(self) -> list[Pool[int]]:
        return list(dict.fromkeys(self.pools))

    def go(self) -> None:
        for number in range(len(self.services)):
            self._arrive_later(number)
        self.events.run(self.setup.until, self.setup.cap, self.setup.pulse)
        for pool in self.distinct_pools:
            pool.settle()
        for service in self.services:
            service.settle(self.events.now)

    def warm_up(self, number: int) -> float:
        """Return the seconds that the checks of a service leave out."""
        return self._warm[number]

    def _pool(self, size: int, room: int) -> Pool[int]:
        return Pool(self.events, size, room, self._started, self._ended)

    def _arrive_later(self, number: int) -> None:
        service = self.services[number]
        if service.rate:
            now = self.events.now
            delay = next_arrival(now, service.rate, service.faults, service.arriving())
            if delay < math.inf:
                self.events.at(delay, self._arrive, number)

    def _arrive(self, number: int) -> None:
        """Let a call come. It reserves its luck first, whatever then becomes of it."""
        now, service, pool = self.events.now, self.services[number], self.pools[number]
        seconds = self._seconds(service, now, service.serving())
        self._arrive_later(number)
        service.arrivals += 1
        job = Job(number, seconds)
        is_in = pool.offer(job)
        self.idle_while_waiting |= pool.waiting > 0 and pool.in_use < pool.size
        if now >= self._warm[number]:
            service.turned_away.append(not is_in)
        if not is_in:
            service.refused += 1
            service.refusals.add(now)
            self._note(number, "refused", Step.FAILURE)
        elif job.began < 0:
            service.waiting += 1
            self._note(number, "waits", Step.CALL)
            if self._wait_limit:
                self.events.at(self._wait_limit, self._give_up, job)

    def _seconds(self, service: Service, now: float, u: float) -> float:
        condition = service.faults.at(now)
        if condition.hang is not None:
            return exponential(condition.hang, u) if condition.hang else math.inf
        if self._distribution == "exponential":
            seconds = exponential(service.mean, u)
        elif self._distribution == "constant":
            seconds = service.mean
        else:
            seconds = lognormal(service.mean * math.exp(-SIGMA * SIGMA / 2), SIGMA, u)
        return seconds * condition.slow + condition.delay

    def _give_up(self, job: Job[int]) -> None:
        if self.pools[job.owner].leave(job):
            service = self.services[job.owner]
            service.waiting -= 1
            service.expired += 1
            self._note(job.owner, "gives up", Step.FAILURE)

    def _started(self, job: Job[int]) -> None:
        now, service = self.events.now, self.services[job.owner]
        service.settle(now)
        service.in_use += 1
        service.most_in_use = max(service.most_in_use, service.in_use)
        wait = now - job.came
        if job.has_waited:
            service.waiting -= 1
        service.waits.append(wait)
        if job.came >= self._warm[job.owner]:
            service.judged_waits.append(wait)
        self._note(job.owner, "starts", Step.CALL)

    def _ended(self, job: Job[int]) -> None:
        service = self.services[job.owner]
        service.settle(self.events.now)
        service.in_use -= 1
        service.done += 1
        self._note(job.owner, "ends", Step.REPLY)

    def _note(self, number: int, what: str, step: Step) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        service, pool = self.services[number], self.pools[number]
        pool_name = f"pool {service.name}" if self.setup.word("mode") == SPLIT else "shared pool"
        ends = (pool_name, service.name) if step is Step.REPLY else (service.name, pool_name)
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=ends[0], target=ends[1], text=what, step=step,
                state={"in use": pool.in_use, "slots": pool.size, "waiting": pool.waiting},
            )
        )  # fmt: skip

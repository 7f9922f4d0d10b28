"""Callers with timeouts and retries in front of servers that do not know who still waits."""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from patterns.labs.experiments.retry.parameters import FAILURE, MOST_ATTEMPTS, OPEN
from patterns.labs.experiments.retry.policy import Backoff, Budget
from patterns.labs.kernel.arrivals import next_arrival
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.queues import LONGEST_QUEUE, Job, Pool
from patterns.labs.kernel.results import LONGEST_TRACE, Step, TraceEvent
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import Uniform, exponential

SUCCESS: Final = "success"
FAILED: Final = "failed"
TIMED_OUT: Final = "timed out"
REFUSED: Final = "refused"
COUNTED: Final = {
    outcome: f"attempts_{outcome.replace(' ', '_')}"
    for outcome in (SUCCESS, FAILED, TIMED_OUT, REFUSED)
}
"""The counter of each end of an attempt."""


@dataclass(slots=True)
class Attempt:
    """One try of a call. ended: -1 while it lasts. pause: seconds until the next one, if any."""

    began: float
    ended: float = -1.0
    outcome: str = ""
    pause: float = 0.0


@dataclass(slots=True)
class Call:
    """A call and the luck that it reserved for every attempt that it might make."""

    number: int
    caller: int
    began: float
    services: tuple[float, ...]
    lucks: tuple[float, ...]
    jitters: tuple[float, ...]
    attempts: list[Attempt] = field(default_factory=list)
    outcome: str = ""
    paused: float = 0.0


class Judged(NamedTuple):
    """What theory asks of a call that had time enough to end."""

    attempts: int
    paused: float
    outcome: str


class Run:
    """One simulation. `go` lets it happen; what happened is then in counters and lists."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.attempts = setup.whole("attempts")
        self.backoff = Backoff(
            setup.number("base"), setup.whole("factor"), setup.number("cap"), setup.word("jitter")
        )
        self.budget = Budget(setup.number("budget_deposit"), setup.whole("budget_size"))
        self.load = setup.script.timeline("calls")
        self.service = setup.script.timeline("service")
        self.pool: Pool[tuple[Call, Attempt]] = Pool(
            self.events, setup.whole("servers"), LONGEST_QUEUE, lambda job: None, self._served
        )
        self.counters: Counter[str] = Counter()
        self.first_tries, self.retries = Buckets(setup.until), Buckets(setup.until)
        self.good = Buckets(setup.until)
        self.queue: list[float] = [0.0] * self.good.count
        self.times: list[float] = []
        self.judged: list[Judged] = []
        self.longest_call: Call | None = None
        self.trace: list[TraceEvent] = []
        self.evidence: Counter[str] = Counter()
        self.most_attempts = 0
        self.longest_pause = 0.0
        self.longest_overrun = 0.0
        self.least_tokens = self.budget.tokens
        self.backlog = 0
        self.emptied_at: float | None = None
        self._is_watched = False
        self._rate = setup.number("rate")
        self._mean = setup.number("mean")
        self._timeout = setup.number("attempt_timeout")
        self._deadline = setup.number("deadline")
        self._has_budget = setup.flag("budget")
        self._cancels = setup.flag("cancel_late")
        self._is_open = setup.word("clients") == OPEN
        self._is_chance = setup.word("mode") == FAILURE
        self._p = setup.number("p") if self._is_chance else 0.0
        self._arriving = setup.streams.uniform("arrivals")
        self._lucks: dict[str, tuple[Uniform, Uniform, Uniform]] = {}

    @property
    def horizon(self) -> float:
        """The seconds within which every call has surely ended."""
        pauses = sum(self.backoff.bounds(n, math.inf)[1] for n in range(self.attempts - 1))
        return self.attempts * self._timeout + pauses

    def go(self) -> None:
        if self._is_open:
            self._arrive_later()
        else:
            for caller in range(self.setup.whole("callers")):
                self._think(caller)
        boundaries = self.load.boundaries
        if boundaries and boundaries[-1] <= self.setup.until:
            self.events.at(boundaries[-1], self._watch)
        self.events.run(self.setup.until, self.setup.cap, self.setup.pulse)

    def _watch(self) -> None:
        """The last load fault is over: from now on look for the moment when nobody waits."""
        self.backlog = self.pool.waiting
        self._is_watched = True

    def _arrive_later(self) -> None:
        delay = next_arrival(self.events.now, self._rate, self.load, self._arriving())
        if delay < math.inf:
            self.events.at(delay, self._arrive)

    def _arrive(self) -> None:
        self._begin(0, "")
        self._arrive_later()

    def _think(self, caller: int) -> None:
        part = str(caller)
        u = self.setup.streams.uniform("arrivals", part)()
        rate = 1 / self.setup.number("think")
        delay = next_arrival(self.events.now, rate, self.load, u)
        if delay < math.inf:
            self.events.at(delay, self._begin, caller, part)

    def _begin(self, caller: int, part: str) -> None:
        """Let a call come. It reserves its luck first, for ten attempts whatever the policy."""
        serve, luck, jitter = self._lucks.get(part) or self._luck_of(part)
        every = range(MOST_ATTEMPTS)
        call = Call(
            self.counters["calls"], caller, self.events.now,
            tuple([serve() for _ in every]), tuple([luck() for _ in every]),
            tuple([jitter() for _ in every]),
        )  # fmt: skip
        self.counters["calls"] += 1
        self.counters["in_progress"] += 1
        self.budget.first_try()
        self.first_tries.add(self.events.now)
        self._try(call)

    def _luck_of(self, part: str) -> tuple[Uniform, Uniform, Uniform]:
        uniform = self.setup.streams.uniform
        found = uniform("service", part), uniform("outcome", part), uniform("jitter", part)
        self._lucks[part] = found
        return found

    def _try(self, call: Call) -> None:
        now = self.events.now
        attempt = Attempt(now)
        number = len(call.attempts)
        call.attempts.append(attempt)
        self.counters["attempts"] += 1
        self.counters["attempts_open"] += 1
        self.most_attempts = max(self.most_attempts, number + 1)
        if len(self.trace) < LONGEST_TRACE:
            self._note(call, "client", "service", f"attempt {number + 1}", Step.CALL)
        condition = self.service.at(now)
        seconds = exponential(self._mean, call.services[number]) * condition.slow + condition.delay
        limit = self._timeout
        if self._deadline:
            limit = min(limit, call.began + self._deadline - now)
        if self._is_chance:
            if seconds > limit:
                self.events.at(limit, self._settle, call, attempt, TIMED_OUT)
            else:
                self.events.at(
                    seconds, self._settle, call, attempt, self._outcome(call, number, now)
                )
            return
        job = Job((call, attempt), seconds)
        if not self.pool.offer(job):
            self._settle(call, attempt, REFUSED)
            return
        place = min(int(now / self.good.step), self.good.count - 1)
        self.queue[place] = max(self.queue[place], self.pool.waiting)
        self.events.at(limit, self._time_out, job)

    def _outcome(self, call: Call, number: int, began: float) -> str:
        failing = 1.0 - (1.0 - self._p) * (1.0 - self.service.at(began).error)
        return FAILED if call.lucks[number] < failing else SUCCESS

    def _served(self, job: Job[tuple[Call, Attempt]]) -> None:
        """A server is done; whether anybody still waits for the answer it learns only now."""
        call, attempt = job.owner
        if self._is_watched and not self.pool.waiting:
            self.emptied_at = self.events.now
            self._is_watched = False
        if attempt.outcome:
            self.counters["late"] += 1
            return
        self._settle(call, attempt, self._outcome(call, len(call.attempts) - 1, attempt.began))

    def _time_out(self, job: Job[tuple[Call, Attempt]]) -> None:
        call, attempt = job.owner
        if attempt.outcome:
            return
        if self._cancels:
            self.pool.leave(job)
        self._settle(call, attempt, TIMED_OUT)

    def _settle(self, call: Call, attempt: Attempt, outcome: str) -> None:
        """End an attempt, and with it the call or not."""
        now = self.events.now
        attempt.ended, attempt.outcome = now, outcome
        self.counters["attempts_open"] -= 1
        self.counters[COUNTED[outcome]] += 1
        if len(self.trace) < LONGEST_TRACE:
            step = Step.REPLY if outcome == SUCCESS else Step.FAILURE
            self._note(call, "service", "client", outcome, step)
        if outcome == SUCCESS:
            self.good.add(now)
            self.times.append(now - call.began)
            self._close(call, SUCCESS)
            return
        retry = len(call.attempts) - 1
        if retry + 1 >= self.attempts:
            self._close(call, "exhausted")
            return
        last = call.attempts[-2].pause if retry else 0.0
        pause = self.backoff.pause(retry, last, call.jitters[retry])
        if self._deadline and now + pause >= call.began + self._deadline:
            self._close(call, "out_of_time")
        elif self._has_budget and not self.budget.allows_retry():
            self._close(call, "out_of_budget")
        else:
            self._pause(call, attempt, retry, last, pause)

    def _pause(self, call: Call, attempt: Attempt, retry: int, last: float, pause: float) -> None:
        low, high = self.backoff.bounds(retry, last)
        self.evidence["pauses_outside"] += not low - 1e-12 <= pause <= high + 1e-12
        self.longest_pause = max(self.longest_pause, pause)
        self.least_tokens = min(self.least_tokens, self.budget.tokens)
        attempt.pause = pause
        call.paused += pause
        self.events.at(pause, self._retry, call)

    def _retry(self, call: Call) -> None:
        self.counters["retries"] += 1
        self.retries.add(self.events.now)
        self._try(call)

    def _close(self, call: Call, outcome: str) -> None:
        now = self.events.now
        call.outcome = outcome
        self.counters["in_progress"] -= 1
        self.counters[outcome] += 1
        if self._deadline:
            self.longest_overrun = max(self.longest_overrun, now - call.began - self._deadline)
        if call.began <= self.setup.until - self.horizon:
            self.judged.append(Judged(len(call.attempts), call.paused, outcome))
        best = self.longest_call
        if best is None or _interest(call) > _interest(best):
            self.longest_call = call
        if not self._is_open:
            self._think(call.caller)

    def _note(self, call: Call, source: str, target: str, text: str, step: Step) -> None:
        state = {
            "call": call.number + 1,
            "attempt": len(call.attempts),
            "waiting": self.pool.waiting,
            "servers in use": self.pool.in_use,
        }
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=source, target=target, text=text, step=step,
                state=state,
            )
        )  # fmt: skip


def _interest(call: Call) -> tuple[int, bool]:
    """Return what makes a call worth showing: many attempts, and a good end."""
    return len(call.attempts), call.outcome == SUCCESS

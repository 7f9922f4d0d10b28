"""Calls to one service through circuit breakers; latency has a usual and a slow part."""

import math
from typing import Final

from patterns.labs.experiments.circuit_breaker.recording import Record
from patterns.labs.kernel.arrivals import next_arrival
from patterns.labs.kernel.breakers import Breaker, Listener, Policy, State
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.streams import exponential, lognormal

SUCCESS: Final = "success"
FAILURE: Final = "failure"
TIMEOUT: Final = "timeout"
_CLOSED: Final = State.CLOSED
_NEVER: Final = math.inf


class Run:
    """One simulation. `go` lets it happen; what happened is then in `record` and `breakers`."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.policy = policy(setup)
        self.service = setup.script.timeline("service")
        self.load = setup.script.timeline("calls")
        own = setup.word("shared") == "own"
        self.breakers = [
            Breaker(self.policy, self._listener(number))
            for number in range(setup.whole("clients") if own else 1)
        ]
        self._breaker_count = len(self.breakers)
        self.record = Record(setup.until, len(self.breakers), self.policy)
        self._substitute = Substitute(setup)
        self._rate = setup.number("rate")
        self._base = setup.number("base_failure")
        self._timeout = setup.number("timeout")
        self._slow_share = setup.number("slow_share")
        self._usual = setup.number("median"), setup.number("sigma")
        self._slow = setup.number("slow_median"), setup.number("slow_sigma")
        self._arriving = setup.streams.uniform("arrivals")
        self._latency = setup.streams.uniform("service")
        self._luck = setup.streams.uniform("outcome")
        self._changes = iter((*self.service.boundaries, _NEVER))
        self._look(0.0)
        self._route = setup.streams.uniform("routing")

    def go(self) -> None:
        self._arrive_later()
        self.events.run(self.setup.until, self.setup.cap, self.setup.pulse)
        for breaker in self.breakers:
            breaker.forget(self.events.now)

    def _listener(self, number: int) -> Listener:
        return lambda now, left, state: self.record.changed(number, now, left, state)

    def _arrive_later(self) -> None:
        events = self.events
        delay = next_arrival(events.now, self._rate, self.load, self._arriving())
        if delay < _NEVER:
            events.at(delay, self._arrive)

    def _arrive(self) -> None:
        """Let a call come. It reserves its luck first, whatever then becomes of it."""
        now, record, latency = self.events.now, self.record, self._latency
        part, size, luck = latency(), latency(), self._luck()
        number = int(self._route() * self._breaker_count)
        self._arrive_later()
        seconds, word = self._fate(now, part, size, luck)
        breaker = self.breakers[number]
        if breaker.state is _CLOSED or breaker.admit(now):
            record.begun(number, now, breaker)
            if seconds < _NEVER:
                self.events.at(seconds, self._end, number, breaker.epoch, now, word, breaker.state)
        else:
            record.refused(number, now, breaker, would_succeed=word == SUCCESS)
            self._fall_back("rejection")

    def _fate(self, now: float, part: float, size: float, luck: float) -> tuple[float, str]:
        """Return how long a call that begins now takes, and how it ends; infinite if never."""
        if now >= self._next_change:
            self._look(now)
        condition = self._condition
        if condition.hang is not None:
            seconds = exponential(condition.hang, size) if condition.hang else math.inf
        else:
            median, sigma = self._slow if part < self._slow_share else self._usual
            seconds = lognormal(median, sigma, size) * condition.slow + condition.delay
        if self._timeout and seconds > self._timeout:
            return self._timeout, TIMEOUT
        if seconds == _NEVER or luck < self._failing:
            return seconds, FAILURE
        return seconds, SUCCESS

    def _look(self, now: float) -> None:
        """See how the service is from now on, and until when."""
        self._condition = self.service.at(now)
        self._failing = 1.0 - (1.0 - self._base) * (1.0 - self._condition.error)
        self._next_change = next(time for time in self._changes if time > now)

    def _end(self, number: int, epoch: int, began: float, word: str, state: State) -> None:
        now, breaker = self.events.now, self.breakers[number]
        # Only what began in the CLOSED state that the breaker is still in is judged in a window.
        counts = epoch == breaker.epoch and state is _CLOSED
        failed = word != SUCCESS
        breaker.record(epoch, now, now - began, failed)
        self.record.ended(number, now, began, word, state, breaker, counts)
        if failed:
            self._fall_back("any failure")

    def _fall_back(self, why: str) -> None:
        answer = self._substitute.answer(self.events.now, why)
        if answer is not None:
            self.record.fell_back(self.events.now, answered=answer)


class Substitute:
    """The fallback: a bucket of tokens that holds what it can answer in one second."""

    def __init__(self, setup: Setup) -> None:
        limit = setup.number("fallback_limit")
        self._reasons = {"rejection"} if setup.word("fallback_on") == "rejection" else None
        self._is_on = setup.flag("fallback")
        self._limit = limit
        self._room = max(limit, 1.0)
        self._tokens = self._room
        self._since = 0.0

    def answer(self, now: float, why: str) -> bool | None:
        """Say whether the substitute answers; None where it is not asked at all."""
        if not self._is_on or (self._reasons is not None and why not in self._reasons):
            return None
        if not self._limit:
            return True
        self._tokens = min(self._room, self._tokens + (now - self._since) * self._limit)
        self._since = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True


def policy(setup: Setup) -> Policy:
    """Return the policy that the values ask for."""
    return Policy(
        window=setup.word("window"),
        window_s=setup.number("window_s"),
        window_n=setup.whole("window_n"),
        buckets=setup.whole("buckets"),
        consecutive_k=setup.whole("consecutive_k"),
        minimum_calls=setup.whole("minimum_calls"),
        threshold=setup.number("threshold"),
        strict=setup.flag("strict"),
        slow_limit=setup.number("slow_limit"),
        slow_threshold=setup.number("slow_threshold"),
        open_wait=setup.number("open_wait"),
        half_open_calls=setup.whole("half_open_calls"),
        half_open_rule=setup.word("half_open_rule"),
    )

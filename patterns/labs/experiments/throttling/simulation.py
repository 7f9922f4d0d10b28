"""Requests of several clients meet limiters, pass, wait, or are refused and come back."""

import math
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from patterns.labs.experiments.throttling import parameters as given
from patterns.labs.experiments.throttling.limiters import Concurrency, Limiter, limiter
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import LONGEST_TRACE, Cell, Step, TraceEvent
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import Uniform, exponential, pick

IMPATIENT: Final = 0.1
"""Seconds after which a client comes back that does not wait as told."""
ON_OFF_SECONDS: Final = 5.0
EDGE_SHARE: Final = 0.1
"""Part of a window, around its edge, in which the requests of two windows come."""
_LEAST_WAIT: Final = 1e-9


@dataclass(slots=True)
class Request:
    """attempt: how many were made. begun: when it first came, in seconds."""

    client: int
    node: int
    begun: float
    is_patient: bool
    hold: float
    spreads: tuple[float, ...]
    attempt: int = 1


@dataclass(slots=True)
class Gate:
    """A limiter, and the requests that wait for it. passed: times since nodes last spoke."""

    limiter: Limiter
    waiting: deque[Request] = field(default_factory=deque)
    is_due: bool = False
    passed: list[float] = field(default_factory=list)


class Run:
    """One simulation. passed: the times of all requests that passed, in order."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.rows = setup.rows("clients")
        self.algorithm = setup.word("algorithm")
        self.counters: Counter[str] = Counter()
        self.passed: list[float] = []
        self.delays: list[float] = []
        self.accepted, self.refused = Buckets(setup.until), Buckets(setup.until)
        self.by_client = [Counter[str]() for _ in self.rows]
        self.refusals: list[tuple[float, bool]] = []
        self.longest_queue = 0
        self.trace: list[TraceEvent] = []
        self.delays_requests = (
            setup.word("reaction") == given.DELAY or self.algorithm == given.LEAKY_BUCKET
        )
        self.room = setup.whole("queue")
        self._is_each = setup.word("scope") == given.EACH
        self._nodes = setup.whole("nodes")
        groups = len(self.rows) if self._is_each else 1
        self._gates = [[self._gate() for _ in range(self._nodes)] for _ in range(groups)]
        weights = [float(row["weight"]) for row in self.rows]
        total, running = math.fsum(weights), 0.0
        self._table = [(running := running + weight / total) for weight in weights]
        self._attempts, self._spread = setup.whole("attempts"), setup.number("retry_spread")
        self._honored, self._hold = setup.number("honored"), setup.number("hold")
        streams = setup.streams
        self._times = arrivals(setup, streams.uniform("arrivals"))
        self._who, self._where = streams.uniform("keys"), streams.uniform("routing")
        self._patience, self._jitter = streams.uniform("outcome"), streams.uniform("jitter")
        self._service = streams.uniform("service")

    def go(self) -> None:
        self._arrive_later()
        if self.setup.number("sync") and self._nodes > 1:
            self.events.at(self.setup.number("sync"), self._speak)
        self.events.run(self.setup.until, self.setup.cap, self.setup.pulse)

    @property
    def limiters(self) -> int:
        return len(self._gates) * self._nodes

    def _gate(self) -> Gate:
        setup = self.setup
        return Gate(
            limiter(
                self.algorithm, limit=setup.number("limit"), burst=setup.whole("burst"),
                window=setup.number("window"), slots=setup.whole("in_flight"),
            )
        )  # fmt: skip

    def _arrive_later(self) -> None:
        self.events.at(max(0.0, next(self._times) - self.events.now), self._arrive)

    def _arrive(self) -> None:
        """Let a request come. It reserves its luck first, whatever then becomes of it."""
        request = Request(
            client=pick(self._table, self._who()),
            node=int(self._where() * self._nodes),
            begun=self.events.now,
            is_patient=self._patience() < self._honored,
            hold=exponential(self._hold, self._service()),
            spreads=self._spreads(),
        )
        self.counters["requests"] += 1
        self.by_client[request.client]["requests"] += 1
        self._arrive_later()
        self._ask(request)

    def _spreads(self) -> tuple[float, ...]:
        """Return a number for each time that a request might come back; none where none can."""
        if self._attempts == 1:
            return ()
        jitter = self._jitter
        return tuple([jitter() for _ in range(given.MOST_ATTEMPTS - 1)])

    def _ask(self, request: Request) -> None:
        now, gate = self.events.now, self._gate_of(request)
        self.counters["attempts"] += 1
        if not gate.waiting and gate.limiter.admit(now):
            self.refusals.append((now, False))
            self._pass(request, gate)
        elif self.delays_requests and len(gate.waiting) < self.room:
            self.refusals.append((now, False))
            gate.waiting.append(request)
            self.longest_queue = max(self.longest_queue, len(gate.waiting))
            self._note(request, gate, "client", "limiter", "waits", Step.NOTE)
            self._release_later(gate)
        else:
            self.refusals.append((now, True))
            self._refuse(request, gate)

    def _pass(self, request: Request, gate: Gate) -> None:
        now = self.events.now
        self.counters["accepted"] += 1
        self.counters["waited"] += now > request.begun
        self.by_client[request.client]["accepted"] += 1
        self.accepted.add(now)
        self.passed.append(now)
        self.delays.append(now - request.begun)
        gate.passed.append(now)
        self._note(request, gate, "limiter", "service", "request", Step.CALL)
        if self.algorithm == given.CONCURRENCY:
            self.events.at(request.hold, self._end, gate)

    def _refuse(self, request: Request, gate: Gate) -> None:
        now = self.events.now
        self.counters["refused"] += 1
        self.by_client[request.client]["refused"] += 1
        self.refused.add(now)
        told = gate.limiter.wait(now)
        told = self._hold if told == math.inf else told
        # Retry-After counts whole seconds.
        seconds = max(1, math.ceil(round(told, 6)))
        self._note(request, gate, "limiter", "client", f"refused, {seconds} s", Step.FAILURE)
        if request.attempt >= self._attempts:
            self.counters["given_up"] += 1
            return
        self.counters["coming_back"] += 1
        spread = self._spread * request.spreads[request.attempt - 1]
        request.attempt += 1
        delay = seconds + spread if request.is_patient else IMPATIENT
        self.events.at(delay, self._come_back, request)

    def _come_back(self, request: Request) -> None:
        self.counters["coming_back"] -= 1
        self.counters["retries"] += 1
        self._ask(request)

    def _release_later(self, gate: Gate) -> None:
        """Let the first that waits pass when it can; what waits for a slot is woken by its end."""
        if gate.is_due or not gate.waiting:
            return
        seconds = gate.limiter.wait(self.events.now)
        if seconds < math.inf:
            gate.is_due = True
            self.events.at(max(seconds, _LEAST_WAIT), self._release, gate)

    def _release(self, gate: Gate) -> None:
        gate.is_due = False
        if gate.waiting and gate.limiter.admit(self.events.now):
            self._pass(gate.waiting.popleft(), gate)
        self._release_later(gate)

    def _end(self, gate: Gate) -> None:
        if isinstance(gate.limiter, Concurrency):
            gate.limiter.release()
        while gate.waiting and gate.limiter.admit(self.events.now):
            self._pass(gate.waiting.popleft(), gate)

    def _speak(self) -> None:
        """Let the nodes tell each other what has passed since they last spoke."""
        now = self.events.now
        for gates in self._gates:
            said = [gate.passed for gate in gates]
            for number, gate in enumerate(gates):
                others = [time for other, times in enumerate(said) if other != number
                          for time in times]  # fmt: skip
                gate.limiter.tell(now, sorted(others))
                gate.passed = []
        self.events.at(self.setup.number("sync"), self._speak)

    def _gate_of(self, request: Request) -> Gate:
        return self._gates[request.client if self._is_each else 0][request.node]

    @property
    def waiting(self) -> int:
        return sum(len(gate.waiting) for gates in self._gates for gate in gates)

    def _note(
        self, request: Request, gate: Gate, source: str, target: str, text: str, step: Step
    ) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        now = self.events.now
        state: dict[str, Cell] = {
            "client": str(self.rows[request.client]["name"]),
            "may pass now": max(0, math.floor(gate.limiter.level(now) + 1e-9)),
            "waiting": len(gate.waiting),
        }
        if request.attempt > 1:
            state["attempt"] = request.attempt
        self.trace.append(
            TraceEvent(time=now, source=source, target=target, text=text, step=step, state=state)
        )


def arrivals(setup: Setup, uniform: Uniform) -> Iterator[float]:
    """Yield the seconds at which requests come, without end."""
    rate, kind = setup.number("rate"), setup.word("arrivals")
    if kind == given.EDGE:
        yield from _around_edges(rate, setup.number("window"))
    factor = 2.0 if kind == given.ON_OFF else 1.0
    busy = 0.0
    while True:
        busy += exponential(1 / (rate * factor), uniform())
        yield busy + (int(busy / ON_OFF_SECONDS) * ON_OFF_SECONDS if factor > 1 else 0.0)


def _around_edges(rate: float, window: float) -> Iterator[float]:
    """Yield what two windows would see, crowded evenly around the edge between them."""
    number = 0
    while True:
        edge = (2 * number + 1) * window
        count = int(rate * 2 * window * (number + 1)) - int(rate * 2 * window * number)
        for place in range(count):
            yield edge + ((place + 0.5) / count - 0.5) * EDGE_SHARE * window
        number += 1

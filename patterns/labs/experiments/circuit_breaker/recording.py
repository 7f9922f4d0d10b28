"""What is written down while calls run: counts, times in each state, the first events."""

import math
from collections import Counter
from typing import Final

from patterns.labs.kernel.breakers import Breaker, Policy, State
from patterns.labs.kernel.results import LONGEST_TRACE, Cell, Step, TraceEvent, Transition
from patterns.labs.kernel.statistics import Buckets

PANEL_SECONDS = 60.0
"""What the guide's dashboard looks back on, whatever the breaker itself judges by."""
MOST_STATES = 500
"""Changes of state that a Result lists; the counters count all of them."""

_CLOSED: Final = State.CLOSED


class Record:
    """Counts of one run; numbers of breakers count from 0."""

    def __init__(self, until: float, breakers: int, policy: Policy) -> None:
        self.counters: Counter[str] = Counter()
        self.by_state: dict[State, Counter[str]] = {state: Counter() for state in State}
        self.latencies: list[float] = []
        self.panel: list[bool] = []
        """Whether each call of the last seconds succeeded; filled at the end."""
        self.success, self.failure, self.refusals = Buckets(until), Buckets(until), Buckets(until)
        self.shares: list[float | None] = [None] * self.success.count
        self.entered = [0.0] * breakers
        self.time_in: dict[State, float] = dict.fromkeys(State, 0.0)
        self.states = [
            Transition(time=0.0, subject=f"breaker {n + 1}", origin="", target=State.CLOSED)
            for n in range(min(breakers, MOST_STATES))
        ]
        self.trace: list[TraceEvent] = []
        self.begun_while_open = 0
        self.most_probes = 0
        self.shortest_wait = math.inf
        self.first_trip: float | None = None
        self._ends: list[tuple[float, bool]] = []
        self._probes = [0] * breakers
        self._results = [0] * breakers
        self.first_windows = 0
        self.first_windows_tripped = 0
        self._window_n = policy.window_n
        self._step, self._last = self.success.step, self.success.count - 1

    def begun(self, number: int, now: float, breaker: Breaker) -> None:
        state, counters = breaker.state, self.counters
        counters["calls"] += 1
        counters["in_flight"] += 1
        self.by_state[state]["calls"] += 1
        if state is not _CLOSED:
            if state is State.OPEN:
                self.begun_while_open += 1
            else:
                self._probes[number] += 1
                self.most_probes = max(self.most_probes, self._probes[number])
        if len(self.trace) < LONGEST_TRACE:
            text = "probe" if state is State.HALF_OPEN else "call"
            self._note(number, now, breaker, "breaker", "service", text, Step.CALL)

    def refused(self, number: int, now: float, breaker: Breaker, *, would_succeed: bool) -> None:
        counters, here = self.counters, self.by_state[breaker.state]
        counters["calls"] += 1
        counters["short_circuited"] += 1
        counters["would_have_succeeded"] += would_succeed
        here["calls"] += 1
        here["short_circuited"] += 1
        self.refusals.add(now)
        if len(self.trace) < LONGEST_TRACE:
            self._note(number, now, breaker, "client", "breaker", "refused", Step.FAILURE)

    def ended(
        self, number: int, now: float, began: float, word: str, state: State, breaker: Breaker,
        counts: bool,
    ) -> None:  # fmt: skip
        """Count the end of a call that began in this state, and what the breaker made of it.

        counts: the call began in the CLOSED state that the breaker was in when it ended.
        """
        succeeded, counters = word == "success", self.counters
        counters["in_flight"] -= 1
        counters[word] += 1
        self.by_state[state]["success" if succeeded else "failure"] += 1
        self.latencies.append(now - began)
        self._ends.append((now, succeeded))
        if counts:
            self._results[number] = results = self._results[number] + 1
            is_closed = breaker.state is _CLOSED
            if results == self._window_n:
                self.first_windows += 1
                self.first_windows_tripped += not is_closed
            if number == 0:
                place, last = int(now / self._step), self._last
                place = place if place < last else last
                before = self.shares[place]
                if before is None or breaker.judged_share > before:
                    self.shares[place] = breaker.judged_share
            if not is_closed:
                self._results[number] = 0
        if len(self.trace) < LONGEST_TRACE:
            step = Step.REPLY if succeeded else Step.FAILURE
            self._note(number, now, breaker, "service", "breaker", word, step)

    def changed(self, number: int, now: float, left: State, state: State) -> None:
        """Note a change of state of one breaker."""
        stayed = now - self.entered[number]
        self.time_in[left] += stayed
        if left is State.OPEN:
            self.shortest_wait = min(self.shortest_wait, stayed)
        if self.first_trip is None:
            self.first_trip = now
        self.entered[number] = now
        self._probes[number] = 0
        self.counters[edge(left, state)] += 1
        if len(self.states) < MOST_STATES:
            self.states.append(
                Transition(time=now, subject=f"breaker {number + 1}", origin=left, target=state)
            )
        if len(self.trace) < LONGEST_TRACE:
            self.trace.append(
                TraceEvent(
                    time=now, source="breaker", target="breaker", text=f"{left} to {state}",
                    step=Step.NOTE, state=_known(number, state, None, 0),
                )
            )  # fmt: skip

    def fell_back(self, now: float, *, answered: bool) -> None:
        self.counters["fallback_tried"] += 1
        self.counters["fallback_success" if answered else "fallback_rejected"] += 1

    def close(self, now: float, breakers: list[Breaker]) -> None:
        """Count the time that each breaker spent in its present state, and sort ends by time."""
        for number, breaker in enumerate(breakers):
            self.time_in[breaker.state] += now - self.entered[number]
        for ended, succeeded in self._ends:
            (self.success if succeeded else self.failure).add(ended)
        since = now - PANEL_SECONDS
        self.panel = [succeeded for ended, succeeded in self._ends if ended > since]

    def _note(
        self, number: int, now: float, breaker: Breaker, source: str, target: str, text: str,
        step: Step,
    ) -> None:  # fmt: skip
        state = _known(number, breaker.state, breaker.failure_share, breaker.judged)
        self.trace.append(
            TraceEvent(time=now, source=source, target=target, text=text, step=step, state=state)
        )


def edge(left: State, state: State) -> str:
    """Return the name of the counter of a change, such as closed_to_open."""
    return f"{left}_to_{state}".lower()


def _known(number: int, state: State, share: float | None, judged: int) -> dict[str, Cell]:
    known: dict[str, Cell] = {"state": str(state), "calls judged": judged, "failure share": share}
    return {"breaker": number + 1, **known} if number else known

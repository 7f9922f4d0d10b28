"""The state machine of a circuit breaker, as the code templates build it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias


class State(StrEnum):
    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


EDGES: Final = (
    (State.CLOSED, State.OPEN),
    (State.OPEN, State.HALF_OPEN),
    (State.HALF_OPEN, State.CLOSED),
    (State.HALF_OPEN, State.OPEN),
)
_CLOSED: Final = State.CLOSED
_Row: TypeAlias = tuple[float, int, int, int]
Listener: TypeAlias = Callable[[float, State, State], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When a breaker opens and how it closes again.

    window: `time` (the last `window_s` seconds), `count` (the last `window_n` calls), `buckets`
    (`window_s` in that many buckets, of which the oldest is dropped whole) or `consecutive`
    (`consecutive_k` failures in a row). threshold, slow_threshold: shares; `strict`: they must be
    exceeded. slow_limit: seconds, 0 for none. half_open_rule: with `any` one failed probe
    reopens, with `rate` the share among all of them is judged.
    """

    window: str
    window_s: float
    window_n: int
    buckets: int
    consecutive_k: int
    minimum_calls: int
    threshold: float
    strict: bool
    slow_limit: float
    slow_threshold: float
    open_wait: float
    half_open_calls: int
    half_open_rule: str


class Breaker:
    """One breaker. Times are seconds and never go back.

    judged_share: the share of failures at the last result, also where that changed the state.

    Calls are admitted with the epoch that they begin in; a result from before the last change of
    state proves nothing and is ignored. OPEN ends with the first call after the wait.
    """

    __slots__ = (
        "_admitted", "_ended", "_failed", "_listener", "_policy", "_slow", "_total", "epoch",
        "judged_share", "since", "state",
    )  # fmt: skip

    def __init__(self, policy: Policy, listener: Listener) -> None:
        """listener: told of every change of state: time, from, to."""
        self._policy = policy
        self._listener = listener
        self.state = State.CLOSED
        self.since = 0.0
        self.epoch = 0
        self.judged_share = 0.0
        self._admitted = 0
        # Rows of what is judged: time, calls, failed, slow; a call each but for buckets.
        self._ended: deque[_Row] = deque()
        self._total = self._failed = self._slow = 0

    @property
    def failure_share(self) -> float | None:
        """The share of failures among the calls that are judged now, None without any."""
        return self._failed / self._total if self._total else None

    @property
    def judged(self) -> int:
        """How many calls are in the window."""
        return self._total

    def admit(self, now: float) -> bool:
        """Say whether a call may begin now; it then belongs to the present epoch."""
        if self.state is State.CLOSED:
            return True
        if self.state is State.OPEN:
            if now < self.since + self._policy.open_wait:
                return False
            self._enter(State.HALF_OPEN, now)
        if self._admitted >= self._policy.half_open_calls:
            return False
        self._admitted += 1
        return True

    def record(self, epoch: int, now: float, seconds: float, failed: bool) -> None:
        """Take the result of a call that took this long, and change state if it decides that."""
        if epoch != self.epoch:
            return
        policy, window = self._policy, self._policy.window
        slow = not failed and 0 < policy.slow_limit < seconds
        self._total += 1
        self._failed += failed
        self._slow += slow
        if self.state is not _CLOSED:
            self.judged_share = self._failed / self._total
            self._judge_probes(now, failed)
            return
        if window == "buckets":
            self._remember(now, failed, slow)
        else:
            self._ended.append((now, 1, failed, slow))
        self.forget(now)
        self.judged_share = self._failed / self._total
        if window == "consecutive":
            too_many = self._failed == policy.consecutive_k
        else:
            too_many = self._total >= policy.minimum_calls and self._too_many()
        if too_many:
            self._enter(State.OPEN, now)

    def forget(self, now: float) -> None:
        """Drop from the window what is too old at this time or too much."""
        if self.state is not _CLOSED:
            return  # probes are few and judged together, however long they take
        policy, ended = self._policy, self._ended
        if policy.window == "time":
            oldest = now - policy.window_s
            while ended and ended[0][0] <= oldest:
                self._drop()
        elif policy.window == "buckets":
            # Bucket numbers; the window is the present bucket and those before it.
            width = policy.window_s / policy.buckets
            oldest = int(now / width) - policy.buckets
            while ended and ended[0][0] <= oldest:
                self._drop()
        else:
            calls = policy.window_n if policy.window == "count" else policy.consecutive_k
            while self._total > calls:
                self._drop()

    def _remember(self, now: float, failed: bool, slow: bool) -> None:
        """Count a call in the row of its bucket, which is the last one."""
        ended, policy = self._ended, self._policy
        number = int(now / (policy.window_s / policy.buckets))
        calls = failures = slows = 0
        if ended and ended[-1][0] == number:
            _, calls, failures, slows = ended.pop()
        ended.append((number, calls + 1, failures + failed, slows + slow))

    def _drop(self) -> None:
        _, calls, failed, slow = self._ended.popleft()
        self._total -= calls
        self._failed -= failed
        self._slow -= slow

    def _judge_probes(self, now: float, failed: bool) -> None:
        if failed and self._policy.half_open_rule == "any":
            self._enter(State.OPEN, now)
        elif self._total >= self._policy.half_open_calls:
            self._enter(State.OPEN if self._too_many() else State.CLOSED, now)

    def _too_many(self) -> bool:
        policy = self._policy
        if not self._failed and not self._slow:
            return False  # both thresholds are above 0
        # A quotient of whole numbers and the decimal that a reader writes round to the same float.
        failed, slow = self._failed / self._total, self._slow / self._total
        if policy.strict:
            return failed > policy.threshold or slow > policy.slow_threshold
        return failed >= policy.threshold or slow >= policy.slow_threshold

    def _enter(self, state: State, now: float) -> None:
        left, self.state, self.since = self.state, state, now
        self.epoch += 1
        self._admitted = 0
        self._ended.clear()
        self._total = self._failed = self._slow = 0
        self._listener(now, left, state)

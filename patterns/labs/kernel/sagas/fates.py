"""The luck of each saga, drawn when it comes: how every step would go, and every undo.

The draws belong to the family, not to one lab: with the same seed and steps an orchestrated and a
choreographed saga meet the same refusals, and must end alike.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from patterns.labs.kernel.sagas.steps import Step
from patterns.labs.kernel.streams import Streams, exponential, geometric

FAMILY: Final = "sagas"
VERSION: Final = 1
CHANCES: Final = 3
"""Numbers that a step reserves: its first attempt, its further ones, and its undo."""
TIMES: Final = 4
UNDO_TIMES: Final = 2
"""Times that a step reserves for attempts; those beyond take the same ones again, in turn."""


class Word(StrEnum):
    """How a step ends: it took effect, was refused for good, or met faults until the last try."""

    DONE = "done"
    REFUSED = "refused"
    EXHAUSTED = "exhausted"


class Fate:
    """What would happen to one saga at each step, whether or not it comes there."""

    __slots__ = ("_chances", "_steps", "_times")

    def __init__(
        self, steps: Sequence[Step], chances: Sequence[float], times: Sequence[float]
    ) -> None:
        self._steps, self._chances, self._times = steps, chances, times

    def forward(self, place: int) -> tuple[Word, int]:
        """Return how a step ends, and at which attempt, counted from 1."""
        step = self._steps[place]
        first, further = self._chances[CHANCES * place], self._chances[CHANCES * place + 1]
        if first < step.refusal:
            return Word.REFUSED, 1
        if first >= step.refusal + step.fault:
            return Word.DONE, 1
        attempts = _first_success(step.fault, further, step.attempts - 1)
        if attempts:
            return Word.DONE, 1 + attempts
        return Word.EXHAUSTED, step.attempts

    def back(self, place: int) -> tuple[bool, int]:
        """Return whether the undo of a step succeeds, and at which attempt it ends."""
        step = self._steps[place]
        chance = self._chances[CHANCES * place + 2]
        attempts = _first_success(step.undo_failure, chance, step.undo_attempts)
        return attempts > 0, attempts or step.undo_attempts

    def seconds(self, place: int, attempt: int) -> float:
        """Return how long an attempt of a step takes."""
        at = (TIMES + UNDO_TIMES) * place + (attempt - 1) % TIMES
        return exponential(self._steps[place].time, self._times[at])

    def seconds_back(self, place: int, attempt: int) -> float:
        """Return how long an attempt of an undo takes."""
        at = (TIMES + UNDO_TIMES) * place + TIMES + (attempt - 1) % UNDO_TIMES
        return exponential(self._steps[place].undo, self._times[at])


class Luck:
    """Draws fates, one after another, always the same count of numbers for each."""

    def __init__(self, steps: Sequence[Step], streams: Streams) -> None:
        own = streams.family(FAMILY, VERSION)
        self.arrivals = own.uniform("arrivals")
        self._steps = steps
        self._chance, self._time = own.uniform("outcome"), own.uniform("service")
        self._chances, self._times = CHANCES * len(steps), (TIMES + UNDO_TIMES) * len(steps)

    def draw(self) -> Fate:
        chance, time = self._chance, self._time
        return Fate(
            self._steps,
            [chance() for _ in range(self._chances)],
            [time() for _ in range(self._times)],
        )


def _first_success(failure: float, u: float, most: int) -> int:
    """Return which of at most so many independent trials is the first to succeed; 0 if none."""
    if not failure:
        return min(most, 1)
    if failure >= 1:
        return 0
    trial = geometric(1 - failure, u)
    return trial if trial <= most else 0

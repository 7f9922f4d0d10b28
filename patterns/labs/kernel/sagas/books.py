"""What steps did to the world, and what it amounts to: effects taken, given back, and money."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from patterns.labs.kernel.lab import Balance
from patterns.labs.kernel.results import Table
from patterns.labs.kernel.sagas.machine import COMPLETED, OPERATOR, Saga
from patterns.labs.kernel.sagas.steps import Step

COUNTERS: Final = (
    "charges", "charges_again", "refunds", "refunds_again", "paid", "with_operator", "not_yet",
    "effects", "effects_again", "undone", "undone_again", "kept", "kept_with_operator",
    "kept_not_yet",
)  # fmt: skip
QUANTITIES: Final = {
    "charges": "charged",
    "charges_again": "charged once more",
    "refunds": "refunded",
    "refunds_again": "refunded once more",
    "paid": "paid for completed",
    "with_operator": "held with an operator",
    "not_yet": "held by open sagas",
    "effects": "steps that took effect",
    "effects_again": "effects once more",
    "undone": "effects undone",
    "undone_again": "undone once more",
    "kept": "effects of completed",
    "kept_with_operator": "effects with an operator",
    "kept_not_yet": "effects of open sagas",
}
BALANCES: Final = (
    Balance(
        ("charges", "refunds_again"),
        ("paid", "refunds", "with_operator", "not_yet", "charges_again"),
    ),
    Balance(
        ("effects", "undone_again"),
        ("kept", "undone", "kept_with_operator", "kept_not_yet", "effects_again"),
    ),
)


class Books:
    """Effects of all sagas. disorder: undone out of turn; early: a step before the one before it.

    taken, given, taken_again, given_again: by place. again: acts beyond the first of their kind.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        size = len(steps)
        self.taken, self.given = [0] * size, [0] * size
        self.taken_again, self.given_again = [0] * size, [0] * size
        self.disorder = 0
        self.early = 0

    def take(self, saga: Saga, place: int, now: float) -> None:
        """Let a step take effect; a second time is kept apart, since nobody asked for it."""
        saga.net[place] += 1
        if (False, place) in saga.acted:
            self.taken_again[place] += 1
            return
        saga.acted.add((False, place))
        self.taken[place] += 1
        self.early += place != len(saga.done)
        saga.done.append(place)
        if saga.half_done_since is None:
            saga.half_done_since = now

    def give(self, saga: Saga, place: int) -> None:
        """Undo the effect of a step."""
        saga.net[place] -= 1
        if (True, place) in saga.acted:
            self.given_again[place] += 1
            return
        saga.acted.add((True, place))
        self.given[place] += 1
        self.disorder += not saga.done or saga.done[-1] != place
        if place in saga.done:
            saga.done.remove(place)
        saga.compensations += 1

    @property
    def again(self) -> int:
        return sum(self.taken_again) + sum(self.given_again)

    def counters(self, sagas: Iterable[Saga], ends: Sequence[str]) -> dict[str, int]:
        """Return the counters of `COUNTERS`. ends: the states in which a saga is over."""
        standing: Counter[str] = Counter()
        for saga in sagas:
            money, effects = {
                COMPLETED: ("paid", "kept"),
                OPERATOR: ("with_operator", "kept_with_operator"),
            }.get(saga.state, ("not_yet", "kept_not_yet"))
            if saga.state in ends and saga.state not in (COMPLETED, OPERATOR):
                # Undone or failed: whatever still stands is on no side of the balance.
                continue
            standing[money] += 0 in saga.done
            standing[effects] += len(saga.done)
        found = {
            "charges": self.taken[0] + self.taken_again[0],
            "charges_again": self.taken_again[0],
            "refunds": self.given[0] + self.given_again[0],
            "refunds_again": self.given_again[0],
            "effects": sum(self.taken) + sum(self.taken_again),
            "effects_again": sum(self.taken_again),
            "undone": sum(self.given) + sum(self.given_again),
            "undone_again": sum(self.given_again),
        }  # fmt: skip
        return {name: found.get(name, standing[name]) for name in COUNTERS}

    def off(self, sagas: Iterable[Saga]) -> tuple[int, int]:
        """Return charges too many and refunds too many, netted for each saga."""
        differences = [saga.net[0] - (0 in saga.done) for saga in sagas]
        return sum(d for d in differences if d > 0), -sum(d for d in differences if d < 0)

    def table(self, sagas: Sequence[Saga]) -> Table:
        """Return for each step what it took, gave back, and what is left without a reason."""
        rows = []
        for step in self._steps:
            place = step.place
            should = sum(place in saga.done for saga in sagas)
            stands = sum(saga.net[place] for saga in sagas)
            taken = self.taken[place] + self.taken_again[place]
            given = self.given[place] + self.given_again[place]
            rows.append((step.name, taken, given, stands, should, stands - should))
        return Table(
            name="effects",
            title="Effects of each step",
            columns=("Step", "Taken", "Undone", "Standing", "Should stand", "Off"),
            rows=tuple(rows),
        )

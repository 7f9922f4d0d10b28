"""The state machine of a saga with a count on every edge, those included that pictures forget."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from patterns.labs.kernel.results import Table
from patterns.labs.kernel.sagas.fates import Fate
from patterns.labs.kernel.sagas.steps import Step

STARTED: Final = "STARTED"
COMPLETED: Final = "COMPLETED"
FAILED: Final = "FAILED"
OPERATOR: Final = "NEEDS OPERATOR"
COMPENSATED: Final = "COMPENSATED"
EDGES: Final = "edges"
"""The table of all edges."""
CANCELLED: Final = "CANCELLED"
"""What the owner of a choreographed saga calls COMPENSATED."""


@dataclass(slots=True)
class Saga:
    """One saga. came, began: seconds; it begins later than it came where nobody could take it up.

    done: places of the steps whose effect stands as it should, first step first. net: effects
    taken less those given back, by place. acted: (is undo, place) of what has taken effect once.
    half_done_since: when its first effect became visible. decided: when the way forward ended.
    """

    number: int
    fate: Fate
    came: float
    net: list[int]
    began: float = -1.0
    state: str = ""
    done: list[int] = field(default_factory=list)
    acted: set[tuple[bool, int]] = field(default_factory=set)
    compensations: int = 0
    half_done_since: float | None = None
    decided: float | None = None
    ended: float | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """is_pictured: the well-known picture of three steps draws it."""

    origin: str
    target: str
    when: str
    is_pictured: bool


class Machine:
    """States of sagas. counts: how often each legal edge was walked; illegal: any other."""

    def __init__(self, steps: Sequence[Step], undone: str) -> None:
        """undone: the name of the state in which everything has been undone."""
        self.undone = undone
        self.pending = [f"{step.name.upper()} PENDING" for step in steps]
        self.compensating = [f"COMPENSATING {step.name.upper()}" for step in steps]
        self.refused_at_once = f"{steps[0].name.upper()} FAILED"
        self.ends = (COMPLETED, undone, FAILED, OPERATOR)
        self.edges = tuple(self._edges(steps))
        self.counts: Counter[tuple[str, str]] = Counter()
        self.illegal = 0
        self._legal = {(edge.origin, edge.target) for edge in self.edges}

    def start(self, saga: Saga) -> None:
        saga.state = STARTED

    def move(self, saga: Saga, target: str) -> None:
        edge = (saga.state, target)
        self.counts[edge] += 1
        self.illegal += edge not in self._legal
        saga.state = target

    def unbalanced(self, sagas: Sequence[Saga]) -> int:
        """Count states that were not entered as often as left, but for the sagas still in them."""
        present = Counter(saga.state for saga in sagas if saga.state)
        flow: Counter[str] = Counter({STARTED: sum(present.values())})
        for (origin, target), times in self.counts.items():
            flow[origin] -= times
            flow[target] += times
        return sum(flow[state] != present[state] for state in flow.keys() | present.keys())

    def table(self) -> Table:
        rows = tuple(
            (
                f"{edge.origin} to {edge.target}",
                edge.when,
                self.counts[edge.origin, edge.target],
                "drawn" if edge.is_pictured else "missing",
            )
            for edge in self.edges
        )
        columns = ("Edge", "When", "Times", "Picture")
        return Table(name=EDGES, title="Edges of the state machine", columns=columns, rows=rows)

    def _edges(self, steps: Sequence[Step]) -> Iterator[Edge]:
        """Yield every legal edge, in the order of the steps and then of their undoing."""
        last, pending, back = len(steps) - 1, self.pending, self.compensating
        yield Edge(STARTED, pending[0], "begun", True)
        for step in steps:
            place = step.place
            after = COMPLETED if place == last else pending[place + 1]
            yield Edge(pending[place], after, "success", place < 2 or (place == last == 2))
            if step.is_behind_pivot:
                yield Edge(pending[place], OPERATOR, "no way back", False)
            elif place == 0:
                yield Edge(pending[0], self.refused_at_once, "failure", True)
                yield Edge(self.refused_at_once, FAILED, "nothing to undo", True)
            else:
                yield Edge(pending[place], back[place - 1], "failure", place == 1)
        undoable = [s.place for s in steps[1:] if not s.is_behind_pivot]
        for place in reversed([place - 1 for place in undoable]):
            after = back[place - 1] if place else self.undone
            yield Edge(back[place], after, "undone", place == 0)
            yield Edge(back[place], OPERATOR, "undo keeps failing", False)

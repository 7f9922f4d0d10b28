"""What services tell each other, who listens, and how many messages a saga takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from patterns.labs.kernel.sagas.chances import Way, ways
from patterns.labs.kernel.sagas.machine import OPERATOR, Saga
from patterns.labs.kernel.sagas.steps import Step

OWNER: Final = -1
"""The place of the owner among the listeners; services have the place of their step."""


class Kind(StrEnum):
    PLACED = "placed"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"
    STUCK = "undo failed"


@dataclass(slots=True)
class Event:
    """Something that happened in one service. identity: its place in the order of publication.

    hop: events before it in its chain. cause: identity of the one that it follows from, 0 for a
    request. place: of the service that tells it, or OWNER. is_again: told before, by a handler
    that did not know a repeat.
    """

    identity: int
    saga: Saga
    hop: int
    kind: Kind
    place: int
    cause: int
    published: float
    is_again: bool = False


@dataclass(slots=True)
class Message:
    """The copy of an event for one listener. slot: which of the saga's draws are its own.

    was_taken: a handler has begun it before, and crashed.
    """

    event: Event
    listener: int
    slot: int
    sends: int
    is_repeat: bool = False
    was_taken: bool = False


def slots(steps: Sequence[Step]) -> int:
    """Return how many messages a saga may take: two for each hop of its longest chain."""
    return 4 * len(steps)


def listeners(event: Event, steps: Sequence[Step]) -> Iterator[int]:
    """Yield who reacts to an event: the owner to all but its own, and perhaps a service."""
    if event.kind is not Kind.PLACED:
        yield OWNER
    following = reacting(event, steps)
    if following is not None:
        yield following


def reacting(event: Event, steps: Sequence[Step]) -> int | None:
    """Return the place of the service that has something to do, if any."""
    if event.kind is Kind.PLACED:
        return 0
    if event.kind is Kind.DONE:
        return event.place + 1 if event.place + 1 < len(steps) else None
    if event.kind is Kind.FAILED and steps[event.place].is_behind_pivot:
        return None
    if event.kind in (Kind.FAILED, Kind.UNDONE) and event.place > 0:
        return event.place - 1
    return None


def messages(way: Way, steps: Sequence[Step]) -> int:
    """Return how many messages a saga takes that goes this way, counted by their listeners.

    Each success before the end of the way is heard by two, each undo but that of the first step
    too; the request, the end of a chain and an undo that fails are heard by one.
    """
    if way.failed == len(steps):
        return 2 * len(steps)
    before = 1 + 2 * way.failed
    if way.failed == 0 or steps[way.failed].is_behind_pivot:
        return before + 1
    if way.is_stuck:
        return before + 2 + 2 * way.undone + 1
    return before + 2 + 2 * (way.undone - 1) + 1


def mean_messages(steps: Sequence[Step]) -> float:
    """Return the mean number of messages of a saga, each counted once."""
    return sum(way.chance * messages(way, steps) for way in ways(steps))


def way_of(saga: Saga, steps: Sequence[Step]) -> Way:
    """Return the way that a saga that is over has gone, told from its effects."""
    done = sum(not is_undo for is_undo, _ in saga.acted)
    is_behind = done < len(steps) and steps[done].is_behind_pivot
    is_stuck = saga.state == OPERATOR and not is_behind
    return Way(1.0, saga.state, done, saga.compensations, is_stuck)

"""Accounts whose only truth is their events: append, fold, snapshot. Amounts are whole numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

CREATED: Final = "AccountCreated"
DEPOSITED: Final = "MoneyDeposited"
WITHDRAWN: Final = "MoneyWithdrawn"
TRANSFERRED: Final = "MoneyTransferred"
RECEIVED: Final = "MoneyReceived"
CREDITED: Final = "InterestCredited"
SIGNS: Final = {CREATED: 0, DEPOSITED: 1, WITHDRAWN: -1, TRANSFERRED: -1, RECEIVED: 1, CREDITED: 1}
"""What an amount does to the balance."""


@dataclass(frozen=True, slots=True)
class Event:
    """balance: as written into the event, which is derived data: `fold` never reads it."""

    version: int
    time: float
    kind: str
    amount: int
    balance: int
    is_old: bool


@dataclass(frozen=True, slots=True)
class State:
    """What the events up to a version say. movements: events that moved money."""

    version: int = 0
    balance: int = 0
    movements: int = 0


NOTHING: Final = State()


class Conflict(Exception):
    """Somebody else has appended since the version that was expected."""


class Account:
    """One stream of events with its snapshots; state: the fold of all of them, kept up to date."""

    __slots__ = ("events", "snapshots", "state")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.snapshots: list[State] = [NOTHING]
        self.state = NOTHING

    @property
    def version(self) -> int:
        return self.state.version

    def append(self, expected: int, time: float, kind: str, amount: int, *, is_old: bool) -> Event:
        """Append one event as the version after `expected`; raises Conflict if that is taken."""
        if expected != self.version:
            raise Conflict(f"version {expected + 1} is taken")
        balance = self.state.balance + SIGNS[kind] * amount
        event = Event(expected + 1, time, kind, amount, balance, is_old)
        self.events.append(event)
        self.state = _applied(self.state, event)
        return event

    def snapshot(self) -> None:
        """Keep the present state, so that a load need not replay what came before."""
        self.snapshots.append(self.state)

    def loaded(self, version: int) -> tuple[State, int]:
        """Return the state at a version, and how many events were replayed for it.

        The latest snapshot that is not younger comes first, then the events after it.
        """
        base = next(s for s in reversed(self.snapshots) if s.version <= version)
        replayed = self.events[base.version : version]
        return fold(base, replayed), len(replayed)


def fold(state: State, events: Iterable[Event]) -> State:
    """Return the state after these events; the one truth about an account."""
    for event in events:
        state = _applied(state, event)
    return state


def _applied(state: State, event: Event) -> State:
    sign = SIGNS[event.kind]
    return State(event.version, state.balance + sign * event.amount, state.movements + (sign != 0))

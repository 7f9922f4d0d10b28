"""Changes on their way from the write side to the view, and looks that come before them."""

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Look:
    """A writer's look at a change that the view does not have yet; number: 1 for the first."""

    number: int
    came: float
    is_over: bool = False


@dataclass(slots=True)
class Change:
    """One change. position: its place in the feed, from 1. came: seconds.

    work: seconds that it takes the processor alone. is_kept: its clearing of the cache is lost if
    the share of lost ones is above this. was_seen: its writer has seen it.
    early: looks that found the view behind.
    """

    position: int
    key: int
    version: int
    came: float
    work: float
    kept_below: float
    was_seen: bool = False
    early: list[Look] = field(default_factory=list)


class Feed:
    """What was written and is not in the view, in order, the changes in work included.

    level_time: change seconds up to the last change of the length; lagged: the same, summed over
    the changes that left.
    """

    def __init__(self) -> None:
        self._changes: deque[Change] = deque()
        self._since = 0.0
        self.most = 0
        self.level_time = 0.0
        self.lagged = 0.0

    def __len__(self) -> int:
        return len(self._changes)

    def put(self, change: Change) -> None:
        self.settle(change.came)
        self._changes.append(change)
        self.most = max(self.most, len(self._changes))

    def first(self, count: int) -> list[Change]:
        """Return the oldest changes, at most so many; they stay."""
        changes = self._changes
        if count == 1:
            return [changes[0]] if changes else []
        return [changes[place] for place in range(min(count, len(changes)))]

    def take(self, now: float) -> Change:
        """Remove the oldest change and return it; there must be one."""
        self.settle(now)
        change = self._changes.popleft()
        self.lagged += now - change.came
        return change

    def left(self) -> tuple[Change, ...]:
        return tuple(self._changes)

    def settle(self, now: float) -> None:
        """Bring the time up to now."""
        self.level_time += len(self._changes) * (now - self._since)
        self._since = now

    def age(self, now: float) -> float:
        """Return how long the oldest change has been on its way, 0 where there is none."""
        return now - self._changes[0].came if self._changes else 0.0

"""A queue whose messages are taken, not removed: finished, delivered again, or dead in the end."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    WAITING = "waiting"
    IN_WORK = "in work"
    DONE = "done"
    DEAD = "dead"
    EXPIRED = "expired"


@dataclass(slots=True)
class Message:
    """came: seconds when it was sent. since: when it began to wait, last time.

    number: its place among all that were sent. deliveries: how often it was taken so far.
    """

    number: int
    came: float
    is_poison: bool
    service: float
    since: float = 0.0
    status: Status = Status.WAITING
    deliveries: int = 0


class Queue:
    """Messages that wait, first come, first served.

    waiting: how many there are. level_time: message seconds of waiting up to the last change;
    waited: the same, summed over messages that wait no more.
    """

    def __init__(self) -> None:
        self._messages: deque[Message] = deque()
        self._changed = 0.0
        self.waiting = 0
        self.most = 0
        self.level_time = 0.0
        self.waited = 0.0

    def put(self, message: Message, now: float) -> None:
        """Let a message wait at the end, a new one or one that comes back."""
        self._count(now, 1)
        message.status, message.since = Status.WAITING, now
        self._messages.append(message)

    def take(self, now: float) -> Message | None:
        """Return the message that has waited longest, or None."""
        oldest = self.oldest()
        if oldest is not None:
            # Its place goes with it: should it come back, it waits at the end.
            self._messages.popleft()
            self.leave(oldest, now, Status.IN_WORK)
        return oldest

    def leave(self, message: Message, now: float, status: Status) -> None:
        """End the waiting of a message, wherever it stands in the queue."""
        self._count(now, -1)
        self.waited += now - message.since
        message.status = status

    def oldest(self) -> Message | None:
        """Return the message at the head; what is no longer waiting is passed over."""
        messages = self._messages
        while messages and messages[0].status is not Status.WAITING:
            messages.popleft()
        return messages[0] if messages else None

    def settle(self, now: float) -> None:
        """Bring the times up to now."""
        self._count(now, 0)

    def still_waiting(self, now: float) -> float:
        """Return the seconds that the messages that wait now have waited."""
        return sum(now - m.since for m in self._messages if m.status is Status.WAITING)

    def _count(self, now: float, change: int) -> None:
        self.level_time += self.waiting * (now - self._changed)
        self._changed = now
        self.waiting += change
        self.most = max(self.most, self.waiting)

"""Slots with a queue in front, first come, first served: what bulkheads, servers and consumers are.

What a job means is the lab's business: it learns of starts and ends, and decides what follows.
"""

from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from patterns.labs.kernel.events import Events

LONGEST_QUEUE: Final = 20_000
"""Jobs that may wait in any lab; what comes on top is refused, and the lab says so."""
Owner = TypeVar("Owner")


class Job(Generic[Owner]):
    """Work that waits for a slot and then keeps it for `seconds`, forever if infinite.

    owner: whatever the lab ties to it. came, began: seconds; began is -1 while it waits.
    has_waited: it did not get its slot at once. has_left: it left the queue without one.
    """

    __slots__ = ("began", "came", "has_left", "has_waited", "owner", "seconds")

    def __init__(self, owner: Owner, seconds: float) -> None:
        self.owner = owner
        self.seconds = seconds
        self.came = 0.0
        self.began = -1.0
        self.has_waited = False
        self.has_left = False


class Pool(Generic[Owner]):
    """`size` slots and at most `room` waiting jobs.

    in_use, waiting: how many there are now; most_in_use, most_waiting: the most there were.
    busy_time, waiting_time: job seconds in slots and in the queue up to the last change; `settle`
    brings both up to now.
    """

    __slots__ = (
        "_events", "_on_end", "_on_start", "_queue", "_since", "busy_time", "in_use",
        "most_in_use", "most_waiting", "room", "size", "waiting", "waiting_time",
    )  # fmt: skip

    def __init__(
        self,
        events: Events,
        size: int,
        room: int,
        on_start: "Callable[[Job[Owner]], None]",
        on_end: "Callable[[Job[Owner]], None]",
    ) -> None:
        """on_start, on_end: told when a job takes and gives back its slot."""
        self._events = events
        self._on_start, self._on_end = on_start, on_end
        self._queue: deque[Job[Owner]] = deque()
        self._since = 0.0
        self.size, self.room = size, min(room, LONGEST_QUEUE)
        self.in_use = self.waiting = 0
        self.most_in_use = self.most_waiting = 0
        self.busy_time = self.waiting_time = 0.0

    def offer(self, job: Job[Owner]) -> bool:
        """Start a job or let it wait; return False where neither slot nor room is left."""
        job.came = self._events.now
        if self.in_use < self.size:
            self._start(job)
            return True
        if self.waiting >= self.room:
            return False
        self.settle()
        job.has_waited = True
        self._queue.append(job)
        self.waiting += 1
        self.most_waiting = max(self.most_waiting, self.waiting)
        return True

    def leave(self, job: Job[Owner]) -> bool:
        """Take a waiting job out of the queue; return False where it waits no more."""
        if job.began >= 0 or job.has_left:
            return False
        self.settle()
        job.has_left = True
        self.waiting -= 1
        return True

    def waited_so_far(self) -> float:
        """Return the seconds that the jobs that wait now have waited, all together."""
        return sum(self._events.now - job.came for job in self._queue if not job.has_left)

    def settle(self) -> None:
        """Bring the times up to now."""
        now = self._events.now
        passed = now - self._since
        self.busy_time += passed * self.in_use
        self.waiting_time += passed * self.waiting
        self._since = now

    def _start(self, job: Job[Owner]) -> None:
        self.settle()
        self.in_use += 1
        self.most_in_use = max(self.most_in_use, self.in_use)
        job.began = self._events.now
        if job.seconds != float("inf"):
            self._events.at(job.seconds, self._end, job)
        self._on_start(job)

    def _end(self, job: Job[Owner]) -> None:
        self.settle()
        self.in_use -= 1
        self._on_end(job)
        queue = self._queue
        while queue:
            following = queue.popleft()
            if not following.has_left:
                self.waiting -= 1
                self._start(following)
                break

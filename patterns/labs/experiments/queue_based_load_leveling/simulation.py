"""Producers send in bursts, a queue keeps what comes, consumers take what they can."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from patterns.labs.experiments.queue_based_load_leveling import parameters as given
from patterns.labs.experiments.queue_based_load_leveling.broker import Message, Queue, Status
from patterns.labs.kernel.arrivals import next_arrival
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.faults import Fault, FaultKind, Script, Timeline
from patterns.labs.kernel.lab import Setup, Values
from patterns.labs.kernel.results import LONGEST_TRACE, MOST_BUCKETS, Cell, Step, TraceEvent
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import exponential

_LATEST: Final = 1e9
"""Seconds up to which the rate of arrivals is laid out; far after the end of any run."""


@dataclass(slots=True)
class Delivery:
    """A message in the hands of a consumer since `began`. is_lost: that consumer has crashed."""

    message: Message
    began: float
    is_lost: bool = False


class Run:
    """One simulation. `go` lets it happen; what happened is then in the fields.

    waits: seconds in the queue before each first delivery. lengths, ages: at the end of each
    bucket. drained: when the queue was first empty after the burst, if it was.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.queue = Queue()
        self.counters: Counter[str] = Counter()
        self.messages: list[Message] = []
        self.waits: list[float] = []
        self.services: list[float] = []
        self.lengths: list[float | None] = [None] * MOST_BUCKETS
        self.ages: list[float | None] = [None] * MOST_BUCKETS
        self.step = setup.until / MOST_BUCKETS
        self.came, self.done = Buckets(setup.until), Buckets(setup.until)
        self.at_burst_end: int | None = None
        self.drained: float | None = None
        self.out_of_order = 0
        self.most_deliveries = 0
        self.most_busy_over = 0
        self.longest_for_new = 0
        self.consumer_time = 0.0
        self.busy_time = 0.0
        self.trace: list[TraceEvent] = []
        self.consumers = setup.whole("consumers")
        self._busy: list[Delivery] = []
        self._paid_until = 0.0
        self._last_number = -1
        self._is_scaling = False
        self._arrivals = arrivals(setup.values, setup.script)
        self._workers = setup.script.timeline("consumers")
        self._room, self._lifetime = setup.whole("max_queue"), setup.number("message_lifetime")
        self._visible_after = setup.number("visibility_timeout")
        self._most = setup.whole("max_deliveries")
        self._mean, self._poison = setup.number("service"), setup.number("poison")
        self._is_constant = setup.word("distribution") == given.CONSTANT
        self._scale_at, self._scale_to = setup.whole("autoscale_at"), setup.whole("autoscale_to")
        streams = setup.streams
        self._arriving, self._service = streams.uniform("arrivals"), streams.uniform("service")
        self._luck = streams.uniform("outcome")

    def go(self) -> None:
        for bucket in range(MOST_BUCKETS):
            self.events.at((bucket + 1) * self.step, self._look, bucket)
        for boundary in self._workers.boundaries:
            self.events.at(boundary, self._fault_changes)
        self.events.at(self.setup.number("burst_end"), self._burst_ends)
        self._arrive_later()
        self.events.run(self.setup.until, self.setup.cap, self.setup.pulse)
        self.queue.settle(self.events.now)
        self._pay()

    @property
    def in_hand(self) -> int:
        """How many consumers are at work."""
        return len(self._busy)

    # Messages come

    def _arrive_later(self) -> None:
        delay = next_arrival(self.events.now, 1.0, self._arrivals, self._arriving())
        if delay < _LATEST:
            self.events.at(delay, self._arrive)

    def _arrive(self) -> None:
        """Let a message come. It reserves its luck first, whatever then becomes of it."""
        now = self.events.now
        service, luck = self._service(), self._luck()
        self._arrive_later()
        self.counters["messages"] += 1
        self.came.add(now)
        seconds = self._mean if self._is_constant else exponential(self._mean, service)
        message = Message(self.counters["messages"], now, luck < self._poison, seconds)
        if self.queue.waiting >= self._room:
            self.counters["refused"] += 1
            self._note(message, "producer", "queue", "refused", Step.FAILURE)
            return
        self.messages.append(message)
        self.queue.put(message, now)
        self.longest_for_new = max(self.longest_for_new, self.queue.waiting)
        self._note(message, "producer", "queue", "message", Step.CALL)
        self._scale_out()
        self._work()

    # Consumers

    def _work(self) -> None:
        """Let every free consumer take the next message."""
        now = self.events.now
        condition = self._workers.at(now)
        while len(self._busy) < self.consumers and not condition.is_crashed:
            message = self.queue.take(now)
            if message is None:
                self._is_empty(now)
                return
            if self._lifetime and now - message.came > self._lifetime:
                message.status = Status.EXPIRED
                self.counters["expired"] += 1
                self._note(message, "queue", "queue", "expired", Step.FAILURE)
                continue
            self._deliver(message, message.service * condition.slow)

    def _deliver(self, message: Message, seconds: float) -> None:
        now, counters = self.events.now, self.counters
        counters["deliveries"] += 1
        message.deliveries += 1
        self.most_deliveries = max(self.most_deliveries, message.deliveries)
        if message.deliveries == 1:
            self.out_of_order += message.number <= self._last_number
            self._last_number = message.number
            self.waits.append(now - message.came)
            self.services.append(seconds)
        else:
            counters["redeliveries"] += 1
        self._pay()
        delivery = Delivery(message, now)
        self._busy.append(delivery)
        self.most_busy_over = max(self.most_busy_over, len(self._busy) - self.consumers)
        self.events.at(seconds, self._finish, delivery)
        if seconds > self._visible_after:
            self.events.at(self._visible_after, self._again, message, message.deliveries)
            counters["timeouts"] += 1
        self._note(message, "queue", "consumer", f"delivery {message.deliveries}", Step.CALL)

    def _finish(self, delivery: Delivery) -> None:
        if delivery.is_lost:
            return
        now, message, counters = self.events.now, delivery.message, self.counters
        self._pay()
        self._busy.remove(delivery)
        if message.is_poison:
            self._note(message, "consumer", "queue", "failed", Step.FAILURE)
            if message.status is Status.IN_WORK:
                self._come_back(message)
        elif message.status is Status.DONE:
            counters["duplicates"] += 1
            self._note(message, "consumer", "queue", "done once more", Step.REPLY)
        elif message.status in (Status.WAITING, Status.IN_WORK):
            if message.status is Status.WAITING:
                self.queue.leave(message, now, Status.DONE)
            message.status = Status.DONE
            counters["done"] += 1
            self.done.add(now)
            self._note(message, "consumer", "queue", "done", Step.REPLY)
        self._work()

    def _again(self, message: Message, deliveries: int) -> None:
        """Let a message be seen again that nobody has finished in time."""
        if message.status is Status.IN_WORK and message.deliveries == deliveries:
            self._come_back(message)
            self._work()

    def _come_back(self, message: Message) -> None:
        if message.deliveries >= self._most:
            message.status = Status.DEAD
            self.counters["dead"] += 1
            self._note(message, "queue", "dead letters", "dead", Step.FAILURE)
            return
        self.queue.put(message, self.events.now)
        self._scale_out()

    # Faults and scaling

    def _fault_changes(self) -> None:
        """Let consumers crash with what they have in hand, or start again."""
        now = self.events.now
        if self._workers.at(now).is_crashed:
            self._pay()
            for delivery in self._busy:
                delivery.is_lost = True
                message, number = delivery.message, delivery.message.deliveries
                self.counters["crashed_in_hand"] += 1
                left = max(0.0, delivery.began + self._visible_after - now)
                self.events.at(left, self._again, message, number)
            self._busy.clear()
        self._work()

    def _scale_out(self) -> None:
        if self._scale_at and self.queue.waiting >= self._scale_at and not self._is_scaling:
            self._is_scaling = True
            self.events.at(self.setup.number("autoscale_delay"), self._scaled)

    def _scaled(self) -> None:
        self._pay()
        self.consumers = self._scale_to
        self.counters["scaled_out"] += 1
        self._work()

    def _is_empty(self, now: float) -> None:
        """Note that nobody waits, and let the additional consumers go."""
        if self.at_burst_end is not None and self.drained is None:
            self.drained = now
        if self._is_scaling and self.consumers > self.setup.whole("consumers"):
            self._pay()
            # Those at work finish first; nobody takes a new message.
            self.consumers = self.setup.whole("consumers")
            self._is_scaling = False

    def _burst_ends(self) -> None:
        self.at_burst_end = self.queue.waiting
        if not self.queue.waiting:
            self.drained = self.events.now

    def _pay(self) -> None:
        """Count the time of consumers, at work or not, since the last change."""
        now = self.events.now
        passed = now - self._paid_until
        self.consumer_time += passed * max(self.consumers, len(self._busy))
        self.busy_time += passed * len(self._busy)
        self._paid_until = now

    def _look(self, bucket: int) -> None:
        oldest = self.queue.oldest()
        self.lengths[bucket] = float(self.queue.waiting)
        self.ages[bucket] = self.events.now - oldest.came if oldest else 0.0

    def _note(self, message: Message, source: str, target: str, text: str, step: Step) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        state: dict[str, Cell] = {
            "message": message.number,
            "it is": str(message.status),
            "waiting": self.queue.waiting,
            "consumers at work": len(self._busy),
        }
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=source, target=target, text=text, step=step,
                state=state,
            )
        )  # fmt: skip


def arrivals(values: Values, script: Script) -> Timeline:
    """Return the messages per second over time, as the load of a stream of one per second."""
    start, end = float(values["burst_start"]), float(values["burst_end"])
    base, burst = float(values["base_rate"]), float(values["burst_rate"])
    rows = [
        Fault(begin, stop, "producers", FaultKind.LOAD, rate)
        for begin, stop, rate in ((0.0, start, base), (start, end, burst), (end, _LATEST, base))
        if stop > begin
    ]
    return Timeline([*rows, *(row for row in script.faults if row.target == "producers")])

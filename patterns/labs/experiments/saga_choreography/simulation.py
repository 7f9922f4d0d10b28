"""Services that react to events through inbox and outbox, and an owner that only listens."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Final

from patterns.labs.experiments.saga_choreography.events import (
    OWNER,
    Event,
    Kind,
    Message,
    listeners,
    slots,
)
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import LONGEST_TRACE, Cell, Step, TraceEvent
from patterns.labs.kernel.sagas import telling
from patterns.labs.kernel.sagas.books import Books
from patterns.labs.kernel.sagas.fates import Luck, Word
from patterns.labs.kernel.sagas.machine import CANCELLED, COMPLETED, FAILED, OPERATOR, Machine, Saga
from patterns.labs.kernel.sagas.steps import steps
from patterns.labs.kernel.streams import exponential, geometric

FOREVER: Final = 1e9
"""Seconds; sagas come to an end by themselves, or nothing happens any more."""
OWNER_NAME: Final = "owner"


@dataclass(slots=True)
class Draws:
    """What may befall the messages of one saga, by slot; partition: where its events queue up."""

    partition: int
    losses: list[float]
    repeats: list[float]
    delays: list[float]


@dataclass(slots=True)
class Following:
    """What the owner knows of one saga. heard: the last hop that it has taken in.

    held: events that came before their cause, by hop, with the time at which they came.
    messages: copies of events, each counted once. known: (hop, listener) of those handled.
    """

    draws: Draws
    heard: int = 0
    held: dict[int, tuple[Event, float]] = field(default_factory=dict)
    messages: int = 0
    known: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class Lane:
    """One partition of one service. generation: raised when what is in hand is dropped."""

    waiting: deque[Message] = field(default_factory=deque)
    in_hand: Message | None = None
    generation: int = 0


class Run:
    """One simulation. `go` lets it happen; what happened is then in the fields.

    ages: seconds from an event to the beginning of its handling; ways: seconds that it was on its
    way, lost sends included; holds: seconds that it waited for its cause. log: the first events.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.steps = steps(setup.values)
        self.machine = Machine(self.steps, CANCELLED)
        self.books = Books(self.steps)
        self.counters: Counter[str] = Counter()
        self.sagas: list[Saga] = []
        self.following: list[Following] = []
        self.words: list[list[Word]] = [[] for _ in self.steps]
        self.trace: list[TraceEvent] = []
        self.diary = telling.Diary(setup.whole("shown"))
        self.log: list[Event] = []
        self.heard_at: dict[int, float] = {}
        self.ages: list[float] = []
        self.ways: list[float] = []
        self.holds: list[float] = []
        self.busy = [0.0 for _ in self.steps]
        self.first_sends = 0
        self.uncaused = 0
        self.now = 0.0
        self.has_crashed = False
        self.lanes = [[Lane() for _ in range(setup.whole("partitions"))] for _ in self.steps]
        self._down: int | None = None
        self._identity = 0
        self._happened: dict[int, float] = {}
        self._wanted = int(setup.until)
        self._rate = setup.number("rate")
        self._delay, self._window = setup.number("broker_delay"), setup.number("reorder_window")
        self._loss, self._duplicate = setup.number("loss"), setup.number("duplicate")
        self._resend, self._has_outbox = setup.number("resend_after"), setup.flag("outbox")
        self._is_idempotent = setup.flag("idempotent")
        self._luck = Luck(self.steps, setup.streams)
        streams = setup.streams
        self._losing, self._repeating = streams.uniform("routing"), streams.uniform("faults")
        self._delaying, self._key = streams.uniform("jitter"), streams.uniform("keys")

    def go(self) -> None:
        self._arrive_later()
        crash = self.setup.number("crash_at")
        if crash:
            self.events.at(crash, self._crash)
        self.events.run(FOREVER, self.setup.cap, self.setup.pulse)

    # The owner

    def _arrive_later(self) -> None:
        if len(self.sagas) < self._wanted:
            self.events.at(exponential(1 / self._rate, self._luck.arrivals()), self._arrive)

    def _arrive(self) -> None:
        """Let a request come. It reserves its luck first, whatever then becomes of it."""
        fate, most = self._luck.draw(), slots(self.steps)
        draws = Draws(
            int(self._key() * len(self.lanes[0])),
            [self._losing() for _ in range(most)],
            [self._repeating() for _ in range(most)],
            [self._delaying() for _ in range(most)],
        )
        self.now = now = self.events.now
        saga = Saga(len(self.sagas) + 1, fate, now, [0] * len(self.steps), began=now)
        self.sagas.append(saga)
        self.following.append(Following(draws))
        self._arrive_later()
        self.machine.start(saga)
        self.machine.move(saga, self.machine.pending[0])
        self._publish(saga, Kind.PLACED, OWNER, None)

    def _hear(self, message: Message) -> None:
        """Let the owner take in an event, in the order in which they followed from each other."""
        event, saga = message.event, message.event.saga
        own = self.following[saga.number - 1]
        if event.hop <= own.heard or event.hop in own.held:
            self.counters["heard_again"] += 1
            self._note(message, Step.NOTE, "known")
            return
        if event.hop > own.heard + 1:
            own.held[event.hop] = (event, self.events.now)
            self.counters["held"] += 1
            self._note(message, Step.CALL, "waits for its cause")
            return
        self._take_in(event, self.events.now)
        self._note(message, Step.CALL, "")
        while own.heard + 1 in own.held:
            self._take_in(*own.held.pop(own.heard + 1))

    def _take_in(self, event: Event, came: float) -> None:
        saga, now = event.saga, self.events.now
        self.following[saga.number - 1].heard = event.hop
        self.heard_at[event.identity] = now
        self.counters["heard"] += 1
        self.ages.append(now - event.published)
        if now > came:
            self.holds.append(now - came)
        self.now = now
        machine, place = self.machine, event.place
        if event.kind is Kind.DONE and place + 1 < len(self.steps):
            machine.move(saga, machine.pending[place + 1])
        elif event.kind is Kind.DONE:
            self._end(saga, COMPLETED)
        elif event.kind is Kind.STUCK or (
            event.kind is Kind.FAILED and self.steps[place].is_behind_pivot
        ):
            self._end(saga, OPERATOR)
        elif place > 0:
            machine.move(saga, machine.compensating[place - 1])
        elif event.kind is Kind.FAILED:
            machine.move(saga, machine.refused_at_once)
            self._end(saga, FAILED)
        else:
            self._end(saga, CANCELLED)

    def _end(self, saga: Saga, state: str) -> None:
        self.machine.move(saga, state)
        saga.ended = self.events.now

    # Events on their way

    def _publish(
        self, saga: Saga, kind: Kind, place: int, cause: Event | None, *, is_again: bool = False
    ) -> None:
        now = self.events.now
        self._identity += 1
        event = Event(
            self._identity, saga, cause.hop + 1 if cause else 0, kind, place,
            cause.identity if cause else 0, now, is_again,
        )  # fmt: skip
        self._happened[event.identity] = now
        self.uncaused += cause is not None and self._happened.get(cause.identity, now + 1) > now
        self.counters["events_again" if is_again else "events"] += 1
        if self.diary.keeps(saga.number):
            self.log.append(event)
        for listener in listeners(event, self.steps):
            self._send(event, listener)

    def _send(self, event: Event, listener: int) -> None:
        """Put a copy on its way: as often as it takes, or once where there is no outbox."""
        own, counters = self.following[event.saga.number - 1], self.counters
        slot = 2 * event.hop + (listener != OWNER)
        sends = geometric(1 - self._loss, own.draws.losses[slot]) if self._loss else 1
        message = Message(event, listener, slot, sends, is_repeat=event.is_again)
        counters["repeats" if event.is_again else "messages"] += 1
        own.messages += not event.is_again
        if not self._has_outbox and sends > 1:
            counters["lost_for_good"] += 1
            self._note(message, Step.FAILURE, "lost for good")
            return
        if sends > 1:
            self._note(message, Step.FAILURE, f"lost, arrives at send {sends}")
        way = (sends - 1) * self._resend + self._delay + self._window * own.draws.delays[slot]
        counters["in_transit"] += 1
        self.events.at(way, self._arrived, message, way)
        # A repeat is not repeated: one that comes twice is enough to show what that does.
        if not event.is_again and own.draws.repeats[slot] < self._duplicate:
            counters["repeats"] += 1
            counters["redelivered"] += 1
            counters["in_transit"] += 1
            again = Message(event, listener, slot, 1, is_repeat=True)
            self.events.at(way + self._resend, self._arrived, again, way)

    def _arrived(self, message: Message, way: float) -> None:
        counters = self.counters
        counters["in_transit"] -= 1
        counters["arrived"] += 1
        if not message.is_repeat:
            counters["resends"] += message.sends - 1
            self.first_sends += message.sends
            self.ways.append(way)
        if message.listener == OWNER:
            self._hear(message)
            return
        lane = self._lane(message)
        lane.waiting.append(message)
        self._take(lane, message.listener)

    # The services

    def _lane(self, message: Message) -> Lane:
        own = self.following[message.event.saga.number - 1]
        return self.lanes[message.listener][own.draws.partition]

    def _take(self, lane: Lane, place: int) -> None:
        """Let a partition that is idle begin its next event."""
        while lane.waiting and lane.in_hand is None and self._down != place:
            message = lane.waiting.popleft()
            event = message.event
            known = self.following[event.saga.number - 1].known
            if (event.hop, place) in known:
                if self._is_idempotent:
                    self.counters["known"] += 1
                    self._note(message, Step.NOTE, "known")
                    continue
            elif not message.was_taken:
                self.ages.append(self.events.now - event.published)
            message.was_taken = True
            lane.in_hand = message
            self._note(message, Step.CALL, "")
            since, seconds = self.events.now, self._seconds(message)
            self.events.at(seconds, self._finish, lane, message, lane.generation, since)

    def _seconds(self, message: Message) -> float:
        """Return how long a handler is at work: all its attempts, one after another."""
        fate, place = message.event.saga.fate, message.listener
        if is_undo(message):
            _, attempts = fate.back(place)
            return sum(fate.seconds_back(place, n) for n in range(1, attempts + 1))
        _, attempts = fate.forward(place)
        return sum(fate.seconds(place, n) for n in range(1, attempts + 1))

    def _finish(self, lane: Lane, message: Message, generation: int, since: float) -> None:
        """Let a handler commit: effect, inbox and outbox in one local transaction."""
        if generation != lane.generation:
            return
        lane.in_hand = None
        event, place = message.event, message.listener
        saga, known = event.saga, self.following[event.saga.number - 1].known
        is_again = (event.hop, place) in known
        known.add((event.hop, place))
        self.counters["handled_again" if is_again else "handled"] += 1
        self.now = self.events.now
        self.busy[place] += self.now - since
        if is_undo(message):
            kind = self._back(saga, place)
        else:
            kind = self._forward(saga, place, is_again=is_again)
        bar = telling.UNDID if is_undo(message) else telling.DID
        good = kind in (Kind.DONE, Kind.UNDONE)
        name = self.steps[place].name
        self.diary.add(saga.number, name, since, self.now, bar if good else telling.REFUSED)
        self._publish(saga, kind, place, event, is_again=is_again)
        self._take(lane, place)

    def _forward(self, saga: Saga, place: int, *, is_again: bool) -> Kind:
        word, attempts = saga.fate.forward(place)
        if not is_again:
            self.words[place].append(word)
            self.counters["retries"] += attempts - 1
        if word is not Word.DONE:
            return Kind.FAILED
        self.books.take(saga, place, self.events.now)
        return Kind.DONE

    def _back(self, saga: Saga, place: int) -> Kind:
        succeeds, _ = saga.fate.back(place)
        if not succeeds:
            return Kind.STUCK
        self.books.give(saga, place)
        return Kind.UNDONE

    # Crash and restart

    def _crash(self) -> None:
        """Let a service stop: what it has in hand was not committed, and is handled anew."""
        if len(self.sagas) == self._wanted and not self._is_busy():
            return
        self.has_crashed = True
        self._down = place = self.setup.whole("crash_of") - 1
        for lane in self.lanes[place]:
            if lane.in_hand:
                lane.waiting.appendleft(lane.in_hand)
                lane.in_hand = None
                lane.generation += 1
                self.counters["begun_anew"] += 1
        self._note_of(self.steps[place].name, "crash", Step.FAILURE)
        self.events.at(self.setup.number("restart_after"), self._restart)

    def _restart(self) -> None:
        place, self._down = self._down, None
        if place is None:
            return
        self._note_of(self.steps[place].name, "restart", Step.NOTE)
        for lane in self.lanes[place]:
            self._take(lane, place)

    def _is_busy(self) -> bool:
        return self.counters["in_transit"] > 0 or self.waiting > 0

    @property
    def open(self) -> int:
        """How many sagas have no end that the owner knows of."""
        return sum(saga.ended is None for saga in self.sagas)

    @property
    def waiting(self) -> int:
        """How many messages wait for a service or are in its hands."""
        return sum(
            len(lane.waiting) + (lane.in_hand is not None)
            for own in self.lanes
            for lane in own
        )  # fmt: skip

    # Notes

    def name(self, place: int) -> str:
        return OWNER_NAME if place == OWNER else self.steps[place].name

    def _note(self, message: Message, step: Step, words: str) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        event = message.event
        text = f"saga {event.saga.number}: {told(event)}" + (f", {words}" if words else "")
        known: dict[str, Cell] = {
            "saga": event.saga.number,
            "owner says": event.saga.state,
            "event": event.identity,
            "cause": event.cause or "the request",
        }
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=self.name(event.place),
                target=self.name(message.listener), text=text, step=step, state=known,
            )
        )  # fmt: skip

    def _note_of(self, name: str, text: str, step: Step) -> None:
        if len(self.trace) < LONGEST_TRACE:
            self.trace.append(
                TraceEvent(time=self.events.now, source=name, target=name, text=text, step=step)
            )


def is_undo(message: Message) -> bool:
    return message.event.kind in (Kind.FAILED, Kind.UNDONE)


def told(event: Event) -> str:
    """Return the name of an event without that of its service: a lane stands for that."""
    return "order placed" if event.kind is Kind.PLACED else str(event.kind)

"""An orchestrator that writes down each command before it sends it, and can be started again."""

from collections import Counter, deque
from collections.abc import Iterable
from typing import Final, NamedTuple

from patterns.labs.kernel.events import Events
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import LONGEST_TRACE, Cell, Step, TraceEvent
from patterns.labs.kernel.sagas import telling
from patterns.labs.kernel.sagas.books import Books
from patterns.labs.kernel.sagas.fates import Luck, Word
from patterns.labs.kernel.sagas.machine import (
    COMPENSATED,
    COMPLETED,
    FAILED,
    OPERATOR,
    Machine,
    Saga,
)
from patterns.labs.kernel.sagas.steps import steps
from patterns.labs.kernel.streams import exponential

FOREVER: Final = 1e9
"""Seconds; sagas come to an end by themselves."""
CENTER: Final = "orchestrator"


class Command(NamedTuple):
    """attempt: from 1. The same three in a repeat, so that a handler can know it."""

    is_undo: bool
    place: int
    attempt: int


class Run:
    """One simulation. `go` lets it happen; what happened is then in the fields.

    log: (number of a saga, the command it waits for, None at its end), written before anything
    is sent. memory: what the orchestrator knows, lost in a crash and found again in the log.
    words: for each step how it ended, in order. now: when something last happened to a saga.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.steps = steps(setup.values)
        self.machine = Machine(self.steps, COMPENSATED)
        self.books = Books(self.steps)
        self.counters: Counter[str] = Counter()
        self.sagas: list[Saga] = []
        self.log: list[tuple[int, Command | None]] = []
        self.memory: dict[int, Command] = {}
        self.words: list[list[Word]] = [[] for _ in self.steps]
        self.trace: list[TraceEvent] = []
        self.diary = telling.Diary(setup.whole("shown"))
        self.now = 0.0
        self.forgotten = 0
        self.has_crashed = False
        self._known_before: dict[int, Command] = {}
        self._is_down = False
        self._waiting: deque[Saga] = deque()
        self._worked: dict[int, Command] = {}
        self._repeated: list[list[float]] = []
        self._wanted = int(setup.until)
        self._rate = setup.number("rate")
        self._duplicates = setup.number("duplicates")
        self._is_idempotent = setup.flag("idempotent")
        self._luck = Luck(self.steps, setup.streams)
        self._repeating = setup.streams.uniform("faults")

    def go(self) -> None:
        self._arrive_later()
        crash = self.setup.number("crash_at")
        if crash:
            self.events.at(crash, self._crash)
        self.events.run(FOREVER, self.setup.cap, self.setup.pulse)

    # Requests

    def _arrive_later(self) -> None:
        if len(self.sagas) < self._wanted:
            self.events.at(exponential(1 / self._rate, self._luck.arrivals()), self._arrive)

    def _arrive(self) -> None:
        """Let a request come. It reserves its luck first, whatever then becomes of it."""
        fate = self._luck.draw()
        self._repeated.append([self._repeating() for _ in range(2 * len(self.steps))])
        number = len(self.sagas) + 1
        self.now = self.events.now
        saga = Saga(number, fate, self.now, [0] * len(self.steps))
        self.machine.start(saga)
        self.sagas.append(saga)
        self._arrive_later()
        if self._is_down:
            self._waiting.append(saga)
        else:
            self._begin(saga)

    def _begin(self, saga: Saga) -> None:
        saga.began = self.events.now
        self._go_to(saga, self.machine.pending[0], Command(False, 0, 1))

    # The orchestrator

    def _go_to(self, saga: Saga, state: str, command: Command) -> None:
        self.machine.move(saga, state)
        self._send(saga, command)

    def _send(self, saga: Saga, command: Command) -> None:
        self.log.append((saga.number, command))
        self.memory[saga.number] = command
        self.counters["undo_commands" if command.is_undo else "commands"] += 1
        self.counters["retries"] += command.attempt > 1
        self._note(saga, command, Step.CALL, "undo" if command.is_undo else "do")
        self._work_later(saga, command)

    def _answered(self, saga: Saga, command: Command) -> None:
        """Take in an answer, unless nobody is there or nobody waits for it."""
        if self._is_down:
            self.counters["answers_lost"] += 1
            self._note(saga, command, Step.FAILURE, "answer lost", is_reply=True)
            return
        if self.memory.get(saga.number) != command:
            self.counters["stale"] += 1
            return
        self.now = self.events.now
        if command.is_undo:
            self._undone(saga, command)
        else:
            self._done(saga, command)

    def _done(self, saga: Saga, command: Command) -> None:
        word, attempts = saga.fate.forward(command.place)
        is_last = command.attempt == attempts
        if not is_last or word is Word.EXHAUSTED:
            self.counters["short_faults"] += 1
            self._note(saga, command, Step.FAILURE, "short fault", is_reply=True)
        if not is_last:
            self._send(saga, command._replace(attempt=command.attempt + 1))
            return
        place = command.place
        self.words[place].append(word)
        if word is Word.DONE:
            self.counters["steps_done"] += 1
            self._note(saga, command, Step.REPLY, "done", is_reply=True)
            self._forward(saga, place)
            return
        if word is Word.REFUSED:
            self.counters["refusals"] += 1
            self._note(saga, command, Step.FAILURE, "refused", is_reply=True)
        saga.decided = self.events.now
        if self.steps[place].is_behind_pivot:
            self._end(saga, OPERATOR)
        elif place == 0:
            self.machine.move(saga, self.machine.refused_at_once)
            self._end(saga, FAILED)
        else:
            self._take_back(saga)

    def _forward(self, saga: Saga, place: int) -> None:
        if place + 1 < len(self.steps):
            following = Command(False, place + 1, 1)
            self._go_to(saga, self.machine.pending[place + 1], following)
        else:
            saga.decided = self.events.now
            self._end(saga, COMPLETED)

    def _take_back(self, saga: Saga) -> None:
        """Undo the last step whose effect stands."""
        place = saga.done[-1]
        self._go_to(saga, self.machine.compensating[place], Command(True, place, 1))

    def _undone(self, saga: Saga, command: Command) -> None:
        succeeds, attempts = saga.fate.back(command.place)
        is_last = command.attempt == attempts
        if not (is_last and succeeds):
            self.counters["undo_faults"] += 1
            self._note(saga, command, Step.FAILURE, "undo failed", is_reply=True)
        if not is_last:
            self._send(saga, command._replace(attempt=command.attempt + 1))
            return
        if not succeeds:
            self._end(saga, OPERATOR)
            return
        self.counters["compensations"] += 1
        self._note(saga, command, Step.REPLY, "undone", is_reply=True)
        if saga.done:
            self._take_back(saga)
        else:
            self._end(saga, COMPENSATED)

    def _end(self, saga: Saga, state: str) -> None:
        self.machine.move(saga, state)
        self.log.append((saga.number, None))
        del self.memory[saga.number]
        saga.ended = self.events.now
        self._note_at(CENTER, CENTER, f"saga {saga.number}: {state}", Step.NOTE, saga)

    # The services

    def _work_later(self, saga: Saga, command: Command) -> None:
        seconds = saga.fate.seconds_back if command.is_undo else saga.fate.seconds
        took = seconds(command.place, command.attempt)
        self.events.at(took, self._work, saga, command, self.events.now)

    def _work(self, saga: Saga, command: Command, since: float) -> None:
        """Let a handler finish a command: the effect stands before anybody is told."""
        place = command.place
        if command.is_undo:
            good, attempts = saga.fate.back(place)
        else:
            word, attempts = saga.fate.forward(place)
            good = word is Word.DONE
        takes_effect = good and command.attempt == attempts
        is_repeat = self._worked.get(saga.number) == command
        self._worked[saga.number] = command
        if takes_effect:
            self._act(saga, command)
            # Delivered twice: the repeat comes while the first is at work.
            if not is_repeat and self._is_doubled(saga, command):
                self.counters["duplicates"] += 1
                self._meet_repeat(saga, command)
        kind = telling.UNDID if command.is_undo else telling.DID
        words = "" if takes_effect else telling.REFUSED
        name = self.steps[place].name
        self.diary.add(saga.number, name, since, self.events.now, words or kind)
        self._answered(saga, command)

    def _act(self, saga: Saga, command: Command) -> None:
        self.now = self.events.now
        if command.is_undo:
            self.books.give(saga, command.place)
        else:
            self.books.take(saga, command.place, self.events.now)

    def _meet_repeat(self, saga: Saga, command: Command) -> None:
        """Handle a command that has been delivered before."""
        if self._is_idempotent:
            self.counters["known"] += 1
            self._note(saga, command, Step.CALL, "repeat, known")
            return
        self._note(saga, command, Step.CALL, "repeat, acts again")
        self._act(saga, command)

    def _is_doubled(self, saga: Saga, command: Command) -> bool:
        chances = self._repeated[saga.number - 1]
        return chances[2 * command.place + command.is_undo] < self._duplicates

    # Crash and restart

    def _crash(self) -> None:
        if len(self.sagas) == self._wanted and not self.memory:
            return
        self.has_crashed = self._is_down = True
        self._known_before = dict(self.memory)
        self.memory.clear()
        self._note_at(CENTER, CENTER, "crash", Step.FAILURE, None)
        self.events.at(self.setup.number("restart_after"), self._restart)

    def _restart(self) -> None:
        """Read the log, send again what has no answer, and take up what has come meanwhile."""
        self._is_down = False
        self.memory = replayed(self.log)
        self.forgotten = int(self.memory != self._known_before)
        self._note_at(CENTER, CENTER, f"restart, {len(self.memory)} in the log", Step.NOTE, None)
        for number, command in list(self.memory.items()):
            self._send_again(self.sagas[number - 1], command)
        while self._waiting:
            self._begin(self._waiting.popleft())

    def _send_again(self, saga: Saga, command: Command) -> None:
        self.counters["resent"] += 1
        self._note(saga, command, Step.CALL, "sent again")
        if not self._is_idempotent:
            # The handler begins anew, whether or not it has finished before.
            self._work_later(saga, command)
            return
        self.counters["known"] += 1
        if self._worked.get(saga.number) == command:
            self.events.at(0.0, self._answered, saga, command)

    # Notes

    def _note(
        self, saga: Saga, command: Command, step: Step, words: str, *, is_reply: bool = False
    ) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        name = self.steps[command.place].name
        ends = (name, CENTER) if is_reply else (CENTER, name)
        tries = f", try {command.attempt}" if command.attempt > 1 else ""
        self._note_at(*ends, f"saga {saga.number}: {words}{tries}", step, saga)

    def _note_at(self, source: str, target: str, text: str, step: Step, saga: Saga | None) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        known: dict[str, Cell] = {"log": len(self.log)}
        if saga:
            stands = ", ".join(self.steps[place].name for place in saga.done) or "nothing"
            known = {"saga": saga.number, "it is": saga.state, "stands": stands, **known}
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=source, target=target, text=text, step=step,
                state=known,
            )
        )  # fmt: skip


def replayed(log: Iterable[tuple[int, Command | None]]) -> dict[int, Command]:
    """Return by number what each saga that is not over waits for, from the log alone."""
    found: dict[int, Command] = {}
    for number, command in log:
        if command is None:
            del found[number]
        else:
            found[number] = command
    return found

"""Records live on several copies: written, read, cut off, repaired, and equal again in the end."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Final, TypeAlias

from patterns.labs.experiments.eventual_consistency.racing import latency
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import LONGEST_TRACE, Cell, Step, TraceEvent, Transition
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import exponential

Stamp: TypeAlias = tuple[float, int]
"""When by the clock of the copy that took the write, and the write's number."""
NEVER: Final[Stamp] = (-math.inf, 0)
MOST_ROUNDS: Final = 200
"""Rounds of comparing after the last write; chance needs a few, this many say it never ends."""


@dataclass(frozen=True, slots=True)
class Write:
    """A write on its way. sent: the seconds at which it was taken."""

    record: int
    stamp: Stamp
    sent: float


@dataclass(frozen=True, slots=True)
class Hint:
    """A write that a copy keeps for another one that it could not reach."""

    holder: int
    target: int
    write: Write
    seconds: float


class Life:
    """One run. `go` lets it happen; figures are then in the fields.

    spread: for each write that every copy came to have (or a newer one), the seconds that took.
    highest: the greatest stamp of each record that was accepted anywhere.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.replicas, self.records = setup.whole("replicas"), setup.whole("records")
        self.until = setup.number("duration")
        self.counters: Counter[str] = Counter()
        self.copies = [[NEVER] * self.records for _ in range(self.replicas)]
        self.highest = [NEVER] * self.records
        self.spread: list[float] = []
        self.unequal, self.stale = Buckets(self.until), Buckets(self.until)
        self.answered = Buckets(self.until)
        self.states: list[Transition] = []
        self.trace: list[TraceEvent] = []
        self.went_back = 0
        self.rounds_after = 0
        names = (f"replica-{n + 1}" for n in range(self.replicas))
        self._lines = [setup.script.timeline(name) for name in names]
        self._waiting: list[list[Write]] = [[] for _ in range(self.records)]
        self._hints: list[Hint] = []
        self._unequal: set[int] = set()
        self._counted_until = 0.0
        self._rate = setup.number("rate")
        self._w, self._r = setup.whole("write_copies"), setup.whole("read_copies")
        self._travel, self._back = latency(setup, "write_latency"), latency(setup, "ack_latency")
        streams = setup.streams
        self._arriving, self._where = streams.uniform("arrivals"), streams.uniform("keys")
        self._at, self._times = streams.uniform("routing"), streams.uniform("jitter")
        self._peers = streams.uniform("outcome")
        skew, clock = setup.number("clock_skew"), streams.uniform("crash")
        self._ahead = [skew * (clock() - 0.5) for _ in range(self.replicas)]

    def go(self, cap: int) -> None:
        """Run to the end of the records' life, then until nothing is on its way."""
        for number, line in enumerate(self._lines):
            self.states.append(_state(0.0, number, "", self._is_cut_off(number, 0.0)))
            for boundary in line.boundaries:
                self.events.at(boundary, self._boundary, number)
        self._arrive_later()
        self._compare_later()
        self.events.run(self.until, cap, self.setup.pulse)
        self._count_unequal(min(self.events.now, self.until))
        if not self.events.is_capped:
            self._settle(cap)

    @property
    def is_equal(self) -> bool:
        """Whether all copies hold the same now."""
        return not self._unequal

    @property
    def unequal_records(self) -> int:
        return len(self._unequal)

    @property
    def hints(self) -> int:
        return len(self._hints)

    def _settle(self, cap: int) -> None:
        """Let messages arrive and comparing go on, without new writes."""
        self.counters["unequal_at_end"] = self.unequal_records
        every = self.setup.number("anti_entropy")
        while not self.events.is_capped:
            self.events.run(self.events.now + (every or 3_600.0), cap, self.setup.pulse)
            if not every or self.is_equal or self.rounds_after >= MOST_ROUNDS:
                break
            self.rounds_after += 1

    # Writes and reads

    def _arrive_later(self) -> None:
        delay = exponential(1 / self._rate, self._arriving())
        if self.events.now + delay < self.until:
            self.events.at(delay, self._arrive)

    def _arrive(self) -> None:
        """Let a write and a read come. They reserve their luck first, whatever becomes of them."""
        record, wanted = int(self._where() * self.records), int(self._where() * self.records)
        taker, asked = int(self._at() * self.replicas), int(self._at() * self.replicas)
        ways = [(self._times(), self._times(), self._times()) for _ in range(self.replicas)]
        self._arrive_later()
        self._write(record, taker, ways)
        self._read(wanted, asked, ways)

    def _write(self, record: int, taker: int, ways: list[tuple[float, float, float]]) -> None:
        now, counters = self.events.now, self.counters
        counters["writes"] += 1
        reached = [copy for copy in range(self.replicas) if self._can_reach(taker, copy, now)]
        if len(reached) < self._w:
            counters["writes_refused"] += 1
            self._note(record, "client", taker, "write refused", Step.FAILURE)
            return
        counters["writes_accepted"] += 1
        stamp = (now + self._ahead[taker], counters["writes"])
        counters["unseen"] += self.copies[taker][record] < self.highest[record]
        # An accepted write with a lower stamp than an older one has will be dropped everywhere.
        counters["lost_updates"] += stamp < self.highest[record]
        self.highest[record] = max(self.highest[record], stamp)
        write = Write(record, stamp, now)
        self._waiting[record].append(write)
        self._note(record, "client", taker, f"write record {record + 1}", Step.CALL)
        for copy in range(self.replicas):
            seconds = self._travel(ways[copy][0])
            if copy == taker:
                self._take(taker, taker, write, "write")
            elif copy in reached:
                counters["messages"] += 1
                self.events.at(seconds, self._take, taker, copy, write, "write")
            else:
                counters["messages_lost"] += 1
                if self.setup.flag("hinted_handoff"):
                    self._hints.append(Hint(taker, copy, write, seconds))

    def _read(self, record: int, asked: int, ways: list[tuple[float, float, float]]) -> None:
        """Ask the copy at hand and its neighbours; the answer is the newest of the first R."""
        now, counters = self.events.now, self.counters
        counters["reads_of_records"] += 1
        ring = [(asked + step) % self.replicas for step in range(self.replicas)]
        reached = [copy for copy in ring if self._can_reach(asked, copy, now)]
        if len(reached) < self._r:
            counters["reads_refused"] += 1
            return
        counters["reads_answered"] += 1
        self.answered.add(now)
        if max(self.copies[copy][record] for copy in reached[: self._r]) < self.highest[record]:
            counters["reads_stale"] += 1
            self.stale.add(now)
        if not self.setup.flag("read_repair"):
            return
        newest = max(self.copies[copy][record] for copy in reached)
        for copy in reached:
            if self.copies[copy][record] < newest:
                counters["repairs"] += 1
                write = Write(record, newest, now)
                self.events.at(
                    self._travel(ways[copy][2]), self._take, asked, copy, write, "repair"
                )

    def _take(self, source: int, copy: int, write: Write, word: str) -> None:
        """Let a copy keep a write if that is newer than what it has: the last write wins."""
        record, stamp = write.record, write.stamp
        had = self.copies[copy][record]
        if stamp > had:
            self._count_unequal(self.events.now)
            self.copies[copy][record] = stamp
            self._settled(record)
        self.went_back += self.copies[copy][record] < had
        if source != copy:
            self._note(record, f"replica {source + 1}", copy, word, Step.CALL)

    def _settled(self, record: int) -> None:
        """Note which writes every copy has by now, and whether the copies differ."""
        held = [copy[record] for copy in self.copies]
        oldest, now = min(held), self.events.now
        if oldest == max(held):
            self._unequal.discard(record)
        else:
            self._unequal.add(record)
        waiting = self._waiting[record]
        if any(write.stamp <= oldest for write in waiting):
            self.spread += [now - write.sent for write in waiting if write.stamp <= oldest]
            self._waiting[record] = [write for write in waiting if write.stamp > oldest]

    # Repair

    def _compare_later(self) -> None:
        every = self.setup.number("anti_entropy")
        if every:
            self.events.at(every, self._compare)

    def _compare(self) -> None:
        """Let each copy exchange everything with one other; both then hold the newest."""
        now = self.events.now
        for copy in range(self.replicas if self.replicas > 1 else 0):
            peer = (copy + 1 + int(self._peers() * (self.replicas - 1))) % self.replicas
            if not self._can_reach(copy, peer, now):
                continue
            self.counters["comparisons"] += 1
            for record in range(self.records):
                here, there = self.copies[copy][record], self.copies[peer][record]
                if here < there:
                    self._take(copy, copy, Write(record, there, now), "compared")
                elif there < here:
                    self._take(peer, peer, Write(record, here, now), "compared")
        self._compare_later()

    def _boundary(self, number: int) -> None:
        """Let a copy be cut off or come back, and send what was kept for those in reach."""
        now = self.events.now
        self.states.append(
            _state(now, number, self.states_of(number), self._is_cut_off(number, now))
        )
        kept = []
        for hint in self._hints:
            if self._can_reach(hint.holder, hint.target, now):
                self.counters["hints_sent"] += 1
                arguments = (hint.holder, hint.target, hint.write, "hint")
                self.events.at(hint.seconds, self._take, *arguments)
            else:
                kept.append(hint)
        self._hints = kept

    def states_of(self, number: int) -> str:
        """Return the last state of a copy that was noted."""
        subject = f"replica {number + 1}"
        return next(each.target for each in reversed(self.states) if each.subject == subject)

    # Reach

    def _is_cut_off(self, copy: int, now: float) -> bool:
        return self._lines[copy].at(now).is_cut_off

    def _can_reach(self, left: int, right: int, now: float) -> bool:
        """Say whether two copies can talk; one that is cut off still reaches itself."""
        return left == right or not (self._is_cut_off(left, now) or self._is_cut_off(right, now))

    # Notes

    def _count_unequal(self, now: float) -> None:
        """Add the time since the last change to the records that differed during it."""
        now = min(now, self.until)
        if now > self._counted_until:
            self.unequal.add_level(self._counted_until, now, len(self._unequal))
            self._counted_until = now

    def _note(self, record: int, source: str, copy: int, text: str, step: Step) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        state: dict[str, Cell] = {"record": record + 1}
        for number, held in enumerate(self.copies):
            state[f"replica {number + 1} holds write"] = held[record][1] or None
        target = f"replica {copy + 1}"
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=source, target=target, text=text, step=step,
                state=state,
            )
        )  # fmt: skip


def _state(time: float, number: int, origin: str, is_cut_off: bool) -> Transition:
    target = "cut off" if is_cut_off else "in reach"
    return Transition(time=time, subject=f"replica {number + 1}", origin=origin, target=target)

"""Changes are written, carried into a view, and looked at before and after they are there."""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from patterns.labs.experiments.cqrs import parameters as given
from patterns.labs.experiments.cqrs.feed import Change, Feed, Look
from patterns.labs.experiments.cqrs.ledger import Ledger
from patterns.labs.kernel.arrivals import next_arrival
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import (
    LONGEST_TRACE,
    MOST_BUCKETS,
    Cell,
    Step,
    TraceEvent,
    Transition,
)
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import exponential

_LATEST: Final = 1e9
"""Seconds after which nothing is put on the calendar; far after the end of any run."""
WAITS: Final = (given.WAIT, given.TOKEN)


@dataclass(slots=True)
class Copy:
    """What the cache keeps of a record. hides: when changes came that it does not show."""

    version: int
    ends: float
    hides: list[float] = field(default_factory=list)


class Run:
    """One simulation. `go` lets it happen; what happened is then in the fields.

    written, view: the version of each record on either side. lags: seconds from each change to
    its commit in the view, in order. looks: of first, second and further looks, when they came
    and whether the view was behind; others: of reads by others, when and whether stale.
    hidden: for each change, the seconds for which a copy in the cache hides it after its commit.
    waited: seconds that served looks waited, all together; longest_wait: the longest of them.
    restarted, caught_up: after the first crash, None where that did not happen.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.feed = Feed()
        self.counters: Counter[str] = Counter()
        self.keys = setup.whole("keys")
        self.written, self.view = [0] * self.keys, [0] * self.keys
        self.lags: list[float] = []
        self.looks: tuple[list[tuple[float, bool]], ...] = tuple(
            [] for _ in range(given.MOST_LOOKS)
        )
        self.others: list[tuple[float, bool]] = []
        self.hidden: list[float] = []
        self.waited = self.longest_wait = 0.0
        self.ledger = Ledger(setup.number("wait_limit"))
        self.step = setup.until / MOST_BUCKETS
        self.ages: list[float | None] = [None] * MOST_BUCKETS
        self.backlog = Buckets(setup.until)
        self.read, self.stale = Buckets(setup.until), Buckets(setup.until)
        self.looked, self.looked_stale = Buckets(setup.until), Buckets(setup.until)
        self.asked_write_side = Buckets(setup.until)
        self.states: list[Transition] = []
        self.trace: list[TraceEvent] = []
        self.restarted: float | None = None
        self.caught_up: float | None = None
        self.out_of_order = self.from_the_future = self.broken_promises = 0
        self._backlog_since = 0.0
        self._applied = 0  # the position that the view has reached
        self._copies: dict[int, Copy] = {}
        self._hidden: list[tuple[float, float]] = []  # when a change came to the view, for how long
        self._generation = 0  # of the processor: a crash makes what it had in hand void
        self._is_busy = self._will_look = False
        self._in_hand = 0
        self._idle_since = 0.0
        self._writes, self._reads = setup.number("writes"), setup.number("reads")
        self._mean = 1 / setup.number("processor")
        self._batch, self._commit = setup.whole("batch"), setup.number("commit_share")
        self._poll = setup.number("poll")
        self._lifetime = setup.number("cache_lifetime")
        self._clears = setup.flag("clearing")
        self._remedy, self._limit = setup.word("remedy"), setup.number("wait_limit")
        self._own_reads, self._after = setup.whole("own_reads"), setup.number("read_after")
        self._is_fixed = setup.word("distribution") == given.FIXED
        script, streams = setup.script, setup.streams
        self._load, self._health = script.timeline("writes"), script.timeline("processor")
        self._losses = script.timeline("cache")
        self._arriving, self._work = streams.uniform("arrivals"), streams.uniform("service")
        self._which, self._gaps = streams.uniform("keys"), streams.uniform("jitter")
        self._clearing = streams.uniform("outcome")
        self._coming = streams.uniform("arrivals", "others")
        self._wanted = streams.uniform("keys", "others")

    def go(self) -> None:
        for bucket in range(MOST_BUCKETS):
            self.events.at((bucket + 1) * self.step, self._glance, bucket)
        self._enter("", "down" if self._health.at(0.0).is_crashed else "up")
        for boundary in self._health.boundaries:
            if boundary > 0:
                self.events.at(boundary, self._health_changes)
        self._write_later()
        self._read_later()
        self.events.run(self.setup.until, self.setup.cap, self.setup.pulse)
        self._settle()

    # The write side

    def _write_later(self) -> None:
        delay = next_arrival(self.events.now, self._writes, self._load, self._arriving())
        if delay < _LATEST:
            self.events.at(delay, self._write)

    def _write(self) -> None:
        """Let a change come. It reserves its luck first, whatever then becomes of it."""
        now = self.events.now
        key, work = int(self._which() * self.keys), exponential(self._mean, self._work())
        gaps = [self._gaps() for _ in range(given.MOST_LOOKS)]
        luck = self._clearing()
        self._write_later()
        self.counters["writes"] += 1
        self.written[key] += 1
        change = Change(self.counters["writes"], key, self.written[key], now, work, luck)
        self._count_backlog()
        self.feed.put(change)
        self._note(key, "writer", "write side", f"version {change.version}", Step.CALL)
        due = 0.0
        for number in range(1, self._own_reads + 1):
            due += self._after if self._is_fixed else exponential(self._after, gaps[number - 1])
            self.events.at(due, self._look, change, number)
        self._wake()

    # The processor

    def _wake(self) -> None:
        """Let an idle processor know that there is something: at once, or when it looks next."""
        if self._is_busy or self._will_look or self._health.at(self.events.now).is_crashed:
            return
        if not self._poll:
            self._begin()
            return
        self._will_look = True
        rounds = math.ceil((self.events.now - self._idle_since) / self._poll)
        due = self._idle_since + max(rounds, 1) * self._poll
        self.events.at(max(due - self.events.now, 0.0), self._poll_ends, self._generation)

    def _poll_ends(self, generation: int) -> None:
        if generation == self._generation:
            self._will_look = False
            self._begin()

    def _begin(self) -> None:
        """Begin a transaction with what is there, or be idle from now on."""
        changes = self.feed.first(self._batch)
        self._in_hand = len(changes)
        self._is_busy = bool(changes)
        if not changes:
            self._idle_since = self.events.now
            return
        # The fixed part of the first change's time is that of the transaction.
        seconds = self._commit * changes[0].work
        seconds += (1 - self._commit) * sum(change.work for change in changes)
        seconds *= self._health.at(self.events.now).slow
        self.events.at(seconds, self._commits, self._generation)

    def _commits(self, generation: int) -> None:
        """Show what the transaction holds, all at once."""
        if generation != self._generation:
            return
        now = self.events.now
        self.counters["transactions"] += 1
        self._count_backlog()
        for _ in range(self._in_hand):
            self._apply(self.feed.take(now))
        if not len(self.feed) and self.restarted is not None and self.caught_up is None:
            self.caught_up = now
        self._begin()

    def _apply(self, change: Change) -> None:
        now, key = self.events.now, change.key
        self.counters["applied"] += 1
        self.out_of_order += change.position != self._applied + 1
        self.out_of_order += change.version != self.view[key] + 1
        self._applied, self.view[key] = change.position, change.version
        self.lags.append(now - change.came)
        self._note(key, "processor", "view", f"version {change.version}", Step.CALL)
        self._clear(change)
        self.ledger.resolve(change.early, now)
        for look in change.early:
            if not look.is_over and self._is_protected(look.number):
                look.is_over = True
                self._served_after(look, change, "own_waited")

    def _clear(self, change: Change) -> None:
        """Drop the copy of a changed record from the cache, if anybody does that."""
        now, copy = self.events.now, self._copies.get(change.key)
        if copy is None or copy.ends <= now:
            self._hidden.append((now, 0.0))
            return
        copy.hides.append(now)
        if not self._clears:
            return
        if change.kept_below < self._losses.at(now).drop:
            self.counters["clearings_lost"] += 1
            return
        self.counters["cleared"] += 1
        self._note(change.key, "processor", "cache", "cleared", Step.CALL)
        del self._copies[change.key]
        self._reveal(copy, now)

    def _reveal(self, copy: Copy, now: float) -> None:
        """Note for how long a copy that is no longer there hid each change."""
        ends = min(copy.ends, now)
        self._hidden += [(came, ends - came) for came in copy.hides]

    def _health_changes(self) -> None:
        """Let the processor crash with what it has in hand, or start again."""
        if self._health.at(self.events.now).is_crashed:
            if self._state != "down":
                self._enter(self._state, "down")
                self._generation += 1
                self.counters["crashes"] += 1
                self.counters["repeated"] += self._in_hand
                self._is_busy = self._will_look = False
                self._in_hand = 0
            return
        if self._state == "down":
            self._enter("down", "up")
            if self.restarted is None:
                self.restarted = self.events.now
                if not len(self.feed):
                    self.caught_up = self.events.now
            self._begin()

    # Reading

    def _read_later(self) -> None:
        if self._reads:
            self.events.at(exponential(1 / self._reads, self._coming()), self._others_read)

    def _others_read(self) -> None:
        now, key = self.events.now, int(self._wanted() * self.keys)
        self._read_later()
        self.counters["reads"] += 1
        version = self._ask(key)
        is_stale = version < self.written[key]
        self.counters["reads_stale"] += is_stale
        self.counters["reads_fresh"] += not is_stale
        self.others.append((now, is_stale))
        self.read.add(now)
        if is_stale:
            self.stale.add(now)
        self._note(key, "others", "view", f"read version {version}", Step.CALL)

    def _ask(self, key: int, least: int = 0) -> int:
        """Return the version that the cache has, if that is enough, or else the view."""
        if not self._lifetime:
            return self.view[key]
        now, copy = self.events.now, self._copies.get(key)
        if copy is not None:
            if now < copy.ends and copy.version >= least:
                self.counters["hits"] += 1
                return copy.version
            self._reveal(copy, now)
        self.counters["misses"] += 1
        self._copies[key] = Copy(self.view[key], now + self._lifetime)
        return self.view[key]

    def _is_protected(self, number: int) -> bool:
        """Say whether a writer's look carries the version of its change."""
        return self._remedy == given.TOKEN or (self._remedy != given.NONE and number == 1)

    def _look(self, change: Change, number: int) -> None:
        """Let a writer look at its own change."""
        now = self.events.now
        self.counters["own_reads"] += 1
        self.looked.add(now)
        is_behind = self.view[change.key] < change.version
        self.counters["own_behind"] += is_behind
        self.looks[number - 1].append((now, is_behind))
        self.ledger.looks += 1
        look = Look(number, now)
        if is_behind:
            change.early.append(look)
        if not self._is_protected(number):
            self._look_at(change, self._ask(change.key))
            look.is_over = True
        elif not is_behind:
            look.is_over = True
            self._show(change, self._ask(change.key, change.version), "own_fresh")
        elif self._remedy in WAITS:
            self._note(change.key, "writer", "view", "waits", Step.NOTE)
            self.events.at(self._limit, self._limit_ends, look, change)
        else:
            look.is_over = True
            self._served_after(look, change, "own_write_side")

    def _look_at(self, change: Change, version: int) -> None:
        """Show a writer whatever there is."""
        if version >= change.version:
            self._show(change, version, "own_fresh")
            return
        self.counters["own_stale"] += 1
        self.counters["vanished"] += change.was_seen
        self.looked_stale.add(self.events.now)
        self._note(change.key, "view", "writer", f"old version {version}", Step.FAILURE)

    def _limit_ends(self, look: Look, change: Change) -> None:
        if not look.is_over:
            look.is_over = True
            self._served_after(look, change, "own_timed_out")

    def _served_after(self, look: Look, change: Change, counter: str) -> None:
        """Serve a look that the view was behind for: from the view now, or from the write side."""
        now, key = self.events.now, change.key
        waited = now - look.came
        self.waited += waited
        self.longest_wait = max(self.longest_wait, waited)
        from_view = counter == "own_waited"
        if not from_view:
            self.asked_write_side.add(now)
        self._show(change, self.view[key] if from_view else self.written[key], counter)

    def _show(self, change: Change, version: int, counter: str) -> None:
        self.counters[counter] += 1
        self.broken_promises += version < change.version
        self.from_the_future += version > self.written[change.key]
        change.was_seen = True
        source = "view" if counter in ("own_fresh", "own_waited") else "write side"
        self._note(change.key, source, "writer", f"version {version}", Step.REPLY)

    # Notes

    def _settle(self) -> None:
        """Close the books at the end of the run."""
        self.feed.settle(self.events.now)
        self._count_backlog()
        for change in self.feed.left():
            self.ledger.leave(change.early, self.events.now)
            self.counters["own_waiting"] += sum(not look.is_over for look in change.early)
        for copy in self._copies.values():
            self._reveal(copy, copy.ends)
        # Copies end in another order than that in which the changes came.
        self.hidden = [seconds for _, seconds in sorted(self._hidden)]

    @property
    def _state(self) -> str:
        return self.states[-1].target if self.states else ""

    def _enter(self, origin: str, target: str) -> None:
        self.states.append(
            Transition(time=self.events.now, subject="processor", origin=origin, target=target)
        )

    def _count_backlog(self) -> None:
        """Add the time since the last change of the length of the feed."""
        now = self.events.now
        self.backlog.add_level(self._backlog_since, now, len(self.feed))
        self._backlog_since = now

    def _glance(self, bucket: int) -> None:
        self.ages[bucket] = self.feed.age(self.events.now)

    def _note(self, key: int, source: str, target: str, text: str, step: Step) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        state: dict[str, Cell] = {
            "record": key + 1,
            "written": self.written[key],
            "in the view": self.view[key],
            "changes on their way": len(self.feed),
        }
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=source, target=target, text=text, step=step,
                state=state,
            )
        )  # fmt: skip

"""Instances come, renew, leave or crash; the registry believes them, callers its list."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from patterns.labs.experiments.service_registry.registry import EXACTLY, Registry, late_after
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
NORMAL, IN_DOUBT = "normal", "in doubt"
MOST_STATES: Final = 2_000
LOOKS: Final = 2
"""How often in a heartbeat a registry in doubt looks again."""
FOREVER: Final = float("inf")


@dataclass(slots=True)
class Instance:
    """One instance. ended, stops: when it crashed or left, and from when it does not answer.

    heard: when the registry heard it last. delays: of a crash, the seconds after which callers
    knew; missed: requests that came to it after it had stopped.
    """

    number: int
    heard: float
    ended: float = FOREVER
    stops: float = FOREVER
    has_left: bool = False
    delays: list[float] = field(default_factory=list)
    missed: int = 0

    @property
    def has_crashed(self) -> bool:
        return self.ended < FOREVER and not self.has_left


@dataclass(slots=True)
class Caller:
    """One caller and its copy of the list. out: until when it leaves out who did not answer.

    unaware: crashed instances that the registry has dropped and this caller still lists.
    """

    number: int
    version: int = -1
    listed: tuple[int, ...] = ()
    out: dict[int, float] = field(default_factory=dict)
    unaware: list[int] = field(default_factory=list)


class Run:
    """One simulation. `go` lets it happen; what happened is then in the fields.

    instances: all that ever were, by number. entries_time, living_time: entry and instance
    seconds; dead_listed: dead entries in a caller's list, at the end of each bucket.
    share_sum: the sum of 1 / length of the list, over requests that found one.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.registry = Registry(
            setup.number("heartbeat"), setup.number("lifetime"), setup.number("preserve_share")
        )
        self.counters: Counter[str] = Counter()
        self.instances: dict[int, Instance] = {}
        self.living: list[int] = []
        self.callers = [Caller(number + 1) for number in range(setup.whole("callers"))]
        self.step = setup.until / MOST_BUCKETS
        self.entries, self.alive = Buckets(setup.until), Buckets(setup.until)
        self.asked, self.missed = Buckets(setup.until), Buckets(setup.until)
        self.dead_listed: list[float | None] = [None] * MOST_BUCKETS
        self.share_sum = 0.0
        self.preserving_time = 0.0
        self.states: list[Transition] = []
        self.trace: list[TraceEvent] = []
        self.evicted_in_doubt = self.versions_back = 0
        self.shortest_silence = FOREVER
        self.longest_known_dead = self.longest_after_leave = 0.0
        self._counted_until = 0.0
        self._watched: set[int] = set()  # entries whose end of lifetime is on the calendar
        self._looks_again = False
        self._heartbeat, self._lifetime = setup.number("heartbeat"), setup.number("lifetime")
        self._poll, self._loss = setup.number("poll"), setup.number("heartbeat_loss")
        self._leave_wait, self._start_time = setup.number("leave_wait"), setup.number("start_time")
        self._graceful, self._ends = setup.number("graceful_share"), setup.number("ends")
        self._requests, self._leaves_out = setup.number("requests"), setup.flag("leave_out")
        script, streams = setup.script, setup.streams
        self._load, self._beats = script.timeline("requests"), script.timeline("heartbeats")
        self._line = script.timeline("registry")
        self._arriving, self._choosing = streams.uniform("arrivals"), streams.uniform("routing")
        self._ending, self._luck = streams.uniform("crash"), streams.uniform("outcome")
        self._phases = streams.uniform("jitter")

    def go(self) -> None:
        for bucket in range(MOST_BUCKETS):
            self.events.at((bucket + 1) * self.step, self._glance, bucket)
        self._enter("", NORMAL)
        for _ in range(self.setup.whole("instances")):
            first = self._phases() * self._heartbeat
            self._come(first - self._heartbeat, first)
        for caller in self.callers:
            caller.version, caller.listed = self.registry.version, self.registry.listed()
            phase = self._phases()
            if self._poll:
                self.events.at(phase * self._poll, self._read, caller)
        text = "what arrives is not shown"
        self._note("instance", "instance", text, Step.NOTE)
        for boundary in self._line.boundaries:
            self.events.at(boundary, self._line_changes)
        self._end_later()
        self._ask_later()
        self.events.run(self.setup.until, self.setup.cap, self.setup.pulse)
        self._count()
        self._look_at_lists()

    # Instances

    def _come(self, heard: float, first: float) -> None:
        """Let a new instance register and send its first heartbeat after `first` seconds."""
        instance = Instance(len(self.instances) + 1, heard)
        self.instances[instance.number] = instance
        self._count()
        self.living.append(instance.number)
        self.counters["starts"] += 1
        self.events.at(first, self._beat, instance)
        if not self._is_cut_off():
            self._register(instance, heard)

    def _start(self) -> None:
        self._come(self.events.now, self._heartbeat)

    def _register(self, instance: Instance, now: float) -> None:
        self._count()
        self.registry.register(instance.number, now)
        instance.heard = now
        self.counters["registered"] += 1
        if now > 0:
            self._note("instance", "registry", f"instance {instance.number} registers", Step.CALL)
        self._watch(instance)
        self._tell()

    def _beat(self, instance: Instance) -> None:
        if instance.ended < FOREVER:
            return
        now, luck = self.events.now, self._luck()
        self.events.at(self._heartbeat, self._beat, instance)
        self.counters["heartbeats"] += 1
        drop = self._beats.at(now).drop
        if luck < 1 - (1 - self._loss) * (1 - drop) or self._is_cut_off():
            self.counters["heartbeats_lost"] += 1
            self._note(
                "instance", "registry", f"instance {instance.number} is not heard", Step.FAILURE
            )
            return
        if self.registry.renew(instance.number, now):
            instance.heard = now
            self._watch(instance)
        else:
            self.counters["came_back"] += 1
            self._register(instance, now)

    def _end_later(self) -> None:
        if self._ends:
            self.events.at(exponential(1 / self._ends, self._ending()), self._end)

    def _end(self) -> None:
        """Let an instance end. It reserves its luck first, whatever becomes of it."""
        which, way = self._ending(), self._ending()
        self._end_later()
        if not self.living:
            return
        now = self.events.now
        self._count()
        instance = self.instances[self.living.pop(int(which * len(self.living)))]
        instance.ended = instance.stops = now
        self.events.at(self._start_time, self._start)
        if way >= self._graceful:
            self.counters["crashes"] += 1
            self._note("instance", "instance", f"instance {instance.number} crashes", Step.FAILURE)
            return
        instance.has_left, instance.stops = True, now + self._leave_wait
        self.counters["leaves"] += 1
        self._note("instance", "registry", f"instance {instance.number} leaves", Step.CALL)
        if not self._is_cut_off() and self.registry.leave(instance.number):
            self.counters["left"] += 1
            self._tell()

    # The registry

    def _is_cut_off(self) -> bool:
        return self._line.at(self.events.now).is_cut_off

    def _watch(self, instance: Instance) -> None:
        """Put the end of an entry's lifetime on the calendar, if it is not there."""
        if instance.number not in self._watched:
            self._watched.add(instance.number)
            due = instance.heard + self._lifetime + 2 * EXACTLY - self.events.now
            self.events.at(max(due, 0.0), self._lifetime_ends, instance)

    def _lifetime_ends(self, instance: Instance) -> None:
        """Look whether an entry has been silent for its lifetime; if not, look again later."""
        self._watched.discard(instance.number)
        if instance.number not in self.registry.entries:
            return
        if instance.heard >= self.events.now - self._lifetime - EXACTLY:
            self._watch(instance)
            return
        self._expire()
        if self.registry.is_preserving and not self._looks_again:
            self._looks_again = True
            self.events.at(self._heartbeat / LOOKS, self._look_again)

    def _look_again(self) -> None:
        """In doubt, look a few times in each heartbeat whether the silent are still as many."""
        self._expire()
        self._looks_again = self.registry.is_preserving
        if self._looks_again:
            self.events.at(self._heartbeat / LOOKS, self._look_again)

    def _expire(self) -> None:
        """Let the registry drop whom it has not heard, unless it doubts itself."""
        now, registry = self.events.now, self.registry
        self._count()
        entries, was_preserving = len(registry.entries), registry.is_preserving
        late = sum(
            now - self.instances[number].heard
            > late_after(self._heartbeat, self._lifetime) + EXACTLY
            for number in registry.entries
        )
        share = self.setup.number("preserve_share")
        gone = registry.expire(now)
        if gone and share and late > max(1.0, share * entries):
            self.evicted_in_doubt += len(gone)
        self.counters["doubted"] += registry.is_preserving
        if registry.is_preserving != was_preserving:
            states = (NORMAL, IN_DOUBT)
            self._enter(states[was_preserving], states[registry.is_preserving])
        for number in gone:
            self._evicted(self.instances[number])
        if gone:
            self._tell()

    def _evicted(self, instance: Instance) -> None:
        now = self.events.now
        self.shortest_silence = min(self.shortest_silence, now - instance.heard)
        is_alive = instance.ended == FOREVER
        self.counters["evicted_alive" if is_alive else "evicted_dead"] += 1
        self.counters["crashes_noticed"] += instance.has_crashed
        said = f"instance {instance.number} is dropped" + (", though it lives" if is_alive else "")
        self._note("registry", "registry", said, Step.FAILURE if is_alive else Step.NOTE)
        if not is_alive:
            for caller in self.callers:
                if instance.number in caller.listed:
                    caller.unaware.append(instance.number)

    def _line_changes(self) -> None:
        """Tell callers what they missed, where the registry tells."""
        if not self._is_cut_off():
            self._tell()

    def _tell(self) -> None:
        """Push the list, where callers do not read it by themselves."""
        if not self._poll and not self._is_cut_off():
            for caller in self.callers:
                self._take(caller)

    # Callers

    def _read(self, caller: Caller) -> None:
        self.events.at(self._poll, self._read, caller)
        if self._is_cut_off():
            self.counters["polls_failed"] += 1
            return
        self.counters["polls"] += 1
        self._take(caller)

    def _take(self, caller: Caller) -> None:
        """Give a caller the list if it has changed."""
        registry = self.registry
        if caller.version == registry.version:
            return
        self.versions_back += registry.version < caller.version
        caller.version, caller.listed = registry.version, registry.listed()
        self.counters["lists_sent"] += 1
        text = f"{len(caller.listed)} entries for caller {caller.number}"
        self._note("registry", "caller", text, Step.REPLY)
        for number in caller.unaware:
            instance = self.instances[number]
            delay = self.events.now - instance.ended
            self.longest_known_dead = max(self.longest_known_dead, delay)
            if instance.has_crashed:
                instance.delays.append(delay)
        caller.unaware.clear()

    def _ask_later(self) -> None:
        if self._requests:
            delay = next_arrival(self.events.now, self._requests, self._load, self._arriving())
            if delay < _LATEST:
                self.events.at(delay, self._ask)

    def _ask(self) -> None:
        """Let a caller send a request to an instance of its list."""
        now, counters = self.events.now, self.counters
        who, which = self._choosing(), self._choosing()
        self._ask_later()
        counters["requests"] += 1
        self.asked.add(now)
        caller = self.callers[int(who * len(self.callers))]
        listed = self._fit(caller) if caller.out else caller.listed
        if not listed:
            counters["nowhere"] += 1
            self.missed.add(now)
            self._note(
                "caller", "caller", f"caller {caller.number} has an empty list", Step.FAILURE
            )
            return
        self.share_sum += 1 / len(caller.listed)
        instance = self.instances[listed[int(which * len(listed))]]
        if now < instance.stops:
            counters["served"] += 1
            return
        self._missed(caller, instance)

    def _missed(self, caller: Caller, instance: Instance) -> None:
        now = self.events.now
        instance.missed += 1
        self.missed.add(now)
        if instance.has_left:
            self.counters["missed_left"] += 1
            self.longest_after_leave = max(self.longest_after_leave, now - instance.ended)
        else:
            self.counters["missed_crashed"] += 1
        if self._leaves_out:
            caller.out[instance.number] = now + (self._poll or self._lifetime)
        text = f"caller {caller.number} asks instance {instance.number}, which is gone"
        self._note("caller", "instance", text, Step.FAILURE)

    def _fit(self, caller: Caller) -> tuple[int, ...]:
        """Return the list without those who did not answer lately, all if nobody is left."""
        now = self.events.now
        for number in [number for number, until in caller.out.items() if until <= now]:
            del caller.out[number]
        fit = tuple(number for number in caller.listed if number not in caller.out)
        return fit or caller.listed

    # Notes

    def _count(self) -> None:
        """Add the time since the last change of entries and instances."""
        now, since = self.events.now, self._counted_until
        if now > since:
            self.entries.add_level(since, now, len(self.registry.entries))
            self.alive.add_level(since, now, len(self.living))
            self.preserving_time += (now - since) * self.registry.is_preserving
            self._counted_until = now

    def _glance(self, bucket: int) -> None:
        dead = set(self._dead())
        found = sum(number in dead for caller in self.callers for number in caller.listed)
        self.dead_listed[bucket] = found / len(self.callers)

    def _dead(self) -> list[int]:
        now = self.events.now
        return [each.number for each in self.instances.values() if each.stops <= now]

    def _look_at_lists(self) -> None:
        """Find who has been gone for longest and is still on a list when the run ends."""
        for number in {number for caller in self.callers for number in caller.listed}:
            instance = self.instances[number]
            if instance.ended < FOREVER:
                gone = self.events.now - instance.ended
                self.longest_known_dead = max(self.longest_known_dead, gone)

    def _enter(self, origin: str, target: str) -> None:
        if len(self.states) < MOST_STATES:
            self.states.append(
                Transition(time=self.events.now, subject="registry", origin=origin, target=target)
            )

    def _note(self, source: str, target: str, text: str, step: Step) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        state: dict[str, Cell] = {
            "entries": len(self.registry.entries),
            "living instances": len(self.living),
            "version of the list": self.registry.version,
            "it doubts": "yes" if self.registry.is_preserving else "no",
        }
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=source, target=target, text=text, step=step,
                state=state,
            )
        )  # fmt: skip

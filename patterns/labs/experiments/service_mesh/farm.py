"""Instances of one service: who is asked, how long it takes, and who is put out of rotation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from patterns.labs.experiments.service_mesh import parameters as given
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.faults import Timeline
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import Transition
from patterns.labs.kernel.streams import exponential

MOST_STATES: Final = 400
IN: Final = "in rotation"
OUT: Final = "ejected"


@dataclass(slots=True)
class Instance:
    """One server with a queue, first come, first served.

    present: calls that wait or are worked on. free_at: when all of them are done. errors: in a
    row. seconds: of all calls that ended, waiting included. out: seconds of all ejections.
    """

    number: int
    faults: Timeline
    present: int = 0
    free_at: float = 0.0
    errors: int = 0
    is_out: bool = False
    calls: int = 0
    failed: int = 0
    ended: int = 0
    seconds: float = 0.0
    ejections: int = 0
    out: float = 0.0


class Farm:
    """One simulation of the instances; `go` lets it happen.

    times: seconds from arrival to end of each call that ended, in the order of the ends.
    present_time: call seconds at all instances, by their number present over time.
    """

    def __init__(self, setup: Setup) -> None:
        self.events = Events()
        self.count = setup.whole("instances")
        self.service = setup.number("service")
        self.rate = self.count * setup.number("utilization") / self.service
        self.instances = [
            Instance(n, setup.script.timeline(f"instance-{n}")) for n in range(1, self.count + 1)
        ]
        self.times: list[float] = []
        self.ended_at: list[float] = []
        self.states: list[Transition] = []
        self.most_out = self.asked_while_out = 0
        self.present = 0
        self.present_time = 0.0
        self.allowed = given.allowed_out(setup.number("max_ejected"), self.count)
        self._until, self._cap, self._pulse = setup.until, setup.cap, setup.pulse
        self._since = self._came = 0.0
        self._errors, self._ejection = setup.whole("consecutive_errors"), setup.number("ejection")
        self._active = list(self.instances)
        self._turn = -1
        self._choose = self._chooser(setup.word("balancing"))
        streams = setup.streams
        self._arriving = streams.uniform("arrivals", "instances")
        self._serving = streams.uniform("service", "instances")
        self._luck = streams.uniform("outcome", "instances")
        self._routing = streams.uniform("routing", "instances")

    def go(self) -> None:
        self._arrive_later()
        self.events.run(self._until, self._cap, self._pulse)
        self._settle()

    def _arrive_later(self) -> None:
        self.events.at(exponential(1 / self.rate, self._arriving()), self._arrive)

    def _arrive(self) -> None:
        """Let a call come. It takes all its numbers first, whoever is then asked."""
        u, chance, first, second = self._serving(), self._luck(), self._routing(), self._routing()
        self._arrive_later()
        self._settle()
        instance = self._choose(first, second)
        self.asked_while_out += instance.is_out and bool(self._active)
        instance.calls += 1
        instance.present += 1
        self.present += 1
        now = self.events.now
        self._came += now
        begins = max(now, instance.free_at)
        condition = instance.faults.at(begins)
        fails = chance < condition.error
        # What fails, fails at once: the most dangerous kind, since it looks idle.
        seconds = 0.0 if fails else exponential(self.service, u) * condition.slow
        instance.free_at = begins + seconds
        self.events.at(instance.free_at - now, self._end, instance, now, fails)

    def _end(self, instance: Instance, came: float, fails: bool) -> None:
        self._settle()
        now = self.events.now
        instance.present -= 1
        self.present -= 1
        self._came -= came
        instance.ended += 1
        instance.seconds += now - came
        self.times.append(now - came)
        self.ended_at.append(now)
        if not fails:
            instance.errors = 0
            return
        instance.failed += 1
        instance.errors += 1
        out = self.count - len(self._active)
        if instance.errors >= self._errors and not instance.is_out and out < self.allowed:
            self._eject(instance)

    def _eject(self, instance: Instance) -> None:
        now = self.events.now
        instance.is_out, instance.errors = True, 0
        instance.ejections += 1
        instance.out += min(self._ejection, self._until - now)
        self._active.remove(instance)
        self.most_out = max(self.most_out, self.count - len(self._active))
        self._note(instance, IN, OUT)
        self.events.at(self._ejection, self._return, instance)

    def _return(self, instance: Instance) -> None:
        instance.is_out = False
        self._active.append(instance)
        self._active.sort(key=lambda each: each.number)
        self._note(instance, OUT, IN)

    def _note(self, instance: Instance, origin: str, target: str) -> None:
        if len(self.states) >= MOST_STATES:
            return
        subject = f"instance {instance.number}"
        if all(state.subject != subject for state in self.states):
            start = Transition(time=0.0, subject=subject, origin="", target=IN)
            self.states.append(start)
        self.states.append(
            Transition(time=self.events.now, subject=subject, origin=origin, target=target)
        )

    def _settle(self) -> None:
        now = self.events.now
        self.present_time += self.present * (now - self._since)
        self._since = now

    def _chooser(self, balancing: str) -> Callable[[float, float], Instance]:
        return {
            given.ROUND_ROBIN: self._next,
            given.RANDOM: self._any,
            given.LEAST_OF_TWO: self._better_of_two,
            given.LEAST_LOADED: self._least_loaded,
        }[balancing]

    def _next(self, first: float, second: float) -> Instance:
        among = self._active or self.instances
        self._turn = (self._turn + 1) % len(among)
        return among[self._turn]

    def _any(self, first: float, second: float) -> Instance:
        among = self._active or self.instances
        return among[int(first * len(among))]

    def _better_of_two(self, first: float, second: float) -> Instance:
        among = self._active or self.instances
        count = len(among)
        if count == 1:
            return among[0]
        one = int(first * count)
        other = int(second * (count - 1))
        other += other >= one
        a, b = among[one], among[other]
        return a if a.present <= b.present else b

    def _least_loaded(self, first: float, second: float) -> Instance:
        among = self._active or self.instances
        least = min([each.present for each in among])
        equal = [each for each in among if each.present == least]
        return equal[int(first * len(equal))]

    def waited_so_far(self) -> float:
        """Return the seconds for which the calls that are present have been there, in sum."""
        return self.present * self.events.now - self._came

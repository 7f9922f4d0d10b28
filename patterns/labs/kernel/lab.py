"""A Lab: what an experiment module offers, and how a run of it becomes a Result."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from patterns import parameters as reading
from patterns.labs.kernel import faults
from patterns.labs.kernel.events import Pulse
from patterns.labs.kernel.faults import FaultKind, Script
from patterns.labs.kernel.results import Findings, Identity, Result, Status, rounded
from patterns.labs.kernel.streams import LAST_SEED, Streams
from patterns.parameters import Kind, Parameter, Reading, Row, Rule, Value

CAP: Final = 60_000
"""Events of one run on a page or through the API."""
CAP_OF_TWO: Final = 40_000
"""Events of each of two runs that are compared."""
LONGEST_CAP: Final = 600_000
"""Events of a run from the command line."""
LEAST_ROOM: Final = 0.1
"""Part of a cap that is aimed at where the cap is so small that chance could fill all of it."""
SEED: Final = Parameter(
    "seed", "Seed", Kind.COUNT, 1, 0, LAST_SEED, help="The same seed gives the same run."
)
Values: TypeAlias = Mapping[str, Value]


class ChartKind(StrEnum):
    AREAS = "areas"
    LINES = "lines"
    HISTOGRAM = "histogram"
    BAND = "band"
    BARS = "bars"
    HEAT = "heat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Which parts of a Result are drawn together.

    series: names of the series of areas, lines or heat strips, where `in_use_*` stands for all
    that begin so; of a histogram its name.
    threshold: a parameter whose value is drawn as a line across. subject: of a band, and of areas
    that stand above one, whose states are shown. of_the_run: its axis is the time of the run, so
    that faults and states can be marked on it. targets: whose faults are marked, where those of
    others have no part in what is drawn; `instance-*` stands for all that begin so.
    """

    name: str
    title: str
    kind: ChartKind
    series: tuple[str, ...] = ()
    threshold: str = ""
    subject: str = ""
    of_the_run: bool = True
    targets: tuple[str, ...] = ("*",)


@dataclass(frozen=True, slots=True)
class Balance:
    """The counters named on the left add up to those on the right, in every run."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    def of(self, counters: Mapping[str, int], words: Callable[[str], str]) -> Identity:
        """Return the equation with its numbers; words: what the reader calls a counter."""
        return Identity(
            left=tuple((words(name), counters[name]) for name in self.left),
            right=tuple((words(name), counters[name]) for name in self.right),
        )


@dataclass(frozen=True, slots=True)
class Invariant:
    """Words, and a predicate that every run must meet; it sees figures before they are rounded."""

    words: str
    holds: Callable[[Findings, Values], bool]


class BrokenInvariant(AssertionError):
    """A run contradicts itself: its figures must not be shown."""

    def __init__(self, lab: str, words: str) -> None:
        super().__init__(f"{lab}: {words}")
        self.lab = lab
        self.words = words


@dataclass(frozen=True, slots=True)
class Setup:
    """What a simulation is given.

    until: how far to go, in the unit of the lab's length, shortened already where it must be.
    cap: events after which to stop. pulse: to be handed to `Events.run`, or called every 1,024
    steps by a lab without a calendar.
    """

    values: Values
    streams: Streams
    until: float
    cap: int
    script: Script
    columns: Mapping[str, Parameter]
    pulse: Pulse | None = None

    def number(self, name: str) -> float:
        return float(self.values[name])

    def whole(self, name: str) -> int:
        return int(self.values[name])

    def word(self, name: str) -> str:
        return str(self.values[name])

    def flag(self, name: str) -> bool:
        return bool(self.values[name])

    def rows(self, name: str) -> tuple[Row, ...]:
        return reading.rows(self.columns[name], self.values[name])


def nothing_wrong(values: Values) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Change:
    """An edge of a state machine: from which state to which, and the counter of how often."""

    origin: str
    target: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """A simulation of one Pattern; its words stand in `fixtures/labs/<slug>.toml`.

    slug: the module's name with hyphens. model_version: raised whenever a result may change.
    estimate: events that a run with these values is expected to take.
    length: the parameter that is cut when that is too many: a duration, or a count.
    check: messages by parameter for what `rules` cannot say; asked when all else is right.
    targets: what may fail and how; not empty means that the lab has the field `f`.
    quantities: for each counter that needs more than its own name, the words for it.
    machine: the edges of its state machine, the first from the state in which it begins.
    edges: where the states hang on the values, the Table of the result that holds these edges: rows
    of `origin to target`, when it is walked, and how often. A lab without either is drawn by the
    calls of its first events.
    """

    slug: str
    model_version: int
    parameters: tuple[Parameter, ...]
    estimate: Callable[[Values], int]
    simulate: Callable[[Setup], Findings]
    length: str = "duration"
    rules: tuple[Rule, ...] = ()
    check: Callable[[Values], Mapping[str, str]] = nothing_wrong
    targets: Mapping[str, tuple[FaultKind, ...]] = field(default_factory=dict)
    balances: tuple[Balance, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    charts: tuple[Chart, ...] = ()
    quantities: Mapping[str, str] = field(default_factory=dict)
    machine: tuple[Change, ...] = ()
    edges: str = ""

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of this name; raises KeyError."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)

    def words(self, counter: str) -> str:
        """Return what the reader calls a counter."""
        return self.quantities.get(counter, counter.replace("_", " "))

    def values(self, **changes: Value) -> Values:
        """Return the defaults with some of them changed, in base units and unchecked."""
        unknown = changes.keys() - {parameter.name for parameter in self.parameters}
        if unknown:
            raise KeyError(*sorted(unknown))
        defaults = {parameter.name: parameter.default for parameter in self.parameters}
        return MappingProxyType(defaults | changes)

    def read(self, query: Mapping[str, str]) -> Reading:
        """Return the values that a query asks for, or a message for each field; never raises."""
        read = reading.read(self.parameters, query, self.rules)
        if read.messages:
            return read
        return Reading(read.values, MappingProxyType(self.messages(read.values)))

    def messages(self, values: Values) -> dict[str, str]:
        """Return what is wrong between values that are allowed one by one."""
        wrong = reading.broken_rules(self.rules, self.parameters, values)
        if not wrong and self.targets:
            end = float(values[self.length]) if self.is_timed else float("inf")
            wrong = faults.messages(self.parameter("f"), values["f"], self.targets, end)
        return wrong or dict(self.check(values))

    def asked(self, values: Values) -> dict[str, str]:
        """Return what differs from the defaults as an address carries it, in canonical order."""
        return {
            parameter.name: reading.write(parameter, values[parameter.name])
            for parameter in self.parameters
            if values[parameter.name] != parameter.default
        }

    def run(
        self,
        values: Values,
        *,
        seed: int = 1,
        cap: int = CAP,
        needed: int = 0,
        pulse: Pulse | None = None,
    ) -> Result:
        """Run the lab and return its Result, complete or saying that it is not.

        values: one for each parameter, as `read` or `values` gives them. Pure: equal arguments
        give an equal Result anywhere. Costs up to 250 ms at the usual cap. pulse: called now and
        then; what it raises passes through. needed: events that a run to be compared with this
        one takes, so that both are shortened alike.

        Raises BrokenInvariant where the figures contradict each other.
        """
        requested = float(values[self.length])
        needed = max(needed, self.estimate(values))
        until = requested
        if needed > cap:
            # Chance brings some runs more events than expected; a little room keeps the end exact.
            until = requested * cap / needed * max(1 - 3 / math.sqrt(cap), LEAST_ROOM)
            if not self.is_timed:
                until = float(max(1, int(until)))
        setup = Setup(
            values=values,
            streams=Streams(self.slug, self.model_version, seed),
            until=until,
            cap=cap,
            script=faults.script(self.parameter("f"), values["f"]) if self.targets else Script(),
            columns={p.name: p for p in self.parameters if p.kind is Kind.ROWS},
            pulse=pulse,
        )
        findings = self.simulate(setup)
        identities = tuple(balance.of(findings.counters, self.words) for balance in self.balances)
        self._insist(findings, values, identities)
        status = Status.COMPLETE if until >= requested else Status.SHORTENED
        if findings.is_capped:
            status = Status.CAPPED
        notes = self._notes(status, findings, requested, max(needed, findings.events), cap, setup)
        return rounded(
            Result(
                lab=self.slug,
                model_version=self.model_version,
                params=values,
                seed=seed,
                status=status,
                simulated_until=findings.simulated_until,
                requested_until=requested,
                events=findings.events,
                counters=findings.counters,
                measures=findings.measures,
                series=findings.series,
                histograms=findings.histograms,
                spans=findings.spans,
                tables=findings.tables,
                states=findings.states,
                trace=findings.trace,
                checks=findings.checks,
                identities=identities,
                notes=(*notes, *findings.notes),
            )
        )

    @property
    def is_timed(self) -> bool:
        """Say whether the length is in seconds, and with it the end of a Result."""
        return self.parameter(self.length).kind is Kind.DURATION

    def _insist(self, findings: Findings, values: Values, identities: Iterable[Identity]) -> None:
        for identity in identities:
            if not identity.holds:
                raise BrokenInvariant(self.slug, str(identity))
        for invariant in self.invariants:
            if not invariant.holds(findings, values):
                raise BrokenInvariant(self.slug, invariant.words)

    def _notes(
        self,
        status: Status,
        findings: Findings,
        requested: float,
        needed: int,
        cap: int,
        setup: Setup,
    ) -> tuple[str, ...]:
        if status is Status.COMPLETE:
            return ()
        parameter = self.parameter(self.length)
        unit = parameter.unit or "s"
        done, of = f"{findings.simulated_until:,.4g}", f"{requested:,.4g}"
        if not self.is_timed:
            unit = parameter.label.lower()
            done, of = f"{int(findings.simulated_until):,}", f"{int(requested):,}"
        about = float(f"{needed:.3g}")
        first = (
            f"Simulated {done} of {of} {unit}: these settings need about {about:,.0f} events,"
            f" the limit is {cap:,}. Figures are for the first {done} {unit}."
        )
        missed = setup.script.not_reached(findings.simulated_until) if self.is_timed else ()
        return (
            first,
            *(
                f"Not reached: {fault.kind} on {fault.target} from {fault.start:g} s."
                for fault in missed
            ),
        )

"""What a run gave, as frozen values: counts, measures, series, first events, theory beside them.

Numbers are rounded to six significant digits when a Result is built, in `rounded` alone, so that
page, text, CSV and JSON cannot disagree, and the last bits of a float never reach a reader.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from patterns.parameters import Value

DIGITS: Final = 6
MOST_BUCKETS: Final = 120
LONGEST_TRACE: Final = 200
Cell: TypeAlias = str | int | float | None
T = TypeVar("T")


class Status(StrEnum):
    COMPLETE = "complete"
    SHORTENED = "shortened"
    CAPPED = "capped"


class Outcome(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    DOES_NOT_APPLY = "does not apply"


class Step(StrEnum):
    """How a trace event is drawn: an arrow there, an answer back, a lost one, or a note."""

    CALL = "call"
    REPLY = "reply"
    FAILURE = "failure"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure of the run.

    unit: "s", "/s", "share", "" and the like; seconds and shares are base units, as in parameters.
    value: None where `reason` says why there is none. low, high: the 95 % interval, if known.
    is_headline: shown first, compared between two runs and repeated over seeds.
    """

    name: str
    label: str
    value: float | None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    reason: str = ""
    is_headline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values over time, one for each bucket; bucket i begins at `start + i * step` seconds.

    None: nothing to say for that bucket, such as a share of no calls.
    """

    name: str
    label: str
    unit: str = ""
    start: float = 0.0
    step: float
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """counts[i] samples lie from edges[i] up to edges[i + 1]; the last edge may be left open."""

    name: str
    label: str
    unit: str = ""
    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A bar of a Gantt chart: what one lane did from start to end seconds."""

    lane: str
    label: str
    start: float
    end: float
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures by row, such as those of each service; numbers in base units named in `units`."""

    name: str
    title: str
    columns: tuple[str, ...]
    units: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """`subject` left `origin` for `target` at `time` seconds; origin is empty for its start."""

    time: float
    subject: str
    origin: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEvent:
    """One of the first events, to be walked through step by step.

    source, target: who acts on whom; equal for a note. state: what is known after the event, by
    label, such as the state of a breaker and the calls in its window.
    """

    time: float
    source: str
    target: str
    text: str
    step: Step = Step.CALL
    state: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Theory beside simulation. tolerance: max(4 standard errors, 1 % of what is expected)."""

    name: str
    source: str
    simulated: float | None = None
    expected: float | None = None
    tolerance: float | None = None
    unit: str = ""
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An equation between counters that held in this run: words and numbers on both sides."""

    left: tuple[tuple[str, int], ...]
    right: tuple[tuple[str, int], ...]

    @property
    def holds(self) -> bool:
        return sum(n for _, n in self.left) == sum(n for _, n in self.right)

    def __str__(self) -> str:
        sides = (
            " + ".join(f"{words} {count:,}" for words, count in side)
            for side in (self.left, self.right)
        )
        return " = ".join(sides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a simulation hands over: unrounded, and with the evidence for its invariants.

    simulated_until: how far it came, in the unit of the lab's length (seconds, or a count).
    evidence: figures that only the invariants read, such as the most probes at a time.
    """

    simulated_until: float
    events: int
    is_capped: bool = False
    counters: Mapping[str, int] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    series: tuple[Series, ...] = ()
    histograms: tuple[Histogram, ...] = ()
    spans: tuple[Span, ...] = ()
    tables: tuple[Table, ...] = ()
    states: tuple[Transition, ...] = ()
    trace: tuple[TraceEvent, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    evidence: Mapping[str, float] = field(default_factory=dict)

    def measure(self, name: str) -> Measure:
        return _named(self.measures, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One run, complete or saying in `status` and `notes` that it is not.

    params: every parameter in base units. simulated_until, requested_until: in the unit of the
    lab's length. notes: sentences for the reader, that on status first.
    """

    lab: str
    model_version: int
    params: Mapping[str, Value]
    seed: int
    status: Status
    simulated_until: float
    requested_until: float
    events: int
    counters: Mapping[str, int]
    measures: tuple[Measure, ...]
    series: tuple[Series, ...]
    histograms: tuple[Histogram, ...]
    spans: tuple[Span, ...]
    tables: tuple[Table, ...]
    states: tuple[Transition, ...]
    trace: tuple[TraceEvent, ...]
    checks: tuple[Check, ...]
    identities: tuple[Identity, ...]
    notes: tuple[str, ...]

    @property
    def is_partial(self) -> bool:
        return self.status is not Status.COMPLETE

    @property
    def headlines(self) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures if measure.is_headline)

    def measure(self, name: str) -> Measure:
        """Return the measure of this name; raises KeyError."""
        return _named(self.measures, name)

    def series_named(self, name: str) -> Series:
        """Return the series of this name; raises KeyError."""
        return _named(self.series, name)

    def table(self, name: str) -> Table:
        """Return the table of this name; raises KeyError."""
        return _named(self.tables, name)

    def check(self, name: str) -> Check:
        """Return the check of this name; raises KeyError."""
        return _named(self.checks, name)


def rounded(entry: T) -> T:
    """Return the same values with every float at six significant digits and dicts frozen.

    Everything that a Result holds passes through here once, and nothing else rounds.
    """
    return _rounded(entry)  # type: ignore[no-any-return]


def plain(result: Result) -> dict[str, Any]:
    """Return the Result as values that JSON can hold, keys in the order of the fields."""
    return dict(_plain(result))


def canonical(result: Result) -> str:
    """Return the one JSON text of a Result: keys sorted, no spaces, no NaN."""
    return json.dumps(
        plain(result), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(result: Result) -> str:
    """Return the SHA-256 of the canonical JSON in hex; it changes with any figure of the run."""
    return hashlib.sha256(canonical(result).encode()).hexdigest()


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Entry = TypeVar("Entry", bound=_Named)


def _named(entries: tuple[Entry, ...], name: str) -> Entry:
    for entry in entries:
        if entry.name == name:
            return entry
    raise KeyError(name)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return tuple(_rounded(each) for each in value)
    if isinstance(value, Mapping):
        return MappingProxyType({name: _rounded(each) for name, each in value.items()})
    changes = {f.name: _rounded(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return type(value)(**changes)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}

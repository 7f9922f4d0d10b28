"""The fault script: what goes wrong, where, from when to when.

A row reads `500-900:service:error:1`: from 500 to 900 seconds the target `service` answers with
errors, share 1. Rows that overlap compose: errors as 1-(1-a)(1-b), delays add, factors multiply.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from patterns.parameters import Kind, Parameter, ParameterError, Value, parse, rows, write

MOST_ROWS: Final = 6


class FaultKind(StrEnum):
    ERROR = "error"
    DELAY = "delay"
    SLOW = "slow"
    HANG = "hang"
    CRASH = "crash"
    PARTITION = "partition"
    DROP = "drop"
    DUPLICATE = "duplicate"
    LOAD = "load"


MEANINGS: Final[Mapping[FaultKind, str]] = {
    FaultKind.ERROR: "share of calls that fail, 0 to 1",
    FaultKind.DELAY: "added milliseconds",
    FaultKind.SLOW: "factor on the time of a call",
    FaultKind.HANG: "mean seconds that a call hangs; 0: it never answers",
    FaultKind.CRASH: "1; the target is back at the end",
    FaultKind.PARTITION: "1; the target cannot be reached",
    FaultKind.DROP: "share of messages lost, 0 to 1",
    FaultKind.DUPLICATE: "share of messages sent twice, 0 to 1",
    FaultKind.LOAD: "factor on arrivals",
}
_MOST: Final[Mapping[FaultKind, float]] = {
    FaultKind.ERROR: 1,
    FaultKind.DELAY: 600_000,
    FaultKind.SLOW: 1_000,
    FaultKind.HANG: 3_600,
    FaultKind.CRASH: 1,
    FaultKind.PARTITION: 1,
    FaultKind.DROP: 1,
    FaultKind.DUPLICATE: 1,
    FaultKind.LOAD: 100,
}
_LONGEST: Final = 86_400.0  # seconds
_TIME: Final = Parameter("time", "Time", Kind.DURATION, 0.0, 0, _LONGEST, unit="s")


@dataclass(frozen=True, slots=True)
class Fault:
    """One row. start, end: seconds, the end excluded. value: as `MEANINGS` says."""

    start: float
    end: float
    target: str
    kind: FaultKind
    value: float


@dataclass(frozen=True, slots=True)
class Condition:
    """What one target suffers at one time; the defaults are health.

    error, drop, duplicate: shares. delay: seconds. slow, load: factors. hang: None, or the mean
    seconds that a call hangs, 0 for a call that never answers.
    """

    error: float = 0.0
    delay: float = 0.0
    slow: float = 1.0
    hang: float | None = None
    is_crashed: bool = False
    is_cut_off: bool = False
    drop: float = 0.0
    duplicate: float = 0.0
    load: float = 1.0


HEALTHY: Final = Condition()


class Timeline:
    """The conditions of one target over time, constant between its boundaries.

    boundaries: the seconds at which the condition may change, in order. conditions: one more
    than boundaries; the first holds before the first boundary.
    """

    __slots__ = ("boundaries", "conditions")

    def __init__(self, faults: Iterable[Fault]) -> None:
        own = tuple(faults)
        self.boundaries = tuple(
            sorted({time for fault in own for time in (fault.start, fault.end)})
        )
        starts = (-1.0, *self.boundaries)
        self.conditions = tuple(
            _compose([fault for fault in own if fault.start <= start < fault.end])
            for start in starts
        )

    def at(self, time: float) -> Condition:
        """Return the condition at a time; at a boundary the new one holds."""
        if not self.boundaries:
            return HEALTHY
        return self.conditions[bisect_right(self.boundaries, time)]

    @property
    def is_healthy(self) -> bool:
        return all(condition == HEALTHY for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Script:
    """All rows of a run."""

    faults: tuple[Fault, ...] = ()

    def timeline(self, target: str) -> Timeline:
        return Timeline(fault for fault in self.faults if fault.target == target)

    def not_reached(self, until: float) -> tuple[Fault, ...]:
        """Return the rows that begin only after the run has ended."""
        return tuple(fault for fault in self.faults if fault.start >= until)


def parameter(
    targets: Mapping[str, Sequence[FaultKind]], default: str = "", help_text: str = ""
) -> Parameter:
    """Return the field `f` of a lab whose targets can have these kinds of faults."""
    kinds = [kind for kind in FaultKind if any(kind in own for own in targets.values())]
    return Parameter(
        name="f",
        label="Faults",
        kind=Kind.ROWS,
        default=default,
        minimum=0,
        maximum=MOST_ROWS,
        columns=(
            Parameter("span", "From and to", Kind.TEXT, "0-1", help="seconds, such as 500-900"),
            Parameter("target", "Target", Kind.CHOICE, next(iter(targets)), choices=(*targets,)),
            Parameter("kind", "Kind", Kind.CHOICE, kinds[0], choices=(*kinds,)),
            Parameter("value", "Value", Kind.NUMBER, 1.0, 0, 600_000),
        ),
        group="faults",
        help=help_text or "; ".join(f"{kind}: {MEANINGS[kind]}" for kind in kinds),
    )


def script(field: Parameter, value: Value) -> Script:
    """Return the rows of a value that `messages` has nothing against."""
    return Script(
        tuple(
            Fault(*_span(str(row["span"])), str(row["target"]), kind, float(row["value"]))
            for row in rows(field, value)
            for kind in (FaultKind(str(row["kind"])),)
        )
    )


def messages(
    field: Parameter,
    value: Value,
    targets: Mapping[str, Sequence[FaultKind]],
    duration: float,
) -> dict[str, str]:
    """Return what is wrong with the rows, by the name of the field; empty if they may be used.

    duration: seconds that the run lasts; a row must begin before and end by then.
    """
    for number, row in enumerate(rows(field, value), start=1):
        wrong = _refusal(row, targets, duration)
        if wrong:
            return {field.name: f"row {number}: {wrong}"}
    return {}


def _refusal(
    row: Mapping[str, Value], targets: Mapping[str, Sequence[FaultKind]], duration: float
) -> str:
    try:
        start, end = _span(str(row["span"]))
    except ParameterError as error:
        return str(error)
    kind, value = FaultKind(str(row["kind"])), float(row["value"])
    if end <= start:
        return "the end must come after the start"
    if start >= duration or end > duration:
        return f"must lie within the run of {write(_TIME, duration)} s"
    allowed = targets[str(row["target"])]
    if kind not in allowed:
        return f"{row['target']} can have {', '.join(allowed)}"
    if value > _MOST[kind]:
        return f"{kind} is the {MEANINGS[kind]}, at most {_MOST[kind]:,}"
    if kind in {FaultKind.SLOW} and value == 0:
        return "a factor of 0 would make calls instant; use 0.001 or more"
    return ""


def _span(text: str) -> tuple[float, float]:
    start, mark, end = text.partition("-")
    if not mark:
        raise ParameterError("enter the seconds as 500-900")
    return float(parse(_TIME, start)), float(parse(_TIME, end))


def _compose(faults: Sequence[Fault]) -> Condition:
    values: dict[FaultKind, list[float]] = {}
    for fault in faults:
        values.setdefault(fault.kind, []).append(fault.value)
    hangs = values.get(FaultKind.HANG)
    return Condition(
        error=_either(values.get(FaultKind.ERROR, ())),
        delay=sum(values.get(FaultKind.DELAY, ())) / 1_000,
        slow=_product(values.get(FaultKind.SLOW, ())),
        hang=None if hangs is None else (0.0 if 0.0 in hangs else max(hangs)),
        is_crashed=any(values.get(FaultKind.CRASH, ())),
        is_cut_off=any(values.get(FaultKind.PARTITION, ())),
        drop=_either(values.get(FaultKind.DROP, ())),
        duplicate=_either(values.get(FaultKind.DUPLICATE, ())),
        load=_product(values.get(FaultKind.LOAD, ())),
    )


def _either(shares: Iterable[float]) -> float:
    """Return the share that at least one of independent causes hits."""
    spared = 1.0
    for share in shares:
        spared *= 1.0 - share
    return 1.0 - spared


def _product(factors: Iterable[float]) -> float:
    product = 1.0
    for factor in factors:
        product *= factor
    return product

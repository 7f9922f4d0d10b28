"""The steps of a saga as the reader sets them, and the parameters that both labs have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from patterns import parameters as reading
from patterns.labs.kernel.lab import Values
from patterns.parameters import Kind, Parameter

PATIENCE: Final = 25
"""Attempts of a step behind the pivot, where there is no way back; then a person is asked."""

STEPS: Final = Parameter(
    "steps", "Steps", Kind.ROWS,
    "Payment:200:0.05:0:2:150:0:3,Inventory:100:0.1:0:2:80:0:3,Shipping:300:0.02:0:2:100:0:3",
    1, 6, group="service",
    help="In their order; the first takes the money. Times are means of exponential times. A"
    " failure is a refusal for good; its short-lived share passes and is tried again.",
    columns=(
        Parameter("name", "Name", Kind.TEXT, "Step"),
        Parameter("time", "Time", Kind.DURATION, 0.1, 0.001, 60, unit="ms"),
        Parameter("failure", "Failure share", Kind.SHARE, 0.0, 0, 1),
        Parameter("transient", "Of it short-lived", Kind.SHARE, 0.0, 0, 1),
        Parameter("retries", "Retries", Kind.COUNT, 2, 0, 5),
        Parameter("undo", "Undo", Kind.DURATION, 0.1, 0.001, 60, unit="ms"),
        Parameter("undo_failure", "Undo fails", Kind.SHARE, 0.0, 0, 1),
        Parameter("undo_retries", "Undo retries", Kind.COUNT, 3, 0, 10),
    ),
)  # fmt: skip
SAGAS: Final = Parameter("sagas", "Sagas", Kind.COUNT, 1_000, 100, 5_000, group="traffic")
RATE: Final = Parameter(
    "rate", "Sagas begun", Kind.RATE, 20.0, 0.1, 200, unit="/s", group="traffic",
    help="In a Poisson stream.",
)  # fmt: skip
VALUE: Final = Parameter(
    "value", "Value of an order", Kind.NUMBER, 50.0, 0.01, 100_000, group="traffic",
    help="In any currency; the first step charges it.",
)  # fmt: skip
SHOWN: Final = Parameter(
    "shown", "Saga drawn", Kind.COUNT, 0, 0, 5_000, group="traffic",
    help="Its number; 0: the first that was undone.",
)  # fmt: skip
IDEMPOTENT: Final = Parameter(
    "idempotent", "Handlers know repeats", Kind.FLAG, True, group="policy",
    help="Off: what is delivered twice acts twice.",
)  # fmt: skip
PIVOT: Final = Parameter(
    "pivot", "Step without undo", Kind.COUNT, 3, 0, 6, group="policy",
    help="Counted from 1. Behind it there is only forward: steps are tried again up to"
    f" {PATIENCE} times, and a refusal needs an operator. 0: every step can be undone.",
)  # fmt: skip
CRASH_AT: Final = Parameter(
    "crash_at", "Crash at", Kind.DURATION, 0.0, 0, 50_000, unit="s", group="faults",
    help="0: none.",
)  # fmt: skip
RESTART_AFTER: Final = Parameter(
    "restart_after", "Restart after", Kind.DURATION, 10.0, 0.1, 3_600, unit="s", group="faults"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. place: from 0. time, undo: mean seconds. refusal, fault: shares of first attempts
    that are refused for good and that fail for a moment. attempts, undo_attempts: at most, in all.
    """

    place: int
    name: str
    time: float
    refusal: float
    fault: float
    attempts: int
    undo: float
    undo_failure: float
    undo_attempts: int
    is_behind_pivot: bool

    @property
    def exhausted(self) -> float:
        """The chance that every attempt meets a short fault."""
        return self.fault**self.attempts

    @property
    def failure(self) -> float:
        """The chance that the step fails in the end."""
        return self.refusal + self.exhausted

    @property
    def mean_attempts(self) -> float:
        return sum(self.fault**n for n in range(self.attempts))

    @property
    def undo_exhausted(self) -> float:
        """The chance that the undo fails in the end."""
        return self.undo_failure**self.undo_attempts

    @property
    def mean_undo_attempts(self) -> float:
        return sum(self.undo_failure**n for n in range(self.undo_attempts))


def steps(values: Values) -> tuple[Step, ...]:
    """Return the steps in their order, times in seconds."""
    pivot, found = int(values["pivot"]), []
    for place, row in enumerate(reading.rows(STEPS, values["steps"])):
        is_behind = 0 < pivot <= place
        failure, passing = float(row["failure"]), float(row["transient"])
        found.append(
            Step(
                place=place,
                name=str(row["name"]),
                time=float(row["time"]),
                refusal=failure * (1 - passing),
                fault=failure * passing,
                attempts=PATIENCE if is_behind else 1 + int(row["retries"]),
                undo=float(row["undo"]),
                undo_failure=float(row["undo_failure"]),
                undo_attempts=1 + int(row["undo_retries"]),
                is_behind_pivot=is_behind,
            )
        )
    return tuple(found)


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between values that are allowed one by one."""
    # States are named after their step in capitals.
    names = [str(row["name"]).upper() for row in reading.rows(STEPS, values["steps"])]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return {"steps": f"give each step a name of its own ({twice[0]} is there twice)"}
    if int(values["pivot"]) > len(names):
        message = (
            f"There are fewer steps than that (step without undo: {values['pivot']};"
            f" steps: {len(names)})"
        )
        return {"pivot": message, "steps": message}
    if int(values["shown"]) > int(values["sagas"]):
        message = f"No saga has that number (drawn: {values['shown']}; sagas: {values['sagas']})"
        return {"shown": message, "sagas": message}
    return {}

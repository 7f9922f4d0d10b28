"""What the reader may set: copies, quorums, latencies, repair, and which copies are cut off."""

from collections.abc import Mapping
from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.labs.kernel.lab import Values
from patterns.parameters import Condition, Kind, Parameter, Rule, RuleKind

MOST_REPLICAS: Final = 9
LEAST_INTERVAL: Final = 1.0
"""Seconds between two comparisons of everything."""
TARGETS: Final = {f"replica-{n}": (FaultKind.PARTITION,) for n in range(1, MOST_REPLICAS + 1)}


def _latency(name: str, label: str, seconds: float) -> Parameter:
    return Parameter(
        name, label, Kind.DURATION, seconds, 0.00001, 10, unit="ms", group="service"
    )  # fmt: skip


PARAMETERS: Final = (
    Parameter(
        "reads", "Reads", Kind.COUNT, 5_000, 100, 15_000, group="traffic",
        help="Each follows a write of its own, in health.",
    ),
    Parameter(
        "read_at", "Read comes after", Kind.DURATION, 0.0, 0, 10, unit="ms", group="traffic",
        help="From the moment when the writer was told that the write is done.",
    ),
    Parameter("replicas", "Copies of each record", Kind.COUNT, 3, 1, MOST_REPLICAS, group="policy"),
    Parameter(
        "write_copies", "Copies that must have taken a write", Kind.COUNT, 1, 1, MOST_REPLICAS,
        group="policy", help="W: the writer is told after this many.",
    ),
    Parameter(
        "read_copies", "Copies asked by a read", Kind.COUNT, 1, 1, MOST_REPLICAS, group="policy",
        help="R: all are asked, and the newest of the first R answers counts.",
    ),
    _latency("write_latency", "Write travels", 0.01),
    _latency("ack_latency", "Its confirmation travels", 0.001),
    _latency("read_latency", "Read travels", 0.001),
    _latency("response_latency", "Its answer travels", 0.001),
    Parameter(
        "distribution", "Distribution of the four", Kind.CHOICE, "exponential",
        choices=("exponential", "lognormal"), group="service",
    ),
    Parameter(
        "sigma", "Spread", Kind.NUMBER, 1.0, 0, 2, group="service",
        when=Condition((("distribution", ("lognormal",)),)),
    ),
    Parameter(
        "duration", "Life of the records", Kind.DURATION, 60.0, 10, 300, unit="s",
        group="traffic", help="A second run: records are written while copies are cut off.",
    ),
    Parameter(
        "rate", "Writes to them", Kind.RATE, 5.0, 0.1, 10, unit="writes/s", group="traffic",
        help="All records together, in a Poisson stream; as many reads.",
    ),
    Parameter("records", "Records", Kind.COUNT, 100, 1, 200, group="traffic"),
    Parameter(
        "read_repair", "Read repair", Kind.FLAG, False, group="policy",
        help="A read that sees an old copy sends it the newest value.",
    ),
    Parameter(
        "hinted_handoff", "Hinted handoff", Kind.FLAG, False, group="policy",
        help="Writes for a copy that is cut off are kept and sent when it is back.",
    ),
    Parameter(
        "anti_entropy", "Compare copies every", Kind.DURATION, 0.0, 0, 3_600, unit="s",
        group="policy", help="Each copy exchanges everything with one other, by chance; 0: never.",
    ),
    Parameter(
        "clock_skew", "Clocks apart by up to", Kind.DURATION, 0.0, 0, 10, unit="ms",
        group="service", help="Last write wins by the clock of the copy that took the write.",
    ),
    faults.parameter(TARGETS, "20-40:replica-3:partition:1"),
)  # fmt: skip

RULES: Final = (
    Rule(
        RuleKind.LE, ("write_copies",), "replicas",
        "More copies cannot take a write than there are.",
    ),
    Rule(
        RuleKind.LE, ("read_copies",), "replicas", "More copies cannot be asked than there are."
    ),
)  # fmt: skip


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between values that are allowed one by one."""
    replicas, duration = int(values["replicas"]), float(values["duration"])
    if 0 < float(values["anti_entropy"]) < LEAST_INTERVAL:
        return {"anti_entropy": f"Enter 0, or {LEAST_INTERVAL:g} s and more"}
    for fault in faults.script(PARAMETERS[-1], values["f"]).faults:
        if number(fault.target) >= replicas:
            message = f"There is no {fault.target} among {replicas} copies"
            return {"f": message, "replicas": message}
        if fault.end > duration:
            message = f"A row ends at {fault.end:g} s, the life of the records at {duration:g} s"
            return {"f": message, "duration": message}
    return {}


def number(target: str) -> int:
    """Return the position, from 0, of the copy that a fault's target names."""
    return int(target.rpartition("-")[2]) - 1

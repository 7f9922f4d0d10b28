"""What the reader may set, and what the values must keep between each other."""

from collections.abc import Mapping
from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.labs.kernel.lab import Values
from patterns.parameters import Kind, Parameter, rows

LETTERS: Final = ("A", "B", "C", "D", "E", "F", "G", "H")
"""Names of the services for faults, by position, whatever the reader calls them."""
KINDS: Final = (FaultKind.HANG, FaultKind.SLOW, FaultKind.DELAY, FaultKind.LOAD)
TARGETS: Final = dict.fromkeys(LETTERS, KINDS)
SPLIT: Final = "split"
SHARED: Final = "shared"

SERVICES: Final = Parameter(
    "services",
    "Services",
    Kind.ROWS,
    "A:20:200:10,B:20:300:15,C:15:200:10,D:10:200:15",
    1,
    len(LETTERS),
    columns=(
        Parameter("name", "Name", Kind.TEXT, "A"),
        Parameter("rate", "Call rate", Kind.RATE, 10.0, 0, 500, unit="calls/s"),
        Parameter("mean", "Mean service time", Kind.DURATION, 0.2, 0.001, 60, unit="ms"),
        Parameter("pool_size", "Pool size", Kind.COUNT, 10, 1, 200, unit="slots"),
    ),
    group="service",
    help="Each as name:calls a second:milliseconds:slots.",
)
PARAMETERS: Final = (
    Parameter("duration", "Duration", Kind.DURATION, 240.0, 10, 3_600, unit="s", group="traffic"),
    SERVICES,
    Parameter(
        "distribution", "Service times", Kind.CHOICE, "exponential",
        choices=("exponential", "constant", "lognormal"), group="service",
        help="lognormal: with deviation 1 of the logarithm.",
    ),
    Parameter(
        "mode", "Pools", Kind.CHOICE, SPLIT, choices=(SPLIT, SHARED), group="policy",
        help="shared: one pool with the slots of all, open to every call.",
    ),
    Parameter(
        "queue", "Queue of each pool", Kind.COUNT, 0, 0, 1_000, unit="calls", group="policy",
        help="A shared pool has the places of all queues.",
    ),
    Parameter(
        "wait_limit", "Longest wait", Kind.DURATION, 0.0, 0, 60, unit="ms", group="policy",
        help="A call that has waited so long gives up; 0 means no limit.",
    ),
    faults.parameter(
        TARGETS, "60-240:A:hang:10",
        "A to H are the services in their order. "
        + "; ".join(f"{kind}: {faults.MEANINGS[kind]}" for kind in KINDS),
    ),
)  # fmt: skip


def check(values: Values) -> Mapping[str, str]:
    """Return messages for names that are given twice and faults of services that are not there."""
    services = rows(SERVICES, values["services"])
    names = [str(row["name"]) for row in services]
    if len(set(names)) < len(names):
        return {"services": f"each name once ({', '.join(names)})"}
    there = LETTERS[: len(services)]
    for fault in faults.script(PARAMETERS[-1], values["f"]).faults:
        if fault.target not in there:
            wrong = f"there is no service {fault.target}: {len(services)} services are set"
            return {"f": wrong, "services": wrong}
    return {}

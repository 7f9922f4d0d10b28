"""What the reader may set: who is read how often, the cache, the database behind it, and faults."""

from collections.abc import Mapping
from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.labs.kernel.lab import Values
from patterns.parameters import Kind, Parameter

TARGETS: Final = {
    "database": (FaultKind.SLOW, FaultKind.DELAY),
    "cache": (FaultKind.CRASH,),
    "traffic": (FaultKind.LOAD,),
}
LRU: Final = "lru"
LFU: Final = "lfu"
KEEP: Final = "none"
INVALIDATE: Final = "invalidate"
UPDATE: Final = "update"
NOTHING: Final = "nothing"
CONSTANT: Final = "constant"

PARAMETERS: Final = (
    Parameter("reads", "Reads", Kind.COUNT, 12_000, 1_000, 25_000, group="traffic"),
    Parameter(
        "rate", "Reads a second", Kind.RATE, 500.0, 1, 5_000, unit="/s", group="traffic",
        help="In a Poisson stream.",
    ),
    Parameter(
        "write_share", "Share of writes", Kind.SHARE, 0.02, 0, 0.9, group="traffic",
        help="Of reads and writes together.",
    ),
    Parameter("keys", "Records", Kind.COUNT, 2_000, 10, 20_000, group="traffic"),
    Parameter(
        "alpha", "Popularity", Kind.NUMBER, 0.8, 0, 2, group="traffic",
        help="Zipf: the record of rank n is wanted n^-alpha as often as the first; 0: all alike.",
    ),
    Parameter("size", "Copies kept", Kind.COUNT, 200, 1, 20_000, group="policy"),
    Parameter(
        "policy", "When full, drop", Kind.CHOICE, LRU, choices=(LRU, LFU, KEEP), group="policy",
        help="The copy used longest ago (lru), the one used least often (lfu), or none: then what"
        " does not fit is not kept.",
    ),
    Parameter(
        "lifetime", "Lifetime", Kind.DURATION, 0.0, 0, 86_400, unit="s", group="policy",
        help="How long a copy may be served; 0: until it is dropped.",
    ),
    Parameter(
        "lifetime_jitter", "Jitter of the lifetime", Kind.SHARE, 0.0, 0, 1, group="policy",
        help="0.1 spreads 300 s evenly over 270 to 330 s.",
    ),
    Parameter(
        "on_write", "After a write", Kind.CHOICE, INVALIDATE,
        choices=(INVALIDATE, UPDATE, NOTHING), group="policy",
        help="Drop the copy, put the new value into the cache, or leave the copy alone.",
    ),
    Parameter(
        "single_flight", "One load for each record", Kind.FLAG, False, group="policy",
        help="Reads that miss while it is being loaded wait for that load.",
    ),
    Parameter(
        "database", "Time of the database", Kind.DURATION, 0.02, 0.0001, 10, unit="ms",
        group="service",
    ),
    Parameter(
        "distribution", "Its distribution", Kind.CHOICE, "exponential",
        choices=("exponential", CONSTANT), group="service",
    ),
    Parameter(
        "slots", "Places of the database", Kind.COUNT, 20, 1, 1_000, group="service",
        help="Statements at a time; further ones wait in order.",
    ),
    Parameter(
        "cache", "Time of the cache", Kind.DURATION, 0.0005, 0.00001, 0.1, unit="ms",
        group="service",
    ),
    faults.parameter(TARGETS, ""),
)  # fmt: skip


def seconds(values: Values) -> float:
    """Return how long the run is expected to last, without faults of the load."""
    return float(values["reads"]) / float(values["rate"])


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between the faults and the number of reads."""
    end = seconds(values)
    for fault in faults.script(PARAMETERS[-1], values["f"]).faults:
        if fault.start >= end:
            message = f"A row begins at {fault.start:g} s, the reads last about {end:.4g} s"
            return {"f": message, "reads": message}
    return {}

"""What the reader may set: changes, the processor that carries them over, and who looks when."""

from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.parameters import Condition, Kind, Parameter

TARGETS: Final = {
    "processor": (FaultKind.CRASH, FaultKind.SLOW),
    "writes": (FaultKind.LOAD,),
    "cache": (FaultKind.DROP,),
}
NONE, WAIT, WRITE_SIDE, TOKEN = REMEDIES = ("none", "wait", "write-side", "token")
FIXED, EXPONENTIAL = DISTRIBUTIONS = ("fixed", "exponential")
MOST_LOOKS: Final = 5
"""Looks of one writer after one change."""
_WAITING: Final = Condition((("remedy", (WAIT, TOKEN)),))

PARAMETERS: Final = (
    Parameter(
        "writes", "Changes", Kind.RATE, 80.0, 0.1, 500, unit="/s", group="traffic",
        help="In a Poisson stream, spread evenly over the records.",
    ),
    Parameter(
        "reads", "Reads by others", Kind.RATE, 50.0, 0, 500, unit="/s", group="traffic",
        help="Of any record; nobody carries a version.",
    ),
    Parameter(
        "own_reads", "Looks of the writer", Kind.COUNT, 2, 0, MOST_LOOKS, group="traffic",
        help="Of the record just changed, one after the other.",
    ),
    Parameter(
        "read_after", "Time to the next look", Kind.DURATION, 0.05, 0, 60, unit="ms",
        group="traffic", help="From the change to the first look, and from look to look.",
    ),
    Parameter(
        "distribution", "Its distribution", Kind.CHOICE, FIXED, choices=DISTRIBUTIONS,
        group="traffic",
    ),
    Parameter("keys", "Records", Kind.COUNT, 100, 1, 1_000, group="traffic"),
    Parameter("duration", "Duration", Kind.DURATION, 60.0, 10, 3_600, unit="s", group="traffic"),
    Parameter(
        "processor", "Processor manages", Kind.RATE, 100.0, 0.1, 1_000, unit="changes/s",
        group="service",
        help="One change in each transaction; the time of a change is exponential.",
    ),
    Parameter(
        "batch", "Changes per transaction", Kind.COUNT, 1, 1, 500, group="service",
        help="At most; it takes what is there, and all are seen when it commits.",
    ),
    Parameter(
        "commit_share", "Part of the time that is the commit", Kind.SHARE, 0.5, 0, 0.99,
        group="service", help="Needed once for each transaction, however many changes it holds.",
    ),
    Parameter(
        "poll", "Poll interval", Kind.DURATION, 0.0, 0, 60, unit="ms", group="service",
        help="How long the processor waits when it found nothing; 0: it is told at once.",
    ),
    Parameter(
        "cache_lifetime", "Lifetime in the read cache", Kind.DURATION, 0.0, 0, 3_600, unit="s",
        group="policy", help="0 switches the cache off.",
    ),
    Parameter(
        "clearing", "The processor clears changed records", Kind.FLAG, True, group="policy",
        help="From the cache, after each commit.",
    ),
    Parameter(
        "remedy", "Own changes", Kind.CHOICE, NONE, choices=REMEDIES, group="policy",
        help="wait: the first look carries the version of the change and waits for the view, then"
        " asks the write side. write-side: it asks there at once. token: the session keeps what it"
        " needs, and every look waits.",
    ),
    Parameter(
        "wait_limit", "Longest wait for the view", Kind.DURATION, 0.2, 0, 60, unit="ms",
        group="policy", help="Afterwards the record is read from the write side.", when=_WAITING,
    ),
    faults.parameter(TARGETS),
)  # fmt: skip

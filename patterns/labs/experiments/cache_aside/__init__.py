"""L14: what a cache beside the database saves, and what it may serve stale. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.cache_aside import findings as found
from patterns.labs.experiments.cache_aside.parameters import PARAMETERS, TARGETS, check
from patterns.labs.experiments.cache_aside.simulation import Run
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings
from patterns.labs.kernel.streams import zipf_table


def estimate(values: Values) -> int:
    """Return the expected events: one for a read, one more for a load, two for a write.

    The share of misses is that of the records that do not fit, were the most popular kept.
    """
    reads, share = float(values["reads"]), float(values["write_share"])
    kept = min(int(values["size"]), int(values["keys"]))
    hits = zipf_table(int(values["keys"]), float(values["alpha"]))[kept - 1]
    return math.ceil(reads * (1 + (1 - 0.8 * hits) + 2 * share / (1 - share)))


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="cache-aside",
    model_version=1,
    parameters=PARAMETERS,
    estimate=estimate,
    simulate=simulate,
    length="reads",
    check=check,
    targets=TARGETS,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        Chart(
            name="hit_share", title="Hits of all reads", kind=ChartKind.LINES,
            series=("hit_share",),
        ),
        Chart(
            name="loads", title="Loads from the database", kind=ChartKind.LINES,
            series=("loads",),
        ),
        Chart(
            name="latency", title="Time of reads", kind=ChartKind.HISTOGRAM, series=("latency",),
        ),
    ),
)  # fmt: skip

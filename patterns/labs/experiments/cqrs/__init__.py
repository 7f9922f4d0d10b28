"""L7: how far a read side lags, who sees it, and what each remedy costs. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.cqrs import findings as found
from patterns.labs.experiments.cqrs import parameters as given
from patterns.labs.experiments.cqrs.parameters import PARAMETERS, TARGETS
from patterns.labs.experiments.cqrs.simulation import Run
from patterns.labs.experiments.cqrs.theory import capacity
from patterns.labs.kernel import faults
from patterns.labs.kernel.arrivals import expected_arrivals
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import MOST_BUCKETS, Findings


def estimate(values: Values) -> int:
    """Return the expected events: changes, looks, reads, transactions and ends of waits."""
    script = faults.script(PARAMETERS[-1], values["f"])
    duration, rate = float(values["duration"]), float(values["writes"])
    changes = expected_arrivals(rate, script.timeline("writes"), duration)
    looks, others = int(values["own_reads"]) * changes, float(values["reads"]) * duration
    done = min(changes, capacity(values) * duration)
    together = min(float(values["batch"]), max(1.0, rate * float(values["poll"]) / 2))
    carried = looks if values["remedy"] == given.TOKEN else min(looks, changes)
    ends = carried * _early(values) if values["remedy"] in (given.WAIT, given.TOKEN) else 0.0
    return math.ceil(changes + looks + others + done / together + ends + MOST_BUCKETS)


def _early(values: Values) -> float:
    """Return about which share of first looks finds the view behind."""
    spare = max(capacity(values) - float(values["writes"]), 0.0)
    return math.exp(-spare * max(float(values["read_after"]) - float(values["poll"]) / 2, 0.0))


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="cqrs",
    model_version=1,
    parameters=PARAMETERS,
    estimate=estimate,
    simulate=simulate,
    targets=TARGETS,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        Chart(name="lag", title="Lag of the view", kind=ChartKind.LINES, series=("lag",)),
        Chart(
            name="stale", title="Stale looks and reads", kind=ChartKind.LINES,
            series=("own_stale", "stale"),
        ),
        Chart(
            name="backlog", title="Changes on their way", kind=ChartKind.LINES,
            series=("backlog",),
        ),
        Chart(
            name="lags", title="Lag of a change", kind=ChartKind.HISTOGRAM, series=("lags",),
            of_the_run=False,
        ),
    ),
)  # fmt: skip

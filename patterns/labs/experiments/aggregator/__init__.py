"""L2: what asking all at once gains, and what the slowest part costs. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.aggregator import findings as found
from patterns.labs.experiments.aggregator.parameters import PARAMETERS, check, services
from patterns.labs.experiments.aggregator.simulation import Run
from patterns.labs.experiments.aggregator.theory import beyond
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings


def estimate(values: Values) -> int:
    """Return the expected calls, second tries included."""
    hedge, timeout = float(values["hedge_after"]), float(values["call_timeout"])
    is_hedged = hedge and not 0 < timeout <= hedge
    calls = sum(1 + (beyond(row, hedge) if is_hedged else 0) for row in services(values))
    return math.ceil(float(values["requests"]) * calls * (1 - float(values["cache_hit"])))


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="aggregator",
    model_version=1,
    parameters=PARAMETERS,
    estimate=estimate,
    simulate=simulate,
    length="requests",
    check=check,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        Chart(name="timeline", title="One request over time", kind=ChartKind.BARS),
        Chart(
            name="end_to_end", title="Time from request to response", kind=ChartKind.HISTOGRAM,
            series=("end_to_end",),
        ),
        Chart(
            name="fan_out", title="Time from the first call to the last answer",
            kind=ChartKind.HISTOGRAM, series=("fan_out",),
        ),
    ),
)  # fmt: skip

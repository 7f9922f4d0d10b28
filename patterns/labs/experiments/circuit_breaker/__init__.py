"""L1: what a circuit breaker refuses, lets through and saves. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.circuit_breaker import findings as found
from patterns.labs.experiments.circuit_breaker.parameters import PARAMETERS, RULES, TARGETS
from patterns.labs.experiments.circuit_breaker.simulation import Run
from patterns.labs.kernel import faults
from patterns.labs.kernel.arrivals import expected_arrivals, stretches
from patterns.labs.kernel.lab import Change, Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings


def estimate(values: Values) -> int:
    """Return the expected events: one for each arrival, one for the end of each executed call."""
    script = faults.script(PARAMETERS[-1], values["f"])
    until, rate = float(values["duration"]), float(values["rate"])
    service, load = script.timeline("service"), script.timeline("calls")
    base, threshold = float(values["base_failure"]), float(values["threshold"])
    never = threshold >= 1 and bool(values["strict"]) and values["window"] != "consecutive"
    events = 0.0
    for start, end in stretches(service, until):
        failing = 1 - (1 - base) * (1 - service.at(start).error)
        calls = expected_arrivals(rate, load, end) - expected_arrivals(rate, load, start)
        # Where more fails than the breaker bears it refuses most calls, which end at once; where
        # nearly as much fails, it opens now and then.
        nearly = 1.5 if failing > 0.7 * threshold else 2
        events += calls * (2 if never else 1 if failing > threshold else nearly)
    return math.ceil(events)


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="circuit-breaker",
    model_version=1,
    parameters=PARAMETERS,
    rules=RULES,
    estimate=estimate,
    simulate=simulate,
    targets=TARGETS,
    balances=found.BALANCES,
    invariants=tuple(found.INVARIANTS),
    quantities=found.QUANTITIES,
    machine=(
        Change("CLOSED", "OPEN", "closed_to_open"),
        Change("OPEN", "HALF_OPEN", "open_to_half_open"),
        Change("HALF_OPEN", "CLOSED", "half_open_to_closed"),
        Change("HALF_OPEN", "OPEN", "half_open_to_open"),
    ),
    charts=(
        Chart(
            name="outcomes", title="Calls by outcome", kind=ChartKind.AREAS,
            series=("success", "failure", "short_circuited"), subject="breaker 1",
        ),
        Chart(
            name="window", title="Failure share in the breaker's window", kind=ChartKind.LINES,
            series=("window_failure",), threshold="threshold",
        ),
        Chart(
            name="latency", title="Latency of executed calls", kind=ChartKind.HISTOGRAM,
            series=("latency",),
        ),
    ),
)  # fmt: skip

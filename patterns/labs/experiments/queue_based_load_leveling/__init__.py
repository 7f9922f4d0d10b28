"""L15: what a queue takes from a burst, and how long it takes to give it back. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.queue_based_load_leveling import findings as found
from patterns.labs.experiments.queue_based_load_leveling.parameters import (
    PARAMETERS,
    RULES,
    TARGETS,
    check,
)
from patterns.labs.experiments.queue_based_load_leveling.simulation import Run, arrivals
from patterns.labs.kernel import faults
from patterns.labs.kernel.arrivals import expected_arrivals
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import MOST_BUCKETS, Findings


def estimate(values: Values) -> int:
    """Return the expected events: messages come, are delivered, and some of them again."""
    script = faults.script(PARAMETERS[-1], values["f"])
    duration, seconds = float(values["duration"]), float(values["service"])
    messages = expected_arrivals(1.0, arrivals(values, script), duration)
    again = float(values["poison"])
    if values["distribution"] == "exponential":
        again += (1 - again) * math.exp(-float(values["visibility_timeout"]) / seconds)
    deliveries = messages * sum(again**n for n in range(int(values["max_deliveries"])))
    most = int(values["consumers"])
    if int(values["autoscale_at"]):
        most = int(values["autoscale_to"])
    return math.ceil(messages + min(deliveries, most * duration / seconds) + MOST_BUCKETS)


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="queue-based-load-leveling",
    model_version=1,
    parameters=PARAMETERS,
    rules=RULES,
    estimate=estimate,
    simulate=simulate,
    check=check,
    targets=TARGETS,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        Chart(
            name="length", title="Waiting messages", kind=ChartKind.LINES, series=("length",),
            threshold="max_queue",
        ),
        Chart(
            name="age", title="Age of the oldest waiting message", kind=ChartKind.LINES,
            series=("age",),
        ),
        Chart(
            name="flow", title="Sent and done", kind=ChartKind.LINES, series=("sent", "done")
        ),
    ),
)  # fmt: skip

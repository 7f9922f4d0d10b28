"""L13: how wrong a list of instances is, for how long, and what that costs. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.service_registry import findings as found
from patterns.labs.experiments.service_registry.parameters import (
    PARAMETERS,
    RULES,
    TARGETS,
    check,
)
from patterns.labs.experiments.service_registry.simulation import Run
from patterns.labs.experiments.service_registry.theory import beats_of
from patterns.labs.kernel import faults
from patterns.labs.kernel.arrivals import expected_arrivals
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import MOST_BUCKETS, Findings


def estimate(values: Values) -> int:
    """Return the expected events: requests, heartbeats, looks at lifetimes, polls and ends."""
    script = faults.script(PARAMETERS[-1], values["f"])
    duration, instances = float(values["duration"]), int(values["instances"])
    heartbeat, lifetime = float(values["heartbeat"]), float(values["lifetime"])
    poll, ends = float(values["poll"]), float(values["ends"]) * duration
    load = script.timeline("requests")
    asked = expected_arrivals(float(values["requests"]), load, duration)
    # Of an instance that has ended the next one is not there at once.
    missing = min(float(values["ends"]) * float(values["start_time"]), instances)
    beats = (instances - missing) * duration / heartbeat
    looks = beats / beats_of(lifetime, heartbeat)
    polls = int(values["callers"]) * duration / poll if poll else 0.0
    return math.ceil(asked + beats + looks + polls + 2 * ends + MOST_BUCKETS)


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="service-registry",
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
            name="entries", title="Entries and living instances", kind=ChartKind.LINES,
            series=("entries", "living"),
        ),
        Chart(
            name="dead", title="Dead entries in a caller's list", kind=ChartKind.LINES,
            series=("dead_listed",),
        ),
        Chart(
            name="missed", title="Requests without an answer", kind=ChartKind.LINES,
            series=("missed",),
        ),
        Chart(
            name="delays", title="Time from a crash until a caller knows",
            kind=ChartKind.HISTOGRAM, series=("delays",), of_the_run=False,
        ),
        Chart(name="doubt", title="What the registry makes of silence", kind=ChartKind.BAND),
    ),
)  # fmt: skip

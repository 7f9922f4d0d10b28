"""L5: what sidecars add, take, lose and bring down with them. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.sidecar import findings as found
from patterns.labs.experiments.sidecar.calls import Calls
from patterns.labs.experiments.sidecar.lives import CRASHES, Lives
from patterns.labs.experiments.sidecar.parameters import PARAMETERS, TARGETS
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings


def estimate(values: Values) -> int:
    """Return the expected events: calls, then crashes with their ends, then losses of lines."""
    calls = float(values["rate"]) * float(values["duration"]) * int(values["hops"])
    sidecars, crashing = int(values["sidecars"]), float(values["sidecar_crashes"]) > 0
    events = calls
    if float(values["app_crashes"]) or (sidecars and crashing):
        events += 2 * CRASHES
    if sidecars > 1 and crashing:
        events += CRASHES
    return math.ceil(events)


def simulate(setup: Setup) -> Findings:
    lives = Lives(setup)
    lives.go()
    calls = Calls(setup, lives.events)
    calls.go()
    return found.findings(calls, lives)


LAB: Final = Lab(
    slug="sidecar",
    model_version=1,
    parameters=PARAMETERS,
    estimate=estimate,
    simulate=simulate,
    targets=TARGETS,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        Chart(
            name="added_over_time", title="Added to a request over time", kind=ChartKind.LINES,
            series=("added_over_time",), targets=("proxy",),
        ),
        Chart(name="timeline", title="One request over time", kind=ChartKind.BARS),
        Chart(
            name="added", title="Added to a request", kind=ChartKind.HISTOGRAM, series=("added",)
        ),
        Chart(
            name="outcomes", title="What became of requests", kind=ChartKind.AREAS,
            series=("answered", "refused", "failed"),
        ),
    ),
)  # fmt: skip

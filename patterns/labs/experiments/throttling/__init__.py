"""L11: seven limiters, what they let through, how evenly, and how late. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.throttling import findings as found
from patterns.labs.experiments.throttling import parameters as given
from patterns.labs.experiments.throttling.parameters import PARAMETERS, check
from patterns.labs.experiments.throttling.simulation import Run
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings


def estimate(values: Values) -> int:
    """Return the expected events: attempts, releases from a queue, and ends of requests."""
    rate, attempts = float(values["rate"]), int(values["attempts"])
    capacity = _capacity(values)
    tries = rate
    # Requests that come back add to what is refused; a few turns settle it.
    for _ in range(50):
        refused = max(0.0, 1 - capacity / tries)
        tries = rate * sum(refused**n for n in range(attempts))
    events = tries
    waits = values["reaction"] == given.DELAY or values["algorithm"] == given.LEAKY_BUCKET
    if values["algorithm"] == given.CONCURRENCY:
        events += min(tries, capacity)
    elif waits and int(values["queue"]):
        events += min(tries, capacity) * min(1.0, tries / capacity)
    if float(values["sync"]) and int(values["nodes"]) > 1:
        events += 1 / float(values["sync"])
    return math.ceil(events * float(values["duration"]))


def _capacity(values: Values) -> float:
    """Return what all limiters together let through per second."""
    limiters = 1 if float(values["sync"]) else int(values["nodes"])
    if values["scope"] == given.EACH:
        limiters *= len(given.clients(values))
    if values["algorithm"] == given.CONCURRENCY:
        return limiters * int(values["in_flight"]) / float(values["hold"])
    burst = int(values["burst"]) if values["algorithm"] in given.BUCKETS else 0
    return limiters * (float(values["limit"]) + burst / float(values["duration"]))


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="throttling",
    model_version=1,
    parameters=PARAMETERS,
    estimate=estimate,
    simulate=simulate,
    check=check,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        Chart(
            name="attempts", title="Accepted and refused", kind=ChartKind.AREAS,
            series=("accepted", "refused"), threshold="limit",
        ),
        Chart(
            name="delay", title="Delay of accepted requests", kind=ChartKind.HISTOGRAM,
            series=("delay",),
        ),
    ),
)  # fmt: skip

"""L9: what retries gain one call, and what they cost the servers. The door: LAB."""

import math
from itertools import pairwise
from typing import Final

from patterns.labs.experiments.retry import findings as found
from patterns.labs.experiments.retry.parameters import (
    FAILURE,
    OPEN,
    PARAMETERS,
    RULES,
    TARGETS,
)
from patterns.labs.experiments.retry.simulation import Run
from patterns.labs.kernel import faults, theory
from patterns.labs.kernel.arrivals import expected_arrivals
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings


def estimate(values: Values) -> int:
    """Return the expected events: an arrival, and up to three for each attempt.

    Where retries of all calls exceed capacity, it counts on them from the first overload on.
    """
    script = faults.script(PARAMETERS[-1], values["f"])
    load, service = script.timeline("calls"), script.timeline("service")
    until, rate = float(values["duration"]), _call_rate(values)
    attempts = int(values["attempts"])
    events, is_stuck = 0.0, False
    times = sorted({0.0, until, *(b for t in (load, service) for b in t.boundaries if b < until)})
    for start, end in pairwise(times):
        condition = service.at(start)
        calls = expected_arrivals(rate, load, end) - expected_arrivals(rate, load, start)
        offered = calls / (end - start)
        error = 1 - (1 - (float(values["p"]) if values["mode"] == FAILURE else 0.0)) * (
            1 - condition.error
        )
        made = theory.mean_attempts(min(error, 1.0), attempts)
        if values["mode"] == FAILURE:
            events += calls * (1 + made + (made - 1))
            continue
        mean = float(values["mean"]) * condition.slow + condition.delay
        capacity = int(values["servers"]) / mean
        worst = attempts if not values["budget"] else 1 + float(values["budget_deposit"])
        # Near capacity a queue, once there, takes long to go.
        is_stuck = offered * made >= capacity or (is_stuck and offered * worst >= 0.8 * capacity)
        if is_stuck:
            made = worst
            calls *= _patience(values)
        elif offered >= 0.88 * capacity and offered * worst >= capacity:
            made = (1 + worst) / 2  # chance alone may fill the queue, sooner or later
        served = min(offered * made, capacity) * (end - start)
        events += calls * (1 + made + (made - 1)) + served
    return math.ceil(events)


def _call_rate(values: Values) -> float:
    """Return calls a second in health; closed callers think, call, and think again."""
    if values["clients"] == OPEN:
        return float(values["rate"])
    return int(values["callers"]) / (float(values["think"]) + float(values["mean"]))


def _patience(values: Values) -> float:
    """Return by which factor closed callers slow down while every attempt times out."""
    if values["clients"] == OPEN:
        return 1.0
    attempts, think = int(values["attempts"]), float(values["think"])
    lost = attempts * float(values["attempt_timeout"]) + (attempts - 1) * float(values["base"])
    return (think + float(values["mean"])) / (think + lost)


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="retry",
    model_version=1,
    parameters=PARAMETERS,
    rules=RULES,
    estimate=estimate,
    simulate=simulate,
    targets=TARGETS,
    balances=found.BALANCES,
    invariants=tuple(found.INVARIANTS),
    quantities=found.QUANTITIES,
    charts=(
        Chart(
            name="load", title="Attempts at the servers", kind=ChartKind.AREAS,
            series=("first_tries", "retries"),
        ),
        Chart(
            name="goodput", title="First tries and successes", kind=ChartKind.LINES,
            series=("first_tries", "goodput"),
        ),
        Chart(
            name="queue", title="Queue at the servers", kind=ChartKind.LINES, series=("waiting",)
        ),
        Chart(name="schedule", title="One call's attempts and pauses", kind=ChartKind.BARS),
    ),
)  # fmt: skip

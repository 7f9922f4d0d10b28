"""L8: what pools of their own save the other services, and what they cost. The door: LAB."""

import math
from itertools import pairwise
from typing import Final

from patterns.labs.experiments.bulkhead import findings as found
from patterns.labs.experiments.bulkhead.parameters import (
    LETTERS,
    PARAMETERS,
    SERVICES,
    SPLIT,
    TARGETS,
    check,
)
from patterns.labs.experiments.bulkhead.simulation import Run
from patterns.labs.kernel import faults
from patterns.labs.kernel.arrivals import expected_arrivals
from patterns.labs.kernel.faults import Timeline
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings
from patterns.parameters import Row, rows


def estimate(values: Values) -> int:
    """Return the expected events: one an arrival, one an end, one a wait that may be given up."""
    script = faults.script(PARAMETERS[-1], values["f"])
    until = float(values["duration"])
    services = rows(SERVICES, values["services"])
    lines = [script.timeline(letter) for letter in LETTERS[: len(services)]]
    ends = 0.0
    if values["mode"] == SPLIT:
        for row, line in zip(services, lines, strict=True):
            ends += _served([row], [line], until)
    else:
        ends = _served(services, lines, until)
    arrivals = sum(
        expected_arrivals(float(row["rate"]), line, until) if row["rate"] else 0.0
        for row, line in zip(services, lines, strict=True)
    )
    gave_up = max(arrivals - ends, 0.0) if values["wait_limit"] and values["queue"] else 0.0
    return math.ceil(arrivals + ends + gave_up)


def _served(services: tuple[Row, ...] | list[Row], lines: list[Timeline], until: float) -> float:
    """Return about how many calls a pool serves: what comes, or what its slots can do."""
    slots = sum(int(row["pool_size"]) for row in services)
    boundaries = {0.0, until} | {b for line in lines for b in line.boundaries if b < until}
    served = 0.0
    times = sorted(boundaries)
    for start, end in pairwise(times):
        rates, works = [], []
        for row, line in zip(services, lines, strict=True):
            condition = line.at(start)
            mean = float(row["mean"]) * condition.slow + condition.delay
            if condition.hang is not None:
                mean = condition.hang or until
            rates.append(float(row["rate"]) * condition.load)
            works.append(rates[-1] * mean)
        share = min(1.0, slots / sum(works)) if sum(works) else 1.0
        served += sum(rates) * share * (end - start)
    return served


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="bulkhead",
    model_version=1,
    parameters=PARAMETERS,
    check=check,
    estimate=estimate,
    simulate=simulate,
    targets=TARGETS,
    balances=found.BALANCES,
    invariants=tuple(found.INVARIANTS),
    quantities=found.QUANTITIES,
    charts=(
        Chart(name="in-use", title="Slots in use", kind=ChartKind.HEAT, series=("in_use_*",)),
        Chart(name="refused", title="Calls refused", kind=ChartKind.AREAS, series=("refused_*",)),
    ),
)

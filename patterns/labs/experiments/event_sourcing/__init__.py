"""L6: what events, snapshots and optimistic appends cost. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.event_sourcing import findings as found
from patterns.labs.experiments.event_sourcing.parameters import PARAMETERS, RULES, check
from patterns.labs.experiments.event_sourcing.simulation import Run
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings


def estimate(values: Values) -> int:
    """Return the expected events: a command comes and tries to append, a read comes."""
    rate, share = float(values["events"]), float(values["read_share"])
    # A transfer appends to two accounts; a few commands are refused.
    appends = rate * (0.95 + float(values["transfer"])) / int(values["accounts"])
    conflict = -math.expm1(-appends * float(values["hold"]))
    tries = sum(conflict**n for n in range(int(values["conflict_retries"]) + 1))
    if int(values["writers"]) == 1:
        tries = 1.0
    return math.ceil(float(values["duration"]) * rate * (1 + 0.95 * tries + share / (1 - share)))


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="event-sourcing",
    model_version=1,
    parameters=PARAMETERS,
    rules=RULES,
    estimate=estimate,
    simulate=simulate,
    check=check,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        Chart(
            name="replayed", title="Events replayed by a load", kind=ChartKind.LINES,
            series=("replayed",),
        ),
        Chart(
            name="appends", title="Events appended and conflicts", kind=ChartKind.LINES,
            series=("appended", "conflicts"),
        ),
        Chart(name="load", title="Time of a load", kind=ChartKind.HISTOGRAM, series=("load",)),
    ),
)  # fmt: skip

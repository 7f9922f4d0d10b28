"""L4: how orders over several services end when each reacts to the one before. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.saga_choreography import findings as found
from patterns.labs.experiments.saga_choreography.events import messages
from patterns.labs.experiments.saga_choreography.parameters import PARAMETERS, check
from patterns.labs.experiments.saga_choreography.simulation import Run
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings
from patterns.labs.kernel.sagas import telling
from patterns.labs.kernel.sagas.chances import ways
from patterns.labs.kernel.sagas.steps import steps


def estimate(values: Values) -> int:
    """Return the expected events: a saga comes, messages arrive, handlers end."""
    known, duplicate = steps(values), float(values["duplicate"])
    # Without an outbox the first event that is lost ends a chain.
    kept = 1.0 if bool(values["outbox"]) else 1 - float(values["loss"])
    events = 1.0
    for way in ways(known):
        chain = min(way.failed + 1, len(known)) + way.undone + way.is_stuck
        arriving = messages(way, known) / chain
        for hop in range(chain):
            # A handler that acts again tells again, and so do all after it.
            again = 1 + duplicate * (hop + 1) if not bool(values["idempotent"]) else 1.0
            reached = way.chance * kept ** (hop + 1)
            events += reached * again * (1 + arriving) + reached * arriving * duplicate
    return math.ceil(float(values["sagas"]) * events)


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="saga-choreography",
    model_version=1,
    parameters=PARAMETERS,
    estimate=estimate,
    simulate=simulate,
    length="sagas",
    check=check,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        *telling.CHARTS,
        Chart(
            name="age", title="From an event to its handling", kind=ChartKind.HISTOGRAM,
            series=("age",),
        ),
    ),
)  # fmt: skip

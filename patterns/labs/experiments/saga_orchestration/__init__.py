"""L3: how orders over several services end when one part knows the way. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.saga_orchestration import findings as found
from patterns.labs.experiments.saga_orchestration.parameters import PARAMETERS
from patterns.labs.experiments.saga_orchestration.simulation import Run
from patterns.labs.kernel.lab import Lab, Setup, Values
from patterns.labs.kernel.results import Findings
from patterns.labs.kernel.sagas import chances, machine, telling
from patterns.labs.kernel.sagas.steps import check, steps


def estimate(values: Values) -> int:
    """Return the expected events: each saga comes, and each attempt of its steps has an end."""
    return math.ceil(float(values["sagas"]) * (1 + chances.mean_work(steps(values))))


def simulate(setup: Setup) -> Findings:
    run = Run(setup)
    run.go()
    return found.findings(run)


LAB: Final = Lab(
    slug="saga-orchestration",
    model_version=1,
    parameters=PARAMETERS,
    estimate=estimate,
    simulate=simulate,
    length="sagas",
    check=check,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=telling.CHARTS,
    edges=machine.EDGES,
)

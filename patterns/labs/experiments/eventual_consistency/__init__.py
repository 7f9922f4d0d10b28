"""L12: how stale copies are, what quorums cost, and how copies become equal. The door: LAB."""

import math
from typing import Final

from patterns.labs.experiments.eventual_consistency import findings as found
from patterns.labs.experiments.eventual_consistency.living import Life
from patterns.labs.experiments.eventual_consistency.parameters import (
    PARAMETERS,
    RULES,
    TARGETS,
    check,
)
from patterns.labs.experiments.eventual_consistency.racing import Race
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings


def estimate(values: Values) -> int:
    """Return the expected messages: to each copy and back, for every write and every read."""
    replicas, duration = int(values["replicas"]), float(values["duration"])
    races = 2 * replicas * float(values["reads"])
    life = float(values["rate"]) * duration * replicas
    every = float(values["anti_entropy"])
    return math.ceil(races + life + (duration / every if every else 0))


def simulate(setup: Setup) -> Findings:
    life = Life(setup)
    life.go(setup.cap // 2)
    race = Race(setup, life.events.count)
    race.go()
    return found.findings(race, life)


LAB: Final = Lab(
    slug="eventual-consistency",
    model_version=1,
    parameters=PARAMETERS,
    rules=RULES,
    estimate=estimate,
    simulate=simulate,
    length="reads",
    check=check,
    targets=TARGETS,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        Chart(
            name="stale_curve", title="Stale reads by time after the write",
            kind=ChartKind.LINES, series=("stale_curve",), of_the_run=False,
        ),
        Chart(
            name="unequal", title="Records on which copies differ", kind=ChartKind.AREAS,
            series=("unequal",),
        ),
        Chart(
            name="stale_reads", title="Stale reads of the records", kind=ChartKind.LINES,
            series=("stale_reads",),
        ),
    ),
)  # fmt: skip

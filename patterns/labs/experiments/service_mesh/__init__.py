"""L10: what a mesh multiplies, whom it asks, whom it leaves out, and what traces show of it."""

import math
from typing import Final

from patterns.labs.experiments.service_mesh import findings as found
from patterns.labs.experiments.service_mesh import parameters as given
from patterns.labs.experiments.service_mesh.farm import Farm
from patterns.labs.experiments.service_mesh.parameters import PARAMETERS, TARGETS, check
from patterns.labs.experiments.service_mesh.tree import Mesh
from patterns.labs.kernel import faults
from patterns.labs.kernel.arrivals import stretches
from patterns.labs.kernel.faults import Condition
from patterns.labs.kernel.lab import Chart, ChartKind, Lab, Setup, Values
from patterns.labs.kernel.results import Findings
from patterns.labs.kernel.theory import mean_attempts


def estimate(values: Values) -> int:
    """Return the expected events: requests and their calls, arrivals and ends at the instances."""
    until = float(values["duration"])
    served = int(values["instances"]) * float(values["utilization"]) / float(values["service"])
    last = faults.script(PARAMETERS[-1], values["f"]).timeline("last-service")
    calls = sum(
        (end - start) * (1 + _calls(values, last.at(start)))
        for start, end in stretches(last, until)
    )
    return math.ceil(2 * served * until + float(values["rate"]) * calls)


def _calls(values: Values, condition: Condition) -> float:
    """Return the expected calls of a request, with limits per attempt and budgets about right."""
    attempts, fan_out = given.attempts(values), int(values["fan_out"])
    way = float(values["hop"]) + 2 * float(values["proxy"])
    work = float(values["service"]) * condition.slow + condition.delay
    failure = 1 - (1 - float(values["failure"])) * (1 - condition.error)
    timeout = float(values["try_timeout"])
    fails = [failure] * len(attempts)
    if timeout:
        left = timeout - way - condition.delay
        mean = float(values["service"]) * condition.slow
        fails[-1] = 1 - (1 - failure) * (-math.expm1(-left / mean) if left > 0 else 0.0)
    refused = float(values["canary_weight"]) * float(values["canary_failure"])
    good, seconds, tries = 1.0, work, []
    for tier in reversed(range(len(attempts))):
        if tier == len(attempts) - 1:
            fail = fails[tier]
        else:
            # A call whose tier below usually takes longer than the limit is usually given up.
            outlasts = timeout > 0 and seconds + way > timeout
            fail = 1 - good * (math.exp(-(seconds + way) / timeout) if outlasts else 1.0)
        if tier == 0:
            fail = 1 - (1 - refused) * (1 - fail)
        count = mean_attempts(fail, attempts[tier])
        if values["budget"]:
            count = min(count, 1 + float(values["retry_budget"]))
        tries.append(count)
        seconds = count * (min(seconds + way, timeout) if timeout else seconds + way)
        good = (1 - fail ** attempts[tier]) ** fan_out
    calls, bodies = 0.0, 1 / fan_out
    for tier, count in enumerate(reversed(tries)):
        bodies *= fan_out * count
        calls += bodies
        bodies *= 1 - refused if tier == 0 else 1
    return calls


def simulate(setup: Setup) -> Findings:
    farm = Farm(setup)
    farm.go()
    mesh = Mesh(setup, farm.events.count)
    mesh.go()
    return found.findings(mesh, farm)


LAB: Final = Lab(
    slug="service-mesh",
    model_version=1,
    parameters=PARAMETERS,
    estimate=estimate,
    simulate=simulate,
    check=check,
    targets=TARGETS,
    balances=found.BALANCES,
    invariants=found.INVARIANTS,
    quantities=found.QUANTITIES,
    charts=(
        Chart(
            name="load", title="Calls a second by tier", kind=ChartKind.AREAS, series=("load_*",),
            targets=("last-service",),
        ),
        Chart(name="timeline", title="One request over time", kind=ChartKind.BARS),
        Chart(
            name="rotation", title="Instances that were ejected", kind=ChartKind.BAND,
            targets=("instance-*",),
        ),
        Chart(
            name="at_instance", title="Time at an instance", kind=ChartKind.HISTOGRAM,
            series=("at_instance",),
        ),
    ),
)  # fmt: skip

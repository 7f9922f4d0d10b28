"""What mathematics says about repetitions in layers, choices of two, canaries and samples."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Final

from patterns.labs.experiments.service_mesh import parameters as given
from patterns.labs.experiments.service_mesh.farm import Farm
from patterns.labs.experiments.service_mesh.tree import Mesh
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import Check

GROUP: Final = 100
"""Requests that are looked at together: was the canary's fault seen among them?"""
LEAST_GROUPS: Final = 5
LEAST_REQUESTS: Final = 100
"""Requests without which their own spread says little about that of their mean."""
MANY: Final = 100
"""Servers from which on the limit of many servers is near."""
LIMIT_TOLERANCE: Final = 0.05
_LAYERS: Final = "Amazon Builders' Library, Timeouts, retries, and backoff with jitter"
_KLEINROCK: Final = "L. Kleinrock, Queueing Systems, volume 1 (1975)"


@dataclass(frozen=True, slots=True)
class Tier:
    """What is expected of one tier: of one attempt its failure, of one call the rest.

    calls: attempts of this tier for each request. seconds: mean time of a call with all its
    repetitions, for calls that are not made at once with others.
    """

    failure: float
    success: float
    attempts: float
    calls: float
    seconds: float


def tiers(setup: Setup) -> tuple[Tier, ...]:
    """Return what to expect in health, without limits per attempt and without a budget."""
    return expected(
        attempts=given.attempts(setup.values),
        fan_out=setup.whole("fan_out"),
        failure=setup.number("failure"),
        refused=setup.number("canary_weight") * setup.number("canary_failure"),
        way=setup.number("hop") + 2 * setup.number("proxy"),
        work=setup.number("service"),
    )


def expected(
    *,
    attempts: Sequence[int],
    fan_out: int,
    failure: float,
    refused: float = 0.0,
    way: float = 0.0,
    work: float = 0.0,
) -> tuple[Tier, ...]:
    """Return the tiers, the first one first, by the geometric distribution from the last one up.

    refused: chance that a call of the first tier fails at once. way, work: mean seconds.
    """
    found: list[tuple[float, float, float, float]] = []
    good, seconds = 1 - failure, work
    for tier in reversed(range(len(attempts))):
        spared = refused if tier == 0 else 0.0
        fails = 1 - (1 - spared) * good
        tries = theory.mean_attempts(fails, attempts[tier])
        # Wald's identity: a random number of attempts, each with the same mean time.
        seconds = tries * (way + (1 - spared) * seconds)
        success = 1 - fails ** attempts[tier]
        found.append((fails, success, tries, seconds))
        good = success**fan_out
    result: list[Tier] = []
    bodies = 1 / fan_out  # of the tier above, per request; the entry makes one call
    for tier, (fails, success, tries, seconds) in enumerate(reversed(found)):
        calls = bodies * fan_out * tries
        result.append(Tier(fails, success, tries, calls, seconds))
        bodies = calls * (1 - refused if tier == 0 else 1)
    return tuple(result)


def meets(refused: float, other: float, attempts: int) -> float:
    """Return the chance that one attempt or more is refused.

    refused, other: chances that an attempt is refused, or fails in another way.
    """
    return refused * theory.mean_attempts(other, attempts)


def least_of_two(load: float, seconds: float) -> float:
    """Return the mean time in the system, service time times the sum of load^(2^i - 2)."""
    total, exponent = 0.0, 2
    while (term := load ** (exponent - 2)) > 1e-12:
        total += term
        exponent *= 2
    return seconds * total


def in_turn(load: float, seconds: float, servers: int) -> float:
    """Return the mean time in the system of G/M/1 with every n-th call of a Poisson stream.

    The share of calls that find a server busy is the root of sigma = A*(mu (1 - sigma)), with
    A* the transform of the Erlang distribution between two calls of one server.
    """
    low, high = 0.0, 1.0 - 1e-12
    for _ in range(100):
        sigma = (low + high) / 2
        if (1 + (1 - sigma) / (servers * load)) ** -servers > sigma:
            low = sigma
        else:
            high = sigma
    return seconds / (1 - low)


WORST: Final = theory.Formula(
    "Calls at each last service per request, product of the attempts", _LAYERS,
    lambda *attempts: float(math.prod(attempts)),
)  # fmt: skip
CALLS: Final = theory.Formula(
    "Calls per request in all tiers, (1-q^N)/(1-q) in each",
    f"geometric distribution; {_LAYERS}", lambda calls: calls,
)  # fmt: skip
SUCCESS: Final = theory.Formula(
    "Requests that succeed, 1-q^N in each tier", theory.ELEMENTARY, lambda share: share
)
SECONDS: Final = theory.Formula(
    "Mean time of a request, attempts × time of one in each tier",
    "Wald's identity; S. M. Ross, Introduction to Probability Models", lambda seconds: seconds,
)  # fmt: skip
CANARY: Final = theory.Formula(
    "Share of calls to the canary, its weight", "binomial distribution", lambda weight: weight
)
SAMPLED: Final = theory.Formula(
    f"Of {GROUP} requests a trace shows the canary's fault, 1-(1-se)^n",
    "elementary probability; B. H. Sigelman and others, Dapper (2010) for sampling",
    lambda share, rare: theory.at_least_one(share * rare, GROUP),
)
MM1: Final = theory.Formula(
    "Mean time at an instance by chance, M/M/1", _KLEINROCK,
    lambda load, seconds: seconds / (1 - load),
)  # fmt: skip
TWO: Final = theory.Formula(
    "Mean time at the less loaded of two, many instances",
    "M. Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, IEEE TPDS (2001)",
    least_of_two,
)
IN_TURN: Final = theory.Formula(
    "Mean time at instances in turn, G/M/1 with Erlang arrivals", _KLEINROCK, in_turn
)


def checks(mesh: Mesh, farm: Farm) -> Iterable[Check]:
    """Yield theory beside simulation, of the requests and then of the instances."""
    yield from _layers(mesh)
    yield from _canary(mesh)
    yield from _instances(mesh.setup, farm)


def _layers(mesh: Mesh) -> Iterable[Check]:
    setup, requests = mesh.setup, mesh.requests
    tiers_ = tiers(setup)
    unless = _unsteady(mesh)
    few = (0 < requests < LEAST_REQUESTS, f"fewer than {LEAST_REQUESTS} requests")
    refused = setup.number("canary_weight") * setup.number("canary_failure")
    always = setup.number("failure") == 1
    leaves = mesh.fan_out ** (mesh.depth - 1)
    yield theory.check(
        WORST, *given.attempts(setup.values),
        simulated=mesh.calls[-1] / (requests * leaves) if requests else None, error=0.0,
        unless=(
            (not always, "the last service answers some of the calls"),
            (refused > 0, "the canary refuses calls before they reach the last service"),
            *unless,
        ),
    )  # fmt: skip
    yield theory.check(
        CALLS, math.fsum(tier.calls for tier in tiers_),
        simulated=fmean(mesh.totals) if requests else None, error=_error(mesh.totals),
        unless=(*unless, few),
    )  # fmt: skip
    success = tiers_[0].success
    yield theory.check(
        SUCCESS, success, simulated=mesh.counters["success"] / requests if requests else None,
        error=theory.binomial_error(success, requests), unit="share", unless=unless,
    )  # fmt: skip
    yield theory.check(
        SECONDS, tiers_[0].seconds, simulated=fmean(mesh.times) if requests else None,
        error=_error(mesh.times), unit="s",
        unless=(
            (mesh.fan_out > 1 and mesh.depth > 1, "calls are made at once: the slowest decides"),
            *unless,
            few,
        ),
    )  # fmt: skip


def _canary(mesh: Mesh) -> Iterable[Check]:
    setup = mesh.setup
    weight, calls = setup.number("canary_weight"), mesh.calls[0]
    yield theory.check(
        CANARY, weight, simulated=mesh.counters["canary_calls"] / calls if calls else None,
        error=theory.binomial_error(weight, calls), unit="share",
    )  # fmt: skip
    refused = weight * setup.number("canary_failure")
    other = tiers(setup)[0].failure - refused
    rare = meets(refused, other, given.attempts(setup.values)[0])
    share = setup.number("sample_share")
    groups = [mesh.seen[at : at + GROUP] for at in range(0, len(mesh.seen), GROUP)]
    groups = [group for group in groups if len(group) == GROUP]
    chance = theory.at_least_one(share * rare, GROUP)
    yield theory.check(
        SAMPLED, share, rare,
        simulated=sum(any(group) for group in groups) / len(groups) if groups else None,
        error=theory.binomial_error(chance, len(groups)), unit="share",
        unless=(
            (setup.word("sampling") == given.TAIL, "every trace with a failed call is kept"),
            (rare == 0, "the canary has no fault"),
            (len(groups) < LEAST_GROUPS, f"fewer than {LEAST_GROUPS * GROUP} requests"),
            *_unsteady(mesh),
        ),
    )  # fmt: skip


def _unsteady(mesh: Mesh) -> tuple[tuple[bool, str], ...]:
    """Return for what reasons attempts are not alike and independent."""
    setup = mesh.setup
    return (
        (setup.number("try_timeout") > 0, "the limit per attempt makes slow calls fail"),
        (setup.flag("budget"), "the budget forbids repetitions"),
        (
            not setup.script.timeline("last-service").is_healthy,
            "a fault changes the last service",
        ),
    )  # fmt: skip


def _instances(setup: Setup, farm: Farm) -> Iterable[Check]:
    load, seconds = setup.number("utilization"), farm.service
    balancing = setup.word("balancing")
    # A queue at random forgets its start after about S/(1-√ρ)²; queues that are compared soon.
    compared = balancing in (given.LEAST_OF_TWO, given.LEAST_LOADED) and farm.count > 1
    forget = 5 / (1 - load) if compared else 3 / (1 - math.sqrt(load)) ** 2 + 20
    forget *= seconds
    later = [time for time, ended in zip(farm.times, farm.ended_at, strict=True) if ended > forget]
    enough = len(later) >= 40 * statistics.BATCHES and farm.events.now > 3 * forget
    mean, error = statistics.batch_means(later) if enough else (None, math.inf)
    faulty = any(not each.faults.is_healthy for each in farm.instances)
    unless = (
        (faulty, "a fault changes an instance"),
        (not enough, "the run is too short to forget its start"),
    )
    chosen = (
        "instances are asked "
        + {
            given.ROUND_ROBIN: "in turn",
            given.RANDOM: "by chance",
            given.LEAST_OF_TWO: "by comparing two",
            given.LEAST_LOADED: "by comparing all, for which there is no closed form",
        }[balancing]
    )
    alone = farm.count == 1
    yield theory.check(
        MM1, load, seconds, simulated=mean, error=error, unit="s",
        unless=((balancing != given.RANDOM and not alone, chosen), *unless),
    )  # fmt: skip
    yield theory.check(
        IN_TURN, load, seconds, farm.count, simulated=mean, error=error, unit="s",
        unless=((balancing != given.ROUND_ROBIN, chosen), *unless),
    )  # fmt: skip
    yield theory.check(
        TWO, load, seconds, simulated=mean, error=error, unit="s", tolerance=LIMIT_TOLERANCE,
        unless=(
            (balancing != given.LEAST_OF_TWO, chosen),
            (farm.count < MANY, f"the formula is the limit of many instances, from {MANY} on"),
            *unless,
        ),
    )  # fmt: skip


def _error(samples: Sequence[float]) -> float:
    return stdev(samples) / math.sqrt(len(samples)) if len(samples) > 1 else math.inf

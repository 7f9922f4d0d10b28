"""Quorums that miss each other, and the mean of the n-th answer, beside the simulation."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean, stdev
from typing import Final

from patterns.labs.experiments.eventual_consistency.racing import Race
from patterns.labs.kernel import theory
from patterns.labs.kernel.results import Check

_STEPS: Final = 1_000

MISSED_TWICE: Final = theory.Formula(
    "Random quorums miss the last two writes, (C(N-W,R)/C(N,R))²",
    "P. Bailis and others, Probabilistically Bounded Staleness, VLDB (2012)",
    lambda replicas, read, write: theory.quorums_miss(replicas, read, write) ** 2,
)


def _mean_of_answer(there: float, back: float, copies: int, answers: int) -> float:
    """Return the mean seconds until `answers` of `copies` have answered.

    there, back: the means of two independent exponential ways. Order statistics: the mean of the
    k-th smallest is the integral of the chance that fewer than k have ended. Simpson's rule.
    """
    end = 25 * max(there, back)
    width = end / _STEPS

    def fewer(seconds: float) -> float:
        ended = _both_ended(there, back, seconds)
        return math.fsum(
            math.comb(copies, count) * ended**count * (1 - ended) ** (copies - count)
            for count in range(answers)
        )

    inner = math.fsum((4 if i % 2 else 2) * fewer(i * width) for i in range(1, _STEPS))
    return (fewer(0.0) + inner + fewer(end)) * width / 3


def _both_ended(there: float, back: float, seconds: float) -> float:
    """Return the chance that two exponential times in turn have ended."""
    if math.isclose(there, back, rel_tol=1e-6):
        return 1 - (1 + seconds / there) * math.exp(-seconds / there)
    slow, fast = max(there, back), min(there, back)
    left = slow * math.exp(-seconds / slow) - fast * math.exp(-seconds / fast)
    return max(0.0, 1 - left / (slow - fast))


MEAN_ANSWER: Final = theory.Formula(
    "Mean until the k-th of n answers, order statistics of a sum of two exponentials",
    "H. A. David and H. N. Nagaraja, Order Statistics (2003)",
    _mean_of_answer,
)


def checks(race: Race) -> Iterable[Check]:
    """Yield theory beside simulation."""
    setup, trials = race.setup, len(race.fresh_after)
    replicas = race.replicas
    read, write = setup.whole("read_copies"), setup.whole("write_copies")
    miss = theory.quorums_miss(replicas, read, write)
    yield theory.check(
        theory.QUORUMS_MISS, replicas, read, write,
        simulated=race.missed / trials, error=theory.binomial_error(miss, trials), unit="share",
    )  # fmt: skip
    pairs = trials - 1
    yield theory.check(
        MISSED_TWICE, replicas, read, write,
        simulated=race.missed_twice / pairs if pairs else None,
        error=theory.binomial_error(miss * miss, pairs), unit="share",
    )  # fmt: skip
    unless = (
        (setup.word("distribution") != "exponential", "sums of lognormal times have none"),
        (far_apart(setup.number("write_latency"), setup.number("ack_latency")), _FAR_APART),
    )
    yield _answer(race.writes[write - 1], "writer", setup.number("write_latency"),
                  setup.number("ack_latency"), replicas, write, unless)  # fmt: skip
    unless = (
        unless[0],
        (far_apart(setup.number("read_latency"), setup.number("response_latency")), _FAR_APART),
    )
    yield _answer(race.reads[read - 1], "reader", setup.number("read_latency"),
                  setup.number("response_latency"), replicas, read, unless)  # fmt: skip


_FAR_APART: Final = "the two ways differ too much for the integral"


def far_apart(there: float, back: float) -> bool:
    """Say whether the grid of the integral would be too coarse for the shorter way."""
    return max(there, back) > 20 * min(there, back)


def _answer(
    samples: Sequence[float], who: str, there: float, back: float, copies: int, answers: int,
    unless: tuple[tuple[bool, str], ...],
) -> Check:  # fmt: skip
    error = stdev(samples) / math.sqrt(len(samples)) if len(samples) > 1 else math.inf
    return theory.check(
        MEAN_ANSWER, there, back, copies, answers, simulated=fmean(samples), error=error,
        unit="s", unless=unless, name=f"Mean wait of the {who}, {answers} of {copies} answers",
    )  # fmt: skip

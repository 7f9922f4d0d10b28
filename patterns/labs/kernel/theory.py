"""Published formulas, each with its source and what it assumes, and how a run is held to them.

A formula raises `DoesNotApply` with the reason where its assumptions cannot hold. What only the
lab can know, such as a fault in the run, the lab passes to `check` as `unless`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from patterns.labs.kernel.results import Check, Outcome

STANDARD_ERRORS: Final = 4.0
LEAST_TOLERANCE: Final = 0.01
"""Share of the expected value by which a simulated one may always differ."""


class DoesNotApply(ValueError):
    """A formula's assumptions do not hold; the message says which, for the reader."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A function with the words that stand beside it.

    name: as the reader sees it, symbols explained. source: the publication, or "elementary".
    """

    name: str
    source: str
    value: Callable[..., float]


def check(
    formula: Formula,
    *arguments: float,
    simulated: float | None,
    error: float,
    unit: str = "",
    unless: Sequence[tuple[bool, str]] = (),
    tolerance: float = LEAST_TOLERANCE,
    name: str = "",
) -> Check:
    """Return theory beside simulation.

    simulated: None where the run has no sample of it. error: the standard error of `simulated`.
    unless: pairs of a condition and the reason for which it makes the formula not apply.
    tolerance: share of the expected value that is always allowed, if wider than four errors.
    """
    said = name or formula.name

    def refused(reason: str) -> Check:
        return Check(
            name=said, source=formula.source, outcome=Outcome.DOES_NOT_APPLY, reason=reason
        )

    for holds, reason in unless:
        if holds:
            return refused(reason)
    try:
        expected = formula.value(*arguments)
    except DoesNotApply as refusal:
        return refused(str(refusal))
    if simulated is None:
        return refused("nothing of the kind happened in this run")
    allowed = max(STANDARD_ERRORS * error, tolerance * abs(expected))
    agrees = abs(simulated - expected) <= allowed
    return Check(
        name=said,
        source=formula.source,
        simulated=simulated,
        expected=expected,
        tolerance=allowed,
        unit=unit,
        outcome=Outcome.AGREES if agrees else Outcome.DIFFERS,
    )


def binomial_error(share: float, trials: int) -> float:
    """Return the standard error of a share observed over independent trials."""
    return math.sqrt(share * (1 - share) / trials) if trials else math.inf


# Queues. `load` is the offered work in slots: arrival rate times mean service time, in erlang.


def erlang_b(load: float, slots: int) -> float:
    """Return the share of calls refused by slots without a queue; any service distribution."""
    blocked = 1.0
    for slot in range(1, slots + 1):
        blocked = load * blocked / (slot + load * blocked)
    return blocked


def erlang_c(load: float, slots: int) -> float:
    """Return the share of calls that must wait for a slot; exponential service, endless queue."""
    if load >= slots:
        raise DoesNotApply("arrivals reach capacity: the queue has no end")
    blocked = erlang_b(load, slots)
    return slots * blocked / (slots - load * (1 - blocked))


def erlang_c_wait(load: float, slots: int, service: float) -> float:
    """Return the mean wait of all calls in seconds, those that need not wait included."""
    return erlang_c(load, slots) * service / (slots - load)


def mmck(load: float, slots: int, queue: int) -> tuple[float, ...]:
    """Return the shares of time with 0, 1, … slots + queue calls in an M/M/c/K system."""
    weights = [1.0]
    for calls in range(1, slots + queue + 1):
        weights.append(weights[-1] * load / min(calls, slots))
    total = math.fsum(weights)
    return tuple(weight / total for weight in weights)


def mmck_blocking(load: float, slots: int, queue: int) -> float:
    """Return the share of calls refused by M/M/c/K: those that find slots and queue full."""
    return mmck(load, slots, queue)[-1]


def mmck_wait(load: float, slots: int, queue: int, service: float) -> float:
    """Return the mean wait in seconds of admitted calls in M/M/c/K, by Little's law."""
    shares = mmck(load, slots, queue)
    waiting = math.fsum((n - slots) * share for n, share in enumerate(shares) if n > slots)
    return waiting * service / (load * (1 - shares[-1])) if load else 0.0


def mm1_sojourn_beyond(arrivals: float, service_rate: float, seconds: float) -> float:
    """Return the share of calls that spend longer than `seconds` in an M/M/1 system."""
    if arrivals >= service_rate:
        raise DoesNotApply("arrivals reach capacity: the queue has no end")
    return math.exp(-(service_rate - arrivals) * seconds)


def md1k(load: float, room: int) -> tuple[float, ...]:
    """Return the shares of time with 0, 1, … `room` calls in an M/D/1/K system, K = room.

    The chain embedded at departures is solved exactly, then turned into shares of time.
    """
    # Arrivals during one service are Poisson with mean `load`.
    arriving = [math.exp(-load)]
    for count in range(1, room + 1):
        arriving.append(arriving[-1] * load / count)
    left = [1.0]  # weights of the number left behind by a departure: 0 to room - 1
    for count in range(room - 1):
        weight = left[count] - left[0] * arriving[count]
        weight -= math.fsum(left[k] * arriving[count + 1 - k] for k in range(1, count + 1))
        left.append(weight / arriving[0])
    total = math.fsum(left)
    departures = [weight / total for weight in left]
    scale = 1 / (departures[0] + load)
    shares = [share * scale for share in departures]
    return (*shares, max(0.0, 1 - math.fsum(shares)))


def littles_law(arrivals: float, seconds: float) -> float:
    """Return the mean number present from the arrival rate and the mean time spent."""
    return arrivals * seconds


# Chance


def binomial_tail(trials: int, share: float, least: int) -> float:
    """Return the chance of `least` or more successes in independent trials."""
    return math.fsum(
        math.comb(trials, count) * share**count * (1 - share) ** (trials - count)
        for count in range(max(least, 0), trials + 1)
    )


def mean_attempts(failure: float, attempts: int) -> float:
    """Return the mean number of attempts until success, at most `attempts` in total."""
    return float(attempts) if failure >= 1 else (1 - failure**attempts) / (1 - failure)


def all_fail(failure: float, attempts: int) -> float:
    """Return the chance that every one of independent attempts fails."""
    return failure**attempts


def at_least_one(share: float, trials: int) -> float:
    """Return the chance of one success or more in independent trials."""
    return 1 - (1 - share) ** trials


def harmonic(count: int) -> float:
    return math.fsum(1 / k for k in range(1, count + 1))


def mean_of_maximum(mean: float, count: int) -> float:
    """Return the mean of the largest of `count` independent exponential times."""
    return mean * harmonic(count)


def quorums_miss(replicas: int, read: int, write: int) -> float:
    """Return the chance that a random read quorum misses a random write quorum."""
    return math.comb(replicas - write, read) / math.comb(replicas, read)


def renewal_share(up: float, down: float) -> float:
    """Return the share of time in the first of two states that take turns, by their means."""
    return up / (up + down)


def che_hit_share(rates: Sequence[float], size: int) -> float:
    """Return the hit share of an LRU cache of `size` entries under independent requests.

    rates: requests a second, or any weights, of each key. Che's approximation: the time for which
    an entry survives is the same for all keys, such that the expected entries fill the cache.
    """
    if size >= len(rates):
        raise DoesNotApply("the cache holds every key")
    low, high = 0.0, 1.0 / min(rates)
    while _expected_entries(rates, high) < size:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        if _expected_entries(rates, middle) < size:
            low = middle
        else:
            high = middle
    hits = math.fsum(rate * -math.expm1(-rate * high) for rate in rates)
    return hits / math.fsum(rates)


def lifetime_hit_share(rate: float, lifetime: float) -> float:
    """Return the hit share of one key whose entry lives for a fixed time after its load."""
    return rate * lifetime / (1 + rate * lifetime)


def _expected_entries(rates: Sequence[float], time: float) -> float:
    return math.fsum(-math.expm1(-rate * time) for rate in rates)


ELEMENTARY: Final = "elementary probability"
_TELETRAFFIC: Final = "ITU-D, Teletraffic Engineering Handbook"
_KLEINROCK: Final = "L. Kleinrock, Queueing Systems, volume 1 (1975)"

ERLANG_B: Final = Formula(
    "Erlang B: share refused", f"A. K. Erlang (1917); {_TELETRAFFIC}", erlang_b
)
ERLANG_C: Final = Formula(
    "Erlang C: share that waits", f"A. K. Erlang (1917); {_TELETRAFFIC}", erlang_c
)
ERLANG_C_WAIT: Final = Formula(
    "Erlang C: mean wait", f"A. K. Erlang (1917); {_TELETRAFFIC}", erlang_c_wait
)
MMCK_BLOCKING: Final = Formula("M/M/c/K: share refused", _KLEINROCK, mmck_blocking)
MMCK_WAIT: Final = Formula("M/M/c/K: mean wait of those admitted", _KLEINROCK, mmck_wait)
MM1_SOJOURN: Final = Formula("M/M/1: share longer in the system", _KLEINROCK, mm1_sojourn_beyond)
MD1K_BLOCKING: Final = Formula(
    "M/D/1/K: share refused", f"{_KLEINROCK}, chain embedded at departures",
    lambda load, room: md1k(load, room)[-1],
)  # fmt: skip
LITTLE: Final = Formula(
    "Little's law: mean number present",
    "J. D. C. Little, A proof for the queuing formula L = λW, Operations Research (1961)",
    littles_law,
)
BINOMIAL_TAIL: Final = Formula("Binomial tail", ELEMENTARY, binomial_tail)
MEAN_ATTEMPTS: Final = Formula("Attempts per call, (1-p^N)/(1-p)", ELEMENTARY, mean_attempts)
ALL_FAIL: Final = Formula("All attempts fail, p^N", ELEMENTARY, all_fail)
AT_LEAST_ONE: Final = Formula(
    "One slow part or more, 1-(1-q)^n",
    "J. Dean and L. A. Barroso, The Tail at Scale, CACM (2013)",
    at_least_one,
)
MEAN_OF_MAXIMUM: Final = Formula(
    "Mean of the slowest of n, mean × H(n)", ELEMENTARY, mean_of_maximum
)
QUORUMS_MISS: Final = Formula(
    "Random quorums miss, C(N-W,R)/C(N,R)",
    "P. Bailis and others, Probabilistically Bounded Staleness, VLDB (2012)",
    quorums_miss,
)
RENEWAL_SHARE: Final = Formula(
    "Share of time in one of two states in turn",
    "renewal-reward theorem; S. M. Ross, Introduction to Probability Models",
    renewal_share,
)
CHE: Final = Formula(
    "Che's approximation: hit share of LRU",
    "C. Fricker, P. Robert and J. Roberts, A Versatile and Accurate Approximation for LRU Cache"
    " Performance, ITC (2012)",
    che_hit_share,
)
LIFETIME_HIT_SHARE: Final = Formula(
    "Hit share of a lifetime cache, λT/(1+λT)", ELEMENTARY, lifetime_hit_share
)

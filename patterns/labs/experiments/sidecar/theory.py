"""What renewal theory and sums of exponential times say about sidecars."""

import math
from collections.abc import Iterable
from statistics import fmean, stdev
from typing import Final

from patterns.labs.experiments.sidecar import parameters as given
from patterns.labs.experiments.sidecar.calls import Calls
from patterns.labs.experiments.sidecar.lives import Lives
from patterns.labs.kernel import theory
from patterns.labs.kernel.results import Check
from patterns.labs.kernel.statistics import BATCHES

TAIL: Final = 0.95
LEAST_CRASHES: Final = 100
LEAST_CALLS: Final = 100
_RENEWAL: Final = "S. M. Ross, Introduction to Probability Models"


def erlang_beyond(stages: int, mean: float, seconds: float) -> float:
    """Return the chance that a sum of exponential times of this mean is longer than that."""
    x = seconds / mean
    term = total = 1.0
    for stage in range(1, stages):
        term *= x / stage
        total += term
    return math.exp(-x) * total


def erlang_point(stages: int, mean: float, share: float) -> float:
    """Return the seconds within which the sum ends with this chance, by bisection."""
    low, high = 0.0, mean * stages
    while erlang_beyond(stages, mean, high) > 1 - share:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        if erlang_beyond(stages, mean, middle) > 1 - share:
            low = middle
        else:
            high = middle
    return high


def since_sending(up: float, flush: float) -> float:
    """Return the mean seconds since the last sending at a crash after an exponential time.

    The time left over when whole intervals are taken away; about flush / 2 where crashes are rare.
    """
    return up - flush / math.expm1(flush / up)


def in_series(*parts: float) -> float:
    """Return the share of time in which not all parts are up.

    parts: mean seconds up and down of each part in turn.
    """
    shares = (
        theory.renewal_share(up, down) for up, down in zip(parts[::2], parts[1::2], strict=True)
    )
    return 1 - math.prod(shares)


ADDED: Final = theory.Formula(
    "Added to a request on average, 2 × calls × mean time in a proxy", theory.ELEMENTARY,
    lambda hops, mean: 2 * hops * mean,
)  # fmt: skip
WITHIN: Final = theory.Formula(
    "Within the 95 % point of a sum of 2 × calls exponential times",
    "A. K. Erlang; any text on probability", lambda share: share,
)  # fmt: skip
DOWN: Final = theory.Formula(
    "Time without service, 1 - product of up/(up + down)",
    f"alternating renewal process, {_RENEWAL}; R. E. Barlow and F. Proschan,"
    " Mathematical Theory of Reliability (1965) for parts in series",
    in_series,
)  # fmt: skip
LOST: Final = theory.Formula(
    "Lines lost in a crash, about rate × interval / 2", f"residual time, {_RENEWAL}",
    lambda rate, up, flush: rate * since_sending(up, flush),
)  # fmt: skip
GAP: Final = theory.Formula(
    "Calls before the proxy is ready, mean seconds of a start, s²/(a + s)",
    "exponential times, " + _RENEWAL, lambda a, s: s * s / (a + s),
)  # fmt: skip


def checks(calls: Calls, lives: Lives) -> Iterable[Check]:
    yield from _added(calls)
    yield _down(lives)
    yield _lost(lives)
    yield _gap(lives)


def _added(calls: Calls) -> Iterable[Check]:
    setup = calls.setup
    mean = setup.number("proxy_mean")
    none = (setup.whole("sidecars") == 0, "there is no proxy")
    fewest = min(reached.healthy for reached in calls.reached)
    few = (fewest < LEAST_CALLS, f"fewer than {LEAST_CALLS} calls met a proxy in health")
    added = error = None
    if fewest:
        # Each place by itself: a call that meets a fault takes none of the others with it.
        added = math.fsum(r.healthy_added / r.healthy for r in calls.reached)
        error = math.sqrt(math.fsum(r.variance / r.healthy for r in calls.reached))
    yield theory.check(
        ADDED, calls.hops, mean, simulated=added, error=error or 0.0, unit="s",
        unless=(none, few),
        name=f"{ADDED.name}, in health",
    )  # fmt: skip
    point = erlang_point(2 * calls.hops, mean, TAIL)
    count = len(calls.undisturbed)
    within = sum(seconds <= point for seconds in calls.undisturbed)
    yield theory.check(
        WITHIN, TAIL, simulated=within / count if count else None,
        error=theory.binomial_error(TAIL, count), unit="share",
        unless=(
            none,
            (setup.word("distribution") == given.CONSTANT, "every passage takes the same time"),
            (count < LEAST_CALLS, f"fewer than {LEAST_CALLS} requests met no fault of a proxy"),
        ),
    )  # fmt: skip


def _down(lives: Lives) -> Check:
    setup = lives.setup
    parts: list[float] = []
    rare = False
    guarded = lives.has_proxy and not lives.is_open
    for who, rate, restart, counts in (
        ("application", "app_crashes", "app_restart", True),
        ("proxy", "sidecar_crashes", "sidecar_restart", guarded),
    ):
        if counts and setup.number(rate):
            parts += [1 / setup.number(rate), setup.number(restart)]
            rare = rare or lives.crashes[who] < LEAST_CRASHES
    down = 1 - lives.share_served if lives.until else None
    error = stdev(lives.batches) / math.sqrt(BATCHES) if lives.until else 0.0
    return theory.check(
        DOWN, *parts, simulated=down, error=error, unit="share",
        unless=(
            (not parts, "what may interrupt the service never crashes"),
            (rare, f"fewer than {LEAST_CRASHES} crashes of one of the parts"),
        ),
    )  # fmt: skip


def _lost(lives: Lives) -> Check:
    setup = lives.setup
    crashes, rate, flush = (
        setup.number(name) for name in ("sidecar_crashes", "log_rate", "flush")
    )  # fmt: skip
    count = len(lives.lost)
    few = count < LEAST_CRASHES
    up = 1 / crashes if crashes else 1.0
    error = math.inf
    if not few:
        # Where hardly any crash loses a line, losses show no spread; chance alone would have some.
        chance = math.sqrt(rate * since_sending(up, flush) / count)
        error = max(stdev(lives.lost) / math.sqrt(count), min(chance, 1 / math.sqrt(count)))
    return theory.check(
        LOST, rate, up, flush, simulated=fmean(lives.lost) if lives.lost else None,
        error=error, unit="lines",
        unless=(
            (not lives.has_logs, "there is no log sidecar"),
            (crashes == 0, "it never crashes"),
            (rate == 0, "nothing is logged"),
            (few, f"fewer than {LEAST_CRASHES} crashes"),
        ),
    )  # fmt: skip


def _gap(lives: Lives) -> Check:
    setup = lives.setup
    a, s = setup.number("app_restart"), setup.number("sidecar_restart")
    mean = s * s / (a + s)
    # The proxy is later with chance s/(a + s), and then by an exponential time of mean s.
    deviation = math.sqrt(2 * s * s * s / (a + s) - mean * mean)
    return theory.check(
        GAP, a, s, simulated=fmean(lives.gaps), error=deviation / math.sqrt(len(lives.gaps)),
        unit="s",
        unless=(
            (not lives.has_proxy, "there is no proxy"),
            (setup.word("start") != given.TOGETHER, "the application waits for its proxy"),
        ),
    )  # fmt: skip

"""Randomness by purpose: each stream repeats itself for the same lab, version, seed and purpose.

Only `random.Random.random` is used, since Python promises that sequence; every other distribution
is the inverse of its distribution function at one uniform number.

The reservation rule: when a call arrives it takes a fixed number of uniforms for all that might
happen to it, used or not. A policy that makes fewer calls then shifts nobody else's luck, and two
runs that differ in policy alone can be compared call by call.
"""

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from hashlib import blake2b
from statistics import NormalDist
from typing import Final, Literal, TypeAlias

Uniform: TypeAlias = Callable[[], float]
Purpose: TypeAlias = Literal[
    "arrivals", "service", "outcome", "faults", "jitter", "keys", "routing", "crash"
]
LAST_SEED: Final = 2**31 - 1
_SMALLEST: Final = 2.0**-54
_INVERSE: Final = NormalDist().inv_cdf


class Streams:
    """The streams of one run; asking twice for one purpose gives the same stream."""

    def __init__(self, lab: str, model_version: int, seed: int) -> None:
        self._name = f"{lab}|{model_version}|{seed}"
        self._seed = seed
        self._open: dict[str, random.Random] = {}

    def uniform(self, purpose: Purpose, part: str = "") -> Uniform:
        """Return a function that gives the next number from 0 up to but not including 1.

        part: whose stream of this purpose, such as a service that faults of others must not touch.
        """
        name = f"{purpose}|{part}" if part else purpose
        if name not in self._open:
            self._open[name] = random.Random(stream_seed(f"{self._name}|{name}"))
        return self._open[name].random

    def family(self, name: str, version: int) -> "Streams":
        """Return streams that several labs share: one seed gives the same luck to all of them.

        version: raised with the model version of each of these labs when the draws change.
        """
        return Streams(name, version, self._seed)

    def for_each(self, purpose: Purpose) -> Callable[[int], Uniform]:
        """Return a function that begins the stream of a member by its number, such as a request.

        For members that need more numbers than could be reserved for them. The stream of one is
        good until that of the next begins; asking again for a member begins its stream anew.
        """
        generator = random.Random()  # one for all: only the numbers differ

        def begin(number: int) -> Uniform:
            generator.seed(stream_seed(f"{self._name}|{purpose}|{number}"))
            return generator.random

        return begin


def stream_seed(name: str) -> int:
    """Return the first 8 bytes of the BLAKE2b digest of a name, as a whole number."""
    return int.from_bytes(blake2b(name.encode()).digest()[:8], "big")


def exponential(mean: float, u: float) -> float:
    """Return a waiting time with this mean; `u` from 0 up to but not including 1."""
    return -mean * math.log(1.0 - u)


def normal(u: float) -> float:
    """Return a standard normal number; u = 0, which has none, counts as 2^-54."""
    return _INVERSE(u or _SMALLEST)


def lognormal(median: float, sigma: float, u: float) -> float:
    """Return a lognormal number by its median and the deviation of its logarithm."""
    return median * math.exp(sigma * _INVERSE(u or _SMALLEST))


def geometric(success: float, u: float) -> int:
    """Return how many trials the first success takes, from 1; success above 0."""
    if success >= 1.0:
        return 1
    return 1 + int(math.log(1.0 - u) / math.log1p(-success))


def zipf_table(count: int, alpha: float) -> tuple[float, ...]:
    """Return the cumulative shares of ranks 1 to `count`, each weighing rank^-alpha."""
    weights = [rank**-alpha for rank in range(1, count + 1)]
    total, running, table = math.fsum(weights), 0.0, []
    for weight in weights:
        running += weight
        table.append(running / total)
    table[-1] = 1.0
    return tuple(table)


def pick(table: Sequence[float], u: float) -> int:
    """Return the position, from 0, that `u` falls on in a table of cumulative shares."""
    return min(bisect_right(table, u), len(table) - 1)

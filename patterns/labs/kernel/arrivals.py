"""When the next call comes: Poisson arrivals whose rate a load fault may change."""

import math
from bisect import bisect_right

from patterns.labs.kernel.faults import Timeline


def next_arrival(now: float, rate: float, load: Timeline, u: float) -> float:
    """Return the seconds until the next arrival, infinity if there will be none.

    rate: calls per second in health, above 0. load: its conditions' factors apply to the rate.
    One uniform gives one arrival, whatever the load does in between.
    """
    work = -math.log(1.0 - u) / rate  # seconds until then at load 1
    if not load.boundaries:
        return work
    index, time = bisect_right(load.boundaries, now), now
    for boundary in load.boundaries[index:]:
        factor = load.conditions[index].load
        stretch = (boundary - time) * factor
        if work < stretch:
            return time - now + work / factor
        work -= stretch
        time, index = boundary, index + 1
    factor = load.conditions[index].load
    return time - now + work / factor if factor else math.inf


def expected_arrivals(rate: float, load: Timeline, until: float) -> float:
    """Return how many arrivals are expected from 0 to `until` seconds."""
    return rate * sum((end - start) * load.at(start).load for start, end in stretches(load, until))


def stretches(timeline: Timeline, until: float) -> list[tuple[float, float]]:
    """Return the (start, end) seconds between 0 and `until` in which nothing changes."""
    inner = [boundary for boundary in timeline.boundaries if 0 < boundary < until]
    return list(zip([0.0, *inner], [*inner, until], strict=True))

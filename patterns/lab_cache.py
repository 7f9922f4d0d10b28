"""The one door to runs for pages and programs: cached, and never longer than two seconds.

A run is a pure function of lab, model version, values, seed and cap, so what is kept never grows
old. The lab itself knows no clock; the deadline is handed to it from here.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.core.cache import caches

from patterns.diagram_cache import Shelf
from patterns.labs.addresses import Run
from patterns.labs.charts import Picture, pictures
from patterns.labs.comparing import Comparison, compare
from patterns.labs.kernel.results import Result
from patterns.labs.kernel.streams import LAST_SEED
from patterns.labs.repeating import CAP_OF_MANY, SEEDS, OneRun, Repeated, summarize

KEPT: Final = 256
KEPT_OF_TWO: Final = 64
SECONDS: Final = 2.0
"""Of work in one thread. Waiting for others does not count, so load never decides a result."""


@dataclass(frozen=True, slots=True)
class Many:
    """Measures over twenty short runs. notes: what the first of them says of its shortness."""

    measures: tuple[Repeated, ...]
    notes: tuple[str, ...]


class TooSlow(Exception):
    """A run took longer than any run may; there is no result, not even a part of one."""


_runs: Shelf[Result] = Shelf(KEPT)
_pairs: Shelf[Comparison] = Shelf(KEPT_OF_TWO)
_many: Shelf[Many] = Shelf(KEPT)
_drawn: Shelf[tuple[tuple[Picture, ...], tuple[Picture, ...]]] = Shelf(KEPT_OF_TWO)


def run(asked: Run) -> Result:
    """Return the Result of the first or only run; about 90 ms at the usual cap when not known.

    Raises TooSlow, and BrokenInvariant where the figures contradict each other.
    """
    key = _key(asked.alone())
    known = _runs.get(key)
    if known is None:
        known = asked.lab.run(asked.values, seed=asked.seed, pulse=deadline())
        _runs.put(key, known)
    return known


def run_both(asked: Run) -> Comparison:
    """Return two runs that share their luck. Raises as `run` does."""
    key = _key(asked)
    known = _pairs.get(key)
    if known is None:
        known = compare(asked.lab, asked.values, asked.changes, seed=asked.seed, pulse=deadline())
        _pairs.put(key, known)
    return known


def run_many(asked: Run) -> Many:
    """Return the headline measures over twenty short runs. Raises as `run` does."""
    key = _key(asked.many())
    known = _many.get(key)
    if known is None:
        pulse, results = deadline(), []
        for number in range(SEEDS):
            seed = (asked.seed + number) % (LAST_SEED + 1)
            results.append(asked.lab.run(asked.values, seed=seed, cap=CAP_OF_MANY, pulse=pulse))
        measures = summarize([OneRun(r.seed, r.status, r.headlines) for r in results])
        known = Many(measures, results[0].notes if results[0].is_partial else ())
        _many.put(key, known)
    return known


def drawn(asked: Run) -> tuple[tuple[Picture, ...], tuple[Picture, ...]]:
    """Return the charts of the first run and of the second, which is empty for one run alone.

    About 10 ms when not known. Raises as `run` does.
    """
    key = _key(asked) if asked.changes else _key(asked.alone())
    known = _drawn.get(key)
    if known is None:
        if asked.changes:
            both = run_both(asked)
            known = pictures(asked.lab, both.a, both.b), pictures(asked.lab, both.b, both.a)
        else:
            known = pictures(asked.lab, run(asked)), ()
        _drawn.put(key, known)
    return known


def deadline(
    seconds: float = SECONDS, clock: Callable[[], float] = time.thread_time
) -> Callable[[], None]:
    """Return a function that raises TooSlow once this much time has passed since now."""
    end = clock() + seconds

    def pulse() -> None:
        if clock() > end:
            raise TooSlow

    return pulse


def forget() -> None:
    """Empty what this process keeps, as between tests."""
    _runs.clear()
    _pairs.clear()
    _many.clear()
    _drawn.clear()
    caches["fragments"].clear()


def _key(asked: Run) -> str:
    return asked.address

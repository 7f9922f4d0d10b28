"""How many events a load replays, what snapshots cost, and how often two writers collide."""

import math
from collections.abc import Iterable
from typing import Final

from patterns.labs.experiments.event_sourcing.simulation import Run
from patterns.labs.kernel import theory
from patterns.labs.kernel.results import Check

REPLAY: Final = theory.Formula(
    "Mean events replayed by a load, (k-1)/2", theory.ELEMENTARY, lambda every: (every - 1) / 2
)
COST: Final = theory.Formula(
    "Cost of an event, S/k + r A (k-1)/2",
    "square-root rule, as for the economic order quantity: F. W. Harris (1913)",
    lambda write, apply, loads, every: write / every + loads * apply * (every - 1) / 2,
)
CONFLICT: Final = theory.Formula(
    "A first try meets a conflict, 1-exp(-rate × hold)",
    "Poisson process; S. M. Ross, Introduction to Probability Models",
    lambda rate, hold: -math.expm1(-rate * hold),
)


def best_interval(write: float, apply: float, loads: float) -> float:
    """Return the k at which S/k + r A (k-1)/2 is least: where its derivative is 0."""
    return math.sqrt(2 * write / (apply * loads))


def checks(run: Run) -> Iterable[Check]:
    """Yield theory beside simulation, over whole stretches between two snapshots."""
    every = run.every
    loads, replayed, slots = whole_stretches(run)
    per_event = loads / slots if slots else 0.0
    # Loads come to each version in a geometric number, since both are Poisson.
    spread = math.sqrt((every**2 - 1) / 12) if every else 0.0
    error = spread * math.sqrt((1 + 1 / per_event) / slots) if per_event else math.inf
    unless = (
        (every == 0, "there are no snapshots"),
        (slots < 10 * every, "fewer than ten stretches between two snapshots"),
    )
    yield theory.check(
        REPLAY, every, simulated=replayed / loads if loads else None, error=error, unit="events",
        unless=unless,
    )  # fmt: skip
    setup = run.setup
    write, apply = setup.number("snapshot_write"), setup.number("apply")
    cost = write / every + apply * replayed / slots if every and slots else None
    yield theory.check(
        COST, write, apply, per_event, every or 1, simulated=cost,
        error=apply * per_event * error, unit="s",
        unless=(*unless, (setup.number("old_schema_share") > 0, "old events cost more")),
    )  # fmt: skip
    yield _conflicts(run)


def _conflicts(run: Run) -> Check:
    setup, until, hold = run.setup, run.events.now, run.setup.number("hold")
    # Appends to one account, as many as this run had: transfers append to two.
    written = run.counters["appended"] + run.counters["received"]
    rate = written / len(run.accounts) / until if until else 0.0
    expected = -math.expm1(-rate * hold)
    busy = setup.number("events") * hold / setup.whole("writers")
    return theory.check(
        CONFLICT, rate, hold,
        simulated=run.first_conflicts / run.first_tries if run.first_tries else None,
        error=theory.binomial_error(expected, run.first_tries), unit="share",
        unless=(
            (hold == 0, "nothing can come between load and append"),
            (busy > 0.2, "writers are busy, so commands wait and come in turn"),
            (rate * hold > 0.1, "conflicts are so many that retries meet each other"),
        ),
    )  # fmt: skip


def whole_stretches(run: Run) -> tuple[int, int, int]:
    """Return loads, events replayed and versions between first and last snapshot of each account.

    Before the first and after the last snapshot not all versions of a stretch occur alike.
    """
    if not run.every:
        return 0, 0, 0
    return run.between["loads"], run.between["replayed"], run.between["versions"]

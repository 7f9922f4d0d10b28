"""What a run shows: measures, a row for each service, theory, and what must hold between them."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Final

from patterns.labs.experiments.bulkhead.parameters import SPLIT
from patterns.labs.experiments.bulkhead.simulation import Run, Service
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.lab import Balance, Invariant
from patterns.labs.kernel.results import Cell, Check, Findings, Measure, Series, Table

QUANTITIES: Final = {"refused": "refused", "expired": "gave up waiting", "in_use": "in a slot"}
BALANCES: Final = (Balance(("refused", "expired", "waiting", "in_use", "done"), ("arrivals",)),)
COLUMNS: Final = (
    "Service", "Pool", "Arrivals", "Admitted", "Refused", "Gave up", "Refused share",
    "Mean in use", "Most in use", "Mean wait",
)  # fmt: skip
LEAST_WAITS: Final = 100
"""Calls that must have waited before their mean wait is held to theory."""
UNITS: Final = ("", "", "", "", "", "", "share", "", "", "s")


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    services, now = run.services, run.events.now
    names = ("arrivals", "refused", "expired", "waiting", "in_use", "done")
    return Findings(
        simulated_until=now,
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters={name: sum(getattr(each, name) for each in services) for name in names},
        measures=tuple(_measures(run)),
        series=tuple(_series(services)),
        tables=(_table(services, now),),
        trace=tuple(run.trace),
        checks=tuple(_checks(run)),
        notes=tuple(_notes(run)),
        evidence=_evidence(run),
    )


def _measures(run: Run) -> Iterable[Measure]:
    services, now = run.services, run.events.now
    healthy = [each for each in services if each.faults.is_healthy]
    yield _refused("refused_share", "Calls refused", services)
    yield _refused("healthy_refused_share", "Refused to services without a fault", healthy)
    waits = [wait for each in services for wait in each.waits]
    value = fmean(waits) if waits else None
    yield Measure(
        name="mean_wait", label="Mean wait of admitted calls", value=value, unit="s",
        reason="" if waits else "no calls", is_headline=True,
    )  # fmt: skip
    yield statistics.percentile("p99_wait", "P99 of the wait", sorted(waits), 0.99)
    slots = sum(each.pool_size for each in services)
    busy = sum(each.busy_time for each in services)
    yield Measure(
        name="use", label="Slots in use, mean", value=busy / (slots * now) if now else 0.0,
        unit="share", is_headline=True,
    )  # fmt: skip


def _refused(name: str, label: str, services: Sequence[Service]) -> Measure:
    turned_away = sum(each.refused + each.expired for each in services)
    arrivals = sum(each.arrivals for each in services)
    return statistics.share(name, label, turned_away, arrivals, is_headline=True)


def _series(services: Sequence[Service]) -> Iterable[Series]:
    for number, each in enumerate(services, start=1):
        yield each.levels.series(f"in_use_{number}", f"{each.name} in use", "slots")
    for number, each in enumerate(services, start=1):
        label = f"{each.name} refused"
        yield each.refusals.series(f"refused_{number}", label, "calls/s", per_second=True)


def _table(services: Sequence[Service], now: float) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            each.name,
            each.pool_size,
            each.arrivals,
            len(each.waits),
            each.refused,
            each.expired,
            (each.refused + each.expired) / each.arrivals if each.arrivals else None,
            each.busy_time / now if now else 0.0,
            each.most_in_use,
            fmean(each.waits) if each.waits else None,
        )
        for each in services
    ]
    return Table(
        name="services", title="Each service", columns=COLUMNS, units=UNITS, rows=tuple(rows)
    )


def _notes(run: Run) -> Iterable[str]:
    for service, pool in zip(run.services, run.pools, strict=True):
        load = service.rate * service.mean
        if run.setup.word("mode") == SPLIT and pool.room and load >= pool.size:
            yield f"Arrivals of {service.name} exceed its pool: the queue stays full."


def _evidence(run: Run) -> dict[str, float]:
    pools, services = run.distinct_pools, run.services
    limit = run.setup.number("wait_limit")
    waited = math.fsum(wait for each in services for wait in each.waits)
    waited += sum(each.expired for each in services) * limit
    waited += math.fsum(pool.waited_so_far() for pool in pools)
    return {
        "over_full": sum(pool.most_in_use > pool.size for pool in pools),
        "over_long": sum(pool.most_waiting > pool.room for pool in pools),
        "slots": sum(pool.size for pool in pools),
        "declared_slots": sum(each.pool_size for each in services),
        "idle_while_waiting": run.idle_while_waiting,
        "waited": waited,
        "waiting_time": math.fsum(pool.waiting_time for pool in pools),
        "busy_of_pools": math.fsum(pool.busy_time for pool in pools),
        "busy_of_services": math.fsum(each.busy_time for each in services),
        "longest_wait": max((max(each.waits, default=0.0) for each in services), default=0.0),
    }


# Theory


def _checks(run: Run) -> Iterable[Check]:
    """Yield checks of the common pool, or of each service's own."""
    if run.setup.word("mode") == SPLIT:
        for number, service in enumerate(run.services):
            yield from _pool_checks(run, [service], f" of {service.name}", run.warm_up(number))
    else:
        yield from _pool_checks(run, run.services, "", max(map(run.warm_up, range(len(run.pools)))))


def _pool_checks(
    run: Run, services: Sequence[Service], whose: str, warm_up: float
) -> Iterable[Check]:
    setup, now = run.setup, run.events.now
    slots = sum(each.pool_size for each in services)
    room = setup.whole("queue") * (1 if setup.word("mode") == SPLIT else len(services))
    load = math.fsum(each.rate * each.mean for each in services)
    means = {each.mean for each in services}
    refused, refusals_error = _over_time([each.turned_away for each in services])
    unless = (
        (not all(each.faults.is_healthy for each in services), "a fault changes the service"),
        (load == 0, "no calls come"),
        (refused is None, "the run is too short after its start is left out"),
    )
    note = f", after the first {warm_up:g} s"
    judged = sum(len(each.turned_away) for each in services)
    # Batches without a single refusal show no spread; chance alone would have some.
    expected = theory.mmck_blocking(load, slots, room) if load else 0.0
    refusals_error = max(refusals_error, theory.binomial_error(expected, judged))
    if room == 0:
        yield theory.check(
            theory.ERLANG_B, load, slots, simulated=refused, error=refusals_error, unit="share",
            unless=unless, name=f"Erlang B: share{whose} refused{note}",
        )  # fmt: skip
    else:
        markov = (
            *unless,
            (setup.word("distribution") != "exponential", "service times are not exponential"),
            (len(means) > 1, "the services of the common pool take different times"),
            (setup.number("wait_limit") > 0, "calls give up waiting"),
        )
        yield theory.check(
            theory.MMCK_BLOCKING, load, slots, room, simulated=refused, error=refusals_error,
            unit="share", unless=markov, name=f"M/M/c/K: share{whose} refused{note}",
        )  # fmt: skip
        rare = sum(wait > 0 for each in services for wait in each.judged_waits) < LEAST_WAITS
        wait, wait_error = _over_time([each.judged_waits for each in services])
        yield theory.check(
            theory.MMCK_WAIT, load, slots, room, max(means),
            simulated=wait, error=wait_error, unit="s",
            unless=(*markov, (rare, f"fewer than {LEAST_WAITS} calls waited")),
            name=f"M/M/c/K: mean wait{whose} when admitted{note}",
        )  # fmt: skip
    yield _carried(run, services, whose, now, load, refused)


def _carried(
    run: Run, services: Sequence[Service], whose: str, now: float, load: float,
    refused: float | None,
) -> Check:  # fmt: skip
    """Little's law: slots in use are admitted calls a second times their mean time in a slot."""
    busy = math.fsum(each.busy_time for each in services) / now if now else 0.0
    admitted = sum(len(each.waits) for each in services)
    arrivals = sum(each.arrivals for each in services)
    mean = load / math.fsum(each.rate for each in services) if load else 0.0
    # A mean over so many service times of about their own deviation.
    error = busy * 1.5 / math.sqrt(admitted) if admitted else math.inf
    several = len({each.mean for each in services}) > 1
    return theory.check(
        theory.LITTLE, admitted / now if now else 0.0, mean, simulated=busy, error=error,
        unit="slots", name=f"Little's law: mean slots in use{whose}",
        unless=(
            (not all(each.faults.is_healthy for each in services), "a fault changes the service"),
            (several, "the services take different times and are refused alike"),
            (arrivals == 0, "no calls come"),
            (refused is None, "the run is too short"),
        ),
    )  # fmt: skip


def _over_time(parts: Sequence[Sequence[float]]) -> tuple[float | None, float]:
    """Return mean and standard error of samples by batch means, each part in its order."""
    whole = [sample for part in parts for sample in part]
    if len(whole) < 2 * statistics.BATCHES * len(parts):
        return None, math.inf
    if len(parts) == 1:
        return fmean(whole), statistics.batch_means(whole)[1]
    # Parts of one pool rise and fall together: their errors add up.
    weights = [len(part) / len(whole) for part in parts]
    errors = [
        statistics.batch_means(part)[1] if len(part) >= 2 * statistics.BATCHES else 0.0
        for part in parts
    ]
    return fmean(whole), math.fsum(w * e for w, e in zip(weights, errors, strict=True))


INVARIANTS: Final[Sequence[Invariant]] = (
    Invariant(
        "no pool has more calls in slots than slots, nor more waiting than places",
        lambda found, values: not found.evidence["over_full"] and not found.evidence["over_long"],
    ),
    Invariant(
        "pools have the slots that the services declare",
        lambda found, values: found.evidence["slots"] == found.evidence["declared_slots"],
    ),
    Invariant(
        "no slot is idle while a call waits for the same pool",
        lambda found, values: not found.evidence["idle_while_waiting"],
    ),
    Invariant(
        "the time spent waiting is the sum of the waits (Little's law on this very run)",
        lambda found, values: math.isclose(
            found.evidence["waited"], found.evidence["waiting_time"], rel_tol=1e-6, abs_tol=1e-6
        ),
    ),
    Invariant(
        "the time in slots is the same by pool and by service",
        lambda found, values: math.isclose(
            found.evidence["busy_of_pools"],
            found.evidence["busy_of_services"],
            rel_tol=1e-6,
            abs_tol=1e-6,
        ),
    ),
    Invariant(
        "nobody waits longer than allowed",
        lambda found, values: (
            not values["wait_limit"]
            or found.evidence["longest_wait"] <= float(values["wait_limit"]) * (1 + 1e-9)
        ),
    ),
)

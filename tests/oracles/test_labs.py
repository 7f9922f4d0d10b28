"""Labs against a second implementation on SimPy with the same draws, and its speed."""

import time
from collections import deque
from collections.abc import Generator
from statistics import median
from typing import Any

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments import (
    bulkhead,
    circuit_breaker,
    cqrs,
    retry,
    saga_orchestration,
    service_mesh,
)
from patterns.labs.experiments import queue_based_load_leveling as leveling
from patterns.labs.experiments.service_mesh.farm import Farm
from patterns.labs.experiments.service_mesh.tree import Mesh
from patterns.labs.experiments.service_registry.registry import Registry
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.faults import script
from patterns.labs.kernel.lab import LONGEST_CAP, Setup, Values
from patterns.labs.kernel.streams import Streams, exponential
from tests.oracles import simulations
from tests.patterns.labs import sagas
from tests.patterns.labs.strategies import values_of

pytestmark = pytest.mark.oracle
LAB = circuit_breaker.LAB
SMALL = {
    "duration": (20.0, 60.0), "rate": (1.0, 60.0), "open_wait": (0.5, 8.0),
    "window_s": (1.0, 20.0), "window_n": (5, 40), "minimum_calls": (1, 20),
    "half_open_calls": (1, 5), "consecutive_k": (1, 6), "timeout": (0.0, 2.0),
    "slow_limit": (0.0, 2.0), "median": (0.01, 0.5), "slow_median": (0.1, 3.0),
}  # fmt: skip
COUNTED = (
    "calls", "success", "failure", "timeout", "short_circuited", "in_flight",
    "would_have_succeeded", "closed_to_open", "open_to_half_open", "half_open_to_closed",
    "half_open_to_open",
)  # fmt: skip
ONE_BREAKER = values_of(
    LAB, SMALL, clients=1, f="5-9:service:error:0.7,12-15:service:error:1"
).filter(lambda values: values["window"] != "buckets")


def times(values: Values, seed: int) -> list[float]:
    """Return when the calls of the lab ended, unrounded."""
    seen: list[float] = []
    setup = Setup(
        values=values, streams=Streams(LAB.slug, LAB.model_version, seed),
        until=float(values["duration"]), cap=LONGEST_CAP,
        script=script(LAB.parameter("f"), values["f"]), columns={},
    )  # fmt: skip
    run = circuit_breaker.Run(setup)
    ended = run.record.ended

    def spy(number: int, now: float, *rest: Any) -> None:
        seen.append(now)
        ended(number, now, *rest)

    run.record.ended = spy  # type: ignore[method-assign]
    run.go()
    return seen


@given(ONE_BREAKER)
@settings(max_examples=60, deadline=None)
def test_breaker_and_code_template_decide_alike_call_by_call(values: Values) -> None:
    counts, ends = simulations.circuit_breaker(LAB, values, seed=11)

    result = LAB.run(values, seed=11, cap=LONGEST_CAP)

    assert {name: result.counters[name] for name in COUNTED} == {
        name: counts[name] for name in COUNTED
    }
    assert times(values, 11) == pytest.approx(ends, abs=1e-9)


def test_the_default_run_is_the_same_on_simpy() -> None:
    values = LAB.values()

    counts, _ = simulations.circuit_breaker(LAB, values, seed=1)

    counters = LAB.run(values).counters
    assert {name: counters[name] for name in COUNTED} == {name: counts[name] for name in COUNTED}
    assert counts["closed_to_open"] == 3


POOLS = values_of(
    bulkhead.LAB,
    {"duration": (10.0, 20.0), "queue": (0, 6), "wait_limit": (0.0, 1.0)},
    services="A:20:200:5,B:15:300:6,C:10:100:2",
    f="4-9:A:hang:3",
    distribution=st.sampled_from(("exponential", "constant")),
)


@given(POOLS)
@settings(max_examples=60, deadline=None)
def test_pools_serve_refuse_and_give_up_like_those_of_simpy(values: Values) -> None:
    counts, ends = simulations.bulkhead(bulkhead.LAB, values, seed=5)
    run, seen = pools_of(values)

    assert counts == {
        each.name: [each.arrivals, each.refused, each.expired, each.done] for each in run.services
    }
    assert seen == pytest.approx(ends, abs=1e-9)


OWN_POOLS = values_of(
    bulkhead.LAB,
    {"duration": (10.0, 12.0)},
    services="A:20:200:5,B:15:300:6,C:10:100:2",
    f="",
    mode="split",
    distribution=st.sampled_from(("exponential", "constant")),
    queue=st.integers(0, 6),
    wait_limit=st.integers(1, 900).map(lambda ms: ms / 1000),
)


@given(OWN_POOLS)
@settings(max_examples=40, deadline=None)
def test_pools_and_code_template_refuse_the_same_calls_after_the_same_waits(
    values: Values,
) -> None:
    counts, waits, ends = simulations.bulkhead_template(bulkhead.LAB, values, seed=5)
    run, seen = pools_of(values)

    assert counts == {
        each.name: [each.arrivals, each.refused, each.expired, each.done] for each in run.services
    }
    for each in run.services:
        assert each.waits == pytest.approx(waits[each.name], abs=1e-6)
    assert seen == pytest.approx(sorted(ends), abs=1e-6)


def pools_of(values: Values) -> tuple[bulkhead.Run, list[float]]:
    """Return a run of the lab that is over, and the times at which its calls ended, unrounded."""
    seen: list[float] = []
    setup = Setup(
        values=values, streams=Streams("bulkhead", bulkhead.LAB.model_version, 5),
        until=float(values["duration"]), cap=LONGEST_CAP,
        script=script(bulkhead.LAB.parameter("f"), values["f"]),
        columns={"services": bulkhead.LAB.parameter("services")},
    )  # fmt: skip
    run = bulkhead.Run(setup)
    ended = run._ended

    def spy(job: Any) -> None:
        seen.append(run.events.now)
        ended(job)

    for pool in run.distinct_pools:
        pool._on_end = spy
    run.go()
    return run, seen


CALLERS = values_of(
    retry.LAB,
    {
        "duration": (10.0, 20.0), "rate": (2.0, 30.0), "servers": (1, 6), "mean": (0.01, 0.4),
        "base": (0.01, 1.0), "cap": (1.0, 4.0), "attempt_timeout": (0.1, 2.0),
        "deadline": (0.0, 6.0), "budget_size": (1, 20),
    },
    clients="open",
    f="4-7:calls:load:3",
)  # fmt: skip


@given(CALLERS)
@settings(max_examples=60, deadline=None)
def test_callers_retry_and_give_up_like_those_of_simpy(values: Values) -> None:
    counts, ends = simulations.retry(retry.LAB, values, seed=9)
    seen: list[float] = []
    setup = Setup(
        values=values, streams=Streams("retry", retry.LAB.model_version, 9),
        until=float(values["duration"]), cap=LONGEST_CAP,
        script=script(retry.LAB.parameter("f"), values["f"]), columns={},
    )  # fmt: skip
    run = retry.Run(setup)
    settle = run._settle

    def spy(*arguments: Any) -> None:
        seen.append(run.events.now)
        settle(*arguments)

    run._settle = spy  # type: ignore[method-assign]
    run.go()

    names = (
        "calls", "success", "exhausted", "out_of_time", "out_of_budget", "attempts", "retries",
        "attempts_success", "attempts_failed", "attempts_timed_out", "late",
    )  # fmt: skip
    assert {name: run.counters[name] for name in names} == {name: counts[name] for name in names}
    assert sorted(seen) == pytest.approx(sorted(ends), abs=1e-9)


QUEUES = values_of(
    leveling.LAB,
    {
        "duration": (15.0, 30.0), "base_rate": (0.0, 20.0), "burst_rate": (0.0, 80.0),
        "burst_start": (0.0, 5.0), "burst_end": (5.0, 14.0), "consumers": (1, 6),
        "service": (0.01, 0.5), "max_queue": (1, 60), "message_lifetime": (0.0, 4.0),
        "visibility_timeout": (0.1, 1.5), "poison": (0.0, 0.3), "max_deliveries": (1, 4),
        "autoscale_at": (0, 30), "autoscale_to": (6, 12), "autoscale_delay": (0.0, 4.0),
    },
    # At odd times, since of what happens at one instant either order is right.
    f=st.sampled_from(
        ("", "3-9:consumers:slow:3,5-8:producers:load:2", "6.017-7.531:consumers:crash:1",
         "2.019-4.013:consumers:crash:1,6-12:consumers:slow:0.5,9.037-11.007:consumers:crash:1")
    ),
)  # fmt: skip
FATES = (
    "messages", "done", "waiting", "in_work", "dead", "expired", "refused", "deliveries",
    "redeliveries", "timeouts", "duplicates", "crashed_in_hand", "scaled_out",
)  # fmt: skip


@given(QUEUES)
@settings(max_examples=60, deadline=None)
def test_a_queue_levels_delivers_again_and_buries_like_that_of_simpy(values: Values) -> None:
    counts, ends, waits = simulations.load_leveling(leveling.LAB, values, seed=7)
    seen: list[float] = []
    setup = Setup(
        values=values, streams=Streams(leveling.LAB.slug, leveling.LAB.model_version, 7),
        until=float(values["duration"]), cap=LONGEST_CAP,
        script=script(leveling.LAB.parameter("f"), values["f"]), columns={},
    )  # fmt: skip
    run = leveling.Run(setup)
    finish = run._finish

    def spy(delivery: Any) -> None:
        if not delivery.is_lost:
            seen.append(run.events.now)
        finish(delivery)

    run._finish = spy  # type: ignore[method-assign]
    run.go()

    counters = leveling.found.findings(run).counters
    assert {name: counters[name] for name in FATES} == {name: counts[name] for name in FATES}
    assert seen == pytest.approx(ends, abs=1e-9)
    assert run.waits == pytest.approx(waits, abs=1e-9)


SAGAS = sagas.some_values(
    saga_orchestration.LAB, crash_at=st.sampled_from((0.0, 1.0, 2.5)), shown=0
)  # fmt: skip


@given(SAGAS)
@settings(max_examples=60, deadline=None)
def test_sagas_go_forward_and_back_and_over_a_crash_like_those_of_simpy(values: Values) -> None:
    counts, ends = simulations.sagas(saga_orchestration.LAB, values, seed=13)
    run = saga_orchestration.Run(sagas.setup(saga_orchestration.LAB, values, 13))
    run.go()

    counters = saga_orchestration.LAB.run(values, seed=13, cap=LONGEST_CAP).counters
    plain = (
        "sagas", "completed", "compensated", "failed", "needs_operator", "commands",
        "undo_commands", "duplicates", "answers_lost", "effects_again", "undone_again",
    )  # fmt: skip
    assert {name: counters[name] for name in plain} == {name: counts[name] for name in plain}
    # The lab counts every effect, the oracle those that nobody asked for apart.
    for name in ("effects", "undone"):
        assert counters[name] == counts[name] + counts[f"{name}_again"]
    mine = sorted(saga.ended for saga in run.sagas if saga.ended is not None)
    assert mine == pytest.approx(sorted(ends), abs=1e-9)


READERS = values_of(
    cqrs.LAB,
    {
        "duration": (10.0, 15.0), "writes": (2.0, 40.0), "reads": (0.0, 20.0), "keys": (1, 20),
        "processor": (5.0, 80.0), "batch": (1, 8), "read_after": (0.01, 0.5),
        "wait_limit": (0.01, 1.0),
    },
    poll=st.sampled_from((0.0, 0.05, 0.7)),
    cache_lifetime=0.0,
    f=st.sampled_from(
        ("", "3-5:processor:crash:1", "2-4:processor:crash:1,7-7.5:processor:crash:1")
    ),
)  # fmt: skip


@given(READERS)
@settings(max_examples=60, deadline=None)
def test_a_view_lags_and_writers_wait_like_those_of_simpy(values: Values) -> None:
    counts, commits = simulations.cqrs(cqrs.LAB, values, seed=7)
    setup = Setup(
        values=values, streams=Streams("cqrs", cqrs.LAB.model_version, 7),
        until=float(values["duration"]), cap=LONGEST_CAP,
        script=script(cqrs.LAB.parameter("f"), values["f"]), columns={},
    )  # fmt: skip
    run = cqrs.Run(setup)
    seen: list[float] = []
    apply = run._apply

    def spy(change: Any) -> None:
        seen.append(run.events.now)
        apply(change)

    run._apply = spy  # type: ignore[method-assign]
    run.go()

    names = (
        "writes", "applied", "transactions", "own_reads", "own_fresh", "own_stale", "own_waited",
        "own_timed_out", "own_write_side", "own_waiting", "reads", "reads_stale",
    )  # fmt: skip
    assert {name: run.counters[name] for name in names} == {name: counts[name] for name in names}
    assert seen == pytest.approx(commits, abs=1e-9)


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("register", "renew", "leave", "expire")),
        st.integers(1, 6),
        st.integers(0, 12),
    ),
    max_size=60,
)


@given(DEEDS, st.sampled_from((4, 10)), st.integers(1, 4), st.sampled_from((0.0, 0.15, 0.5)))
def test_registry_and_code_template_list_the_same_instances(
    deeds: list[tuple[str, int, int]], heartbeat: int, beats: int, share: float
) -> None:
    """Whole seconds, so that silences end exactly at their limits again and again."""
    lifetime, now = heartbeat * beats, 0.0
    code = simulations.template(
        "service_registry/heartbeat_registry.py",
        HEARTBEAT_MS=heartbeat * 1_000, LIFETIME_MS=lifetime * 1_000, PRESERVE_SHARE=share,
        LATE_MS=min(1_500.0 * heartbeat, lifetime * 1_000.0),
    )  # fmt: skip
    theirs = code.Registry(clock=lambda: now)
    ours = Registry(float(heartbeat), float(lifetime), share)
    for deed, number, seconds in deeds:
        now += seconds
        # The template looks at the silent before each heartbeat and reading.
        ours.expire(now)
        theirs.expire()
        if deed == "register":
            theirs.register(f"{number}")
            ours.register(number, now)
        elif deed == "renew":
            assert theirs.renew(f"{number}", fit=True) == ours.renew(number, now)
        elif deed == "leave":
            theirs.leave(f"{number}")
            ours.leave(number)
        assert sorted(theirs.entries) == sorted(f"{each}" for each in ours.listed())


MESH = service_mesh.LAB
ASKED = values_of(
    MESH,
    {
        "rate": (1.0, 5.0), "duration": (10.0, 14.0), "service": (0.2, 1.0), "hop": (0.0, 0.1),
        "depth": (1, 3), "attempts": (1, 4), "ejection": (1.0, 6.0), "consecutive_errors": (1, 4),
    },
    instances=st.integers(2, 8), fan_out=1, try_timeout=0.0, budget=False,
    f="3-9:last-service:error:0.6,2-8:instance-1:error:1,4-9:instance-2:error:0.7",
)  # fmt: skip


def set_up(values: Values, seed: int) -> Setup:
    return Setup(
        values=values, streams=Streams(MESH.slug, MESH.model_version, seed),
        until=float(values["duration"]), cap=LONGEST_CAP,
        script=script(MESH.parameter("f"), values["f"]), columns={},
    )  # fmt: skip


@given(ASKED)
@settings(max_examples=60, deadline=None)
def test_instances_are_chosen_and_ejected_like_those_of_simpy(values: Values) -> None:
    counts, ends = simulations.instances(MESH, values, seed=4)

    farm = Farm(set_up(values, 4))
    farm.go()

    found = {each.number: [each.calls, each.failed, each.ejections] for each in farm.instances}
    assert found == counts
    assert farm.ended_at == pytest.approx(ends, abs=1e-9)


@given(ASKED)
@settings(max_examples=60, deadline=None)
def test_requests_go_through_the_tiers_like_those_of_simpy(values: Values) -> None:
    expected = simulations.tiers(MESH, values, seed=8)

    mesh = Mesh(set_up(values, 8), 0)
    mesh.go()

    assert mesh.totals == [calls for _, _, calls in expected]
    assert mesh.counters["success"] == sum(good for _, good, _ in expected)
    assert mesh.times == pytest.approx([seconds for seconds, _, _ in expected], abs=1e-9)


# The kernel itself: calls at ten slots with an endless queue.

CALLS, SLOTS, ARRIVALS, SERVICE = 20_000, 10, 8.0, 1.0


def on_the_kernel() -> list[float]:
    streams = Streams("speed", 1, 1)
    arriving, serving = streams.uniform("arrivals"), streams.uniform("service")
    events, queue, waits = Events(), deque[tuple[float, float]](), list[float]()
    free = SLOTS

    def arrive(left: int) -> None:
        nonlocal free
        seconds = exponential(SERVICE, serving())
        if left:
            events.at(exponential(1 / ARRIVALS, arriving()), arrive, left - 1)
        if free:
            free -= 1
            waits.append(0.0)
            events.at(seconds, leave)
        else:
            queue.append((events.now, seconds))

    def leave() -> None:
        nonlocal free
        if queue:
            since, seconds = queue.popleft()
            waits.append(events.now - since)
            events.at(seconds, leave)
        else:
            free += 1

    events.at(exponential(1 / ARRIVALS, arriving()), arrive, CALLS - 1)
    events.run(1e9, 10**9)
    return waits


def on_simpy() -> list[float]:
    streams = Streams("speed", 1, 1)
    arriving, serving = streams.uniform("arrivals"), streams.uniform("service")
    env = simpy.Environment()
    slots, waits = simpy.Resource(env, SLOTS), list[float]()

    def call(seconds: float) -> Generator[Any, Any, None]:
        since = env.now
        with slots.request() as turn:
            yield turn
            waits.append(env.now - since)
            yield env.timeout(seconds)

    def traffic() -> Generator[Any, Any, None]:
        for _ in range(CALLS):
            yield env.timeout(exponential(1 / ARRIVALS, arriving()))
            env.process(call(exponential(SERVICE, serving())))

    env.process(traffic())
    env.run()
    return waits


def test_waits_at_slots_are_those_of_simpy() -> None:
    assert on_the_kernel() == pytest.approx(on_simpy(), abs=1e-9)


def test_the_kernel_is_at_least_four_times_as_fast_as_simpy() -> None:
    """CPU time of both in turn, so that other work on the machine touches them alike."""

    def seconds(run: Any) -> float:
        start = time.process_time()
        run()
        return time.process_time() - start

    ratios = [seconds(on_simpy) / seconds(on_the_kernel) for _ in range(5)]

    assert median(ratios) >= 4, ratios

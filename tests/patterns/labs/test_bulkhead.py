"""L8: what must hold in any run, theory beside simulation, and the errors that both catch."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.comparing import compare
from patterns.labs.experiments.bulkhead import LAB, simulation
from patterns.labs.kernel import theory
from patterns.labs.kernel.lab import BrokenInvariant, Values
from patterns.labs.kernel.queues import Job, Pool
from patterns.labs.kernel.results import Outcome
from tests.patterns.labs.agreeing import agreement, agreements, checks_of
from tests.patterns.labs.strategies import values_of

ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 900), st.integers(1, 12)), min_size=2, max_size=5
).map(
    lambda rows: ",".join(
        f"S{place}:{rate}:{mean}:{size}" for place, (rate, mean, size) in enumerate(rows)
    )
)
SMALL = {"duration": (10.0, 15.0), "queue": (0, 12), "wait_limit": (0.0, 2.0)}
HANG = "2-9:A:hang:4"
ANY = values_of(
    LAB, SMALL, services=ROWS, f=st.sampled_from(("", HANG, "2-9:B:slow:5,3-8:A:load:4"))
)


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_every_run_keeps_the_invariants_and_adds_up_by_service(values: Values) -> None:
    result = LAB.run(values, seed=2)  # raises where a balance or an invariant is broken

    table = result.table("services")
    total = {name: sum(row[table.columns.index(name)] or 0 for row in table.rows)
             for name in ("Arrivals", "Refused", "Gave up")}  # fmt: skip
    assert total["Arrivals"] == result.counters["arrivals"]
    assert total["Refused"] == result.counters["refused"]
    assert total["Gave up"] == result.counters["expired"]
    if values["mode"] == "split":
        assert all(row[8] <= row[1] for row in table.rows)


@given(ANY.filter(lambda values: values["mode"] == "split"))
@settings(max_examples=60, deadline=None)
def test_in_pools_of_their_own_a_fault_touches_its_service_alone(values: Values) -> None:
    """On common draws every figure of the other services stays exactly as it was."""
    calm = LAB.run({**values, "f": ""})

    shaken = LAB.run({**values, "f": HANG})

    assert shaken.table("services").rows[1:] == calm.table("services").rows[1:]
    others = [series.name for series in calm.series if not series.name.endswith("_1")]
    assert others
    for name in others:
        assert shaken.series_named(name) == calm.series_named(name)


@given(ANY)
@settings(max_examples=40, deadline=None)
def test_arrivals_do_not_depend_on_the_policy(values: Values) -> None:
    changes = {"mode": "shared", "queue": 3, "wait_limit": 0.1}

    pair = compare(LAB, values, changes)

    column = pair.a.table("services").columns.index("Arrivals")
    assert [row[column] for row in pair.a.table("services").rows] == [
        row[column] for row in pair.b.table("services").rows
    ]


@given(values_of(LAB, SMALL, services="A:12:300:4", wait_limit=0.0, f=""))
@settings(max_examples=40, deadline=None)
def test_one_service_makes_no_difference_between_split_and_shared(values: Values) -> None:
    split, shared = (LAB.run({**values, "mode": mode}) for mode in ("split", "shared"))

    assert split.table("services") == shared.table("services")


# Input


NINE = ",".join(f"S{number}:1:1:1" for number in range(9))
FEW_OR_MANY = "enter 1 to 8 rows, with commas between them"


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ({"services": "A:1:1:1,A:2:2:2"}, "services", "each name once (A, A)"),
        ({"services": "A:1:1:1"}, "f", None),
        (
            {"services": "A:1:1:1", "f": "1-2:B:hang:1"},
            "f",
            "there is no service B: 1 services are set",
        ),
        (
            {"services": "A:501:1:1"},
            "services",
            "row 1, call rate: enter a number from 0 to 500 calls/s",
        ),
        (
            {"services": "A:1:1:0"},
            "services",
            "row 1, pool size: enter a whole number from 1 to 200 slots",
        ),
        ({"services": ""}, "services", FEW_OR_MANY),
        ({"services": NINE}, "services", FEW_OR_MANY),
        ({"f": "60-240:A:error:1"}, "f", "row 1, kind: choose one of delay, slow, hang, load"),
    ],
)
def test_services_and_faults_are_checked(
    query: dict[str, str], field: str, message: str | None
) -> None:
    assert LAB.read(query).messages.get(field) == message


# Errors planted into the pool


def test_a_slot_too_many_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    offer = Pool.offer

    def generous(self: Pool[Any], job: Job[Any]) -> bool:
        if self.in_use == self.size:
            self._start(job)
            return True
        return offer(self, job)

    monkeypatch.setattr(Pool, "offer", generous)

    with pytest.raises(BrokenInvariant, match="more calls in slots"):
        LAB.run(LAB.values())


def test_a_slot_that_is_not_given_back_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    end = Pool._end

    def leaking(self: Pool[Any], job: Job[Any]) -> None:
        end(self, job)
        self.in_use += 1

    monkeypatch.setattr(Pool, "_end", leaking)

    with pytest.raises(BrokenInvariant, match="time in slots"):
        LAB.run(LAB.values())


def test_a_queue_that_is_not_served_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slots get free, and those who wait are forgotten."""

    def forgetful(self: Pool[Any], job: Job[Any]) -> None:
        self.settle()
        self.in_use -= 1
        self._on_end(job)

    monkeypatch.setattr(Pool, "_end", forgetful)

    with pytest.raises(BrokenInvariant, match="idle"):
        LAB.run(LAB.values(queue=10))


# Theory

TEN = "A:40:200:10"
ONE_POOL = LAB.values(services=TEN, f="", duration=300.0)


@pytest.mark.parametrize("distribution", ["exponential", "constant", "lognormal"])
def test_refusals_are_erlangs_whatever_the_distribution(distribution: str) -> None:
    refused, in_use = agreements(
        LAB, {**ONE_POOL, "distribution": distribution}, ("Erlang B", "Little"), range(1, 9)
    )

    assert refused.expected == pytest.approx(0.1217, abs=5e-5)
    assert refused.holds, refused
    assert in_use.holds, in_use


def test_a_queue_refuses_and_waits_as_in_the_books() -> None:
    refused, wait = agreements(
        LAB,
        {**ONE_POOL, "services": "A:45:200:10", "queue": 10},
        ("M/M/c/K: share", "M/M/c/K: mean wait"),
        range(1, 9),
    )

    assert refused.holds, refused
    assert wait.holds, wait


def test_an_endless_queue_waits_by_erlang_c() -> None:
    values = {**ONE_POOL, "queue": 1_000}

    found = agreement(LAB, values, "M/M/c/K: mean wait", range(1, 9))

    assert found.expected == pytest.approx(theory.erlang_c_wait(8, 10, 0.2), rel=1e-6)
    assert found.holds, found


def test_a_common_pool_adds_up_the_loads() -> None:
    values = {**ONE_POOL, "services": "A:20:200:4,B:10:500:6", "mode": "shared"}

    found = agreement(LAB, values, "Erlang B", range(1, 9))

    assert found.expected == pytest.approx(theory.erlang_b(9, 10), rel=1e-5)
    assert found.holds, found


def test_service_that_takes_a_tenth_longer_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: every service time is a tenth longer than set."""
    seconds = simulation.Run._seconds
    monkeypatch.setattr(simulation.Run, "_seconds", lambda self, *rest: 1.1 * seconds(self, *rest))

    refused, in_use = agreements(LAB, ONE_POOL, ("Erlang B", "Little"), range(1, 9))

    assert not refused.holds
    assert not in_use.holds


def test_theory_is_not_shown_for_a_service_with_a_fault() -> None:
    found = checks_of(LAB, LAB.values(), ["Erlang B: share of A", "Erlang B: share of B"], [1])

    assert found["Erlang B: share of A"][0].outcome is Outcome.DOES_NOT_APPLY
    assert found["Erlang B: share of A"][0].reason == "a fault changes the service"
    assert found["Erlang B: share of B"][0].outcome is Outcome.AGREES


# The guide's picture


def test_the_loads_behind_the_guides_pools_give_its_shares_of_use() -> None:
    loads, sizes = (10.47, 10.35, 4.02, 3.0), (10, 15, 10, 15)
    refused = [theory.erlang_b(a, c) for a, c in zip(loads, sizes, strict=True)]
    use = [a * (1 - b) / c for a, b, c in zip(loads, refused, sizes, strict=True)]

    assert use == pytest.approx([0.80, 0.66, 0.40, 0.20], abs=0.001)
    assert refused == pytest.approx([0.236, 0.0437, 0.0055, 5.5e-7], rel=0.01)
    assert theory.erlang_b(math.fsum(loads), 50) == pytest.approx(0.00005, rel=0.1)


def test_a_shared_pool_goes_down_with_one_service() -> None:
    pair = compare(LAB, LAB.values(), {"mode": "shared"})

    assert (pair.a.measure("healthy_refused_share").value or 0) < 0.001
    assert (pair.b.measure("healthy_refused_share").value or 0) > 0.5

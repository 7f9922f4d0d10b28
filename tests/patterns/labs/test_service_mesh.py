"""A mesh: attempts that multiply, instances that are chosen and ejected, canary and traces."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs import dashboard, figures
from patterns.labs.experiments.service_mesh import LAB, farm, parameters, tree
from patterns.labs.experiments.service_mesh.theory import expected, in_turn, least_of_two, meets
from patterns.labs.kernel.lab import LONGEST_CAP, BrokenInvariant, Values
from patterns.labs.kernel.results import Outcome, Result, Status
from patterns.labs.kernel.streams import Streams
from tests.patterns.labs.agreeing import FEW_SEEDS, differing
from tests.patterns.labs.strategies import values_of

SMALL = {
    "rate": (0.1, 5), "duration": (10, 12), "fan_out": (1, 3), "service": (0.3, 2), "hop": (0, 0.2),
    "ejection": (1, 8), "consecutive_errors": (1, 5), "utilization": (0.1, 0.99),
}  # fmt: skip
FEW_INSTANCES = {"instances": "1", "utilization": "0.1", "f": ""}
"""Next to no calls at the instances, where a test is about requests."""
FEW_REQUESTS = {"rate": "0.1", "depth": "1", "attempts": "1", "f": ""}


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages
    return reading.values


def some_values(**fixed: Any) -> st.SearchStrategy[Values]:
    fixed = {
        "instances": st.sampled_from((1, 2, 3, 8)),
        "try_timeout": st.sampled_from((0.0, 0.0, 0.3, 2.0)),
        "failure": st.sampled_from((0.0, 0.1, 0.5, 1.0)),
        **fixed,
    }
    return values_of(LAB, SMALL, **fixed)


# Invariants: `run` raises where one breaks.


@settings(max_examples=200, deadline=None)
@given(some_values(), st.integers(0, 2**31 - 1), st.sampled_from((20, 300, 4_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.events <= cap
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)
    assert all(event.time >= 0 for event in result.trace)


@settings(max_examples=40, deadline=None)
@given(
    some_values(fan_out=1, depth=st.integers(1, 3), try_timeout=0.0, budget=False, f=""),
    st.integers(0, 99),
)
def test_more_attempts_never_make_a_request_fail(values: Values, seed: int) -> None:
    """The same requests with the same luck: what succeeded with fewer attempts still does."""
    runs = [LAB.run({**values, "attempts": n}, seed=seed, cap=LONGEST_CAP) for n in range(1, 5)]

    successes = [run.counters["success"] for run in runs]
    assert successes == sorted(successes)
    assert len({run.counters["requests"] for run in runs}) == 1


@settings(max_examples=40, deadline=None)
@given(some_values(), st.integers(0, 99))
def test_what_requests_do_shifts_nobodys_luck_at_the_instances(values: Values, seed: int) -> None:
    once = LAB.run({**values, "attempts": 1, "depth": 1, "f": ""}, seed=seed, cap=20_000)
    often = LAB.run({**values, "attempts": 2, "depth": 2, "f": ""}, seed=seed, cap=20_000)

    for name in ("requests", "instance_calls", "instance_success", "ejections"):
        assert once.counters[name] == often.counters[name]
    assert once.measure("instance_mean") == often.measure("instance_mean")


@settings(max_examples=40, deadline=None)
@given(some_values(depth=st.integers(1, 3), try_timeout=0.0), st.integers(0, 99))
def test_deciding_at_the_end_keeps_every_trace_that_the_head_keeps_and_every_fault(
    values: Values, seed: int
) -> None:
    head = LAB.run({**values, "sampling": parameters.HEAD}, seed=seed, cap=LONGEST_CAP)
    tail = LAB.run({**values, "sampling": parameters.TAIL}, seed=seed, cap=LONGEST_CAP)

    assert tail.counters["kept"] >= head.counters["kept"]
    assert tail.counters["met_kept"] == tail.counters["met"] == head.counters["met"]


# Attempts in tiers


@pytest.mark.parametrize(
    ("asked", "calls"),
    [
        ({"attempts": "4", "depth": "3"}, 64),
        ({"attempts": "3", "depth": "5"}, 243),
        ({"attempts": "4", "depth": "3", "repeats": "first tier"}, 4),
        ({"attempts": "4", "depth": "3", "repeats": "last tier"}, 4),
        ({"attempts": "2", "depth": "3", "fan_out": "3"}, 8),
    ],
)
def test_attempts_of_tiers_multiply_at_each_service_that_is_down(
    asked: dict[str, str], calls: int
) -> None:
    down = {**FEW_INSTANCES, "failure": "1", "canary_weight": "0", "rate": "1", "duration": "20"}
    result = LAB.run(values(**{**down, **asked}))

    assert result.counters["success"] == 0
    assert result.counters["requests"] > 5
    assert result.measure("amplification").value == calls
    assert result.check("Calls at each last service per request, product of the attempts").outcome
    services = int(asked.get("fan_out", "1")) ** (int(asked["depth"]) - 1)
    assert result.measure("most_calls").value == calls * services


def test_a_budget_bounds_what_attempts_would_multiply_to() -> None:
    asked = {**FEW_INSTANCES, "failure": "1", "canary_weight": "0", "rate": "20"}
    bounded = LAB.run(values(**asked, budget="on", duration="60"))

    # 1.2 × 1.2 × 1.2, and what the tiers had saved up.
    amplification = bounded.measure("amplification").value
    assert amplification is not None
    assert 1.2**3 < amplification < 1.2**3 + 0.1
    assert bounded.counters["out_of_budget"] > 0


def test_one_limit_for_every_tier_lets_the_last_one_work_for_nobody() -> None:
    asked = {**FEW_INSTANCES, "failure": "0.3", "sample_share": "1", "rate": "10"}
    patient = LAB.run(values(**asked))
    hasty = LAB.run(values(**asked, try_timeout="200"))

    assert patient.counters["late"] == patient.counters["outliving"] == 0
    assert hasty.counters["late"] > 100
    assert hasty.counters["outliving"] > 100
    assert any("outlast" in note for note in hasty.notes)


@pytest.mark.parametrize("asked", [{}, {"try_timeout": "200"}, {"fan_out": "3"}, {"depth": "5"}])
def test_the_request_that_is_drawn_has_no_bar_on_top_of_another(asked: dict[str, str]) -> None:
    result = LAB.run(values(**{**FEW_INSTANCES, "failure": "0.3", "duration": "20", **asked}))

    lanes: dict[str, list[tuple[float, float]]] = {}
    for span in result.spans:
        lanes.setdefault(span.lane, []).append((span.start, span.end))
    assert 3 < len(lanes) <= 12
    for bars in lanes.values():
        assert all(a[1] <= b[0] for a, b in pairwise(sorted(bars)))


def test_an_outage_of_the_last_service_is_seen_in_the_load_of_its_tier() -> None:
    asked = {"rate": "5", "failure": "0", "f": "20-30:last-service:error:1"}
    result = LAB.run(values(**asked))

    load = result.series_named("load_C")
    quiet = load.values[: int(20 / load.step)]
    outage = load.values[int(22 / load.step) : int(30 / load.step)]
    assert max(v or 0 for v in outage) > 4 * max(v or 0 for v in quiet)


# Instances


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_less_loaded_of_two_is_quicker_than_one_by_chance(seed: int) -> None:
    asked = {**FEW_REQUESTS, "utilization": "0.9"}
    means = [
        LAB.run(values(**asked, balancing=balancing), seed=seed).measure("instance_mean").value
        for balancing in ("random", "least of two", "least loaded")
    ]

    assert None not in means
    assert means == sorted(means, key=lambda mean: -(mean or 0.0))


def test_an_instance_that_fails_at_once_draws_the_calls_of_the_others_until_it_is_ejected() -> None:
    asked = {**FEW_REQUESTS, "balancing": "least loaded", "utilization": "0.6"}
    asked["f"] = "5-60:instance-1:error:1"
    trusted = LAB.run(values(**asked, max_ejected="0"))
    ejecting = LAB.run(values(**asked))

    def failed(result: Result) -> float:
        return result.measure("instance_failed_share").value or 0.0

    assert failed(trusted) > 0.1
    assert failed(ejecting) < 0.02
    assert trusted.counters["ejections"] == 0
    assert [s.target for s in ejecting.states] == ["in rotation", "ejected", "in rotation",
                                                   "ejected"]  # fmt: skip


@pytest.mark.parametrize(("share", "most"), [("0", 0), ("0.1", 1), ("0.25", 2), ("1", 3)])
def test_only_so_many_instances_are_out_as_allowed(share: str, most: int) -> None:
    """Three fail, and as many may be out as the share of ten says; at least one, unless 0."""
    script = ",".join(f"0-60:instance-{n}:error:1" for n in (1, 2, 3))
    result = LAB.run(values(**{**FEW_REQUESTS, "f": script}, max_ejected=share, ejection="600"))

    assert result.counters["ejections"] == most


def test_when_all_are_out_calls_are_spread_over_all() -> None:
    asked = {**FEW_REQUESTS, "instances": "1", "max_ejected": "1", "f": "1-60:instance-1:error:1"}
    result = LAB.run(values(**asked))

    assert result.counters["ejections"] > 1
    assert result.counters["instance_failed"] > 100


# Theory, over twenty seeds, and with an error planted


def ten_percent_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (tree, farm):
        draw = module.exponential
        monkeypatch.setattr(module, "exponential", _slowed(draw))


def _slowed(draw: Callable[[float, float], float]) -> Callable[[float, float], float]:
    # Not the distances between arrivals, which have the same shape and are far from 100 ms.
    return lambda mean, u: draw(1.1 * mean if mean == 0.1 else mean, u)


def one_attempt_less(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = tree.Mesh.__init__

    def begun(self: tree.Mesh, *arguments: Any) -> None:
        begin(self, *arguments)
        self.attempts = tuple(max(n - 1, 1) for n in self.attempts)

    monkeypatch.setattr(tree.Mesh, "__init__", begun)


def luckless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every number of the streams of versions and traces be smaller than it should be."""
    uniform = Streams.uniform

    def squared(self: Streams, purpose: Any, part: str = "") -> Callable[[], float]:
        draw = uniform(self, purpose, part)
        return (lambda: draw() ** 2) if purpose in ("routing", "keys") else draw

    monkeypatch.setattr(Streams, "uniform", squared)


def one_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare an instance with itself."""
    monkeypatch.setattr(farm.Farm, "_better_of_two", farm.Farm._any)


TIERS = {
    **FEW_INSTANCES, "depth": "2", "attempts": "2", "canary_weight": "0.3",
    "canary_failure": "0.5", "duration": "20",
}  # fmt: skip
SPREAD = {**TIERS, "fan_out": "3", "depth": "3", "failure": "0.2", "duration": "10"}
DOWN = {**FEW_INSTANCES, "failure": "1", "canary_weight": "0", "attempts": "3", "rate": "0.5"}
SAMPLES = {
    **FEW_INSTANCES, "depth": "1", "attempts": "1", "rate": "200", "duration": "15",
    "failure": "0.1", "canary_weight": "0.3", "canary_failure": "0.5", "sample_share": "0.03",
}  # fmt: skip
BY_CHANCE = {
    **FEW_REQUESTS, "instances": "5", "utilization": "0.7", "duration": "120",
    "balancing": "random",
}  # fmt: skip
IN_TURN = {**BY_CHANCE, "balancing": "round robin"}
WORST, CALLS = ("Calls at each last service",), ("Calls per request", "Requests that succeed")
SECONDS, CANARY = ("Mean time of a request",), ("Share of calls to the canary",)
SAMPLED = ("Of 100 requests a trace shows",)
MM1, GM1 = ("Mean time at an instance by chance",), ("Mean time at instances in turn",)
SETTINGS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    ((*CALLS, *SECONDS, *CANARY), TIERS), (CALLS, SPREAD), (WORST, DOWN),
    ((*SAMPLED, *CANARY), SAMPLES), (MM1, BY_CHANCE), (GM1, IN_TURN),
)  # fmt: skip
PLANTED: tuple[Any, ...] = (
    ((*CALLS, *SECONDS), TIERS, one_attempt_less), (SECONDS, TIERS, ten_percent_slower),
    (CALLS, SPREAD, one_attempt_less), (WORST, DOWN, one_attempt_less),
    ((*SAMPLED, *CANARY), SAMPLES, luckless), (MM1, BY_CHANCE, ten_percent_slower),
    (GM1, IN_TURN, ten_percent_slower),
)  # fmt: skip


@pytest.mark.parametrize(("names", "asked"), SETTINGS)
def test_simulation_agrees_with_theory(names: tuple[str, ...], asked: dict[str, str]) -> None:
    assert differing(LAB, values(**asked), names) == {}


@pytest.mark.parametrize(("names", "asked", "plant"), PLANTED)
def test_a_planted_error_is_seen_by_theory(
    names: tuple[str, ...],
    asked: dict[str, str],
    plant: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch)

    assert differing(LAB, values(**asked), names, FEW_SEEDS).keys() == set(names)


TWO = ("Mean time at the less loaded of two",)
MANY = {
    **FEW_REQUESTS, "instances": "100", "utilization": "0.9", "duration": "16",
    "balancing": "least of two",
}  # fmt: skip


def test_two_choices_among_many_instances_are_as_good_as_their_limit() -> None:
    assert differing(LAB, values(**MANY), TWO, range(1, 5), least=0.05) == {}


def test_choosing_by_chance_is_seen_by_the_theory_of_two_choices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one_by_chance(monkeypatch)

    found = differing(LAB, values(**MANY), TWO, range(1, 3), least=0.05)

    assert found.keys() == set(TWO)


def test_the_formulas_give_what_is_published() -> None:
    assert least_of_two(0.9, 1.0) == pytest.approx(2.614, abs=0.001)
    assert in_turn(0.9, 1.0, 1) == pytest.approx(10.0)  # one instance in turn is M/M/1
    # Many instances in turn are D/M/1; at 0.5 its root is 0.2032.
    assert in_turn(0.5, 1.0, 100_000) == pytest.approx(1 / (1 - 0.2032), rel=1e-3)
    tiers = expected(attempts=(4, 4, 4), fan_out=1, failure=0.5)
    assert tiers[-1].attempts == pytest.approx(1.875)
    assert tiers[-1].success == pytest.approx(0.9375)
    assert tiers[0].calls * tiers[1].attempts * 1.875 == pytest.approx(tiers[-1].calls)
    assert expected(attempts=(2,), fan_out=4, failure=0.5)[0].calls == pytest.approx(1.5)
    assert meets(0.1, 0.0, 4) == pytest.approx(0.1)
    assert meets(0.1, 0.9, 2) == pytest.approx(0.19)


def test_theory_steps_back_where_it_does_not_hold() -> None:
    result = LAB.run(values(try_timeout="300", budget="on", sampling="tail", fan_out="2"))

    outcomes = {check.name.split(",")[0]: check.outcome for check in result.checks}
    applying = {name for name, found in outcomes.items() if found is not Outcome.DOES_NOT_APPLY}
    assert applying == {"Share of calls to the canary"}


# Errors planted in the simulation are refused


DOWN_FOR_ALL = {**FEW_INSTANCES, "failure": "1", "canary_weight": "0", "rate": "1"}


def test_an_attempt_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = tree.Mesh.__init__

    def begun(self: tree.Mesh, *arguments: Any) -> None:
        begin(self, *arguments)
        self.attempts = tuple(n + 1 for n in self.attempts)

    monkeypatch.setattr(tree.Mesh, "__init__", begun)

    with pytest.raises(BrokenInvariant, match="attempts multiply"):
        LAB.run(values(**DOWN_FOR_ALL, attempts="2"))


def test_a_trace_whose_parts_outlast_the_whole_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    call = tree.Mesh._call

    def hasty(
        self: tree.Mesh, tier: int, place: int, parent: int, start: float, left: float
    ) -> Any:
        _, good = call(self, tier, place, parent, start, left)
        return start, good

    monkeypatch.setattr(tree.Mesh, "_call", hasty)

    with pytest.raises(BrokenInvariant, match="tree with one root"):
        LAB.run(values(**FEW_INSTANCES, sample_share="1"))


def test_repetitions_that_cost_nothing_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = tree.Mesh._attempt

    def free(self: tree.Mesh, *arguments: Any) -> tree.Call:
        self._saved = [parameters.BURST] * self.depth
        return attempt(self, *arguments)

    monkeypatch.setattr(tree.Mesh, "_attempt", free)

    with pytest.raises(BrokenInvariant, match="budget"):
        LAB.run(values(**DOWN_FOR_ALL, budget="on"))


def test_an_instance_too_many_that_is_out_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = farm.Farm.__init__

    def begun(self: farm.Farm, *arguments: Any) -> None:
        begin(self, *arguments)
        self.allowed += 1

    monkeypatch.setattr(farm.Farm, "__init__", begun)
    script = "0-60:instance-1:error:1,0-60:instance-2:error:1"

    with pytest.raises(BrokenInvariant, match="more instances are out"):
        LAB.run(values(**{**FEW_REQUESTS, "f": script}))


def test_asking_who_is_out_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        farm.Farm, "_any", lambda self, first, second: self.instances[int(first * self.count)]
    )
    script = "0-60:instance-1:error:1"

    with pytest.raises(BrokenInvariant, match="gets no call"):
        LAB.run(values(**{**FEW_REQUESTS, "f": script}, balancing="random"))


# Shortened runs, and bad input


def test_a_shortened_run_says_how_far_it_came() -> None:
    result = LAB.run(values(rate="200", duration="600", f=""))

    assert result.status is Status.SHORTENED
    assert 30 < result.simulated_until < 60
    assert "of 600 s" in result.notes[0]


def test_a_run_in_which_no_request_can_be_finished_says_so_and_can_be_shown() -> None:
    """One request alone makes 842,105 calls."""
    asked = {"depth": "5", "fan_out": "4", "attempts": "5", "failure": "1", "canary_weight": "0"}
    result = LAB.run(values(**asked, rate="200"))

    assert result.status is not Status.COMPLETE
    assert result.counters["requests"] == 0
    assert any("No request was finished" in note for note in result.notes)
    assert "no calls" in dashboard.text(result)
    assert figures.figure(result, "amplification") == "no requests"


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"instances": "2", "f": "1-2:instance-3:error:1"}, {"f", "instances"}),
        ({"f": "1-2:instance-4:error:1"}, {"f"}),
        ({"f": "1-2:instance-1:delay:1"}, {"f"}),
        ({"duration": "20"}, {"f"}),
        ({"attempts": "6"}, {"attempts"}),
        ({"ejection": "0"}, {"ejection"}),
        ({"depth": "0"}, {"depth"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields

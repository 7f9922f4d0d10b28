"""Copies of records: stale reads in health, and what a partition leaves behind."""

import math
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments.eventual_consistency import LAB, living, racing
from patterns.labs.kernel.lab import BrokenInvariant, Values
from patterns.labs.kernel.results import Outcome
from tests.patterns.labs.agreeing import FEW_SEEDS, differing
from tests.patterns.labs.strategies import values_of

SMALL = {
    "reads": (100, 120), "duration": (10, 12), "rate": (0.1, 5), "records": (1, 10),
    "anti_entropy": (1, 5), "write_latency": (0.001, 1), "ack_latency": (0.001, 1),
    "read_latency": (0.001, 1), "response_latency": (0.001, 1),
}  # fmt: skip
QUICK = {"reads": "500", "duration": "10", "f": ""}


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages
    return reading.values


@st.composite
def some_values(draw: st.DrawFn) -> Values:
    replicas = draw(st.integers(1, 9))
    spans = ((0, 10), (2, 5), (4, 9.5), (8, 10))
    cut = draw(st.lists(st.tuples(st.sampled_from(spans), st.integers(1, replicas)), max_size=4))
    script = ",".join(f"{a:g}-{b:g}:replica-{n}:partition:1" for (a, b), n in cut)
    fixed = values_of(
        LAB, SMALL, replicas=replicas, f=script,
        write_copies=st.integers(1, replicas), read_copies=st.integers(1, replicas),
        anti_entropy=st.sampled_from((0.0, 0.0, 1.0, 4.0)),
        clock_skew=st.sampled_from((0.0, 0.0, 0.5, 10.0)),
    )  # fmt: skip
    return draw(fixed)


@settings(max_examples=200, deadline=None)
@given(some_values(), st.integers(0, 2**31 - 1), st.sampled_from((20, 300, 60_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.counters["reads"] == int(result.simulated_until) >= 1
    # The life of the records may take half the cap, and the first trial is always made.
    assert result.events <= max(cap, cap // 2 + 2 * int(values["replicas"]))
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)


@settings(max_examples=25, deadline=None)
@given(some_values(), st.integers(0, 99))
def test_waiting_for_more_confirmations_never_makes_a_read_more_often_stale(
    values: Values, seed: int
) -> None:
    """The later the writer is told, the later the same read comes."""
    stale = [
        LAB.run({**values, "write_copies": copies}, seed=seed).counters["stale"]
        for copies in range(1, int(values["replicas"]) + 1)
    ]

    assert stale == sorted(stale, reverse=True)


@settings(max_examples=25, deadline=None)
@given(some_values(), st.integers(0, 99))
def test_asking_more_copies_never_makes_a_read_more_often_stale(values: Values, seed: int) -> None:
    stale = [
        LAB.run({**values, "read_copies": copies}, seed=seed).counters["stale"]
        for copies in range(1, int(values["replicas"]) + 1)
    ]

    assert stale == sorted(stale, reverse=True)


def test_the_race_does_not_care_what_happens_to_the_records() -> None:
    quiet = LAB.run(values(**QUICK))
    cut = LAB.run(values(**{**QUICK, "f": "2-8:replica-1:partition:1", "hinted_handoff": "on"}))

    assert quiet.counters["stale"] == cut.counters["stale"]
    assert quiet.measure("write_mean") == cut.measure("write_mean")


# A partition and its repair


@pytest.mark.parametrize(
    ("repair", "unequal"),
    [({}, True), ({"hinted_handoff": "on"}, False), ({"anti_entropy": "5"}, False)],
)
def test_records_stay_unequal_unless_something_sends_lost_writes_again(
    repair: dict[str, str], unequal: bool
) -> None:
    result = LAB.run(values(reads="100", **repair))

    assert (result.counters["unequal_after"] > 0) == unequal
    assert result.counters["messages_lost"] > 0
    assert any("unequal for good" in note for note in result.notes) == unequal


def test_read_repair_mends_what_is_read_and_nothing_else() -> None:
    without = LAB.run(values(reads="100"))
    mended = LAB.run(values(reads="100", read_repair="on"))

    assert mended.counters["repairs"] > 0
    assert 0 < mended.counters["unequal_after"] < without.counters["unequal_after"]


def test_a_majority_refuses_writes_at_a_copy_that_is_alone_and_reads_nothing_stale() -> None:
    result = LAB.run(values(reads="100", write_copies="2", read_copies="2"))

    assert result.counters["writes_refused"] > 0
    assert result.counters["reads_refused"] > 0
    assert result.counters["reads_stale"] == 0


def test_clocks_that_differ_lose_accepted_writes() -> None:
    asked = {"reads": "100", "records": "1", "rate": "10", "f": ""}
    level = LAB.run(values(**asked))
    skewed = LAB.run(values(**asked, clock_skew="1000"))

    assert level.counters["lost_updates"] == 0
    assert skewed.counters["lost_updates"] > 50
    assert skewed.counters["writes"] == level.counters["writes"]


def test_the_states_tell_when_a_copy_was_cut_off() -> None:
    result = LAB.run(values(reads="100"))

    assert [(s.time, s.target) for s in result.states if s.subject == "replica 3"] == [
        (0.0, "in reach"),
        (20.0, "cut off"),
        (40.0, "in reach"),
    ]


# Theory


def ten_percent_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = racing.exponential
    monkeypatch.setattr(racing, "exponential", lambda mean, u: draw(1.1 * mean, u))


def one_confirmation_more(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = racing.Race.__init__

    def begun(self: racing.Race, *arguments: Any) -> None:
        begin(self, *arguments)
        self._w += 1

    monkeypatch.setattr(racing.Race, "__init__", begun)


FIVE = {**QUICK, "replicas": "5", "read_copies": "2"}
THREE = {**FIVE, "write_copies": "3"}
MISSES = ("Random quorums miss, ", "Random quorums miss the last two")
WRITER, READER = ("Mean wait of the writer",), ("Mean wait of the reader",)
SETTINGS = (((*MISSES, *READER), FIVE), (WRITER, THREE))
PLANTED = (
    (MISSES, FIVE, one_confirmation_more),
    (READER, FIVE, ten_percent_slower),
    (WRITER, THREE, ten_percent_slower),
)


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


def independent(replicas: int, read: int, write: int, after: float, trials: int = 20_000) -> float:
    """Return the share of stale reads by the definition of the paper, written anew.

    Means of 10, 1, 1 and 1 ms, exponential; after: milliseconds.
    """
    luck = random.Random(20121)
    stale = 0
    for _ in range(trials):
        w, a, r, s = (
            [luck.expovariate(1 / mean) for _ in range(replicas)] for mean in (10, 1, 1, 1)
        )
        told = sorted(there + back for there, back in zip(w, a, strict=True))[write - 1]
        first = sorted(range(replicas), key=lambda copy: r[copy] + s[copy])[:read]
        stale += all(told + after + r[copy] < w[copy] for copy in first)
    return stale / trials


@pytest.mark.parametrize(
    ("read", "write", "after", "known"),
    [
        (1, 1, 0, 0.582), (1, 1, 10, 0.214),
        (2, 1, 0, 0.244), (2, 1, 10, 0.0327),
        (1, 2, 0, 0.288), (1, 2, 10, 0.106),
    ],
)  # fmt: skip
def test_stale_reads_are_those_of_an_independent_simulation(
    read: int, write: int, after: int, known: float
) -> None:
    """known: 200,000 trials of `independent`; 4 standard errors of both runs are allowed."""
    asked = values(
        reads="15000", read_copies=f"{read}", write_copies=f"{write}", read_at=f"{after}", f=""
    )
    simulated = LAB.run(asked, cap=100_000).measure("stale_share").value
    again = independent(3, read, write, after)

    assert simulated == pytest.approx(known, abs=4 * math.sqrt(known * (1 - known) / 15_000))
    assert again == pytest.approx(known, abs=4 * math.sqrt(known * (1 - known) / 20_000))


def test_theory_steps_back_where_it_does_not_hold() -> None:
    result = LAB.run(values(**QUICK, distribution="lognormal"))

    by_name = {check.name: check for check in result.checks}
    waiting = by_name["Mean wait of the writer, 1 of 3 answers"]
    assert waiting.outcome is Outcome.DOES_NOT_APPLY
    assert "lognormal" in waiting.reason


# Errors planted in the simulation are refused


def test_hints_that_are_never_sent_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(living.Life, "_boundary", lambda self, number: None)

    with pytest.raises(BrokenInvariant, match="equal in the end"):
        LAB.run(values(reads="100", hinted_handoff="on"))


def test_a_read_that_counts_the_wrong_copies_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = racing.Race.__init__

    def begun(self: racing.Race, *arguments: Any) -> None:
        begin(self, *arguments)
        self._w -= 1

    monkeypatch.setattr(racing.Race, "__init__", begun)

    with pytest.raises(BrokenInvariant, match=r"R \+ W > N"):
        LAB.run(values(reads="500", write_copies="2", read_copies="2", f=""))


# Bad input


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"write_copies": "4"}, {"write_copies", "replicas"}),
        ({"read_copies": "9", "replicas": "8", "f": ""}, {"read_copies", "replicas"}),
        ({"replicas": "2"}, {"f", "replicas"}),
        ({"duration": "30"}, {"f", "duration"}),
        ({"anti_entropy": "0.5"}, {"anti_entropy"}),
        ({"f": "1-2:replica-1:error:1"}, {"f"}),
        ({"f": "2-1:replica-1:partition:1"}, {"f"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields

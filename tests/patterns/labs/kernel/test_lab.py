from dataclasses import replace

import pytest

from patterns.labs.comparing import compare
from patterns.labs.kernel.lab import Balance, BrokenInvariant, Invariant
from patterns.labs.kernel.results import Status, canonical
from patterns.labs.repeating import CAP_OF_MANY, one_run, points, repeat, summarize
from patterns.labs.shelf import NoLab, lab, labs

BREAKER = lab("circuit-breaker")


def test_labs_are_found_by_their_module() -> None:
    assert "circuit-breaker" in labs()
    assert all(found.slug == slug for slug, found in labs().items())
    with pytest.raises(NoLab):
        lab("circuit_breaker")


def test_a_run_that_needs_too_many_events_is_shortened_in_proportion_and_says_so() -> None:
    values = BREAKER.values(rate=100.0, f="", duration=600.0)

    result = BREAKER.run(values)

    assert result.status is Status.SHORTENED
    assert result.simulated_until == pytest.approx(296.3, abs=0.05)
    assert 55_000 < result.events <= 60_000
    assert result.requested_until == 600.0
    assert result.notes[0] == (
        "Simulated 296.3 of 600 s: these settings need about 120,000 events, the limit is 60,000."
        " Figures are for the first 296.3 s."
    )
    assert result.is_partial


@pytest.mark.parametrize("cap", [1, 4, 9])
def test_a_cap_that_chance_could_fill_gives_a_run_that_says_so(cap: int) -> None:
    result = BREAKER.run(BREAKER.values(), cap=cap)

    assert 0 < result.simulated_until < 600
    assert result.events <= cap
    assert result.is_partial


def test_a_fault_that_a_shortened_run_does_not_reach_is_named() -> None:
    values = BREAKER.values(rate=100.0, f="500-600:service:error:0.1", duration=600.0)

    assert BREAKER.run(values).notes[1] == "Not reached: error on service from 500 s."


def test_an_estimate_that_was_too_low_ends_at_the_cap_and_says_so() -> None:
    careless = replace(BREAKER, estimate=lambda values: 1)

    result = careless.run(BREAKER.values(rate=100.0, f="", duration=600.0), cap=5_000)

    assert result.status is Status.CAPPED
    assert result.events == 5_000
    assert result.simulated_until < 30
    assert "the limit is 5,000" in result.notes[0]


def test_a_complete_run_has_no_note_on_its_length() -> None:
    assert BREAKER.run(BREAKER.values()).notes == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"balances": (Balance(("success",), ("calls",)),)},
        {"invariants": (Invariant("pigs fly", lambda found, values: False),)},
    ],
)
def test_figures_that_contradict_each_other_are_not_handed_out(broken: dict[str, object]) -> None:
    with pytest.raises(BrokenInvariant, match="circuit-breaker: "):
        replace(BREAKER, **broken).run(BREAKER.values())  # type: ignore[arg-type]


def test_values_are_the_defaults_but_for_what_is_changed() -> None:
    assert BREAKER.values(rate=5.0)["rate"] == 5.0
    assert BREAKER.asked(BREAKER.values(rate=5.0, timeout=0.5)) == {"rate": "5", "timeout": "500"}
    assert BREAKER.asked(BREAKER.values()) == {}
    with pytest.raises(KeyError):
        BREAKER.values(ratio=5.0)


def test_what_is_asked_reads_back_as_the_same_values() -> None:
    values = BREAKER.values(rate=0.3, slow_median=0.123, strict=False, window="count", f="")

    assert BREAKER.read(BREAKER.asked(values)).values == values


def test_a_query_is_refused_field_by_field() -> None:
    messages = BREAKER.read({"rate": "nan", "sigma": "3", "threshold": "40%"}).messages

    assert messages == {
        "rate": "enter a number from 0.1 to 2000 calls/s",
        "sigma": "enter a number from 0 to 2",
    }


def test_a_pair_that_contradicts_itself_is_refused_at_both_fields() -> None:
    query = {"window": "count", "window_n": "10", "minimum_calls": "20"}

    messages = BREAKER.read(query).messages

    assert messages.keys() == {"window_n", "minimum_calls"}
    assert all("20 calls" in words and "10 calls" in words for words in messages.values())


def test_a_fault_outside_the_run_is_refused() -> None:
    assert BREAKER.read({"duration": "300"}).messages == {
        "f": "row 3: must lie within the run of 300 s"
    }


def test_b_equal_to_a_gives_bit_equal_results() -> None:
    pair = compare(BREAKER, BREAKER.values(), {"threshold": 0.5})

    assert pair.changed == ()
    assert canonical(pair.a) == canonical(pair.b)
    assert pair.widest is None


def test_two_runs_share_their_luck_and_their_length() -> None:
    values = BREAKER.values(rate=100.0, f="100-600:service:error:1", duration=600.0)

    pair = compare(BREAKER, values, {"threshold": 1.0})

    assert pair.changed == ("threshold",)
    assert pair.a.simulated_until == pair.b.simulated_until < 600
    assert pair.a.counters["calls"] == pair.b.counters["calls"]
    assert pair.a.counters["short_circuited"] > pair.b.counters["short_circuited"] == 0
    assert pair.widest is not None


def test_a_cap_that_only_one_of_two_runs_meets_shortens_both() -> None:
    careless = replace(BREAKER, estimate=lambda values: 1)
    values = BREAKER.values(rate=100.0, f="100-600:service:error:1", duration=600.0)

    pair = compare(careless, values, {"threshold": 1.0})

    assert pair.a.simulated_until == pair.b.simulated_until < 600


def test_twenty_seeds_give_a_mean_with_an_interval() -> None:
    rows = repeat("circuit-breaker", BREAKER.values(f=""), seeds=5)

    by_name = {row.name: row for row in rows}
    failures = by_name["failure_share"]
    assert failures.runs == 5
    assert failures.low is not None
    assert failures.high is not None
    assert failures.low < 0.01 < failures.high
    assert failures.mean == pytest.approx((failures.low + failures.high) / 2, rel=1e-4)


def test_each_of_many_runs_is_short_and_can_be_summed_up_elsewhere() -> None:
    values = points(BREAKER.values(f=""), "base_failure", (0.1, 0.2))
    runs = [[one_run("circuit-breaker", one, seed) for seed in (1, 2, 3)] for one in values]

    shares = [summarize(each)[0].mean for each in runs]

    assert all(run.status is Status.SHORTENED for each in runs for run in each)
    assert shares == pytest.approx([0.1, 0.2], rel=0.1)
    assert CAP_OF_MANY == 3_000

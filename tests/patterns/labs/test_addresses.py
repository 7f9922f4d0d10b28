"""A run and its address: one for each, and the way back."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs import shelf
from patterns.labs.addresses import Run, encoded, of_shared, of_texts, shared_with
from patterns.labs.kernel.lab import Values
from patterns.parameters import Kind, Parameter
from tests.patterns.labs.strategies import values_of

BREAKER = shelf.lab("circuit-breaker")
VALUES = values_of(BREAKER, {"duration": (60, 60)})


@given(VALUES, st.integers(0, 2**31 - 1))
def test_an_address_gives_back_its_run(values: Values, seed: int) -> None:
    run = Run(lab=BREAKER, values=values, seed=seed)

    pairs = dict(parse_qsl(run.query, keep_blank_values=True))

    assert BREAKER.read(pairs).values == values
    assert int(pairs.get("seed", "1")) == seed
    assert pairs["v"] == str(BREAKER.model_version)


@given(VALUES)
def test_runs_have_one_address_when_and_only_when_they_are_equal(values: Values) -> None:
    run, same = Run(lab=BREAKER, values=values), Run(lab=BREAKER, values=dict(values))
    other = Run(lab=BREAKER, values={**values, "half_open_calls": values["half_open_calls"] + 1})

    assert run.query == same.query
    assert run.query != other.query


def test_only_what_differs_from_the_defaults_is_written_in_the_order_of_the_lab() -> None:
    values = BREAKER.values(open_wait=5.0, rate=30.0)

    run = Run(lab=BREAKER, values=values, seed=7, changes={"threshold": 0.2})

    assert run.address == "/labs/circuit-breaker/?rate=30&open_wait=5&b.threshold=0.2&seed=7&v=1"
    assert Run(lab=BREAKER, values=BREAKER.values()).is_default


def test_a_raised_model_version_gives_another_address() -> None:
    newer = replace(BREAKER, model_version=2)

    assert (
        Run(lab=newer, values=newer.values()).query
        != Run(lab=BREAKER, values=BREAKER.values()).query
    )


def test_the_second_of_two_runs_is_a_run_of_its_own() -> None:
    run = Run(lab=BREAKER, values=BREAKER.values(), changes={"rate": 30.0})

    assert run.other().values["rate"] == 30.0
    assert run.other().changes == {}
    assert run.alone().values["rate"] == 22.0


def test_signs_of_another_alphabet_and_of_addresses_survive() -> None:
    pairs = (("name", "Zürich & co=1#x?"), ("f", "1-2:a:error:0.5"))

    assert tuple(parse_qsl(encoded(pairs))) == pairs
    assert "f=1-2:a:error:0.5" in encoded(pairs)


def test_texts_of_the_content_become_the_run_that_they_mean() -> None:
    run = of_texts(BREAKER, {"rate": "30"}, {"timeout": "1000"}, 3)

    assert (run.values["rate"], run.changes, run.seed) == (30.0, {"timeout": 1.0}, 3)


def test_values_of_a_code_template_are_taken_where_the_lab_has_them() -> None:
    run = of_shared(BREAKER, {"threshold": 0.25, "open_wait": 60.0, "nothing_here": 5})

    assert (run.values["threshold"], run.values["open_wait"]) == (0.25, 60.0)


@pytest.mark.parametrize("value", [1e9, "often", True, -1.0])
def test_a_value_that_the_lab_cannot_have_is_left_out(value: object) -> None:
    run = of_shared(BREAKER, {"threshold": value, "open_wait": 60.0})  # type: ignore[dict-item]

    assert run.values["threshold"] == 0.5
    assert run.values["open_wait"] == 60.0


def test_values_that_do_not_go_together_give_the_defaults() -> None:
    run = of_shared(BREAKER, {"window": "count", "window_n": 5, "minimum_calls": 100})

    assert run.is_default


def test_a_template_gets_what_the_reader_changed_and_it_can_have() -> None:
    own = BREAKER.values()
    template = (
        Parameter("threshold", "T", Kind.SHARE, 0.4, 0.1, 1),
        Parameter("open_wait", "W", Kind.DURATION, 10.0, 1, 20, unit="s"),
        Parameter("rate", "R", Kind.RATE, 1.0, 0, 100, unit="/s"),
    )

    pairs = shared_with({**own, "threshold": 0.25, "open_wait": 60.0}, own, template)

    assert pairs == {"threshold": "0.25"}

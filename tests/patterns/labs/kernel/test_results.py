import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs import figures
from patterns.labs.kernel.results import Identity, Measure, Status, canonical, digest, rounded
from patterns.labs.shelf import lab
from tests.patterns.labs.running import default_run

BREAKER = lab("circuit-breaker")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_keeps_six_digits_and_is_idempotent(value: float) -> None:
    once = rounded(Measure(name="m", label="M", value=value))

    assert once.value == float(f"{value:.6g}")
    assert rounded(once) == once


def test_every_float_of_a_result_is_rounded() -> None:
    def floats(value: object) -> list[float]:
        if isinstance(value, float):
            return [value]
        parts = value.values() if isinstance(value, dict) else value
        return [] if isinstance(parts, str | int | None) else [f for p in parts for f in floats(p)]

    result = default_run("circuit-breaker")
    found = floats(json.loads(canonical(result)))

    assert len(found) > 500
    assert [value for value in found if value != float(f"{value:.6g}")] == []


def test_equal_arguments_give_equal_bytes_and_another_seed_others() -> None:
    values = BREAKER.values(duration=60.0, f="")

    one, again = BREAKER.run(values, seed=5), BREAKER.run(values, seed=5)

    assert canonical(one) == canonical(again)
    assert digest(one) == digest(again)
    assert digest(one) != digest(BREAKER.run(values, seed=6))


def test_a_result_cannot_be_changed() -> None:
    result = BREAKER.run(BREAKER.values(duration=60.0, f=""))

    with pytest.raises(TypeError):
        result.counters["calls"] = 0  # type: ignore[index]
    with pytest.raises(AttributeError):
        result.status = Status.CAPPED  # type: ignore[misc]


def test_an_identity_reads_as_an_equation() -> None:
    equation = Identity(left=(("fallbacks", 844), ("refused", 1_486)), right=(("rejected", 2_330),))

    assert equation.holds
    assert str(equation) == "fallbacks 844 + refused 1,486 = rejected 2,330"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "s", "–"),
        (0.236, "share", "23.6 %"),
        (0.000001, "share", "0.0001 %"),
        (0.99999, "share", "99.999 %"),
        (1.0, "share", "100 %"),
        (0.045, "s", "45 ms"),
        (0.9996, "s", "1 s"),
        (1_234.5, "s", "1,234 s"),
        (20.04, "/s", "20/s"),
        (21.96, "calls/s", "22 calls/s"),
        (2_341, "", "2,341"),
        (0.0, "share", "0 %"),
        ("OPEN", "", "OPEN"),
    ],
)
def test_figures_are_shown_with_the_digits_that_matter(value: float, unit: str, text: str) -> None:
    assert figures.show(value, unit) == text


def test_a_figure_that_is_not_there_is_refused_by_name() -> None:
    result = BREAKER.run(BREAKER.values(duration=60.0, f=""))

    assert figures.figure(result, "rate") == "22 calls/s"
    assert figures.figure(result, "states.OPEN.Time") == "0 ms"
    for name in ("nothing", "states.OPEN.Nothing", "states.NOWHERE.Time", "x.y.z"):
        with pytest.raises(figures.NoFigure):
            figures.figure(result, name)

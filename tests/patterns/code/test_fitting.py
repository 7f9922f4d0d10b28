from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.code.fitting import Status, convert, fits, ranked
from patterns.code.templates import Converter, Spelling, Target
from patterns.parameters import Value
from tests.patterns.code.builders import MINIMUM, PLAIN, TEMPLATE, WAIT


def test_values_that_all_have_a_place_fit_exactly() -> None:
    fit = fits(TEMPLATE, {"service": "card", "window": "row", "row": 7, "open_wait": 5.0})

    assert fit.status is Status.EXACT
    assert fit.settings == {"SERVICE": "card", "WAIT_MS": 5_000, "FAIL_MAX": 7}
    assert not fit.differences


def test_what_has_no_place_is_replaced_by_what_comes_nearest() -> None:
    fit = fits(TEMPLATE, {"window": "time", "threshold": 0.3, "minimum_calls": 50})

    assert fit.status is Status.NEAREST
    assert fit.settings["FAIL_MAX"] == 15
    share = fit.differences[-1]
    assert (share.spelling.parameter.name, share.asked, share.given) == ("threshold", 0.3, 15)
    assert share.required


def test_an_untouched_default_without_a_place_is_a_difference_but_no_obstacle() -> None:
    fit = fits(TEMPLATE, {})

    assert fit.status is Status.NEAREST
    assert [(d.spelling.parameter.name, d.required) for d in fit.differences] == [
        ("window", False),
        ("threshold", False),
    ]


def test_a_value_asked_for_without_a_place_cannot_be_had() -> None:
    fit = fits(TEMPLATE, {"window": "row", "jitter": 0.2})

    assert fit.status is Status.CANNOT
    assert [d.reason for d in fit.differences] == ["No jitter."]


def test_a_parameter_without_effect_is_not_judged() -> None:
    fit = fits(TEMPLATE, {"window": "row", "threshold": 0.9})

    assert fit.status is Status.EXACT
    assert fit.settings["FAIL_MAX"] == 5


def test_a_rounded_value_is_a_difference() -> None:
    fit = fits(TEMPLATE, {"window": "row", "open_wait": 0.1234})

    (rounded,) = fit.differences
    assert fit.status is Status.NEAREST
    assert (rounded.asked, rounded.given, rounded.reason) == (0.1234, 123, "")


def test_templates_come_exact_first_and_in_the_catalogues_order_otherwise() -> None:
    second = replace(PLAIN, id="python.second")

    order = [template.id for template, _ in ranked([TEMPLATE, PLAIN, second], {"jitter": 0.1})]

    assert order == ["python.plain", "python.second", "python.call"]


@given(attempts=st.integers(1, 1_000))
def test_retries_and_the_first_call_make_up_the_attempts(attempts: int) -> None:
    retries = convert(Converter.RETRIES, attempts, {})

    assert retries == attempts - 1
    assert type(retries) is int


@given(milliseconds=st.integers(0, 10**9))
def test_whole_milliseconds_are_never_rounded(milliseconds: int) -> None:
    assert convert(Converter.MILLISECONDS, milliseconds / 1_000, {}) == milliseconds


@given(percent=st.integers(0, 100))
def test_whole_percents_stay_whole(percent: int) -> None:
    assert convert(Converter.PERCENT, percent / 100, {}) == percent


@given(rate=st.floats(0.001, 10_000))
def test_a_period_is_the_time_between_two_calls(rate: float) -> None:
    assert convert(Converter.PERIOD, rate, {}) == pytest.approx(1 / rate)


@given(share=st.integers(1, 100), minimum=st.integers(1, 1_000))
def test_failures_in_a_row_are_the_least_that_reach_the_share(share: int, minimum: int) -> None:
    values: dict[str, Value] = {"threshold": share / 100, "minimum_calls": minimum}

    failures = convert(Converter.FAILURES_IN_A_ROW, share / 100, values)

    assert isinstance(failures, int)
    assert failures * 100 >= share * minimum > (failures - 1) * 100


@pytest.mark.parametrize(
    ("converter", "value", "literal"),
    [
        (Converter.INT, 20, 20),
        (Converter.INT, 20.0, 20),
        (Converter.NUMBER, 20, 20.0),
        (Converter.SECONDS, 30, 30.0),
        (Converter.SHARE, 1, 1.0),
        (Converter.FLAG, True, True),
        (Converter.TEXT, "any", "any"),
    ],
)
def test_converters_give_the_type_that_the_file_declares(
    converter: Converter, value: Value, literal: Value
) -> None:
    converted = convert(converter, value, {})

    assert converted == literal
    assert type(converted) is type(literal)


def test_a_rounded_count_is_seen_as_such() -> None:
    spelling = Spelling(replace(MINIMUM, kind=WAIT.kind), Target("CALLS", Converter.INT))
    template = replace(TEMPLATE, spellings=(spelling,))

    assert fits(template, {"minimum_calls": 2.5}).status is Status.NEAREST
    assert fits(template, {"minimum_calls": 2.0}).status is Status.EXACT

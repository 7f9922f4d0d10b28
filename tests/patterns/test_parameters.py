from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.parameters import (
    Condition,
    Kind,
    Parameter,
    ParameterError,
    Rule,
    RuleKind,
    broken_rules,
    display,
    in_base_units,
    knows_unit,
    parse,
    read,
    rows,
    write,
    write_rows,
)

WAIT = Parameter("wait", "Wait", Kind.DURATION, 30.0, 0.1, 600, unit="s")
SHARE = Parameter("share", "Share", Kind.SHARE, 0.5, 0.01, 1)
RATE = Parameter("rate", "Call rate", Kind.RATE, 22.0, 0.1, 2_000, unit="calls/s")
CALLS = Parameter("calls", "Minimum calls", Kind.COUNT, 20, 1, 1_000, unit="calls")
SIZE = Parameter("size", "Size", Kind.SIZE, 1_024, 1, 2**40, unit="KiB")
WINDOW = Parameter("window", "Window", Kind.CHOICE, "time", choices=("time", "count"))
STRICT = Parameter("strict", "Strict", Kind.FLAG, True)
SERVICE = Parameter("service", "Dependency", Kind.TEXT, "payment")
SIGMA = Parameter("sigma", "Spread", Kind.NUMBER, 0.45, 0, 2)
SERVICES = Parameter(
    "services", "Services", Kind.ROWS, "A:20:200", 1, 3,
    columns=(
        Parameter("name", "Name", Kind.TEXT, "A"),
        Parameter("rate", "Call rate", Kind.RATE, 10.0, 0, 500, unit="calls/s"),
        Parameter("mean", "Mean", Kind.DURATION, 0.1, 0.001, 60, unit="ms"),
    ),
)  # fmt: skip
ALL = (WAIT, SHARE, RATE, CALLS, SIZE, WINDOW, STRICT, SERVICE)


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (WAIT, "30", 30.0),
        (WAIT, " 30s ", 30.0),
        (WAIT, "500ms", 0.5),
        (WAIT, "2 min", 120.0),
        (SHARE, "0.4", 0.4),
        (SHARE, "50%", 0.5),
        (SHARE, "12.5 %", 0.125),
        (RATE, "20/s", 20.0),
        (RATE, "60 calls/min", 1.0),
        (CALLS, "20", 20),
        (CALLS, "20 calls", 20),
        (SIZE, "1", 1_024),
        (SIZE, "2 MB", 2_000_000),
        (WINDOW, "count", "count"),
        (STRICT, "off", False),
        (STRICT, "Yes", True),
        (SERVICE, "  card provider ", "card provider"),
    ],
)
def test_a_text_is_read_in_its_own_unit_or_the_declared_one(
    parameter: Parameter, text: str, value: object
) -> None:
    read_value = parse(parameter, text)

    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize(
    ("parameter", "text", "message"),
    [
        (WAIT, "601", "enter a number from 0.1 to 600 s"),
        (WAIT, "thirty", "enter a number from 0.1 to 600 s"),
        (WAIT, "", "enter a number from 0.1 to 600 s"),
        (WAIT, "30 calls/s", "enter a number from 0.1 to 600 s"),
        (WAIT, "nan", "enter a number from 0.1 to 600 s"),
        (WAIT, "inf", "enter a number from 0.1 to 600 s"),
        (WAIT, "1e999999999", "enter a number from 0.1 to 600 s"),
        (WAIT, "٣٠", "enter a number from 0.1 to 600 s"),
        (SHARE, "40", "enter a number from 0.01 to 1, or a percentage"),
        (CALLS, "2.5", "enter a whole number from 1 to 1000 calls"),
        (SIZE, "0.0001", "enter a number from 0.0009765625 to 1073741824 KiB"),
        (WINDOW, "Time", "choose one of time, count"),
        (STRICT, "maybe", "enter on or off"),
        (SERVICE, " ", "enter at least one character"),
        (SERVICE, "pay\nment", "enter printable characters on one line"),
        (SERVICE, "pay\x00ment", "enter printable characters on one line"),
        (SERVICE, "pay\u202ement", "enter printable characters on one line"),
        (SERVICE, "\ud800", "enter printable characters on one line"),
        (SERVICE, "x" * 61, "enter at most 60 characters"),
        (WAIT, "9" * 10_000, "enter at most 60 characters"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_enter(
    parameter: Parameter, text: str, message: str
) -> None:
    with pytest.raises(ParameterError) as refusal:
        parse(parameter, text)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("parameter", "value", "text"),
    [
        (WAIT, 30.0, "30 s"),
        (replace(WAIT, unit="ms"), 0.045, "45 ms"),
        (SHARE, 0.5, "50 %"),
        (SHARE, 0.125, "12.5 %"),
        (RATE, 22.0, "22 calls/s"),
        (replace(RATE, unit=""), 20.0, "20/s"),
        (CALLS, 20, "20 calls"),
        (replace(CALLS, unit=""), 20, "20"),
        (SIZE, 1_536, "1.5 KiB"),
        (STRICT, False, "off"),
        (SERVICE, "payment", "payment"),
    ],
)
def test_values_are_shown_with_their_unit(parameter: Parameter, value: float, text: str) -> None:
    assert display(parameter, value) == text


@given(value=st.floats(0.1, 600))
@pytest.mark.parametrize("unit", ["us", "ms", "s", "min", "h", "d"])
def test_every_duration_survives_being_written_and_read(unit: str, value: float) -> None:
    parameter = replace(WAIT, unit=unit)

    assert parse(parameter, write(parameter, value)) == value


@given(value=st.floats(0.1, 2_000), unit=st.sampled_from(["/s", "/min", "/h", "calls/min"]))
def test_every_rate_survives_being_written_and_read(value: float, unit: str) -> None:
    parameter = replace(RATE, unit=unit)

    assert parse(parameter, write(parameter, value)) == value


@given(value=st.floats(0.01, 1))
def test_every_share_survives_being_shown_and_read(value: float) -> None:
    assert parse(SHARE, display(SHARE, value)) == value


@given(value=st.integers(1, 2**40))
def test_every_size_survives_being_written_and_read(value: int) -> None:
    assert parse(SIZE, write(SIZE, value)) == value


@given(query=st.dictionaries(st.sampled_from([p.name for p in ALL]), st.text(max_size=80)))
def test_reading_never_raises_and_always_gives_usable_values(query: dict[str, str]) -> None:
    reading = read(ALL, query)

    assert reading.values.keys() == {parameter.name for parameter in ALL}
    assert reading.messages.keys() <= query.keys()
    for parameter in ALL:
        assert (
            parse(parameter, write(parameter, reading.values[parameter.name]))
            == (reading.values[parameter.name])
        )


def test_what_is_not_said_keeps_its_default_and_unknown_names_are_left_alone() -> None:
    reading = read(ALL, {"wait": "5", "format": "raw"})

    assert reading.values == {p.name: p.default for p in ALL} | {"wait": 5.0}
    assert not reading.messages


def test_every_refused_field_has_its_own_message() -> None:
    reading = read(ALL, {"wait": "x", "share": "2", "calls": "7"})

    assert set(reading.messages) == {"wait", "share"}
    assert reading.values["wait"] == 30.0
    assert reading.values["calls"] == 7


FEWEST = Parameter("fewest", "Fewest", Kind.COUNT, 1, 0, 100)
MOST = Parameter("most", "Most", Kind.COUNT, 10, 0, 100)
THIRD = Parameter("third", "Third", Kind.COUNT, 9, 0, 100)


@pytest.mark.parametrize(
    ("rule", "held", "broken"),
    [
        (Rule(RuleKind.LE, ("fewest",), "most", ""), (10, 10), (11, 10)),
        (Rule(RuleKind.LT, ("fewest",), "most", ""), (9, 10), (10, 10)),
        (Rule(RuleKind.SUM_EQ, ("fewest", "third"), "most", ""), (1, 10), (2, 10)),
        (Rule(RuleKind.REQUIRES, ("fewest",), "most", ""), (0, 0), (1, 0)),
    ],
)
def test_rules_bind_parameters_to_each_other(
    rule: Rule, held: tuple[int, int], broken: tuple[int, int]
) -> None:
    assert rule.holds({"fewest": held[0], "most": held[1], "third": 9})
    assert not rule.holds({"fewest": broken[0], "most": broken[1], "third": 9})


def test_a_broken_rule_says_so_at_every_field_it_names_with_all_values() -> None:
    rule = Rule(RuleKind.LE, ("fewest",), "most", "Nothing would ever be judged.")

    reading = read((FEWEST, MOST), {"fewest": "30"}, [rule])

    message = "Nothing would ever be judged. (Fewest: 30; Most: 10)"
    assert reading.messages == {"fewest": message, "most": message}


def test_a_rule_rests_while_its_condition_does_not_hold() -> None:
    when = Condition((("window", ("count",)),))
    rule = Rule(RuleKind.LE, ("fewest",), "most", "No.", when)
    values = {"fewest": 11, "most": 10}

    assert not broken_rules([rule], (FEWEST, MOST, WINDOW), {**values, "window": "time"})
    assert broken_rules([rule], (FEWEST, MOST, WINDOW), {**values, "window": "count"})


def test_shares_are_compared_as_they_are_written() -> None:
    parts = [replace(SHARE, name=name, minimum=0) for name in ("a", "b", "c")]
    rule = Rule(RuleKind.SUM_EQ, ("a", "b"), "c", "The parts make up the whole.")

    assert not broken_rules([rule], parts, {"a": 0.1, "b": 0.2, "c": 0.3})


@pytest.mark.parametrize(
    ("kind", "unit", "number", "value"),
    [
        (Kind.DURATION, "h", 168, 604_800.0),
        (Kind.DURATION, "ms", 45, 0.045),
        (Kind.COUNT, "calls", 20, 20),
        (Kind.SIZE, "KiB", 1.5, 1_536),
        (Kind.SHARE, "%", 29, 0.29),
    ],
)
def test_numbers_in_files_stand_in_the_declared_unit(
    kind: Kind, unit: str, number: float, value: float
) -> None:
    converted = in_base_units(kind, unit, number)

    assert converted == value
    assert type(converted) is type(value)


def test_only_units_of_the_kind_are_known() -> None:
    assert knows_unit(Kind.DURATION, "ms")
    assert knows_unit(Kind.RATE, "requests/s")
    assert knows_unit(Kind.COUNT, "threads")
    assert not knows_unit(Kind.DURATION, "calls")
    assert not knows_unit(Kind.SIZE, "kb")


@pytest.mark.parametrize(("text", "value"), [("0.45", 0.45), ("2", 2.0), (" 0 ", 0.0)])
def test_a_plain_number_has_no_unit(text: str, value: float) -> None:
    assert parse(SIGMA, text) == value
    assert knows_unit(Kind.NUMBER, "of them")
    with pytest.raises(ParameterError, match="enter a number from 0 to 2"):
        parse(SIGMA, f"{text}%")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("A:20:200,B:1.5:30", "A:20:200,B:1.5:30"),
        (" A : 20/s : 0.2 s , ", "A:20:200"),
        ("A", "A:10:100"),
        ("A:60/min", "A:1:100"),
    ],
)
def test_rows_have_one_spelling(text: str, canonical: str) -> None:
    assert parse(SERVICES, text) == canonical
    assert write(SERVICES, canonical) == display(SERVICES, canonical) == canonical


def test_rows_are_taken_apart_in_base_units() -> None:
    first, second = rows(SERVICES, parse(SERVICES, "A:20:200,card provider:0.5"))

    assert dict(first) == {"name": "A", "rate": 20.0, "mean": 0.2}
    assert dict(second) == {"name": "card provider", "rate": 0.5, "mean": 0.1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "enter 1 to 3 rows, with commas between them"),
        ("A,B,C,D", "enter 1 to 3 rows, with commas between them"),
        ("A:1:2:3", "row 1: enter name:rate:mean"),
        ("A:1:2,B:x", "row 2, call rate: enter a number from 0 to 500 calls/s"),
        ("A:1:0", "row 1, mean: enter a number from 1 to 60000 ms"),
        (":1:2", "row 1, name: enter at least one character"),
        ("A\n:1", "enter printable characters on one line"),
        ("A" * 1_001, "enter at most 1000 characters"),
        ("A" * 61, "row 1, name: enter at most 60 characters"),
    ],
)
def test_rows_that_cannot_be_used_say_which_one_and_why(text: str, message: str) -> None:
    with pytest.raises(ParameterError) as refusal:
        parse(SERVICES, text)

    assert str(refusal.value) == message


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"),
            st.floats(0, 500).map(lambda rate: round(rate, 6)),
            st.floats(0.001, 60),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_rows_that_are_written_read_back_as_the_same(given: list[tuple[str, float, float]]) -> None:
    table = [{"name": name, "rate": rate, "mean": mean} for name, rate, mean in given]

    text = write_rows(SERVICES, table)

    if len(text) <= 1_000:
        assert [dict(row) for row in rows(SERVICES, text)] == table
        assert parse(SERVICES, text) == text

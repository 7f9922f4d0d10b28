import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import HEALTHY, Fault, FaultKind, Timeline
from patterns.parameters import ParameterError, parse

TARGETS = {
    "service": (FaultKind.ERROR, FaultKind.DELAY, FaultKind.SLOW, FaultKind.HANG),
    "calls": (FaultKind.LOAD,),
}
FIELD = faults.parameter(TARGETS)


def fault(start: float, end: float, kind: FaultKind, value: float) -> Fault:
    return Fault(start, end, "service", kind, value)


def test_a_row_of_the_address_becomes_a_fault() -> None:
    script = faults.script(FIELD, parse(FIELD, "500-900:service:error:1, 20-30:calls:load:3"))

    assert script.faults == (
        Fault(500.0, 900.0, "service", FaultKind.ERROR, 1.0),
        Fault(20.0, 30.0, "calls", FaultKind.LOAD, 3.0),
    )


@pytest.mark.parametrize("text", ["", " ", ","])
def test_no_rows_are_a_healthy_run(text: str) -> None:
    assert faults.script(FIELD, parse(FIELD, text)).faults == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10-20:database:error:1", "row 1, target: choose one of service, calls"),
        ("10-20:service:crash:1", "row 1, kind: choose one of error, delay, slow, hang, load"),
        ("10-20:service:error:x", "row 1, value: enter a number from 0 to 600000"),
        ("10-20:service:error:1:2", "row 1: enter span:target:kind:value"),
        ("1-2:service:error," * 7, "enter 0 to 6 rows, with commas between them"),
    ],
)
def test_a_row_that_cannot_be_read_says_which_and_what_to_enter(text: str, message: str) -> None:
    with pytest.raises(ParameterError) as refusal:
        parse(FIELD, text)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("20-10:service:error:1", "row 1: the end must come after the start"),
        ("10-10:service:error:1", "row 1: the end must come after the start"),
        ("10-61:service:error:1", "row 1: must lie within the run of 60 s"),
        ("1-2:service:error:1,60-70:service:error:1", "row 2: must lie within the run of 60 s"),
        ("1-2:service:load:1", "row 1: service can have error, delay, slow, hang"),
        (
            "1-2:service:error:1.1",
            "row 1: error is the share of calls that fail, 0 to 1, at most 1",
        ),
        ("1-2:service:slow:0", "row 1: a factor of 0 would make calls instant; use 0.001 or more"),
        ("12:service:error:1", "row 1: enter the seconds as 500-900"),
        ("a-b:service:error:1", "row 1: enter a number from 0 to 86400 s"),
    ],
)
def test_a_row_that_cannot_be_meant_is_a_message_at_the_field(text: str, message: str) -> None:
    assert faults.messages(FIELD, parse(FIELD, text), TARGETS, 60.0) == {"f": message}


def test_the_end_of_the_run_may_be_the_end_of_a_fault() -> None:
    assert faults.messages(FIELD, parse(FIELD, "10-60:service:error:1"), TARGETS, 60.0) == {}


def test_a_fault_holds_from_its_start_up_to_its_end() -> None:
    line = Timeline([fault(10, 20, FaultKind.ERROR, 0.4)])

    assert [line.at(time).error for time in (9.999, 10.0, 19.999, 20.0)] == [0.0, 0.4, 0.4, 0.0]


def test_overlapping_faults_compose() -> None:
    line = Timeline(
        [
            fault(0, 10, FaultKind.ERROR, 0.02),
            fault(5, 15, FaultKind.ERROR, 0.5),
            fault(5, 15, FaultKind.DELAY, 200),
            fault(8, 12, FaultKind.DELAY, 300),
            fault(8, 12, FaultKind.SLOW, 3),
            fault(9, 12, FaultKind.SLOW, 2),
        ]
    )

    assert line.at(7).error == pytest.approx(0.51)
    assert line.at(9).delay == pytest.approx(0.5)
    assert line.at(9).slow == 6
    assert line.at(20) == HEALTHY


def test_of_two_hangs_the_longer_counts_and_never_is_longest() -> None:
    line = Timeline([fault(0, 10, FaultKind.HANG, 3), fault(5, 10, FaultKind.HANG, 0)])

    assert line.at(1).hang == 3
    assert line.at(6).hang == 0
    assert line.at(11).hang is None


SPANS = st.tuples(st.floats(0, 50), st.floats(0, 50)).filter(lambda ends: ends[0] < ends[1])


@given(st.lists(st.tuples(SPANS, st.floats(0, 1)), max_size=6), st.floats(0, 60))
def test_errors_compose_as_independent_causes_in_any_order(
    rows: list[tuple[tuple[float, float], float]], time: float
) -> None:
    own = [fault(start, end, FaultKind.ERROR, share) for (start, end), share in rows]
    spared = 1.0
    for each in own:
        spared *= 1 - each.value if each.start <= time < each.end else 1

    assert Timeline(own).at(time).error == pytest.approx(1 - spared)
    assert Timeline(reversed(own)).at(time).error == pytest.approx(1 - spared)

"""The corrections to the diagrams of the seed, each of which its original fails."""

import re

import pytest

from patterns.diagrams.quadrants import Quadrant
from patterns.diagrams.steps import steps, table
from tests.patterns.diagrams.samples import broken, seed


def _script(number: int) -> str:
    return seed()[number - 1].diagram.script


def _told(number: int) -> str:
    return repr(steps(_script(number)))


def test_there_are_twelve() -> None:
    assert [sample.path.name[:2] for sample in seed()] == [f"{n:02}" for n in range(1, 13)]


def test_every_request_of_the_circuit_breaker_gets_an_answer() -> None:
    asked = _told(1).count("Client to CircuitBreaker: Request")

    assert asked == 5
    assert len(re.findall(r"CircuitBreaker to Client: ", _told(1))) == asked
    assert "HALF-OPEN" not in _script(1)


def test_a_failed_probe_does_not_go_on_testing() -> None:
    assert "From SUCCESS_CHECK to Testing: More probes needed" in _told(2)
    assert "From HALF_OPEN to OPEN: Test Failed" in _told(2)


def test_the_time_axis_does_not_show_today() -> None:
    assert "todayMarker off" in _script(4)


def test_a_failed_saga_says_whether_it_was_compensated() -> None:
    assert "Payment OK? to ✗ Failed: No" in _told(6)
    assert _told(6).count("to ✗ Failed, compensated") == 2


@pytest.mark.parametrize("sample", seed(), ids=lambda sample: sample.id)
def test_a_fill_has_its_text_color(sample: object) -> None:
    styles = re.findall(r"^\s*style .*$", sample.diagram.script, re.MULTILINE)

    assert all("color:#000000" in style for style in styles)


def test_the_event_store_stands_in_its_frame_and_snapshots_are_read() -> None:
    assert "Inside Event Store: Event Store; Snapshots" in _told(8)
    assert "Snapshots to Aggregate: load" in _told(8)


def test_the_event_processor_has_a_frame() -> None:
    assert "Inside Synchronization: Event Processor" in _told(9)


def test_waits_have_jitter_and_only_repeatable_requests_are_retried() -> None:
    assert [wait in _told(10) for wait in ("1 s ± j", "2 s ± j", "4 s ± j")] == [True] * 3
    assert "Only repeatable requests" in _told(10)


def test_the_control_plane_is_no_list() -> None:
    assert "<br/>-" not in _script(11)


def test_the_quadrants_are_labelled_as_the_rule_says_and_were_not() -> None:
    def labels(script: str) -> dict[int, str]:
        return {int(n): text for n, text in re.findall(r"quadrant-(\d) (.+)", script)}

    expected = {each.value: each.label for each in Quadrant}

    assert labels(_script(12)) == expected
    assert labels(broken("12-priority-quadrant")) != expected


def test_no_point_is_drawn_on_a_middle_line() -> None:
    points = table(_script(12))

    assert points
    assert all("0.5" not in row[1:3] for row in points.rows)

"""The walk: a row for each event, its arrow between the lifelines, and what is known after it."""

from dataclasses import replace
from itertools import pairwise

import pytest
from django.http import QueryDict

from patterns.labs import shelf
from patterns.labs.kernel.results import Step, TraceEvent
from patterns.pages.labs.asking import read
from patterns.pages.labs.steps import Walk, walk

BREAKER = shelf.lab("circuit-breaker")
RESULT = BREAKER.run(BREAKER.values(duration=30.0, f=""))
EVENTS = (
    TraceEvent(time=0.1, source="a", target="b", text="call", state={"n": 1, "share": None}),
    TraceEvent(time=0.2, source="b", target="a", text="answer", step=Step.REPLY),
    TraceEvent(time=0.3, source="a", target="b", text="lost", step=Step.FAILURE),
    TraceEvent(time=0.4, source="b", target="b", text="opens", step=Step.NOTE),
)


def walked(events: tuple[TraceEvent, ...] = EVENTS, query: str = "") -> Walk:
    found = walk(replace(RESULT, trace=events), read(BREAKER, QueryDict(query)))
    assert found is not None
    return found


def test_a_run_without_events_has_no_walk() -> None:
    assert walk(replace(RESULT, trace=()), read(BREAKER, QueryDict(""))) is None


def test_each_event_is_drawn_after_its_kind_between_its_lifelines() -> None:
    rows = walked().rows

    assert [row.hop and row.hop.css for row in rows] == ["call", "back", "fail", "note"]
    assert rows[0].hop is not None
    assert rows[0].hop.line.startswith("M48 16H")
    assert rows[3].hop is not None
    assert rows[3].hop.dot == "144"


def test_what_is_known_is_told_and_what_is_not_is_a_dash() -> None:
    assert walked().rows[0].state == "n 1; share –"


def test_who_acts_on_whom_is_told_in_words() -> None:
    assert [row.who for row in walked().rows] == ["a to b", "b to a", "a to b", "b"]


def test_the_step_asked_for_knows_its_neighbors() -> None:
    found = walked(query="step=2")

    assert found.current is not None
    assert found.current.number == 2
    assert found.before.endswith("step=1#step-1")
    assert found.after.endswith("step=3#step-3")


def test_the_ends_of_the_walk_have_one_neighbor() -> None:
    assert walked(query="step=1").before == ""
    assert walked(query="step=4").after == ""


@pytest.mark.parametrize(("query", "is_beyond"), [("", False), ("step=5", True), ("step=x", True)])
def test_a_step_beyond_the_walk_is_named(query: str, is_beyond: bool) -> None:
    found = walked(query=query)

    assert found.current is None
    assert found.is_beyond is is_beyond


def test_many_lifelines_share_the_room_and_those_beyond_have_no_arrow() -> None:
    events = tuple(
        TraceEvent(time=0.0, source=f"s{n}", target=f"s{n + 1}", text="call") for n in range(14)
    )

    found = walked(events)

    assert len(found.lanes) == 10
    assert found.width == 440
    assert found.rows[0].hop is not None
    assert found.rows[-1].hop is None


def test_names_of_lifelines_that_would_touch_take_two_rows() -> None:
    def named(*names: str) -> Walk:
        return walked(
            tuple(TraceEvent(time=0.0, source=a, target=b, text="call") for a, b in pairwise(names))
        )

    wide, tight = named("a", "b", "c"), named("aggregator", "Notification", "Product", *"defgh")

    assert {y for _, y, _ in wide.lanes} == {15}
    assert [y for _, y, _ in tight.lanes] == [15, 35] * 4
    assert (wide.head, tight.head) == (20, 40)

"""A run as a Mermaid diagram: what it carries, and that it can be drawn whatever a reader typed."""

from dataclasses import replace

import pytest

from patterns.diagrams.rendering import render
from patterns.labs import shelf
from patterns.labs.kernel.results import Step, TraceEvent
from patterns.pages.labs.sketches import MOST, diagram_of, sketch
from tests.patterns.labs.running import default_run

BREAKER = shelf.lab("circuit-breaker")
RETRY = shelf.lab("retry")
RUN = RETRY.run(RETRY.values(duration=20.0, f=""))


def lines(script: str) -> list[str]:
    return [line.strip() for line in script.splitlines()]


def test_a_state_machine_has_the_count_of_the_run_at_each_of_its_edges() -> None:
    result = default_run("circuit-breaker")

    found = diagram_of(BREAKER, result, "Circuit breaker")

    assert found
    count = result.counters
    assert f"s0 --> s1: {count['closed_to_open']} times" in lines(found.script)
    assert f"s2 --> s0: {count['half_open_to_closed']} times" in lines(found.script)
    assert "[*] --> s0" in lines(found.script)
    assert 'state "CLOSED" as s0' in lines(found.script)


def test_an_edge_that_was_walked_once_is_said_to_be_so() -> None:
    result = BREAKER.run(BREAKER.values(f="100-115:service:error:1", duration=120.0))

    found = diagram_of(BREAKER, result, "Circuit breaker")

    assert result.counters["closed_to_open"] == 1
    assert found
    assert "s0 --> s1: 1 time" in lines(found.script)


@pytest.mark.parametrize("slug", shelf.labs())
def test_every_edge_of_a_state_machine_names_a_counter_and_begins_where_another_ends(
    slug: str,
) -> None:
    lab = shelf.lab(slug)
    if not lab.machine:
        return
    result = default_run(slug)

    reached = {lab.machine[0].origin, *(change.target for change in lab.machine)}

    assert {change.counter for change in lab.machine} <= result.counters.keys()
    assert {change.origin for change in lab.machine} <= reached


def test_a_machine_whose_states_hang_on_the_values_comes_from_its_table() -> None:
    lab = shelf.lab("saga-orchestration")
    shipping = "Shipping:300:0.1:0:2:100:0:3"
    steps = f"Payment:200:0.05:0:2:150:0.1:0,Inventory:100:0.1:0:2:80:0:3,{shipping}"
    result = lab.run(lab.values(steps=lab.read({"steps": steps}).values["steps"]))

    found = diagram_of(lab, result, "Saga")

    assert found
    ids = {line.split('"')[1]: line.split()[-1] for line in lines(found.script) if '"' in line}
    origin, target = ids["SHIPPING PENDING"], ids["COMPENSATING INVENTORY"]
    assert f"{origin} --> {target}: failure, 79 times" in lines(found.script)
    assert len(result.table("edges").rows) == sum("-->" in line for line in lines(found.script)) - 1


def test_the_first_events_are_messages_in_their_order_and_no_more_than_can_be_read() -> None:
    found = diagram_of(RETRY, RUN, "Retry")

    assert found
    told = [line for line in lines(found.script) if line.startswith(("p0", "p1", "Note"))]
    assert len(RUN.trace) > MOST
    assert len(told) == MOST
    assert [line.partition(": ")[2].partition(" s")[0] for line in told] == [
        f"{event.time:.3f}" for event in RUN.trace[:MOST]
    ]


def test_an_answer_is_dashed_a_loss_is_crossed_and_what_one_does_alone_is_a_note() -> None:
    events = tuple(
        TraceEvent(time=0.1, source="a", target=target, text="x", step=step)
        for target, step in (
            ("b", Step.CALL), ("b", Step.REPLY), ("b", Step.FAILURE), ("b", Step.NOTE),
            ("a", Step.CALL),
        )
    )  # fmt: skip

    found = diagram_of(RETRY, replace(RUN, trace=events), "Retry")

    assert found
    assert lines(found.script)[-5:] == [
        "p0->>p1: 0.100 s: x", "p0-->>p1: 0.100 s: x", "p0--xp1: 0.100 s: x",
        "Note over p0,p1: 0.100 s: x", "Note over p0: 0.100 s: x",
    ]  # fmt: skip


def test_a_run_in_which_nothing_took_place_has_no_diagram() -> None:
    assert sketch(RETRY, replace(RUN, trace=()), "Retry") is None


@pytest.mark.parametrize("slug", shelf.labs())
def test_every_lab_is_drawn(slug: str) -> None:
    lab = shelf.lab(slug)

    found = sketch(lab, default_run(slug), slug)

    assert found
    assert found.drawn.problem is None
    assert "<svg" in found.drawn.svg
    assert bool(found.steps) == bool(lab.machine or lab.edges)


@pytest.mark.parametrize("name", ["end", "a;b", "#35;", "<b>", "%%{x}", "loop", "- - >>"])
def test_names_that_a_reader_typed_cannot_break_the_diagram(name: str) -> None:
    lab = shelf.lab("bulkhead")
    values = lab.values(services=f"{name}:20:200:10,B:20:300:15", duration=10.0, f="")

    found = diagram_of(lab, lab.run(values), "Bulkhead")

    assert found
    assert render(found).problem is None

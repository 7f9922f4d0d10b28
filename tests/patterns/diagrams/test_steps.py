import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.diagrams.lines import Step, described, read
from patterns.diagrams.scripts import Diagram
from patterns.diagrams.steps import outline, steps, table
from tests.patterns.diagrams.alphabet import any_text


def _told(script: str) -> list[object]:
    def plain(step: Step) -> object:
        return (step.text, [plain(inner) for inner in step.steps]) if step.steps else step.text

    return [plain(step) for step in steps(script)]


def test_a_sequence_tells_who_what_and_nested_branches() -> None:
    script = """sequenceDiagram
    accTitle: Not a step
    autonumber
    actor A as Order service
    participant B
    Note over A,B: one lock
    A->>+B: Charge #35;42
    B-->>-A: Done
    B--xA: Lost<br/>reply
    A->>A: Wait
    alt accepted
        A-)B: event
        loop 3 times
            A->>B: again
        end
    else
        B->>A: no
    end
    par
        A->>B: x
    and also
        A->>B: y
    end
    rect rgb(1, 2, 3)
        A->>B: z
    end
"""

    assert _told(script) == [
        "At Order service and B: one lock",
        "Order service to B: Charge #42",
        "B to Order service: Done",
        "B to Order service, fails: Lost, reply",
        "Order service to itself: Wait",
        (
            "If: accepted",
            ["Order service to B: event", ("Repeated: 3 times", ["Order service to B: again"])],
        ),
        ("Otherwise", ["B to Order service: no"]),
        ("At the same time", ["Order service to B: x"]),
        ("Meanwhile: also", ["Order service to B: y"]),
        "Order service to B: z",
    ]


def test_a_flow_tells_frames_and_links() -> None:
    script = """flowchart LR
    accDescr {
        a --> not_a_link
    }
    subgraph S["Our side"]
        A["Caller (x)"] -->|"asks #quot;it#quot;"| B{{"{} y"}}
        subgraph Inner
            C[("Store")]:::own
        end
    end
    A & B -.-> C
    C -- reads --> D([End]) ==> A
    D <--> E --- F
    style A fill:#fff
    S --> F
"""

    assert _told(script) == [
        ("Inside Our side: Caller (x); {} y", ["Inside Inner: Store"]),
        'Caller (x) to {} y: asks "it"',
        "Caller (x) to Store",
        "{} y to Store",
        "Store to End: reads",
        "End to Caller (x)",
        "End and E",
        "E to F",
        "Our side to F",
    ]


def test_two_nodes_of_one_name_are_told_apart_by_their_frame() -> None:
    script = "flowchart LR\nsubgraph One\nA[Proxy]\nend\nsubgraph Two\nB[Proxy]\nend\nA --> B\n"

    assert _told(script)[-1] == "Proxy (One) to Proxy (Two)"


def test_states_tell_moves_and_what_is_inside() -> None:
    script = """stateDiagram-v2
    [*] --> CLOSED
    state CLOSED {
        [*] --> Watching
        Watching --> Watching: count#58; one
        Watching --> [*]: done
    }
    state "Half open" as H
    CLOSED --> H: waited
    note right of H: few calls
    note left of H
        more
        words
    end note
    S: Described
    H --> S
"""

    assert _told(script) == [
        "Begins with CLOSED",
        (
            "Inside CLOSED",
            ["Begins with Watching", "Stays in Watching: count: one", "Ends after Watching: done"],
        ),
        "From CLOSED to Half open: waited",
        "At Half open: few calls",
        "At Half open: more words",
        "From Half open to Described",
    ]


def test_a_gantt_chart_has_a_table() -> None:
    script = """gantt
    title Not a row
    dateFormat YYYY-MM-DD
    section Quick wins
    Retry#58; jitter :crit, active, r, 2001-01-01, 2w
    Breaker :after r, 1d
    Next :3d
    Goal :milestone, m, after r, 0d
"""

    result = table(script)

    assert result
    assert result.columns == ("Section", "Task", "Start", "Length or end", "Status")
    assert result.rows == (
        ("Quick wins", "Retry: jitter", "2001-01-01", "2 weeks", "critical, in progress"),
        ("Quick wins", "Breaker", "after Retry: jitter", "1 day", ""),
        ("Quick wins", "Next", "after the one before", "3 days", ""),
        ("Quick wins", "Goal", "after Retry: jitter", "0 days", "milestone"),
    )


def test_a_quadrant_chart_has_a_table_with_the_field_of_each_point() -> None:
    script = (
        'quadrantChart\nx-axis Low --> "High"\ny-axis Small\n"A #38; B": [0.2, 0.60]\nC: [1, 0]\n'
    )

    result = table(script)

    assert result
    assert result.columns == ("Name", "Low (0) to High (1)", "Small", "Field")
    assert result.rows == (
        ("A & B", "0.2", "0.6", "Quick Wins"),
        ("C", "1", "0", "Complex but Necessary"),
    )


@pytest.mark.parametrize("script", ["", "pie\n a : 1", "hello"])
def test_other_kinds_have_neither(script: str) -> None:
    assert steps(script) == ()
    assert table(script) is None


def test_the_author_may_tell_the_steps_in_other_words() -> None:
    diagram = Diagram("flowchart LR\n a --> b", "t", "d", steps=("First.", "Then."))

    assert outline(diagram) == (Step("First."), Step("Then."))


def test_title_and_description_are_read_from_the_script() -> None:
    assert described("flowchart LR\n accTitle: A #38; B\n accDescr: C\n a") == ("A & B", "C")
    assert described("flowchart LR\n accDescr {\n two\n lines }\n a") == ("", "two lines")
    assert described("flowchart LR") == ("", "")


@pytest.mark.parametrize(
    ("label", "shown"),
    [('"a"', "a"), ("a<br/>b", "a, b"), ("#35;35#59;", "#35;"), ("#quot;", '"'), ("a;", "a;")],
)
def test_a_label_is_read_as_it_is_shown(label: str, shown: str) -> None:
    assert read(label) == shown


@settings(deadline=None)
@given(
    kind=st.sampled_from(
        ["flowchart LR", "sequenceDiagram", "stateDiagram-v2", "gantt", "quadrantChart"]
    ),
    lines=st.lists(any_text, max_size=6),
)
def test_no_text_makes_telling_fail(kind: str, lines: list[str]) -> None:
    script = "\n".join([kind, *lines])

    steps(script)
    table(script)
    described(script)

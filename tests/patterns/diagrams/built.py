"""One diagram from each builder, with every feature that it has."""

from patterns.diagrams.parts import (
    Branch,
    Edge,
    Group,
    Message,
    Move,
    Node,
    Note,
    Participant,
    Point,
    State,
    Task,
)
from patterns.diagrams.scripts import (
    Diagram,
    Flow,
    GanttChart,
    QuadrantChart,
    Sequence,
    StateMachine,
)

TITLE = "Saga: step #1 %%{x}"
TEXT = 'All of it; "quoted" and <b>bold</b>.'


def flow() -> Diagram:
    return Flow(
        TITLE,
        TEXT,
        nodes=[
            Node("p_client", "Web shop", shape="pill", group="g_edge"),
            Node("p_saga", "Saga", detail="state & outbox", role="own", group="g_inner"),
            Node("p_store", "Orders", shape="store", group="g_services"),
            Node("p_note", "Only one; at a time", shape="rounded", role="note"),
            Node("p_bad", 'Failed "hard"', shape="decision", role="bad"),
            Node("p_hex", "Queue", shape="hexagon"),
            Node("p_dot", "1", shape="circle", role="face"),
        ],
        edges=[
            Edge("p_client", "p_saga", "timeout, retry"),
            Edge("p_saga", "p_store", "5 % | more", "dotted"),
            Edge("p_store", "p_note", arrow="thick"),
            Edge("p_note", "p_bad", arrow="both"),
            Edge("p_bad", "p_hex", arrow="line"),
            Edge("p_hex", "p_dot", arrow="dotted-line"),
            Edge("p_dot", "p_client", "conflicts", "crossed"),
        ],
        groups=[
            Group("g_edge", "Edge"),
            Group("g_services", "Services [ours]"),
            Group("g_inner", "Inner", parent="g_services"),
        ],
    ).diagram({"p_saga": "/patterns/saga/"})


def sequence() -> Diagram:
    return Sequence(
        TITLE,
        TEXT,
        [Participant("a", "Order; service"), Participant("b", "Payment"), Participant("c", "end")],
        [
            Message("a", "b", "Charge #42"),
            Note(("a", "b"), "No lock: both may act"),
            Branch(
                "alt",
                (
                    ("accepted", (Message("b", "a", "Done", "reply"),)),
                    (
                        "refused",
                        (
                            Message("b", "a", "Refused", "lost"),
                            Branch("loop", (("3 times", (Message("a", "a", "Wait"),)),)),
                        ),
                    ),
                ),
            ),
            Branch(
                "par", (("mail", (Message("a", "c", "x", "event"),)), ("log", (Note(("b",), "y"),)))
            ),
            Branch("opt", (("asked for", (Message("a", "b", "z"),)),)),
        ],
    ).diagram()


def states() -> Diagram:
    return StateMachine(
        TITLE,
        TEXT,
        [State("s0", "CLOSED; *all*"), State("s1", "HALF_OPEN"), State("s2", "end")],
        [Move("s0", "s1", "3 times: 50 %"), Move("s1", "s1"), Move("s1", "s2", "1 time")],
    ).diagram()


def gantt() -> Diagram:
    return GanttChart(
        TITLE,
        TEXT,
        [
            Task("retry", "Retry: with jitter, then more", "Quick wins", 2),
            Task("breaker", "Circuit Breaker", "Quick wins", 3, start=1, status="active"),
            Task(
                "saga", "Saga", "Strategic: phase 2", 8, after=("retry", "breaker"), status="crit"
            ),
            Task(
                "goal", "Section done", "Strategic: phase 2", 0, after=("saga",), status="milestone"
            ),
            Task("old", "Logs", "Foundations", 1, status="done"),
        ],
    ).diagram()


def timeline() -> Diagram:
    return GanttChart(
        TITLE,
        TEXT,
        [
            Task("user", "User", "Parallel", 80, start=20, status="done"),
            Task("order", "Order", "Parallel", 1_120, start=20),
            Task("both", "Combine", "After", 20, after=("user", "order")),
        ],
        milliseconds=True,
    ).diagram()


def quadrant() -> Diagram:
    return QuadrantChart(
        TITLE,
        TEXT,
        [
            Point("Retry", 0.2, 0.6),
            Point('"Bulkhead"; pools', 0.3, 0.5),
            Point("Retry & more", 0.2, 0.6),
            Point("Saga", 0.8, 0.3),
        ],
    ).diagram()


BUILT = {
    "flow": flow,
    "sequence": sequence,
    "states": states,
    "gantt": gantt,
    "timeline": timeline,
    "quadrant": quadrant,
}

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import mermaid.graph
import pytest

from patterns.diagrams.checking import AUTHORED, check
from patterns.diagrams.parts import Branch, Edge, Message, Node, Participant, Point, Task, Unusable
from patterns.diagrams.rendering import render
from patterns.diagrams.scripts import Diagram, Flow, GanttChart, QuadrantChart, Sequence
from tests.patterns.diagrams.built import BUILT
from tests.patterns.diagrams.invariants import faults
from tests.patterns.diagrams.samples import ROOT

GOLDEN = Path(__file__).parent / "golden"

every_builder = pytest.mark.parametrize("name", BUILT)


@every_builder
def test_a_builder_writes_its_golden_script(name: str) -> None:
    assert BUILT[name]().script == (GOLDEN / f"{name}.mmd").read_text("utf-8")


@every_builder
def test_a_built_script_draws_clean(name: str) -> None:
    diagram = BUILT[name]()

    drawing = render(diagram)

    assert drawing.problem is None
    assert faults(drawing.svg) == []
    assert check(diagram.script, AUTHORED) is None


@pytest.mark.parametrize("builder", [Flow, Sequence, GanttChart, QuadrantChart])
def test_a_builder_is_a_graph_of_mermaid_py(builder: type) -> None:
    assert issubclass(builder, mermaid.graph.Graph)


def test_a_built_diagram_is_the_same_under_any_hash_seed() -> None:
    program = (
        "from tests.patterns.diagrams.built import BUILT\n"
        "print(''.join(build().script for build in BUILT.values()))"
    )

    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(printed) == 1


def test_importing_mermaid_py_prints_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import patterns.diagrams.scripts"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert done.stdout == b""


def test_the_class_that_asks_the_network_is_never_constructed() -> None:
    texts = [
        path.read_text("utf-8")
        for folder in ("patterns", "advisor")
        for path in (ROOT / folder).rglob("*.py")
    ]

    assert texts
    assert not any(re.search(r"mermaid\.Mermaid|from mermaid import", text) for text in texts)


def test_only_one_module_knows_mermaid_py() -> None:
    knowing = [
        path.name
        for path in (ROOT / "patterns").rglob("*.py")
        if "from mermaid." in path.read_text("utf-8")
        or "import mermaid\n" in path.read_text("utf-8")
    ]

    assert knowing == ["scripts.py"]


@pytest.mark.parametrize(
    "word", ["end", "END", "default", "__proto__", "a-b", "", "1a", "ä", "a b"]
)
def test_an_id_that_no_script_can_hold_is_refused(word: str) -> None:
    with pytest.raises(Unusable):
        Flow("t", "d", [Node(word, "x")], [])


@pytest.mark.parametrize(
    "build",
    [
        lambda: Flow("t", "d", [Node("a", "x"), Node("a", "y")], []),
        lambda: Flow("t", "d", [Node("a", "x", shape="cloud")], []),
        lambda: Flow("t", "d", [Node("a", "x")], [Edge("a", "a", arrow="hidden")]),
        lambda: Flow("t", "d", [Node("a", "x", role="loud")], []),
        lambda: Flow("t", "d", [Node("a", "x", group="g")], []),
        lambda: Flow("t", "d", [Node("a", "x")], [Edge("a", "b")]),
        lambda: GanttChart("t", "d", [Task("a", "x", "s", 1, after=("b",))]),
        lambda: Sequence("t", "d", [], [Message("a", "b", "x")]),
        lambda: GanttChart("t", "d", [Task("a", "x", "s", 1, status="late")]),
        lambda: Sequence("t", "d", [Participant("a", "x")], [Message("a", "a", "x", arrow="~")]),
        lambda: Sequence("t", "d", [], [Branch("if", (("x", ()),))]),
        lambda: Sequence("t", "d", [], [Branch("opt", (("x", ()), ("y", ())))]),
    ],
)
def test_what_no_script_can_hold_is_refused(build: Callable[[], object]) -> None:
    with pytest.raises(Unusable):
        build()


def test_a_gantt_chart_does_not_depend_on_the_day() -> None:
    chart = GanttChart("t", "d", [Task("a", "x", "s", 2, start=1)])

    assert "todayMarker off" in chart.script
    assert "a, 2001-01-08, 2w" in chart.script


def test_a_quadrant_chart_keeps_twenty_points_and_says_which_it_left_out() -> None:
    points = [Point(f"n{number}", number / 30, number / 30) for number in range(25)]

    chart = QuadrantChart("t", "d", points)

    assert chart.script.count("]") == 20
    assert chart.left_out == tuple(points[20:])


def test_the_four_fields_are_labelled_as_the_rule_says() -> None:
    script = QuadrantChart("t", "d", []).script

    assert 'quadrant-1 "Strategic Initiatives"' in script
    assert 'quadrant-2 "Quick Wins"' in script
    assert 'quadrant-3 "Low Priority"' in script
    assert 'quadrant-4 "Complex but Necessary"' in script


def test_links_of_a_built_diagram_reach_the_picture() -> None:
    assert '<a href="/patterns/saga/">' in render(BUILT["flow"]()).svg


def test_a_diagram_is_a_value() -> None:
    one, two = (Diagram("flowchart LR\n a", "t", "d", links={"a": "/"}) for _ in range(2))

    assert one == two
    assert hash(one) == hash(two)

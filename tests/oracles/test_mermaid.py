"""The same scripts, judged by mermaid.js in a real browser."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.diagrams.kinds import Kind, kind
from patterns.diagrams.labels import Place, label, plain
from patterns.diagrams.rendering import render
from patterns.diagrams.scripts import Diagram
from patterns.labs import shelf
from patterns.pages.labs.sketches import diagram_of
from tests.oracles.mermaid import Oracle
from tests.patterns.diagrams.alphabet import any_text
from tests.patterns.diagrams.built import BUILT
from tests.patterns.diagrams.samples import Sample, broken, shipped
from tests.patterns.labs.running import default_run

pytestmark = pytest.mark.oracle

SVG = "{http://www.w3.org/2000/svg}"
slowly = settings(max_examples=40, deadline=None)
every_script = pytest.mark.parametrize("sample", shipped(), ids=lambda sample: sample.id)

# The classes of the same part in both pictures.
PARTS = {
    Kind.FLOW: (
        ("drawn-node", r"node\b.*"),
        ("drawn-edge", r".*\bflowchart-link"),
        ("drawn-frame", "cluster"),
    ),
    Kind.STATE: (
        ("drawn-edge", r".*\btransition"),
        ("drawn-frame", r"statediagram-state statediagram-cluster.*"),
    ),
    Kind.SEQUENCE: (
        ("drawn-node", "actor actor-box"),
        ("drawn-edge", "messageLine[01]"),
        ("drawn-note", "note"),
    ),
    Kind.GANTT: (("drawn-task", r"task .*"),),
    Kind.QUADRANT: (("drawn-quadrant", "quadrant"), ("drawn-point", "data-point")),
}

# What one of the two refuses and the other does not, and why that is well.
DIFFERENCES = {
    "front matter title": (
        "---\ntitle: Saga: step one\n---\nflowchart LR\n a --> b\n",
        "our renderer would draw it, so our own check refuses what YAML cannot read",
    ),
}

BROKEN = {
    "reserved word": "flowchart LR\n a --> b\n b --> end\n c --> d\n",
    "no arrow head": "flowchart LR\n a --> b\n b ->\n c --> d\n",
    "open bracket": "flowchart LR\n a --> b[\n c --> d\n",
    "open quotation": 'flowchart LR\n a["x]\n b --> c\n',
    "brackets in a label": "flowchart LR\n a --> b\n b[x (y) z] --> c\n",
    "nothing after an arrow": "flowchart LR\n a -->\n",
    "open frame": "flowchart LR\n subgraph x\n a --> b\n",
    "no colon": "sequenceDiagram\n a->>b: x\n b->>a\n a->>b: y\n",
    "open alternative": "sequenceDiagram\n alt x\n a->>b: y\n",
    "end without a start": "sequenceDiagram\n a->>b: y\n end\n",
    "not active": "sequenceDiagram\n a->>b: y\n b-->>-a: z\n",
    "wrong arrow": "stateDiagram-v2\n a --> b\n a -> b\n",
    "open state": "stateDiagram-v2\n state a {\n b --> c\n",
    "no task data": "gantt\n dateFormat YYYY-MM-DD\n section a\n hello world\n",
    "no date": "gantt\n dateFormat YYYY-MM-DD\n section a\n x: a1, 2001-99-01, 3d\n",
    "point outside": "quadrantChart\n a: [0.1, 0.2]\n b: [1.5, 0.2]\n",
    "no comma": "quadrantChart\n a: [0.1 0.2]\n",
    "unknown kind": "flowcharts LR\n a --> b\n",
    "comments only": "%% nothing\n",
    "seed": broken("05-saga-choreography"),
}
# Mistakes for which mermaid.js names no line.
UNPLACED = {"not active", "seed", "no date", "unknown kind", "comments only"}


def _draws(script: str) -> bool:
    return render(Diagram(script, "", "")).problem is None


@every_script
def test_a_shipped_script_is_accepted_by_both(js: Oracle, sample: Sample) -> None:
    opinion = js.ask(sample.diagram.script)

    assert opinion.accepts, opinion.message
    assert _draws(sample.diagram.script)


@every_script
def test_a_shipped_script_has_the_same_parts_in_both(js: Oracle, sample: Sample) -> None:
    theirs = ElementTree.fromstring(js.ask(sample.diagram.script).svg)
    ours = ElementTree.fromstring(render(sample.diagram).svg)

    for mine, other in PARTS[kind(sample.diagram.script)]:
        assert _count(ours, mine) == _count(theirs, other), mine


@every_script
def test_a_shipped_script_shows_the_same_words_in_both(js_html: Oracle, sample: Sample) -> None:
    theirs = js_html.texts(js_html.ask(sample.diagram.script).svg)
    ours = ElementTree.fromstring(render(sample.diagram).svg)

    shown = [
        " ".join(text.itertext()) for text in ours.iter(f"{SVG}text") if text.get("fill") != "none"
    ]

    assert _words(shown) == _words(theirs)


@pytest.mark.parametrize("name", BUILT)
def test_a_built_script_is_accepted_by_both(js: Oracle, name: str) -> None:
    script = BUILT[name]().script

    opinion = js.ask(script)

    assert opinion.accepts, opinion.message
    assert _draws(script)


@pytest.mark.parametrize("slug", shelf.labs())
def test_the_diagram_of_a_lab_is_accepted_by_both_and_has_the_same_parts(
    js: Oracle, slug: str
) -> None:
    lab = shelf.lab(slug)
    diagram = diagram_of(lab, default_run(slug), slug)
    assert diagram

    opinion = js.ask(diagram.script)

    assert opinion.accepts, opinion.message
    theirs, ours = (ElementTree.fromstring(svg) for svg in (opinion.svg, render(diagram).svg))
    found = [(_count(ours, mine), _count(theirs, other))
             for mine, other in PARTS[kind(diagram.script)]]  # fmt: skip
    assert all(own == other for own, other in found), found
    assert any(own for own, _ in found)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_script_is_refused_by_both(js: Oracle, name: str) -> None:
    assert not js.ask(BROKEN[name]).accepts
    assert not _draws(BROKEN[name])


@pytest.mark.parametrize("name", BROKEN.keys() - UNPLACED)
def test_a_mistake_is_found_within_a_line_of_where_mermaid_finds_it(js: Oracle, name: str) -> None:
    named = re.search(r"on line (\d+)", js.ask(BROKEN[name]).message)
    problem = render(Diagram(BROKEN[name], "", "")).problem
    last = len(BROKEN[name].rstrip("\n").split("\n"))

    assert named
    assert problem
    assert abs(problem.line - min(int(named[1]), last)) <= 1


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_known_differences_are_still_there(js: Oracle, name: str) -> None:
    script, reason = DIFFERENCES[name]

    assert reason
    assert not js.ask(script).accepts
    assert not _draws(script)


LABELLED = {
    Kind.FLOW: (
        Place.QUOTED,
        'flowchart LR\n subgraph g["{}"]\n n1["{}"]\n end\n n1 -->|"{}"| n2("{}")\n',
    ),
    Kind.QUADRANT: (
        Place.QUOTED,
        'quadrantChart\n x-axis "{}" --> "high"\n quadrant-1 "{}"\n "{}": [0.2, 0.6]\n',
    ),
    Kind.SEQUENCE: (
        Place.LINE,
        "sequenceDiagram\n participant a as {}\n a->>a: {}\n Note over a: {}\n",
    ),
    Kind.STATE: (
        Place.STATE,
        'stateDiagram-v2\n state "{}" as S\n [*] --> S: {}\n T: {}\n S --> T\n',
    ),
    Kind.GANTT: (
        Place.TASK,
        "gantt\n dateFormat YYYY-MM-DD\n section {}\n {} :a1, 2001-01-01, 3d\n",
    ),
}


@pytest.mark.parametrize("drawn", LABELLED)
@slowly
@given(text=any_text.filter(lambda text: not set(text) & set("¶ß°ﬂ")))  # its own marks for codes
def test_any_label_is_shown_as_it_is_by_mermaid_too(
    js_html: Oracle, drawn: Kind, text: str
) -> None:
    place, script = LABELLED[drawn]

    opinion = js_html.ask(script.replace("{}", label(text, place)))

    assert opinion.accepts, opinion.message
    shown = "".join("".join(one.split()) for one in js_html.texts(opinion.svg))
    assert shown.count("".join(plain(text).split())) >= script.count("{}")


names = st.sampled_from(["a", "b", "c", "d1"])
flows = st.lists(
    st.tuples(
        names, st.sampled_from(["-->", "-.->", "==>", "---", "--", "->", "<-->", "--x"]), names
    )
)
arrows = st.sampled_from(["->>", "-->>", "-x", "--x", "-)", "->", "->>+", "-->>-", "=>"])
messages = st.lists(st.tuples(names, arrows, names))
moves = st.lists(st.tuples(names, st.sampled_from(["-->", "->", "--"]), names))


@pytest.mark.parametrize(
    ("head", "line", "strategy"),
    [
        ("flowchart LR", "{} {} {}", flows),
        ("sequenceDiagram", "{}{}{}: x", messages),
        ("stateDiagram-v2", "{} {} {}", moves),
    ],
)
@slowly
@given(data=st.data())
def test_random_scripts_are_accepted_by_both_or_by_none(
    js: Oracle, head: str, line: str, strategy: st.SearchStrategy, data: st.DataObject
) -> None:
    script = "\n".join([head, *(f" {line.format(*parts)}" for parts in data.draw(strategy))]) + "\n"

    assert js.ask(script).accepts == _draws(script)


def _count(root: ElementTree.Element, pattern: str) -> int:
    return sum(
        bool(re.match(rf"(?:{pattern})(?:\s|$)", one.get("class", ""))) for one in root.iter()
    )


def _words(texts: list[str]) -> set[str]:
    """The words of all texts, without the numbers that each engine chooses for an axis."""
    return {word for text in texts for word in re.findall(r"\w+", text) if not word.isdigit()}

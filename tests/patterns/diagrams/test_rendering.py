import re
import subprocess
import sys
import threading
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import mermaid_render
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.diagrams import rendering
from patterns.diagrams.checking import AUTHORED, LIVE
from patterns.diagrams.colors import PALETTE
from patterns.diagrams.rendering import ENGINE, VERSION, Theme, digest, render
from patterns.diagrams.scripts import Diagram
from tests.patterns.diagrams import hostile
from tests.patterns.diagrams.alphabet import any_text
from tests.patterns.diagrams.invariants import faults
from tests.patterns.diagrams.samples import ROOT, broken, seed

SMALL = Diagram("flowchart LR\n a --> b\n", "Two parts", "One leads to the other.")


def test_a_drawing_has_a_picture_and_no_problem() -> None:
    drawing = render(SMALL)

    assert drawing.svg.startswith("<svg ")
    assert drawing.problem is None


def test_a_picture_says_its_title_and_description() -> None:
    svg = render(replace(SMALL, title="A & B", description="<b>")).svg

    assert '-title">A &amp; B</title>' in svg
    assert '-desc">&lt;b&gt;</desc>' in svg
    assert 'role="img"' in svg


def test_paper_has_no_classes_of_the_dark_scheme() -> None:
    assert "pc-" in render(SMALL, Theme.PAGE).svg
    assert "pc-" not in render(SMALL, Theme.PAPER).svg


def test_at_night_all_colors_are_dark_and_stand_on_a_dark_ground() -> None:
    svg = render(SMALL, Theme.NIGHT).svg

    assert "pc-" not in svg
    box = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', svg)
    left, top, width, height = box.groups()
    ground = f'<rect fill="#0f1618" height="{height}" width="{width}" x="{left}" y="{top}"/>'
    assert svg.partition("</desc>")[2].startswith(ground)
    assert svg.count('fill="#1a2629"') == 2
    painted = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', svg))
    assert painted <= {pair.dark for pair in PALETTE.values()}


def test_page_and_paper_have_the_same_light_colors() -> None:
    page, paper = (render(SMALL, theme).svg for theme in (Theme.PAGE, Theme.PAPER))

    assert page.count('fill="#f4f7f7"') == paper.count('fill="#f4f7f7"') == 2


def test_a_broken_script_gives_a_problem_and_no_picture() -> None:
    drawing = render(replace(SMALL, script="flowchart LR\n a -->\n"))

    assert drawing.svg == ""
    assert drawing.problem


@pytest.mark.parametrize("name", hostile.SCRIPTS)
def test_a_hostile_script_ends_clean_and_in_time(name: str) -> None:
    good = seed()[1].diagram
    before = render(good).svg

    # The renderer counts the time of this process, and others may be busy on the machine.
    started = time.process_time()
    drawing = render(Diagram(hostile.SCRIPTS[name], "Typed", "By a stranger."), limits=LIVE)
    took = time.process_time() - started

    assert bool(drawing.svg) != bool(drawing.problem)
    assert not drawing.svg or faults(drawing.svg) == []
    # Far from the 10 s of the engine itself, and with room for a machine that is busy.
    assert took < 3 * LIVE.seconds
    assert render(good).svg == before


def test_the_time_limit_is_kept_before_every_call() -> None:
    script = hostile.SCRIPTS["product 70"]
    short = replace(AUTHORED, seconds=0.2)
    render(SMALL)

    for _ in range(2):  # the library forgets the limit with each context that it throws away
        started = time.process_time()
        drawing = render(Diagram(script, "", ""), limits=short)

        assert drawing.problem
        assert drawing.problem.code == "time"
        # A new context takes 0.2 s; forgotten, the limit would be 10 s.
        assert time.process_time() - started < 1.5


@settings(max_examples=100, deadline=None)
@given(
    kind=st.sampled_from(
        ["", "flowchart LR\n", "sequenceDiagram\n", "stateDiagram-v2\n", "gantt\n", "pie\n"]
    ),
    text=any_text,
)
def test_rendering_never_raises_for_anything_typed(kind: str, text: str) -> None:
    drawing = render(Diagram(kind + text, text, text, links={"a": text}), limits=LIVE)

    assert bool(drawing.svg) != bool(drawing.problem)
    assert not drawing.svg or faults(drawing.svg) == []


def test_a_failure_inside_the_renderer_is_a_problem_and_says_nothing_private(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise RuntimeError("secret words of the script")

    monkeypatch.setattr(mermaid_render, "convert", fail)
    problem = render(SMALL).problem

    assert problem
    assert problem.code == "renderer"
    assert "secret" not in repr(problem)


def test_a_picture_over_the_limit_is_a_problem() -> None:
    problem = render(seed()[0].diagram, limits=replace(AUTHORED, max_bytes=1_000)).problem

    assert problem
    assert problem.code == "output"


def test_the_version_names_what_is_installed() -> None:
    engine = Path(mermaid_render.__file__).with_name("pele") / "manifest.json"

    assert version("mermaid-render") in VERSION
    assert f'"version": "{ENGINE.removeprefix("pele ")}"' in engine.read_text()


@pytest.mark.parametrize(
    "other",
    [
        replace(SMALL, script="flowchart LR\n a --> c\n"),
        replace(SMALL, title="Other"),
        replace(SMALL, description="Other"),
        replace(SMALL, links={"a": "/x/"}),
    ],
)
def test_other_content_has_another_digest(other: Diagram) -> None:
    assert digest(other, Theme.PAGE) != digest(SMALL, Theme.PAGE)
    assert digest(SMALL, Theme.PAPER) != digest(SMALL, Theme.PAGE)


def test_the_second_use_on_a_page_has_ids_of_its_own() -> None:
    drawing = render(SMALL)

    assert drawing.again(1) == drawing.svg
    assert f'id="{drawing.prefix}-2-title"' in drawing.again(2)
    assert f'"{drawing.prefix}-2-title {drawing.prefix}-2-desc"' in drawing.again(2)
    assert f'"{drawing.prefix}-title' not in drawing.again(2)


def test_nodes_with_a_link_lead_to_our_own_pages_only() -> None:
    links = {"a": "/patterns/retry/", "b": "//elsewhere.example/", "c": "javascript:alert(1)"}
    script = "flowchart LR\n a --> b --> c\n"

    page = render(Diagram(script, "", "", links=links)).svg
    paper = render(Diagram(script, "", "", links=links), Theme.PAPER).svg

    assert page.count("<a ") == 1
    assert '<a href="/patterns/retry/"><g ' in page
    assert 'role="group"' in page
    assert "<a " not in paper
    assert 'role="img"' in paper


def test_the_corrected_saga_draws_and_the_original_is_refused_in_its_line() -> None:
    problem = render(Diagram(broken("05-saga-choreography"), "", "")).problem

    assert problem
    assert problem.line == 32
    assert problem.source.strip() == "Inventory->>-Payment: Stock Failed Event"
    assert "drop the `-`" in problem.hint


def test_another_thread_draws_the_same() -> None:
    drawn: list[str] = []
    threads = [threading.Thread(target=lambda: drawn.append(render(SMALL).svg)) for _ in range(2)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(drawn) == {render(SMALL).svg}


@pytest.mark.parametrize("first", ["mermaid_render", "xml.etree.ElementTree"])
@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_bytes_do_not_depend_on_process_hash_seed_or_imports(first: str, hash_seed: str) -> None:
    program = (
        f"import {first}\n"
        "from tests.patterns.diagrams.test_rendering import SMALL, render, seed\n"
        "import sys\n"
        "for one in (SMALL, seed()[0].diagram):\n"
        "    sys.stdout.write(render(one).svg)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert done.stdout.decode() == render(SMALL).svg + render(seed()[0].diagram).svg


def test_only_one_module_knows_the_renderer() -> None:
    knowing = [
        path.name
        for path in (ROOT / "patterns").rglob("*.py")
        if "import mermaid_render" in path.read_text() or "from mermaid_render" in path.read_text()
    ]

    assert knowing == ["rendering.py"]
    assert rendering.renderer.THEMES.keys() >= {"pattern-advisor"}

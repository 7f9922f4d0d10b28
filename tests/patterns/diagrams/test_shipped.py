"""Every script that is shipped, drawn in both themes."""

import gzip
import re
from xml.etree import ElementTree

import pytest

from patterns.diagrams.rendering import Theme, render
from patterns.diagrams.steps import outline, table
from tests.patterns.diagrams import eyes
from tests.patterns.diagrams.invariants import faults
from tests.patterns.diagrams.samples import Sample, seed, shipped

BLOCKS = ("alt", "opt", "loop", "par", "critical", "break")

every_script = pytest.mark.parametrize("sample", shipped(), ids=lambda sample: sample.id)


@every_script
def test_a_shipped_script_draws(sample: Sample) -> None:
    drawing = render(sample.diagram)

    assert drawing.problem is None


@every_script
@pytest.mark.parametrize("theme", Theme)
def test_a_shipped_picture_keeps_every_rule(sample: Sample, theme: Theme) -> None:
    drawing = render(sample.diagram, theme)

    assert faults(drawing.svg) == []


@every_script
def test_nothing_is_left_out_of_a_shipped_picture(sample: Sample) -> None:
    assert render(sample.diagram).dropped == ()


@every_script
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_in_both_schemes(sample: Sample, scheme: str) -> None:
    texts = eyes.seen(render(sample.diagram).svg, scheme)

    assert texts
    assert [text for text in texts if text.contrast < 4.5] == []


@every_script
def test_every_text_is_large_enough(sample: Sample) -> None:
    texts = eyes.seen(render(sample.diagram).svg, "light")

    assert [text for text in texts if text.size < 12] == []


@every_script
def test_no_pair_of_colors_is_missing_from_the_stylesheet(sample: Sample) -> None:
    used = set(re.findall(r"pc-\d+", render(sample.diagram).svg))

    assert used <= set(eyes.rules())


@every_script
def test_a_shipped_script_says_its_title_and_description(sample: Sample) -> None:
    assert sample.diagram.title
    assert sample.diagram.description


@every_script
def test_a_shipped_picture_has_a_text_alternative(sample: Sample) -> None:
    assert outline(sample.diagram) or table(sample.diagram.script)


@every_script
def test_the_text_alternative_shows_no_code_and_no_placeholder(sample: Sample) -> None:
    told = repr(outline(sample.diagram)) + repr(table(sample.diagram.script))

    assert not re.search(r"\{\{|\}\}|#\w+;|<br|-->|:::", told)


@pytest.mark.parametrize(
    "sample",
    [sample for sample in shipped() if not table(sample.diagram.script)],
    ids=lambda sample: sample.id,
)
def test_every_label_of_a_picture_is_told_in_words(sample: Sample) -> None:
    svg = ElementTree.fromstring(render(sample.diagram).svg)
    told = _letters(repr(outline(sample.diagram)))

    labels = [
        "".join(text.itertext())
        for text in svg.iter(f"{eyes.SVG}text")
        if text.get("fill") != "none"
    ]

    assert [one for one in labels if _letters(one) not in told and one not in BLOCKS] == []


def test_twelve_pictures_in_both_schemes_are_small_on_the_wire() -> None:
    page = "".join(render(sample.diagram).svg for sample in seed()) + eyes.STYLESHEET.read_text()

    assert len(seed()) == 12
    assert len(gzip.compress(page.encode())) < 30_000


def _letters(text: str) -> str:
    return re.sub(r"[^\w]", "", text)

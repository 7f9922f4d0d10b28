import re
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings

from patterns.diagrams.labels import (
    LABEL_LENGTH,
    NOTHING,
    Place,
    UnknownWord,
    fill,
    label,
    plain,
    visible,
    words,
)
from patterns.diagrams.rendering import render
from patterns.diagrams.scripts import Diagram
from tests.patterns.diagrams.alphabet import any_text

SCRIPTS = {
    "flow": (
        Place.QUOTED,
        'flowchart LR\n subgraph g["{}"]\n n1["{}"]\n end\n n1 -->|"{}"| n2(["{}"])\n',
    ),
    "quadrant": (
        Place.QUOTED,
        'quadrantChart\n x-axis "{}" --> "high"\n quadrant-1 "{}"\n "{}": [0.2, 0.6]\n',
    ),
    "sequence": (
        Place.LINE,
        "sequenceDiagram\n participant a as {}\n a->>a: {}\n Note over a: {}\n"
        " alt {}\n a->>a: x\n end\n",
    ),
    "state": (Place.STATE, 'stateDiagram-v2\n state "{}" as S\n [*] --> S: {}\n T: {}\n S --> T\n'),
    "gantt": (
        Place.TASK,
        "gantt\n dateFormat YYYY-MM-DD\n section {}\n {} :a1, 2001-01-01, 3d\n",
    ),
}


@pytest.mark.parametrize("kind", SCRIPTS)
@settings(max_examples=150, deadline=None)
@given(text=any_text)
@example(text='"] --> b; click a "javascript:alert(1)"')
@example(text="&lt;b&gt; #35; &amp;")
@example(text="x\nend\n%%{init: {}}%%")
@example(text="style a:;b $$x$$")
@example(text="section :done, 2001-01-01, 1d")
def test_any_text_is_shown_as_it_is_wherever_it_stands(kind: str, text: str) -> None:
    place, script = SCRIPTS[kind]

    drawing = render(Diagram(script.replace("{}", label(text, place)), "", ""))

    assert drawing.problem is None
    assert _shown(drawing.svg).count(_dense(plain(text))) >= script.count("{}")


@settings(deadline=None)
@given(text=any_text)
def test_a_label_is_one_line(text: str) -> None:
    assert all(len(label(text, place).splitlines()) == 1 for place in Place)


@settings(deadline=None)
@given(text=any_text)
def test_a_label_is_never_longer_than_its_limit(text: str) -> None:
    assert 0 < len(plain(text)) <= LABEL_LENGTH


@settings(deadline=None)
@given(text=any_text)
def test_a_label_cannot_ask_for_another_word(text: str) -> None:
    script = 'flowchart LR\n a["{{one}} {{two}}"]\n'

    filled = fill(script, {"one": text, "two": "last"})

    assert filled.count("last") == 1 + plain(text).count("last")


def test_a_cut_label_shows_that_it_was_cut() -> None:
    assert plain("word " * 30).endswith("word…")


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200d", "\u202e", "\0"])
def test_text_without_anything_to_see_becomes_a_dash(text: str) -> None:
    assert plain(text) == NOTHING


def test_bidi_and_control_characters_are_gone() -> None:
    assert visible("a\u202eb\x07c\u2028d\ud800e") == "abc de"


def test_common_signs_stay_as_typed() -> None:
    text = "P99 (fast) 64 % = a/b, c: d's [x] {y} | z - 1 + 2?"

    assert label(text) == text


def test_a_code_is_escaped_once() -> None:
    assert label("#35;") == "#35;35#59;"


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ('flowchart LR\n a["{{x}}"]', "A: **b**"),
        ("sequenceDiagram\n a->>a: {{x}}", "A: **b**"),
        ("stateDiagram-v2\n [*] --> a: {{x}}", "A: **b**"),
        ("gantt\n dateFormat YYYY-MM-DD\n section s\n {{x}} :a1, 2001-01-01, 3d", "A: **b**"),
    ],
)
def test_a_word_is_escaped_for_the_place_that_its_kind_of_diagram_has(
    script: str, shown: str
) -> None:
    drawing = render(Diagram(fill(script, {"x": shown}), "", ""))

    assert _dense(shown) in _shown(drawing.svg)


def test_all_unknown_words_are_named_with_their_lines() -> None:
    with pytest.raises(UnknownWord, match=re.escape("{{a}} in line 1, {{c}} in line 2")) as caught:
        fill("{{a}} {{b}}\n{{c}}", {"b": "x"})

    assert caught.value.words == (("a", 1), ("c", 2))


def test_words_are_listed_once_in_order() -> None:
    assert words("{{b}} {{a}} {{b}} {{ no }} {{No}}") == ("b", "a")


def _shown(svg: str) -> str:
    return _dense("".join(ElementTree.fromstring(svg).itertext()))


def _dense(text: str) -> str:
    return "".join(text.split())

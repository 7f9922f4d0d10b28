import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.diagrams.colors import (
    NAMES,
    PALETTE,
    ROLES,
    TEXT_CONTRAST,
    Pair,
    class_of,
    contrast,
    mix,
    reaches,
    readable,
    resolve,
    stylesheet,
)
from tests.patterns.diagrams import eyes

hexes = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def test_the_committed_stylesheet_is_what_the_table_generates() -> None:
    assert eyes.STYLESHEET.read_text("utf-8") == stylesheet()


def test_every_color_of_the_palette_has_a_rule() -> None:
    rules = eyes.rules()

    for pair in PALETTE.values():
        for key in ("fill", "stroke"):
            assert rules[class_of(key, pair)] == (key, pair.light, pair.dark)


@pytest.mark.parametrize("name", ["fg", "muted"])
@pytest.mark.parametrize("ground", ["bg", "surface", "surface-alt", "note", "own", "bad"])
def test_texts_of_the_palette_can_be_read_on_its_grounds(name: str, ground: str) -> None:
    assert reaches(PALETTE[name], PALETTE[ground], TEXT_CONTRAST)


@pytest.mark.parametrize("name", ["accent", "critical", *(f"series-{n}" for n in range(1, 9))])
def test_paper_can_be_read_on_a_full_color(name: str) -> None:
    assert reaches(PALETTE["bg"], PALETTE[name], TEXT_CONTRAST)


@pytest.mark.parametrize("name", ["border", "line", "note-line", "accent", "critical"])
def test_outlines_can_be_seen_on_paper(name: str) -> None:
    assert reaches(PALETTE[name], PALETTE["bg"], 3)


@pytest.mark.parametrize(
    ("text", "light"),
    [
        ("role(fg)", "#122024"),
        ("#ABC", "#aabbcc"),
        ("rgb(200, 150, 255)", "#c896ff"),
        ("LightYellow", "#ffffe0"),
        ("color-mix(in srgb,#ffffff 25%,#000000)", "#404040"),
        ("color-mix(in srgb,color-mix(in srgb,#fff 50%,#000) 50%,#000)", "#404040"),
    ],
)
def test_a_color_is_read(text: str, light: str) -> None:
    color = resolve(text)

    assert color
    assert color.light == light


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "transparent",
        "currentColor",
        "role(no)",
        "var(--x)",
        "url(#a)",
        "#12345",
        "red;",
    ],
)
def test_what_is_no_color_that_we_know_is_none(text: str) -> None:
    assert resolve(text) is None


def test_a_mix_too_deep_is_none() -> None:
    text = "#ffffff"
    for _ in range(4):
        text = f"color-mix(in srgb,{text} 50%,#000000)"

    assert resolve(text) is None


def test_the_names_are_those_of_the_standard() -> None:
    from tinycss2.color4 import parse_color

    assert len(NAMES) == 148
    for name, value in NAMES.items():
        channels = parse_color(name).coordinates
        assert value == "#" + "".join(f"{round(one * 255):02x}" for one in channels)


def test_the_styles_of_the_roles_are_read_back_as_the_roles() -> None:
    for role in ROLES.values():
        fill, stroke, text = (part.split(":")[1] for part in role.style.split(","))

        assert (resolve(fill), resolve(stroke), resolve(text)) == (
            role.fill,
            role.stroke,
            role.text,
        )


@settings(deadline=None)
@given(one=hexes, two=hexes)
def test_contrast_agrees_with_the_eyes_of_the_tests(one: str, two: str) -> None:
    assert contrast(one, two) == pytest.approx(eyes.contrast(one, two), abs=0.01)


@settings(deadline=None)
@given(ground=hexes, wanted=hexes)
def test_a_readable_color_is_readable(ground: str, wanted: str) -> None:
    behind = Pair(ground, ground)

    assert reaches(readable(Pair(wanted, wanted), behind), behind, TEXT_CONTRAST)


@settings(deadline=None)
@given(one=hexes, two=hexes)
def test_all_of_a_color_and_none_of_another_is_that_color(one: str, two: str) -> None:
    first, second = Pair(one, one), Pair(two, two)

    assert mix(first, second, 1) == first
    assert mix(first, second, 0) == second

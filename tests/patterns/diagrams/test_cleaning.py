import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.diagrams.cleaning import MAX_DEPTH, MAX_ELEMENTS, Frame, Refused, clean
from patterns.diagrams.colors import PALETTE
from tests.patterns.diagrams import eyes
from tests.patterns.diagrams.invariants import faults

FRAME = Frame("d00000000", "Title", "Description")


def _clean(inside: str, frame: Frame = FRAME, root: str = "") -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20" {root}>{inside}</svg>'
    return clean(svg, frame, max_bytes=100_000).svg


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>*{}</style>",
        "<foreignObject><b/></foreignObject>",
        '<image href="https://example.org/x.png"/>',
        '<use href="#x"/>',
        '<animate attributeName="x"/>',
        '<set attributeName="x"/>',
        '<a href="https://example.org">x</a>',
        "<svg><rect/></svg>",
        '<b xmlns="http://www.w3.org/1999/xhtml">x</b>',
    ],
)
def test_an_unknown_element_is_left_out_with_all_in_it_and_counted(inside: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}<text>kept</text></svg>'

    picture = clean(svg, FRAME, max_bytes=10_000)

    assert len(picture.dropped) == 1
    assert ">kept</text>" in picture.svg
    assert "alert" not in picture.svg
    assert faults(picture.svg) == []


@pytest.mark.parametrize(
    "attribute",
    [
        'onclick="alert(1)"',
        'href="javascript:alert(1)"',
        'id="results"',
        'style="background:url(https://example.org)"',
        'style="fill:url(#a)"',
        'fill="url(https://example.org)"',
        'fill="var(--x)"',
        'd="M0,0&quot; onload=&quot;x"',
        'transform="url(x)"',
        'clip-path="url(#x)"',
        'class="unseen htmx-request"',
        'filter="url(#x)"',
        'data-hx-get="/x"',
        'x="calc(1px)"',
    ],
)
def test_an_unknown_attribute_or_value_is_left_out(attribute: str) -> None:
    svg = _clean(f"<rect {attribute}/>")

    assert "<rect/>" in svg


@pytest.mark.parametrize(
    "svg",
    [
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><![CDATA[x]]></svg>',
        "<svg/>",
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
        "<svg",
        "",
    ],
)
def test_what_is_not_a_plain_svg_is_refused(svg: str) -> None:
    with pytest.raises(Refused):
        clean(svg, FRAME, max_bytes=10_000)


@pytest.mark.parametrize(
    "inside",
    [
        "<g/>" * MAX_ELEMENTS,
        "<g>" * (MAX_DEPTH + 1) + "</g>" * (MAX_DEPTH + 1),
        f"<text>{'x' * 100_000}</text>",
    ],
    ids=["elements", "depth", "bytes"],
)
def test_a_picture_over_a_limit_is_refused(inside: str) -> None:
    with pytest.raises(Refused):
        _clean(inside)


def test_declarations_become_attributes() -> None:
    svg = _clean('<rect style="stroke-width:4px !important; rx:4px; --x:1; color:red"/>')

    assert '<rect rx="4" stroke-width="4"/>' in svg


def test_a_mixed_color_is_computed() -> None:
    mixed = "color-mix(in srgb,role(surface-alt) 50%,role(bg))"

    svg = _clean(f'<text fill="none" stroke="{mixed}">x</text>')

    assert 'stroke="#eff4f4"' in svg or 'stroke="#eff3f3"' in svg
    assert re.search(r'class="pc-\d+"', svg)


def test_numbers_are_rounded_to_two_decimals() -> None:
    svg = _clean('<path d="M1.23456,-2.0001L3,4.5"/><rect x="0.999999"/>')

    assert 'd="M1.23,-2L3,4.5"' in svg
    assert 'x="1"' in svg


def test_ids_titles_and_descriptions_that_came_in_are_replaced() -> None:
    svg = _clean('<title id="pele-title">old</title><desc id="pele-desc">old</desc>')

    assert "old" not in svg
    assert '<title id="d00000000-title">Title</title>' in svg
    assert 'aria-labelledby="d00000000-title d00000000-desc"' in svg


def test_text_that_looks_like_markup_stays_text() -> None:
    svg = _clean("<text>&lt;script&gt;&amp;amp;</text>")

    assert "&lt;script&gt;&amp;amp;" in svg


def test_a_node_with_a_color_of_its_own_gets_black_or_white_text() -> None:
    for fill, expected in (("#ffff99", "#122024"), ("#660000", "#ffffff"), ("#777777", "#000000")):
        shape = f'<rect width="90" height="90" fill="role(surface)" style="fill:{fill}"/>'
        svg = _clean(f'<g class="pele-node">{shape}<text fill="role(fg)" x="4" y="6">x</text></g>')

        text = re.search(r"<text[^>]*>", svg)
        assert text
        assert expected in text[0] or expected == "#122024"
        assert "pc-" not in text[0]
        assert eyes.seen(svg, "light")[0].contrast >= 4.5
        assert eyes.seen(svg, "dark")[0].contrast >= 4.5


@settings(deadline=None)
@given(
    fill=st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
    text=st.from_regex(r"#[0-9a-f]{3}", fullmatch=True)
    | st.sampled_from(["", "red", "currentColor"]),
)
def test_any_color_of_a_node_leaves_its_text_readable(fill: str, text: str) -> None:
    svg = _clean(
        f'<g class="pele-node"><rect width="90" height="90" style="fill:{fill}"/>'
        f'<text x="4" y="6" style="fill:{text}">x</text></g>'
    )

    assert all(eyes.seen(svg, scheme)[0].contrast >= 4.5 for scheme in ("light", "dark"))


def test_the_light_colors_of_a_role_follow_the_scheme() -> None:
    own = PALETTE["own"].light

    svg = _clean(
        f'<g class="pele-node"><rect style="fill:{own}"/><text fill="role(fg)">x</text></g>'
    )

    assert svg.count("pc-") == 3  # the root, the shape and the text


def test_a_frame_keeps_the_fill_of_the_palette() -> None:
    svg = _clean(
        '<g class="pele-cluster"><rect fill="role(surface-alt)" style="fill:#ff0000"/></g>'
    )

    assert "#ff0000" not in svg


def test_a_line_that_nobody_could_see_in_the_dark_is_drawn_as_a_line() -> None:
    svg = _clean(
        '<g class="pele-edge" style="stroke:#111111"><path fill="#111111" d="M0,0L1,1"/></g>'
    )

    assert "#111111" not in svg


def test_a_line_that_can_be_seen_in_both_schemes_keeps_its_color() -> None:
    svg = _clean('<g class="pele-edge" style="stroke:red"><path fill="red" d="M0,0L1,1"/></g>')

    assert svg.count("#ff0000") == 2


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("/patterns/retry/", True),
        ("/patterns/?q=a&b=c#top", True),
        ("//example.org/", False),
        ("https://example.org/", False),
        ("javascript:alert(1)", False),
        ('/"onclick="alert(1)', False),
        ("", False),
    ],
)
def test_only_paths_on_this_site_become_links(address: str, linked: bool) -> None:
    frame = Frame("d00000000", "Title", "Description", {"a": address})

    svg = _clean('<g class="pele-node" data-id="a"><text>x</text></g>', frame)

    assert ("<a href=" in svg) == linked
    assert faults(svg) == []


def test_size_is_natural_width_on_a_page_and_both_on_paper() -> None:
    page = _clean("", root='width="640" height="480"')
    paper = _clean("", Frame("d00000000", "", "", follows_scheme=False), 'width="640" height="480"')

    assert 'width="640"' in page
    assert "height" not in page
    assert 'height="480"' in paper


def test_cleaning_twice_gives_the_same_bytes() -> None:
    inside = '<g class="pele-node" data-id="a"><rect y="2" x="1" fill="role(bg)"/></g>'

    assert _clean(inside) == _clean(inside)

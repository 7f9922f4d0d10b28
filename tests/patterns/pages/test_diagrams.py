"""Diagrams as files, with the reader's own names, and the live editor."""

import re
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from patterns.catalogue import Catalogue
from tests.advisor.markup import page
from tests.patterns.pages.markup import page_of

pytestmark = pytest.mark.django_db

HOSTILE_NAMES = (
    "<script>alert(1)</script>", '"]; click A "javascript:alert(1)"', "A-->B", "{{caller}}", "end",
    "a;b", "%%{init}%%", "#quot;", "`x`", "--", "🙂", "a\nb", "\u202eevil", "\u2028", "&amp;",
    "|x|", "{x}", "(x)", "[x]", "x" * 40, "\\", "'", "style a fill:red",
)  # fmt: skip


def test_every_diagram_is_a_file_in_three_forms(site: Client, catalogue: Catalogue) -> None:
    for pattern in catalogue.complete:
        for entry in pattern.diagrams:
            name = entry.file.removesuffix(".mmd")
            address = f"/patterns/{pattern.slug}/diagrams/{name}"
            svg = site.get(f"{address}.svg")
            assert svg.status_code == 200
            assert svg["Content-Type"] == "image/svg+xml"
            assert svg["Content-Security-Policy"] == "default-src 'none'; sandbox"
            ElementTree.fromstring(svg.content)
            text = site.get(f"{address}.mmd").content.decode()
            assert "{{" not in text
            assert f'filename="{pattern.slug}-{name}.svg"' in svg["Content-Disposition"]


def test_a_diagram_is_a_picture_of_points_too(site: Client) -> None:
    png = site.get("/patterns/circuit-breaker/diagrams/states.png")

    assert png.status_code == 200
    assert png["Content-Type"] == "image/png"
    assert png.content.startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize(
    "address",
    [
        "/patterns/circuit-breaker/diagrams/nothing.svg",
        "/patterns/nothing/diagrams/structure.svg",
        "/patterns/timeout/diagrams/nothing.svg",
        "/patterns/circuit-breaker/diagrams/structure.pdf",
        "/patterns/circuit-breaker/diagrams/..%2f..%2fpattern.svg",
    ],
)
def test_an_unknown_diagram_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


def test_the_readers_names_stand_in_pictures_words_and_text(site: Client) -> None:
    response = site.get("/patterns/circuit-breaker/", {"caller": "Checkout", "service": "Bank"})

    html = response.content.decode()
    assert response.status_code == 200
    figure = page(html).first("figure", id="diagram-sequence")
    assert "Checkout" in figure.first("svg").text
    assert "Checkout" in figure.first("code", id="source-sequence").text
    assert any(".svg?caller=Checkout" in address for address in figure.links.values())
    picture = site.get(
        "/patterns/circuit-breaker/diagrams/sequence.svg", {"caller": "Checkout"}
    ).content.decode()
    assert "Checkout" in picture


def test_a_number_of_the_code_stands_in_the_pictures(site: Client) -> None:
    text = site.get("/patterns/circuit-breaker/diagrams/states.mmd", {"open_wait": "45"}).content

    assert b"after 45 s" in text


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=repr)
def test_a_hostile_name_is_only_a_name(site: Client, name: str) -> None:
    response = site.get("/patterns/circuit-breaker/", {"caller": name})

    html = response.content.decode()
    assert response.status_code in (200, 400)
    assert page_of(response.content).faults == []
    assert "This diagram could not be drawn" not in html
    assert "<script>alert" not in html
    assert not re.search(r"href=\"javascript", html)
    picture = site.get("/patterns/circuit-breaker/diagrams/structure.svg", {"caller": name})
    root = ElementTree.fromstring(picture.content)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "foreignObject", "style", "a"}


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "x" * 6_000, "\u200e\u200f\u202e"])
def test_a_name_that_cannot_be_shown_gets_a_message_and_the_usual_picture(
    site: Client, name: str
) -> None:
    response = site.get("/patterns/circuit-breaker/", {"caller": name})

    found = page(response.content)
    assert response.status_code == 400
    assert "enter a name of 1 to 40 characters" in found.first("div", role="alert").text
    assert "Order" in found.first("figure", id="diagram-sequence").first("svg").text
    assert found.first("input", id="f-caller")["aria-invalid"] == "true"
    assert page_of(response.content).faults == []


def test_a_name_of_ten_thousand_characters_is_refused_with_a_page(site: Client) -> None:
    response = site.get("/patterns/circuit-breaker/", {"caller": "x" * 10_000})

    assert response.status_code == 414
    assert page_of(response.content).faults == []


def test_a_number_out_of_range_gets_a_message(site: Client) -> None:
    response = site.get("/patterns/circuit-breaker/", {"open_wait": "-3"})

    assert response.status_code == 400
    assert "after 30 s" in response.content.decode()


def test_an_unknown_key_is_ignored_and_named(site: Client) -> None:
    response = site.get("/patterns/circuit-breaker/", {"utm_source": "x", "<b>": "y"})

    found = page(response.content)
    assert response.status_code == 200
    assert "Not known here and ignored: <b>, utm_source." in found.text
    assert page_of(response.content).faults == []


def test_the_editor_opens_with_something_to_change(site: Client) -> None:
    found = page(site.get("/diagrams/").content)

    assert found.first("textarea").text.startswith("sequenceDiagram")
    assert found.first("div", id="drawing").has("svg")


def test_the_editor_opens_with_a_diagram_of_a_pattern(site: Client) -> None:
    found = page(site.get("/diagrams/?pattern=saga&kind=states").content)

    assert "COMPENSATING_STOCK" in found.first("textarea").text
    unknown = page(site.get("/diagrams/?pattern=nothing&kind=states").content)
    assert unknown.first("textarea").text.startswith("sequenceDiagram")


def test_what_is_typed_is_drawn_and_told(site: Client) -> None:
    response = site.post("/diagrams/render", {"script": "flowchart LR\n  a[Shop] --> b[Bank]\n"})

    found = page(response.content)
    assert response.status_code == 200
    assert "Shop" in found.first("div", id="drawing").first("svg").text
    assert "The same in words" in found.text
    assert "a[Shop]" in found.first("textarea").text


def test_a_mistake_names_its_line_and_column(site: Client) -> None:
    response = site.post("/diagrams/render", {"script": "flowchart LR\n  a --> b\n  c -->\n  d[\n"})

    problem = page(response.content).first("div", id="drawing-problem")
    assert response.status_code == 200
    assert re.search(r"Line \d+", problem.text)
    assert not page(response.content).first("div", id="drawing").has("svg")


@pytest.mark.parametrize(
    "script", ["", "   ", "hello", "sequenceDiagram\nA->>", "\ufeff", "---\n---"]
)
def test_what_cannot_be_drawn_is_an_answer(site: Client, script: str) -> None:
    response = site.post("/diagrams/render", {"script": script})

    assert response.status_code == 200
    assert page(response.content).first("div", id="drawing-problem").text
    assert page_of(response.content).faults == []


def test_a_text_that_is_too_long_is_refused_with_its_size(site: Client) -> None:
    script = "flowchart LR\n" + "a --> b\n" * 3_000

    response = site.post("/diagrams/render", {"script": script})

    assert response.status_code == 413
    assert "20,000 can be drawn" in response.content.decode()


def test_htmx_gets_the_drawing_alone(site: Client) -> None:
    response = site.post(
        "/diagrams/render",
        {"script": "flowchart LR\n a --> b\n"},
        headers={"HX-Request": "true", "HX-Target": "drawing"},
    )

    assert response.content.strip().startswith(b'<div id="drawing">')


def test_a_drawing_needs_the_token_of_the_form(site: Client) -> None:
    strict = Client(enforce_csrf_checks=True)

    refused = strict.post("/diagrams/render", {"script": "flowchart LR\n a --> b\n"})
    form = page(strict.get("/diagrams/").content)
    token = form.first("input", name="csrfmiddlewaretoken")["value"]
    drawn = strict.post(
        "/diagrams/render",
        {"script": "flowchart LR\n a --> b\n", "csrfmiddlewaretoken": token},
    )

    assert refused.status_code == 403
    assert page_of(refused.content).faults == []
    assert drawn.status_code == 200


def test_drawing_is_limited_for_one_client(site: Client) -> None:
    cache.clear()  # what another test counted must not count here
    with override_settings(LIMITS_ON=True, LIMITS={"diagram-draw": ((2, 3_600),)}):
        answers = [
            site.post(
                "/diagrams/render", {"script": "flowchart LR\n a --> b\n"}, REMOTE_ADDR="192.0.2.7"
            )
            for _ in range(3)
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0

"""The first page, matrix, quadrant, problems, takeaways, checklist, glossary and colors."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from patterns.catalogue import Catalogue
from tests.advisor.markup import page
from tests.content.test_guide import DOMAINS, ROWS, TAKEAWAYS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/matrix/"])
def test_the_twelve_rows_stand_word_for_word_and_in_order(site: Client, address: str) -> None:
    table = page(site.get(address).content).first("table", klass="records")

    rows = [
        (row.first("th").text, row.first("td", data_label="Pattern").text)
        for row in table.first("tbody").all("tr")
    ]
    assert tuple(rows[:12]) == ROWS


def test_every_row_opens_a_question_with_its_answers_filled_in(
    site: Client, catalogue: Catalogue
) -> None:
    table = page(site.get("/matrix/").content).first("table", klass="records")
    for scenario, row in zip(
        catalogue.content.scenarios, table.first("tbody").all("tr"), strict=True
    ):
        address = row.first("td", data_label="Your case").first("a")["href"]
        asked = urlsplit(address).path.split("/")[2]

        response = site.get(address, follow=True)

        assert response.status_code == 200, address
        step = page(response.content).first("div", id="step")
        ticked = {box["value"] for box in step.all("input") if box.is_checked}
        assert ticked >= set(scenario.answers[asked]), address
        kept = set(parse_qsl(urlsplit(address).query))
        assert kept == {(q, o) for q, options in scenario.answers.items() for o in options}


def test_the_quadrant_holds_the_nine_points_under_the_right_labels(
    site: Client, catalogue: Catalogue
) -> None:
    found = page(site.get("/quadrant/").content)

    table = found.section("h-table").first("tbody")
    rows = [[cell.text for cell in row.all("td")] for row in table.all("tr")]
    names = [row.first("th").text for row in table.all("tr")]
    assert dict(zip(names, rows, strict=True)) == {
        "Retry": ["0.20", "0.60", "Quick Wins"],
        "Circuit Breaker": ["0.30", "0.80", "Quick Wins"],
        "Aggregator": ["0.40", "0.70", "Quick Wins"],
        "Bulkhead": ["0.30", "0.50", "Quick Wins"],
        "Sidecar": ["0.60", "0.60", "Strategic Initiatives"],
        "Saga": ["0.80", "0.80", "Strategic Initiatives"],
        "Event Sourcing": ["0.90", "0.70", "Strategic Initiatives"],
        "CQRS": ["0.70", "0.60", "Strategic Initiatives"],
        "Service Mesh": ["0.90", "0.90", "Strategic Initiatives"],
    }
    labels = [term.text for term in found.section("h-fields").all("dt")]
    assert labels == [
        "Strategic Initiatives", "Quick Wins", "Low Priority", "Complex but Necessary",
    ]  # fmt: skip


def test_the_text_of_the_quadrant_puts_the_labels_where_the_engine_counts_them(
    site: Client,
) -> None:
    script = site.get("/quadrant.mmd").content.decode()

    assert 'quadrant-1 "Strategic Initiatives"' in script
    assert 'quadrant-2 "Quick Wins"' in script
    assert 'quadrant-3 "Low Priority"' in script
    assert 'quadrant-4 "Complex but Necessary"' in script
    assert '"Circuit Breaker": [0.3, 0.8]' in script


@pytest.mark.parametrize(
    ("form", "media_type", "start"),
    [
        ("svg", "image/svg+xml", b"<?xml"),
        ("png", "image/png", b"\x89PNG"),
        ("mmd", "text/vnd.mermaid", b"quadrantChart"),
    ],
)
def test_the_quadrant_is_a_file_to_take_away(
    site: Client, form: str, media_type: str, start: bytes
) -> None:
    response = site.get(f"/quadrant.{form}")

    assert response.status_code == 200
    assert response["Content-Type"].startswith(media_type)
    assert response.content.startswith(start)
    assert f'filename="priority-quadrant.{form}"' in response["Content-Disposition"]


def test_the_five_domains_of_the_guide_come_first(site: Client, catalogue: Catalogue) -> None:
    table = page(site.get("/problems/").content).section("h-domains").first("tbody")

    rows = [
        (
            row.first("th").text,
            row.first("td", data_label="Primary").first("a")["href"].split("/")[2],
            tuple(
                a["href"].split("/")[2] for a in row.first("td", data_label="Secondary").all("a")
            ),
        )
        for row in table.all("tr")
    ]
    assert tuple(rows[:5]) == DOMAINS
    assert len(rows) == len(catalogue.content.domains)


def test_every_problem_stands_once_under_its_category(site: Client, catalogue: Catalogue) -> None:
    found = page(site.get("/problems/").content)

    for category in catalogue.content.categories:
        names = [h.text for h in found.section(f"h-{category.slug}").all("h4")]
        assert sorted(names) == sorted(p.name for p in catalogue.in_category(category.slug))


@pytest.mark.parametrize("address", ["/", "/takeaways/"])
def test_the_takeaways_stand_in_their_order(
    site: Client, catalogue: Catalogue, address: str
) -> None:
    shown = page(site.get(address).content).first("ol", klass="takeaways")

    rows = [
        (item.first("a")["href"].split("/")[2], item.first("b").text.rstrip("."))
        for item in shown.all("li")
    ]
    assert tuple(rows) == TAKEAWAYS


def test_the_checklist_of_everybody_comes_before_those_of_the_chosen(
    site: Client, catalogue: Catalogue
) -> None:
    found = page(site.get("/checklist/?slug=saga&slug=retry&slug=nothing&slug=saga").content)

    headings = [h.text for h in found.all("h2") if h.get("id", "").startswith("h-")]
    assert headings == ["Every pattern", "Saga", "Retry"]
    assert "Not known here and ignored: nothing." in found.text
    for tick in catalogue.content.checklist:
        assert tick.text in found.text


def test_the_glossary_holds_every_term_and_force(site: Client, catalogue: Catalogue) -> None:
    found = page(site.get("/glossary/").content)
    ids = {element["id"] for element in found.all("div") if "id" in element.attributes}

    assert {term.key for term in catalogue.content.terms} <= ids
    assert {f"force-{force.id}" for force in catalogue.content.forces} <= ids


def test_the_first_page_counts_what_is_there(site: Client, catalogue: Catalogue) -> None:
    text = page(site.get("/").content).text

    assert (
        f"{len(catalogue.patterns)} patterns in {len(catalogue.content.categories)} categories"
        in text
    )
    assert f"{len(catalogue.complete)} pages are complete" in text


def test_the_numbers_of_the_first_page_are_those_of_the_questionnaire(
    site: Client, catalogue: Catalogue
) -> None:
    questions = [q for section in catalogue.content.sections for q in section.question]
    quick = sum(question.quick for question in questions)

    text = page(site.get("/").content).text
    assert f"{quick} questions in about" in text
    assert f"all {len(questions)} in" in text


def test_the_sample_of_the_first_page_adds_up(site: Client) -> None:
    context = site.get("/").context["sample"]

    assert round(sum(row["points"] for row in context["rows"]), 1) == context["example"].expect.fit


def test_colors_are_kept_and_lead_back(site: Client) -> None:
    response = site.get("/theme/", {"theme": "dark", "next": "/patterns/?q=a"})

    assert response["Location"] == "/patterns/?q=a"
    assert response.cookies["theme"].value == "dark"
    assert b'data-theme="dark"' in site.get("/").content or b"dark" in site.get("/").content


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "javascript:alert(1)",
        "\\\\x",
        "///a",
    ],
)
def test_colors_never_lead_to_another_site(site: Client, target: str) -> None:
    response = site.get("/theme/", {"theme": "dark", "next": target})

    assert response["Location"] == "/"


def test_an_unknown_color_forgets_the_choice(site: Client) -> None:
    response = site.get("/theme/", {"theme": "pink"})

    assert response.cookies["theme"].value == ""

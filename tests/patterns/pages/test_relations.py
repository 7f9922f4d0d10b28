"""The graph of relations: three sizes, with its table and its files."""

import pytest
from django.test import Client

from patterns.catalogue import Catalogue
from tests.advisor.markup import page

pytestmark = pytest.mark.django_db


def rows(site: Client, address: str) -> list[list[str]]:
    table = page(site.get(address).content).first("table", klass="records")
    return [
        [row.first("th").text, *(cell.text for cell in row.all("td"))]
        for row in table.first("tbody").all("tr")
    ]


def test_the_whole_has_every_relation_as_a_row(site: Client, catalogue: Catalogue) -> None:
    found = rows(site, "/relations/")

    assert len(found) == sum(len(pattern.relations) for pattern in catalogue.patterns)


def test_around_a_pattern_its_own_relations_come_first(site: Client, catalogue: Catalogue) -> None:
    found = rows(site, "/relations/?pattern=retry")
    own = len(catalogue.neighbours("retry"))

    assert own > 3
    assert all("Retry" in (row[0], row[2]) for row in found[:own])
    assert not any("Retry" in (row[0], row[2]) for row in found[own:])


def test_every_box_of_the_picture_is_a_link(site: Client, catalogue: Catalogue) -> None:
    shown = page(site.get("/relations/?pattern=retry").content)

    targets = set(shown.first("figure").links.values())

    assert {
        f"/relations/?pattern={n.pattern.slug}" for n in catalogue.neighbours("retry")
    } <= targets


def test_another_name_of_a_pattern_is_understood(site: Client) -> None:
    shown = page(site.get("/relations/?pattern=dlq").content)

    assert shown.first("h1").text == "Relations of Dead Letter Queue"


@pytest.mark.parametrize("query", ["pattern=nothing", "category=nothing"])
def test_what_is_not_known_is_said_beside_the_whole(site: Client, query: str) -> None:
    response = site.get(f"/relations/?{query}")

    assert response.status_code == 404
    assert "nothing is not known here. This is the whole." in page(response.content).text


def test_the_picture_is_a_file_in_three_forms(site: Client) -> None:
    types = {
        form: site.get(f"/relations.{form}?category=edge")["Content-Type"].split(";")[0]
        for form in ("svg", "png", "mmd")
    }

    assert types == {"svg": "image/svg+xml", "png": "image/png", "mmd": "text/vnd.mermaid"}
    assert site.get("/relations.svg?pattern=nothing").status_code == 404


def test_the_page_of_a_pattern_leads_to_its_picture(site: Client) -> None:
    shown = page(site.get("/patterns/retry/").content)

    assert (
        shown.first("div", klass="relations").links["As a picture"] == "/relations/?pattern=retry"
    )

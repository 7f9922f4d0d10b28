"""The list, the search, the page of each pattern, and patterns side by side."""

from html import escape

import pytest
from django.test import Client

from patterns.catalogue import Catalogue
from tests.advisor.markup import page
from tests.patterns.pages.markup import page_of

pytestmark = pytest.mark.django_db


def test_the_list_shows_every_pattern_with_its_problem(site: Client, catalogue: Catalogue) -> None:
    response = site.get("/patterns/")

    html = response.content.decode()
    assert response.status_code == 200
    assert f"{len(catalogue.patterns)} patterns" in html
    for pattern in catalogue.patterns:
        assert f'href="/patterns/{pattern.slug}/"' in html
        assert escape(pattern.problem) in html


def test_search_shows_the_best_first_and_says_how_many(site: Client) -> None:
    found = page(site.get("/patterns/", {"q": "pub sub"}).content)

    results = found.first("div", id="results")
    assert results.first("h2").text == "Publish-Subscribe"
    assert "for “pub sub”" in results.first("p").text
    assert found.first("input", id="q")["value"] == "pub sub"


def test_search_says_when_names_only_look_alike(site: Client) -> None:
    found = page(site.get("/patterns/", {"q": "backpresure"}).content)

    results = found.first("div", id="results")
    assert results.first("p").text.startswith("Nothing is called “backpresure”")
    assert results.first("h2").text == "Backpressure"


def test_search_says_what_to_read_instead_of_a_later_page(site: Client) -> None:
    results = page(site.get("/patterns/", {"q": "autoscaling"}).content).first("div", id="results")

    assert "No page of its own yet" in results.text
    assert "Load Shedding" in results.links


def test_search_without_a_hit_offers_other_ways(site: Client) -> None:
    results = page(site.get("/patterns/", {"q": "xyzzyplugh"}).content).first("div", id="results")

    assert "Nothing called xyzzyplugh" in results.text
    assert "/problems/" in results.links.values()


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><b>', "NEAR(", '"', "*", "x" * 6_000]
)
def test_hostile_words_of_a_search_are_shown_as_words(site: Client, words: str) -> None:
    response = site.get("/patterns/", {"q": words})

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert page_of(response.content).faults == []


def test_a_nul_in_a_search_is_refused_before_any_database_sees_it(site: Client) -> None:
    assert site.get("/patterns/?q=a%00b").status_code == 400


def test_a_category_narrows_the_list_and_is_kept_in_the_form(
    site: Client, catalogue: Catalogue
) -> None:
    for category in catalogue.content.categories:
        found = page(site.get("/patterns/", {"category": category.slug}).content)
        expected = {pattern.name for pattern in catalogue.in_category(category.slug)}
        assert {h.text for h in found.first("div", id="results").all("h2")} == expected
        chosen = [
            o["value"]
            for o in found.first("select", id="category").all("option")
            if "selected" in o.attributes
        ]
        assert chosen == [category.slug]


def test_an_unknown_category_is_as_good_as_none(site: Client, catalogue: Catalogue) -> None:
    found = page(site.get("/patterns/", {"category": "nothing"}).content)

    assert len(list(found.first("div", id="results").all("h2"))) == len(catalogue.patterns)


def test_htmx_gets_the_results_alone(site: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "results"}

    part = site.get("/patterns/?q=saga", headers=headers)
    whole = site.get("/patterns/?q=saga", headers={"HX-Request": "true", "HX-Target": "made-up"})

    assert part.content.strip().startswith(b'<div id="results">')
    assert part["Cache-Control"] == "no-store"
    assert b"<html" in whole.content
    assert whole["HX-Retarget"] == "body"


def test_every_pattern_has_a_page(site: Client, catalogue: Catalogue) -> None:
    for pattern in catalogue.patterns:
        response = site.get(f"/patterns/{pattern.slug}/")
        html = response.content.decode()
        assert response.status_code == 200, pattern.slug
        assert f"<h1>{escape(pattern.name)}</h1>" in html
        assert escape(pattern.problem) in html
        for neighbour in catalogue.neighbours(pattern.slug):
            assert f'href="/patterns/{neighbour.pattern.slug}/"' in html


def test_a_complete_page_shows_every_part_of_its_facts(site: Client, catalogue: Catalogue) -> None:
    for pattern in catalogue.complete:
        found = page(site.get(f"/patterns/{pattern.slug}/").content)
        ids = {element["id"] for element in found.all() if "id" in element.attributes}
        assert {
            "short", "context", "how", "diagrams", "when", "costs", "settings", "failures",
            "metrics", "tests", "checklist", "compared", "uses", "examples", "references",
        } <= ids, pattern.slug  # fmt: skip
        for mode in pattern.failure_modes:
            assert f"failure-{mode.key}" in ids
        for reference in pattern.references:
            assert f"ref-{reference.key}" in ids
        for entry in pattern.diagrams:
            assert f"diagram-{entry.file.removesuffix('.mmd')}" in ids
        assert "In preparation" not in found.text


def test_a_page_in_preparation_says_so_and_shows_its_forces(
    site: Client, catalogue: Catalogue
) -> None:
    for pattern in catalogue.patterns:
        if pattern.is_complete:
            continue
        found = page(site.get(f"/patterns/{pattern.slug}/").content)
        assert "This page is in preparation" in found.text
        assert pattern.profile is not None
        first = catalogue.force(pattern.profile.eases[0].force)
        assert first is not None
        assert first.name in found.text


def test_every_other_name_leads_to_its_page_for_good(site: Client, catalogue: Catalogue) -> None:
    for pattern in catalogue.patterns:
        for alias in pattern.aliases:
            response = site.get(f"/patterns/{alias}/")
            assert response.status_code == 301, alias
            assert response["Location"] == f"/patterns/{pattern.slug}/"


def test_an_unknown_name_offers_the_nearest(site: Client) -> None:
    response = site.get("/patterns/circuit-braker/")

    assert response.status_code == 404
    assert page(response.content).links["Circuit Breaker"] == "/patterns/circuit-breaker/"


@pytest.mark.parametrize(
    "address",
    ["/patterns/nothing-at-all-like-it/", "/nothing/", "/patterns/Ünder/", "/patterns/a b/"],
)
def test_an_unknown_address_is_a_page_of_the_site(site: Client, address: str) -> None:
    response = site.get(address)

    assert response.status_code == 404
    assert page_of(response.content).faults == []


def test_two_patterns_stand_side_by_side_with_the_relation_between_them(site: Client) -> None:
    found = page(site.get("/patterns/compare/?slug=retry&slug=circuit-breaker").content)

    assert found.first("h1").text == "Retry and Circuit Breaker"
    assert [cell.text for cell in found.first("thead").all("th")] == [
        "Criterion", "Retry", "Circuit Breaker",
    ]  # fmt: skip
    assert "Relations between them" in found.text


def test_a_comparison_names_what_it_does_not_know(site: Client) -> None:
    found = page(site.get("/patterns/compare/?slug=retry&slug=<b>nothing</b>&slug=").content)

    assert "Not known here and ignored: <b>nothing</b>." in found.text
    assert found.first("h1").text == "Retry"


def test_a_comparison_of_five_shows_four(site: Client, catalogue: Catalogue) -> None:
    query = "&".join(f"slug={pattern.slug}" for pattern in catalogue.patterns[:5])

    found = page(site.get(f"/patterns/compare/?{query}").content)

    assert len(list(found.first("thead").all("th"))) == 5

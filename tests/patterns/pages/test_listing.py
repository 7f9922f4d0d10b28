"""The list narrowed by facets, as cards or as a table."""

import pytest
from django.test import Client

from patterns import models, stances
from patterns.catalogue import Catalogue
from tests.advisor.markup import Element, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unread() -> None:
    stances.forget()


def results(site: Client, address: str) -> Element:
    return page(site.get(address).content).first("div", id="results")


def names(site: Client, address: str) -> list[str]:
    return [heading.text for heading in results(site, address).all("h2")]


def test_two_facets_narrow_to_what_has_both(site: Client, catalogue: Catalogue) -> None:
    found = names(site, "/patterns/?category=messaging&complexity=low")

    assert set(found) == {
        pattern.name
        for pattern in catalogue.patterns
        if pattern.category == "messaging" and pattern.complexity < 0.35
    }


def test_words_and_facets_narrow_together(site: Client) -> None:
    every, narrowed = (
        names(site, "/patterns/?q=queue"),
        names(site, "/patterns/?q=queue&impact=low"),
    )

    assert set(narrowed) < set(every)
    assert [name for name in every if name in narrowed] == narrowed


def test_each_choice_says_how_many_it_would_leave(site: Client, catalogue: Catalogue) -> None:
    select = results(site, "/patterns/").first("select", id="category")

    labels = [option.text for option in select.all("option")]

    counts = {
        row.name: len(catalogue.in_category(row.slug)) for row in catalogue.content.categories
    }
    assert labels == ["Any", *(f"{name} ({count})" for name, count in counts.items())]


def test_a_choice_can_be_taken_back_alone(site: Client) -> None:
    shown = results(site, "/patterns/?q=queue&category=messaging&impact=low")

    chips = shown.first("ul", klass="chips").links

    assert chips["RemoveCategory: Messaging and streaming ×"] == "/patterns/?q=queue&impact=low"
    assert chips["Remove all"] == "/patterns/?q=queue"


def test_a_value_that_is_unknown_is_ignored_and_said(site: Client, catalogue: Catalogue) -> None:
    shown = results(site, "/patterns/?force=<b>nothing</b>")

    assert "Not known here and ignored: Force eased <b>nothing</b>." in shown.text
    assert len(list(shown.all("h2"))) == len(catalogue.patterns)


def test_what_leaves_nothing_offers_the_way_back(site: Client) -> None:
    shown = results(site, "/patterns/?q=saga&category=security")

    assert "with what you narrowed by" in shown.text
    assert "/patterns/?q=saga" in shown.links.values()


def test_the_table_has_a_row_for_each_pattern(site: Client, catalogue: Catalogue) -> None:
    table = results(site, "/patterns/?as=table").first("tbody")

    rows = [row.first("th").text for row in table.all("tr")]

    assert sorted(rows) == sorted(pattern.name for pattern in catalogue.patterns)


def test_a_house_stance_shows_in_the_list_and_narrows_it(site: Client) -> None:
    models.Stance.objects.create(pattern="two-phase-commit", word="hold")
    stances.forget()

    shown = results(site, "/patterns/?stance=hold")

    assert [heading.text for heading in shown.all("h2")] == ["Two-Phase Commit"]
    assert "House stance: Hold" in shown.text


def test_a_new_stance_makes_a_cached_page_stale(site: Client) -> None:
    before = site.get("/patterns/retry/")["ETag"]
    models.Stance.objects.create(pattern="retry", word="adopt", note="With jitter & a budget.")
    stances.forget()

    after = site.get("/patterns/retry/", headers={"If-None-Match": before})

    assert after.status_code == 200
    facts = page(after.content).first("dl", klass="facts").text
    assert "Adopt, our default where the need arises. With jitter & a budget." in facts

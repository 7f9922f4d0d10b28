"""Which answers decide a result: every change that is listed moves what it says."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from advisor.advice import advise, sensitivity
from advisor.answers import address
from advisor.briefing import knowledge
from advisor.wizard.deciding import decisive
from advisor.wizard.visit import Visit
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, sheet
from tests.advisor.markup import Element, page


@pytest.fixture
def busy(catalogue: Catalogue) -> str:
    return address(sheet(catalogue, BUSY))


def rows(shown: Element) -> list[Element]:
    return [row for row in shown.all("tr") if row.has("th", scope="row")]


def test_all_decisive_changes_are_listed_and_no_other(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    shown = page(site.get(f"/advice/deciding/?{busy}").content)

    explored = sensitivity(sheet(catalogue, BUSY).answers, catalogue)
    assert len(rows(shown)) == len(explored.decisive) > 20
    lead = shown.first("p", klass="lead").text
    assert f"{len(explored.changes)} single changes, of which {len(explored.decisive)}" in lead
    questions = {fold["id"] for fold in shown.all("details")}
    assert questions == {f"q-{change.question}" for change in explored.decisive}


def test_each_change_leads_to_a_result_in_which_those_verdicts_have_moved(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    shown = page(site.get(f"/advice/deciding/?{busy}").content)
    before = {judged.slug: judged for judged in advise(sheet(catalogue, BUSY).answers).patterns}

    for row in rows(shown)[::9]:
        link = row.first("a")["href"]
        query = parse_qs(urlsplit(link).query, keep_blank_values=True)
        given = {key: values for key, values in query.items() if not key.startswith("was.")}
        after = advise(sheet(catalogue, given).answers, catalogue)
        moved = [
            catalogue.get(judged.slug).name
            for judged in after.patterns
            if judged.verdict is not before[judged.slug].verdict
            and (judged.verdict.is_advised or before[judged.slug].verdict.is_advised)
        ]
        named = [
            name.text
            for name in row.first("td").all("span")
            if name.get("class") in ("plus", "minus")
        ]
        assert sorted(named) == sorted(moved), link
        assert site.get(link).status_code == 200, link


def test_answers_that_were_given_stand_apart_from_open_questions(site: Client, busy: str) -> None:
    shown = page(site.get(f"/advice/deciding/?{busy}").content)

    given = {fold["id"].removeprefix("q-") for fold in shown.section("h-answered").all("details")}
    still = {fold["id"].removeprefix("q-") for fold in shown.section("h-open").all("details")}
    assert given <= set(BUSY)
    assert still.isdisjoint(BUSY)
    assert given
    assert still


def test_without_answers_the_page_still_stands(site: Client) -> None:
    response = site.get("/advice/deciding/")

    shown = page(response.content)
    assert response.status_code == 200
    assert not shown.has("section", aria_labelledby="h-answered")
    assert shown.has("section", aria_labelledby="h-open")


def test_what_cannot_be_used_is_named(site: Client) -> None:
    response = site.get("/advice/deciding/?services=some&zzz=1")

    assert "zzz" in page(response.content).first("div", klass="notice").text


def test_the_result_names_one_change_of_each_given_answer_and_opens_it(
    site: Client, catalogue: Catalogue
) -> None:
    visit = Visit(catalogue, knowledge(catalogue), sheet(catalogue, BUSY))

    found = decisive(visit)

    asked = [
        next(key for key in parse_qs(urlsplit(row["address"]).query, True) if "was." in key)
        for row in found
    ]
    assert found
    assert {name.removeprefix("was.") for name in asked} <= set(BUSY)
    assert len(asked) == len(set(asked))
    assert all(row["effect"].startswith(("moves ", "reorders ")) for row in found)
    shown = page(site.get(found[0]["address"], follow=True).content)
    assert shown.has("section", aria_labelledby="h-moved")

"""The pages of the published systems: whole without a script, honest about what differs."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from advisor.advice import advise
from advisor.evaluation import overview
from advisor.evaluation.cases import Encoder, as_item, items
from advisor.evaluation.measuring import measure, summarize
from advisor.evaluation.overview import percent
from patterns import releases
from patterns.catalogue import Catalogue
from tests.advisor.markup import Element, page
from tests.patterns.pages.markup import page_of

HOSTILE = (
    "nothing", "FTGO", "ftgo-", "..", "%2e%2e%2fetc", "%00", "ftgo%00", "%ed%a0%80", "a" * 5_000,
    "<script>", "ftgo/x", "'", "٣",
)  # fmt: skip


def shown(site: Client, address: str) -> Element:
    response = site.get(address)
    assert response.status_code == 200
    assert page_of(response.content).faults == []
    return page(response.content)


def rows(table: Element) -> list[list[str]]:
    body = table.first("tbody")
    return [[*(cell.text for cell in row.children if isinstance(cell, Element))]
            for row in body.all("tr")]  # fmt: skip


def test_the_list_holds_every_case_and_leads_to_it(site: Client, catalogue: Catalogue) -> None:
    listed = shown(site, "/cases/").section("h-list")

    links = [link["href"] for link in listed.first("tbody").all("a")]

    assert links == [f"/cases/{case.id}/" for case in catalogue.cases]


def test_the_figures_on_the_page_are_those_of_the_measure(
    site: Client, catalogue: Catalogue
) -> None:
    first, second = (
        summarize(measure(items(catalogue, encoder), catalogue)) for encoder in Encoder
    )

    told = rows(shown(site, "/cases/").section("h-figures").first("table"))

    assert told[0][1:3] == [percent(first.recall_at_10), percent(second.recall_at_10)]
    assert told[1][1:3] == [percent(first.recall_advised), percent(second.recall_advised)]
    assert told[5][1:3] == [f"{each.false_alarms.count} of 50" for each in (first, second)]
    assert told[7][1:3] == [f"{each.nothing_distributed.count} of 6" for each in (first, second)]


def test_folds_agreement_and_history_stand_on_the_page(site: Client) -> None:
    whole = shown(site, "/cases/")

    parts = [row[0] for row in rows(whole.section("h-parts").first("table"))]
    assert parts[-7:] == [*(f"Fold {n}" for n in range(1, 6)), "Mean of the folds", "Worst fold"]
    assert parts[:2] == ["Examples of one pattern", "Whole systems"]
    agreed = [
        float(row[1].removesuffix(" %")) for row in rows(whole.section("h-encoders").first("table"))
    ]
    assert agreed == sorted(agreed)
    assert rows(whole.section("h-history").first("table"))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("domain=IoT", 1),
        ("breadth=single-pattern-example", 6),
        ("domain=Banking&breadth=system", 2),
        ("domain=Banking&breadth=single-pattern-example", 0),
    ],
)
def test_the_list_can_be_narrowed(site: Client, query: str, count: int) -> None:
    response = site.get(f"/cases/?{query}")

    assert len(response.context["rows"]) == count
    assert page_of(response.content).faults == []


def test_what_is_not_known_is_named_and_ignored(site: Client) -> None:
    response = site.get("/cases/", {"domain": "<b>odd", "breadth": "wide", "answers": "third"})

    assert response.context["unknown"] == ["<b>odd", "wide", "third"]
    assert len(response.context["rows"]) == 45
    assert b"<b>odd" not in response.content


def test_the_list_may_show_either_reading(site: Client, catalogue: Catalogue) -> None:
    first, second = (site.get(f"/cases/?answers={each}").context for each in Encoder)

    assert first["encoder"] == "first"
    assert [row["in_all"] for row in first["rows"]] != [row["in_all"] for row in second["rows"]]
    assert first["figures"] == second["figures"]


def test_the_figures_are_made_once(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    site.get("/cases/")

    def again(*_: object) -> None:
        raise AssertionError("measured twice")

    monkeypatch.setattr(overview, "evaluate", again)

    assert site.get("/cases/").status_code == 200


@pytest.mark.parametrize("encoder", Encoder)
def test_every_case_page_tells_all_that_the_case_holds(
    site: Client, catalogue: Catalogue, encoder: Encoder
) -> None:
    for case in catalogue.cases:
        whole = shown(site, f"/cases/{case.id}/?answers={encoder}")

        assert [heading.text for heading in whole.all("h1")] == [case.title]
        facts = [fact.text for fact in whole.section("h-facts").all("li")]
        assert facts == [
            f"{fact} inferred" if place in case.inferred_facts else fact
            for place, fact in enumerate(case.facts)
        ]
        (outcome,) = measure([as_item(case, encoder)], catalogue)
        told = whole.section("h-chosen")
        tables = [rows(table) for table in told.all("table")]
        if case.chosen:
            assert [row[4].startswith("Agree Why") for row in tables[0]] == [
                standing.advised for standing in outcome.standings
            ]
            assert [row[3] for row in tables[0]] == [str(s.place) for s in outcome.standings]
        if case.declined:
            alarms = sum("false alarm" in row[4] for row in tables[-1])
            assert alarms == len(outcome.false_alarms)
        assert case.source in whole.text


def test_beyond_is_all_that_is_advised_but_what_was_chosen_and_its_forms(
    site: Client, catalogue: Catalogue
) -> None:
    for case in catalogue.cases:
        says = site.get(f"/cases/{case.id}/").context["says"]
        advice = advise(as_item(case, Encoder.FIRST).answers, catalogue)
        advised = {judged.slug for judged in advice.patterns if judged.verdict.is_advised}
        chosen = {each.pattern for each in case.chosen}
        forms = {"saga-orchestration", "saga-choreography"} if "saga" in chosen else set()

        beyond = {row["slug"] for row in says["beyond"]}

        assert beyond == advised - chosen - forms


def test_the_questionnaire_opens_with_these_answers(site: Client, catalogue: Catalogue) -> None:
    case = catalogue.cases[0]
    for encoder, answers in ((Encoder.FIRST, case.answers), (Encoder.SECOND, case.second_answers)):
        whole = shown(site, f"/cases/{case.id}/?answers={encoder}")
        link = next(
            a["href"]
            for a in whole.all("a")
            if a.text == "Open the questionnaire with these answers"
        )

        assert urlsplit(link).path == "/advise/check/"
        assert {key: tuple(words) for key, words in parse_qs(urlsplit(link).query).items()} == dict(
            answers
        )
        assert site.get(link).status_code == 200


def test_a_case_that_nobody_answered_still_has_its_page(
    site: Client, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = replace(catalogue.cases[0], answers={}, second_answers={})
    content = replace(catalogue.content, cases=(silent,))
    monkeypatch.setattr(releases, "current", lambda: Catalogue(content, "sha256:made-by-hand"))

    whole = shown(site, f"/cases/{silent.id}/")

    assert "Nobody has answered for this system yet." in whole.text
    assert "What the advisor advises beyond" not in whole.text
    assert "not answered yet" in shown(site, "/cases/").text


def test_content_without_any_case_has_a_page_too(
    site: Client, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = replace(catalogue.content, cases=(), measures=())
    monkeypatch.setattr(releases, "current", lambda: Catalogue(content, "sha256:made-by-hand"))

    assert "0 published systems" in shown(site, "/cases/").text


@pytest.mark.parametrize("name", HOSTILE)
def test_an_unknown_case_is_not_found(site: Client, name: str) -> None:
    assert site.get(f"/cases/{name}/").status_code in (400, 404)


@pytest.mark.parametrize("address", ["/cases/", "/cases/ftgo/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_pages_can_only_be_read(site: Client, address: str, method: str) -> None:
    assert getattr(site, method)(address).status_code == 405


@pytest.mark.parametrize(
    ("value", "status"),
    [("third", 200), ("", 200), ("\0", 400), ("second&answers=first", 200), ("x" * 9_000, 414)],
)
def test_an_odd_word_for_the_encoder_does_no_harm(site: Client, value: str, status: int) -> None:
    for address in ("/cases/", "/cases/ftgo/"):
        assert site.get(address, {"answers": value}).status_code == status


def test_a_pattern_lists_the_systems_that_chose_it_and_those_that_did_not(
    site: Client, catalogue: Catalogue
) -> None:
    for pattern in catalogue.patterns:
        chosen, against = catalogue.cases_for(pattern.slug), catalogue.cases_against(pattern.slug)
        whole = page(site.get(f"/patterns/{pattern.slug}/").content)
        parts = [
            part for part in whole.all("section") if part.get("aria-labelledby") == "real-systems"
        ]

        assert len(parts) == bool(chosen or against)
        for part in parts:
            links = [a["href"] for a in part.all("a")]
            assert links == ["/cases/", *(f"/cases/{case.id}/" for case in (*chosen, *against))]

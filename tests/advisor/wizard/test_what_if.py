"""Several answers changed at once: what they move together, each taken back, nothing lost."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.answers import address
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, examples, queries, sheet
from tests.advisor.markup import Element, page

PATH = "/advice/what-if/"


@pytest.fixture
def busy(catalogue: Catalogue) -> str:
    return address(sheet(catalogue, BUSY))


def form_of(shown: Element) -> Element:
    return shown.first("form", action=PATH)


def answer(form: Element, question: str, *options: str) -> None:
    for box in form.all("input", name=question):
        box.attributes.pop("checked", None)
        if box.get("value") in options:
            box.attributes["checked"] = ""


def test_every_asked_question_is_there_with_its_answer(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    form = form_of(page(site.get(f"{PATH}?{busy}").content))

    checked: dict[str, list[str]] = {}
    for box in form.all("input"):
        if box.get("type") != "hidden" and box.is_checked:
            checked.setdefault(box["name"], []).append(box["value"])
    assert checked == {name: list(words) for name, words in BUSY.items()}
    fields = {field["id"] for field in form.all("fieldset")}
    assert len(fields) >= 32


def test_an_untouched_form_leads_back_to_the_same_address(site: Client, busy: str) -> None:
    form = form_of(page(site.get(f"{PATH}?{busy}").content))

    response = site.get(form.sends())

    assert response.status_code == 302
    assert response["Location"] == f"{PATH}?{busy}"
    assert site.get(response["Location"]).status_code == 200


def test_several_changes_are_shown_together_and_each_is_taken_back(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    form = form_of(page(site.get(f"{PATH}?{busy}").content))
    answer(form, "tx", "one")
    answer(form, "load", "spiky", "caller")
    answer(form, "history", "full")

    response = site.get(form.sends(), follow=True)

    shown = page(response.content)
    given = {**BUSY, "tx": ["one"], "load": ["spiky", "caller"], "history": ["full"]}
    changes = shown.section("h-changes")
    assert shown.section("h-changes").first("h2").text == "3 answers changed"
    assert changes.links["Take all 3 changes back"] == f"{PATH}?{busy}"
    kept = address(sheet(catalogue, given))
    assert changes.links["Keep these answers"] == f"/advice/?{kept}"
    assert "was.history=" in changes.links["The whole advice with these changes"]
    moved = {row.first("a").text for row in moves(shown)}
    before, after = (advise(sheet(catalogue, each).answers) for each in (BUSY, given))
    assert moved == {
        catalogue.get(judged.slug).name
        for judged in after.patterns
        if before.pattern(judged.slug).verdict is not judged.verdict
    }
    for item in changes.first("ul").all("li"):
        left = page(site.get(item.first("a")["href"], follow=True).content)
        assert left.section("h-changes").first("h2").text == "2 answers changed"


def moves(shown: Element) -> list[Element]:
    table = shown.section("h-moved").first("table", klass="records")
    return [row for row in table.all("tr") if row.has("th", scope="row")]


def test_plan_and_quadrant_are_compared_as_well(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    form = form_of(page(site.get(f"{PATH}?{busy}").content))
    answer(form, "tx", "one")

    section = page(site.get(form.sends(), follow=True).content).section("h-moved")

    before, after = (
        advise(sheet(catalogue, each).answers) for each in (BUSY, {**BUSY, "tx": ["one"]})
    )
    out = [slug for slug in before.plan.members if slug not in after.plan.members]
    assert out
    assert "Out of the plan: " + ", ".join(catalogue.get(slug).name for slug in out) in section.text
    table = section.first("div", klass="quad-grid").first("table")
    arrows = [row for row in table.all("tr") if row.has("th", scope="row")]
    drawn = list(section.first("svg", klass="moves").all("path", klass="m-line"))
    assert len(arrows) == len(drawn) > 0


def test_a_change_back_to_the_first_answer_is_none(site: Client, busy: str) -> None:
    form = form_of(page(site.get(f"{PATH}?{busy}").content))
    answer(form, "tx", "one")
    again = form_of(page(site.get(form.sends(), follow=True).content))
    answer(again, "tx", "many")

    response = site.get(again.sends(), follow=True)

    assert response.redirect_chain[-1][0] == f"{PATH}?{busy}"
    assert not page(response.content).has("section", aria_labelledby="h-changes")


def test_answers_of_questions_that_a_change_hides_come_back_with_it(
    site: Client, busy: str
) -> None:
    form = form_of(page(site.get(f"{PATH}?{busy}").content))
    answer(form, "tx", "one")
    hidden = form_of(page(site.get(form.sends(), follow=True).content))
    assert not hidden.has("fieldset", id="w-undo")
    answer(hidden, "tx", "many")

    back = site.get(hidden.sends(), follow=True)

    assert "undo=undone" in back.redirect_chain[-1][0]
    assert form_of(page(back.content)).has("input", name="undo", value="undone", checked="")


def test_answers_that_exclude_each_other_are_named_and_stay_as_typed(
    site: Client, busy: str
) -> None:
    form = form_of(page(site.get(f"{PATH}?{busy}").content))
    answer(form, "pains", "timeouts", "unknown")
    answer(form, "tx", "one")

    response = site.get(form.sends())

    shown = page(response.content)
    assert response.status_code == 400
    summary = shown.first("div", klass="error-summary")
    assert "What has already hurt?" in summary.text
    assert "#w-pains" in summary.links.values()
    field = shown.first("fieldset", id="w-pains")
    assert {box["value"] for box in field.all("input") if box.is_checked} == {
        "timeouts",
        "unknown",
    }
    again = form_of(shown)
    answer(again, "pains", "timeouts")
    fixed = page(site.get(again.sends(), follow=True).content)
    assert fixed.section("h-changes").first("h2").text == "2 answers changed"
    assert fixed.section("h-changes").links["Take all 2 changes back"] == f"{PATH}?{busy}"


def test_names_weights_and_reasons_travel_along(site: Client) -> None:
    query = "runtime=na&na.runtime=not-yet&deps=third&w.transient=2&name=Orders"
    form = form_of(page(site.get(f"{PATH}?{query}", follow=True).content))
    answer(form, "deps", "many")

    shown = page(site.get(form.sends(), follow=True).content)

    keep = parse_qs(urlsplit(shown.links["Keep these answers"]).query)
    assert keep == {
        "runtime": ["na"],
        "na.runtime": ["not-yet"],
        "deps": ["many"],
        "w.transient": ["2"],
        "name": ["Orders"],
    }


def test_a_reason_goes_with_the_answer_that_it_belongs_to(site: Client) -> None:
    form = form_of(page(site.get(f"{PATH}?runtime=na&na.runtime=not-yet").content))
    answer(form, "runtime", "k8s")

    response = site.get(form.sends(), follow=True)

    shown = page(response.content)
    assert response.status_code == 200
    assert "not known here" not in shown.text
    assert shown.links["Keep these answers"] == "/advice/?runtime=k8s"
    assert shown.links["Take the change back"] == f"{PATH}?runtime=na&na.runtime=not-yet"


@examples(15)
@given(data=st.data())
def test_any_change_and_its_reverse_are_the_identity(
    site: Client, catalogue: Catalogue, data: st.DataObject
) -> None:
    first: Mapping[str, Sequence[str]] = data.draw(queries(catalogue, most=6))
    then = data.draw(queries(catalogue, most=6))
    base = address(sheet(catalogue, first))
    asked = {field["id"][2:] for field in form_of(page(site.get(f"{PATH}?{base}").content)).all(
        "fieldset"
    )}  # fmt: skip
    form = form_of(page(site.get(f"{PATH}?{base}").content))
    for name, words in then.items():
        if name in asked:
            answer(form, name, *words)

    changed = page(site.get(form.sends(), follow=True).content)

    if changed.has("section", aria_labelledby="h-changes"):
        notice = changed.section("h-changes").first("div", klass="notice")
        back = list(notice.all("a"))[-1]["href"]
        assert back == (f"{PATH}?{base}" if base else PATH)


@pytest.mark.parametrize(
    "query",
    ["was.=x", "was.zzz=new", "was.stage=zzz", "was.was.stage=new", "stage=new&stage=split",
     "zzz=1", "stage=new&was.stage=", "na.tx=other", "was.stage=new&was.stage=split"],
)  # fmt: skip
def test_made_up_keys_are_no_server_error(site: Client, query: str) -> None:
    response = site.get(f"{PATH}?services=some&{query}", follow=True)

    assert response.status_code in (200, 400)
    assert "services" in page(response.content).links["The whole advice"]

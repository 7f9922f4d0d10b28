"""Another title, a variant, an end; and an Assessment as a file, out and in again."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from advisor import models
from tests.advisor.assessments.conftest import ANSWERS, FEWER, Visitor, edit_link, kept
from tests.advisor.markup import Element, page

pytestmark = pytest.mark.django_db


def load(visitor: Visitor, content: bytes | str, status: int = 200) -> Element:
    raw = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("assessment.json", raw)
    response = visitor.client.post("/advise/load", {"file": file})
    assert response.status_code == status, response.content.decode()
    return page(response.content)


@pytest.fixture
def place(ada: Visitor) -> str:
    """A whole Assessment: two revisions, notes, decisions, a numbered record."""
    place = ada.save(title="Order platform")
    ada.post(f"{place}notes/", base="1", **{"note.pains": "Incident of 3 March"})
    ada.post(
        f"{place}decisions/circuit-breaker/",
        status="accepted", note="Twice down.\nSee the report.", decided_on="2026-03-05",
        decider="Board",
    )  # fmt: skip
    ada.post(f"{place}decisions/retry/", status="rejected", decided_on="2026-03-06")
    kept(place).number_records(["circuit-breaker"], now=kept(place).created_at, first=7)
    return place


def test_renaming_changes_the_title_alone(ada: Visitor, place: str) -> None:
    form = ada.see(f"{place}rename/").first("form", action=f"{place}rename/")
    assert form.first("input", id="title")["value"] == "Order platform"

    assert ada.send(form, title="Shop")["Location"] == place

    assert ada.see(place).first("h1").text == "Shop"
    assert kept(place).revisions.count() == 2


@pytest.mark.parametrize("step", ["rename", "variant"])
@pytest.mark.parametrize("title", ["x" * 121, "a\0b", "\u202ex"])
def test_a_bad_title_is_asked_again(ada: Visitor, place: str, step: str, title: str) -> None:
    response = ada.post(f"{place}{step}/", title=title)

    assert response.status_code == 422
    assert page(response.content).has("div", klass="error-summary")
    assert [each.title for each in models.Assessment.objects.all()] == ["Order platform"]


def test_a_variant_has_links_of_its_own(ada: Visitor, eve: Visitor, place: str) -> None:
    old = edit_link(ada, place)
    form = ada.see(f"{place}variant/").first("form", action=f"{place}variant/")
    assert form.first("input", id="title")["value"] == "Variant of Order platform"

    variant = ada.send(form)["Location"]

    assert variant != place
    assert edit_link(ada, variant) != old
    eve.get(edit_link(ada, variant))
    assert eve.get(variant).status_code == 200
    assert eve.get(place).status_code == 404
    assert kept(variant).newest().document == kept(place).newest().document


def test_deleting_asks_first_and_leaves_nothing(ada: Visitor, place: str) -> None:
    asked = ada.see(f"{place}delete/")
    assert "2 revisions, 2 decisions" in asked.first("main").text
    assert models.Assessment.objects.exists()

    response = ada.send(asked.first("form", action=f"{place}delete/"))

    assert "deleted" in ada.see(response["Location"]).first("h1").text
    assert ada.get(place).status_code == 404
    for model in (models.Assessment, models.Revision, models.Decision):
        assert not model.objects.exists()


def test_the_answers_file_holds_notes_and_loads_as_answers(ada: Visitor, place: str) -> None:
    response = ada.get(f"{place}answers.json")

    told = json.loads(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="answers.json"'
    assert told["title"] == "Order platform"
    assert told["notes"] == {"pains": "Incident of 3 March"}
    shown = load(ada, response.content)
    assert "services=some" in shown.links["See the advice"]


def test_the_whole_file_comes_back_as_the_same_assessment(
    ada: Visitor, eve: Visitor, place: str
) -> None:
    content = ada.get(f"{place}assessment.json").content

    shown = load(eve, content)
    assert "2 decisions can be used" in shown.first("main").text
    assert models.Assessment.objects.count() == 1
    copy = eve.send(shown.first("form", action="/assessments/"))["Location"]

    old, new = kept(place), kept(copy)
    assert new.title == "Order platform"
    assert new.newest().document == old.newest().document
    assert new.record_numbers == {"circuit-breaker": 7}
    assert [_told(each) for each in new.decided().values()] == [
        _told(each) for each in old.decided().values()
    ]
    assert eve.get(place).status_code == 404
    again, first = (json.loads(eve.get(f"{copy}assessment.json").content), json.loads(content))
    assert {**again, "revision": 2} == first


def test_a_file_with_one_bad_decision_says_so_and_keeps_the_rest(ada: Visitor, place: str) -> None:
    told = json.loads(ada.get(f"{place}assessment.json").content)
    told["decisions"][0]["status"] = "perhaps"
    told["decisions"].append({"pattern": "no-such-pattern", "status": "accepted"})
    told["answers"]["answers"]["zzz"] = ["x"]

    shown = load(ada, json.dumps(told))

    assert "3 parts of this link are not known here" in shown.first("main").text
    assert "1 decision can be used" in shown.first("main").text
    copy = ada.send(shown.first("form", action="/assessments/"))["Location"]
    assert list(kept(copy).decided()) == ["retry"]


DECISION: dict[str, Any] = {"pattern": "retry", "status": "accepted"}


@pytest.mark.parametrize(
    "change",
    [
        {"decisions": 7},
        {"decisions": {"retry": "accepted"}},
        {"decisions": [7, None, [], "x"]},
        {"decisions": [{**DECISION, "note": "x" * 2001}]},
        {"decisions": [{**DECISION, "note": "a\0b"}]},
        {"decisions": [{**DECISION, "note": 7}]},
        {"decisions": [{**DECISION, "pattern": 7}]},
        {"decisions": [{**DECISION, "pattern": ["retry"]}]},
        {"decisions": [{**DECISION, "decided_on": "yesterday"}]},
        {"decisions": [{**DECISION, "decided_on": "0001-01-01"}]},
        {"decisions": [{**DECISION, "decided_on": 20260305}]},
        {"decisions": [{**DECISION, "verdict": "perhaps"}]},
        {"decisions": [{**DECISION, "decider": "a\ud800"}]},
        {"decisions": [{**DECISION, "zzz": 1}]},
        {"records": {"retry": 0}},
        {"records": {"retry": True}},
        {"records": {"retry": 10**30}},
        {"records": {"retry": 1, "saga": 1}},
        {"records": [1]},
        {"title": "x" * 121},
        {"title": 7},
        {"answers": {"notes": {"pains": "x" * 251}}},
        {"zzz": 1},
    ],
    ids=str,
)
def test_a_broken_part_of_a_file_is_named_and_nothing_of_it_is_kept(
    ada: Visitor, change: dict[str, Any]
) -> None:
    whole = {
        "schema": "pattern-advisor/assessment/1",
        "answers": {"answers": {"stage": ["new"]}},
        **change,
    }

    shown = load(ada, json.dumps(whole))

    assert shown.has("div", klass="notice")
    if "answers" not in change:
        copy = ada.send(shown.first("form", action="/assessments/"))["Location"]
        assert kept(copy).decided() == {}
        assert len(kept(copy).record_numbers) <= 1
        assert kept(copy).title == ""


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "null",
        "[" * 5000,
        "{" * 100_000,
        "x" * 300_000,
        '{"answers": "' + "x" * 70_000 + '"}',
        '{"schema": "pattern-advisor/assessment/1", "answers": 7}',
    ],
)
def test_a_file_that_is_none_is_refused_in_words(ada: Visitor, content: str) -> None:
    assert load(ada, content, 422).has("div", klass="error-summary")


@pytest.mark.parametrize(
    "document", ["", "{", "null", "7", '{"answers": {"stage": ["zzz"]}}', "{}"]
)
def test_a_made_up_document_saves_nothing(ada: Visitor, document: str) -> None:
    response = ada.post("/assessments/", document=document, answers=ANSWERS)

    assert response.status_code == 422
    assert not models.Assessment.objects.exists()


def test_the_largest_assessment_that_a_file_may_hold_comes_back(ada: Visitor) -> None:
    place = ada.save()
    verdicts = list(kept(place).newest().verdicts())
    for slug in verdicts[:80]:
        kept(place).decide(slug, "accepted", now=kept(place).created_at, note="x" * 2000)

    shown = load(ada, ada.get(f"{place}assessment.json").content)
    copy = ada.send(shown.first("form", action="/assessments/"))["Location"]

    assert len(kept(copy).decided()) == 80


def _told(decision: models.Decision) -> tuple[object, ...]:
    fields = ("pattern", "status", "note", "decided_on", "decider", "verdict")
    return tuple(getattr(decision, name) for name in fields)


def test_a_variant_and_its_origin_can_be_compared(ada: Visitor, place: str) -> None:
    variant = ada.post(f"{place}variant/", title="Fewer")["Location"]
    ada.post(f"{variant}revisions/", answers=FEWER, base="1")

    shown = ada.see(ada.see(variant).links["Compare the two"])

    assert "Order platform, revision 2" in shown.first("main").text
    assert "Fewer, revision 2" in shown.first("main").text
    assert "What has already hurt?" in shown.section("h-answers").text

"""Decide about a Pattern: the person's word, beside the advisor's."""

from typing import Any

import pytest

from advisor import models
from tests.advisor.assessments.conftest import Visitor, kept
from tests.advisor.markup import page

pytestmark = pytest.mark.django_db


def decide(ada: Visitor, place: str, slug: str = "circuit-breaker", **fields: Any) -> Any:
    return ada.post(f"{place}decisions/{slug}/", **{"status": "accepted", **fields})


def test_a_decision_is_shown_with_note_day_and_decider(ada: Visitor) -> None:
    place = ada.save()

    response = decide(
        ada, place, note="Twice down.\r\nAgain in autumn.", decided_on="2026-03-05", decider="Board"
    )

    assert response["Location"] == f"{place}#decided-circuit-breaker"
    text = ada.see(place).first("tr", id="decided-circuit-breaker").text
    assert "Accepted on 5 March 2026 by Board." in text
    assert "Twice down." in text
    assert models.Decision.objects.get().note == "Twice down.\nAgain in autumn."


def test_the_form_shows_what_was_decided_and_takes_it_back(ada: Visitor) -> None:
    place = ada.save()
    decide(ada, place, status="rejected", note="Too early")

    shown = ada.see(f"{place}decisions/circuit-breaker/")

    assert shown.first("input", value="rejected").is_checked
    assert shown.first("textarea", id="note").text == "Too early"
    decide(ada, place, status="none")
    assert not models.Decision.objects.exists()


def test_both_verdicts_stand_where_the_one_under_a_decision_has_moved(ada: Visitor) -> None:
    place = ada.save()
    decide(ada, place)

    ada.post(f"{place}revisions/", answers="stage=new", base="1")

    text = ada.see(place).first("tr", id="decided-circuit-breaker").text
    assert "Verdict moved" in text
    assert "Adopt when this was decided" in text
    form = ada.see(f"{place}decisions/circuit-breaker/").first("main").text
    assert "It was adopt when you decided, in revision 1." in form


def test_a_decision_on_a_pattern_that_is_gone_stays_and_can_be_taken_back(ada: Visitor) -> None:
    place = ada.save()
    decide(ada, place)
    revision = models.Revision.objects.get()
    models.Decision.objects.update(pattern="gone-with-the-release")
    assert "gone-with-the-release" not in revision.verdicts()

    text = ada.see(place).first("tr", id="decided-gone-with-the-release").text
    assert "not judged any more" in text
    assert ada.get(f"{place}decisions/gone-with-the-release/").status_code == 200
    assert decide(ada, place, "gone-with-the-release").status_code == 422
    assert decide(ada, place, "gone-with-the-release", status="none").status_code == 302
    assert not models.Decision.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"status": ""}, "status"),
        ({"status": "perhaps"}, "status"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"note": "a\x01b"}, "note"),
        ({"decided_on": "yesterday"}, "decided_on"),
        ({"decided_on": "1979-12-31"}, "decided_on"),
        ({"decided_on": "9999-12-31"}, "decided_on"),
        ({"decided_on": "2026-02-30"}, "decided_on"),
        ({"decider": "x" * 121}, "decider"),
        ({"decider": "\u202ex"}, "decider"),
    ],
    ids=str,
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_saved(
    ada: Visitor, fields: dict[str, str], wrong: str
) -> None:
    place = ada.save()

    response = decide(ada, place, **{"note": "kept", **fields})

    shown = page(response.content)
    assert response.status_code == 422
    links = [link.get("href") for link in shown.first("div", klass="error-summary").all("a")]
    assert links == [f"#{wrong}"]
    if "note" not in fields:
        assert shown.first("textarea", id="note").text == "kept"
    assert not models.Decision.objects.exists()


@pytest.mark.parametrize("slug", ["no-such-pattern", "Retry", "check", "x" * 300])
def test_an_unknown_pattern_is_not_found(ada: Visitor, slug: str) -> None:
    place = ada.save()

    assert ada.get(f"{place}decisions/{slug}/").status_code == 404
    assert decide(ada, place, slug).status_code == 404


def test_a_very_long_body_is_refused(ada: Visitor) -> None:
    place = ada.save()

    assert decide(ada, place, note="x" * 300_000).status_code in (400, 413, 422)
    assert not models.Decision.objects.exists()


def test_a_note_is_shown_as_text(ada: Visitor) -> None:
    place = ada.save()
    decide(ada, place, note="<script>alert(1)</script>", decider="<b>x</b>")

    content = ada.get(place).content.decode()

    assert "<script>alert(1)" not in content
    assert "&lt;script&gt;alert(1)" in content
    assert kept(place).decided()["circuit-breaker"].decider == "<b>x</b>"


def test_a_pattern_that_the_advice_is_silent_about_can_be_decided_on(ada: Visitor) -> None:
    place = ada.save("stage=new")
    form = ada.see(place).first("form", action=f"{place}decisions/")
    offered = [option["value"] for option in form.all("option")]

    assert "circuit-breaker" in offered
    response = ada.get(f"{place}decisions/?pattern=circuit-breaker")
    assert response["Location"] == f"{place}decisions/circuit-breaker/"
    decide(ada, place)
    assert "Accepted" in ada.see(place).first("tr", id="decided-circuit-breaker").text
    for slug in ("", "../..", "x" * 100, "//example.org"):
        led = ada.client.get(f"{place}decisions/", {"pattern": slug})["Location"]
        assert led == place

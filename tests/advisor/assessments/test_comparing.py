"""Two sides next to each other: answers on top, verdicts with the answers behind them."""

from typing import Any
from urllib.parse import quote

import pytest

from advisor.advice import advise
from advisor.engine import compare
from patterns import releases
from tests.advisor.answering import sheet
from tests.advisor.assessments.conftest import ANSWERS, FEWER, Visitor, edit_link, query
from tests.advisor.assessments.test_showing import load_changed  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def rows(shown: Any, name: str) -> dict[str, str]:
    table = shown.section(name)
    return {row.first("th").text: row.text for row in list(table.all("tr"))[1:]}


def test_two_revisions_show_what_changed_and_what_it_moved(ada: Visitor) -> None:
    place = ada.save()
    ada.post(f"{place}revisions/", answers=FEWER, base="1")
    known = releases.current()
    expected = compare(
        advise(sheet(known).answers, known),
        advise(sheet(known, {**_busy(), "pains": ["timeouts"]}).answers, known),
    )

    shown = ada.see(f"{place}compare/?left=1&right=2")

    changed = rows(shown, "h-answers")
    assert list(changed) == ["What has already hurt?"]
    assert "One failing or slow part took others down" in changed["What has already hurt?"]
    moved = rows(shown, "h-moves")
    names = [known.get(move.slug).name for move in expected.verdict_moves]  # type: ignore[union-attr]
    assert list(moved) == names
    assert names
    for move, text in zip(expected.verdict_moves, moved.values(), strict=True):
        for share in move.shares:
            assert f"{abs(round(float(share.points), 1)):.1f}" in text.replace(
                "\N{MINUS SIGN}", "-"
            )
            assert "What has already hurt?" in text


def test_nothing_differs_between_a_side_and_itself(ada: Visitor) -> None:
    place = ada.save()

    assert "Nothing differs" in ada.see(f"{place}compare/?left=1&right=1").first("main").text
    assert "Nothing differs" in ada.see(f"{place}compare/?left=1&right=now").first("main").text


def test_moves_of_the_catalogue_are_told_apart_from_those_of_the_answers(
    ada: Visitor,
    load_changed: Any,  # noqa: F811
) -> None:
    place = ada.save()
    load_changed()
    ada.post(f"{place}revisions/", answers=FEWER, base="1")

    shown = ada.see(f"{place}compare/?left=1&right=2")

    assert "different Releases" in shown.first("main").text
    breaker = next(
        row for row in shown.section("h-moves").all("tr") if "Circuit Breaker" in row.text
    )
    cells = [cell.text for cell in breaker.all("td")]
    assert cells[0] == "Adopt"
    assert cells[1] == cells[2] != "Adopt"


def test_two_addresses_of_advice_can_be_compared(ada: Visitor) -> None:
    shown = ada.see("/compare/?" + query(left=ANSWERS, right=FEWER))

    assert list(rows(shown, "h-answers")) == ["What has already hurt?"]


def test_what_moves_on_effort_against_impact_is_drawn_with_its_numbers(ada: Visitor) -> None:
    shown = ada.see("/compare/?" + query(left=ANSWERS, right=FEWER))

    moved = shown.section("h-arrows")
    names = [row.first("th").text for row in list(moved.first("table").all("tr"))[1:]]
    assert "Circuit Breaker" in names
    assert len(list(moved.first("svg").all("path", klass="m-line"))) == len(names)


def test_what_is_pasted_is_brought_to_its_shortest_form(ada: Visitor) -> None:
    place = ada.save()
    name = place.split("/")[2]
    site = "http://testserver"

    response = ada.get(
        "/compare/?"
        + query(left=f"{site}/advice/?{FEWER}#row-retry", right=f"{site}{place}revisions/1/?x=1")
    )

    assert response["Location"] == "/compare/?" + query(left=FEWER, right=f"{name}.1")
    assert list(rows(ada.see(response["Location"]), "h-answers")) == ["What has already hurt?"]


def test_a_pasted_secret_does_not_stay_in_the_address(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    link = edit_link(ada, place)

    response = eve.get("/compare/?" + query(left=f"http://testserver{link}", right=ANSWERS))

    assert response["Location"] == "/compare/?" + query(left=place.split("/")[2], right=ANSWERS)
    assert eve.get(response["Location"]).status_code == 404


def test_an_assessment_that_one_may_not_read_cannot_be_compared(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    name = place.split("/")[2]

    assert eve.get("/compare/?" + query(left=name, right=ANSWERS)).status_code == 404
    assert eve.get(f"{place}compare/?left=1&right=1").status_code == 404
    assert ada.get("/compare/?" + query(left=name, right=ANSWERS)).status_code == 200


@pytest.mark.parametrize("left", ["0", "x", "-1", "9" * 40, "2", "٣", "1.0", "now "])
def test_a_revision_that_never_was_cannot_be_compared(ada: Visitor, left: str) -> None:
    place = ada.save()

    assert ada.get(f"{place}compare/?left={quote(left)}&right=1").status_code == 404


@pytest.mark.parametrize(
    "text", ["zzz=1", "<script>", "stage=new&stage=split", "?", "&&&", "a" * 3000]
)
def test_what_cannot_be_used_of_a_side_is_named(ada: Visitor, text: str) -> None:
    response = ada.get("/compare/?" + query(left=text, right=ANSWERS), follow=True)

    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_an_empty_comparison_asks_for_its_sides(ada: Visitor) -> None:
    shown = ada.see("/compare/?" + query(left=ANSWERS))

    assert shown.first("input", id="left")["value"] == ANSWERS
    assert shown.first("input", id="right")["value"] == ""


def _busy() -> Any:
    from tests.advisor.answering import BUSY

    return BUSY

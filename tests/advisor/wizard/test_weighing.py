"""Weights that a reader may scale: what is offered, what it moved, and the way back."""

from fractions import Fraction
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from advisor.advice import advise, turning
from advisor.answers import address
from advisor.engine import Answers
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, advice, sheet
from tests.advisor.markup import Element, page


@pytest.fixture
def busy(catalogue: Catalogue) -> str:
    return address(sheet(catalogue, BUSY))


def form_of(shown: Element) -> Element:
    return shown.first("form", action="/advise/weights/")


def weigh(form: Element, force: str, value: str) -> None:
    for box in form.all("input", name=f"w.{force}"):
        box.attributes.pop("checked", None)
        if box["value"] == value:
            box.attributes["checked"] = ""


def test_the_felt_forces_are_offered_and_no_other(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    form = form_of(page(site.get(f"/advise/weights/?{busy}").content))

    offered = {box["name"].removeprefix("w.") for box in form.all("input", type="radio")}
    felt = {level.force for level in advice(catalogue).levels if level.level > 0}
    assert offered == felt
    for force in felt:
        boxes = list(form.all("input", name=f"w.{force}"))
        assert [box["value"] for box in boxes] == ["0", "0.5", "1", "1.5", "2"]
        assert [box["value"] for box in boxes if box.is_checked] == ["1"]


def test_forces_stand_in_the_sections_whose_answers_raised_them(
    site: Client, catalogue: Catalogue
) -> None:
    shown = page(site.get("/advise/weights/?load=spiky&deps=third").content)

    found = {
        section.first("h2").text: {box["name"] for box in section.all("input")}
        for section in shown.first("form", action="/advise/weights/").all("section")
    }
    titles = [section.title for section in catalogue.content.sections]
    assert [title for title in titles if title in found] == list(found)
    assert "w.overload" in found["Load and work"]
    assert "w.transient" in found["Failure"]


def test_an_untouched_form_leads_back_to_the_address_without_weights(
    site: Client, busy: str
) -> None:
    form = form_of(page(site.get(f"/advise/weights/?{busy}").content))

    response = site.get(form.sends())

    assert response.status_code == 302
    assert response["Location"] == f"/advise/weights/?{busy}"


def test_a_weight_shows_what_it_moved_against_all_at_one(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    form = form_of(page(site.get(f"/advise/weights/?{busy}").content))
    weigh(form, "transient", "0")
    weigh(form, "overload", "0.5")

    response = site.get(form.sends(), follow=True)

    shown = page(response.content)
    weights = {"transient": Fraction(0), "overload": Fraction(1, 2)}
    plain = sheet(catalogue, BUSY).answers
    before = {judged.slug: judged.verdict for judged in advise(plain, catalogue).patterns}
    after = advise(Answers(plain.given, weights), catalogue)
    expected = {
        f"/patterns/{judged.slug}/"
        for judged in after.patterns
        if judged.verdict is not before[judged.slug]
    }
    moved = shown.section("h-moved")
    assert response.redirect_chain[-1][0].endswith("&w.overload=0.5&w.transient=0")
    assert expected
    assert {link for link in moved.links.values() if link.startswith("/patterns/")} == expected
    assert moved.links["Set all to 1 again"] == f"/advise/weights/?{busy}"
    assert [box["value"] for box in shown.all("input", name="w.transient") if box.is_checked] == [
        "0"
    ]


def test_every_sentence_about_another_weight_is_true(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    shown = page(site.get(f"/advise/weights/?{busy}").content)
    plain = sheet(catalogue, BUSY).answers
    before = {judged.slug: judged.verdict for judged in advise(plain, catalogue).patterns}

    told = shown.first("p", id="d-transient").text
    for weight in ("0", "0.5", "1.5", "2"):
        after = advise(Answers(plain.given, {"transient": Fraction(weight)}), catalogue)
        for judged in after.patterns:
            if judged.verdict is not before[judged.slug]:
                said = str(judged.verdict).replace("not-needed", "no pressure found")
                assert f"{catalogue.get(judged.slug).name} to {said}" in told
    assert "It is the main force of Idempotency Key, Retry." in told


def test_a_weight_without_a_felt_force_stays_in_sight(site: Client) -> None:
    shown = page(site.get("/advise/weights/?services=some&w.geo=2").content)

    assert "No answer raises it, so its weight has no effect now." in shown.text
    assert [box["value"] for box in shown.all("input", name="w.geo") if box.is_checked] == ["2"]


@pytest.mark.parametrize("path", ["/advice/", "/advise/check/"])
def test_pages_that_rest_on_weights_say_so_and_offer_the_way_back(
    site: Client, busy: str, path: str
) -> None:
    without = page(site.get(f"{path}?{busy}").content)
    shown = page(site.get(f"{path}?{busy}&w.overload=0.5&w.transient=2").content)

    notice = next(each for each in shown.all("p", klass="notice") if "not count 1" in each.text)
    assert "2 forces do not count 1: Overload 0.5, Short faults 2." in notice.text
    assert notice.links["Set all to 1"] == f"/advice/?{busy}"
    assert notice.links["What the weights moved"].startswith("/advise/weights/?")
    assert "not count 1" not in without.text
    assert any(link.startswith("/advise/weights/?") for link in without.links.values())


def test_turns_name_both_neighbors_and_lead_past_the_turn(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    section = page(site.get(f"/advise/weights/?{busy}").content).section("h-turns")

    turns = turning(sheet(catalogue, BUSY).answers, catalogue)
    pairs = {(catalogue.get(t.upper).name, catalogue.get(t.lower).name) for t in turns}
    rows = [row for row in section.all("tr") if row.has("th", scope="row")]
    named = [tuple(link.text for link in row.first("th").all("a")) for row in rows]
    assert set(named) == pairs
    assert len(named) == len(pairs)
    members = advice(catalogue).plan.members
    planned = [row.has("span", klass="tag") for row in rows]
    assert planned == sorted(planned, reverse=True)
    assert planned.count(True) == len(
        {(t.upper, t.lower) for t in turns if t.upper in members and t.lower in members}
    )
    followed = 0
    for row in rows:
        if not row.has("td") or not list(row.all("td"))[1].has("a"):
            continue
        link = list(row.all("td"))[1].first("a")["href"]
        query = parse_qs(urlsplit(link).query)
        assert any(key.startswith("w.") for key in query)
        assert site.get(link).status_code == 200
        followed += 1
    assert followed


def test_without_answers_there_is_nothing_to_weigh(site: Client) -> None:
    response = site.get("/advise/weights/")

    shown = page(response.content)
    assert response.status_code == 200
    assert not shown.has("form", action="/advise/weights/")
    assert "No force is felt" in shown.section("h-none").text


@pytest.mark.parametrize(
    "query", ["w.overload=3", "w.overload=x", "w.zzz=1", "w.=2", "w.overload="]
)
def test_a_weight_that_cannot_be_used_is_named_and_nothing_lost(site: Client, query: str) -> None:
    response = site.get(f"/advise/weights/?load=spiky&{query}")

    shown = page(response.content)
    assert response.status_code == 200
    assert "not known here" in shown.first("div", klass="notice").text
    assert form_of(shown).has("input", name="load", value="spiky")


def test_the_address_of_every_weight_at_once_is_still_read(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    weights = "&".join(f"w.{force.id}=0.5" for force in sorted(
        catalogue.content.forces, key=lambda force: force.id
    ))  # fmt: skip

    response = site.get(f"/advise/weights/?{busy}&{weights}")

    assert response.status_code == 200
    assert len(f"{busy}&{weights}") < 4000
    assert not page(response.content).has("div", klass="notice")

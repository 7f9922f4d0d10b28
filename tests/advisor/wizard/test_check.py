"""All answers on one page."""

from django.test import Client

from patterns.catalogue import Catalogue
from tests.advisor.answering import advice
from tests.advisor.markup import Element, page


def answers_on(shown: Element, section: str) -> dict[str, str]:
    rows = shown.section(section).all("div")
    return {row.first("dt").text: row.first("dd").text for row in rows if row.has("dt")}


def test_every_section_lists_its_questions_with_their_answers(
    site: Client, catalogue: Catalogue
) -> None:
    shown = page(site.get("/advise/check/?stage=new&services=some").content)

    listed = answers_on(shown, "h-system-and-team")
    stage = catalogue.question("stage")
    assert listed[stage.text] == stage.option[0].label
    assert listed[catalogue.question("teams").text] == "Not answered"
    assert [heading.text for heading in shown.all("h1")] == ["Check your answers"]
    assert shown.first("p", klass="lead").text.startswith("2 of 33 questions answered.")


def test_change_names_its_question_and_returns_here(site: Client, catalogue: Catalogue) -> None:
    shown = page(site.get("/advise/check/?stage=new").content)

    text = catalogue.question("stage").text
    assert shown.links[f"Change: {text}"] == "/advise/stage/?stage=new&return=check"


def test_several_answers_of_one_question_stand_one_below_the_other(site: Client) -> None:
    shown = page(site.get("/advise/check/?pains=timeouts&pains=cascade").content)

    row = next(row for row in shown.all("dd") if len(list(row.all("span"))) == 2)
    assert row.has("br")


def test_the_page_can_be_reached_without_any_answer(site: Client) -> None:
    response = site.get("/advise/check/")

    assert response.status_code == 200
    assert "0 of 34 questions answered" in response.content.decode()


def test_answers_of_hidden_questions_are_kept_but_not_used(
    site: Client, catalogue: Catalogue
) -> None:
    shown = page(site.get("/advise/check/?stage=new&tx=one&undo=undone").content)

    undo = catalogue.question("undo").text
    assert undo in answers_on(shown, "h-kept")
    assert undo not in answers_on(shown, "h-data")
    assert all("undo=undone" in address for address in shown.links.values() if "tx=" in address)


def test_a_hidden_answer_changes_nothing_in_the_advice(catalogue: Catalogue) -> None:
    shown = {"stage": ["new"], "services": ["some"], "tx": ["one"]}

    with_it = advice(catalogue, {**shown, "undo": ["undone"]})
    without = advice(catalogue, shown)

    assert with_it.patterns == without.patterns


def test_an_open_question_can_be_answered_next(site: Client) -> None:
    shown = page(site.get("/advise/check/?stage=new&path=quick").content)

    following = shown.links["Answer the next open question"]
    assert following == "/advise/services/?stage=new&path=quick"


def test_contradictions_stand_on_top_with_the_questions_that_decide_them(
    site: Client, catalogue: Catalogue
) -> None:
    shown = page(site.get("/advise/check/?services=few&tx=many").content)

    notice = shown.first("div", klass="contradiction")
    assert notice.first("h2").text
    assert "Ways out: " in notice.text
    assert "/advise/services/?services=few&tx=many&return=check" in notice.links.values()
    whole = site.get("/advise/check/?services=few&tx=many").content.decode()
    assert whole.index("contradiction") < whole.index("<dl")


def test_names_go_into_the_address_and_come_back_into_the_fields(site: Client) -> None:
    form = page(site.get("/advise/check/?stage=new").content).first("form", action="/advise/check/")
    fields = list(form.all("input", name="name"))
    fields[0].attributes["value"] = "Orders & Returns"
    fields[1].attributes["value"] = ""

    followed = site.get(form.sends())

    assert followed["Location"] == "/advise/check/?stage=new&name=Orders+%26+Returns"
    shown = page(site.get(followed["Location"]).content)
    values = [field["value"] for field in shown.all("input", name="name")]
    assert values[0] == "Orders & Returns"
    assert len(values) >= 3
    assert all("name=Orders" in shown.links[text] for text in ("See the advice",))


def test_no_more_than_twelve_names_are_offered_or_taken(site: Client) -> None:
    query = "&".join(f"name=S{number}" for number in range(14))

    shown = page(site.get(f"/advise/check/?{query}").content)

    assert len(list(shown.all("input", name="name"))) == 12
    assert len(list(shown.first("div", klass="notice").all("li"))) == 2


def test_a_hostile_name_is_shown_as_text(site: Client) -> None:
    response = site.get("/advise/check/?name=%3Cscript%3Ealert(1)%3C/script%3E")

    shown = page(response.content)
    assert shown.first("input", name="name")["value"] == "<script>alert(1)</script>"
    assert "<script>alert" not in response.content.decode()


def needs_on(shown: Element) -> list[str]:
    section = shown.section("h-stars")
    return [
        each.attributes["value"] for each in section.all("input") if "checked" in each.attributes
    ]


def test_chosen_answers_can_be_starred(site: Client) -> None:
    shown = page(site.get("/advise/check/?pains=cascade&pains=dup&star=pains.dup").content)

    offered = [each.attributes["value"] for each in shown.section("h-stars").all("input")]
    assert "pains.cascade" in offered
    assert needs_on(shown) == ["pains.dup"]


def test_stars_travel_with_the_other_answers(site: Client) -> None:
    shown = page(site.get("/advise/check/?pains=cascade&star=pains.cascade").content)

    assert "star=pains.cascade" in shown.links["See the advice"]


def test_a_sixth_star_is_named_and_left_out(site: Client) -> None:
    pains = ["timeouts", "cascade", "blips", "storm", "dup", "lost"]
    query = "&".join([f"pains={each}" for each in pains] + [f"star=pains.{each}" for each in pains])
    shown = page(site.get(f"/advise/check/?{query}").content)

    assert len(needs_on(shown)) == 5
    assert "At most 5 answers can have a star" in shown.text


def test_a_star_goes_with_the_answer_that_is_taken_back(site: Client) -> None:
    response = site.get("/advise/check/?pains=cascade&star=pains.dup")

    assert response.status_code == 302
    assert response.headers["Location"] == "/advise/check/?pains=cascade"


def test_an_answer_that_raises_nothing_has_no_star(site: Client) -> None:
    shown = page(site.get("/advise/check/?ops=basic").content)

    assert not shown.has("section", id="h-stars")
    assert "What matters most" not in shown.text

"""Each Question on its own page: asked, answered, skipped, and gone back to."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from advisor.briefing import knowledge
from patterns.catalogue import Catalogue
from tests.advisor.markup import choose, page

# What must be answered so that a conditional Question is asked.
OPENED = {"undo": "tx=many&", "legacy": "stage=split&"}


def question_ids(catalogue: Catalogue) -> list[str]:
    return [question.id for question in knowledge(catalogue).questions]


def test_every_question_page_has_one_heading_and_ties_its_help(
    site: Client, catalogue: Catalogue
) -> None:
    for name in question_ids(catalogue):
        response = site.get(f"/advise/{name}/?{OPENED.get(name, '')}")

        shown = page(response.content)
        entry = catalogue.question(name)
        assert response.status_code == 200, name
        assert [heading.text for heading in shown.all("h1")] == [entry.text]
        assert shown.first("legend").first("h1").text == entry.text
        tied = shown.first("fieldset")["aria-describedby"].split()
        assert all(shown.has("p", id=target) for target in tied)
        assert not [box for box in shown.all("input", name=name) if box.is_checked]


def test_every_option_leads_on_and_is_still_chosen_on_the_way_back(
    site: Client, catalogue: Catalogue
) -> None:
    for name in question_ids(catalogue):
        content = site.get(f"/advise/{name}/?{OPENED.get(name, '')}").content
        offered = [box["value"] for box in page(content).all("input", name=name)]
        assert set(offered) >= {option.id for option in catalogue.question(name).option}
        for value in offered:
            form = page(content).first("form", hx_target="#step")
            choose(form, value)

            followed = site.get(form.sends(("next", "1")))

            assert followed.status_code == 302, (name, value)
            target = urlsplit(followed["Location"])
            assert parse_qs(target.query)[name] == [value]
            assert target.path != f"/advise/{name}/"

        back = page(site.get(f"/advise/{name}/?{target.query}").content)
        assert [box["value"] for box in back.all("input", name=name) if box.is_checked] == [value]


def test_back_leads_to_the_question_before_with_all_answers(site: Client) -> None:
    shown = page(site.get("/advise/teams/?stage=new&services=some").content)

    back = next(link for link in shown.all("a") if link.text.startswith("Back to:"))

    assert back["href"] == "/advise/services/?stage=new&services=some"


def test_the_first_question_leads_back_to_the_start(site: Client) -> None:
    shown = page(site.get("/advise/stage/").content)

    assert shown.links["Back to the start"] == "/advise/"


def test_skipping_leaves_a_question_open(site: Client) -> None:
    shown = page(site.get("/advise/services/?stage=new").content)

    assert shown.links["Skip for now"] == "/advise/teams/?stage=new"


def test_continue_without_a_choice_leaves_a_question_open(site: Client) -> None:
    response = site.get("/advise/services/?stage=new&next=1")

    assert response["Location"] == "/advise/teams/?stage=new"


def test_continue_passes_questions_that_are_answered(site: Client) -> None:
    response = site.get("/advise/stage/?services=some&stage=new&next=1")

    assert response["Location"] == "/advise/teams/?stage=new&services=some"


def test_continue_ends_at_the_check_page(site: Client, catalogue: Catalogue) -> None:
    last = question_ids(catalogue)[-1]

    response = site.get(f"/advise/{last}/?stage=new&next=1")

    assert response["Location"] == "/advise/check/?stage=new"


@pytest.mark.parametrize(("path", "count"), [("quick", 17), ("full", 32)])
def test_a_path_asks_its_questions_once_each_and_says_how_far_it_is(
    site: Client, path: str, count: int
) -> None:
    address = f"/advise/stage/?stage=new&path={path}"
    seen = []
    while not address.startswith("/advise/check/"):
        shown = page(site.get(address).content)
        seen.append(re.search(r"/advise/(\w+)/", address)[1])
        progress = shown.first("p", klass="progress").text
        assert progress.startswith(f"Question {len(seen)} of about ")
        assert ("in the quick path" in progress) == (path == "quick")
        address = shown.links["Skip for now"]

    assert len(seen) == len(set(seen))
    # `undo` is asked while `tx` is open.
    assert len(seen) in (count, count + 1)


def test_changing_the_path_keeps_every_answer(site: Client) -> None:
    shown = page(site.get("/advise/services/?stage=new&runtime=k8s&path=quick").content)

    assert shown.links["take the full path"] == "/advise/services/?stage=new&runtime=k8s"


def test_a_question_of_the_full_path_can_be_opened_from_the_quick_one(site: Client) -> None:
    response = site.get("/advise/runtime/?path=quick")

    assert response.status_code == 200
    assert "in the quick path" not in response.content.decode()


def test_sections_say_what_is_done(site: Client, catalogue: Catalogue) -> None:
    shown = page(site.get("/advise/load/?stage=new").content)

    states = [item.text for item in shown.first("ul", klass="sections").all("li")]
    assert len(states) == len(catalogue.content.sections)
    assert states[0].endswith("In progress")
    assert states[1].endswith("In progress")
    assert states[-1].endswith("Not started")


def test_options_that_exclude_each_other_come_back_as_typed(site: Client) -> None:
    response = site.get("/advise/pains/?stage=new&pains=none&pains=dup&next=1")

    shown = page(response.content)
    checked = [box["value"] for box in shown.all("input", name="pains") if box.is_checked]
    summary = shown.first("div", klass="error-summary")
    assert response.status_code == 400
    assert sorted(checked) == ["dup", "none"]
    assert shown.first("title").text.startswith("Error: ")
    assert "excludes the others" in summary.text
    assert shown.has("input", id=summary.first("a")["href"].removeprefix("#"))
    assert shown.first("input", type="hidden", name="stage")["value"] == "new"
    assert not shown.has("div", klass="notice")  # said once, at the form


def test_two_options_of_a_single_question_come_back_as_typed(site: Client) -> None:
    response = site.get("/advise/stage/?stage=new&stage=split&next=1")

    assert response.status_code == 400
    assert "Choose one option" in response.content.decode()


def test_an_unknown_option_is_named_and_does_not_hold_up_the_others(site: Client) -> None:
    response = site.get("/advise/stage/?stage=new&stage=nonsense")

    shown = page(response.content)
    assert response.status_code == 200
    assert "nonsense" in shown.first("div", klass="notice").text
    assert shown.first("input", name="stage", value="new").is_checked


def test_an_unknown_question_is_not_found(site: Client) -> None:
    assert site.get("/advise/nonsense/").status_code == 404


def test_a_hidden_question_leads_to_the_check_page_with_all_answers(site: Client) -> None:
    response = site.get("/advise/legacy/?stage=new&legacy=unknown")

    assert response["Location"] == "/advise/check/?stage=new&legacy=unknown"


@pytest.mark.parametrize(
    ("parent", "hiding", "showing", "child", "answer"),
    [("tx", "one", "many", "undo", "undone"), ("stage", "new", "split", "legacy", None)],
)
def test_an_answer_of_a_hidden_question_comes_back_with_its_parent(
    site: Client, catalogue: Catalogue, parent: str, hiding: str, showing: str, child: str,
    answer: str | None,
) -> None:  # fmt: skip
    answer = answer or catalogue.question(child).option[0].id
    hidden = site.get(f"/advise/{parent}/?{parent}={hiding}&{child}={answer}&next=1")
    assert f"{child}={answer}" in hidden["Location"]

    shown = site.get(f"/advise/{parent}/?{parent}={showing}&{child}={answer}&next=1&return=check")
    page_of_child = page(site.get(f"/advise/{child}/?{urlsplit(shown['Location']).query}").content)

    assert page_of_child.first("input", name=child, value=answer).is_checked


def test_changing_one_answer_returns_to_where_the_change_began(site: Client) -> None:
    to_check = site.get("/advise/services/?services=few&next=1&return=check")
    to_result = site.get("/advise/services/?services=few&next=1&return=result")

    assert to_check["Location"] == "/advise/check/?services=few"
    assert to_result["Location"] == "/advice/?services=few"


def test_a_change_that_opens_a_question_asks_it_first(site: Client) -> None:
    opened = site.get("/advise/stage/?stage=split&next=1&return=check")
    unrelated = site.get("/advise/teams/?stage=split&teams=one&next=1&return=check")

    assert opened["Location"] == "/advise/legacy/?stage=split&return=check"
    assert unrelated["Location"] == "/advise/check/?stage=split&teams=one"


def test_the_way_back_survives_the_form(site: Client) -> None:
    form = page(site.get("/advise/stage/?stage=new&return=check").content).first(
        "form", hx_target="#step"
    )

    assert form.first("input", name="return")["value"] == "check"
    assert not page(site.get("/advise/stage/?return=elsewhere").content).has("input", name="return")


def test_the_preview_says_what_the_last_answer_moved(site: Client) -> None:
    shown = page(site.get("/advise/deps/?deps=third&pains=timeouts").content)

    preview = shown.first("details", id="preview")
    assert "open" not in preview.attributes
    assert re.search(r"\d+ patterns? (is|are) advised", preview.text)
    assert "This answer raises" in preview.text
    assert (
        "open"
        in page(site.get("/advise/deps/?preview=1").content)
        .first("details", id="preview")
        .attributes
    )

import random
import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.briefing import knowledge
from advisor.engine import Answers
from patterns import releases
from tests.advisor.api.conftest import Api

pytestmark = pytest.mark.django_db

GIVEN = {"stage": ["growing"], "services": ["many"], "deps": ["third"], "pains": ["cascade"]}
ADDRESS = "stage=growing&services=many&deps=third&pains=cascade"
ERRORS_OF_THE_DESIGN = {"answers": {"pains": ["cascade", "slow"], "stage": ["new", "growing"]}}


def test_the_design_has_its_example(api: Api) -> None:
    body = api.get(f"/recommendations?{ADDRESS}").json()
    best = body["patterns"][0]

    assert body["answers"] == GIVEN
    assert (best["slug"], best["verdict"], best["confidence"]) == (
        "circuit-breaker",
        "adopt",
        "likely",
    )
    assert best["range"] == {"low": 75.0, "high": 100.0}
    assert [share["share"] for share in best["why"]] == [37.5, 37.5, 15.0]
    assert body["plan"]["phases"][0]["items"][0]["pulled_in_by"] == ["circuit-breaker"]
    assert "One pattern to adopt." in body["headline"]


def test_address_and_body_give_the_same_bytes(api: Api) -> None:
    for query in ("", "detail=full&include=not-needed"):
        by_address = api.get(f"/recommendations?{query}&{ADDRESS}")
        by_body = api.post(f"/recommendations?{query}", {"answers": GIVEN, "title": "Orders"})

        assert by_body.status_code == 200
        assert by_body.content == by_address.content


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_answers_in_any_order_give_the_same_bytes(api: Api, data: st.DataObject) -> None:
    questions = knowledge(releases.current()).questions
    chosen = data.draw(st.lists(st.sampled_from(questions), unique_by=lambda each: each.id))
    words = {
        each.id: [data.draw(st.sampled_from([*(o.id for o in each.options), "unknown"]))]
        for each in chosen
    }
    pairs = [f"{name}={option}" for name, options in words.items() for option in options]
    shuffled = random.Random(1).sample(pairs, len(pairs))

    by_body = api.post("/recommendations", {"answers": words})

    assert by_body.status_code == 200
    assert api.get(f"/recommendations?{'&'.join(shuffled)}").content == by_body.content


def test_the_verdicts_are_those_of_the_one_use_case(api: Api) -> None:
    advice = advise(Answers.of(GIVEN))

    shown = api.get(f"/recommendations?include=not-needed&{ADDRESS}").json()["patterns"]

    assert [(row["slug"], row["verdict"], row["fit"]) for row in shown] == [
        (judged.slug, str(judged.verdict), judged.shown.fit) for judged in advice.patterns
    ]


def test_patterns_without_pressure_are_left_out_unless_asked_for(api: Api) -> None:
    usual = api.get(f"/recommendations?{ADDRESS}").json()["patterns"]
    everything = api.get(f"/recommendations?include=not-needed&{ADDRESS}").json()["patterns"]

    assert "not-needed" not in {row["verdict"] for row in usual}
    assert {"adopt", "avoid"} <= {row["verdict"] for row in usual}
    assert len(everything) == 93
    assert [row for row in everything if row["verdict"] != "not-needed"] == usual


def test_in_full_all_shares_add_up_to_the_fit(api: Api) -> None:
    body = api.get(f"/recommendations?detail=full&{ADDRESS}").json()

    assert body["levels"]["dead_dependency"]["level"] == 1.0
    for row in body["patterns"]:
        assert round(sum(share["share"] for share in row["shares"]), 1) == row["fit"]
        assert round(sum(part["points"] for part in row["parts"]), 1) == row["fit"]


def test_the_ledger_says_what_the_advice_says_and_what_would_turn_it(api: Api) -> None:
    row = api.get(f"/recommendations?detail=full&{ADDRESS}").json()["patterns"][0]
    ledger = api.client.get(row["links"]["ledger"]).json()

    flip = ledger["pattern"].pop("nearest_flip")
    assert ledger["pattern"] == row
    assert set(flip) == {"up", "down"}
    assert set(ledger["levels"]) == {part["force"] for part in row["parts"]}


def test_what_speaks_against_a_pattern_has_its_reason(api: Api) -> None:
    rows = api.get(f"/recommendations?{ADDRESS}").json()["patterns"]
    avoided = [row for row in rows if row["verdict"] == "avoid"]

    assert avoided
    assert all(row["why_not"] or row["rules"] for row in avoided)


def test_an_assumed_answer_stays_open(api: Api) -> None:
    said = api.post("/recommendations", {"answers": GIVEN}).json()
    guessed = api.post(
        "/recommendations", {"answers": GIVEN, "sources": {"deps": "assumed"}}
    ).json()

    assert guessed["sources"] == {"deps": "assumed"}
    assert "deps" in [row["question"] for row in guessed["next_questions"]]
    assert "deps" not in [row["question"] for row in said["next_questions"]]


def test_all_mistakes_of_a_body_come_at_once_with_places(api: Api) -> None:
    response = api.post("/recommendations", ERRORS_OF_THE_DESIGN)
    problem = response.json()

    assert response.status_code == 422
    assert problem["type"] == "http://testserver/api/v1/problems/invalid-answers"
    assert problem["instance"] == "/api/v1/recommendations"
    assert problem["request_id"] == response["X-Request-ID"]
    assert {error["pointer"]: error["code"] for error in problem["errors"]} == {
        "#/answers/pains/1": "unknown_option",
        "#/answers/stage": "too_many",
    }
    assert problem["errors"][0]["detail"] == '"slow" is no option of "pains".'
    assert "cascade" in problem["errors"][0]["allowed"]


def test_all_mistakes_of_an_address_come_at_once_with_parameters(api: Api) -> None:
    response = api.get("/recommendations?pains=slow&stage=new&stage=growing&detail=some")

    assert response.status_code == 422
    assert {error["parameter"] for error in response.json()["errors"]} == {
        "pains",
        "stage",
        "detail",
    }


@pytest.mark.parametrize("name", ["bogus", "preview", "assessment", "was.deps", "show", "format"])
def test_an_unknown_parameter_is_named(api: Api, name: str) -> None:
    response = api.get(f"/recommendations?stage=new&{name}=x")

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [name]


def test_an_unknown_question_in_a_body_is_named(api: Api) -> None:
    response = api.post("/recommendations", {"answers": {"bogus": ["x"]}, "colour": "red"})

    assert response.status_code == 422
    assert {error["pointer"] for error in response.json()["errors"]} == {
        "#/answers/bogus",
        "#/colour",
    }


def test_a_body_takes_no_answers_from_the_address(api: Api) -> None:
    response = api.post("/recommendations?stage=new", {"answers": GIVEN})

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "stage"


def test_the_summary_for_people_fits_into_a_comment(api: Api) -> None:
    response = api.get(f"/recommendations?{ADDRESS}", Accept="text/markdown")
    text = response.content.decode()

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert len(text) < 4_000
    assert "| Foundations | Timeout |" in text
    link = re.search(r"\[All reasons\]\((.+?)\)", text)
    assert link
    assert link[1].startswith("http://testserver/advice/?")
    assert api.client.get(link[1]).status_code == 200


def test_the_summary_says_what_was_guessed_and_what_clashes(api: Api) -> None:
    sent = {"answers": GIVEN | {"teams": ["one"]}, "sources": {"teams": "assumed"}}
    text = api.post("/recommendations", sent, Accept="text/markdown").content.decode()

    assert "**Guessed, to be confirmed**" in text
    assert "**Still open**" in text


def test_full_detail_says_which_questions_could_still_move_a_verdict(api: Api) -> None:
    full = api.get(f"/recommendations?{ADDRESS}&detail=full").json()
    ledger = api.client.get(full["patterns"][0]["links"]["ledger"]).json()

    assert ledger["pattern"]["open_questions"] == full["patterns"][0]["open_questions"]
    for row in full["patterns"]:
        assert bool(row["open_questions"]) <= (len(row["reach"]) > 1)
    assert any(row["open_questions"] for row in full["patterns"])


def test_the_page_of_the_advice_exists(api: Api) -> None:
    links = api.get(f"/recommendations?{ADDRESS}").json()["links"]

    assert dict(parse_qsl(links["page"].partition("?")[2])) == {k: v[0] for k, v in GIVEN.items()}
    assert api.client.get(links["page"]).status_code == 200
    assert api.client.get(links["export"]).status_code == 200


def test_a_check_gives_back_a_file_that_can_be_sent_again(api: Api) -> None:
    sent: dict[str, Any] = {
        "answers": dict(reversed(GIVEN.items())) | {"ops": ["unknown"]},
        "notes": {"deps": "Card payments"},
        "title": "Orders",
        "names": ["Checkout"],
    }
    checked = api.post("/answers/checks", sent).json()
    again = api.post("/answers/checks", checked["document"]).json()

    assert list(checked["answers"])[:2] == ["stage", "services"]
    assert checked["document"]["notes"] == {"deps": "Card payments"}
    assert again == checked
    assert "ops" in checked["open"]
    assert "stage" not in checked["open"]
    assert "name=Checkout" in checked["links"]["page"]


def test_a_check_names_answers_without_effect_and_contradictions(api: Api) -> None:
    answers = {"tx": ["one"], "undo": ["hand"], "teams": ["one"], "services": ["many"]}

    checked = api.post("/answers/checks", {"answers": answers}).json()

    assert checked["hidden"] == ["undo"]
    assert "undo" not in checked["open"]
    assert [row["id"] for row in checked["contradictions"]] == ["C04"]
    assert checked["contradictions"][0]["reopen"] == ["teams", "services"]


def test_a_file_that_the_site_exports_is_accepted(api: Api) -> None:
    exported = api.client.get(f"/exports/answers?{ADDRESS}").content

    assert api.post("/recommendations", exported).content == (
        api.get(f"/recommendations?{ADDRESS}").content
    )


def test_warnings_over_the_whole_set_come_with_their_reasons(api: Api) -> None:
    query = "services=some&load=spiky&backlog=workers&backlog=order&deps=few"

    found = api.get(f"/recommendations?{query}").json()["warnings"]

    assert set(found) == {"prerequisites", "conflicts", "cheaper", "too_much"}
    clash = next(row for row in found["conflicts"] if row["weaker"] == "sequential-convoy")
    assert clash["stronger"] == "competing-consumers"
    assert "breaks order" in clash["reason"]

"""What if and comparisons: what the engine says, with the places of what cannot be read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import advise, sensitivity
from advisor.answers import read
from advisor.briefing import knowledge
from advisor.engine import compare
from patterns import releases
from tests.advisor.answering import BUSY, examples, queries
from tests.advisor.api.conftest import Api
from tests.advisor.api.description import Description

pytestmark = pytest.mark.django_db

WHAT_IF = "/recommendations/what-if"
COMPARE = "/recommendations/comparisons"
OLDER: Any = {"services": ["many"], "age": ["secs"]}


def moved(body: Any) -> dict[str, tuple[str, str]]:
    return {row["slug"]: (row["from"], row["to"]) for row in body["moved"]}


def test_a_change_moves_verdicts_and_says_why(api: Api, description: Description) -> None:
    response = api.post(WHAT_IF, {"answers": OLDER, "changes": {"age": ["all"]}})
    body = response.json()

    assert response.status_code == 200
    assert not description.faults_of(response, "POST", f"/api/v1{WHAT_IF}")
    assert body["answers_changed"] == [{"question": "age", "from": ["secs"], "to": ["all"]}]
    assert moved(body)["cache-aside"][1] == "avoid"
    because = {row["slug"]: row.get("because") for row in body["moved"]}
    assert because["cache-aside"]["rule"] == "never-when"
    assert because["cache-aside"]["reason"]
    assert because["cache-aside"]["holds"] is True
    assert body["unchanged"] + len(body["moved"]) == len(advise_on(OLDER).patterns)


def advise_on(query: Any) -> Any:
    return advise(read(query, knowledge(releases.current())).answers)


def test_what_if_says_what_two_recommendations_say(api: Api) -> None:
    body = api.post(WHAT_IF, {"answers": OLDER, "changes": {"age": "all"}}).json()
    both = [
        {
            row["slug"]: row["verdict"]
            for row in api.get(
                f"/recommendations?include=not-needed&services=many&age={age}"
            ).json()["patterns"]
        }
        for age in ("secs", "all")
    ]

    expected = {
        slug: (verdict, both[1][slug])
        for slug, verdict in both[0].items()
        if verdict != both[1][slug]
    }
    assert moved(body) == expected
    assert api.client.get(body["links"]["advice"]).json()["answers"]["age"] == ["all"]


def test_null_takes_an_answer_away(api: Api) -> None:
    body = api.post(WHAT_IF, {"answers": OLDER, "changes": {"age": None}}).json()

    assert body["answers_changed"] == [{"question": "age", "from": ["secs"], "to": []}]


def test_no_change_moves_nothing(api: Api) -> None:
    for changes in ({}, {"age": ["secs"]}, {"deps": None}):
        body = api.post(WHAT_IF, {"answers": OLDER, "changes": changes}).json()

        assert body["moved"] == body["answers_changed"] == []


def test_a_star_goes_with_its_option(api: Api) -> None:
    sent = {"answers": OLDER, "stars": ["age.secs"], "changes": {"age": ["all"]}}

    assert api.post(WHAT_IF, sent).status_code == 200


def test_without_changes_every_single_one_is_tried(api: Api, description: Description) -> None:
    response = api.post(WHAT_IF, {"answers": dict(BUSY)})
    body = response.json()
    tried = sensitivity(advise_on(BUSY).answers)

    assert not description.faults_of(response, "POST", f"/api/v1{WHAT_IF}")
    assert body["tried"] == len(tried.changes)
    assert [(row["question"], row["option"]) for row in body["singles"]] == [
        (each.question, each.option)
        for each in tried.changes
        if each.moves or each.came or each.went
    ]
    assert {row["is_decisive"] for row in body["singles"]} == {True, False}


def test_every_mistake_has_its_place(api: Api) -> None:
    sent = {
        "answers": {"stage": ["odd"]},
        "changes": {"age": ["odd"], "nothing": None, "services": 3, "no~where/": ["x"]},
        "colour": "red",
    }

    problem = api.post(WHAT_IF, sent)

    assert problem.status_code == 422
    assert {error["pointer"] for error in problem.json()["errors"]} == {
        "#/answers/stage/0",
        "#/changes/age/0",
        "#/changes/nothing",
        "#/changes/services",
        "#/changes/no~0where~1",
        "#/colour",
    }


@pytest.mark.parametrize("changes", [None, 3, "x", [], [1]])
def test_changes_of_the_wrong_type_are_refused(api: Api, changes: object) -> None:
    problem = api.post(WHAT_IF, {"changes": changes})

    assert problem.json()["errors"][0]["pointer"] == "#/changes"


def test_a_comparison_says_what_what_if_says(api: Api, description: Description) -> None:
    right = {**OLDER, "age": ["all"]}
    response = api.post(COMPARE, {"left": {"answers": OLDER}, "right": {"answers": right}})
    compared = response.json()
    tried = api.post(WHAT_IF, {"answers": OLDER, "changes": {"age": ["all"]}}).json()

    assert not description.faults_of(response, "POST", f"/api/v1{COMPARE}")
    for name in ("moved", "plan", "contradictions", "unchanged", "answers_changed"):
        assert compared[name] == tried[name]
    assert api.client.get(compared["links"]["page"]).status_code == 200
    assert compared["right"]["answers"] == right


def test_both_sides_are_read_before_anything_is_refused(api: Api) -> None:
    problem = api.post(
        COMPARE, {"left": {"answers": {"stage": ["odd"]}}, "right": [], "middle": {}}
    ).json()

    assert {error["pointer"] for error in problem["errors"]} == {
        "#/left/answers/stage/0",
        "#/right",
        "#/middle",
    }
    assert [e["pointer"] for e in api.post(COMPARE, {}).json()["errors"]] == ["#/left", "#/right"]
    assert api.post(COMPARE, []).json()["errors"][0]["pointer"] == "#"


@examples(6)
@given(data=st.data())
def test_any_two_sets_of_answers_are_compared(
    api: Api, description: Description, data: st.DataObject
) -> None:
    left, right = (data.draw(queries(releases.current(), most=8)) for _ in "lr")
    response = api.post(COMPARE, {"left": {"answers": left}, "right": {"answers": right}})

    if response.status_code == 200:
        assert not description.faults_of(response, "POST", f"/api/v1{COMPARE}")
        found = compare(advise_on(left), advise_on(right))
        assert [row["slug"] for row in response.json()["moved"]] == [
            move.slug for move in found.verdict_moves
        ]
    else:
        assert response.status_code == 422

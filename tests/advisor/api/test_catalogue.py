from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.advisor.api.conftest import Api

pytestmark = pytest.mark.django_db


def slugs(response: Any) -> list[str]:
    return [row["slug"] for row in response.json()["items"]]


def test_a_list_counts_all_and_shows_fifty(api: Api) -> None:
    listed = api.get("/patterns").json()

    assert listed["total"] == 93
    assert len(listed["items"]) == 50
    assert listed["next"] == "/api/v1/patterns?offset=50"
    assert listed["prev"] is None


@pytest.mark.parametrize("query", ["", "?ordering=-impact", "?q=service", "?limit=7&edition=seed"])
def test_walking_the_pages_shows_each_row_once(api: Api, query: str) -> None:
    first = api.get(f"/patterns{query}").json()
    seen, page = slugs_of(first), first
    while page["next"]:
        page = api.client.get(page["next"]).json()
        seen += slugs_of(page)

    assert len(seen) == len(set(seen)) == first["total"]
    if query == "":
        assert api.client.get(page["prev"]).json()["self"] == first["self"]


def slugs_of(page: Any) -> list[str]:
    return [row["slug"] for row in page["items"]]


def test_links_in_the_header_say_what_the_body_says(api: Api) -> None:
    response = api.get("/patterns?limit=10&offset=20&category=resilience")
    listed = response.json()

    assert response["Link"] == f'<{listed["self"]}>; rel="self", <{listed["prev"]}>; rel="prev"'


def test_an_ordering_ends_with_the_slug(api: Api) -> None:
    for sign, turned in (("", False), ("-", True)):
        rows = api.get(f"/patterns?ordering={sign}complexity&limit=200").json()["items"]
        by_slug = sorted(rows, key=lambda row: row["slug"])

        assert rows == sorted(by_slug, key=lambda row: row["complexity"], reverse=turned)


def test_the_best_hit_comes_first(api: Api) -> None:
    assert slugs(api.get("/patterns?q=circuit breaker"))[0] == "circuit-breaker"
    assert slugs(api.get("/patterns?q=exponential+backoff"))[0] == "retry"


def test_facets_count_the_other_choices_too(api: Api) -> None:
    listed = api.get("/patterns?category=resilience").json()

    assert listed["facets"]["category"]["resilience"] == listed["total"]
    assert sum(listed["facets"]["category"].values()) == 93
    assert sum(listed["facets"]["edition"].values()) == listed["total"]


def test_relations_are_found_from_both_ends(api: Api) -> None:
    rows = api.get("/relations?pattern=retry&type=requires&limit=200").json()["items"]

    assert rows
    assert all("retry" in (row["from"], row["to"]) for row in rows)
    assert {row["type"] for row in rows} == {"requires"}
    assert "timeout" in {row["to"] for row in rows if row["from"] == "retry"} | {
        row["from"] for row in rows
    }


def test_another_name_leads_to_the_pattern(api: Api) -> None:
    response = api.get("/patterns/breaker")

    assert response.status_code == 301
    assert response["Location"] == "/api/v1/patterns/circuit-breaker"


def test_a_question_says_when_it_is_asked_as_data(api: Api) -> None:
    conditions = [
        row["show_when"]
        for row in api.get("/questions?limit=200").json()["items"]
        if "show_when" in row
    ]

    assert conditions
    assert {next(iter(each)) for each in conditions} <= {
        "all",
        "any",
        "not",
        "answered",
        "eq",
        "in",
    }


def test_no_question_has_the_name_of_a_parameter(api: Api) -> None:
    names = {row["id"] for row in api.get("/questions?limit=200").json()["items"]}

    assert not names & {"include", "detail", "limit", "offset", "format"}


def test_the_current_release_is_the_one_that_advises(api: Api) -> None:
    release = api.get("/releases/current").json()

    assert release["digest"] == api.get("/recommendations").json()["release"]
    assert release["loaded_at"].endswith("Z")
    assert release["counts"]["patterns"] == 93


def test_a_pattern_comes_as_markdown_too(api: Api) -> None:
    response = api.get("/patterns/retry", Accept="text/markdown")

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.content.decode().startswith("# Retry\n\nHow can a caller")


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("image/svg+xml", b"<?xml"),
        ("image/png", b"\x89PNG"),
        ("text/vnd.mermaid", b"stateDiagram"),
        ("application/json", b"{"),
        ("application/json; charset=utf-8", b"{"),
        ("*/*", b"{"),
        ("", b"{"),
        ("image/png;q=0.1, image/svg+xml;q=0.9", b"<?xml"),
        ("image/*, application/json;q=0.5, image/png;q=0.2", b"<?xml"),
        ("application/json;q=0, */*", b"stateDiagram"),
    ],
)
def test_a_diagram_comes_in_the_type_preferred_most(api: Api, accept: str, start: bytes) -> None:
    response = api.get("/patterns/circuit-breaker/diagrams/states", Accept=accept)

    assert response.status_code == 200
    assert response.content.startswith(start)


def test_an_svg_by_itself_may_load_and_run_nothing(api: Api) -> None:
    response = api.get("/patterns/retry/diagrams/structure", Accept="image/svg+xml")

    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_diagram_carries_the_readers_names(api: Api) -> None:
    named = api.get("/patterns/circuit-breaker/diagrams/sequence?caller=Checkout").json()
    refused = api.get("/patterns/circuit-breaker/diagrams/sequence?caller=&colour=red")

    assert "Checkout" in named["script"]
    assert refused.status_code == 400
    errors = {error["parameter"]: error for error in refused.json()["errors"]}
    assert errors["colour"]["code"] == "unknown_parameter"
    assert "caller" in errors["colour"]["allowed"]
    assert "1 to 40 characters" in errors["caller"]["detail"]


TEMPLATE = "/patterns/circuit-breaker/code-templates/python/rate-window"


def test_a_code_template_is_the_file_of_the_page(api: Api) -> None:
    body = api.get(f"{TEMPLATE}?open_wait=20s&without=metrics").json()
    page = body["links"]["page"]

    raw = api.client.get(f"{page}&format=raw").content.decode()
    assert next(each["text"] for each in body["files"] if each["path"] == body["file"]) == raw
    assert body["without"] == ["metrics"]
    assert {each["path"] for each in body["files"]} >= {"README.md", "LICENSE", "requirements.txt"}
    assert api.client.get(body["links"]["bundle"])["Content-Type"] == "application/zip"


def test_a_code_template_leads_to_itself(api: Api) -> None:
    body = api.get(f"{TEMPLATE}?without=metrics&open_wait=500ms&window=count").json()

    assert api.client.get(body["links"]["self"]).json() == body


def test_values_that_cannot_be_used_are_named_all_at_once(api: Api) -> None:
    response = api.get(f"{TEMPLATE}?open_wait=soon&threshold=7&without=everything")

    assert response.status_code == 422
    problem = response.json()
    assert problem["type"].endswith("/invalid-parameters")
    assert {error["parameter"] for error in problem["errors"]} == {
        "open_wait",
        "threshold",
        "without",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/patterns/nothing",
        "/patterns/retry/diagrams/nothing",
        "/patterns/nothing/diagrams/structure",
        "/patterns/retry/code-templates/python/nothing",
        "/patterns/retry/code-templates/cobol/stamina-budget",
        "/questions/nothing",
        "/recommendations/patterns/nothing",
        "/nothing",
        "/patterns/",
    ],
)
def test_what_is_not_there_is_a_problem_too(api: Api, path: str) -> None:
    response = api.get(path)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"].endswith("/api/v1/problems/not-found")


@pytest.mark.parametrize("value", ["0", "201", "-1", "x", "1.5", "9" * 400, "٣", "", " 1"])
def test_a_limit_out_of_range_is_refused(api: Api, value: str) -> None:
    response = api.get(f"/forces?limit={value}")

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "limit"


def test_a_parameter_given_twice_is_refused(api: Api) -> None:
    response = api.get("/patterns?limit=5&limit=6")

    assert response.json()["errors"] == [
        {"parameter": "limit", "code": "too_many", "detail": "Give it once."}
    ]


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(limit=st.integers(1, 200), offset=st.integers(0, 300))
def test_every_page_is_a_window_on_the_same_list(api: Api, limit: int, offset: int) -> None:
    whole = slugs(api.get("/patterns?limit=200"))

    assert (
        slugs(api.get(f"/patterns?limit={limit}&offset={offset}")) == whole[offset : offset + limit]
    )

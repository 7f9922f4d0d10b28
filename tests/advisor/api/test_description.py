import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.api import problems
from tests.advisor.api.conftest import Api
from tests.advisor.api.description import Description

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
DESIGNED = {
    "release": "sha256:5f0c",
    "engine": "1.0",
    "answers": {"stage": ["growing"], "deps": ["third"], "pains": ["cascade"]},
    "headline": "One Pattern to adopt. 30 questions are open, so this is provisional.",
    "overall_confidence": "low",
    "contradictions": [],
    "tensions": [],
    "patterns": [
        {
            "slug": "circuit-breaker",
            "verdict": "adopt",
            "confidence": "likely",
            "rank": 1,
            "fit": 100.0,
            "range": {"low": 75.0, "high": 100.0},
            "need": 100.0,
            "contrary": 0.0,
            "harm": 0.0,
            "impact": 100.0,
            "effort": 15.0,
            "gap": 0,
            "why": [
                {"question": "deps", "option": "third", "force": "dead_dependency", "share": 37.5}
            ],
            "why_not": [],
            "links": {"self": "/api/v1/patterns/circuit-breaker", "ledger": "/api/v1/x"},
        }
    ],
    "leading": [
        {
            "slug": "circuit-breaker",
            "because": "hurt",
            "force": "cascade",
            "question": "pains",
            "option": "cascade",
        }
    ],
    "plan": {
        "budget": 18,
        "used": 3,
        "phases": [
            {
                "id": "foundations",
                "items": [
                    {"slug": "timeout", "pulled_in_by": ["circuit-breaker"], "complexity": 1}
                ],
            }
        ],
    },
    "baseline": {"headline": "Without changes, …", "unanswered_forces": ["cascade"]},
    "next_questions": [{"question": "callfail", "could_change": 14}],
    "links": {"page": "/advice/", "export": "/api/v1/exports"},
}


def test_the_committed_description_is_what_the_code_says(tmp_path: Path) -> None:
    written = tmp_path / "schema.yml"

    done = subprocess.run(
        [
            *(sys.executable, "manage.py", "spectacular", "--file", str(written)),
            *("--validate", "--fail-on-warn"),
        ],
        cwd=ROOT,
        env={**os.environ, "ADVISOR_DATA": str(tmp_path), "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert written.read_text() == (ROOT / "schema.yml").read_text(), "run make schema"


def fine_answers(operation: Any) -> list[Any]:
    return [told for status, told in operation["responses"].items() if status.startswith("2")]


def test_every_operation_says_what_it_is_for_and_how_it_fails(description: Description) -> None:
    always = {"400", "401", "403", "406", "429", "503"}

    for method, path, operation in description.operations():
        expected = always | ({"304"} if method == "GET" else set())
        expected |= {"413", "415", "422"} if "requestBody" in operation else set()
        expected |= {"404"} if "{" in path else set()
        names = [each["name"] for each in operation.get("parameters", [])]
        expected |= {"412", "428"} if "If-Match" in names else set()
        missing = expected - operation["responses"].keys()

        assert not missing, f"{method} {path} does not say when it answers {missing}"
        assert fine_answers(operation), f"{method} {path} does not say how it goes well"
        assert operation["summary"]
        assert operation["description"]
        assert operation["security"]
        assert operation["operationId"].replace("_", "").islower()


def test_every_example_is_as_it_is_described(description: Description) -> None:
    seen = 0
    for method, path, operation in description.operations():
        bodies = [*fine_answers(operation), operation.get("requestBody", {})]
        for content in filter(None, (body.get("content", {}) for body in bodies)):
            kinds = [kind for kind in content if kind.endswith("json")]
            assert kinds, (method, path)
            found = content[kinds[0]]
            assert found.get("examples"), (method, path)
            for example in found["examples"].values():
                seen += 1
                assert not description.faults(example["value"], found["schema"]), (method, path)

    assert seen >= 20


def test_the_example_of_the_design_is_as_it_is_described(description: Description) -> None:
    schema = {"$ref": "#/components/schemas/Recommendation"}

    assert not description.faults(DESIGNED, schema)
    assert description.faults({**DESIGNED, "score": 1}, schema)


def test_every_answer_about_the_catalogue_is_as_it_is_described(
    api: Api, description: Description
) -> None:
    paths = [
        path
        for method, path, _ in description.operations()
        if method == "GET" and "{" not in path and "recommendations" not in path
        if {} in description.operation(method, path)["security"]
    ]
    listed = [
        f"{path}?limit=200"
        for path in paths
        if "limit" in str(description.operation("GET", path)["parameters"])
    ]

    for path in [*paths, *listed]:
        response = api.client.get(path)

        assert response.status_code == 200, path
        assert not description.faults_of(response, "GET", path), path


def test_every_pattern_diagram_and_code_template_is_as_it_is_described(
    api: Api, description: Description
) -> None:
    for row in api.get("/patterns?limit=200").json()["items"]:
        detail = api.client.get(row["links"]["self"])
        assert not description.faults_of(detail, "GET", row["links"]["self"])
        for below in detail.json()["diagrams"] + detail.json()["code_templates"]:
            path = below["links"]["self"]
            response = api.client.get(path)
            assert response.status_code == 200, path
            assert not description.faults_of(response, "GET", path)


def test_every_question_is_as_it_is_described(api: Api, description: Description) -> None:
    rows = api.get("/questions?limit=200").json()["items"]

    for row in rows:
        response = api.client.get(row["links"]["self"])
        assert response.json() == row
        assert not description.faults_of(response, "GET", row["links"]["self"])


@pytest.mark.parametrize("query", ["", "?detail=full&include=not-needed&w.availability=1.5"])
def test_advice_for_every_scenario_is_as_it_is_described(
    api: Api, description: Description, query: str
) -> None:
    for row in api.get("/scenarios").json()["items"]:
        answers = row["links"]["page"].partition("?")[2]
        path = f"/recommendations{query}{'&' if query else '?'}{answers}"
        response = api.get(path)
        assert response.status_code == 200
        assert not description.faults_of(response, "GET", f"/api/v1{path}")

        best = response.json()["patterns"][0]["links"]["ledger"]
        assert not description.faults_of(api.client.get(best), "GET", best)


def test_open_lists_stay_open(description: Description) -> None:
    def enums(node: Any) -> list[Any]:
        if isinstance(node, dict):
            inner = [found for each in node.values() for found in enums(each)]
            return [*inner, node["enum"]] if "enum" in node else inner
        return [found for each in node for found in enums(each)] if isinstance(node, list) else []

    assert enums(description.document["components"]) == []
    verdict = description.document["components"]["schemas"]["JudgedPattern"]["properties"][
        "verdict"
    ]
    assert verdict["x-extensible-enum"][0] == "adopt"


def test_descriptions_are_served_as_they_are_committed(api: Api) -> None:
    as_yaml, as_json = api.get("/openapi.yaml"), api.get("/openapi.json")

    assert as_yaml.content == (ROOT / "schema.yml").read_bytes()
    assert as_json.json()["openapi"] == "3.1.0"
    assert as_json["Content-Type"] == "application/json"


def test_every_type_of_problem_that_is_described_exists(description: Description) -> None:
    for _, _, operation in description.operations():
        for status, response in operation["responses"].items():
            if problems.MEDIA_TYPE in response.get("content", {}):
                slugs = [slug for slug in problems.KINDS if f"({slug})" in response["description"]]
                assert slugs
                assert {problems.KINDS[slug].status for slug in slugs} == {int(status)}

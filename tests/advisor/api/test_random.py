"""Whatever is sent, the answer is a described one: never a failure on our side."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.briefing import knowledge
from patterns import releases
from tests.advisor.api.conftest import Api
from tests.advisor.api.description import Description

pytestmark = pytest.mark.django_db

TRIED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KEYWORDS = [
    "answers",
    "weights",
    "notes",
    "sources",
    "reasons",
    "code",
    "names",
    "schema",
    "mermaid",
]
PARAMETERS = [
    "limit",
    "detail",
    "include",
    "q",
    "without",
    "w.cascade",
    "na.deps",
    "stage",
    "pains",
]
OPTIONS = ["new", "cascade", "third", "unknown", "na", "assumed", "full", "not-needed", "0.5"]
WORDS = st.sampled_from([*KEYWORDS, *PARAMETERS, *OPTIONS])
TEXTS = WORDS | st.text(max_size=20)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | TEXTS
    | st.sampled_from(["\0", "\ud800", "\u202e", "a" * 300])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)
MEMBERS = ["schema", "release", "title", "answers", "reasons", "notes", "weights", "names"]
DOCUMENTS = st.dictionaries(st.sampled_from([*MEMBERS, "sources", "mermaid"]) | TEXTS, VALUES)
POSTS = ["/recommendations", "/answers/checks", "/diagrams/renderings"]
GETS = [
    "/patterns",
    "/patterns/retry",
    "/patterns/retry/diagrams/structure",
    "/patterns/circuit-breaker/code-templates/python/rate-window",
    "/relations",
    "/questions/stage",
    "/recommendations",
    "/recommendations/patterns/retry",
]
ACCEPTS = st.sampled_from(["*/*", "image/png", "text/markdown", "application/json;q=x", "?", "a/b"])


@TRIED
@given(path=st.sampled_from(POSTS), body=VALUES | DOCUMENTS, accept=ACCEPTS)
def test_any_json_is_answered_as_described(
    api: Api, description: Description, path: str, body: Any, accept: str
) -> None:
    response = api.post(path, json.dumps(body).encode(), Accept=accept)

    assert response.status_code < 500
    assert not description.faults_of(response, "POST", f"/api/v1{path}")


@TRIED
@given(path=st.sampled_from(POSTS), raw=st.binary(max_size=300), kind=TEXTS.map(ascii))
def test_any_bytes_are_answered_as_described(
    api: Api, description: Description, path: str, raw: bytes, kind: str
) -> None:
    for media_type in ("application/json", kind):
        response = api.post(path, raw, kind=media_type)

        assert response.status_code < 500
        assert not description.faults_of(response, "POST", f"/api/v1{path}")


@TRIED
@given(
    path=st.sampled_from(GETS),
    pairs=st.lists(st.tuples(TEXTS, TEXTS), max_size=6),
    accept=ACCEPTS,
    held=st.text(max_size=20).map(ascii),
)
def test_any_query_is_answered_as_described(
    api: Api,
    description: Description,
    path: str,
    pairs: list[tuple[str, str]],
    accept: str,
    held: str,
) -> None:
    query = urlencode([tuple(t.encode("utf-8", "replace") for t in pair) for pair in pairs])

    response = api.get(f"{path}?{query}", Accept=accept, **{"If-None-Match": held})

    assert response.status_code < 500
    assert not description.faults_of(response, "GET", f"/api/v1{path}")


@TRIED
@given(raw=st.binary(max_size=60))
def test_any_bytes_in_a_query_are_answered(api: Api, raw: bytes) -> None:
    escaped = "".join(f"%{byte:02x}" for byte in raw)

    for path in ("/patterns?q=", "/recommendations?stage="):
        assert api.get(path + escaped).status_code < 500


@settings(TRIED, max_examples=25)
@given(data=st.data())
def test_any_known_answers_are_judged(
    api: Api, description: Description, data: st.DataObject
) -> None:
    questions = knowledge(releases.current()).questions
    answers = {
        question.id: data.draw(
            st.lists(
                st.sampled_from([*(option.id for option in question.options), "unknown", "na"]),
                max_size=3,
            )
        )
        for question in data.draw(st.lists(st.sampled_from(questions), unique=True, max_size=8))
    }

    response = api.post("/recommendations?detail=full&include=not-needed", {"answers": answers})

    assert response.status_code in (200, 422)
    assert not description.faults_of(response, "POST", "/api/v1/recommendations")

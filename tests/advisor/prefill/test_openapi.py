"""OpenAPI documents: what an interface promises, and what it leaves open."""

import json

import pytest

from tests.advisor.prefill.conftest import Infer, faults, told


def document(paths: str = "{}", more: str = "", version: str = "3.0.3") -> str:
    return f"openapi: {version}\ninfo: {{title: T}}\npaths: {paths}\n{more}"


def operation(inside: str, method: str = "post", path: str = "/x") -> str:
    return document(f"{{'{path}': {{{method}: {{{inside}}}}}}}")


@pytest.mark.parametrize(
    ("inside", "answer", "strength"),
    [
        ("responses: {'429': {description: x}}", "load=caller", "seen"),
        ("responses: {429: {description: x}}", "load=caller", "seen"),
        ("responses: {'200': {headers: {X-RateLimit-Remaining: {}}}}", "load=caller", "seen"),
        ("responses: {'200': {headers: {RateLimit: {}}}}", "load=caller", "seen"),
        ("responses: {'200': {headers: {X-Rated: {}}}}", "load=caller", None),
        ("responses: {'202': {description: x}}", "longwork=accept", "seen"),
        ("responses: {'202': {description: x}}", "longwork=ask", None),
        ("responses: {'202': {headers: {Operation-Location: {}}}}", "longwork=ask", "seen"),
        ("responses: {'201': {headers: {Location: {}}}}", "longwork=ask", None),
        ("responses: {'409': {description: x}}", "coord=same", None),
        ("responses: {'412': {description: x}}", "coord=same", "seen"),
        ("responses: {'503': {headers: {Retry-After: {}}}}", "load=refuse", "hint"),
        ("responses: {'503': {description: x}}", "load=refuse", None),
        ("responses: {'200': {headers: {Sunset: {}}}}", "release=contracts", "seen"),
        ("parameters: [{name: idempotency-key, in: header}]", "callfail=twice", "seen"),
        ("parameters: [{name: idempotency-key, in: query}]", "callfail=twice", None),
        ("parameters: [{name: If-Match, in: header}]", "coord=same", "seen"),
        ("parameters: [{name: traceparent, in: header}]", "see=path", "hint"),
        ("parameters: [{name: X-Tenant-ID, in: header}]", "divide=shared", "hint"),
        ("deprecated: true", "release=contracts", "hint"),
        ("deprecated: false", "release=contracts", None),
        ("callbacks: {done: {}}", "longwork=match", "hint"),
        ("callbacks: {}", "longwork=match", None),
        ("requestBody: {content: {application/octet-stream: {}}}", "work=upload", "hint"),
        ("requestBody: {content: {multipart/form-data: {schema: {properties: {a: {}}}}}}",
         "work=upload", None),
    ],
)  # fmt: skip
def test_an_operation_says_what_it_promises(
    say: Infer, inside: str, answer: str, strength: str | None
) -> None:
    assert told(say(operation(inside))).get(answer) == strength


def test_pages_of_a_list_say_nothing(say: Infer) -> None:
    names = ("page", "limit", "offset", "cursor", "per_page")
    inside = "parameters: [" + ", ".join(f"{{name: {n}, in: query}}" for n in names) + "]"

    assert told(say(operation(inside, "get"))) == {}


@pytest.mark.parametrize(
    ("paths", "strength"),
    [(("/v1/a", "/v2/a"), "seen"), (("/v1/a", "/v1/b"), "hint"), (("/a", "/view/b"), None)],
)
def test_two_versions_side_by_side_are_seen(
    say: Infer, paths: tuple[str, ...], strength: str | None
) -> None:
    rows = ", ".join(f"'{path}': {{get: {{}}}}" for path in paths)

    assert told(say(document(f"{{{rows}}}"))).get("release=contracts") == strength


@pytest.mark.parametrize(
    ("scheme", "answers"),
    [
        ("{type: openIdConnect}", {"security=idp": "seen", "security=token": "hint"}),
        ("{type: oauth2, flows: {authorizationCode: {}}}",
         {"security=idp": "hint", "security=token": "hint"}),
        ("{type: oauth2, flows: {clientCredentials: {}}}", {}),
        ("{type: http, scheme: bearer}", {"security=token": "hint"}),
        ("{type: http, scheme: basic}", {}),
        ("{type: mutualTLS}", {"security=mtls": "hint"}),
        ("{type: apiKey}", {"clients=partner": "hint"}),
    ],
)  # fmt: skip
def test_ways_to_sign_in_count_when_they_are_used(
    say: Infer, scheme: str, answers: dict[str, str]
) -> None:
    schemes = f"components: {{securitySchemes: {{s: {scheme}}}}}\n"

    assert told(say(document("{}", schemes + "security: [{s: []}]\n"))) == answers
    assert told(say(document("{'/x': {get: {security: [{s: []}]}}}", schemes))) == answers
    assert told(say(document("{}", schemes))) == {}


def test_references_inside_the_document_are_followed(say: Infer) -> None:
    more = (
        "components:\n  headers: {}\n  responses:\n"
        "    Later: {headers: {Location: {}}}\n    Also: {$ref: '#/components/responses/Later'}\n"
    )
    text = document(
        "{'/x': {post: {responses: {'202': {$ref: '#/components/responses/Also'}}}}}", more
    )

    found = say(text)

    assert told(found)["longwork=ask"] == "seen"
    assert "paths./x.post.responses.202" in repr(found)


@pytest.mark.parametrize(
    "target",
    ["#/components/parameters/a", "#/nowhere", "other.yaml#/x", "https://example.org/x", "#/", "#"],
)
def test_references_that_lead_nowhere_or_in_a_circle_are_left(say: Infer, target: str) -> None:
    more = f"components: {{parameters: {{a: {{$ref: '{target}'}}}}}}\n"
    text = document("{'/x': {get: {parameters: [{$ref: '#/components/parameters/a'}]}}}", more)

    assert say(text).problems == ()


def test_the_same_document_says_the_same_in_json(say: Infer) -> None:
    content = {
        "openapi": "3.1.0",
        "info": {"title": "T", "termsOfService": "https://example.org/terms"},
        "paths": {"/v1/x": {"post": {"responses": {"202": {}, "429": {}}}}},
        "webhooks": {"x": {}},
    }

    as_json, as_yaml = say(json.dumps(content)), say("# yaml\n" + json.dumps(content))

    assert told(as_json) == told(as_yaml) != {}


@pytest.mark.parametrize("version", ["'4.0.0'", "'1.2'", "[3]", "''"])
def test_other_versions_are_refused(say: Infer, version: str) -> None:
    found = say(document(version=version))

    assert found.is_empty
    assert "is not known; 2.0 to 3.1 are" in faults(found)[0]


@pytest.mark.parametrize("version", ["2.0", "'2.0'", "3.0.0", "'3.1.1'"])
def test_versions_may_be_written_as_numbers(say: Infer, version: str) -> None:
    key = "swagger" if version.strip("'").startswith("2") else "openapi"

    assert say(f"{key}: {version}\ninfo: {{title: T}}\npaths: {{}}\n").problems == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (document("5"), "a, line 3: “paths” should be a table, and a number was found"),
        (document("[a]"), "“paths” should be a table, and a list was found"),
        (document("{/x: 5}"), "“paths./x” should be a table"),
        (document("{/x: {get: 5}}"), "“paths./x.get” should be a table"),
        (document("{/x: {get: {responses: [1]}}}"), "“paths./x.get.responses” should be a table"),
        (document("{/x: {get: {parameters: 1}}}"), "“paths./x.get.parameters” should be a list"),
    ],
)
def test_a_wrong_kind_is_named_with_its_path(say: Infer, text: str, fault: str) -> None:
    assert any(fault in line for line in faults(say(text)))

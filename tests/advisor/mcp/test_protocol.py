"""Whatever is sent to the endpoint, it answers in the protocol's terms and never breaks."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.briefing import knowledge
from advisor.mcp.server import LONGEST
from patterns import releases
from tests.advisor.mcp.calls import CALLS, GIVEN
from tests.advisor.mcp.conftest import NEWEST, Tools

OLDER = ["2025-11-25", "2025-06-18", "2025-03-26"]
NO_SUCH_CHANGE: dict[str, Any] = {"answers": {}, "changes": {"age": ["x"]}}
TURNED_TITLE = {"title": "a\u202eb", "answers": GIVEN}
WRITING = ("save_assessment", "export_bundle")
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}


def test_the_newest_revision_needs_no_handshake(tools: Tools) -> None:
    found = tools.newest("server/discover").json()["result"]

    assert found["supportedVersions"] == [NEWEST, *OLDER]
    assert found["capabilities"] == {"tools": {}}
    assert "confirm it with the user" in found["instructions"]
    listed = tools.newest("tools/list").json()["result"]
    assert [each["name"] for each in listed["tools"]] == list(CALLS)


@pytest.mark.parametrize("revision", OLDER)
def test_older_revisions_shake_hands_and_keep_no_session(tools: Tools, revision: str) -> None:
    hello = {"protocolVersion": revision, "capabilities": {}, "clientInfo": {"name": "t"}}
    # The oldest of them names its revision in no header.
    later = {} if revision == OLDER[-1] else {"MCP-Protocol-Version": revision}

    greeted = tools.ask("initialize", hello)

    assert greeted.json()["result"]["protocolVersion"] == revision
    assert "Mcp-Session-Id" not in greeted
    told = tools.send({"jsonrpc": "2.0", "method": "notifications/initialized"}, **later)
    assert told.status_code == 202
    answered = tools.ask("tools/call", {"name": "explain", "arguments": CALLS["explain"]}, **later)
    assert answered.json()["result"]["structuredContent"]["pattern"]["verdict"] == "adopt"


def test_both_eras_give_the_same_answer(tools: Tools) -> None:
    params = {"name": "recommend", "arguments": CALLS["recommend"]}

    newest, older = tools.newest("tools/call", params), tools.ask("tools/call", params)

    assert newest.json() == older.json()


def test_every_tool_says_what_it_does_and_whether_it_only_reads(tools: Tools) -> None:
    for name, tool in tools.listed().items():
        assert tool["title"]
        assert tool["description"]
        assert tool["annotations"]["readOnlyHint"] is (name not in WRITING)
        assert tool["inputSchema"]["additionalProperties"] is False
        assert tool["outputSchema"]["type"] == "object"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://[", "x" * 3000])
def test_a_page_of_another_site_is_refused(tools: Tools, origin: str) -> None:
    response = tools.ask("tools/list", Origin=origin)

    assert response.status_code == 403
    assert response.json()["error"]["message"] == "Invalid Origin header"


def test_a_page_of_this_site_may_ask(tools: Tools) -> None:
    assert tools.ask("tools/list", Origin="http://testserver").status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "delete", "options"])
def test_only_post_is_answered(site: Client, method: str) -> None:
    response = getattr(site, method)("/mcp")

    assert response.status_code == 405
    assert response["Allow"] == "POST"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, -32700),
        (b"{", 400, -32700),
        (b"\xff\xfe", 400, -32700),
        (b"[" * 30_000, 400, -32700),
        (b'{"a":' * 9_000, 400, -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"\\ud800"}', 400, -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":1e999}}', 400, -32700),
        (b"[]", 400, -32600),
        (b"null", 400, -32600),
        (b"1", 400, -32600),
        (b'{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":7}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/fly"}', 200, -32601),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/call"}', 200, -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}', 200, -32602),
        (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 400, -32600),
        (b" " * LONGEST + b"{}", 413, -32700),
    ],
)
def test_what_is_no_message_gets_an_error(
    tools: Tools, body: bytes, status: int, code: int
) -> None:
    response = tools.send(body)

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_a_body_beyond_what_the_site_reads_gets_an_answer_for_programs(tools: Tools) -> None:
    response = tools.send(b" " * 300_000)

    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"


def test_arguments_that_are_no_object_are_refused(tools: Tools) -> None:
    response = tools.send(CALL | {"params": {"name": "recommend", "arguments": [1]}})

    assert response.json()["error"]["code"] == -32602


def test_every_mistake_is_told_at_once_with_its_place(tools: Tools) -> None:
    problem = tools.problem(
        "recommend",
        answers={"pains": ["cascade", "slow"], "stage": ["new", "growing"], "zzz": ["a"]},
        sources={"pains": "guess", "teams": "user"},
    )

    assert problem["code"] == "invalid-answers"
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("#/answers/pains/1", "unknown_option"),
        ("#/answers/stage", "too_many"),
        ("#/answers/zzz", "unknown_key"),
        ("#/sources/pains", "unknown_value"),
        ("#/sources/teams", "misplaced"),
    ]
    assert "cascade" in problem["errors"][0]["allowed"]


def test_mistakes_have_the_codes_and_pointers_of_rest(tools: Tools) -> None:
    answers = {"pains": ["cascade", "slow"], "stage": ["new", "growing"], "tx": 3, "\x00": ["a"]}

    problem = tools.problem("recommend", answers=answers)
    body = Client().post(
        "/api/v1/recommendations", {"answers": answers}, content_type="application/json"
    )

    assert problem["errors"] == body.json()["errors"]
    assert body.json()["type"].endswith(problem["code"])


@pytest.mark.parametrize(
    ("name", "arguments", "pointer", "code"),
    [
        ("search_patterns", {}, "#", "missing"),
        ("search_patterns", {"query": 7}, "#/query", "wrong_type"),
        ("search_patterns", {"query": "x" * 101}, "#/query", "too_long"),
        ("search_patterns", {"query": "a\x00b"}, "#/query", "control_character"),
        ("search_patterns", {"query": "a", "limit": True}, "#/limit", "wrong_type"),
        ("search_patterns", {"query": "a", "limit": 51}, "#/limit", "out_of_range"),
        ("search_patterns", {"query": "a", "category": "zzz"}, "#/category", "unknown_value"),
        ("get_pattern", {"slug": "circuit-braker"}, "#/slug", "unknown_value"),
        ("get_pattern", {"slug": "retry", "parts": ["all"]}, "#/parts/0", "unknown_value"),
        ("compare_patterns", {"slugs": ["retry"]}, "#/slugs", "too_few"),
        ("compare_patterns", {"slugs": ["retry"] * 6}, "#/slugs", "too_many"),
        ("compare_patterns", {"slugs": ["retry", "retry"]}, "#/slugs", "duplicate"),
        ("compare_patterns", {"slugs": ["retry", "zzz"]}, "#/slugs/1", "unknown_value"),
        ("what_if", NO_SUCH_CHANGE, "#/changes/age/0", "unknown_option"),
        ("what_if", {"answers": {}, "changes": {"zzz": None}}, "#/changes/zzz", "unknown_key"),
        ("recommend", {"answers": ["stage"]}, "#/answers", "wrong_type"),
        ("recommend", {"answers": {}, "weights": {"zzz": 1}}, "#/weights/zzz", "unknown_key"),
        ("render_diagram", {}, "#", "missing"),
        ("render_diagram", {"slug": "retry"}, "#/kind", "unknown_value"),
        ("render_diagram", {"slug": "retry", "kind": "x"}, "#/kind", "unknown_value"),
        ("render_diagram", {"slug": "retry", "mermaid": "x"}, "#", "missing"),
        ("get_code_template", {"slug": "retry", "language": "perl"}, "#/language", "unknown_value"),
        ("run_lab", {"slug": "no-such-lab"}, "#/slug", "unknown_value"),
        (
            "run_lab",
            {"slug": "circuit-breaker", "parameters": {"rate": "fast"}},
            "#/parameters/rate",
            "out_of_range",
        ),
        (
            "run_lab",
            {"slug": "circuit-breaker", "parameters": {"zzz": 1}},
            "#/parameters/zzz",
            "unknown_key",
        ),
        (
            "get_code_template",
            {"slug": "circuit-breaker", "language": "python", "parameters": {"zzz": "1"}},
            "#/parameters/zzz",
            "unknown_key",
        ),
        (
            "get_code_template",
            {"slug": "circuit-breaker", "language": "python", "parameters": {"open_wait": "soon"}},
            "#/parameters/open_wait",
            "unknown_value",
        ),
        (
            "get_code_template",
            {"slug": "circuit-breaker", "language": "python", "without": ["zzz"]},
            "#/without",
            "unknown_value",
        ),
        ("save_assessment", TURNED_TITLE, "#/title", "control_character"),
        ("save_assessment", {"title": "a" * 121, "answers": GIVEN}, "#/title", "too_long"),
        ("export_bundle", {}, "#", "missing"),
        ("export_bundle", {"answers": {}, "id": "x"}, "#", "missing"),
        ("export_bundle", {"answers": {}, "format": "exe"}, "#/format", "unknown_value"),
        ("export_bundle", {"answers": {}, "date": "9999-12-31"}, "#/date", "unknown_value"),
        ("export_bundle", {"answers": {}, "adr": "x"}, "#/adr", "unknown_value"),
        ("export_bundle", {"answers": {}, "first": 9999}, "#/first", "out_of_range"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(
    tools: Tools, name: str, arguments: dict[str, Any], pointer: str, code: str
) -> None:
    problem = tools.problem(name, **arguments)

    assert (pointer, code) in [(each["pointer"], each["code"]) for each in problem["errors"]]


def test_a_name_that_is_nearly_right_leads_to_the_right_one(tools: Tools) -> None:
    problem = tools.problem("get_pattern", slug="circuit-braker")

    assert "circuit-breaker" in problem["errors"][0]["allowed"]


def test_a_diagram_that_cannot_be_drawn_names_the_line(tools: Tools) -> None:
    problem = tools.problem("render_diagram", mermaid="flowchart LR\n  a -->")

    assert problem["code"] == "unreadable-diagram"
    assert problem["errors"][0]["line"] == 2


def test_many_answers_get_a_short_text(tools: Tools) -> None:
    everything = {
        question.id: [option.id for option in question.options if not option.exclusive]
        if question.kind == "multi"
        else [question.options[0].id]
        for question in knowledge(releases.current()).questions
    }

    tools.get("get_questions", answers=everything)
    for name in ("recommend", "check_answers", "what_if"):
        tools.get(name, answers=everything, sources=dict.fromkeys(everything, "assumed"))


@pytest.mark.parametrize("name", ["recommend", "check_answers"])
def test_thousands_of_wrong_answers_get_a_short_refusal(tools: Tools, name: str) -> None:
    answers = {f"q{number}": ["a"] for number in range(3000)}

    response = tools.send(CALL | {"params": {"name": name, "arguments": {"answers": answers}}})

    assert response.status_code == 200
    assert len(response.content) < 20_000
    assert len(response.json()["result"]["content"][0]["text"]) <= 1500


hostile = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["stage", "new", "unknown", "na", "retry", "assumed", "\x00", "\u202e"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.django_db
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_arguments_break_a_tool(keeping: Tools, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*CALLS]))
    known = [*keeping.listed()[name]["inputSchema"]["properties"]]
    arguments = dict(CALLS[name])
    for key in data.draw(st.lists(st.sampled_from(known) | st.text(max_size=4), max_size=3)):
        arguments[key] = data.draw(hostile)

    found = keeping.call(name, **arguments)

    if found["isError"]:
        assert found["_meta"]["pattern-advisor/problem"]["code"] != "internal-error"


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=60) | hostile.map(lambda value: json.dumps(value).encode()))
def test_no_body_breaks_the_endpoint(tools: Tools, body: bytes) -> None:
    assert tools.send(body).status_code in (200, 202, 400)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(params=st.dictionaries(
    st.sampled_from(["name", "arguments", "_meta", "requestState", "inputResponses", "cursor"]),
    hostile,
))  # fmt: skip
def test_no_parameters_break_the_protocol(tools: Tools, params: dict[str, Any]) -> None:
    for method in ("tools/call", "tools/list", "initialize", "server/discover", "ping"):
        assert tools.ask(method, params).status_code in (200, 400, 404)
        assert tools.ask(method, params, **{"MCP-Protocol-Version": NEWEST}).status_code in (
            200,
            400,
            404,
        )


def test_a_tool_that_fails_says_so_and_no_more(
    tools: Tools, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("advisor.mcp.answering.advise", broken)

    problem = tools.problem("recommend", answers=GIVEN)

    assert problem["code"] == "internal-error"
    assert "secret" not in json.dumps(problem)
    assert "secret of the inside" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("_quick_settings")
def test_without_a_catalogue_the_tools_ask_for_patience() -> None:
    releases.forget()

    assert Tools().problem("recommend", answers=GIVEN)["code"] == "not-ready"

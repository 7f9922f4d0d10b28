"""The official clients of both eras walk the journey, over HTTP before the served product."""

import asyncio
import json
import os
import subprocess
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from mcp import MCPError
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from tests.advisor.mcp.calls import CALLS, GIVEN
from tests.oracles.conftest import needs
from tests.readers.npm import NODE
from tests.readers.talking import Program, Refused, talking
from tests.serving import MANAGE, ROOT, prepare, serving

pytestmark = pytest.mark.oracle

ADDRESS = "stage=growing&services=many&deps=third&pains=cascade"
SDK = ROOT / "node_modules/@modelcontextprotocol/sdk"
NEWEST, OLDER = "2026-07-28", "2025-11-25"


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if n not in ("DATABASE_URL", "CACHE_URL")}
    return {
        **kept,
        "ADVISOR_DATA": str(tmp_path_factory.mktemp("mcp")),
        "ADVISOR_MODE": "development",
        "ADVISOR_LIMITS": "no",
    }


@pytest.fixture(scope="module")
def site(surroundings: dict[str, str]) -> Iterator[str]:
    prepare(surroundings)
    with serving(surroundings) as address:
        yield address


@pytest.fixture(scope="module")
def token(site: str, surroundings: dict[str, str]) -> str:
    """A token that may read the catalogue alone."""
    done = subprocess.run(
        [*MANAGE, "create_token", "journey", "--scope", "catalogue:read"],
        env=surroundings, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return next(word for word in done.stdout.split() if word.startswith("pa_"))


@pytest.fixture(scope="module")
def node() -> Iterator[Program]:
    needs("" if SDK.is_dir() else "@modelcontextprotocol/sdk is not installed: npm ci")
    script = Path(__file__).with_name("mcp_client.mjs")
    with talking([str(NODE), str(script)], cwd=ROOT) as program:
        yield program


def walk(
    site: str,
    steps: Callable[[Client], Awaitable[Any]],
    mode: str = "auto",
    headers: Mapping[str, str] | None = None,
) -> Any:
    """Let a connected client of the newest era take some steps."""

    async def walked() -> Any:
        async with create_mcp_http_client(headers=dict(headers or {})) as http:
            transport = streamable_http_client(f"{site}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                return await steps(client)

    return asyncio.run(walked())


def get(address: str) -> Any:
    with urllib.request.urlopen(address) as response:
        return response.read()


def test_the_newest_client_walks_from_the_questions_to_the_export(site: str) -> None:
    async def journey(client: Client) -> None:
        assert client.session.protocol_version == NEWEST
        listed = await client.list_tools()
        assert [tool.name for tool in listed.tools] == list(CALLS)

        questions = await client.call_tool("get_questions", {"quick": True})
        known = {each["id"]: each["options"] for each in questions.structured_content["content"]}
        answers = {name: [options[0]["id"]] for name, options in [*known.items()][:4]}
        assert not (await client.call_tool("check_answers", {"answers": answers})).is_error

        advice = await client.call_tool("recommend", {"answers": GIVEN})
        best = advice.structured_content["adopt"][0]
        reasons = await client.call_tool("explain", {"slug": best, "answers": GIVEN})
        assert reasons.structured_content["pattern"]["verdict"] == "adopt"

        export = await client.call_tool("export_bundle", {"answers": GIVEN})
        content = get(export.structured_content["links"]["file"])
        assert len(content) == export.structured_content["size"]

        body = json.loads(get(f"{site}/api/v1/recommendations?{ADDRESS}"))
        assert advice.structured_content["headline"] == body["headline"]
        assert [each["slug"] for each in advice.structured_content["patterns"]] == [
            each["slug"] for each in body["patterns"][:10]
        ]

    walk(site, journey)


def test_the_newest_client_calls_every_tool(site: str) -> None:
    async def all_of_them(client: Client) -> dict[str, Any]:
        # The client holds structured content against the output schema, and raises.
        return {name: await client.call_tool(name, given) for name, given in CALLS.items()}

    results = walk(site, all_of_them, mode=NEWEST)

    for name, result in results.items():
        assert not result.is_error, name
        assert result.structured_content, name
        assert 0 < len(result.content[0].text) <= 1500, name


def test_the_newest_client_as_one_of_the_older_era(site: str) -> None:
    async def greeted(client: Client) -> Any:
        assert client.session.protocol_version == OLDER
        return await client.call_tool("recommend", {"answers": GIVEN})

    assert walk(site, greeted, mode="legacy").structured_content["adopt"] == ["circuit-breaker"]


def test_the_older_client_walks_through_every_tool(site: str, node: Program) -> None:
    calls = [{"name": name, "arguments": given} for name, given in CALLS.items()]

    told = node.ask(address=f"{site}/mcp", calls=calls)

    assert told["protocol"] == OLDER
    assert told["server"]["name"] == "pattern-advisor"
    assert "confirm it with the user" in told["instructions"]
    assert [tool["name"] for tool in told["tools"]] == list(CALLS)
    for call, result in zip(calls, told["results"], strict=True):
        assert result["isError"] is False, call
        assert result["structuredContent"], call


def test_both_clients_are_told_the_same(site: str, node: Program) -> None:
    async def advised(client: Client) -> Any:
        return (await client.call_tool("recommend", CALLS["recommend"])).structured_content

    call = {"name": "recommend", "arguments": CALLS["recommend"]}
    (older,) = node.ask(address=f"{site}/mcp", calls=[call])["results"]

    assert walk(site, advised) == older["structuredContent"]


def test_both_clients_hear_of_mistakes_as_results(site: str, node: Program) -> None:
    wrong = {"answers": {"pains": ["slow"]}}

    async def refused(client: Client) -> Any:
        return await client.call_tool("recommend", wrong)

    newest = walk(site, refused)
    (older,) = node.ask(address=f"{site}/mcp", calls=[{"name": "recommend", "arguments": wrong}])[
        "results"
    ]

    assert newest.is_error
    assert older["isError"]
    assert newest.content[0].text == older["content"][0]["text"]
    assert "#/answers/pains/0 unknown_option" in newest.content[0].text


def test_a_token_of_the_catalogue_reads_and_is_given_no_advice(
    site: str, node: Program, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    calls = ("get_pattern", "recommend")

    async def both(client: Client) -> list[bool]:
        return [(await client.call_tool(name, CALLS[name])).is_error for name in calls]

    told = node.ask(
        address=f"{site}/mcp",
        headers=headers,
        calls=[{"name": name, "arguments": CALLS[name]} for name in calls],
    )

    assert walk(site, both, headers=headers) == [False, True]
    assert [result["isError"] for result in told["results"]] == [False, True]
    assert "forbidden" in told["results"][1]["content"][0]["text"]


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Bearer pa_wrong"}, {"Origin": "https://elsewhere.example"}]
)
def test_neither_client_gets_in_with_a_wrong_token_or_origin(
    site: str, node: Program, headers: dict[str, str]
) -> None:
    async def listed(client: Client) -> Any:
        return await client.list_tools()

    with pytest.raises((MCPError, ExceptionGroup)):
        walk(site, listed, mode=NEWEST, headers=headers)
    with pytest.raises(Refused):
        node.ask(address=f"{site}/mcp", headers=headers, calls=[])

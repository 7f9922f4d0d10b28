"""The guide for assistants says what is there, and its examples do what it shows."""

import json
import re
import shlex
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from advisor.mcp.replies import LONGEST
from advisor.mcp.tools import TOOLS
from tests.advisor.mcp.conftest import Tools

GUIDE = (settings.BASE_DIR / "docs" / "mcp.md").read_text()
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", GUIDE, re.S)]
MESSAGES = [block for block in BLOCKS if "jsonrpc" in block]
EXCHANGES = [
    (asked, shown) for asked, shown in pairwise(MESSAGES) if "method" in asked and "result" in shown
]


def holds(found: Any, shown: Any) -> bool:
    """Say whether everything that is shown is there; an answer may hold more members."""
    if isinstance(shown, Mapping):
        return all(name in found and holds(found[name], value) for name, value in shown.items())
    if isinstance(shown, list):
        return len(found) == len(shown) and all(map(holds, found, shown))
    return bool(found == shown)


def test_the_table_names_every_tool_with_its_arguments_and_scope() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| `([\w:]+)` \| (yes|no) \|$", GUIDE, re.M)
    expected = [
        (
            each.name,
            ", ".join(f"`{a.name}{'' if a.required else '?'}`" for a in each.takes),
            str(each.scope),
            "yes" if each.read_only else "no",
        )
        for each in TOOLS
    ]

    assert rows == expected


def test_there_are_examples_of_an_advice_a_mistake_and_a_change() -> None:
    names = [asked["params"]["name"] for asked, _ in EXCHANGES]

    assert names == ["recommend", "explain", "what_if"]


@pytest.mark.parametrize(("asked", "shown"), EXCHANGES, ids=lambda block: str(block["id"]))
def test_an_example_is_answered_as_it_is_shown(
    tools: Tools, asked: dict[str, Any], shown: dict[str, Any]
) -> None:
    answer = tools.send(asked).json()

    assert holds(answer, shown), answer


def test_the_words_that_are_quoted_are_said(tools: Tools) -> None:
    words = tools.send(EXCHANGES[0][0]).json()["result"]["content"][0]["text"]

    assert words.startswith("You do not need a distributed design for this.")
    assert f"at most {LONGEST:,} characters" in GUIDE


def test_the_line_for_curl_lists_the_tools(site: Client) -> None:
    (line,) = re.findall(r"```sh\n(curl .*?)\n```", GUIDE, re.S)
    words = shlex.split(line)
    name, _, value = words[words.index("-H") + 1].partition(": ")

    response = site.post(
        "/mcp", words[words.index("-d") + 1].encode(), content_type=value, headers={}
    )

    assert (name, words[1]) == ("Content-Type", "http://127.0.0.1:8000/mcp")
    assert [each["name"] for each in response.json()["result"]["tools"]] == [t.name for t in TOOLS]


def test_the_configurations_lead_to_the_endpoint() -> None:
    servers = [block["mcpServers"]["pattern-advisor"] for block in BLOCKS if "mcpServers" in block]

    assert [server["url"] for server in servers] == ["https://patterns.example.org/mcp"] * 2
    assert servers[1]["headers"] == {"Authorization": "Bearer pa_…"}

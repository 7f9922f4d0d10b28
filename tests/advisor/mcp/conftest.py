"""A caller without a client library: one message, one answer, in either era of the protocol."""

import json
from dataclasses import dataclass, field
from typing import Any

import jsonschema
import pytest
from django.test import Client

NEWEST = "2026-07-28"


@dataclass
class Tools:
    """Calls tools, and holds what they answer against their own schemas."""

    client: Client = field(default_factory=Client)
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, body: object, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            "/mcp", raw, content_type="application/json", headers=self.headers | headers
        )

    def ask(self, method: str, params: dict[str, Any] | None = None, **headers: str) -> Any:
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
        return self.send(message, **headers)

    def newest(self, method: str, params: dict[str, Any] | None = None, **headers: str) -> Any:
        """Ask as the revision of 2026 wants it: everything on every request."""
        meta = {
            "io.modelcontextprotocol/protocolVersion": NEWEST,
            "io.modelcontextprotocol/clientCapabilities": {},
        }
        named = {"Mcp-Name": params["name"]} if params and "name" in params else {}
        beside = {"MCP-Protocol-Version": NEWEST, "Mcp-Method": method} | named | headers
        return self.ask(method, (params or {}) | {"_meta": meta}, **beside)

    def call(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Return the result, also that of a call that was refused."""
        response = self.ask("tools/call", {"name": name, "arguments": arguments})
        assert response.status_code == 200, response.content
        found: dict[str, Any] = response.json()["result"]
        assert len(found["content"][0]["text"]) <= 1500
        assert found["isError"] is not ("structuredContent" in found)
        return found

    def get(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Return the structured content of a call that succeeds and keeps to its schema."""
        found = self.call(name, **arguments)
        assert not found["isError"], found["content"]
        values: dict[str, Any] = found["structuredContent"]
        jsonschema.validate(values, self.listed()[name]["outputSchema"])
        return values

    def words(self, name: str, **arguments: Any) -> str:
        return str(self.call(name, **arguments)["content"][0]["text"])

    def problem(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Return the problem of a call that is refused."""
        found = self.call(name, **arguments)
        assert found["isError"], found
        told: dict[str, Any] = found["_meta"]["pattern-advisor/problem"]
        assert told["code"] in found["content"][0]["text"]
        return told

    def listed(self) -> dict[str, Any]:
        return {each["name"]: each for each in self.ask("tools/list").json()["result"]["tools"]}


@pytest.fixture
def tools(site: Client) -> Tools:
    """The tools with the shipped content, without a database: most ask for none."""
    return Tools(site)


@pytest.fixture
def keeping(release: Any) -> Tools:
    """The tools with a database."""
    return Tools()

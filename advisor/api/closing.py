"""The last step of the description: bodies of requests have no other members than those named."""

from typing import Any


def close_requests(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Return the description with closed bodies: an unknown member is refused, so it says so.

    A body is never left out, even where each of its members may be. Answers stay open: clients
    must accept new members.
    """
    for operation in _operations(result):
        if "requestBody" in operation:
            operation["requestBody"]["required"] = True
    schemas = result["components"]["schemas"]
    for name in _used(result):
        for found in _reachable(schemas, name):
            if "properties" in schemas[found]:
                schemas[found].setdefault("additionalProperties", False)
    return result


def _used(result: dict[str, Any]) -> list[str]:
    """Return the names of the components that are whole bodies of requests."""
    contents = [each.get("requestBody", {}).get("content", {}) for each in _operations(result)]
    return [found for content in contents for found in _references(content)]


def _operations(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for methods in result["paths"].values() for each in methods.values()]


def _reachable(schemas: dict[str, Any], name: str) -> set[str]:
    found, ahead = set(), [name]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += _references(schemas[one])
    return found


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"].rpartition("/")[2]] if "$ref" in node else []
        return own + [found for each in node.values() for found in _references(each)]
    return [found for each in node for found in _references(each)] if isinstance(node, list) else []

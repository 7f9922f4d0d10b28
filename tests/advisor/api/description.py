"""The OpenAPI description as a judge of answers: strict, so an undescribed member is a fault."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator


class Description:
    """Says what is wrong with a body."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.strict = copy.deepcopy(document)
        for schema in self.strict["components"]["schemas"].values():
            if "properties" in schema:
                schema.setdefault("additionalProperties", False)

    def operations(self) -> Iterator[tuple[str, str, Any]]:
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield method.upper(), path, operation

    def operation(self, method: str, path: str) -> Any:
        """Return the operation that an address belongs to."""
        plain = path.partition("?")[0]
        found = [
            (template, methods)
            for template, methods in self.document["paths"].items()
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), plain)
        ]
        _, methods = min(found, key=lambda each: each[0].count("{"))
        return methods[method.lower()]

    def faults(self, body: Any, schema: Any) -> list[str]:
        """Return every place where a body is not as it is described."""
        whole = {**schema, "components": self.strict["components"]}
        return [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in Draft202012Validator(whole).iter_errors(body)
        ]

    def faults_of(self, response: Any, method: str, path: str) -> list[str]:
        """Return what is wrong with an answer: its status, its media type or its body."""
        described = self.operation(method, path)["responses"].get(str(response.status_code))
        if described is None:
            return [f"status {response.status_code} is not described"]
        if not response.content:
            return []
        media_type = response["Content-Type"].partition(";")[0]
        if media_type not in described["content"]:
            return [f"{media_type} is not described for {response.status_code}"]
        if not media_type.endswith("json"):
            return []
        return self.faults(response.json(), described["content"][media_type]["schema"])

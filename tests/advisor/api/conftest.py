"""A client for the API, and the description that every answer is held against."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from advisor.api import etags
from advisor.api.pages import document
from tests.advisor.api.description import Description


@dataclass
class Api:
    """Asks as a program would: paths below /api/v1, bodies as plain values or as bytes."""

    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=headers)

    def post(self, path: str, body: object, kind: str = "application/json", **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(f"/api/v1{path}", raw, content_type=kind, headers=headers)


@pytest.fixture
def api(release: Any) -> Api:
    etags.forget()  # what another test asked for must not answer here
    return Api()


@pytest.fixture(scope="session")
def description() -> Description:
    return Description(json.loads(json.dumps(document())))

"""Nothing opens a connection while pages are made."""

import socket
from typing import Any

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/patterns/?q=pub+sub",
    "/patterns/circuit-breaker/?caller=Shop",
    "/patterns/circuit-breaker/diagrams/structure.png",
    "/patterns/compare/?slug=retry&slug=timeout",
    "/matrix/",
    "/quadrant/",
    "/diagrams/",
    "/advice/?deps=third&callfail=pause",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_no_socket(
    release: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    connection.ensure_connection()

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a page opened a connection")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert Client().get(address).status_code == 200

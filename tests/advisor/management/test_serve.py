"""Serving says when the site is ready, whatever names it answers to."""

import http.server
import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from advisor.management.commands.serve import Command


class Site(http.server.BaseHTTPRequestHandler):
    """Answers as the site does: ready for its own name after some looks, else 400 or 503."""

    looks = 0
    ready_after = 2
    name = "patterns.example.org"

    def do_GET(self) -> None:
        type(self).looks += 1
        known = self.headers["Host"] == self.name
        status = 400 if not known else 200 if self.looks > self.ready_after else 503
        body = b'{"why": "no Release is loaded"}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Site.looks, Site.ready_after = 0, 2
    server = http.server.HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def command(settings: Any) -> Command:
    settings.ALLOWED_HOSTS = [".example.org", "patterns.example.org"]
    Site.name = "example.org"
    return Command(stdout=io.StringIO(), stderr=io.StringIO())


def test_it_looks_until_the_site_is_ready_under_its_own_name(command: Command, port: int) -> None:
    command.announce("127.0.0.1", port)

    assert Site.looks == 3
    assert command.stdout.getvalue() == f"Pattern Advisor is ready: http://127.0.0.1:{port}\n"


def test_it_names_the_address_that_readers_use(settings: Any, command: Command, port: int) -> None:
    settings.PUBLIC_ADDRESS = "https://patterns.example.org"

    command.announce("127.0.0.1", port)

    assert command.stdout.getvalue() == "Pattern Advisor is ready: https://patterns.example.org\n"


def test_it_says_why_a_site_does_not_become_ready(command: Command, port: int) -> None:
    Site.ready_after = 1_000

    command.announce("127.0.0.1", port, give_up_after=0)

    assert "is not ready after 0 s" in command.stderr.getvalue()
    assert "no Release is loaded" in command.stderr.getvalue()


def test_it_says_when_nothing_listens(command: Command, port: int) -> None:
    command.announce("127.0.0.1", 1, give_up_after=0)

    assert "is not ready" in command.stderr.getvalue()
    assert command.stdout.getvalue() == ""

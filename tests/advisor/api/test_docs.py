import json
import re
import shlex
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.advisor.api.conftest import Api
from tests.advisor.api.description import Description

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """Gathers ids, attributes and the text of each element with an id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.names: set[str] = set()
        self.texts: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.names |= found.keys()
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "code":
            self._open.append(str(found.get("id")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "code" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open[-1]] = self.texts.get(self._open[-1], "") + data


@pytest.fixture
def page(api: Api) -> Page:
    response = api.get("/docs")
    assert response.status_code == 200
    return Page(response.content.decode())


def test_every_operation_stands_on_the_page(page: Page, description: Description) -> None:
    expected = {operation["operationId"] for _, _, operation in description.operations()}

    assert expected <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_page_keeps_the_content_policy(api: Api, page: Page) -> None:
    text = api.get("/docs").content.decode()

    assert not {name for name in page.names if name == "style" or name.startswith("on")}
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style", text)
    assert not re.findall(r'(?:src|href)="https?://', text)


def test_every_line_to_try_works(api: Api, page: Page, description: Description) -> None:
    lines = {name: text for name, text in page.texts.items() if name.startswith("curl-")}
    assert len(lines) >= 18

    for name, line in lines.items():
        words = shlex.split(line)
        address = words[1].removeprefix("http://testserver")
        response: Any
        if "-d" in words:
            assert words[words.index("-H") + 1] == "Content-Type: application/json"
            body = json.loads(words[words.index("-d") + 1])
            response = api.post(address.removeprefix("/api/v1"), body)
            method = "POST"
        else:
            response = api.client.get(address)
            method = "GET"
        assert response.status_code == 200, (name, line, response.content[:300])
        assert not description.faults_of(response, method, address)

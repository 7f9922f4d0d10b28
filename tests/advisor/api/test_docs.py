import json
import re
import shlex
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from advisor.api import kept_examples, preconditions
from advisor.models import AccessToken, Scope
from tests.advisor.api.conftest import Api
from tests.advisor.api.description import Description

pytestmark = pytest.mark.django_db

NOT_BEGUN = ("curl-exports_get", "curl-exports_file", "curl-labs_sweeps_get")


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
    assert len(lines) >= 40
    token = AccessToken.issue(
        "Lines", Scope, now=timezone.now(), days=1, owner=User.objects.create(username="ana")
    )
    made = api.post("/assessments", kept_examples.NEW).json()
    place, key = f"/api/v1/assessments/{made['id']}", made["edit_key"]
    api.client.put(
        f"{place}/decisions/circuit-breaker", {"status": "accepted"}, "application/json",
        headers={"Assessment-Key": key, "If-Match": "*"},
    )  # fmt: skip
    known = {
        "$ADVISOR_TOKEN": token.secret,
        "$ADVISOR_KEY": key,
        kept_examples.ID: made["id"],
        kept_examples.OWN_ID: str(token.token.pk),
        json.loads(json.dumps(preconditions.STATE)): "*",
    }

    for name, line in lines.items():
        for said, meant in known.items():
            line = line.replace(said, meant)
        words = shlex.split(line)
        address, options = words[1].removeprefix("http://testserver"), words[2:]
        told = list(zip(options[::2], options[1::2], strict=True))
        headers = dict(text.split(": ", 1) for option, text in told if option == "-H")
        body = dict(told).get("-d", "")
        method = dict(told).get("-X", "POST" if body else "GET")
        with transaction.atomic():
            response = api.client.generic(
                method, address, body, content_type=headers.pop("Content-Type", ""), headers=headers
            )
            transaction.set_rollback(True)
        # Nothing was begun here: tests/advisor/api/kept/test_documents.py begins some.
        expected = 404 if name in NOT_BEGUN else 200
        assert response.status_code // 100 == expected // 100, (name, line, response.content[:300])
        assert not description.faults_of(response, method, address)

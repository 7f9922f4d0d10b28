"""What holds for every page: markup, methods, and links that lead somewhere."""

import re
from collections import deque
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.test import Client

from patterns.catalogue import Catalogue
from patterns.labs import shelf
from patterns.pages import documents, files
from tests.patterns.pages.markup import page_of

pytestmark = pytest.mark.django_db

PLAIN = (
    "/", "/patterns/", "/patterns/compare/", "/matrix/", "/quadrant/", "/problems/", "/takeaways/",
    "/checklist/", "/glossary/", "/diagrams/", "/patterns/saga/", "/patterns/timeout/",
    "/patterns/?as=table&category=edge&complexity=low", "/problems/?by=name", "/problems/?by=force",
    "/relations/", "/relations/?category=messaging", "/relations/?pattern=retry",
    "/patterns/compare/?slug=saga&slug=cqrs", "/patterns/circuit-breaker/code/python/",
)  # fmt: skip
ID = re.compile(r'\sid="([^"]+)"')
FILES = ("/patterns/saga/diagrams/states.svg", "/quadrant.mmd", "/relations.svg?pattern=retry")
# Pages of the advisor are visited, but what they link to is their own tests' business.
FOLLOWED = ("/patterns/", "/matrix/", "/quadrant", "/problems/", "/takeaways/", "/checklist/",
            "/glossary/", "/diagrams/", "/relations")  # fmt: skip
# Each address of a lab is a run of its own; presets, challenges and experiments are run by the
# tests of the labs.
A_RUN = re.compile(r"(/labs/[^/]+/)\?")


@pytest.mark.parametrize("address", PLAIN)
def test_a_page_has_sound_markup(site: Client, address: str) -> None:
    response = site.get(address)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert page_of(response.content).faults == []


def test_every_pattern_has_sound_markup(site: Client, catalogue: Catalogue) -> None:
    found = {
        pattern.slug: faults
        for pattern in catalogue.patterns
        if (faults := page_of(site.get(f"/patterns/{pattern.slug}/").content).faults)
    }

    assert found == {}


@pytest.mark.parametrize("address", [*PLAIN, *FILES])
def test_asking_for_the_head_gives_the_same_headers_without_a_body(
    site: Client, address: str
) -> None:
    response = site.head(address)

    assert response.status_code == 200
    assert response.content == b""
    assert response["Content-Type"] == site.get(address)["Content-Type"]


@pytest.mark.parametrize("address", [*PLAIN, *FILES])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_page_refuses_to_be_changed(site: Client, address: str, method: str) -> None:
    assert getattr(site, method)(address).status_code == 405


def test_drawing_is_not_to_be_got(site: Client) -> None:
    assert site.get("/diagrams/render").status_code == 405


@pytest.mark.parametrize("address", PLAIN)
def test_every_page_carries_the_strict_policy(site: Client, address: str) -> None:
    policy = site.get(address)["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_every_link_of_the_catalogue_leads_somewhere(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Pictures and documents are made by their own tests.
    monkeypatch.setattr(files, "png", lambda drawn: b"a picture")
    for name, form in documents.FORMS.items():
        quick = form._replace(make=lambda document: b"a document")
        monkeypatch.setitem(documents.FORMS, name, quick)
    ids: dict[str, set[str]] = {}
    waiting = deque(["/"])
    broken: list[str] = []
    anchors: list[tuple[str, str, str]] = []
    runs: dict[str, str] = {}
    while waiting:
        address = waiting.popleft()
        if address in ids:
            continue
        response = site.get(address, follow=True)
        if response.status_code != 200:
            broken.append(f"{address}: {response.status_code}")
        is_page = response["Content-Type"].startswith("text/html")
        ids[address] = set(ID.findall(response.content.decode())) if is_page else set()
        if not is_page or not (address == "/" or address.startswith(FOLLOWED)):
            continue
        for link in page_of(response.content).links:
            target, anchor = urldefrag(urljoin(address, link))
            if urlsplit(target).netloc:
                assert target.startswith("https://"), (address, target)
                continue
            if lab := A_RUN.match(target):
                # One run speaks for all of its form: their pages differ in figures alone.
                target = runs.setdefault(lab[1], target)
            waiting.append(target)
            if anchor:
                anchors.append((address, target, unquote(anchor)))

    assert broken == []
    assert len(ids) > 300
    assert runs.keys() == {f"/labs/{slug}/" for slug in shelf.labs()}
    assert runs.keys() < ids.keys()
    assert [row for row in anchors if row[2] not in ids[row[1]]] == []

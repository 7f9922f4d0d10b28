"""Code templates: shown with the reader's values, and downloaded."""

import io
import zipfile

import pytest
from django.test import Client

from patterns.catalogue import Catalogue
from tests.advisor.markup import page
from tests.patterns.pages.markup import page_of

pytestmark = pytest.mark.django_db

ADDRESS = "/patterns/circuit-breaker/code/python/rate-window/"


def test_every_listed_template_has_a_page_a_file_and_a_zip(
    site: Client, catalogue: Catalogue
) -> None:
    listed = [(p.slug, t) for p in catalogue.patterns for t in catalogue.templates(p.slug)]
    assert listed

    for slug, template in listed:
        address = f"/patterns/{slug}/code/{template.language}/{template.id.partition('.')[2]}/"
        shown = site.get(address)
        assert shown.status_code == 200, address
        assert template.title in page(shown.content).text
        raw = site.get(address, {"format": "raw"})
        assert raw["Content-Type"] == "text/plain; charset=utf-8"
        compile(raw.content, address, "exec")
        bundle = zipfile.ZipFile(io.BytesIO(site.get(address, {"format": "zip"}).content))
        assert bundle.testzip() is None
        assert any(name.endswith(template.file) for name in bundle.namelist())
        assert not any(name.startswith(("/", "..")) for name in bundle.namelist())


def test_without_a_template_the_best_one_for_the_values_is_shown(site: Client) -> None:
    response = site.get("/patterns/circuit-breaker/code/python/")

    assert response.status_code == 200
    assert page(response.content).first("h1").text == "Circuit Breaker in Python"


def test_a_value_stands_in_the_file(site: Client) -> None:
    text = site.get(ADDRESS, {"open_wait": "45", "format": "raw"}).content.decode()

    assert "OPEN_WAIT_MS: Final[int] = 45000" in text


def test_a_region_can_be_left_out(site: Client) -> None:
    whole = site.get(ADDRESS, {"format": "raw"}).content
    less = site.get(ADDRESS, {"format": "raw", "without": "metrics"}).content

    assert len(less) < len(whole)


@pytest.mark.parametrize("form", ["", "raw", "zip"])
def test_a_bad_value_is_answered_with_a_message_and_the_default(site: Client, form: str) -> None:
    response = site.get(ADDRESS, {"threshold": "seven", "format": form})

    found = page(response.content)
    assert response.status_code == 400
    assert found.has("div", role="alert")
    assert found.first("input", id="f-threshold")["value"] == "seven"
    assert "THRESHOLD: Final[float] = 0.5" in found.first("code", id="code-text").text
    assert page_of(response.content).faults == []


@pytest.mark.parametrize("value", ["<script>", '"; import os', "\\", "\u202e", "x" * 3_000])
def test_a_hostile_text_value_never_leaves_its_quotes(site: Client, value: str) -> None:
    response = site.get(ADDRESS, {"service": value, "format": "raw"})

    if response.status_code == 200:
        compile(response.content, "file", "exec")
        assert b"\nimport os" not in response.content
    else:
        assert response.status_code == 400
        assert page_of(response.content).faults == []


def test_unknown_keys_are_ignored_and_named(site: Client) -> None:
    response = site.get(ADDRESS, {"utm": "x"})

    assert response.status_code == 200
    assert "Not known here and ignored: utm." in page(response.content).text


@pytest.mark.parametrize(
    "address",
    [
        "/patterns/circuit-breaker/code/cobol/",
        "/patterns/circuit-breaker/code/python/nothing/",
        "/patterns/nothing/code/python/",
        "/patterns/timeout/code/python/",
    ],
)
def test_what_was_never_run_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


def test_the_same_values_give_the_same_zip(site: Client) -> None:
    first = site.get(ADDRESS, {"format": "zip", "open_wait": "45"}).content

    assert site.get(ADDRESS, {"format": "zip", "open_wait": "45"}).content == first

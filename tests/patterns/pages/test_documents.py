"""The page of a Pattern, and a comparison, as files."""

import pytest
from django.test import Client

from patterns.pages import documents

TYPES = {
    "md": ("text/markdown; charset=utf-8", b"# Retry"),
    "html": ("text/html; charset=utf-8", b"<!DOCTYPE html>"),
    "docx": (documents.FORMS["docx"].media_type, b"PK"),
    "pdf": ("application/pdf", b"%PDF-"),
}


@pytest.mark.parametrize("form", TYPES)
def test_a_pattern_is_a_download_in_four_forms(site: Client, form: str) -> None:
    response = site.get(f"/patterns/retry.{form}")

    media_type, start = TYPES[form]
    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f'attachment; filename="retry.{form}"'
    assert response.content.startswith(start)


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_comparison_is_a_download(site: Client, form: str) -> None:
    response = site.get(f"/patterns/compare.{form}?slug=retry&slug=timeout")

    assert response.status_code == 200
    assert "compare-retry-timeout" in response["Content-Disposition"]
    assert "Retry and Timeout" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/patterns/nonsense.md",
        "/patterns/retry.txt",
        "/patterns/compare.html",
        "/patterns/compare.html?slug=retry",
        "/patterns/compare.html?slug=retry&slug=nonsense",
    ],
)
def test_what_is_not_there_is_not_found(site: Client, path: str) -> None:
    assert site.get(path).status_code == 404


def test_a_machine_without_typst_says_so(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "missing", lambda: "the Python package typst is not installed")

    response = site.get("/patterns/retry.pdf")

    assert response.status_code == 503
    assert "the Python package typst is not installed" in response.content.decode()


def test_the_pages_offer_their_files(site: Client) -> None:
    page = site.get("/patterns/retry/").content.decode()
    compared = site.get("/patterns/compare/?slug=retry&slug=timeout").content.decode()

    for form in TYPES:
        assert f'href="/patterns/retry.{form}" download' in page
        assert f'href="/patterns/compare.{form}?slug=retry&amp;slug=timeout" download' in compared

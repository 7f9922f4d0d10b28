"""What machines read: the lists name what there is, and nothing else, and say when it changed."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from patterns.catalogue import Catalogue
from patterns.pages.feeds import NAMESPACE, PAGES

FEEDS = ("/llms.txt", "/llms-full.txt", "/sitemap.xml", "/patterns/retry.md")
LINK = re.compile(r"^- \[([^\]]+)\]\(http://testserver([^)]+)\): \S", re.M)


def text(site: Client, path: str) -> str:
    return str(site.get(path).content.decode())


def test_llms_txt_has_the_form_of_its_proposal(site: Client) -> None:
    lines = text(site, "/llms.txt").split("\n")

    assert lines[0] == "# Pattern Advisor"
    assert lines[2].startswith("> ")
    bullets = [line for line in lines if line.startswith("- ")]
    assert len(bullets) == len(LINK.findall("\n".join(lines)))
    assert [line for line in lines if line.startswith("### ")] == []


def test_llms_txt_names_every_pattern_once_by_its_markdown(
    site: Client, catalogue: Catalogue
) -> None:
    links = [path for _, path in LINK.findall(text(site, "/llms.txt"))]
    twins = [path for path in links if path.startswith("/patterns/")]

    assert sorted(twins) == sorted(f"/patterns/{each.slug}.md" for each in catalogue.patterns)
    assert catalogue.digest in text(site, "/llms.txt")


def test_every_other_link_of_llms_txt_opens(site: Client) -> None:
    links = [path for _, path in LINK.findall(text(site, "/llms.txt"))]
    others = [path for path in links if not path.startswith("/patterns/")]

    assert len(others) > 8
    for path in others:
        assert site.get(path).status_code == (405 if path == "/mcp" else 200), path


def test_llms_txt_does_not_name_tools_that_are_switched_off(site: Client, settings: Any) -> None:
    settings.MCP = False

    assert "/mcp" not in text(site, "/llms.txt")


def test_llms_full_holds_every_question_and_every_finished_page(
    site: Client, catalogue: Catalogue
) -> None:
    found = text(site, "/llms-full.txt")

    for section in catalogue.content.sections:
        for question in section.question:
            assert f"**{question.id}** (" in found
            for option in question.option:
                assert f"- `{option.id}`: {option.label}" in found
    headings = re.findall(r"^# (.+)$", found, re.M)
    assert len(headings) == 1 + len(catalogue.complete)
    assert catalogue.digest in found


@pytest.mark.parametrize(
    "path", ["/llms.txt", "/llms-full.txt", "/sitemap.xml", "/patterns/retry.md"]
)
def test_a_feed_is_asked_about_before_it_is_sent_again(site: Client, path: str) -> None:
    first = site.get(path)

    again = site.get(path, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""
    assert "no-cache" in first["Cache-Control"]


def test_the_sitemap_names_pages_patterns_code_and_cases(
    site: Client, catalogue: Catalogue
) -> None:
    root = ElementTree.fromstring(site.get("/sitemap.xml").content)
    rows = {
        str(row.findtext(f"{{{NAMESPACE}}}loc")).removeprefix("http://testserver"): row.findtext(
            f"{{{NAMESPACE}}}lastmod"
        )
        for row in root
    }

    assert set(PAGES) <= set(rows)
    for pattern in catalogue.patterns:
        reviewed = pattern.reviewed.isoformat() if pattern.reviewed else None
        assert rows[f"/patterns/{pattern.slug}/"] == reviewed
    assert {path for path in rows if path.startswith("/cases/")} == {
        "/cases/", *(f"/cases/{case.id}/" for case in catalogue.cases)
    }  # fmt: skip
    assert "/patterns/circuit-breaker/code/python/rate-window/" in rows


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_sitemap_opens(site: Client, path: str) -> None:
    assert site.get(path).status_code == 200


def test_the_public_address_stands_in_front_where_there_is_one(site: Client, settings: Any) -> None:
    settings.PUBLIC_ADDRESS = "https://patterns.example.org"

    assert "(https://patterns.example.org/patterns/retry.md)" in text(site, "/llms.txt")
    assert "<loc>https://patterns.example.org/</loc>" in text(site, "/sitemap.xml")


def test_a_page_names_its_twin_and_the_twin_opens(site: Client) -> None:
    page = text(site, "/patterns/retry/")

    named = re.search(r'<link rel="alternate" type="text/markdown" href="([^"]+)"', page)
    assert named
    twin = site.get(named[1])
    assert twin["Content-Type"] == "text/markdown; charset=utf-8"
    assert twin.content.startswith(b"# Retry")


def test_another_name_of_a_pattern_leads_to_its_twin(site: Client, catalogue: Catalogue) -> None:
    alias, slug = next((p.aliases[0], p.slug) for p in catalogue.patterns if p.aliases)

    moved = site.get(f"/patterns/{alias}.md")

    assert (moved.status_code, moved["Location"]) == (301, f"/patterns/{slug}.md")
    assert site.get("/patterns/no-such-pattern.md").status_code == 404


def test_twins_are_free_of_the_limit_of_exports(site: Client, settings: Any) -> None:
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "export": ((0, 60),)}

    assert site.get("/patterns/retry.md").status_code == 200
    assert site.get("/patterns/retry.html").status_code == 429

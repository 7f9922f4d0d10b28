"""What pages say of themselves to search engines: data that cannot end its own block."""

import json
import re
from typing import Any

from django.test import Client

from patterns.catalogue import Catalogue
from patterns.pages.linked_data import article
from patterns.templatetags.authored import linked_data

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def data(site: Client, path: str) -> dict[str, Any]:
    (block,) = BLOCK.findall(site.get(path).content.decode())
    found: dict[str, Any] = json.loads(block)
    return found


def test_the_page_of_a_pattern_is_an_article(site: Client, catalogue: Catalogue) -> None:
    found = data(site, "/patterns/retry/?caller=Shop")
    retry = catalogue.get("retry")

    assert retry
    assert found == article(catalogue, retry, "http://testserver/patterns/retry/")
    assert (found["@context"], found["@type"]) == ("https://schema.org", "TechArticle")
    assert (found["headline"], found["description"]) == (retry.name, retry.problem)
    assert found["encoding"]["contentUrl"] == "http://testserver/patterns/retry.md"


def test_the_page_of_code_is_a_how_to_whose_download_opens(site: Client) -> None:
    found = data(site, "/patterns/circuit-breaker/code/python/rate-window/")

    assert found["@type"] == "HowTo"
    assert all({"@type", "name", "text"} == set(step) for step in found["step"])
    address = re.search(r"http://testserver(\S+format=zip)", str(found["step"]))
    assert address
    assert site.get(address[1])["Content-Type"] == "application/zip"


def test_no_text_ends_the_block_or_begins_another() -> None:
    written = linked_data({"name": "</script><script>alert(1)</script><!-- &amp;"})

    assert written.count("<") == 2
    assert json.loads(written.partition(">")[2].rpartition("<")[0]) == {
        "name": "</script><script>alert(1)</script><!-- &amp;"
    }

"""A document as one HTML file."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patterns.documents.document import one_line
from patterns.documents.page import page
from tests.patterns.documents.written import document

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "</title><h1>Mine</h1>",
    "{{ settings.SECRET_KEY }} {% load static %}",
    '" onmouseover="alert(1)',
    "& &amp; &lt;b&gt; &#x202e;",
    "-->]]>\x00\x1b[31m\u202eabc\ud800",
)
VOID = {"meta", "br", "col", "img", "link", "hr", "input"}


class Reader(HTMLParser):
    """Elements with their attributes, and the text outside style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)


def skeleton(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for tag, attributes in Reader(text).elements:
        yield tag, tuple(sorted(attributes))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_come_out_as_text(words: str) -> None:
    text = page(document(words))

    assert list(skeleton(text)) == list(skeleton(page(document())))
    assert one_line(words) in re.sub(r"\s+", " ", " ".join(Reader(text).words))


@given(st.text(min_size=1).filter(lambda words: one_line(words)))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_words_leave_the_page_as_it_is(words: str) -> None:
    expected = list(skeleton(page(document())))

    assert list(skeleton(page(document(words)))) == expected


def test_nothing_in_the_file_leads_outside_or_runs() -> None:
    text = page(document("see https://example.org/x"))

    for tag, attributes in Reader(text).elements:
        assert tag not in ("script", "link", "iframe", "object", "img", "base", "form")
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("href", "src", "action"):
                assert value
                assert value.startswith("#")
    assert "@import" not in text
    assert "url(" not in text


def test_headings_go_down_one_step_at_a_time_and_there_is_one_title() -> None:
    levels = [int(tag[1]) for tag, _ in Reader(page(document())).elements if tag[:1] == "h"
              and tag[1:].isdigit()]  # fmt: skip

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_it_ends_with_what_it_was_made_from() -> None:
    text = page(document())

    assert f"<footer>{document().origin}</footer>" in text
    assert document().origin == "Release sha256:abababababab, engine 1.1"


def test_every_link_has_its_target_and_every_id_is_there_once() -> None:
    elements = Reader(page(document())).elements

    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    targets = {value[1:] for _, each in elements if (value := each.get("href"))}
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)
    assert {"first", "second", "below"} <= targets


def test_the_picture_says_its_alternative() -> None:
    text = page(document("An <odd> alternative"))

    assert re.search(r"<title id=\"[^\"]+\">An &lt;odd&gt; alternative</title>", text)


def test_a_picture_that_cannot_be_drawn_stands_there_as_text(monkeypatch) -> None:
    from patterns.diagrams.problems import Problem
    from patterns.diagrams.rendering import Drawing
    from patterns.documents import page as room

    monkeypatch.setattr(
        room.diagram_cache, "draw", lambda *_: Drawing("", Problem("renderer", "Cannot."), "")
    )

    text = page(document())

    assert "Cannot. Its text:" in text
    assert "a[One] --&gt; b[Two]" in text


def test_equal_documents_give_equal_files() -> None:
    assert page(document()) == page(document())

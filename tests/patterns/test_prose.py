import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.prose import ATTRIBUTES, TAGS, highlight, to_html, to_inline_html, to_plain

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html,<script>)",
    '[a](https://x "onclick=alert(1)")',
    '<a href="#" onclick="alert(1)">a</a>',
    '<p style="position:fixed">a</p>',
    "<style>body{display:none}</style>",
    "<svg/onload=alert(1)>",
    "<iframe src=https://example.org></iframe>",
    "![a](https://example.org/pixel.png)",
    '[a](pattern:x"onclick=alert(1))',
    "[a](term:<script>)",
    "[@<script>]",
    "`<script>`",
    "<https://example.org>",
    "[a](//example.org)",
    "[a](/\\example.org)",
    "[a](</\t/example.org>)",
)


class Seen(HTMLParser):
    """Gathers every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def broken_rules(html: str) -> list[str]:
    found = []
    for tag, attributes in Seen(html).tags:
        if tag not in TAGS:
            found.append(f"<{tag}>")
        for name, value in attributes.items():
            if name not in ATTRIBUTES.get(tag, set()) | {"rel", "title"}:
                found.append(f"{name} on <{tag}>")
            if name == "href" and not re.match(r"https://|#|/(?![/\\\s])", value or ""):
                found.append(f"address {value}")
    return found


def test_marks_become_links_of_the_site() -> None:
    html = to_html("[Retry](pattern:retry), [both](compare:a,b), [word](term:key), [@work-1].")

    assert 'href="/patterns/retry/"' in html
    assert 'href="/patterns/compare/?slug=a&amp;slug=b"' in html
    assert 'href="/glossary/#key"' in html
    assert re.search(r'<a href="#ref-work-1"[^>]*>\[work-1\]</a>', html)


def test_lists_tables_and_code_are_kept() -> None:
    html = to_html("- one\n- two\n\n| a | b |\n| --- | --- |\n| 1 | `x` |\n\n**strong**")

    assert html.count("<li>") == 2
    assert "<table>" in html
    assert "<code>x</code>" in html
    assert "<strong>strong</strong>" in html


def test_one_line_has_no_paragraph_around_it() -> None:
    assert to_inline_html("*a* b") == "<em>a</em> b"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_prose_comes_out_clean(text: str) -> None:
    for html in (to_html(text), to_inline_html(text)):
        assert broken_rules(html) == []


def test_markup_of_an_author_is_shown_as_text() -> None:
    assert to_html("a <b>bold</b> word") == "<p>a &lt;b&gt;bold&lt;/b&gt; word</p>\n"


@given(text=st.text())
def test_any_prose_comes_out_clean(text: str) -> None:
    assert broken_rules(to_html(text)) == []


@given(
    text=st.lists(
        st.sampled_from(
            (*HOSTILE, "[a](", ")", "<", ">", '"', "pattern:", "term:", "[@a]", "\n\n", "| a |")
        )
    ).map("".join)
)
def test_pieces_of_markup_put_together_come_out_clean(text: str) -> None:
    for html in (to_html(text), to_inline_html(text)):
        assert broken_rules(html) == []


def test_an_address_of_the_web_is_marked_as_leading_away() -> None:
    assert 'rel="noopener"' in to_html("[a](https://example.org/)")


def test_plain_words_hold_no_marks() -> None:
    text = "See **[Retry](pattern:retry)** and `code` [@work-1], *now*."

    assert to_plain(text) == "See Retry and code , now."


def test_an_underline_inside_a_word_is_a_letter() -> None:
    text = "_Ends_ at `call_timeout`, then __NEEDS_OPERATOR__ with _one_ x_i_j."

    assert to_plain(text) == "Ends at call_timeout, then NEEDS_OPERATOR with one x_i_j."


@pytest.mark.parametrize("language", ["python", "typescript", "java", "go", "rust"])
def test_code_is_highlighted_by_classes_alone(language: str) -> None:
    html = highlight('x = "</code><script>alert(1)</script>"  # <b>\n', language)

    tags = Seen(html).tags
    assert {tag for tag, _ in tags} == {"span"}
    assert {name for _, attributes in tags for name in attributes} == {"class"}


def test_code_in_an_unknown_language_is_escaped() -> None:
    assert highlight("<b>", "klingon") == "&lt;b&gt;"


@given(source=st.text(), language=st.sampled_from(("python", "rust", "none")))
def test_any_code_comes_out_clean(source: str, language: str) -> None:
    assert {tag for tag, _ in Seen(highlight(source, language)).tags} <= {"span"}

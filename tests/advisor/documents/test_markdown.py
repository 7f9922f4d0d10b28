"""Text from people stays text in Markdown."""

import html
import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.documents.plaintext import slug, tidy
from patterns.documents.markdown import text

reader = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def visible(words: str) -> str:
    """The documented replacement: no control or format characters, one space for each gap.

    The two that join letters and emoji stay.
    """
    kept = "".join(
        " " if sign.isspace() else sign
        for sign in words
        if sign.isspace() or sign in "\u200c\u200d" or unicodedata.category(sign)[0] != "C"
    )
    return " ".join(kept.split())


@given(st.text(max_size=60))
@example("1. not a list")
@example("---")
@example("# not a heading")
@example("```")
@example("| a | b |")
@example("[x](javascript:alert(1)) ![x](y) <b> &amp; &lt; ~~x~~ *a* _b_ `c` \\*")
@example("+ a\n\n    code")
@example("a  \nb")
@example("\u202eabc\u0000")
@example("=")
@example("-- --")
@example("\u200d1.")
@example("3.14 and 1.")
@example("+5 -5")
def test_whatever_is_typed_is_shown_as_it_was_typed(words: str) -> None:
    shown = reader.render(text(words))

    assert re.fullmatch(r"(<p>.*</p>\n)?", shown, re.DOTALL), shown
    inner = shown.removeprefix("<p>").removesuffix("</p>\n")
    assert "<" not in inner
    assert html.unescape(inner) == visible(words)


@given(st.text(max_size=40))
def test_whatever_is_typed_stays_in_its_cell(words: str) -> None:
    table = f"| A | B |\n| --- | --- |\n| {text(words)} | end |\n"

    shown = reader.render(table)

    assert shown.count("<td>") == 2
    assert "<td>end</td>" in shown


@given(st.text(max_size=200))
def test_a_file_name_has_only_safe_characters(words: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(words))
    assert len(slug(words)) <= 80


@given(st.text(alphabet=" \n\tab", max_size=60))
def test_a_tidy_text_has_single_blank_lines_and_one_end(written: str) -> None:
    tidied = tidy(written)

    assert tidied.endswith("\n")
    assert "\n\n\n" not in tidied
    assert not re.search(r"[ \t]\n", tidied)
    assert tidy(tidied) == tidied

"""Markdown -> clean HTML with the catalogue's own marks; code -> highlighted HTML, by classes.

Marks in prose: [text](pattern:slug), [text](compare:a,b), [text](term:key), and [@key] for a
reference of the same page. Nothing here is trusted afterwards: the HTML passes an allow-list.
"""

import html
import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from pygments import highlight as _highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from patterns.content.marks import CITATION

TAGS = {
    "a", "p", "em", "strong", "code", "pre", "ul", "ol", "li", "br", "h3", "h4", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "sup", "span",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "class"},
    "ol": {"start"},
    "th": {"scope"},
    "code": {"class"},
    "span": {"class"},
}
MARK = re.compile(r"\]\((pattern|compare|term):([^)\s]+)\)")
# Inside a word an underline is a letter, as in call_timeout.
EMPHASIS = re.compile(r"[*`]{1,2}|(?<!\w)_{1,2}|_{1,2}(?!\w)")

# A path of this site, a place on this page, or a full address: `//host` would leave the site.
ADDRESS = re.compile(r"https://|#|/(?![/\\\s])")

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=4096)
def to_html(text: str) -> str:
    """Return clean block HTML."""
    return _clean(_markdown.render(_with_addresses(text)))


@lru_cache(maxsize=8192)
def to_inline_html(text: str) -> str:
    """Return clean HTML of one line, without a paragraph around it."""
    return _clean(_markdown.renderInline(_with_addresses(text)))


def to_plain(text: str) -> str:
    """Return the words alone: marks, links and citations removed."""
    text = re.sub(r"\[([^\]@][^\]]*)\]\([^)]*\)", r"\1", CITATION.sub("", text))
    return re.sub(r"\s+", " ", EMPHASIS.sub("", text)).strip()


@lru_cache(maxsize=512)
def highlight(source: str, language: str) -> str:
    """Return code as spans with classes; escaped text when the language is not known."""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return html.escape(source)
    return _highlight(source, lexer, HtmlFormatter(nowrap=True))


def _with_addresses(text: str) -> str:
    def address(match: re.Match[str]) -> str:
        kind, target = match[1], match[2]
        if kind == "pattern":
            return f"](/patterns/{target}/)"
        if kind == "term":
            return f"](/glossary/#{target})"
        slugs = "&".join(f"slug={slug}" for slug in target.split(","))
        return f"](/patterns/compare/?{slugs})"

    text = MARK.sub(address, text)
    return CITATION.sub(r"[\\[\1\\]](#ref-\1)", text)


def _clean(rendered: str) -> str:
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"https"},
        link_rel="noopener",
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    return None if name == "href" and not ADDRESS.match(value) else value

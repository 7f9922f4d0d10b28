"""The one place where strings are marked safe: what prose, pictures and documents made."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from patterns import prose as prose_room
from patterns.diagrams.rendering import Drawing
from patterns.documents.html import Written
from patterns.labs.charts.drawing import Label

register = template.Library()


@register.simple_tag
def prose(text: str) -> SafeString:
    """Render Markdown with the catalogue's marks as clean block HTML."""
    return mark_safe(prose_room.to_html(text or ""))  # noqa: S308  made by prose.py


@register.simple_tag
def inline(text: str) -> SafeString:
    """Render one line of Markdown with the catalogue's marks."""
    return mark_safe(prose_room.to_inline_html(text or ""))  # noqa: S308  made by prose.py


@register.simple_tag
def code(source: str, language: str) -> SafeString:
    """Highlight source by classes."""
    return mark_safe(prose_room.highlight(source, language))  # noqa: S308  made by prose.py


@register.simple_tag
def drawing(drawn: Drawing) -> SafeString:
    """Put a cleaned SVG into the page; nothing when drawing failed."""
    return mark_safe(drawn.svg)  # noqa: S308  made by diagrams/cleaning.py


@register.simple_tag
def written(part: Written) -> SafeString:
    """Put a part of a document into its file."""
    return mark_safe(part.html)  # noqa: S308  made by documents/html.py


@register.simple_tag
def figures(head: Iterable[str], rows: Iterable[Iterable[object]]) -> SafeString:
    """Write a table of figures; cells after the first of a row are numbers at the right.

    A loop in a template takes ten times as long, and a chart's table has hundreds of cells.
    """
    first, *others = (escape(word) for word in head)
    top = f'<th scope="col">{first}</th>' + "".join(
        f'<th scope="col" class="num">{word}</th>' for word in others
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="num">{escape(cell)}</td>'
            if place
            else f'<th scope="row">{escape(cell)}</th>'
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    table = f'<table class="figures"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
    return mark_safe(table)  # noqa: S308  every word was escaped above


@register.simple_tag
def labels(found: Iterable[Label], alone: object = False) -> SafeString:
    """Write the words of a chart. alone: for a file with its own colors; for speed as `figures`."""
    return mark_safe(  # noqa: S308  the text is escaped, the rest is ours
        "".join(
            f'<text class="t-{each.css}" x="{each.x}" y="{each.y}"'
            + (f' text-anchor="{each.anchor}"' if each.anchor != "start" else "")
            + (f' fill="{each.ink}"' if alone else "")
            + f">{escape(each.text)}</text>"
            for each in found
        )
    )


@register.simple_tag
def events(walk: Any) -> SafeString:
    """Write the rows of a walk through a run's first events, each with its arrow.

    walk: with `rows`, `lifelines` and `width`. As fast as `figures`, for the same reason.
    """
    start = (
        f'<svg class="hop hop-{{}}" viewBox="0 0 {walk.width} 32" width="{walk.width}" height="32"'
        f' aria-hidden="true"><path class="life" d="{walk.lifelines}"/>'
    )
    return mark_safe("".join(_event(row, start) for row in walk.rows))  # noqa: S308  escaped below


def _event(row: Any, start: str) -> str:
    arrow = start.format(row.hop.css if row.hop else "none")
    if row.hop and row.hop.dot:
        arrow += f'<circle cx="{row.hop.dot}" cy="16" r="5"/>'
    elif row.hop:
        arrow += f'<path class="line" d="{row.hop.line}"/><path class="head" d="{row.hop.head}"/>'
    current = ' class="is-current" aria-current="step"' if row.is_current else ""
    return (
        f'<tr role="row" id="step-{row.number}"{current}>'
        '<th role="rowheader" scope="row" class="num">'
        f'<a href="{escape(row.address)}">{row.number}</a></th>'
        f'<td role="cell" class="num" data-part="time">{escape(row.time)}</td>'
        f'<td role="cell" data-part="text">{escape(row.text)}</td>'
        '<td role="cell" class="hops">'
        f'<span class="unseen" data-part="who">{escape(row.who)}</span>{arrow}</svg></td>'
        f'<td role="cell" class="quiet" data-part="state">{escape(row.state)}</td></tr>'
    )


@register.simple_tag
def linked_data(data: Mapping[str, object]) -> SafeString:
    """Put values of schema.org into the page: a block of data, which no browser runs."""
    # The three letters that could end the block, or begin another, as their escapes.
    escapes = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}
    words = json.dumps(data, ensure_ascii=False).translate(escapes)
    return mark_safe(f'<script type="application/ld+json">{words}</script>')  # noqa: S308


@register.filter
def signed(value: object) -> str:
    """Write a number with its sign and one decimal; a real minus sign."""
    number = round(float(str(value)), 1)
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{abs(number):.1f}"


@register.filter
def tenths(value: object) -> str:
    """Write a number with one decimal and a real minus sign."""
    return f"{round(float(str(value)), 1):.1f}".replace("-", "−")


@register.filter
def whole(value: object) -> str:
    """Write a whole number with a real minus sign."""
    return str(value).replace("-", "−")


@register.filter
def plain(text: str) -> str:
    """Return the words of Markdown alone."""
    return prose_room.to_plain(text or "")


@register.filter
def get(table: Mapping[str, object], key: str) -> object:
    """Return the value of a table whose key is a variable; empty text when it is not there."""
    return table.get(key, "")

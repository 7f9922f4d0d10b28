"""A Pattern's diagrams as a page shows them: filled with names and values, drawn, told in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from patterns.catalogue import Catalogue
from patterns.content.entries import DiagramFile, Pattern
from patterns.diagram_cache import draw
from patterns.diagrams.labels import fill, visible, words
from patterns.diagrams.lines import Step
from patterns.diagrams.rendering import Drawing, Theme
from patterns.diagrams.scripts import Diagram
from patterns.diagrams.steps import outline, table
from patterns.diagrams.tables import Table
from patterns.parameters import display, read, write

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """One diagram ready for the page."""

    pattern: str
    name: str
    title: str
    caption: str
    script: str
    drawn: Drawing
    steps: tuple[Step, ...]
    table: Table | None
    address: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One name or number of the form that personalises the diagrams."""

    name: str
    label: str
    value: str
    unit: str
    message: str


@dataclass(frozen=True, slots=True)
class Personal:
    """What a query says about names and numbers.

    values: plain text for every word that a script may ask for.
    messages: field -> what is wrong with what was typed; the default is used then.
    ignored: keys that this Pattern does not know.
    """

    values: Mapping[str, str]
    fields: tuple[Field, ...]
    messages: Mapping[str, str]
    ignored: tuple[str, ...]


def personal(catalogue: Catalogue, pattern: Pattern, query: QueryDict) -> Personal:
    """Read the reader's own names and numbers; never raises, whatever the query holds."""
    used = {word for diagram in pattern.diagrams for word in words(diagram.script)}
    parameters = catalogue.parameters(pattern.slug)
    given = {key: str(query[key]) for key in query}
    reading = read(parameters, given, catalogue.rules(pattern.slug))
    messages = dict(reading.messages)
    values: dict[str, str] = {}
    fields: list[Field] = []
    for word, name in pattern.names.items():
        typed = given.get(word, name.default)
        shown = " ".join(visible(typed).split())
        if not shown or len(typed) > LONGEST_NAME:
            messages[word] = f"enter a name of 1 to {LONGEST_NAME} characters"
            shown = name.default
        values[word] = shown
        field = Field(word, name.label, typed[:LONGEST_NAME], "", messages.get(word, ""))
        fields.append(field)
    for parameter in parameters:
        value = reading.values[parameter.name]
        if parameter.name in values:
            continue  # a name of the diagrams goes before a parameter of the code
        values[parameter.name] = display(parameter, value)
        if parameter.name in used:
            typed = given.get(parameter.name, write(parameter, value))
            message = messages.get(parameter.name, "")
            fields.append(
                Field(parameter.name, parameter.label, typed[:60], parameter.unit, message)
            )
    known = set(values) | {parameter.name for parameter in parameters}
    ignored = tuple(sorted(visible(key)[:40] for key in given if key not in known))
    return Personal(values, tuple(fields), messages, ignored)


def figure_of(
    pattern: Pattern, entry: DiagramFile, values: Mapping[str, str], theme: Theme = Theme.PAGE
) -> Figure:
    """Fill, draw and tell one diagram of a Pattern."""
    diagram = diagram_of(pattern, entry, values)
    name = entry.file.removesuffix(".mmd")
    return Figure(
        pattern=pattern.slug,
        name=name,
        title=entry.title,
        caption=entry.caption,
        script=diagram.script,
        drawn=draw(diagram, theme),
        steps=outline(diagram),
        table=table(diagram.script),
        address=f"/patterns/{pattern.slug}/diagrams/{name}",
    )


def figure_from(diagram: Diagram, name: str, title: str, caption: str, address: str) -> Figure:
    """Draw and tell a diagram that was built and not authored.

    address: where its files are; the ending goes before the query.
    """
    path, _, query = address.partition("?")
    return Figure(
        pattern="",
        name=name,
        title=title,
        caption=caption,
        script=diagram.script,
        drawn=draw(diagram, Theme.PAGE),
        steps=outline(diagram),
        table=table(diagram.script),
        address=path,
        query=f"?{query}" if query else "",
    )


def diagram_of(pattern: Pattern, entry: DiagramFile, values: Mapping[str, str]) -> Diagram:
    """Return the diagram with every word of its script replaced."""
    return Diagram(
        script=fill(entry.script, values),
        title=f"{pattern.name}: {entry.title}",
        description=entry.caption,
    )


def plain_values(catalogue: Catalogue, pattern: Pattern) -> Mapping[str, str]:
    """Return the defaults of every word."""
    return personal(catalogue, pattern, QueryDict("")).values


def panels_of(pattern: Pattern) -> list[dict[str, Any]]:
    """Return the panels with the share of each cell of the share column, 0 to 100."""
    panels = []
    for panel in pattern.panels:
        at = panel.columns.index(panel.share_column) if panel.share_column else -1
        rows = [
            [
                {"text": cell, "share": _share(cell) if position == at else None}
                for position, cell in enumerate(row)
            ]
            for row in panel.rows
        ]
        panels.append(
            {
                "title": panel.title,
                "caption": panel.caption,
                "columns": panel.columns,
                "rows": rows,
            }
        )
    return panels


def _share(cell: str) -> float | None:
    number = cell.removesuffix("%").strip()
    try:
        return min(100.0, max(0.0, float(number))) if cell.endswith("%") else None
    except ValueError:
        return None

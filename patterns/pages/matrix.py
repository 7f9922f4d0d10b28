"""The decision matrix, the priority quadrant and the problem domains."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import releases
from patterns.catalogue import Catalogue
from patterns.content.entries import Pattern
from patterns.diagram_cache import draw
from patterns.diagrams.parts import Point
from patterns.diagrams.quadrants import quadrant_of
from patterns.diagrams.rendering import Theme
from patterns.diagrams.scripts import Diagram, QuadrantChart
from patterns.diagrams.steps import table
from patterns.pages.figures import Figure
from patterns.pages.files import diagram_response
from patterns.pages.freshness import revalidated


@require_safe
@revalidated
def matrix(request: HttpRequest) -> HttpResponse:
    catalogue = releases.current()
    return TemplateResponse(request, "catalogue/matrix.html", {"matrix": scenario_rows(catalogue)})


@require_safe
@revalidated
def quadrant(request: HttpRequest) -> HttpResponse:
    catalogue = releases.current()
    guide = catalogue.content.quadrant
    points = [
        {"pattern": pattern, "label": label_of(pattern)} for pattern in quadrant_patterns(catalogue)
    ]
    return TemplateResponse(
        request,
        "catalogue/quadrant.html",
        {
            "figure": quadrant_figure(catalogue),
            "points": points,
            "fields": list(zip(guide.labels, guide.meanings, strict=True)) if guide else [],
        },
    )


@require_safe
@revalidated
def quadrant_file(request: HttpRequest, form: str) -> HttpResponse:
    """Return the quadrant as SVG, PNG or Mermaid text."""
    return diagram_response(_quadrant_diagram(releases.current()), "priority-quadrant", form)


def scenario_rows(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the rows of the matrix with their Patterns and the prefilled address."""
    return [
        {
            "scenario": scenario,
            "pattern": catalogue.get(scenario.pattern),
            "take_with": _named(catalogue, scenario.take_with),
            "also": _named(catalogue, scenario.also),
            "address": answers_address(
                f"/advise/{next(iter(scenario.answers))}/", scenario.answers
            ),
        }
        for scenario in catalogue.content.scenarios
    ]


def answers_address(path: str, answers: Mapping[str, Sequence[str]]) -> str:
    """Return the address of a page of the questionnaire with these answers filled in."""
    pairs = [(question, option) for question, chosen in answers.items() for option in chosen]
    return f"{path}?{urlencode(pairs)}"


def quadrant_patterns(catalogue: Catalogue) -> list[Pattern]:
    guide = catalogue.content.quadrant
    found = (catalogue.get(slug) for slug in (guide.points if guide else ()))
    return [pattern for pattern in found if pattern]


def label_of(pattern: Pattern) -> str:
    """Return the name of the quadrant that a Pattern lies in."""
    guide = releases.current().content.quadrant
    number = quadrant_of(pattern.complexity, pattern.impact)
    return guide.labels[number - 1] if guide else str(number)


def quadrant_figure(catalogue: Catalogue) -> Figure:
    """Return the priority quadrant, drawn."""
    diagram = _quadrant_diagram(catalogue)
    return Figure(
        pattern="",
        name="quadrant",
        title=diagram.title,
        caption="Top left: much for days of work. Top right: much at a large price.",
        script=diagram.script,
        drawn=draw(diagram, Theme.PAGE),
        steps=(),
        table=table(diagram.script),
        address="/quadrant",
    )


def _quadrant_diagram(catalogue: Catalogue) -> Diagram:
    guide = catalogue.content.quadrant
    assert guide is not None  # noqa: S101  the loader insists on the file
    chart = QuadrantChart(
        guide.title,
        "Complexity to the right, impact upwards; the same numbers stand in a table.",
        [
            Point(pattern.name, pattern.complexity, pattern.impact)
            for pattern in quadrant_patterns(catalogue)
        ],
        x_axis=(guide.x_axis[0], guide.x_axis[1]),
        y_axis=(guide.y_axis[0], guide.y_axis[1]),
    )
    return chart.diagram()


def _named(catalogue: Catalogue, slugs: Sequence[str]) -> list[Pattern]:
    return [pattern for pattern in (catalogue.get(slug) for slug in slugs) if pattern]

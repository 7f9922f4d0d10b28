"""What is made on request: diagrams by media type, code with values filled in, text drawn."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from advisor.api import bodies, etags, examples
from advisor.api import serializers as schema
from advisor.api.operations import PICTURE, described, endpoint, free, path, query
from advisor.api.queries import Query
from advisor.api.renderers import DRAWINGS, PICTURES
from advisor.api.views import SLUG, found_pattern
from advisor.shapes import catalogue as shapes
from advisor.shapes.faults import Fault, Refused, refuse_faults
from patterns import releases
from patterns.code.bundling import Request as Wish
from patterns.diagram_cache import draw, png
from patterns.diagrams.problems import Problem
from patterns.diagrams.raster import TooLarge, Unavailable
from patterns.diagrams.rendering import VERSION, Drawing, Theme
from patterns.diagrams.scripts import Diagram
from patterns.diagrams.steps import outline, steps
from patterns.pages.figures import diagram_of, personal
from patterns.pages.files import SVG_POLICY, XML_HEADER
from patterns.parameters import read

TAG: Final = "Making"
FORMATS: Final = {
    (200, "text/vnd.mermaid"): str,
    (200, "image/svg+xml"): PICTURE,
    (200, "image/png"): PICTURE,
}


@described(
    "GET", "diagrams_get", "Read one diagram of a Pattern", tag=TAG,
    description="As Mermaid text, SVG or PNG by the header Accept; JSON tells it in steps too.",
    parameters=[
        SLUG,
        path("kind", "sequence", "Structure, sequence, states and so on."),
        free("values", "Own names and numbers, by their names.", {"caller": "Checkout"}),
    ],
    returns=schema.DiagramSerializer, example=examples.DIAGRAM, other=FORMATS,
    problems_beside=["not-found", "invalid-parameters", "unreadable-diagram"],
)  # fmt: skip
@endpoint("GET", renderers=PICTURES)
def diagram(request: Request, slug: str, kind: str) -> HttpResponse:
    catalogue = releases.current()
    found = found_pattern(catalogue, slug)
    entry = next((each for each in found.diagrams if shapes.kind_of(each) == kind), None)
    if entry is None:
        raise Refused("not-found", f'The pattern "{slug}" has no diagram "{kind}".')
    asked = Query(request)
    own = personal(catalogue, found, QueryDict(urlencode(asked.others())))
    _finish(asked, own.ignored, own.messages, [field.name for field in own.fields])
    drawn = diagram_of(found, entry, own.values)

    def body() -> object:
        form = request.accepted_renderer.format
        if form == "json":
            return shapes.diagram(found, entry, drawn.script, outline(drawn))
        return _picture(draw(drawn, Theme.PAPER), form) if form != "mmd" else drawn.script.encode()

    return _alone(etags.answer(request, catalogue.digest, [drawn.script, VERSION], body))


@described(
    "GET", "code_templates_get", "Read one Code template as a project", tag=TAG,
    description="The file with its test, its lock and what it departs from; nothing is listed "
    "that our tests have not run as it stands.",
    parameters=[
        SLUG,
        path("language", "python", "Today python."),
        path("template", "rate-window", "The last part of its address."),
        free("values", "Parameters by name, with their units.", {"open_wait": "20s"}),
        query("without", "A region to leave out; may be repeated.", many=True),
    ],
    returns=schema.CodeTemplateSerializer, example=examples.CODE_TEMPLATE,
    problems_beside=["not-found", "invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def code_template(request: Request, slug: str, language: str, template: str) -> HttpResponse:
    catalogue = releases.current()
    found = found_pattern(catalogue, slug)
    templates = {(str(t.language), shapes.template_name(t)): t for t in catalogue.templates(slug)}
    chosen = templates.get((language, template))
    if chosen is None:
        raise Refused("not-found", f'"{slug}" has no code template "{language}/{template}".')
    asked = Query(request)
    off = asked.some_of("without", chosen.regions)
    given = asked.others()
    declared = catalogue.parameters(slug)
    reading = read(declared, given, catalogue.rules(slug))
    names = [parameter.name for parameter in declared]
    _finish(asked, given.keys() - set(names), reading.messages, [*names, "without"])
    page = f"/patterns/{slug}/code/{language}/{template}/"
    wish = Wish(
        template=chosen,
        pattern=slug,
        name=found.name,
        values=reading.values,
        off=frozenset(off),
        address=request.build_absolute_uri(page),
    )
    parts = [wish.address, *sorted(off), *(f"{k}={v}" for k, v in reading.values.items())]
    return etags.answer(
        request, catalogue.digest, parts, lambda: shapes.code_template(catalogue, found, wish)
    )


@described(
    "POST", "renderings_create", "Draw Mermaid text", tag=TAG,
    description="Nothing is kept. JSON holds the SVG and the same story in steps.",
    body=schema.RenderingRequestSerializer, body_example=examples.RENDERING_REQUEST,
    returns=schema.RenderingSerializer, example=examples.RENDERING,
    other={(200, "image/svg+xml"): PICTURE, (200, "image/png"): PICTURE},
    problems_beside=["invalid-parameters", "unreadable-diagram"],
)  # fmt: skip
@endpoint("POST", limit="api-renderings", renderers=DRAWINGS)
def renderings(request: Request) -> HttpResponse:
    Query(request).finish()
    script = _script(bodies.read(request))
    drawn = draw(Diagram(script, "Your diagram", "Drawn from the text that was sent."), live=True)
    form = request.accepted_renderer.format
    if form == "json":
        _refuse_drawing(drawn)
        response = Response(
            {"svg": drawn.svg, "steps": [shapes.step(each) for each in steps(script)]}
        )
    else:
        response = Response(_picture(drawn, form))
    response["Cache-Control"] = "no-store"
    return _alone(response)


def _script(body: object) -> str:
    faults: list[Fault] = []
    given = body if isinstance(body, dict) else {}
    if not isinstance(body, dict):
        faults.append(Fault("wrong_type", "Send an object.", pointer="#"))
    for name in given:
        if name != "mermaid":
            pointer = "#/" + str(name)[:40].replace("~", "~0").replace("/", "~1")
            faults.append(Fault("unknown_key", "It is not known here.", pointer, "", ("mermaid",)))
    script = given.get("mermaid")
    if isinstance(body, dict) and not isinstance(script, str):
        faults.append(Fault("wrong_type", "Expected Mermaid text.", pointer="#/mermaid"))
    refuse_faults(faults)
    return str(script)


def _picture(drawn: Drawing, form: str) -> bytes:
    _refuse_drawing(drawn)
    if form == "svg":
        return (XML_HEADER + drawn.svg).encode()
    try:
        return png(drawn)
    except (TooLarge, Unavailable) as error:
        raise Refused("unreadable-diagram", f"It cannot be made a PNG: {error}.") from error


def _refuse_drawing(drawn: Drawing) -> None:
    found = drawn.problem
    if found is not None:
        slug = "too-large" if found.too_long else "unreadable-diagram"
        raise Refused(slug, f"{found.place}: {found.message}", [_fault(found)])


def _fault(found: Problem) -> Fault:
    numbers = {"line": found.line, "column": found.column}
    texts = {"source": found.source[:200], "hint": found.hint}
    more = tuple((name, value) for name, value in (numbers | texts).items() if value)
    return Fault(found.code, found.message, pointer="#/mermaid", more=more)


def _finish(
    asked: Query, unknown: Iterable[str], messages: Mapping[str, str], known: Sequence[str]
) -> None:
    for name in sorted(unknown):
        asked.unknown(name, known)
    for name, words in messages.items():
        asked.refuse("unknown_value", f"{words}.", name)
    asked.finish()


def _alone(response: HttpResponse) -> HttpResponse:
    # An SVG that is opened by itself may load and run nothing, wherever that is.
    response["Content-Security-Policy"] = SVG_POLICY
    return response

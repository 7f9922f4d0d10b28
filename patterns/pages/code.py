"""Code templates: shown with the reader's parameters, and downloaded with their test."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import releases
from patterns.catalogue import Catalogue
from patterns.code.bundling import Request, bundle, file
from patterns.code.fitting import Status, fits, ranked
from patterns.code.templates import Language, Template
from patterns.content.entries import Pattern
from patterns.diagrams.labels import visible
from patterns.pages import linked_data
from patterns.pages.files import download
from patterns.pages.freshness import revalidated
from patterns.parameters import Kind, Parameter, Value, display, read, write

NAMES = {
    Language.PYTHON: "Python",
    Language.TYPESCRIPT: "TypeScript",
    Language.JAVA: "Java",
    Language.GO: "Go",
    Language.RUST: "Rust",
}
FITS = {
    Status.EXACT: "Every value is expressed as you asked.",
    Status.NEAREST: "Some values are rounded, or left at what the library does.",
    Status.CANNOT: "A value that you changed cannot be expressed here.",
}


@require_safe
@revalidated
def show(request: HttpRequest, slug: str, language: str, template: str = "") -> HttpResponse:
    """Show one template, or the one that fits best. `format=raw` and `format=zip` download it."""
    catalogue = releases.current()
    pattern = catalogue.get(slug)
    candidates = [t for t in catalogue.templates(slug) if t.language == language] if pattern else []
    if pattern is None or not candidates:
        raise Http404("no executed template")
    given = {key: str(request.GET[key]) for key in request.GET}
    parameters = catalogue.parameters(slug)
    reading = read(parameters, given, catalogue.rules(slug))
    chosen = next((t for t in candidates if t.id == f"{language}.{template}"), None)
    if template and chosen is None:
        raise Http404("no such template")
    if chosen is None:
        chosen = ranked(candidates, reading.values)[0][0]
    off = frozenset(request.GET.getlist("without")) & frozenset(chosen.regions)
    asked = Request(
        template=chosen,
        pattern=slug,
        name=pattern.name,
        values=reading.values,
        off=off,
        address=request.build_absolute_uri(_address(slug, chosen)),
    )
    texts, run = catalogue.texts(chosen), catalogue.execution(chosen)
    form = given.get("format", "")
    if not reading.messages and form == "raw":
        text = file(asked, texts, run)
        return download(text.encode(), "text/plain; charset=utf-8", _file_name(chosen))
    if not reading.messages and form == "zip":
        return download(bundle(asked, texts, run), "application/zip", f"{asked.folder}.zip")
    fit = fits(chosen, reading.values)
    used = {s.parameter.name for s in chosen.spellings}
    known = {p.name for p in parameters} | {"format", "without"}
    context: dict[str, Any] = {
        "pattern": pattern,
        "about": linked_data.how_to(pattern, chosen, NAMES[chosen.language], asked.address),
        "template": chosen,
        "language": NAMES[chosen.language],
        "others": [
            {"template": t, "address": _address(slug, t), "chosen": t.id == chosen.id}
            for t in candidates
        ],
        "fields": [
            {
                "name": p.name,
                "label": p.label,
                "help": p.help,
                "unit": p.unit,
                "choices": p.choices,
                "is_flag": p.kind is Kind.FLAG,
                "value": given.get(p.name, write(p, reading.values[p.name]))[:60],
                "message": reading.messages.get(p.name, ""),
                "used": p.name in used,
            }
            for p in parameters
        ],
        "regions": [(name, name in off) for name in chosen.regions],
        "messages": reading.messages,
        "ignored": sorted(visible(key)[:40] for key in given if key not in known),
        "fit": FITS[fit.status],
        "differences": [_difference(d) for d in fit.differences],
        "mapping": _mapping(chosen, reading.values),
        "text": file(asked, texts, run),
        "lexer": str(chosen.language),
        "badge": badge(catalogue, chosen),
        "address": _address(slug, chosen),
        "query": request.GET.urlencode(),
    }
    status = 400 if reading.messages else 200
    return TemplateResponse(request, "code/show.html", context, status=status)


def listings(catalogue: Catalogue, pattern: Pattern) -> list[dict[str, Any]]:
    """Return what the Pattern's page shows of its templates, at their defaults."""
    rows = []
    for template in catalogue.templates(pattern.slug):
        address = _address(pattern.slug, template)
        asked = Request(template=template, pattern=pattern.slug, name=pattern.name, values={})
        rows.append(
            {
                "slug": template.id.replace(".", "-"),
                "title": template.title,
                "language": NAMES[template.language],
                "lexer": str(template.language),
                "text": file(asked, catalogue.texts(template), catalogue.execution(template)),
                "address": address,
                "raw": f"{address}?format=raw",
                "bundle": f"{address}?format=zip",
                "badge": badge(catalogue, template),
            }
        )
    return rows


def badge(catalogue: Catalogue, template: Template) -> str:
    """Return what was run and when, from the record that the tests wrote."""
    run = catalogue.execution(template)
    if run is None:
        return ""
    with_what = ", ".join([*run.libraries, run.toolchain])
    return (
        f"Tested with {with_what} on {run.on:%-d %B %Y}: "
        f"{run.variants} variants, {run.tests} checks."
    )


def shown(parameter: Parameter) -> str:
    """Return a parameter's start as a table shows it."""
    return display(parameter, parameter.default)


def _address(slug: str, template: Template) -> str:
    name = template.id.partition(".")[2]
    return f"/patterns/{slug}/code/{template.language}/{name}/"


def _file_name(template: Template) -> str:
    return template.file.rpartition("/")[2]


def _difference(departure: Any) -> dict[str, str]:
    parameter = departure.spelling.parameter
    return {
        "label": parameter.label,
        "asked": display(parameter, departure.asked),
        "given": "" if departure.given is None else f"{departure.constant} = {departure.given}",
        "reason": departure.reason,
    }


def _mapping(template: Template, values: Mapping[str, Value]) -> list[dict[str, str]]:
    rows = []
    for spelling in template.spellings:
        parameter = spelling.parameter
        rows.append(
            {
                "label": parameter.label,
                "constant": spelling.target.constant if spelling.target else "",
                "value": display(parameter, values[parameter.name]),
                "cannot": spelling.cannot,
            }
        )
    return rows

"""A run as a file: the text dashboard, JSON, CSV by bucket, a chart as SVG, or Mermaid text."""

import json
from typing import Final

from django.http import HttpResponse
from django.template.loader import get_template

from patterns import lab_cache
from patterns.labs import dashboard
from patterns.labs.addresses import Run
from patterns.labs.charts import Picture, pictures
from patterns.labs.export import as_csv, as_json
from patterns.labs.kernel.results import Result, plain
from patterns.pages.files import SVG_POLICY, XML_HEADER
from patterns.pages.labs.sketches import diagram_of

KEPT_FOR: Final = "public, max-age=86400"


class NoChart(LookupError):
    """The run has no chart of this name; `names` are those that it has."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def answer(run: Run, form: str, chart: str, permalink: str, title: str) -> HttpResponse:
    """Return the file; of two runs that are compared both, but for a picture the first.

    form: text, json, csv, svg or mmd. title: what readers call the lab. permalink: the whole
    address of the run. A result never changes under an address that names the model's version,
    so it may be kept for a day.
    Raises NoChart, lab_cache.TooSlow and BrokenInvariant.
    """
    results = _results(run)
    if form == "svg":
        response = _plain(as_svg(_named(run, results[0], chart), run), "image/svg+xml")
        response["Content-Security-Policy"] = SVG_POLICY
    elif form == "mmd":
        diagram = diagram_of(run.lab, results[0], title)
        response = _plain(diagram.script if diagram else "", "text/plain; charset=utf-8")
    elif form == "json":
        response = _plain(_json(results), "application/json")
    elif form == "csv":
        text = "\n".join(as_csv(result) for result in results)
        response = _plain(f"# {permalink}\n{text}", "text/csv; charset=utf-8")
        name = f"{run.lab.slug}-seed-{run.seed}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        text = "\n".join(dashboard.text(result) for result in results)
        response = _plain(text, "text/plain; charset=utf-8")
    response["Cache-Control"] = KEPT_FOR
    return response


def as_svg(picture: Picture, run: Run) -> str:
    """Return one chart as a file that stands alone, in light colors, with its legend."""
    identity = f"{run.lab.slug}-{picture.name}"
    context = {"picture": picture, "plot": picture.wide, "id": identity, "alone": True}
    return XML_HEADER + get_template("charts/chart.svg").render(context)


def _results(run: Run) -> tuple[Result, ...]:
    if not run.changes:
        return (lab_cache.run(run),)
    both = lab_cache.run_both(run)
    return both.a, both.b


def _json(results: tuple[Result, ...]) -> str:
    if len(results) == 1:
        return as_json(results[0])
    both = dict(zip("ab", map(plain, results), strict=True))
    return json.dumps(both, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _named(run: Run, result: Result, name: str) -> Picture:
    found = {picture.name: picture for picture in pictures(run.lab, result)}
    if name not in found:
        raise NoChart(tuple(found))
    return found[name]


def _plain(text: str, media_type: str) -> HttpResponse:
    return HttpResponse(text.encode(), content_type=media_type)

"""The list of labs, and the page of one: the address is the run."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import lab_cache, releases
from patterns.catalogue import Catalogue
from patterns.content import entries
from patterns.diagrams.labels import visible
from patterns.labs import shelf
from patterns.labs.addresses import encoded, of_texts
from patterns.labs.kernel.lab import Lab
from patterns.pages.freshness import revalidated
from patterns.pages.labs import asking, fields, files, offers, showing
from patterns.pages.labs.asking import Asked

WAIT = 5  # seconds


@require_safe
@revalidated
def every_lab(request: HttpRequest) -> HttpResponse:
    """Show all labs with what each of them asks."""
    catalogue = releases.current()
    context = {
        "labs": _listed(catalogue),
        "challenges": offers.every_challenge(catalogue),
        "missing": "",
    }
    return TemplateResponse(request, "labs/list.html", context)


@require_safe
@revalidated
def one_lab(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one run of a lab; `format=` and the name of a form give it as a file."""
    catalogue = releases.current()
    words = catalogue.lab(slug)
    if words is None or slug not in shelf.labs():
        return _missing(request, catalogue, f"There is no lab called “{slug}”.")
    lab = shelf.lab(slug)
    asked = asking.read(lab, request.GET)
    if asked.preset:
        return _preset(request, catalogue, words, lab, asked.preset)
    try:
        if asked.form:
            return _file(request, words, asked)
        if _is_elsewhere(request, asked):
            return redirect(f"/labs/{slug}/?{encoded(_canonical(asked))}")
        return _page(request, catalogue, words, asked)
    except lab_cache.TooSlow:
        return _too_slow(request)


one_lab.limit = "lab"  # type: ignore[attr-defined]


def _page(
    request: HttpRequest, catalogue: Catalogue, words: entries.Lab, asked: Asked
) -> HttpResponse:
    lab, run = asked.run.lab, asked.run
    shown = None if asked.is_refused else showing.result(catalogue, words, asked)
    result = shown["result"] if shown else None
    presets = offers.presets(words, run, result)
    context: dict[str, Any] = {
        "words": words,
        "lab": lab,
        "lead": _problem(catalogue, words),
        "patterns": [found for each in words.patterns if (found := catalogue.get(each))],
        "presets": presets,
        "preset_chosen": any(row["chosen"] for row in presets),
        "challenges": offers.challenges(words, run, result, shown["pair"] if shown else None),
        "experiments": offers.experiments_of(words),
        "groups": fields.groups(lab, asked),
        "seed": fields.seed_field(asked),
        "changes": fields.changes(lab, asked),
        "changeable": [p for p in lab.parameters if p.kind != "rows"],
        "mistakes": fields.mistakes(lab, asked),
        "refusals": asked.refusals,
        "notes": asked.notes,
        "shown": shown,
        "permalink": request.build_absolute_uri(run.address),
    }
    return TemplateResponse(
        request, "labs/lab.html", context, status=400 if asked.is_refused else 200
    )


def _file(request: HttpRequest, words: entries.Lab, asked: Asked) -> HttpResponse:
    if asked.form not in asking.FORMATS:
        return _said(f"format can be {', '.join(asking.FORMATS)}.", 400)
    if asked.is_refused:
        lines = [f"{name}: {message}" for name, message in asked.messages.items()]
        return _said("\n".join([*asked.refusals, *lines]), 400)
    permalink = request.build_absolute_uri(asked.run.address)
    try:
        return files.answer(asked.run, asked.form, asked.chart, permalink, words.title)
    except files.NoChart as missing:
        return _said(f"This run has the charts {', '.join(missing.names)}.", 404)


def _canonical(asked: Asked) -> tuple[tuple[str, str], ...]:
    step = (("step", str(asked.step)),) if asked.step > 0 else ()
    return (*asked.run.pairs, *step)


def _is_elsewhere(request: HttpRequest, asked: Asked) -> bool:
    """Say whether the run has a better address: one state, one address.

    What a reader has to be told about this one stays where it is.
    """
    if not request.GET or asked.is_refused or asked.notes:
        return False
    return tuple(request.GET.items()) != _canonical(asked)


def _preset(
    request: HttpRequest, catalogue: Catalogue, words: entries.Lab, lab: Lab, name: str
) -> HttpResponse:
    for preset in words.presets:
        if preset.slug == name:
            return redirect(of_texts(lab, preset.values, {}, preset.seed).address)
    shown = visible(name)[:40]
    return _missing(request, catalogue, f"{words.title} has no preset called “{shown}”.")


def _missing(request: HttpRequest, catalogue: Catalogue, sentence: str) -> HttpResponse:
    context = {"labs": _listed(catalogue), "missing": sentence}
    return TemplateResponse(request, "labs/list.html", context, status=404)


def _listed(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "entry": words,
            "patterns": [found for each in words.patterns if (found := catalogue.get(each))],
            "first": _problem(catalogue, words),
            "address": f"/labs/{words.slug}/",
        }
        for words in catalogue.labs
        if words.slug in shelf.labs()
    ]


def _problem(catalogue: Catalogue, words: entries.Lab) -> str:
    """Return the question that the lab's first Pattern answers."""
    pattern = catalogue.get(words.patterns[0])
    return pattern.problem if pattern else ""


def _too_slow(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": "This run takes too long",
        "words": "The lab stopped after two seconds, and shows no half of a result. Shorten the "
        "duration, or try again in a moment.",
    }
    response = TemplateResponse(request, "problem.html", context, status=503)
    response["Retry-After"] = str(WAIT)
    return response


def _said(sentence: str, status: int) -> HttpResponse:
    body = f"{sentence}\n".encode("utf-8", "replace")
    return HttpResponse(body, content_type="text/plain; charset=utf-8", status=status)

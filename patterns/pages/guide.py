"""Takeaways, the implementation checklist, the glossary, and the choice of colors."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from patterns import releases
from patterns.catalogue import Catalogue
from patterns.content.entries import PHASES
from patterns.pages.freshness import revalidated

A_YEAR = 31_536_000
THEMES = ("light", "dark")


@require_safe
@revalidated
def takeaways(request: HttpRequest) -> HttpResponse:
    rows = takeaway_rows(releases.current())
    return TemplateResponse(request, "guide/takeaways.html", {"takeaways": rows})


@require_safe
@revalidated
def checklist(request: HttpRequest) -> HttpResponse:
    """Show the general list and the ticks of the Patterns named by `slug`, in that order."""
    catalogue = releases.current()
    asked = list(dict.fromkeys(request.GET.getlist("slug")))[:30]
    known = tuple(slug for slug in asked if catalogue.get(slug))
    lists = [
        (
            name,
            [
                (phase, found)
                for phase in PHASES
                if (found := [tick for tick in ticks if tick.phase == phase])
            ],
        )
        for name, ticks in catalogue.checklist(known)
    ]
    return TemplateResponse(
        request,
        "guide/checklist.html",
        {
            "lists": lists,
            "unknown": [slug[:60] for slug in asked if slug not in known],
            "choices": [(p, p.slug in known) for p in catalogue.complete],
        },
    )


@require_safe
@revalidated
def glossary(request: HttpRequest) -> HttpResponse:
    content = releases.current().content
    terms = sorted(content.terms, key=lambda term: term.name.lower())
    return TemplateResponse(
        request, "guide/glossary.html", {"terms": terms, "forces": content.forces}
    )


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of colors in a cookie and go back to the page.

    A plain GET: it changes nothing but this reader's colors, and so no page needs a token.
    """
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None) or "\\" in target:
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.GET.get("theme", "")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=A_YEAR, httponly=True, samesite="Lax")
    else:
        response.delete_cookie("theme")
    return response


def takeaway_rows(catalogue: Catalogue) -> list[tuple[Any, Any]]:
    return [(row, catalogue.get(row.pattern)) for row in catalogue.content.takeaways]

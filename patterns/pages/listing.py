"""The list of all Patterns: searched, narrowed by facets, as cards or as a table."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import facets, releases, search, stances
from patterns.content.entries import Pattern
from patterns.pages.freshness import revalidated

FORMS = {"cards": "Cards", "table": "Table"}
ALWAYS_SEEN = ("category",)  # the other facets fold away until one of them is used


@require_safe
@revalidated
def listing(request: HttpRequest) -> HttpResponse:
    catalogue = releases.current()
    house = stances.current()
    words = request.GET.get("q", "")[: search.LONGEST]
    form = request.GET.get("as", "")
    asked = _asked(request.GET)
    unknown = facets.unknown(catalogue, asked, house.words)
    asked = {key: value for key, value in asked.items() if key not in unknown}
    found = search.find(catalogue, words)
    alike = bool(found.hits) and found.hits[0].alike
    patterns, offered = facets.narrow(
        catalogue, [hit.pattern for hit in found.hits], asked, house.words
    )
    tried = frozenset(slug for lab in catalogue.labs for slug in lab.patterns)
    chosen = [(facet, facet.chosen) for facet in offered if facet.chosen]
    return TemplateResponse(
        request,
        "catalogue/list.html",
        {
            "words": words,
            "form": form if form in FORMS else "cards",
            "forms": FORMS,
            "seen": [facet for facet in offered if facet.key in ALWAYS_SEEN],
            "folded": [facet for facet in offered if facet.key not in ALWAYS_SEEN],
            "is_unfolded": form in FORMS or any(key not in ALWAYS_SEEN for key in asked),
            "chips": [
                {"words": f"{facet.label}: {choice.label}", "address": _without(request, facet.key)}
                for facet, choice in chosen
                if choice
            ],
            "cleared": _address({"q": words, "as": form}),
            "unknown": [f"{facets.LABELS[key]} {value[:60]}" for key, value in unknown.items()],
            "patterns": [_row(pattern, house, tried) for pattern in patterns],
            "names": {row.slug: row.name for row in catalogue.content.categories},
            "pattern_names": {pattern.slug: pattern.name for pattern in catalogue.patterns},
            "later": found.later,
            "elsewhere": len(found.hits) - len(patterns),
            "notice": _notice(len(patterns), words, alike, bool(asked)),
        },
    )


def _asked(query: QueryDict) -> dict[str, str]:
    return {key: value for key in facets.KEYS if (value := query.get(key, ""))}


def _row(pattern: Pattern, house: stances.Stances, tried: frozenset[str]) -> dict[str, Any]:
    has_lab = pattern.slug in tried
    return {"pattern": pattern, "stance": house.get(pattern.slug), "has_lab": has_lab}


def _notice(count: int, words: str, alike: bool, narrowed: bool) -> str:
    if count and alike:
        return f"Nothing is called “{words}”. Nearest names:"
    what = f"{count} pattern{'' if count == 1 else 's'}"
    return what + (f" for “{words}”" if words else "") + (", narrowed" if narrowed else "")


def _without(request: HttpRequest, key: str) -> str:
    query = {name: str(request.GET[name]) for name in request.GET if name != key}
    return _address(query)


def _address(query: dict[str, str]) -> str:
    kept = {key: value for key, value in query.items() if value}
    return "/patterns/" + (f"?{urlencode(kept)}" if kept else "")

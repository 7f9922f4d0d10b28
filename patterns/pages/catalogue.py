"""The page of one Pattern, and its diagrams as files."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import releases, search, stances
from patterns.catalogue import Catalogue, Neighbour
from patterns.comparison import SIGNS
from patterns.content.entries import PHASES, Pattern, Tick
from patterns.labs import shelf
from patterns.pages import code as code_pages
from patterns.pages import linked_data
from patterns.pages.figures import diagram_of, figure_of, panels_of, personal
from patterns.pages.files import diagram_response
from patterns.pages.freshness import revalidated
from patterns.pages.labs.offers import challenges_of, experiments_of
from patterns.pages.matrix import answers_address, label_of, scenario_rows

STRENGTHS = {3: "this is what it is for", 2: "clearly", 1: "a little"}
HARMS = {3: "severely", 2: "clearly", 1: "a little"}
HEADINGS = {
    "requires": ("Needs first", "Needed first by"),
    "complements": ("Works with", "Works with"),
    "alternative-to": ("Instead of", "Instead of"),
    "conflicts-with": ("In conflict with", "In conflict with"),
    "specialises": ("Special form of", "More special forms"),
}


@require_safe
@revalidated
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    catalogue = releases.current()
    pattern = catalogue.get(slug)
    if pattern is None:
        target = catalogue.alias_of(slug)
        if target:
            return redirect("pattern", slug=target, permanent=True)
        return _unknown(request, catalogue, slug)
    own = personal(catalogue, pattern, request.GET)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    article = {key: pattern.article.get(heading, "") for key, heading in ARTICLE.items()}
    listings = code_pages.listings(catalogue, pattern)
    labs = _labs(catalogue, slug)
    context: dict[str, Any] = {
        "pattern": pattern,
        "about": linked_data.article(catalogue, pattern, request.build_absolute_uri(request.path)),
        "category": catalogue.category(pattern.category),
        "stance": stances.current().get(slug),
        "article": article,
        "messages": own.messages,
        "labels": {field.name: field.label for field in own.fields},
        "fields": own.fields,
        "ignored": own.ignored,
        "query": query,
        "figures": [figure_of(pattern, entry, own.values) for entry in pattern.diagrams],
        "panels": panels_of(pattern),
        "place": _place(pattern),
        "effects": _effects(catalogue, pattern),
        "qualities": _qualities(pattern),
        "settings": _settings(catalogue, pattern),
        "phases": by_phase(pattern.checklist),
        "relations": _relations(catalogue.neighbours(slug)),
        "listings": listings,
        "labs": labs,
        "examples": _examples(pattern),
        "scenarios": [row for row in scenario_rows(catalogue) if row["scenario"].pattern == slug],
        **_real_systems(catalogue, slug),
        "contents": _contents(catalogue, pattern, bool(listings), bool(labs)),
    }
    status = 400 if own.messages else 200
    return TemplateResponse(request, "catalogue/detail.html", context, status=status)


@require_safe
@revalidated
def diagram_file(request: HttpRequest, slug: str, name: str, form: str) -> HttpResponse:
    """Return one diagram as SVG, PNG or Mermaid text, with the names that the query gives."""
    catalogue = releases.current()
    pattern = catalogue.get(slug)
    entry = (
        next((d for d in pattern.diagrams if d.file == f"{name}.mmd"), None) if pattern else None
    )
    if pattern is None or entry is None:
        raise Http404("no such diagram")
    own = personal(catalogue, pattern, request.GET)
    return diagram_response(diagram_of(pattern, entry, own.values), f"{slug}-{name}", form)


ARTICLE = {
    "short": "In short",
    "context": "Context and forces",
    "how": "How it works",
    "variants": "Variants",
    "when": "When to use",
    "when_not": "When not to use",
    "costs": "What it costs",
    "compared": "Compared with",
    "dispute": "Where sources disagree",
}


def by_phase(ticks: Iterable[Tick]) -> list[tuple[str, list[Tick]]]:
    """Return the ticks under their phases, in the order of the work; empty phases left out."""
    ticks = list(ticks)
    grouped = ((phase, [tick for tick in ticks if tick.phase == phase]) for phase in PHASES)
    return [(phase, found) for phase, found in grouped if found]


def _unknown(request: HttpRequest, catalogue: Catalogue, slug: str) -> HttpResponse:
    found = search.find(catalogue, slug.replace("-", " "))
    nearest = [hit.pattern for hit in found.hits[:3]]
    return TemplateResponse(request, "404.html", {"nearest": nearest}, status=404)


def _place(pattern: Pattern) -> dict[str, Any]:
    return {
        "x": round(20 + 176 * pattern.complexity, 1),
        "y": round(104 - 100 * pattern.impact, 1),
        "label": label_of(pattern),
    }


def _effects(catalogue: Catalogue, pattern: Pattern) -> list[dict[str, Any]]:
    if pattern.profile is None:
        return []
    rows = []
    for verb, given, words in (
        ("eases", pattern.profile.eases, STRENGTHS),
        ("worsens", pattern.profile.worsens, HARMS),
    ):
        for effect in sorted(given, key=lambda effect: -effect.strength):
            force = catalogue.force(effect.force)
            rows.append(
                {
                    "name": force.name if force else effect.force,
                    "meaning": force.meaning if force else "",
                    "words": f"{verb}, {words[effect.strength]}",
                    "class": "plus" if verb == "eases" else "minus",
                    "why": effect.why or "",
                }
            )
    return rows


def _qualities(pattern: Pattern) -> list[dict[str, Any]]:
    return [
        {
            "name": quality.name,
            "words": SIGNS[quality.sign],
            "class": "plus" if quality.sign > 0 else "minus" if quality.sign < 0 else "quiet",
            "why": quality.why,
        }
        for quality in pattern.qualities
    ]


def _settings(catalogue: Catalogue, pattern: Pattern) -> list[dict[str, Any]]:
    parameters = {parameter.name: parameter for parameter in catalogue.parameters(pattern.slug)}
    rows = []
    for setting in pattern.settings:
        parameter = parameters.get(setting.parameter or "")
        if parameter is not None:
            label, start = parameter.label, code_pages.shown(parameter)
        else:
            label, start = setting.label or "", str(setting.start)
        rows.append(
            {
                "label": label,
                "start": start,
                "too_low": setting.too_low,
                "too_high": setting.too_high,
                "tune": setting.tune,
            }
        )
    return rows


def _relations(neighbours: Iterable[Neighbour]) -> list[tuple[str, list[Neighbour]]]:
    grouped: dict[str, list[Neighbour]] = {
        heading: [] for pair in HEADINGS.values() for heading in pair
    }
    for neighbour in neighbours:
        outward, inward = HEADINGS[neighbour.relation.type]
        grouped[outward if neighbour.outgoing else inward].append(neighbour)
    return [(heading, rows) for heading, rows in grouped.items() if rows]


def _examples(pattern: Pattern) -> list[dict[str, Any]]:
    if pattern.profile is None:
        return []
    return [
        {"entry": example, "address": answers_address("/advice/", example.answers)}
        for example in pattern.profile.examples
    ]


def _real_systems(catalogue: Catalogue, slug: str) -> dict[str, Any]:
    """Return the Cases that chose a Pattern and those that decided against it."""
    return {
        "chosen_by": [
            {"case": case, "evidence": each.evidence}
            for case in catalogue.cases_for(slug)
            for each in case.chosen
            if each.pattern == slug
        ],
        "declined_by": [
            {"case": case, "why": each.why}
            for case in catalogue.cases_against(slug)
            for each in case.declined
            if each.pattern == slug
        ],
    }


def _labs(catalogue: Catalogue, slug: str) -> list[dict[str, Any]]:
    """Return the labs that try a Pattern, its own before those of others."""
    found = [words for words in catalogue.labs_for(slug) if words.slug in shelf.labs()]
    return [
        {
            "entry": words,
            "address": f"/labs/{words.slug}/",
            "experiments": experiments_of(words),
            "challenges": challenges_of(words),
        }
        for words in sorted(found, key=lambda words: words.slug != slug)
    ]


def _contents(
    catalogue: Catalogue, pattern: Pattern, has_code: bool, has_labs: bool
) -> list[tuple[str, str]]:
    real = bool(catalogue.cases_for(pattern.slug) or catalogue.cases_against(pattern.slug))
    if not pattern.is_complete:
        return [("context", "Forces"), *([("real-systems", "Real systems")] if real else [])]
    every = [
        ("short", "In short", True),
        ("context", "Context and forces", True),
        ("how", "How it works", True),
        ("diagrams", "Diagrams", True),
        ("variants", "Variants", "Variants" in pattern.article),
        ("when", "When to use it", True),
        ("costs", "What it costs", True),
        ("settings", "Settings", True),
        ("failures", "Failure modes", True),
        ("metrics", "Metrics", True),
        ("tests", "Test ideas", True),
        ("checklist", "Checklist", True),
        ("compared", "Compared with", True),
        ("lab", "Lab", has_labs),
        ("code", "Code", has_code),
        ("uses", "Known uses", True),
        ("real-systems", "Real systems", real),
        ("dispute", "Where sources disagree", "Where sources disagree" in pattern.article),
        ("examples", "Situations", bool(pattern.profile and pattern.profile.examples)),
        ("references", "References", True),
    ]
    return [(anchor, words) for anchor, words, there in every if there]

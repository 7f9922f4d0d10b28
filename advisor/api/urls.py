"""The menu of the API, below /api/v1/. No address ends in a slash."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from advisor.api import (
    cases,
    code,
    deciding,
    exporting,
    finding,
    keeping,
    labs,
    loaded,
    making,
    moving,
    pages,
    recommending,
    revising,
    tokens,
    views,
)


class RevisionNumber(StringConverter):
    """The number of a Revision; a longer one would not fit into a column."""

    regex = "[1-9][0-9]{0,5}"


register_converter(RevisionNumber, "revision")

urlpatterns = [
    path("patterns", finding.patterns),
    path("patterns/<slug:slug>", views.pattern),
    path("patterns/<slug:slug>/code-templates", code.code_templates),
    path("patterns/<slug:slug>/code-templates/<slug:language>", code.code_templates_in),
    path("patterns/<slug:slug>/diagrams/<slug:kind>", making.diagram),
    path(
        "patterns/<slug:slug>/code-templates/<slug:language>/<slug:template>", making.code_template
    ),
    path("categories", views.categories),
    path("forces", views.forces),
    path("capabilities", views.capabilities),
    path("relations", views.relations),
    path("questions", views.questions),
    path("questions/<slug:id>", views.question),
    path("scenarios", views.scenarios),
    path("problem-domains", views.problem_domains),
    path("quadrant", views.quadrant),
    path("cases", cases.cases),
    path("cases/<slug:id>", cases.case),
    path("releases", loaded.all_releases),
    path("releases/<str:digest>", loaded.one_release),
    path("recommendations", recommending.recommendations),
    path("recommendations/what-if", moving.what_if),
    path("recommendations/comparisons", moving.comparisons),
    path("recommendations/patterns/<slug:slug>", recommending.ledger),
    path("answers/checks", recommending.checks),
    path("labs", labs.labs),
    path("labs/<slug:slug>", labs.lab),
    path("labs/<slug:slug>/runs", labs.runs),
    path("labs/<slug:slug>/sweeps", labs.sweeps),
    path("labs/<slug:slug>/sweeps/<slug:id>", labs.sweep),
    path("exports", exporting.exports),
    path("exports/<slug:id>", exporting.export),
    path("exports/<slug:id>/file", exporting.export_file),
    path("diagrams/renderings", making.renderings),
    path("openapi.json", pages.as_json, name="api-json"),
    path("openapi.yaml", pages.as_yaml, name="api-yaml"),
    path("docs", pages.docs, name="api-docs"),
    path("problems/<slug:slug>", pages.kind, name="api-problem"),
    path("assessments", keeping.assessments),
    path("assessments/<uuid:id>", keeping.assessment),
    path("assessments/<uuid:id>/revisions", revising.revisions),
    path("assessments/<uuid:id>/revisions/<revision:number>", revising.revision),
    path("assessments/<uuid:id>/advice", revising.advice),
    path("assessments/<uuid:id>/decisions", deciding.decisions),
    path("assessments/<uuid:id>/decisions/<slug:slug>", deciding.decision),
    path("assessments/<uuid:id>/links/read", keeping.read_link),
    path("tokens", tokens.tokens),
    path("tokens/<uuid:id>", tokens.token),
]

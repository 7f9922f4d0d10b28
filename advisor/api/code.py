"""Which Code templates a Pattern has, and the parameters that they share."""

from django.http import HttpResponse
from rest_framework.request import Request

from advisor.api import examples, lists
from advisor.api import serializers as schema
from advisor.api.making import TAG
from advisor.api.operations import PAGE, described, endpoint, path
from advisor.api.queries import Page, Query
from advisor.api.views import SLUG, found_pattern
from advisor.shapes import catalogue as shapes
from advisor.shapes.faults import Refused
from patterns import releases
from patterns.catalogue import Catalogue
from patterns.code.templates import Language
from patterns.content.entries import Pattern


@described(
    "GET", "code_templates_list", "List the Code templates of a Pattern", tag=TAG,
    description="In every language that has any, with the parameters that they share.",
    parameters=[SLUG, *PAGE], returns=schema.TemplateListSerializer, example=examples.TEMPLATES,
    problems_beside=["not-found", "invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def code_templates(request: Request, slug: str) -> HttpResponse:
    catalogue = releases.current()
    return _listed(request, catalogue, found_pattern(catalogue, slug))


@described(
    "GET", "code_templates_list_by_language", "List the Code templates in one language", tag=TAG,
    description="Empty where the Pattern has none in this language yet.",
    parameters=[SLUG, path("language", "python", "python, typescript, java, go or rust."), *PAGE],
    returns=schema.TemplateListSerializer, example=examples.TEMPLATES,
    problems_beside=["not-found", "invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def code_templates_in(request: Request, slug: str, language: str) -> HttpResponse:
    catalogue = releases.current()
    found = found_pattern(catalogue, slug)
    if language not in [*Language]:
        raise Refused("not-found", f'There is no code in "{language}".')
    return _listed(request, catalogue, found, language)


def _listed(
    request: Request, catalogue: Catalogue, found: Pattern, language: str = ""
) -> HttpResponse:
    asked = Query(request)
    page = Page.of(asked)
    canonical = asked.finish()
    rows = [
        each
        for each in catalogue.templates(found.slug)
        if not language or each.language == language
    ]
    beside = {"parameters": [shapes.parameter(each) for each in catalogue.parameters(found.slug)]}
    return lists.one_page(
        request,
        catalogue.digest,
        page,
        canonical,
        lambda: (rows, beside),
        lambda each: shapes.listed_template(found, each),
    )

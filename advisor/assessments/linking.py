"""The links of an Assessment: opened, made, ended."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from advisor.access import Right, by_link, editable, for_the_entitled, grant, without_referrer
from advisor.assessments.places import address_of, posted, show_edit_link
from advisor.models import Assessment


@for_the_entitled
@require_safe
def edit_link(request: HttpRequest, name: UUID, key: str) -> HttpResponse:
    """Turn the secret of the address into a right in the visitor's cookie."""
    return _enter(request, by_link(name, key, Right.EDIT), Right.EDIT)


@for_the_entitled
@require_safe
def read_link(request: HttpRequest, name: UUID, key: str) -> HttpResponse:
    return _enter(request, by_link(name, key, Right.READ), Right.READ)


@for_the_entitled
@posted
def share(request: HttpRequest, name: UUID) -> HttpResponse:
    assessment = editable(request, name)
    assessment.share(now=timezone.now())
    return HttpResponseRedirect(address_of(assessment) + "#h-links")


@for_the_entitled
@posted
def revoke(request: HttpRequest, name: UUID) -> HttpResponse:
    assessment = editable(request, name)
    assessment.revoke(now=timezone.now())
    return HttpResponseRedirect(address_of(assessment) + "#h-links")


@for_the_entitled
@posted
def renew(request: HttpRequest, name: UUID) -> HttpResponse:
    """Make a new edit link, which ends the old one everywhere but here."""
    assessment = editable(request, name)
    key = assessment.renew_edit_key(now=timezone.now())
    response = HttpResponseRedirect(address_of(assessment))
    grant(response, request, assessment, Right.EDIT)
    show_edit_link(response, assessment, key)
    return response


def _enter(request: HttpRequest, assessment: Assessment, right: Right) -> HttpResponse:
    response = without_referrer(HttpResponseRedirect(address_of(assessment)))
    grant(response, request, assessment, right)
    return response


share.limit = renew.limit = "save"  # type: ignore[attr-defined]

"""One's own tokens for programs: made, shown once, listed, revoked."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from advisor.accounts.forms import LASTING, TokenForm
from advisor.models import (
    MOST_TOKENS,
    TOKEN_NAME_LENGTH,
    AccessToken,
    Issued,
    Scope,
    TooManyTokens,
)

FULL = f"You have {MOST_TOKENS} tokens, which is as many as one may have. Revoke one first."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """List the person's tokens, and make another one."""
    person = cast(User, request.user)
    form = TokenForm(request.POST or None)
    if form.is_valid() and (made := _made(form, person)):
        # The answer itself shows the secret: on the way to another page it would have to be kept.
        context = {"token": made.token, "secret": made.secret}
        return TemplateResponse(request, "accounts/token_made.html", context)
    chosen = request.POST.getlist("scopes")
    context = {
        "form": form,
        "tokens": AccessToken.objects.of(person),
        "now": timezone.now(),
        "scopes": [(scope, scope.label, scope in chosen) for scope in Scope],
        "lasting": [
            (days, words, str(days) == str(form["days"].value())) for days, words in LASTING
        ],
        "longest_name": TOKEN_NAME_LENGTH,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "accounts/tokens.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def revoke(request: HttpRequest, name: UUID) -> HttpResponse:
    """Say what a token was for, and on a second word end it."""
    token = AccessToken.objects.of(cast(User, request.user)).filter(pk=name).first()
    if token is None:
        raise Http404("no such token")
    if request.method == "POST":
        token.revoke()
        return HttpResponseRedirect(reverse("tokens"))
    context = {"token": token, "children": token.children.count()}
    return TemplateResponse(request, "accounts/token_revoke.html", context)


def _made(form: TokenForm, person: User) -> Issued | None:
    """Make the token, or say at its field what stands in the way."""
    told = form.cleaned_data
    try:
        return AccessToken.issue(
            told["name"], told["scopes"], now=timezone.now(), days=told["days"], owner=person
        )
    except ValidationError as error:
        for field, words in error.message_dict.items():
            form.add_error(field if field in form.fields else None, words)
    except TooManyTokens:
        form.add_error(None, FULL)
    return None


tokens.limit = "save"  # type: ignore[attr-defined]

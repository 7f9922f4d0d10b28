"""Sign in and out, change the password, one's own Assessments. Nothing else needs an account."""

import re
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import (
    LoginView,
    LogoutView,
    PasswordChangeView,
    redirect_to_login,
)
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advisor import access
from advisor.accounts.forms import TAKEN, PasswordForm, RegistrationForm, SignInForm
from advisor.models import Assessment, KeptElsewhere

PAGE_LENGTH = 50
HOME = "accounts"
KEPT_ELSEWHERE = {
    "heading": "This assessment stands in another account",
    "words": "Its link still lets you change it, and a variant of it can be yours. "
    "Nothing has been moved.",
}
OWN_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")  # what may stand in an address, without backslashes


@require_safe
@never_cache
@login_required
def yours(request: HttpRequest) -> HttpResponse:
    """List the person's own Assessments, changed last first."""
    found = Assessment.objects.of(cast(User, request.user)).with_newest()
    pages = Paginator(found, PAGE_LENGTH)
    return TemplateResponse(
        request,
        "accounts/yours.html",
        {"page": pages.get_page(request.GET.get("page")), "person": request.user},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for name and password; limited, so that nobody tries passwords by the thousand."""
    return _SignIn.as_view()(request)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session, and every right to the person's own Assessments that links left here."""
    person = request.user
    response = LogoutView.as_view(next_page=reverse_lazy("signed-out"))(request)
    if isinstance(person, User):
        access.withdraw_owned(response, request, person)
    return response


@require_safe
@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "registration/signed_out.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    """Ask for another password. `next`: where to go on, for those who come from signing in."""
    return _ChangePassword.as_view()(request)


@require_safe
@never_cache
@login_required
def password_changed(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(
        request, "registration/password_changed.html", {"next": own_path(request)}
    )


@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_protect
def register(request: HttpRequest) -> HttpResponse:
    """Make an account, where whoever runs the site lets anybody do so."""
    if not settings.REGISTRATION:
        raise Http404("accounts are made by an administrator")
    form = RegistrationForm(request.POST or None)
    if form.is_valid() and (person := _made(form)):
        login(request, person)
        return HttpResponseRedirect(own_path(request))
    return TemplateResponse(
        request,
        "registration/register.html",
        {"form": form, "next": own_path(request)},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_the_entitled
def keep(request: HttpRequest, name: UUID) -> HttpResponse:
    """Put an Assessment that the person may edit, and that is nobody's, into their account."""
    found = access.editable(request, name)
    page = f"/assessments/{found.pk}/"
    # A GET comes from the sign-in page, or from a reload.
    if request.method == "POST" and request.user.is_authenticated:
        try:
            found.keep_in_account(request.user, now=timezone.now())
        except KeptElsewhere:
            return TemplateResponse(request, "problem.html", KEPT_ELSEWHERE, status=409)
        except Assessment.DoesNotExist:
            raise Http404("deleted meanwhile") from None
    elif request.method == "POST":
        return redirect_to_login(page)
    return HttpResponseRedirect(page)


def own_path(request: HttpRequest) -> str:
    """Return the path of this site that `next` names, else that of the list."""
    target = request.POST.get("next", request.GET.get("next", ""))
    # A path alone: not even this site by its full address, which a proxy may know otherwise.
    if OWN_PATH.fullmatch(target) and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse(HOME)


def _made(form: RegistrationForm) -> User | None:
    """Make the account, or say at its field that somebody was quicker."""
    try:
        with transaction.atomic():
            person: User = form.save()
    except IntegrityError:
        form.add_error("username", TAKEN)
        return None
    return person


class _SignIn(LoginView):
    authentication_form = SignInForm
    template_name = "registration/sign_in.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**more),
            "next": own_path(self.request),
            "registration": settings.REGISTRATION,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        # Whoever was never here has a password that somebody else knows.
        fresh = form.get_user().last_login is None
        response = super().form_valid(form)
        if fresh:
            query = {"first": "yes", "next": own_path(self.request)}
            return HttpResponseRedirect(reverse("password", query=query))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return own_path(self.request)


class _ChangePassword(PasswordChangeView):
    form_class = PasswordForm
    template_name = "registration/change_password.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(
            **more, next=own_path(self.request), first="first" in self.request.GET
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return reverse("password-changed", query={"next": own_path(self.request)})


keep.limit = "save"  # type: ignore[attr-defined]
sign_in.limit = password.limit = register.limit = "sign-in"  # type: ignore[attr-defined]

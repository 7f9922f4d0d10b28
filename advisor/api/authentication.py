"""Who asks, by the token; and whether its scopes reach as far as the operation."""

from typing import Any, Final

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from advisor.access import Caller, NoSuchToken, caller_of
from advisor.models import Scope
from advisor.shapes.faults import Refused

REALM: Final = 'Bearer realm="Pattern Advisor"'


class ByToken(BaseAuthentication):
    """Gives every request a Caller as `request.auth`, also one without a token."""

    def authenticate(self, request: Request) -> tuple[Any, Caller]:
        try:
            caller = caller_of(request._request)
        except NoSuchToken:
            raise _asked_for("This token is not in force.", error="invalid_token") from None
        return caller.person, caller

    def authenticate_header(self, request: Request) -> str:
        return REALM


class WithinScope(BasePermission):
    """Lets through what the operation's scope allows; the view's class says which that is."""

    def has_permission(self, request: Request, view: Any) -> bool:
        scope: Scope | None = view.scopes.get("GET" if request.method == "HEAD" else request.method)
        asking = caller(request)
        if scope is None or asking.may(scope):
            return True
        if asking.token is None:
            raise _asked_for(f'This needs a token with the scope "{scope}".')
        raise Refused(
            "forbidden",
            f'The token does not have the scope "{scope}".',
            headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'},
        )


def caller(request: Request) -> Caller:
    """Return who asks."""
    found = request.auth
    assert isinstance(found, Caller)  # noqa: S101 - narrows the type
    return found


def _asked_for(detail: str, error: str = "") -> Refused:
    header = f'{REALM}, error="{error}"' if error else REALM
    return Refused("authentication-required", detail, headers={"WWW-Authenticate": header})

"""Who may call: the tokens, scopes and limits of the REST API."""

from http import HTTPStatus
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django_mcpz.jsonrpc import INVALID_REQUEST, error_response

from advisor.access import NoSuchToken, caller_of
from advisor.mcp.replies import Tool
from advisor.shapes.faults import Refused

REALM: Final = 'Bearer realm="Pattern Advisor"'


def admit(request: HttpRequest) -> HttpResponse | None:
    """Let a message in, or answer it with what is missing."""
    # A browser's cookies are for pages: they must not act here in anybody's name.
    request.user = AnonymousUser()
    try:
        caller = caller_of(request)
    except NoSuchToken:
        return _asked_for("This token is not in force.", f'{REALM}, error="invalid_token"')
    if not caller.scopes:
        return _asked_for("This site answers programs that show a token.", REALM)
    return None


def charge(request: HttpRequest, tool: Tool) -> None:
    """Ask for the scope of a tool, and count the call against its limit. Raises Refused."""
    if not caller_of(request).may(tool.scope):
        raise Refused("forbidden", f'The token does not have the scope "{tool.scope}".')


def _asked_for(words: str, header: str) -> HttpResponse:
    data = {"code": "authentication-required"}
    status = HTTPStatus.UNAUTHORIZED
    response = error_response(None, INVALID_REQUEST, words, data=data, status=status)
    response["WWW-Authenticate"] = header
    return response

"""Who may call: the tokens, scopes and limits of the REST API."""

import logging
import time
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django_mcpz.jsonrpc import INVALID_REQUEST, error_response

from advisor.access import NoSuchToken, caller_of
from advisor.limits import client_of, count, wait
from advisor.mcp.replies import EVERY_MESSAGE, Tool
from advisor.shapes.faults import Refused

logger = logging.getLogger(__name__)

WAIT_WITHOUT_CACHE: Final = 5  # seconds
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
    if not settings.LIMITS_ON or tool.limit == EVERY_MESSAGE:
        return
    try:
        seconds = wait(count(tool.limit, client_of(request), time.time()))
    except Exception as error:
        # A cache that is down must not lift the limits of what costs most.
        logger.warning("limits cannot be counted: %s", type(error).__name__)
        seconds = WAIT_WITHOUT_CACHE
    if seconds:
        raise Refused("rate-limited", f"Too many calls. Try again in {seconds} seconds.")


def _asked_for(words: str, header: str) -> HttpResponse:
    data = {"code": "authentication-required"}
    status = HTTPStatus.UNAUTHORIZED
    response = error_response(None, INVALID_REQUEST, words, data=data, status=status)
    response["WWW-Authenticate"] = header
    return response

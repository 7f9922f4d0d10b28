"""Who may call: the tokens, scopes and limits of the REST API."""

import time

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from advisor.mcp.replies import Tool
from advisor.middleware import client_address, seconds_to_wait
from advisor.shapes.faults import Refused


def admit(request: HttpRequest) -> HttpResponse | None:
    """Let a message in, or answer it with what is missing."""
    # A browser's cookies are for pages: they must not act here in anybody's name.
    request.user = AnonymousUser()
    return None


def charge(request: HttpRequest, tool: Tool) -> None:
    """Count a call against the limit of its tool. Raises Refused."""
    if not settings.LIMITS_ON:
        return
    wait = seconds_to_wait(tool.limit, client_address(request), time.time())
    if wait:
        raise Refused("rate-limited", f"Too many calls. Try again in {wait} seconds.")

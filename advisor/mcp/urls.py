"""The one address of the tools for assistants."""

from django.urls import path

from advisor.mcp.server import Server
from advisor.mcp.tools import TOOLS

server = Server(TOOLS)

urlpatterns = [path("mcp", server, name="mcp")]

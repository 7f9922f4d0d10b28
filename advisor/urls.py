"""The menu: one line per room."""

from django.conf import settings
from django.urls import include, path

from advisor import health

urlpatterns = [
    path("", include("patterns.urls")),
    path("", include("advisor.wizard.urls")),
    path("", include("advisor.assessments.urls")),
    path("", include("advisor.exports.urls")),
    path("", include("advisor.evaluation.urls")),
    path("api/v1/", include("advisor.api.urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

if settings.ACCOUNTS:
    from django.contrib import admin

    from patterns.admin import sign_in

    urlpatterns += [path("", include("advisor.accounts.urls"))]
    # Before the admin's own page of the same address, which has no limit.
    urlpatterns += [path("admin/login/", sign_in), path("admin/", admin.site.urls)]

if settings.MCP:
    urlpatterns += [path("", include("advisor.mcp.urls"))]

handler400 = health.bad_request
handler404 = health.not_found
handler500 = health.failed

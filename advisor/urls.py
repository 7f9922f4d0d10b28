"""The menu: one line per room."""

from django.urls import include, path

from advisor import health

urlpatterns = [
    path("", include("patterns.urls")),
    path("", include("advisor.wizard.urls")),
    path("", include("advisor.exports.urls")),
    path("api/v1/", include("advisor.api.urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

handler400 = health.bad_request
handler404 = health.not_found
handler500 = health.failed

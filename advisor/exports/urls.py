"""The addresses of documents and pictures to take home."""

from django.urls import path, re_path

from advisor.exports import views

urlpatterns = [
    re_path(
        r"^exports/(?P<name>[a-z]+)\.(?P<form>svg|png|mmd)$", views.picture, name="export-picture"
    ),
    path(
        "assessments/<uuid:assessment>/exports/<slug:name>",
        views.export_saved,
        name="export-saved",
    ),
    path("exports/<slug:name>", views.export, name="export"),
]

"""The addresses of documents and pictures to take home."""

from django.urls import path, re_path

from advisor.exports import jobs, views

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
    path("exports/<slug:name>/jobs/<slug:id>", jobs.job, name="export-job"),
    path("exports/<slug:name>/jobs/<slug:id>/file", jobs.job_file, name="export-job-file"),
    path(
        "assessments/<uuid:assessment>/exports/<slug:name>/jobs/<slug:id>",
        jobs.saved_job,
        name="export-saved-job",
    ),
    path(
        "assessments/<uuid:assessment>/exports/<slug:name>/jobs/<slug:id>/file",
        jobs.saved_job_file,
        name="export-saved-job-file",
    ),
]

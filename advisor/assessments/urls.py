"""The addresses of saved Assessments."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from advisor import secrecy
from advisor.assessments import (
    comparing,
    deciding,
    files,
    keeping,
    linking,
    noting,
    saving,
    showing,
)


class Secret(StringConverter):
    """What a link holds."""

    regex = secrecy.KEY


class Number(StringConverter):
    """The number of a Revision; a longer one would not fit into a column."""

    regex = "[1-9][0-9]{0,5}"


register_converter(Secret, "secret")
register_converter(Number, "number")

urlpatterns = [
    path("assessments/", saving.assessments, name="assessments"),
    path("assessments/deleted/", keeping.deleted, name="assessment-deleted"),
    path("compare/", comparing.sides, name="compare"),
    path("assessments/<uuid:name>/", showing.assessment, name="assessment"),
    path("assessments/<uuid:name>/edit/<secret:key>/", linking.edit_link, name="edit-link"),
    path("assessments/<uuid:name>/view/<secret:key>/", linking.read_link, name="read-link"),
    path("assessments/<uuid:name>/revisions/", saving.revisions, name="revisions"),
    path("assessments/<uuid:name>/revisions/<number:number>/", showing.revision, name="revision"),
    path("assessments/<uuid:name>/compare/", comparing.revisions, name="compare-revisions"),
    path("assessments/<uuid:name>/decisions/", deciding.choose, name="decisions"),
    path("assessments/<uuid:name>/decisions/<slug:slug>/", deciding.decision, name="decision"),
    path("assessments/<uuid:name>/notes/", noting.notes, name="notes"),
    path("assessments/<uuid:name>/rename/", keeping.rename, name="rename"),
    path("assessments/<uuid:name>/variant/", keeping.variant, name="variant"),
    path("assessments/<uuid:name>/delete/", keeping.delete, name="delete"),
    path("assessments/<uuid:name>/share/", linking.share, name="share"),
    path("assessments/<uuid:name>/revoke/", linking.revoke, name="revoke"),
    path("assessments/<uuid:name>/renew/", linking.renew, name="renew"),
    path("assessments/<uuid:name>/answers.json", files.answers, name="answers-file"),
    path("assessments/<uuid:name>/assessment.json", files.assessment, name="assessment-file"),
]

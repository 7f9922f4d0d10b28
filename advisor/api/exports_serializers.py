"""How a wish for a document looks in JSON."""

from typing import Any

from rest_framework.serializers import CharField, DateField, IntegerField, Serializer, UUIDField

from advisor.api.advice_serializers import AnswersDocumentSerializer
from advisor.api.derived import open_list
from advisor.api.serializers import links_to
from advisor.api.wishes import LAST_FIRST, LAST_REVISION
from advisor.documents.folder import RecordForm
from advisor.documents.formats import FORMATS
from patterns.jobs import State


class ExportRequestSerializer(AnswersDocumentSerializer):
    """A file of answers, and which document to make of it."""

    format = open_list(*FORMATS)
    date = DateField(required=False, help_text="The day that the decision records carry.")
    first = IntegerField(
        required=False, min_value=1, max_value=LAST_FIRST, help_text="The first record's number."
    )
    adr = open_list(*RecordForm, required=False, help_text="The form of the decision records.")
    assessment = UUIDField(
        required=False, help_text="In place of answers: an Assessment that the caller may read."
    )
    revision = IntegerField(
        required=False,
        min_value=1,
        max_value=LAST_REVISION,
        help_text="Of the Assessment; the newest unless said.",
    )


class ExportSerializer(Serializer[Any]):
    """An export that was begun."""

    id = CharField()
    state = open_list(*State)
    format = open_list(*FORMATS)
    step = CharField(required=False, help_text="How far it is, in a few words.")
    links = links_to("self", "file")

"""How a wish for a document looks in JSON."""

from rest_framework.serializers import DateField, IntegerField

from advisor.api.advice_serializers import AnswersDocumentSerializer
from advisor.api.derived import open_list
from advisor.documents.folder import RecordForm
from advisor.documents.formats import FORMATS


class ExportRequestSerializer(AnswersDocumentSerializer):
    """A file of answers, and which document to make of it."""

    format = open_list(*FORMATS)
    date = DateField(required=False, help_text="The day that the decision records carry.")
    first = IntegerField(
        required=False, min_value=1, max_value=9000, help_text="The first record's number."
    )
    adr = open_list(*RecordForm, required=False, help_text="The form of the decision records.")

"""How the bodies about what is kept look: Assessments, Revisions, Decisions and tokens."""

from typing import Any

from rest_framework.serializers import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DictField,
    FloatField,
    IntegerField,
    Serializer,
    UUIDField,
)

from advisor.answers.kept import DECIDER_LENGTH, DECISION_NOTE_LENGTH, STATUSES
from advisor.answers.sheets import TITLE_LENGTH
from advisor.api.advice_serializers import (
    AnswersDocumentSerializer,
    ReasonSerializer,
    RecommendationSerializer,
)
from advisor.api.derived import open_list
from advisor.api.serializers import Class, FaultSerializer, links_to, words
from advisor.engine import Verdict
from advisor.models import LONGEST_TOKEN_DAYS, TOKEN_NAME_LENGTH, Scope


def walked(child: Class) -> Class:
    """Return the serializer of a list whose pages have cursors."""
    members = {
        "items": child(many=True),
        "self": CharField(),
        "next": CharField(allow_null=True),
        "prev": CharField(allow_null=True),
    }
    name = child.__name__.removesuffix("Serializer")
    return type(f"{name}PageSerializer", (Serializer,), members)


class ListedAssessmentSerializer(Serializer[Any]):
    id = UUIDField()
    title = CharField(max_length=TITLE_LENGTH, allow_blank=True)
    revision = IntegerField(min_value=1, help_text="The number of the newest one.")
    is_shared = BooleanField(help_text="Whether there is a read-only link.")
    created_at = DateTimeField()
    changed_at = DateTimeField()
    links = links_to("self", "page", "advice", "revisions", "decisions")


class KeptAnswersSerializer(Serializer[Any]):
    """Answers as they were saved, in the terms of the Release that they were judged by."""

    release = CharField()
    engine = CharField()
    answers = DictField(child=words())
    reasons = DictField(child=ReasonSerializer(), required=False)
    notes = DictField(child=CharField(), required=False)
    weights = DictField(child=FloatField(), required=False)
    stars = words(required=False)
    names = words(required=False)
    sources = DictField(child=CharField(), required=False)


class AssessmentSerializer(ListedAssessmentSerializer, KeptAnswersSerializer):
    """Answers that somebody chose to keep, as they are in the newest Revision."""

    left_out = FaultSerializer(
        many=True,
        required=False,
        help_text="After a change: what the current Release does not know any more.",
    )


class OpenedAssessmentSerializer(AssessmentSerializer):
    """A new Assessment with the only copy of its secret."""

    edit_key = CharField(help_text="For the header Assessment-Key; it is shown this once.")
    links = links_to("self", "page", "advice", "revisions", "decisions", "edit")


class AssessmentPatchSerializer(AnswersDocumentSerializer):
    """A JSON Merge Patch (RFC 7396) of title and answers: null takes a member away."""

    title = CharField(required=False, allow_null=True, max_length=TITLE_LENGTH)
    answers = DictField(
        child=words(allow_null=True),
        required=False,
        help_text="Only the Questions that change; null takes an answer away, with its reason, "
        "note and stars.",
    )


class ListedRevisionSerializer(Serializer[Any]):
    number = IntegerField(min_value=1)
    created_at = DateTimeField()
    release = CharField()
    engine = CharField()
    links = links_to("self", "advice", "page")


class RevisionSerializer(KeptAnswersSerializer):
    number = IntegerField(min_value=1)
    created_at = DateTimeField()
    links = links_to("self", "advice", "page")


class AssessmentAdviceSerializer(RecommendationSerializer):
    """The Advice of one Revision: as it was computed, or computed anew."""

    assessment = UUIDField()
    revision = IntegerField(min_value=1)
    rescored = BooleanField(help_text="Whether the current Release judged it.")
    left_out = FaultSerializer(
        many=True, required=False, help_text="What the current Release does not know any more."
    )


class DecisionRequestSerializer(Serializer[Any]):
    """The whole word on one Pattern: what is left out is empty, and the day is today."""

    status = open_list(*STATUSES)
    note = CharField(required=False, allow_blank=True, max_length=DECISION_NOTE_LENGTH)
    decided_on = DateField(required=False)
    decider = CharField(required=False, allow_blank=True, max_length=DECIDER_LENGTH)


class DecisionSerializer(Serializer[Any]):
    """What somebody decided about one Pattern, and what the advisor had said that day."""

    pattern = CharField()
    status = open_list(*STATUSES)
    note = CharField(allow_blank=True)
    decided_on = DateField()
    decider = CharField(allow_blank=True)
    verdict = open_list(*Verdict)
    revision = IntegerField(help_text="The one that the Verdict stands in.")
    changed_at = DateTimeField()
    links = links_to("self", "pattern", "assessment")


class ReadLinkSerializer(Serializer[Any]):
    """The secret that lets others read, and the page that it opens."""

    read_key = CharField(help_text="For the header Assessment-Key.")
    links = links_to("assessment", "page")


class TokenRequestSerializer(Serializer[Any]):
    name = CharField(max_length=TOKEN_NAME_LENGTH, help_text="Of the program that will show it.")
    scopes = words(help_text=f"Some of {', '.join(Scope)}; none that the asking token lacks.")
    days = IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_TOKEN_DAYS,
        help_text="How long it holds, 90 unless said; never longer than the asking token.",
    )


class TokenSerializer(Serializer[Any]):
    """A token without its secret."""

    id = UUIDField()
    name = CharField()
    scopes = words()
    created_at = DateTimeField()
    expires_at = DateTimeField()
    last_used_at = DateTimeField(allow_null=True, help_text="To the hour.")
    made_with = UUIDField(
        allow_null=True, help_text="The token that asked for this one, which ends with it."
    )
    links = links_to("self")


class IssuedTokenSerializer(TokenSerializer):
    token = CharField(help_text="The only copy: it is shown this once.")

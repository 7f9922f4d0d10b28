"""How comparisons and what-ifs look in JSON."""

from typing import Any, Final

from rest_framework.serializers import (
    BooleanField,
    CharField,
    FloatField,
    IntegerField,
    Serializer,
    UUIDField,
)

from advisor.api.advice_serializers import (
    WORDS,
    AnsweredSerializer,
    AnswersDocumentSerializer,
    by_hand,
)
from advisor.api.derived import open_list
from advisor.api.serializers import links_to, words
from advisor.api.wishes import LAST_REVISION
from advisor.engine.profiles import Verdict
from advisor.engine.verdicts import RuleKind

_VERDICTS = (*reversed(Verdict),)


def _verdict(**options: Any) -> Any:
    return open_list(*_VERDICTS, **options)


_ENDS: dict[str, Any] = {"from": words(help_text="Empty: not answered."), "to": words()}
AnswerChangeSerializer = type(
    "AnswerChangeSerializer", (Serializer,), {"question": CharField(), **_ENDS}
)


class BecauseSerializer(Serializer[Any]):
    """The rule or the missing Capability that only one side has."""

    rule = open_list(*RuleKind, required=False)
    reason = CharField(required=False, allow_blank=True)
    missing = CharField(required=False, help_text="The Capability that falls short.")
    holds = BooleanField(help_text="True: after the change; false: only before it.")


class MovedShareSerializer(Serializer[Any]):
    question = CharField()
    points = FloatField(help_text="What the changed answer adds to the fit.")


_MOVE: dict[str, Any] = {
    "slug": CharField(),
    "from": _verdict(allow_null=True, help_text="Null where one side's Release has it not."),
    "to": _verdict(allow_null=True),
    "fit": FloatField(required=False, help_text="By how many points the fit moves."),
    "shares": MovedShareSerializer(many=True, help_text="The largest effect first."),
    "because": BecauseSerializer(required=False, help_text="Absent where points alone did it."),
}
MoveSerializer = type("MoveSerializer", (Serializer,), _MOVE)


class PlanMoveSerializer(Serializer[Any]):
    enters = words()
    leaves = words()


class ContradictionMoveSerializer(Serializer[Any]):
    added = words()
    solved = words()


class MovesSerializer(Serializer[Any]):
    """What differs: answers, Verdicts, plan, contradictions."""

    answers_changed = AnswerChangeSerializer(many=True)
    weights_changed = words(help_text="Forces that count differently.")
    moved = MoveSerializer(many=True, help_text="Patterns with another Verdict.")
    plan = PlanMoveSerializer()
    contradictions = ContradictionMoveSerializer(help_text="By their ids.")
    unchanged = IntegerField(help_text="Patterns whose Verdict is the same.")


_SINGLE_MOVE: dict[str, Any] = {
    "slug": CharField(),
    "from": _verdict(),
    "to": _verdict(),
    "fit": FloatField(),
}
SingleMoveSerializer = type("SingleMoveSerializer", (Serializer,), _SINGLE_MOVE)


class SingleChangeSerializer(Serializer[Any]):
    """One option chosen or, of a Question with several, taken away."""

    question = CharField()
    option = CharField()
    adds = BooleanField()
    is_decisive = BooleanField(
        help_text="It changes the ten best, or a Verdict of adopt or prepare."
    )
    moved = SingleMoveSerializer(many=True)
    enters_ten_best = words()
    leaves_ten_best = words()


CHANGES: Final = {
    "type": "object",
    "additionalProperties": {"oneOf": [*WORDS["additionalProperties"]["oneOf"], {"type": "null"}]},
}


class WhatIfRequestSerializer(AnswersDocumentSerializer):
    """A file of answers, and what to change in it."""

    changes = by_hand(
        CHANGES,
        required=False,
        help_text="Question id to option ids, as in `answers`; null takes an answer away. "
        "Absent: every single change of an answer is tried.",
    )


class WhatIfSerializer(AnsweredSerializer):
    """With changes: what moves. Without: `singles`, one entry for each change that moves
    something."""

    answers_changed = AnswerChangeSerializer(many=True, required=False)
    weights_changed = words(required=False)
    moved = MoveSerializer(many=True, required=False)
    plan = PlanMoveSerializer(required=False)
    contradictions = ContradictionMoveSerializer(required=False)
    unchanged = IntegerField(required=False)
    singles = SingleChangeSerializer(many=True, required=False)
    tried = IntegerField(required=False, help_text="How many single changes were tried.")
    links = links_to("page", "advice")


class ComparedSerializer(AnswersDocumentSerializer):
    """A file of answers, or the name of a Revision."""

    assessment = UUIDField(required=False, help_text="In place of answers.")
    revision = IntegerField(
        required=False,
        min_value=1,
        max_value=LAST_REVISION,
        help_text="Of the Assessment; the newest unless said.",
    )


class ComparisonRequestSerializer(Serializer[Any]):
    """What is compared."""

    left = ComparedSerializer()
    right = ComparedSerializer()


class ComparisonSerializer(MovesSerializer):
    """What differs from left to right."""

    left = AnsweredSerializer()
    right = AnsweredSerializer()
    same_release = BooleanField()
    links = links_to("page")

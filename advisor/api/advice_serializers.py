"""How an Advice looks in JSON: the engine's values derived, the shapes around them written down."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import (
    BooleanField,
    CharField,
    DictField,
    FloatField,
    IntegerField,
    JSONField,
    Serializer,
)

from advisor.answers.sheets import NAME_LENGTH, NOTE_LENGTH, REASONS, SCHEMA, TITLE_LENGTH
from advisor.api.derived import field_of, open_list
from advisor.api.serializers import StanceSerializer, links_to, words
from advisor.engine import advice as engine
from advisor.engine.advice import OverallConfidence
from advisor.engine.alternatives import FamilyChoice, GroupChoice, PlanBundle
from advisor.engine.contradictions import FeltTension, FiredContradiction
from advisor.engine.folding import Lead
from advisor.engine.profiles import Verdict
from advisor.engine.ranges import Confidence
from advisor.engine.reasons import MissingCapability, Role
from advisor.engine.roadmap import ItemState, PhaseId
from advisor.engine.sensitivity import NearestFlip
from advisor.engine.togetherness import Warnings
from advisor.engine.verdicts import FiredRule


def _many(kind: Any) -> Any:
    return field_of(tuple[kind, ...], nulls=True)


def _points(**options: Any) -> Any:
    return FloatField(**options)


def by_hand(described: dict[str, Any], **options: Any) -> Any:
    """Return a field of a body that is described by hand, as the reader of files takes it."""
    return extend_schema_field(described)(type("Described", (JSONField,), {}))(**options)


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


def _one_or_more(item: dict[str, Any]) -> dict[str, Any]:
    return {"oneOf": [item, {"type": "array", "items": item}]}


def _by_key(member: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": member}


WORDS: Final = _by_key(_one_or_more({"type": "string"}))


class ReasonSerializer(Serializer[Any]):
    code = open_list(*REASONS)
    text = by_hand(_text(NOTE_LENGTH), required=False)


class AnswersDocumentSerializer(Serializer[Any]):
    """A file of answers: what the site's export of that name holds. All members are optional."""

    schema = by_hand({"type": "string", "const": SCHEMA}, required=False)
    release = by_hand(_text(TITLE_LENGTH), required=False, help_text="The one that it is from.")
    title = by_hand(_text(TITLE_LENGTH), required=False)
    answers = by_hand(
        WORDS,
        required=False,
        help_text="Question id to option ids, or to `unknown`, or to `na`: does not apply.",
    )
    reasons = DictField(child=ReasonSerializer(), required=False, help_text="Why not, by Question.")
    notes = by_hand(_by_key(_text(NOTE_LENGTH)), required=False, help_text="By Question.")
    weights = by_hand(
        _by_key({"type": "number", "minimum": 0, "maximum": 2, "multipleOf": 0.5}),
        required=False,
        help_text="How much a Force counts, by its id: 0, 0.5, 1, 1.5 or 2.",
    )
    stars = by_hand(
        _one_or_more({"type": "string"}),
        required=False,
        help_text="Up to five chosen options that matter most, as `<question>.<option>`.",
    )
    names = by_hand(
        _one_or_more(_text(NAME_LENGTH)),
        required=False,
        help_text="Of the reader's own services, at most 12.",
    )
    sources = by_hand(
        _by_key({"type": "string", "const": "assumed"}),
        required=False,
        help_text="`assumed` for an answer that an assistant guessed: it counts as open.",
    )


class AnsweredSerializer(Serializer[Any]):
    """What was judged: the canonical answers, and what stands beside them where there is any."""

    release = CharField()
    engine = CharField()
    answers = DictField(child=words())
    reasons = DictField(child=CharField(), required=False)
    weights = DictField(child=FloatField(), required=False)
    stars = words(required=False)
    sources = DictField(child=CharField(), required=False)


class ShareSerializer(Serializer[Any]):
    """What one chosen option adds to the fit through one Force, in points."""

    question = CharField()
    option = CharField()
    force = CharField()
    change = IntegerField(required=False, min_value=-3, max_value=3)
    share = _points()


class PartSerializer(Serializer[Any]):
    """What one Force adds to the fit, in points."""

    force = CharField()
    role = open_list(*Role)
    level = FloatField(min_value=-1, max_value=1)
    strength = IntegerField(min_value=1, max_value=3)
    points = _points()
    softened_by = words()
    companions = words()


class RangeSerializer(Serializer[Any]):
    low = _points()
    high = _points()


class JudgedPatternSerializer(Serializer[Any]):
    """One Pattern judged. Lists that are empty are left out, except why and why_not."""

    slug = CharField()
    name = CharField(required=False)
    verdict = open_list(*reversed(Verdict))
    confidence = open_list(*Confidence)
    rank = IntegerField(min_value=1)
    fit = _points(help_text="From -100 to 100.")
    range = RangeSerializer()
    need = _points()
    contrary = _points()
    harm = _points()
    impact = _points()
    effort = _points(help_text="From 0 to 100.")
    gap = IntegerField(help_text="Levels of Capabilities that are missing.")
    why = ShareSerializer(many=True, help_text="The three largest shares.")
    why_not = ShareSerializer(many=True)
    rules = field_of(tuple[FiredRule, ...], nulls=True, required=False)
    missing = field_of(tuple[MissingCapability, ...], nulls=True, required=False)
    with_care = PartSerializer(many=True, required=False)
    stance = StanceSerializer(required=False, help_text="Left out where there is none.")
    blocked_by = words(required=False)
    part_of = CharField(
        required=False, help_text="The better ranked Pattern that the same need calls, if any."
    )
    priority = _points(required=False, help_text="With detail=full.")
    reach = words(required=False, help_text="Every verdict still possible; with detail=full.")
    parts = PartSerializer(many=True, required=False, help_text="With detail=full.")
    shares = ShareSerializer(many=True, required=False, help_text="All; with detail=full.")
    sides_full = BooleanField(required=False, help_text="With detail=full.")
    open_questions = words(
        required=False,
        help_text="Questions not answered yet that could move the Verdict; with detail=full.",
    )
    links = links_to("self", "ledger")


class PlanItemSerializer(Serializer[Any]):
    slug = CharField()
    complexity = IntegerField(min_value=1, max_value=5)
    state = open_list(*ItemState, required=False)
    pulled_in_by = words()
    blocked_by = words(required=False)


class PhaseSerializer(Serializer[Any]):
    id = open_list(*PhaseId)
    items = PlanItemSerializer(many=True)


class PlanSerializer(Serializer[Any]):
    """What half a year can carry, in complexity points; phases without items are left out."""

    budget = IntegerField()
    used = IntegerField()
    phases = PhaseSerializer(many=True)
    groups = field_of(tuple[GroupChoice, ...], nulls=True, required=False)
    families = field_of(tuple[FamilyChoice, ...], nulls=True, required=False)
    bundles = field_of(tuple[PlanBundle, ...], nulls=True, required=False)


class BaselineSerializer(Serializer[Any]):
    """What holds without any of the advice."""

    headline = CharField()
    pattern = CharField(required=False, help_text="Where to stay; absent: with what there is.")
    unanswered_forces = words()


class LevelContributionSerializer(Serializer[Any]):
    question = CharField()
    option = CharField()
    change = IntegerField(min_value=-3, max_value=3)


class LevelSerializer(Serializer[Any]):
    """How strongly a Force is felt, and the bounds over all that is still open."""

    level = FloatField(min_value=-1, max_value=1)
    low = FloatField(min_value=-1, max_value=1)
    high = FloatField(min_value=-1, max_value=1)
    answers = LevelContributionSerializer(many=True)


class RecommendationSerializer(AnsweredSerializer):
    """An Advice: a Verdict for each Pattern, with the reasons, and a plan."""

    headline = CharField()
    overall_confidence = open_list(*OverallConfidence)
    contradictions = _many(FiredContradiction)
    tensions = _many(FeltTension)
    patterns = JudgedPatternSerializer(many=True, help_text="In order of rank.")
    leading = _many(Lead)
    plan = PlanSerializer()
    warnings = field_of(Warnings, nulls=True, required=False)
    baseline = BaselineSerializer()
    next_questions = _many(engine.NextQuestion)
    levels = DictField(child=LevelSerializer(), required=False, help_text="With detail=full.")
    assumptions = field_of(tuple[engine.Assumption, ...], required=False)
    links = links_to("page", "export")


class LedgerPatternSerializer(JudgedPatternSerializer):
    """One Pattern with everything that is known of its Verdict."""

    nearest_flip = field_of(NearestFlip, nulls=True)


class LedgerSerializer(AnsweredSerializer):
    pattern = LedgerPatternSerializer()
    levels = DictField(child=LevelSerializer(), help_text="Of the Forces in the ledger.")
    links = links_to("page", "advice")


class AnswersCheckSerializer(AnsweredSerializer):
    """What would be judged, before it is judged."""

    document = AnswersDocumentSerializer(help_text="The canonical file, ready to be saved.")
    hidden = words(help_text="Questions answered and not asked: their answers have no effect.")
    open = words(help_text="Questions asked and not answered, in order.")
    contradictions = _many(FiredContradiction)
    links = links_to("page", "advice")

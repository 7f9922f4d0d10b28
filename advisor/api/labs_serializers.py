"""How the bodies about labs look; a Result is described by its own dataclass."""

from typing import Any

from rest_framework.serializers import (
    BooleanField,
    CharField,
    DictField,
    FloatField,
    IntegerField,
    JSONField,
    ListField,
    Serializer,
)

from advisor.api.derived import open_list, serializer_of
from advisor.api.serializers import links_to, listing, words
from patterns.jobs import State
from patterns.labs.kernel import results
from patterns.labs.repeating import MOST_POINTS, SEEDS, Repeated
from patterns.parameters import Kind


def given(**options: Any) -> Any:
    """Return the field of values by parameter."""
    return DictField(
        child=JSONField(),
        required=False,
        help_text="Parameter to text, number, or true and false; a list of rows for lists.",
        **options,
    )


class LabParameterSerializer(Serializer[Any]):
    """A parameter; values as an address carries them, in the declared unit."""

    name = CharField()
    label = CharField()  # type: ignore[assignment]
    kind = open_list(*Kind)
    unit = CharField()
    default = CharField()
    minimum = CharField(required=False)
    maximum = CharField(required=False)
    choices = words()
    help = CharField()
    group = CharField()
    columns = words(help_text="Of a list: the names of the cells of a row.")


class ListedLabSerializer(Serializer[Any]):
    slug = CharField()
    title = CharField()
    patterns = words(help_text="The Patterns that it tries.")
    model_version = IntegerField(help_text="Raised whenever a result may change.")
    presets = words()
    challenges = words()
    links = links_to("self", "page", "runs", "sweeps")


LabListSerializer = listing(ListedLabSerializer)


class LabPresetSerializer(Serializer[Any]):
    slug = CharField()
    title = CharField()
    text = CharField(help_text="Empty where only a run can complete it.")
    values = DictField(child=CharField())
    seed = IntegerField()
    page = CharField()


class LabChallengeSerializer(Serializer[Any]):
    """A contradiction in a picture as it is often drawn, and the run that explains it."""

    id = CharField()
    title = CharField()
    claims = CharField()
    question = CharField()
    answer = CharField()
    values = DictField(child=CharField())
    compared = DictField(child=CharField())
    seed = IntegerField()
    page = CharField()


class LabExperimentSerializer(Serializer[Any]):
    text = CharField()
    values = DictField(child=CharField())
    compared = DictField(child=CharField())
    page = CharField()


class LabSerializer(Serializer[Any]):
    slug = CharField()
    title = CharField()
    patterns = words()
    model_version = IntegerField()
    model = CharField(help_text="What is modelled, and what is left out.")
    parameters = LabParameterSerializer(many=True)
    faults = DictField(child=words(), help_text="Kinds of faults by target, for the parameter f.")
    fault_kinds = DictField(child=CharField(), help_text="What the value of each kind means.")
    presets = LabPresetSerializer(many=True)
    challenges = LabChallengeSerializer(many=True)
    experiments = LabExperimentSerializer(many=True)
    invariants = words(help_text="Checked on every run; a run that breaks one is not shown.")
    limits = DictField(child=IntegerField())
    links = links_to("self", "page", "runs", "sweeps")


class RunRequestSerializer(Serializer[Any]):
    values = given()
    compared = given()
    seed = IntegerField(required=False, min_value=0, max_value=2**31 - 1)


ResultSerializer = serializer_of(
    results.Result,
    nulls=True,
    leave_out=("params", "identities", "tables", "trace"),
    params=DictField(child=JSONField(), help_text="Every parameter, in base units."),
    identities=ListField(child=JSONField(), help_text="Equations between counters that held."),
    tables=ListField(child=JSONField()),
    trace=ListField(child=JSONField(), help_text="The first 200 events."),
)


class DifferenceSerializer(Serializer[Any]):
    name = CharField()
    a = FloatField(allow_null=True)
    b = FloatField(allow_null=True)
    by = FloatField(allow_null=True)


class ComparedSerializer(Serializer[Any]):
    result = ResultSerializer()
    changed = words()
    differences = DifferenceSerializer(many=True)


class RunSerializer(Serializer[Any]):
    """A run; the same body gives the same run, to the last digit."""

    sentence = CharField()
    is_partial = BooleanField(help_text="Then the notes say how much of it there is.")
    result = ResultSerializer()
    compared = ComparedSerializer(allow_null=True)
    links = links_to("lab", "page", "text", "csv")


class SweepRequestSerializer(Serializer[Any]):
    values = given()
    parameter = CharField()
    points = ListField(child=JSONField(), min_length=1, max_length=MOST_POINTS)
    seed = IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    seeds = IntegerField(required=False, min_value=2, max_value=SEEDS)


class SweepPointSerializer(Serializer[Any]):
    value = CharField()
    runs = IntegerField()
    partial_runs = IntegerField()
    coverage = FloatField(help_text="Share of the wanted length that a run had, 0 to 1.")
    measures = serializer_of(Repeated, nulls=True)(many=True)
    page = CharField()


class SweptSerializer(Serializer[Any]):
    lab = CharField()
    version = IntegerField()
    values = DictField(child=CharField())
    parameter = CharField()
    seed = IntegerField()
    seeds = IntegerField()
    points = SweepPointSerializer(many=True)


class SweepSerializer(Serializer[Any]):
    """A sweep, made or on its way."""

    state = open_list(*State)
    step = CharField(help_text="How far it is, in words.")
    sweep = SweptSerializer(allow_null=True)
    links = links_to("self", "lab")

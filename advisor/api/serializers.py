"""How the bodies of the API look: the catalogue's entries derived, the rest written down."""

from functools import cache
from typing import Any

from rest_framework.serializers import (
    BooleanField,
    CharField,
    DateTimeField,
    DictField,
    FloatField,
    IntegerField,
    JSONField,
    ListField,
    Serializer,
)

from advisor.api.derived import field_of, open_list, serializer_of
from patterns.code import templates
from patterns.code.execution import Execution
from patterns.content import entries
from patterns.parameters import Kind

Class = type[Serializer[Any]]


def words(**options: Any) -> Any:
    """Return the field of a list of texts."""
    return ListField(child=CharField(), **options)


class LinksSerializer(Serializer[Any]):
    """Addresses without host, to be resolved against the one that was asked."""


def links_to(*names: str) -> Any:
    """Return the field of these links."""
    return _links_class(names)()


@cache
def _links_class(names: tuple[str, ...]) -> Class:
    # One class for equal names, so that they become one component of the description.
    name = "".join(part.capitalize() for part in names) + "LinksSerializer"
    return type(name, (LinksSerializer,), {each: CharField() for each in names})


def listing(child: Class, **more: Any) -> Class:
    """Return the serializer of a list of these."""
    members = {
        "items": child(many=True),
        "total": IntegerField(help_text="Of all pages together."),
        "self": CharField(),
        "next": CharField(allow_null=True),
        "prev": CharField(allow_null=True),
        **more,
    }
    name = child.__name__.removesuffix("Serializer")
    return type(f"{name}ListSerializer", (Serializer,), members)


class FaultSerializer(Serializer[Any]):
    pointer = CharField(required=False, help_text="Into the body, a JSON pointer (RFC 6901).")
    parameter = CharField(required=False, help_text="Of the address; in place of a pointer.")
    code = CharField()
    detail = CharField()
    allowed = words(required=False, help_text="What may stand there.")
    line = IntegerField(required=False, help_text="Of a diagram's text, from 1.")
    column = IntegerField(required=False)
    source = CharField(required=False, help_text="The line as it was sent.")  # type: ignore[assignment]
    hint = CharField(required=False)


class ProblemSerializer(Serializer[Any]):
    """A problem after RFC 9457."""

    type = CharField(help_text="An address that opens a page about this type of problem.")
    title = CharField()
    status = IntegerField()
    detail = CharField()
    instance = CharField()
    request_id = CharField(help_text="The log of the site names it too.")
    revision = IntegerField(required=False, help_text="That an Assessment is at (412).")
    errors = FaultSerializer(many=True, required=False, help_text="All at once, at most 100.")  # type: ignore[assignment]


# --- the catalogue -----------------------------------------------------------------------------


class StanceSerializer(Serializer[Any]):
    """The organization's own word on a Pattern; no number depends on it."""

    word = open_list("adopt", "trial", "hold")
    note = CharField(allow_blank=True)
    link = CharField(allow_blank=True)


class ListedPatternSerializer(Serializer[Any]):
    slug = CharField()
    name = CharField()
    aliases = words()
    category = CharField()
    edition = open_list("seed", "full")
    problem = CharField()
    complexity = FloatField(min_value=0, max_value=1)
    impact = FloatField(min_value=0, max_value=1)
    is_complete = BooleanField(help_text="False while the page is in preparation.")
    stance = StanceSerializer(allow_null=True)
    links = links_to("self", "page")


class FacetsSerializer(Serializer[Any]):
    """How many each value would leave, with all other filters as they are."""

    category = DictField(child=IntegerField())
    force = DictField(child=IntegerField(), help_text="Forces that are eased.")
    quality = DictField(child=IntegerField(), help_text="Qualities that are helped.")
    complexity = DictField(child=IntegerField(), help_text="low, middle, high.")
    impact = DictField(child=IntegerField(), help_text="low, middle, high.")
    edition = DictField(child=IntegerField())
    language = DictField(child=IntegerField(), help_text="Of Code templates.")
    stance = DictField(
        child=IntegerField(), help_text="Empty while the organization has said nothing."
    )


class NeighbourSerializer(Serializer[Any]):
    """A Relation seen from one Pattern. outgoing: it is written there, not in the other one."""

    type = open_list(*entries.RELATION_TYPES)
    outgoing = BooleanField()
    pattern = CharField()
    name = CharField()
    why = CharField()
    source = CharField()  # type: ignore[assignment]
    basis = open_list("stated", "grouped", "derived")


class ListedDiagramSerializer(Serializer[Any]):
    kind = CharField(help_text="The last part of its address.")
    shows = open_list("structure", "behavior", "state", "timeline")
    title = CharField()
    caption = CharField()
    links = links_to("self")


class ListedTemplateSerializer(Serializer[Any]):
    language = open_list(*templates.Language)
    template = CharField(help_text="The last part of its address.")
    title = CharField()
    links = links_to("self", "page")


PatternSerializer = serializer_of(
    entries.Pattern,
    leave_out=("relations", "diagrams", "code"),
    is_complete=BooleanField(),
    stance=StanceSerializer(allow_null=True),
    relations=NeighbourSerializer(many=True),
    diagrams=ListedDiagramSerializer(many=True),
    code_templates=ListedTemplateSerializer(many=True),
    links=links_to("self", "page"),
)


class StepSerializer(Serializer[Any]):
    text = CharField()
    steps = JSONField(help_text="What happens inside it: steps again.")


class DiagramSerializer(Serializer[Any]):
    pattern = CharField()
    kind = CharField()
    title = CharField()
    caption = CharField()
    script = CharField(help_text="Mermaid text with the names and values of the address.")
    steps = StepSerializer(many=True)
    links = links_to("self", "page")


class ShownParameterSerializer(Serializer[Any]):
    """A parameter; values as an address carries them, in the declared unit."""

    name = CharField()
    label = CharField()  # type: ignore[assignment]
    kind = open_list(*Kind)
    unit = CharField()
    value = CharField()
    default = CharField()
    minimum = CharField(required=False)
    maximum = CharField(required=False)
    choices = words()
    help = CharField()


class FileSerializer(Serializer[Any]):
    path = CharField()
    text = CharField()


class DepartureSerializer(Serializer[Any]):
    """A value that the file does not express as it was asked for."""

    parameter = CharField()
    asked = CharField()
    given = CharField(allow_null=True, help_text="What stands in the file in its place.")
    reason = CharField(help_text="Empty when it was rounded.")


class CodeTemplateSerializer(Serializer[Any]):
    pattern = CharField()
    language = open_list(*templates.Language)
    template = CharField()
    title = CharField()
    file = CharField(help_text="The path of the template itself among the files.")
    files = FileSerializer(many=True, help_text="A project whose test runs with one command.")
    parameters = ShownParameterSerializer(many=True)
    regions = words(help_text="Parts that may be left out.")
    without = words(help_text="Parts that are left out here.")
    fit = open_list("exact", "nearest", "cannot")
    departures = DepartureSerializer(many=True)
    libraries = field_of(tuple[templates.Library, ...])
    execution = serializer_of(Execution, leave_out=("key", "digest"))(required=False)
    links = links_to("self", "page", "bundle")


CategorySerializer = serializer_of(
    entries.Category, patterns=IntegerField(help_text="How many stand on this shelf.")
)
ForceSerializer = serializer_of(entries.Force)
CapabilitySerializer = serializer_of(entries.Capability)
ScenarioSerializer = serializer_of(entries.Scenario, links=links_to("page"))
ProblemDomainSerializer = serializer_of(entries.ProblemDomain)
_ORIGIN: dict[str, Any] = {"from": CharField(help_text="The Pattern in whose folder it stands.")}
RelationSerializer = serializer_of(entries.Relation, **_ORIGIN)
QuestionSerializer = serializer_of(
    entries.Question,
    leave_out=("option", "show_when"),
    section=CharField(),
    options=field_of(tuple[entries.Option, ...]),
    show_when=DictField(
        required=False,
        help_text=(
            "When it is asked: `all` and `any` of some conditions, `not` one, `answered` a "
            "question, `eq` [question, option], `in` [question, [options]]. Absent: always."
        ),
    ),
    links=links_to("self", "page"),
)


class QuadrantPointSerializer(Serializer[Any]):
    slug = CharField()
    name = CharField()
    complexity = FloatField(min_value=0, max_value=1)
    impact = FloatField(min_value=0, max_value=1)
    quadrant = CharField()


QuadrantSerializer = serializer_of(
    entries.Quadrant,
    leave_out=("points",),
    points=QuadrantPointSerializer(many=True),
    links=links_to("self", "page"),
)


class ListedReleaseSerializer(Serializer[Any]):
    digest = CharField()
    loaded_at = DateTimeField(help_text="When it was loaded first.")
    is_current = BooleanField()
    links = links_to("self")


class RewordedSerializer(Serializer[Any]):
    """An entry that both Releases hold."""

    name = CharField()
    members = words(help_text="The fields that differ; empty for what has none.")


class ReleaseChangesSerializer(Serializer[Any]):
    """What happened to the entries of one kind, by name."""

    kind = open_list(
        "patterns", "categories", "forces", "capabilities", "sections", "questions",
        "contradictions", "scenarios", "problem_domains", "cases", "code", "guide",
    )  # fmt: skip
    added = words()
    removed = words()
    changed = RewordedSerializer(many=True)
    reordered = BooleanField(help_text="What both hold stands in another order.")


class ReleaseSerializer(ListedReleaseSerializer):
    engine = CharField(help_text="The version of the engine that judges now.")
    counts = DictField(child=IntegerField(), allow_null=True)
    before = CharField(allow_null=True, help_text="The digest of the one loaded just before.")
    changes = ReleaseChangesSerializer(many=True, allow_null=True)


class ListedCaseSerializer(Serializer[Any]):
    """A published architecture. answers: as the first of two people read them from the facts."""

    id = CharField()
    title = CharField()
    domain = CharField()
    origin = CharField()
    breadth = open_list("system", "single-pattern-example")
    chosen = words(help_text="The Patterns that its architects chose.")
    links = links_to("self", "page", "advice")


CaseSerializer = serializer_of(entries.Case, links=links_to("self", "page", "advice"))


class TemplateListSerializer(listing(ListedTemplateSerializer)):  # type: ignore[misc]
    """The Code templates of one Pattern, and the parameters that all of them share."""

    parameters = ShownParameterSerializer(many=True)


class RenderingRequestSerializer(Serializer[Any]):
    mermaid = CharField(max_length=20_000, help_text="At most 500 lines.")


class RenderingSerializer(Serializer[Any]):
    svg = CharField()
    steps = StepSerializer(many=True, help_text="The same story in words.")

"""One loaded state of the content as rows. Nothing here is edited: a Release is read-only.

Rows are thin: the columns that SQL filters by, and the whole entry in one JSON column.
"""

import json
from typing import Any

from django.core.validators import URLValidator
from django.db import models


class Ordered(models.JSONField):
    """JSON kept as text: PostgreSQL's own type forgets the order of keys, and order is content."""

    def db_type(self, connection: Any) -> str:
        return str(connection.data_types["TextField"])

    def db_check(self, connection: Any) -> None:
        return None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return None if value is None else json.dumps(value, ensure_ascii=False)


class ReleaseQuerySet(models.QuerySet["Release"]):
    def newest_first(self) -> "ReleaseQuerySet":
        """Order by when each was loaded first, the newest on top; no two share a place."""
        return self.order_by("-loaded_at", "-pk")


class Release(models.Model):
    """One loaded state of the whole content, named by its digest."""

    digest = models.CharField(max_length=71, unique=True)
    loaded_at = models.DateTimeField()
    is_current = models.BooleanField(default=False)
    guide = Ordered()

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="patterns_one_current_release",
            )
        ]

    def __str__(self) -> str:
        return self.digest

    def before(self) -> "Release | None":
        """Return the Release that was loaded just before, without its guide; one query."""
        earlier = models.Q(loaded_at__lt=self.loaded_at) | models.Q(
            loaded_at=self.loaded_at, pk__lt=self.pk
        )
        return type(self).objects.filter(earlier).newest_first().defer("guide").first()


class Row(models.Model):
    """What every row of a Release has: its place and the whole entry."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="%(class)s_rows")
    position = models.PositiveIntegerField()
    entry = Ordered()

    class Meta:
        abstract = True


class Category(Row):
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "slug"], name="patterns_category_once")
        ]

    def __str__(self) -> str:
        return self.slug


class Force(Row):
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="patterns_force_once")
        ]

    def __str__(self) -> str:
        return self.name


class Section(Row):
    """A section of the questionnaire with its questions."""

    slug = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "slug"], name="patterns_section_once")
        ]

    def __str__(self) -> str:
        return self.slug


class Pattern(Row):
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=60)
    edition = models.CharField(max_length=10)
    complexity = models.FloatField()
    impact = models.FloatField()
    is_complete = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "slug"], name="patterns_pattern_once")
        ]

    def __str__(self) -> str:
        return self.slug


class Relation(Row):
    origin = models.CharField(max_length=60)
    target = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "origin", "target"], name="patterns_relation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.kind} {self.target}"


class Scenario(Row):
    """A row of the decision matrix."""

    slug = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    pattern = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="patterns_scenario_once")
        ]

    def __str__(self) -> str:
        return self.slug


class ProblemDomain(Row):
    slug = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "slug"], name="patterns_domain_once")
        ]

    def __str__(self) -> str:
        return self.slug


class Case(Row):
    """A published architecture and what its authors chose."""

    slug = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    domain = models.CharField(max_length=60)
    breadth = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "slug"], name="patterns_case_once")
        ]

    def __str__(self) -> str:
        return self.slug


class QuadrantPoint(Row):
    """A point of the priority quadrant."""

    pattern = models.CharField(max_length=60)
    complexity = models.FloatField()
    impact = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "pattern"], name="patterns_point_once")
        ]

    def __str__(self) -> str:
        return self.pattern


class Stance(models.Model):
    """The organization's own word on a Pattern, and the only thing here that people edit.

    It names the Pattern by slug and not by row: a new Release must not lose it.
    """

    class Word(models.TextChoices):
        ADOPT = "adopt", "Adopt: our default where the need arises"
        TRIAL = "trial", "Trial: in use in one place, to learn from"
        HOLD = "hold", "Hold: not started anew"

    pattern = models.CharField(max_length=60, unique=True)
    word = models.CharField(max_length=10, choices=Word)
    note = models.TextField(
        blank=True, max_length=600, help_text="Why, in plain text; readers see it."
    )
    link = models.CharField(
        max_length=200,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text="Where it is written down, such as a decision record. Starts with https://.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(word__in=["adopt", "trial", "hold"]),
                name="patterns_stance_word",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pattern}: {self.word}"

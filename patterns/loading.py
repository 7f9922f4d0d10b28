"""Checked entries -> one Release as rows, in one transaction, or nothing."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from patterns import models, releases
from patterns.content import entries
from patterns.content.digest import digest
from patterns.content.tables import as_table

IN_ROWS = ("categories", "forces", "sections", "scenarios", "domains", "patterns", "cases")


def load(content: entries.Content, *, now: datetime) -> tuple[models.Release, bool]:
    """Make the content the current Release and return it with whether anything changed.

    The same content again changes nothing. Content that was current before becomes current again.
    """
    name = digest(content)
    with transaction.atomic():
        _wait_for_our_turn()
        current = models.Release.objects.filter(is_current=True).first()
        if current is not None and current.digest == name:
            return current, False
        models.Release.objects.filter(is_current=True).update(is_current=False)
        release = models.Release.objects.filter(digest=name).first()
        if release is None:
            release = _write(content, name, now)
        else:
            models.Release.objects.filter(pk=release.pk).update(is_current=True)
            release.is_current = True
    releases.forget()
    return release, True


def is_current(content: entries.Content) -> bool:
    """Say whether the database serves exactly this content; one query."""
    return models.Release.objects.filter(is_current=True, digest=digest(content)).exists()


def _wait_for_our_turn() -> None:
    # SQLite's immediate transactions already stand in a queue; PostgreSQL's do not.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE patterns_release IN EXCLUSIVE MODE")


def _write(content: entries.Content, name: str, now: datetime) -> models.Release:
    guide = {
        field.name: as_table(getattr(content, field.name))
        for field in fields(content)
        if field.name not in IN_ROWS and getattr(content, field.name) is not None
    }
    release = models.Release.objects.create(
        digest=name, loaded_at=now, is_current=True, guide=guide
    )

    def rows(model: Any, given: Any, **columns: Any) -> None:
        model.objects.bulk_create(
            model(
                release=release,
                position=position,
                entry=as_table(entry),
                **{column: read(entry) for column, read in columns.items()},
            )
            for position, entry in enumerate(given)
        )

    rows(models.Category, content.categories, slug=lambda e: e.slug, name=lambda e: e.name)
    rows(models.Force, content.forces, name=lambda e: e.id)
    rows(models.Section, content.sections, slug=lambda e: e.id)
    rows(
        models.Scenario,
        content.scenarios,
        slug=lambda e: e.slug,
        number=lambda e: e.number,
        pattern=lambda e: e.pattern,
    )
    rows(models.ProblemDomain, content.domains, slug=lambda e: e.slug)
    rows(
        models.Pattern,
        content.patterns,
        slug=lambda e: e.slug,
        name=lambda e: e.name,
        category=lambda e: e.category,
        edition=lambda e: e.edition,
        complexity=lambda e: e.complexity,
        impact=lambda e: e.impact,
        is_complete=lambda e: e.is_complete,
    )
    rows(
        models.Case,
        content.cases,
        slug=lambda e: e.id,
        title=lambda e: e.title,
        domain=lambda e: e.domain,
        breadth=lambda e: e.breadth,
    )
    edges = [(pattern.slug, edge) for pattern in content.patterns for edge in pattern.relations]
    models.Relation.objects.bulk_create(
        models.Relation(
            release=release,
            position=position,
            entry=as_table(edge),
            origin=origin,
            target=edge.to,
            kind=edge.type,
        )
        for position, (origin, edge) in enumerate(edges)
    )
    by_slug = {pattern.slug: pattern for pattern in content.patterns}
    points = content.quadrant.points if content.quadrant else ()
    models.QuadrantPoint.objects.bulk_create(
        models.QuadrantPoint(
            release=release,
            position=position,
            entry={},
            pattern=slug,
            complexity=by_slug[slug].complexity,
            impact=by_slug[slug].impact,
        )
        for position, slug in enumerate(points)
    )
    return release

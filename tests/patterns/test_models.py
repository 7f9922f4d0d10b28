"""What the database itself refuses."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from patterns import models

pytestmark = pytest.mark.django_db


def release(digest: str, **more: Any) -> models.Release:
    return models.Release.objects.create(digest=digest, loaded_at=timezone.now(), guide={}, **more)


def test_only_one_release_can_be_current() -> None:
    release("a", is_current=True)
    release("b")

    with pytest.raises(IntegrityError), transaction.atomic():
        release("c", is_current=True)


def test_a_digest_names_one_release() -> None:
    release("a")

    with pytest.raises(IntegrityError), transaction.atomic():
        release("a")


def test_a_pattern_stands_once_in_a_release() -> None:
    facts: dict[str, Any] = {
        "slug": "retry", "name": "Retry", "category": "resilience", "edition": "seed",
        "complexity": 0.2, "impact": 0.6, "is_complete": True, "position": 0, "entry": {},
    }  # fmt: skip
    first, second = release("a"), release("b")
    models.Pattern.objects.create(release=first, **facts)
    models.Pattern.objects.create(release=second, **facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        models.Pattern.objects.create(release=first, **facts)


def test_a_row_says_what_it_is() -> None:
    row = models.Relation(origin="retry", target="timeout", kind="requires")

    assert str(row) == "retry requires timeout"
    assert str(models.Release(digest="sha256:a")) == "sha256:a"


def test_rows_go_with_their_release() -> None:
    old = release("a")
    models.ProblemDomain.objects.create(release=old, position=0, entry={}, slug="resilience")

    old.delete()

    assert models.ProblemDomain.objects.count() == 0


@pytest.mark.parametrize(
    "value",
    [{"b": 1, "a": {"z": [1, 2.5, None, True], "c": "ü\u2028"}}, [], "text", 0],
    ids=["table", "list", "text", "number"],
)
def test_an_entry_comes_back_in_its_order(value: Any) -> None:
    made = release("a")
    models.Release.objects.filter(pk=made.pk).update(guide=value)

    found = models.Release.objects.get(pk=made.pk).guide

    assert found == value
    if isinstance(value, dict):
        assert list(found) == list(value)

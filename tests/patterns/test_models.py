"""What the rows of a Release must keep on every database."""

from typing import Any

import pytest

from patterns import models, releases
from tests.conftest import Reading

pytestmark = pytest.mark.django_db


def test_the_order_of_keys_survives_the_database(release: models.Release) -> None:
    row = models.Pattern.objects.get(release=release, slug="circuit-breaker")

    assert list(row.entry["article"])[:3] == ["In short", "Context and forces", "How it works"]


def test_a_catalogue_from_rows_lists_the_code_templates_that_ran(
    release: models.Release, shipped: Reading
) -> None:
    catalogue: Any = releases.current()

    listed = [t for pattern in catalogue.complete for t in catalogue.templates(pattern.slug)]

    assert len(listed) == len(shipped.content.executions)

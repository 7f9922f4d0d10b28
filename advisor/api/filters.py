"""What a list of rows in the database can be narrowed by, as django-filter reads it.

The catalogue is not in here: it stands in memory, and patterns/facets.py narrows and counts it.
"""

from datetime import UTC, datetime
from typing import Any, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django_filters import FilterSet, IsoDateTimeFilter, OrderingFilter

from advisor.api.queries import Query
from patterns.models import Release

_LONGEST: Final = 40
# Beyond these a time may have no equal in UTC, and no database holds it.
_DAYS: Final = (
    MinValueValidator(datetime(1970, 1, 1, tzinfo=UTC)),
    MaxValueValidator(datetime(2999, 12, 31, tzinfo=UTC)),
)


class ReleaseFilters(FilterSet):  # type: ignore[misc]
    """The newest first, unless another order is asked for."""

    loaded_from = IsoDateTimeFilter("loaded_at", "gte", validators=_DAYS)
    loaded_before = IsoDateTimeFilter("loaded_at", "lt", validators=_DAYS)
    ordering = OrderingFilter(fields=(("loaded_at", "loaded_at"), ("digest", "digest")))

    class Meta:
        model = Release
        fields: list[str] = []


def filtered(asked: Query, filters: type[FilterSet], rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows that the address asks for; what cannot be used is a fault of the query."""
    given = {name: asked.text(name, _LONGEST) for name in filters.base_filters}
    told = filters({name: text for name, text in given.items() if text}, queryset=rows)
    if told.is_valid():
        return told.qs  # type: ignore[no-any-return]
    for name, errors in told.errors.items():
        asked.refuse("unknown_value", " ".join(errors), name, _allowed(told, name))
    return rows.none()


def _allowed(told: FilterSet, name: str) -> tuple[str, ...]:
    choices = getattr(told.form.fields[name], "choices", ())
    return tuple(str(value) for value, _ in choices if value)

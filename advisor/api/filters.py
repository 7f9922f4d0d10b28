"""What a list of rows in the database can be narrowed by, as django-filter reads it.

The catalogue is not in here: it stands in memory, and patterns/facets.py narrows and counts it.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import FilterSet, IsoDateTimeFilter, OrderingFilter
from django_filters.fields import IsoDateTimeField

from advisor.api.queries import Query
from patterns.models import Release

_LONGEST: Final = 40
_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
# Beyond these a time may have no equal in UTC, and no database holds it.
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)


class _TimeField(IsoDateTimeField):  # type: ignore[misc]
    """A time with its offset; the field of django-filter takes many more forms of ISO 8601."""

    def to_python(self, value: Any) -> datetime | None:
        if value is None:
            return None
        found = None
        if isinstance(value, str) and _RFC_3339.fullmatch(value):
            with suppress(ValueError):
                found = datetime.fromisoformat(value.upper())
        if found is None or not _FIRST <= found <= _LAST:
            raise ValidationError("Expected a time such as 2026-11-22T11:24:53Z.")
        return found


class _TimeFilter(IsoDateTimeFilter):  # type: ignore[misc]
    field_class = _TimeField


class ReleaseFilters(FilterSet):  # type: ignore[misc]
    """The newest first, unless another order is asked for."""

    loaded_from = _TimeFilter("loaded_at", "gte")
    loaded_before = _TimeFilter("loaded_at", "lt")
    ordering = OrderingFilter(fields=(("loaded_at", "loaded_at"), ("digest", "digest")))

    class Meta:
        model = Release
        fields: list[str] = []


def filtered(asked: Query, filters: type[FilterSet], rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows that the address asks for; what cannot be used is a fault of the query."""
    given = {name: asked.maybe(name, _LONGEST) for name in filters.base_filters}
    told = filters({name: text for name, text in given.items() if text is not None}, queryset=rows)
    if told.is_valid():
        return told.qs  # type: ignore[no-any-return]
    for name, errors in told.errors.items():
        asked.refuse("unknown_value", " ".join(errors), name, _allowed(told, name))
    return rows.none()


def _allowed(told: FilterSet, name: str) -> tuple[str, ...]:
    choices = getattr(told.form.fields[name], "choices", ())
    return tuple(str(value) for value, _ in choices if value)

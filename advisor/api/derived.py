"""A dataclass → the serializer that describes it, so a new field is described by itself.

Bodies are made by `content.tables.as_table` and `engine.as_plain`; a test holds every body
against its description.
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from patterns.content.tables import OneOf, Within


def serializer_of(
    kind: Any,
    *,
    nulls: bool = False,
    leave_out: tuple[str, ...] = (),
    **more: Any,
) -> type[serializers.Serializer[Any]]:
    """Return a serializer named like the dataclass or named tuple.

    nulls: None is written as null; otherwise the member is left out.
    leave_out: fields that the body does not have; more: members that it has besides.
    """
    members = {
        name: field_of(hint, nulls=nulls) for name, hint in _hints(kind) if name not in leave_out
    }
    return type(f"{kind.__name__}Serializer", (serializers.Serializer,), members | more)


def open_list(*words: str, **options: Any) -> Any:
    """Return a text field that names the values known today; clients must accept new ones."""
    described = extend_schema_field({"type": "string", "x-extensible-enum": list(words)})
    return described(type("OpenList", (serializers.CharField,), {}))(**options)


def field_of(hint: Any, *, nulls: bool = False, required: bool = True) -> Any:
    """Return the field that describes a value of this type."""
    options: dict[str, Any] = {} if required else {"required": False}
    bounds: tuple[Any, ...] = ()
    if typing.get_origin(hint) is typing.Annotated:
        hint, *found = typing.get_args(hint)
        bounds = tuple(found)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _union(inner, bounds, nulls)
    if hint is Any:
        return serializers.JSONField(**options)
    if origin is tuple:
        child = field_of(inner[0], nulls=nulls)
        if isinstance(child, serializers.Serializer):
            return type(child)(many=True, **options)
        return serializers.ListField(child=child, **options)
    if origin in (dict, Mapping):
        child = None if inner[1] is Any else field_of(inner[1], nulls=nulls)
        return serializers.DictField(**({"child": child} if child else {}), **options)
    if is_dataclass(hint) or hasattr(hint, "_fields"):
        return _nested(hint, nulls)(**options)
    return _scalar(hint, bounds, options)


def _union(arms: tuple[Any, ...], bounds: tuple[Any, ...], nulls: bool) -> Any:
    some = [arm for arm in arms if arm is not types.NoneType]
    if len(some) > 1:
        names = {str: "string", int: "integer", float: "number"}
        described = extend_schema_field({"type": [names[arm] for arm in some]})
        return described(type("OneOfTypes", (serializers.JSONField,), {}))(required=False)
    hint = typing.Annotated[some[0], *bounds] if bounds else some[0]
    if not nulls:
        return field_of(hint, required=False)
    field = field_of(hint, nulls=True)
    field.allow_null = True
    field._kwargs["allow_null"] = True  # REST framework builds each field anew from these
    return field


def _scalar(hint: Any, bounds: tuple[Any, ...], options: dict[str, Any]) -> Any:
    for bound in bounds:
        match bound:
            case OneOf(words):
                return open_list(*words, **options)
            case Within(low, high):
                options |= {"min_value": low, "max_value": high}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return open_list(*hint, **options)
    return _FIELDS[hint](**options)


_FIELDS: dict[Any, Any] = {
    str: serializers.CharField,
    bool: serializers.BooleanField,
    int: serializers.IntegerField,
    float: serializers.FloatField,
    Fraction: serializers.FloatField,
    date: serializers.DateField,
}
_made: dict[tuple[Any, bool], type[serializers.Serializer[Any]]] = {}


def _nested(kind: Any, nulls: bool) -> type[serializers.Serializer[Any]]:
    # One class for each dataclass, so that each becomes one component of the description.
    if (kind, nulls) not in _made:
        _made[kind, nulls] = serializer_of(kind, nulls=nulls)
    return _made[kind, nulls]


def _hints(kind: Any) -> list[tuple[str, Any]]:
    hints = typing.get_type_hints(kind, include_extras=True)
    if not is_dataclass(kind):
        return list(hints.items())
    return [(str(each.metadata.get("key", each.name)), hints[each.name]) for each in fields(kind)]

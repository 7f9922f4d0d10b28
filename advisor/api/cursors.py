"""Pages by signed cursors: a list that grows while it is walked shows each row once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter

from advisor.api.operations import query
from advisor.api.queries import MOST, USUAL_LIMIT, Query
from advisor.shapes.faults import Fault, Refused

SALT: Final = "advisor.api.cursors"
LONGEST: Final = 8192  # characters, as many as an address may have
PARAMETERS: Final = (
    query(
        "limit",
        "How many items at most.",
        kind={"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL_LIMIT},
    ),
    query("cursor", "Where to go on, as `next` or `prev` of another page says it."),
    OpenApiParameter(
        "Link", str, OpenApiParameter.HEADER, response=[200],
        description="The pages before and after (RFC 8288), as in the body.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """One page. places: addresses of this page, the next and the one before; None at the ends."""

    rows: list[Any]
    places: dict[str, str | None]

    @property
    def links(self) -> str:
        """The value of the header Link."""
        return ", ".join(f'<{place}>; rel="{name}"' for name, place in self.places.items() if place)


def cut(asked: Query, rows: QuerySet[Any], order: Sequence[str], about: str) -> Cut:
    """Return the page that the query asks for; takes `limit` and `cursor`, and finishes it.

    order: fields that together are unique and never change, with - for falling ones.
    about: whose list this is; a cursor of another list is refused.
    Raises Refused.
    """
    limit = asked.whole("limit", USUAL_LIMIT, 1, MOST)
    given = asked.text("cursor", LONGEST)
    asked.finish()
    back, position = _read(given, about, len(order)) if given else (False, [])
    turned = [_turned(each) for each in order] if back else list(order)
    found = rows.order_by(*turned)
    if position:
        found = found.filter(_beyond(turned, position))
    page = list(found[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    if back:
        page.reverse()
    goes_on, goes_back = (True, more) if back else (more, bool(position))
    cursors = {
        "self": given,
        "next": _written(page[-1], order, about, back=False) if page and goes_on else "",
        "prev": _written(page[0], order, about, back=True) if page and goes_back else "",
    }
    own = {"limit": str(limit)} if limit != USUAL_LIMIT else {}
    places: dict[str, str | None] = {
        name: _address(asked.path, own, cursor) if cursor or name == "self" else None
        for name, cursor in cursors.items()
    }
    return Cut(page, places)


def _beyond(order: Sequence[str], position: Sequence[Any]) -> Q:
    """Return the rows that follow a position: further in the first field that differs."""
    found, equal = Q(), Q()
    for field, value in zip(order, position, strict=True):
        name = field.removeprefix("-")
        side = "lt" if field.startswith("-") else "gt"
        found |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
    return found


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _written(row: Any, order: Sequence[str], about: str, *, back: bool) -> str:
    values = [_plain(getattr(row, field.removeprefix("-"))) for field in order]
    return signing.dumps([about, back, values], salt=SALT, compress=True)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


def _read(given: str, about: str, length: int) -> tuple[bool, list[Any]]:
    """Return which way to go and from where. Raises Refused for a cursor of another list."""
    try:
        whose, back, position = signing.loads(given, salt=SALT)
    except (signing.BadSignature, ValueError):
        whose, back, position = "", False, []
    if whose != about or len(position) != length:
        words = "This is no cursor of this list. Begin again without one."
        faults = [Fault("unknown_cursor", words, parameter="cursor")]
        raise Refused("malformed-request", words, faults)
    return bool(back), list(position)


def _address(path: str, own: dict[str, str], cursor: str) -> str:
    pairs = own | ({"cursor": cursor} if cursor else {})
    return f"{path}?{urlencode(pairs)}" if pairs else path

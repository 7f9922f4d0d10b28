"""The query of an address → values, each either taken or written down as a fault; and pages."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from rest_framework.request import Request

from advisor.answers.values import safe
from advisor.shapes.faults import Fault, refuse_faults

USUAL_LIMIT: Final = 50
MOST: Final = 200
FARTHEST: Final = 1_000_000
_DIGITS: Final = re.compile(r"[0-9]{1,7}")


class Query:
    """Takes the parameters of one address by name; `finish` refuses whatever is left."""

    def __init__(self, request: Request) -> None:
        self.path: str = request.path
        self.faults: list[Fault] = []
        self._given: dict[str, list[str]] = dict(request.query_params.lists())
        self._known: list[str] = []
        self._canonical: list[tuple[str, str]] = []

    def text(self, name: str, longest: int) -> str:
        """Take one text of at most this many characters; "" when it is absent or refused."""
        value = self._only(name)
        if value is None:
            return ""
        if len(value) > longest:
            self.refuse("too_long", f"At most {longest} characters.", name)
            return ""
        return self._take(name, value)

    def maybe(self, name: str, longest: int) -> str | None:
        """Take one text; None when it is absent or refused, "" when it is there and empty."""
        value = self._only(name)
        if value is None or len(value) <= longest:
            return value if value is None else self._take(name, value)
        self.refuse("too_long", f"At most {longest} characters.", name)
        return None

    def one_of(self, name: str, allowed: Collection[str], usual: str = "") -> str:
        """Take one of some words; `usual` when it is absent or refused."""
        value = self._only(name)
        if value is None:
            return usual
        if value not in allowed:
            self.refuse("unknown_value", f'"{safe(value)}" is not known.', name, tuple(allowed))
            return usual
        return self._take(name, value)

    def whole(self, name: str, usual: int, low: int, high: int) -> int:
        """Take a whole number within its bounds, both included."""
        value = self._only(name)
        if value is None:
            return usual
        if not _DIGITS.fullmatch(value) or not low <= int(value) <= high:
            self.refuse("out_of_range", f"Expected a whole number from {low} to {high}.", name)
            return usual
        if int(value) != usual:
            self._take(name, value)
        return int(value)

    def some_of(self, name: str, allowed: Collection[str]) -> list[str]:
        """Take any number of some words, each once; the order does not matter."""
        self._known.append(name)
        found = sorted(set(self._given.pop(name, [])))
        for value in found:
            if value not in allowed:
                detail = f'"{safe(value)}" is not known.'
                self.refuse("unknown_value", detail, name, tuple(allowed))
        return [self._take(name, value) for value in found if value in allowed]

    def others(self) -> dict[str, str]:
        """Take everything that nobody asked for, each given once."""
        return {name: self._single(name) or "" for name in list(self._given)}

    def rest(self) -> Mapping[str, Sequence[str]]:
        """Take everything that nobody asked for, with repetitions, for a reader of its own."""
        taken, self._given = self._given, {}
        return taken

    def finish(self) -> str:
        """Return the canonical query: what was taken, without what is usual, in this order.

        Raises Refused with every fault: an unknown parameter makes it a request that cannot be
        read, otherwise values are wrong.
        """
        for name in self._given:
            self.unknown(name, self._known)
        refuse_faults(self.faults)
        return urlencode(self._canonical)

    def refuse(self, code: str, detail: str, name: str, allowed: tuple[str, ...] = ()) -> None:
        """Write down a value that cannot be used."""
        self.faults.append(Fault(code, detail, parameter=name, allowed=allowed))

    def unknown(self, name: str, known: Collection[str] = ()) -> None:
        """Write down a parameter that does not exist here. known: those that do."""
        detail = f'There is no parameter "{safe(name)}" here.'
        self.faults.append(
            Fault("unknown_parameter", detail, parameter=safe(name), allowed=tuple(known))
        )

    def _only(self, name: str) -> str | None:
        self._known.append(name)
        return self._single(name)

    def _single(self, name: str) -> str | None:
        values = self._given.pop(name, [])
        if len(values) > 1:
            self.refuse("too_many", "Give it once.", name)
        return values[0] if values else None

    def _take(self, name: str, value: str) -> str:
        self._canonical.append((name, value))
        return value


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for."""

    limit: int
    offset: int

    @classmethod
    def of(cls, query: Query) -> "Page":
        return cls(
            limit=query.whole("limit", USUAL_LIMIT, 1, MOST),
            offset=query.whole("offset", 0, 0, FARTHEST),
        )

    def cut(self, rows: Sequence[object]) -> list[object]:
        return list(rows[self.offset : self.offset + self.limit])

    def addresses(self, path: str, canonical: str, total: int) -> dict[str, str | None]:
        """Return the addresses of this page, the next and the one before; None at the ends."""
        others = [
            pair.partition("=")
            for pair in canonical.split("&")
            if pair and not pair.startswith(("limit=", "offset="))
        ]
        rest = "&".join("".join(parts) for parts in others)

        def at(offset: int) -> str:
            own = {"limit": self.limit} if self.limit != USUAL_LIMIT else {}
            own |= {"offset": offset} if offset else {}
            query = "&".join(filter(None, (rest, urlencode(own))))
            return f"{path}?{query}" if query else path

        after = self.offset + self.limit
        return {
            "self": at(self.offset),
            "next": at(after) if after < total else None,
            "prev": at(max(0, self.offset - self.limit)) if self.offset else None,
        }

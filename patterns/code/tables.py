"""Read a TOML table key by key, and gather every fault instead of stopping at the first."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from math import isfinite
from typing import Any, NamedTuple, TypeVar

from patterns.parameters import Value

Member = TypeVar("Member", bound=StrEnum)
_MISSING = object()


class Fault(NamedTuple):
    """A mistake in a file: where (dotted key), what belongs there, and what stands there."""

    key: str
    expected: str
    found: str


class Table:
    """A TOML table at `key`; each method reads one entry and notes what is wrong with it.

    A faulty entry is returned as an empty value, so that reading goes on; ask `finish`.
    """

    def __init__(self, key: str, content: Any, faults: list[Fault]) -> None:
        self.key = key
        self._faults = faults
        self._before = len(faults)
        self._read: set[str] = set()
        self._content: Mapping[str, Any] = content if isinstance(content, Mapping) else {}
        if not isinstance(content, Mapping):
            self.fault("", "a table", repr(content))

    def __contains__(self, name: str) -> bool:
        return name in self._content

    def fault(self, name: str, expected: str, found: str) -> None:
        self._faults.append(Fault(self.at(name), expected, found))

    def at(self, name: str) -> str:
        return ".".join(part for part in (self.key, name) if part)

    def require(self, holds: bool, name: str, expected: str, found: str) -> bool:
        """Note a fault unless the condition holds; return whether it does."""
        if not holds:
            self.fault(name, expected, found)
        return holds

    def value(self, name: str) -> Value:
        found = self._take(name)
        if _is_plain(found):
            return found  # type: ignore[no-any-return]
        if found is not _MISSING:
            self.fault(name, "a finite number, a boolean or a string", repr(found))
        return ""

    def values(self, name: str) -> tuple[Value, ...]:
        """Read an optional value or list of values."""
        found = self._take(name, [])
        several = found if isinstance(found, list) else [found]
        for value in several:
            if not _is_plain(value):
                self.fault(name, "a finite number, a boolean or a string", repr(value))
                return ()
        return tuple(several)

    def text(self, name: str, default: str | None = None) -> str:
        found = self._take(name, _MISSING if default is None else default)
        if isinstance(found, str) and (found.strip() or default is not None):
            return found
        if found is not _MISSING:
            self.fault(name, "a text", repr(found))
        return ""

    def whole(self, name: str) -> int:
        found = self._take(name)
        if isinstance(found, int) and not isinstance(found, bool):
            return found
        if found is not _MISSING:
            self.fault(name, "a whole number", repr(found))
        return 0

    def texts(self, name: str) -> tuple[str, ...]:
        found = self._take(name)
        if isinstance(found, list) and all(isinstance(text, str) and text for text in found):
            return tuple(found)
        if found is not _MISSING:
            self.fault(name, "a list of texts", repr(found))
        return ()

    def member(self, name: str, kind: type[Member]) -> Member | None:
        text = self.text(name)
        if text in list(kind):
            return kind(text)
        if text:
            self.fault(name, f"one of {', '.join(kind)}", text)
        return None

    def names(self) -> tuple[str, ...]:
        return tuple(self._content)

    def optional(self, name: str) -> "Table":
        """Return the table of that name, an empty one if there is none."""
        return Table(self.at(name), self._take(name, {}), self._faults)

    def tables(self, name: str) -> Iterator[tuple[str, "Table"]]:
        """Yield the tables of an optional table of tables, each with its name."""
        parent = self.optional(name)
        for key in parent.names():
            yield key, parent.optional(key)

    def rows(self, name: str) -> Iterator["Table"]:
        """Yield the tables of an optional array of tables."""
        found = self._take(name, [])
        if not isinstance(found, list):
            self.fault(name, "an array of tables", repr(found))
            return
        for number, content in enumerate(found):
            yield Table(self.at(f"{name}.{number}"), content, self._faults)

    def finish(self) -> bool:
        """Note entries that nobody has read; return whether the table is without fault."""
        for name in self._content.keys() - self._read:
            self.fault(name, "no such key", repr(self._content[name]))
        return len(self._faults) == self._before

    def _take(self, name: str, default: Any = _MISSING) -> Any:
        self._read.add(name)
        found = self._content.get(name, default)
        if found is _MISSING:
            self.fault(name, "a value", "nothing")
        return found


def _is_plain(found: Any) -> bool:
    return isinstance(found, (bool, int, str)) or (isinstance(found, float) and isfinite(found))

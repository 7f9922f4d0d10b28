"""A value together with the place where it stands, so that every reason can name it."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.prefill.findings import Findings, Reason, shown
from advisor.prefill.reading import Table

_KINDS = {"Table": "a table", "list": "a list", "str": "a text", "int": "a number"}


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document. A wrong kind is told to the findings once, and reads as empty."""

    value: object
    file: str
    path: str
    line: int
    findings: Findings

    @property
    def is_there(self) -> bool:
        return self.value is not None

    @property
    def is_table(self) -> bool:
        return isinstance(self.value, Table)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    @property
    def text(self) -> str:
        """Return a text or a number as text; "" for everything else."""
        if isinstance(self.value, str):
            return self.value
        is_number = isinstance(self.value, int) and not isinstance(self.value, bool)
        return str(self.value) if is_number else ""

    @property
    def whole(self) -> int | None:
        """Return a whole number from 0 to 999 999, also written as text; None for all else."""
        text = self.text
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else None

    def is_set(self, value: object) -> bool:
        """Tell whether it is this yes or no, also written as text: labels hold only texts."""
        return self.value is value or self.text.lower() == str(value).lower()

    def get(self, key: str) -> "Node":
        """Return what stands under a key; something empty where there is no such key."""
        if isinstance(self.value, Table):
            return self._under(key, self.value.get(key))
        if self.is_there:
            self.complain("a table")
        return self.named(key)

    def named(self, key: str) -> "Node":
        """Return an empty place under this one, for a reason that names it."""
        return self._under(key, None)

    def at(self, *keys: str) -> "Node":
        node = self
        for key in keys:
            node = node.get(key)
        return node

    def entries(self) -> Iterator[tuple[str, "Node"]]:
        """Yield key and value of a table."""
        if isinstance(self.value, Table):
            for key, value in self.value.items():
                yield key, self._under(key, value)
        elif self.is_there:
            self.complain("a table")

    def items(self) -> Iterator["Node"]:
        """Yield the values of a list."""
        if isinstance(self.value, list):
            for place, value in enumerate(self.value):
                yield Node(value, self.file, f"{self.path}[{place}]", self.line, self.findings)
        elif self.is_there:
            self.complain("a list")

    def texts(self) -> Iterator[tuple[str, "Node"]]:
        """Yield the texts of a list, or the keys of a table: both forms are usual."""
        if self.is_list:
            yield from ((item.text, item) for item in self.items() if item.text)
        elif self.is_table:
            yield from self.entries()
        elif self.is_there:
            self.complain("a list")

    def pairs(self) -> Iterator[tuple[str, str, "Node"]]:
        """Yield name, value and place of `NAME: value` or of `- NAME=value`."""
        if self.is_list:
            for item in self.items():
                name, _, value = item.text.partition("=")
                # The value must not stand in a path that is shown.
                yield name, value, self.named(name)
        else:
            for name, node in self.entries():
                yield name, node.text, node

    def complain(self, wanted: str) -> None:
        kind = _KINDS.get(type(self.value).__name__, "something else")
        where = f"“{shown(self.path.strip())}”" if self.path.strip() else "the document"
        self.findings.problem(
            self.file, f"{where} should be {wanted}, and {kind} was found", self.line
        )

    def reason(self, words: str) -> Reason:
        return Reason(self.file, shown(self.path.strip(), 120), words)

    def _under(self, key: str, value: object) -> "Node":
        joint = "" if not self.path or self.path.endswith(" ") else "."
        lines = self.value.lines if isinstance(self.value, Table) else {}
        path = f"{self.path}{joint}{shown(key)}"
        return Node(value, self.file, path, lines.get(key, self.line), self.findings)

"""What a tool answers: values that fit its output schema, and the same in few words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from django.http import HttpRequest

from advisor.mcp.arguments import Argument
from advisor.models import Scope
from advisor.shapes.faults import Fault, Refused

EVERY_MESSAGE: Final = "api"  # the limit of all messages together, counted before any tool
LONGEST: Final = 1500  # characters of the words beside an answer
MOST_ALLOWED: Final = 20  # of the words that may stand at one place


@dataclass(frozen=True, slots=True)
class Call:
    """One call: who asks, and the arguments as they were read."""

    request: HttpRequest
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def address(self, path: str) -> str:
        """Return an address of this site with its host."""
        return self.request.build_absolute_uri(path)


@dataclass(frozen=True, slots=True)
class Reply:
    """values: what programs read; words: what an assistant reads, at most 1,500 characters."""

    values: msgspec.Struct
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool. scope: what a token must hold; limit: a row of the settings' table."""

    name: str
    title: str
    description: str
    takes: Sequence[Argument]
    gives: type[msgspec.Struct]
    run: Callable[[Call], Reply]
    scope: Scope
    limit: str = EVERY_MESSAGE
    read_only: bool = True
    idempotent: bool = field(default=True)


def brief(
    head: Sequence[str], items: Sequence[str] = (), more: str = "", tail: Sequence[str] = ()
) -> str:
    """Return lines of at most 1,500 characters: all of head and tail, and what fits of the items.

    more: how to get the items that are left out.
    """
    head = [cut(line) for line in head if line]
    tail = [cut(line) for line in tail if line]
    items = [cut(item, 300) for item in items]
    room = LONGEST - sum(len(line) + 1 for line in (*head, *tail))
    shown: list[str] = []
    for place, item in enumerate(items):
        left = len(items) - place - 1
        note = _more(left, more) if left else ""
        if sum(len(line) + 1 for line in (*shown, item, note)) > room:
            break
        shown.append(item)
    if len(shown) < len(items):
        shown.append(_more(len(items) - len(shown), more))
    return "\n".join([*head, *shown, *tail])[:LONGEST]


def cut(text: str, longest: int = 400) -> str:
    """Return one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def words_of(refusal: Refused) -> str:
    """Return a refusal as a caller needs it who is to do better: each place, code and choice."""
    advice = ["Nothing was done. Correct this and call again."]
    if any(fault.pointer.startswith(("#/answers", "#/changes")) for fault in refusal.faults):
        advice.append("get_questions lists every question with its options.")
    faults = [_fault(each) for each in refusal.faults]
    return brief([f"{refusal.slug}: {refusal.detail}"], faults, "correct these first", advice)


def _more(count: int, how: str) -> str:
    return f"{count} more{f': {how}' if how else ''}."


def _fault(fault: Fault) -> str:
    place = fault.pointer or fault.parameter
    allowed = ", ".join(fault.allowed[:MOST_ALLOWED])
    if len(fault.allowed) > MOST_ALLOWED:
        allowed += f" and {len(fault.allowed) - MOST_ALLOWED} more"
    more = "".join(f" {name}: {value}." for name, value in fault.more)
    return f"{place} {fault.code}: {fault.detail}{f' Allowed: {allowed}.' if allowed else ''}{more}"

"""What one Release holds that another one does not; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from patterns.content.entries import Content


@dataclass(frozen=True, slots=True)
class Reworded:
    """An entry that both hold. members: the fields that differ, in their order."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the entries of one kind, by name, in the order of the content.

    reordered: what both hold stands in another order, which decides what is asked or shown first.
    """

    kind: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Reworded, ...]
    reordered: bool

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed or self.reordered)


def changes(before: Content, after: Content) -> tuple[Changes, ...]:
    """Return every kind in which the two differ; no kind for equal contents.

    What has no names, such as the limits or the guide, is one entry of the kind `guide`, named
    like its field.
    """
    found = (_between(kind, _KINDS[kind](before), _KINDS[kind](after)) for kind in _KINDS)
    return tuple(each for each in found if not each.is_empty)


def _between(kind: str, before: Mapping[str, object], after: Mapping[str, object]) -> Changes:
    return Changes(
        kind,
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        changed=tuple(
            Reworded(name, _members(before[name], entry))
            for name, entry in after.items()
            if name in before and before[name] != entry
        ),
        reordered=[name for name in before if name in after]
        != [name for name in after if name in before],
    )


def _members(before: object, after: object) -> tuple[str, ...]:
    if not is_dataclass(before) or not is_dataclass(after):
        return ()
    names = (field.name for field in fields(after))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _by(name: str, entries: Iterable[Any]) -> Mapping[str, object]:
    return {str(getattr(entry, name)): entry for entry in entries}


_NAMED = (
    "patterns", "categories", "forces", "capabilities", "sections", "contradictions", "scenarios",
    "domains", "cases", "workspaces",
)  # fmt: skip
_KINDS: Mapping[str, Callable[[Content], Mapping[str, object]]] = {
    "patterns": lambda content: _by("slug", content.patterns),
    "categories": lambda content: _by("slug", content.categories),
    "forces": lambda content: _by("id", content.forces),
    "capabilities": lambda content: _by("id", content.capabilities),
    "sections": lambda content: {
        section.id: (replace(section, question=()), [question.id for question in section.question])
        for section in content.sections
    },
    "questions": lambda content: _by(
        "id", (question for section in content.sections for question in section.question)
    ),
    "contradictions": lambda content: _by("id", content.contradictions),
    "scenarios": lambda content: _by("slug", content.scenarios),
    "problem_domains": lambda content: _by("slug", content.domains),
    "cases": lambda content: _by("id", content.cases),
    "code": lambda content: {
        f"{language}/{path}": text
        for language, files in content.workspaces.items()
        for path, text in files.items()
    },
    "guide": lambda content: {
        field.name: getattr(content, field.name)
        for field in fields(content)
        if field.name not in _NAMED
    },
}

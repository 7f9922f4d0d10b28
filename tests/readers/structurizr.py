"""Structurizr's own readers: its DSL parser and its three importers of decision records."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.readers import jars
from tests.readers.records import Record
from tests.readers.talking import Program, talking

IMPORTERS = ("madr", "adr-tools", "log4brains")


class Structurizr:
    """Each method raises Refused with Structurizr's own words for what it does not accept."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def workspace(self, file: Path) -> dict[str, Any]:
        """Return name, elements, relations, views and documentation of a `workspace.dsl`.

        documentation: "" for the workspace, else the name of the element that it belongs to,
        with `records` (rows as of `records`, plus `content`) and `sections` (texts).
        """
        return self._program.ask(kind="workspace", path=str(file))

    def records(self, folder: Path, importer: str = "madr") -> list[Record]:
        """Return what one of IMPORTERS takes from a folder, by number."""
        answer = self._program.ask(kind=importer, path=str(folder))
        return sorted(map(record, answer["records"]), key=lambda one: int(one.number))


def record(row: dict[str, Any]) -> Record:
    return Record(
        number=row["number"],
        title=row["title"],
        status=row["status"],
        date=row["date"],
        links=tuple(sorted((link["number"] for link in row["links"]), key=int)),
    )


def missing() -> str:
    """Return why the readers cannot run here, or nothing. Raises NotFetched for other jars."""
    if not jars.is_current():
        return "Structurizr's jars are not fetched: make test, or python -m tests.readers.jars"
    jars.verify()
    return ""


@contextmanager
def structurizr() -> Iterator[Structurizr]:
    """Give the readers for as long as the block runs; the program starts in half a second."""
    command = [
        jars.JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m",
        "-Duser.timezone=UTC", "-Dfile.encoding=UTF-8", "-cp", jars.class_path(), "Reader",
    ]  # fmt: skip
    with talking(command, cwd=ROOT) as program:
        yield Structurizr(program)

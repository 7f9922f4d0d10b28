"""make new-pattern: a folder that loads once its blanks are filled."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from patterns.content.agreement import disagreements
from patterns.content.blanks import BLANK
from patterns.content.reading import read_folders
from tests.conftest import FIXTURES


@pytest.fixture
def own(tmp_path: Path, settings: Any) -> Path:
    settings.CONTENT_DIRS = [FIXTURES, tmp_path / "own"]
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def begin(slug: str) -> str:
    out = StringIO()
    call_command("new_pattern", slug, stdout=out)
    return out.getvalue()


def test_the_folder_has_a_fault_for_every_blank(own: Path) -> None:
    begin("outbox-relay")

    reading = read_folders([FIXTURES, own])
    said = {(fault.file, fault.key) for fault in reading.faults}

    folder = own / "patterns" / "outbox-relay"
    blanks = {
        (f"own/{path.relative_to(own).as_posix()}", f"line {number}")
        for path in folder.rglob("*")
        if path.is_file()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if BLANK in line
    }
    assert len(blanks) > 30
    assert blanks <= said


def test_the_folder_is_written_to_the_last_content_folder(own: Path) -> None:
    said = begin("outbox-relay")

    written = {p.relative_to(own / "patterns/outbox-relay").as_posix()
               for p in (own / "patterns/outbox-relay").rglob("*") if p.is_file()}  # fmt: skip
    assert written == {
        "pattern.toml", "fit.toml", "article.md", "diagrams/structure.mmd", "diagrams/sequence.mmd",
    }  # fmt: skip
    assert "make check" in said


def test_the_folder_loads_once_its_blanks_are_filled(own: Path) -> None:
    begin("mirror")
    folder = own / "patterns" / "mirror"
    source = FIXTURES / "patterns" / "bulkhead"
    # Filled with the words of a finished page, under names of its own.
    for name in ("pattern.toml", "fit.toml", "diagrams/structure.mmd", "diagrams/sequence.mmd"):
        (folder / name).write_text((source / name).read_text())
    facts = (source / "pattern.toml").read_text()
    facts = facts.replace('slug = "bulkhead"', 'slug = "mirror"')
    facts = facts.replace('name = "Bulkhead"', 'name = "Mirror"')
    facts = facts.replace("How can one overloaded", "How might one overloaded")
    start = facts.index("aliases = ")
    facts = facts[:start] + "aliases = []" + facts[facts.index("\n", start) :]
    (folder / "pattern.toml").write_text(facts)
    (folder / "code.toml").write_text((source / "code.toml").read_text())
    article = (source / "article.md").read_text().replace("Bulkhead", "Mirror")
    (folder / "article.md").write_text(article)

    reading = read_folders([FIXTURES, own])
    faults = [*reading.faults, *disagreements(reading)]

    # What is left is that the same sentences stand on two pages now.
    assert {fault.expected for fault in faults} == {"a sentence that bulkhead has not"}


@pytest.mark.parametrize("slug", ["Big", "a--b", "../up", "a b", ""])
def test_a_name_that_no_address_can_hold_is_refused(own: Path, slug: str) -> None:
    with pytest.raises(CommandError, match="expected a name"):
        begin(slug)

    assert list(own.iterdir()) == []


@pytest.mark.parametrize("slug", ["retry", "dlq"])
def test_a_name_that_is_taken_is_refused_with_its_owner(own: Path, slug: str) -> None:
    with pytest.raises(CommandError, match="is taken by patterns/"):
        begin(slug)


def test_a_folder_that_is_there_is_left_alone(own: Path) -> None:
    begin("outbox-relay")
    (own / "patterns/outbox-relay/article.md").write_text("mine")

    with pytest.raises(CommandError, match="is there already"):
        begin("outbox-relay")

    assert (own / "patterns/outbox-relay/article.md").read_text() == "mine"


def test_a_slug_of_two_folders_is_a_fault_that_names_both(own: Path) -> None:
    folder = own / "patterns" / "retry"
    folder.mkdir(parents=True)
    for name in ("pattern.toml", "fit.toml"):
        (folder / name).write_text((FIXTURES / "patterns/retry" / name).read_text())

    faults = [str(fault) for fault in read_folders([FIXTURES, own]).faults]

    assert any(
        "own/patterns/retry/pattern.toml: slug" in fault and "also in patterns/retry" in fault
        for fault in faults
    )

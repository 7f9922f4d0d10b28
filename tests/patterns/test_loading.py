"""Loading on a real database: all of it or nothing, and one Release at a time."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from patterns import models, releases
from patterns.content.entries import Content
from patterns.loading import is_current, load
from tests.conftest import FIXTURES, ROOT
from tests.patterns.content.folders import Folder, valid_folder
from tests.patterns.content.test_cases import CASE, SHOP

pytestmark = pytest.mark.django_db

ROW_MODELS = (
    models.Category,
    models.Force,
    models.Section,
    models.Pattern,
    models.Relation,
    models.Scenario,
    models.ProblemDomain,
    models.QuadrantPoint,
    models.Case,
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return valid_folder(tmp_path / "content")


@pytest.fixture(autouse=True)
def _forget() -> Any:
    releases.forget()
    yield
    releases.forget()


def store(content: Content) -> tuple[models.Release, bool]:
    return load(content, now=timezone.now())


def counts() -> list[int]:
    return [model.objects.count() for model in (models.Release, *ROW_MODELS)]


def changed(folder: Folder) -> Content:
    folder.change("categories.toml", 'name = "Resilience"', 'name = "Staying up"')
    return folder.read().content


def test_the_first_load_writes_every_row(folder: Folder) -> None:
    folder.write(SHOP, CASE)

    release, changed_anything = store(folder.read().content)

    assert changed_anything
    assert release.is_current
    assert counts() == [1, 1, 2, 1, 3, 3, 1, 1, 2, 1]


def test_a_case_comes_back_from_its_row_as_it_was(folder: Folder) -> None:
    folder.write(SHOP, CASE)
    content = folder.read().content

    store(content)

    assert releases.current().cases == content.cases
    row = models.Case.objects.get()
    assert (row.slug, row.domain, row.breadth) == ("shop", "Retail", "system")


def test_the_same_content_again_changes_nothing(folder: Folder) -> None:
    first, _ = store(folder.read().content)
    before = counts()

    again, changed_anything = store(folder.read().content)

    assert not changed_anything
    assert again.pk == first.pk
    assert again.loaded_at == first.loaded_at
    assert counts() == before


def test_changed_content_becomes_current_and_the_old_release_stays(folder: Folder) -> None:
    old, _ = store(folder.read().content)

    new, _ = store(changed(folder))

    assert list(models.Release.objects.filter(is_current=True)) == [new]
    assert models.Release.objects.filter(pk=old.pk).exists()
    assert releases.current().content.categories[0].name == "Staying up"
    assert releases.get(old.digest).content.categories[0].name == "Resilience"


def test_content_that_comes_back_becomes_current_again(folder: Folder) -> None:
    content = folder.read().content
    first, _ = store(content)
    store(changed(folder))
    before = counts()

    back, changed_anything = store(content)

    assert changed_anything
    assert back.pk == first.pk
    assert releases.current().digest == first.digest
    assert counts() == before


def test_a_failure_in_the_middle_leaves_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, _ = store(folder.read().content)
    before = counts()

    def fail(rows: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(models.Relation.objects, "bulk_create", fail)
    with pytest.raises(OSError, match="disk"):
        store(changed(folder))

    assert counts() == before
    assert releases.current().digest == old.digest


def test_the_database_can_say_whether_it_serves_this_content(folder: Folder) -> None:
    content = folder.read().content

    assert not is_current(content)
    store(content)
    assert is_current(content)
    assert not is_current(changed(folder))


def test_the_command_says_what_it_did(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_catalogue", folder.root)
    call_command("load_catalogue", folder.root)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("with 3 patterns is loaded and current.")
    assert lines[1].endswith("with 3 patterns is current already.")


def test_the_command_lists_every_fault_and_leaves_the_release_in_use(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    old, _ = store(folder.read().content)
    folder.change("bundles.toml", '"retry"', '"nothing"')
    folder.change("decision_matrix.toml", "number = 1", "number = 0")

    with pytest.raises(CommandError, match="2 faults; the Release in use stays as it is"):
        call_command("load_catalogue", folder.root)

    assert len(capsys.readouterr().err.splitlines()) == 2
    assert releases.current().digest == old.digest


def test_columns_hold_the_longest_names_that_the_schema_allows(folder: Folder) -> None:
    slug, name = "a" * 60, "N" * 120
    for file in ("categories.toml", "patterns/retry/pattern.toml"):
        folder.write(file, folder.text(file).replace('"resilience"', f'"{slug}"'))
    for file in ("timeout", "breaker"):
        path = f"patterns/{file}/pattern.toml"
        folder.write(path, folder.text(path).replace('"resilience"', f'"{slug}"'))
    folder.write(f"cases/{slug}.toml", CASE.replace('"shop"', f'"{slug}"'))
    folder.change(f"cases/{slug}.toml", '"A shop"', f'"{name}"')
    folder.change(f"cases/{slug}.toml", '"Retail"', f'"{name[:60]}"')
    folder.change("categories.toml", 'name = "Resilience"', f'name = "{name}"')
    folder.change("patterns/retry/pattern.toml", 'name = "Retry"', f'name = "{name}"')
    assert folder.faults() == ()

    store(folder.read().content)

    assert models.Pattern.objects.get(slug="retry").name == name


REPEATED = '[[category]]\nslug = "edge"\nname = "Again"\nquestion = "?"\n\n[[category]]'
USE = 'reference = "'
TWENTY = (
    ("categories.toml", "[[category]]", REPEATED, "category"),
    ("forces.toml", 'forces = ["', 'forces = ["odd_', "tension[0].forces"),
    ("questions/20-load.toml", "raises = { ", "raises = { odd = 1, ", "load.spiky.raises"),
    ("contradictions.toml", '["strict",', '["strct",', "C01.facts"),
    ("bundles.toml", '"timeout"', '"timout"', "bundle[0].members"),
    ("limits.toml", "unknown = 18", 'unknown = "18"', "capacity.unknown"),
    ("decision_matrix.toml", '["timeout", "retry",', '["timout", "retry",', "scenario[0]"),
    ("problem_domains.toml", 'primary = "circuit-breaker"', 'primary = "breaker"', "domain[0]"),
    ("priority_quadrant.toml", ', "Complex but Necessary"]', "]", "labels"),
    ("guide/takeaways.toml", "honest =", 'odd = "x"\nhonest =', "takeaway[0].odd"),
    ("guide/checklist.toml", 'phase = "before"', 'phase = "later"', "tick[0].phase"),
    ("guide/later.toml", '"load-shedding"', '"shedding"', "later[0].see"),
    ("patterns/retry/pattern.toml", 'category = "resilience"', 'category = "calm"', "category"),
    ("patterns/sidecar/pattern.toml", "reviewed = ", "# reviewed = ", "reviewed"),
    ("patterns/cqrs/fit.toml", "strength = 3", "strength = 4", "eases[0].strength"),
    ("patterns/bulkhead/pattern.toml", USE, USE + "none-", "known_uses[0].reference"),
    ("patterns/retry/article.md", "](pattern:hedged-request)", "](pattern:x)", "When not to use"),
    ("patterns/retry/code.toml", "tier = 1", "tier = 9", "template.0.tier"),
    ("patterns/saga/diagrams/states.mmd", "stateDiagram-v2", "stateDiagrm", "line 1"),
    ("patterns/aggregator/article.md", "## In short\n", "## In short\n\nTODO\n", "In short"),
)


def test_twenty_faults_are_listed_at_once_and_the_old_release_keeps_serving(
    release: models.Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Folder(tmp_path / "fixtures")
    shutil.copytree(FIXTURES, copy.root)
    for file, old, new, _ in TWENTY:
        copy.change(file, old, new)
    before = counts()

    with pytest.raises(CommandError) as refused:
        call_command("load_catalogue", copy.root)

    lines = capsys.readouterr().err.splitlines()
    assert sorted(line.partition(": expected")[0] for line in lines) == sorted(
        f"{file}: {key}" if key else file for file, _, _, key in TWENTY
    )
    assert refused.value.returncode != 0
    assert counts() == before
    assert releases.current().digest == release.digest


@pytest.mark.django_db(transaction=True)
def test_loads_at_once_end_with_exactly_one_current_release(tmp_path: Path) -> None:
    folders = [valid_folder(tmp_path / name) for name in ("one", "two")]
    changed(folders[1])
    data = tmp_path / "data"
    environment = {**os.environ, "ADVISOR_DATA": str(data)}
    if connection.vendor == "postgresql":
        name = settings.DATABASES["default"]["NAME"]
        environment["DATABASE_URL"] = f"postgres://postgres@localhost/{name}"
    else:
        assert problem_of(manage("migrate", "-v0", environment=environment)) == ""

    running = [
        manage("load_catalogue", str(folder.root), environment=environment)
        for folder in (folders[0], folders[1], folders[0])
    ]

    assert [problem_of(process) for process in running] == ["", "", ""]
    assert current_and_all(data) == (1, 2)


def manage(*arguments: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def problem_of(process: subprocess.Popen[bytes]) -> str:
    """Wait for the end and return what was said when it failed."""
    _, said = process.communicate()
    return said.decode() if process.returncode else ""


def current_and_all(data: Path) -> tuple[int, int]:
    if connection.vendor == "postgresql":
        every = models.Release.objects.all()
        return every.filter(is_current=True).count(), every.count()
    with sqlite3.connect(data / "advisor.sqlite3") as database:
        rows = database.execute("SELECT is_current FROM patterns_release").fetchall()
    database.close()
    return sum(row[0] for row in rows), len(rows)

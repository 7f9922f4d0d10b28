"""Run the Python workspace, and keep the proof of it in fixtures/code/executed.toml."""

import ast
import sys
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from patterns.code import execution, locks
from patterns.code.bundling import Request, files
from patterns.code.checking import check
from patterns.code.execution import Execution
from tests.languages.conftest import ON_CI
from tests.languages.workspace import ROOT, Outcome, Subject, facts, subjects, texts

EXECUTED = ROOT / "fixtures" / "code" / "executed.toml"
SUBJECTS = tuple(subjects())
pytestmark = pytest.mark.languages
each_template = pytest.mark.parametrize("subject", SUBJECTS, ids=str)


@each_template
def test_file_and_table_agree(subject: Subject) -> None:
    assert not check(subject.template, texts())


@each_template
def test_every_variant_is_formatted_linted_typed_and_passes(
    subject: Subject, outcomes: Mapping[str, Outcome]
) -> None:
    faults = outcomes[str(subject)].faults

    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:10]])


@each_template
def test_the_tests_catch_every_planted_error(
    subject: Subject, outcomes: Mapping[str, Outcome]
) -> None:
    assert not outcomes[str(subject)].missed


@pytest.mark.parametrize(
    "subject", [s for s in SUBJECTS if not check(s.template, texts())], ids=str
)
def test_the_bundle_pins_everything_that_its_files_import(
    subject: Subject, toolchain: None
) -> None:
    request = Request(subject.template, subject.pattern, "Pattern", {})
    bundled = files(request, texts(), None)
    packages: Any = facts()["imports"]
    pinned = locks.versions(bundled["requirements.txt"]).keys()

    sources = [text for path, text in bundled.items() if path.endswith(".py")]
    own = {path.split("/")[1] for path in bundled if path.startswith("src/")}
    foreign = {name for text in sources for name in _imports(text)} - sys.stdlib_module_names - own

    unpinned = {n for n in foreign if not pinned & {locks.normal(p) for p in packages.get(n, [])}}
    assert not unpinned


def test_the_proof_of_execution_is_what_has_just_been_executed(
    outcomes: Mapping[str, Outcome],
) -> None:
    before = execution.read(tomllib.loads(EXECUTED.read_text())) if EXECUTED.exists() else {}
    now = {record.key: record for record in _records(outcomes, before)}

    if ON_CI:
        # Which patch release of Python ran is not a difference; what ran is.
        assert {k: (e.digest, e.variants, e.tests) for k, e in before.items()} == {
            k: (e.digest, e.variants, e.tests) for k, e in now.items()
        }
    else:
        EXECUTED.write_text(execution.write(now.values()))


def _records(outcomes: Mapping[str, Outcome], before: Mapping[str, Execution]) -> list[Execution]:
    workspace, machine = texts(), facts()
    installed: Any = machine["installed"]
    records = []
    for subject in SUBJECTS:
        template, outcome = subject.template, outcomes[str(subject)]
        if outcome.faults or outcome.missed or check(template, workspace):
            continue
        digest = execution.digest(template, workspace)
        known = before.get(template.key)
        records.append(
            Execution(
                key=template.key,
                digest=digest,
                toolchain=f"Python {machine['version']}",
                libraries=tuple(
                    f"{library.name} {installed[library.name.lower()]}"
                    for library in template.libraries
                ),
                variants=outcome.variants,
                tests=outcome.tests,
                on=known.on if known and known.digest == digest else _today(),
            )
        )
    return records


def _today() -> date:
    return datetime.now(UTC).date()


def _imports(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found

"""Run every variant of every template of the Python workspace, and say what came of it."""

import json
import os
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from patterns.code.bundling import Request, files
from patterns.code.checking import check
from patterns.code.declarations import read_parameters, read_rules, read_templates
from patterns.code.templates import Language, Template
from patterns.parameters import Rule
from tests.languages.variants import Variant, variants

ROOT = Path(__file__).parents[2]
WORKSPACE = ROOT / "fixtures" / "code" / "python"
INTERPRETER = ROOT / ".venv-code" / "bin" / "python"
WORKERS = 2
LONGEST_RUN = 300
"""Seconds until a tool is stopped: a planted error may loop."""


@dataclass(frozen=True)
class Subject:
    """A template as it stands in the catalogue, with the rules between its parameters."""

    pattern: str
    template: Template
    rules: tuple[Rule, ...]

    def __str__(self) -> str:
        return f"{self.pattern}/{self.template.id}"


@dataclass
class Outcome:
    """What the tools said about one template.

    faults: one sentence for each variant that is not formatted, linted, typed or passing.
    missed: planted errors that no test has caught.
    """

    faults: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    variants: int = 0
    tests: int = 0


@dataclass(frozen=True)
class Tried:
    """A variant written to a folder of its own; an error is planted in it or not."""

    subject: Subject
    variant: Variant
    folder: Path
    planted: str = ""


def subjects() -> Iterator[Subject]:
    """Yield the Python templates of all patterns; a code.toml with faults yields none."""
    for path in sorted((ROOT / "fixtures" / "patterns").glob("*/code.toml")):
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError:
            continue
        parameters, _ = read_parameters(document)
        rules, _ = read_rules(document, parameters)
        for template in read_templates(document)[0]:
            if template.language is Language.PYTHON:
                yield Subject(path.parent.name, template, rules)


def texts() -> dict[str, str]:
    """Return the files of the workspace by path."""
    paths = [*WORKSPACE.glob("*.t*"), *WORKSPACE.glob("*/**/*.py")]
    return {str(path.relative_to(WORKSPACE)): path.read_bytes().decode() for path in sorted(paths)}


def run(chosen: Iterable[Subject], folder: Path) -> dict[str, Outcome]:
    """Try all variants below `folder`; outcomes by the subject's name."""
    chosen = tuple(chosen)
    outcomes = {str(subject): Outcome() for subject in chosen}
    workspace = texts()
    tried = []
    for subject in chosen:
        if check(subject.template, workspace):
            outcomes[str(subject)].faults.append("not tried: file and table do not agree")
        else:
            tried += _written(subject, workspace, folder)
    if not tried:
        return outcomes
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        # Most variants first, so that no long run is left alone at the end.
        groups = sorted(_by_template(tried), key=len, reverse=True)
        running = [pool.submit(_run_tests, group, folder) for group in groups]
        said = [*_check_format(folder), *_check_lint(folder), *_check_types(tried, folder)]
    reports = {name: report for run in running for name, report in run.result().items()}
    for one in tried:
        _sum_up(one, outcomes[str(one.subject)], said, reports)
    return outcomes


@cache
def facts() -> dict[str, object]:
    """Return version, installed packages and the packages behind import names, as JSON types."""
    script = (
        "import importlib.metadata as m, json, platform\n"
        "print(json.dumps({'version': platform.python_version(),\n"
        " 'installed': {d.name.lower(): d.version for d in m.distributions()},\n"
        " 'imports': dict(m.packages_distributions())}))"
    )
    done = subprocess.run(
        [INTERPRETER, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def _written(subject: Subject, workspace: Mapping[str, str], folder: Path) -> Iterator[Tried]:
    """Write each variant as the very bundle that a reader unpacks."""
    template = subject.template
    stem = str(subject).replace("-", "_").replace("/", "_").replace(".", "_")
    every = variants(template, subject.rules)
    for number, variant in enumerate(every):
        yield _write(Tried(subject, variant, folder / "tried" / f"{stem}_{number}"), workspace)
    for number, error in enumerate(template.planted):
        source = workspace[template.file].replace(error.find, error.replace)
        broken = {**workspace, template.file: source}
        # Beside the others, where formatter and linter do not look.
        where = folder / "planted" / f"planted_{stem}_{number}"
        yield _write(Tried(subject, Variant("planted"), where, planted=error.what), broken)


def _write(tried: Tried, workspace: Mapping[str, str]) -> Tried:
    subject, variant = tried.subject, tried.variant
    request = Request(subject.template, subject.pattern, "Pattern", variant.values, variant.off)
    for path, text in files(request, workspace, None).items():
        target = tried.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    return tried


def _by_template(tried: Iterable[Tried]) -> list[list[Tried]]:
    groups: dict[str, list[Tried]] = {}
    for one in tried:
        if one.variant.runs:
            groups.setdefault(str(one.subject), []).append(one)
    return list(groups.values())


def _run_tests(group: list[Tried], folder: Path) -> dict[str, Any]:
    """Run the tests of all variants of one template in one process; reports by folder name."""
    report = folder / f"{group[0].folder.name}.json"
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OUTCOMES": str(report),
    }
    said = _tool(
        folder, "pytest", "-q", "--tb=short", "--no-header", "--import-mode=importlib",
        # Rewriting the asserts of every copy of a test file takes longer than running most.
        "--assert=plain", "-p", "switching", "-p", "no:cacheprovider", "-c", folder / "pytest.ini",
        *(one.folder / "tests" for one in group), environment=environment,
    )  # fmt: skip
    if not report.exists():
        raise RuntimeError(f"pytest could not run:\n{said}")
    outcomes: dict[str, Any] = json.loads(report.read_text())
    return outcomes


def _check_format(folder: Path) -> Iterator[tuple[Path, str]]:
    for line in _tool(folder, "ruff", "format", "--check", "--no-cache", "tried").splitlines():
        if line.startswith("Would reformat: "):
            yield folder / line.removeprefix("Would reformat: "), "not formatted"


def _check_lint(folder: Path) -> Iterator[tuple[Path, str]]:
    said = _tool(folder, "ruff", "check", "--no-cache", "--output-format", "json", "tried")
    for entry in json.loads(said):
        where = f"line {entry['location']['row']}"
        yield Path(entry["filename"]), f"{entry['code']}, {where}: {entry['message']}"


def _check_types(tried: Iterable[Tried], folder: Path) -> Iterator[tuple[Path, str]]:
    """Check each combination of regions; other values of declared constants change no type."""
    sources = [
        one.folder / path
        for one in tried
        if not one.variant.values and not one.planted
        for path in (
            one.subject.template.file,
            *(() if one.variant.off else one.subject.template.tests),
        )
    ]
    settings = folder / "mypy.ini"
    settings.write_text(
        "[mypy]\nstrict = True\nexplicit_package_bases = True\n"
        f"mypy_path = {folder}:{WORKSPACE / 'src'}\n"
        f"cache_dir = {ROOT / 'var' / 'mypy-code'}\n"
    )
    for line in _tool(folder, "mypy", "--config-file", settings, *sources).splitlines():
        place, is_error, message = line.partition(": error: ")
        if is_error:
            yield folder / place.rpartition(":")[0], f"mypy, {line.split(':')[1]}: {message}"


def _tool(folder: Path, *command: str | Path, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [INTERPRETER, "-m", *command],
        cwd=folder, env=environment,
        capture_output=True, text=True, check=False, timeout=LONGEST_RUN,
    )  # fmt: skip
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"{command[0]} could not run:\n{done.stdout}{done.stderr}")
    return done.stdout


def _sum_up(
    one: Tried, outcome: Outcome, said: Iterable[tuple[Path, str]], reports: Mapping[str, Any]
) -> None:
    report = reports.get(one.folder.name, {"passed": 0, "failures": [], "skipped": [], "slow": []})
    if one.planted:
        if not report["failures"]:
            outcome.missed.append(one.planted)
        return
    outcome.variants += 1
    outcome.tests += report["passed"]
    problems = [text for path, text in said if path.is_relative_to(one.folder)]
    problems += report["failures"] + [f"{name} was skipped" for name in report["skipped"]]
    if one.subject.template.tier <= 1:
        problems += [f"{name} takes too long" for name in report["slow"]]
    if one.variant.runs and not report["passed"]:
        problems.append("no test has run")
    outcome.faults += [f"{one.variant.name}: {problem}" for problem in problems]

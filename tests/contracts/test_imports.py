"""Who may import whom: as the linter says, and as an interpreter without Django finds out."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.contracts.sources import imported, modules, short, tree

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {row["name"]: row for row in PROJECT["tool"]["importlinter"]["contracts"]}
PURE = tuple(CONTRACTS["The core runs without Django"]["source_modules"])
PLAIN = ("advisor.engine", "patterns.code", "patterns.labs", "patterns.parameters")
REFUSING = """
import importlib, pkgutil, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if {refused}:
            raise ImportError(f"{{name}} is refused here")

sys.meta_path.insert(0, Refuse())
for name in {names!r}:
    module = importlib.import_module(name)
    for inner in pkgutil.walk_packages(getattr(module, "__path__", []), name + "."):
        importlib.import_module(inner.name)
print("imported")
"""
DJANGO = "name.partition('.')[0] in ('django', 'rest_framework', 'django_htmx', 'environ')"
OTHERS = (
    "name.partition('.')[0] not in sys.stdlib_module_names"
    " and name.partition('.')[0] not in ('advisor', 'patterns')"
)
# library -> the modules that may know it
BEHIND = {
    "mermaid": {"patterns/diagrams/scripts.py"},
    "mermaid_render": {"patterns/diagrams/rendering.py", "patterns/diagrams/explaining.py"},
    "resvg_py": {"patterns/diagrams/raster.py"},
    "fontTools": {"patterns/diagrams/fonts.py"},
    "markdown_it": {"patterns/prose.py", "patterns/documents/articles.py"},
    "nh3": {"patterns/prose.py"},
    "pygments": {"patterns/prose.py"},
    "docx": {"patterns/documents/word/package.py"},
    "typst": {"patterns/documents/printing.py"},
    "snowballstemmer": {"patterns/search.py"},
    "yaml": {"advisor/prefill/reading.py"},
    "environ": {"advisor/environment.py"},
    "whitenoise": {"advisor/storage.py"},
    "msgspec": {f"advisor/mcp/{name}.py" for name in ("replies", "results", "server")},
    "django_mcpz": {"advisor/mcp/server.py"},
    "granian": {"advisor/management/commands/serve.py"},
}


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run(
        [str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def test_the_pure_rooms_import_where_django_cannot_be_imported() -> None:
    done = run(REFUSING.format(refused=DJANGO, names=PURE))

    assert done.stdout == "imported\n", done.stderr


def test_engine_code_and_labs_import_where_only_the_standard_library_can_be() -> None:
    done = run(REFUSING.format(refused=OTHERS, names=PLAIN))

    assert done.stdout == "imported\n", done.stderr


def test_the_refusal_works() -> None:
    done = run(REFUSING.format(refused=DJANGO, names=("patterns.models",)))

    assert "is refused here" in done.stderr


def test_the_rooms_that_the_design_calls_pure_are_among_them() -> None:
    rooms = {"advisor.engine", "advisor.answers", "patterns.content", "patterns.diagrams"}
    rooms |= {
        "advisor.prefill",
        "patterns.code",
        "patterns.labs",
        "patterns.parameters",
        "patterns.catalogue",
        "patterns.prose",
    }

    assert rooms <= set(PURE)


@pytest.mark.parametrize("library", BEHIND)
def test_a_library_stays_behind_its_module(library: str) -> None:
    users = {short(path) for path in modules("advisor", "patterns") if library in imported(path)}

    assert users
    assert users <= BEHIND[library]


def test_every_import_is_of_a_declared_library() -> None:
    known = set(sys.stdlib_module_names) | {"advisor", "patterns", "django"} | set(BEHIND)
    known |= {"rest_framework", "drf_spectacular", "django_filters", "django_htmx", "csp"}
    known |= {"template_partials"}

    found = {
        f"{short(path)}: {name}"
        for path in modules("advisor", "patterns")
        for name in imported(path) - known
    }

    assert found == set()


def test_no_module_is_called_after_what_it_might_hold() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "base"}

    assert [short(p) for p in modules("advisor", "patterns", "tests") if p.stem in vague] == []


def test_packages_say_what_they_offer_or_nothing() -> None:
    starred = [
        short(path)
        for path in modules("advisor", "patterns")
        if path.name == "__init__.py" and "import *" in path.read_text()
    ]

    assert starred == []
    assert tree(ROOT / "patterns" / "__init__.py").body == []
    assert tree(ROOT / "advisor" / "__init__.py").body == []

"""The API, judged by programs of others: a linter, a generator of clients, curl, and Node.

All but the linter ask the product as it is served.
"""

import importlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.oracles.conftest import needs
from tests.readers.npm import NODE
from tests.serving import ROOT, prepare, serving

pytestmark = pytest.mark.oracle

SCHEMA = ROOT / "schema.yml"
GUIDE = ROOT / "docs/api/README.md"
SPECTRAL = ROOT / "node_modules/@stoplight/spectral-cli/dist/index.js"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HERE = "http://127.0.0.1:8000"
ERROR = 0  # Spectral's severities: error, warning, information, hint
# OpenAPI 3.1 lets bearer tokens name what they need; the rule knows the scopes of OAuth alone.
TOO_STRICT = "oas3-operation-security-defined"
GIVEN = {"stage": ["growing"], "services": ["many"], "deps": ["third"], "pains": ["cascade"]}


# --- the linter ---------------------------------------------------------------------------------


def lint(path: Path, folder: Path) -> list[dict[str, Any]]:
    """Return what Spectral finds with its recommended rules for OpenAPI."""
    needs("" if SPECTRAL.exists() else "Spectral is not installed: npm ci")
    rules, found = folder / "rules.yaml", folder / "found.json"
    rules.write_text('extends: ["spectral:oas"]\n')
    subprocess.run(
        [str(NODE), str(SPECTRAL), "lint", str(path), "--ruleset", str(rules), "--format", "json",
         "--output", str(found), "--quiet"],
        check=False, capture_output=True, cwd=folder,
    )  # fmt: skip
    return json.loads(found.read_text())  # type: ignore[no-any-return]


def test_the_linter_finds_no_error_in_the_description(tmp_path: Path) -> None:
    found = lint(SCHEMA, tmp_path)

    assert [each for each in found if each["severity"] == ERROR] == []
    assert {each["code"] for each in found} <= {TOO_STRICT}


def test_the_linter_finds_what_is_wrong(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    text = SCHEMA.read_text()
    broken.write_text(text.replace("operationId: patterns_get", "operationId: patterns_list"))

    codes = {each["code"] for each in lint(broken, tmp_path) if each["severity"] == ERROR}

    assert "operation-operationId-unique" in codes


# --- a client that nobody wrote -----------------------------------------------------------------


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if n not in ("DATABASE_URL", "CACHE_URL")}
    return {
        **kept,
        "ADVISOR_DATA": str(tmp_path_factory.mktemp("api")),
        "ADVISOR_MODE": "development",
        "ADVISOR_LIMITS": "no",
    }


@pytest.fixture(scope="module")
def site(surroundings: dict[str, str]) -> Iterator[str]:
    prepare(surroundings)
    with serving(surroundings) as address:
        yield address


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the package `journey`; a warning of the generator fails the tests."""
    folder = tmp_path_factory.mktemp("client")
    tools = Path(sys.executable).parent
    done = subprocess.run(
        [str(tools / "openapi-python-client"), "generate", "--path", str(SCHEMA),
         "--output-path", str(folder / "journey"), "--meta", "none", "--fail-on-warning"],
        env={**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
        check=False, capture_output=True, text=True, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout + done.stderr
    return folder


@pytest.fixture
def part(generated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Imports a module of the generated package."""
    monkeypatch.syspath_prepend(str(generated))
    yield lambda name: importlib.import_module(f"journey.{name}")
    for name in [each for each in sys.modules if each.partition(".")[0] == "journey"]:
        del sys.modules[name]


def test_the_generated_client_has_every_operation(generated: Path) -> None:
    expected = set(re.findall(r"operationId: (\w+)", SCHEMA.read_text()))

    assert {path.stem for path in generated.glob("journey/api/*/[a-z]*.py")} == expected


def test_the_generated_client_walks_the_whole_journey(site: str, part: Any) -> None:
    with part("client").Client(base_url=site, raise_on_unexpected_status=True) as client:
        walk(client, part)


def walk(client: Any, part: Any) -> None:
    """List patterns and questions, take advice, have it explained, keep it, decide, export."""
    models = part("models")
    listed = part("api.catalogue.patterns_list").sync(client=client, q="circuit breaker")
    assert listed.items[0].slug == "circuit-breaker"
    questions = part("api.catalogue.questions_list").sync(client=client, limit=200)
    assert "pains" in {question.id for question in questions.items}

    document = models.AnswersDocumentRequest.from_dict({"title": "Journey", "answers": GIVEN})
    advice = part("api.advice.recommendations_create").sync(client=client, body=document)
    best = advice.patterns[0]
    assert (best.slug, best.verdict) == ("circuit-breaker", "adopt")
    ledger = client.get_httpx_client().get(best.links.ledger)
    explained = models.Ledger.from_dict(ledger.json())
    assert explained.pattern.fit == best.fit
    wish = models.WhatIfRequestRequest.from_dict({"answers": GIVEN, "changes": {"pains": None}})
    tried = part("api.advice.recommendations_what_if").sync(client=client, body=wish)
    assert "circuit-breaker" in {move.slug for move in tried.moved}

    kept = part("api.assessments.assessments_create").sync(client=client, body=document)
    with client.with_headers({"Assessment-Key": kept.edit_key}) as keyed:
        word = models.DecisionRequestRequest.from_dict({"status": "accepted", "note": "Agreed."})
        decided = part("api.decisions.decisions_put").sync(
            kept.id, best.slug, client=keyed, body=word, if_match="*"
        )
        assert decided.status == "accepted"
        wish = models.ExportRequestRequest.from_dict(
            {"format": "assessment", "assessment": str(kept.id)}
        )
        exported = part("api.exports.exports_create").sync(client=keyed, body=wish)
    assert exported["decisions"][0]["note"] == "Agreed."


# --- the guide ----------------------------------------------------------------------------------


def blocks(language: str, site: str) -> str:
    """Return all blocks of the guide in one language, as one program that asks the served site."""
    return "\n".join(
        text.replace(HERE, site)
        for name, text in BLOCK.findall(GUIDE.read_text())
        if name == language
    )


def shell(script: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a script that ends at the first line that fails, also by an answer of 400 or more."""
    needs("" if shutil.which("curl") and shutil.which("jq") else "curl or jq is not installed")
    strict = 'curl() { command curl --fail-with-body -sS "$@"; }\n'
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", strict + script],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip


def test_every_line_of_the_guide_works(site: str, tmp_path: Path) -> None:
    script = blocks("sh", site)
    assert script.count("curl ") == len(re.findall(r"(?<!\$ )\bcurl ", GUIDE.read_text()))

    done = shell(script, tmp_path)

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "\n304\n" in done.stdout
    assert (tmp_path / "sequence.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "architecture.zip").read_bytes().startswith(b"PK")
    assert (tmp_path / "saved.json").read_text() == (tmp_path / "now.json").read_text()


def test_the_build_fails_when_the_advice_has_changed(
    site: str, surroundings: dict[str, str], tmp_path: Path
) -> None:
    script = blocks("sh", site)
    assert shell(script, tmp_path).returncode == 0
    name = json.loads((tmp_path / "kept.json").read_text())["id"].replace("-", "")
    with sqlite3.connect(Path(surroundings["ADVISOR_DATA"]) / "advisor.sqlite3") as database:
        changed = database.execute(
            'UPDATE advisor_revision SET advice = replace(advice, \'"verdict":"not-needed"\','
            ' \'"verdict":"later"\') WHERE assessment_id = ?',
            (name,),
        )
        assert changed.rowcount
    begun = f"API={site}/api/v1\nID=$(jq -r .id kept.json) KEY=$(jq -r .edit_key kept.json)\n"

    done = shell(begun + script[script.index("verdicts()") :], tmp_path)

    assert done.returncode == 1
    assert '+    "verdict": "not-needed"' in done.stdout


def test_the_program_in_python_works(site: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", blocks("python", site)],
        check=False, capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "Circuit Breaker 100.0" in done.stdout


def test_the_program_in_javascript_works(site: str, tmp_path: Path) -> None:
    program = tmp_path / "guide.mjs"
    program.write_text(blocks("js", site))

    done = subprocess.run(
        [str(NODE), str(program)], check=False, capture_output=True, text=True, cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    assert "circuit-breaker" in done.stdout

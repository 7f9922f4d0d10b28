"""The command says what the API says, or everything that is wrong with the file."""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client

from patterns import releases
from tests.serving import MANAGE

ANSWERS = {"stage": ["growing"], "services": ["many"], "deps": ["third"], "pains": ["cascade"]}
ADDRESS = "stage=growing&services=many&deps=third&pains=cascade"
UNREADABLE = [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b" " * 300_000]
WRONG = {
    "answers": {"stage": ["new", "growing"], "pains": ["cascade", "slow"], "zzz": ["a"]},
    "weights": {"cascade": 3},
    "colour": 1,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"answers": ANSWERS}))
    return path


def run(*words: Any) -> str:
    out = io.StringIO()
    call_command("advise", *map(str, words), stdout=out)
    return out.getvalue()


def test_json_is_the_body_that_the_api_answers_with(site: Client, file: Path) -> None:
    body = site.get(f"/api/v1/recommendations?{ADDRESS}").json()
    full = site.get(f"/api/v1/recommendations?include=not-needed&detail=full&{ADDRESS}").json()

    assert json.loads(run(file, "--json")) == body
    assert json.loads(run(file, "--json", "--all", "--full")) == full


def test_markdown_is_the_summary_that_the_api_answers_with(
    site: Client, file: Path, settings: Any
) -> None:
    settings.PUBLIC_ADDRESS = "http://testserver"
    accept = {"Accept": "text/markdown"}
    summary = site.get(f"/api/v1/recommendations?{ADDRESS}", headers=accept).content.decode()

    assert run(file, "--markdown") == summary


def test_text_shows_the_verdicts_and_what_is_still_open(site: Client, tmp_path: Path) -> None:
    guessed = tmp_path / "guessed.json"
    guessed.write_text(json.dumps({"answers": ANSWERS, "sources": {"deps": "assumed"}}))

    found = run(guessed)

    assert "adopt" in found
    assert "Circuit Breaker" in found
    assert "Confirm: deps" in found
    assert "Most useful next: " in found
    assert "not-needed" not in found
    assert "not-needed" in run(guessed, "--all")


def test_the_file_of_an_assessment_is_read_as_well(site: Client, tmp_path: Path) -> None:
    whole = tmp_path / "assessment.json"
    whole.write_text(
        json.dumps({"schema": "pattern-advisor/assessment/1", "answers": {"answers": ANSWERS}})
    )

    assert "Circuit Breaker" in run(whole)


def test_every_fault_of_a_file_is_listed_at_once(site: Client, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(WRONG))

    with pytest.raises(CommandError) as refused:
        run(bad, "--json")

    lines = str(refused.value).split("\n")
    assert refused.value.returncode == 2
    assert [line.removeprefix(str(bad)).partition(": ")[0] for line in lines[:-1]] == [
        "#/colour",
        "#/answers/stage",
        "#/answers/pains/1",
        "#/answers/zzz",
        "#/weights/cascade",
    ]
    assert "It may be timeouts, cascade" in lines[2]
    assert lines[-1] == "5 faults; nothing was judged."


@pytest.mark.parametrize("content", UNREADABLE)
def test_what_cannot_be_read_is_one_fault(site: Client, tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(content)

    with pytest.raises(CommandError, match=r"#.*: It .*\n1 fault; nothing was judged\.") as refused:
        run(bad)

    assert refused.value.returncode == 2


@pytest.mark.parametrize("name", ["absent.json", ".", "a\0b", "x" * 5000])
def test_a_file_that_cannot_be_opened_is_named(site: Client, tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path / name)

    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (releases.NoRelease("none"), "no catalogue is loaded"),
        (OperationalError("no table"), "not prepared"),
    ],
)
def test_without_a_catalogue_it_says_what_to_run(
    site: Client, file: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def missing() -> None:
        raise error

    monkeypatch.setattr(releases, "current", missing)

    with pytest.raises(CommandError, match=f"{words}.*run manage.py prepare") as refused:
        run(file)

    assert refused.value.returncode == 1


def test_the_status_reaches_the_shell(tmp_path: Path) -> None:
    absent = tmp_path / "absent.json"
    environment = {"ADVISOR_DATA": str(tmp_path), "PATH": ""}

    done = subprocess.run(
        [*MANAGE, "advise", str(absent)], env=environment, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: the database is not there or not prepared")
    assert done.stdout == ""

"""The command writes what the site hands over, or says everything that is wrong."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from advisor.documents.formats import FORMATS
from tests.advisor.management.test_advise import ADDRESS, ANSWERS, WRONG


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"answers": ANSWERS}))
    return path


def run(*words: Any) -> str:
    out = io.StringIO()
    call_command("export", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_the_bytes_of_the_site(site: Client, file: Path, name: str) -> None:
    chosen = FORMATS[name]
    target = file.with_name(f"out-{name}")
    if chosen.missing():
        pytest.skip(chosen.missing())

    said = run(file, "--format", name, "--output", target)

    assert target.read_bytes() == site.get(f"/exports/{name}?{ADDRESS}").content
    assert said == f"{target}: {target.stat().st_size:,} bytes\n"


def test_the_options_of_records_are_those_of_the_site(site: Client, file: Path) -> None:
    target = file.with_name("out.zip")

    run(file, "--adr", "nygard", "--date", "2026-11-22", "--first", "7", "--output", target)

    address = f"/exports/bundle?{ADDRESS}&adr=nygard&date=2026-11-22&first=7"
    assert target.read_bytes() == site.get(address).content


def test_the_choices_of_a_bundle_are_those_of_the_site(site: Client, file: Path) -> None:
    target = file.with_name("out.zip")
    asked = ("--include", "decisions", "--include", "diagrams", "--diagrams", "svg")

    run(file, *asked, "--theme", "dark", "--output", target)

    address = f"/exports/bundle?{ADDRESS}&include=decisions&include=diagrams&diagrams=svg"
    assert target.read_bytes() == site.get(f"{address}&theme=dark").content


def test_a_part_that_no_bundle_has_is_refused_with_those_that_it_has(
    site: Client, file: Path
) -> None:
    with pytest.raises(CommandError, match="--include: expected one or more of arch") as found:
        run(file, "--include", "nonsense")

    assert found.value.returncode == 2


def test_a_folder_gets_the_name_of_the_format(site: Client, file: Path) -> None:
    run(file, "--format", "csv", "--output", file.parent)

    assert (file.parent / "decision-matrix.csv").is_file()


def test_without_a_place_it_goes_to_this_folder(
    site: Client, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)

    run(file, "--format", "advice")

    assert json.loads((file.parent / "advice.json").read_text())["patterns"]


def test_standard_input_and_output_can_be_joined(
    site: Client, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(file.read_bytes())))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=written))

    said = run("-", "--format", "answers", "--output", "-")

    assert said == ""
    assert json.loads(written.getvalue())["answers"] == ANSWERS


def test_decisions_of_an_assessment_reach_the_records(site: Client, tmp_path: Path) -> None:
    whole = tmp_path / "assessment.json"
    decision = {"pattern": "circuit-breaker", "status": "accepted", "note": "Agreed on Monday."}
    whole.write_text(
        json.dumps(
            {
                "schema": "pattern-advisor/assessment/1",
                "answers": {"answers": ANSWERS},
                "decisions": [decision],
                "records": {"circuit-breaker": 12},
            }
        )
    )
    target = tmp_path / "out.md"

    run(whole, "--format", "markdown", "--output", target)

    assert "Agreed on Monday." in target.read_text()


def test_a_file_that_is_there_is_replaced_by_force_alone(site: Client, file: Path) -> None:
    target = file.with_name("out.csv")
    target.write_text("mine")

    with pytest.raises(CommandError, match="is there already; --force replaces it") as refused:
        run(file, "--format", "csv", "--output", target)

    assert refused.value.returncode == 2
    assert target.read_text() == "mine"
    run(file, "--format", "csv", "--output", target, "--force")
    assert target.read_text() != "mine"


def test_faults_of_options_and_file_are_listed_together(site: Client, tmp_path: Path) -> None:
    bad, target = tmp_path / "bad.json", tmp_path / "out.zip"
    bad.write_text(json.dumps(WRONG))

    with pytest.raises(CommandError) as refused:
        run(bad, "--adr", "x", "--date", "soon", "--first", "0", "--output", target)

    words = str(refused.value)
    assert refused.value.returncode == 2
    for expected in ("--adr: expected one of madr4", "--date: expected a day", "--first: expected"):
        assert expected in words
    assert words.endswith("8 faults; nothing was judged.")
    assert not target.exists()


def test_a_place_that_cannot_be_written_is_named(site: Client, file: Path) -> None:
    with pytest.raises(CommandError, match="No such file or directory") as refused:
        run(file, "--format", "csv", "--output", file.parent / "absent" / "out.csv")

    assert refused.value.returncode == 1


def test_what_this_machine_cannot_make_says_why(
    site: Client, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = replace(FORMATS["pdf"], missing=lambda: "typst is not installed")
    monkeypatch.setitem(FORMATS, "pdf", lacking)

    with pytest.raises(CommandError, match="cannot make pdf: typst is not installed") as refused:
        run(file, "--format", "pdf")

    assert refused.value.returncode == 1

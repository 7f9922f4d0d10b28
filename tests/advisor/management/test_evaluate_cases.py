"""The command measures a whole file or nothing, and says the same each time."""

import io
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from advisor.advice import advise
from advisor.engine import VERSION
from advisor.evaluation.reading import read_document
from patterns import releases
from patterns.catalogue import Catalogue
from patterns.content.entries import Measure
from patterns.content.tables import read

CASES = [
    {
        "id": "payments",
        "title": "Payments",
        "answers": {"deps": ["third"], "pains": ["cascade"], "callfail": ["again", "pause"]},
        "expected": ["retry", "circuit-breaker", "geode"],
        "also_acceptable": ["timeout"],
        "not_expected": [{"slug": "saga", "basis": "source"}, "event-sourcing"],
        "facts": ["Calls to others fail for a short time"],
        "breadth": "system",
        "confidence": "high",
    },
    {"id": "small", "answers": {"teams": ["one"]}, "expected": [], "facts": ["One team"]},
]


@pytest.fixture(autouse=True)
def _loaded(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(releases, "current", lambda: catalogue)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(CASES))
    return path


def run(*words: Any) -> str:
    out = io.StringIO()
    call_command("evaluate_cases", *map(str, words), stdout=out)
    return out.getvalue()


def test_json_is_one_object_and_the_same_each_time(file: Path, catalogue: Catalogue) -> None:
    text = run(file, "--json")

    assert run(file, "--json") == text
    found = json.loads(text)
    assert list(found) == ["release", "engine", "cases", "overall", "baselines", "per_case"]
    assert (found["release"], found["engine"], found["cases"]) == (catalogue.digest, VERSION, 2)
    overall = found["overall"]
    assert overall["recall_advised"] == overall["recall_advised_micro"] == 0.6667
    assert overall["false_alarms"] == {
        "count": 0,
        "of": 2,
        "share": 0.0,
        "source": {"count": 0, "of": 1, "share": 0.0},
    }
    assert overall["nothing_distributed_agreement"] == {"agree": 1, "of": 1, "share": 1.0}
    assert set(found["baselines"]) == {"most_popular_10", "full_text"}
    first, second = found["per_case"]
    assert first["hits"] == ["retry", "circuit-breaker"]
    (missed,) = first["missed"]
    (item, _) = read_document(CASES, catalogue).items
    judged = advise(item.answers, catalogue).pattern("geode")
    assert judged is not None
    assert missed == {
        "slug": "geode",
        "verdict": str(judged.verdict),
        "rank": missed["rank"],
        "fit": judged.shown.fit,
    }
    assert second == {
        "id": "small",
        "expected": 0,
        "recall_advised": None,
        "recall_at_10": None,
        "advised": second["advised"],
        "plan": second["plan"],
        "hits": [],
        "missed": [],
        "false_alarms": [],
        "nothing_distributed": True,
    }


def test_without_a_file_the_cases_of_the_release_are_measured() -> None:
    first, second = (json.loads(run("--json", "--encoder", name)) for name in ("first", "second"))

    assert first["cases"] == second["cases"] == 45
    assert first["overall"] != second["overall"]
    assert json.loads(run("--json")) == first


def test_the_record_of_a_change_can_stand_in_the_history_as_it_is(catalogue: Catalogue) -> None:
    table = tomllib.loads(run("--record", 'The "sides" count for more'))

    measure, faults = read(Measure, table["measure"][0], file="guide/measures.toml")

    assert faults == []
    assert measure is not None
    assert measure.change == 'The "sides" count for more'
    assert (measure.first, measure.second) == (
        catalogue.content.measures[-1].first,
        catalogue.content.measures[-1].second,
    )


def test_without_answered_cases_there_is_nothing_to_record(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = Catalogue(replace(catalogue.content, cases=()), "sha256:made-by-hand")
    monkeypatch.setattr(releases, "current", lambda: empty)

    with pytest.raises(CommandError, match="no answered Cases"):
        run("--record", "nothing")


def test_folds_are_told_when_asked_for(file: Path) -> None:
    folds = json.loads(run(file, "--json", "--folds"))["folds"]

    assert sum(fold["cases"] for fold in folds["each"]) == 2
    assert len(folds["each"]) == 5
    assert folds["mean"]["recall_advised"] == folds["worst"]["recall_advised"] == 0.6667
    assert "fold 4" in run(file, "--folds")


def test_the_table_has_a_row_for_each_breadth_and_confidence(file: Path) -> None:
    table = run(file)

    assert "breadth system" in table
    assert "confidence high" in table
    assert "fold 0" not in table
    assert "geode (" in table
    assert "most popular ten" in table


def test_a_skipped_baseline_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([{**CASES[0], "facts": []}]))

    assert "full text: skipped, no facts in 1 of 1: payments" in run(path)
    found = json.loads(run(path, "--json"))
    assert found["baselines"]["full_text"]["recall_at_10"] is None
    assert found["baselines"]["most_popular_10"] == {"recall_at_10": 0.0}


def test_a_file_with_faults_is_not_measured_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([CASES[0], {"id": "odd", "answers": {"x": []}, "expected": ["y"]}]))
    out, err = io.StringIO(), io.StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("evaluate_cases", str(path), "--json", stdout=out, stderr=err)

    assert left.value.code == 2
    assert out.getvalue() == ""
    assert "odd: answers.x: unknown key 'x'" in err.getvalue()
    assert "odd: expected[0]: no pattern is called 'y'" in err.getvalue()
    assert "2 faults; nothing was measured" in err.getvalue()


def test_an_empty_list_is_measured_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text("[]")

    found = json.loads(run(path, "--json", "--folds"))

    assert found["cases"] == 0
    assert found["overall"]["recall_at_10"] is None
    assert run(path)


def test_without_a_release_it_says_what_to_do(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Catalogue:
        raise releases.NoRelease("no Release is loaded")

    monkeypatch.setattr(releases, "current", none)

    with pytest.raises(CommandError, match="load_catalogue") as refused:
        run(file)

    assert refused.value.returncode == 2

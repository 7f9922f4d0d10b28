"""Exports and comparisons of what is kept: rights, numbers that stay, and jobs."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from advisor.documents import making
from advisor.documents.formats import FORMATS
from advisor.models import Scope
from patterns import jobs
from patterns.jobs import Job, State
from tests.advisor.api.description import Description
from tests.advisor.api.kept.conftest import ANSWERS, Kept, Program, reader

pytestmark = pytest.mark.django_db

JOB = "5f" * 32


def export(program: Program, kept: Kept, **members: Any) -> Any:
    sent = {"format": "markdown", "assessment": kept.body["id"], **members}
    return program.ask("POST", "/exports", sent)


def test_a_saved_assessment_is_exported_with_its_decisions(
    kept: Kept, description: Description
) -> None:
    kept.program.ask(
        "PUT",
        f"{kept.path}/decisions/timeout",
        {"status": "rejected", "note": "The mesh has one."},
        If_Match="*",
    )

    response = export(kept.program, kept)

    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS["markdown"].media_type
    assert "no-store" in response["Cache-Control"]
    assert "The mesh has one" in response.content.decode()
    assert not description.faults_of(response, "POST", "/api/v1/exports")


def test_an_older_revision_is_exported_as_it_was(kept: Kept) -> None:
    kept.program.patch(kept.path, {"answers": {"teams": ["one"]}})

    first = export(kept.program, kept, format="answers", revision=1).json()
    newest = export(kept.program, kept, format="answers").json()

    assert "teams" not in first["answers"]
    assert newest["answers"]["teams"] == ["one"]


def test_an_editors_export_fixes_the_numbers_and_a_readers_does_not(kept: Kept) -> None:
    assert export(reader(kept), kept, format="bundle", first=40).status_code == 200
    assert kept.row.record_numbers == {}

    assert export(kept.program, kept, format="bundle", first=40).status_code == 200
    assert min(kept.row.record_numbers.values()) == 40


@pytest.mark.parametrize("members", [{}, {"revision": 1}])
def test_without_the_right_there_is_no_such_assessment(kept: Kept, members: Any) -> None:
    for program in (Program(), Program(key="pe_wrong")):
        assert export(program, kept, **members).status_code == 404
    missing = {"format": "csv", "assessment": str(uuid4())}
    assert kept.program.ask("POST", "/exports", missing).status_code == 404


def test_a_revision_that_there_is_not_is_not_found(kept: Kept) -> None:
    assert export(kept.program, kept, revision=7).status_code == 404


def test_a_token_needs_both_scopes(kept: Kept, person: Callable[..., Program]) -> None:
    for scopes, status in (
        ((Scope.EXPORTS_WRITE,), 403),
        ((Scope.ASSESSMENTS_READ,), 403),
        ((Scope.EXPORTS_WRITE, Scope.ASSESSMENTS_READ), 200),
    ):
        program = person("eve", *scopes)
        program.key = kept.body["edit_key"]
        assert export(program, kept).status_code == status, scopes


def test_a_token_that_may_only_read_numbers_nothing(
    kept: Kept, person: Callable[..., Program]
) -> None:
    program = person("eve", Scope.EXPORTS_WRITE, Scope.ASSESSMENTS_READ)
    program.key = kept.body["edit_key"]

    assert export(program, kept, format="bundle").status_code == 200
    assert kept.row.record_numbers == {}


def test_answers_and_an_assessment_exclude_each_other(kept: Kept) -> None:
    problem = export(kept.program, kept, answers=ANSWERS, notes={})

    assert problem.status_code == 422
    assert {e["pointer"] for e in problem.json()["errors"]} == {"#/answers", "#/notes"}
    alone = kept.program.ask("POST", "/exports", {"format": "csv", "revision": 1})
    assert alone.json()["errors"][0]["pointer"] == "#/revision"
    for wrong in (None, 3, "x", "0" * 36):
        problem = kept.program.ask("POST", "/exports", {"format": "csv", "assessment": wrong})
        assert problem.json()["errors"][0]["pointer"] == "#/assessment"


# --- what takes longer --------------------------------------------------------------------------


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """One Job in place of the real line: its state and result as the test sets them."""
    held: dict[str, Any] = {"state": State.RUNNING, "result": None, "owner": ""}

    def now() -> Job:
        return Job(JOB, held["state"], "pdf", held["owner"], "page 4")

    def ask(chosen: Any, folder: Any, owner: str = "") -> Job:
        held["owner"] = owner
        return now()

    def find(id: str, owner: str = "") -> Job | None:
        return now() if id == JOB and owner == held["owner"] else None

    monkeypatch.setattr(making, "ask", ask)
    monkeypatch.setattr(making, "find", find)
    monkeypatch.setattr(jobs, "result", lambda job: held["result"])
    return held


@pytest.fixture
def begun(release: Any, job: dict[str, Any]) -> Any:
    return Program().ask("POST", "/exports", {"format": "pdf", "answers": ANSWERS})


def test_what_takes_longer_is_begun_and_asked_for(
    begun: Any, job: dict[str, Any], description: Description
) -> None:
    body = begun.json()
    assert begun.status_code == 202
    assert begun["Retry-After"] == "2"
    assert begun["Location"] == body["links"]["self"] == f"/api/v1/exports/{JOB}"
    assert (body["state"], body["format"], body["step"]) == ("running", "pdf", "page 4")
    assert not description.faults_of(begun, "POST", "/api/v1/exports")

    waiting = Program().get(f"/exports/{JOB}")
    assert (waiting.status_code, waiting["Retry-After"]) == (200, "2")
    assert waiting.json() == body
    assert Program().get(f"/exports/{JOB}/file").status_code == 409

    job |= {"state": State.DONE, "result": b"%PDF-1.7"}
    done = Program().get(f"/exports/{JOB}")
    assert (done.status_code, done["Location"]) == (303, body["links"]["file"])
    file = Program().get(f"/exports/{JOB}/file")
    assert (file.status_code, file.content) == (200, b"%PDF-1.7")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"].endswith('filename="architecture.pdf"')
    assert not description.faults_of(file, "GET", f"/api/v1/exports/{JOB}/file")
    assert Program().get(f"/exports/{JOB}/file", If_None_Match=file["ETag"]).status_code == 304


def test_a_job_that_failed_says_so(begun: Any, job: dict[str, Any]) -> None:
    job["state"] = State.FAILED

    told = Program().get(f"/exports/{JOB}")

    assert told.json()["state"] == "failed"
    assert "Retry-After" not in told
    assert Program().get(f"/exports/{JOB}/file").status_code == 410


def test_a_result_that_is_not_kept_any_more_is_gone(begun: Any, job: dict[str, Any]) -> None:
    job["state"] = State.DONE

    response = Program().get(f"/exports/{JOB}/file")

    assert response.status_code == 410
    assert response.json()["type"].endswith("/gone")


def test_the_job_of_an_assessment_wants_the_same_right(kept: Kept, job: dict[str, Any]) -> None:
    begun = export(kept.program, kept, format="pdf").json()
    place = begun["links"]["self"].removeprefix("/api/v1")

    assert place == f"/exports/{JOB}?assessment={kept.body['id']}"
    assert kept.program.get(place).status_code == 200
    assert reader(kept).get(place).status_code == 200
    assert Program().get(place).status_code == 404
    assert Program().get(f"/exports/{JOB}").status_code == 404
    assert kept.program.get(f"/exports/{JOB}?assessment=x").status_code == 422


@pytest.mark.parametrize("id", ["x", "0" * 64, "F" * 64])
def test_an_export_that_nobody_began_is_not_found(release: Any, id: str) -> None:
    assert Program().get(f"/exports/{id}").status_code == 404
    assert Program().get(f"/exports/{id}/file").status_code == 404


def test_a_line_that_is_full_says_when_to_ask_again(
    release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any) -> None:
        raise jobs.Busy

    monkeypatch.setattr(making, "ask", busy)

    response = Program().ask("POST", "/exports", {"format": "pdf"})

    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert response.json()["type"].endswith("/busy")


# --- comparisons --------------------------------------------------------------------------------


def compare(program: Program, left: Any, right: Any) -> Any:
    return program.ask("POST", "/recommendations/comparisons", {"left": left, "right": right})


def test_two_revisions_are_compared(kept: Kept, description: Description) -> None:
    kept.program.patch(kept.path, {"answers": {"teams": ["one"]}})
    name = kept.body["id"]

    response = compare(
        kept.program, {"assessment": name, "revision": 1}, {"assessment": name.upper()}
    )
    body = response.json()

    assert response.status_code == 200
    assert body["answers_changed"] == [{"question": "teams", "from": [], "to": ["one"]}]
    assert body["links"]["page"] == f"/compare/?left={name}.1&right={name}.2"
    assert not description.faults_of(response, "POST", "/api/v1/recommendations/comparisons")


def test_a_revision_is_compared_with_answers(kept: Kept) -> None:
    body = compare(kept.program, {"assessment": kept.body["id"]}, {"answers": ANSWERS}).json()

    assert body["moved"] == body["answers_changed"] == []


def test_what_one_may_not_read_cannot_be_compared(kept: Kept) -> None:
    side = {"assessment": kept.body["id"]}

    assert compare(Program(), side, {}).status_code == 404
    assert compare(kept.program, {**side, "revision": 9}, {}).status_code == 404


def test_a_side_that_cannot_be_read_has_its_places(kept: Kept) -> None:
    problem = compare(
        kept.program, {"assessment": "x", "colour": 1}, {"assessment": str(uuid4()), "revision": 0}
    )

    assert {error["pointer"] for error in problem.json()["errors"]} == {
        "#/left/assessment",
        "#/left/colour",
        "#/right/revision",
    }

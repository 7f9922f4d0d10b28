"""Every operation of the description tried by everybody who might not be allowed to.

The results stand in docs/api/rights.md, for people. An operation without a row fails, and so does a
row that says something else than what happens.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from advisor.documents import making
from advisor.documents.formats import FORMATS
from advisor.models import AccessToken, Assessment, Scope
from patterns.jobs import Job, State
from patterns.models import Release
from tests.advisor.api.description import Description
from tests.advisor.api.kept.conftest import ANSWERS, ROOT, Program

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).resolve().parents[4] / "docs" / "api" / "rights.md"
COLUMNS = [
    "Operation", "Scope", "No token", "No token, closed", "Other scopes", "No account",
    "Another's", "Read-only key", "One's own",
]  # fmt: skip
NONE = "-"
ROW = re.compile(r"^\| `([A-Z]+ /[^`]*)` \| (.+) \|$", re.M)
OF_SAVED = " of an assessment"
# What may be asked of answers, and of an Assessment too: by its id in the body, or in the query.
BODIES: dict[str, Callable[[str], Any]] = {
    "POST /exports": lambda name: {"format": "answers", "assessment": name},
    "POST /recommendations/comparisons": lambda name: {
        "left": {"assessment": name},
        "right": {"answers": ANSWERS},
    },
}
QUERIES = ("GET /exports/{id}", "GET /exports/{id}/file")


@dataclass(frozen=True)
class Operation:
    """One method of one path, with what its description says how to ask."""

    method: str
    path: str
    told: Any
    of_saved: bool = False

    @property
    def address(self) -> str:
        return f"{self.method} {self.path.removeprefix(ROOT)}"

    @property
    def name(self) -> str:
        return self.address + (OF_SAVED if self.of_saved else "")

    @property
    def scope(self) -> str:
        return "".join(
            word for way in self.told["security"] for words in way.values() for word in words
        )

    @property
    def scopes(self) -> list[Scope]:
        """All that a token needs."""
        own = [Scope(self.scope)] if self.scope else []
        return [*own, *([Scope.ASSESSMENTS_READ] if self.of_saved else [])]

    @property
    def is_kept(self) -> bool:
        apart = (f"{ROOT}/assessments/{{id}}", f"{ROOT}/tokens/{{id}}")
        return self.of_saved or self.path.startswith(apart)

    @property
    def has_key(self) -> bool:
        return {"key": []} in self.told["security"]

    def ask(self, program: Program, places: dict[str, str]) -> str:
        """Send it as its examples show it, and return the status; nothing of it stays."""
        path = self.path.removeprefix(ROOT)
        for each in self.told.get("parameters", []):
            if each["in"] == "path":
                name = each["name"]
                example = next(iter(each["examples"].values()))["value"]
                path = path.replace(f"{{{name}}}", places.get(name, str(example)))
        [(kind, body)] = self.told.get("requestBody", {}).get("content", {}).items() or [("", {})]
        sent = next(iter(body["examples"].values()))["value"] if body else None
        if self.of_saved and self.address in BODIES:
            sent = BODIES[self.address](places["saved"])
        elif self.of_saved:
            path += f"?assessment={places['saved']}"
        raw = json.dumps(sent).encode() if body else None
        with transaction.atomic():
            response = program.ask(self.method, path, raw, kind, If_Match="*")
            transaction.set_rollback(True)
        return str(response.status_code)


@dataclass(frozen=True)
class World:
    """Two people, what Ana has kept, and how she, Bo and others come by it."""

    places: dict[str, str]
    key: str
    read_key: str


@pytest.fixture
def world(release: Release) -> World:
    ana = Program(token=token("ana", *Scope).secret)
    made = ana.keep(ANSWERS).json()
    path = f"/assessments/{made['id']}"
    told = {"status": "accepted"}
    ana.ask("PUT", f"{path}/decisions/circuit-breaker", told, If_Match="*")
    shared = ana.ask("POST", f"{path}/links/read").json()
    places = {"id": made["id"], "number": "1", "slug": "circuit-breaker"}
    return World(places, made["edit_key"], shared["read_key"])


def token(person: str, *scopes: Scope) -> Any:
    owner = User.objects.get_or_create(username=person)[0] if person else None
    return AccessToken.issue("Program", scopes, now=timezone.now(), days=1, owner=owner)


def results(operation: Operation, world: World, close: Callable[[bool], None]) -> list[str]:
    """Return what each of the columns gets; none of the tokens stays."""
    with transaction.atomic():
        found = _results(operation, world, close)
        transaction.set_rollback(True)
    return found


def _results(operation: Operation, world: World, close: Callable[[bool], None]) -> list[str]:
    right = operation.scopes or [Scope.CATALOGUE_READ]
    own, bo, nobody = token("ana", *right), token("bo", *right), token("", *right)
    is_token = "/tokens" in operation.path
    places = world.places | ({"id": str(own.token.pk)} if is_token else {})
    if operation.name == "POST /tokens":  # its example asks for this scope
        own = token("ana", Scope.ASSESSMENTS_READ)

    def by(**more: str) -> str:
        known = places if operation.is_kept else {}
        if operation.of_saved:
            known = {"saved": places["id"]}
        return operation.ask(Program(**more), known)

    def without(missing: Scope) -> str:
        others = [each for each in Scope if each is not missing]
        return by(token=token("ana", *others).secret, **key)

    key = {"key": world.key} if operation.has_key else {}
    open_to_nobody = by()
    close(True)
    closed = by(**key)
    close(False)
    refused = {without(each) for each in operation.scopes}
    return [
        ", ".join(operation.scopes) or NONE,
        open_to_nobody,
        closed,
        " or ".join(sorted(refused)) or NONE,
        by(token=nobody.secret),
        by(token=bo.secret) if operation.is_kept else NONE,
        by(key=world.read_key) if operation.has_key else NONE,
        by(token=own.secret),
    ]


@pytest.fixture
def operations(description: Description) -> list[Operation]:
    found = [Operation(*each) for each in description.operations()]
    saved = [
        replace(each, of_saved=True)
        for each in found
        if each.address in BODIES or each.address in QUERIES
    ]
    assert len(saved) == len(BODIES) + len(QUERIES)
    return sorted([*found, *saved], key=lambda each: (each.path, each.method, each.of_saved))


@pytest.fixture
def _export_that_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """An export with whatever id, made of what is asked for: who may take it is asked here."""

    def find(name: str, owner: str) -> Job:
        return Job(name, State.DONE, "answers", owner)

    monkeypatch.setattr(making, "find", find)
    monkeypatch.setattr(making, "taken", lambda job: (FORMATS["answers"], b"{}"))


@pytest.fixture
def close(settings: Any) -> Iterator[Callable[[bool], None]]:
    def turn(closed: bool) -> None:
        settings.API_OPEN = not closed

    return turn


def written() -> dict[str, list[str]]:
    return {
        name: [cell.strip().replace("`", "") for cell in cells.split("|")]
        for name, cells in ROW.findall(PAGE.read_text())
    }


def line(name: str, cells: list[str]) -> str:
    scope, *statuses = cells
    shown = scope if scope == NONE else ", ".join(f"`{each}`" for each in scope.split(", "))
    return f"| `{name}` | {shown} | {' | '.join(statuses)} |"


@pytest.mark.usefixtures("_export_that_is_done")
def test_every_operation_has_its_row_and_does_what_it_says(
    operations: list[Operation], world: World, close: Callable[[bool], None]
) -> None:
    rows = written()

    found = {operation.name: results(operation, world, close) for operation in operations}

    differing = [line(name, cells) for name, cells in found.items() if rows.get(name) != cells]
    assert not differing, "docs/api/rights.md should say:\n" + "\n".join(differing)
    assert rows.keys() == found.keys()
    assert Assessment.objects.count() == 1


NOT_BEGUN = ("GET /labs/{slug}/sweeps/{id}",)  # tests/advisor/api/test_labs.py begins some


def test_the_rows_keep_the_rules() -> None:
    for name, (scope, nobody, closed, wrong, _, another, read_key, own) in written().items():
        assert closed == "401", name
        assert own[0] in "23" or name in NOT_BEGUN, name
        assert wrong == ("403" if scope != NONE else NONE), name
        assert another in (NONE, "404"), name
        assert nobody in (own, "401", "404"), name
        reads = name.startswith(("GET", *BODIES))
        assert read_key in ((NONE, own) if reads else (NONE, "404")), name


def test_the_columns_are_named() -> None:
    assert f"| {' | '.join(COLUMNS)} |" in PAGE.read_text()


def test_what_people_may_read_needs_nothing_on_a_closed_site(
    release: Release, close: Callable[[bool], None]
) -> None:
    close(True)

    for path in ("/docs", "/openapi.json", "/openapi.yaml", "/problems/forbidden"):
        assert Program().get(path).status_code == 200
    assert Program().get("/nothing").status_code == 404
    assert Program().ask("DELETE", "/patterns").status_code == 405
    assert Program().ask("OPTIONS", "/patterns").status_code == 204
    assert Program().ask("HEAD", "/patterns").status_code == 401


def test_a_closed_site_s_answers_are_kept_by_no_shared_cache(
    release: Release, close: Callable[[bool], None]
) -> None:
    reading = Program(token=token("", Scope.CATALOGUE_READ).secret)
    assert reading.get("/categories")["Cache-Control"] == "public, no-cache"

    close(True)

    assert reading.get("/categories")["Cache-Control"] == "private, no-cache"


def test_a_token_that_is_none_is_refused_where_none_is_needed(release: Release) -> None:
    for path in ("/patterns", "/recommendations?stage=new"):
        refused = Program(token="pa_" + "A" * 43).get(path)
        assert refused.status_code == 401
        assert refused["WWW-Authenticate"].endswith('error="invalid_token"')

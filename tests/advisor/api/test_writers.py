"""Of two programs that change the same state exactly one wins, on every database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from advisor.models import Assessment, Decision
from patterns import releases
from tests.advisor.api.kept.conftest import Program

Together = Callable[..., list[Any]]


@pytest.mark.django_db(transaction=True)
def test_of_changes_from_one_state_exactly_one_is_made(at_once: Together) -> None:
    [made] = at_once(lambda: Program().keep())
    program, path = Program(key=made.json()["edit_key"]), f"/assessments/{made.json()['id']}"

    def change(word: str) -> Callable[[], Any]:
        patch = {"answers": {"services": [word]}, "title": word}
        return lambda: Program(key=program.key).patch(path, patch, made["ETag"])

    ends = at_once(*(change(word) for word in ("few", "many", "lots")))

    assert sorted(end.status_code for end in ends) == [200, 412, 412], ends
    won = next(end for end in ends if end.status_code == 200)
    [now] = at_once(lambda: program.get(path))
    assert (now["ETag"], now.json()) == (won["ETag"], won.json())
    assert now.json()["answers"]["services"] == [now.json()["title"]]
    for lost in ends:
        if lost is not won:
            assert lost["ETag"] == won["ETag"]
            assert lost.json()["revision"] == 2


@pytest.mark.django_db(transaction=True)
def test_change_decision_and_deletion_from_one_state_do_not_mix(at_once: Together) -> None:
    [made] = at_once(lambda: Program().keep())
    key, path = made.json()["edit_key"], f"/assessments/{made.json()['id']}"
    etag = made["ETag"]

    ends = at_once(
        lambda: Program(key=key).patch(path, {"title": "New"}, etag),
        lambda: Program(key=key).ask(
            "PUT", f"{path}/decisions/retry", {"status": "accepted"}, If_Match=etag
        ),
        lambda: Program(key=key).ask("DELETE", path, If_Match=etag),
    )

    fine = [end for end in ends if end.status_code < 300]
    assert len(fine) == 1, [end.status_code for end in ends]
    assert {end.status_code for end in ends if end not in fine} <= {404, 412}
    [[left, decided]] = at_once(
        lambda: [list(Assessment.objects.values_list("title")), Decision.objects.count()]
    )
    assert (left, decided) == {
        200: ([("New",)], 0),
        201: ([("Order platform",)], 1),
        204: ([], 0),
    }[fine[0].status_code]


@pytest.mark.django_db(transaction=True)
def test_one_request_sent_twice_at_once_keeps_one_assessment(at_once: Together) -> None:
    cache.clear()
    known = releases.current()
    at_once(lambda: known.digest)

    ends = at_once(*[lambda: Program().keep(Idempotency_Key="both")] * 2)

    assert sorted({end.status_code for end in ends}) in ([201], [201, 409])
    [count] = at_once(lambda: Assessment.objects.count())
    assert count == 1

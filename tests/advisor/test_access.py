"""Rights by key and by cookie, without any page around them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from advisor import access, models, secrecy
from advisor.access import Right
from patterns import releases
from tests.advisor.answering import sheet

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def opened(release: Any) -> models.Opened:
    return models.Assessment.open(sheet(releases.current()), now=NOW)


def carrying(response: HttpResponse) -> Any:
    """Return the next request of a visitor who got this answer."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    return request


def granted(assessment: models.Assessment, right: Right, before: Any = None) -> Any:
    response = HttpResponse()
    access.grant(response, before or RequestFactory().get("/"), assessment, right)
    return carrying(response)


def test_each_key_gives_its_own_right(opened: models.Opened) -> None:
    read = opened.assessment.share(now=NOW)

    assert access.right_by_key(opened.assessment, opened.edit_key) is Right.EDIT
    assert access.right_by_key(opened.assessment, read) is Right.READ
    for key in ("", "x", opened.edit_key[:-1], opened.edit_key + "A", "\ud800"):
        assert access.right_by_key(opened.assessment, key) is Right.NONE


def test_an_assessment_that_is_not_shared_is_opened_by_no_key(opened: models.Opened) -> None:
    assert opened.assessment.read_key_hash == ""
    assert access.right_by_key(opened.assessment, "") is Right.NONE
    assert not secrecy.matches("", "")


@pytest.mark.parametrize("right", [Right.READ, Right.EDIT])
def test_a_granted_right_comes_back_with_the_cookie(opened: models.Opened, right: Right) -> None:
    opened.assessment.share(now=NOW)

    request = granted(opened.assessment, right)

    assert access.right_of(request, opened.assessment) is right
    assert access.readable(request, opened.assessment.id) == opened.assessment
    if right is Right.READ:
        with pytest.raises(Http404):
            access.editable(request, opened.assessment.id)


def test_no_right_to_read_can_be_granted_to_what_is_not_shared(opened: models.Opened) -> None:
    request = granted(opened.assessment, Right.READ)

    assert access.right_of(request, opened.assessment) is Right.NONE


def test_rights_to_several_assessments_stand_side_by_side(opened: models.Opened) -> None:
    other = models.Assessment.open(sheet(releases.current()), now=NOW).assessment
    other.share(now=NOW)

    request = granted(other, Right.READ, granted(opened.assessment, Right.EDIT))

    assert access.right_of(request, opened.assessment) is Right.EDIT
    assert access.right_of(request, other) is Right.READ


def test_keys_are_compared_in_constant_time(
    opened: models.Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str, str]] = []

    def compare(left: str, right: str) -> bool:
        compared.append((left, right))
        return left == right

    monkeypatch.setattr(secrecy, "constant_time_compare", compare)

    with pytest.raises(Http404):
        access.by_link(opened.assessment.id, "A" * 32, Right.EDIT)
    known = len(compared)
    with pytest.raises(Http404):
        access.by_link(models.uuid.uuid4(), "A" * 32, Right.EDIT)

    assert known == 2
    assert len(compared) > known
    assert all(len(left) == 64 for left, _ in compared)

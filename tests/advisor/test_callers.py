"""Who a program is, by the header Authorization; and tokens as they are kept."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from advisor import access, models
from advisor.models import AccessToken, Scope

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, 40, tzinfo=UTC)
EVERY = frozenset(Scope)


@pytest.fixture
def ana() -> User:
    return User.objects.create(username="ana")


def issue(*scopes: str, **more: Any) -> models.Issued:
    wanted = scopes or (Scope.CATALOGUE_READ,)
    return AccessToken.issue(more.pop("name", "Portal"), wanted, **{"now": NOW, "days": 90, **more})


def bearer(issued: models.Issued) -> str:
    return f"Bearer {issued.secret}"


def test_a_token_has_256_bits_and_only_its_hash_is_kept() -> None:
    made, other = issue(), issue()

    assert re.fullmatch(r"pa_[A-Za-z0-9_-]{43}", made.secret)
    assert made.secret != other.secret
    assert made.secret not in json.dumps(list(AccessToken.objects.values()), default=str)
    assert len(made.token.hash) == 64


def test_a_token_says_who_asks_and_what_they_may_do(ana: User) -> None:
    made = issue(Scope.ASSESSMENTS_READ, Scope.ADVICE_READ, owner=ana)

    caller = access.authenticate(bearer(made), now=NOW)

    assert caller.token == made.token
    assert caller.person == ana
    assert caller.scopes == {Scope.ADVICE_READ, Scope.ASSESSMENTS_READ}
    assert caller.may(Scope.ADVICE_READ)
    assert not caller.may(Scope.CATALOGUE_READ)
    assert caller.key == f"token:{made.token.pk.hex}"


def test_a_token_of_nobody_stands_for_nobody() -> None:
    caller = access.authenticate(bearer(issue()), now=NOW)

    assert caller.person is None
    assert caller.key


@pytest.mark.parametrize(("is_open", "scopes"), [(True, EVERY), (False, frozenset())])
def test_without_a_token_all_is_open_or_nothing_is(
    settings: Any, is_open: bool, scopes: frozenset[Scope]
) -> None:
    settings.API_OPEN = is_open

    caller = access.authenticate("", now=NOW)

    assert caller.scopes == scopes
    assert caller.person is None
    assert caller.key == ""


@pytest.mark.parametrize(
    "header",
    [
        "{}",
        "Basic {}",
        "Bearer",
        "Bearer {}x",
        "Bearer pa_",
        "Bearer {} {}",
        "Token {}",
        "Bearer é",
    ],
)
def test_what_is_no_token_is_refused_and_not_taken_for_none(header: str) -> None:
    made = issue()

    with pytest.raises(access.NoSuchToken):
        access.authenticate(header.replace("{}", made.secret), now=NOW)


@given(header=st.text(min_size=1, max_size=60))
def test_no_header_is_a_failure_on_our_side(header: str) -> None:
    with pytest.raises(access.NoSuchToken):
        access.authenticate(header, now=NOW)


def test_the_word_bearer_may_be_written_small() -> None:
    made = issue()

    assert access.authenticate(f"bearer  {made.secret} ", now=NOW).token == made.token


def test_a_token_ends(ana: User) -> None:
    made = issue(days=1)

    last = made.token.expires_at - timedelta(seconds=1)
    assert access.authenticate(bearer(made), now=last).token == made.token
    with pytest.raises(access.NoSuchToken):
        access.authenticate(bearer(made), now=made.token.expires_at)


def test_a_revoked_token_is_no_token() -> None:
    made = issue()
    made.token.revoke()

    with pytest.raises(access.NoSuchToken):
        access.authenticate(bearer(made), now=NOW)


def test_a_closed_account_closes_its_tokens(ana: User) -> None:
    made = issue(owner=ana)
    User.objects.update(is_active=False)

    with pytest.raises(access.NoSuchToken):
        access.authenticate(bearer(made), now=NOW)


def test_the_last_use_is_kept_to_the_hour_and_written_once_an_hour(
    django_assert_num_queries: Any,
) -> None:
    made = issue()
    header = bearer(made)

    with django_assert_num_queries(2):
        access.authenticate(header, now=NOW)
    with django_assert_num_queries(1):
        access.authenticate(header, now=NOW + timedelta(minutes=19))
    with django_assert_num_queries(2):
        access.authenticate(header, now=NOW + timedelta(minutes=20))

    assert AccessToken.objects.get().last_used_at == datetime(2026, 3, 1, 13, tzinfo=UTC)


def test_a_request_looks_its_caller_up_once(django_assert_num_queries: Any) -> None:
    made = AccessToken.issue("Portal", [Scope.ADVICE_READ], now=access.timezone.now(), days=1)
    request = RequestFactory().get("/", headers={"Authorization": bearer(made)})

    with django_assert_num_queries(2):
        assert access.caller_of(request) is access.caller_of(request)


def test_a_refused_request_is_refused_again_without_looking(django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/", headers={"Authorization": "Bearer pa_x"})

    with django_assert_num_queries(1):
        for _ in range(2):
            with pytest.raises(access.NoSuchToken):
                access.caller_of(request)


# Making -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "a\ud800"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"days": 0}, "expires_at"),
        ({"days": 367}, "expires_at"),
    ],
)
def test_what_cannot_be_a_token_is_refused_at_its_place(wrong: dict[str, Any], field: str) -> None:
    told = {"name": "Portal", "scopes": [Scope.ADVICE_READ], "days": 1, **wrong}

    with pytest.raises(ValidationError) as refused:
        AccessToken.issue(told["name"], told["scopes"], now=NOW, days=told["days"])

    assert list(refused.value.message_dict) == [field]
    assert not AccessToken.objects.exists()


def test_scopes_stand_once_and_in_their_order() -> None:
    made = issue(Scope.EXPORTS_WRITE, Scope.CATALOGUE_READ, Scope.EXPORTS_WRITE)

    assert AccessToken.objects.get().scopes == ["catalogue:read", "exports:write"]
    assert made.token.scope_labels == ["Read the catalogue", "Make exports"]


def test_a_token_gives_no_more_than_it_has_and_no_longer(ana: User) -> None:
    parent = issue(Scope.ADVICE_READ, owner=ana, days=10).token

    with pytest.raises(ValidationError, match="catalogue:read"):
        issue(Scope.ADVICE_READ, Scope.CATALOGUE_READ, owner=ana, parent=parent)
    child = issue(Scope.ADVICE_READ, owner=ana, parent=parent, days=90).token

    assert child.expires_at == parent.expires_at


def test_a_token_ends_with_the_one_that_made_it(ana: User) -> None:
    parent = issue(Scope.ADVICE_READ, owner=ana).token
    child = issue(Scope.ADVICE_READ, owner=ana, parent=parent).token
    grandchild = issue(Scope.ADVICE_READ, owner=ana, parent=child)

    parent.revoke()

    with pytest.raises(access.NoSuchToken):
        access.authenticate(bearer(grandchild), now=NOW)
    assert not AccessToken.objects.exists()


def test_an_account_has_only_so_many_tokens(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOKENS", 2)
    for _ in range(2):
        issue(owner=ana)

    with pytest.raises(models.TooManyTokens):
        issue(owner=ana)
    issue()
    assert AccessToken.objects.of(ana).count() == 2


@pytest.mark.parametrize("broken", [{"hash": ""}, {"name": ""}, {"expires_at": NOW}])
def test_the_database_refuses_what_is_no_token(broken: dict[str, Any]) -> None:
    issue()

    with pytest.raises(IntegrityError), transaction.atomic():
        AccessToken.objects.update(**broken)


def test_two_tokens_cannot_have_one_hash() -> None:
    issue()
    other = issue()

    with pytest.raises(IntegrityError), transaction.atomic():
        AccessToken.objects.filter(pk=issue().token.pk).update(hash=other.token.hash)

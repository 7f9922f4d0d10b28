"""Tokens from the command line: printed once, for an account or for nobody's."""

import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from advisor import access, models
from advisor.models import AccessToken, Scope

pytestmark = pytest.mark.django_db


def create(*arguments: str) -> str:
    out = io.StringIO()
    call_command("create_token", *arguments, stdout=out)
    return out.getvalue()


def caller(said: str) -> access.Caller:
    (secret,) = re.findall(r"shown this once: (pa_\S{43})\n", said)
    return access.authenticate(f"Bearer {secret}", now=timezone.now())


def test_it_prints_a_token_once_that_reads_and_asks() -> None:
    said = create("Portal")

    found = caller(said)
    assert found.scopes == {Scope.CATALOGUE_READ, Scope.ADVICE_READ}
    assert found.person is None
    assert "It may: catalogue:read, advice:read." in said
    assert f"holds until {found.token.expires_at:%Y-%m-%d}" in said  # type: ignore[union-attr]


def test_it_belongs_to_an_account_with_the_scopes_that_are_named() -> None:
    ana = User.objects.create(username="ana")

    found = caller(
        create("Portal", "--account", "ana", "--scope", "exports:write", "--days", "366")
    )

    assert found.person == ana
    assert found.scopes == {Scope.EXPORTS_WRITE}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Portal", "--account", "nobody"], "no account nobody"),
        (["Portal", "--scope", "everything"], "invalid choice"),
        (["Portal", "--days", "0"], "from 1 to 366"),
        (["Portal", "--days", "x"], "invalid int"),
        (["x" * 81], "80"),
        ([""], "blank"),
        (["a\0"], "cannot be"),
        (["a\udc80"], "cannot be"),
    ],
)
def test_what_cannot_be_used_makes_no_token(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        create(*arguments)

    assert not AccessToken.objects.exists()


def test_an_account_that_has_enough_gets_no_more(monkeypatch: Any) -> None:
    User.objects.create(username="ana")
    monkeypatch.setattr(models, "MOST_TOKENS", 1)
    create("One", "--account", "ana")

    with pytest.raises(CommandError, match="as many tokens"):
        create("Other", "--account", "ana")

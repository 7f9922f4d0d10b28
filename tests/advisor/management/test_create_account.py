"""Accounts are made by whoever runs the site; no password is ever an argument."""

import getpass
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_hashing(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def create(*arguments: str) -> str:
    out = io.StringIO()
    call_command("create_account", *arguments, stdout=out)
    return out.getvalue()


def typing(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    left = iter(words)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(left))


def test_it_prints_a_password_once_that_signs_in() -> None:
    said = create("ana", "--email", "ana@a.example")

    person = User.objects.get()
    (password,) = re.findall(r"shown this once: (\S{16})\n", said)
    assert person.check_password(password)
    assert (person.username, person.email) == ("ana", "ana@a.example")
    assert not person.is_staff
    assert not person.is_superuser
    assert person.last_login is None
    assert password not in person.password


def test_two_accounts_get_two_passwords() -> None:
    assert create("ana").split()[-1] != create("bo").split()[-1]


def test_it_asks_for_a_password_and_does_not_repeat_it(monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "a phrase of ana alone", "a phrase of ana alone")

    said = create("ana", "--ask")

    assert User.objects.get().check_password("a phrase of ana alone")
    assert "phrase" not in said


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("a phrase of ana alone", "another one"), "differ"),
        (("12345678", "12345678"), "common"),
        (("anastasia", "anastasia"), "similar to the username"),
    ],
)
def test_a_password_that_cannot_be_used_makes_no_account(
    monkeypatch: pytest.MonkeyPatch, typed: tuple[str, str], words: str
) -> None:
    typing(monkeypatch, *typed)

    with pytest.raises(CommandError, match=words):
        create("anastasia", "--ask")

    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["", "a b", "x" * 151, "a\0b", "a/b", "\udc80"])
def test_a_name_that_cannot_be_used_makes_no_account(name: str) -> None:
    with pytest.raises(CommandError, match="username"):
        create(name)

    assert not User.objects.exists()


def test_an_address_that_is_none_makes_no_account() -> None:
    with pytest.raises(CommandError, match="email"):
        create("ana", "--email", "nobody")


@pytest.mark.parametrize("name", ["ana", "ANA"])
def test_a_name_is_given_once(name: str) -> None:
    create("ana")

    with pytest.raises(CommandError, match="exists"):
        create(name)

    assert User.objects.count() == 1


def test_there_is_none_to_make_where_accounts_are_off(settings: Any) -> None:
    settings.ACCOUNTS = False

    with pytest.raises(CommandError, match="ADVISOR_ACCOUNTS=no"):
        create("ana")

"""Make an account: whoever runs the site does, unless anybody may (ADVISOR_REGISTRATION)."""

import getpass
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

MADE_BYTES = 12  # 96 random bits, written as 16 characters


class Command(BaseCommand):
    help = (
        "Make an account and print its first password once; "
        "at the first sign-in the person is asked to choose another."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name to sign in with")
        parser.add_argument("--email", default="", help="for the administrator's own use")
        parser.add_argument(
            "--ask",
            action="store_true",
            help="type the password here instead; it is never an argument, which others could read",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ACCOUNTS:
            raise CommandError("accounts are switched off: ADVISOR_ACCOUNTS=no")
        user = User(username=options["name"], email=options["email"])
        _check(user)
        password = _asked(user) if options["ask"] else secrets.token_urlsafe(MADE_BYTES)
        user.set_password(password)
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError:
            raise CommandError(f"the account {user.username} exists already") from None
        self.stdout.write(f"Account {user.username} is made.")
        if not options["ask"]:
            self.stdout.write(f"First password, shown this once: {password}")


def _check(user: User) -> None:
    """Raise CommandError with everything that is wrong with name and address."""
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        words = [f"{field}: {' '.join(found)}" for field, found in error.message_dict.items()]
        raise CommandError("; ".join(words)) from None
    if User.objects.filter(username__iexact=user.username).exists():
        raise CommandError(f"the account {user.username} exists already")


def _asked(user: User) -> str:
    """Return the password that was typed twice. Raises CommandError for a weak or unequal one."""
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("the two passwords differ; no account was made")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return password

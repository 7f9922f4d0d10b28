"""Make a token for a program: for somebody's account, or for nobody's."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from advisor.models import LONGEST_TOKEN_DAYS, AccessToken, Scope, TooManyTokens

USUAL = (Scope.CATALOGUE_READ, Scope.ADVICE_READ)
DAYS = 90


class Command(BaseCommand):
    help = "Make a token for the API and the MCP endpoint, and print it once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the token is for, such as the name of the program")
        parser.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            help=f"what it may do; may be repeated; without any: {' and '.join(USUAL)}",
        )
        parser.add_argument(
            "--account",
            default="",
            help="whose assessments it reaches; without one it reaches them by their keys alone",
        )
        parser.add_argument(
            "--days",
            type=int,
            default=DAYS,
            help=f"how long it holds, from 1 to {LONGEST_TOKEN_DAYS}; without a word: {DAYS}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = AccessToken.issue(
                options["name"],
                options["scope"] or USUAL,
                now=timezone.now(),
                days=options["days"],
                owner=_account(options["account"]),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except TooManyTokens:
            raise CommandError("this account has as many tokens as it may have") from None
        self.stdout.write(f"Token {made.token.name} holds until {made.token.expires_at:%Y-%m-%d}.")
        self.stdout.write(f"It may: {', '.join(made.token.scopes)}.")
        self.stdout.write(f"The token, shown this once: {made.secret}")


def _account(name: str) -> User | None:
    if not name:
        return None
    found = User.objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"there is no account {name}")
    return found

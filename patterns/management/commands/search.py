"""Search the catalogue, without a server."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from patterns import releases, search
from patterns.catalogue import Catalogue
from patterns.content.entries import Pattern

NOTHING_FOUND, FAILED, WRONG_INPUT = 1, 1, 2
MOST = 20


class Command(BaseCommand):
    help = (
        "Find patterns by name or by problem in plain words, as the site does. Exit status 1 when "
        "nothing is found."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="+", help="a name, or a problem as you would put it")
        parser.add_argument("--category", help="only patterns of this category, by its slug")
        parser.add_argument("--limit", type=int, default=MOST, help=f"how many; default: {MOST}")
        parser.add_argument("--json", action="store_true", help="one object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = _current()
        category, limit = options["category"], options["limit"]
        _check(catalogue, category, limit)
        found = search.find(catalogue, " ".join(options["words"]))
        hits = [hit.pattern for hit in found.hits if category in (None, hit.pattern.category)]
        if options["json"]:
            body = {"items": [_plain(each) for each in hits[:limit]], "total": len(hits)}
            self.stdout.write(json.dumps(body, indent=2, ensure_ascii=False))
        else:
            for each in hits[:limit]:
                self.stdout.write(f"{each.slug:<32}  {each.name}: {each.problem}")
            for row in found.later:
                self.stderr.write(f"{row.name} has no page yet; see {', '.join(row.see)}")
        if len(hits) > limit:
            self.stderr.write(f"{len(hits) - limit} more: say --limit {len(hits)}")
        if not hits:
            raise CommandError("no pattern was found", returncode=NOTHING_FOUND)


def _current() -> Catalogue:
    try:
        return releases.current()
    except releases.NoRelease:
        words = "no catalogue is loaded: run manage.py prepare"
    except DatabaseError:
        words = "the database is not there or not prepared: run manage.py prepare"
    raise CommandError(words, returncode=FAILED)


def _check(catalogue: Catalogue, category: str | None, limit: int) -> None:
    """Raise CommandError with everything that is wrong."""
    known = [each.slug for each in catalogue.content.categories]
    faults = []
    if category is not None and category not in known:
        faults.append(f"--category: expected one of {', '.join(known)}")
    if limit < 1:
        faults.append("--limit: expected 1 or more")
    if faults:
        raise CommandError("\n".join(faults), returncode=WRONG_INPUT)


def _plain(found: Pattern) -> dict[str, object]:
    names = ("slug", "name", "category", "problem", "is_complete")
    return {name: getattr(found, name) for name in names}

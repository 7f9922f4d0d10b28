"""Begin a Pattern: a folder with every file and key, and a question in each blank."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from patterns.content import blanks
from patterns.content.reading import read_folders


class Command(BaseCommand):
    help = "Make the folder of a new pattern; it loads once its blanks are filled."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="a name of a-z, 0-9 and single hyphens")
        parser.add_argument(
            "--folder", type=Path, help="content folder to write to; default: the last one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        slug, root = options["slug"], options["folder"] or settings.CONTENT_DIRS[-1]
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            raise CommandError(f"{slug!r}: expected a name of a-z, 0-9 and single hyphens")
        reading = read_folders(settings.CONTENT_DIRS)
        for pattern in reading.content.patterns:
            if slug in (pattern.slug, *pattern.aliases):
                raise CommandError(f"{slug} is taken by {reading.origins[pattern.slug]}")
        folder = Path(root) / "patterns" / slug
        if folder.exists():
            raise CommandError(f"{folder} is there already")
        categories = [category.slug for category in reading.content.categories]
        forces = [f"{force.id}: {force.name}" for force in reading.content.forces]
        for name, text in blanks.files(slug, categories, forces).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"wrote {path}")
        self.stdout.write(
            f"Fill every {blanks.BLANK} and run make check; it lists what is still missing."
        )

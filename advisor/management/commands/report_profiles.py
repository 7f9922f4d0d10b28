"""Print what an author should look at in the Profiles: twins, dead ends, what rests on little."""

import json
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from advisor import authoring
from advisor.briefing import knowledge
from patterns.catalogue import Catalogue
from patterns.content.agreement import disagreements
from patterns.content.digest import digest
from patterns.content.reading import read_folders


class Command(BaseCommand):
    help = "Report twins, unreachable patterns, idle forces and options, and fragile profiles."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, help="default: ADVISOR_CONTENT")
        parser.add_argument("--json", action="store_true", help="one object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        reading = read_folders(options["folders"] or settings.CONTENT_DIRS)
        if faults := reading.faults + disagreements(reading):
            raise CommandError(f"{len(faults)} faults in the content; check_catalogue lists them.")
        catalogue = Catalogue(reading.content, digest(reading.content))
        found = authoring.examine(
            knowledge(catalogue), authoring.trials_of(catalogue), authoring.sentences_of(catalogue)
        )
        if options["json"]:
            self.stdout.write(json.dumps(authoring.as_plain(found), indent=2, sort_keys=True))
        else:
            for line in authoring.as_lines(found):
                self.stdout.write(line)
        self.stderr.write(f"It took {perf_counter() - started:.1f} seconds.")

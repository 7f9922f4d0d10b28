"""Load folders of content as one Release, or say everything that is wrong with them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from patterns.content.agreement import disagreements
from patterns.content.reading import read_folders
from patterns.loading import is_current, load


class Command(BaseCommand):
    help = "Load content folders as the current Release; nothing changes when anything is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, help="default: ADVISOR_CONTENT")

    def handle(self, *args: Any, **options: Any) -> None:
        reading = read_folders(options["folders"] or settings.CONTENT_DIRS)
        faults = reading.faults
        if faults or not is_current(reading.content):
            # Agreement draws every diagram, so content that is loaded already is not asked again.
            faults += disagreements(reading)
        if faults:
            for fault in faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(faults)} faults; the Release in use stays as it is.")
        release, changed = load(reading.content, now=timezone.now())
        count = len(reading.content.patterns)
        words = "is loaded and current" if changed else "is current already"
        self.stdout.write(f"Release {release.digest[7:15]} with {count} patterns {words}.")

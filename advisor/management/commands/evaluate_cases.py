"""Measure the advice on published architectures: a table, or one JSON object."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from advisor.evaluation.cases import Encoder, items
from advisor.evaluation.measuring import Item
from advisor.evaluation.reading import read_path
from advisor.evaluation.reporting import as_json, as_record, as_table, evaluate
from patterns import releases
from patterns.catalogue import Catalogue
from patterns.releases import NoRelease

WRONG_INPUT = 2


class Command(BaseCommand):
    help = (
        "Measure the advice on published architectures: those of a file, or the Cases of the "
        "current Release. Exit status 2, and nothing measured, when the file holds any fault; "
        "all of them are listed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a JSON list of items")
        parser.add_argument(
            "--encoder",
            choices=[str(encoder) for encoder in Encoder],
            default=str(Encoder.FIRST),
            help="whose answers to take, without a file",
        )
        parser.add_argument("--json", action="store_true", help="one object on standard output")
        parser.add_argument(
            "--record",
            metavar="CHANGE",
            help="print the entry of guide/measures.toml that says what this change brought",
        )
        parser.add_argument("--folds", action="store_true", help="also the five fixed folds")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            catalogue = releases.current()
        except NoRelease as error:
            raise CommandError(f"{error}; run load_catalogue", returncode=WRONG_INPUT) from error
        if options["record"]:
            self.stdout.write(_record(catalogue, options["record"]))
            return
        file: Path | None = options["file"]
        found = (
            items(catalogue, Encoder(options["encoder"]))
            if file is None
            else self._items(file, catalogue)
        )
        report = evaluate(found, catalogue)
        written = as_json if options["json"] else as_table
        self.stdout.write(written(report, with_folds=options["folds"]))

    def _items(self, file: Path, catalogue: Catalogue) -> Sequence[Item]:
        reading = read_path(file, catalogue)
        if reading.faults:
            for fault in reading.faults:
                self.stderr.write(str(fault))
            self.stderr.write(f"{len(reading.faults)} faults; nothing was measured")
            raise SystemExit(WRONG_INPUT)
        return reading.items


def _record(catalogue: Catalogue, change: str) -> str:
    first, second = (evaluate(items(catalogue, encoder), catalogue) for encoder in Encoder)
    if not first.outcomes or not second.outcomes:
        raise CommandError("the Release holds no answered Cases", returncode=WRONG_INPUT)
    return as_record(first, second, change, timezone.now().date())

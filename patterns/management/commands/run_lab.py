"""Run a lab from the command line, with ten times the events of a page."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from patterns.labs import dashboard, export, shelf
from patterns.labs.kernel.lab import LONGEST_CAP, SEED
from patterns.parameters import ParameterError, parse

FORMATS = {"text": dashboard.text, "json": export.as_json, "csv": export.as_csv}


class Command(BaseCommand):
    help = "Run a lab: run_lab circuit-breaker threshold=0.4 'f=' --seed 7 --format json"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the lab, such as circuit-breaker")
        parser.add_argument("values", nargs="*", metavar="key=value", help="in the declared unit")
        parser.add_argument("--seed", default="1", help="0 to 2147483647, default 1")
        parser.add_argument("--format", choices=sorted(FORMATS), default="text")
        parser.add_argument(
            "--cap", type=int, default=LONGEST_CAP, help=f"events, default {LONGEST_CAP:,}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lab = shelf.lab(options["slug"])
            seed = parse(SEED, options["seed"])
        except shelf.NoLab:
            raise CommandError(f"No such lab. There are: {', '.join(shelf.labs())}") from None
        except ParameterError as error:
            raise CommandError(f"--seed: {error}") from None
        if not 1 <= options["cap"] <= LONGEST_CAP:
            raise CommandError(f"--cap: enter a number from 1 to {LONGEST_CAP:,}")
        query = dict(pair.partition("=")[::2] for pair in options["values"])
        unknown = sorted(query.keys() - {parameter.name for parameter in lab.parameters})
        if unknown:
            raise CommandError(f"{lab.slug} has no parameter {', '.join(unknown)}")
        reading = lab.read(query)
        if reading.messages:
            said = (f"{lab.parameter(n).label} ({n}): {m}" for n, m in reading.messages.items())
            raise CommandError("\n".join(said))
        result = lab.run(reading.values, seed=int(seed), cap=options["cap"])
        self.stdout.write(FORMATS[options["format"]](result), ending="")

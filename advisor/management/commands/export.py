"""Make a document of the advice on a file of answers, without a server."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advisor.advice import advise
from advisor.answers import Kept
from advisor.documents.folder import Decision, Folder, RecordForm, Ruling, date_of
from advisor.documents.formats import FORMATS
from advisor.documents.options import day, first_number, record_form
from advisor.management.given import FAILED, WRONG_INPUT, current_release, kept_answers
from patterns import stances
from patterns.catalogue import Catalogue

READERS: dict[str, Callable[[str], Any]] = {
    "date": day,
    "first": first_number,
    "adr": record_form,
}


class Command(BaseCommand):
    help = (
        "Make a document of the advice on the answers of a file, byte for byte as the site does. "
        "Exit status 2, and nothing written, when the file or an option holds any fault; all of "
        "them are listed. Exit status 1 when the file cannot be made or written."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="answers.json or assessment.json as the site exports them; - for standard input",
        )
        parser.add_argument(
            "--format", choices=[*FORMATS], default="bundle", help="what to make; default: bundle"
        )
        parser.add_argument(
            "--output",
            type=Path,
            help="file or folder to write to; - for standard output; default: the format's own "
            "name in this folder",
        )
        parser.add_argument(
            "--adr", default="", help=f"form of the decision records: {', '.join(RecordForm)}"
        )
        parser.add_argument(
            "--date", default="", help="date of the records, such as 2026-11-22; default: the "
            "newest review of the catalogue",
        )  # fmt: skip
        parser.add_argument("--first", default="", help="number of the first record; default: 1")
        parser.add_argument(
            "--force", action="store_true", help="replace a file that is there already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = FORMATS[options["format"]]
        if reason := chosen.missing():
            words = f"this machine cannot make {chosen.name}: {reason}"
            raise CommandError(words, returncode=FAILED)
        catalogue = current_release()
        values, faults = _read(options)
        kept = kept_answers(options["file"], catalogue, faults)
        content = chosen.make(_folder(kept, catalogue, values))
        if str(options["output"]) == "-":
            sys.stdout.buffer.write(content)
            return
        target = options["output"] or Path(chosen.file_name)
        target = target / chosen.file_name if target.is_dir() else target
        _write(target, content, force=options["force"])
        self.stdout.write(f"{target}: {len(content):,} bytes")


def _read(options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the options of the records as values, and in sentences what is wrong with them."""
    values, faults = {}, []
    for name, reader in READERS.items():
        try:
            values[name] = reader(options[name])
        except ValueError as error:
            faults.append(f"--{error}")
    return values, faults


def _folder(kept: Kept, catalogue: Catalogue, values: dict[str, Any]) -> Folder:
    on = values["date"] or date_of(catalogue)
    return Folder(
        advice=advise(kept.sheet.answers, catalogue, thorough=True),
        sheet=kept.sheet,
        catalogue=catalogue,
        on=on,
        first=values["first"],
        form=values["adr"],
        house=stances.current(),
        decisions={
            each.pattern: Decision(
                Ruling(each.status), each.decided_on or on, each.note, each.decider, each.verdict
            )
            for each in kept.decisions
        },
        numbers=dict(kept.records),
    )


def _write(target: Path, content: bytes, *, force: bool) -> None:
    """Write the file; one that is there is replaced by force alone. Raises CommandError."""
    try:
        with target.open("wb" if force else "xb") as file:
            file.write(content)
    except FileExistsError:
        words = f"{target} is there already; --force replaces it"
        raise CommandError(words, returncode=WRONG_INPUT) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path that a file can have"
        raise CommandError(f"{target!s:.200}: {reason}", returncode=FAILED) from error

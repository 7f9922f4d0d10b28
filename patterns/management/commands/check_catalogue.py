"""Check folders of content without a database: counts, and every fault."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from patterns.catalogue import Catalogue
from patterns.content.agreement import disagreements
from patterns.content.digest import digest
from patterns.content.reading import Reading, read_folders


class Command(BaseCommand):
    help = "Print what content folders hold and every fault in them. Exit status 1 with any fault."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, help="default: ADVISOR_CONTENT")
        parser.add_argument("--json", action="store_true", help="one object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        reading = read_folders(options["folders"] or settings.CONTENT_DIRS)
        faults = reading.faults + disagreements(reading)
        counts = _counts(reading)
        if options["json"]:
            rows = [
                {"file": f.file, "key": f.key, "expected": f.expected, "found": f.found}
                for f in faults
            ]
            self.stdout.write(json.dumps({**counts, "faults": rows}, indent=2))
        else:
            for fault in faults:
                self.stdout.write(str(fault))
            for name, count in counts.items():
                self.stdout.write(f"{name}: {count}")
            self.stdout.write(f"faults: {len(faults)}")
        if faults:
            raise SystemExit(1)


def _counts(reading: Reading) -> dict[str, Any]:
    content = reading.content
    catalogue = Catalogue(content, digest(content))
    listed = [t for pattern in content.patterns for t in catalogue.templates(pattern.slug)]
    edges = [edge.type for pattern in content.patterns for edge in pattern.relations]
    return {
        "release": catalogue.digest,
        "patterns": len(content.patterns),
        "complete": len(catalogue.complete),
        "in_preparation": len(content.patterns) - len(catalogue.complete),
        "diagrams": sum(len(pattern.diagrams) for pattern in content.patterns),
        "questions": sum(len(section.question) for section in content.sections),
        "forces": len(content.forces),
        "cases": len(content.cases),
        "labs": len(content.labs),
        "challenges": sum(len(lab.challenges) for lab in content.labs),
        "relations": dict(sorted(Counter(edges).items())),
        "code_templates": dict(sorted(Counter(str(t.language) for t in listed).items())),
    }

"""Examples for Backstage: the entity file of its catalog, and the settings of TechDocs."""

from collections.abc import Sequence
from typing import Final

from django.template.loader import render_to_string

from advisor.documents.choices import Part
from advisor.documents.decisions import Record
from advisor.documents.folder import Folder
from advisor.documents.plaintext import slug
from advisor.documents.structurizr import UNNAMED

LONGEST: Final = 50  # characters of an entity's name; Backstage takes 63
DOCS: Final = (Part.ARCHITECTURE, Part.CHAPTERS, Part.DECISIONS)  # what a site is built from
PAGES: Final = (
    ("architecture/index.md", "Overview"),
    ("architecture/roadmap.md", "Roadmap"),
    ("architecture/avoid.md", "Avoid list"),
    ("architecture/decision-matrix.md", "Decision matrix"),
    ("architecture/assumptions.md", "What was assumed"),
    ("architecture/checklist.md", "Implementation checklist"),
    ("architecture/report.md", "Report"),
)


def entities(folder: Folder) -> str:
    """Return catalog-info.yaml: the system, and a component for each service that was named."""
    heading, _ = folder.headline
    title = folder.sheet.title or UNNAMED
    system, *names = _names([title, *folder.sheet.names])
    context = {
        "system": system,
        "title": title,
        "heading": f"{heading}.",
        "components": list(zip(names, folder.sheet.names, strict=True)),
        "has_records": folder.choices.has(Part.DECISIONS),
        "has_docs": folder.choices.has(*DOCS),
    }
    return render_to_string("documents/catalog-info.yaml", context).strip("\n") + "\n"


def site(
    folder: Folder, made: Sequence[Record], chapters: Sequence[tuple[str, str]], index: str
) -> str:
    """Return mkdocs.yml. chapters: (file name, title); index: path of the records' index."""
    parts = {
        Part.ARCHITECTURE: ("Architecture", PAGES),
        Part.CHAPTERS: (
            "Chapters",
            [(f"architecture/arc42/{name}", title) for name, title in chapters],
        ),
        Part.DECISIONS: (
            "Decisions",
            [
                (index, "All records"),
                *((f"decisions/{record.name}", record.title) for record in made),
            ],
        ),
    }
    context = {
        "title": folder.sheet.title or UNNAMED,
        "parts": [parts[part] for part in DOCS if folder.choices.has(part)],
    }
    return render_to_string("documents/mkdocs.yml", context).strip("\n") + "\n"


def _names(titles: Sequence[str]) -> list[str]:
    """Return names that no two entities share, of a-z, 0-9 and hyphens."""
    found: list[str] = []
    for title in titles:
        name = plain = slug(title, LONGEST)
        number = 1
        while name in found:
            number += 1
            name = f"{plain}-{number}"
        found.append(name)
    return found

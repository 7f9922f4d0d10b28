"""The parts of a bundle, each as files. What is left out is not made, and nothing points to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.template.loader import render_to_string

from advisor import diagrams
from advisor.documents import (
    arc42,
    backstage,
    essentials,
    listings,
    matrix,
    phases,
    pictures,
    structurizr,
)
from advisor.documents.chapters import document_of
from advisor.documents.choices import Part, PictureFiles
from advisor.documents.decisions import Record, records
from advisor.documents.folder import Folder, RecordForm
from advisor.documents.plaintext import tidy
from patterns.documents.document import Document
from patterns.documents.markdown import markdown
from patterns.documents.page import page

ENTRY: Final = "README-ARCHITECTURE.md"
ARCHITECTURE: Final = "docs/architecture"
CHAPTERS: Final = f"{ARCHITECTURE}/arc42"
DIAGRAMS: Final = f"{ARCHITECTURE}/diagrams"
DECISIONS: Final = "docs/decisions"
REPORT: Final = "report"
PAGES: Final = {  # file -> template
    "index.md": "documents/overview.md",
    "roadmap.md": "documents/roadmap.md",
    "avoid.md": "documents/avoid.md",
    "assumptions.md": "documents/assumptions.md",
    "decision-matrix.md": "documents/decision-matrix.md",
    "checklist.md": "documents/checklist.md",
}
# The importers of these read each file of the folder, and take an index for a record.
INDEX_APART: Final = (RecordForm.NYGARD, RecordForm.LOG4BRAINS)
FORM_NAMES: Final = {
    RecordForm.MADR: "in the form of MADR 4.0.0",
    RecordForm.MADR_MINIMAL: "in the short form of MADR 4.0.0",
    RecordForm.NYGARD: "as adr-tools writes them, after Michael Nygard",
    RecordForm.LOG4BRAINS: "as log4brains reads them",
}
PICTURED: Final = {
    PictureFiles.BOTH: "as Mermaid text and SVG",
    PictureFiles.MMD: "as Mermaid text",
    PictureFiles.SVG: "as SVG",
}
Files = Mapping[str, bytes]  # path -> what stands in the file


@dataclass(frozen=True)
class Content:
    """What several parts say, worked out once."""

    folder: Folder

    @cached_property
    def records(self) -> tuple[Record, ...]:
        return records(self.folder)

    @cached_property
    def document(self) -> Document:
        return document_of(self.folder)

    @cached_property
    def picture_files(self) -> Files:
        """The files of the diagrams, by name."""
        return pictures.files(self._drawn, self.folder.choices)

    @cached_property
    def code(self) -> Files:
        folder = self.folder
        return listings.files(folder) if folder.choices.has(Part.CODE) else {}

    @cached_property
    def told(self) -> dict[str, Any]:
        """The context of the templates. has: by name of a part, whether it is there."""
        folder, made = self.folder, self.records
        apart = folder.form in INDEX_APART
        return {
            **essentials.facts(folder, made),
            **arc42.facts(folder, pictures.shown(self._drawn, self.picture_files)),
            **phases.facts(folder, made),
            **matrix.facts(folder),
            "has": {part.value: folder.choices.has(part) for part in Part},
            "pictured": PICTURED[folder.choices.pictures] if self.picture_files else "",
            "has_code": bool(self.code),
            "has_site": folder.choices.has(*backstage.DOCS),
            "arc42": arc42.titles(),
            "numbered": self._numbered(),
            "form": FORM_NAMES[folder.form],
            "is_dated": folder.form is RecordForm.LOG4BRAINS,
            "index": "decisions.md" if apart else "../decisions/index.md",
            "index_path": self.index,
            "to_records": "../decisions/" if apart else "",
        }

    @property
    def index(self) -> str:
        """The path of the list of records."""
        apart = self.folder.form in INDEX_APART
        return f"{ARCHITECTURE}/decisions.md" if apart else f"{DECISIONS}/index.md"

    def text(self, template: str) -> bytes:
        return tidy(render_to_string(template, self.told)).encode()

    @cached_property
    def _drawn(self) -> tuple[pictures.Picture, ...]:
        return pictures.pictures(self.folder)

    def _numbered(self) -> list[str]:
        """Return the Patterns that the quadrant shows as numbers; none where it has their names."""
        shown = diagrams.on_quadrant(self.folder.advice)
        named = len(shown) <= diagrams.MOST_NAMED
        return [] if named else [self.folder.words.pattern(judged.slug) for judged in shown]


def _architecture(content: Content) -> Files:
    found = {f"{ARCHITECTURE}/{name}": content.text(text) for name, text in PAGES.items()}
    found[f"{ARCHITECTURE}/{REPORT}.md"] = markdown(content.document).encode()
    found[f"{ARCHITECTURE}/decision-matrix.csv"] = matrix.as_csv(content.folder)
    return found


def _chapters(content: Content) -> Files:
    made = arc42.chapters(content.told)
    return {f"{CHAPTERS}/{name}": text.encode() for name, text in made.items()}


def _decisions(content: Content) -> Files:
    found = {f"{DECISIONS}/{record.name}": record.text.encode() for record in content.records}
    return found | {content.index: content.text("documents/index.md")}


def _diagrams(content: Content) -> Files:
    return {f"{DIAGRAMS}/{name}": body for name, body in content.picture_files.items()}


def _code(content: Content) -> Files:
    return content.code


def _workspace(content: Content) -> Files:
    has_records = bool(content.records) and content.folder.choices.has(Part.DECISIONS)
    text = structurizr.workspace(content.folder, has_records=has_records)
    return {"workspace.dsl": text.encode()}


def _backstage(content: Content) -> Files:
    folder = content.folder
    found = {"catalog-info.yaml.example": backstage.entities(folder).encode()}
    if folder.choices.has(*backstage.DOCS):
        index = content.index.removeprefix("docs/")
        site = backstage.site(folder, content.records, arc42.titles(), index)
        found["mkdocs.yml.example"] = site.encode()
    return found


def _report(content: Content) -> Files:
    return {f"{REPORT}.html": page(content.document).encode()}


MAKERS: Final[Mapping[Part, Callable[[Content], Files]]] = {
    Part.ARCHITECTURE: _architecture,
    Part.CHAPTERS: _chapters,
    Part.DECISIONS: _decisions,
    Part.DIAGRAMS: _diagrams,
    Part.CODE: _code,
    Part.WORKSPACE: _workspace,
    Part.BACKSTAGE: _backstage,
    Part.REPORT: _report,
}

"""The architecture folder as one zip: chapters, records, diagrams, code, checklist, answers.

Equal input gives equal bytes on every machine: fixed order, times, permissions and no compression.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.template.loader import render_to_string

from advisor import answers as answer_texts
from advisor import diagrams
from advisor.documents import arc42, backstage, listings, matrix, phases, pictures, structurizr
from advisor.documents.chapters import document_of
from advisor.documents.decisions import Record, records
from advisor.documents.essentials import facts
from advisor.documents.folder import Folder, RecordForm
from advisor.documents.kept import assessment
from advisor.documents.plaintext import tidy
from patterns.documents.markdown import markdown
from patterns.documents.page import page

_UNIX: Final = 3
_MODE: Final = 0o644 << 16
ARCHITECTURE: Final = "docs/architecture"
DECISIONS: Final = "docs/decisions"
REPORT: Final = "report"
PAGES: Final = (
    ("README-ARCHITECTURE.md", "documents/entry.md"),
    (f"{ARCHITECTURE}/index.md", "documents/overview.md"),
    (f"{ARCHITECTURE}/roadmap.md", "documents/roadmap.md"),
    (f"{ARCHITECTURE}/avoid.md", "documents/avoid.md"),
    (f"{ARCHITECTURE}/assumptions.md", "documents/assumptions.md"),
    (f"{ARCHITECTURE}/decision-matrix.md", "documents/decision-matrix.md"),
    (f"{ARCHITECTURE}/checklist.md", "documents/checklist.md"),
)
# The importers of these read each file of the folder, and take an index for a record.
INDEX_APART: Final = (RecordForm.NYGARD, RecordForm.LOG4BRAINS)
FORM_NAMES: Final = {
    RecordForm.MADR: "in the form of MADR 4.0.0",
    RecordForm.MADR_MINIMAL: "in the short form of MADR 4.0.0",
    RecordForm.NYGARD: "as adr-tools writes them, after Michael Nygard",
    RecordForm.LOG4BRAINS: "as log4brains reads them",
}


def bundle(folder: Folder) -> bytes:
    """Return the zip; its files lie in a repository's own folders and overwrite nothing."""
    contents = contents_of(folder)
    packed = io.BytesIO()
    # Stored, not deflated: compressed bytes differ between builds of zlib.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path, body in sorted(contents.items()):
            entry = zipfile.ZipInfo(path, _time(folder.on))
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            archive.writestr(entry, body)
    return packed.getvalue()


def contents_of(folder: Folder) -> dict[str, bytes]:
    """Return path -> bytes of every file of the bundle, the manifest included."""
    made = records(folder)
    shown = pictures.pictures(folder)
    drawn = pictures.files(shown)
    # No page may show a picture that could not be drawn.
    told = _told(folder, made, tuple(one for one in shown if f"{one.name}.svg" in drawn))
    found: dict[str, bytes] = {}
    for name, body in drawn.items():
        found[f"{ARCHITECTURE}/diagrams/{name}"] = body
    for path, template in PAGES:
        found[path] = tidy(render_to_string(template, told)).encode()
    for name, text in arc42.chapters(told).items():
        found[f"{ARCHITECTURE}/arc42/{name}"] = text.encode()
    document = document_of(folder)
    found[f"{ARCHITECTURE}/{REPORT}.md"] = markdown(document).encode()
    found[f"{REPORT}.html"] = page(document).encode()
    found[f"{ARCHITECTURE}/decision-matrix.csv"] = matrix.as_csv(folder)
    for record in made:
        found[f"{DECISIONS}/{record.name}"] = record.text.encode()
    found[_index(folder)] = tidy(render_to_string("documents/index.md", told)).encode()
    found["workspace.dsl"] = structurizr.workspace(folder, has_records=bool(made)).encode()
    found["catalog-info.yaml.example"] = backstage.entities(folder).encode()
    index = _index(folder).removeprefix("docs/")
    found["mkdocs.yml.example"] = backstage.site(folder, made, told["arc42"], index).encode()
    found |= listings.files(folder)
    found |= _kept(folder)
    found[".patternadvisor/manifest.json"] = _manifest(folder, made, found)
    return found


def _told(
    folder: Folder, made: tuple[Record, ...], shown: tuple[pictures.Picture, ...]
) -> dict[str, Any]:
    apart = folder.form in INDEX_APART
    return {
        **facts(folder, made),
        **arc42.facts(folder, shown),
        **phases.facts(folder, made),
        **matrix.facts(folder),
        "arc42": arc42.titles(),
        "numbered": _numbered(folder),
        "form": FORM_NAMES[folder.form],
        "is_dated": folder.form is RecordForm.LOG4BRAINS,
        "index": "decisions.md" if apart else "../decisions/index.md",
        "index_path": _index(folder),
        "to_records": "../decisions/" if apart else "",
    }


def _numbered(folder: Folder) -> list[str]:
    """Return the Patterns that the quadrant shows as numbers; none where it has their names."""
    shown = diagrams.on_quadrant(folder.advice)
    named = len(shown) <= diagrams.MOST_NAMED
    return [] if named else [folder.words.pattern(judged.slug) for judged in shown]


def _index(folder: Folder) -> str:
    apart = folder.form in INDEX_APART
    return f"{ARCHITECTURE}/decisions.md" if apart else f"{DECISIONS}/index.md"


def _kept(folder: Folder) -> dict[str, bytes]:
    """Return the files that can be loaded again, and the Advice as it was computed."""
    document = answer_texts.document(folder.sheet, folder.advice.release)
    found = {
        ".patternadvisor/answers.json": _json(document),
        ".patternadvisor/advice.json": folder.advice_as_kept + b"\n",
    }
    if folder.saved:
        found[".patternadvisor/assessment.json"] = assessment(folder)
    return found


def _manifest(folder: Folder, made: Sequence[Record], found: Mapping[str, bytes]) -> bytes:
    return _json(
        {
            "schema": "pattern-advisor/manifest/1",
            "release": folder.advice.release,
            "engine": folder.advice.engine,
            "date": folder.on.isoformat(),
            "form": folder.form,
            "records": [
                {
                    "number": r.number,
                    "pattern": r.pattern,
                    "file": r.name,
                    "status": r.status,
                    "date": r.on.isoformat(),
                }
                for r in made
            ],
            "files": [
                {"path": path, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
                for path, body in sorted(found.items())
            ],
        }
    )


def _json(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2)
    return (text + "\n").encode()


def _time(on: date) -> tuple[int, int, int, int, int, int]:
    return (max(1980, on.year), on.month, on.day, 0, 0, 0)

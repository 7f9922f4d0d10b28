"""The architecture folder as one zip: records, diagrams, code, checklist, answers.

Equal input gives equal bytes on every machine: fixed order, times, permissions and no compression.
"""

import hashlib
import io
import json
import zipfile
from datetime import date
from typing import Final

from django.template.loader import render_to_string

from advisor import answers as answer_texts
from advisor.documents.decisions import Record, records
from advisor.documents.folder import Folder
from advisor.documents.kept import assessment
from advisor.documents.markdown import tidy
from advisor.documents.report import facts, report
from advisor.parameters import proposals
from patterns.code.bundling import Request, files
from patterns.code.templates import Language, Template
from patterns.diagram_cache import draw
from patterns.diagrams.labels import fill
from patterns.diagrams.rendering import Theme
from patterns.diagrams.scripts import Diagram
from patterns.parameters import display

_UNIX: Final = 3
_MODE: Final = 0o644 << 16
XML_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


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
    told = facts(folder, made)
    found: dict[str, bytes] = {}
    pictures = _pictures(folder)
    found |= {f"docs/architecture/diagrams/{name}": body for name, body in pictures.items()}
    for path, template in (
        ("README-ARCHITECTURE.md", "documents/entry.md"),
        ("docs/architecture/checklist.md", "documents/checklist.md"),
        ("docs/decisions/index.md", "documents/index.md"),
    ):
        found[path] = tidy(render_to_string(template, told)).encode()
    found["docs/architecture/report.md"] = report(folder, told).encode()
    for record in made:
        found[f"docs/decisions/{record.name}"] = record.text.encode()
    found |= _code(folder)
    document = answer_texts.document(folder.sheet, folder.advice.release)
    found[".patternadvisor/answers.json"] = _json(document)
    found[".patternadvisor/advice.json"] = folder.advice_as_kept + b"\n"
    if folder.saved:
        found[".patternadvisor/assessment.json"] = assessment(folder)
    found[".patternadvisor/manifest.json"] = _manifest(folder, made, found)
    return found


def _pictures(folder: Folder) -> dict[str, bytes]:
    """Return the Advice's pictures first, then those of the Patterns to build, numbered."""
    found: list[tuple[str, Diagram]] = list(folder.pictures)
    for slug in folder.followed:
        pattern = folder.pattern(slug)
        values = {word: name.default for word, name in pattern.names.items()}
        for parameter in folder.catalogue.parameters(pattern.slug):
            values.setdefault(parameter.name, display(parameter, parameter.default))
        for entry in pattern.diagrams:
            name = f"{pattern.slug}-{entry.file.removesuffix('.mmd')}"
            title = f"{pattern.name}: {entry.title}"
            found.append((name, Diagram(fill(entry.script, values), title, entry.caption)))
    written: dict[str, bytes] = {}
    for number, (name, diagram) in enumerate(found, start=1):
        written[f"{number:02d}-{name}.mmd"] = (diagram.script.rstrip("\n") + "\n").encode()
        drawn = draw(diagram, Theme.PAPER)
        if not drawn.problem:
            written[f"{number:02d}-{name}.svg"] = (XML_HEADER + drawn.svg + "\n").encode()
    return written


def _code(folder: Folder) -> dict[str, bytes]:
    """Return the first executed template in Python of each Pattern to build, with its test."""
    found: dict[str, bytes] = {}
    for slug in folder.followed:
        template = _chosen(folder, slug)
        if template is None:
            continue
        proposed = proposals(folder.catalogue, slug, folder.advice.answers)
        request = Request(
            template=template,
            pattern=slug,
            name=folder.words.pattern(slug),
            values={each.parameter.name: each.value for each in proposed},
        )
        texts = folder.catalogue.texts(template)
        for path, text in files(request, texts, folder.catalogue.execution(template)).items():
            found[f"code/{slug}/{template.language}/{path}"] = text.encode()
    return found


def _chosen(folder: Folder, slug: str) -> Template | None:
    listed = folder.catalogue.templates(slug)
    return next((each for each in listed if each.language is Language.PYTHON), None)


def _manifest(folder: Folder, made: tuple[Record, ...], found: dict[str, bytes]) -> bytes:
    return _json(
        {
            "schema": "pattern-advisor/manifest/1",
            "release": folder.advice.release,
            "engine": folder.advice.engine,
            "date": folder.on.isoformat(),
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

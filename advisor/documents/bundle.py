"""The architecture folder as one zip: chapters, records, diagrams, code, checklist, answers.

Equal input gives equal bytes on every machine: fixed order, times, permissions and no compression.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from advisor import answers as answer_texts
from advisor.documents.choices import Part, languages
from advisor.documents.folder import Folder
from advisor.documents.kept import assessment
from advisor.documents.parts import ENTRY, MAKERS, Content, Files
from advisor.documents.schemas import schemas

_UNIX: Final = 3
_MODE: Final = 0o644 << 16
_HEADERS: Final = 30 + 46  # bytes that a zip adds to a file, but for its name
_END: Final = 22  # and to all of them
MANIFEST: Final = ".patternadvisor/manifest.json"
MOST_FILES: Final = 1_000
MOST_BYTES: Final = 20_000_000  # of the zip, as many as one that comes back may have


class TooLarge(Exception):
    """The folder has more files or bytes than a bundle may have; the message says what to do."""


def bundle(folder: Folder) -> bytes:
    """Return the zip; its files lie in a repository's own folders and overwrite nothing.

    Raises TooLarge.
    """
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
    """Return path -> bytes of every file of the bundle, the manifest included. Raises TooLarge."""
    content = Content(folder)
    parts = {part: MAKERS[part](content) for part in Part if folder.choices.has(part)}
    found = {ENTRY: content.text("documents/entry.md"), **_kept(folder)}
    for files in parts.values():
        found |= files
    found[MANIFEST] = _manifest(content, found)
    _check(found, parts)
    return found


def _check(found: Files, parts: Mapping[Part, Files]) -> None:
    """Raise TooLarge with the parts to leave out, the largest first, until the rest is packed."""
    for most, unit, size, more in (
        (MOST_FILES, "files", len, 0),
        (MOST_BYTES, "bytes", _weight, _END),
    ):
        whole = size(found) + more
        if whole <= most:
            continue
        left, out = whole, []
        for part in sorted(parts, key=lambda part: -size(parts[part])):
            if left <= most:
                break
            left -= size(parts[part])
            out.append(f"{part} ({size(parts[part]):,} {unit})")
        raise TooLarge(
            f"It would hold {whole:,} {unit}, and at most {most:,} are packed. "
            f"Leave out {' and '.join(out)}."
        )


def _weight(files: Files) -> int:
    """Return how many bytes files take in the zip, with what it says of each of them twice."""
    return sum(len(body) + 2 * len(path) + _HEADERS for path, body in files.items())


def _kept(folder: Folder) -> dict[str, bytes]:
    """Return the files that can be loaded again, and the Advice as it was computed."""
    document = answer_texts.document(folder.sheet, folder.advice.release)
    found = {
        ".patternadvisor/answers.json": _json(document),
        ".patternadvisor/advice.json": folder.advice_as_kept + b"\n",
    }
    if folder.saved:
        found[".patternadvisor/assessment.json"] = assessment(folder)
    for name, text in schemas().items():
        # A Revision keeps the Advice of its own engine, which may have had another form.
        if name != "advice" or not folder.saved or folder.saved.engine == folder.advice.engine:
            found[f".patternadvisor/schemas/{name}.json"] = text
    return found


def _manifest(content: Content, found: Files) -> bytes:
    folder, choices = content.folder, content.folder.choices
    spoken = languages(folder.catalogue)
    return _json(
        {
            "schema": "pattern-advisor/manifest/1",
            "release": folder.advice.release,
            "engine": folder.advice.engine,
            "date": folder.on.isoformat(),
            "form": folder.form,
            "include": [part for part in Part if choices.has(part)],
            "languages": [language for language in spoken if choices.speaks(language)],
            "diagrams": choices.pictures,
            "theme": choices.colors,
            "records": _records(content) if choices.has(Part.DECISIONS) else [],
            "files": [
                {"path": path, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
                for path, body in sorted(found.items())
            ],
        }
    )


def _records(content: Content) -> list[dict[str, Any]]:
    return [
        {
            "number": record.number,
            "pattern": record.pattern,
            "file": record.name,
            "status": record.status,
            "date": record.on.isoformat(),
        }
        for record in content.records
    ]


def _json(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2)
    return (text + "\n").encode()


def _time(on: date) -> tuple[int, int, int, int, int, int]:
    return (max(1980, on.year), on.month, on.day, 0, 0, 0)

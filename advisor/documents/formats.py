"""The table of formats: name, media type, file name, maker. Adding one is one line here."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from advisor import answers as answer_texts
from advisor.documents.bundle import bundle
from advisor.documents.folder import Folder
from advisor.documents.report import report
from advisor.engine import canonical


@dataclass(frozen=True, slots=True)
class Format:
    """One way to take an Advice home."""

    name: str
    media_type: str
    file_name: str
    make: Callable[[Folder], bytes]


def _markdown(folder: Folder) -> bytes:
    return report(folder).encode()


def _answers(folder: Folder) -> bytes:
    document = answer_texts.document(folder.sheet, folder.advice.release)
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, indent=2)
    return (text + "\n").encode()


def _advice(folder: Folder) -> bytes:
    return canonical.as_json(folder.advice) + b"\n"


FORMATS = {
    each.name: each
    for each in (
        Format("bundle", "application/zip", "architecture.zip", bundle),
        Format("markdown", "text/markdown; charset=utf-8", "architecture.md", _markdown),
        Format("answers", "application/json", "answers.json", _answers),
        Format("advice", "application/json", "advice.json", _advice),
    )
}

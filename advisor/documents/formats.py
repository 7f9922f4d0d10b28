"""The table of formats: name, media type, file name, maker. Adding one is one line here."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from advisor import answers as answer_texts
from advisor.documents.bundle import bundle
from advisor.documents.chapters import document_of
from advisor.documents.folder import Folder
from advisor.documents.kept import assessment
from advisor.documents.matrix import as_csv
from advisor.documents.report import report
from patterns.documents.page import page
from patterns.documents.pdf import missing, pdf, pdf_or_task
from patterns.documents.word import word
from patterns.tasks import Task

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

REPORT = "architecture"  # the name of its file


@dataclass(frozen=True, slots=True)
class Format:
    """One way to take an Advice home. numbered: it names decision records by number.

    missing: says in words what this machine lacks to make it, "" for nothing. begin: of a format
    that may take longer than a second: makes it, or returns the Task that does.
    """

    name: str
    media_type: str
    file_name: str
    make: Callable[[Folder], bytes]
    numbered: bool = False
    missing: Callable[[], str] = str
    begin: Callable[[Folder, str], bytes | Task] | None = None


def _markdown(folder: Folder) -> bytes:
    return report(folder).encode()


def _html(folder: Folder) -> bytes:
    return page(document_of(folder)).encode()


def _pdf(folder: Folder) -> bytes:
    return pdf(document_of(folder))


def _pdf_or_task(folder: Folder, owner: str) -> bytes | Task:
    return pdf_or_task(document_of(folder), "pdf", owner)


def _docx(folder: Folder) -> bytes:
    return word(document_of(folder))


def _answers(folder: Folder) -> bytes:
    document = answer_texts.document(folder.sheet, folder.advice.release)
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, indent=2)
    return (text + "\n").encode()


def _advice(folder: Folder) -> bytes:
    return folder.advice_as_kept + b"\n"


FORMATS = {
    each.name: each
    for each in (
        Format("bundle", "application/zip", "architecture.zip", bundle, numbered=True),
        Format("markdown", "text/markdown; charset=utf-8", "architecture.md", _markdown, True),
        Format("html", "text/html; charset=utf-8", f"{REPORT}.html", _html, numbered=True),
        Format("pdf", "application/pdf", f"{REPORT}.pdf", _pdf, True, missing, _pdf_or_task),
        Format("docx", DOCX, "architecture.docx", _docx, numbered=True),
        Format("answers", "application/json", "answers.json", _answers),
        Format("advice", "application/json", "advice.json", _advice),
        Format("csv", "text/csv; charset=utf-8", "decision-matrix.csv", as_csv),
        Format("assessment", "application/json", "assessment.json", assessment, numbered=True),
    )
}

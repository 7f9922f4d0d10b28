"""The file that opens as an Assessment: Answers, Decisions and the numbers of the records."""

import json

from advisor import answers as answer_texts
from advisor.documents.folder import Folder
from advisor.documents.standing import numbers


def assessment(folder: Folder) -> bytes:
    """Return canonical JSON. Of Answers that nobody saved: without a revision and Decisions."""
    decisions = [
        answer_texts.KeptDecision(slug, word.ruling, word.note, word.on, word.by, word.verdict)
        for slug, word in sorted(folder.decisions.items())
    ]
    document = answer_texts.kept_document(
        folder.sheet,
        decisions,
        title=folder.sheet.title,
        release=folder.advice.release,
        engine=folder.saved.engine if folder.saved else folder.advice.engine,
        revision=folder.saved.revision if folder.saved else 0,
        records=numbers(folder),
    )
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, indent=2)
    return (text + "\n").encode()

"""Start from what exists: files are read, and what they speak for is shown to be confirmed."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from advisor.briefing import knowledge
from advisor.prefill import MOST_BYTES, MOST_FILES, File, Inference, Prefill, Reason, infer
from advisor.wizard.check import MOST_NAMES
from patterns import releases
from patterns.catalogue import Catalogue

SHOWN_AGAIN = 20_000  # characters of a text that could not be used
MOST_SHOWN_NAMES = 40
MOST_REASONS = 4
PASTED = "pasted text"


@require_http_methods(["GET", "HEAD", "POST"])
def from_files(request: HttpRequest) -> HttpResponse:
    """Ask for files; of a POST show what they speak for. Nothing of them is kept."""
    if request.method != "POST":
        return _form(request)
    uploads = [each for each in request.FILES.getlist("files") if each]
    typed = request.POST.get("text", "")
    # A lone half of a pair, which a form may hold, has no UTF-8 of its own.
    text = typed.encode(errors="replace")
    if len(text) + sum(each.size or 0 for each in uploads) > MOST_BYTES:
        words = f"All files together may have {MOST_BYTES // 1024:,} KiB. Hand in a part of them."
        return _form(request, words, typed=typed, status=413)
    if len(uploads) > MOST_FILES:
        words = f"At most {MOST_FILES} files can be read together."
        return _form(request, words, typed=typed, status=422)
    files = [*_read(uploads), *([File(PASTED, text)] if text.strip() else [])]
    if not files:
        return _form(request, "Choose a file or paste its text.", status=422)
    catalogue = releases.current()
    found = infer(files, knowledge(catalogue))
    if found.is_empty:
        words = "Nothing could be inferred from what you handed in."
        words += " Files must be chosen again." if uploads else ""
        return _form(request, words, found, typed, 422)
    return _confirmation(request, found, catalogue)


from_files.limit = "from-files"  # type: ignore[attr-defined]


def _read(uploads: "list[UploadedFile[Any]]") -> list[File]:
    return [File(each.name or "a file", each.read(MOST_BYTES + 1)) for each in uploads]


def _form(
    request: HttpRequest,
    problem: str = "",
    found: Prefill | None = None,
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    response = TemplateResponse(
        request,
        "wizard/from_files.html",
        {
            "problem": problem,
            "found": found,
            "typed": typed[:SHOWN_AGAIN],
            "is_cut": len(typed) > SHOWN_AGAIN,
            "shown_again": SHOWN_AGAIN,
            "most_kib": MOST_BYTES // 1024,
            "most_files": MOST_FILES,
        },
        status=status,
    )
    if status != 200:
        add_never_cache_headers(response)
    return response


def _confirmation(request: HttpRequest, found: Prefill, catalogue: Catalogue) -> HttpResponse:
    response = TemplateResponse(
        request,
        "wizard/inferred.html",
        {
            "found": found,
            "count": len(found.inferences),
            "seen": sum(each.is_seen for each in found.inferences),
            "sections": _sections(found, catalogue),
            "names": [
                {"text": name.text, "reason": name.reason, "checked": place < MOST_NAMES}
                for place, name in enumerate(found.names[:MOST_SHOWN_NAMES])
            ],
            "more_names": max(0, len(found.names) - MOST_SHOWN_NAMES),
            "most_names": MOST_NAMES,
        },
    )
    # What stands in the files of a company must not stay in the cache of a browser.
    add_never_cache_headers(response)
    return response


def _sections(found: Prefill, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the Questions that were inferred, by section, in the order of the questionnaire."""
    rows = []
    for section in catalogue.content.sections:
        questions = []
        for entry in section.question:
            inferred = found.of_question(entry.id)
            if not inferred:
                continue
            labels = {option.id: option.label for option in entry.option}
            # Of a single Question's options one is chosen; one alone can also be left out.
            is_radio = entry.kind == "single" and len(inferred) > 1
            sure = [each for each in inferred if each.is_seen]
            questions.append(
                {
                    "id": entry.id,
                    "text": entry.text,
                    "is_radio": is_radio,
                    "options": [
                        _option(each, labels[each.option], not is_radio or len(sure) == 1)
                        for each in inferred
                    ],
                    "is_open": is_radio and len(sure) != 1,
                }
            )
        if questions:
            rows.append({"id": section.id, "title": section.title, "questions": questions})
    return rows


def _option(inferred: Inference, label: str, may_check: bool) -> dict[str, Any]:
    reasons = _together(inferred.reasons)
    return {
        "id": inferred.option,
        "label": label,
        "is_seen": inferred.is_seen,
        "checked": inferred.is_seen and may_check,
        "reasons": reasons[:MOST_REASONS],
        "more": max(0, len(reasons) - MOST_REASONS),
    }


def _together(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Return the reasons with those of one file and one sentence put together."""
    places: dict[tuple[str, str], list[str]] = {}
    for reason in reasons:
        known = places.setdefault((reason.words, reason.file), [])
        if reason.path:
            known.append(reason.path)
    return [
        {
            "words": words,
            "file": file,
            "paths": paths[:MOST_REASONS],
            "more": max(0, len(paths) - MOST_REASONS),
        }
        for (words, file), paths in places.items()
    ]

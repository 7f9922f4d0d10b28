"""Where the questionnaire begins: two paths, a file from an earlier visit, or a Scenario."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from advisor import answers as answer_texts
from advisor.answers.archives import RefusedArchive, is_archive, kept_file
from advisor.answers.kept import KEPT_BYTES
from advisor.briefing import knowledge
from advisor.documents import wording
from advisor.wizard import saving
from advisor.wizard.progress import QUICK
from advisor.wizard.visit import Visit
from patterns import releases
from patterns.pages.matrix import scenario_rows

FILE_BYTES = KEPT_BYTES + 1  # so that a file that is longer than allowed is noticed
SHOWN_AGAIN = 2_000  # characters of a text that could not be read


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Show what an answers file, or the one of a bundle, holds before anything happens with it."""
    catalogue = releases.current()
    known = knowledge(catalogue)
    typed = request.POST.get("text", "")
    try:
        content = _content(request.FILES.get("file"), typed)
    except RefusedArchive as refused:
        return _page(request, wording.refusal(refused.fault), typed, status=422)
    kept = answer_texts.read_kept(content, known, {profile.slug for profile in known.profiles})
    reading = kept.reading
    visit = Visit(catalogue, known, reading.sheet, reading.problems)
    unusable = [problem for problem in reading.problems if problem.path == ()]
    if not content.strip():
        return _page(request, "Choose a file or paste its text.", status=422)
    if unusable:
        words = wording.problem(unusable[0], catalogue)
        return _page(request, words, typed, status=422)
    return TemplateResponse(
        request,
        "wizard/load.html",
        {
            "accepted": len(visit.answers.given),
            "decisions": len(kept.decisions),
            "saving": saving.of_file(kept) if visit.answers.given else None,
            "dropped": visit.dropped(),
            "other_release": reading.sheet.release not in ("", catalogue.digest),
            "check": visit.address("/advise/check/"),
            "result": visit.address("/advice/"),
        },
    )


def _content(upload: "UploadedFile[Any] | None", typed: str) -> bytes:
    """Return the text to read: of a file, of the one in a zip, or typed. Raises RefusedArchive."""
    if upload is None:
        # A lone half of a pair, which a form may hold, has no UTF-8 of its own.
        return typed.encode(errors="replace")
    content: bytes = upload.read(FILE_BYTES)
    return kept_file(upload) if is_archive(content) else content


def _page(
    request: HttpRequest, problem: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    catalogue = releases.current()
    questions = knowledge(catalogue).questions
    first = f"/advise/{questions[0].id}/"
    return TemplateResponse(
        request,
        "wizard/start.html",
        {
            "quick": f"{first}?path={QUICK}",
            "full": first,
            "quick_count": sum(each.quick for each in questions),
            "full_count": len(questions),
            "matrix": scenario_rows(catalogue),
            "problem": problem,
            "typed": typed[:SHOWN_AGAIN],
        },
        status=status,
    )

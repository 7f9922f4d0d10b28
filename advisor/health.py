"""Alive, and ready; and the pages for what went wrong outside any view."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse

from patterns import releases

FOR_PROGRAMS = ("/api/", "/mcp")


def alive(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process can answer at all."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is there, migrated, and holds a Release; else 503 and why."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return _not_ready("migrations are missing")
        digest = releases.current().digest
    except DatabaseError:
        return _not_ready("the database does not answer")
    except releases.NoRelease:
        return _not_ready("no Release is loaded; run manage.py load_catalogue")
    return JsonResponse({"status": "ready", "release": digest})


def _not_ready(why: str) -> JsonResponse:
    response = JsonResponse({"status": "not ready", "why": why}, status=503)
    response["Retry-After"] = "5"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith(FOR_PROGRAMS):
        return refusal(request, 404, "not-found", "", "There is nothing at this address.")
    return TemplateResponse(request, "404.html", {}, status=404).render()


def failed(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith(FOR_PROGRAMS):
        return refusal(request, 500, "internal-error", "", "Something failed on our side.")
    context = {"request_id": getattr(request, "request_id", "")}
    try:
        return TemplateResponse(request, "500.html", context, status=500).render()
    except Exception:
        # What failed may be the templates themselves.
        return HttpResponse("Something failed on our side.", "text/plain", status=500)


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    words = "Go back, reload the page and send the form again. What you typed is still there."
    return refusal(request, 403, "malformed-request", "The form has expired", words)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        words = (
            f"A form may hold {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024} KiB of text, without "
            "its files. Go back: what you typed is still there. Hand in a large text as a file."
        )
        return refusal(request, 413, "too-large", "The text is too large", words)
    if isinstance(exception, TooManyFilesSent):
        words = "There are too many files in one form. Nothing was read."
        return refusal(request, 413, "too-large", "Too many files", words)
    words = "Its address or its form is broken."
    return refusal(request, 400, "malformed-request", "This request cannot be read", words)


def refusal(request: HttpRequest, status: int, kind: str, heading: str, words: str) -> HttpResponse:
    """Return a page with a heading and a sentence, or for programs problem details of this kind."""
    if request.path_info.startswith(FOR_PROGRAMS):
        # Imported here: REST framework is loaded by those who ask it something.
        from advisor.api.problems import problem

        return problem(request, status, kind, words)
    context = {"heading": heading, "words": words}
    return TemplateResponse(request, "problem.html", context, status=status).render()

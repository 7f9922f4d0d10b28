"""Alive, and ready; and the pages for what went wrong outside any view."""

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse

from patterns import releases


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
    if request.path_info.startswith("/api/"):
        from advisor.api.problems import problem

        return problem(request, 404, "not-found", "There is nothing at this address.")
    return TemplateResponse(request, "404.html", {}, status=404).render()


def failed(request: HttpRequest) -> HttpResponse:
    request_id = getattr(request, "request_id", "")
    if request.path_info.startswith("/api/"):
        from advisor.api.problems import problem

        return problem(request, 500, "internal-error", "Something failed on our side.")
    return TemplateResponse(request, "500.html", {"request_id": request_id}, status=500).render()


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    return TemplateResponse(
        request,
        "problem.html",
        {
            "heading": "The form has expired",
            "words": "Go back, reload the page and send the form again. What you typed is still there.",
        },
        status=403,
    ).render()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        from advisor.api.problems import problem

        return problem(request, 400, "malformed-request", "The request cannot be read.")
    return TemplateResponse(
        request,
        "problem.html",
        {"heading": "This request cannot be read", "words": "Its address or its form is broken."},
        status=400,
    ).render()

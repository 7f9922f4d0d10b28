"""A document that takes longer than a second: how far it is, then the file.

The page loads itself again until the document is there, with scripts and without. Whatever goes
wrong with a Job, asking again is safe, so the page offers that.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from advisor import access
from advisor.documents import making
from advisor.documents.formats import FORMATS, Format
from patterns.jobs import Job, Unavailable
from patterns.pages.files import download

NOT_OF_THE_ADVICE = ("adr", "date", "first", "revision")


@require_safe
@never_cache
def job(request: HttpRequest, name: str, id: str) -> HttpResponse:
    """Say how far a document is that was made from Answers in the address."""
    query = request.GET.copy()
    for key in NOT_OF_THE_ADVICE:
        query.pop(key, None)
    back = {"from": "advice", "back": f"{reverse('advice')}?{query.urlencode()}"}
    return _told(request, name, id, back)


@require_safe
@never_cache
def job_file(request: HttpRequest, name: str, id: str) -> HttpResponse:
    """Return the document when it is there, else the page that says how far it is."""
    return _file(request, name, id)


@require_safe
@access.for_the_entitled
def saved_job(request: HttpRequest, assessment: UUID, name: str, id: str) -> HttpResponse:
    """Say how far a document of a Revision is, to whoever may read the Assessment."""
    access.readable(request, assessment)
    back = {"from": "assessment", "back": reverse("assessment", args=[assessment])}
    return _told(request, name, id, back, assessment)


@require_safe
@access.for_the_entitled
def saved_job_file(request: HttpRequest, assessment: UUID, name: str, id: str) -> HttpResponse:
    """Return the document of a Revision when it is there, else the page that says how far it is."""
    access.readable(request, assessment)
    return _file(request, name, id, assessment)


def wait(request: HttpRequest, job: Job, assessment: UUID | None = None) -> HttpResponse:
    """Send a visitor to the page of a Job that was just asked for."""
    return redirect(_address("job", request, job.about, job.id, assessment))


def _told(
    request: HttpRequest, name: str, id: str, back: dict[str, str], assessment: UUID | None = None
) -> HttpResponse:
    chosen, job = _format(name), _found(name, id, assessment)
    context = {
        "name": chosen.file_name,
        "state": str(job.state) if job else "failed",
        "step": job.step if job else "",
        "file": _address("job-file", request, name, id, assessment),
        "again": _address("", request, name, "", assessment),
        **back,
    }
    return TemplateResponse(request, "exports/job.html", context)


def _file(request: HttpRequest, name: str, id: str, assessment: UUID | None = None) -> HttpResponse:
    chosen, job = _format(name), _found(name, id, assessment)
    try:
        made = making.taken(job) if job else None
    except Unavailable:
        made = None
    if made is None:
        return redirect(_address("job", request, name, id, assessment))
    return download(made[1], chosen.media_type, chosen.file_name)


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise Http404("no such format")
    return FORMATS[name]


def _found(name: str, id: str, assessment: UUID | None) -> Job | None:
    try:
        job = making.find(id, str(assessment or ""))
    except Unavailable:
        return None
    return job if job and job.about == name else None


def _address(kind: str, request: HttpRequest, name: str, id: str, assessment: UUID | None) -> str:
    """Return the address of a Job, of its file, or for "" of the export, with the same query."""
    route = "-".join(part for part in ("export", "saved" if assessment else "", kind) if part)
    of_job = {"id": id} if kind else {}
    of_saved = {"assessment": assessment} if assessment else {}
    path = reverse(route, kwargs={"name": name, **of_job, **of_saved})
    query = request.GET.urlencode()
    return f"{path}?{query}" if query else path

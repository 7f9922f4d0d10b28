"""Labs for programs: what can be set, a run, and a sweep of one parameter."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework.request import Request
from rest_framework.response import Response

from advisor.api import bodies, etags, lists
from advisor.api import labs_examples as examples
from advisor.api import labs_serializers as schema
from advisor.api.operations import PAGE, described, endpoint, path
from advisor.api.queries import Query
from advisor.shapes import labs as shapes
from advisor.shapes.faults import Fault, Refused, refuse_faults
from patterns import jobs, lab_cache, releases
from patterns.catalogue import Catalogue
from patterns.content import entries
from patterns.jobs import Job, State
from patterns.labs import shelf
from patterns.labs.addresses import Run
from patterns.labs.kernel.lab import Lab
from patterns.sweeps import QUICK, Sweep, sweep_of, swept

TAG: Final = "Labs"
SLUG: Final = path("slug", "circuit-breaker", "The slug of a lab.")
LATER: Final = {"Retry-After": "60"}
UNREACHED: Final = "The cache that sweeps stand in cannot be reached."
WAIT: Final = {"Retry-After": "2"}
_LOCATION: Final = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[202],
    description="Where the state is told, and then the points.",
)  # fmt: skip


@described(
    "GET", "labs_list", "List the labs", tag=TAG, parameters=PAGE,
    description="A lab is a simulation of a Pattern: the same values and seed give the same "
    "result, on every machine.",
    returns=schema.LabListSerializer, example=examples.LABS,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def labs(request: Request) -> HttpResponse:
    rows = [words for words in releases.current().labs if words.slug in shelf.labs()]
    return lists.everything(
        request, rows, lambda words: shapes.listed(words, shelf.lab(words.slug))
    )


@described(
    "GET", "labs_get", "Read one lab", tag=TAG, parameters=[SLUG],
    description="Its parameters with units and bounds, faults, presets, challenges and limits.",
    returns=schema.LabSerializer, example=examples.LAB, problems_beside=["not-found"],
)  # fmt: skip
@endpoint("GET")
def lab(request: Request, slug: str) -> HttpResponse:
    catalogue = releases.current()
    Query(request).finish()
    words, found = _found(catalogue, slug)
    return etags.answer(request, catalogue.digest, (), lambda: shapes.whole(words, found))


@described(
    "POST", "labs_runs_create", "Run a lab", tag=TAG, parameters=[SLUG],
    description="Values are texts as in the address of the page, or numbers in the unit of the "
    "parameter; what is left out has its default. With `compared` a second run differs in up to "
    "three values and shares all chance. A run that needs too many events is shortened and says "
    "so in `is_partial`, `result.status` and `result.notes`. Nothing is kept.",
    body=schema.RunRequestSerializer, body_example=examples.RUN_REQUEST,
    returns=schema.RunSerializer, example=examples.RUN,
    problems_beside=["not-found", "invalid-parameters", "busy"],
)  # fmt: skip
@endpoint("POST", limit="api-compute")
def runs(request: Request, slug: str) -> HttpResponse:
    words, found = _found(releases.current(), slug)
    Query(request).finish()
    faults: list[Fault] = []
    body = _object(bodies.read(request), faults)
    shapes.unknown_members(body, ("values", "compared", "seed"), faults)
    asked = shapes.read_run(found, body, faults)
    refuse_faults(faults)
    made = _in_time(lambda: _run(words, asked))
    return _uncached(Response(made))


@described(
    "POST", "labs_sweeps_create", "Sweep one parameter of a lab", tag=TAG,
    parameters=[SLUG, _LOCATION],
    description="For each of up to 50 points: mean and 95 % interval of the headline measures "
    "over up to 20 seeds, each run with a twentieth of the events of a single run; `coverage` "
    "says which share of the wanted length that is. A small sweep is answered at once. A larger "
    "one is begun, and answered with 202: ask at its `self` until it is `done`; it is kept for 24 "
    "hours. Equal bodies lead to the same sweep.",
    body=schema.SweepRequestSerializer, body_example=examples.SWEEP_REQUEST,
    returns=schema.SweepSerializer, example=examples.SWEEP,
    other={
        (202, bodies.MEDIA_TYPE): OpenApiResponse(
            schema.SweepSerializer, description="It was begun, and is kept for 24 hours.",
            examples=[OpenApiExample("Begun", examples.BEGUN)],
        ),
    },
    problems_beside=["not-found", "invalid-parameters", "busy"],
)  # fmt: skip
@endpoint("POST", limit="api-sweeps")
def sweeps(request: Request, slug: str) -> HttpResponse:
    _, found = _found(releases.current(), slug)
    Query(request).finish()
    faults: list[Fault] = []
    body = _object(bodies.read(request), faults)
    shapes.unknown_members(body, ("values", "parameter", "points", "seed", "seeds"), faults)
    asked = shapes.read_run(found, {k: v for k, v in body.items() if k != "compared"}, faults)
    parameter, points, seeds = shapes.read_points(found, asked, body, faults)
    refuse_faults(faults)
    sweep = sweep_of(asked, parameter, points, seeds)
    if sweep.events <= QUICK:
        return _uncached(Response(_made(sweep, swept(sweep))))
    try:
        return _answer(slug, jobs.ask(sweep.task))
    except jobs.Busy:
        raise Refused("busy", "As much is being made as can be.", headers=LATER) from None
    except jobs.Unavailable:
        raise Refused("busy", UNREACHED, headers=LATER) from None


@described(
    "GET", "labs_sweeps_get", "Read how far a sweep is, or what it found", tag=TAG,
    parameters=[SLUG, path("id", "0" * 64, "The id of the sweep, from the answer to its POST.")],
    returns=schema.SweepSerializer, example=examples.SWEEP,
    problems_beside=["not-found", "busy"],
)  # fmt: skip
@endpoint("GET")
def sweep(request: Request, slug: str, id: str) -> HttpResponse:
    _found(releases.current(), slug)
    Query(request).finish()
    try:
        job = jobs.find(id, slug)
        if job is None:
            raise Refused("not-found", "There is no such sweep, or it is not kept any more.")
        return _answer(slug, job, reading=True)
    except jobs.Unavailable:
        raise Refused("busy", UNREACHED, headers=LATER) from None


def _found(catalogue: Catalogue, slug: str) -> tuple[entries.Lab, Lab]:
    words = catalogue.lab(slug)
    if words is None or slug not in shelf.labs():
        names = ", ".join(each.slug for each in catalogue.labs)
        raise Refused("not-found", f"There is no such lab. The labs: {names}.")
    return words, shelf.lab(slug)


def _object(body: object, faults: list[Fault]) -> Mapping[str, object]:
    if isinstance(body, Mapping):
        return body
    faults.append(Fault("wrong_type", "Send an object.", pointer="#"))
    return {}


def _run(words: entries.Lab, asked: Run) -> dict[str, Any]:
    compared = lab_cache.run_both(asked) if asked.changes else None
    result = compared.a if compared else lab_cache.run(asked)
    return shapes.run(words, asked, result, compared)


def _in_time(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return make()
    except lab_cache.TooSlow:
        words = "The run took longer than two seconds; there is no half of a result. Shorten it."
        raise Refused("busy", words, headers=WAIT) from None


def _made(asked: Sweep, made: bytes) -> dict[str, Any]:
    slug, id = asked.lab, asked.task.id
    links = shapes.sweep_links(slug, id)
    return {"state": "done", "step": "", "sweep": json.loads(made), "links": links}


def _told(slug: str, job: Job) -> dict[str, Any]:
    """Return how far a sweep is. One whose result the cache let go of has failed: ask again."""
    made = jobs.result(job) if job.state is State.DONE else None
    is_lost = job.state is State.DONE and made is None
    return {
        "state": str(State.FAILED if is_lost else job.state),
        "step": job.step,
        "sweep": json.loads(made) if made else None,
        "links": shapes.sweep_links(slug, job.id),
    }


def _answer(slug: str, job: Job, *, reading: bool = False) -> HttpResponse:
    """Return the points, or how far they are: 202 to whoever began it, with where to ask."""
    told = _told(slug, job)
    is_under_way = told["state"] in (State.WAITING, State.RUNNING)
    response = _uncached(Response(told, status=202 if is_under_way and not reading else 200))
    if is_under_way:
        response["Retry-After"] = WAIT["Retry-After"]
        response["Location"] = told["links"]["self"]
    return response


def _uncached(response: Response) -> Response:
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = etags.LANGUAGE
    return response

"""Releases: which are loaded, what each holds, and what changed against the one before."""

from typing import Final

from django.http import HttpResponse
from rest_framework.request import Request

from advisor.api import etags, examples, lists
from advisor.api import serializers as schema
from advisor.api.filters import ReleaseFilters, filtered
from advisor.api.operations import PAGE, described, endpoint, path, query
from advisor.api.queries import Page, Query
from advisor.api.views import TAG
from advisor.shapes import history as shapes
from advisor.shapes.faults import Refused
from patterns import releases
from patterns.catalogue import Catalogue
from patterns.models import Release

_TIME: Final = {"type": "string", "format": "date-time"}
CURRENT: Final = "current"


@described(
    "GET", "releases_list", "List Releases", tag=TAG,
    description="Every state of the content that was loaded here, the newest first.",
    parameters=[
        query("loaded_from", "Loaded at this time or later.", kind=_TIME,
              example="2026-11-01T00:00:00Z"),
        query("loaded_before", "Loaded before this time.", kind=_TIME),
        query("ordering", "By what to sort; - turns it round.",
              words=("loaded_at", "-loaded_at", "digest", "-digest")),
        *PAGE,
    ],
    returns=schema.listing(schema.ListedReleaseSerializer), example=examples.RELEASES,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def all_releases(request: Request) -> HttpResponse:
    asked = Query(request)
    rows = filtered(asked, ReleaseFilters, Release.objects.newest_first())
    page = Page.of(asked)
    canonical = asked.finish()
    found = list(rows.defer("guide"))
    parts = [f"{row.digest} {row.is_current}" for row in found]
    current = releases.current().digest
    return lists.one_page(
        request, current, page, canonical, lambda: (found, {}), shapes.listed_release, parts
    )


@described(
    "GET", "releases_get", "Read one Release", tag=TAG,
    description="What it holds, and by name what was added, removed and changed against the "
    "Release that was loaded just before it. `changes` is null for the first Release, and where "
    "this version of the program cannot read one of the two.",
    parameters=[path("digest", CURRENT, "`current`, or the digest of a Release.")],
    returns=schema.ReleaseSerializer, example=examples.RELEASE, problems_beside=["not-found"],
)  # fmt: skip
@endpoint("GET")
def one_release(request: Request, digest: str) -> HttpResponse:
    Query(request).finish()
    name = releases.current().digest if digest == CURRENT else digest
    row = Release.objects.defer("guide").filter(digest=name).first()
    if row is None:
        raise Refused("not-found", "There is no Release of this digest.")
    before = row.before()

    def body() -> object:
        earlier = _readable(before.digest) if before else None
        return shapes.release(row, _readable(row.digest), before, earlier)

    parts = [before.digest if before else "", str(row.is_current)]
    return etags.answer(request, row.digest, parts, body)


def _readable(digest: str) -> Catalogue | None:
    try:
        return releases.get(digest)
    except releases.NoRelease:
        return None

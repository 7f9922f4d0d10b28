"""Lists: one page of rows as a body, with the addresses of the pages around it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from advisor.api import etags
from advisor.api.queries import Page, Query
from patterns import releases

Shape = Callable[..., Mapping[str, object]]
PLACES = ("self", "next", "prev")


def everything(request: Request, rows: Sequence[Any], shape: Shape) -> HttpResponse:
    """Answer with a list that has no filter, from the current Release."""
    asked = Query(request)
    page = Page.of(asked)
    canonical = asked.finish()
    return one_page(request, releases.current().digest, page, canonical, lambda: (rows, {}), shape)


def one_page(
    request: Request,
    release: str,
    page: Page,
    canonical: str,
    find: Callable[[], tuple[Sequence[Any], Mapping[str, object]]],
    shape: Shape,
    parts: Sequence[str] = (),
) -> HttpResponse:
    """Answer with one page of what `find` returns: all rows, and what stands beside them.

    find: called only where the client does not hold the page. parts: what else changes the bytes.
    """

    def body() -> dict[str, object]:
        rows, beside = find()
        items = [shape(row) for row in page.cut(rows)]
        places = page.addresses(request.path, canonical, len(rows))
        return {"items": items, "total": len(rows), **places, **beside}

    return etags.answer(request, release, [canonical, *parts], body, _links)


def _links(body: Mapping[str, object]) -> str:
    return ", ".join(f'<{body[name]}>; rel="{name}"' for name in PLACES if body[name])

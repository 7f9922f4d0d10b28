"""An operation of the API: methods, media types, limit, and its description in the schema."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework.decorators import api_view, renderer_classes
from rest_framework.request import Request

from advisor.api import problems, queries
from advisor.api.renderers import JSON
from advisor.api.serializers import ProblemSerializer
from advisor.models import Scope

View = Callable[..., HttpResponse]

GET: Final = (
    "malformed-request", "authentication-required", "forbidden", "not-acceptable", "rate-limited",
    "not-ready",
)  # fmt: skip
WITH_BODY: Final = ("too-large", "unsupported-media-type")
BEARER: Final = "token"  # names of the security schemes, as the settings describe them
KEY: Final = "key"

_ETAG: Final = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200, 304],
    description="Names these very bytes; send it back as If-None-Match.",
)  # fmt: skip
_IF_NONE_MATCH: Final = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER,
    description="ETags that the client holds; where one still holds, the answer is 304.",
)  # fmt: skip


def endpoint(
    *methods: str,
    scope: Scope | None = Scope.CATALOGUE_READ,
    limit: str = "api",
    renderers: Sequence[Any] = JSON,
    scopes: Mapping[str, Scope] | None = None,
    limits: Mapping[str, str] | None = None,
) -> Callable[[View], View]:
    """Make a view answer these methods, with HEAD beside GET, in these media types.

    scope: what a token must allow; None: the view looks at the caller itself.
    limit: the row of the settings' table that says how often one client may ask.
    scopes, limits: of single methods that differ.
    """
    allowed = [*methods, *(["HEAD"] if "GET" in methods else [])]

    def build(view: View) -> View:
        made: Any = api_view(allowed)(renderer_classes(list(renderers))(view))
        # The decorator keeps them in a set, and the header Allow would change with every process.
        made.cls.http_method_names = [method.lower() for method in [*allowed, "OPTIONS"]]
        made.cls.options = _options
        made.cls.scopes = dict.fromkeys(methods, scope) | dict(scopes or {})
        made.limit, made.limits = limit, dict(limits or {})
        return made  # type: ignore[no-any-return]

    return build


def _options(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say by the header Allow which methods there are; nothing else is told here."""
    response = HttpResponse(status=204, headers={"Allow": ", ".join(view.allowed_methods)})
    del response["Content-Type"]  # there is no content
    return response


def described(
    method: str,
    operation_id: str,
    summary: str,
    *,
    tag: str,
    returns: Any,
    example: object,
    description: str = "",
    parameters: Sequence[OpenApiParameter] = (),
    body: Any = None,
    body_example: object = None,
    body_type: str = "application/json",
    problems_beside: Sequence[str] = (),
    other: Mapping[Any, Any] | None = None,
    status: int = 200,
    keyed: bool = False,
    open_to_all: bool | None = None,
) -> Callable[[View], View]:
    """Describe one method of a view.

    returns: serializer of the JSON answer, None where there is no body; example: such an answer,
    shortened. status: of the answer when all went well.
    problems_beside: types of problems beyond those that every operation of the method may have.
    other: further answers, by status and media type; those in JSON have the same example, unless
    they bring their own.
    keyed: the key of an Assessment does in place of a token.
    open_to_all: nothing is needed, while the site is open; unless said, of whatever has no key.
    """
    is_open = not keyed if open_to_all is None else open_to_all
    plain = "application/json"
    others = [
        key[0]
        for key, found in (other or {}).items()
        if isinstance(key, tuple) and key[1] == plain and not getattr(found, "examples", ())
    ]
    reads = method == "GET"
    usual = (*GET, *(WITH_BODY if body else ()))
    fine = OpenApiResponse(returns, description="As asked." if returns else "Done.")
    responses: dict[Any, Any] = {
        (status, plain) if returns else status: fine,
        **(other or {}),
        **_problems((*usual, *problems_beside)),
    }
    if reads:
        responses[304] = OpenApiResponse(description="The client has these bytes already.")
    examples = []
    if returns:
        examples.append(
            OpenApiExample(
                "Answer", example, response_only=True, media_type=plain,
                status_codes=[str(each) for each in (status, *others)],
            )
        )  # fmt: skip
    if body_example is not None:
        examples.append(
            OpenApiExample("Body", body_example, request_only=True, media_type=body_type)
        )

    def describe(view: Any) -> View:
        made: Any = extend_schema(
            methods=[method],
            operation_id=operation_id,
            summary=summary,
            description=description or summary,
            tags=[tag],
            parameters=[*parameters, *([_IF_NONE_MATCH, _ETAG] if reads else [])],
            request={body_type: body} if body else None,
            responses=responses,
            examples=examples,
            auth=_security(view.cls.scopes[method], keyed=keyed, open_to_all=is_open),
        )
        return made(view)  # type: ignore[no-any-return]

    return describe


def path(name: str, example: str, description: str) -> OpenApiParameter:
    """Return the description of a part of the path."""
    shown = [OpenApiExample(example, example)]
    return OpenApiParameter(
        name, str, OpenApiParameter.PATH, description=description, examples=shown
    )


def query(
    name: str,
    description: str,
    *,
    kind: Any = str,
    words: Sequence[str] = (),
    example: object = None,
    many: bool = False,
) -> OpenApiParameter:
    """Return the description of a parameter of the address. words: all that it may be."""
    shown = [OpenApiExample(str(example), example)] if example is not None else []
    return OpenApiParameter(
        name, kind, OpenApiParameter.QUERY, description=description, examples=shown, many=many,
        enum=list(words) or None,
    )  # fmt: skip


def free(name: str, description: str, example: Mapping[str, object]) -> OpenApiParameter:
    """Return the description of parameters whose names belong to the content."""
    return OpenApiParameter(
        name,
        {"type": "object", "additionalProperties": {"type": "string"}},
        OpenApiParameter.QUERY,
        description=description,
        style="form",
        explode=True,
        examples=[OpenApiExample("Some", dict(example))],
    )


def _whole(low: int, high: int, usual: int) -> dict[str, object]:
    return {"type": "integer", "minimum": low, "maximum": high, "default": usual}


PAGE: Final = (
    query("limit", "How many items at most.", kind=_whole(1, queries.MOST, queries.USUAL_LIMIT)),
    query("offset", "How many items to pass by.", kind=_whole(0, queries.FARTHEST, 0)),
    OpenApiParameter(
        "Link", str, OpenApiParameter.HEADER, response=[200],
        description="The pages before and after (RFC 8288), as in the body.",
    ),
)  # fmt: skip

PICTURE: Final = OpenApiTypes.BINARY


def _security(scope: Scope | None, *, keyed: bool, open_to_all: bool) -> Any:
    """Return what a request may show, each alone enough; {}: nothing."""
    with_token: dict[str, list[str]] = {BEARER: [str(scope)] if scope else []}
    with_key: list[dict[str, list[str]]] = [{KEY: []}] if keyed else []
    return [with_token, *with_key, *([{}] if open_to_all else [])]


def _problems(slugs: Sequence[str]) -> dict[tuple[int, str], OpenApiResponse]:
    by_status: dict[int, list[str]] = {}
    for slug in slugs:
        by_status.setdefault(problems.KINDS[slug].status, []).append(slug)
    return {
        (status, problems.MEDIA_TYPE): OpenApiResponse(
            ProblemSerializer,
            description="; ".join(f"{problems.KINDS[slug].title} ({slug})" for slug in found) + ".",
        )
        for status, found in sorted(by_status.items())
    }

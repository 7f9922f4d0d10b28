"""The description of the API, for programs and for people; and a page for each type of problem."""

import json
import shlex
from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2

from advisor.api import etags, problems

TOLD_ONCE: Final = ("If-None-Match",)  # at the top of the page, for all operations
# What a reader puts into the environment before they try the lines that need it.
TOKEN: Final = '"Authorization: Bearer $ADVISOR_TOKEN"'  # noqa: S105 - the name of a variable
KEY: Final = '"Assessment-Key: $ADVISOR_KEY"'
Node = Mapping[str, Any]


def _page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer GET and HEAD only, and tell programs so in their own form."""

    @wraps(view)
    def checked(request: HttpRequest, **parts: str) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return view(request, **parts)
        headers = {"Allow": "GET, HEAD"}
        words = f"Method {request.method} is not allowed."
        return problems.problem(request, 405, "method-not-allowed", words, headers=headers)

    # Nothing is changed by any method, so no form needs a token.
    exempt: Any = csrf_exempt(checked)
    exempt.limit = "api"
    return exempt  # type: ignore[no-any-return]


@cache
def document() -> Node:
    """Return the OpenAPI description; made once per process, in about half a second."""
    generator: Any = SchemaGenerator
    made: Node = generator().get_schema(request=None, public=True)
    return made


@_page
def as_json(request: HttpRequest) -> HttpResponse:
    return _file(OpenApiJsonRenderer2().render(document()), "application/json")


@_page
def as_yaml(request: HttpRequest) -> HttpResponse:
    renderer: Any = OpenApiYamlRenderer2()
    return _file(renderer.render(document()), "application/yaml")


@_page
def docs(request: HttpRequest) -> TemplateResponse:
    """Show every operation with its parameters, an example and a line to try it with."""
    host = request.build_absolute_uri("/").rstrip("/")
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            shown = _operation(host, path, method.upper(), operation)
            groups.setdefault(operation["tags"][0], []).append(shown)
    context = {"groups": groups, "kinds": problems.KINDS, "host": host}
    return TemplateResponse(request, "api/docs.html", context)


@_page
def kind(request: HttpRequest, slug: str) -> TemplateResponse:
    """Explain one type of problem."""
    if slug not in problems.KINDS:
        raise Http404("no such type of problem")
    context = {"slug": slug, "kind": problems.KINDS[slug]}
    return TemplateResponse(request, "api/problem_type.html", context)


def _file(body: bytes, media_type: str) -> HttpResponse:
    return etags.cacheable(HttpResponse(body, content_type=media_type))


def _operation(host: str, path: str, method: str, operation: Node) -> dict[str, Any]:
    parameters = operation.get("parameters", [])
    answer = next(told for status, told in operation["responses"].items() if status[0] == "2")
    example = _example(answer)
    return {
        "id": operation["operationId"],
        "method": method,
        "path": path,
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": [
            {
                "name": each["name"],
                "place": each["in"],
                "description": each.get("description", ""),
                "words": each["schema"].get("enum", []),
                "usual": each["schema"].get("default"),
            }
            for each in parameters
            if each["name"] not in TOLD_ONCE
        ],
        "scope": _scope(operation),
        "keyed": _is_keyed(operation),
        "curl": _curl(host, path, method, operation),
        "answer": json.dumps(example, indent=2, ensure_ascii=False) if example else "",
        "media_types": list(answer.get("content", {})),
        "statuses": [
            {"status": status, "words": each["description"]}
            for status, each in sorted(operation["responses"].items())
        ],
    }


def _example(node: Node) -> Any:
    return _first_value(node.get("content", {}).get("application/json", {}))


def _first_value(node: Node) -> Any:
    found: list[Node] = list(node.get("examples", {}).values())
    return found[0]["value"] if found else None


def _scope(operation: Node) -> str:
    """Return what a token must allow, "" where any token of the account does."""
    return "".join(
        word for way in operation["security"] for words in way.values() for word in words
    )


def _is_keyed(operation: Node) -> bool:
    return any("key" in way for way in operation["security"])


def _curl(host: str, path: str, method: str, operation: Node) -> str:
    pairs: list[tuple[str, str]] = []
    headers: list[str] = []
    for each in operation.get("parameters", []):
        example = _first_value(each)
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", str(example))
        elif each["in"] == "query" and isinstance(example, Mapping):
            pairs += example.items()
        elif each["in"] == "query" and example is not None:
            pairs.append((each["name"], str(example)))
        elif each["in"] == "header" and each.get("required"):
            headers.append(shlex.quote(f"{each['name']}: {example}"))
    [(kind, body)] = operation.get("requestBody", {}).get("content", {}).items() or [("", {})]
    headers += [shlex.quote(f"Content-Type: {kind}")] if kind else []
    if {} not in operation["security"]:
        headers.append(KEY if _is_keyed(operation) else TOKEN)
    words = ["curl", shlex.quote(host + path + (f"?{urlencode(pairs)}" if pairs else ""))]
    if method not in ("GET", "POST") or (method == "POST" and not kind):
        words += ["-X", method]
    words += [part for header in headers for part in ("-H", header)]
    if kind:
        words += ["-d", shlex.quote(json.dumps(_first_value(body), ensure_ascii=False))]
    return " ".join(words)

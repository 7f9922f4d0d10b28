"""An OpenAPI document, 2.0 to 3.1 → what its interface promises to callers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.prefill.findings import Findings, Strength, shown
from advisor.prefill.nodes import Node
from advisor.prefill.reading import Document, Table

METHODS = frozenset(["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"])
MOST_REFERENCES = 5
MOST_OPERATIONS = 2_000
MOST_REASONS = 6
_VERSION = re.compile(r"/v([0-9]{1,3})(?=[/.]|$)", re.IGNORECASE)
_ALLOWANCE = re.compile(r"(?:x-)?rate-?limit(?:-.*)?|x-ratelimit-.*", re.IGNORECASE)
_TRACE = frozenset(["traceparent", "x-request-id", "x-correlation-id", "x-b3-traceid", "b3",
                    "x-trace-id"])  # fmt: skip
_IDEMPOTENCY = frozenset(["idempotency-key", "x-idempotency-key"])
_TENANT = frozenset(["x-tenant-id", "x-tenant", "tenant-id", "tenantid", "tenant_id", "tenant"])
_HEALTH = re.compile(r"/(?:healthz?|readyz?|readiness|livez|liveness)", re.IGNORECASE)
_FILES = frozenset(["application/octet-stream", "application/zip", "application/pdf"])
_FLOWS_OF_PEOPLE = frozenset(["authorizationCode", "implicit", "accessCode", "deviceAuthorization"])


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its method, its path, and where it stands."""

    method: str
    path: str
    node: Node
    shared: Node  # parameters of the whole path


def is_openapi(content: object) -> bool:
    return isinstance(content, Table) and bool({"openapi", "swagger"} & content.keys())


def infer(document: Document, findings: Findings) -> None:
    """Write down what the document speaks for. Lists that come in pages speak for nothing."""
    root = Node(document.content, document.file, "", document.line, findings)
    version = root.get("openapi").text or root.get("swagger").text
    if not version.startswith(("2.", "3.")):
        words = f"OpenAPI {shown(version, 20) or 'without a version'} is not known; 2.0 to 3.1 are"
        findings.problem(document.file, words, root.get("openapi").line)
        return
    title = root.at("info", "title")
    findings.name(title.text, title.reason("The title of an interface"))
    reader = _Reader(root, findings)
    operations = list(reader.operations())
    if len(operations) == MOST_OPERATIONS:
        findings.note(document.file, f"Only the first {MOST_OPERATIONS:,} operations are read.")
    if not operations and not root.get("webhooks").is_there:
        findings.note(document.file, "It holds no operation.")
    for operation in operations:
        reader.responses(operation)
        reader.parameters(operation)
        reader.bodies(operation)
        reader.replies(operation)
    reader.versions(operations)
    reader.access(operations)
    reader.about()


@dataclass(slots=True)
class _Reader:
    root: Node
    findings: Findings

    def operations(self) -> Iterator[Operation]:
        count = 0
        for path, item in self.root.get("paths").entries():
            if path.startswith("x-"):
                continue
            whole = self.resolved(item)
            for method, node in whole.entries():
                if method.lower() not in METHODS:
                    continue
                if not node.is_table:
                    node.complain("a table")
                    continue
                count += 1
                if count > MOST_OPERATIONS:
                    return
                yield Operation(method.lower(), path, node, whole.get("parameters"))

    def resolved(self, node: Node) -> Node:
        """Follow references inside this document; one that leads elsewhere is left as it is."""
        found = node
        for _ in range(MOST_REFERENCES):
            target = found.get("$ref").text if found.is_table else ""
            if not target.startswith("#/"):
                break
            inner = self.root
            for step in target[2:].split("/")[:8]:
                inner = inner.get(step.replace("~1", "/").replace("~0", "~"))
            if not inner.is_there:
                break
            found = inner
        # The place is where the reference stands: that is what the reader looks up.
        return Node(found.value, node.file, node.path, node.line, node.findings)

    def responses(self, operation: Operation) -> None:
        for status, node in operation.node.get("responses").entries():
            response = self.resolved(node)
            headers = {name.lower(): place for name, place in _headers(response)}
            if status == "429":
                words = "Who calls too often is told so"
                self.findings.seen("load", "caller", node.reason(words))
            for name, place in headers.items():
                if _ALLOWANCE.fullmatch(name):
                    words = "A header tells callers what is left of their allowance"
                    self.findings.seen("load", "caller", place.reason(words))
                elif name in _TRACE:
                    words = "A header lets one request be followed"
                    self.findings.hint("see", "path", place.reason(words))
                elif name in ("etag", "cache-control", "last-modified"):
                    words = "A header lets callers keep a copy"
                    self.findings.hint("reads", "again", place.reason(words))
                elif name == "sunset":
                    words = "A header tells when a version ends"
                    self.findings.seen("release", "contracts", place.reason(words))
            if status == "202":
                self._accepted(node, headers)
            elif status == "412":
                words = "A change is refused when the record has changed meanwhile"
                self.findings.seen("coord", "same", node.reason(words))
            elif status == "304":
                words = "Callers may keep a copy and ask whether it still holds"
                self.findings.hint("reads", "again", node.reason(words))
            elif status == "503" and "retry-after" in headers:
                words = "Work may be refused for a while"
                self.findings.hint("load", "refuse", node.reason(words))
            kinds = [name for name, _ in _contents(response)]
            if "text/event-stream" in kinds:
                words = "The answer is a stream of events"
                self.findings.hint("longwork", "told", node.reason(words))

    def _accepted(self, node: Node, headers: dict[str, Node]) -> None:
        words = "The caller gets a receipt (202), and the work is done afterwards"
        self.findings.seen("longwork", "accept", node.reason(words))
        for name in ("location", "operation-location", "content-location"):
            if name in headers:
                words = "A header says where the caller can ask for the result"
                self.findings.seen("longwork", "ask", headers[name].reason(words))

    def parameters(self, operation: Operation) -> None:
        for each in (*_items(operation.shared), *_items(operation.node.get("parameters"))):
            parameter = self.resolved(each)
            name, place = parameter.get("name").text.lower(), parameter.get("in").text
            if place == "header" and name in _IDEMPOTENCY:
                words = "A call that is sent again with the same key acts once"
                self.findings.seen("callfail", "twice", each.reason(words))
            elif place == "header" and name in ("if-match", "if-unmodified-since"):
                words = "A change states which version of the record it is for"
                self.findings.seen("coord", "same", each.reason(words))
            elif place == "header" and name in ("if-none-match", "if-modified-since"):
                words = "Callers may keep a copy and ask whether it still holds"
                self.findings.hint("reads", "again", each.reason(words))
            elif place == "header" and name in _TRACE:
                words = "A header lets one request be followed"
                self.findings.hint("see", "path", each.reason(words))
            elif place in ("header", "path") and name in _TENANT:
                words = "Each call says which customer it is for"
                self.findings.hint("divide", "shared", each.reason(words))
                self.findings.hint("divide", "key", each.reason(words))
            elif place == "formData" and parameter.get("type").text == "file":
                self._upload(each)

    def bodies(self, operation: Operation) -> None:
        body = self.resolved(operation.node.get("requestBody"))
        for kind, node in _contents(body):
            schema = self.resolved(node.get("schema"))
            fields = schema.get("properties") if schema.is_table else schema
            is_file = kind in _FILES or kind.startswith(("image/", "video/", "audio/"))
            if kind == "multipart/form-data" and fields.is_table:
                is_file = any(
                    field.is_table and field.get("format").text == "binary"
                    for _, field in fields.entries()
                )
            if is_file:
                self._upload(node)

    def _upload(self, place: Node) -> None:
        words = "Callers send a file; whether it is large, only you know"
        self.findings.hint("work", "upload", place.reason(words))

    def replies(self, operation: Operation) -> None:
        callbacks = operation.node.get("callbacks")
        if callbacks.is_table and callbacks.value:
            words = "The result comes later, by a call to the caller"
            self.findings.hint("longwork", "match", callbacks.reason(words))
        if operation.node.get("deprecated").is_set(True):
            words = "A part that will go is still offered"
            place = operation.node.get("deprecated")
            self.findings.hint("release", "contracts", place.reason(words))
        if operation.method == "get" and _HEALTH.fullmatch(operation.path):
            words = "It answers whether it is fit for traffic"
            self.findings.hint("see", "fit", operation.node.reason(words))

    def versions(self, operations: list[Operation]) -> None:
        found: dict[str, Node] = {}
        for operation in operations:
            for number in _VERSION.findall(operation.path):
                found.setdefault(number, operation.node)
        addresses = [server.get("url") for server in _tables(self.root.get("servers"))]
        for place in (*addresses, self.root.get("basePath")):
            for number in _VERSION.findall(place.text[:300]):
                found.setdefault(number, place)
        numbers = sorted(found, key=int)
        strength = Strength.SEEN if len(found) > 1 else Strength.HINT
        for number in numbers[:MOST_REASONS]:
            words = f"Version {number} is in the address"
            if len(found) > 1:
                beside = next(other for other in numbers if other != number)
                words += f", and version {beside} beside it"
            self.findings.infer("release", "contracts", strength, found[number].reason(words))

    def access(self, operations: list[Operation]) -> None:
        schemes = self.root.at("components", "securitySchemes")
        if not schemes.is_there:
            schemes = self.root.get("securityDefinitions")
        used = {name for each in _tables(self.root.get("security")) for name, _ in each.entries()}
        for operation in operations:
            for each in _tables(operation.node.get("security")):
                used |= {name for name, _ in each.entries()}
        for name, node in schemes.entries():
            scheme = self.resolved(node)
            if name in used and scheme.is_table:
                self._scheme(scheme)

    def _scheme(self, scheme: Node) -> None:
        kind = scheme.get("type").text
        flows = scheme.get("flows")
        named = {name for name, _ in flows.entries()} if flows.is_table else set()
        named |= {scheme.get("flow").text} if not flows.is_there else set()
        if kind == "openIdConnect":
            words = "People sign in with OpenID Connect, at a system of its own"
            self.findings.seen("security", "idp", scheme.reason(words))
            words = "Such a token says which user a call is for"
            self.findings.hint("security", "token", scheme.reason(words))
        elif kind == "oauth2" and named & _FLOWS_OF_PEOPLE:
            words = "People sign in by OAuth; whether at another system, only you know"
            self.findings.hint("security", "idp", scheme.reason(words))
            words = "Such a token says which user a call is for"
            self.findings.hint("security", "token", scheme.reason(words))
        elif kind == "http" and scheme.get("scheme").text.lower() == "bearer":
            words = "Calls carry a token; whether inner parts need the user, only you know"
            self.findings.hint("security", "token", scheme.reason(words))
        elif kind == "mutualTLS":
            words = "Callers prove who they are with a certificate"
            self.findings.hint("security", "mtls", scheme.reason(words))
        elif kind == "apiKey":
            words = "Callers have keys of their own, as those of a public interface do"
            self.findings.hint("clients", "partner", scheme.reason(words))

    def about(self) -> None:
        for key in ("webhooks", "x-webhooks"):
            hooks = self.root.get(key)
            if hooks.is_table and hooks.value:
                words = "Whoever asks for it is called when something happens"
                self.findings.hint("announce", "anyone", hooks.reason(words))
                self.findings.hint("clients", "partner", hooks.reason(words))
        terms = self.root.at("info", "termsOfService")
        if terms.text:
            words = "It has terms of service, as a public interface does"
            self.findings.hint("clients", "partner", terms.reason(words))


def _headers(response: Node) -> Iterator[tuple[str, Node]]:
    headers = response.get("headers") if response.is_table else response
    yield from headers.entries() if headers.is_table else ()


def _contents(node: Node) -> Iterator[tuple[str, Node]]:
    contents = node.get("content") if node.is_table else node
    for kind, value in contents.entries() if contents.is_table else ():
        if value.is_table:
            yield kind.lower().partition(";")[0].strip(), value


def _items(node: Node) -> Iterator[Node]:
    yield from (each for each in node.items() if each.is_table)


def _tables(node: Node) -> Iterator[Node]:
    yield from _items(node) if node.is_list else ()

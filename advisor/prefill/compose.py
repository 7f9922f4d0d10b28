"""A docker-compose file → the programs that it starts, and what stands beside them."""

import re
from collections.abc import Iterator

from advisor.prefill.findings import Findings, listed, shown
from advisor.prefill.hosts import mentions
from advisor.prefill.nodes import Node
from advisor.prefill.products import filled
from advisor.prefill.programs import Program, languages_of, recognized, work_of
from advisor.prefill.reading import Document, Table

_FROM = re.compile(r"^\s*FROM\s+(?:--platform=\S+\s+)?(\S+)", re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(r"[^\s\"'\[\],]+")
_SWARM = ("placement", "update_config", "rollback_config", "endpoint_mode")
LONGEST_COMMAND = 2_000


def is_compose(content: object) -> bool:
    """Tell a compose file by its services; the form without them is ten years old."""
    return (
        isinstance(content, Table)
        and "services" in content
        and not {"apiVersion", "openapi", "swagger"} & content.keys()
    )


def programs(document: Document, findings: Findings) -> Iterator[Program]:
    """Yield every service of the file, in its order."""
    root = Node(document.content, document.file, "", document.line, findings)
    if root.get("include").is_there:
        findings.note(document.file, "“include” is not followed; hand in those files as well.")
    services = root.get("services")
    rows = list(services.entries())
    plain = [node for _, node in rows if not node.get("profiles").is_there]
    optional = [name for name, node in rows if node.get("profiles").is_there]
    if plain and optional:
        words = f"Started only with a profile, and not counted: {listed(optional)}."
        findings.note(document.file, words)
    for name, node in rows:
        if not node.is_table:
            node.complain("a table")
        elif not plain or not node.get("profiles").is_there:
            yield _program(name, node, findings)
    _networks(root, findings)


def runs_in_containers(document: Document, findings: Findings) -> None:
    """Hint at where it runs. A compose file is often for a developer's machine alone."""
    root = Node(document.content, document.file, "", document.line, findings)
    if not any(node.is_table for _, node in _services(root)):
        return
    words = "A compose file starts containers; where they run in earnest, only you know"
    findings.hint("runtime", "containers", root.get("services").reason(words))
    for _, service in _services(root):
        for key in _SWARM:
            place = service.at("deploy", key)
            if place.is_there:
                words = (
                    f"“{key}” matters to a cluster such as Swarm, which is similar to Kubernetes"
                )
                findings.hint("runtime", "k8s", place.reason(words))
                return


def _services(root: Node) -> Iterator[tuple[str, Node]]:
    services = root.get("services")
    yield from services.entries() if services.is_table else ()


def _program(name: str, node: Node, findings: Findings) -> Program:
    build = node.get("build")
    image = node.get("image").text
    address, product = recognized(image, name, is_built=build.is_there)
    if build.is_there and not _is_well_known(product, name, image):
        product = None
    environment = node.get("environment")
    rows = list(environment.pairs())
    pairs = [(key, filled(value)) for key, value, _ in rows]
    places = {key: place for key, _, place in rows}
    command = [*_words(node.get("entrypoint")), *_words(node.get("command"))]
    works_off, plans = work_of(command)
    if node.get("env_file").is_there:
        findings.note(node.file, "Files named by “env_file” are not read.")
    if node.get("extends").is_there:
        findings.note(node.file, "“extends” is not followed.")
    health = node.get("healthcheck")
    is_checked = health.is_there and not health.get("disable").is_set(True)
    ports = node.get("ports")
    if ports.is_there and not ports.is_list:
        ports.complain("a list")
    return Program(
        name=name,
        node=node,
        image=address,
        source=_source(node, name, image),
        product=product,
        is_built=build.is_there,
        copies=_copies(node),
        mentions=mentions(pairs),
        calls=tuple(key for key, _ in node.get("depends_on").texts())
        + tuple(link.text.partition(":")[0] for link in _listed(node.get("links"))),
        alive=(health, "has a check of its health") if is_checked else None,
        ports=Node(ports.value or [], ports.file, ports.path, ports.line, findings),
        languages=languages_of([image, *_bases(build)], command, places),
        works_off=works_off,
        plans=plans,
        places=places,
    )


def _is_well_known(product: object, name: str, image: str) -> bool:
    # What is built here is one's own, unless the service is called after a product, as the
    # folder of a database with its tables often is.
    return product is not None and (not image or recognized("", name, is_built=True)[1] is product)


def _source(node: Node, name: str, image: str) -> str:
    build = node.get("build")
    if build.is_table:
        inline = build.get("dockerfile_inline").text
        recipe = build.get("dockerfile").text or (name if inline else "")
        return f"build:{build.get('context').text.rstrip('/')}:{recipe}"
    if build.text:
        return f"build:{build.text.rstrip('/')}:"
    address, product = recognized(image, name, is_built=False)
    # The bare image of a language says nothing of the program in it.
    if product is not None and product.language:
        return f"name:{name}"
    if not address.name:
        # Nobody knows what the variable holds, but it is the same for all that name it.
        return f"variable:{image}" if image else f"name:{name}"
    return f"image:{address.repository}"


def _bases(build: Node) -> list[str]:
    if not build.is_table:
        return []
    return _FROM.findall(build.get("dockerfile_inline").text[:LONGEST_COMMAND])


def _copies(node: Node) -> tuple[int, Node] | None:
    for place in (node.at("deploy", "replicas"), node.get("scale")):
        text = filled(place.text)
        count = Node(text, place.file, place.path, place.line, place.findings).whole
        if count is not None:
            return count, place
    return None


def _words(node: Node) -> list[str]:
    parts = [item.text for item in list(node.items())[:40]] if node.is_list else [node.text]
    return _WORD.findall(" ".join(parts)[:LONGEST_COMMAND])


def _listed(node: Node) -> Iterator[Node]:
    yield from node.items() if node.is_list else ()


def _networks(root: Node, findings: Findings) -> None:
    networks = root.get("networks")
    for name, network in networks.entries() if networks.is_table else ():
        if network.get("internal").is_set(True):
            words = f"What is only in the network {shown(name, 40)} does not reach the outside"
            findings.hint("security", "apart", network.get("internal").reason(words))

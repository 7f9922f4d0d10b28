"""Kubernetes manifests → the programs that they start, by way of their pod templates."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from advisor.prefill.findings import Findings, shown
from advisor.prefill.hosts import mentions
from advisor.prefill.nodes import Node
from advisor.prefill.products import Role
from advisor.prefill.programs import Program, languages_of, recognized, work_of
from advisor.prefill.reading import Document, Table

MOST_LISTED = 1_000  # items of a List
STEADY = frozenset(
    ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Rollout",
     "DeploymentConfig", "Pod"]
)  # fmt: skip
PASSING = frozenset(["Job", "CronJob"])
_WORD = re.compile(r"[^\s\"'\[\],]+")
_SIDECARS = frozenset([Role.BESIDE, Role.WATCHING, Role.IDENTITY, Role.TOOL, Role.GATEWAY])


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object of Kubernetes. group: the part of apiVersion before the slash, "" for the core."""

    node: Node
    kind: str
    group: str

    @property
    def name(self) -> str:
        return self.node.at("metadata", "name").text

    @property
    def annotations(self) -> Mapping[str, Node]:
        return dict(self.node.at("metadata", "annotations").entries())


@dataclass(slots=True)
class Manifests:
    """Every object of all files, by what they are needed for."""

    objects: list[Manifest] = field(default_factory=list)
    settings: dict[str, Node] = field(default_factory=dict)  # ConfigMap → its data

    def add(self, manifest: Manifest) -> None:
        self.objects.append(manifest)
        if manifest.kind == "ConfigMap":
            self.settings.setdefault(manifest.name, manifest.node.get("data"))

    def of(self, *wanted: str) -> Iterator[Manifest]:
        yield from (each for each in self.objects if each.kind in wanted)

    def programs(self) -> Iterator[Program]:
        """Yield what each pod template starts. Jobs come along: they run own code, but pass."""
        for manifest in self.objects:
            if manifest.kind in STEADY | PASSING:
                yield from self._programs(manifest, _pod(manifest), _template(manifest))
            elif manifest.kind == "Service" and manifest.group == "serving.knative.dev":
                template = manifest.node.at("spec", "template")
                yield from self._programs(manifest, template.get("spec"), template)

    def aliases(self) -> dict[str, str]:
        """Return the names of Services → the program that their selector finds."""
        labeled: dict[tuple[str, str], list[tuple[str, set[tuple[str, str]]]]] = {}
        for manifest in self.objects:
            if manifest.kind in STEADY:
                node = _template(manifest).at("metadata", "labels")
                own = {(key, value.text) for key, value in node.entries()}
                for pair in own:
                    labeled.setdefault(pair, []).append((manifest.name, own))
        found: dict[str, str] = {}
        for service in self.of("Service"):
            selector = service.node.at("spec", "selector")
            wanted = {(key, value.text) for key, value in selector.entries()}
            likely = labeled.get(next(iter(wanted)), []) if wanted else []
            target = next((name for name, own in likely if wanted <= own), "")
            if target:
                name = service.name.casefold()
                namespace = service.node.at("metadata", "namespace").text.casefold()
                found[name] = target
                found[f"{name}.{namespace}"] = target
        return found

    def _programs(self, manifest: Manifest, pod: Node, template: Node) -> Iterator[Program]:
        containers = [each for each in pod.get("containers").items() if each.is_table]
        if not containers:
            return
        main = next((each for each in containers if not _is_beside(each)), containers[0])
        name = manifest.name or main.get("name").text
        program = self._program(manifest, name, main)
        yield program
        notes = dict(template.at("metadata", "annotations").entries())
        if program.is_own:
            _helpers(manifest, name, [each for each in containers if each is not main])
        injected(manifest, name, notes)

    def _program(self, manifest: Manifest, name: str, main: Node) -> Program:
        image = main.get("image").text
        address, product = recognized(image, name, is_built=False)
        rows = list(self._variables(main))
        places = {key: place for key, _, place in rows}
        command = [*_words(main.get("command")), *_words(main.get("args"))]
        works_off, plans = work_of(command)
        bare = product is not None and bool(product.language)
        steady = manifest.kind not in PASSING
        ready, alive = main.get("readinessProbe"), main.get("livenessProbe")
        return Program(
            name=name,
            node=manifest.node,
            image=address,
            source="" if bare or not address.name else f"image:{address.repository}",
            product=product,
            is_steady=steady,
            copies=_copies(manifest),
            mentions=mentions((key, value) for key, value, _ in rows),
            ready=ready if ready.is_there else None,
            alive=(alive, "is watched and started again") if alive.is_there else None,
            languages=languages_of([image], command, places),
            works_off=works_off,
            plans=plans,
            places=places,
        )

    def _variables(self, container: Node) -> Iterator[tuple[str, str, Node]]:
        """Yield name, value and place of each; of ConfigMaps too, and never of Secrets."""
        for row in container.get("env").items():
            name, value = row.get("name").text, row.get("value").text
            place = container.get("env").named(name)
            source = row.get("valueFrom")
            if source.is_table and source.get("configMapKeyRef").is_table:
                reference = source.get("configMapKeyRef")
                data = self.settings.get(reference.get("name").text)
                if data is not None:
                    place = data.get(reference.get("key").text)
                    value = place.text
            if name:
                yield name, value, place
        for row in container.get("envFrom").items():
            data = self.settings.get(row.at("configMapRef", "name").text)
            for key, node in data.entries() if data and data.is_table else ():
                yield key, node.text, node


def is_manifest(content: object) -> bool:
    return isinstance(content, Table) and "apiVersion" in content and "kind" in content


def manifests(document: Document, findings: Findings) -> Iterator[Manifest]:
    """Yield the object of a document, or those of a List."""
    root = Node(document.content, document.file, "", document.line, findings)
    yield from _objects(root, document.file, findings, 0)


def _objects(root: Node, file: str, findings: Findings, depth: int) -> Iterator[Manifest]:
    kind, version = root.get("kind").text, root.get("apiVersion").text
    items = root.get("items")
    if kind.endswith("List") and items.is_there and depth < 3:
        for place, item in enumerate(items.items()):
            if place >= MOST_LISTED:
                findings.note(file, f"Only the first {MOST_LISTED:,} objects of a List are read.")
                return
            if not item.is_table:
                item.complain("a table")
            elif item.get("kind").is_there:
                inner = Node(item.value, file, "", _line_of(item), findings)
                yield from _objects(inner, file, findings, depth + 1)
        return
    name = root.at("metadata", "name").text
    path = f"{shown(kind, 40)}/{shown(name, 60)} " if name else f"{shown(kind, 40)} "
    group = version.partition("/")[0] if "/" in version else ""
    yield Manifest(Node(root.value, file, path, root.line, findings), kind, group)


def _line_of(node: Node) -> int:
    lines = node.value.lines.values() if isinstance(node.value, Table) else ()
    return min(lines, default=node.line)


def _template(manifest: Manifest) -> Node:
    if manifest.kind == "Pod":
        return manifest.node
    if manifest.kind == "CronJob":
        return manifest.node.at("spec", "jobTemplate", "spec", "template")
    return manifest.node.at("spec", "template")


def _pod(manifest: Manifest) -> Node:
    return _template(manifest).get("spec")


def _copies(manifest: Manifest) -> tuple[int, Node] | None:
    place = manifest.node.at("spec", "replicas")
    # The members of a StatefulSet are numbered, so they need not be equal.
    if manifest.kind in PASSING | {"StatefulSet", "Pod", "DaemonSet"} or place.whole is None:
        return None
    return place.whole, place


def _is_beside(container: Node) -> bool:
    address, product = recognized(
        container.get("image").text, container.get("name").text, is_built=False
    )
    return product is not None and product.role in _SIDECARS and bool(address.name)


def _helpers(manifest: Manifest, name: str, others: list[Node]) -> None:
    """Read the containers that stand beside the program in its pod."""
    findings = manifest.node.findings
    for container in others:
        _, product = recognized(container.get("image").text, "", is_built=False)
        if product is not None and product.role in _SIDECARS:
            words = f"{product.name} runs beside {shown(name, 40)}, in the same pod"
            findings.seen("languages", "helper", container.reason(words))
            for say in product.says:
                reason = container.reason(f"{product.name} is started. {say.words}")
                findings.infer(say.question, say.option, say.strength, reason)


def injected(manifest: Manifest, name: str, notes: Mapping[str, Node]) -> None:
    """Read what notes of a pod, or labels of a namespace, ask to be put beside the programs."""
    findings = manifest.node.findings
    for key, mesh in (
        ("sidecar.istio.io/inject", "Istio"),
        ("istio-injection", "Istio"),
        ("linkerd.io/inject", "Linkerd"),
        ("kuma.io/sidecar-injection", "Kuma"),
        ("consul.hashicorp.com/connect-inject", "Consul"),
        ("dapr.io/enabled", "Dapr"),
    ):
        place = notes.get(key)
        if place is None or not (place.is_set(True) or place.text == "enabled"):
            continue
        words = f"{mesh} puts a helper beside the copies of {shown(name, 40)}"
        findings.seen("languages", "helper", place.reason(words))
        if mesh != "Dapr":
            words = f"{mesh} can encrypt between parts and prove who they are"
            findings.hint("security", "mtls", place.reason(words))
            words = f"{mesh} can add the same technical code to every part"
            findings.hint("languages", "same", place.reason(words))
    for key, place in notes.items():
        if key == "prometheus.io/scrape" and place.is_set(True):
            words = f"The numbers of {shown(name, 40)} are gathered"
            findings.seen("see", "numbers", place.reason(words))
        elif key.startswith("instrumentation.opentelemetry.io/inject-"):
            words = f"Traces of {shown(name, 40)} are recorded"
            findings.hint("see", "path", place.reason(words))


def _words(node: Node) -> list[str]:
    if not node.is_list:
        return _WORD.findall(node.text[:2_000])
    return _WORD.findall(" ".join(item.text[:200] for item in list(node.items())[:40]))

"""Ingresses and routes of Kubernetes: where calls come in, and what is done there once for all."""

from collections.abc import Iterator

from advisor.prefill.findings import Findings, listed, shown
from advisor.prefill.kubernetes import Manifest, Manifests
from advisor.prefill.nodes import Node

_NGINX = "nginx.ingress.kubernetes.io/"


def ways_in(manifests: Manifests, findings: Findings) -> None:
    """One address before two or more Services, taking all ingresses and routes together."""
    behind: dict[str, dict[str, Node]] = {}
    for manifest in manifests.of("Ingress"):
        for host, service, place in _rules(manifest):
            behind.setdefault(host, {})[service] = place
    for manifest in manifests.of("HTTPRoute", "GRPCRoute", "VirtualService"):
        for host, service, place in _routes(manifest):
            behind.setdefault(host, {})[service] = place
    shared = {host: found for host, found in behind.items() if len(found) > 1}
    for found in shared.values():
        words = f"One address leads to {listed(found)}"
        findings.seen("entry", "one", next(iter(found.values())).reason(words))
    if not shared:
        for found in behind.values():
            for service, place in found.items():
                words = f"Calls from outside are led to {shown(service, 40)} here"
                findings.hint("entry", "one", place.reason(words))


def _rules(ingress: Manifest) -> Iterator[tuple[str, str, Node]]:
    for rule in ingress.node.at("spec", "rules").items():
        host = rule.get("host").text
        for path in rule.at("http", "paths").items():
            backend = path.get("backend")
            name = backend.at("service", "name").text or backend.get("serviceName").text
            if name:
                yield host, name, backend


def _routes(route: Manifest) -> Iterator[tuple[str, str, Node]]:
    if route.kind == "VirtualService" and not route.node.at("spec", "gateways").is_there:
        return  # one of the mesh alone, no way in
    hosts = "hostnames" if route.kind != "VirtualService" else "hosts"
    host = next((each.text for each in route.node.at("spec", hosts).items()), "")
    for part in ("rules", "http"):
        for rule in route.node.at("spec", part).items():
            for backend in rule.get("backendRefs").items():
                if name := backend.get("name").text:
                    yield host, name, backend
            for target in rule.get("route").items():
                place = target.get("destination")
                if name := place.get("host").text:
                    yield host, name.partition(".")[0], place


def ingress(manifest: Manifest, findings: Findings) -> None:
    tls = manifest.node.at("spec", "tls")
    if tls.is_list and tls.value:
        words = "Encryption ends here, once for all that lies behind"
        findings.seen("entry", "checks", tls.reason(words))
    for key, place in manifest.annotations.items():
        option = key.removeprefix(_NGINX) if key.startswith(_NGINX) else ""
        if option in ("limit-rps", "limit-rpm", "limit-connections"):
            findings.seen("load", "caller", place.reason("Each caller has a limit here"))
            findings.seen("entry", "checks", place.reason("Limits are kept once for all"))
        elif option in ("auth-url", "auth-type"):
            findings.seen("entry", "checks", place.reason("The sign-in is checked once for all"))
        elif option == "canary" and place.is_set(True):
            words = "A part of the calls goes to a new version"
            findings.seen("release", "gradual", place.reason(words))

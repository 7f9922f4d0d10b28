"""What Kubernetes objects beside the programs say: ways in, scaling, jobs, meshes, releases."""

import re
from collections.abc import Callable

from advisor.prefill import mesh, routes
from advisor.prefill.findings import Findings, listed, shown
from advisor.prefill.kubernetes import STEADY, Manifest, Manifests, injected
from advisor.prefill.programs import kinds

MOST_REASONS = 6
_SELDOM = re.compile(
    r"[0-9]+\s+[0-9,]+(?:\s+\S+){3}"
)  # a minute and an hour, so at most a few a day
_SELDOM_WORDS = ("@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually")
_QUEUES = (
    "rabbitmq", "kafka", "aws-sqs-queue", "azure-queue", "azure-servicebus", "nats-jetstream",
    "gcp-pubsub", "redis", "redis-streams", "activemq", "artemis-queue", "pulsar",
)  # fmt: skip
# Kinds that are looked at elsewhere, or that say nothing about patterns.
_SILENT = frozenset((
    "ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim", "PersistentVolume",
    "StorageClass", "ClusterRole", "ClusterRoleBinding", "RoleBinding", "Role", "LimitRange",
    "ResourceQuota", "PriorityClass", "IngressClass", "Service", "Endpoints", "EndpointSlice",
    "PodDisruptionBudget", "Gateway", "HTTPRoute", "GRPCRoute", "Issuer", "ClusterIssuer",
    "Certificate",
))  # fmt: skip


def judge(manifests: Manifests, findings: Findings) -> None:
    """Write down what every object speaks for, and name the kinds that are not understood."""
    unknown: dict[str, dict[str, None]] = {}
    for manifest in manifests.objects:
        reader = _READERS.get(manifest.kind)
        if reader:
            reader(manifest, findings)
        elif manifest.kind not in STEADY | _SILENT:
            kind = shown(manifest.kind, 40) or "an object without a kind"
            unknown.setdefault(manifest.node.file, {})[kind] = None
    for file, names in unknown.items():
        findings.note(file, f"Nothing is inferred from objects of the kind {listed(names, 8)}.")
    _runtime(manifests, findings)
    _services(manifests, findings)
    routes.ways_in(manifests, findings)


def _runtime(manifests: Manifests, findings: Findings) -> None:
    for file in dict.fromkeys(each.node.file for each in manifests.objects):
        first = next(each for each in manifests.objects if each.node.file == file)
        findings.seen("runtime", "k8s", first.node.reason("This is a manifest of Kubernetes"))


def _services(manifests: Manifests, findings: Findings) -> None:
    own = {p.name.casefold() for kind in kinds(manifests.programs()) for p in kind.programs}
    aliases = manifests.aliases()
    found = [
        service
        for service in manifests.of("Service")
        if aliases.get(service.name.casefold(), "").casefold() in own
    ]
    if len(found) > 1:
        words = "A Service gives the copies one fixed name, and the platform finds them"
        reasons = [each.node.get("spec").reason(words) for each in found[:MOST_REASONS]]
        findings.seen("finding", "fixed", *reasons)
    for service in manifests.of("Service"):
        if service.node.at("spec", "type").text == "ExternalName":
            place = service.node.at("spec", "externalName")
            findings.hint("deps", "third", place.reason("This name leads out of the cluster"))


# --- scaling and jobs -------------------------------------------------------------------------


def _scaler(manifest: Manifest, findings: Findings) -> None:
    place = manifest.node.at("spec", "maxReplicas")
    target = shown(manifest.node.at("spec", "scaleTargetRef", "name").text, 40) or "a program"
    if (place.whole or 0) > 1:
        words = f"Up to {place.whole} equal copies of {target} share the load"
        findings.seen("load", "copies", place.reason(words))
        words = f"{target} grows and shrinks with the load; by day or in bursts, only you know"
        findings.hint("load", "daily", place.reason(words))


def _event_scaler(manifest: Manifest, findings: Findings) -> None:
    spec = manifest.node.get("spec")
    target = shown(spec.at("scaleTargetRef", "name").text, 40) or "a program"
    for trigger in spec.get("triggers").items():
        place = trigger.get("type")
        if place.text in _QUEUES:
            words = f"More copies of {target} start when {shown(place.text, 40)} piles up"
            findings.seen("backlog", "workers", place.reason(words))
        elif place.text in ("cpu", "memory", "prometheus"):
            words = f"Copies of {target} follow the load"
            findings.seen("load", "copies", place.reason(words))
    least = spec.get("minReplicaCount")
    if spec.get("triggers").is_there and least.whole == 0:
        words = f"{target} may shrink to nothing while it is idle"
        findings.hint("structure", "idle", least.reason(words))


def _cron(manifest: Manifest, findings: Findings) -> None:
    place = manifest.node.at("spec", "schedule")
    schedule = place.text.strip()
    name = shown(manifest.name, 40)
    if _SELDOM.fullmatch(schedule) or schedule in _SELDOM_WORDS:
        findings.seen("work", "batch", place.reason(f"{name} runs at set hours"))
    elif schedule:
        words = f"{name} runs again and again; whether it is bulk work, only you know"
        findings.hint("work", "batch", place.reason(words))
    policy = manifest.node.at("spec", "concurrencyPolicy")
    if policy.text in ("Forbid", "Replace"):
        words = f"{name} must not run twice at a time"
        findings.hint("coord", "sched", policy.reason(words))


def _job(manifest: Manifest, findings: Findings) -> None:
    if any(key.startswith(("helm.sh/hook", "argocd.argoproj.io/hook"))
           for key in manifest.annotations):  # fmt: skip
        return
    name = shown(manifest.name, 40)
    place = manifest.node.at("spec", "parallelism")
    if (place.whole or 0) > 1:
        words = f"{name} runs in {place.whole} pieces at the same time"
        findings.hint("work", "pieces", place.reason(words))
    else:
        words = f"{name} runs to its end; leave it out if it only sets something up"
        findings.hint("work", "batch", manifest.node.get("spec").reason(words))


def _workflow(manifest: Manifest, findings: Findings) -> None:
    name = shown(manifest.name, 40) or "A workflow"
    place = manifest.node.get("spec")
    findings.hint("work", "steps", place.reason(f"{name} is a chain of steps"))
    if manifest.kind == "CronWorkflow":
        findings.hint("work", "batch", place.reason(f"{name} runs by a schedule"))


def _knative(manifest: Manifest, findings: Findings) -> None:
    if manifest.group == "serving.knative.dev":
        words = f"{shown(manifest.name, 40)} may shrink to nothing while it is idle"
        findings.hint("structure", "idle", manifest.node.get("spec").reason(words))


# --- programs ---------------------------------------------------------------------------------


def _workload(manifest: Manifest, findings: Findings) -> None:
    spec = manifest.node.get("spec")
    name = shown(manifest.name, 40)
    place = spec.at("strategy", "rollingUpdate", "maxUnavailable")
    if place.whole == 0 or place.text == "0%":
        words = f"{name} is replaced without a copy missing"
        findings.hint("release", "zero", place.reason(words))
    pod = spec.at("template", "spec")
    for spread in pod.get("topologySpreadConstraints").items():
        key = spread.get("topologyKey")
        if "zone" in key.text or "region" in key.text:
            words = f"The copies of {name} are spread over zones"
            findings.hint("places", "active", key.reason(words))


def _rollout(manifest: Manifest, findings: Findings) -> None:
    _workload(manifest, findings)
    strategy = manifest.node.at("spec", "strategy")
    name = shown(manifest.name, 40)
    if strategy.get("canary").is_there:
        words = f"A part of the calls goes to the new version of {name} first"
        findings.seen("release", "gradual", strategy.get("canary").reason(words))
    if strategy.get("blueGreen").is_there:
        words = f"Old and new version of {name} stand ready side by side"
        findings.seen("release", "zero", strategy.get("blueGreen").reason(words))


def _canary(manifest: Manifest, findings: Findings) -> None:
    words = "A part of the calls goes to a new version first"
    findings.seen("release", "gradual", manifest.node.get("spec").reason(words))


# --- further objects ----------------------------------------------------------------------------


def _measured(manifest: Manifest, findings: Findings) -> None:
    words = "Numbers are gathered, or alarms set, for the parts named here"
    findings.seen("see", "numbers", manifest.node.get("spec").reason(words))


def _namespace(manifest: Manifest, findings: Findings) -> None:
    injected(
        manifest, f"all in {manifest.name}", dict(manifest.node.at("metadata", "labels").entries())
    )
    injected(manifest, f"all in {manifest.name}", manifest.annotations)


def _role(manifest: Manifest, findings: Findings) -> None:
    for rule in manifest.node.get("rules").items():
        resources = [each.text for each in rule.get("resources").items()]
        verbs = [each.text for each in rule.get("verbs").items()]
        if "leases" in resources and {"create", "update", "*"} & set(verbs):
            words = "A program may take a lease, as copies do of which only one may act"
            findings.hint("coord", "single", rule.reason(words))


def _broker(manifest: Manifest, findings: Findings) -> None:
    place = manifest.node.get("spec")
    words = "A broker can tell several parts; whether it does, only you know"
    findings.hint("announce", "several", place.reason(words))
    if manifest.kind.startswith("Kafka"):
        words = "Kafka keeps a record that listeners can read again"
        findings.hint("announce", "reread", place.reason(words))
    else:
        words = "A queue can share work out to equal workers"
        findings.hint("backlog", "workers", place.reason(words))


_Reader = Callable[[Manifest, Findings], None]
_READERS: dict[str, _Reader] = {
    "Ingress": routes.ingress,
    "HorizontalPodAutoscaler": _scaler,
    "ScaledObject": _event_scaler,
    "ScaledJob": _event_scaler,
    "CronJob": _cron,
    "Job": _job,
    "Workflow": _workflow,
    "CronWorkflow": _workflow,
    "WorkflowTemplate": _workflow,
    "Service": _knative,
    "Deployment": _workload,
    "StatefulSet": _workload,
    "Rollout": _rollout,
    "Canary": _canary,
    "VirtualService": mesh.virtual_service,
    "DestinationRule": mesh.destination_rule,
    "PeerAuthentication": mesh.peers,
    "RequestAuthentication": mesh.tokens,
    "AuthorizationPolicy": mesh.apart,
    "NetworkPolicy": mesh.apart,
    "CiliumNetworkPolicy": mesh.apart,
    "ServerAuthorization": mesh.apart,
    **dict.fromkeys(
        ("ExternalSecret", "ClusterExternalSecret", "SecretStore", "ClusterSecretStore",
         "SealedSecret", "VaultAuth", "VaultStaticSecret", "SecretProviderClass"),
        mesh.secrets,
    ),
    "ServiceEntry": mesh.outside,
    **dict.fromkeys(("ServiceMonitor", "PodMonitor", "PrometheusRule"), _measured),
    "Namespace": _namespace,
    "Role": _role,
    "ClusterRole": _role,
    **dict.fromkeys(("Kafka", "KafkaTopic", "RabbitmqCluster"), _broker),
}  # fmt: skip

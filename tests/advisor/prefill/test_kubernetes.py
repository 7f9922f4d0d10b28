"""Kubernetes manifests: which objects say what, and what they cannot say."""

import pytest

from tests.advisor.prefill.conftest import Infer, faults, told


def thing(kind: str, spec: str, *, group: str = "apps/v1", name: str = "x", meta: str = "") -> str:
    return f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: {name}{meta}}}\nspec: {spec}\n"


def program(name: str, container: str = "") -> str:
    pod = f"{{containers: [{{image: {name}:1{container}}}]}}"
    template = f"{{metadata: {{labels: {{app: {name}}}}}, spec: {pod}}}"
    return thing("Deployment", f"{{template: {template}}}", name=name)


def stream(*texts: str) -> str:
    return "---\n".join(texts)


def test_few_programs_may_be_a_part_of_a_system(say: Infer) -> None:
    assert told(say(stream(*map(program, "abc"))))["services=few"] == "hint"
    assert told(say(stream(*map(program, "abcd"))))["services=some"] == "seen"


def test_a_list_and_a_stream_say_the_same(say: Infer) -> None:
    rows = [program(name) for name in "abcd"]
    items = "".join("- " + row.replace("\n", "\n  ").rstrip(" ") for row in rows)

    listed = say(f"apiVersion: v1\nkind: List\nitems:\n{items}")

    assert told(listed) == told(say(stream(*rows)))
    assert told(say(f"apiVersion: apps/v1\nkind: DeploymentList\nitems:\n{items}")) == told(listed)


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        (", readinessProbe: {httpGet: {path: /}}", "seen"),
        (", livenessProbe: {httpGet: {path: /}}", "hint"),
        ("", None),
    ],
)
def test_only_readiness_says_fit_for_traffic(
    say: Infer, container: str, expected: str | None
) -> None:
    assert told(say(program("a", container))).get("see=fit") == expected


def test_readiness_of_few_programs_is_a_hint(say: Infer) -> None:
    rows = [program("a", ", readinessProbe: {}"), *map(program, "bcd")]

    assert told(say(stream(*rows)))["see=fit"] == "hint"


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [("0 3 * * *", "seen"), ("@daily", "seen"), ("*/5 * * * *", "hint"), ("0 * * * *", "hint"),
     ("30 2,14 * * 1", "seen"), ("nonsense", "hint"), ("", None)],
)  # fmt: skip
def test_a_job_by_the_clock_is_bulk_work_when_it_seldom_runs(
    say: Infer, schedule: str, expected: str | None
) -> None:
    found = say(thing("CronJob", f'{{schedule: "{schedule}"}}', group="batch/v1"))

    assert told(found).get("work=batch") == expected


def test_a_job_that_sets_something_up_says_nothing(say: Infer) -> None:
    hook = thing("Job", "{}", group="batch/v1", meta=", annotations: {helm.sh/hook: pre-install}")

    assert "work=batch" not in told(say(hook))
    assert told(say(thing("Job", "{backoffLimit: 1}", group="batch/v1")))["work=batch"] == "hint"


def test_jobs_are_not_counted_as_programs(say: Infer) -> None:
    pod = "{template: {spec: {containers: [{image: thing}]}}}"

    assert say(thing("Job", pod, group="batch/v1")).of_question("services") == ()


@pytest.mark.parametrize(
    ("paths", "expected"),
    [(("a", "b"), "seen"), (("a", "a"), "hint"), (("a",), "hint"), ((), None)],
)
def test_an_ingress_is_one_address_when_two_services_lie_behind(
    say: Infer, paths: tuple[str, ...], expected: str | None
) -> None:
    rows = ", ".join(f"{{backend: {{service: {{name: {name}}}}}}}" for name in paths)
    spec = f"{{rules: [{{host: h, http: {{paths: [{rows}]}}}}]}}"

    found = say(thing("Ingress", spec, group="networking.k8s.io/v1"))

    assert told(found).get("entry=one") == expected


def test_services_under_addresses_of_their_own_are_not_one_address(say: Infer) -> None:
    rules = ", ".join(
        f"{{host: {n}.example, http: {{paths: [{{backend: {{service: {{name: {n}}}}}}}]}}}}"
        for n in "ab"
    )

    assert told(say(thing("Ingress", f"{{rules: [{rules}]}}")))["entry=one"] == "hint"


def test_a_route_of_a_gateway_counts_like_an_ingress(say: Infer) -> None:
    spec = "{hostnames: [h], rules: [{backendRefs: [{name: a}]}, {backendRefs: [{name: b}]}]}"

    found = say(thing("HTTPRoute", spec, group="gateway.networking.k8s.io/v1"))

    assert told(found)["entry=one"] == "seen"


def test_a_service_leads_to_the_program_that_its_selector_finds(say: Infer) -> None:
    caller = program("shop", ", env: [{name: ORDERS_URL, value: 'http://front.ns.svc:80'}]")
    service = thing("Service", "{selector: {app: orders}}", group="v1", name="front")

    found = say(stream(caller, program("orders"), service))

    assert told(found)["deps=few"] == "hint"
    assert "shop names orders" in repr(found)


def test_secrets_are_passed_over(say: Infer) -> None:
    secret = (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
        "stringData: {A_URL: 'https://api.stripe.com'}\n"
    )
    user = program("a", ", envFrom: [{secretRef: {name: s}}, {configMapRef: {name: s}}]")

    found = say(stream(secret, user))

    assert "deps=third" not in told(found)
    assert "stripe" not in repr(found).lower()


def test_a_helper_in_the_pod_is_seen_and_is_not_the_program(say: Infer) -> None:
    pod = "{containers: [{image: envoyproxy/envoy:v1}, {image: orders:1}]}"
    found = say(thing("Deployment", f"{{template: {{spec: {pod}}}}}", name="orders"))

    assert told(found)["languages=helper"] == "seen"
    assert [each.text for each in found.names] == ["orders"]


def test_a_helper_of_a_product_says_nothing_of_own_programs(say: Infer) -> None:
    pod = "{containers: [{image: redis:7}, {image: oliver006/redis_exporter}]}"

    found = say(thing("StatefulSet", f"{{template: {{spec: {pod}}}}}"))

    assert "languages=helper" not in told(found)


@pytest.mark.parametrize(
    ("kind", "spec", "answer", "strength"),
    [
        ("PeerAuthentication", "{mtls: {mode: STRICT}}", "security=mtls", "seen"),
        ("PeerAuthentication", "{mtls: {mode: PERMISSIVE}}", "security=mtls", None),
        ("NetworkPolicy", "{policyTypes: [Ingress]}", "security=apart", "hint"),
        ("NetworkPolicy", "{egress: []}", "security=apart", "seen"),
        ("ServiceMonitor", "{endpoints: []}", "see=numbers", "seen"),
        ("SealedSecret", "{}", "security=secrets", "seen"),
        ("Canary", "{analysis: {}}", "release=gradual", "seen"),
        ("Rollout", "{strategy: {blueGreen: {}}}", "release=zero", "seen"),
        ("Deployment", "{strategy: {rollingUpdate: {maxUnavailable: 0}}}", "release=zero", "hint"),
        ("Workflow", "{entrypoint: x}", "work=steps", "hint"),
        ("Kafka", "{kafka: {replicas: 3}}", "announce=reread", "hint"),
        ("ScaledObject", "{triggers: [{type: cpu}]}", "load=copies", "seen"),
        ("HorizontalPodAutoscaler", "{maxReplicas: 1}", "load=copies", None),
    ],
)
def test_an_object_says_one_thing(
    say: Infer, kind: str, spec: str, answer: str, strength: str | None
) -> None:
    assert told(say(thing(kind, spec))).get(answer) == strength


def test_kinds_that_say_nothing_are_named(say: Infer) -> None:
    found = say(stream(thing("Elephant", "{}"), thing("ConfigMap", "{}"), thing("Zebra", "{}")))

    assert [each.words for each in found.notes] == [
        "Nothing is inferred from objects of the kind Elephant and Zebra."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Pod\nspec: 5\n",
        "apiVersion: [1]\nkind: {a: b}\nmetadata: x\n",
        "apiVersion: v1\nkind: List\nitems: {a: 1}\n",
        "apiVersion: v1\nkind: List\nitems: [1, [2], null, {a: 1}]\n",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: [x]}\nspec: {template: [1]}\n",
        "apiVersion: v1\nkind: Deployment\nspec: {template: {spec: {containers: [1, x, {}]}}}\n",
        "apiVersion: v1\nkind: Ingress\nspec: {rules: [1, {http: [2]}, {http: {paths: {a: 1}}}]}\n",
        "apiVersion: v1\nkind: Role\nrules: {a: 1}\n",
        "apiVersion: batch/v1\nkind: CronJob\nspec: {schedule: [1]}\n",
    ],
)
def test_wrong_kinds_inside_a_manifest_are_told(say: Infer, text: str) -> None:
    found = say(text)

    assert all(each.option in ("k8s", "few") for each in found.inferences)
    assert all(line.startswith("a, line ") for line in faults(found))

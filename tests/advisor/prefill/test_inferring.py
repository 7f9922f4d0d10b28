"""The door: whatever comes in, what comes out can be confirmed and never guesses."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine import Knowledge
from advisor.engine.questions import Kind
from advisor.prefill import File, Prefill, infer
from tests.advisor.prefill.conftest import Infer, faults, told

# What no file of these kinds can know: people, wishes, incidents and what an action changes.
NEVER = {"stage", "teams", "ops", "skill", "latency", "pains", "downtime", "tx", "age", "history",
         "legacy"}  # fmt: skip
ALONE_NEVER = {("load", "steady"), ("reads", "none"), ("work", "none"), ("pains", "none")}

KEYS = [
    "services", "image", "build", "context", "dockerfile", "environment", "deploy",
    "replicas", "depends_on", "ports", "healthcheck", "command", "labels", "networks",
    "internal", "profiles", "apiVersion", "kind", "metadata", "name", "spec", "template",
    "containers", "env", "envFrom", "configMapRef", "valueFrom", "items", "rules", "http",
    "paths", "backend", "service", "schedule", "annotations", "selector", "maxReplicas",
    "triggers", "type", "trafficPolicy", "data", "tls", "openapi", "swagger", "info", "title",
    "paths", "get", "post", "responses", "202", "429", "headers", "Location", "parameters",
    "in", "$ref", "components", "securitySchemes", "security", "servers", "url", "webhooks",
    "callbacks", "requestBody", "content", "/v1/x", "<<", "",
]  # fmt: skip
WORDS = [
    "orders", "db", "postgres:16", "redis", "kafka", "nginx", "v1", "apps/v1", "Deployment",
    "List", "Service", "Ingress", "CronJob", "HorizontalPodAutoscaler", "VirtualService",
    "Namespace", "Role", "3.0.0", "2.0", "header", "idempotency-key", "#/components/x", "#/",
    "http://orders:80", "postgres://u:p@db/x", "A=b", "A", "0 3 * * *", "rabbitmq", "${X:-3}",
    "celery worker", "true", "\u202e", "\ud7ff", "x" * 100,
]  # fmt: skip
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10**18)
    | st.sampled_from(WORDS)
    | st.text(max_size=8)
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=6), inner, max_size=5)
    ),
    max_leaves=30,
)
roots = st.one_of(
    values,
    st.fixed_dictionaries(
        {"services": st.dictionaries(st.sampled_from(WORDS), values, max_size=4)}
    ),
    st.fixed_dictionaries(
        {"apiVersion": st.sampled_from(["v1", "apps/v1", "serving.knative.dev/v1"]),
         "kind": st.sampled_from(WORDS), "metadata": values, "spec": values, "rules": values,
         "data": values, "items": values}
    ),
    st.fixed_dictionaries({"openapi": st.just("3.1.0"), "info": values, "components": values,
                           "paths": st.dictionaries(st.sampled_from(["/x", "/v1/y"]), values)}),
)  # fmt: skip


def check(found: Prefill, known: Knowledge) -> None:
    """Everything that a page relies on."""
    questions = {question.id: question for question in known.questions}
    for each in found.inferences:
        question = questions[each.question]
        assert each.option in {option.id for option in question.options}
        assert each.question not in NEVER
        assert (each.question, each.option) not in ALONE_NEVER
        assert each.reasons
    for name, question in questions.items():
        options = {each.option for each in found.of_question(name)}
        alone = {option.id for option in question.options if option.exclusive}
        assert question.kind is Kind.SINGLE or len(options) < 2 or not options & alone
    for each in found.names:
        assert 0 < len(each.text) <= 40
        assert each.text.isprintable()
    said = [r.words + r.path + r.file for each in found.inferences for r in each.reasons]
    said += [note.words for note in found.notes] + faults(found)
    assert not any(sign in text for text in said for sign in "\u202e\0\n")


@settings(max_examples=150, deadline=None)
@given(documents=st.lists(roots, min_size=1, max_size=3))
def test_no_structure_raises_anything(documents: list[Any], say: Infer) -> None:
    # JSON is YAML, so both readers get the same structures.
    texts = [json.dumps(each) for each in documents]

    as_json = say(*texts)
    as_yaml = say("# yaml\n" + "\n---\n".join(texts))

    check(as_json, say.known)
    check(as_yaml, say.known)


@settings(max_examples=30, deadline=None)
@given(documents=st.lists(roots, min_size=1, max_size=2))
def test_the_same_files_say_the_same_again(documents: list[Any], say: Infer) -> None:
    texts = [json.dumps(each) for each in documents]

    assert say(*texts) == say(*texts)


def test_nothing_says_nothing(known: Knowledge) -> None:
    assert infer([], known) == Prefill()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5", "it is no table of keys and values"),
        ("just some words", "it is no table of keys and values"),
        ("[1, 2]", "it is no table of keys and values"),
        ("a: 1\nb: 2\n", "its keys are a and b"),
        ("{}", "it has no keys"),
        ("asyncapi: 2.6.0\n", "this is an AsyncAPI document, which is not read"),
        ("resources: [a.yaml]\n", "kubectl kustomize"),
        ("web:\n  image: x\n  ports: []\n", "neither a compose file"),
    ],
)
def test_what_is_none_of_the_three_is_told_so(say: Infer, text: str, words: str) -> None:
    found = say(text)

    assert found.is_empty
    assert words in faults(found)[0]


def test_all_three_kinds_may_stand_in_one_stream(say: Infer) -> None:
    found = say(
        "services: {a: {build: ./a}, b: {build: ./b}}\n---\n"
        "openapi: 3.0.0\ninfo: {title: Interface}\npaths: {}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: c}\nspec: {containers: [{image: c}]}\n"
    )

    assert {each.text for each in found.names} == {"a", "b", "c", "Interface"}


def test_a_program_in_two_files_is_counted_once(say: Infer) -> None:
    manifest = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"
        "spec: {template: {spec: {containers: [{image: ghcr.io/x/a}]}}}\n"
    )

    found = say("services: {a: {build: ./a}, b: {build: ./b}, c: {build: ./c}}\n", manifest)

    assert [each.option for each in found.of_question("services")] == ["few"]
    assert len(found.names) == 3


def test_reasons_of_several_files_are_put_together_and_seen_wins(say: Infer) -> None:
    interface = "openapi: 3.0.0\npaths: {/x: {get: {responses: {'429': {}}}}}\n"

    (caller,) = say(interface, interface).of_question("load")

    assert [reason.file for reason in caller.reasons] == ["a", "b"]
    assert caller.is_seen


def test_an_option_that_excludes_the_others_yields_and_is_noted(say: Infer) -> None:
    found = say(
        "services:\n  a: {build: ./a, environment: [B=http://b:80]}\n  b: {build: ./b}\n"
        "  registry: {image: springcloud/eureka}\n"
    )

    assert [each.option for each in found.of_question("finding")] == ["change"]
    assert any("speak against it" in note.words for note in found.notes)


def test_an_option_that_is_seen_outweighs_others_that_are_hinted_at(say: Infer) -> None:
    head = "apiVersion: v1\nkind: {1}\nmetadata: {{name: {0}}}\nspec: "
    pod = "{{metadata: {{labels: {{app: {0}}}}}, spec: {{containers: [{{image: {2}}}]}}}}"
    rows = [f"{head}{{{{template: {pod}}}}}\n".format(n, "Deployment", n) for n in "ab"]
    rows += [f"{head}{{{{selector: {{{{app: {{0}}}}}}}}}}\n".format(n, "Service") for n in "ab"]
    rows += [f"{head}{{{{template: {pod}}}}}\n".format("c", "Deployment", "hashicorp/consul")]

    found = say("---\n".join(rows))

    assert told(found)["finding=fixed"] == "seen"
    assert "finding=change" not in told(found)


def test_options_that_a_release_does_not_know_are_not_named(known: Knowledge) -> None:
    fewer = dataclasses.replace(
        known, questions=tuple(q for q in known.questions if q.id != "runtime")
    )
    file = File("a", b"services: {a: {build: ./a}, b: {build: ./b}}")

    assert "runtime=containers" in told(infer([file], known))
    assert "runtime=containers" not in told(infer([file], fewer))

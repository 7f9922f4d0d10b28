"""Nine files in the shape in which such files are published, and all that each one tells."""

from pathlib import Path

import pytest

from advisor.engine import Knowledge
from advisor.prefill import File, Prefill, infer

FILES = Path(__file__).parent / "files"
NAMES = {
    "ballots.compose.yml": ["vote", "result", "tally"],
    "shop.compose.yml": ["storefront", "catalog", "cart", "checkout", "accounts"],
    "telemetry.compose.yml": ["readings", "billing", "alarms", "portal"],
    "boutique.k8s.yaml": ["frontend", "cart", "offers", "payment", "shipping"],
    "mesh.k8s.yaml": ["booking"],
    "workers.k8s.yaml": ["thumbs", "library", "captions"],
    "pets.openapi.json": ["Pet shelter"],
    "payments.openapi.yaml": ["Payments"],
    "documents.openapi.yaml": ["Documents"],
}
# strength, answer, place of the first reason
TOLD = {
    "ballots.compose.yml": """
        seen services=few at services
        seen languages=several at services.vote
        hint runtime=containers at services
        hint reads=again at services.memory
        hint deps=stores at services.result.depends_on
        hint ownership=shared at services.result.depends_on
        hint security=apart at networks.back.internal
    """,
    "shop.compose.yml": """
        seen services=some at services
        seen languages=several at services.storefront
        hint runtime=containers at services
        seen load=copies at services.cart.deploy.replicas
        hint reads=again at services.cache
        hint longwork=heavy at services.checkout-worker
        hint longwork=down at services.queue
        hint backlog=workers at services.queue
        hint deps=many at services.storefront
        hint deps=third at services.checkout.environment.PAYMENTS_URL
        hint deps=stores at services.catalog.environment.DATABASE_URL
        hint ownership=shared at services.catalog.environment.DATABASE_URL
        hint announce=several at services.queue
        hint entry=one at services.gateway
        hint entry=shield at services.gateway.ports
        hint finding=fixed at services.storefront
        hint see=fit at services.catalog.healthcheck
        seen see=path at services.traces
        seen see=numbers at services.numbers
    """,
    "telemetry.compose.yml": """
        seen services=some at services
        hint structure=parts at services.readings.deploy.replicas
        hint runtime=containers at services
        hint runtime=k8s at services.readings.deploy.update_config
        seen load=copies at services.readings.deploy.replicas
        hint work=stream at services.stream-1
        hint longwork=down at services.stream-1
        hint deps=many at services.alarms
        hint deps=third at services.alarms.environment.TWILIO_URL
        hint ownership=own at services.readings
        seen ownership=taken at services.capture
        hint announce=several at services.stream-1
        hint announce=reread at services.stream-1
        hint clients=device at services.devices
        seen entry=one at services.edge
        hint entry=checks at services.edge
        hint entry=shield at services.edge.ports
        seen security=idp at services.sign-in
        seen security=secrets at services.safe
        hint finding=fixed at services.billing
        seen release=agree at services.shapes
    """,
    "boutique.k8s.yaml": """
        seen services=some at
        seen runtime=k8s at Deployment/frontend
        hint load=daily at HorizontalPodAutoscaler/frontend spec.maxReplicas
        seen load=copies at HorizontalPodAutoscaler/frontend spec.maxReplicas
        seen load=caller at Ingress/shop metadata.annotations.nginx.ingress.kubernetes.io/limit-rps
        hint reads=again at StatefulSet/carts-store
        seen work=batch at CronJob/nightly-report spec.schedule
        hint deps=many at Deployment/frontend
        hint places=active at
            Deployment/offers spec.template.spec.topologySpreadConstraints[0].topologyKey
        hint coord=sched at CronJob/nightly-report spec.concurrencyPolicy
        seen entry=one at Ingress/shop spec.rules[0].http.paths[0].backend
        seen entry=checks at Ingress/shop spec.tls
        seen finding=fixed at Service/frontend spec
        seen see=fit at Deployment/frontend spec.template.spec.containers[0].readinessProbe
    """,
    "mesh.k8s.yaml": """
        hint services=few at
        hint languages=same at Namespace/travel metadata.labels.istio-injection
        seen languages=helper at Namespace/travel metadata.labels.istio-injection
        seen runtime=k8s at Namespace/travel
        seen load=copies at Rollout/booking spec.replicas
        hint deps=third at ServiceEntry/airline spec.hosts
        seen callfail=giveup at VirtualService/booking spec.http[0].timeout
        seen callfail=again at VirtualService/booking spec.http[0].retries
        seen callfail=pause at DestinationRule/booking spec.trafficPolicy.outlierDetection
        seen callfail=share at DestinationRule/booking spec.trafficPolicy.connectionPool
        seen security=mtls at PeerAuthentication/default spec.mtls.mode
        hint security=token at RequestAuthentication/people spec.jwtRules
        seen security=secrets at ExternalSecret/booking spec
        seen security=apart at NetworkPolicy/booking spec.egress
        hint see=fit at Rollout/booking spec.template.spec.containers[0].livenessProbe
        seen see=numbers at Rollout/booking spec.template.metadata.annotations.prometheus.io/scrape
        seen release=gradual at Rollout/booking spec.strategy.canary
    """,
    "workers.k8s.yaml": """
        hint services=few at
        hint structure=idle at ScaledObject/thumbs spec.minReplicaCount
        hint languages=several at Deployment/thumbs
        seen runtime=k8s at ConfigMap/thumbs
        hint work=pieces at Job/reindex spec.parallelism
        hint longwork=heavy at Deployment/thumbs
        hint longwork=down at Deployment/broker
        seen backlog=workers at ScaledObject/thumbs spec.triggers[0].type
        hint deps=stores at ConfigMap/thumbs data.INVOICE_DB
        hint ownership=shared at ConfigMap/thumbs data.INVOICE_DB
        hint announce=several at Deployment/broker
        hint see=fit at Deployment/library spec.template.spec.containers[0].readinessProbe
    """,
    "pets.openapi.json": """
        seen load=caller at paths./pets.get.responses.200.headers.X-Rate-Limit
        hint work=upload at paths./pets/{petId}/picture.post.parameters[1]
        hint clients=partner at securityDefinitions.key
        hint security=token at securityDefinitions.people
        hint security=idp at securityDefinitions.people
        hint release=contracts at basePath
    """,
    "payments.openapi.yaml": """
        hint load=refuse at paths./payments.post.responses.503
        seen load=caller at paths./payments.get.responses.429
        seen longwork=accept at paths./payments.post.responses.202
        seen longwork=ask at paths./payments.post.responses.202.headers.Location
        hint longwork=match at paths./payments.post.callbacks
        seen callfail=twice at paths./payments.post.parameters[0]
        hint security=token at components.securitySchemes.bearer
        hint see=fit at paths./healthz.get
        hint see=path at paths./payments.parameters[0]
        hint release=contracts at servers[0].url
    """,
    "documents.openapi.yaml": """
        hint reads=again at
            paths./v2/tenants/{tenant_id}/documents/{id}.get.responses.200.headers.ETag
        hint divide=key at paths./v2/tenants/{tenant_id}/documents/{id}.parameters[0]
        hint divide=shared at paths./v2/tenants/{tenant_id}/documents/{id}.parameters[0]
        hint work=upload at
            paths./v2/tenants/{tenant_id}/documents/{id}.put.requestBody.content.multipart/form-data
        hint longwork=told at paths./v2/changes.get.responses.200
        seen coord=same at paths./v2/tenants/{tenant_id}/documents/{id}.put.responses.412
        hint announce=anyone at webhooks
        hint clients=partner at webhooks
        hint security=token at components.securitySchemes.people
        seen security=idp at components.securitySchemes.people
        seen release=contracts at paths./v1/documents/{id}.get
    """,
}  # fmt: skip
# What stands in the files where a value of the environment, a Secret or a command may hold it.
HIDDEN = ("never-show", "never_show", "s3cr3t", "guest", "0123456789abcdef", "ingest", "auth0.com",
          "api.stripe", "5432", "jdbc", "Xmx")  # fmt: skip
every_file = pytest.mark.parametrize("name", sorted(NAMES))


def read(name: str, known: Knowledge) -> Prefill:
    return infer([File(name, (FILES / name).read_bytes())], known)


def expected(name: str) -> list[str]:
    """Return the lines of a file; a deeper one is the place that its line had no room for."""
    folded = TOLD[name].replace("\n            ", " ")
    return [line.strip() for line in folded.strip().splitlines()]


def test_every_file_is_expected_to_tell_something() -> None:
    assert {path.name for path in FILES.iterdir()} == set(NAMES) == set(TOLD)


@every_file
def test_a_file_tells_exactly_what_is_listed(name: str, known: Knowledge) -> None:
    found = read(name, known)

    lines = [
        f"{each.strength} {each.question}={each.option} at {each.reasons[0].path}".strip()
        for each in found.inferences
    ]
    assert lines == expected(name)
    assert found.problems == ()


@every_file
def test_a_file_tells_the_names_of_its_own_programs(name: str, known: Knowledge) -> None:
    assert [each.text for each in read(name, known).names] == NAMES[name]


@every_file
def test_every_reason_names_the_file_and_says_something(name: str, known: Knowledge) -> None:
    for each in read(name, known).inferences:
        assert each.reasons
        assert {reason.file for reason in each.reasons} == {name}
        assert all(len(reason.words) > 10 for reason in each.reasons)
        assert not any(reason.words.endswith(".") for reason in each.reasons)


@every_file
def test_no_value_that_may_be_a_secret_is_repeated(name: str, known: Knowledge) -> None:
    said = repr(read(name, known))

    assert [word for word in HIDDEN if word in said] == []


def test_the_hidden_words_do_stand_in_the_files() -> None:
    every = "".join(path.read_text() for path in FILES.iterdir())

    assert [word for word in HIDDEN if word not in every] == []


def test_all_files_together_tell_what_each_one_tells_of_itself(known: Knowledge) -> None:
    files = [File(path.name, path.read_bytes()) for path in sorted(FILES.iterdir())]

    together = infer(files, known)

    services = together.of_question("services")
    assert [each.option for each in services] == ["many"]
    assert {reason.file for reason in services[0].reasons} == {
        name for name in NAMES if "openapi" not in name
    }
    assert {each.option for each in together.of_question("callfail")} == {
        "giveup", "again", "pause", "share", "twice",
    }  # fmt: skip


def test_the_order_of_the_files_changes_no_answer(known: Knowledge) -> None:
    files = [File(path.name, path.read_bytes()) for path in sorted(FILES.iterdir())]

    there, back = infer(files, known), infer(files[::-1], known)

    assert [(e.question, e.option, e.strength) for e in there.inferences] == [
        (e.question, e.option, e.strength) for e in back.inferences
    ]
    assert {each.text for each in there.names} == {each.text for each in back.names}

"""Compose files: what is counted, and what is only hinted at."""

import pytest

from tests.advisor.prefill.conftest import Infer, faults, told


def services(**rows: str) -> str:
    return "services:\n" + "".join(f"  {name}: {row}\n" for name, row in rows.items())


def built(count: int) -> str:
    return services(**{f"s{n}": f"{{build: ./s{n}}}" for n in range(count)})


@pytest.mark.parametrize(
    ("count", "answer"),
    [(1, "few"), (3, "few"), (4, "some"), (10, "some"), (11, "many"), (50, "many"), (51, "lots")],
)
def test_programs_with_a_build_are_counted(say: Infer, count: int, answer: str) -> None:
    found = say(built(count))

    assert [each.option for each in found.of_question("services")] == [answer]


def test_one_program_may_be_a_part_of_more(say: Infer) -> None:
    assert told(say(built(1)))["services=few"] == "hint"
    assert told(say(built(2)))["services=few"] == "seen"


@pytest.mark.parametrize(
    "image",
    ["postgres:16", "bitnami/redis", "quay.io/keycloak/keycloak:25", "nginx", "grafana/anything",
     "docker.elastic.co/beats/packetbeat:8", "registry.k8s.io/pause:3.9", "prom/prometheus",
     "mcr.microsoft.com/mssql/server:2022-latest", "${DB_IMAGE:-postgres:16}", "mysql@sha256:0123"],
)  # fmt: skip
def test_what_others_made_is_not_counted(say: Infer, image: str) -> None:
    found = say(services(x=f'{{image: "{image}"}}'))

    assert found.of_question("services") == ()
    assert found.names == ()
    assert "Not counted as a program of your own: x (" in found.notes[0].words


def test_programs_from_one_source_are_one_kind(say: Infer) -> None:
    found = say(services(web="{build: .}", worker="{build: .}", beat="{build: {context: ./}}"))

    assert [each.text for each in found.names] == ["web"]


def test_recipes_in_one_folder_are_several_kinds(say: Infer) -> None:
    rows = {n: f"{{build: {{context: ., dockerfile: {n}/Dockerfile}}}}" for n in ("a", "b")}

    assert [each.text for each in say(services(**rows)).names] == ["a", "b"]


def test_an_image_that_nobody_knows_makes_the_count_a_hint_where_it_matters(say: Infer) -> None:
    own = {f"s{n}": f"{{build: ./s{n}}}" for n in range(3)}

    found = say(services(**own, x="{image: someone/thing}"))

    assert told(found)["services=some"] == "hint"
    assert "some images may be those of others" in found.inferences[0].reasons[0].words
    assert told(say(services(**own, y="{build: ./y}", x="{image: someone/thing}")))[
        "services=some"
    ] == "seen"  # fmt: skip


def test_a_build_that_is_called_after_a_product_is_that_product(say: Infer) -> None:
    found = say(services(db="{build: ./db}", nginx="{build: ./nginx}", shop="{build: ./shop}"))

    assert [each.text for each in found.names] == ["shop"]


@pytest.mark.parametrize(
    ("row", "is_own"),
    [
        ("orders-db: {build: ./db}", False),
        ("orders-db: {image: acme/orders-db}", False),
        ("db: {image: acme/postgres-with-tables}", False),
        ("redis: {image: someone/own-redis}", False),
        ("auth-mongodb: {build: ./mongodb}", False),
        ("reports-mysql: {image: acme/reports}", True),
        ("dbadmin: {build: ./a}", True),
        ("store: {image: '${VALKEY_IMAGE}'}", False),
        ("orders: {image: '${REGISTRY}/orders:${TAG}'}", True),
    ],
)
def test_a_name_tells_a_store_from_own_code(say: Infer, row: str, is_own: bool) -> None:
    assert bool(say(f"services:\n  {row}\n").names) is is_own


@pytest.mark.parametrize(
    "name", ["api-gateway", "load-generator", "user-sim", "config", "edge-router", "db-migrate"]
)
def test_what_its_name_tells_to_be_no_business_code_is_not_counted(say: Infer, name: str) -> None:
    rows = {f"s{n}": f"{{build: ./s{n}}}" for n in range(3)}

    found = say(services(**rows, **{name: f"{{build: ./{name}}}"}))

    assert told(found)["services=few"] == "hint"
    assert f"Not counted, because the name tells of no business code: {name}." in [
        note.words for note in found.notes
    ]
    assert name not in {each.text for each in found.names}


def test_versions_of_one_program_are_one_kind(say: Infer) -> None:
    rows = {f"reviews-v{n}": f"{{image: acme/reviews-v{n}}}" for n in (1, 2, 3)}

    assert [each.text for each in say(services(**rows)).names] == ["reviews"]


def test_a_file_that_adds_to_another_counts_nothing_twice(say: Infer) -> None:
    base = services(a="{build: ./a}", b="{build: ./b}", store="{image: postgres}")
    more = services(a="{environment: [X_HOST=store]}", store="{ports: ['5432']}")

    for found in (say(base, more), say(more, base)):
        assert [each.text for each in sorted(found.names, key=str)] == ["a", "b"]
        assert not any("image is not known" in note.words for note in found.notes)


def test_what_starts_with_a_profile_only_is_left_out(say: Infer) -> None:
    found = say(services(a="{build: ./a}", b="{build: ./b, profiles: [test]}"))

    assert [each.text for each in found.names] == ["a"]
    assert "Started only with a profile, and not counted: b." in [n.words for n in found.notes]
    every = say(services(a="{build: ./a, profiles: [x]}", b="{build: ./b, profiles: [y]}"))
    assert len(every.names) == 2


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("{build: ./a, deploy: {replicas: 3}}", "seen"),
        ("{build: ./a, scale: 2}", "seen"),
        ('{build: ./a, deploy: {replicas: "${N:-4}"}}', "seen"),
        ("{build: ./a, deploy: {replicas: 1}}", None),
        ('{build: ./a, deploy: {replicas: "${N}"}}', None),
        ("{build: ./a, deploy: {replicas: many}}", None),
        ("{image: postgres, deploy: {replicas: 3}}", None),
    ],
)
def test_copies_are_those_of_own_programs(say: Infer, row: str, expected: str | None) -> None:
    assert told(say(services(a=row))).get("load=copies") == expected


def test_one_server_with_a_database_for_each_is_not_shared(say: Infer) -> None:
    def of(first: str, second: str) -> dict[str, str]:
        return told(say(services(
            a=f"{{build: ./a, environment: [DATABASE_URL=postgres://db/{first}]}}",
            b=f"{{build: ./b, environment: {{DATABASE_URL: 'postgres://db/{second}'}}}}",
            db="{image: postgres}",
        )))  # fmt: skip

    assert "ownership=shared" in of("shop", "shop")
    assert "ownership=shared" not in of("orders", "billing")
    assert "ownership=own" in of("orders", "billing")
    assert "ownership=shared" in of("orders", "")


def test_a_database_outside_the_file_can_be_shared_and_is_not_named(say: Infer) -> None:
    row = "{{build: ./{0}, environment: [DATABASE_URL=postgres://u:p@db.eu.rds.amazonaws.com/x]}}"

    found = say(services(a=row.format("a"), b=row.format("b")))

    assert told(found)["ownership=shared"] == "hint"
    assert "amazonaws" not in repr(found)


def test_calls_are_counted_by_the_names_that_a_program_gives(say: Infer) -> None:
    urls = "[A=http://b:80, B=http://c:80, C=http://d:80, D=http://e:80]"
    rows = {n: f"{{build: ./{n}}}" for n in "bcde"}

    many = told(say(services(a=f"{{build: ./a, environment: {urls}}}", **rows)))
    few = told(say(services(a="{build: ./a, depends_on: [b]}", b="{build: ./b}")))
    chain = told(say(services(
        a="{build: ./a, links: ['b:x']}", b="{build: ./b, depends_on: {c: {}}}", c="{build: ./c}"
    )))  # fmt: skip

    assert many["deps=many"] == few["deps=few"] == chain["deps=many"] == "hint"
    assert "deps=few" not in many


def test_two_languages_need_more_than_names_of_variables_to_be_seen(say: Infer) -> None:
    by_image = services(a="{image: 'python:3'}", b="{image: 'golang:1.22'}")
    by_command = services(
        a="{build: ./a, command: npm start}", b="{build: ./b, command: [java, -jar]}"
    )
    by_names = services(
        a="{build: ./a, environment: [JAVA_OPTS]}", b="{build: ./b, environment: [RAILS_ENV=x]}"
    )

    assert told(say(by_image))["languages=several"] == "seen"
    assert told(say(by_command))["languages=several"] == "seen"
    assert told(say(by_names))["languages=several"] == "hint"


def test_one_language_of_three_programs_is_a_hint(say: Infer) -> None:
    rows = {n: f"{{build: ./{n}, command: gunicorn x}}" for n in "abc"}

    assert told(say(services(**rows)))["languages=one"] == "hint"
    assert "languages=one" not in told(say(services(**rows, d="{build: ./d}")))


def test_where_it_runs_is_a_hint_and_a_manifest_beside_it_decides(say: Infer) -> None:
    manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n"

    assert told(say(built(2)))["runtime=containers"] == "hint"
    assert [e.option for e in say(built(2), manifest).of_question("runtime")] == ["k8s"]


def test_parts_that_are_not_followed_are_noted(say: Infer) -> None:
    found = say(
        "include: [b.yml]\nservices:\n  a: {build: ., env_file: .env, extends: {file: x}}\n"
    )

    words = " ".join(each.words for each in found.notes)
    assert all(part in words for part in ("include", "env_file", "extends"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("services: 5\n", "a, line 1: “services” should be a table, and a number was found"),
        ("services: [a, b]\n", "a, line 1: “services” should be a table, and a list was found"),
        ("services:\n  a: 5\n", "a, line 2: “services.a” should be a table"),
        ("services:\n  a:\n", None),
        ("services:\n  a:\n    ports: {}\n", "a, line 3: “services.a.ports” should be a list"),
        ("services:\n  a:\n    deploy: 3\n", "a, line 3: “services.a.deploy” should be a table"),
        ("services:\n  a:\n    environment: 3\n", "“services.a.environment” should be a table"),
        ("services:\n  a:\n    depends_on: b\n", "“services.a.depends_on” should be a list"),
        ("services:\n  a:\n    healthcheck: [x]\n", "“services.a.healthcheck” should be a table"),
    ],
)
def test_a_wrong_kind_is_named_with_its_line(say: Infer, text: str, fault: str | None) -> None:
    assert (
        any((fault or "“services.a” should be") in each for each in faults(say(text))) or not fault
    )


def test_a_wrong_kind_spoils_nothing_else(say: Infer) -> None:
    found = say("services:\n  a: {build: ./a, ports: {}}\n  b: {build: ./b, deploy: 3}\n  c: 5\n")

    assert told(found)["services=few"] == "seen"
    assert len(found.problems) == 3


def test_names_that_no_address_can_carry_are_noted_and_left_out(say: Infer) -> None:
    found = say(
        'services:\n  "a\\u202eb": {build: ./a}\n  "'
        + "x" * 50
        + '": {build: ./b}\n  c: {build: ./c}\n'
    )

    assert [each.text for each in found.names] == ["c"]
    assert sum("not offered" in note.words for note in found.notes) == 2
    assert "\u202e" not in repr(found)

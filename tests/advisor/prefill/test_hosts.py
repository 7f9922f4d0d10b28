"""Values of the environment → hosts, and nothing that may be a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.prefill.hosts import MOST_VARIABLES, mentions


def hosts(name: str, value: str, **others: str) -> list[tuple[str, str]]:
    return [(each.host, each.database) for each in mentions([(name, value), *others.items()])]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("DATABASE_URL", "postgres://u:p@db:5432/shop?sslmode=disable", [("db", "shop")]),
        ("DATABASE_URL", "postgresql+asyncpg://db/Shop", [("db", "shop")]),
        ("SPRING_DATASOURCE_URL", "jdbc:mysql://db:3306/shop?useSSL=false", [("db", "shop")]),
        ("MONGO", "mongodb://a:1,b:2,c:3/x", [("a", "x"), ("b", "x"), ("c", "x")]),
        (
            "ConnectionStrings__Main",
            "Server=db;Database=Shop;User Id=u;Password=p",
            [("db", "shop")],
        ),
        ("PG_DSN", "host=db port=5432 dbname=shop user=u", [("db", "shop")]),
        ("KAFKA_BROKERS", "k1:9092,k2:9092", [("k1", ""), ("k2", "")]),
        ("AMQP", "amqp://guest:guest@queue:5672//", [("queue", "")]),
        ("CART_ADDR", "cart.shop.svc.cluster.local:7070", [("cart.shop.svc.cluster.local", "")]),
        ("REDIS_HOST", "cache", [("cache", "")]),
        ("ORDERS_URL", "http://orders:8080/v1", [("orders", "")]),
        ("POSTGRES_USER", "postgres", []),
        ("PORT", "8080", []),
        ("NODE_ENV", "production", []),
        ("GREETING", "hello: world", []),
        ("EMPTY_HOST", "", []),
    ],
)
def test_a_value_gives_the_hosts_that_it_names(
    name: str, value: str, found: list[tuple[str, str]]
) -> None:
    assert hosts(name, value) == found


def test_the_name_of_the_database_may_stand_in_a_variable_of_its_own() -> None:
    assert ("db", "shop") in hosts("DB_HOST", "db", DB_NAME="Shop")
    assert ("db", "shop") in hosts("PGHOST", "db", PGDATABASE="shop")


@pytest.mark.parametrize(
    "name",
    ["DB_PASSWORD", "API_TOKEN", "STRIPE_API_KEY", "AWS_SECRET_ACCESS_KEY", "JWT_SECRET", "DB_PASS",
     "PRIVATE_URL", "SIGNING_KEY", "MYSQL_PWD", "GOOGLE_CREDENTIALS", "TLS_CERT"],
)  # fmt: skip
def test_a_variable_that_may_hold_a_secret_is_not_read(name: str) -> None:
    assert mentions([(name, "https://hooks.slack.com/services/T000/B000/xyz")]) == ()


def test_no_part_of_an_address_but_its_host_comes_out() -> None:
    value = "https://ada:hunter2@api.stripe.com:8443/hooks/0123?key=hunter3#hunter4"

    said = repr(mentions([("HOOK_URL", value)]))

    assert "api.stripe.com" in said
    assert not any(word in said for word in ("hunter", "ada", "0123"))


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("api.stripe.com", ("Stripe", "third")),
        ("acme.eu.auth0.com", ("Auth0", "sign-in")),
        ("o1.ingest.sentry.io", ("Sentry", "monitoring")),
        ("sqs.eu-west-1.amazonaws.com", ("AWS", "cloud")),
        ("notstripe.com", None),
        ("stripe.com.evil.example", None),
    ],
)
def test_providers_are_known_by_their_domain(host: str, provider: object) -> None:
    assert mentions([("X_URL", f"https://{host}/")])[0].provider == provider


@pytest.mark.parametrize(
    ("host", "outside"),
    [
        ("api.partner.io", True), ("orders", False), ("10.0.0.7", False), ("localhost", False),
        ("db.internal", False), ("orders.shop.svc", False), ("a.b.svc.cluster.local", False),
        ("www.example.com", False), ("host.docker.internal", False), ("a.1", False),
        ("json-schema.org", False),
    ],
)  # fmt: skip
def test_only_names_of_the_internet_are_outside(host: str, outside: bool) -> None:
    assert mentions([("X_URL", f"https://{host}/")])[0].is_outside is outside


def test_only_so_many_variables_and_letters_are_looked_at() -> None:
    many = [(f"A{n}_URL", f"http://h{n}/") for n in range(MOST_VARIABLES + 10)]

    assert len(mentions(many)) == MOST_VARIABLES
    assert mentions([("A_URL", "http://h/" + "x" * 2_000)]) == ()


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=60)), max_size=4))
def test_no_text_raises_anything(pairs: list[tuple[str, str]]) -> None:
    mentions(pairs)

"""Well-known images: which product each one is, which part it plays, and what that speaks for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from advisor.prefill.findings import Strength

HINT, SEEN = Strength.HINT, Strength.SEEN


class Role(StrEnum):
    """What an image does that is no business code of one's own; the value is a word for reports."""

    DATABASE = "database"
    CACHE = "cache"
    BROKER = "broker"
    GATEWAY = "gateway"
    IDENTITY = "sign-in"
    WATCHING = "monitoring"
    SEARCH = "search"
    FILES = "file store"
    REGISTRY = "service registry"
    FLOW = "workflow engine"
    TOOL = "tool"
    BESIDE = "helper beside a program"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Say:
    """An Option that the presence of a product speaks for, with the sentence that says why."""

    question: str
    option: str
    strength: Strength
    words: str


@dataclass(frozen=True, slots=True)
class Product:
    """names: last part of an image (`postgres`), or namespace and name where that part is a common
    word; language: what a program in such an image is written in."""

    name: str
    role: Role
    names: tuple[str, ...]
    says: tuple[Say, ...] = ()
    language: str = ""


def _product(name: str, role: Role, names: str, *says: Say, language: str = "") -> Product:
    return Product(name, role, tuple(names.split()), says, language)


def _hint(question: str, option: str, words: str) -> Say:
    return Say(question, option, HINT, words)


def _seen(question: str, option: str, words: str) -> Say:
    return Say(question, option, SEEN, words)


_ANNOUNCE = _hint(
    "announce", "several", "A broker can tell several parts; whether it does, only you know"
)
_DOWN = _hint("longwork", "down", "A broker keeps messages while a receiver is away")
_WORKERS = _hint("backlog", "workers", "A queue can share work out to equal workers")
_REREAD = _hint("announce", "reread", "It keeps a record that listeners can read again")
_STREAM = _hint("work", "stream", "Such a record often carries data that flows in all the time")
_AGAIN = _hint("reads", "again", "A cache pays when the same things are read again and again")
_SHAPES = _hint("reads", "shapes", "A search index holds another shape than is stored elsewhere")
_UPLOAD = _hint("work", "upload", "A file store is there; whether the files are large, you know")
_PATH = _seen("see", "path", "It records the way of requests over the parts")
_NUMBERS = _seen("see", "numbers", "It gathers the numbers of the parts")
_LOGS = _seen("see", "logs", "It gathers the logs of the parts")
_LOGS_TOO = _hint("see", "logs", "It can hold logs, and other things too")
_SIGN_ON = _seen("security", "idp", "People sign in there for the programs that use it")
_SAFE = _seen("security", "secrets", "It keeps passwords and keys in one place")
_ONE_DOOR = _hint("entry", "one", "A gateway can be the one address for the parts behind it")
_CHECKS = _hint("entry", "checks", "A gateway can check callers once for all parts")
_COME_AND_GO = _seen("finding", "change", "Parts register there, because their addresses change")
_RESUME = _hint("undo", "resume", "A workflow engine goes on where a process stopped")
_STEERED = _hint("undo", "one", "A workflow engine can steer the whole flow")
_LONG = _hint("work", "long", "A workflow engine carries processes that last")
_DEVICES = _hint("clients", "device", "MQTT is mostly spoken by devices")
_FLAGS = _seen("release", "flags", "It switches features without a release")

_DATABASE, _CACHE, _BROKER, _GATEWAY = Role.DATABASE, Role.CACHE, Role.BROKER, Role.GATEWAY
_IDENTITY, _WATCHING, _TOOL, _BESIDE = Role.IDENTITY, Role.WATCHING, Role.TOOL, Role.BESIDE
_LANGUAGE = Role.LANGUAGE

PRODUCTS: tuple[Product, ...] = (
    _product("PostgreSQL", _DATABASE, "postgres postgresql postgis pgvector timescaledb "
             "timescaledb-ha spilo-15 spilo-16 supabase/postgres"),
    _product("MySQL", _DATABASE, "mysql mysql-server percona percona-server"),
    _product("MariaDB", _DATABASE, "mariadb mariadb-galera"),
    _product("SQL Server", _DATABASE, "mssql/server mssql-server-linux mssql "
             "azure-sql-edge"),
    _product("Oracle", _DATABASE, "oracle-xe oracle-free database/free database/enterprise"),
    _product("MongoDB", _DATABASE, "mongo mongodb mongodb-community-server"),
    _product("Cassandra", _DATABASE, "cassandra scylla scylladb"),
    _product("CockroachDB", _DATABASE, "cockroach cockroachdb yugabyte tidb"),
    _product("Neo4j", _DATABASE, "neo4j dgraph arangodb arangodb/arangodb janusgraph"),
    _product("CouchDB", _DATABASE, "couchdb couchbase ravendb surrealdb"),
    _product("DynamoDB Local", _DATABASE, "dynamodb-local"),
    _product("ClickHouse", _DATABASE, "clickhouse clickhouse-server pinot druid trino presto"),
    _product("InfluxDB", _DATABASE, "influxdb questdb"),
    _product("event store", _DATABASE, "eventstore eventstoredb axonserver"),
    _product("Redis", _CACHE, "redis redis-stack redis-stack-server redis-cluster redismod",
             _AGAIN),
    _product("Valkey", _CACHE, "valkey keydb dragonfly dragonflydb", _AGAIN),
    _product("Memcached", _CACHE, "memcached", _AGAIN),
    _product("Hazelcast", _CACHE, "hazelcast ignite infinispan/server", _AGAIN),
    _product("Varnish", _CACHE, "varnish", _AGAIN),
    _product("Kafka", _BROKER, "kafka cp-kafka cp-server redpanda strimzi/kafka confluent-local "
             "kafka-native", _ANNOUNCE, _REREAD, _DOWN, _STREAM),
    _product("Pulsar", _BROKER, "pulsar pulsar-all", _ANNOUNCE, _REREAD, _DOWN),
    _product("RabbitMQ", _BROKER, "rabbitmq lavinmq", _ANNOUNCE, _WORKERS, _DOWN),
    _product("ActiveMQ", _BROKER, "activemq activemq-artemis artemis activemq-classic ibmmq "
             "ibm-messaging/mq", _ANNOUNCE, _WORKERS, _DOWN),
    _product("NATS", _BROKER, "nats nats-streaming", _ANNOUNCE),
    _product("local SQS", _BROKER, "elasticmq elasticmq-native", _WORKERS, _DOWN),
    _product("MQTT broker", _BROKER, "mosquitto eclipse-mosquitto emqx vernemq hivemq4 "
             "hivemq-ce", _ANNOUNCE, _DEVICES),
    _product("Debezium", _TOOL, "debezium debezium/connect debezium/server debezium-connect",
             _seen("ownership", "taken", "Debezium takes changes out of a database")),
    _product("ZooKeeper", _TOOL, "zookeeper cp-zookeeper"),
    _product("schema registry", _TOOL, "cp-schema-registry schema-registry apicurio-registry "
             "apicurio-registry-mem apicurio-registry-sql karapace",
             _seen("release", "agree", "A schema registry checks the shapes of messages")),
    _product("contract broker", _TOOL, "pact-broker",
             _seen("release", "known", "It tells which consumer a change would break")),
    _product("nginx", _GATEWAY, "nginx nginx-unprivileged openresty nginx-proxy httpd",
             _hint("entry", "one", "It can be the one address, or only hand out files")),
    _product("Traefik", _GATEWAY, "traefik", _ONE_DOOR),
    _product("HAProxy", _GATEWAY, "haproxy caddy", _ONE_DOOR),
    _product("Envoy", _GATEWAY, "envoyproxy/envoy envoy", _ONE_DOOR),
    _product("API gateway", _GATEWAY, "kong kong/kong-gateway apisix krakend tyk-gateway "
             "tykio/tyk-gateway gravitee-apim-gateway express-gateway ocelot",
             _seen("entry", "one", "An API gateway stands before the parts"), _CHECKS),
    _product("Keycloak", _IDENTITY, "keycloak", _SIGN_ON),
    _product("identity provider", _IDENTITY, "dexidp/dex dex authelia authelia/authelia "
             "goauthentik/server zitadel identityserver oryd/hydra oryd/kratos logto supertokens "
             "casdoor fusionauth-app", _SIGN_ON),
    _product("sign-in proxy", _IDENTITY, "oauth2-proxy pomerium vouch-proxy", _SIGN_ON,
             _seen("entry", "checks", "It checks the sign-in before the parts")),
    _product("Jaeger", _WATCHING, "all-in-one jaeger jaegertracing/all-in-one jaeger-collector "
             "jaeger-query jaeger-agent jaegertracing/jaeger", _PATH),
    _product("Zipkin", _WATCHING, "zipkin zipkin-slim", _PATH),
    _product("Tempo", _WATCHING, "grafana/tempo skywalking-oap-server", _PATH),
    _product("OpenTelemetry Collector", _WATCHING, "opentelemetry-collector "
             "opentelemetry-collector-contrib aws-otel-collector grafana/alloy grafana/agent",
             _hint("see", "path", "A collector can carry traces, and other things too")),
    _product("Prometheus", _WATCHING, "prometheus victoria-metrics vmsingle thanos mimir "
             "grafana/mimir", _NUMBERS),
    _product("Grafana", _WATCHING, "grafana grafana-oss grafana-enterprise",
             _hint("see", "numbers", "Grafana shows numbers, and other things too")),
    _product("exporter of numbers", _WATCHING, "node-exporter cadvisor postgres-exporter "
             "redis-exporter redis_exporter mysqld-exporter kafka-exporter blackbox-exporter "
             "pushgateway alertmanager kube-state-metrics statsd-exporter graphite-statsd "
             "metrics-server", _NUMBERS),
    _product("Loki", _WATCHING, "grafana/loki loki promtail grafana/promtail", _LOGS),
    _product("log collector", _WATCHING, "fluentd fluent-bit fluentd-kubernetes-daemonset "
             "logstash logstash-oss filebeat graylog timberio/vector datalust/seq seq splunk "
             "syslog-ng", _LOGS),
    _product("Kibana", _WATCHING, "kibana kibana-oss opensearch-dashboards", _LOGS_TOO),
    _product("monitoring agent", _WATCHING, "datadog/agent gcr.io/datadoghq/agent apm-server "
             "newrelic/infrastructure sentry glitchtip signoz uptime-kuma dozzle",
             _hint("see", "numbers", "A monitoring agent is there")),
    _product("Elasticsearch", Role.SEARCH, "elasticsearch elasticsearch-oss opensearch",
             _SHAPES, _LOGS_TOO),
    _product("search index", Role.SEARCH, "solr meilisearch typesense sphinx manticore zincsearch",
             _SHAPES),
    _product("vector store", Role.SEARCH, "qdrant weaviate milvus chroma"),
    _product("file store", Role.FILES, "minio seaweedfs azurite fake-gcs-server", _UPLOAD),
    _product("Eureka", Role.REGISTRY, "eureka eureka-server eureka_server", _COME_AND_GO),
    _product("Consul", Role.REGISTRY, "consul hashicorp/consul",
             _hint("finding", "change", "Consul can be where parts register, and other things")),
    _product("Nacos", Role.REGISTRY, "nacos-server", _COME_AND_GO,
             _hint("release", "settings", "Nacos can hand out settings while programs run")),
    _product("etcd", Role.REGISTRY, "etcd"),
    _product("settings server", _TOOL, "spring-cloud-config-server configserver "
             "apollo-configservice",
             _hint("release", "settings", "It hands out the settings of all parts")),
    _product("feature flags", _TOOL, "flagd unleash-server unleashorg/unleash-server flipt "
             "flagsmith growthbook ld-relay flagr", _FLAGS),
    _product("Vault", _TOOL, "hashicorp/vault vault openbao infisical", _SAFE),
    _product("Temporal", Role.FLOW, "temporalio/auto-setup temporalio/server cadence "
             "ubercadence/server", _LONG, _RESUME, _STEERED),
    _product("process engine", Role.FLOW, "camunda-bpm-platform zeebe camunda conductor-server "
             "netflix/conductor kestra n8n", _LONG, _RESUME, _STEERED),
    _product("Airflow", Role.FLOW, "airflow dagster prefect",
             _hint("work", "batch", "Such an engine mostly runs bulk or nightly jobs"),
             _hint("work", "steps", "Such an engine runs chains of steps")),
    _product("Spark", Role.FLOW, "spark spark-master spark-worker",
             _hint("work", "pieces", "Spark cuts one task into pieces")),
    _product("Flink", Role.FLOW, "flink ksqldb-server cp-ksqldb-server",
             _hint("work", "stream", "It works on data that flows in all the time")),
    _product("AWS stand-in", _TOOL, "localstack localstack-pro moto"),
    _product("web page of an administrator", _TOOL, "adminer pgadmin4 phpmyadmin mongo-express "
             "redis-commander redisinsight kafka-ui kafdrop akhq kafka-manager kowl "
             "redpanda/console dbgate cloudbeaver rabbitmq-management portainer portainer-ce "
             "temporalio/ui elastichq cerebro kafka-magic redpandadata/console"),
    _product("mail catcher", _TOOL, "mailhog mailpit maildev mailcatcher smtp4dev greenmail"),
    _product("stand-in for tests", _TOOL, "wiremock mockserver hoverfly locust k6 grafana/k6 "
             "jmeter selenium chrome standalone-chrome toxiproxy"),
    _product("database changes", _TOOL, "flyway liquibase migrate dbmate"),
    _product("helper image", _TOOL, "busybox alpine ubuntu debian curl wait-for-it dockerize "
             "docker-wait-for-it certbot watchtower ofelia swagger-ui swagger-editor redoc cp-kcat "
             "kcat kafkacat minio/mc pgbackup postgres-backup-s3 kubectl git-sync pause "
             "external-dns cert-manager-controller cluster-autoscaler reloader"),
    _product("connection pool", _TOOL, "pgbouncer pgpool pgcat proxysql"),
    _product("mesh proxy", _BESIDE, "istio/proxyv2 proxyv2 linkerd/proxy linkerd-proxy "
             "daprio/daprd daprd consul-dataplane kuma-dp"),
    _product("cloud database proxy", _BESIDE, "cloud-sql-proxy gce-proxy cloudsql-proxy"),
    _product("secret fetcher", _BESIDE, "vault-k8s vault-agent", _SAFE),
    _product("Python", _LANGUAGE, "python pypy miniconda3 jupyter", language="Python"),
    _product("Node.js", _LANGUAGE, "node bun deno denoland/deno oven/bun",
             language="JavaScript or TypeScript"),
    _product("Java", _LANGUAGE, "openjdk eclipse-temurin amazoncorretto maven gradle jdk jre "
             "ibmjava sapmachine tomcat jetty wildfly java", language="Java or Kotlin"),
    _product(".NET", _LANGUAGE, "dotnet/sdk dotnet/aspnet dotnet/runtime aspnetcore-runtime",
             language=".NET"),
    _product("Go", _LANGUAGE, "golang", language="Go"),
    _product("Ruby", _LANGUAGE, "ruby jruby", language="Ruby"),
    _product("PHP", _LANGUAGE, "php php-fpm composer", language="PHP"),
    _product("Rust", _LANGUAGE, "rust", language="Rust"),
    _product("Elixir", _LANGUAGE, "elixir erlang", language="Elixir or Erlang"),
    _product("Perl", _LANGUAGE, "perl", language="Perl"),
    _product("Swift", _LANGUAGE, "swift", language="Swift"),
)  # fmt: skip

# Whoever publishes here publishes no business code of the reader.
_VENDORS = frozenset((
    "bitnami", "bitnamilegacy", "grafana", "prom", "confluentinc", "hashicorp", "provectuslabs",
    "istio", "envoyproxy", "jaegertracing", "otel", "openzipkin", "elastic",
    "opensearchproject", "library", "strimzi", "debezium", "kong", "linkerd", "daprio",
    "temporalio", "oryd", "goauthentik", "timberio", "datalust", "fluent", "rancher",
    "argoproj", "fluxcd", "jetstack", "kedacore", "knative-releases", "openpolicyagent",
    "calico", "cilium", "traefik", "portainer", "minio", "rabbitmqoperator", "cloudnative-pg",
    "ingress-nginx", "kube-state-metrics", "prometheus-operator", "external-secrets",
    "sealed-secrets", "dpage", "linuxserver",
))  # fmt: skip
_VENDOR_HOSTS = frozenset(["registry.k8s.io", "k8s.gcr.io", "docker.elastic.co"])
_PUBLIC_HOSTS = frozenset((
    "docker.io", "index.docker.io", "ghcr.io", "quay.io", "gcr.io", "public.ecr.aws",
    "registry.gitlab.com",
))  # fmt: skip
# Builds and unnamed images that can only be guessed from what the service is called.
_CALLED = {"cache": "redis", "broker": "rabbitmq", "reverse-proxy": "nginx",
           "proxy": "nginx"}  # fmt: skip
_STORES = re.compile(
    r"(?:.*[-_])?(?:db|database|postgres|postgresql|mysql|mysqldb|mariadb|mongo|mongodb|mssql"
    r"|sqlserver)(?:[-_]v?[0-9]+)?"
)
_STORES_FOR_SURE = re.compile(r"(?:.*[-_])?(?:db|database|mysqldb)(?:[-_]v?[0-9]+)?")
_STORE = Product("a database, by its name", Role.DATABASE, ())

_BY_NAME = {name: product for product in PRODUCTS for name in product.names}
_OTHER = Product("of a known publisher", Role.TOOL, ())
_FILLED = re.compile(r"\$\{[A-Za-z0-9_]+:?-([^${}]*)\}|\$\{[^{}]*\}|\$[A-Za-z0-9_]+")
_WORDS = re.compile(r"[a-z0-9]+")
LONGEST_IMAGE = 300


@dataclass(frozen=True, slots=True)
class Image:
    """An image's address in parts: registry host, namespace, name. The tag is left out."""

    host: str
    space: str
    name: str

    @property
    def repository(self) -> str:
        return "/".join(part for part in (self.host, self.space, self.name) if part)

    @property
    def is_private(self) -> bool:
        """Whether the registry is no public one, so that an unknown image is the reader's own."""
        return bool(self.host) and self.host not in _PUBLIC_HOSTS and self.host not in _VENDOR_HOSTS


def filled(text: str) -> str:
    """Return a text of a compose file with the defaults of its variables, "" for the others."""
    return _FILLED.sub(lambda match: match[1] or "", text)


def image_of(text: str) -> Image:
    """Take an image's address apart; the parts are empty where it has none, or none is known."""
    address = filled(text[:LONGEST_IMAGE]).strip().lower().partition("@")[0]
    head, slash, last = address.rpartition("/")
    last = last.partition(":")[0]
    first, _, rest = head.partition("/")
    is_host = bool(slash) and ("." in first or ":" in first or first == "localhost")
    host, space = (first, rest) if is_host else ("", head)
    return Image(host, space, last)


def product_of(image: Image) -> Product | None:
    """Return the well-known product that an image is; None for one's own and unknown ones."""
    if not image.name:
        return None
    space = image.space.rpartition("/")[2]
    found = _BY_NAME.get(f"{space}/{image.name}") if space else None
    found = found or _BY_NAME.get(image.name)
    if found:
        return found
    is_vendor = image.host in _VENDOR_HOSTS or _VENDORS.intersection(image.space.split("/"))
    return _OTHER if is_vendor else None


def product_of_variable(image: str) -> Product | None:
    """Return the product that an unset variable is called after: `${VALKEY_IMAGE}`."""
    words = _WORDS.findall(image[:LONGEST_IMAGE].lower())
    found = (_BY_NAME.get(word) for word in words)
    return next((each for each in found if each and each.role is not Role.LANGUAGE), None)


def store_called(service: str, image: str) -> Product | None:
    """Return a database for a service or an image that is called like one: `orders-db`.

    Beside an image with another name only a plain name counts: `reports-mysql` may well be the
    program that talks to MySQL.
    """
    expression = _STORES_FOR_SURE if image else _STORES
    is_store = expression.fullmatch(service[:LONGEST_IMAGE].lower()) or _STORES.fullmatch(image)
    return _STORE if is_store else None


def product_called(service: str) -> Product | None:
    """Return the product that a service with an image that nobody knows is named after."""
    name = service.strip().lower()
    found = _BY_NAME.get(_CALLED.get(name, name))
    return found if found and found.role not in (Role.LANGUAGE, Role.TOOL) else None


def language_named(images: Iterable[str]) -> str:
    """Return the language of the first image that is a language's own, "" for none."""
    for text in images:
        product = product_of(image_of(text))
        if product and product.language:
            return product.language
    return ""

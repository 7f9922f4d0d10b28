"""Values of the environment → the hosts that they name, and nothing else.

A value may hold a password, so it never leaves this module: what comes out is a host, which
database is meant (only to be compared), and the product or provider that a table knows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

LONGEST_VALUE = 1_000
LONGEST_HOST = 253
LONGEST_SCHEME = 32
MOST_HOSTS = 8  # of one value
MOST_VARIABLES = 500  # of one program

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?"
_SCHEME = re.compile(r"[a-z][a-z0-9+.:-]*\Z", re.IGNORECASE)
_AUTHORITY = re.compile(r"[^\s/?#'\"]*")
_PATH = re.compile(r"/([^\s?#'\";]{0,100})")
_WHOLE_HOST = re.compile(_HOST)
_WITH_PORT = re.compile(rf"({_HOST}):([0-9]{{1,5}})")
_KEYWORDS = re.compile(
    r"(?:^|[;\s])(?:server|host|data source|hostname|endpoint)\s*=\s*(?:tcp:)?([^;,\s]{1,255})",
    re.IGNORECASE,
)
_DATABASE_WORD = re.compile(
    r"(?:^|[;\s])(?:database|initial catalog|dbname)\s*=\s*([^;,\s]{1,100})", re.IGNORECASE
)
_SECRET = re.compile(
    r"PASS(?:WORD|WD|PHRASE)?(?:_|$)|PWD|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY"
    r"|_KEY$|^KEY$|SALT|SIGNATURE|CERT(?:IFICATE)?(?:_|$)",
    re.IGNORECASE,
)
_NAMES_A_HOST = re.compile(
    r"HOST|ADDR|SERVER|ENDPOINT|UR[LI]|BROKER|UPSTREAM|SERVICE|CLUSTER|DSN|CONN|BOOTSTRAP|DATABASE$",
    re.IGNORECASE,
)
_NAMES_A_DATABASE = re.compile(
    r"(?:^|_)(?:DB_?NAME|DB_?DATABASE|DATABASE_?NAME|POSTGRES_?DB|PG_?DATABASE|MYSQL_?DATABASE"
    r"|MONGO_?DB|DB)$",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"(?:localhost|host\.docker\.internal|.*\.(?:local|localhost|internal|lan|test|example|invalid)"
    r"|(?:.*\.)?example\.(?:com|org|net)|[0-9.]+|.*\.svc|.*\.svc\..*)",
    re.IGNORECASE,
)
_LAST_LABEL = re.compile(r"[a-z]{2,18}", re.IGNORECASE)
# Where a schema is looked up and not called.
_NO_CALLS = frozenset(["www.w3.org", "schemas.xmlsoap.org", "json-schema.org", "github.com"])

# Providers that nobody who hands in a file runs: domain → (name, part).
_PROVIDERS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("stripe.com", "stripe.network"), ("Stripe", "third")),
    **dict.fromkeys(("paypal.com", "paypalobjects.com"), ("PayPal", "third")),
    "adyen.com": ("Adyen", "third"), "braintreegateway.com": ("Braintree", "third"),
    "klarna.com": ("Klarna", "third"), "mollie.com": ("Mollie", "third"),
    "twilio.com": ("Twilio", "third"), "sendgrid.com": ("SendGrid", "third"),
    "sendgrid.net": ("SendGrid", "third"), "mailgun.net": ("Mailgun", "third"),
    "mailgun.org": ("Mailgun", "third"), "postmarkapp.com": ("Postmark", "third"),
    "mailchimp.com": ("Mailchimp", "third"), "mandrillapp.com": ("Mailchimp", "third"),
    "slack.com": ("Slack", "third"), "discord.com": ("Discord", "third"),
    "telegram.org": ("Telegram", "third"), "openai.com": ("OpenAI", "third"),
    "anthropic.com": ("Anthropic", "third"), "salesforce.com": ("Salesforce", "third"),
    "hubspot.com": ("HubSpot", "third"), "shopify.com": ("Shopify", "third"),
    "zendesk.com": ("Zendesk", "third"), "algolia.net": ("Algolia", "third"),
    "maps.googleapis.com": ("Google Maps", "third"), "mapbox.com": ("Mapbox", "third"),
    "openweathermap.org": ("OpenWeather", "third"), "plaid.com": ("Plaid", "third"),
    "easypost.com": ("EasyPost", "third"), "shippo.com": ("Shippo", "third"),
    "goshippo.com": ("Shippo", "third"), "contentful.com": ("Contentful", "third"),
    "auth0.com": ("Auth0", "sign-in"), "okta.com": ("Okta", "sign-in"),
    "login.microsoftonline.com": ("Microsoft Entra", "sign-in"),
    "accounts.google.com": ("Google", "sign-in"), "onelogin.com": ("OneLogin", "sign-in"),
    "sentry.io": ("Sentry", "monitoring"), "datadoghq.com": ("Datadog", "monitoring"),
    "newrelic.com": ("New Relic", "monitoring"), "honeycomb.io": ("Honeycomb", "monitoring"),
    "nr-data.net": ("New Relic", "monitoring"), "grafana.net": ("Grafana Cloud", "monitoring"),
    "logz.io": ("Logz.io", "monitoring"), "amazonaws.com": ("AWS", "cloud"),
    "windows.net": ("Azure", "cloud"), "azure.com": ("Azure", "cloud"),
    "googleapis.com": ("Google Cloud", "cloud"), "mongodb.net": ("MongoDB Atlas", "cloud"),
    "upstash.io": ("Upstash", "cloud"), "confluent.cloud": ("Confluent Cloud", "cloud"),
}  # fmt: skip

# Scheme → which part the host at the other end plays.
_DATABASE_SCHEMES = frozenset((
    "postgres", "postgresql", "mysql", "mysql2", "mariadb", "mongodb", "mongodb+srv",
    "sqlserver", "mssql", "oracle", "cockroachdb", "jdbc:postgresql", "jdbc:mysql",
    "jdbc:mariadb", "jdbc:sqlserver", "jdbc:oracle", "postgis", "postgresql+asyncpg",
    "postgresql+psycopg", "postgresql+psycopg2", "mysql+pymysql", "mysql+asyncmy",
    "r2dbc:postgresql", "r2dbc:mysql", "cassandra", "neo4j", "bolt",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A host that a variable names. database: compared and never shown; "" when not known."""

    variable: str
    host: str
    database: str = ""
    is_database: bool = False

    @property
    def provider(self) -> tuple[str, str] | None:
        """Return name and part of a provider that a table knows."""
        labels = self.host.lower().split(".")
        for start in range(len(labels) - 1):
            if found := _PROVIDERS.get(".".join(labels[start:])):
                return found
        return None

    @property
    def is_outside(self) -> bool:
        """Whether this can only be a host of the internet."""
        labels = self.host.split(".")
        return (
            len(labels) > 1
            and _LAST_LABEL.fullmatch(labels[-1]) is not None
            and _LOCAL.fullmatch(self.host) is None
            and self.host.lower() not in _NO_CALLS
        )


def mentions(variables: Iterable[tuple[str, str]]) -> tuple[Mention, ...]:
    """Return the hosts that these variables (name, value) name. Values of secrets are not read."""
    kept = [
        (name, value.strip())
        for name, value in list(variables)[:MOST_VARIABLES]
        if value and len(value) <= LONGEST_VALUE and not _SECRET.search(name)
    ]
    own = next((value for name, value in kept if _NAMES_A_DATABASE.search(name)), "")
    found: dict[Mention, None] = {}
    for name, value in kept:
        for mention in _of(name, value, own):
            found[mention] = None
    return tuple(found)


def _of(name: str, value: str, own: str) -> Iterator[Mention]:
    if "://" in value:
        yield from _of_addresses(name, value, own)
        return
    if words := _KEYWORDS.search(value):
        database = _DATABASE_WORD.search(value)
        yield Mention(name, words[1].lower(), (database[1] if database else own).lower())
        return
    parts = [part.strip() for part in value.split(",", MOST_HOSTS)[:MOST_HOSTS]]
    ported = [_WITH_PORT.fullmatch(part) for part in parts if len(part) <= LONGEST_HOST]
    if ported and len(ported) == len(parts) and all(ported):
        for match in ported:
            if match:
                yield Mention(name, match[1].lower(), own.lower())
    elif len(value) <= LONGEST_HOST and _NAMES_A_HOST.search(name) and _WHOLE_HOST.fullmatch(value):
        yield Mention(name, value.lower(), own.lower())


def _of_addresses(name: str, value: str, own: str) -> Iterator[Mention]:
    """Take URLs apart by hand: one expression for all of it takes seconds on a made-up value."""
    for before, rest in pairwise(value.split("://", MOST_HOSTS)[: MOST_HOSTS + 1]):
        scheme = _SCHEME.search(before[-LONGEST_SCHEME:])
        authority = _AUTHORITY.match(rest)
        if not scheme or not authority:
            continue
        path = _PATH.match(rest, authority.end())
        is_database = scheme[0].lower() in _DATABASE_SCHEMES
        database = ((path[1] if path else "") or own) if is_database else ""
        for host in authority[0].rpartition("@")[2].split(",", MOST_HOSTS)[:MOST_HOSTS]:
            plain = host.partition(":")[0].lower()
            if 0 < len(plain) <= LONGEST_HOST:
                yield Mention(name, plain, database.lower(), is_database)

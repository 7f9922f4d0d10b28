"""Every setting, read from the environment, with a default that runs."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from advisor.environment import (
    addresses,
    cache,
    choice,
    database,
    flag,
    number,
    origins,
    secret,
    text,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# --- where and how it runs ------------------------------------------------------------------

MODE = choice(
    "ADVISOR_MODE",
    "development",
    ("development", "production"),
    "development serves on this machine; production refuses weak settings.",
)
PRODUCTION = MODE == "production"
DEBUG = flag("ADVISOR_DEBUG", False, "Show details of errors on pages. Never in production.")
DATA_DIR = Path(
    text("ADVISOR_DATA", str(BASE_DIR / "var"), "Folder of the SQLite file and the secret key.")
)
SECRET_KEY = secret("ADVISOR_SECRET_KEY", DATA_DIR / "secret_key", "Signs forms and cookies.")
ALLOWED_HOSTS = addresses(
    "ADVISOR_HOSTS",
    [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"],
    "Host names that the site answers to, separated by commas.",
)
PUBLIC_ADDRESS = text(
    "ADVISOR_PUBLIC_ADDRESS", "", "The site's own address, such as https://patterns.example.org."
).rstrip("/")
TLS_ELSEWHERE = flag("ADVISOR_TLS_ELSEWHERE", False, "A proxy in front ends TLS.")
PROXIES = number("ADVISOR_PROXIES", 0, 0, 5, "How many trusted proxies stand in front.")
WORKERS = number("ADVISOR_WORKERS", 1, 1, 64, "Processes that serve.")
ACCOUNTS = flag(
    "ADVISOR_ACCOUNTS",
    True,
    "Sign-in at /accounts/ for people with a list of their own, and at /admin/; off: neither.",
)
REGISTRATION = flag(
    "ADVISOR_REGISTRATION", False, "Let anybody make an account; off: an administrator does."
)
MCP = flag("ADVISOR_MCP", True, "Tools for assistants at /mcp; off: no such address.")
CONTENT_DIRS = [
    Path(part)
    for part in addresses(
        "ADVISOR_CONTENT",
        [str(BASE_DIR / "fixtures")],
        "Folders of content; the first holds the guide, further ones add patterns of your own.",
    )
]

# --- what it is made of ---------------------------------------------------------------------

INSTALLED_APPS = [
    *(("django.contrib.admin",) if ACCOUNTS else ()),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "patterns",
    "advisor",
]

MIDDLEWARE = [
    "advisor.middleware.RequestIdMiddleware",
    "advisor.middleware.CrossOriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "advisor.middleware.ReadableRequestMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    *(
        (
            # A page that never asks for the user makes no session.
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        )
        if ACCOUNTS
        else ()
    ),
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "advisor.middleware.PartMiddleware",
    "advisor.middleware.ReleaseMiddleware",
    "advisor.middleware.ThrottleMiddleware",
]

ROOT_URLCONF = "advisor.urls"
WSGI_APPLICATION = "advisor.wsgi.application"
_ADMIN_CONTEXT = (
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
)
_LOADERS: list[Any] = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *(_ADMIN_CONTEXT if ACCOUNTS else ()),
                "advisor.middleware.site",
            ],
            # While developing an edited template must show at once, so it is not cached then.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "patterns.templatetags.authored",
            ],
            "string_if_invalid": "",
        },
    }
]

# Part of every ETag: a new version of the pages must not be taken for the old one.
TEMPLATE_DIGEST = hashlib.sha256(
    b"".join(
        path.read_bytes()
        for folder in ("templates", "patterns", "advisor", "static")
        for path in sorted((BASE_DIR / folder).rglob("*"))
        if path.suffix in (".html", ".md", ".py", ".css", ".js")
    )
).hexdigest()[:16]

# --- what it keeps --------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": database(
        "DATABASE_URL",
        f"sqlite:///{DATA_DIR / 'advisor.sqlite3'}",
        "The database; SQLite in the data folder when unset.",
    )
}
_socket = text("ADVISOR_DATABASE_SOCKET", "", "Folder of PostgreSQL's socket, in place of a host.")
if _socket:
    DATABASES["default"]["HOST"] = _socket
DATABASES["default"]["CONN_MAX_AGE"] = None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Without these, two writers at once end in "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
            "PRAGMA journal_size_limit=27103364;"
        ),
    }
CACHES: dict[str, Any] = {
    "default": cache(
        "CACHE_URL", "locmemcache://advisor", "The shared cache; memory of the process when unset."
    )
}
if "locmem" in CACHES["default"]["BACKEND"]:
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 2000}
# Parts of pages that never change under their key, such as the result of a lab's run. Each process
# has its own. While developing an edited template must show at once, so nothing is kept then.
CACHES["fragments"] = {
    "BACKEND": f"django.core.cache.backends.{'dummy.Dummy' if DEBUG else 'locmem.LocMem'}Cache",
    "LOCATION": "fragments",
    "OPTIONS": {"MAX_ENTRIES": 100},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- files that are served ------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# Fonts come from a package, not from this repository; `make run` writes them there.
FONT_DIR = DATA_DIR / "assets"
STATICFILES_DIRS = [BASE_DIR / "static", *([FONT_DIR] if FONT_DIR.is_dir() else [])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "advisor.storage.Storage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- safety ---------------------------------------------------------------------------------

_none, _self = "'none'", "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [_none],
        "script-src": [_self],
        "style-src": [_self],
        "img-src": [_self, "data:"],
        "connect-src": [_self],
        "font-src": [_self],
        "form-action": [_self],
        "manifest-src": [_self],
        "base-uri": [_none],
        "frame-ancestors": [_none],
        "object-src": [_none],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 43_200  # twelve hours
SESSION_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "accounts"
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{name}PasswordHasher"
    # The first one hashes; the others still read what was hashed before.
    for name in ("Argon2", "PBKDF2", "PBKDF2SHA1", "Scrypt")
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "advisor.health.forbidden"
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
APPEND_SLASH = True
USE_X_FORWARDED_HOST = PROXIES > 0
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
HSTS_SUBDOMAINS = flag(
    "ADVISOR_HSTS_SUBDOMAINS", False, "HSTS for all subdomains; only if you own them all."
)
if PRODUCTION:
    SECURE_SSL_REDIRECT = not TLS_ELSEWHERE
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from beside, without TLS
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS_SUBDOMAINS
    CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS] if PUBLIC_ADDRESS else []

# Whoever hosts this may not own all subdomains, so neither is switched on for them.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# How often one client may do costly things: route name -> (requests, seconds), all that apply.
LIMITS: dict[str, tuple[tuple[int, int], ...]] = {
    "diagram-draw": ((30, 60), (5, 1)),
    "lab": ((120, 60), (10, 1)),
    "export": ((10, 60),),
    "save": ((30, 60), (300, 3600)),
    "decide": ((120, 60),),
    "compare": ((60, 60),),
    "from-files": ((20, 60),),
    "sign-in": ((20, 300),),
    "api": ((600, 60),),
    "api-compute": ((60, 60),),
    "api-sweeps": ((12, 60),),
    "api-renderings": ((30, 60),),
    "api-save": ((30, 60), (300, 3600)),
}
# A request that counts in one row counts in this one too.
LIMITS_WITHIN = {"api-renderings": "api-compute", "api-save": "api-compute"}
LIMITS_ON = flag("ADVISOR_LIMITS", True, "Limit how often one client may do costly things.")

# --- words and time -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# --- API ------------------------------------------------------------------------------------

API_OPEN = flag(
    "ADVISOR_API_OPEN",
    True,
    "Answer programs that show no token, at /api/ and /mcp; off: every call needs one.",
)
API_ORIGINS = origins(
    "ADVISOR_API_ORIGINS",
    "Other sites whose pages may call the API from a browser, such as https://portal.example.org.",
)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["advisor.api.authentication.ByToken"],
    "DEFAULT_PERMISSION_CLASSES": ["advisor.api.authentication.WithinScope"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "advisor.api.renderers.Negotiation",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "advisor.api.problems.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COMPACT_JSON": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Pattern Advisor",
    "DESCRIPTION": "The catalogue of distributed-system patterns and the advice, for programs.",
    "VERSION": "1",
    "CONTACT": {"name": "Whoever runs this site"},
    "SERVERS": [{"url": "/", "description": "This site."}],
    "TAGS": [
        {"name": name, "description": words}
        for name, words in (
            ("Catalogue", "What exists: Patterns, Questions, Cases and everything around them."),
            ("Advice", "Answers in, Verdicts out, with every reason. Nothing is kept."),
            ("Labs", "Simulations of Patterns: what they take, one run, or a range of runs."),
            ("Making", "Diagrams and code, made for the names and numbers of a reader."),
            ("Assessments", "Answers that somebody chose to keep, with all their Revisions."),
            ("Decisions", "What people decided about the Patterns of an Assessment."),
            ("Exports", "Documents to take home."),
            ("Tokens", "What programs show in place of a password."),
        )
    ],
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SORT_OPERATIONS": True,
    "POSTPROCESSING_HOOKS": ["advisor.api.closing.close_requests"],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token, made at /accounts/tokens/ or by manage.py create_token. "
                "Without one everything but tokens and lists of one's own is open, unless the "
                "site is closed.",
            },
            "key": {
                "type": "apiKey",
                "in": "header",
                "name": "Assessment-Key",
                "description": "The secret of an Assessment: edit_key to change it, read_key to "
                "read it. It never stands in an address.",
            },
        }
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "advisor.logs.WithoutSecrets"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_secrets"],
        }
    },
    # Django's own handlers would write the same lines again, without the filter.
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server")},
    "root": {
        "handlers": ["stderr"],
        "level": choice(
            "ADVISOR_LOG_LEVEL",
            "INFO",
            ("DEBUG", "INFO", "WARNING", "ERROR"),
            "How much is written to the log.",
        ),
    },
}


def refusals() -> list[str]:
    """Return every reason why these settings must not serve in production, all at once."""
    if not PRODUCTION:
        return []
    in_process = "locmem" in CACHES["default"]["BACKEND"]
    found = {
        "ADVISOR_DEBUG: must be off": DEBUG,
        "ADVISOR_SECRET_KEY: expected 50 characters or more, and not one letter again and again": (
            len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10
        ),
        "ADVISOR_HOSTS: expected the site's host names": not ALLOWED_HOSTS,
        "ADVISOR_HOSTS: * lets anybody name the site": "*" in ALLOWED_HOSTS,
        "ADVISOR_PUBLIC_ADDRESS: expected the site's address": not PUBLIC_ADDRESS,
        "ADVISOR_PUBLIC_ADDRESS: expected https, or ADVISOR_TLS_ELSEWHERE=yes": (
            bool(PUBLIC_ADDRESS) and not PUBLIC_ADDRESS.startswith("https://") and not TLS_ELSEWHERE
        ),
        "CACHE_URL: several workers need a shared cache": in_process and WORKERS > 1,
    }
    return [words for words, holds in found.items() if holds]


if found_refusals := refusals():
    raise ImproperlyConfigured("These settings must not serve: " + "; ".join(found_refusals))

"""One file of settings: it runs without any, and production refuses weak ones all at once."""

import os
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

FILE = Path(__file__).resolve().parents[2] / "advisor" / "settings.py"
STRONG = {
    "ADVISOR_MODE": "production",
    "ADVISOR_SECRET_KEY": "kd83nfKSL29slqpWMZ01ncbvGHTYeu47ahskqpzmxnw82ls0dk",
    "ADVISOR_HOSTS": "patterns.example.org",
    "ADVISOR_PUBLIC_ADDRESS": "https://patterns.example.org/",
}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("ADVISOR_") or name in ("DATABASE_URL", "CACHE_URL"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path))


def run(monkeypatch: pytest.MonkeyPatch, **surroundings: str) -> dict[str, Any]:
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(FILE))


def test_without_any_setting_it_runs_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = run(monkeypatch)

    assert found["DEBUG"] is False
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "advisor.sqlite3")
    assert "locmem" in found["CACHES"]["default"]["BACKEND"]
    assert "*" not in found["ALLOWED_HOSTS"]
    assert (tmp_path / "secret_key").read_text() == found["SECRET_KEY"]


def test_strong_settings_serve_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(monkeypatch, **STRONG)

    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is False
    assert "SECURE_HSTS_PRELOAD" not in found
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://patterns.example.org"]
    assert "SECURE_PROXY_SSL_HEADER" not in found


def test_production_lists_every_refusal_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        run(monkeypatch, ADVISOR_MODE="production", ADVISOR_DEBUG="yes", ADVISOR_SECRET_KEY="short",
            ADVISOR_WORKERS="2")  # fmt: skip

    for words in (
        "ADVISOR_DEBUG: must be off",
        "ADVISOR_SECRET_KEY: expected 50 characters or more",
        "ADVISOR_HOSTS: expected the site's host names",
        "ADVISOR_PUBLIC_ADDRESS: expected the site's address",
        "CACHE_URL: several workers need a shared cache",
    ):
        assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ADVISOR_DEBUG": "yes"}, "ADVISOR_DEBUG"),
        ({"ADVISOR_SECRET_KEY": "a" * 60}, "ADVISOR_SECRET_KEY"),
        ({"ADVISOR_HOSTS": ""}, "ADVISOR_HOSTS: expected"),
        ({"ADVISOR_HOSTS": "a.example,*"}, "ADVISOR_HOSTS: \\*"),
        ({"ADVISOR_PUBLIC_ADDRESS": ""}, "ADVISOR_PUBLIC_ADDRESS: expected the site"),
        ({"ADVISOR_PUBLIC_ADDRESS": "http://a.example"}, "ADVISOR_PUBLIC_ADDRESS: expected https"),
        ({"ADVISOR_WORKERS": "3"}, "CACHE_URL"),
    ],
)
def test_each_weakness_alone_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], words: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"must not serve: {words}[^;]*$"):
        run(monkeypatch, **{**STRONG, **change})


def test_plain_http_is_allowed_where_tls_ends_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(monkeypatch, **{**STRONG, "ADVISOR_PUBLIC_ADDRESS": "http://a.example",
                                "ADVISOR_TLS_ELSEWHERE": "yes"})  # fmt: skip

    assert found["SECURE_SSL_REDIRECT"] is False


def test_several_workers_may_share_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(monkeypatch, **STRONG, ADVISOR_WORKERS="3", CACHE_URL="rediscache://h:6379/1")

    assert found["WORKERS"] == 3


def test_the_forwarded_protocol_is_trusted_only_behind_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = run(monkeypatch, **STRONG, ADVISOR_PROXIES="1")

    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert found["USE_X_FORWARDED_HOST"] is True


def test_sqlite_is_opened_so_that_writers_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = run(monkeypatch)["DATABASES"]["default"]["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_may_be_reached_by_its_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(monkeypatch, DATABASE_URL="postgres://u@localhost/n",
                ADVISOR_DATABASE_SOCKET="/run/postgresql")  # fmt: skip

    assert found["DATABASES"]["default"]["HOST"] == "/run/postgresql"
    assert "OPTIONS" not in found["DATABASES"]["default"]


def test_every_setting_is_known_with_its_help_in_either_mode(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from advisor import environment

    seen = []
    for surroundings in ({}, STRONG):
        environment.READ.clear()
        run(monkeypatch, **surroundings)
        seen.append(dict(environment.READ))

    assert seen[0] == seen[1]
    assert all(
        name.startswith("ADVISOR_") or name in ("DATABASE_URL", "CACHE_URL") for name in seen[0]
    )
    assert all(words.endswith(".") for words in seen[0].values())


def test_nothing_may_be_loaded_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = run(monkeypatch)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert policy["default-src"] == ["'none'"]
    assert {source for sources in policy.values() for source in sources} <= {
        "'none'", "'self'", "data:"
    }  # fmt: skip

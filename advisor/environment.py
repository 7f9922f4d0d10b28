"""Typed readers of the environment, for the settings.

Each converts, and refuses nonsense with name, value and what was expected. READ gathers what was
asked for, so that a test can compare it with docs/deployment/settings.md.
"""

import contextlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

READ: dict[str, str] = {}  # name of each setting -> its sentence of help
DATABASES = ("sqlite", "postgres", "postgresql")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[1-9][0-9]{0,4})?")
CACHES = ("locmemcache", "rediscache", "redis", "rediss", "valkey", "valkeys")


def text(name: str, default: str, words: str) -> str:
    READ[name] = words
    return os.environ.get(name, default)


def flag(name: str, default: bool, words: str) -> bool:
    READ[name] = words
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in ("yes", "true", "1", "on"):
        return True
    if value.lower() in ("no", "false", "0", "off", ""):
        return False
    raise ImproperlyConfigured(f"{name}: expected yes or no; found {value!r}")


def number(name: str, default: int, low: int, high: int, words: str) -> int:
    READ[name] = words
    value = os.environ.get(name)
    if value is None:
        return default
    # Longer texts are out of range for every setting, and int refuses the very long ones.
    if not value.isdecimal() or len(value) > 20 or not low <= int(value) <= high:
        raise ImproperlyConfigured(
            f"{name}: expected a whole number from {low} to {high}; found {value!r}"
        )
    return int(value)


def choice(name: str, default: str, choices: Sequence[str], words: str) -> str:
    READ[name] = words
    value = os.environ.get(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}: expected {' or '.join(choices)}; found {value!r}")
    return value


def addresses(name: str, default: Sequence[str], words: str) -> list[str]:
    READ[name] = words
    value = os.environ.get(name)
    if value is None:
        return list(default)
    return [part.strip() for part in value.split(",") if part.strip()]


def origins(name: str, words: str) -> list[str]:
    """Return the origins as browsers write them. Raises ImproperlyConfigured, also for `*`."""
    found = addresses(name, [], words)
    for each in found:
        if not _ORIGIN.fullmatch(each):
            raise ImproperlyConfigured(
                f"{name}: expected origins such as https://portal.example.org, in small letters "
                f"and without a path; found {each!r}"
            )
    return found


def database(name: str, default: str, words: str) -> dict[str, Any]:
    READ[name] = words
    value = os.environ.get(name) or default
    try:
        return dict(environ.Env.db_url_config(_of(DATABASES, value)))
    except ValueError:
        raise ImproperlyConfigured(
            f"{name}: expected sqlite:///path or postgres://user:password@host:port/name; "
            f"found {_shown(value)}"
        ) from None


def cache(name: str, default: str, words: str) -> dict[str, Any]:
    READ[name] = words
    value = os.environ.get(name) or default
    try:
        return dict(environ.Env.cache_url_config(_of(CACHES, value)))
    except ValueError:
        raise ImproperlyConfigured(
            f"{name}: expected rediscache://host:port/number or locmemcache://name; "
            f"found {_shown(value)}"
        ) from None


def secret(name: str, file: Path, words: str) -> str:
    """Return the secret from the environment, from NAME_FILE, or from a private file made once."""
    READ[name] = words
    READ[f"{name}_FILE"] = f"A file that holds {name}."
    if value := os.environ.get(name):
        return value
    if given := os.environ.get(f"{name}_FILE"):
        return _held(f"{name}_FILE", Path(given))
    _make_once(file)
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise ImproperlyConfigured(f"{name}: {file} can be read by others; expected mode 0600")
    return _held(name, file)


def _make_once(file: Path) -> None:
    """Make the file with a new secret, private and whole from the moment it can be seen."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp opens with mode 0600, so the secret is never readable by others for a moment.
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "w") as opened:
            opened.write(secrets.token_urlsafe(50))
        # A link appears with its whole text or not at all: a second process that starts at the
        # same time never reads an empty file, and the first key to arrive is kept by both.
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
    finally:
        Path(name).unlink()


def _held(name: str, file: Path) -> str:
    try:
        found = file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"{name}: expected a file that can be read; found {str(file)!r}: {error}"
        ) from error
    if not found:
        raise ImproperlyConfigured(
            f"{name}: expected a file that holds the secret; {file} is empty"
        )
    return found


def _of(schemes: Sequence[str], value: str) -> str:
    """Return the address. Raises ValueError when it begins otherwise."""
    if value.partition("://")[0] not in schemes:
        raise ValueError(value)
    return value


def _shown(value: str) -> str:
    # Only what stands before the colon: behind it there may be a password.
    scheme, colon, _ = value.partition("://")
    return repr(f"{scheme}{colon}…" if colon else value[:20])

"""Secrets of links and tokens: made, hashed and compared. Only hashes are kept."""

import re
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from django.utils.crypto import constant_time_compare, salted_hmac

BYTES = 24  # 192 bits; a guess is hopeless, so a plain hash without stretching suffices
KEY = "[A-Za-z0-9_-]{32}"  # how a secret is written
TOKEN_BYTES = 32  # 256 bits
# What a secret begins with where a program reads it, so that searches for leaked secrets find it.
PROGRAM, EDIT, READ = "pa_", "pe_", "pr_"
# Only at full length: a bare secret may itself begin with these letters.
_PREFIXED = re.compile(f"(?:{EDIT}|{READ})({KEY})")


def new_key() -> str:
    """Return a new secret of 192 random bits, fit for an address."""
    return secrets.token_urlsafe(BYTES)


def new_token() -> str:
    """Return a new token of 256 random bits, with its prefix."""
    return PROGRAM + secrets.token_urlsafe(TOKEN_BYTES)


def derived_key(about: str) -> str:
    """Return the secret that belongs to this text and the site's secret key, always the same."""
    digest = salted_hmac("advisor.secrecy", about, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:BYTES]).decode()


def bare(written: str) -> str:
    """Return the secret of a link without the prefix that the API writes before it."""
    found = _PREFIXED.fullmatch(written)
    return found[1] if found else written


def hashed(key: str) -> str:
    """Return what is kept of a secret: the hexadecimal SHA-256."""
    return sha256(key.encode(errors="replace")).hexdigest()


def matches(key: str, kept: str) -> bool:
    """Compare a secret with what was kept, in constant time; nothing matches an empty hash."""
    return constant_time_compare(hashed(key), kept) and bool(kept)

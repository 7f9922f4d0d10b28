"""The name of a Release: a digest of everything that it holds."""

import hashlib
import json

from patterns.content.entries import Content
from patterns.content.tables import as_table


def digest(content: Content) -> str:
    """Return `sha256:` and 64 hex digits; equal content gives equal digests on any machine."""
    # Keys stay in their order: it decides what a form asks first and where a matrix row opens.
    text = json.dumps(as_table(content), ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

"""Releases as plain values: what each holds, and what changed against the one before."""

from collections.abc import Mapping
from typing import Any

from advisor.engine import VERSION
from advisor.shapes.catalogue import ROOT, Body, counts
from patterns.catalogue import Catalogue
from patterns.changes import Changes, changes
from patterns.models import Release


def listed_release(row: Release) -> Body:
    return {
        "digest": row.digest,
        "loaded_at": row.loaded_at.isoformat().replace("+00:00", "Z"),
        "is_current": row.is_current,
        "links": {"self": f"{ROOT}/releases/{row.digest}"},
    }


def release(
    row: Release,
    catalogue: Catalogue | None,
    before: Release | None,
    earlier: Catalogue | None,
) -> Body:
    """Return a Release with its changes.

    catalogue, earlier: None where this version of the program cannot read that Release.
    before: the one that was loaded just before; None for the first.
    """
    compared = None
    if catalogue is not None and earlier is not None:
        compared = [_changed(each) for each in changes(earlier.content, catalogue.content)]
    return {
        **listed_release(row),
        "engine": VERSION,
        "counts": counts(catalogue) if catalogue else None,
        "before": before.digest if before else None,
        "changes": compared,
    }


def _changed(found: Changes) -> Mapping[str, Any]:
    return {
        "kind": found.kind,
        "added": list(found.added),
        "removed": list(found.removed),
        "changed": [{"name": e.name, "members": list(e.members)} for e in found.changed],
        "reordered": found.reordered,
    }

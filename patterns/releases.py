"""Which Release is current, and its Catalogue: built once per digest and process."""

import time
from threading import Lock

from patterns import models
from patterns.catalogue import Catalogue
from patterns.content.entries import Content
from patterns.content.tables import read

FRESH_FOR = 1.0  # seconds between two looks at which Release is current
KEPT = 3  # Catalogues in memory: the current one and what old Assessments ask for

_lock = Lock()
_built: dict[str, Catalogue] = {}
_looked: tuple[float, str] | None = None


class NoRelease(LookupError):
    """Nothing was loaded yet: run `manage.py load_catalogue`."""


def current() -> Catalogue:
    """Return the Catalogue of the current Release; at most one query a second when warm.

    Raises NoRelease when the database holds none.
    """
    global _looked
    now = time.monotonic()
    looked = _looked
    if looked is None or now - looked[0] > FRESH_FOR:
        digest = (
            models.Release.objects.filter(is_current=True).values_list("digest", flat=True).first()
        )
        if digest is None:
            raise NoRelease("no Release is loaded")
        _looked = looked = (now, digest)
    return get(looked[1])


def get(digest: str) -> Catalogue:
    """Return the Catalogue of one Release. Raises NoRelease when it was never loaded."""
    found = _built.get(digest)
    if found is not None:
        return found
    with _lock:
        if digest not in _built:
            _built[digest] = _build(digest)
            _make_room(digest)
        return _built[digest]


def _make_room(newest: str) -> None:
    """Let the oldest go, but never the current one, which every request needs."""
    kept = {newest, _looked[1] if _looked else newest}
    for digest in [each for each in _built if each not in kept]:
        if len(_built) <= KEPT:
            return
        del _built[digest]


def forget() -> None:
    """Look at the database again at the next request; Catalogues stay, they cannot change."""
    global _looked
    _looked = None


def _build(digest: str) -> Catalogue:
    release = models.Release.objects.filter(digest=digest).first()
    if release is None:
        raise NoRelease(f"Release {digest} was never loaded")
    table = dict(release.guide)
    for name, model in (
        ("categories", models.Category),
        ("forces", models.Force),
        ("sections", models.Section),
        ("scenarios", models.Scenario),
        ("domains", models.ProblemDomain),
        ("patterns", models.Pattern),
        ("cases", models.Case),
    ):
        rows = model.objects.filter(release=release).order_by("position")
        table[name] = list(rows.values_list("entry", flat=True))
    content, faults = read(Content, table, file=digest)
    if content is None:
        raise NoRelease(f"Release {digest} was written by another version: {faults[0]}")
    return Catalogue(content, digest)

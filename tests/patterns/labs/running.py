"""Runs that many tests look at and none changes: each takes place once in a process."""

from functools import cache

from patterns.labs import shelf
from patterns.labs.kernel.results import Result


@cache
def default_run(slug: str) -> Result:
    """Return the run of a lab at its defaults; not for tests that break the lab on purpose."""
    lab = shelf.lab(slug)
    return lab.run(lab.values())

"""The labs by slug: one for each module in `experiments/`; none is entered in a list."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from patterns.labs import experiments
from patterns.labs.kernel.lab import Lab


class NoLab(KeyError):
    """No experiment has this slug."""


@cache
def labs() -> Mapping[str, Lab]:
    """Return every lab by slug, in the order of the alphabet."""
    found = {}
    for module in sorted(pkgutil.iter_modules(experiments.__path__), key=lambda each: each.name):
        offered = importlib.import_module(f"{experiments.__name__}.{module.name}").LAB
        slug = module.name.replace("_", "-")
        if offered.slug != slug:
            raise ImportError(f"experiments/{module.name}.py offers a lab named {offered.slug}")
        found[slug] = offered
    return MappingProxyType(found)


def lab(slug: str) -> Lab:
    """Return the lab of this slug; raises NoLab."""
    try:
        return labs()[slug]
    except KeyError:
        raise NoLab(slug) from None

"""The part of a Python lock file that one template needs: same versions, same hashes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Pin:
    """A package of the lock: its lines as they stand there, and who asks for it."""

    name: str
    version: str
    lines: str
    needed_by: frozenset[str]


# The same lock is asked for every template of a language.
@lru_cache(maxsize=8)
def read(lock: str) -> tuple[Pin, ...]:
    """Return the pins of a requirements file with hashes and "via" comments, in its order.

    A package that is pinned for two environments comes twice.
    """
    pins = []
    for block in _BLOCK.finditer(lock):
        comments = _COMMENT.findall(block[0])
        needed_by = frozenset(normal(word) for text in comments for word in [_VIA.sub("", text)])
        lines = "".join(line for line in block[0].splitlines(keepends=True) if "#" not in line)
        pins.append(Pin(normal(block["name"]), block["version"], lines, needed_by - {""}))
    return tuple(pins)


def subset(lock: str, roots: Iterable[str]) -> str:
    """Return the lines for the named packages and everything that they need."""
    pins = read(lock)
    wanted = {normal(root) for root in roots}
    while True:
        more = {pin.name for pin in pins if pin.needed_by & wanted} - wanted
        if not more:
            break
        wanted |= more
    return "".join(pin.lines for pin in pins if pin.name in wanted)


def versions(lock: str) -> Mapping[str, str]:
    """Return the pinned version of each package by its normal name."""
    return {pin.name: pin.version for pin in read(lock)}


def normal(name: str) -> str:
    """Return a package's name as indexes compare it, without extras."""
    return re.sub(r"[-_.]+", "-", name.partition("[")[0].strip()).lower()


_BLOCK: Final = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)[^\n]*\n(?:[ \t]+[^\n]*\n?)*", re.M
)
_COMMENT: Final = re.compile(r"^\s+#(.*)$", re.M)
_VIA: Final = re.compile(r"^\s*via\b")

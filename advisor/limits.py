"""How often one client may do what costs much: whom it counts, and what is left."""

import math
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from advisor.access import NoSuchToken, caller_of

FOR_PROGRAMS: Final = ("/api/", "/mcp")  # where a token says who asks


@dataclass(frozen=True, slots=True)
class Count:
    """One limit and how much of it is left. wait: seconds until the window ends."""

    name: str
    most: int
    seconds: int
    used: int
    wait: int

    @property
    def left(self) -> int:
        return max(0, self.most - self.used)


def count(name: str, client: str, now: float) -> list[Count]:
    """Count one request, also in the limit that this one is a part of."""
    found = []
    for row in filter(None, (name, settings.LIMITS_WITHIN.get(name))):
        for place, (most, seconds) in enumerate(settings.LIMITS[row]):
            window = int(now // seconds)
            key = f"limit:{row}:{seconds}:{window}:{client}"
            cache.add(key, 0, timeout=seconds + 1)
            try:
                used = cache.incr(key)
            except ValueError:  # expired between the two calls
                used = 1
            wait = max(1, math.ceil((window + 1) * seconds - now))
            found.append(Count(f"{row}-{seconds}" if place else row, most, seconds, used, wait))
    return found


def wait(counts: Iterable[Count]) -> int:
    """Return how many seconds the client must wait; 0 when it may go on."""
    return max((each.wait for each in counts if each.used > each.most), default=0)


def client_of(request: HttpRequest) -> str:
    """Return whom limits count: the token of a program, where it is in force, else the address.

    Whoever tries one wrong token after the other is counted by the address.
    """
    if request.path_info.startswith(FOR_PROGRAMS):
        with suppress(NoSuchToken):
            return caller_of(request).key or client_address(request)
    return client_address(request)


def client_address(request: HttpRequest) -> str:
    """Return the client's address as the trusted proxies saw it, else the peer's."""
    proxies: int = settings.PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies].strip())
    return str(request.META.get("REMOTE_ADDR", ""))

"""What is wrong with a request, with its places, and the exception that carries it outwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST_FAULTS: Final = 100  # of one answer; a body of 64 KiB could hold many thousands


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, at a pointer into the body or at a parameter of the address.

    allowed: what may stand there. more: further members, such as the line of a diagram.
    """

    code: str
    detail: str
    pointer: str = ""
    parameter: str = ""
    allowed: tuple[str, ...] = ()
    more: tuple[tuple[str, str | int], ...] = ()

    def plain(self) -> dict[str, object]:
        place = {"pointer": self.pointer, "parameter": self.parameter}
        members: dict[str, object] = {name: words for name, words in place.items() if words}
        members |= {"code": self.code, "detail": self.detail}
        members |= {"allowed": list(self.allowed)} if self.allowed else {}
        return members | dict(self.more)


class Refused(Exception):
    """A request that is answered with a problem.

    slug: of its type, which sets the status; more: further members of the body.
    """

    def __init__(
        self,
        slug: str,
        detail: str,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **more: int,
    ) -> None:
        super().__init__(detail)
        self.slug, self.detail, self.faults, self.headers = slug, detail, faults, headers
        self.more = more


def refuse_faults(faults: Sequence[Fault], slug: str = "invalid-parameters") -> None:
    """Raise Refused if there are any faults. slug: of the type when no parameter is unknown."""
    if faults:
        unknown = any(fault.code == "unknown_parameter" for fault in faults)
        count = "One mistake was" if len(faults) == 1 else f"{len(faults)} mistakes were"
        raise Refused("malformed-request" if unknown else slug, f"{count} found.", faults)

"""What a child process does, and how it says how far it is: both sides know this."""

import sys
from dataclasses import dataclass
from hashlib import sha256

STEP = "step: "  # begins a line on standard error


@dataclass(frozen=True, slots=True)
class Task:
    """What a child process does: `python -m module`, with given as its standard input.

    about: what the result is, for whoever takes it, such as the name of a format. owner: who may
    ask for it by its id; "" for everybody who knows the id.
    """

    module: str
    given: bytes
    about: str = ""
    owner: str = ""

    @property
    def id(self) -> str:
        """Return the digest of all of it, 64 hexadecimal digits."""
        names = "\0".join((self.module, self.about, self.owner, ""))
        return sha256(names.encode() + self.given).hexdigest()


def tell(step: str) -> None:
    """Say from inside a child how far it is, in a few words that a page shows."""
    print(f"{STEP}{step}", file=sys.stderr, flush=True)

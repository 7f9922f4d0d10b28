"""The objects of a PDF → its bytes: each object is written once and compressed once.

The library's own writer serializes and compresses everything a second time for the file's
identifier, at the slowest level: for a long report that took a tenth of the whole time.
"""

import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final, Protocol

HEADER: Final = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
LEVEL: Final = 6  # the slowest takes three times as long, for files that are 5 % smaller
TOGETHER: Final = 500  # objects in one compressed stream; a reader unpacks all for one of them
IDENTITY: Final = 32  # signs of each half of the file identifier


class Objects(Protocol):
    """A PDF before it is written, as pydyf has it. The first object is the free one."""

    objects: list[Any]
    catalog: Any
    info: Any

    def add_object(self, object_: Any, /) -> None: ...


def packed(pdf: Objects, identity: str) -> bytes:
    """Return the file; equal objects give equal bytes. Streams of the PDF are compressed in place.

    identity: names the content; the first half of the file's identifier.
    """
    pdf.add_object(pdf.info)
    parts = [HEADER]
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65_535)}
    position = len(HEADER)
    kept = [each for each in pdf.objects if each.free == "n"]
    whole = ((each.number, _stream(each)) for each in kept if not each.compressible)
    for number, body in whole:
        places[number] = (1, position, 0)
        parts.append(body)
        position += len(body)
    for number, group in enumerate(_grouped(kept), start=len(pdf.objects)):
        places |= {each.number: (2, number, index) for index, each in enumerate(group)}
        places[number] = (1, position, 0)
        body = _shared(number, group)
        parts.append(body)
        position += len(body)
    written = b"".join(parts)
    return written + _table(pdf, places, len(written), _identifier(identity, written))


def _grouped(kept: list[Any]) -> Iterator[list[Any]]:
    plain = [each for each in kept if each.compressible]
    return (plain[first : first + TOGETHER] for first in range(0, len(plain), TOGETHER))


def _stream(stream: Any) -> bytes:
    """Return a page, a picture or a font, as an object of its own."""
    if stream.compress:
        stream.stream = [zlib.compress(b"\n".join(map(_bytes, stream.stream)), LEVEL)]
        stream.extra["Filter"] = "/FlateDecode"
        stream.compress = False
    body: bytes = stream.indirect
    return body + b"\n"


def _bytes(item: Any) -> bytes:
    if isinstance(item, bytes):
        return item
    data: bytes | None = getattr(item, "data", None)
    return str(item).encode("ascii") if data is None else data


def _shared(number: int, group: list[Any]) -> bytes:
    """Return a stream of dictionaries, behind a list of their numbers and places."""
    bodies = [each.data for each in group]
    offsets, offset = [], 0
    for each, body in zip(group, bodies, strict=True):
        offsets.append(f"{each.number} {offset}")
        offset += len(body) + 1
    head = " ".join(offsets).encode()
    facts = f"/Type/ObjStm/N {len(group)}/First {len(head) + 1}"
    return _numbered(number, facts, b"\n".join((head, *bodies)))


def _table(
    pdf: Objects, places: dict[int, tuple[int, int, int]], position: int, identifier: str
) -> bytes:
    """Return the table of where each object is, itself the last object, and the end of the file."""
    own = len(places)
    rows = [*(places[number] for number in range(own)), (1, position, 0)]
    facts = (
        f"/Type/XRef/Size {own + 1}/W[1 4 2]/Root {pdf.catalog.reference.decode()}"
        f"/Info {pdf.info.reference.decode()}/ID[{identifier}]"
    )
    sizes = (1, 4, 2)
    body = b"".join(
        value.to_bytes(size, "big") for row in rows for size, value in zip(sizes, row, strict=True)
    )
    return _numbered(own, facts, body) + f"startxref\n{position}\n%%EOF\n".encode()


def _numbered(number: int, facts: str, body: bytes) -> bytes:
    body = zlib.compress(body, LEVEL)
    head = f"{number} 0 obj\n<<{facts}/Filter/FlateDecode/Length {len(body)}>>\nstream\n"
    return b"".join((head.encode(), body, b"\nendstream\nendobj\n"))


def _identifier(identity: str, written: bytes) -> str:
    """Return what the file is about and a digest of what it holds, as the format wants both."""
    first = sha256(identity.encode()).hexdigest()[:IDENTITY]
    return f"<{first}><{sha256(written).hexdigest()[:IDENTITY]}>"

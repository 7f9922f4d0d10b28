"""The one file that is taken out of a zip: read without unpacking, and never written anywhere.

A zip is text from a stranger. Its directory is looked at first, as a whole; anything odd in it
refuses the archive, also where the odd member would not be read.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from enum import StrEnum
from typing import IO, Final

WANTED: Final = (".patternadvisor/assessment.json", ".patternadvisor/answers.json")
BEGINNINGS: Final = (b"PK\x03\x04", b"PK\x05\x06")
MOST_BYTES: Final = 20_000_000  # of the archive
MOST_MEMBERS: Final = 2_000
MOST_UNPACKED: Final = 1_000_000  # of the member that is read; the others never are
MOST_RATIO: Final = 100
MOST_DIRECTORY: Final = 400 * MOST_MEMBERS  # bytes; 46 and a name of at most 120 for each member

_END: Final = struct.Struct("<4s4H2LH")  # the record that every archive ends with
_LONGEST_COMMENT: Final = 0xFFFF
_ZIP64: Final = b"PK\x06\x07"
_ZIP64_BYTES: Final = 20
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack without a bound
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_PLAIN: Final = (0, stat.S_IFREG, stat.S_IFDIR)
_STEP: Final = 64 * 1024


class Fault(StrEnum):
    """Why an archive is refused."""

    BROKEN = "broken"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    BAD_NAME = "bad-name"
    LINK = "link"
    TWICE = "twice"
    ENCRYPTED = "encrypted"
    TOO_TIGHT = "too-tight"
    NOTHING_OURS = "nothing-ours"


class RefusedArchive(Exception):
    """The archive cannot be used."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def is_archive(beginning: bytes) -> bool:
    """Return whether a file that begins so is a zip."""
    return beginning.startswith(BEGINNINGS)


def kept_file(file: IO[bytes]) -> bytes:
    """Return the Assessment's file of a bundle, or its answers file where there is no other.

    At most MOST_UNPACKED bytes, counted while they are unpacked. Raises RefusedArchive.
    """
    _look_at_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _look_at(members)
            by_name = {member.filename: member for member in members}
            wanted = next((by_name[name] for name in WANTED if name in by_name), None)
            if wanted is None:
                raise RefusedArchive(Fault.NOTHING_OURS)
            return _unpacked(archive, wanted)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError) as error:
        raise RefusedArchive(Fault.BROKEN) from error
    except (RuntimeError, EOFError, OSError, ValueError) as error:
        raise RefusedArchive(Fault.BROKEN) from error


def _look_at_end(file: IO[bytes]) -> None:
    """Refuse what would cost much before the first member is known.

    The library reads as large a directory as the last record says, whatever number of members.
    """
    size = file.seek(0, 2)
    if size > MOST_BYTES:
        raise RefusedArchive(Fault.TOO_LARGE)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    place = tail.rfind(BEGINNINGS[1])
    if place < 0 or len(tail) - place < _END.size:
        raise RefusedArchive(Fault.BROKEN)
    if tail[max(0, place - _ZIP64_BYTES) :].startswith(_ZIP64):
        raise RefusedArchive(Fault.TOO_LARGE)
    *_, members, directory, _, _ = _END.unpack_from(tail, place)
    if members > MOST_MEMBERS or directory > MOST_DIRECTORY:
        raise RefusedArchive(Fault.TOO_MANY)
    file.seek(0)


def _look_at(members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse the archive for any member that no bundle of ours could hold."""
    if len(members) > MOST_MEMBERS:
        raise RefusedArchive(Fault.TOO_MANY)
    seen: set[str] = set()
    for member in members:
        if not _is_safe(member.orig_filename):
            raise RefusedArchive(Fault.BAD_NAME)
        if member.filename.casefold() in seen:
            raise RefusedArchive(Fault.TWICE)
        seen.add(member.filename.casefold())
        if stat.S_IFMT(member.external_attr >> 16) not in _PLAIN:
            raise RefusedArchive(Fault.LINK)
        if member.flag_bits & _ENCRYPTED:
            raise RefusedArchive(Fault.ENCRYPTED)
        if member.compress_type not in _METHODS:
            raise RefusedArchive(Fault.BROKEN)
        if member.file_size > MOST_RATIO * max(1, member.compress_size):
            raise RefusedArchive(Fault.TOO_TIGHT)


def _is_safe(name: str) -> bool:
    """Return whether a name stays below the folder that an archive is unpacked into."""
    parts = name.removesuffix("/").split("/")
    odd = any(sign in name for sign in ("\\", ":", "\0"))
    return not odd and all(part not in ("", ".", "..") for part in parts)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return what a member holds. What its header says of its size is not believed."""
    held = bytearray()
    with archive.open(member) as stream:
        while part := stream.read(_STEP):
            held += part
            if len(held) > MOST_UNPACKED:
                raise RefusedArchive(Fault.TOO_LARGE)
            if len(held) > MOST_RATIO * max(1, member.compress_size):
                raise RefusedArchive(Fault.TOO_TIGHT)
    return bytes(held)

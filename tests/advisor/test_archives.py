"""A zip from a stranger gives one file or a refusal, and never anything else."""

import contextlib
import io
import json
import stat
import struct
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.answers.archives import (
    MOST_MEMBERS,
    MOST_UNPACKED,
    WANTED,
    Fault,
    RefusedArchive,
    is_archive,
    kept_file,
)
from tests.advisor.answering import examples

ASSESSMENT, ANSWERS = WANTED
BODY = json.dumps({"answers": {"stage": ["new"]}}).encode()
Member = tuple[zipfile.ZipInfo | str, bytes]


def packed(*members: Member, method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of these members; a ZipInfo carries its own attributes."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as archive:
        warnings.simplefilter("ignore")  # two members of one name are meant
        for name, body in members:
            archive.writestr(name, body)
    return file.getvalue()


def fault(content: bytes) -> Fault:
    with pytest.raises(RefusedArchive) as refused:
        kept_file(io.BytesIO(content))
    return refused.value.fault


def info(name: str, *, mode: int = stat.S_IFREG | 0o644, flags: int = 0) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.create_system, made.external_attr, made.flag_bits = 3, mode << 16, flags
    return made


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_assessment_is_read_and_else_the_answers(method: int) -> None:
    both = packed((ANSWERS, b"{}"), ("docs/a.md", b"x"), (ASSESSMENT, BODY), method=method)

    assert kept_file(io.BytesIO(both)) == BODY
    assert kept_file(io.BytesIO(packed((ANSWERS, BODY), method=method))) == BODY


def test_folders_and_a_comment_are_no_fault() -> None:
    file = io.BytesIO(packed((info("docs/", mode=stat.S_IFDIR | 0o755), b""), (ANSWERS, BODY)))
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"from a repository"

    assert kept_file(file) == BODY


@pytest.mark.parametrize("name", ["answers.json", "x/.patternadvisor/answers.json", ASSESSMENT[1:]])
def test_only_the_exact_name_counts(name: str) -> None:
    assert fault(packed((name, BODY))) is Fault.NOTHING_OURS
    assert fault(packed()) is Fault.NOTHING_OURS


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd", "../a", "a/../../b", "a\\b", "..\\a", "C:/a", "c:a", "//host/a", "a//b",
        "./a", "", "/",
    ],
)  # fmt: skip
def test_a_name_that_leads_out_refuses_the_whole_archive(name: str) -> None:
    assert fault(packed((ANSWERS, BODY), (info(name), b"x"))) is Fault.BAD_NAME


def test_a_name_that_is_cut_at_a_nul_is_refused() -> None:
    content = packed((ANSWERS, BODY), ("abXcd", b"x")).replace(b"abXcd", b"ab\0cd")

    assert fault(content) is Fault.BAD_NAME


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_special_files_are_refused(mode: int) -> None:
    assert fault(packed((info(ANSWERS, mode=mode | 0o777), b"/etc/passwd"))) is Fault.LINK
    assert fault(packed((ANSWERS, BODY), (info("a", mode=mode), b"/etc"))) is Fault.LINK


@pytest.mark.parametrize("other", [ANSWERS, ANSWERS.upper()])
def test_two_members_of_one_name_are_refused(other: str) -> None:
    assert fault(packed((ANSWERS, BODY), (other, b"{}"))) is Fault.TWICE


def with_flags(content: bytes, flags: int) -> bytes:
    """The archive with other flags in the first entry of its directory."""
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + struct.pack("<H", flags) + content[place + 2 :]


@pytest.mark.parametrize("flags", [0x1, 0x41, 0x2000])
def test_an_encrypted_member_is_refused(flags: int) -> None:
    assert fault(with_flags(packed((ANSWERS, BODY)), flags)) is Fault.ENCRYPTED


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_without_a_bound_is_refused(method: int) -> None:
    assert fault(packed((ANSWERS, BODY), method=method)) is Fault.BROKEN


def test_too_many_members_are_refused() -> None:
    most = [(f"f{number}", b"") for number in range(MOST_MEMBERS - 1)]

    assert kept_file(io.BytesIO(packed((ANSWERS, BODY), *most))) == BODY
    assert fault(packed((ANSWERS, BODY), *most, ("one-more", b""))) is Fault.TOO_MANY


def test_a_huge_directory_is_refused_before_it_is_read() -> None:
    # The count in the last record lies; the library would read the whole directory.
    content = packed((ANSWERS, BODY), *[(f"{number:0120}", b"") for number in range(30_000)])
    place = content.rindex(b"PK\x05\x06") + 8
    lying = content[:place] + struct.pack("<2H", 1, 1) + content[place + 4 :]
    tracemalloc.start()

    assert fault(lying) is Fault.TOO_MANY

    peak = tracemalloc.get_traced_memory()[1] - len(lying)
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_member_is_as_large_as_allowed_and_no_larger() -> None:
    body = BODY + b" " * (MOST_UNPACKED - len(BODY))

    assert kept_file(io.BytesIO(packed((ANSWERS, body)))) == body
    assert fault(packed((ANSWERS, body + b" "))) is Fault.TOO_LARGE


def with_sizes(content: bytes, size: int) -> bytes:
    """The archive whose directory and header claim another unpacked size of the first member."""
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(signature) + offset
        content = content[:place] + struct.pack("<L", size) + content[place + 4 :]
    return content


@pytest.mark.parametrize("claimed", [10, 50_000])
def test_a_bomb_with_a_lying_header_does_not_unpack(claimed: int) -> None:
    bomb = packed((ANSWERS, b"0" * 40_000_000), method=zipfile.ZIP_DEFLATED)
    tracemalloc.start()

    assert fault(with_sizes(bomb, claimed)) in (Fault.BROKEN, Fault.TOO_TIGHT, Fault.TOO_LARGE)
    assert fault(bomb) is Fault.TOO_TIGHT

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


class Generous(zipfile.ZipFile):
    """A library that believes no header and hands over all that there is."""

    def open(self, *_: object, **__: object) -> io.BytesIO:
        return io.BytesIO(b"0" * 900_000)


def test_the_ratio_is_counted_and_not_taken_from_the_header(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = packed((ANSWERS, BODY))
    monkeypatch.setattr(zipfile, "ZipFile", Generous)

    assert fault(content) is Fault.TOO_TIGHT


def test_a_bomb_beside_the_file_refuses_the_archive_unread() -> None:
    bomb = packed((ANSWERS, BODY), ("a", b"0" * 10_000_000), method=zipfile.ZIP_DEFLATED)
    began = time.process_time()

    assert fault(bomb) is Fault.TOO_TIGHT
    assert time.process_time() - began < 1


def test_a_wrong_sum_is_noticed() -> None:
    assert fault(packed((ANSWERS, BODY)).replace(b"new", b"old", 1)) is Fault.BROKEN


def test_a_header_that_names_another_file_is_noticed() -> None:
    content = packed((ANSWERS, BODY))

    assert fault(content.replace(b"answers", b"another", 1)) is Fault.BROKEN


def test_zip64_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(ANSWERS, BODY)
        archive.filelist[0].header_offset = 1 << 33
    assert fault(file.getvalue()) in (Fault.TOO_LARGE, Fault.BROKEN)


def cut(content: bytes, at: int, _: int) -> bytes:
    return content[: at % len(content)]


def flipped(content: bytes, at: int, value: int) -> bytes:
    place = at % len(content)
    return content[:place] + bytes([value]) + content[place + 1 :]


@examples(300)
@given(
    changes=st.lists(
        st.tuples(st.sampled_from([cut, flipped]), st.integers(0, 5_000), st.integers(0, 255)),
        min_size=1,
        max_size=6,
    ),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_a_damaged_archive_gives_the_file_or_a_refusal(
    changes: Iterable[tuple[Callable[[bytes, int, int], bytes], int, int]], method: int
) -> None:
    content = packed((ANSWERS, BODY), ("docs/a.md", b"text"), (ASSESSMENT, BODY), method=method)
    for change, at, value in changes:
        content = change(content, at, value) or b"PK\x05\x06"

    with contextlib.suppress(RefusedArchive):
        assert kept_file(io.BytesIO(content)) == BODY


@given(st.binary(max_size=200))
def test_bytes_that_only_begin_like_a_zip_are_refused(rest: bytes) -> None:
    content = b"PK\x03\x04" + rest

    assert is_archive(content)
    with pytest.raises(RefusedArchive):
        kept_file(io.BytesIO(content))

"""Values of a Document → PDF: tagged, searchable, with bookmarks. Knows Typst, and no Django.

`python -m patterns.documents.printing` does it as a child process: JSON comes in, the PDF goes out.
There is no other way to ask, because Typst keeps what it has laid out for ten documents more: a
worker would hold a gigabyte after as many large ones.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from patterns.diagrams import fonts
from patterns.tasks import tell

MODULE = "patterns.documents.printing"
STANDARD = "ua-1"
LONGEST_SECONDS = 60
LAYOUT = Path(__file__).with_name("report.typ")
ROOT = Path(__file__).resolve().parents[2]


class Unavailable(RuntimeError):
    """The library cannot be loaded on this machine."""


class Unprintable(RuntimeError):
    """The library could not lay the document out. It says why."""


def printed(given: bytes) -> bytes:
    """Return the PDF of values as JSON; equal input gives equal bytes.

    Raises Unavailable and Unprintable.
    """
    if missing():
        raise Unavailable(missing())
    done = subprocess.run(  # noqa: S603, our own module
        [sys.executable, "-m", MODULE],
        cwd=ROOT,
        input=given,
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode:
        raise Unprintable(done.stderr.decode(errors="replace")[-2_000:])
    return done.stdout


@cache
def missing() -> str:
    """Return in words what a PDF lacks on this machine, "" when it can be made."""
    return "" if find_spec("typst") else "the Python package typst is not installed"


def laid_out(given: bytes) -> bytes:
    """Return the PDF, made in this process.

    Our own fonts and those inside Typst serve where they have all signs: then the same values give
    the same bytes on each machine. Other scripts take the fonts of this one. Where those lack a
    sign too, an empty box stands in its place, and the file does not claim to be PDF/UA, which
    forbids that. Raises typst.TypstError.
    """
    import typst

    year, month, on = json.loads(given)["date"]
    day = datetime(year, month, on, tzinfo=UTC)
    for fonts_of_machine, standard in ((False, STANDARD), (True, STANDARD)):
        try:
            return _compiled(given, day, fonts_of_machine=fonts_of_machine, standard=standard)
        except typst.TypstError:
            continue
    return _compiled(given, day, fonts_of_machine=True, standard="1.7")


def _compiled(given: bytes, day: datetime, *, fonts_of_machine: bool, standard: Any) -> bytes:
    import typst

    compiler = typst.Compiler(
        LAYOUT.read_bytes(),
        font_paths=typst.Fonts(
            include_system_fonts=fonts_of_machine,
            include_embedded_fonts=True,
            font_paths=[fonts.files()[0].parent],
        ),
        sys_inputs={"document": given.decode()},
    )
    made = compiler.compile(format="pdf", pdf_standards=standard, timestamp=day)
    assert isinstance(made, bytes)  # noqa: S101, a list stands for pictures of pages alone
    return made


def main() -> None:
    """Print what comes in."""
    given = sys.stdin.buffer.read()
    tell("the pages are being laid out")
    sys.stdout.buffer.write(laid_out(given))


if __name__ == "__main__":
    main()

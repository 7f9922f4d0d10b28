"""How the text files of an export are written: clean lines, YAML strings, names of files."""

import json
import re
import unicodedata

from patterns.documents.document import one_line

_EMPTY_CELL = re.compile(r"\|  (?=\|)")


def quoted(words: str) -> str:
    """Return one line as a YAML string, for the front matter."""
    return json.dumps(one_line(words), ensure_ascii=False)


def tidy(written: str) -> str:
    """Return a document with single blank lines, clean line ends, and one newline at the end.

    Empty cells of a table are as narrow as linters want them.
    """
    lines: list[str] = []
    for line in (_EMPTY_CELL.sub("| ", line.rstrip()) for line in written.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n") + "\n"


def slug(words: str, longest: int = 80) -> str:
    """Return a file name's part of a-z, 0-9 and hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or "record"

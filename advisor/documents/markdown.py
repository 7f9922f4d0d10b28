"""Text from people and from the catalogue, written so that Markdown shows it and nothing else."""

import json
import re
import unicodedata

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~@]|:(?=//)|(?<=[wW]{3})\.)")
_EMPTY_CELL = re.compile(r"\|  (?=\|)")
_START = re.compile(r"^(\d+)([.)])|^([-+=])")


def text(words: str) -> str:
    """Return one line that Markdown shows exactly as it was typed.

    Control and direction characters are removed, and line breaks become spaces.
    """
    line = _SPECIAL.sub(r"\\\1", one_line(words)).replace("&", "&amp;")
    return _START.sub(
        lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", line
    )


def one_line(words: str) -> str:
    """Return words without control and direction characters, with one space for each gap."""
    kept = "".join(
        " " if sign.isspace() else sign
        for sign in words
        if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    return " ".join(kept.split())


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

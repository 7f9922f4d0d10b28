"""The statements of a script, one by one, and the words that a reader sees in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from patterns.diagrams.kinds import first_statement

_CODE = re.compile(r"#(\d+|[a-z]+);")
_BREAK = re.compile(r"\s*<br\s*/?>\s*|\\n")
_SILENT = re.compile(
    r"(accTitle|accDescr|title|autonumber|classDef|class|style|linkStyle|click|direction|"
    r"activate|deactivate|destroy|%%)\b|%%"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, and what happens inside it."""

    text: str
    steps: tuple["Step", ...] = ()


def statements(script: str) -> Iterator[str]:
    """Yield each line that tells something, after the kind, without comments and styles."""
    lines = script.split("\n")
    in_description = False
    for line in lines[first_statement(lines) + 1 :]:
        text = line.strip()
        if in_description or re.match(r"accDescr\s*\{", text):
            in_description = "}" not in text
        elif text and not _SILENT.match(text):
            yield text.removesuffix(";").rstrip()


def described(script: str) -> tuple[str, str]:
    """Return the `accTitle` and the `accDescr` of a script, each "" when it has none."""
    title = re.search(r"^\s*accTitle\s*:\s*(.+)$", script, re.MULTILINE)
    text = re.search(r"^\s*accDescr\s*(?::\s*(.+)$|\{([^}]*)\})", script, re.MULTILINE)
    words = (text[1] or text[2] or "") if text else ""
    return read(title[1]) if title else "", read(words)


def read(label: str) -> str:
    """Return what a label shows: quotes removed, codes decoded, line breaks as commas."""
    text = label.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    text = _BREAK.sub(", ", text)
    return " ".join(_CODE.sub(_decode, text).split())


def _decode(code: re.Match[str]) -> str:
    return unescape(f"&#{code[1]};" if code[1].isdigit() else f"&{code[1]};")

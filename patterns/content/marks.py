"""The catalogue's marks in prose: links by name, and citations."""

import re

LINK = re.compile(r"\]\(([a-z]+):([^)\s]+)\)")
CITATION = re.compile(r"\[@([a-z0-9-]+)\]")


def found(text: str) -> list[tuple[str, str]]:
    """Return (kind, target) of every mark; [@key] has the kind `reference`.

    Addresses of the web are no marks: prose holds none, they stand in the references.
    """
    links = [(match[1], match[2].partition("?")[0]) for match in LINK.finditer(text)]
    return links + [("reference", match[1]) for match in CITATION.finditer(text)]

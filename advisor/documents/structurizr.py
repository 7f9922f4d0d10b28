"""The reader's system as a workspace for Structurizr: C4 views, documentation, decision records."""

from collections import Counter
from typing import Any, Final

from django.template.loader import render_to_string

from advisor import diagrams
from advisor.answers.sheets import NAMES
from advisor.documents.choices import Part
from advisor.documents.folder import Folder, RecordForm
from patterns.diagrams.parts import Node
from patterns.documents.document import one_line

UNNAMED: Final = "The system"
AROUND: Final = {"clients": "Client", "outside": "External"}  # layer -> tag of what is not ours
STORE: Final = "store"
IMPORTERS: Final = {
    RecordForm.MADR: "madr",
    RecordForm.MADR_MINIMAL: "madr",
    RecordForm.NYGARD: "adrtools",
    RecordForm.LOG4BRAINS: "log4brains",
}
# Inside quotes the parser gives a meaning to these, and has no escape that all of them survive.
_MEANT: Final = {"\\": "/", '"': "”", "->": "→", "${": "$ {"}


def workspace(folder: Folder, *, has_records: bool) -> str:
    """Return the text of `workspace.dsl`, which stands in the root of the repository."""
    found = diagrams.composed(
        folder.advice, folder.catalogue, folder.followed, folder.sheet.names, NAMES
    )
    heading, _ = folder.headline
    title = folder.sheet.title or UNNAMED
    names = _unique([title, *(node.label for node in found.nodes)])
    elements = [
        _element(folder, found, node, name)
        for node, name in zip(found.nodes, names[1:], strict=True)
    ]
    context: dict[str, Any] = {
        "title": names[0],
        "heading": f"{heading}.",
        "around": [each for each in elements if each["layer"] in AROUND],
        "groups": [
            (diagrams.FRAMES[layer], inside)
            for layer in diagrams.FRAMES
            if layer not in AROUND
            and (inside := [each for each in elements if each["layer"] == layer])
        ],
        "links": [
            {
                "source": link.source,
                "target": link.target,
                "label": link.label or "uses",
                "tags": ", ".join(
                    [
                        *(["Dotted"] if link.arrow != "solid" else []),
                        *map(folder.words.pattern, _patterns(found, link.source, link.target)),
                    ]
                ),
            }
            for link in found.links
        ],
        "importer": IMPORTERS[folder.form] if has_records else "",
        "has_chapters": folder.choices.has(Part.CHAPTERS),
        "release": folder.advice.release,
        "engine": folder.advice.engine,
    }
    return render_to_string("documents/workspace.dsl", context).strip("\n") + "\n"


def quoted(words: str) -> str:
    """Return text as one string of the DSL; what the parser would read a meaning into is replaced.

    A backslash becomes a slash, a double quote a curly one, `->` an arrow, `${` is parted.
    """
    line = one_line(words)
    for sign, instead in _MEANT.items():
        line = line.replace(sign, instead)
    return f'"{line}"'


def _patterns(found: diagrams.Composition, *ends: str) -> tuple[str, ...]:
    """Return the Patterns that add a node, or that change a service or a link between two nodes."""
    added = found.owners.get(ends[0], ()) if len(ends) == 1 else ()
    return (*added, *found.decorators.get(diagrams.place_of(*ends), ()))


def _element(folder: Folder, found: diagrams.Composition, node: Node, name: str) -> dict[str, Any]:
    slugs = _patterns(found, node.id)
    owners = [folder.words.pattern(slug) for slug in found.owners.get(node.id, ())]
    tags = [AROUND[node.group]] if node.group in AROUND else []
    tags += ["Database"] if node.shape == STORE else []
    return {
        "id": node.id,
        "name": name,
        "layer": node.group,
        "detail": f"Added by {', '.join(owners)}" if owners else node.detail,
        "tags": [*tags, *map(folder.words.pattern, slugs)],
        "patterns": ", ".join(slugs),
    }


def _unique(names: list[str]) -> list[str]:
    """Return the names, a number behind each that has been there: the parser takes none twice."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for name in names:
        shown = one_line(name) or UNNAMED
        while seen[key := _key(shown)]:
            seen[key] += 1
            shown = f"{one_line(name)} ({seen[key]})"
        seen[key] += 1
        found.append(shown)
    return found


def _key(name: str) -> str:
    """Return what the parser compares: it leaves out slashes and dots, and others are replaced."""
    line = quoted(name)[1:-1].casefold()
    return "".join(sign for sign in line if sign not in "/.").strip()

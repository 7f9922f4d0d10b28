"""The pictures of a folder as files: Mermaid text and SVG side by side, numbered."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.documents.folder import Folder
from patterns.diagram_cache import draw
from patterns.diagrams.labels import fill
from patterns.diagrams.rendering import Theme
from patterns.diagrams.scripts import Diagram
from patterns.parameters import display

XML_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. name: of its files, without their ending; pattern: "" for those of the Advice.

    kind: structure, behavior, state or timeline; of the Advice: its own name.
    """

    name: str
    kind: str
    diagram: Diagram
    pattern: str = ""

    @property
    def script(self) -> bytes:
        return (self.diagram.script.rstrip("\n") + "\n").encode()


def pictures(folder: Folder) -> tuple[Picture, ...]:
    """Return the Advice's pictures first, then those of the Patterns to build."""
    return tuple(
        Picture(f"{number:02d}-{found.name}", found.kind, found.diagram, found.pattern)
        for number, found in enumerate(_found(folder), start=1)
    )


def files(shown: tuple[Picture, ...]) -> dict[str, bytes]:
    """Return name -> bytes. What cannot be drawn is there as text alone."""
    written: dict[str, bytes] = {}
    for picture in shown:
        written[f"{picture.name}.mmd"] = picture.script
        drawn = draw(picture.diagram, Theme.PAPER)
        if not drawn.problem:
            written[f"{picture.name}.svg"] = (XML_HEADER + drawn.svg + "\n").encode()
    return written


def _found(folder: Folder) -> Iterator[Picture]:
    for name, diagram in folder.pictures:
        yield Picture(name, name, diagram)
    for slug in folder.followed:
        pattern = folder.pattern(slug)
        values = {word: name.default for word, name in pattern.names.items()}
        for parameter in folder.catalogue.parameters(pattern.slug):
            values.setdefault(parameter.name, display(parameter, parameter.default))
        for entry in pattern.diagrams:
            name = f"{pattern.slug}-{entry.file.removesuffix('.mmd')}"
            title = f"{pattern.name}: {entry.title}"
            diagram = Diagram(fill(entry.script, values), title, entry.caption)
            yield Picture(name, entry.kind, diagram, slug)
